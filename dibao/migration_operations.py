"""Operations for migrations: row-level security and withheld rights, said once for all tables."""

from django.conf import settings
from django.db import migrations


# A half-open range on a "C" collated code uses the area index; NULLIF closes the policy when no context is set,
# since a setting that was ever made on a connection comes back as '' rather than NULL.
def _within(column: str) -> str:
    return (
        f"{column} >= NULLIF(current_setting('app.area_from', true), '') "
        f"AND {column} < NULLIF(current_setting('app.area_to', true), '')"
    )


_IN_AREA = _within("area_code")
_PUBLIC_TODAY = (
    "NULLIF(current_setting('app.public_on', true), '')::date BETWEEN starts_on AND ends_on"
)


def protect_by_area(table: str) -> migrations.RunSQL:
    """Let a role that is not the owner see and write only rows whose `area_code` lies in its context."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_in_area ON {table} USING ({_IN_AREA}) WITH CHECK ({_IN_AREA});",
        f"DROP POLICY {table}_in_area ON {table};ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def protect_by_two_areas(table: str, other: str) -> migrations.RunSQL:
    """The same for rows that belong to two places at once, such as what one hands to the other."""
    either = f"{_IN_AREA} OR {_within(other)}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_in_area ON {table} USING ({either}) WITH CHECK ({either});",
        f"DROP POLICY {table}_in_area ON {table};ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def show_to_public(table: str) -> migrations.RunSQL:
    """Let the public context read rows from `starts_on` to `ends_on`, both included, and no other."""
    return migrations.RunSQL(
        f"CREATE POLICY {table}_public ON {table} FOR SELECT USING ({_PUBLIC_TODAY});",
        f"DROP POLICY {table}_public ON {table};",
    )


def withhold(table: str, *rights: str) -> migrations.RunSQL:
    """Take rights on a table away from the application role, which has the four everyday ones by default."""
    listed = ", ".join(rights)
    return migrations.RunSQL(
        f"REVOKE {listed} ON {table} FROM {settings.APP_ROLE};",
        f"GRANT {listed} ON {table} TO {settings.APP_ROLE};",
    )
