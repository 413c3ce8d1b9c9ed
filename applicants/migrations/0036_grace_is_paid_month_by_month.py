"""Months of grace: proposed, decided, and paid from the same grant or from one for each month."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0035_where_cases_stand"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_decision_rests_on_an_opinion_of_its_case",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_cut_waits_for_the_familys_word",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="an_outcome_fits_the_kind_of_its_case",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_pays_what_its_assessment_says",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_is_ended_by_a_case_about_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grantshare",
            name="a_share_pays_what_was_worked_out_for_its_person",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="hearingrecord",
            name="a_hearing_is_about_a_cut_proposed_before",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="townshipopinion",
            name="an_opinion_is_about_its_case_and_its_numbers",
        ),
        migrations.AddField(
            model_name="grant",
            name="grace_month",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="渐退期第几个月"
            ),
        ),
        migrations.AddField(
            model_name="grantevent",
            name="grace_month",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="渐退期第几个月"
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("grant", "确认"),
                    ("refuse", "不予确认"),
                    ("end", "停发"),
                    ("grace", "渐退"),
                    ("keep", "维持"),
                    ("increase", "增发"),
                    ("decrease", "减发"),
                    ("adjust", "变更（金额不变）"),
                    ("transfer", "迁移"),
                ],
                max_length=10,
                verbose_name="决定",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="decision",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="applicants.decision",
                verbose_name="决定",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended_grants",
                to="applicants.decision",
                verbose_name="停发决定",
            ),
        ),
        migrations.AlterField(
            model_name="townshipopinion",
            name="proposal",
            field=models.CharField(
                choices=[
                    ("grant", "拟同意"),
                    ("refuse", "拟不同意"),
                    ("keep", "拟维持"),
                    ("increase", "拟增发"),
                    ("decrease", "拟减发"),
                    ("adjust", "拟变更（金额不变）"),
                    ("end", "拟停发"),
                    ("grace", "拟渐退"),
                ],
                max_length=10,
                verbose_name="初审意见",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grace_period_has_every_month_and_share",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n JOIN old_rows o USING (id)\n        JOIN applicants_decision d ON d.case_id = n.id AND d.outcome = 'grace'\n        JOIN applicants_ruleset r ON r.id = n.rule_set_id\n        CROSS JOIN LATERAL (SELECT (r.terms #>> '{grace,months}')::numeric AS months) t\n        WHERE n.status = 'confirmed' AND o.status <> n.status AND (\n            SELECT count(*) FROM applicants_grant g WHERE g.decision_id = d.id AND g.covered_count = (\n                SELECT count(*) FROM applicants_grantshare s WHERE s.grant_id = g.id)\n        ) <> CASE WHEN r.terms #>> '{grace,shape}' = 'falling' THEN (\n            SELECT count(*) FROM generate_series(1, t.months) AS left_over WHERE 0 < (\n                SELECT sum(round(s.base_amount * left_over / t.months, 2)\n                           + round(s.supplement_amount * left_over / t.months, 2))\n                FROM applicants_grantshare s WHERE s.grant_id = n.grant_id)\n        ) ELSE 0 END\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grace_period_has_every_month_and_share' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ed5929d2aee6f02b659fb851f4fab2319a90bc82",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grace_period_has_every_month_and_share_81cfc",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_decision_rests_on_an_opinion_of_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                WHERE d.outcome <> 'transfer' AND c.kind <> 'takeover'\n                  AND (d.outcome NOT IN ('refuse', 'end', 'grace') AND (\n                            a.id IS NULL OR a.outcome = 'not_eligible' AND NOT EXISTS (\n                                SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed))\n                       OR a.case_id <> d.case_id OR a.rule_set_id <> c.rule_set_id\n                       OR NOT EXISTS (SELECT FROM applicants_townshipopinion p WHERE p.case_id = d.case_id\n                                      AND p.assessment_id IS NOT DISTINCT FROM d.assessment_id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_decision_rests_on_an_opinion_of_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b87f02f0ea65935af582193baaa7581b375cee46",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_decision_rests_on_an_opinion_of_its_case_a0c2c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_cut_waits_for_the_familys_word",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                JOIN applicants_ruleset r ON r.id = c.rule_set_id\n                WHERE d.outcome IN ('decrease', 'end', 'grace')\n                  AND coalesce((r.terms ->> 'hearing_before_cut')::boolean, true)\n                  AND NOT EXISTS (\n                    SELECT FROM applicants_hearingrecord h\n                    WHERE h.case_id = c.id AND h.held_on <= d.decided_on\n                      AND h.opinion_id = (SELECT max(p.id) FROM applicants_townshipopinion p WHERE p.case_id = c.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_cut_waits_for_the_familys_word' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="4f4f3e418f35fef4d6dac12f9bcc9139fde8a0d4",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_cut_waits_for_the_familys_word_587f9",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="an_outcome_fits_the_kind_of_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                WHERE d.outcome <> ALL (CASE\n                    WHEN c.kind = 'application' THEN '{grant,refuse}'::text[]\n                    WHEN c.kind = 'takeover' THEN '{grant}'\n                    WHEN c.kind = 'transfer' THEN '{transfer}'\n                    ELSE '{keep,increase,decrease,adjust,end,grace}' END)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_outcome_fits_the_kind_of_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="178081ee9717fe954c1c5fdaa5a2e39d659e5d2c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_outcome_fits_the_kind_of_its_case_fcaa4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_is_ended_by_a_case_about_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL\n                  AND (c.grant_id IS DISTINCT FROM n.id\n                       OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'grace', 'transfer')\n                       OR d.end_reason <> 'death'\n                          AND n.last_month < date_trunc('month', d.decided_on)::date)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="af2e3f705f4034b36217c07a12404ef08ef85cb2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grant_is_ended_by_a_case_about_it_74759",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_pays_what_its_assessment_says",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows g LEFT JOIN applicants_decision d ON d.id = g.decision_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                -- What two people agreed on is paid in place of what the rules say.\n                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed\n                WHERE c.id IS NULL OR (d.area_code, c.area_code) <> (g.area_code, g.area_code)\n                   OR d.outcome NOT IN ('grant', 'increase', 'decrease', 'adjust', 'grace', 'transfer')\n                   OR c.household_id <> g.household_id\n                   OR g.first_month <= d.decided_on AND c.kind <> 'takeover'\n                   OR c.kind NOT IN ('takeover', 'transfer') AND d.outcome <> 'grace' AND\n                      (coalesce(o.base_amount, a.base_amount), coalesce(o.supplement_amount, a.supplement_amount),\n                       coalesce(o.benefit_class, a.benefit_class)::int, coalesce(o.covered_count, a.covered)::int,\n                       a.rule_set_id)\n                      IS DISTINCT FROM\n                      (g.base_amount, g.supplement_amount, g.benefit_class::int, g.covered_count::int, g.rule_set_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_pays_what_its_assessment_says' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ebcf2f7bbc830d09143f34cd315d364319261cdf",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_grant_pays_what_its_assessment_says_b1324",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grace_period_is_as_long_as_the_rules_say",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        JOIN applicants_decision d ON d.id = n.ended_by_id AND d.outcome = 'grace'\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        WHERE o.ended_by_id IS NULL AND n.last_month IS DISTINCT FROM\n            (date_trunc('month', d.decided_on) + interval '1 month' * CASE\n                WHEN r.terms #>> '{grace,shape}' = 'falling' THEN 0\n                ELSE (r.terms #>> '{grace,months}')::int END)::date\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grace_period_is_as_long_as_the_rules_say' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ee20d1bbc590abe05804a4cc22ac61c7c0613384",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grace_period_is_as_long_as_the_rules_say_040ef",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_month_of_grace_follows_the_grant_that_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows g JOIN applicants_decision d ON d.id = g.decision_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        WHERE (g.grace_month IS NULL) = (d.outcome = 'grace')\n           OR d.outcome = 'grace' AND (\n                r.terms #>> '{grace,shape}' IS DISTINCT FROM 'falling'\n                OR g.grace_month NOT BETWEEN 1 AND (r.terms #>> '{grace,months}')::int\n                OR b.ended_by_id IS DISTINCT FROM d.id OR g.ended_by_id IS DISTINCT FROM d.id\n                OR g.first_month <> g.last_month\n                OR g.first_month <> (b.last_month + interval '1 month' * g.grace_month)::date\n                OR (g.rule_set_id, g.benefit_class, g.covered_count)\n                   <> (b.rule_set_id, b.benefit_class, b.covered_count))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_month_of_grace_follows_the_grant_that_ends' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="64c62ffb5ca082bc252c05cfa82e75639119bc93",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_month_of_grace_follows_the_grant_that_ends_5acfc",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT new_values."area_code", new_values."base_amount", new_values."benefit_class", new_values."covered_count", new_values."decision_id", new_values."ended_by_id", new_values."first_month", new_values."grace_month", new_values."household_id", new_values."id", new_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."rule_set_id", new_values."supplement_amount", new_values."total_amount" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="045ea7df56d1af772533ea1ee9e3ee6ad8733bc4",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c593f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT new_values."area_code", new_values."base_amount", new_values."benefit_class", new_values."covered_count", new_values."decision_id", new_values."ended_by_id", new_values."first_month", new_values."grace_month", new_values."household_id", new_values."id", new_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."rule_set_id", new_values."supplement_amount", new_values."total_amount" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="f1df80291039bf49c7293d07ce45850021b91052",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e190b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT old_values."area_code", old_values."base_amount", old_values."benefit_class", old_values."covered_count", old_values."decision_id", old_values."ended_by_id", old_values."first_month", old_values."grace_month", old_values."household_id", old_values."id", old_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."rule_set_id", old_values."supplement_amount", old_values."total_amount" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="1a6474a45c7e3986fdbf13c84945384ac83d4ce8",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_28c25",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="a_share_pays_what_was_worked_out_for_its_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows s JOIN applicants_grant g ON g.id = s.grant_id\n                JOIN applicants_decision d ON d.id = g.decision_id\n                JOIN applicants_assessment a ON a.id = d.assessment_id\n                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed\n                LEFT JOIN applicants_overrideshare x ON x.override_id = o.id AND x.person_id = s.person_id\n                LEFT JOIN LATERAL jsonb_array_elements(a.verdict -> 'shares') AS v (share)\n                    ON o.id IS NULL AND v.share ->> 'member' = s.person_id::text\n                WHERE g.grace_month IS NULL AND (s.base_amount, s.supplement_amount) IS DISTINCT FROM CASE\n                    WHEN o.id IS NULL\n                    THEN ((v.share ->> 'base')::numeric, coalesce((v.share ->> 'supplement')::numeric, 0))\n                    ELSE (x.base_amount, x.supplement_amount) END\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_share_pays_what_was_worked_out_for_its_person' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="79c8344ea41d9ac067dbff7215ca79f1aac95231",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_share_pays_what_was_worked_out_for_its_person_2c3f4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_grantshare",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="a_share_falls_in_equal_steps_through_grace",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows s JOIN applicants_grant g ON g.id = s.grant_id AND g.grace_month IS NOT NULL\n        JOIN applicants_decision d ON d.id = g.decision_id\n        JOIN applicants_case c ON c.id = d.case_id\n        JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        CROSS JOIN LATERAL (SELECT (r.terms #>> '{grace,months}')::numeric AS months) t\n        LEFT JOIN applicants_grantshare b ON b.grant_id = c.grant_id AND b.person_id = s.person_id\n        WHERE (s.base_amount, s.supplement_amount, s.last_month) IS DISTINCT FROM (\n            round(b.base_amount * (t.months + 1 - g.grace_month) / t.months, 2),\n            round(b.supplement_amount * (t.months + 1 - g.grace_month) / t.months, 2),\n            g.last_month)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_share_falls_in_equal_steps_through_grace' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="98359d4274af96eb81a5f62a85dd5a2758a954f4",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_share_falls_in_equal_steps_through_grace_06aef",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_grantshare",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hearingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="a_hearing_is_about_a_cut_proposed_before",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h JOIN applicants_townshipopinion p ON p.id = h.opinion_id\n                WHERE p.case_id <> h.case_id OR p.area_code <> h.area_code\n                   OR p.proposal NOT IN ('decrease', 'end', 'grace') OR h.held_on < p.given_on\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_hearing_is_about_a_cut_proposed_before' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="66bc27d7dba8b6aa0528fe749b344b624f40347b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_hearing_is_about_a_cut_proposed_before_08a3b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_hearingrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_is_about_its_case_and_its_numbers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_case c ON c.id = p.case_id\n                LEFT JOIN applicants_assessment a ON a.id = p.assessment_id\n                WHERE a.case_id <> p.case_id\n                   OR (p.proposal IN ('grant', 'refuse')) = (c.kind IN ('recheck', 'change'))\n                   OR p.proposal NOT IN ('refuse', 'end', 'grace') AND a.outcome = 'not_eligible' AND NOT EXISTS (\n                        SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed)\n                   OR p.proposal = 'grace' AND coalesce((a.verdict ->> 'grace_months')::int, 0) = 0\n                   OR p.end_reason IN ('income', 'property') AND a.outcome = 'eligible'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_is_about_its_case_and_its_numbers' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2c60a0d2bebf6ff4a805b6c7a55199c843087a42",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_is_about_its_case_and_its_numbers_a12ed",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                fields=("decision", "grace_month"),
                name="a_decision_begins_one_grant_or_months_of_grace",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("grace_month__isnull", True)),
                fields=("ended_by",),
                name="a_decision_ends_one_grant",
            ),
        ),
    ]
