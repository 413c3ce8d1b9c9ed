"""The back room gives away nothing of another area, whatever is asked of it."""

import io

import openpyxl
import pytest
from django.contrib.admin import site
from django.http import HttpResponse
from django.test import Client

from applicants.models import Case, Grant, Household
from dibao.models import Area, ReadLog
from dibao.roles import Role
from tests.cast import Cast, hire
from tests.dibao.back_room import enter, send


def cells(answer: HttpResponse) -> list[list[object]]:
    """The rows of a workbook that came back."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet]


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
    assert send(browser, f"/admin/applicants/case/{draft_case.pk}/change/").status_code == 403


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

    assert cells(answer) == [["户主", "身份证后4位"], ["张三", household.head.id_last4]]
    assert ReadLog.objects.filter(kind="export").exists()


def test_an_export_speaks_the_language_of_the_page(
    client: Client, cast: Cast, household: Household
) -> None:
    client.cookies["django_language"] = "en"

    answer = enter(client, cast.clerk).post(
        "/admin/applicants/household/export/", {"format": "0", "householdresource_head": "on"}
    )

    assert cells(answer)[0] == ["Household head"]


def test_finance_sees_no_case_register(client: Client, cast: Cast) -> None:
    assert enter(client, cast.finance).get("/admin/applicants/household/").status_code == 403


@pytest.mark.parametrize("name", ["household", "case", "grant"])
@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_right_to_export_opens_no_register_that_is_shut(
    client: Client, cast: Cast, household: Household, name: str, ask: str
) -> None:
    browser = enter(client, cast.finance)

    answer = getattr(browser, ask)(f"/admin/applicants/{name}/export/", {"format": "0"})

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["auditevent", "jobrun", "readlog"])
@pytest.mark.parametrize("who", ["clerk", "inspector"])
def test_traces_and_jobs_are_not_exported(client: Client, cast: Cast, name: str, who: str) -> None:
    browser = enter(client, getattr(cast, who))

    for ask in (browser.get, browser.post):
        answer = ask(f"/admin/dibao/{name}/export/", follow=True)
        assert answer.status_code in (403, 404, 405)


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_look_at_one_family_says_whose_file_it_was(
    client: Client, cast: Cast, draft_case: Case, page: str
) -> None:
    browser = enter(client, cast.caseworker)

    browser.get(f"/admin/applicants/household/{draft_case.household_id}/{page}/")
    browser.get(f"/admin/applicants/case/{draft_case.pk}/{page}/")

    keys = ReadLog.objects.filter(kind="view").values_list("household_key", flat=True)
    assert list(keys) == [draft_case.household_id] * 2


@pytest.mark.parametrize(
    "typed", ["520121196503150000", "520121 19650315 0000", "５２０１２１１９６５０３１５０００Ｘ"]
)
@pytest.mark.parametrize("page", ["", "export/"])
def test_a_full_number_does_not_reach_the_log_of_reads(
    client: Client, cast: Cast, household: Household, page: str, typed: str
) -> None:
    browser = enter(client, cast.clerk)
    path = f"/admin/applicants/household/{page}?q={typed}"

    if page:
        browser.post(path, {"format": "0", "householdresource_head": "on"})
    else:
        browser.get(path)

    logged = ReadLog.objects.get().subject
    assert "…" in logged
    assert "19650315" not in logged


@pytest.mark.parametrize(
    "path",
    [
        "/admin/applicants/household/?q=%00",
        "/admin/applicants/case/?status=%00",
        "/admin/applicants/household/%00/change/",
        "/admin/applicants/household/abc/change/",
        "/admin/applicants/household/99999999999999999999999/change/",
    ],
)
def test_a_senseless_address_is_refused(client: Client, cast: Cast, path: str) -> None:
    assert enter(client, cast.caseworker).get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/dibao/auditevent/?event=%00",
        "/admin/dibao/posting/add/?staff=abc",
        "/admin/dibao/posting/add/?staff=%00",
        "/admin/dibao/staff/?is_active=x",
    ],
)
def test_a_senseless_question_to_the_administrators_pages_breaks_nothing(
    client: Client, cast: Cast, path: str
) -> None:
    assert enter(client, cast.administrator).get(path).status_code < 500


def test_there_is_one_page_to_change_a_password(client: Client, cast: Cast) -> None:
    answer = enter(client, cast.administrator).get("/admin/password_change/")

    assert (answer.status_code, answer["Location"]) == (302, "/password/")


# A field of each list that is taken along, in the form that asks for it.
EXPORTED = {
    "dibao/area": "arearesource_name",
    "dibao/staff": "staffresource_name",
    "dibao/posting": "postingresource_staff",
    "dibao/holiday": "holidayresource_name",
    "dibao/agency": "agencyresource_name",
    "applicants/ruleset": "rulesetresource_name",
    "applicants/aiditem": "aiditemresource_name",
    "applicants/aidterms": "aidtermsresource_item",
    "applicants/household": "householdresource_head",
    "applicants/case": "caseresource_head",
    "applicants/grant": "grantresource_head",
    "applicants/objection": "objectionresource_about",
    "payments/paymentbatch": "batchresource_county",
}
# What is kept of people's deeds and of the machine is read and not taken along.
READ_ONLY = {"dibao/auditevent", "dibao/readlog", "dibao/jobrun", "dibao/agencytoken"}


def test_every_list_of_records_is_taken_along_and_none_is_brought_in() -> None:
    offered = {
        f"{model._meta.app_label}/{model._meta.model_name}": one
        for model, one in site._registry.items()
    }

    assert set(offered) == set(EXPORTED) | READ_ONLY
    for name, one in offered.items():
        urls = {str(url.name) for url in one.get_urls()}
        assert any(url.endswith("_export") for url in urls) == (name in EXPORTED)
        assert not [url for url in urls if "import" in url]


FORMULAS = [
    "=1+1",
    "==1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1",
    '=HYPERLINK("http://a")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_name_that_looks_like_a_formula_is_taken_along_as_text(
    client: Client, cast: Cast, household: Household, text: str
) -> None:
    Area.objects.filter(pk=household.area_id).update(name=text)

    answer = enter(client, cast.administrator).post(
        "/admin/dibao/area/export/", {"format": "0", "arearesource_name": "on"}
    )

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    found = [
        cell for row in sheet for cell in row if cell.value and text.strip() in str(cell.value)
    ]
    assert [cell.data_type for cell in found] == ["s"]


def test_an_illegal_letter_breaks_no_workbook(
    client: Client, cast: Cast, household: Household
) -> None:
    Area.objects.filter(pk=household.area_id).update(name="小\x0b湾村")

    answer = enter(client, cast.administrator).post(
        "/admin/dibao/area/export/", {"format": "0", "arearesource_name": "on"}
    )

    assert answer.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.max_row > 1


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, field in EXPORTED.items() if "area" in name or "posting" in name],
)
def test_another_countys_administrator_takes_along_their_own(
    client: Client, cast: Cast, household: Household, name: str, field: str
) -> None:
    county = cast.foreign_clerk.posting.area
    other = hire("admin2", "外县管理员", Role.ADMINISTRATOR, county)

    answer = enter(client, other).post(f"/admin/{name}/export/", {"format": "0", field: "on"})

    told = {str(cell) for row in cells(answer) for cell in row}
    assert len(told) > 1
    ours = set(Area.objects.within(cast.clerk.posting.area).values_list("name", flat=True))
    assert not told & (ours | {cast.clerk.name, cast.caseworker.name})


@pytest.mark.parametrize("name", sorted(name for name in EXPORTED if name.startswith("dibao/")))
def test_who_does_not_see_a_list_takes_nothing_along(client: Client, cast: Cast, name: str) -> None:
    browser = enter(client, cast.clerk)

    for ask in (browser.get, browser.post):
        assert ask(f"/admin/{name}/export/", {"format": "0"}).status_code == 403
