"""Row-level security on duty visits, extensions, endings and deliveries, which are written once."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

WRITTEN_ONCE = (
    "applicants_caseending",
    "applicants_extension",
    "applicants_letterdelivery",
    "applicants_visitduty",
)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0026_letters_are_delivered_and_time_is_extended")]

    operations = [
        *(protect_by_area(table) for table in WRITTEN_ONCE),
        *(withhold(table, "UPDATE", "DELETE") for table in WRITTEN_ONCE),
    ]
