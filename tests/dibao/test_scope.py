"""The context that row-level security reads: set for one transaction, narrowed but never widened, gone afterwards."""

import pytest
from django.db import connection, transaction

from applicants.models.household import Household
from dibao import scope
from tests.cast import Cast
from tests.factories.places import Places


def visible() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applicants_household")
        return int(cursor.fetchone()[0])


def test_a_scope_ends_where_it_ends(cast: Cast, household: Household) -> None:
    with scope.of(cast.clerk):
        assert visible() == 1

    assert visible() == 0


def test_an_inner_scope_gives_the_outer_one_back(cast: Cast, household: Household) -> None:
    with scope.of(cast.clerk):
        with scope.of(cast.foreign_clerk):
            assert visible() == 0

        assert visible() == 1


def test_a_failed_scope_gives_the_outer_one_back(cast: Cast, household: Household) -> None:
    with scope.of(cast.clerk):
        with pytest.raises(LookupError), scope.of(cast.foreign_clerk):
            raise LookupError

        assert visible() == 1


def test_a_scope_is_never_widened(cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker):
        wider = scope.narrowed(places.county)
        with pytest.raises(ValueError, match="never widened"):
            wider.__enter__()


def test_nothing_is_seen_with_parallel_workers_either(cast: Cast, household: Household) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('debug_parallel_query', 'on', true)"
            if connection.pg_version >= 160000
            else "SELECT set_config('force_parallel_mode', 'on', true)"
        )

    assert visible() == 0
    with scope.of(cast.clerk):
        assert visible() == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_keeps_nothing_of_the_last_person(cast: Cast, household: Household) -> None:
    with scope.of(cast.clerk):
        assert visible() == 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT NULLIF(current_setting('app.area_from', true), '')")
        assert cursor.fetchone() == (None,)
    assert visible() == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_keeps_nothing_after_an_error_either(cast: Cast, household: Household) -> None:
    with pytest.raises(LookupError), scope.of(cast.clerk), scope.of(cast.foreign_clerk):
        raise LookupError

    assert visible() == 0
    assert scope.current() == scope.Context()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_autocommit", [True, False])
def test_a_transaction_around_a_scope_keeps_nothing_of_it(
    cast: Cast, household: Household, *, has_autocommit: bool
) -> None:
    """Whoever commits by themselves goes on in the same transaction, as whoever began one does."""
    connection.set_autocommit(has_autocommit)
    try:
        with transaction.atomic():
            with scope.of(cast.clerk):
                assert visible() == 1
            assert visible() == 0
        assert visible() == 0
    finally:
        if not has_autocommit:
            connection.rollback()
        connection.set_autocommit(True)
