"""No agency disappears, and its history is written by the database alone."""

from django.db import migrations

from dibao.migration_operations import withhold


class Migration(migrations.Migration):
    dependencies = [("dibao", "0015_agencies_are_posted_to")]

    operations = [
        withhold("dibao_agency", "DELETE"),
        withhold("dibao_agencyevent", "INSERT", "UPDATE", "DELETE"),
    ]
