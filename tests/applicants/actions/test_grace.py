"""A family that worked its way above the line: paid through its months of grace, and then no more (办法 Art 33)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applicants import rechecks
from applicants.actions import cases, change_reports, changes, members
from applicants.actions.change_reports import Report
from applicants.actions.changes import NotHeard
from applicants.letters import letter_of
from applicants.models import (
    Case,
    ChangeKind,
    Grant,
    Outcome,
    ReportSource,
    RuleSet,
)
from applicants.outcomes import proposals_open_to
from applicants.rechecks import Wanted
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.paging import Cut
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests.cast import Cast
from tests.changes import (
    CHANGED,
    SEPTEMBER,
    SETTLED,
    decided,
    heard,
    judged,
    opened,
    proposed,
    working,
)

OCTOBER, MARCH = BenefitMonth(2026, 10), BenefitMonth(2027, 3)
LONG_AFTER = date(2027, 2, 1)
# Two people with 660.50 yuan each, whose parts fall by themselves: 5/6 of it are 550.42 each.
FALLING = [Decimal(yuan) for yuan in ("1321", "1100.84", "880.66", "660.50", "440.34", "220.16")]


def grants_of(grant: Grant, cast: Cast) -> list[Grant]:
    with scope.of(cast.reviewer):
        return list(Grant.objects.filter(household=grant.household_id).order_by("first_month"))


@pytest.fixture
def case(cast: Cast, grant: Grant) -> Case:
    return working(opened(grant, cast), cast)


def given(case: Case, cast: Cast) -> Case:
    proposed(case, cast, "grace")
    heard(case, cast)
    decided(case, cast)
    return case


def test_the_township_proposes_grace_before_an_end(cast: Cast, case: Case) -> None:
    with scope.of(cast.township_head):
        offered = proposals_open_to(case, case.assessments.get())

    assert offered == ["grace", "end"]


def test_a_grant_paid_whole_ends_with_its_last_month_of_grace(
    cast: Cast, grant: Grant, case: Case
) -> None:
    given(case, cast)

    [old] = grants_of(grant, cast)
    assert old.last_month == MARCH
    with scope.of(cast.reviewer):
        assert old.ended_by is not None
        assert old.ended_by.outcome == Outcome.GRACE
        assert {share.last_month for share in old.shares.all()} == {MARCH}


def test_a_falling_grant_is_written_out_month_by_month(
    cast: Cast, falling: None, grant: Grant, case: Case
) -> None:
    given(case, cast)

    old, *months = grants_of(grant, cast)
    assert old.last_month == SEPTEMBER
    assert [(one.first_month, one.last_month) for one in months] == [
        (month, month) for month in BenefitMonth.range(OCTOBER, MARCH)
    ]
    assert [one.total_amount for one in months] == FALLING
    with scope.of(cast.reviewer):
        for one in months:
            shares = list(one.shares.all())
            assert sum(s.base_amount + s.supplement_amount for s in shares) == one.total_amount
            assert {(s.first_month, s.last_month) for s in shares} == {
                (one.first_month, one.last_month)
            }


def test_shares_that_round_still_add_up(
    cast: Cast, falling_through_seven: None, grant: Grant, case: Case
) -> None:
    given(case, cast)

    _old, *months = grants_of(grant, cast)
    assert len(months) == 7
    with scope.of(cast.reviewer):
        for one in months:
            assert one.total_amount == sum(
                share.base_amount + share.supplement_amount for share in one.shares.all()
            )
        assert months[-1].shares.first().base_amount == round(
            grant.shares.order_by("pk").first().base_amount / 7, 2
        )


def test_under_rules_without_grace_the_benefit_ends(
    cast: Cast, without_grace: None, grant: Grant, case: Case
) -> None:
    with scope.of(cast.township_head):
        assert proposals_open_to(case, case.assessments.get()) == ["end"]
    with pytest.raises(Refused, match="不一致"):
        proposed(case, cast, "grace")


def test_without_work_there_is_no_grace(cast: Cast, grant: Grant) -> None:
    case = working(opened(grant, cast), cast, took_up_work=False)

    with pytest.raises(Refused, match="不一致"):
        proposed(case, cast, "grace")


def test_nobody_is_paid_on_who_no_longer_lives_there(cast: Cast, grant: Grant, case: Case) -> None:
    with scope.of(cast.caseworker):
        members.leave(
            household=grant.household,
            person=grant.household.members().get(relation="10").person,
            reason="death",
            by=cast.caseworker,
            on=CHANGED,
            today=CHANGED,
        )
    judged(case, cast)

    with pytest.raises(Refused, match="不一致"):
        proposed(case, cast, "grace")


def test_grace_waits_for_the_familys_word(cast: Cast, grant: Grant, case: Case) -> None:
    proposed(case, cast, "grace")

    with pytest.raises(NotHeard, match="听取"):
        decided(case, cast)
    assert [one.last_month for one in grants_of(grant, cast)] == [None]


def test_grace_needs_no_hearing_where_the_rules_ask_for_none(
    cast: Cast, without_hearing: None, grant: Grant, case: Case
) -> None:
    proposed(case, cast, "grace")

    assert decided(case, cast).outcome == Outcome.GRACE


def test_the_county_alone_gives_grace(cast: Cast, case: Case) -> None:
    proposed(case, cast, "grace")
    heard(case, cast)

    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        changes.decide(case=case, reasons="x", by=cast.caseworker, on=SETTLED)
    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        changes.decide(case=case, reasons="x", by=cast.foreign_reviewer, on=SETTLED)


def test_grace_is_given_once(cast: Cast, grant: Grant, case: Case) -> None:
    given(case, cast)

    with pytest.raises(MoveRefused, match="已决定"):
        decided(case, cast)
    assert len(grants_of(grant, cast)) == 1


def test_the_schedule_does_not_ask_for_a_family_in_grace(
    cast: Cast, falling: None, grant: Grant, case: Case
) -> None:
    given(case, cast)

    with scope.of(cast.caseworker):
        wanted = Wanted(household=grant.household_id)
        area = cast.caseworker.posting.area
        assert rechecks.scheduled(area, wanted, on=LONG_AFTER, cut=Cut(limit=9)) == []


def test_after_the_last_month_of_grace_nothing_is_told(
    cast: Cast, grant: Grant, case: Case
) -> None:
    given(case, cast)
    moved = Report(kind=ChangeKind.INCOME, happened_on=LONG_AFTER, source=ReportSource.VILLAGE)

    with scope.of(cast.caseworker), pytest.raises(Refused, match="没有正在享受"):
        change_reports.record(
            household=grant.household, report=moved, by=cast.caseworker, on=date(2027, 4, 1)
        )


def test_a_case_sent_back_may_end_the_benefit_instead(cast: Cast, grant: Grant, case: Case) -> None:
    proposed(case, cast, "grace")
    with scope.of(cast.reviewer):
        case.refresh_from_db()
        cases.send_back(case=case, reasons="不给渐退", by=cast.reviewer)
    proposed(judged(case, cast), cast, "end", "income")
    heard(case, cast)

    decided(case, cast)

    assert [one.last_month for one in grants_of(grant, cast)] == [SEPTEMBER]


def test_the_letter_tells_the_months_and_the_end(cast: Cast, grant: Grant, case: Case) -> None:
    given(case, cast)

    with scope.of(cast.reviewer):
        letter = letter_of(case.decisions.get())
    assert letter.title == "农村最低生活保障渐退告知书"
    assert "6个月渐退期：2026年10月至2027年3月" in letter.result
    assert "每月1,321.00元" in letter.result
    assert "从2027年4月起停发" in letter.result
    assert any("第三十三条" in reason.article for reason in letter.reasons)


def test_the_letter_tells_each_month_that_falls(
    cast: Cast, falling: None, grant: Grant, case: Case
) -> None:
    given(case, cast)

    with scope.of(cast.reviewer):
        letter = letter_of(case.decisions.get())
    assert "2026年10月1,321.00元、2026年11月1,100.84元、" in letter.result
    assert "2027年3月220.16元。从2027年4月起停发" in letter.result


def test_the_trail_keeps_the_months(cast: Cast, case: Case) -> None:
    given(case, cast)

    with scope.of(cast.reviewer):
        event = AuditEvent.objects.get(event="grant:grace")
    assert (event.after["first"], event.after["last"]) == ("2026-10", "2027-03")
    assert len(event.after["amounts"]) == 6


@pytest.fixture
def falling_through_seven(rules_of_2026: RuleSet) -> None:
    rules_of_2026.terms["grace"] |= {"shape": "falling", "months": 7}
    rules_of_2026.save()


@pytest.fixture
def without_grace(rules_of_2026: RuleSet) -> None:
    del rules_of_2026.terms["grace"]
    rules_of_2026.save()
