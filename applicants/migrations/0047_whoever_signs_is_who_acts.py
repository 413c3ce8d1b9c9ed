"""Whoever enters, judges, hands over, confirms, answers or strikes out does so in their own name."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0046_objections_and_hearings_come_in_time"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="onlinestatement",
            name="a_statement_is_answered_once",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="relativeregistration",
            name="a_registration_is_only_ever_voided",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="assessment_assessed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.assessed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'assessment_assessed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fb8f5b468ae22ccb908be547bd4291ce4321106f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_assessment_assessed_by_is_who_acts_16a3b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="an_assessment_is_of_an_accepted_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_case c\n                    ON c.id = n.case_id AND c.area_code = n.area_code AND c.rule_set_id = n.rule_set_id\n                WHERE c.id IS NULL OR c.status <> 'accepted'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_assessment_is_of_an_accepted_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="078a1cc1010833518d8eef91a0bf43b7c88a60d2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_assessment_is_of_an_accepted_case_5ec9a",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_is_entered_by_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_transfer t ON t.id = n.transfer_id\n                WHERE n.entered_by_id IS DISTINCT FROM CASE n.kind\n                      WHEN 'transfer' THEN coalesce(t.received_by_id, t.handed_by_id)\n                      ELSE (SELECT (scope_story() ->> 'staff')::bigint) END\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_is_entered_by_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="767ed522fa4944f0167af3de19c94405ffcb93ab",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_case_is_entered_by_who_acts_dfc6b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_answered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.answered_by_id IS DISTINCT FROM o.answered_by_id\n        WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'statement_answered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="78eb641e84847bbe17f50ecb6d51af6e98e397b1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_statement_answered_by_is_who_acts_b24eb",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="a_statement_is_answered_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN old_rows o USING (id)\n                LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE o.id IS NULL OR o.answer <> ''\n                   OR n.area_code <> o.area_code\n                      AND (n.answer <> '' OR left(n.from_area_code, 9) IS DISTINCT FROM left(o.area_code, 9))\n                   -- Whoever it came from sees it too; only handing it on says so.\n                   OR n.area_code = o.area_code AND n.from_area_code IS DISTINCT FROM o.from_area_code\n                   OR n.case_id IS NOT NULL AND (\n                       c.id IS NULL OR left(c.area_code, 9) <> left(n.area_code, 9) OR c.kind <> 'application')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_statement_is_answered_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b579ba50ba924ca237bc3fbf1f348301fe666634",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_statement_is_answered_once_3f965",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="kinship_voided_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.voided_by_id IS DISTINCT FROM o.voided_by_id\n        WHERE n.voided_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'kinship_voided_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7bf2ab14a07a77a5edff900c175b151e1e037a6e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_kinship_voided_by_is_who_acts_4e1e4",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="a_registration_is_only_ever_voided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE n.id IS NULL OR o.voided_on IS NOT NULL OR n.voided_on IS NULL\n                   OR c.id IS NULL OR c.status IN ('confirmed', 'refused', 'withdrawn', 'ended')\n                   OR to_jsonb(o) - '{voided_on,voided_by_id,void_reason}'::text[]\n                      <> to_jsonb(n) - '{voided_on,voided_by_id,void_reason}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_registration_is_only_ever_voided' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="29aa3157f6f6781cb4d766ca7780a32c6814f1a1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_registration_is_only_ever_voided_8b639",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_handed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.handed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_handed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f1409c667504073ad96d21a00e327e7eb8f8808b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_transfer_handed_by_is_who_acts_2f1be",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_received_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.received_by_id IS DISTINCT FROM o.received_by_id\n        WHERE n.received_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_received_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9c3b618dd2a877aec53bdaaed9225d50462ba8fd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_transfer_received_by_is_who_acts_55bc9",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_confirmed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.confirmed_by_id IS DISTINCT FROM o.confirmed_by_id\n        WHERE n.confirmed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_confirmed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="73712ac820e88a00ef6afbe3cc4177323903d702",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_transfer_confirmed_by_is_who_acts_6b228",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
    ]
