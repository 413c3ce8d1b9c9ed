"""Months of grace may end earlier than they were to: a grant knows whose grace it is, and may come to be empty."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.ranges

# Graces given before are borne by the grants that they ended; the triggers that would object are made anew below.
FILL = """
UPDATE applicants_grant g SET grace_by_id = d.id FROM applicants_decision d
WHERE d.id = g.ended_by_id AND d.outcome = 'grace';
"""
# A share of a month that fell away ends before it begins, and covers nobody.
COVERED = """
CREATE OR REPLACE FUNCTION covered_elsewhere(wanted uuid[], here bigint, month date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT p.id FROM applicants_person p
    JOIN applicants_grantshare s ON s.person_key = coalesce(nullif(p.id_index, ''), p.id::text)
    JOIN applicants_grant g ON g.id = s.grant_id
    WHERE p.id = ANY (wanted) AND g.household_id <> here
      AND (s.last_month IS NULL OR s.last_month >= greatest(month, s.first_month))
$$;
"""
COVERED_BEFORE = COVERED.replace("greatest(month, s.first_month)", "month")


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0040_statements_are_seen_by_two_townships"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="a_closed_case_has_changed_its_grant",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="a_case_is_about_a_grant_of_its_household",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_only_ever_ends",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_is_ended_by_a_case_about_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_month_of_grace_follows_the_grant_that_ends",
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
        migrations.RemoveConstraint(
            model_name="grant",
            name="a_household_has_one_grant_a_month",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_months_in_order_and_ended_by_a_decision",
        ),
        migrations.RemoveConstraint(
            model_name="grantshare",
            name="a_person_is_covered_once_a_month",
        ),
        migrations.AddField(
            model_name="grant",
            name="grace_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grace_grants",
                to="applicants.decision",
                verbose_name="渐退决定",
            ),
        ),
        migrations.AddField(
            model_name="grantevent",
            name="grace_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.decision",
                verbose_name="渐退决定",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            f"GRANT UPDATE (grace_by_id) ON applicants_grant TO {settings.APP_ROLE};",
            f"REVOKE UPDATE (grace_by_id) ON applicants_grant FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(COVERED, COVERED_BEFORE),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="an_end_in_grace_leaves_no_month_after_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n JOIN old_rows o USING (id)\n        JOIN applicants_decision d ON d.case_id = n.id AND d.outcome = 'end'\n        JOIN applicants_grant b ON b.id = n.grant_id AND b.grace_by_id IS NOT NULL\n        CROSS JOIN LATERAL (\n            SELECT min(g.last_month) AS cut FROM applicants_grant g WHERE g.ended_by_id = d.id\n        ) t\n        WHERE n.status = 'confirmed' AND o.status <> n.status AND (\n            t.cut IS NULL OR t.cut > date_trunc('month', d.decided_on)::date OR EXISTS (\n                SELECT FROM applicants_grant g\n                WHERE g.household_id = n.household_id AND g.grace_by_id = b.grace_by_id\n                  AND g.last_month > t.cut AND g.last_month >= g.first_month))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_end_in_grace_leaves_no_month_after_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1bc5f040d18d0b4dcc82524ed34535a47c47ac03",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_end_in_grace_leaves_no_month_after_it_48883",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_closed_case_has_changed_its_grant",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN old_rows o USING (id)\n                JOIN applicants_decision d ON d.case_id = n.id\n                WHERE n.status = 'confirmed' AND o.status <> n.status AND n.kind IN ('recheck', 'change')\n                  AND EXISTS (SELECT FROM applicants_grant b WHERE b.ended_by_id = d.id) = (d.outcome = 'keep')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_closed_case_has_changed_its_grant' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3a5aafac41afcd3a6a245f695366e7e84b797892",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_closed_case_has_changed_its_grant_646a8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_is_about_a_grant_of_its_household",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_grant g ON g.id = n.grant_id\n                LEFT JOIN applicants_transfer t ON t.id = n.transfer_id AND t.status = 'received'\n                WHERE CASE WHEN n.kind = 'transfer' THEN NOT coalesce(\n                               n.grant_id = t.grant_id OR t.kind = 'merge' AND g.household_id = t.into_id, false)\n                           ELSE g.household_id <> n.household_id OR g.last_month IS NOT NULL AND NOT EXISTS (\n                               SELECT FROM applicants_grant k\n                               WHERE k.household_id = g.household_id AND k.grace_by_id = g.grace_by_id\n                                 AND k.last_month >= date_trunc('month', n.opened_on)::date\n                                 AND k.last_month >= k.first_month) END\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_is_about_a_grant_of_its_household' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e62145bf09dc06dcc607e1ca943ced857f13053f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_case_is_about_a_grant_of_its_household_1bc75",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_only_ever_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        WHERE n.id IS NULL OR n.last_month IS NULL\n           OR to_jsonb(o) - 'last_month' - 'ended_by_id' - 'grace_by_id'\n              <> to_jsonb(n) - 'last_month' - 'ended_by_id' - 'grace_by_id'\n           OR CASE WHEN o.last_month IS NULL\n              THEN n.grace_by_id IS DISTINCT FROM CASE d.outcome WHEN 'grace' THEN d.id END\n              ELSE o.grace_by_id IS NULL OR n.grace_by_id IS DISTINCT FROM o.grace_by_id\n                   OR n.last_month >= o.last_month OR n.ended_by_id = o.ended_by_id END\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_only_ever_ends' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="cbd55afb95606e955b4fd362e73c3ace5a1a55a8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grant_only_ever_ends_a261c",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grant",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL\n          AND (c.grant_id IS DISTINCT FROM n.id\n               OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'grace', 'transfer')\n               OR d.end_reason <> 'death'\n                  AND n.last_month < date_trunc('month', d.decided_on)::date)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="26ddecfa16b28a2d583588c4248d7e2e1c1161f5",
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
                name="grace_is_cut_short_by_a_case_about_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        WHERE o.ended_by_id <> n.ended_by_id AND NOT coalesce(\n            (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id)\n            AND c.household_id = n.household_id\n            AND c.status NOT IN ('confirmed', 'refused', 'withdrawn', 'ended')\n            AND d.outcome = 'end'\n            AND (d.end_reason = 'death' OR n.last_month >= date_trunc('month', d.decided_on)::date), false)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'grace_is_cut_short_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b1a70c9d4df963ad898b15924a673476134e349a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_grace_is_cut_short_by_a_case_about_it_f5709",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows g JOIN applicants_decision d ON d.id = g.decision_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        WHERE (g.grace_month IS NULL) = (d.outcome = 'grace')\n           OR g.grace_by_id IS DISTINCT FROM CASE d.outcome WHEN 'grace' THEN d.id END\n           OR d.outcome = 'grace' AND (\n                r.terms #>> '{grace,shape}' IS DISTINCT FROM 'falling'\n                OR g.grace_month NOT BETWEEN 1 AND (r.terms #>> '{grace,months}')::int\n                OR b.ended_by_id IS DISTINCT FROM d.id OR g.ended_by_id IS DISTINCT FROM d.id\n                OR g.first_month <> g.last_month\n                OR g.first_month <> (b.last_month + interval '1 month' * g.grace_month)::date\n                OR (g.rule_set_id, g.benefit_class, g.covered_count)\n                   <> (b.rule_set_id, b.benefit_class, b.covered_count))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_month_of_grace_follows_the_grant_that_ends' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ef0d60f920a7b6b6e8a111cec13524319da2bb73",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_by_id", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT new_values."area_code", new_values."base_amount", new_values."benefit_class", new_values."covered_count", new_values."decision_id", new_values."ended_by_id", new_values."first_month", new_values."grace_by_id", new_values."grace_month", new_values."household_id", new_values."id", new_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."rule_set_id", new_values."supplement_amount", new_values."total_amount" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="5e2a09ecc054f730035c2f9b5b6edd30c4687895",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_by_id", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT new_values."area_code", new_values."base_amount", new_values."benefit_class", new_values."covered_count", new_values."decision_id", new_values."ended_by_id", new_values."first_month", new_values."grace_by_id", new_values."grace_month", new_values."household_id", new_values."id", new_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."rule_set_id", new_values."supplement_amount", new_values."total_amount" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ad5a6f299638d3a37b40d9343035d63cee24b36b",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_grantevent" ("area_code", "base_amount", "benefit_class", "covered_count", "decision_id", "ended_by_id", "first_month", "grace_by_id", "grace_month", "household_id", "id", "last_month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_set_id", "supplement_amount", "total_amount") SELECT old_values."area_code", old_values."base_amount", old_values."benefit_class", old_values."covered_count", old_values."decision_id", old_values."ended_by_id", old_values."first_month", old_values."grace_by_id", old_values."grace_month", old_values."household_id", old_values."id", old_values."last_month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."rule_set_id", old_values."supplement_amount", old_values."total_amount" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3c06a994eff54392349ccc9655917371e6d1aae1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_28c25",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_grant",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("household", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("first_month"),
                            dibao.ranges.MonthAfter(models.F("last_month")),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="a_household_has_one_grant_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_by__isnull", True),
                        ("grace_by__isnull", True),
                        ("last_month__isnull", True),
                    ),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("last_month__gte", models.F("first_month")),
                        ("last_month__isnull", False),
                    ),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("grace_month__isnull", False),
                        ("last_month", dibao.ranges.MonthBefore(models.F("first_month"))),
                    ),
                    _connector="OR",
                ),
                name="grant_months_in_order_and_ended_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantshare",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person_key", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("first_month"),
                            dibao.ranges.MonthAfter(models.F("last_month")),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="a_person_is_covered_once_a_month",
            ),
        ),
    ]
