"""A township's collection sheets that came back: seen by area, and taken once."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold

_TAKEN = "taken_by_id, taken_on, first_count, change_count"


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0008_sendings_of_the_public_are_counted"),
        ("payments", "0025_changes_of_accounts_are_kept_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="登记日期")),
                (
                    "first_count",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="首次登记户数"
                    ),
                ),
                (
                    "change_count",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="提出变更户数"
                    ),
                ),
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
                    "content",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.filecontent",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "账户采集表",
                "verbose_name_plural": "账户采集表",
            },
        ),
        migrations.CreateModel(
            name="AccountSheetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="登记日期")),
                (
                    "first_count",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="首次登记户数"
                    ),
                ),
                (
                    "change_count",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="提出变更户数"
                    ),
                ),
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
                    "content",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="payments.filecontent",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="payments.accountsheet",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="accountsheet",
            constraint=models.UniqueConstraint(
                fields=("area", "sha256"), name="a_collection_sheet_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("change_count", 0),
                        ("first_count", 0),
                        ("taken_by__isnull", True),
                        ("taken_on__isnull", True),
                    ),
                    models.Q(("taken_by__isnull", False), ("taken_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_taken_sheet_says_by_whom_and_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="account_sheet_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'account_sheet is never deleted' USING ERRCODE = '23514';",
                    hash="bcd2b55e12491266deafc66a67eabe4dcd960dfa",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_account_sheet_is_never_deleted_a8605",
                    table="payments_accountsheet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="account_sheet_loaded_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.loaded_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'account_sheet_loaded_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="da64e272c022ebf84270980fcc53d4259cb368be",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_account_sheet_loaded_by_is_who_acts_d57c2",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_accountsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="account_sheet_taken_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.taken_by_id IS DISTINCT FROM o.taken_by_id\n        WHERE n.taken_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'account_sheet_taken_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9c2d79a93c10b5a69fe51e22d9ef1184ada73290",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_account_sheet_taken_by_is_who_acts_ece1f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_accountsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="an_account_sheet_is_taken_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.taken_by_id IS NOT NULL OR n.taken_by_id IS NULL\n                   OR to_jsonb(o) - '{taken_by_id,taken_on,first_count,change_count}'::text[]\n                      <> to_jsonb(n) - '{taken_by_id,taken_on,first_count,change_count}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_account_sheet_is_taken_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a641d4309b893728ee1012b93f0e334566efc48e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_account_sheet_is_taken_once_316c0",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_accountsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_accountsheetevent" ("area_code", "change_count", "content_id", "first_count", "id", "loaded_at", "loaded_by_id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "taken_by_id", "taken_on") SELECT new_values."area_code", new_values."change_count", new_values."content_id", new_values."first_count", new_values."id", new_values."loaded_at", new_values."loaded_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."sha256", new_values."taken_by_id", new_values."taken_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="5d2c8b16a7ae38068e918a2475d8c195d71ca052",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c64ac",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="payments_accountsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_accountsheetevent" ("area_code", "change_count", "content_id", "first_count", "id", "loaded_at", "loaded_by_id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "taken_by_id", "taken_on") SELECT old_values."area_code", old_values."change_count", old_values."content_id", old_values."first_count", old_values."id", old_values."loaded_at", old_values."loaded_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."taken_by_id", old_values."taken_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d331840d6dbcd303015306c6bc686ea8509e554d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7cf97",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="payments_accountsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsheetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4ac97698bd4327861d876d1f346b93b4466853c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8d6b3",
                    table="payments_accountsheetevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("payments_accountsheet"),
        protect_by_area("payments_accountsheetevent"),
        withhold("payments_accountsheet", "UPDATE", "DELETE"),
        withhold("payments_accountsheetevent", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({_TAKEN}) ON payments_accountsheet TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_TAKEN}) ON payments_accountsheet FROM {settings.APP_ROLE};",
        ),
    ]
