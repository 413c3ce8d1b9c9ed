"""Where two entries are one, the township of the wrong one puts it right."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MENDING = "mends, mended_how, mended_by_id, mended_on"


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0037_a_withdrawn_case_has_its_day"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="suspicion",
            name="a_suspicion_is_judged_once",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="suspicion",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="suspicion",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="suspicion",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="suspicion",
            name="mended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="更正人",
            ),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="mended_how",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="更正情况"),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="mended_on",
            field=models.DateField(blank=True, null=True, verbose_name="更正日期"),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="mends",
            field=models.CharField(
                blank=True,
                choices=[("one", "一方"), ("other", "另一方")],
                db_default="",
                default="",
                max_length=5,
                verbose_name="由哪一方更正",
            ),
        ),
        migrations.AddField(
            model_name="suspicionevent",
            name="mended_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="更正人",
            ),
        ),
        migrations.AddField(
            model_name="suspicionevent",
            name="mended_how",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="更正情况"),
        ),
        migrations.AddField(
            model_name="suspicionevent",
            name="mended_on",
            field=models.DateField(blank=True, null=True, verbose_name="更正日期"),
        ),
        migrations.AddField(
            model_name="suspicionevent",
            name="mends",
            field=models.CharField(
                blank=True,
                choices=[("one", "一方"), ("other", "另一方")],
                db_default="",
                default="",
                max_length=5,
                verbose_name="由哪一方更正",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspicion",
            trigger=pgtrigger.compiler.Trigger(
                name="suspicion_mended_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.mended_by_id IS DISTINCT FROM o.mended_by_id\n        WHERE n.mended_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'suspicion_mended_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e757c65d75054706b8f5a1bdcf1f914341bb0943",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_suspicion_mended_by_is_who_acts_8db93",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_suspicion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspicion",
            trigger=pgtrigger.compiler.Trigger(
                name="a_suspicion_is_judged_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR (o.verdict = '') = (n.mended_by_id IS NOT NULL)\n                   OR o.verdict <> '' AND (o.mends = '' OR o.mended_by_id IS NOT NULL\n                      OR to_jsonb(o) - '{mended_how,mended_by_id,mended_on}'::text[]\n                         <> to_jsonb(n) - '{mended_how,mended_by_id,mended_on}'::text[])\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_suspicion_is_judged_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7a63caf50b3cb5fc15007dea632247649b4f635f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_suspicion_is_judged_once_fcd1c",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_suspicion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspicion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_suspicionevent" ("area_code", "found_how", "found_on", "household_id", "id", "judged_by_id", "judged_on", "kind", "mended_by_id", "mended_how", "mended_on", "mends", "other_area_code", "other_household_id", "other_side", "pair", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "side", "verdict") SELECT new_values."area_code", new_values."found_how", new_values."found_on", new_values."household_id", new_values."id", new_values."judged_by_id", new_values."judged_on", new_values."kind", new_values."mended_by_id", new_values."mended_how", new_values."mended_on", new_values."mends", new_values."other_area_code", new_values."other_household_id", new_values."other_side", new_values."pair", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."side", new_values."verdict" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e649d41ac522af7eaf564ba59d46568773474905",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_87ca6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_suspicion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspicion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_suspicionevent" ("area_code", "found_how", "found_on", "household_id", "id", "judged_by_id", "judged_on", "kind", "mended_by_id", "mended_how", "mended_on", "mends", "other_area_code", "other_household_id", "other_side", "pair", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "side", "verdict") SELECT new_values."area_code", new_values."found_how", new_values."found_on", new_values."household_id", new_values."id", new_values."judged_by_id", new_values."judged_on", new_values."kind", new_values."mended_by_id", new_values."mended_how", new_values."mended_on", new_values."mends", new_values."other_area_code", new_values."other_household_id", new_values."other_side", new_values."pair", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."side", new_values."verdict" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e988d3f0d920c2e1c856a0a5d88aaf10e1186751",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2aaf4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_suspicion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspicion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_suspicionevent" ("area_code", "found_how", "found_on", "household_id", "id", "judged_by_id", "judged_on", "kind", "mended_by_id", "mended_how", "mended_on", "mends", "other_area_code", "other_household_id", "other_side", "pair", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "side", "verdict") SELECT old_values."area_code", old_values."found_how", old_values."found_on", old_values."household_id", old_values."id", old_values."judged_by_id", old_values."judged_on", old_values."kind", old_values."mended_by_id", old_values."mended_how", old_values."mended_on", old_values."mends", old_values."other_area_code", old_values."other_household_id", old_values."other_side", old_values."pair", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."reason", old_values."side", old_values."verdict" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3f5962a9a116b79281ef80ed1e3b1d4affe9e9da",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_85aea",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_suspicion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mends", ""),
                    models.Q(("mends__in", ["one", "other"]), ("verdict__in", ("same", "error"))),
                    _connector="OR",
                ),
                name="a_wrong_entry_is_of_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("mended_by__isnull", True), ("mended_how", ""), ("mended_on__isnull", True)
                    ),
                    models.Q(
                        ("mended_by__isnull", False),
                        ("mended_on__gte", models.F("judged_on")),
                        ("mended_on__isnull", False),
                        models.Q(("mended_how", ""), _negated=True),
                        models.Q(("mends", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_mended_entry_says_how_by_whom_and_when",
            ),
        ),
        migrations.RunSQL(
            f"GRANT UPDATE ({MENDING}) ON applicants_suspicion TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({MENDING}) ON applicants_suspicion FROM {settings.APP_ROLE};",
        ),
    ]
