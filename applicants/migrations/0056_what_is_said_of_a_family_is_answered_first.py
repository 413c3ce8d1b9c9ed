"""No grant while something that is said of its family is not answered, as of its case."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0055_lines_are_read_at_once"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_waits_for_what_is_said_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n        JOIN applicants_objection o ON o.household_id = c.household_id\n        WHERE d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'keep') AND o.status = 'open'\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_waits_for_what_is_said_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="59641f9f6f13a6cc3ba659fb8dfebed8d4432870",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_grant_waits_for_what_is_said_of_its_family_23126",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
    ]
