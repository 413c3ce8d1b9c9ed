"""No dispute finds what the bank never said, and no account is withdrawn as of a day when it was in force already."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0034_a_batch_pays_the_account_in_force"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="dispute",
            name="a_dispute_is_resolved_once_and_stays_as_opened",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="an_account_is_not_withdrawn_afterwards",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE n.status = 'withdrawn' AND o.status <> 'withdrawn' AND n.starts_on <= (SELECT business_day())\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_account_is_not_withdrawn_afterwards' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fe309deb81069731825b5c678ab187b098533478",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_account_is_not_withdrawn_afterwards_94583",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="a_dispute_is_resolved_once_and_stays_as_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                JOIN payments_paymentline l ON l.id = n.line_id\n                JOIN payments_resultrow r ON r.id = n.row_id\n                WHERE o.resolution <> '' OR n.resolution = ''\n                   OR n.resolution = 'returned'\n                      AND NOT (l.status = 'paid' AND l.booking IN ('', 'returned') AND r.outcome = 'failed')\n                   OR n.resolution = 'arrived'\n                      AND NOT (l.status = 'failed' AND l.booking IN ('', 'arrived') AND r.outcome = 'paid')\n                   OR to_jsonb(o) - '{resolution,letter_number,findings,resolved_by_id,resolved_on}'::text[]\n                      <> to_jsonb(n) - '{resolution,letter_number,findings,resolved_by_id,resolved_on}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_dispute_is_resolved_once_and_stays_as_opened' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="81fef96a64f1b8e64bcd56dc50c99aab1215a6be",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_dispute_is_resolved_once_and_stays_as_opened_bf7d5",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_dispute",
                    when="AFTER",
                ),
            ),
        ),
    ]
