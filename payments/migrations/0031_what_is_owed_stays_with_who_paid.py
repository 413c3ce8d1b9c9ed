"""A debt stays with the county that paid, and goes along with a family that moves within it; its day is the office's."""

from importlib import import_module

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_before = import_module("payments.migrations.0019_recoveries_are_kept_to")

# Numbers that were printed stay as they are: they were read off the moment in the time that Django keeps.
DAYS = """
ALTER TABLE payments_recovery DISABLE TRIGGER USER;
UPDATE payments_recovery SET proposed_on = (proposed_at AT TIME ZONE 'UTC')::date;
ALTER TABLE payments_recovery ENABLE TRIGGER USER;
ALTER TABLE payments_recoveryevent DISABLE TRIGGER USER;
UPDATE payments_recoveryevent SET proposed_on = (proposed_at AT TIME ZONE 'UTC')::date;
ALTER TABLE payments_recoveryevent ENABLE TRIGGER USER;
"""

# Whom a debt of a household is kept back from now: the household itself, or the one that it moved or merged into while
# that is of the same county. Nobody where it has left the county: another county's money pays no debt of this one.
DEBTOR = """
CREATE FUNCTION debtor_of(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    WITH RECURSIVE way (step, household_id, area_code) AS (
        SELECT 0, h.id, h.area_code::text FROM applicants_household h WHERE h.id = wanted
        UNION ALL
        SELECT w.step + 1, t.into_id, t.area_code::text FROM way w
        JOIN applicants_transfer t ON t.household_id = w.household_id AND t.status = 'done'
         AND t.kind IN ('move', 'merge')
        WHERE w.step < 100
    )
    SELECT e.household_id FROM way b JOIN way e ON left(e.area_code, 6) = left(b.area_code, 6)
    WHERE b.step = 0 AND e.step = (SELECT max(step) FROM way)
$$;
"""
NO_DEBTOR = "DROP FUNCTION debtor_of(bigint);"

# One debt of a household at a time, the oldest that anything is left of.
INSTALMENTS = """
CREATE OR REPLACE FUNCTION instalments_of(low text, high text, wanted_month date)
RETURNS TABLE (household_id bigint, recovery_id bigint, most numeric)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT DISTINCT ON (d.household_id) d.household_id, d.id, least(d.instalment, d.remaining)
    FROM (
        SELECT r.id, r.instalment, debtor_of(r.household_id) AS household_id, recovery_left(r.id) AS remaining
        FROM payments_recovery r
        WHERE r.area_code >= low AND r.area_code < high AND r.status = 'active' AND r.instalment > 0
          AND r.first_month <= wanted_month
    ) d
    WHERE d.household_id IS NOT NULL AND d.remaining > 0
    ORDER BY d.household_id, d.id
$$;
"""
# What a line of the batch keeps back beside what it should, its own part counted as still to come.
RECOVERIES = """
CREATE OR REPLACE FUNCTION lines_unlike_recoveries(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    WITH debts AS MATERIALIZED (
        SELECT r.id, r.instalment, debtor_of(r.household_id) AS household_id, recovery_left(r.id) AS remaining
        FROM payments_paymentbatch b
        JOIN payments_recovery r ON left(r.area_code, 6) = left(b.area_code, 6) AND r.first_month <= b.month
        WHERE b.id = wanted AND r.status = 'active' AND r.instalment > 0
    ), chosen AS MATERIALIZED (
        SELECT DISTINCT ON (l.id) l.id AS line_id, d.id AS recovery_id, d.instalment,
               d.remaining + CASE WHEN l.recovery_id = d.id THEN l.offset_amount ELSE 0 END AS remaining
        FROM payments_paymentline l JOIN debts d ON d.household_id = l.household_id
        WHERE l.batch_id = wanted AND l.status = 'due'
          AND d.remaining + CASE WHEN l.recovery_id = d.id THEN l.offset_amount ELSE 0 END > 0
        ORDER BY l.id, d.id
    )
    SELECT l.household_id, l.id, l.grant_id
    FROM payments_paymentbatch b
    JOIN payments_paymentline l ON l.batch_id = b.id
    LEFT JOIN chosen c ON c.line_id = l.id
    CROSS JOIN LATERAL (
        SELECT greatest(0, least(c.instalment, c.remaining,
                                 trunc((l.base_amount + l.supplement_amount) * 0.30, 2))) AS amount
    ) o
    WHERE b.id = wanted AND b.kind = 'regular' AND (c.recovery_id IS NOT NULL OR l.recovery_id IS NOT NULL)
      AND (l.offset_amount <> CASE WHEN c.recovery_id IS NULL THEN 0 ELSE o.amount END
           OR l.recovery_id IS DISTINCT FROM CASE WHEN o.amount > 0 THEN c.recovery_id END)
$$;
"""


def again(functions: str) -> str:
    return functions.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0030_batches_are_counted_by_township_and_class"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="recovery",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="recovery",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="recovery",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="recovery",
            name="proposed_on",
            field=models.DateField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="提出日期"
            ),
        ),
        migrations.AddField(
            model_name="recoveryevent",
            name="proposed_on",
            field=models.DateField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="提出日期"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recovery",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_recoveryevent" ("amount", "area_code", "cause", "decided_by_id", "decided_on", "first_month", "household_id", "id", "instalment", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_on", "reasons", "return_by", "status", "version") SELECT new_values."amount", new_values."area_code", new_values."cause", new_values."decided_by_id", new_values."decided_on", new_values."first_month", new_values."household_id", new_values."id", new_values."instalment", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."proposed_on", new_values."reasons", new_values."return_by", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="b45f4926cec35a9a304bbf5425d8fcc0a857ba4b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_40005",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="payments_recovery",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recovery",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_recoveryevent" ("amount", "area_code", "cause", "decided_by_id", "decided_on", "first_month", "household_id", "id", "instalment", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_on", "reasons", "return_by", "status", "version") SELECT new_values."amount", new_values."area_code", new_values."cause", new_values."decided_by_id", new_values."decided_on", new_values."first_month", new_values."household_id", new_values."id", new_values."instalment", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."proposed_on", new_values."reasons", new_values."return_by", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ae0f64699d3438b7920f2e4d9bc66e1049d0be22",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b4b68",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="payments_recovery",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recovery",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_recoveryevent" ("amount", "area_code", "cause", "decided_by_id", "decided_on", "first_month", "household_id", "id", "instalment", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_on", "reasons", "return_by", "status", "version") SELECT old_values."amount", old_values."area_code", old_values."cause", old_values."decided_by_id", old_values."decided_on", old_values."first_month", old_values."household_id", old_values."id", old_values."instalment", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."proposed_on", old_values."reasons", old_values."return_by", old_values."status", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="015af515704f8e591bfbc426493d5d0a968dae29",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9682c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="payments_recovery",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(DEBTOR, NO_DEBTOR),
        migrations.RunSQL(INSTALMENTS, again(_before.LEFT)),
        migrations.RunSQL(RECOVERIES, again(_before.RECOVERIES)),
    ]
