"""Guards that any table may ask for; PostgreSQL holds them against raw SQL too.

pgtrigger lets a session ignore triggers by a setting of its own. `prepare_database` replaces that function by one that
always says no, so these guards have no back door for the application role.
"""

import pgtrigger

APPEND_ONLY = "is_append_only"


def planned_anew(statement: str) -> str:
    """`statement` as PL/pgSQL that is planned at every call.

    A statement written out in a function is planned once per session, for as many changed rows as its first call
    had. Planned for one row it joins the changed rows by loops, and a later call with five thousand takes minutes.
    """
    return f"EXECUTE $each_time${statement}$each_time$"


def append_only(noun: str) -> pgtrigger.Trigger:
    """Rows are written once: no UPDATE, no DELETE, whoever asks."""
    return pgtrigger.Trigger(
        name=f"{noun}_{APPEND_ONLY}",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"RAISE EXCEPTION '{noun} is append-only' USING ERRCODE = '23514';",
    )


def never_deleted(noun: str) -> pgtrigger.Trigger:
    """Rows may change by their own rules but never disappear."""
    return pgtrigger.Trigger(
        name=f"{noun}_is_never_deleted",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"RAISE EXCEPTION '{noun} is never deleted' USING ERRCODE = '23514';",
    )


def after(name: str, operation: pgtrigger.Operation, check: str) -> pgtrigger.Trigger:
    """A statement-level check over the rows that a statement left behind (`new_rows`, and `old_rows` on update).

    It counts what is broken rather than asking whether anything is: for EXISTS the planner expects a hit at once and
    joins by loops, and a good statement has no hit at all.
    """
    referencing = pgtrigger.Referencing(new="new_rows")
    if operation == pgtrigger.Update:
        referencing = pgtrigger.Referencing(old="old_rows", new="new_rows")
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[("is_broken", "boolean")],
        func=f"""
        {planned_anew(f"SELECT count(*) > 0 FROM ({check}) AS broken")} INTO is_broken;
        IF is_broken THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
    )


def signed_by_who_acts(noun: str, column: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Whoever `column` names acts in this very scope: with SQL alone, too, nobody signs in another's name.

    `scope_story` says who acts, from a seal that only the application can make (decision 10). On update only a name
    that is new is looked at, so a step taken later by another person leaves the earlier ones alone.
    """
    rows = "new_rows n"
    if operation == pgtrigger.Update:
        rows = (
            f"old_rows o JOIN new_rows n ON n.id = o.id AND n.{column} IS DISTINCT FROM o.{column}"
        )
    return after(
        f"{noun}_{column.removesuffix('_id')}_is_who_acts",
        operation,
        f"""
        SELECT FROM {rows}
        WHERE n.{column} <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)
        """,
    )
