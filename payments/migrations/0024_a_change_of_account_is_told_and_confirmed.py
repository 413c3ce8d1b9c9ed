import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0049_months_of_grace_go_along"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
        ("payments", "0023_funds_are_kept_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="an_ended_account_stays_ended",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymentbatch",
            name="a_sealed_line_pays_into_its_households_account",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="a_household_has_one_current_account",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_status_is_known",
        ),
        migrations.AddField(
            model_name="account",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="confirmed_on",
            field=models.DateField(blank=True, null=True, verbose_name="确认日期"),
        ),
        migrations.AddField(
            model_name="account",
            name="proposed_on",
            field=models.DateField(blank=True, null=True, verbose_name="提出日期"),
        ),
        migrations.AddField(
            model_name="account",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="变更原因"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="relation",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=60,
                verbose_name="账户名称与本户的关系",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "送达通知书"),
                    ("visit", "上门告知"),
                    ("telephone", "电话告知"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="告知方式",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="告知日期"),
        ),
        migrations.AddField(
            model_name="account",
            name="told_to",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="告知何人"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="withdraw_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="撤回原因"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回人",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="confirmed_on",
            field=models.DateField(blank=True, null=True, verbose_name="确认日期"),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="proposed_on",
            field=models.DateField(blank=True, null=True, verbose_name="提出日期"),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="变更原因"
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="relation",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=60,
                verbose_name="账户名称与本户的关系",
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "送达通知书"),
                    ("visit", "上门告知"),
                    ("telephone", "电话告知"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="告知方式",
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="告知日期"),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="told_to",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="告知何人"
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="withdraw_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="撤回原因"
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回人",
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤回日期"),
        ),
        migrations.AlterField(
            model_name="account",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="启用日期"),
        ),
        migrations.AlterField(
            model_name="account",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "待确认"),
                    ("usable", "正常"),
                    ("needs_correction", "须更正"),
                    ("withdrawn", "已撤回"),
                ],
                default="usable",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="accountevent",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="启用日期"),
        ),
        migrations.AlterField(
            model_name="accountevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "待确认"),
                    ("usable", "正常"),
                    ("needs_correction", "须更正"),
                    ("withdrawn", "已撤回"),
                ],
                default="usable",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="account_opened_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.opened_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'account_opened_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="4a36232a1a7006e7556132a2c37659791658d2f9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_account_opened_by_is_who_acts_7e87f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="account_confirmed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.confirmed_by_id IS DISTINCT FROM o.confirmed_by_id\n        WHERE n.confirmed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'account_confirmed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="05bfc581e29a98d2abb978653430cd2318c975ce",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_account_confirmed_by_is_who_acts_41422",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="account_withdrawn_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.withdrawn_by_id IS DISTINCT FROM o.withdrawn_by_id\n        WHERE n.withdrawn_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'account_withdrawn_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8416a21f5667a207ccb0ac3b675d37aa6a336022",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_account_withdrawn_by_is_who_acts_660b1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="a_change_of_account_begins_as_a_proposal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id\n                WHERE h.id IS NULL OR h.area_code <> n.area_code\n                   OR n.status = 'withdrawn' OR n.confirmed_by_id IS NOT NULL\n                   OR (n.status = 'proposed') <> EXISTS (\n                        SELECT FROM payments_account a\n                        WHERE a.household_id = n.household_id AND a.id <> n.id AND a.status <> 'withdrawn')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_change_of_account_begins_as_a_proposal' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5b42ebe77162d9951a93d2cf5c2628490a2104e5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_change_of_account_begins_as_a_proposal_03915",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="an_ended_account_stays_ended",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.ends_on IS NOT NULL AND n.ends_on IS DISTINCT FROM o.ends_on\n                  AND (n.ends_on IS NOT NULL OR NOT EXISTS (\n                    SELECT FROM payments_account s WHERE s.household_id = n.household_id\n                      AND s.status = 'withdrawn' AND s.starts_on = o.ends_on))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_ended_account_stays_ended' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="dad160dc0bd17704d0d23febec54618bfeb85781",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_ended_account_stays_ended_c4fa1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="a_confirmed_account_stays_as_it_was",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (\n                        ('proposed', 'usable'), ('proposed', 'withdrawn'), ('usable', 'needs_correction'),\n                        ('usable', 'withdrawn'), ('needs_correction', 'withdrawn'))\n                   OR to_jsonb(o) - '{status,starts_on,ends_on,told_on,told_how,told_to,confirmed_by_id,confirmed_on,\n                        withdrawn_by_id,withdrawn_on,withdraw_reason}'::text[]\n                      <> to_jsonb(n) - '{status,starts_on,ends_on,told_on,told_how,told_to,confirmed_by_id,confirmed_on,\n                        withdrawn_by_id,withdrawn_on,withdraw_reason}'::text[]\n                   OR (o.starts_on, o.told_on, o.told_how, o.told_to, o.confirmed_by_id, o.confirmed_on)\n                      IS DISTINCT FROM\n                      (n.starts_on, n.told_on, n.told_how, n.told_to, n.confirmed_by_id, n.confirmed_on)\n                      AND NOT (o.status = 'proposed' AND n.status = 'usable')\n                   OR o.status = 'withdrawn' AND o IS DISTINCT FROM n\n                   OR n.status = 'withdrawn' AND n.proposed_on IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_confirmed_account_stays_as_it_was' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9d4c89bbdba4472f143b03dd8801bb256834f5e5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_confirmed_account_stays_as_it_was_42516",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="an_account_cools_off_before_it_is_in_force",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status = 'proposed' AND n.status = 'usable'\n                  AND n.starts_on < n.told_on + account_cooling_days(n.area_code, n.told_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_account_cools_off_before_it_is_in_force' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9362cdfb69a775a3951968b13946da3ed2327b39",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_account_cools_off_before_it_is_in_force_e5143",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="an_account_that_was_paid_into_is_not_withdrawn",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                JOIN payments_paymentline l ON l.household_id = n.household_id AND l.account_id = n.id\n                WHERE n.status = 'withdrawn'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_account_that_was_paid_into_is_not_withdrawn' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a6b74343ecd33c59af799538cbd2fb1b8c7c37c6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_account_that_was_paid_into_is_not_withdrawn_c4695",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_accountevent" ("area_code", "bank_code", "bank_name", "branch", "confirmed_by_id", "confirmed_on", "ends_on", "holder", "household_id", "id", "number", "number_index", "number_last4", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "reason", "relation", "starts_on", "status", "told_how", "told_on", "told_to", "withdraw_reason", "withdrawn_by_id", "withdrawn_on") SELECT new_values."area_code", new_values."bank_code", new_values."bank_name", new_values."branch", new_values."confirmed_by_id", new_values."confirmed_on", new_values."ends_on", new_values."holder", new_values."household_id", new_values."id", new_values."number", new_values."number_index", new_values."number_last4", new_values."opened_at", new_values."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."proposed_on", new_values."reason", new_values."relation", new_values."starts_on", new_values."status", new_values."told_how", new_values."told_on", new_values."told_to", new_values."withdraw_reason", new_values."withdrawn_by_id", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3631c86b3485ee60a4c30095efc5caa7e3a7fa54",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1c9c2",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_accountevent" ("area_code", "bank_code", "bank_name", "branch", "confirmed_by_id", "confirmed_on", "ends_on", "holder", "household_id", "id", "number", "number_index", "number_last4", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "reason", "relation", "starts_on", "status", "told_how", "told_on", "told_to", "withdraw_reason", "withdrawn_by_id", "withdrawn_on") SELECT old_values."area_code", old_values."bank_code", old_values."bank_name", old_values."branch", old_values."confirmed_by_id", old_values."confirmed_on", old_values."ends_on", old_values."holder", old_values."household_id", old_values."id", old_values."number", old_values."number_index", old_values."number_last4", old_values."opened_at", old_values."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."proposed_on", old_values."reason", old_values."relation", old_values."starts_on", old_values."status", old_values."told_how", old_values."told_on", old_values."told_to", old_values."withdraw_reason", old_values."withdrawn_by_id", old_values."withdrawn_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a8772755bb635d624158e088f67284715b49405f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8c04b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentbatch",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sealed_line_pays_into_its_households_account",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                JOIN payments_paymentline l ON l.batch_id = n.id\n                JOIN payments_account a ON a.id = l.account_id\n                WHERE n.status = 'sealed' AND o.status <> 'sealed' AND (\n                    a.household_id <> l.household_id OR a.status NOT IN ('usable', 'needs_correction')\n                    OR a.starts_on > (n.drawn_at AT TIME ZONE 'Asia/Shanghai')::date)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_sealed_line_pays_into_its_households_account' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="09fc85877d11a8f0996dff2523deef41d2471679",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_sealed_line_pays_into_its_households_account_bb5ee",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_paymentbatch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ("usable", "needs_correction"))),
                expressions=[
                    ("household", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="a_household_has_one_account_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "proposed")),
                fields=("household",),
                name="one_change_of_account_waits_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["proposed", "usable", "needs_correction", "withdrawn"])
                ),
                name="account_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on__isnull", False), ("status__in", ("usable", "needs_correction"))
                    ),
                    models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("status", "proposed"),
                    ),
                    ("status", "withdrawn"),
                    _connector="OR",
                ),
                name="an_account_is_in_force_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status", "proposed"), _negated=True),
                        ("proposed_on__isnull", True),
                    ),
                    models.Q(
                        ("proposed_on__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_change_of_account_says_why_and_since_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_by__isnull", True),
                        ("confirmed_on__isnull", True),
                        ("told_how", ""),
                        ("told_on__isnull", True),
                        ("told_to", ""),
                    ),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("confirmed_on__gte", models.F("told_on")),
                        ("confirmed_on__isnull", False),
                        ("proposed_on__isnull", False),
                        ("starts_on__gt", models.F("confirmed_on")),
                        ("starts_on__isnull", False),
                        ("told_how__in", ["letter", "visit", "telephone"]),
                        ("told_on__gte", models.F("proposed_on")),
                        ("told_on__isnull", False),
                        models.Q(("told_to", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_confirmed_account_says_how_its_household_was_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_on__isnull", True),
                    ("status__in", ("proposed", "withdrawn")),
                    ("confirmed_by__isnull", False),
                    _connector="OR",
                ),
                name="a_change_of_account_is_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", models.F("opened_by")), _negated=True),
                name="a_second_person_confirms_an_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "withdrawn"),
                        ("withdrawn_by__isnull", False),
                        ("withdrawn_on__isnull", False),
                        models.Q(("withdraw_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "withdrawn"), _negated=True),
                        ("withdraw_reason", ""),
                        ("withdrawn_by__isnull", True),
                        ("withdrawn_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_withdrawn_account_says_by_whom_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("withdrawn_on__lt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="an_account_in_force_is_not_withdrawn",
            ),
        ),
    ]
