"""What families state on line, at the township's desk: waiting, called, filled in with the family, or answered."""

from collections.abc import Callable

import pytest

from applicants.actions import statements
from applicants.models import Case, Household, OnlineStatement, RuleSet
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.paging import SIZE
from tests.applicants.actions.test_statements import NUMBER, received
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import application, couple, member
from tests.applicants.desk.test_entry import edited
from tests.cast import POSTED, Cast
from tests.factories.people import id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
ENTRY = "applicants:case_entry"


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast, rules_of_2026: RuleSet) -> Desk:
    return at_desk(cast.caseworker)


@pytest.fixture
def statement(places: Places) -> OnlineStatement:
    return received(places)


def stored(cast: Cast) -> OnlineStatement:
    with scope.of(cast.caseworker):
        return OnlineStatement.objects.select_related("case").get()


def test_it_waits_on_the_work_list(desk: Desk, statement: OnlineStatement) -> None:
    page = desk.opens("home").text

    assert "网上申请待联系" in page
    assert f'href="/statements/{statement.pk}/"' in page
    assert "今天提交" in page


def test_its_page_gives_the_number_to_call_and_says_so_in_the_log(
    desk: Desk, statement: OnlineStatement
) -> None:
    page = desk.opens("applicants:statement", statement.pk).text

    assert "13912345678" in page
    assert "摔断腿" in page
    assert NUMBER.number not in page
    assert statement.number in ReadLog.objects.get(kind="reveal").subject


def test_a_list_shows_no_number(desk: Desk, statement: OnlineStatement) -> None:
    page = desk.opens("applicants:statements", waiting="1").text

    assert "赵老五" in page
    assert "13912345678" not in page


def test_the_next_township_finds_nothing(
    at_desk: AtDesk, cast: Cast, statement: OnlineStatement
) -> None:
    desk = at_desk(cast.neighbour)

    assert desk.opens("applicants:statement", statement.pk).status_code == 404
    assert desk.opens(ENTRY, statement=str(statement.pk)).status_code == 404
    assert "赵老五" not in desk.opens("applicants:statements").text


def test_the_entry_page_begins_with_what_was_stated(desk: Desk, statement: OnlineStatement) -> None:
    page = desk.opens(ENTRY, statement=str(statement.pk))

    entry = page.context["entry"]
    assert entry.members.forms[0]["name"].value() == "赵老五"
    assert entry.members.forms[0]["id_number"].value() == NUMBER.number
    assert entry.household["phone"].value() == "13912345678"
    assert entry.way["channel"].value() == "online"
    assert entry.application["statement"].value() == "独居，摔断腿"
    assert ReadLog.objects.filter(kind="reveal", purpose="和家庭一起填申请").exists()


def test_whoever_stated_it_for_the_family_is_its_proxy(desk: Desk, places: Places) -> None:
    statement = received(places, stated_by="village", speaker_name="小湾村周书记")

    way = desk.opens(ENTRY, statement=str(statement.pk)).context["entry"].way

    assert way["channel"].value() == "proxy"
    assert (way["proxy_name"].value(), way["proxy_relation"].value()) == (
        "小湾村周书记",
        "村民委员会",
    )


def test_a_proxys_telephone_is_the_proxys_and_not_the_familys(desk: Desk, places: Places) -> None:
    statement = received(places, stated_by="relative", speaker_name="赵建国")

    entry = desk.opens(ENTRY, statement=str(statement.pk)).context["entry"]

    assert entry.way["proxy_phone"].value() == "13912345678"
    assert not entry.household["phone"].value()


def test_saving_links_the_application_and_the_statement(
    desk: Desk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    head = member("赵老五", 31, "02", id_number=NUMBER.number)
    typed = application(places.village.pk, [head], **{"way-channel": "online"})

    answer = desk.sends(ENTRY, **typed, statement=str(statement.pk))

    assert answer.status_code == 302
    kept = stored(cast)
    assert (kept.answer, kept.case.channel) == ("taken_up", "online")
    page = desk.opens("applicants:case", kept.case_id).text
    assert kept.number in page
    assert "独居，摔断腿" in page


def test_what_was_typed_with_the_family_is_kept_with_its_statement(
    desk: Desk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    typed = application(places.village.pk, couple(), statement=str(statement.pk))
    desk.sends(ENTRY, **typed, keep="1")

    page = desk.opens(ENTRY, **{"continue": "1"})

    assert f'name="statement" value="{statement.pk}"' in page.text


def test_a_family_on_the_register_applies_from_its_file(
    desk: Desk, cast: Cast, places: Places, household: Household
) -> None:
    statement = received(places, id_number=id_number(1))
    way_on = f'href="/households/{household.pk}/apply/?statement={statement.pk}"'
    assert way_on in desk.opens("applicants:statement", statement.pk).text

    typed = edited(Case(version=0, area_id=household.area_id), household, cast)
    desk.sends("applicants:case_again", household.pk, **typed, statement=str(statement.pk))

    assert stored(cast).answer == "taken_up"


def test_a_statement_taken_up_by_two_is_taken_up_once(
    desk: Desk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    desk.sends(ENTRY, **application(places.village.pk), statement=str(statement.pk))

    rows = [member("王五", 21, "02")]
    typed = application(places.village.pk, rows, statement=str(statement.pk))
    answer = desk.sends(ENTRY, **typed)

    assert "已有人办理" in answer.text
    with scope.of(cast.caseworker):
        assert Case.objects.count() == 1
    assert desk.opens(ENTRY, statement=str(statement.pk)).status_code == 409


def test_it_is_answered_with_a_reason(desk: Desk, cast: Cast, statement: OnlineStatement) -> None:
    refused = desk.sends("applicants:statement", statement.pk, answer="not_reached", text="")
    desk.sends("applicants:statement", statement.pk, answer="not_reached", text="三次没人接")

    assert "填写联系的情况" in refused.text
    assert stored(cast).answer == "not_reached"


def test_it_is_handed_to_the_township_it_belongs_to(
    desk: Desk, at_desk: AtDesk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    refused = desk.sends("applicants:statement", statement.pk, answer="hand_on", text="户口在那边")
    desk.sends(
        "applicants:statement",
        statement.pk,
        answer="hand_on",
        text="户口在那边",
        to=places.other_township.pk,
    )

    assert "选转给哪个乡镇" in refused.text
    assert "赵老五" not in desk.opens("applicants:statements").text
    theirs = at_desk(cast.neighbour).opens("applicants:statement", statement.pk).text
    assert "转来的乡镇" in theirs
    assert str(places.township) in theirs


def handed_on(statement: OnlineStatement, cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker):
        statements.hand_on(
            statement=statement, to=places.other_township, text="户口在那边", by=cast.caseworker
        )


def test_whoever_handed_it_on_sees_where_it_went_and_what_came_of_it(
    desk: Desk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    handed_on(statement, cast, places)

    waiting = desk.opens("applicants:statements", handed_on="1")
    with scope.of(cast.neighbour):
        statement.refresh_from_db()
        statements.answer(
            statement=statement, answer="withdrawn", text="儿子接走了", by=cast.neighbour, on=POSTED
        )
    answered = desk.opens("applicants:statements", handed_on="1")

    for page, words in ((waiting, "待联系"), (answered, "本人不申请")):
        [row] = page.context["table"].rows
        assert row.cells[1].value == statement.number
        assert row.cells[3].value == places.other_township.path
        assert str(row.cells[4].value) == words
        assert row.url == ""
    assert not any(one in answered.text for one in ("儿子接走了", "13912345678", "摔断腿"))
    assert desk.opens("applicants:statement", statement.pk).status_code == 404


def test_the_township_that_has_it_handed_nothing_on(
    at_desk: AtDesk, cast: Cast, places: Places, statement: OnlineStatement
) -> None:
    handed_on(statement, cast, places)

    page = at_desk(cast.neighbour).opens("applicants:statements", handed_on="1")
    foreign = at_desk(cast.foreign_caseworker).opens("applicants:statements", handed_on="1")

    assert "没有转出的网上申请" in page.text
    assert "没有转出的网上申请" in foreign.text


def test_the_list_goes_on_by_when_they_came(desk: Desk, places: Places) -> None:
    numbers = [received(places).number for _time in range(SIZE + 2)]

    first = desk.opens("applicants:statements").context["table"]
    second = desk.opens("applicants:statements", after=first.pager.next).context["table"]

    shown = [row.cells[1].value for row in [*first.rows, *second.rows]]
    assert shown == numbers[::-1]
    assert (second.pager.next, second.pager.previous != "") == ("", True)


@pytest.mark.parametrize("key", ["x", "99000000-0000-4000-8000-000000000000"])
def test_a_statement_that_never_was_is_absent(desk: Desk, places: Places, key: str) -> None:
    assert desk.opens(ENTRY, statement=key).status_code == 404
