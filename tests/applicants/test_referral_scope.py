"""What the people of an agency see: its referrals while it may, of a person what the terms name, and nothing else.

Asked with raw SQL as the application role, for each of the sixteen agencies, each field and each state.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from applicants import aid_catalogue
from applicants.eligibility.aid import AidField
from applicants.models import AidItem, AidTerms, Grant, Person, Referral
from applicants.models.aid import AidTermsStatus
from applicants.workflow import ReferralStatus as S
from dibao import scope
from dibao.models import Staff
from dibao.values.identity import DisabilityCard
from tests.applicants.answering_by_sql import accept, close, deliver, refused
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms, post_to
from tests.house import catalogue
from tests.referring import Aid

# The function's columns by the field that opens them; the other two are keys of the referral.
COLUMNS = {
    AidField.NAME: ("name",),
    AidField.HEAD: ("head",),
    AidField.VILLAGE: ("village", "group_name"),
    AidField.PHONE: ("phone",),
    AidField.ID_NUMBER: ("id_number",),
    AidField.BIRTH_DATE: ("birth_date",),
    AidField.SEX: ("sex",),
    AidField.DISABILITY: ("disability_type", "disability_level"),
    AidField.DISABILITY_CARD: ("disability_card",),
    AidField.IS_STUDENT: ("is_student",),
    AidField.HEALTH: ("health",),
    AidField.LABOUR_CAPACITY: ("labour_capacity",),
    AidField.DIAGNOSIS: ("diagnosis",),
    AidField.HOUSEHOLD_SIZE: ("household_size",),
}
KEYS = {"referral_id", "person_id"}
OPEN_TO_AGENCIES = {"applicants_referral", "applicants_referralpart"}
# Visible to everybody by their own rules (`tests.house.test_tables.OPEN_TO_ALL_AREAS`).
OF_NO_FAMILY = {"applicants_ruleset", "applicants_rulesetevent", "dibao_auditevent", "dibao_jobrun"}
OF_NO_FAMILY |= {"dibao_posting", "dibao_postingevent", "dibao_readlog"}
LATER = ASKED + timedelta(days=31)


def shared(referral: Referral, by: Staff) -> list[dict[str, object]]:
    """What `by` is told of a referral's family, by column."""
    with scope.of(by):
        rows = run("SELECT to_jsonb(s) FROM referral_shared(ARRAY[%s]) s", referral.pk)
    return [json.loads(str(told)) for (told,) in rows]


def opened(rows: list[dict[str, object]]) -> set[str]:
    """The columns that say something, of the one row that there is."""
    (row,) = rows
    return {name for name, value in row.items() if value is not None} - KEYS


def agreed(terms: AidTerms) -> set[str]:
    return {column for field in terms.as_rule().fields for column in COLUMNS[field]}


def seen(by: Staff) -> list[object]:
    with scope.of(by):
        return [key for (key,) in run("SELECT id FROM applicants_referral ORDER BY id")]


@contextmanager
def made_up(by: Staff, settings: dict[str, str]) -> Iterator[None]:
    """A scope of `by` in which SQL alone made settings; what is asked in it fails."""
    with refused(by, "did not open this scope"):
        for name, value in settings.items():
            run("SELECT set_config(%s, %s, true)", name, value)
        yield


@pytest.fixture
def well_known(cast: Cast, helped: Grant, head: Person) -> Person:
    """The head, of whom everything is recorded that could be passed on."""
    with scope.of(cast.caseworker):
        head.phone = "13900001234"
        head.take_disability_card(DisabilityCard.parse(f"{head.id_number.open()}32"))
        head.disability_type, head.disability_level = 3, 2
        head.diagnosis = "慢性阻塞性肺病"
        head.save()
        run("UPDATE applicants_household SET group_name = '二组'")
        head.refresh_from_db()
    return head


def in_force(item: AidItem) -> AidTerms:
    """The terms that ship for the day of the tests; what has ended by then once more as it was."""
    found = AidTerms.objects.in_force(on=ASKED).filter(item=item).first()
    return found or AidTerms.objects.create(
        item=item,
        first_day=ASKED,
        status=AidTermsStatus.ACTIVE,
        legal_basis="测试",
        terms=item.versions.order_by("first_day").last().terms,
    )


def in_each_state(
    cast: Cast, terms: AidTerms, grant: Grant, person: Person | None, clerk: Staff
) -> Iterator[Referral]:
    """The same request, once for each state that it may be in."""

    def asked() -> Referral:
        return make_referral(terms, grant, cast.caseworker, person=person)

    for status, by in ((S.REFUSED, clerk), (S.REDIRECTED, clerk),
                       (S.WITHDRAWN, cast.caseworker), (S.EXPIRED, cast.caseworker)):  # fmt: skip
        row = asked()
        close(row, status, by, reason="not_reached")
        yield row
    row = asked()
    yield row
    accept(row, clerk)
    yield row
    deliver(row, clerk, quantity=str(row.quantity), value="0")
    yield row
    close(row, S.DELIVERED, clerk, reason="")
    yield row


@pytest.mark.parametrize("code", [agency.code for agency in aid_catalogue.load()])
def test_each_agency_is_told_what_its_benefits_need_in_each_state(
    cast: Cast,
    places: Places,
    aid: Aid,
    aid_items: dict[str, AidItem],
    helped: Grant,
    well_known: Person,
    settings: Settings,
    code: str,
) -> None:
    items = [item for item in aid_items.values() if item.agency.code == code]
    clerk = post_to(items[0].agency, places.county, f"{code}.answers")
    for item in items:
        terms = in_force(item)
        person = well_known if item.is_per_member else None
        states = in_each_state(cast, terms, helped, person, clerk)
        for number, referral in enumerate(states, start=1):
            assert opened(shared(referral, clerk)) == agreed(terms), (item.code, number)
            for stranger in (aid.insurers_clerk, cast.caseworker, cast.administrator):
                assert shared(referral, stranger) == []
        assert number == 8
    with scope.of(cast.caseworker):
        asked = Referral.objects.count()
    assert len(seen(clerk)) == asked == 5 * len(items)

    settings.BUSINESS_DATE = LATER

    assert seen(clerk) == []
    with scope.of(clerk):
        assert run("SELECT referral_id FROM referral_shared(%s)", list(range(9999))) == []


@pytest.mark.parametrize("field", list(AidField))
def test_each_field_opens_its_own_columns_and_no_other(
    cast: Cast, aid: Aid, helped: Grant, well_known: Person, field: AidField
) -> None:
    item = make_item(aid.insurer, "one-field", "一项")
    terms = make_terms(item, fields=(field,))

    referral = make_referral(terms, helped, cast.caseworker, person=well_known)

    assert opened(shared(referral, aid.insurers_clerk)) == set(COLUMNS[field])


def test_every_field_opens_something() -> None:
    assert set(COLUMNS) == set(AidField)


def test_no_column_tells_of_money(cast: Cast, aid: Aid, helped: Grant, well_known: Person) -> None:
    terms = make_terms(make_item(aid.insurer, "all", "全部"), fields=tuple(AidField))

    referral = make_referral(terms, helped, cast.caseworker, person=well_known)

    (row,) = shared(referral, aid.insurers_clerk)
    assert set(row) == KEYS | {name for names in COLUMNS.values() for name in names}
    assert row["name"] == well_known.name
    assert row["household_size"] == 2


def test_sealed_values_stay_sealed(
    cast: Cast, aid: Aid, referral: Referral, well_known: Person
) -> None:
    (row,) = shared(referral, aid.insurers_clerk)

    assert well_known.id_number.open() not in str(row["id_number"])


class TestWhoSeesWhich:
    def test_its_own_from_its_county(
        self, cast: Cast, aid: Aid, places: Places, referral: Referral
    ) -> None:
        assert seen(aid.insurers_clerk) == seen(aid.whole_insurer) == [referral.pk]
        for stranger in (aid.builders_clerk, aid.foreign_insurer, cast.administrator):
            assert seen(stranger) == []
            assert shared(referral, stranger) == []

    def test_a_closed_one_for_its_days(
        self, aid: Aid, referral: Referral, settings: Settings
    ) -> None:
        close(referral, "refused", aid.insurers_clerk)

        settings.BUSINESS_DATE = LATER - timedelta(days=1)
        assert seen(aid.insurers_clerk) == [referral.pk]
        settings.BUSINESS_DATE = LATER
        assert seen(aid.insurers_clerk) == []

    def test_an_open_one_as_long_as_it_is(
        self, aid: Aid, referral: Referral, settings: Settings
    ) -> None:
        settings.BUSINESS_DATE = date(2030, 1, 1)

        assert seen(aid.insurers_clerk) == [referral.pk]

    def test_parts_with_their_referral(
        self, aid: Aid, referral: Referral, settings: Settings
    ) -> None:
        accept(referral, aid.insurers_clerk)
        deliver(referral, aid.insurers_clerk)
        parts = "SELECT count(*) FROM applicants_referralpart"

        with scope.of(aid.insurers_clerk):
            assert run(parts) == [(1,)]
        for stranger in (aid.builders_clerk, aid.foreign_insurer):
            with scope.of(stranger):
                assert run(parts) == [(0,)]

        close(referral, "delivered", aid.insurers_clerk, reason="")
        settings.BUSINESS_DATE = LATER
        with scope.of(aid.insurers_clerk):
            assert run(parts) == [(0,)]

    def test_nothing_of_a_family_that_took_its_consent_back(
        self, cast: Cast, aid: Aid, referral: Referral, helped: Grant
    ) -> None:
        with scope.of(cast.caseworker):
            run(
                "UPDATE applicants_aidconsent SET revoked_on = %s, revoked_by_id = %s,"
                " revoke_reason = '不想让人知道'",
                ASKED,
                cast.caseworker.pk,
            )

        assert seen(aid.insurers_clerk) == [referral.pk]
        assert shared(referral, aid.insurers_clerk) == []

    def test_no_row_of_any_other_table_of_places(
        self, cast: Cast, aid: Aid, referral: Referral
    ) -> None:
        placed = {name for name, table in catalogue.tables().items() if table.is_placed}
        asked = sorted(placed - OPEN_TO_AGENCIES - OF_NO_FAMILY)
        assert {"applicants_person", "applicants_household", "applicants_grant"} <= set(asked)

        with scope.of(aid.insurers_clerk):
            found = {name for name in asked if run(f"SELECT 1 FROM {name} LIMIT 1")}

        assert found == set()
        with scope.of(cast.caseworker):
            assert {name for name in asked if run(f"SELECT 1 FROM {name} LIMIT 1")} > {
                "applicants_person",
                "applicants_grantshare",
                "applicants_aidconsent",
            }


class TestMadeUpScopes:
    """Whoever can run SQL can make settings; the story of who acts has a seal that only the application makes."""

    @pytest.mark.parametrize(
        "asked",
        ["SELECT * FROM referral_shared(ARRAY[1::bigint])", "SELECT 1 FROM applicants_referral"],
    )
    def test_nobody_becomes_an_agency(
        self, cast: Cast, aid: Aid, referral: Referral, asked: str
    ) -> None:
        story = f'{{"agency": {aid.insurer.pk}, "agency_from": "0", "agency_to": ":"}}'

        with made_up(cast.administrator, {"pghistory.context_metadata": story}):
            run(asked)

    def test_an_agency_widens_nothing(self, aid: Aid, referral: Referral) -> None:
        with made_up(aid.foreign_insurer, {"app.area_from": "0", "app.area_to": ":"}):
            run("SELECT * FROM referral_shared(ARRAY[%s])", referral.pk)

    def test_what_was_lent_is_given_back(
        self, aid: Aid, places: Places, referral: Referral
    ) -> None:
        with scope.of(aid.insurers_clerk):
            with scope.lent(places.village):
                assert run("SELECT count(*) FROM applicants_grant") == [(1,)]
            assert run("SELECT count(*) FROM applicants_grant") == [(0,)]
            with scope.lent(places.second_village):
                assert run("SELECT count(*) FROM applicants_grant") == [(0,)]
