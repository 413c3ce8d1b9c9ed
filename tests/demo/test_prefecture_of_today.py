"""The same prefecture under the law of 2026: other amounts, the same people in the same classes."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import Sum

from applicants.eligibility.assess import assess
from applicants.models.aid import AidTerms
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.grant import Decision, Grant
from applicants.models.notice import PublicNotice
from applicants.models.referral import Referral
from dibao import scope
from dibao.demo.era import EraRefused, era_of
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from payments import ledgers
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import PaymentLine
from payments.models.recovery import EntryKind, Recovery, RecoveryEntry
from tests.demo.conftest import TODAY_IN_2026
from tests.demo.lists import on_the_list_of

OCTOBER = BenefitMonth(2026, 10)


@pytest.fixture(autouse=True)
def in_scope(prefecture_of_today: Area) -> Iterator[None]:
    with scope.of_area(prefecture_of_today):
        yield


def test_the_classes_are_the_same() -> None:
    grants = Grant.objects.covering(OCTOBER).values("benefit_class")

    persons = grants.annotate(n=Sum("covered_count")).values_list("benefit_class", "n")
    assert dict(persons) == {1: 54, 2: 316, 3: 234}


def test_the_amounts_are_the_gap_with_supplements() -> None:
    assert Grant.objects.filter(supplement_amount__gt=0).exists()
    assert set(Grant.objects.values_list("rule_set__name", flat=True)) == {"2026年起农村低保规则"}


def test_every_assessment_is_what_the_rules_say_of_its_facts() -> None:
    terms = Assessment.objects.select_related("rule_set")[0].rule_set.as_terms()

    for assessment in Assessment.objects.filter(case__status="confirmed"):
        verdict = assess(assessment.as_facts(), terms)
        assert verdict.is_eligible == (assessment.opinion.proposal != "end")
        assert verdict.hash == assessment.verdict_hash


def test_every_cut_was_heard_before() -> None:
    cuts = Decision.objects.filter(outcome__in=("decrease", "end"))

    assert cuts
    for decision in cuts:
        assert decision.case.hearings.get().held_on <= decision.decided_on


def test_families_that_found_work_wait_for_their_months_of_grace() -> None:
    offices = Offices()

    opinions = TownshipOpinion.objects.filter(proposal="grace").select_related("case")
    assert {opinion.case.took_up_work for opinion in opinions} == {True}
    township = on_the_list_of(offices.caseworker(SHOWN_TOWNSHIP))
    assert township >= {"leads", "reports", "transfer-offered"}
    reviewer = offices.at(county_of(SHOWN_TOWNSHIP), Role.COUNTY_REVIEWER)
    assert on_the_list_of(reviewer) >= {"holds", "transfer-received", "duplicates", "decide"}


def test_one_posting_of_seven_days_came_before_each_decision() -> None:
    stages = PublicNotice.objects.exclude(stage="standing").values_list("stage", flat=True)

    assert set(stages) == {"township"}


def test_the_books_reach_two_years_back_for_one_countys_list() -> None:
    batches = PaymentBatch.objects.order_by("month").values_list("month", "area")

    months = sorted({month for month, _ in batches})
    assert months == list(BenefitMonth.range(BenefitMonth(2024, 11), OCTOBER.next()))
    before = {area for month, area in batches if month < BenefitMonth(2026, 8)}
    assert before == {county_of(SHOWN_TOWNSHIP)}


def test_money_comes_back_at_every_stage_and_refused_lines_are_paid_again() -> None:
    assert set(Recovery.objects.values_list("status", flat=True)) == {
        "proposed",
        "active",
        "closed",
    }
    assert PaymentLine.objects.filter(offset_amount__gt=0).exists()
    kinds = RecoveryEntry.objects.filter(is_agreed=True).values_list("kind", flat=True)
    assert set(kinds) == {EntryKind.CASH, EntryKind.WRITE_OFF}
    followed = PaymentBatch.objects.filter(kind=BatchKind.FOLLOW_UP).values_list(
        "status", flat=True
    )
    assert set(followed) == {"settled", "draft"}


def test_the_books_agree() -> None:
    for county in Area.objects.filter(level=AreaLevel.COUNTY):
        assert ledgers.check(county) == []


def test_an_era_begins_with_its_laws_first_closed_month() -> None:
    assert era_of("today", today=TODAY_IN_2026).closed_month == OCTOBER
    with pytest.raises(EraRefused, match="no closed month"):
        era_of("today", today=date(2026, 8, 31))


def test_every_agency_has_something_open_today() -> None:
    """But for those of which nothing may be asked in November."""
    for officer in Offices().agencies():
        agency = officer.posting.agency
        months = AidTerms.objects.filter(item__agency=agency).values_list(
            "terms__months", flat=True
        )
        is_in_season = any(not of or TODAY_IN_2026.month in of for of in months)
        if is_in_season:
            with scope.of(officer):
                rows = Referral.objects.answered_by(officer).open()
                assert rows.exists(), officer.username
