"""A batch that is not sealed follows its households' accounts, a file its payer's; what is released beside a regular
batch holds its own money."""

import importlib

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_before = importlib.import_module("payments.migrations.0019_recoveries_are_kept_to")

# The office's day. A demonstration and the tests live on a day of their own, which the application seals into the
# scope; without one it is the clock's, whatever a row says of itself.
TODAY = """
CREATE FUNCTION business_day() RETURNS date
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
$$;
"""
NO_TODAY = "DROP FUNCTION business_day();"

# Money that is to go to an account which has ended.
ENDED = """
CREATE FUNCTION lines_into_ended_accounts(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT DISTINCT ON (l.household_id) l.household_id, l.id, l.grant_id
    FROM payments_paymentline l JOIN payments_account a ON a.id = l.account_id
    WHERE l.batch_id = wanted AND l.status = 'due' AND a.ends_on <= (SELECT business_day())
    ORDER BY l.household_id, l.serial
$$;
"""
NOT_ENDED = "DROP FUNCTION lines_into_ended_accounts(bigint);"

# A line without a source is unlike only by its hold, where the other question of it has no answer.
_WITH_ACCOUNTS = _before._DUE_WITH_RECOVERIES.replace(
    "CASE WHEN d.is_by_hold THEN", "CASE WHEN d.is_by_hold IS NOT FALSE THEN"
).replace(
    " FROM lines_unlike_recoveries(wanted) d\n$$;",
    " FROM lines_unlike_recoveries(wanted) d\n    UNION ALL\n    SELECT d.household_id, d.line_id, d.grant_id,"
    " 'account' FROM lines_into_ended_accounts(wanted) d\n$$;",
)


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0009_a_posting_may_limit_what_its_holder_signs"),
        ("payments", "0033_what_disputes_find_is_kept_to"),
    ]

    operations = [
        migrations.RunSQL(TODAY, NO_TODAY),
        migrations.RunSQL(ENDED, NOT_ENDED),
        migrations.RunSQL(_WITH_ACCOUNTS, _before._DUE_WITH_RECOVERIES),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymenthold",
            name="a_hold_leaves_signed_months_alone",
        ),
        migrations.RemoveConstraint(
            model_name="bankfile",
            name="a_batch_has_one_file_of_a_format",
        ),
        migrations.AddField(
            model_name="bankfile",
            name="dated",
            field=models.DateField(default=None, null=True, verbose_name="文件日期"),
        ),
        migrations.AddField(
            model_name="bankfile",
            name="payer",
            field=models.ForeignKey(
                default=None,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.payingaccount",
                verbose_name="付款账户",
            ),
        ),
        migrations.AddField(
            model_name="bankfile",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="第几份"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="the_newest_file_is_handed_over",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h JOIN payments_bankfile f ON f.id = h.file_id\n                JOIN payments_bankfile x ON x.batch_id = f.batch_id AND x.format = f.format AND x.version > f.version\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'the_newest_file_is_handed_over' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3a5c6dbdec0910ee1cd4bf9daaa97a452a1dd716",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_the_newest_file_is_handed_over_c7d00",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="a_file_names_the_account_that_is_paid_from",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h JOIN payments_bankfile f ON f.id = h.file_id\n                WHERE f.payer_id IS NOT NULL AND f.payer_id IS DISTINCT FROM (\n                    SELECT p.id FROM payments_payingaccount p\n                    WHERE p.area_code = f.area_code AND p.confirmed_at IS NOT NULL AND p.starts_on <= business_day()\n                    ORDER BY p.starts_on DESC LIMIT 1)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_file_names_the_account_that_is_paid_from' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="868fc8a837af3c891fe2af80f844742bc5381b93",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_file_names_the_account_that_is_paid_from_39f0b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymenthold",
            trigger=pgtrigger.compiler.Trigger(
                name="a_hold_leaves_signed_months_alone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN payments_paymentbatch b\n                    ON left(b.area_code, 6) = left(n.area_code, 6) AND b.kind = 'regular' AND b.month >= n.first_month\n                LEFT JOIN payments_paymentbatch t ON t.id = n.taken_from_id\n                WHERE b.status IN ('sealed', 'filed', 'sent', 'settled') AND coalesce(t.kind, 'regular') = 'regular'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_hold_leaves_signed_months_alone' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="51e1975f95411d403b9496ecc3a87bb031a3abe0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_hold_leaves_signed_months_alone_0fce5",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="payments_paymenthold",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankfile",
            constraint=models.UniqueConstraint(
                fields=("batch", "format", "version"), name="a_batch_counts_its_files_of_a_format"
            ),
        ),
    ]
