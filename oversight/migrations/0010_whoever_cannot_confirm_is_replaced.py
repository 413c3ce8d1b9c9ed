"""One of a pair who cannot confirm what the other handed in is replaced as well."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0009_illnesses_are_told_to_nobody"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="standin",
            name="a_stand_in_is_for_a_visit_not_made",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="a_stand_in_is_for_who_is_still_needed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id AND v.inspection_id = n.inspection_id\n                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id\n                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id AND s.key = n.key\n                LEFT JOIN oversight_inspectioninspector p ON p.inspection_id = v.inspection_id AND p.number = n.away\n                WHERE (v.status = 'open' AND v.visited_on IS NULL\n                       OR v.status = 'submitted' AND v.submitted_by_id <> p.staff_id) IS NOT TRUE\n                   OR i.status <> 'drawn'\n                   OR s.id IS NULL OR v.area_code <> n.area_code\n                   OR p.staff_id IS NULL OR p.staff_id NOT IN (v.first_id, v.second_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_stand_in_is_for_who_is_still_needed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="567037d4d52244950f99ff845374fe29ddb2ca9d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_stand_in_is_for_who_is_still_needed_5ac36",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_standin",
                    when="AFTER",
                ),
            ),
        ),
    ]
