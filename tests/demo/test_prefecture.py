"""The demonstration prefecture of 2008, at a hundredth of its size: right figures, lawful files, nobody real."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import Count, Sum
from pytest_django import Settings

from applicants.eligibility.assess import assess
from applicants.fact_finding import facts_of
from applicants.models.assessment import Assessment
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.change_report import ChangeKind, ChangeReport
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.notice import NoticeStage, Objection, PublicNotice
from applicants.models.person import Person
from applicants.rechecks import Wanted, scheduled
from dibao import scope
from dibao.demo import logins
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.staff import Posting
from dibao.paging import Cut
from dibao.roles import Role
from dibao.values.identity import IdNumber
from oversight import inspection_lists, sampling
from oversight.models.inspection import Inspection
from oversight.models.month_figures import MonthFigures
from oversight.models.rectification import Rectification
from oversight.statistics import month as statistics
from oversight.workflow import InspectionStatus
from payments import ledgers
from payments.demo import month
from payments.models.account import Account
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import BatchException, ExceptionKind, PaymentLine
from payments.models.recovery import EntryKind, Recovery, RecoveryEntry
from payments.owed import owed_within
from payments.workflow import BatchStatus, LineStatus, RecoveryStatus
from tests.demo.lists import on_the_list_of

CLASS_PERSONS = {1: 54, 2: 316, 3: 234}
DUE = Decimal("30418.00")


@pytest.fixture(autouse=True)
def in_scope(prefecture: Area):
    """Everybody of the prefecture is in sight."""
    with scope.of_area(prefecture):
        yield


def test_the_classes_have_exactly_the_persons_that_were_planned(era: Era) -> None:
    grants = Grant.objects.covering(era.closed_month).values("benefit_class")

    persons = grants.annotate(persons=Sum("covered_count")).values_list("benefit_class", "persons")
    assert dict(persons) == CLASS_PERSONS


def test_the_closed_month_was_due_to_the_last_fen(era: Era) -> None:
    batches = PaymentBatch.objects.filter(month=era.closed_month, kind=BatchKind.REGULAR)

    assert {batch.status for batch in batches} == {BatchStatus.SETTLED}
    assert sum(batch.total_amount for batch in batches) == DUE
    assert DUE == 54 * 77 + 316 * 52 + 234 * 42


def test_every_assessment_is_what_the_rules_say_of_its_facts() -> None:
    terms = {}
    for assessment in Assessment.objects.select_related("rule_set"):
        terms.setdefault(assessment.rule_set_id, assessment.rule_set.as_terms())
        facts = assessment.as_facts()
        verdict = assess(facts, terms[assessment.rule_set_id])
        assert (facts.hash, verdict.hash) == (assessment.facts_hash, assessment.verdict_hash)
        assert verdict.to_json() == assessment.verdict


def test_the_stored_facts_are_those_of_the_rows() -> None:
    cases = Case.objects.filter(kind=CaseKind.APPLICATION, status=CaseStatus.CONFIRMED)
    lasting = cases.filter(household__memberships__last_day=None).distinct()[:150]

    for case in lasting:
        assessment = case.assessments.get()
        assert facts_of(case, on=assessment.assessed_on).hash == assessment.facts_hash


def test_every_grant_pays_what_its_assessment_says() -> None:
    for grant in Grant.objects.filter(decision__assessment__isnull=False).select_related(
        "decision__assessment"
    ):
        assessment = grant.decision.assessment
        assert (grant.benefit_class, grant.covered_count, grant.total_amount) == (
            assessment.benefit_class,
            assessment.covered,
            assessment.total_amount,
        )


def test_no_grant_came_before_its_postings_were_over() -> None:
    grants = Grant.objects.filter(decision__case__kind=CaseKind.APPLICATION)

    for grant in grants.select_related("decision__case")[:200]:
        case = grant.decision.case
        notices = PublicNotice.objects.filter(entries__case=case).order_by("starts_on")
        assert [notice.stage for notice in notices] == ["village", "township", "county"]
        assert all((notice.ends_on - notice.starts_on).days == 6 for notice in notices)
        assert case.accepted_on < notices[0].starts_on
        assert notices[2].ends_on < grant.decision.decided_on < grant.first_month.first_day


def test_nobody_has_a_number_that_could_be_somebodys() -> None:
    for person in Person.objects.filter(is_named=True):
        number = IdNumber.parse(person.id_number.open())
        assert re.match(r"99\d{4}", number.number)
        assert (number.birth_date, number.sex) == (person.birth_date, person.sex)


def test_phones_and_accounts_are_made_up() -> None:
    assert all(
        person.phone.open().startswith("139") for person in Person.objects.exclude(phone=None)
    )
    assert all(account.number.open().startswith("629999") for account in Account.objects.all())


def test_families_look_like_families() -> None:
    heads = Membership.objects.filter(relation="02", last_day=None).values("household")
    married = Membership.objects.filter(relation="10").select_related("household__head", "person")

    assert set(heads.annotate(heads=Count("pk")).values_list("heads", flat=True)) == {1}
    assert all(wife.person.sex != wife.household.head.sex for wife in married)


def test_a_household_is_found_by_its_heads_last_four_digits() -> None:
    household = Household.objects.select_related("head").first()
    assert household is not None

    assert household in Household.objects.found_by(household.head.id_last4)


def test_every_county_has_its_share() -> None:
    counties = Grant.objects.values_list("area_id", flat=True)

    assert (
        len({code[:6] for code in counties}) == Area.objects.filter(level=AreaLevel.COUNTY).count()
    )


def test_the_register_grew_month_by_month(era: Era) -> None:
    months = era.months()
    persons = [
        Grant.objects.covering(month).aggregate(n=Sum("covered_count"))["n"] or 0
        for month in months
    ]

    assert len(months) == 18
    assert len(era.months_paid()) == 24
    assert persons[0] < persons[9] < persons[-1]


def test_past_months_are_published_like_the_closed_one(era: Era) -> None:
    published = MonthFigures.objects.values("month").annotate(n=Sum("persons")).order_by("month")
    lines = PaymentLine.objects.filter(month=era.closed_month, kind=BatchKind.REGULAR)
    paid = lines.aggregate(n=Sum("covered_count"))

    assert [row["month"] for row in published] == era.months_paid()
    assert published.last()["n"] == paid["n"] == sum(CLASS_PERSONS.values())


def test_standing_lists_hang_in_the_villages(era: Era) -> None:
    lists = PublicNotice.objects.filter(stage=NoticeStage.STANDING)

    entries = lists.aggregate(n=Sum("entry_count"))["n"]
    assert entries == Grant.objects.covering(era.closed_month).count()


def test_every_end_was_decided_on_a_case_about_it() -> None:
    ended = Grant.objects.filter(last_month__isnull=False).select_related("ended_by__case")

    assert {grant.ended_by.case.kind for grant in ended} == {CaseKind.CHANGE, CaseKind.RECHECK}
    assert all(grant.ended_by.case.grant_id == grant.pk for grant in ended)


def test_a_changed_grant_follows_the_one_before() -> None:
    changes = Grant.objects.filter(decision__case__kind=CaseKind.CHANGE).select_related(
        "decision__case__grant"
    )

    assert changes
    for new in changes:
        old = new.decision.case.grant
        assert new.first_month == old.last_month.next()
        assert (new.decision.outcome == "increase") == (new.total_amount > old.total_amount)


def test_nearly_every_family_was_looked_at_in_time(prefecture: Area, era: Era) -> None:
    month_end = era.open_month.last_day

    found = scheduled(prefecture, Wanted(), on=era.today, cut=Cut(limit=10_000))

    assert all(one.looked_on <= era.today for one in found)
    late = sum(one.due_on < era.today for one in found)
    assert 0.03 <= late / len(found) <= 0.11
    assert any(era.today <= one.due_on <= month_end for one in found)


def test_the_books_agree() -> None:
    for county in Area.objects.filter(level=AreaLevel.COUNTY):
        assert ledgers.check(county) == []


def test_exceptions_against_the_month_before_have_something_to_look_at() -> None:
    kinds = set(BatchException.objects.values_list("kind", flat=True))

    assert {ExceptionKind.NEW, ExceptionKind.ENDED, ExceptionKind.ACCOUNT} <= kinds


def test_the_bank_could_not_pay_everybody(era: Era) -> None:
    lines = PaymentLine.objects.filter(month=era.closed_month)

    assert {line.status for line in lines} >= {LineStatus.PAID, LineStatus.FAILED}


def test_each_signer_has_a_batch_on_the_list(era: Era) -> None:
    statuses = Counter(
        PaymentBatch.objects.filter(month=era.open_month, kind=BatchKind.REGULAR).values_list(
            "status", flat=True
        )
    )

    assert set(statuses) >= {"draft", "prepared", "reviewed", "approved"}


def test_refused_lines_are_paid_again_or_wait_for_it_in_each_county() -> None:
    batches = PaymentBatch.objects.filter(kind=BatchKind.FOLLOW_UP)

    stages = Counter(batches.values_list("area_id", "status"))
    counties = Area.objects.filter(level=AreaLevel.COUNTY).values_list("code", flat=True)
    assert stages == {(code, status): 1 for code in counties for status in ("settled", "draft")}
    sources = PaymentLine.objects.filter(batch__in=batches).values_list("source__status", flat=True)
    assert set(sources) == {LineStatus.FAILED}


def test_who_was_confirmed_too_late_is_paid_or_waits_for_it(era: Era) -> None:
    county = month.county_that_signed()
    batches = PaymentBatch.objects.filter(kind=BatchKind.BACK_PAY)

    stages = batches.values_list("area_id", "status", "line_count").order_by("status")
    assert list(stages) == [(county.code, "draft", 1), (county.code, "settled", 2)]
    lines = PaymentLine.objects.filter(batch__in=batches)
    assert {line.month for line in lines} == {era.open_month}
    (waiting,) = owed_within(county)
    assert not Account.objects.filter(household=waiting.household).exists()


def test_money_comes_back_at_every_stage(era: Era) -> None:
    stages = set(Recovery.objects.values_list("status", flat=True))

    assert stages == {RecoveryStatus.PROPOSED, RecoveryStatus.ACTIVE, RecoveryStatus.CLOSED}
    assert RecoveryEntry.objects.awaiting().exists()
    agreed = RecoveryEntry.objects.filter(is_agreed=True).values_list("kind", flat=True)
    assert set(agreed) == {EntryKind.CASH, EntryKind.WRITE_OFF}
    kept = PaymentLine.objects.filter(offset_amount__gt=0)
    assert {line.month for line in kept} == {era.open_month}


def test_what_is_paid_beside_the_benefit_is_in_no_figure_of_it(prefecture: Area) -> None:
    subsidy = PaymentBatch.objects.filter(kind=BatchKind.SUBSIDY)
    (month,) = set(subsidy.values_list("month", flat=True))
    regular = PaymentBatch.objects.filter(kind=BatchKind.REGULAR, month=month)

    total = statistics.report(prefecture, month).total
    assert total.due == sum(batch.total_amount for batch in regular)
    published = MonthFigures.objects.filter(month=month).aggregate(n=Sum("due_amount"))
    assert published["n"] == total.due


def test_cases_wait_at_every_stage() -> None:
    reached = set(Case.objects.values_list("status", flat=True))
    assert reached == set(CaseStatus.values)
    assert set(Objection.objects.values_list("status", flat=True)) == {
        "open",
        "upheld",
        "dismissed",
    }


def test_every_posting_has_what_happens_beside_applications_on_its_list() -> None:
    offices = Offices()
    county = county_of(SHOWN_TOWNSHIP)

    township = on_the_list_of(offices.caseworker(SHOWN_TOWNSHIP))
    assert township >= {"leads", "reports", "transfer-offered"}
    reviewer = on_the_list_of(offices.at(county, Role.COUNTY_REVIEWER))
    assert reviewer >= {"holds", "transfer-received", "duplicates", "decide"}
    elsewhere = offices.at(month.who_has_work()[Role.COUNTY_REVIEWER], Role.COUNTY_REVIEWER)
    assert on_the_list_of(elsewhere) >= {"holds", "transfer-received", "duplicates", "decide"}


def test_an_inspection_is_closed_and_others_are_in_the_field() -> None:
    counted = Counter(Inspection.objects.values_list("status", flat=True))
    assert counted == {InspectionStatus.CLOSED: 1, InspectionStatus.DRAWN: 2}
    for inspection in Inspection.objects.all():
        seed = int(inspection.seed)
        drawn = sampling.draw(inspection_lists.checked(inspection), seed).visits
        kept = inspection.visits.values_list("subject__key", flat=True)
        assert {visit.unit.key for visit in drawn} == set(kept)
    assert Rectification.objects.exists()


def test_a_death_was_reported_by_its_village() -> None:
    reports = ChangeReport.objects.waiting().filter(kind=ChangeKind.DEATH)

    assert {report.source for report in reports} == {"village"}
    assert all(report.reporter for report in reports)


def test_some_members_still_have_to_be_named() -> None:
    unnamed = Membership.objects.filter(person__is_named=False)

    assert unnamed.exists()
    assert unnamed.filter(household__cases__kind=CaseKind.TAKEOVER).count() == unnamed.count()


def test_every_guard_stands_again_after_the_load() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchall() == []


def test_one_login_of_each_post_is_written_down() -> None:
    text = logins.FILE.read_text(encoding="utf-8")

    listed = [line.split()[0] for line in text.splitlines() if line.startswith("  ")]
    roles = Posting.objects.filter(staff__username__in=listed).values_list("role", flat=True)
    assert sorted(roles) == sorted(Role.values)


def test_a_second_run_changes_nothing(prefecture: Area) -> None:
    before = _counts()

    call_command("demo", era="2008", scale=0.01)

    assert _counts() == before


def _counts() -> dict[str, int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_the_command_refuses_another_era_than_the_settings(prefecture: Area) -> None:
    with pytest.raises(CommandError, match="ERA=today"):
        call_command("demo", era="today")


def test_the_command_refuses_outside_the_demonstration(
    prefecture: Area, settings: Settings
) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("demo", era="2008")
