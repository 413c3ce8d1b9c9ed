"""Once a county's months run here, whoever is new applies: no list brings households with grants any more."""

from django.db import migrations

_GUARD = """
CREATE FUNCTION no_list_once_a_county_pays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN payments_paymentbatch b ON b.area_code = n.area_code
               WHERE b.status <> 'void') THEN
        RAISE EXCEPTION 'no_list_once_a_county_pays' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER no_list_once_a_county_pays AFTER INSERT ON applicants_rosterimport
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION no_list_once_a_county_pays();
"""
_BACK = """
DROP TRIGGER no_list_once_a_county_pays ON applicants_rosterimport;
DROP FUNCTION no_list_once_a_county_pays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0066_lists_are_seen_by_area"),
        ("payments", "0036_what_is_brought_along_is_told"),
    ]

    operations = [migrations.RunSQL(_GUARD, _BACK)]
