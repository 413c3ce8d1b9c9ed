"""A proxy's own telephone is kept with the case, sealed, and seen by its place alone."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0043_whoever_stated_it_asks_after_it"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProxyTelephone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("phone", dibao.fields.SealedField(editable=False, verbose_name="代理人电话")),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxy_telephone",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "代理人电话",
                "verbose_name_plural": "代理人电话",
            },
        ),
        migrations.CreateModel(
            name="ProxyTelephoneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("phone", dibao.fields.SealedField(editable=False, verbose_name="代理人电话")),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.proxytelephone",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proxytelephone",
            trigger=pgtrigger.compiler.Trigger(
                name="a_proxys_telephone_is_of_a_case_with_a_proxy",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE c.id IS NULL OR c.area_code <> n.area_code OR c.channel <> 'proxy'\n                   OR c.status NOT IN ('draft', 'accepted')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_proxys_telephone_is_of_a_case_with_a_proxy' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="dcab651aaa34d7cb611cbcafaaa528cd7fc917b3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_proxys_telephone_is_of_a_case_with_a_proxy_33570",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_proxytelephone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proxytelephone",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_proxytelephoneevent" ("area_code", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."area_code", new_values."case_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="bafb4bb11b62e464b542564f2e44ab39bda9838d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7e2e0",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_proxytelephone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proxytelephone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_proxytelephoneevent" ("area_code", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."area_code", new_values."case_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="50a8faa4bec64f30d8047693e857871faa016db9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_31aec",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_proxytelephone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proxytelephone",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_proxytelephoneevent" ("area_code", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."area_code", old_values."case_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="63cd2be4cd85b1e0c2c8ed30148198051fecb8d9",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6afff",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_proxytelephone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proxytelephoneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7df6e061cddee7060d1c6c017019ac190dcf8122",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9ab91",
                    table="applicants_proxytelephoneevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("applicants_proxytelephone"),
        protect_by_area("applicants_proxytelephoneevent"),
        withhold("applicants_proxytelephone", "UPDATE"),
        withhold("applicants_proxytelephoneevent", "UPDATE", "DELETE"),
    ]
