"""One family's application as its township and county handle it, each step by the person whose work it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from applicants.actions import (
    assessments,
    cases,
    decisions,
    households,
    notice_postings,
    notices,
    objections,
)
from applicants.actions.cases import ExpenseEntry, IncomeEntry, Means, PropertyEntry
from applicants.actions.households import MemberEntry
from applicants.demo.boards import picture_of_board
from applicants.demo.families import Family
from applicants.demo.files import STATEMENTS
from applicants.demo.investigating import Investigation
from applicants.demo.means import MeansDraft
from applicants.demo.people import Villager
from applicants.demo.timeline import Timetable
from applicants.demo.visits import seen
from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.notice import PublicNotice
from applicants.models.notice_posting import BoardAct
from applicants.models.objection import Objection
from dibao import scope
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.models.area import Area, county_of, township_of
from dibao.roles import Role
from dibao.values.identity import IdNumber, PhoneNumber

_DAY = timedelta(days=1)
_OPINIONS = {
    "grant": "经入户调查和民主评议，家庭困难属实，拟同意。",
    "refuse": "经入户调查，家庭收入高于保障标准，拟不同意。",
}


@dataclass(frozen=True)
class Folder:
    """A drawn family with the village it lives in."""

    village: Area
    family: Family
    villagers: list[Villager]
    means: MeansDraft


class Application:
    """A case in the hands of its offices; days are the caller's."""

    def __init__(self, folder: Folder, offices: Offices, timetable: Timetable) -> None:
        self.folder = folder
        self.office_day = timetable.office_day
        self.caseworker = offices.caseworker(folder.village.code)
        self.head = offices.head(folder.village.code)
        self.reviewer = offices.reviewer(folder.village.code)
        self.clerk = offices.at(county_of(folder.village.code), Role.COUNTY_CLERK)
        self.terms = timetable.rules.terms
        self.stages = [notice.stage.value for notice in timetable.rules.terms.notices]
        self.days = [notice.days for notice in timetable.rules.terms.notices]
        self.hangs_notices = True
        self.case: Case

    def enter(self, on: date) -> None:
        on = self.office_day(on)
        with scope.of(self.caseworker, action="demo"):
            household = households.register(
                village=self.folder.village,
                members=[_entry(villager) for villager in self.folder.villagers],
                by=self.caseworker,
                on=on,
                group_name="3组",
                address=f"{self.folder.village.name}3组",
            )
            self.case = cases.open_draft(
                household=household, means=_means(self.folder, household), by=self.caseworker, on=on
            )

    def accept(self, on: date) -> None:
        on = self.office_day(on)
        with scope.of(self.caseworker, action="demo"):
            self.case = cases.accept(case=self.case, by=self.caseworker, on=on)

    @property
    def investigation(self) -> Investigation:
        """What the township and the county find out about the family."""
        return Investigation(
            self.case,
            self.folder.village,
            seen(self.folder.village.code, self.folder.villagers, self.folder.means),
            self.caseworker,
            self.clerk,
            self.terms,
            self.office_day,
        )

    def assess(self, on: date) -> None:
        on = self.office_day(on)
        with scope.of(self.caseworker, action="demo"):
            assessments.assess(case=self.case, by=self.caseworker, on=on)

    def propose(self, on: date, proposal: str = "grant") -> None:
        on = self.office_day(on)
        with scope.of(self.head, action="demo"):
            cases.propose(
                case=self.case,
                assessment=self.case.assessments.latest(),
                proposal=proposal,
                reasons=_OPINIONS[proposal],
                by=self.head,
                on=on,
            )
            self.case.refresh_from_db()

    def post(self, stage: str, on: date) -> PublicNotice:
        with scope.of(self.caseworker, action="demo"):
            notice = notices.freeze(
                village=self.folder.village,
                stage=stage,
                cases=[self.case],
                by=self.caseworker,
                on=on,
            )
            self.case.refresh_from_db()
        if self.hangs_notices:
            self.tell_of_board(notice, BoardAct.PUT_UP, on)
        return notice

    def tell_of_board(self, notice: PublicNotice, act: BoardAct, on: date) -> None:
        """With a picture in the township that is shown, elsewhere with the reason for none."""
        picture = picture_of_board(is_hanging=act == BoardAct.PUT_UP)
        is_shown = township_of(self.folder.village.code) == SHOWN_TOWNSHIP
        with scope.of(self.caseworker, action="demo"):
            notice_postings.record(
                notice=notice,
                act=act,
                done_on=on,
                place="村公示栏",
                photo=picture if is_shown else None,
                why_no_photo="" if is_shown else "照片存村委会",
                by=self.caseworker,
                on=on,
            )

    def lodge(self, notice: PublicNotice, text: str, on: date) -> Objection:
        with scope.of(self.caseworker, action="demo"):
            return objections.lodge(
                case=self.case, notice=notice, text=text, by=self.caseworker, on=on
            )

    def answer(self, objection: Objection, text: str, on: date, *, is_upheld: bool) -> None:
        with scope.of(self.head, action="demo"):
            objections.answer(
                objection=objection, is_upheld=is_upheld, text=text, by=self.head, on=on
            )
            self.case.refresh_from_db()

    def confirm(self, on: date) -> None:
        with scope.of(self.reviewer, action="demo"):
            decisions.confirm(
                case=self.case, reasons="材料齐全，公示期满，符合条件。", by=self.reviewer, on=on
            )

    def refuse(self, on: date) -> None:
        on = self.office_day(on)
        with scope.of(self.reviewer, action="demo"):
            decisions.refuse(
                case=self.case, reasons="家庭人均收入高于保障标准。", by=self.reviewer, on=on
            )

    def send_back(self) -> None:
        with scope.of(self.reviewer, action="demo"):
            cases.send_back(case=self.case, reasons="收入材料不全，补充后再报。", by=self.reviewer)

    def withdraw(self, on: date) -> None:
        with scope.of(self.caseworker, action="demo"):
            cases.withdraw(
                case=self.case,
                reason="家里有人找到工作，自愿撤回。",
                by=self.caseworker,
                on=self.office_day(on),
            )

    # Several steps at once, reckoned back from the day of the last one.

    def up_to_visit(self, visited_on: date) -> None:
        """Accepted the working day before."""
        accepted_on = self.office_day(visited_on) - _DAY
        self.enter(accepted_on)
        self.accept(accepted_on)
        self.investigation.visit(visited_on)

    def up_to_assessment(self, assessed_on: date) -> None:
        self.up_to_visit(self.office_day(assessed_on) - _DAY)
        self.investigation.meet(assessed_on)
        self.assess(assessed_on)

    def up_to_opinion(self, proposed_on: date, proposal: str = "grant") -> None:
        self.up_to_assessment(self.office_day(proposed_on) - _DAY)
        self.propose(proposed_on, proposal)

    def up_to_posting(self, number: int, posted_on: date) -> PublicNotice:
        """Post stage `number` on a day, each stage before it taken down on that on which the next began."""
        starts = [
            posted_on - timedelta(days=sum(self.days[place:number])) for place in range(number + 1)
        ]
        self.up_to_opinion(starts[0] - _DAY)
        notice = self.post(self.stages[0], starts[0])
        for stage, on in zip(self.stages[1:], starts[1:], strict=False):
            if self.hangs_notices:
                self.tell_of_board(notice, BoardAct.TAKEN_DOWN, on)
            notice = self.post(stage, on)
        return notice

    def up_to_end_of_postings(self, ended_on: date) -> None:
        """The last posting's last day was `ended_on`; it was taken down on the next."""
        last = len(self.stages) - 1
        notice = self.up_to_posting(last, ended_on - timedelta(days=self.days[last] - 1))
        self.tell_of_board(notice, BoardAct.TAKEN_DOWN, ended_on + _DAY)


def _entry(villager: Villager) -> MemberEntry:
    draft = villager.draft
    kind, level = draft.disability or (None, None)
    return MemberEntry(
        name=villager.name,
        id_number=IdNumber.parse(villager.id_number),
        relation=draft.relation,
        health=draft.health.value,
        labour_capacity=draft.labour.value,
        disability_type=kind,
        disability_level=level,
        is_student=draft.is_student,
        is_counted=draft.is_counted,
        is_covered=draft.is_covered,
        exclusion=draft.exclusion.value if draft.exclusion else "",
        phone=PhoneNumber.parse(villager.phone) if villager.phone else None,
    )


def _means(folder: Folder, household: Household) -> Means:
    persons = [m.person for m in household.memberships.select_related("person").order_by("pk")]
    drawn = folder.means
    return Means(
        incomes=[
            IncomeEntry(
                source=line.source.value,
                yearly_amount=Decimal(line.amount),
                necessary_cost=Decimal(line.cost),
                person=None if line.member is None else persons[line.member],
            )
            for line in drawn.incomes
        ],
        expenses=[
            ExpenseEntry(kind=line.kind.value, yearly_amount=Decimal(line.amount))
            for line in drawn.expenses
        ],
        properties=[
            PropertyEntry(
                kind=line.kind.value,
                amount=Decimal(line.amount),
                count=line.count,
                exemption=line.exemption.value if line.exemption else "",
            )
            for line in drawn.properties
        ],
        hardships=[hardship.value for hardship in folder.family.hardships],
        poverty_cause=folder.family.cause.value,
        statement=STATEMENTS[folder.family.cause],
    )
