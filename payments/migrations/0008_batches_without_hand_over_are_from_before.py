"""Mark the batches that were paid before this system, and keep the mark."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Until now they were known by having been settled without a hand-over.
MARK = """
UPDATE payments_paymentbatch b SET is_historical = true
WHERE status = 'settled' AND NOT EXISTS (SELECT FROM payments_handover h WHERE h.batch_id = b.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        # Its function writes who did it into the history of what is marked.
        ("pghistory", "0007_auto_20250421_0444"),
        ("payments", "0007_batches_from_before_are_marked"),
    ]

    operations = [
        # Taken back, the mark goes with its column.
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymentbatch",
            name="a_batch_keeps_its_place_and_month",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentbatch",
            trigger=pgtrigger.compiler.Trigger(
                name="a_batch_keeps_its_place_and_month",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.area_code, o.month, o.kind, o.is_historical)\n                      <> (n.area_code, n.month, n.kind, n.is_historical)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_batch_keeps_its_place_and_month' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="69c5c37efc5703c3175d389d07376c400302558e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_batch_keeps_its_place_and_month_7177f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_paymentbatch",
                    when="AFTER",
                ),
            ),
        ),
    ]
