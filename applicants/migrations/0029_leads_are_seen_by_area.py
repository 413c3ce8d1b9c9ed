"""Row-level security on leads, in which only the answer is ever written."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

ANSWER = "answer, answer_text, case_id, answered_by_id, answered_on"


class Migration(migrations.Migration):
    dependencies = [("applicants", "0028_leads_are_followed")]

    operations = [
        protect_by_area("applicants_discoverylead"),
        protect_by_area("applicants_discoveryleadevent"),
        withhold("applicants_discoverylead", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({ANSWER}) ON applicants_discoverylead TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({ANSWER}) ON applicants_discoverylead FROM {settings.APP_ROLE};",
        ),
        withhold("applicants_discoveryleadevent", "UPDATE", "DELETE"),
    ]
