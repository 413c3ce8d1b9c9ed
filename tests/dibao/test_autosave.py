"""What is kept while it is typed: sealed, for its person under their posting, and not for longer than needed."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.utils import timezone

from dibao import autosave, jobs, scope
from dibao.models import AutosavedForm, Posting, Staff
from dibao.models.autosaved_form import KEPT_FOR
from dibao.roles import Role
from tests.cast import Cast, hire
from tests.factories.places import Places

PAGE = "/cases/entry/"
NUMBER = "990121196005010119"


def sent(key: str = "", **typed: str) -> QueryDict:
    form = QueryDict(mutable=True)
    form.update({"idempotency_key": key or str(uuid.uuid4()), "csrfmiddlewaretoken": "x", **typed})
    return form


def kept(staff: Staff, form: QueryDict | None = None, *, path: str = PAGE) -> AutosavedForm:
    form = form or sent(**{"members-0-id_number": NUMBER})
    with scope.of(staff):
        return autosave.keep(by=staff, path=path, sent=form, at=timezone.now())


def run(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def test_it_comes_back_as_it_was_typed_without_what_only_the_sending_needs(cast: Cast) -> None:
    kept(cast.caseworker)

    with scope.of(cast.caseworker):
        copy = autosave.left_by(cast.caseworker, PAGE)
        assert dict(autosave.typed_in(copy).items()) == {"members-0-id_number": NUMBER}


def test_the_database_holds_no_number_in_the_clear(cast: Cast) -> None:
    kept(cast.caseworker)

    with scope.of(cast.caseworker):
        [(row,)] = run("SELECT to_jsonb(f)::text FROM dibao_autosavedform f")
        assert NUMBER not in row
        assert NUMBER in autosave.left_by(cast.caseworker, PAGE).typed.open()


def test_the_form_that_wrote_it_writes_over_it(cast: Cast) -> None:
    key = str(uuid.uuid4())
    kept(cast.caseworker, sent(key, name="张"))

    kept(cast.caseworker, sent(key, name="张三"))

    with scope.of(cast.caseworker):
        [copy] = AutosavedForm.objects.all()
        assert copy.typed.open() == "name=%E5%BC%A0%E4%B8%89"


def test_a_second_window_writes_over_nothing(cast: Cast) -> None:
    kept(cast.caseworker, sent(name="张三"))

    with pytest.raises(autosave.KeptElsewhere, match="没有自动保存"):
        kept(cast.caseworker, sent(name="李四"))


def test_whoever_goes_on_with_a_copy_shuts_the_first_window_out(cast: Cast) -> None:
    first = sent(name="张三")
    mark = str(kept(cast.caseworker, first).mark)

    kept(cast.caseworker, sent(name="张三丰", kept_mark=mark))

    with pytest.raises(autosave.KeptElsewhere):
        kept(cast.caseworker, first)


def test_more_than_anybody_types_is_not_kept(cast: Cast) -> None:
    with pytest.raises(autosave.TooLong, match="内容太多"):
        kept(cast.caseworker, sent(text="字" * 30_000))


def test_nobody_else_sees_it_not_even_beside_its_person(cast: Cast, places: Places) -> None:
    kept(cast.caseworker)
    colleague = hire("colleague", "同事", Role.CASEWORKER, places.township)

    for other in (colleague, cast.township_head, cast.reviewer, cast.officer):
        with scope.of(other):
            assert run("SELECT id FROM dibao_autosavedform") == []
            assert run("UPDATE dibao_autosavedform SET path = 'x'") == [(0,)]
            assert run("DELETE FROM dibao_autosavedform") == [(0,)]


def test_nobody_writes_one_in_anothers_name(cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker), pytest.raises(DatabaseError, match="row-level security"):
        run(
            "INSERT INTO dibao_autosavedform (id, staff_id, area_code, path, typed, mark, kept_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'x', 'x', gen_random_uuid(), now())",
            cast.township_head.pk,
            places.township.pk,
        )


def test_it_ends_with_the_posting_it_was_typed_under(cast: Cast, places: Places) -> None:
    kept(cast.caseworker)
    moved = Posting.objects.create(
        staff=cast.caseworker,
        area=places.other_township,
        role=Role.CASEWORKER,
        starts_on=date(2026, 7, 1),
    )

    staff = Staff.objects.get(pk=cast.caseworker.pk).acting(moved)

    with scope.of(staff):
        assert autosave.left_by(staff, PAGE) is None
        assert run("SELECT id FROM dibao_autosavedform") == []


def test_the_night_forgets_what_nobody_came_back_for(cast: Cast) -> None:
    kept(cast.caseworker, path="/old/")
    kept(cast.caseworker, path="/new/")
    with scope.of(cast.caseworker):
        old = timezone.now() - KEPT_FOR - timedelta(minutes=1)
        AutosavedForm.objects.filter(path="/old/").update(kept_at=old)

    jobs.forget_typing(0)

    with scope.of(cast.caseworker):
        assert [copy.path for copy in AutosavedForm.objects.all()] == ["/new/"]


def test_work_without_a_person_sees_nothing_that_is_not_old(cast: Cast, places: Places) -> None:
    kept(cast.caseworker)

    with scope.of_area(places.prefecture):
        assert run("SELECT id FROM dibao_autosavedform") == []
        assert run("DELETE FROM dibao_autosavedform") == [(0,)]
