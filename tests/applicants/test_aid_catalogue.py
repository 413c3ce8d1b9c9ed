"""The member agencies that ship: usable as they are, loaded once, and never over what a place has entered."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.management import call_command

from applicants import aid_catalogue
from applicants.aid_catalogue import ShippedItem
from applicants.eligibility.aid import AidField
from applicants.eligibility.aid_checks import problems
from applicants.models.aid import AidFrequency, AidItem, AidTerms
from dibao.models.agency import Agency

ITEMS = {item.code: item for agency in aid_catalogue.load() for item in agency.items}
OF_THE_REPORT = ["civil_affairs", "labour", "health", "education", "commerce", "tax", "rural_bank"]


def test_sixteen_agencies_ship_and_the_reports_seven_come_first() -> None:
    codes = [agency.code for agency in aid_catalogue.load()]

    assert len(set(codes)) == 16
    assert codes[:7] == OF_THE_REPORT
    assert all(agency.items for agency in aid_catalogue.load())


def test_every_benefit_of_the_report_ships() -> None:
    """民政 four, 劳动 one, 卫生 three, 教育 two exemptions and a subsidy, and preferences for an own business."""
    named = {
        *("nrcms_premium", "medical_aid", "house_repair", "temporary_aid", "skills_training"),
        *("registration_fee", "ward_fee", "examination_fee"),
        *("tuition_waiver", "textbook_waiver", "boarding_subsidy"),
        *("business_fee", "management_fee", "tax_relief", "preferential_loan"),
    }

    assert named <= ITEMS.keys()


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_what_ships_can_be_used(item: ShippedItem) -> None:
    assert item.frequency in AidFrequency.values
    for version in item.versions:
        assert problems(version.terms, is_per_member=item.is_per_member) == ()


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_versions_follow_each_other_without_a_gap(item: ShippedItem) -> None:
    for earlier, later in pairwise(item.versions):
        assert earlier.last_day is not None
        assert (later.first_day - earlier.last_day).days == 1


def test_the_premium_is_ten_yuan_in_2007_and_twenty_in_2008() -> None:
    first, second, _today = ITEMS["nrcms_premium"].versions

    assert (first.terms.amount, first.last_day) == (Decimal(10), date(2007, 12, 31))
    assert (second.terms.amount, second.first_day) == (Decimal(20), date(2008, 1, 1))


def test_only_medical_benefits_tell_a_diagnosis() -> None:
    told = {
        code
        for code, item in ITEMS.items()
        for version in item.versions
        if AidField.DIAGNOSIS in version.terms.fields
    }

    assert told == {"medical_aid", "two_cancers"}


def test_the_command_loads_them_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_agencies")
    call_command("load_agencies")

    assert capsys.readouterr().out == f"{len(ITEMS)} benefits.\nNothing new.\n"
    assert Agency.objects.taking_part().count() == 16
    assert AidItem.objects.count() == len(ITEMS)


def test_one_version_of_the_premium_is_in_force_on_any_day(db: None) -> None:
    call_command("load_agencies")

    for day, yuan in ((date(2007, 6, 1), 10), (date(2008, 6, 1), 20), (date(2026, 8, 1), 200)):
        terms = AidTerms.objects.in_force(on=day).get(item__code="nrcms_premium")
        assert terms.as_rule().amount == yuan


def test_what_a_place_renamed_stays_renamed(db: None) -> None:
    call_command("load_agencies")
    Agency.objects.filter(code="health").update(name="本市卫生局")

    call_command("load_agencies")

    assert Agency.objects.get(code="health").name == "本市卫生局"
