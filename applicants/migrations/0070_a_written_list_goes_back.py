"""A list that was written may go back: who asked, who agreed, why; its rosters name it, its grants end before they begin."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0069_exports_are_seen_by_area"),
        ("dibao", "0018_tokens_are_only_revoked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_is_ended_by_a_case_about_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rosterimport",
            name="another_list_of_a_county_was_confirmed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sheetimport",
            name="sheet_import_moves_along_its_table",
        ),
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
        migrations.RemoveConstraint(
            model_name="changereport",
            name="an_answered_report_says_what_came_of_it",
        ),
        migrations.RemoveConstraint(
            model_name="changereport",
            name="a_change_is_reported_once",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_months_in_order_and_ended_by_a_decision",
        ),
        migrations.RemoveConstraint(
            model_name="household",
            name="a_closed_household_says_when_and_why",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="whoever_left_has_a_reason",
        ),
        migrations.RemoveConstraint(
            model_name="rosterimport",
            name="a_list_is_taken_over_once",
        ),
        migrations.RemoveConstraint(
            model_name="sheetimport",
            name="a_list_is_taken_once",
        ),
        migrations.RemoveConstraint(
            model_name="sheetimport",
            name="sheet_import_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="sheetimport",
            name="a_list_is_taken_when_confirmed",
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="sheet_import",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roster",
                to="applicants.sheetimport",
                verbose_name="名单导入",
            ),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="asked_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请撤回人",
            ),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="asked_back_on",
            field=models.DateField(blank=True, null=True, verbose_name="申请撤回日期"),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="let_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认撤回人",
            ),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="undo_reason",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="撤回原因"),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="undone_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="asked_back_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请撤回人",
            ),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="asked_back_on",
            field=models.DateField(blank=True, null=True, verbose_name="申请撤回日期"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="let_back_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认撤回人",
            ),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="undo_reason",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="撤回原因"),
        ),
        migrations.AddField(
            model_name="sheetimportevent",
            name="undone_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.AlterField(
            model_name="changereport",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "待处理"),
                    ("followed", "已立案"),
                    ("closed", "不用办"),
                    ("taken_back", "已撤回"),
                ],
                default="open",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="changereportevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "待处理"),
                    ("followed", "已立案"),
                    ("closed", "不用办"),
                    ("taken_back", "已撤回"),
                ],
                default="open",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="household",
            name="closed_for",
            field=models.CharField(
                blank=True,
                choices=[("moved", "随户迁移"), ("merged", "并户"), ("taken_back", "名单撤回")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="销户原因",
            ),
        ),
        migrations.AlterField(
            model_name="householdevent",
            name="closed_for",
            field=models.CharField(
                blank=True,
                choices=[("moved", "随户迁移"), ("merged", "并户"), ("taken_back", "名单撤回")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="销户原因",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="left_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("death", "死亡"),
                    ("married_out", "婚出"),
                    ("moved_out", "迁出"),
                    ("prison", "服刑或强制隔离戒毒"),
                    ("study", "外出就学"),
                    ("lives_apart", "不再共同生活"),
                    ("missing", "宣告失踪"),
                    ("split", "分户"),
                    ("merge", "并户"),
                    ("transfer", "随户迁移"),
                    ("correction", "更正登记"),
                    ("taken_back", "名单撤回"),
                    ("not_stated", "未写明"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="离开原因",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="left_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("death", "死亡"),
                    ("married_out", "婚出"),
                    ("moved_out", "迁出"),
                    ("prison", "服刑或强制隔离戒毒"),
                    ("study", "外出就学"),
                    ("lives_apart", "不再共同生活"),
                    ("missing", "宣告失踪"),
                    ("split", "分户"),
                    ("merge", "并户"),
                    ("transfer", "随户迁移"),
                    ("correction", "更正登记"),
                    ("taken_back", "名单撤回"),
                    ("not_stated", "未写明"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="离开原因",
            ),
        ),
        migrations.AlterField(
            model_name="sheetimport",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "待检查"),
                    ("checked", "已检查"),
                    ("confirmed", "已确认"),
                    ("taken", "已导入"),
                    ("cancelled", "已取消"),
                    ("asked_back", "待确认撤回"),
                    ("going_back", "正在撤回"),
                    ("undone", "已撤回"),
                ],
                default="received",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="sheetimportevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "待检查"),
                    ("checked", "已检查"),
                    ("confirmed", "已确认"),
                    ("taken", "已导入"),
                    ("cancelled", "已取消"),
                    ("asked_back", "待确认撤回"),
                    ("going_back", "正在撤回"),
                    ("undone", "已撤回"),
                ],
                default="received",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_is_ended_by_a_case_about_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL\n          AND (c.grant_id IS DISTINCT FROM n.id\n               OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'grace', 'transfer')\n               OR d.end_reason <> 'death'\n                  AND n.last_month < date_trunc('month', d.decided_on)::date)\n          -- A list that is undone takes back what it brought, before any month of it was drawn.\n          AND NOT (c.kind = 'takeover' AND n.ended_by_id = n.decision_id\n                   AND n.last_month = (n.first_month - interval '1 month')::date\n                   AND EXISTS (SELECT FROM applicants_rosterimport r\n                               JOIN applicants_sheetimport s ON s.id = r.sheet_import_id\n                               WHERE r.id = c.roster_import_id AND s.status = 'going_back'))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1feb903ece38a7d24e251e90a4dbc122418f1dfd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grant_is_ended_by_a_case_about_it_74759",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_roster_names_its_import",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                SELECT s.id INTO NEW.sheet_import_id FROM applicants_sheetimport s\n                WHERE s.area_code = NEW.area_code AND s.sha256 = NEW.sha256 AND s.status = 'confirmed'\n                  AND s.confirmed_by_id = NEW.imported_by_id;\n                RETURN NEW;\n                ",
                    hash="6be6eece37d36b79cc25acd6782fe93dcb0fbf17",
                    operation="INSERT",
                    pgid="pgtrigger_a_roster_names_its_import_3c244",
                    table="applicants_rosterimport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="another_list_of_a_county_was_confirmed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE EXISTS (SELECT FROM applicants_rosterimport r WHERE r.area_code = n.area_code AND r.id < n.id)\n                  AND n.sheet_import_id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'another_list_of_a_county_was_confirmed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a0932a79439cc0f1406a190874fc103986f18eb7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_another_list_of_a_county_was_confirmed_4f710",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_rosterimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="sheet_import_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('asked_back', 'going_back'), ('asked_back', 'taken'), ('checked', 'cancelled'), ('checked', 'checked'), ('checked', 'confirmed'), ('checked', 'received'), ('confirmed', 'cancelled'), ('confirmed', 'checked'), ('confirmed', 'taken'), ('going_back', 'taken'), ('going_back', 'undone'), ('received', 'cancelled'), ('received', 'checked'), ('received', 'received'), ('taken', 'asked_back'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'sheet_import_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f94569039fc3baa76747ac383de10e978ace0064",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_sheet_import_moves_along_its_table_67528",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="sheet_import_asked_back_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.asked_back_by_id IS DISTINCT FROM o.asked_back_by_id\n        WHERE n.asked_back_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'sheet_import_asked_back_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d688e6adf00dcb30230bdcb764b0a977231fe16b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_sheet_import_asked_back_by_is_who_acts_efecf",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="sheet_import_let_back_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.let_back_by_id IS DISTINCT FROM o.let_back_by_id\n        WHERE n.let_back_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'sheet_import_let_back_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="54a9011df61879b4399062a677f5c9cd27a83f98",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_sheet_import_let_back_by_is_who_acts_d0ce8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_list_goes_back_untouched_and_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (\n                    n.status = 'going_back' AND done_since_list(n.id) <> ''\n                    OR n.status = 'undone' AND list_still_stands(n.id)\n                    OR o.status = 'going_back' AND n.status = 'taken' AND list_went_back(n.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_list_goes_back_untouched_and_whole' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5d979017c6b0d9efbb1ced99c6810170c89a28e2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_list_goes_back_untouched_and_whole_00c7e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetimport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_list_stays_the_file_it_was",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status IN ('cancelled', 'undone')\n                   OR o.status IN ('taken', 'asked_back', 'going_back')\n                      AND to_jsonb(o) - '{status,version,refusal,asked_back_by_id,asked_back_on,undo_reason,let_back_by_id,undone_on}'::text[] <> to_jsonb(n) - '{status,version,refusal,asked_back_by_id,asked_back_on,undo_reason,let_back_by_id,undone_on}'::text[]\n                   OR (o.area_code, o.name, o.sha256, o.month, o.loaded_by_id, o.loaded_at)\n                      <> (n.area_code, n.name, n.sha256, n.month, n.loaded_by_id, n.loaded_at)\n                   -- What somebody confirmed is what was checked.\n                   OR o.status IN ('checked', 'confirmed') AND n.status IN ('confirmed', 'taken')\n                      AND (o.layout, o.sheet, o.columns, o.digest) <> (n.layout, n.sheet, n.columns, n.digest)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_list_stays_the_file_it_was' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7f8c2bc50e7846f81f5c6f731fc5ebe3abf544e8",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "asked_back_by_id", "asked_back_on", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "digest", "id", "layout", "let_back_by_id", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "undo_reason", "undone_on", "version", "wrong_count") SELECT new_values."area_code", new_values."asked_back_by_id", new_values."asked_back_on", new_values."changed_count", new_values."checked_at", new_values."columns", new_values."confirmed_by_id", new_values."confirmed_on", new_values."digest", new_values."id", new_values."layout", new_values."let_back_by_id", new_values."loaded_at", new_values."loaded_by_id", new_values."month", new_values."name", new_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."refusal", new_values."row_count", new_values."same_count", new_values."seen", new_values."sha256", new_values."sheet", new_values."skipped_count", new_values."status", new_values."taken_on", new_values."undo_reason", new_values."undone_on", new_values."version", new_values."wrong_count" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d8c50effff43ac06d589666ed783b633c1b8c109",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_sheetimportevent" ("area_code", "asked_back_by_id", "asked_back_on", "changed_count", "checked_at", "columns", "confirmed_by_id", "confirmed_on", "digest", "id", "layout", "let_back_by_id", "loaded_at", "loaded_by_id", "month", "name", "new_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "row_count", "same_count", "seen", "sha256", "sheet", "skipped_count", "status", "taken_on", "undo_reason", "undone_on", "version", "wrong_count") SELECT old_values."area_code", old_values."asked_back_by_id", old_values."asked_back_on", old_values."changed_count", old_values."checked_at", old_values."columns", old_values."confirmed_by_id", old_values."confirmed_on", old_values."digest", old_values."id", old_values."layout", old_values."let_back_by_id", old_values."loaded_at", old_values."loaded_by_id", old_values."month", old_values."name", old_values."new_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."refusal", old_values."row_count", old_values."same_count", old_values."seen", old_values."sha256", old_values."sheet", old_values."skipped_count", old_values."status", old_values."taken_on", old_values."undo_reason", old_values."undone_on", old_values."version", old_values."wrong_count" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="2a12456551cd39a72c1a3a035125d87cc0c121b0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9709e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_sheetimport",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_by__isnull", True),
                        ("answered_on__isnull", True),
                        ("case__isnull", True),
                        ("status", "open"),
                    ),
                    models.Q(
                        ("answer", ""),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        ("case__isnull", False),
                        ("status", "followed"),
                    ),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        ("case__isnull", True),
                        ("status__in", ("closed", "taken_back")),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_report_says_what_came_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "taken_back"), _negated=True),
                fields=("household", "person", "kind", "happened_on"),
                name="a_change_is_reported_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_by__isnull", True),
                        ("grace_by__isnull", True),
                        ("last_month__isnull", True),
                    ),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("last_month__gte", models.F("first_month")),
                        ("last_month__isnull", False),
                    ),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("grace_month__isnull", False),
                        ("last_month", dibao.ranges.MonthBefore(models.F("first_month"))),
                    ),
                    models.Q(
                        ("ended_by", models.F("decision")),
                        ("grace_by__isnull", True),
                        ("last_month", dibao.ranges.MonthBefore(models.F("first_month"))),
                    ),
                    _connector="OR",
                ),
                name="grant_months_in_order_and_ended_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_for", ""), ("closed_on__isnull", True)),
                    models.Q(
                        ("closed_for__in", ["moved", "merged", "taken_back"]),
                        ("closed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_closed_household_says_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last_day__isnull", True), ("left_for", ""), ("left_note", "")),
                    models.Q(
                        ("last_day__isnull", False),
                        (
                            "left_for__in",
                            [
                                "death",
                                "married_out",
                                "moved_out",
                                "prison",
                                "study",
                                "lives_apart",
                                "missing",
                                "split",
                                "merge",
                                "transfer",
                                "correction",
                                "taken_back",
                                "not_stated",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="whoever_left_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sheet_import__isnull", True)),
                fields=("area", "sha256"),
                name="a_list_is_taken_over_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("taken", "asked_back", "going_back"))),
                fields=("area", "sha256"),
                name="a_list_is_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "received",
                            "checked",
                            "confirmed",
                            "taken",
                            "cancelled",
                            "asked_back",
                            "going_back",
                            "undone",
                        ],
                    )
                ),
                name="sheet_import_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("confirmed_on__isnull", False),
                        (
                            "status__in",
                            ("confirmed", "taken", "asked_back", "going_back", "undone"),
                        ),
                    ),
                    ("status__in", ("received", "checked", "cancelled")),
                    _connector="OR",
                ),
                name="a_list_is_taken_when_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("let_back_by", models.F("asked_back_by")), _negated=True),
                name="somebody_else_lets_a_list_go_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("received", "checked", "confirmed", "cancelled", "taken")),
                        models.Q(
                            ("asked_back_by__isnull", True),
                            ("asked_back_on__isnull", True),
                            ("let_back_by__isnull", True),
                            ("undo_reason", ""),
                            ("undone_on__isnull", True),
                        ),
                    ),
                    models.Q(
                        models.Q(
                            ("asked_back_by__isnull", False),
                            ("asked_back_on__isnull", False),
                            models.Q(("undo_reason", ""), _negated=True),
                        ),
                        ("let_back_by__isnull", True),
                        ("status", "asked_back"),
                        ("undone_on__isnull", True),
                    ),
                    models.Q(
                        models.Q(
                            ("asked_back_by__isnull", False),
                            ("asked_back_on__isnull", False),
                            models.Q(("undo_reason", ""), _negated=True),
                        ),
                        ("let_back_by__isnull", False),
                        ("status", "going_back"),
                        ("undone_on__isnull", True),
                    ),
                    models.Q(
                        models.Q(
                            ("asked_back_by__isnull", False),
                            ("asked_back_on__isnull", False),
                            models.Q(("undo_reason", ""), _negated=True),
                        ),
                        ("let_back_by__isnull", False),
                        ("status", "undone"),
                        ("undone_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_list_goes_back_by_two_people_for_a_reason",
            ),
        ),
    ]
