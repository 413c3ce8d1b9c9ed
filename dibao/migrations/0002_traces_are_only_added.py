"""The application role may add to audit events and read log, never change them."""

from django.db import migrations

from dibao.migration_operations import withhold


class Migration(migrations.Migration):
    dependencies = [("dibao", "0001_places_people_and_traces")]

    operations = [
        withhold("dibao_auditevent", "UPDATE", "DELETE"),
        withhold("dibao_readlog", "UPDATE", "DELETE"),
    ]
