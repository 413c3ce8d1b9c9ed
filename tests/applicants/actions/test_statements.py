"""What is stated on line: kept sealed, read by the township alone, followed to one answer or handed on."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from applicants.actions import statements
from applicants.actions.statements import Said
from applicants.models import Case, OnlineStatement
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.values.identity import PhoneNumber
from tests.applicants.test_database_guards import run
from tests.cast import ENTERED, POSTED, Cast
from tests.factories.people import id_number
from tests.factories.places import Places

NUMBER = id_number(31, born=date(1950, 1, 1))


def said(places: Places, **more: object) -> Said:
    told: dict[str, object] = {
        "village": places.village,
        "name": "赵老五",
        "id_number": NUMBER,
        "phone": PhoneNumber.parse("13912345678"),
        "stated_by": "self",
        "about": "独居，摔断腿",
    }
    return Said(**told | more)


def received(places: Places, *, key: uuid.UUID | None = None, **more: object) -> OnlineStatement:
    with scope.public(on=ENTERED):
        return statements.receive(said=said(places, **more), key=key or uuid.uuid4(), on=ENTERED)


@pytest.fixture
def statement(places: Places) -> OnlineStatement:
    return received(places)


def answered(statement: OnlineStatement, by: Staff, answer: str = "not_reached") -> None:
    with scope.of(by):
        statements.answer(statement=statement, answer=answer, text="三次没有人接", by=by, on=POSTED)


def test_it_is_sealed_and_seen_by_its_township_alone(
    statement: OnlineStatement, cast: Cast
) -> None:
    with scope.of(cast.caseworker):
        [(row,)] = run("SELECT to_jsonb(s)::text FROM applicants_onlinestatement s")
        kept = OnlineStatement.objects.get()
        assert kept.phone.open() == "13912345678"
        assert kept.about.open() == "独居，摔断腿"
    assert not any(text in row for text in (NUMBER.number, "13912345678", "摔断腿"))
    with scope.of(cast.neighbour):
        assert run("SELECT id FROM applicants_onlinestatement") == []
    with scope.public(on=ENTERED):
        assert run("SELECT id FROM applicants_onlinestatement") == []
        assert run("SELECT id FROM applicants_onlinestatementevent") == []
    assert AuditEvent.objects.get(event="statement:received").staff_key is None


def test_the_same_form_twice_is_one_statement(places: Places, cast: Cast) -> None:
    key = uuid.uuid4()

    first, second = received(places, key=key), received(places, key=key)

    assert first.number == second.number
    with scope.of(cast.caseworker):
        assert OnlineStatement.objects.count() == 1


def test_it_is_answered_once(statement: OnlineStatement, cast: Cast) -> None:
    answered(statement, cast.caseworker)

    with pytest.raises(Refused, match="已有人办理"):
        answered(statement, cast.caseworker)


def test_it_is_not_taken_up_without_an_application(statement: OnlineStatement, cast: Cast) -> None:
    with pytest.raises(Refused, match="录入申请"):
        answered(statement, cast.caseworker, "taken_up")


def test_the_wrong_people_do_not_answer(statement: OnlineStatement, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        answered(statement, cast.township_head)
    with pytest.raises(Http404):
        answered(statement, cast.neighbour)


def test_the_township_it_is_handed_to_follows_it(
    statement: OnlineStatement, cast: Cast, places: Places
) -> None:
    with scope.of(cast.caseworker):
        statements.hand_on(
            statement=statement, to=places.other_township, text="户口在那边", by=cast.caseworker
        )
        assert OnlineStatement.objects.get().from_area == places.township
        assert not OnlineStatement.objects.visible_to(cast.caseworker).exists()

    with scope.of(cast.neighbour):
        handed = OnlineStatement.objects.visible_to(cast.neighbour).get()
    answered(handed, cast.neighbour, "withdrawn")


@pytest.mark.parametrize("where", ["township", "village", "county"])
def test_it_is_handed_to_another_township_only(
    statement: OnlineStatement, cast: Cast, places: Places, where: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="另一个乡镇"):
        statements.hand_on(
            statement=statement, to=getattr(places, where), text="x", by=cast.caseworker
        )


def test_what_was_handed_on_is_not_fetched_back(
    statement: OnlineStatement, cast: Cast, places: Places
) -> None:
    to = places.other_township
    with scope.of(cast.caseworker):
        statements.hand_on(statement=statement, to=to, text="x", by=cast.caseworker)

        with pytest.raises(Http404):
            statements.answer(
                statement=OnlineStatement.objects.get(),
                answer="withdrawn",
                text="x",
                by=cast.caseworker,
                on=POSTED,
            )


@pytest.mark.parametrize(
    "statement_of_sql",
    [
        "UPDATE applicants_onlinestatement SET name = 'x'",
        "UPDATE applicants_onlinestatement SET about = 'x'",
        "DELETE FROM applicants_onlinestatement",
        "UPDATE applicants_onlinestatement SET answer = 'withdrawn', answer_text = 'x'",
        "UPDATE applicants_onlinestatement SET area_code = '990121002000'",
    ],
)
def test_sql_changes_nothing_that_was_stated(
    statement: OnlineStatement, cast: Cast, statement_of_sql: str
) -> None:
    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run(statement_of_sql)


def test_what_could_not_be_kept_does_not_look_as_if_it_had_been(places: Places) -> None:
    with pytest.raises(IntegrityError, match="whoever_states_it_for_another_is_named"):
        received(places, stated_by="relative", speaker_name="")


def test_sql_answers_nothing_twice(statement: OnlineStatement, cast: Cast) -> None:
    answered(statement, cast.caseworker)

    with (
        pytest.raises(DatabaseError, match="a_statement_is_answered_once"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_onlinestatement SET answer = 'withdrawn'")


def test_the_public_adds_nothing_but_a_statement_of_today(places: Places, cast: Cast) -> None:
    with (
        scope.public(on=ENTERED),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        statements.receive(said=said(places), key=uuid.uuid4(), on=POSTED)


def test_it_names_an_application_of_its_own_township(
    statement: OnlineStatement, cast: Cast, draft_case: Case
) -> None:
    with scope.of(cast.caseworker):
        statements.take_up(statement=statement, case=draft_case, by=cast.caseworker, on=POSTED)
        assert draft_case.statements.get().answer == "taken_up"
