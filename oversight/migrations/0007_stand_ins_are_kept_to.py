"""Stand-ins and follow-ups are seen by area and only added to; everybody reads who stood in, by numbers and keys."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_ADDED_ONLY = ("oversight_standin", "oversight_followup")


class Migration(migrations.Migration):
    dependencies = [("oversight", "0006_inspectors_stand_in_and_findings_are_followed")]

    operations = [
        *(protect_by_area(table) for table in _ADDED_ONLY),
        *(withhold(table, "UPDATE", "DELETE") for table in _ADDED_ONLY),
        migrations.RunSQL(
            "CREATE POLICY oversight_standin_public ON oversight_standin FOR SELECT USING ("
            "NULLIF(current_setting('app.public_on', true), '') IS NOT NULL);",
            "DROP POLICY oversight_standin_public ON oversight_standin;",
        ),
    ]
