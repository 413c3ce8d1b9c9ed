"""Start-up checks: we run as a role that row-level security, withheld rights and triggers bind."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from dibao.database import LED_ASTRAY
from dibao.sealing import scope_seal

# Reads catalogues that every role may read; a role "owns" too what it owns through membership.
_FACTS = """
    SELECT role.rolname, role.rolsuper, role.rolbypassrls,
           (SELECT count(*)
              FROM pg_class AS relation
             WHERE relation.relnamespace = current_schema()::regnamespace
               AND relation.relkind IN ('r', 'p')
               AND pg_has_role(relation.relowner, 'USAGE')),
           (SELECT count(*)
              FROM pg_attribute AS attribute
             WHERE attribute.attname = 'pgh_obj_id'
               AND has_table_privilege(attribute.attrelid, 'INSERT')),
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint
           + (SELECT transaction_offset FROM dibao_auditlayout ORDER BY id DESC LIMIT 1)
           < (SELECT max(to_transaction) FROM dibao_auditblock)
      FROM pg_roles AS role
     WHERE role.rolname = current_user
"""


def role_is_bound(
    *,
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **_kwargs: object,
) -> list[CheckMessage]:
    """System check on the working connection; `manage.py check --database default` runs it."""
    return unsafe_role("default") if "default" in (databases or ()) else []


def unsafe_role(alias: str) -> list[CheckMessage]:
    """Say why the role of connection `alias` must not serve: an empty list is good."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_FACTS)
        role, is_superuser, bypasses_rls, owned_tables, histories, is_elsewhere = cursor.fetchone()
        cursor.execute(f"SELECT count(*) FROM ({LED_ASTRAY}) AS astray")
        (astray,) = cursor.fetchone()
    hint = "Run `manage.py prepare_database`, and set APP_DATABASE_URL to the role that it makes."
    findings = [
        (
            is_superuser,
            f"The database role {role} is a superuser: no rule of the database binds it.",
            "dibao.E001",
        ),
        (bypasses_rls, f"The database role {role} bypasses row-level security.", "dibao.E002"),
        (
            owned_tables,
            f"The database role {role} owns {owned_tables} of the tables it works on.",
            "dibao.E003",
        ),
        (
            astray,
            f"{astray} functions of the database do not say in which schema they look.",
            "dibao.E004",
        ),
        (histories, f"{histories} histories can be written by hand.", "dibao.E005"),
        (
            not _knows_seal(alias),
            "The database does not know the seal of this application's scopes.",
            "dibao.E006",
        ),
        (
            is_elsewhere,
            "The database came from another server, and new entries would lie among those sealed there.",
            "dibao.E007",
        ),
    ]
    return [Error(sentence, hint=hint, id=code) for is_so, sentence, code in findings if is_so]


def _knows_seal(alias: str) -> bool:
    """Open a scope that says nothing but that it was opened, and take it back."""
    said = {"pghistory.context_id": "start"}
    settings = {**said, "app.seal": scope_seal("", "", "", *said.values(), "")}
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            for name, value in settings.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
            cursor.execute("SELECT scope_story()")
            transaction.set_rollback(True, using=alias)
    except DatabaseError:
        return False
    return True


def refuse_unsafe_role() -> None:
    """Stop a web process or worker from starting as owner or superuser; raises ImproperlyConfigured."""
    errors = unsafe_role("default")
    connections["default"].close()
    if errors:
        raise ImproperlyConfigured(
            " ".join(str(error.msg) for error in errors) + f" {errors[0].hint}"
        )
