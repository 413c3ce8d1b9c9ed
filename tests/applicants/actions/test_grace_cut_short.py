"""A benefit in its months of grace is ended before its time: both shapes, and never later than it was to end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import change_reports, changes
from applicants.actions.change_reports import Report
from applicants.actions.changes import NotHeard
from applicants.letters import letter_of
from applicants.models import Case, CaseKind, ChangeKind, Decision, Grant, ReportSource, RuleSet
from applicants.outcomes import end_reasons, last_month_due, proposals_open_to
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests.cast import Cast
from tests.changes import decided, ended, given_grace, heard, judged, proposed, word

OCTOBER, NOVEMBER, MARCH = BenefitMonth(2026, 10), BenefitMonth(2026, 11), BenefitMonth(2027, 3)
IN_NOVEMBER = date(2026, 11, 12)
DIED = date(2026, 10, 20)


@pytest.fixture
def two_months(rules_of_2026: RuleSet) -> None:
    rules_of_2026.terms["grace"]["months"] = 2
    rules_of_2026.save()


@pytest.fixture
def in_grace(cast: Cast, shape: str, grant: Grant) -> Grant:
    """Given in September: paid from October to March, unless something happens."""
    given_grace(grant, cast)
    return grant


def months_paid(grant: Grant, cast: Cast) -> list[BenefitMonth]:
    with scope.of(cast.reviewer):
        grants = Grant.objects.filter(household=grant.household_id)
        return [month for month in BenefitMonth.range(OCTOBER, MARCH) if grants.covering(month)]


def looked_at(grant: Grant, cast: Cast, *, on: date = IN_NOVEMBER) -> Case:
    with scope.of(cast.caseworker):
        return changes.open_case(
            household=grant.household,
            kind=CaseKind.CHANGE,
            statement="全家搬走",
            by=cast.caseworker,
            on=on,
        )


def told_of_a_death(grant: Grant, cast: Cast, *, on: date) -> Case:
    """Followed to a case, as the township does it."""
    with scope.of(cast.caseworker):
        wife = grant.household.members().get(relation="10").person
        death = Report(
            kind=ChangeKind.DEATH, happened_on=DIED, source=ReportSource.VILLAGE, person=wife
        )
        told = change_reports.record(
            household=grant.household, report=death, by=cast.caseworker, on=on
        )
        return change_reports.follow(report=told, by=cast.caseworker, on=on)


def test_an_end_in_grace_pays_the_month_of_the_decision_and_no_more(
    cast: Cast, in_grace: Grant
) -> None:
    decision = ended(in_grace, cast, on=IN_NOVEMBER, end_reason="moved")

    assert months_paid(in_grace, cast) == [OCTOBER, NOVEMBER]
    with scope.of(cast.reviewer):
        assert decision.ended_grants.exists()
        fallen = Grant.objects.filter(ended_by=decision)
        assert {share.last_month for one in fallen for share in one.shares.all()} == {
            one.last_month for one in fallen
        }


def test_after_a_death_nothing_is_due_from_the_month_after_it(cast: Cast, in_grace: Grant) -> None:
    case = told_of_a_death(in_grace, cast, on=IN_NOVEMBER)
    opinion = proposed(case, cast, "end", "death", on=IN_NOVEMBER)
    heard(case, cast, word(held_on=IN_NOVEMBER))
    with scope.of(cast.reviewer):
        last = last_month_due(case, opinion, on=IN_NOVEMBER)

    decided(case, cast, on=IN_NOVEMBER, last_month=last)

    assert last == OCTOBER
    assert months_paid(in_grace, cast) == [OCTOBER]


def test_a_death_before_the_grace_takes_the_whole_of_it_back(cast: Cast, in_grace: Grant) -> None:
    decision = ended(
        in_grace, cast, on=IN_NOVEMBER, end_reason="death", last_month=BenefitMonth(2026, 8)
    )

    assert months_paid(in_grace, cast) == []
    with scope.of(cast.reviewer):
        first = Grant.objects.get(pk=in_grace.pk)
        assert first.last_month == BenefitMonth(2026, 8)
        assert first.ended_by == decision


def test_no_end_gives_more_months_than_there_were(cast: Cast, in_grace: Grant) -> None:
    with pytest.raises(Refused, match="最多发到"):
        ended(in_grace, cast, on=IN_NOVEMBER, last_month=BenefitMonth(2027, 4))
    assert months_paid(in_grace, cast) == list(BenefitMonth.range(OCTOBER, MARCH))


def test_a_month_that_was_due_is_taken_back_after_a_death_alone(
    cast: Cast, in_grace: Grant
) -> None:
    with pytest.raises(Refused, match="不能早于"):
        ended(in_grace, cast, on=IN_NOVEMBER, last_month=OCTOBER)


def test_in_the_last_month_there_is_nothing_left_to_end(
    cast: Cast, two_months: None, in_grace: Grant
) -> None:
    with pytest.raises(Refused, match="本来就只发放到2026年11月"):
        ended(in_grace, cast, on=IN_NOVEMBER)
    assert months_paid(in_grace, cast) == [OCTOBER, NOVEMBER]


def test_after_the_last_month_nothing_is_looked_at(cast: Cast, in_grace: Grant) -> None:
    with pytest.raises(Refused, match="没有正在享受"):
        looked_at(in_grace, cast, on=date(2027, 4, 1))


def test_a_case_that_outlasts_the_grace_decides_nothing(cast: Cast, in_grace: Grant) -> None:
    case = looked_at(in_grace, cast)
    proposed(case, cast, "end", "moved", on=IN_NOVEMBER)
    heard(case, cast, word(held_on=IN_NOVEMBER))

    with pytest.raises(Refused, match="已经停发或变更"):
        decided(case, cast, on=date(2027, 4, 2))


def test_the_family_is_heard_before_its_grace_is_cut(cast: Cast, in_grace: Grant) -> None:
    case = looked_at(in_grace, cast)
    proposed(case, cast, "end", "moved", on=IN_NOVEMBER)

    with pytest.raises(NotHeard):
        decided(case, cast, on=IN_NOVEMBER)


def test_grace_is_not_taken_for_the_income_it_was_given_for(cast: Cast, in_grace: Grant) -> None:
    case = judged(looked_at(in_grace, cast), cast, on=IN_NOVEMBER)

    with scope.of(cast.township_head):
        assessment = case.assessments.get()
        assert proposals_open_to(case, assessment) == ["end"]
        assert "income" not in end_reasons(case, assessment)
    with pytest.raises(Refused, match="换一个原因"):
        proposed(case, cast, "end", "income", on=IN_NOVEMBER)


def test_the_end_is_decided_once(cast: Cast, in_grace: Grant) -> None:
    decision = ended(in_grace, cast, on=IN_NOVEMBER)

    with pytest.raises(MoveRefused, match="已决定"):
        decided(decision.case, cast, on=IN_NOVEMBER)
    assert months_paid(in_grace, cast) == [OCTOBER, NOVEMBER]


def test_neither_the_township_nor_another_county_ends_a_grace(cast: Cast, in_grace: Grant) -> None:
    case = looked_at(in_grace, cast)
    proposed(case, cast, "end", "moved", on=IN_NOVEMBER)
    heard(case, cast, word(held_on=IN_NOVEMBER))

    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        changes.decide(case=case, reasons="x", by=cast.caseworker, on=IN_NOVEMBER)
    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        changes.decide(case=case, reasons="x", by=cast.foreign_reviewer, on=IN_NOVEMBER)


def test_one_case_at_a_time_looks_at_a_grace(cast: Cast, in_grace: Grant) -> None:
    looked_at(in_grace, cast)

    with pytest.raises(Refused, match="没办完的案件"):
        looked_at(in_grace, cast)


def test_letter_and_trail_say_what_is_no_longer_paid(
    cast: Cast, in_grace: Grant, shape: str
) -> None:
    decision = ended(in_grace, cast, on=IN_NOVEMBER, end_reason="moved")

    with scope.of(cast.reviewer):
        letter = letter_of(Decision.objects.get(pk=decision.pk))
        event = AuditEvent.objects.get(event="grant:end")
    assert "渐退期提前结束" in letter.result
    assert "发放到2026年11月为止" in letter.result
    assert (event.after["last"], event.after["until"]) == ("2026-11", "2027-03")
    assert len(event.after["amounts"]) == 4
    assert event.after["amounts"][-1] == ("220.16" if shape == "falling" else "1321.00")
