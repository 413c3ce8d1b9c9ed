"""Loads of the owner: all rows or none, and no table left without its guards."""

import psycopg
import pytest

from applicants.models.person import Person
from dibao.demo.loading import Load
from dibao.models.area import Area
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff

pytestmark = pytest.mark.django_db(transaction=True)


class Interrupted(Exception):
    """What a killed process looks like from inside."""


def guards(owner: psycopg.Connection) -> set[str]:
    found = owner.execute(
        "SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgrelid = 'applicants_person'::regclass "
        "AND NOT tgisinternal"
    )
    return {str(state) for (state,) in found.fetchall()}


def test_rows_come_in_as_they_are(as_owner: psycopg.Connection) -> None:
    with Load(Holiday) as load:
        load.put(Holiday, ["day", "is_working", "name"], [("2008-10-01", False, "国庆\t\\节\n")])

    assert Holiday.objects.get().name == "国庆\t\\节\n"


def interrupt() -> None:
    with Load(Person, Holiday) as load:
        load.put(Holiday, ["day", "is_working", "name"], [("2008-10-01", False, "国庆节")])
        raise Interrupted


def test_an_interrupted_load_leaves_no_row_and_every_guard(as_owner: psycopg.Connection) -> None:
    with pytest.raises(Interrupted):
        interrupt()

    assert not Holiday.objects.exists()
    assert guards(as_owner) == {"O"}


def test_a_row_that_postgresql_refuses_ends_the_load(as_owner: psycopg.Connection) -> None:
    columns = ["code", "name", "level", "path", "office_phone", "office_address"]

    with pytest.raises(psycopg.errors.CheckViolation), Load(Area) as load:
        load.put(Area, columns, [("99", "短", "county", "", "", "")])

    assert not Area.objects.exists()


def test_numbers_go_on_after_the_loaded_ones(as_owner: psycopg.Connection) -> None:
    with Load(Staff) as load:
        load.put(
            Staff, ["id", "username", "name", "password", "is_active"], [(41, "a", "甲", "", True)]
        )

    assert Staff.objects.create_user("b", "乙").pk == 42
