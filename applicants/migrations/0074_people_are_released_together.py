"""A county's list asks at once for all its people whom another area knows from former times."""

from django.db import migrations

# The question of release_person, for many: an update for each of them takes longer than all else that a list needs.
_MANY = """
CREATE FUNCTION release_people(wanted text[], today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    released integer;
BEGIN
    UPDATE applicants_person p SET moved_on = today
    WHERE p.id_index = ANY (wanted) AND p.id_index <> '' AND p.moved_on IS NULL AND NOT EXISTS (
        SELECT FROM applicants_membership m WHERE m.person_key = p.id_index AND m.last_day IS NULL);
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0073_exports_keep_their_pages_filter")]

    operations = [
        migrations.RunSQL(_MANY, "DROP FUNCTION release_people(text[], date);"),
    ]
