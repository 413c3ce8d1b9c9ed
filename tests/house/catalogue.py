"""What PostgreSQL itself says about its tables, asked as the application role."""

from dataclasses import dataclass

from django.db import connection

from dibao.database import LED_ASTRAY

_TABLES = """
SELECT c.relname,
       EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'area_code' AND NOT a.attisdropped),
       c.relrowsecurity,
       ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1),
       ARRAY(SELECT right_name FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) right_name
             WHERE has_table_privilege(c.oid, right_name)),
       ARRAY(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               AND has_column_privilege(c.oid, a.attnum, 'UPDATE') ORDER BY 1),
       ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
ORDER BY 1
"""


@dataclass(frozen=True)
class TableState:
    """One table: whether its rows belong to places, what guards it, and what the application role may do to it."""

    name: str
    is_placed: bool
    has_row_security: bool
    policies: tuple[str, ...]
    rights: frozenset[str]
    changeable_columns: frozenset[str]
    triggers: tuple[str, ...]

    def has_guard(self, words: str) -> bool:
        return any(words in trigger for trigger in self.triggers)


def tables() -> dict[str, TableState]:
    """Every table and view of the schema by its name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = cursor.fetchall()
    return {
        name: TableState(
            name,
            placed,
            secured,
            tuple(policies),
            frozenset(rights),
            frozenset(columns),
            tuple(triggers),
        )
        for name, placed, secured, policies, rights, columns, triggers in rows
    }


def views() -> set[str]:
    """The views of the schema."""
    return _named("c.relkind IN ('v', 'm')")


def views_that_read_as_who_asks() -> set[str]:
    """Those that row security holds for."""
    return _named("'security_invoker=true' = ANY (c.reloptions)")


def _named(condition: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
            f" AND {condition}"
        )
        return {str(name) for (name,) in cursor.fetchall()}


def check_constraints() -> dict[str, list[str]]:
    """The conditions of each table's CHECK constraints, as PostgreSQL writes them."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint k "
            "JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'c'"
        )
        for table, condition in cursor.fetchall():
            found.setdefault(table, []).append(condition)
    return found


def functions_that_look_anywhere() -> set[str]:
    """Functions of ours without a fixed search path that begins with their own schema."""
    with connection.cursor() as cursor:
        cursor.execute(LED_ASTRAY)
        return {str(name) for _, name, _ in cursor.fetchall()}


def functions_that_run_as_owner() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc "
            "WHERE pronamespace = current_schema()::regnamespace AND prosecdef"
        )
        return {str(name) for (name,) in cursor.fetchall()}
