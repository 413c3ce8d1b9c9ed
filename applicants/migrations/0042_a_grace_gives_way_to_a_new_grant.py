"""Months of grace give way to what is granted anew."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0041_an_end_in_grace_comes_forward"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="grace_is_cut_short_by_a_case_about_it",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="grace_is_cut_short_by_a_case_about_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        WHERE o.ended_by_id <> n.ended_by_id AND NOT coalesce(\n            c.household_id = n.household_id\n            AND c.status NOT IN ('confirmed', 'refused', 'withdrawn', 'ended')\n            AND CASE d.outcome\n                WHEN 'end' THEN (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id)\n                -- A family that is in need again is granted anew, and nothing is paid beside it.\n                WHEN 'grant' THEN c.kind = 'application' END\n            AND (d.end_reason = 'death' OR n.last_month >= date_trunc('month', d.decided_on)::date), false)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'grace_is_cut_short_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="776e3809ca95c8d0b896dd96544eb25b74fe242c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_grace_is_cut_short_by_a_case_about_it_f5709",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
    ]
