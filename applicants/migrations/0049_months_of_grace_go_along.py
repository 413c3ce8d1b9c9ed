"""A family in its months of grace moves, and what is left of them goes along."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import dibao.fields

# As the owner of the tables, who sees both places; each as it was, and the same for months of grace: there every month
# that is left ends, and none of it is lost, longer, otherwise or twice.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION end_transferred_grant(wanted bigint) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    ended applicants_grant;
    last date;
BEGIN
    SELECT g.* INTO ended FROM applicants_decision d
    JOIN applicants_case c ON c.id = d.case_id AND c.kind = 'transfer'
    JOIN applicants_transfer t ON t.id = c.transfer_id AND t.status = 'received'
    JOIN applicants_grant g ON g.id = c.grant_id
        AND (g.id = t.grant_id OR t.kind = 'merge' AND g.household_id = t.into_id)
        AND CASE WHEN t.grace_until IS NULL THEN g.last_month IS NULL
            ELSE t.grace_until = (
                SELECT max(k.last_month) FROM applicants_grant k
                WHERE k.household_id = g.household_id AND k.grace_by_id = g.grace_by_id
                  AND k.last_month >= k.first_month) END
    WHERE d.id = wanted AND d.outcome = 'transfer' AND is_in_context(d.area_code) FOR UPDATE OF g;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the_grant_is_the_one_handed_over' USING ERRCODE = '23514';
    END IF;
    -- Two grants that become one end with the same month: the last in which either is due or drawn.
    SELECT max(greatest(date_trunc('month', d.decided_on)::date, g.first_month, grant_drawn_until(g.id))) INTO last
    FROM applicants_decision d JOIN applicants_case c ON c.id = d.case_id
    JOIN applicants_transfer t ON t.id = c.transfer_id
    JOIN applicants_grant g ON g.id IN (t.grant_id, ended.id) OR t.kind = 'merge' AND g.household_id = t.into_id
        AND (g.last_month IS NULL OR g.ended_by_id = wanted)
    WHERE d.id = wanted;
    IF ended.grace_by_id IS NULL THEN
        UPDATE applicants_grant SET last_month = last, ended_by_id = wanted WHERE id = ended.id;
        RETURN last;
    END IF;
    SELECT greatest(last, max(grant_drawn_until(k.id))) INTO last FROM applicants_grant k
    WHERE k.household_id = ended.household_id AND k.grace_by_id = ended.grace_by_id;
    UPDATE applicants_grant k
    SET last_month = greatest(last, (k.first_month - interval '1 month')::date), ended_by_id = wanted
    WHERE k.household_id = ended.household_id AND k.grace_by_id = ended.grace_by_id
      AND k.last_month > last AND k.last_month >= k.first_month;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a_month_of_grace_is_left_to_go_along' USING ERRCODE = '23514';
    END IF;
    RETURN last;
END $$;

CREATE OR REPLACE FUNCTION transfer_is_whole(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH told AS (
        SELECT * FROM applicants_transfer WHERE id = wanted
    ), decided AS (
        SELECT c.id AS case_id, d.id FROM applicants_case c
        LEFT JOIN applicants_decision d ON d.case_id = c.id AND d.outcome = 'transfer' WHERE c.transfer_id = wanted
    ), ended AS (
        SELECT s.person_key, s.base_amount, s.supplement_amount, (g.last_month + interval '1 month')::date AS month,
               NULL::int AS grace_month, NULL::bigint AS rule_set_id, NULL::int AS benefit_class
        FROM told t JOIN applicants_grant g ON g.ended_by_id IN (SELECT id FROM decided) AND t.grace_until IS NULL
        JOIN applicants_grantshare s ON s.grant_id = g.id
        UNION ALL
        SELECT s.person_key, s.base_amount, s.supplement_amount, month::date,
               g.grace_month, g.rule_set_id, g.benefit_class
        FROM told t JOIN applicants_grant g ON g.ended_by_id IN (SELECT id FROM decided)
            AND g.household_id = t.household_id AND t.grace_until IS NOT NULL
        JOIN applicants_grantshare s ON s.grant_id = g.id
        CROSS JOIN LATERAL generate_series(
            g.last_month + interval '1 month',
            CASE WHEN g.grace_month IS NULL THEN t.grace_until ELSE g.first_month END, '1 month') AS month
    ), begun AS (
        SELECT s.person_key, s.base_amount, s.supplement_amount, s.first_month AS month,
               NULL::int AS grace_month, NULL::bigint AS rule_set_id, NULL::int AS benefit_class
        FROM told t JOIN applicants_grant g ON g.decision_id IN (SELECT id FROM decided) AND t.grace_until IS NULL
        JOIN applicants_grantshare s ON s.grant_id = g.id
        UNION ALL
        SELECT s.person_key, s.base_amount, s.supplement_amount, month::date,
               g.grace_month, g.rule_set_id, g.benefit_class
        FROM told t JOIN applicants_grant g ON g.decision_id IN (SELECT id FROM decided) AND t.grace_until IS NOT NULL
        JOIN applicants_grantshare s ON s.grant_id = g.id AND s.last_month = g.last_month
        CROSS JOIN LATERAL generate_series(g.first_month, g.last_month, '1 month') AS month
    )
    SELECT EXISTS (SELECT FROM ended)
       AND NOT EXISTS (SELECT FROM decided WHERE id IS NULL)
       AND NOT EXISTS (SELECT * FROM ended EXCEPT ALL SELECT * FROM begun)
       AND NOT EXISTS (SELECT * FROM begun EXCEPT ALL SELECT * FROM ended)
       AND NOT EXISTS (
            SELECT FROM told t JOIN applicants_grant g ON g.household_id = t.household_id
            WHERE t.grace_until IS NOT NULL AND g.last_month >= g.first_month
              AND g.last_month >= (SELECT min(month) FROM begun))
       AND EXISTS (SELECT FROM told WHERE status = 'done')
$$;
"""
FUNCTIONS_BEFORE = """
CREATE OR REPLACE FUNCTION end_transferred_grant(wanted bigint) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    ended bigint;
    last date;
BEGIN
    SELECT g.id INTO ended FROM applicants_decision d
    JOIN applicants_case c ON c.id = d.case_id AND c.kind = 'transfer'
    JOIN applicants_transfer t ON t.id = c.transfer_id AND t.status = 'received'
    JOIN applicants_grant g ON g.id = c.grant_id AND g.last_month IS NULL
        AND (g.id = t.grant_id OR t.kind = 'merge' AND g.household_id = t.into_id)
    WHERE d.id = wanted AND d.outcome = 'transfer' AND is_in_context(d.area_code) FOR UPDATE OF g;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the_grant_is_the_one_handed_over' USING ERRCODE = '23514';
    END IF;
    -- Two grants that become one end with the same month: the last in which either is due or drawn.
    SELECT max(greatest(date_trunc('month', d.decided_on)::date, g.first_month, grant_drawn_until(g.id))) INTO last
    FROM applicants_decision d JOIN applicants_case c ON c.id = d.case_id
    JOIN applicants_transfer t ON t.id = c.transfer_id
    JOIN applicants_grant g ON g.id IN (t.grant_id, ended) OR t.kind = 'merge' AND g.household_id = t.into_id
        AND (g.last_month IS NULL OR g.ended_by_id = wanted)
    WHERE d.id = wanted;
    UPDATE applicants_grant SET last_month = last, ended_by_id = wanted WHERE id = ended;
    RETURN last;
END $$;

CREATE OR REPLACE FUNCTION transfer_is_whole(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH decided AS (
        SELECT c.id AS case_id, d.id FROM applicants_case c
        LEFT JOIN applicants_decision d ON d.case_id = c.id AND d.outcome = 'transfer' WHERE c.transfer_id = wanted
    ), ended AS (
        SELECT s.person_key, s.base_amount, s.supplement_amount, (g.last_month + interval '1 month')::date AS month
        FROM applicants_grant g JOIN applicants_grantshare s ON s.grant_id = g.id
        WHERE g.ended_by_id IN (SELECT id FROM decided)
    ), begun AS (
        SELECT s.person_key, s.base_amount, s.supplement_amount, s.first_month AS month
        FROM applicants_grant g JOIN applicants_grantshare s ON s.grant_id = g.id
        WHERE g.decision_id IN (SELECT id FROM decided)
    )
    SELECT EXISTS (SELECT FROM ended)
       AND NOT EXISTS (SELECT FROM decided WHERE id IS NULL)
       AND NOT EXISTS (SELECT * FROM ended EXCEPT ALL SELECT * FROM begun)
       AND NOT EXISTS (SELECT * FROM begun EXCEPT ALL SELECT * FROM ended)
       AND EXISTS (SELECT FROM applicants_transfer t WHERE t.id = wanted AND t.status = 'done')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0048_a_file_stays_in_its_place_and_order"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_month_of_grace_follows_the_grant_that_ends",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="grace_is_cut_short_by_a_case_about_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grantshare",
            name="a_share_falls_in_equal_steps_through_grace",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transfer",
            name="a_transfer_is_of_a_household_of_its_giver",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transfer",
            name="a_transfer_stays_what_was_handed_over",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transfer",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transfer",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transfer",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="a_decision_ends_one_grant",
        ),
        migrations.AddField(
            model_name="transfer",
            name="grace_until",
            field=dibao.fields.MonthField(
                blank=True, editable=False, null=True, verbose_name="渐退期最后月份"
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="grace_until",
            field=dibao.fields.MonthField(
                blank=True, editable=False, null=True, verbose_name="渐退期最后月份"
            ),
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="grace_is_cut_short_by_a_case_about_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        LEFT JOIN applicants_transfer t ON t.id = c.transfer_id AND t.status = 'received'\n        WHERE o.ended_by_id <> n.ended_by_id AND NOT coalesce(\n            CASE d.outcome\n                WHEN 'end' THEN (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id)\n                -- A family that is in need again is granted anew, and nothing is paid beside it.\n                WHEN 'grant' THEN c.kind = 'application'\n                -- One that moves is paid the rest at its new place; a deferred guard compares the two.\n                WHEN 'transfer' THEN t.household_id = n.household_id\n                     AND (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id) END\n            AND (d.outcome = 'transfer' OR c.household_id = n.household_id\n                 AND c.status NOT IN ('confirmed', 'refused', 'withdrawn', 'ended'))\n            AND (d.end_reason = 'death' OR n.last_month >= date_trunc('month', d.decided_on)::date), false)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'grace_is_cut_short_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="83750da0f0652d07c3727745d9c37a1235a782ca",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows g JOIN applicants_decision d ON d.id = g.decision_id\n        LEFT JOIN applicants_case c ON c.id = d.case_id\n        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        LEFT JOIN applicants_grant b ON b.id = c.grant_id\n        LEFT JOIN applicants_transfer t ON t.id = c.transfer_id\n        WHERE g.grace_by_id IS DISTINCT FROM\n              CASE WHEN d.outcome = 'grace' OR t.grace_until IS NOT NULL THEN d.id END\n           OR CASE WHEN d.outcome = 'grace' THEN g.grace_month IS NULL\n                   ELSE t.grace_until IS NULL AND g.grace_month IS NOT NULL END\n           -- What went along with a family ends with the month that it was to end with.\n           OR t.grace_until IS NOT NULL AND (\n                g.ended_by_id IS DISTINCT FROM d.id OR g.last_month NOT BETWEEN g.first_month AND t.grace_until\n                OR g.grace_month IS NOT NULL AND g.first_month <> g.last_month)\n           OR d.outcome = 'grace' AND (\n                r.terms #>> '{grace,shape}' IS DISTINCT FROM 'falling'\n                OR g.grace_month NOT BETWEEN 1 AND (r.terms #>> '{grace,months}')::int\n                OR b.ended_by_id IS DISTINCT FROM d.id OR g.ended_by_id IS DISTINCT FROM d.id\n                OR g.first_month <> g.last_month\n                OR g.first_month <> (b.last_month + interval '1 month' * g.grace_month)::date\n                OR (g.rule_set_id, g.benefit_class, g.covered_count)\n                   <> (b.rule_set_id, b.benefit_class, b.covered_count))\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_month_of_grace_follows_the_grant_that_ends' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bdc35e0c06f40357b50bb85c82bf4f019c598a57",
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
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="a_share_falls_in_equal_steps_through_grace",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows s JOIN applicants_grant g ON g.id = s.grant_id AND g.grace_month IS NOT NULL\n        JOIN applicants_decision d ON d.id = g.decision_id AND d.outcome = 'grace'\n        JOIN applicants_case c ON c.id = d.case_id\n        JOIN applicants_ruleset r ON r.id = c.rule_set_id\n        CROSS JOIN LATERAL (SELECT (r.terms #>> '{grace,months}')::numeric AS months) t\n        LEFT JOIN applicants_grantshare b ON b.grant_id = c.grant_id AND b.person_id = s.person_id\n        WHERE (s.base_amount, s.supplement_amount, s.last_month) IS DISTINCT FROM (\n            round(b.base_amount * (t.months + 1 - g.grace_month) / t.months, 2),\n            round(b.supplement_amount * (t.months + 1 - g.grace_month) / t.months, 2),\n            g.last_month)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_share_falls_in_equal_steps_through_grace' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="304071069ca441589fc2b64abb9c378c05d84647",
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
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="a_transfer_is_of_a_household_of_its_giver",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.from_area_code\n                LEFT JOIN applicants_grant g ON g.id = n.grant_id AND g.household_id = h.id\n                    AND CASE WHEN n.grace_until IS NULL THEN g.last_month IS NULL\n                        ELSE n.kind = 'move' AND n.grace_until >= date_trunc('month', n.handed_on)::date\n                             AND n.grace_until = (\n                                SELECT max(k.last_month) FROM applicants_grant k\n                                WHERE k.household_id = g.household_id AND k.grace_by_id = g.grace_by_id\n                                  AND k.last_month >= k.first_month) END\n                WHERE g.id IS NULL OR n.kind <> 'move' AND n.area_code <> n.from_area_code\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_transfer_is_of_a_household_of_its_giver' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="234c94849e7f2a808866ca1d628db104fc1aa120",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_transfer_is_of_a_household_of_its_giver_2e858",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="a_transfer_stays_what_was_handed_over",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.kind IS DISTINCT FROM n.kind OR o.area_code IS DISTINCT FROM n.area_code OR o.from_area_code IS DISTINCT FROM n.from_area_code OR o.household_id IS DISTINCT FROM n.household_id OR o.grant_id IS DISTINCT FROM n.grant_id OR o.plan IS DISTINCT FROM n.plan OR o.dossier IS DISTINCT FROM n.dossier OR o.reason IS DISTINCT FROM n.reason OR o.happened_on IS DISTINCT FROM n.happened_on OR o.handed_by_id IS DISTINCT FROM n.handed_by_id OR o.handed_on IS DISTINCT FROM n.handed_on OR o.monthly_amount IS DISTINCT FROM n.monthly_amount OR o.grace_until IS DISTINCT FROM n.grace_until\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_transfer_stays_what_was_handed_over' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6c37b896e65c8a28347ef2507d4681fc5f229fff",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_transfer_stays_what_was_handed_over_cdd08",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grace_until", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT new_values."address", new_values."answer", new_values."area_code", new_values."confirmed_by_id", new_values."confirmed_on", new_values."covered_count", new_values."dossier", new_values."from_area_code", new_values."grace_until", new_values."grant_id", new_values."group_name", new_values."handed_by_id", new_values."handed_on", new_values."happened_on", new_values."head_name", new_values."household_id", new_values."id", new_values."into_id", new_values."kind", new_values."monthly_amount", new_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."plan", new_values."reason", new_values."received_by_id", new_values."received_on", new_values."status", new_values."version", new_values."village_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="79bf64245e40f56ccc47b0c93aaec208d6e637b8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_960fb",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grace_until", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT new_values."address", new_values."answer", new_values."area_code", new_values."confirmed_by_id", new_values."confirmed_on", new_values."covered_count", new_values."dossier", new_values."from_area_code", new_values."grace_until", new_values."grant_id", new_values."group_name", new_values."handed_by_id", new_values."handed_on", new_values."happened_on", new_values."head_name", new_values."household_id", new_values."id", new_values."into_id", new_values."kind", new_values."monthly_amount", new_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."plan", new_values."reason", new_values."received_by_id", new_values."received_on", new_values."status", new_values."version", new_values."village_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a54313e10b81bad6cb85ca6ba8c01937c37c758f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_55751",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grace_until", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT old_values."address", old_values."answer", old_values."area_code", old_values."confirmed_by_id", old_values."confirmed_on", old_values."covered_count", old_values."dossier", old_values."from_area_code", old_values."grace_until", old_values."grant_id", old_values."group_name", old_values."handed_by_id", old_values."handed_on", old_values."happened_on", old_values."head_name", old_values."household_id", old_values."id", old_values."into_id", old_values."kind", old_values."monthly_amount", old_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."plan", old_values."reason", old_values."received_by_id", old_values."received_on", old_values."status", old_values."version", old_values."village_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="dd1d4dab402c69ff213d1c7132979c90e83fbfd2",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cf851",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("grace_month__isnull", True),
                    models.Q(("ended_by", models.F("decision")), _negated=True),
                ),
                fields=("ended_by",),
                name="a_decision_ends_one_grant",
            ),
        ),
    ]
