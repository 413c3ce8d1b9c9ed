"""A list is undone only before a batch used it, and while it goes back no batch is drawn."""

from django.db import migrations

_GUARDS = """
CREATE FUNCTION a_list_stays_once_a_batch_used_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id)
               JOIN payments_paymentbatch b ON b.area_code = n.area_code AND b.status <> 'void'
               LEFT JOIN applicants_rosterimport r ON r.sheet_import_id = n.id
               WHERE n.status <> o.status AND n.status IN ('going_back', 'undone')
                 AND b.month >= coalesce(r.first_month, date_trunc('month', n.taken_on)::date)) THEN
        RAISE EXCEPTION 'a_list_stays_once_a_batch_used_it' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_list_stays_once_a_batch_used_it AFTER UPDATE ON applicants_sheetimport
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION a_list_stays_once_a_batch_used_it();

CREATE FUNCTION no_batch_while_a_list_goes_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN applicants_sheetimport s ON s.area_code = n.area_code
               WHERE s.status = 'going_back') THEN
        RAISE EXCEPTION 'no_batch_while_a_list_goes_back' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER no_batch_while_a_list_goes_back AFTER INSERT ON payments_paymentbatch
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION no_batch_while_a_list_goes_back();
"""
_BACK = """
DROP TRIGGER no_batch_while_a_list_goes_back ON payments_paymentbatch;
DROP FUNCTION no_batch_while_a_list_goes_back();
DROP TRIGGER a_list_stays_once_a_batch_used_it ON applicants_sheetimport;
DROP FUNCTION a_list_stays_once_a_batch_used_it();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0071_what_a_list_brought_is_known"),
        ("payments", "0037_no_list_once_a_county_pays"),
    ]

    operations = [migrations.RunSQL(_GUARDS, _BACK)]
