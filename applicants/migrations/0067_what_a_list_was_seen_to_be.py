"""What a worker saw in a list is kept, so that its page need not read the file; and which row a mended one was at first."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0066_lists_are_seen_by_area"),
    ]

    operations = [
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
            name="seen",
            field=models.JSONField(blank=True, default=dict, verbose_name="认出的表"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="seen",
            field=models.JSONField(blank=True, default=dict, verbose_name="认出的表"),
        ),
        migrations.AddField(
            model_name="sheetimportrow",
            name="first_number",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="原行号"),
        ),
        migrations.AlterField(
            model_name="sheetimportrow",
            name="number",
            field=models.PositiveIntegerField(verbose_name="行号"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "digest", "id", "layout", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "version", "wrong_count") SELECT new_values."area_code", new_values."changed_count", new_values."checked_at", new_values."columns", new_values."confirmed_by_id", new_values."confirmed_on", new_values."digest", new_values."id", new_values."layout", new_values."loaded_at", new_values."loaded_by_id", new_values."month", new_values."name", new_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."refusal", new_values."row_count", new_values."same_count", new_values."seen", new_values."sha256", new_values."sheet", new_values."skipped_count", new_values."status", new_values."taken_on", new_values."version", new_values."wrong_count" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="05ae6504a2a67a1dbeaf7cc4be01146224dba5ad",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "digest", "id", "layout", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "version", "wrong_count") SELECT old_values."area_code", old_values."changed_count", old_values."checked_at", old_values."columns", old_values."confirmed_by_id", old_values."confirmed_on", old_values."digest", old_values."id", old_values."layout", old_values."loaded_at", old_values."loaded_by_id", old_values."month", old_values."name", old_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."refusal", old_values."row_count", old_values."same_count", old_values."seen", old_values."sha256", old_values."sheet", old_values."skipped_count", old_values."status", old_values."taken_on", old_values."version", old_values."wrong_count" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="939b6bcfca20774515c057155dd79f76df4b7d78",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9709e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AlterField(
            model_name="sheetimportchange",
            name="sheet_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="applicants.sheetimport",
                verbose_name="名单导入",
            ),
        ),
        migrations.AlterField(
            model_name="sheetimportrow",
            name="sheet_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="applicants.sheetimport",
                verbose_name="名单导入",
            ),
        ),
    ]
