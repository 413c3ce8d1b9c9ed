"""Row-level security on visits and review meetings, and the rights withheld from what was signed."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [("applicants", "0012_families_are_visited_before_an_opinion")]

    operations = [
        protect_by_area("applicants_homevisit"),
        protect_by_area("applicants_homevisitevent"),
        protect_by_area("applicants_reviewmeeting"),
        withhold("applicants_homevisit", "DELETE"),
        withhold("applicants_homevisitevent", "UPDATE", "DELETE"),
        withhold("applicants_reviewmeeting", "UPDATE", "DELETE"),
    ]
