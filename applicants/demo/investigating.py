"""How a drawn family is looked into: visited, judged by its village, checked at the registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.actions import checks, consents, meetings, visits
from applicants.actions.visits import Answer
from applicants.demo.visits import asks_for_meeting, cadre, minutes_of, screens_of
from applicants.eligibility.codes import ProcedureStep
from applicants.eligibility.terms import Terms
from applicants.models.case import Case
from applicants.models.check import CheckResult, CheckSource, EconomicCheck
from applicants.models.consent import SigningWay
from applicants.models.visit import BLOCK_FIELDS, HomeVisit
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff


@dataclass(frozen=True)
class Investigation:
    """A case in the hands of those who find out; `seen` is what its house shows, days are the caller's."""

    case: Case
    village: Area
    seen: dict[str, Answer]
    caseworker: Staff
    clerk: Staff
    terms: Terms
    office_day: Callable[[date], date]

    def visit(self, on: date) -> None:
        """To the house with the village's accountant; the head signs."""
        visit = self.begin_visit(on, screens=len(BLOCK_FIELDS))
        with scope.of(self.caseworker, action="demo"):
            head = self.case.household.head_id
            visits.sign(visit=visit, present=[head], by=self.caseworker, on=self.office_day(on))

    def begin_visit(self, on: date, *, screens: int) -> HomeVisit:
        """As far as so many screens."""
        on, village, by = self.office_day(on), self.village.code, self.caseworker
        going: visits.Answers = {
            "visited_on": on,
            "way": "house",
            "remote_reason": "",
            "investigator": by,
            "companion": None,
            "helpers": [cadre(village, "accountant")],
        }
        found = screens_of(self.seen)
        with scope.of(by, action="demo"):
            visit = visits.begin(case=self.case, purpose="township", answers=going, by=by, on=on)
            for block, answers in list(found.items())[: screens - 1]:
                mark = visit.mark_of(block)
                visit = visits.write(
                    visit=visit, block=block, answers=answers, mark=mark, by=by, on=on
                )
        return visit

    def meet(self, on: date) -> None:
        """The village's review, where the rules ask for one."""
        if not asks_for_meeting(self.terms):
            return
        village, on = self.village, self.office_day(on)
        minutes = minutes_of(village.code, village.name, self.caseworker.name, on)
        with scope.of(self.caseworker, action="demo"):
            meetings.record(case=self.case, minutes=minutes, by=self.caseworker, on=on)

    def authorise(self, on: date) -> None:
        """Everybody signs that they may be checked, the head for the children."""
        on = self.office_day(on)
        with scope.of(self.caseworker, action="demo"):
            people = [member.person for member in self.case.household.members()]
            consents.record(
                case=self.case,
                people=people,
                guardian=self.case.household.head,
                way=SigningWay.PAPER,
                signed_on=on,
                by=self.caseworker,
                on=on,
            )

    def request_check(self, on: date) -> EconomicCheck:
        on = self.office_day(on)
        sources = [source.value for source in CheckSource]
        with scope.of(self.caseworker, action="demo"):
            return checks.request(case=self.case, sources=sources, by=self.caseworker, on=on)

    def find_deposit(self, check: EconomicCheck, on: date) -> None:
        """The bank knows of savings that nobody declared; the other registers know of nothing."""
        on = self.office_day(on)
        with scope.of(self.clerk, action="demo"):
            check = checks.start(check=check, by=self.clerk, on=on)
            answers = [
                checks.Answer(person=person, source=source, result=CheckResult.NOTHING)
                for person, source in checks.unanswered(check)
            ]
            bank = next(
                place for place, one in enumerate(answers) if one.source == CheckSource.BANKS
            )
            answers[bank] = checks.Answer(
                person=answers[bank].person,
                source=CheckSource.BANKS,
                result=CheckResult.FOUND,
                finding="农村信用社定期存款一笔",
                amount=Decimal("26000.00"),
            )
            checks.answer(check=check, answers=answers, by=self.clerk, on=on)
            checks.close(check=check, by=self.clerk, on=on)

    @property
    def has_checks(self) -> bool:
        """Whether the law of the time knows of checks at registers."""
        return self.terms.limit(ProcedureStep.START_CHECK) is not None
