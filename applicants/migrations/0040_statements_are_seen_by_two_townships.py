"""Row-level security on statements: anybody adds one and reads none, and whoever hands one on still sees it."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, protect_by_two_areas, withhold

TABLE, HISTORY = "applicants_onlinestatement", "applicants_onlinestatementevent"
FOLLOWED = "area_code, from_area_code, answer, answer_text, case_id, answered_by_id, answered_on"
# The public context has a day and no area.
STATED = (
    "NULLIF(current_setting('app.public_on', true), '')::date = received_on"
    " AND answer = '' AND from_area_code IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0039_families_state_on_line")]

    operations = [
        protect_by_two_areas(TABLE, "from_area_code"),
        migrations.RunSQL(
            f"CREATE POLICY {TABLE}_stated ON {TABLE} FOR INSERT WITH CHECK ({STATED});",
            f"DROP POLICY {TABLE}_stated ON {TABLE};",
        ),
        protect_by_area(HISTORY),
        withhold(TABLE, "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({FOLLOWED}) ON {TABLE} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({FOLLOWED}) ON {TABLE} FROM {settings.APP_ROLE};",
        ),
        withhold(HISTORY, "UPDATE", "DELETE"),
    ]
