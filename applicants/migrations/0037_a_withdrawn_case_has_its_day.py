"""A withdrawn case has its day, and a case that carries a benefit on is called by what it does."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What was withdrawn before has the day on which its history says so; a demonstration's clock may run behind its days.
FILL = """
ALTER TABLE applicants_case DISABLE TRIGGER USER;
UPDATE applicants_case c SET withdrawn_on = greatest(c.opened_on, coalesce(
    (SELECT min(e.pgh_created_at AT TIME ZONE 'Asia/Shanghai')::date FROM applicants_caseevent e
     WHERE e.pgh_obj_id = c.id AND e.status = 'withdrawn'), c.opened_on))
WHERE c.status = 'withdrawn';
ALTER TABLE applicants_case ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0036_grace_is_paid_month_by_month"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="case",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(
                choices=[
                    ("application", "申请"),
                    ("takeover", "接收"),
                    ("recheck", "定期核查"),
                    ("change", "变更"),
                    ("transfer", "迁移和分并户"),
                ],
                default="application",
                max_length=12,
                verbose_name="种类",
            ),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("application", "申请"),
                    ("takeover", "接收"),
                    ("recheck", "定期核查"),
                    ("change", "变更"),
                    ("transfer", "迁移和分并户"),
                ],
                default="application",
                max_length=12,
                verbose_name="种类",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "alone_ground", "alone_since", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "took_up_work", "transfer_id", "version", "withdrawn_on") SELECT new_values."accepted_on", new_values."alone_ground", new_values."alone_since", new_values."applicant_id", new_values."applies_alone_id", new_values."area_code", new_values."channel", new_values."entered_by_id", new_values."grant_id", new_values."hardships", new_values."household_id", new_values."id", new_values."kind", new_values."mandate_on", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."poverty_cause", new_values."proxy_name", new_values."proxy_relation", new_values."roster_import_id", new_values."rule_set_id", new_values."statement", new_values."status", new_values."took_up_work", new_values."transfer_id", new_values."version", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="1640c073f0f63f2aa975bedbcca8a1bf9154cd3c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d6e2b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "alone_ground", "alone_since", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "took_up_work", "transfer_id", "version", "withdrawn_on") SELECT new_values."accepted_on", new_values."alone_ground", new_values."alone_since", new_values."applicant_id", new_values."applies_alone_id", new_values."area_code", new_values."channel", new_values."entered_by_id", new_values."grant_id", new_values."hardships", new_values."household_id", new_values."id", new_values."kind", new_values."mandate_on", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."poverty_cause", new_values."proxy_name", new_values."proxy_relation", new_values."roster_import_id", new_values."rule_set_id", new_values."statement", new_values."status", new_values."took_up_work", new_values."transfer_id", new_values."version", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="0ff00941547f5f9e3e33198f57c8786ccc063370",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8bee4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "alone_ground", "alone_since", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "took_up_work", "transfer_id", "version", "withdrawn_on") SELECT old_values."accepted_on", old_values."alone_ground", old_values."alone_since", old_values."applicant_id", old_values."applies_alone_id", old_values."area_code", old_values."channel", old_values."entered_by_id", old_values."grant_id", old_values."hardships", old_values."household_id", old_values."id", old_values."kind", old_values."mandate_on", old_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."poverty_cause", old_values."proxy_name", old_values."proxy_relation", old_values."roster_import_id", old_values."rule_set_id", old_values."statement", old_values."status", old_values."took_up_work", old_values."transfer_id", old_values."version", old_values."withdrawn_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e56bcb73bf1885b7797719f15e4ef3a43fc23c28",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_29e9e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "withdrawn"),
                        ("withdrawn_on__gte", models.F("opened_on")),
                        ("withdrawn_on__isnull", False),
                    ),
                    models.Q(
                        models.Q(("status", "withdrawn"), _negated=True),
                        ("withdrawn_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_withdrawn_case_has_its_day",
            ),
        ),
    ]
