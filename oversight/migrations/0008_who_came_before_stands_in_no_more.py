"""A stand-in is reckoned with all who came for somebody at that family, whoever the visit still names."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0007_stand_ins_are_kept_to"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="standin",
            name="a_stand_in_is_the_next_whom_the_seed_names",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="a_stand_in_is_the_next_whom_the_seed_names",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                WITH earlier AS MATERIALIZED (\n                    SELECT e.id, e.visit_id, e.away, e.comes FROM oversight_standin e\n                    WHERE e.visit_id IN (SELECT n.visit_id FROM new_rows n))\n                SELECT FROM new_rows n\n                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id\n                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id\n                WHERE n.comes IS DISTINCT FROM (\n                    SELECT o.number FROM (\n    SELECT p.number, row_number() OVER (ORDER BY p.number) - 1 AS place, count(*) OVER () AS held\n    FROM oversight_inspectioninspector p\n    WHERE p.inspection_id = i.id AND p.staff_id NOT IN (v.first_id, v.second_id)\n      AND NOT EXISTS (SELECT FROM oversight_inspectorbar b WHERE b.inspector_id = p.id AND b.subject_id = s.id)\n      AND NOT EXISTS (SELECT FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id\n                      AND p.number IN (e.away, e.comes))\n) o WHERE o.place = (\n    (nullif(i.seed, '')::bigint\n     + rpad(left(regexp_replace(i.list_hash, '[^0-9]', '', 'g'), 8), 8, '0')::bigint\n     + 61803399 * (s.route + (SELECT count(*) FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id))\n    ) % 100000000\n) % o.held)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_stand_in_is_the_next_whom_the_seed_names' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="732fe0150604b5fea16c19eeef4e8d83498fd922",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_stand_in_is_the_next_whom_the_seed_names_ff3dd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_standin",
                    when="AFTER",
                ),
            ),
        ),
    ]
