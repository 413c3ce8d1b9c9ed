"""An administrator answers for the people of one place: nobody else's account opens, whatever posting is typed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from dibao import scope
from dibao.models import Area, Posting, Staff
from dibao.roles import Role
from tests.cast import Cast, hire
from tests.dibao.back_room import enter, post_to, save_account, send
from tests.factories.places import Places
from tests.factories.referrals import make_agency
from tests.factories.referrals import post_to as post_agent

STOLEN = "stolen lantern river 77"
TODAY = date(2008, 8, 5)


@pytest.fixture
def chief(places: Places, cast: Cast) -> Staff:
    """The administrator of the home county; `cast.administrator` is the prefecture's."""
    return hire("chief", "尤县管", Role.ADMINISTRATOR, places.county)


@pytest.fixture
def browser(client: Client, chief: Staff) -> Client:
    return enter(client, chief)


def opens(browser: Client, staff: Staff) -> bool:
    return browser.get(f"/admin/dibao/staff/{staff.pk}/change/").status_code == 200


@pytest.mark.parametrize("who", ["administrator", "officer", "foreign_clerk"])
@pytest.mark.parametrize("ends_on", ["", "2008-08-02", "2008-08-05"])
def test_a_posting_typed_for_a_stranger_opens_no_account(
    browser: Client, cast: Cast, places: Places, who: str, ends_on: str
) -> None:
    victim = getattr(cast, who)

    post_to(browser, victim, places.county, Role.INSPECTOR, ends_on=ends_on)
    save_account(browser, victim, new_password=STOLEN)

    victim.refresh_from_db()
    assert victim.postings.count() == 1
    assert not opens(browser, victim)
    assert not victim.check_password(STOLEN)


def test_an_ended_posting_opens_nothing(browser: Client, cast: Cast, places: Places) -> None:
    victim = cast.foreign_clerk
    with transaction.atomic():
        Posting.objects.create(
            staff=victim,
            area=places.county,
            role=Role.COUNTY_CLERK,
            starts_on=date(2007, 1, 1),
            ends_on=date(2007, 12, 31),
        )

    save_account(browser, victim, new_password=STOLEN)

    victim.refresh_from_db()
    assert not opens(browser, victim)
    assert not victim.check_password(STOLEN)


def test_who_works_elsewhere_too_is_the_level_aboves(
    browser: Client, cast: Cast, places: Places
) -> None:
    both = cast.clerk
    Posting.objects.create(
        staff=both, area=places.other_county, role=Role.COUNTY_CLERK, starts_on=TODAY
    )

    assert not opens(browser, both)
    assert opens(enter(Client(), cast.administrator), both)


def test_who_will_work_elsewhere_is_the_level_aboves_already(
    browser: Client, cast: Cast, places: Places
) -> None:
    Posting.objects.create(
        staff=cast.clerk,
        area=places.other_county,
        role=Role.COUNTY_CLERK,
        starts_on=date(2009, 1, 1),
    )

    assert not opens(browser, cast.clerk)


def test_the_level_above_posts_somebody_from_elsewhere(
    client: Client, cast: Cast, places: Places
) -> None:
    post_to(enter(client, cast.administrator), cast.foreign_clerk, places.county, Role.COUNTY_CLERK)

    assert cast.foreign_clerk.postings.filter(area=places.county).exists()


def test_ones_own_people_are_managed(browser: Client, cast: Cast) -> None:
    save_account(browser, cast.clerk, name="王新名")

    cast.clerk.refresh_from_db()
    assert cast.clerk.name == "王新名"


def test_a_new_account_is_its_makers_to_post(browser: Client, cast: Cast, places: Places) -> None:
    made = send(
        browser,
        "/admin/dibao/staff/add/",
        username="newcomer",
        name="新来的",
        is_active="on",
        new_password="quartz lantern river 77",
    )
    newcomer = Staff.objects.get(username="newcomer")
    neighbour = enter(Client(), hire("other", "外县管", Role.ADMINISTRATOR, places.other_county))

    assert made.status_code == 302
    assert newcomer.made_in == places.county
    assert not opens(neighbour, newcomer)
    assert post_to(browser, newcomer, places.county, Role.COUNTY_CLERK).status_code == 302


def test_a_new_account_needs_a_password(browser: Client) -> None:
    answer = send(
        browser, "/admin/dibao/staff/add/", username="newcomer", name="新来的", is_active="on"
    )
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "填写新密码" in page
    assert "不填就不变" not in page


def test_nobody_posts_themselves(browser: Client, chief: Staff, places: Places) -> None:
    answer = post_to(browser, chief, places.county, Role.COUNTY_APPROVER)

    assert answer.status_code == 200
    assert chief.postings.count() == 1


def test_nobody_resets_their_own_password_here(browser: Client, chief: Staff) -> None:
    assert save_account(browser, chief, new_password=STOLEN).status_code == 403


def test_a_county_administrator_posts_nobody_outside(
    browser: Client, cast: Cast, places: Places
) -> None:
    post_to(browser, cast.clerk, places.other_county, Role.COUNTY_CLERK)

    assert not Posting.objects.filter(staff=cast.clerk, area=places.other_county).exists()


def test_a_job_is_held_at_its_own_level(client: Client, cast: Cast, places: Places) -> None:
    answer = post_to(
        enter(client, cast.administrator), cast.clerk, places.township, Role.COUNTY_APPROVER
    )

    assert "不设在这一级" in answer.content.decode()


def test_a_time_that_is_over_is_no_posting(browser: Client, cast: Cast, places: Places) -> None:
    answer = post_to(browser, cast.clerk, places.county, Role.COUNTY_REVIEWER, ends_on="2008-08-04")

    assert "已经过去" in answer.content.decode()


def test_a_posting_that_has_begun_only_ends(browser: Client, cast: Cast, places: Places) -> None:
    posting = cast.clerk.posting

    answer = send(
        browser,
        f"/admin/dibao/posting/{posting.pk}/change/",
        staff=cast.foreign_clerk.pk,
        area=places.township.pk,
        role=Role.COUNTY_APPROVER,
        starts_on="2008-01-01",
        ends_on="2008-08-04",
    )

    posting.refresh_from_db()
    assert answer.status_code == 302
    assert (posting.staff_id, posting.role) == (cast.clerk.pk, Role.COUNTY_CLERK)
    assert posting.ends_on == date(2008, 8, 4)


def test_a_posting_to_an_agency_goes_to_no_other(
    browser: Client, cast: Cast, places: Places
) -> None:
    """Its token would open what was sent to the other one."""
    here, there = make_agency("here", "这个局"), make_agency("there", "那个局")
    posting = post_agent(here, places.county, "agent").posting

    answer = send(
        browser, f"/admin/dibao/posting/{posting.pk}/change/", agency=there.pk, ends_on="2026-12-31"
    )

    posting.refresh_from_db()
    assert answer.status_code == 302
    assert (posting.agency, posting.ends_on) == (here, date(2026, 12, 31))


def limit(browser: Client, staff: Staff, typed: str) -> str:
    posting = staff.postings.get()
    page = send(
        browser, f"/admin/dibao/posting/{posting.pk}/change/", ends_on="", batch_limit=typed
    )
    posting.refresh_from_db()
    return page.content.decode()


def test_a_limit_is_set_by_the_administrator_and_its_history_kept(
    browser: Client, cast: Cast
) -> None:
    limit(browser, cast.approver, "50000")
    limit(browser, cast.approver, "80000.50")

    assert cast.approver.postings.get().batch_limit == Decimal("80000.50")
    with connection.cursor() as cursor:
        cursor.execute("SELECT batch_limit FROM dibao_postingevent WHERE batch_limit > 0")
        assert {row[0] for row in cursor.fetchall()} == {Decimal(50000), Decimal("80000.50")}


def test_a_limit_is_of_money_and_of_who_signs_batches(browser: Client, cast: Cast) -> None:
    assert "这个岗位不签发放批次" in limit(browser, cast.clerk, "100")
    assert "限额要大于0" in limit(browser, cast.approver, "-1")

    assert cast.clerk.postings.get().batch_limit is None
    assert cast.approver.postings.get().batch_limit is None


def test_nobody_sets_their_own_limit_by_sql(cast: Cast) -> None:
    with (
        scope.of(cast.approver),
        pytest.raises(DatabaseError, match="nobody_sets_their_own_limit"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE dibao_posting SET batch_limit = 1 WHERE staff_id = %s", [cast.approver.pk]
        )


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("UPDATE dibao_posting SET role = 'county_finance' WHERE staff_id = {me}", "own_limit"),
        ("UPDATE dibao_posting SET ends_on = '2099-01-01' WHERE staff_id = {me}", "own_limit"),
        # A posting that went to a colleague, and came back without a limit.
        ("UPDATE dibao_posting SET staff_id = {other}, batch_limit = NULL WHERE staff_id = {me}", "own_limit"),
        ("UPDATE dibao_posting SET staff_id = {me} WHERE staff_id = {other}", "own_limit"),
        (
            (
                "INSERT INTO dibao_posting (staff_id, area_code, role, starts_on) SELECT {me}, area_code, role,"
                " starts_on FROM dibao_posting WHERE staff_id = {other}"
            ),
            "nobody_posts_themselves",
        ),
    ],
)  # fmt: skip
def test_nobody_posts_themselves_by_sql(cast: Cast, statement: str, because: str) -> None:
    with (
        scope.of(cast.approver),
        pytest.raises(DatabaseError, match=because),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(me=cast.approver.pk, other=cast.finance.pk))


def test_the_same_form_twice_makes_one_posting(browser: Client, cast: Cast, places: Places) -> None:
    key = "6d1f0c52-7d43-4a64-9a3f-1d1c5b0f5a01"

    answers = [
        post_to(
            browser, cast.clerk, places.county, Role.COUNTY_REVIEWER, idempotency_key=key
        ).status_code
        for _ in range(2)
    ]

    assert answers == [302, 302]
    assert cast.clerk.postings.filter(role=Role.COUNTY_REVIEWER).count() == 1


def test_the_same_post_twice_is_refused_in_words(
    browser: Client, cast: Cast, places: Places
) -> None:
    answer = post_to(browser, cast.clerk, places.county, Role.COUNTY_CLERK)

    assert answer.status_code == 200
    assert "已经有同一地区的同一岗位" in answer.content.decode()


def test_a_form_without_its_key_is_refused(browser: Client, cast: Cast) -> None:
    answer = browser.post(f"/admin/dibao/staff/{cast.clerk.pk}/change/", {"name": "王新名"})

    assert answer.status_code == 409


def insert_posting(staff: Staff, area: Area, first: str, last: str | None) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO dibao_posting (staff_id, area_code, role, starts_on, ends_on) "
            "VALUES (%s, %s, 'county_clerk', %s, %s)",
            [staff.pk, area.pk, first, last],
        )


def test_the_database_keeps_one_posting_of_a_kind_at_a_time(cast: Cast, places: Places) -> None:
    with pytest.raises(DatabaseError, match="nobody_holds_the_same_post_twice"):
        insert_posting(cast.clerk, places.county, "2010-01-01", None)


def test_the_same_post_may_be_held_again_later(cast: Cast, places: Places) -> None:
    Posting.objects.filter(staff=cast.clerk).update(ends_on=date(2008, 8, 4))

    insert_posting(cast.clerk, places.county, "2008-08-05", None)

    assert cast.clerk.postings.count() == 2


@pytest.mark.parametrize("table", ["dibao_posting", "dibao_staff"])
def test_people_and_postings_are_never_deleted(cast: Cast, table: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"DELETE FROM {table}")


def test_a_calendar_is_kept_by_the_prefecture(browser: Client, cast: Cast, places: Places) -> None:
    above = enter(Client(), cast.administrator)
    holiday = {"day": "2009-05-01", "name": "劳动节"}

    assert send(browser, "/admin/dibao/holiday/add/", **holiday).status_code == 403
    assert send(above, "/admin/dibao/holiday/add/", **holiday).status_code == 302
    assert browser.get("/admin/dibao/holiday/2009-05-01/change/").status_code == 200
    assert send(browser, "/admin/dibao/holiday/2009-05-01/change/", name="x").status_code == 403


@pytest.mark.parametrize(
    ("unit", "place"),
    [("county", "foreign_township"), ("township", "village"), ("other_county", "prefecture")],
)
def test_an_office_sends_its_people_nowhere_but_within_its_area(
    cast: Cast, places: Places, unit: str, place: str
) -> None:
    """Not by SQL either; the prefecture's own office sends them anywhere in it."""
    codes = [getattr(places, unit).pk, getattr(places, place).pk, cast.caseworker.pk]
    with (
        scope.of(cast.administrator),
        pytest.raises(DatabaseError, match="a_unit_posts_its_people_within_its_area"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO dibao_posting (unit_code, area_code, staff_id, role, starts_on)"
            " VALUES (%s, %s, %s, 'inspector', '2020-01-01')",
            codes,
        )


def test_whose_office_somebody_is_of_is_set_in_the_back_room(
    client: Client, cast: Cast, places: Places
) -> None:
    posting, browser = cast.caseworker.posting, enter(client, cast.administrator)
    address = f"/admin/dibao/posting/{posting.pk}/change/"

    refused = send(browser, address, ends_on="", batch_limit="", unit=places.other_county.pk)
    posting.refresh_from_db()
    assert "这个地区不归这个机构管" in refused.content.decode()
    assert posting.unit is None
    send(browser, address, ends_on="", batch_limit="", unit=places.county.pk)
    posting.refresh_from_db()
    assert posting.unit == places.county
