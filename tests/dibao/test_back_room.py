"""The back room gives away nothing of another area, whatever is asked of it."""

import pytest
from django.test import Client

from applicants.models import Case, Grant, Household
from dibao.models import Posting, ReadLog, Staff
from dibao.roles import Role
from tests.cast import Cast
from tests.factories.places import Places


def enter(client: Client, staff: Staff) -> Client:
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_register_shows_ones_own_area(client: Client, cast: Cast, household: Household) -> None:
    page = enter(client, cast.caseworker).get("/admin/applicants/household/").content.decode()

    assert "张三" in page


@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker", "foreign_clerk"])
def test_a_register_shows_nobody_elses(
    client: Client, cast: Cast, household: Household, who: str
) -> None:
    browser = enter(client, getattr(cast, who))

    assert "张三" not in browser.get("/admin/applicants/household/").content.decode()
    foreign = browser.get(f"/admin/applicants/household/{household.pk}/change/", follow=True)
    assert "张三" not in foreign.content.decode()


@pytest.mark.parametrize(
    "lookup",
    ["head__id_number__startswith=v1", "head__id_index__gt=0", "head__name__regex=.", "id__gt=0"],
)
def test_a_query_string_asks_only_what_a_filter_offers(
    client: Client, cast: Cast, household: Household, lookup: str
) -> None:
    answer = enter(client, cast.caseworker).get(f"/admin/applicants/household/?{lookup}")

    assert answer.status_code == 400 or (answer.status_code == 302 and "e=1" in answer["Location"])


@pytest.mark.parametrize("model", [Household, Case, Grant])
def test_case_registers_are_only_read(
    client: Client, cast: Cast, model: type, draft_case: Case
) -> None:
    browser = enter(client, cast.clerk)
    name = model.__name__.lower()

    assert browser.get(f"/admin/applicants/{name}/add/").status_code == 403
    assert browser.post("/admin/applicants/case/1/delete/", {"post": "yes"}).status_code in (
        302,
        403,
    )
    assert browser.post(f"/admin/applicants/case/{draft_case.pk}/change/", {}).status_code == 403


def test_looking_leaves_a_trace(client: Client, cast: Cast, household: Household) -> None:
    enter(client, cast.caseworker).get("/admin/applicants/household/?q=张三")

    assert ReadLog.objects.filter(kind="search", staff_name="李经办").exists()


def test_an_export_holds_no_full_number_and_leaves_a_trace(
    client: Client, cast: Cast, household: Household
) -> None:
    answer = enter(client, cast.clerk).post(
        "/admin/applicants/household/export/",
        {"format": "0", "householdresource_head": "on", "householdresource_id_last4": "on"},
    )

    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert ReadLog.objects.filter(kind="export").exists()


def test_finance_sees_no_case_register(client: Client, cast: Cast) -> None:
    assert enter(client, cast.finance).get("/admin/applicants/household/").status_code == 403


def test_nobody_posts_themselves(client: Client, cast: Cast, places: Places) -> None:
    browser = enter(client, cast.administrator)

    answer = browser.post(
        "/admin/dibao/posting/add/",
        {
            "staff": cast.administrator.pk,
            "area": places.county.pk,
            "role": Role.COUNTY_APPROVER,
            "starts_on": "2008-08-01",
        },
    )

    assert answer.status_code == 200
    assert not Posting.objects.filter(role=Role.COUNTY_APPROVER, staff=cast.administrator).exists()


def test_a_county_administrator_posts_nobody_outside(
    client: Client, cast: Cast, places: Places
) -> None:
    Posting.objects.filter(staff=cast.administrator).update(area=places.county)
    browser = enter(client, cast.administrator)

    browser.post(
        "/admin/dibao/posting/add/",
        {
            "staff": cast.clerk.pk,
            "area": places.other_county.pk,
            "role": Role.COUNTY_CLERK,
            "starts_on": "2008-08-01",
        },
    )

    assert not Posting.objects.filter(staff=cast.clerk, area=places.other_county).exists()


def test_a_job_is_held_at_its_own_level(client: Client, cast: Cast, places: Places) -> None:
    answer = enter(client, cast.administrator).post(
        "/admin/dibao/posting/add/",
        {
            "staff": cast.clerk.pk,
            "area": places.township.pk,
            "role": Role.COUNTY_APPROVER,
            "starts_on": "2008-08-01",
        },
    )

    assert "不设在这一级" in answer.content.decode()
