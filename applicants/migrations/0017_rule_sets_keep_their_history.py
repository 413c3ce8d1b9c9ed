"""Rule sets get a history, and the application role may not delete them."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0016_two_people_may_override_the_rules"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleSetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("first_day", models.DateField(verbose_name="起始日期")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("active", "生效")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("legal_basis", models.TextField(verbose_name="依据")),
                ("terms", models.JSONField(verbose_name="条款")),
                (
                    "activated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="启用时间"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_rulesetevent" ("activated_at", "activated_by_id", "area_code", "drafted_by_id", "first_day", "id", "last_day", "legal_basis", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT new_values."activated_at", new_values."activated_by_id", new_values."area_code", new_values."drafted_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."legal_basis", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."status", new_values."terms" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e194018a304928f2c401d5d1c107cf546ba8657c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2733b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_ruleset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_rulesetevent" ("activated_at", "activated_by_id", "area_code", "drafted_by_id", "first_day", "id", "last_day", "legal_basis", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT new_values."activated_at", new_values."activated_by_id", new_values."area_code", new_values."drafted_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."legal_basis", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."status", new_values."terms" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="74c79a3f49a779e42883a308b713ba7979225825",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7088e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_ruleset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_rulesetevent" ("activated_at", "activated_by_id", "area_code", "drafted_by_id", "first_day", "id", "last_day", "legal_basis", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT old_values."activated_at", old_values."activated_by_id", old_values."area_code", old_values."drafted_by_id", old_values."first_day", old_values."id", old_values."last_day", old_values."legal_basis", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."status", old_values."terms" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="9ab238ed36fdf8fc488f8e2608790319d9020bab",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4d67e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_ruleset",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="rulesetevent",
            name="activated_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="启用人",
            ),
        ),
        migrations.AddField(
            model_name="rulesetevent",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="rulesetevent",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="起草人",
            ),
        ),
        migrations.AddField(
            model_name="rulesetevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.ruleset",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulesetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4656a23e92412c464a2db19a8b31c1985e73a893",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d89e0",
                    table="applicants_rulesetevent",
                    when="BEFORE",
                ),
            ),
        ),
        withhold("applicants_ruleset", "DELETE"),
        withhold("applicants_rulesetevent", "UPDATE", "DELETE"),
    ]
