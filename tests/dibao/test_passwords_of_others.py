"""A password that somebody else set opens one page: where its holder is told, and chooses their own."""

import pytest
from django.test import Client

from dibao.models import AuditEvent, Staff
from tests.cast import PASSWORD, Cast
from tests.dibao.back_room import enter, save_account

GIVEN = "quartz lamp river seven"
OWN = "marble tulip bridge nine"


@pytest.fixture
def holder(cast: Cast) -> Staff:
    """A signer whose password the administrator has just set."""
    save_account(enter(Client(), cast.administrator), cast.approver, new_password=GIVEN)
    cast.approver.refresh_from_db()
    return cast.approver


@pytest.fixture
def browser(client: Client, holder: Staff) -> Client:
    client.post("/login/", {"username": holder.username, "password": GIVEN})
    return client


def change(browser: Client, old: str, new: str) -> int:
    typed = {"old_password": old, "new_password1": new, "new_password2": new}
    return browser.post("/password/", typed).status_code


def test_a_given_password_opens_nothing_else(browser: Client) -> None:
    for path in ("/", "/batches/", "/admin/", "/posting/", "/jobs/"):
        answer = browser.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/password/"), path


def test_nothing_is_done_with_a_given_password_either(browser: Client) -> None:
    assert browser.post("/batches/draw/", {"month": "2008-08"})["Location"] == "/password/"


def test_the_holder_is_told_who_set_it(browser: Client) -> None:
    page = browser.get("/password/").content.decode()

    assert "先改成自己的密码" in page
    assert "卫管理设了密码" in page


def test_ones_own_password_opens_everything(browser: Client, holder: Staff) -> None:
    assert change(browser, GIVEN, OWN) == 302

    assert browser.get("/batches/").status_code == 200
    holder.refresh_from_db()
    assert holder.check_password(OWN)


def test_the_given_password_is_not_kept(browser: Client, holder: Staff) -> None:
    assert change(browser, GIVEN, GIVEN) == 200

    holder.refresh_from_db()
    assert holder.must_change_password


def test_a_password_that_somebody_chose_in_between_is_told_too(
    browser: Client, cast: Cast, holder: Staff
) -> None:
    """An administrator who sets a password, logs in and chooses another leaves both for the holder to see."""
    change(browser, GIVEN, OWN)
    save_account(enter(Client(), cast.administrator), cast.approver, new_password=GIVEN)
    later = Client()
    later.post("/login/", {"username": holder.username, "password": GIVEN})

    page = later.get("/password/").content.decode()

    assert page.count("卫管理设了密码") == 2
    assert page.count("您改了密码") == 1


def test_it_is_on_record_who_set_whose(holder: Staff, cast: Cast) -> None:
    event = AuditEvent.objects.get(event="staff:password_set")

    assert event.object_key == str(holder.pk)
    assert event.staff_name == "卫管理"
    assert event.after == {"username": "approver"}


def test_a_set_password_ends_open_sessions(client: Client, cast: Cast) -> None:
    enter(client, cast.approver)
    save_account(enter(Client(), cast.administrator), cast.approver, new_password=GIVEN)

    assert client.get("/batches/")["Location"].startswith("/login/")


def test_an_edit_without_a_password_changes_none(client: Client, cast: Cast) -> None:
    save_account(enter(client, cast.administrator), cast.approver, name="孙新名")

    cast.approver.refresh_from_db()
    assert cast.approver.check_password(PASSWORD)
    assert not cast.approver.must_change_password


def test_who_has_no_posting_may_still_choose_a_password(client: Client, cast: Cast) -> None:
    cast.approver.postings.update(ends_on="2008-08-04")
    client.post("/login/", {"username": cast.approver.username, "password": PASSWORD})

    assert change(client, PASSWORD, OWN) == 302
    assert AuditEvent.objects.filter(event="staff:password_changed").exists()
