"""Lists that went out are seen in their area alone and never disappear; their files are kept until they are gone."""

from importlib import import_module

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_BEFORE = import_module("applicants.migrations.0066_lists_are_seen_by_area").KEPT
KEPT = _BEFORE.replace(
    "$$;\n",
    "        OR EXISTS (SELECT FROM applicants_export WHERE file_key = wanted AND gone_on IS NULL)\n$$;\n",
)
_TABLE = "applicants_export"
_CHANGING = "file_key, sha256, row_count, written_on, gone_on"


class Migration(migrations.Migration):
    dependencies = [("applicants", "0068_lists_go_out")]

    operations = [
        protect_by_area(_TABLE),
        protect_by_area("applicants_exportevent"),
        withhold(_TABLE, "DELETE"),
        withhold("applicants_exportevent", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"REVOKE UPDATE ON {_TABLE} FROM {settings.APP_ROLE};"
            f"GRANT UPDATE ({_CHANGING}) ON {_TABLE} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_CHANGING}) ON {_TABLE} FROM {settings.APP_ROLE};"
            f"GRANT UPDATE ON {_TABLE} TO {settings.APP_ROLE};",
        ),
        migrations.RunSQL(KEPT, _BEFORE),
    ]
