"""Lists that come in and what their checks found are seen in their county alone; their files wait in the store."""

from importlib import import_module

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_BEFORE = import_module("applicants.migrations.0064_what_waits_to_be_read_is_kept").KEPT
KEPT = _BEFORE.replace(
    "$$;\n",
    "        OR EXISTS (SELECT FROM applicants_sheetimport WHERE id = wanted AND status <> 'cancelled')\n$$;\n",
)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0065_lists_come_in")]

    operations = [
        protect_by_area("applicants_sheetimport"),
        protect_by_area("applicants_sheetimportevent"),
        protect_by_area("applicants_sheetimportrow"),
        protect_by_area("applicants_sheetimportchange"),
        withhold("applicants_sheetimport", "DELETE"),
        withhold("applicants_sheetimportevent", "INSERT", "UPDATE", "DELETE"),
        withhold("applicants_sheetimportrow", "UPDATE"),
        withhold("applicants_sheetimportchange", "UPDATE"),
        migrations.RunSQL(KEPT, _BEFORE),
    ]
