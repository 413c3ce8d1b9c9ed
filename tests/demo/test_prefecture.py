"""The demonstration prefecture of 2008, at a hundredth of its size: right figures, lawful files, nobody real."""

import re
from collections import Counter
from datetime import timedelta
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
from applicants.models.lead import DiscoveryLead
from applicants.models.notice import NoticeStage, PublicNotice
from applicants.models.notice_posting import BoardAct, NoticePosting
from applicants.models.objection import Objection
from applicants.models.objection_kinds import ObjectionChannel
from applicants.models.person import Person
from applicants.rechecks import Wanted, scheduled
from dibao import scope
from dibao.demo import logins
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.files import storage
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.staff import Posting
from dibao.paging import Cut
from dibao.roles import Role
from dibao.values.identity import IdNumber
from oversight import inspection_lists, printed_2008, sampling
from oversight.models.inspection import Inspection
from oversight.models.month_figures import MonthFigures
from oversight.models.rectification import Rectification
from oversight.models.report_run import ReportRun
from oversight.pages.report_runs import is_whole
from oversight.statistics import month as statistics
from oversight.statistics import objections
from oversight.statistics.engine import level_of_rows, work_out
from oversight.statistics.measures import Asked
from oversight.statistics.periods import Period
from oversight.statistics.registry import REPORTS
from oversight.statistics.seed_figures import counted, lines_of
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


def test_every_figure_of_the_report_of_2008_stands_beside_one_of_ours(
    prefecture: Area, era: Era
) -> None:
    printed = printed_2008.of_month(era.closed_month)

    lines = lines_of(counted(prefecture, on=era.today), printed)

    assert list(dict.fromkeys(line.number for line in lines)) == [str(n) for n in range(1, 27)]
    ours = {(line.number, line.item): line.ours for line in lines}
    assert ours["4", "2008年7月享受农村低保的人"] == str(sum(CLASS_PERSONS.values()))
    assert ours["5", "月发放低保金（元）"] == f"{DUE:,}"
    assert ours["14", "市社会救助管理局人员"] == "10"
    assert (ours["15", "f区低保专管员"], ours["15", "其中派驻乡镇"]) == ("16", "9")
    assert ours["16", "全市专职人员"] == "63"
    assert ours["22", "救助体系成员单位"] == "16"
    assert ours["24", "住院床位费、检查费减免"] == "20%、20%、全免"


def test_reports_of_closed_months_tie_to_their_batches(prefecture: Area, era: Era) -> None:
    for report in REPORTS:
        for month_back in range(3):
            period = Period.month(era.closed_month.plus(-month_back))
            asked = Asked(prefecture, period, level_of_rows(report, prefecture), era.today)
            assert [tie for tie in report.ties(asked) if not tie.holds] == [], report.key


def test_two_reports_were_kept_and_say_the_same_again(prefecture: Area, era: Era) -> None:
    kept = list(ReportRun.objects.order_by("pk"))

    assert [run.report for run in kept] == ["caseload", "spending"]
    assert all(is_whole(run) for run in kept)
    assert kept[0].figures["total"]["persons"] == str(sum(CLASS_PERSONS.values()))


def test_cases_wait_at_every_stage() -> None:
    reached = set(Case.objects.values_list("status", flat=True))
    assert reached == set(CaseStatus.values)
    lodged = Objection.objects.filter(kind="objection")
    assert set(lodged.values_list("status", flat=True)) == {"open", "upheld", "dismissed"}


def test_people_say_things_by_every_way_and_none_holds_up_a_case(era: Era) -> None:
    said = Objection.objects.exclude(kind="objection")

    assert set(said.values_list("channel", flat=True)) == set(ObjectionChannel.values)
    assert not said.filter(case__isnull=False).exists()
    assert said.late(on=era.today).exists()
    assert said.filter(appeal_of__isnull=True, status="open").count() >= 2


def test_some_appeal_and_another_person_decides(prefecture: Area, era: Era) -> None:
    for county in Area.objects.filter(level="county"):
        appeals = Objection.objects.within(county).filter(appeal_of__isnull=False)
        assert Counter(appeals.values_list("status", flat=True)) == {
            "open": 2,
            "upheld": 1,
            "partly": 1,
            "dismissed": 1,
        }
        for appeal in appeals.select_related("appeal_of"):
            first = appeal.appeal_of
            assert first.answered_on <= appeal.lodged_on <= era.today
            assert (first.kind, first.area_id) == (appeal.kind, appeal.area_id)
            assert appeal.answered_by_id != first.answered_by_id
            assert appeal.is_open or appeal.answered_on <= era.today


def test_every_kind_of_supervision_has_its_figure(prefecture: Area, era: Era) -> None:
    keys = ("government", "department", "press", "public", "upheld", "open_late")
    totals = []
    for year in (era.today.year - 1, era.today.year):
        asked = Asked(prefecture, Period.year(year), AreaLevel.COUNTY, era.today)
        totals.append(work_out(objections.REPORT, asked).total.figures)

    assert [key for key in keys if not any(total[key] for total in totals)] == []


def test_the_public_pointed_out_families_and_one_of_them_applied() -> None:
    leads = DiscoveryLead.objects.filter(recorded_by=None)

    assert Counter(leads.values_list("answer", flat=True)) == {
        "": 1,
        "applied": 1,
        "unwilling": 1,
        "not_found": 1,
    }
    applied = leads.get(answer="applied")
    assert applied.case.household.head.name == applied.name
    assert applied.reported_on < applied.case.accepted_on <= applied.answered_on


def test_what_hung_on_the_shown_boards_of_late_was_photographed(era: Era) -> None:
    postings = NoticePosting.objects.filter(
        area__parent=SHOWN_TOWNSHIP, done_on__gt=era.today - timedelta(days=60)
    )

    assert set(postings.values_list("act", flat=True)) == set(BoardAct.values)
    assert all(one.has_photo for one in postings)
    for posting in postings:
        assert len(storage.fetch(posting.pk)) == posting.size


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
