"""Traces: every deed is in a register, in the name of who did it; nobody writes in another's name, nor a history."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from applicants.actions import decisions
from applicants.models import Case
from dibao import audit, scope
from dibao.models import Area, AuditEvent, Holiday, Posting, ReadLog, Staff
from dibao.roles import Role
from payments.actions import accounts
from tests.cast import DECIDED, Cast, hire
from tests.dibao.back_room import enter, post_to, save_account, send
from tests.factories.places import Places

PAGE = "/admin/dibao/auditevent/"


def run(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def the_event(name: str) -> AuditEvent:
    return AuditEvent.objects.get(event=name)


# What is written


def test_what_happens_to_accounts_and_postings_is_in_the_register(
    client: Client, cast: Cast, places: Places
) -> None:
    browser = enter(client, cast.administrator)
    save_account(browser, cast.clerk, name="王新名")
    post_to(browser, cast.clerk, places.county, Role.COUNTY_REVIEWER)
    send(browser, "/admin/dibao/holiday/add/", day="2009-05-01", name="劳动节")

    page = enter(Client(), cast.inspector).get(PAGE).content.decode()

    for words in ("修改账号", "登记任职", "登记节假日", "系统管理员", "示范市"):
        assert words in page


def test_an_edit_of_an_area_lies_in_that_area(client: Client, cast: Cast, places: Places) -> None:
    send(
        enter(client, cast.administrator),
        f"/admin/dibao/area/{places.village.pk}/change/",
        name="小湾新村",
        path=places.village.path,
        office_phone="0990-5550100",
    )

    event = the_event("area:changed")
    assert event.area_code == places.village.pk
    assert (event.before, event.after) == ({"name": "小湾村"}, {"name": "小湾新村"})


def test_accounts_opened_by_the_hundred_lie_where_their_opener_works(
    cast: Cast, places: Places
) -> None:
    with scope.of(cast.clerk):
        accounts.open_many(entries=[], by=cast.clerk, on=DECIDED)

    assert the_event("account:opened_many").area_code == places.county.pk


def test_an_edit_says_what_stood_there_before(client: Client, cast: Cast) -> None:
    save_account(enter(client, cast.administrator), cast.clerk, name="王新名")

    event = the_event("staff:changed")
    assert (event.before, event.after) == ({"name": "王编制"}, {"name": "王新名"})


def test_no_password_is_in_the_trail(client: Client, cast: Cast) -> None:
    save_account(enter(client, cast.administrator), cast.clerk, new_password="quartz lamp river 7")

    assert "quartz" not in str(list(AuditEvent.objects.values()))


# Who reads it


@pytest.fixture
def confirmed(cast: Cast, case_on_notice: Case) -> AuditEvent:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="户主患尿毒症", by=cast.reviewer, on=DECIDED)
    return the_event("case:confirmed")


@pytest.mark.parametrize(("who", "reads"), [("administrator", False), ("inspector", True)])
def test_the_words_of_a_file_are_for_those_who_read_files(
    client: Client, cast: Cast, confirmed: AuditEvent, who: str, reads: bool
) -> None:
    browser = enter(client, getattr(cast, who))

    page = browser.get(f"{PAGE}{confirmed.pk}/change/").content.decode()

    assert "确认低保" in page
    assert ("尿毒症" in page) == reads
    assert (confirmed.after["total"] in page) == reads


def test_the_administrator_reads_what_was_done_to_accounts(client: Client, cast: Cast) -> None:
    browser = enter(client, cast.administrator)
    save_account(browser, cast.clerk, name="王新名")

    page = browser.get(f"{PAGE}{the_event('staff:changed').pk}/change/").content.decode()

    assert "姓名：王编制" in page
    assert "姓名：王新名" in page


@pytest.mark.parametrize("code", ["case:confirmed", "applicants.case", "county_reviewer"])
def test_the_register_shows_words_and_no_codes(
    client: Client, cast: Cast, confirmed: AuditEvent, code: str
) -> None:
    browser = enter(client, cast.inspector)

    for path in (PAGE, f"{PAGE}{confirmed.pk}/change/"):
        assert f">{code}<" not in browser.get(path).content.decode()


def test_an_inspector_sees_who_read_a_file(
    client: Client, cast: Cast, confirmed: AuditEvent
) -> None:
    with scope.of(cast.inspector):
        household = Case.objects.get().household
    enter(Client(), cast.caseworker).get(f"/households/{household.pk}/")

    page = enter(client, cast.inspector).get(f"/admin/dibao/readlog/?q={household.number}")

    assert "李经办" in page.content.decode()
    assert enter(client, cast.administrator).get("/admin/dibao/readlog/").status_code == 403


def test_an_inspector_of_the_next_county_sees_no_reader_of_this_one(
    client: Client, cast: Cast, places: Places, confirmed: AuditEvent
) -> None:
    enter(Client(), cast.caseworker).get("/cases/")
    stranger = hire("away.inspector", "外检查", Role.INSPECTOR, places.other_county)

    page = enter(client, stranger).get("/admin/dibao/readlog/").content.decode()

    assert "李经办" not in page


def test_a_history_page_tells_deeds_and_changes(client: Client, cast: Cast) -> None:
    browser = enter(client, cast.administrator)
    save_account(browser, cast.clerk, name="王新名")

    page = browser.get(f"/admin/dibao/staff/{cast.clerk.pk}/history/").content.decode()

    assert "修改账号" in page
    assert "姓名：王编制" in page
    assert "数据库记下的改动" in page


# Histories


def test_people_places_and_holidays_keep_their_history(cast: Cast, places: Places) -> None:
    holiday = Holiday.objects.create(day=date(2009, 5, 1), name="劳动节")
    run("UPDATE dibao_holiday SET is_working = true")
    run("UPDATE dibao_area SET office_phone = '1' WHERE code = %s", places.village.pk)
    run("UPDATE dibao_posting SET ends_on = '2008-12-31' WHERE staff_id = %s", cast.clerk.pk)
    run("UPDATE dibao_staff SET name = '王新名' WHERE id = %s", cast.clerk.pk)

    assert [row.pgh_label for row in holiday.history.order_by("pgh_id")] == ["insert", "update"]
    assert places.village.history.get().office_phone == "1"
    assert cast.clerk.posting.history.latest("pgh_id").ends_on == date(2008, 12, 31)
    assert cast.clerk.history.latest("pgh_id").name == "王新名"


def test_a_new_password_is_seen_and_its_hash_is_not(cast: Cast) -> None:
    before = cast.clerk.history.count()

    run("UPDATE dibao_staff SET password = 'md5$x$secret' WHERE id = %s", cast.clerk.pk)

    assert cast.clerk.history.count() == before + 1
    assert cast.clerk.history.latest("pgh_id").password_written_at is not None
    assert "secret" not in str(list(cast.clerk.history.values()))


def test_a_change_with_the_old_password_is_no_new_one(cast: Cast) -> None:
    run("UPDATE dibao_staff SET name = '王新名', password_written_at = '2001-01-01'")

    assert not Staff.objects.filter(password_written_at__isnull=False).exists()


@pytest.mark.parametrize("noun", ["area", "holiday", "posting", "staff"])
def test_a_history_is_not_written_by_hand(cast: Cast, noun: str) -> None:
    for statement in (
        "INSERT INTO {} SELECT * FROM {}",
        "DELETE FROM {}",
        "UPDATE {} SET pgh_label = ''",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            run(statement.replace("{}", f"dibao_{noun}event"))


# In whose name


FORGED = """
INSERT INTO dibao_auditevent
    (at, event, object_kind, object_key, area_code, staff_key, staff_name, role, request_id, reason)
VALUES (now(), 'batch:approved', 'payments.paymentbatch', '1', '990121000000', %s, %s, '', %s, '')
"""
FORGED_READ = """
INSERT INTO dibao_readlog
    (at, kind, staff_key, staff_name, role, area_code, subject, purpose, request_id)
VALUES (now(), 'view', %s, %s, '', '990121000000', '', '', %s)
"""


@pytest.mark.parametrize("statement", [FORGED, FORGED_READ])
def test_nobody_writes_a_trace_in_anothers_name(cast: Cast, statement: str) -> None:
    with scope.of(cast.caseworker):
        request = scope.current().history_id
        with pytest.raises(DatabaseError, match="row-level security"):
            run(statement, cast.approver.pk, cast.approver.name, request)
        with pytest.raises(DatabaseError, match="row-level security"):
            run(statement, cast.caseworker.pk, cast.approver.name, request)
        with pytest.raises(DatabaseError, match="row-level security"):
            run(statement, cast.caseworker.pk, cast.caseworker.name, "another request")


@pytest.mark.parametrize("statement", [FORGED, FORGED_READ])
def test_outside_a_scope_nobody_has_a_name(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        run(statement, cast.approver.pk, cast.approver.name, "")


def claim_to_be(staff: Staff) -> None:
    """What somebody would do who can run SQL and knows how the application speaks."""
    story = {"staff": staff.pk, "name": staff.name, "posting": None, "request": "r", "action": ""}
    run(
        "SELECT set_config('pghistory.context_metadata', %s, true)",
        json.dumps(story, ensure_ascii=False),
    )


@pytest.mark.parametrize("statement", [FORGED, FORGED_READ])
def test_a_name_without_the_applications_seal_is_refused(cast: Cast, statement: str) -> None:
    with scope.of(cast.caseworker):
        claim_to_be(cast.approver)

        with pytest.raises(DatabaseError, match="did not open this scope"):
            run(statement, cast.approver.pk, cast.approver.name, "r")


def test_a_change_in_a_forged_name_or_place_is_refused(cast: Cast, places: Places) -> None:
    change = "UPDATE dibao_posting SET ends_on = '2008-12-31'"
    with scope.of(cast.caseworker):
        claim_to_be(cast.approver)
        with pytest.raises(DatabaseError, match="did not open this scope"):
            run(change)
    with scope.of(cast.caseworker):
        run("SELECT set_config('app.area_to', '999', true)")
        with pytest.raises(DatabaseError, match="did not open this scope"):
            run(change)

    assert not Posting.objects.filter(ends_on=date(2008, 12, 31)).exists()


def test_the_key_of_the_seal_is_the_owners(cast: Cast) -> None:
    for statement in ("SELECT * FROM scope_key", "DELETE FROM scope_key"):
        with pytest.raises(DatabaseError, match="permission denied"):
            run(statement)


def test_a_table_of_ones_own_stands_in_for_no_history(cast: Cast) -> None:
    before = cast.clerk.history.count()
    with transaction.atomic():
        run("CREATE TEMP TABLE dibao_staffevent (LIKE public.dibao_staffevent) ON COMMIT DROP")

        run("UPDATE dibao_staff SET name = '王新名' WHERE id = %s", cast.clerk.pk)

        assert run("SELECT count(*) FROM pg_temp.dibao_staffevent") == [(0,)]
        run("DROP TABLE pg_temp.dibao_staffevent")
    assert cast.clerk.history.count() == before + 1


def test_what_happens_outside_every_scope_is_nobodys(cast: Cast) -> None:
    audit.record("posting:added", of=cast.clerk.posting, by=None)

    assert the_event("posting:added").staff_key is None


def test_the_log_of_reads_names_its_reader(cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker):
        audit.log_read("view", by=cast.caseworker, subject="x")

    assert ReadLog.objects.get().staff_key == cast.caseworker.pk
    assert Area.objects.filter(pk=ReadLog.objects.get().area_code).exists()
