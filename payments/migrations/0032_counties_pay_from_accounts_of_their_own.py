"""The account that a county pays from: versions that are answered once, seen by area, and changed by their answer alone."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_area, withhold

_ANSWER = "confirmed_by_id, confirmed_at, declined_by_id, declined_at"


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0009_a_posting_may_limit_what_its_holder_signs"),
        ("payments", "0031_what_is_owed_stays_with_who_paid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PayingAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("holder", models.CharField(max_length=60, verbose_name="账户名称")),
                ("bank_name", models.CharField(max_length=60, verbose_name="开户银行")),
                (
                    "branch",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=60, verbose_name="网点"
                    ),
                ),
                ("number", dibao.fields.SealedField(editable=False, verbose_name="账号")),
                ("number_index", models.CharField(editable=False, max_length=32)),
                ("number_last4", models.CharField(max_length=4, verbose_name="账号后4位")),
                ("starts_on", models.DateField(verbose_name="启用日期")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("declined_at", models.DateTimeField(null=True, verbose_name="退回时间")),
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
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="退回人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款账户",
                "verbose_name_plural": "付款账户",
            },
        ),
        migrations.CreateModel(
            name="PayingAccountEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("holder", models.CharField(max_length=60, verbose_name="账户名称")),
                ("bank_name", models.CharField(max_length=60, verbose_name="开户银行")),
                (
                    "branch",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=60, verbose_name="网点"
                    ),
                ),
                ("number", dibao.fields.SealedField(editable=False, verbose_name="账号")),
                ("number_index", models.CharField(editable=False, max_length=32)),
                ("number_last4", models.CharField(max_length=4, verbose_name="账号后4位")),
                ("starts_on", models.DateField(verbose_name="启用日期")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("declined_at", models.DateTimeField(null=True, verbose_name="退回时间")),
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
                    "confirmed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="退回人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="payments.payingaccount",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="payingaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("declined_at__isnull", True)),
                fields=("area",),
                name="one_paying_account_awaits_its_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="payingaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("declined_at__isnull", True)),
                fields=("area", "starts_on"),
                name="a_day_begins_one_paying_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="payingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("declined_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_confirmed_paying_account_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="payingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                    models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_declined_paying_account_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="payingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                name="a_second_person_confirms_a_paying_account",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="paying_account_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'paying_account is never deleted' USING ERRCODE = '23514';",
                    hash="392a97258b0074e1aaa225e65a958154f81d3fe4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_paying_account_is_never_deleted_4b88d",
                    table="payments_payingaccount",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="paying_account_entered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.entered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'paying_account_entered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3c9d9d3b38f628baadcffc467d74fbe0afef1077",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_paying_account_entered_by_is_who_acts_7bf80",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="paying_account_confirmed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.confirmed_by_id IS DISTINCT FROM o.confirmed_by_id\n        WHERE n.confirmed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'paying_account_confirmed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8c70a8595295558d32b6ef5fba0b805169399a65",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_paying_account_confirmed_by_is_who_acts_e6b11",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="paying_account_declined_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.declined_by_id IS DISTINCT FROM o.declined_by_id\n        WHERE n.declined_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'paying_account_declined_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="dd0a19c1c02dce2c63d3153c4b162b62b74a8027",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_paying_account_declined_by_is_who_acts_06a01",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="a_paying_account_is_a_countys_and_begins_open",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE n.area_code !~ '^\\d{4}(?!00)\\d\\d0{6}$' OR n.confirmed_at IS NOT NULL OR n.declined_at IS NOT NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_paying_account_is_a_countys_and_begins_open' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8c32980f1d22547bd3900d321b0cb787101aae08",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_paying_account_is_a_countys_and_begins_open_64e6a",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="a_paying_account_is_answered_once_and_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.confirmed_at IS NOT NULL OR o.declined_at IS NOT NULL\n                   OR to_jsonb(o) - '{confirmed_by_id,confirmed_at,declined_by_id,declined_at}'::text[]\n                      <> to_jsonb(n) - '{confirmed_by_id,confirmed_at,declined_by_id,declined_at}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_paying_account_is_answered_once_and_stays' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="22a3249c11a122f9cf53ff011bb5b5be745070f9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_paying_account_is_answered_once_and_stays_cb3d2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_payingaccountevent" ("area_code", "bank_name", "branch", "confirmed_at", "confirmed_by_id", "declined_at", "declined_by_id", "entered_at", "entered_by_id", "holder", "id", "number", "number_index", "number_last4", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT new_values."area_code", new_values."bank_name", new_values."branch", new_values."confirmed_at", new_values."confirmed_by_id", new_values."declined_at", new_values."declined_by_id", new_values."entered_at", new_values."entered_by_id", new_values."holder", new_values."id", new_values."number", new_values."number_index", new_values."number_last4", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="8631a392b50e28553543a6b02369021fc3f78bb6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_00d29",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_payingaccountevent" ("area_code", "bank_name", "branch", "confirmed_at", "confirmed_by_id", "declined_at", "declined_by_id", "entered_at", "entered_by_id", "holder", "id", "number", "number_index", "number_last4", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT old_values."area_code", old_values."bank_name", old_values."branch", old_values."confirmed_at", old_values."confirmed_by_id", old_values."declined_at", old_values."declined_by_id", old_values."entered_at", old_values."entered_by_id", old_values."holder", old_values."id", old_values."number", old_values."number_index", old_values."number_last4", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="58467bc7479036a640c30b983bb6ab8a91cd6c20",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bcc25",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="payments_payingaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingaccountevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b1ec5cec9e74d9a775c15c948ba10fa379b1a965",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6ded9",
                    table="payments_payingaccountevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("payments_payingaccount"),
        protect_by_area("payments_payingaccountevent"),
        withhold("payments_payingaccount", "UPDATE", "DELETE"),
        withhold("payments_payingaccountevent", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({_ANSWER}) ON payments_payingaccount TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_ANSWER}) ON payments_payingaccount FROM {settings.APP_ROLE};",
        ),
    ]
