"""One family in benefit as its township handles what happens to it, each step by the person whose work it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from applicants.actions import answers, assessments, cases, changes, rechecks, transfers
from applicants.actions.cases import IncomeEntry
from applicants.choices import HEAD
from applicants.demo.investigating import Investigation
from applicants.demo.means import MeansDraft
from applicants.demo.timeline import Timetable
from applicants.demo.visits import seen
from applicants.eligibility.codes import IncomeSource
from applicants.models.case import Case, CaseKind
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.transfer import Transfer
from applicants.outcomes import Proposal, end_reason_by_numbers, proposals_open_to
from dibao import scope
from dibao.demo.staff import Offices
from dibao.models.area import Area, county_of
from dibao.roles import Role

# Of the line, what somebody who has found work brings home for each of the family.
_WELL_ABOVE = Decimal("1.5")
_REASONS = {
    Proposal.KEEP: "经入户核查，家庭情况没有变化，拟维持。",
    Proposal.INCREASE: "经入户核查，收入减少属实，拟增发。",
    Proposal.DECREASE: "经入户核查，收入增加属实，拟减发。",
    Proposal.ADJUST: "经入户核查，家庭情况有变化，金额不变。",
    Proposal.GRACE: "家庭成员就业后人均收入超过保障标准，拟给予渐退期。",
    Proposal.END: "经核查，人均收入高于保障标准，拟停发。",
}


class Benefit:
    """A family with its people; `neighbour` is the township that it has to do with, days are the caller's."""

    def __init__(
        self, household: Household, neighbour: Area, offices: Offices, timetable: Timetable
    ) -> None:
        village = household.area_id
        self.household, self.neighbour = household, neighbour
        self.office_day, self.terms = timetable.office_day, timetable.rules.terms
        self.caseworker, self.head = offices.caseworker(village), offices.head(village)
        self.clerk = offices.at(county_of(village), Role.COUNTY_CLERK)
        self.taker = offices.caseworker(neighbour.code)
        self.case: Case

    @property
    def members(self) -> list[Membership]:
        with scope.of(self.caseworker):
            return list(self.household.members())

    @property
    def somebody_else(self) -> Person:
        """A member who is not the head."""
        return next(one.person for one in reversed(self.members) if one.relation != HEAD)

    def begin_recheck(self, on: date) -> None:
        with scope.of(self.caseworker, action="demo"):
            self.case = rechecks.begin(
                household=self.household, changed={}, by=self.caseworker, on=self.office_day(on)
            )

    def begin_change(self, statement: str, on: date) -> None:
        with scope.of(self.caseworker, action="demo"):
            self.case = changes.open_case(
                household=self.household,
                kind=CaseKind.CHANGE,
                statement=statement,
                by=self.caseworker,
                on=self.office_day(on),
            )

    def find_work(self) -> None:
        """A wage that lifts the family well above the line."""
        before = answers.last_of(self.household)
        yearly = self.terms.income_line * len(self.members) * _WELL_ABOVE
        wage = IncomeEntry(
            person=self.household.head,
            source=IncomeSource.LOCAL_WORK.value,
            yearly_amount=yearly.quantize(Decimal(1)),
        )
        with scope.of(self.caseworker, action="demo"):
            means = replace(before, incomes=[*before.incomes, wage], took_up_work=True)
            self.case = cases.revise(
                case=self.case, means=means, version=self.case.version, by=self.caseworker
            )

    def visit(self, on: date) -> None:
        nothing_new = MeansDraft(incomes=[], expenses=[], properties=[])
        village = self.household.area
        found = seen(village.code, [], nothing_new) | {
            "members_note": f"{len(self.members)}人共同生活。"
        }
        Investigation(
            self.case, village, found, self.caseworker, self.clerk, self.terms, self.office_day
        ).visit(on)

    def assess(self, on: date) -> None:
        with scope.of(self.caseworker, action="demo"):
            assessments.assess(case=self.case, by=self.caseworker, on=self.office_day(on))

    def propose(self, on: date) -> None:
        """What the numbers say."""
        with scope.of(self.head, action="demo"):
            assessment = self.case.assessments.latest()
            proposal = proposals_open_to(self.case, assessment)[0]
            is_end = proposal == Proposal.END
            changes.propose(
                case=self.case,
                assessment=assessment,
                proposal=proposal,
                end_reason=end_reason_by_numbers(assessment) if is_end else "",
                reasons=_REASONS[proposal],
                by=self.head,
                on=self.office_day(on),
            )
            self.case.refresh_from_db()

    def hand_over(self, on: date) -> Transfer:
        """To the neighbouring township, with its file."""
        day = self.office_day(on)
        with scope.of(self.caseworker, action="demo"):
            return transfers.offer_move(
                household=self.household,
                township=self.neighbour,
                reason="全家搬到邻镇居住，户口已迁。",
                moved_on=day,
                by=self.caseworker,
                on=day,
            )
