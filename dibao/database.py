"""Making a database fit for us, on any PostgreSQL from 15: an owner who migrates, a role that only works.

Row-level security, withheld rights and triggers bind nobody who owns the tables or is a superuser, so web, jobs and
tests run as the application role made here. Servers are described as entries of settings.DATABASES.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dibao import chain_layout

_EXTENSIONS = ("btree_gist", "pg_trgm")
# Trigrams of Chinese text need a character type that knows letters beyond ASCII; C sorts alike on every machine.
_LOCALES = ("LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", "LC_COLLATE 'C' LC_CTYPE 'en_US.UTF-8'", "")
_RIGHTS = (
    "GRANT USAGE ON SCHEMA public TO {}",
    # Of all that the owner makes from now on; each ledger's migration takes back what it must.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)
_SHA256_BLOCK = 64
_ASKED_BY_TRIGGERS = """
    CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM scope_story(); RETURN false; END'
"""
# Functions of ours that may be led astray: those of extensions are C, and this schema is theirs by name.
LED_ASTRAY = """
    SELECT p.oid, p.proname, n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema()
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=' || quote_ident(n.nspname) || ', pg_temp']
"""
_FIX_PATHS = f"""
    SELECT format('ALTER ROUTINE %s SET search_path = %I, pg_temp', oid::regprocedure, nspname)
    FROM ({LED_ASTRAY}) AS astray
"""
# The advisory lock under which roles and databases are made, one process at a time.
_PREPARING = 7_203_815

Server = Mapping[str, object]
Connection = psycopg.Connection[tuple[object, ...]]


def conninfo(server: Server, *, database: str | None = None) -> str:
    """What psycopg connects with, to another database of the server if one is named."""
    options = server.get("OPTIONS")
    address = {
        "host": server.get("HOST"),
        "port": server.get("PORT"),
        "user": server.get("USER"),
        "password": server.get("PASSWORD"),
        **(options if isinstance(options, Mapping) else {}),
        "dbname": database or server.get("NAME"),
    }
    # A pool and its like are Django's, not psycopg's.
    return make_conninfo(
        "",
        **{
            key: str(value)
            for key, value in address.items()
            if isinstance(value, str | int) and value
        },
    )


@contextmanager
def maintenance(owner: Server) -> Iterator[Connection]:
    """A connection beside the databases, from which they are made, copied and dropped by one process at a time."""
    with psycopg.connect(conninfo(owner, database="postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_PREPARING])
        yield connection


def prepare(owner: Server, application: Server) -> None:
    """Make the application's role, the database, its extensions and default rights; done again it changes nothing.

    The owner needs CREATEROLE and CREATEDB, or be a superuser, only for what is still missing.
    """
    with maintenance(owner) as server:
        prepare_on(server, owner, application)


def prepare_on(server: Connection, owner: Server, application: Server) -> None:
    """`prepare`, for who holds the maintenance connection already."""
    database, role = str(owner["NAME"]), str(application["USER"])
    _make_role(server, role, str(application["PASSWORD"]))
    if not exists(server, database):
        create(server, database)
    with psycopg.connect(conninfo(owner), autocommit=True) as inside:
        _furnish(inside, role)
    if not _may_log_in(application):
        _set_password(server, role, str(application["PASSWORD"]))


def close_back_doors(
    owner: Server,
    application: Server,
    *,
    scope_key: bytes,
    history: Mapping[str, str],
    sealed: Sequence[str],
) -> None:
    """After migrating: what a session may set, name or write itself turns none of our guards.

    - pgtrigger lets a session switch triggers off by a setting. The function that its triggers ask now says no, and
      on that occasion looks at the scope's seal, whose key only the application and a table of the owner's hold.
    - Functions find tables by name. A session's temporary tables come last for them, so none stands in for ours.
    - `history` names the functions that write histories, with their tables: those run as the owner, and nobody else
      adds a row.
    - Every row of the `sealed` tables is numbered by its transaction, which the chains go by (decision 20).
    """
    role = sql.Identifier(str(application["USER"]))
    with psycopg.connect(conninfo(owner), autocommit=True) as inside, inside.transaction():
        _tell_key(inside, scope_key)
        inside.execute(_ASKED_BY_TRIGGERS)
        # The library's own record of contexts, which its function writes beside each history row.
        inside.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON pghistory_context FROM {}").format(role)
        )
        for function, table in history.items():
            inside.execute(
                sql.SQL("ALTER FUNCTION {}() SECURITY DEFINER").format(sql.Identifier(function))
            )
            inside.execute(
                sql.SQL("REVOKE INSERT ON {} FROM {}").format(sql.Identifier(table), role)
            )
        chain_layout.lay(inside, str(application["USER"]), sealed)
        for (statement,) in inside.execute(_FIX_PATHS).fetchall():
            inside.execute(str(statement))


def _tell_key(inside: Connection, key: bytes) -> None:
    """HMAC needs only the key's two paddings (RFC 2104), and PostgreSQL has SHA-256 of its own."""
    padded = key.ljust(_SHA256_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    inside.execute("DELETE FROM scope_key")
    inside.execute("INSERT INTO scope_key VALUES (%s, %s)", [inner, outer])


def exists(connection: Connection, database: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return found.fetchone() is not None


def create(connection: Connection, database: str) -> None:
    for locale in _LOCALES:
        statement = sql.SQL(f"CREATE DATABASE {{}} TEMPLATE template0 ENCODING 'UTF8' {locale}")
        try:
            connection.execute(statement.format(sql.Identifier(database)))
        except (psycopg.errors.WrongObjectType, psycopg.errors.InvalidParameterValue):
            continue  # This machine does not know the locale.
        return


def copy(connection: Connection, template: str, database: str) -> None:
    """Make `database` as a copy of `template`, which nobody may be connected to; file by file, which is the quicker
    way for the size of ours."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    connection.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))


def rename(connection: Connection, database: str, name: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(statement.format(sql.Identifier(database), sql.Identifier(name)))


def drop(connection: Connection, database: str) -> None:
    """Drop `database` if it is there, and end the connections of those who still use it."""
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    )


def _make_role(connection: Connection, role: str, password: str) -> None:
    name = sql.Identifier(role)
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        # NOSUPERUSER and NOBYPASSRLS are the defaults, and only a superuser may spell them out.
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(statement.format(name, sql.Literal(password)))
    is_member = connection.execute(
        "SELECT pg_has_role(current_user, %s, 'MEMBER')", [role]
    ).fetchone()
    if is_member == (False,):
        # So that the owner may end the role's connections when a database is dropped.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def _furnish(connection: Connection, role: str) -> None:
    for extension in _EXTENSIONS:
        statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
        connection.execute(statement.format(sql.Identifier(extension)))
    for right in _RIGHTS:
        connection.execute(sql.SQL(right).format(sql.Identifier(role)))


def _may_log_in(application: Server) -> bool:
    try:
        psycopg.connect(conninfo(application)).close()
    except psycopg.OperationalError:
        return False
    return True


def _set_password(connection: Connection, role: str, password: str) -> None:
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
