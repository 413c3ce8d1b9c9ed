"""Whoever takes a family in is told what a bank said of its account since; whoever brings a sheet enters it."""

from django.conf import settings
from django.db import migrations, models

# It runs as the owner, since the account that was left lies in the county that the family comes from; it answers yes or
# no, and only where the family is now.
LEFT = """
CREATE FUNCTION left_account_is_refused(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM applicants_case c
        JOIN applicants_transfer t ON t.id = c.transfer_id AND t.kind = 'move' AND t.household_id <> c.household_id
        JOIN payments_account a ON a.household_id = t.household_id
        WHERE c.household_id = wanted AND c.kind = 'transfer' AND is_in_context(c.area_code)
          AND a.status = 'needs_correction' AND a.ends_on IS NULL)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0049_months_of_grace_go_along"),
        ("payments", "0035_what_is_found_fits_what_was_said"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(LEFT, "DROP FUNCTION left_account_is_refused(bigint);"),
        migrations.RemoveConstraint(
            model_name="accountsheet",
            name="a_collection_sheet_is_kept_once",
        ),
        migrations.AddConstraint(
            model_name="accountsheet",
            constraint=models.UniqueConstraint(
                fields=("area", "sha256", "loaded_by"), name="a_collection_sheet_is_brought_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_by", models.F("loaded_by"))),
                name="who_brought_a_collection_sheet_enters_it",
            ),
        ),
    ]
