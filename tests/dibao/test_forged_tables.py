"""A session's own temporary tables come first wherever a function looks for a name; ours do not look there."""

import pytest
from django.db import DatabaseError, connection

from applicants.models.case import Case
from dibao import scope
from tests.cast import DECIDED, Cast


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_a_guard_does_not_ask_a_forged_table(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        run("CREATE TEMP TABLE applicants_case AS SELECT * FROM public.applicants_case")
        run("UPDATE pg_temp.applicants_case SET kind = 'takeover'")

    with pytest.raises(DatabaseError, match="rests_on_an_opinion"), scope.of(cast.reviewer):
        run(
            "INSERT INTO applicants_decision (area_code, case_id, outcome, reasons, decided_by_id, decided_on,"
            " created_at) VALUES (%s, %s, 'grant', 'x', %s, %s, now())",
            case_on_notice.area_id,
            case_on_notice.pk,
            cast.reviewer.pk,
            DECIDED,
        )


def test_a_change_is_not_kept_in_a_forged_history(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker):
        (before,) = run("SELECT count(*) FROM applicants_caseevent")
        run("CREATE TEMP TABLE applicants_caseevent (LIKE public.applicants_caseevent)")
        run("UPDATE applicants_case SET statement = '改过'")

        (after,) = run("SELECT count(*) FROM public.applicants_caseevent")
        assert after == (before[0] + 1,)


def test_nobody_becomes_the_owner_through_a_question(cast: Cast, case_on_notice: Case) -> None:
    run("CREATE TEMP TABLE loot (who text)")
    run("GRANT ALL ON loot TO PUBLIC")
    run(
        "CREATE FUNCTION pg_temp.evil() RETURNS text LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO pg_temp.loot SELECT current_user; RETURN 'x'; END $$"
    )
    run(
        "CREATE TEMP VIEW applicants_publicnotice AS"
        " SELECT pg_temp.evil()::varchar AS token, date '2000-01-01' AS ends_on"
    )
    run("GRANT ALL ON pg_temp.applicants_publicnotice TO PUBLIC")

    assert run("SELECT notice_is_over('x', current_date)") == [(False,)]
    assert run("SELECT who FROM loot") == []
