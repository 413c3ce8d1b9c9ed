"""What is told of a family in benefit: written down, followed by a case or closed with a reason, once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from applicants.actions import change_reports
from applicants.actions.change_reports import Report
from applicants.models import (
    Case,
    CaseKind,
    ChangeKind,
    ChangeReport,
    Grant,
    HearingManner,
    Membership,
    Person,
    ReportSource,
    ReportStatus,
    RuleSet,
)
from applicants.outcomes import end_reason_told, last_month_due
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.applicants.test_database_guards import run
from tests.cast import Cast, register
from tests.changes import CHANGED, decided, heard, opened, proposed, word

DIED = date(2026, 8, 20)


def member(grant: Grant, cast: Cast, relation: str = "10") -> Person:
    with scope.of(cast.caseworker):
        return grant.household.memberships.get(relation=relation).person


def told(
    grant: Grant, cast: Cast, kind: ChangeKind, person: Person | None = None, **more: object
) -> ChangeReport:
    said = {"happened_on": DIED, "source": ReportSource.VILLAGE, "reporter": "周书记", **more}
    with scope.of(cast.caseworker):
        return change_reports.record(
            household=grant.household,
            report=Report(kind=kind, person=person, **said),
            by=cast.caseworker,
            on=CHANGED,
        )


def followed(report: ChangeReport, by: Staff) -> Case:
    with scope.of(by):
        return change_reports.follow(report=report, by=by, on=CHANGED)


def alone(grant: Grant, cast: Cast) -> Person:
    """The head, whose wife has left."""
    with scope.of(cast.caseworker):
        grant.household.memberships.filter(relation="10").update(
            last_day=date(2026, 8, 1), left_for="moved_out"
        )
    return member(grant, cast, "02")


def test_a_death_is_to_be_settled_within_three_months(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.DEATH, member(grant, cast))

    assert (report.due_on, report.status) == (date(2026, 11, 20), ReportStatus.OPEN)


@pytest.mark.parametrize(
    ("died", "due"),
    [(date(2026, 8, 31), date(2026, 11, 30)), (date(2026, 9, 1), date(2026, 12, 1))],
)
def test_three_months_end_with_the_month_at_the_latest(
    cast: Cast, grant: Grant, died: date, due: date
) -> None:
    assert told(grant, cast, ChangeKind.DEATH, member(grant, cast), happened_on=died).due_on == due


def test_other_changes_have_no_such_day(cast: Cast, grant: Grant) -> None:
    assert told(grant, cast, ChangeKind.INCOME).due_on is None


def test_where_the_rules_set_no_limit_a_death_has_none(
    cast: Cast, rules_of_2026: RuleSet, grant: Grant
) -> None:
    RuleSet.objects.filter(pk=rules_of_2026.pk).update(last_day=date(2026, 8, 31))
    RuleSet.objects.create(
        area=rules_of_2026.area,
        name="2026年9月起",
        first_day=date(2026, 9, 1),
        status="active",
        legal_basis="x",
        terms=rules_of_2026.terms | {"procedure_limits": []},
    )

    report = told(grant, cast, ChangeKind.DEATH, member(grant, cast), happened_on=CHANGED)

    assert report.due_on is None


def test_a_followed_death_ends_the_persons_time_in_the_household(cast: Cast, grant: Grant) -> None:
    wife = member(grant, cast)

    case = followed(told(grant, cast, ChangeKind.DEATH, wife), cast.caseworker)

    with scope.of(cast.caseworker):
        left = Membership.objects.get(person=wife)
        assert (case.kind, case.grant) == (CaseKind.CHANGE, grant)
        assert (left.last_day, left.left_for) == (DIED, "death")
        assert "周书记" in case.statement


@pytest.mark.parametrize(
    ("kind", "leaves"),
    [
        (ChangeKind.MARRIED_OUT, "married_out"),
        (ChangeKind.MOVED_OUT, "moved_out"),
        (ChangeKind.PRISON, "prison"),
        (ChangeKind.SCHOOL, ""),
        (ChangeKind.HEALTH, ""),
        (ChangeKind.OTHER, ""),
    ],
)
def test_each_kind_says_whether_somebody_has_left(
    cast: Cast, grant: Grant, kind: ChangeKind, leaves: str
) -> None:
    wife = member(grant, cast)

    followed(told(grant, cast, kind, wife), cast.caseworker)

    with scope.of(cast.caseworker):
        assert Membership.objects.get(person=wife).left_for == leaves


def test_a_head_with_others_left_is_replaced_first(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.DEATH, member(grant, cast, "02"))

    with pytest.raises(Refused, match="先更换户主"):
        followed(report, cast.caseworker)

    with scope.of(cast.caseworker):
        report.refresh_from_db()
        assert report.is_open
        assert not Case.objects.filter(kind=CaseKind.CHANGE).exists()


def test_the_death_of_the_last_member_ends_the_benefit_with_its_month(
    cast: Cast, grant: Grant
) -> None:
    case = followed(told(grant, cast, ChangeKind.DEATH, alone(grant, cast)), cast.caseworker)
    with scope.of(cast.caseworker):
        assert end_reason_told(case) == "death"
    opinion = proposed(case, cast, "end", "death")
    heard(case, cast, word(manner=HearingManner.NOBODY, heard_name="周书记", stance="silent"))
    with scope.of(cast.reviewer):
        case.refresh_from_db()
        last = last_month_due(case, opinion, on=date(2026, 10, 8))

    decided(case, cast, on=date(2026, 10, 8), last_month=last)

    with scope.of(cast.reviewer):
        grant.refresh_from_db()
    assert (last, grant.last_month) == (BenefitMonth(2026, 8), BenefitMonth(2026, 8))


def test_a_report_joins_the_case_that_is_worked_on(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    assert followed(told(grant, cast, ChangeKind.INCOME), cast.caseworker) == case


def test_a_report_waits_for_a_case_that_the_county_has(cast: Cast, grant: Grant) -> None:
    proposed(opened(grant, cast), cast, "end", "voluntary")

    with pytest.raises(Refused, match="没办完的案件"):
        followed(told(grant, cast, ChangeKind.INCOME), cast.caseworker)


def test_a_report_is_answered_once(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.INCOME)
    followed(report, cast.caseworker)

    with pytest.raises(Refused, match="已经处理"):
        followed(report, cast.caseworker)
    with pytest.raises(Refused, match="已经处理"), scope.of(cast.caseworker):
        change_reports.close(report=report, answer="x", by=cast.caseworker, on=CHANGED)


def test_what_changes_nothing_is_closed_with_its_reason(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.INCOME)

    with scope.of(cast.caseworker):
        closed = change_reports.close(
            report=report, answer="只卖了一头猪", by=cast.caseworker, on=CHANGED
        )

    assert (closed.status, closed.answer) == (ReportStatus.CLOSED, "只卖了一头猪")


def test_a_death_is_never_nothing(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.DEATH, member(grant, cast))

    with pytest.raises(Refused, match="立案核查"), scope.of(cast.caseworker):
        change_reports.close(report=report, answer="x", by=cast.caseworker, on=CHANGED)


def test_the_same_is_not_reported_twice(cast: Cast, grant: Grant) -> None:
    told(grant, cast, ChangeKind.INCOME)

    with pytest.raises(Refused, match="已经登记过"):
        told(grant, cast, ChangeKind.INCOME)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"happened_on": date(2026, 9, 11)}, "晚于今天"),
        ({"happened_on": date(1900, 1, 1)}, "出生日期"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    cast: Cast, grant: Grant, more: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        told(grant, cast, ChangeKind.DEATH, member(grant, cast), **more)


def test_a_death_names_who_died(cast: Cast, grant: Grant) -> None:
    with pytest.raises(Refused, match="哪名成员"):
        told(grant, cast, ChangeKind.DEATH)


def test_a_stranger_is_not_reported(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.caseworker):
        other = register(grant.household.area, cast.caseworker, name="钱二", serial=51)

    with pytest.raises(Refused, match="不是这户的成员"):
        told(grant, cast, ChangeKind.HEALTH, other.head)


def test_a_family_out_of_benefit_has_nothing_to_report(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    heard(case, cast)
    decided(case, cast)

    with pytest.raises(Refused, match="没有正在享受的低保"):
        told(grant, cast, ChangeKind.INCOME)


def test_the_county_records_nothing(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.INCOME)

    with pytest.raises(PermissionDenied):
        followed(report, cast.reviewer)


def test_a_neighbour_finds_no_report(cast: Cast, grant: Grant) -> None:
    report = told(grant, cast, ChangeKind.INCOME)

    with pytest.raises(ChangeReport.DoesNotExist):
        followed(report, cast.neighbour)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("note = 'x'", "a_report_stays_as_told"),
        ("happened_on = '2026-08-01'", "a_report_stays_as_told"),
        ("status = 'followed'", "an_answered_report_says"),
        ("status = 'closed', answered_by_id = recorded_by_id, answered_on = now()", "an_answered"),
    ],
)
def test_a_report_is_not_rewritten(cast: Cast, grant: Grant, change: str, name: str) -> None:
    told(grant, cast, ChangeKind.INCOME)

    with pytest.raises(DatabaseError, match=name), scope.of(cast.caseworker):
        run(f"UPDATE applicants_changereport SET {change}")


def test_an_answer_is_not_taken_back(cast: Cast, grant: Grant) -> None:
    followed(told(grant, cast, ChangeKind.INCOME), cast.caseworker)

    with pytest.raises(DatabaseError, match="a_report_stays_as_told"), scope.of(cast.caseworker):
        run(
            "UPDATE applicants_changereport SET status = 'open', case_id = NULL,"
            " answered_by_id = NULL, answered_on = NULL"
        )


def test_a_report_is_followed_by_a_case_of_its_own_family_alone(cast: Cast, grant: Grant) -> None:
    told(grant, cast, ChangeKind.INCOME)
    with scope.of(cast.caseworker):
        granted = grant.household.cases.get()

    with pytest.raises(DatabaseError, match="a_report_stays_as_told"), scope.of(cast.caseworker):
        run(
            "UPDATE applicants_changereport SET status = 'followed', case_id = %s,"
            " answered_by_id = recorded_by_id, answered_on = now()",
            granted.pk,
        )


def test_a_report_is_never_deleted(cast: Cast, grant: Grant) -> None:
    told(grant, cast, ChangeKind.INCOME)

    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run("DELETE FROM applicants_changereport")


def test_a_report_names_nobody_of_another_family(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.caseworker):
        other = register(grant.household.area, cast.caseworker, name="钱二", serial=51)

    with (
        pytest.raises(DatabaseError, match="a_report_is_about_somebody"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_changereport (area_code, household_id, person_id, kind, happened_on,"
            " reported_on, source, reporter, note, status, answer, recorded_by_id)"
            " SELECT area_code, id, %s, 'health', '2026-08-01', '2026-08-02', 'village', '', '', 'open', '', %s"
            " FROM applicants_household WHERE id = %s",
            other.head_id,
            cast.caseworker.pk,
            grant.household_id,
        )
