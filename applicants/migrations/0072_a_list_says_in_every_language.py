"""Why a list was not read or not undone is kept as sentence and values; long lists are marked by a worker and kept."""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_BEFORE = import_module("applicants.migrations.0069_exports_are_seen_by_area").KEPT
KEPT = _BEFORE.replace(
    "$$;\n",
    "        OR EXISTS (SELECT FROM applicants_sheetimport"
    " WHERE wanted::text IN (copies ->> 'errors', copies ->> 'all'))\n$$;\n",
)


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0071_what_a_list_brought_is_known"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="sheetimport",
            name="a_list_stays_the_file_it_was",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sheetimport",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sheetimport",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="copies",
            field=models.JSONField(blank=True, default=dict, verbose_name="标出错误的表"),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="told",
            field=models.JSONField(blank=True, default=dict, verbose_name="原因的出处"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="copies",
            field=models.JSONField(blank=True, default=dict, verbose_name="标出错误的表"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="told",
            field=models.JSONField(blank=True, default=dict, verbose_name="原因的出处"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_list_stays_the_file_it_was",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status IN ('cancelled', 'undone')\n                   OR o.status IN ('taken', 'asked_back', 'going_back')\n                      AND to_jsonb(o) - '{status,version,refusal,told,copies,asked_back_by_id,asked_back_on,undo_reason,let_back_by_id,undone_on}'::text[] <> to_jsonb(n) - '{status,version,refusal,told,copies,asked_back_by_id,asked_back_on,undo_reason,let_back_by_id,undone_on}'::text[]\n                   OR (o.area_code, o.name, o.sha256, o.month, o.loaded_by_id, o.loaded_at)\n                      <> (n.area_code, n.name, n.sha256, n.month, n.loaded_by_id, n.loaded_at)\n                   -- What somebody confirmed is what was checked.\n                   OR o.status IN ('checked', 'confirmed') AND n.status IN ('confirmed', 'taken')\n                      AND (o.layout, o.sheet, o.columns, o.digest) <> (n.layout, n.sheet, n.columns, n.digest)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_list_stays_the_file_it_was' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="06a6fe4309442f6b644336cbd9e70926cb71f366",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_list_stays_the_file_it_was_53a62",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "asked_back_by_id", "asked_back_on", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "copies", "digest", "id", "layout", "let_back_by_id", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "told", "undo_reason", "undone_on", "version", "wrong_count") SELECT new_values."area_code", new_values."asked_back_by_id", new_values."asked_back_on", new_values."changed_count", new_values."checked_at", new_values."columns", new_values."confirmed_by_id", new_values."confirmed_on", new_values."copies", new_values."digest", new_values."id", new_values."layout", new_values."let_back_by_id", new_values."loaded_at", new_values."loaded_by_id", new_values."month", new_values."name", new_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."refusal", new_values."row_count", new_values."same_count", new_values."seen", new_values."sha256", new_values."sheet", new_values."skipped_count", new_values."status", new_values."taken_on", new_values."told", new_values."undo_reason", new_values."undone_on", new_values."version", new_values."wrong_count" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="af91997bfcb3adc570922c0e5fc4a03c1ebd8e0b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8cb13",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "asked_back_by_id", "asked_back_on", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "copies", "digest", "id", "layout", "let_back_by_id", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "told", "undo_reason", "undone_on", "version", "wrong_count") SELECT old_values."area_code", old_values."asked_back_by_id", old_values."asked_back_on", old_values."changed_count", old_values."checked_at", old_values."columns", old_values."confirmed_by_id", old_values."confirmed_on", old_values."copies", old_values."digest", old_values."id", old_values."layout", old_values."let_back_by_id", old_values."loaded_at", old_values."loaded_by_id", old_values."month", old_values."name", old_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."refusal", old_values."row_count", old_values."same_count", old_values."seen", old_values."sha256", old_values."sheet", old_values."skipped_count", old_values."status", old_values."taken_on", old_values."told", old_values."undo_reason", old_values."undone_on", old_values."version", old_values."wrong_count" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ca1a231d89dffad07b3ada92e11e19d70a82024a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9709e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(KEPT, _BEFORE),
    ]
