"""No token disappears or opens again, and its history is written by the database alone."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import withhold

_TABLE = "dibao_agencytoken"
_CHANGING = "revoked_by_id, revoked_on, last_used_on"


class Migration(migrations.Migration):
    dependencies = [("dibao", "0017_agencies_systems_have_tokens")]

    operations = [
        withhold(_TABLE, "DELETE"),
        withhold("dibao_agencytokenevent", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"REVOKE UPDATE ON {_TABLE} FROM {settings.APP_ROLE};"
            f"GRANT UPDATE ({_CHANGING}) ON {_TABLE} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_CHANGING}) ON {_TABLE} FROM {settings.APP_ROLE};"
            f"GRANT UPDATE ON {_TABLE} TO {settings.APP_ROLE};",
        ),
    ]
