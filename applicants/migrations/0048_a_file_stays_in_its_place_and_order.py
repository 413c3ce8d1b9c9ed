"""A file stays in its village, its lines are its family's, and no decision comes out of turn."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0047_whoever_signs_is_who_acts"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="a_case_stays_what_it_was_opened_as",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_stays_what_it_was_opened_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.kind, o.household_id, o.roster_import_id, o.transfer_id, o.grant_id, o.entered_by_id,\n                       o.opened_on, o.area_code)\n                      IS DISTINCT FROM\n                      (n.kind, n.household_id, n.roster_import_id, n.transfer_id, n.grant_id, n.entered_by_id,\n                       n.opened_on, n.area_code)\n                   OR o.rule_set_id IS NOT NULL AND (o.rule_set_id, o.accepted_on)\n                      IS DISTINCT FROM (n.rule_set_id, n.accepted_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_stays_what_it_was_opened_as' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7b6fd748d065ecea69b9210ab02cdae7d73f2576",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_case_stays_what_it_was_opened_as_5f33d",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_decision_follows_the_opinion",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n        WHERE c.kind IN ('application', 'recheck', 'change') AND (\n            c.status NOT IN ('proposed', 'on_notice') OR EXISTS (\n                SELECT FROM applicants_townshipopinion p\n                WHERE p.case_id = c.id AND p.given_on > d.decided_on))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_decision_follows_the_opinion' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5783e90917baba9571c8a450822e5309aef86352",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_decision_follows_the_opinion_33034",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_decides_a_case_they_rewrote",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n        WHERE c.kind IN ('application', 'recheck', 'change') AND (\n            EXISTS (SELECT FROM applicants_incomelineevent e WHERE e.case_id = c.id AND e.pgh_context ->> 'staff' = d.decided_by_id::text) OR EXISTS (SELECT FROM applicants_expenselineevent e WHERE e.case_id = c.id AND e.pgh_context ->> 'staff' = d.decided_by_id::text) OR EXISTS (SELECT FROM applicants_propertylineevent e WHERE e.case_id = c.id AND e.pgh_context ->> 'staff' = d.decided_by_id::text) OR EXISTS (\n                SELECT FROM dibao_auditevent e\n                WHERE e.object_kind = 'applicants.case' AND e.object_key = c.id::text\n                  AND e.event = 'case:revised' AND e.staff_key = d.decided_by_id))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_decides_a_case_they_rewrote' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bf7cc2a98a8b6e7be9a3eaf3a01ed250bb8199f2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_decides_a_case_they_rewrote_7b9a4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expenseline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_is_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_is_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ea75f1c710fb794035ac95296cca8eedbe10404e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_line_is_of_its_family_9385b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_expenseline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expenseline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_stays_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_stays_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b6bfb6235190f8a0f5accda2c48a337535c54fdc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_line_stays_of_its_family_30f74",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_expenseline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="a_household_stays_in_its_village",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE n.area_code <> o.area_code) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_household_stays_in_its_village' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="19059190f45ce5a990e72bbf57b68ee9a0329eb7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_household_stays_in_its_village_88f59",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incomeline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_is_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_is_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a68facde78829af33b64669000d3a4a003d2b4b5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_line_is_of_its_family_b0f8f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_incomeline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incomeline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_stays_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_stays_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="67b7f51a3bcbaaa3d9d910306ca081093134628f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_line_stays_of_its_family_e69f8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_incomeline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="propertyline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_is_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_is_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="eeb66e39ec0c9062b88cdb9e56efa22487fb40ee",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_line_is_of_its_family_138ad",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_propertyline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="propertyline",
            trigger=pgtrigger.compiler.Trigger(
                name="a_line_stays_of_its_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n\n    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM applicants_membership m\n        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_line_stays_of_its_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c417f0a39afa75421994a8011e2d2f22dd0639dd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_line_stays_of_its_family_0903e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_propertyline",
                    when="AFTER",
                ),
            ),
        ),
    ]
