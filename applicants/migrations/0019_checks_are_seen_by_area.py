"""Row-level security on economic checks and their answers, and the rights withheld from what was answered."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

WRITTEN_ONCE = ("applicants_checkanswer", "applicants_checksubject")
NEVER_DELETED = ("applicants_checkfile", "applicants_economiccheck")
HISTORIES = ("applicants_checkfileevent", "applicants_economiccheckevent")


class Migration(migrations.Migration):
    dependencies = [("applicants", "0018_means_are_checked")]

    operations = [
        *(protect_by_area(table) for table in (*WRITTEN_ONCE, *NEVER_DELETED, *HISTORIES)),
        *(withhold(table, "UPDATE", "DELETE") for table in (*WRITTEN_ONCE, *HISTORIES)),
        *(withhold(table, "DELETE") for table in NEVER_DELETED),
    ]
