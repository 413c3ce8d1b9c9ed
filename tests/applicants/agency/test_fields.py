"""Agency by agency, field by field, state by state: what page, slip and workbook say of a person, and nothing more."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pytest_django import Settings

from applicants import aid_catalogue
from applicants.eligibility.aid import AidField
from applicants.models import AidItem, AidTerms, Grant, Person, Referral
from applicants.sheets.referrals import FIELD_HEADERS
from dibao import scope
from dibao.values.identity import DisabilityCard, PhoneNumber
from tests.applicants.desk.conftest import Desk
from tests.applicants.test_database_guards import run
from tests.applicants.test_referral_scope import in_each_state, in_force
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import ASKED, post_to
from tests.nightly import some

# What each field is called on page and slip.
LABELS = {
    AidField.NAME: "姓名",
    AidField.HEAD: "户主",
    AidField.VILLAGE: "村组",
    AidField.PHONE: "联系电话",
    AidField.ID_NUMBER: "身份证号",
    AidField.BIRTH_DATE: "出生日期",
    AidField.SEX: "性别",
    AidField.DISABILITY: "残疾",
    AidField.DISABILITY_CARD: "残疾证号",
    AidField.IS_STUDENT: "在校生",
    AidField.HEALTH: "健康状况",
    AidField.LABOUR_CAPACITY: "劳动能力",
    AidField.DIAGNOSIS: "诊断",
    AidField.HOUSEHOLD_SIZE: "家庭人口",
}
# What opens only for a reason on the page, and is printed whole on paper and in the workbook.
GUARDED = {AidField.ID_NUMBER, AidField.DISABILITY_CARD, AidField.DIAGNOSIS}
_LABEL = re.compile(r"<(?:dt|th scope=\"row\")>([^<]+)</")


@pytest.fixture
def family(cast: Cast, helped: Grant) -> tuple[Person, Person]:
    """Head and wife, of each of whom everything is recorded that could be passed on, and no two things alike."""
    with scope.of(cast.caseworker):
        run("UPDATE applicants_household SET group_name = '二组'")
        people = [one.person for one in helped.household.members()]
        for number, person in enumerate(people):
            person.take_phone(PhoneNumber.parse(f"1390000123{number}"))
            person.take_disability_card(
                DisabilityCard.parse(f"{person.id_number.open()}3{number + 1}")
            )
            person.diagnosis = ("慢性阻塞性肺病", "类风湿关节炎")[number]
            person.is_student = bool(number)
            person.save()
        head, wife = people
    return head, wife


def secrets(person: Person, head: Person) -> dict[AidField, str]:
    """What only the field of that code may bring onto a page; the others are words that stand anywhere."""
    return {
        AidField.NAME: person.name,
        AidField.HEAD: head.name,
        AidField.VILLAGE: "小湾村",
        AidField.PHONE: person.phone.open(),
        AidField.ID_NUMBER: person.id_number.open(),
        AidField.BIRTH_DATE: "1960-05-01",
        AidField.DISABILITY_CARD: person.disability_card.open(),
        AidField.DIAGNOSIS: person.diagnosis.open(),
    }


def visible(text: str, known: dict[AidField, str], *, whole: bool) -> set[AidField]:
    """The fields whose words stand in a text; the card begins with the ID number, which alone is looked for last."""
    without_card = text.replace(known[AidField.DISABILITY_CARD], "")
    found = {
        field
        for field, words in known.items()
        if words in (text if field == AidField.DISABILITY_CARD else without_card)
    }
    return found if whole else found - GUARDED


def expected(fields: set[AidField], known: dict[AidField, str], *, whole: bool) -> set[AidField]:
    """Of the agreed fields those with words of their own; a head who is the person is named by either field."""
    shown = {field for field in fields if field in known and (whole or field not in GUARDED)}
    names = {AidField.NAME, AidField.HEAD}
    if known[AidField.NAME] == known[AidField.HEAD] and shown & names:
        shown |= names
    return shown


def labels_in(text: str) -> set[AidField]:
    said = set(_LABEL.findall(text))
    return {field for field, label in LABELS.items() if label in said}


def cells_of(window: Desk, item: AidItem, referral: Referral) -> dict[str, str] | None:
    """The referral's row of the workbook by header; None where it has none."""
    content = window.opens("applicants:agency_sheet_blank", item=item.pk).content
    header, *rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    mine = [row for row in found if row["转介编号"] == str(referral.pk)]
    return {name: str(value or "") for name, value in mine[0].items()} if mine else None


def every_case(
    cast: Cast,
    places: Places,
    items: list[AidItem],
    grant: Grant,
    family: tuple[Person, Person],
) -> Iterator[tuple[Desk, AidTerms, Referral, Person]]:
    """Each benefit of an agency in each state, before somebody of that agency."""
    head, wife = family
    agency = items[0].agency
    clerk = post_to(agency, places.county, f"{agency.code}.window")
    window = Desk(clerk)
    for item in items:
        terms, person = in_force(item), wife if item.is_per_member else None
        for referral in in_each_state(cast, terms, grant, person, clerk):
            yield window, terms, referral, person or head


def of_agency(aid_items: dict[str, AidItem], code: str) -> list[AidItem]:
    return [item for item in aid_items.values() if item.agency.code == code]


CODES = [agency.code for agency in aid_catalogue.load()]


@pytest.mark.parametrize("code", some(CODES, one_in=5))
def test_no_more_is_seen_than_was_agreed_on(
    cast: Cast,
    places: Places,
    aid_items: dict[str, AidItem],
    helped: Grant,
    family: tuple[Person, Person],
    settings: Settings,
    code: str,
) -> None:
    head, _wife = family
    desk = Desk(cast.caseworker)
    seen: list[tuple[Desk, AidTerms, Referral, Person]] = []
    cases = every_case(cast, places, of_agency(aid_items, code), helped, family)
    for window, terms, referral, person in cases:
        fields, known = set(terms.as_rule().fields), secrets(person, head)
        where = (terms.item.code, referral.status)

        page = window.opens("applicants:agency_referral", referral.pk).content.decode()
        assert visible(page, known, whole=True) == expected(fields, known, whole=False), where
        assert labels_in(page) == fields, where

        whole = window.sends(
            "applicants:agency_reveal", referral.pk, **{"look-purpose": "办理"}
        ).content.decode()
        assert visible(whole, known, whole=True) == expected(fields, known, whole=True), where

        slip = window.opens("applicants:agency_slip", referral.pk).content.decode()
        assert visible(slip, known, whole=True) == expected(fields, known, whole=True), where
        assert labels_in(slip) == fields, where

        printed = desk.opens("applicants:referral_slip", referral.pk)
        assert facts_of(printed.content.decode()) == facts_of(slip), where

        row = cells_of(window, terms.item, referral)
        assert (row is not None) == referral_is_open(referral, window), where
        if row is not None:
            headers = {field for field in AidField if FIELD_HEADERS[field.value] in row}
            assert headers == fields, where
            text = " ".join(row.values())
            assert visible(text, known, whole=True) == expected(fields, known, whole=True), where
        seen.append((window, terms, referral, person))
    for window, terms, _referral, person in {one[1].pk: one for one in seen}.values():
        check_inbox(window, terms, secrets(person, head))

    settings.BUSINESS_DATE = ASKED + timedelta(days=31)

    for window, _terms, referral, _person in seen:
        for step in ("agency_referral", "agency_slip"):
            assert window.opens(f"applicants:{step}", referral.pk).status_code == 404
    inbox = seen[0][0].opens("applicants:agency_inbox", **{"in": "closed"}).content.decode()
    assert "这里没有转介。" in inbox


def check_inbox(window: Desk, terms: AidTerms, known: dict[AidField, str]) -> None:
    """Names and places where they are agreed on; the head is named only where the person is not."""
    fields = set(terms.as_rule().fields) & {AidField.NAME, AidField.HEAD, AidField.VILLAGE}
    trays = [
        window.opens("applicants:agency_inbox", item=terms.item_id, **{"in": tray})
        for tray in ("requested", "accepted", "closed")
    ]
    found = visible("".join(page.content.decode() for page in trays), known, whole=True)
    assert found, terms.item.code
    assert found <= expected(fields, known, whole=False), terms.item.code


def facts_of(paper: str) -> list[str]:
    """The boxes of a slip, in order."""
    return re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", paper)


def referral_is_open(referral: Referral, window: Desk) -> bool:
    with scope.of(window.staff):
        return Referral.objects.get(pk=referral.pk).is_open
