"""Inspections are seen by area, what was drawn from is only added to, and everybody reads the published lists."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_ADDED_ONLY = (
    "inspectionlist",
    "inspectionstratum",
    "inspectionsubject",
    "inspectioninspector",
    "inspectorbar",
    "inspectionphoto",
)
_NEVER_DELETED = (
    "inspection",
    "inspectionseed",
    "inspectionvisit",
    "inspectionanswer",
    "rectification",
    "rectificationanswer",
)
_EVENTS = tuple(f"{name}event" for name in _NEVER_DELETED)
# A frozen list names nobody: its hash, how the seed is found, the seed and the file are there for whoever asks.
_READ_BY_ALL = {
    "inspection": "frozen_on IS NOT NULL",
    "inspectionlist": "TRUE",
    "inspectionseed": "TRUE",
    "inspectionstratum": "TRUE",
}


def _show(name: str, which: str) -> migrations.RunSQL:
    table = f"oversight_{name}"
    return migrations.RunSQL(
        f"CREATE POLICY {table}_public ON {table} FOR SELECT USING ("
        f"NULLIF(current_setting('app.public_on', true), '') IS NOT NULL AND {which});",
        f"DROP POLICY {table}_public ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_inspections_draw_from_frozen_lists"),
        ("dibao", "0005_traces_are_bound_to_who_acts"),
    ]

    operations = [
        *(protect_by_area(f"oversight_{n}") for n in (*_ADDED_ONLY, *_NEVER_DELETED, *_EVENTS)),
        *(withhold(f"oversight_{name}", "UPDATE", "DELETE") for name in _ADDED_ONLY),
        *(withhold(f"oversight_{name}", "DELETE") for name in _NEVER_DELETED),
        *(withhold(f"oversight_{n}", "INSERT", "UPDATE", "DELETE") for n in _EVENTS),
        *(_show(name, which) for name, which in _READ_BY_ALL.items()),
    ]
