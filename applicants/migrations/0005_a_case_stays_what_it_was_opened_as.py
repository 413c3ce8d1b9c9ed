"""A case keeps what it was opened as, and no guard is passed by a row that the asker does not see."""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# All run as the owner of the tables, so that they answer for all areas. The first says who of those asked about is
# covered by another household, not where; the second takes cases into account that wait for their assessment.
QUESTIONS = """
CREATE FUNCTION covered_elsewhere(wanted uuid[], here bigint, month date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT s.person_id FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id
    WHERE s.person_id = ANY (wanted) AND g.household_id <> here
      AND (s.last_month IS NULL OR s.last_month >= month)
$$;
CREATE OR REPLACE FUNCTION rule_set_is_used(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_case WHERE rule_set_id = wanted)
        OR EXISTS (SELECT FROM applicants_assessment WHERE rule_set_id = wanted)
        OR EXISTS (SELECT FROM applicants_grant WHERE rule_set_id = wanted)
$$;
CREATE FUNCTION rule_set_used_until(wanted bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT max(accepted_on) FROM applicants_case WHERE rule_set_id = wanted
$$;
"""
NO_QUESTIONS = """
DROP FUNCTION covered_elsewhere(uuid[], bigint, date);
DROP FUNCTION rule_set_used_until(bigint);
CREATE OR REPLACE FUNCTION rule_set_is_used(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_assessment WHERE rule_set_id = wanted)
        OR EXISTS (SELECT FROM applicants_grant WHERE rule_set_id = wanted)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0004_a_grant_may_be_looked_at_again"),
    ]

    operations = [
        migrations.RunSQL(QUESTIONS, NO_QUESTIONS),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_grant_waits_for_open_objections",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_decision_rests_on_an_assessment_of_its_case",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_pays_what_its_assessment_says",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grantshare",
            name="shares_add_up_to_their_grant",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="noticeentry",
            name="an_entry_runs_as_long_as_its_notice",
        ),
        migrations.AlterField(
            model_name="publicnotice",
            name="frozen_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="定稿时间",
            ),
        ),
        migrations.AlterField(
            model_name="rosterimport",
            name="imported_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="导入时间",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_stays_what_it_was_opened_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.kind, o.household_id, o.roster_import_id, o.grant_id, o.entered_by_id, o.opened_on)\n                      IS DISTINCT FROM\n                      (n.kind, n.household_id, n.roster_import_id, n.grant_id, n.entered_by_id, n.opened_on)\n                   OR o.rule_set_id IS NOT NULL AND (o.rule_set_id, o.accepted_on)\n                      IS DISTINCT FROM (n.rule_set_id, n.accepted_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_stays_what_it_was_opened_as' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c79adf849a927356f5cca662aa0f6a35a86474dc",
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
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_is_accepted_under_the_rules_of_its_day",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN applicants_ruleset r ON r.id = n.rule_set_id AND r.status = 'active'\n                    AND r.area_code IN (left(n.area_code, 6) || '000000', left(n.area_code, 4) || '00000000')\n                    AND n.accepted_on BETWEEN r.first_day AND coalesce(r.last_day, 'infinity')\n                WHERE o.rule_set_id IS NULL AND n.rule_set_id IS NOT NULL AND r.id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_is_accepted_under_the_rules_of_its_day' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="57464c8313dcf4b9b594f0aa02099049a7634d92",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_case_is_accepted_under_the_rules_of_its_day_60c7b",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_takeover_is_born_with_its_roster",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_rosterimport r ON r.id = n.roster_import_id\n                WHERE n.kind = 'takeover' AND (r.id IS NULL OR r.imported_at < transaction_timestamp()\n                    OR left(r.area_code, 6) <> left(n.area_code, 6))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_takeover_is_born_with_its_roster' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="89214039aceb3aa590895dedec587b3c1b6c0988",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_takeover_is_born_with_its_roster_33128",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_confirmed_case_has_its_grant_with_every_share",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN old_rows o USING (id)\n                JOIN applicants_decision d ON d.case_id = n.id\n                    AND d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'transfer')\n                LEFT JOIN applicants_grant g ON g.decision_id = d.id\n                WHERE n.status = 'confirmed' AND o.status <> n.status AND g.covered_count IS DISTINCT FROM\n                    (SELECT count(*) FROM applicants_grantshare s WHERE s.grant_id = g.id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_confirmed_case_has_its_grant_with_every_share' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f95051f8a8e99202ed1609c2806b302d92cc354e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_confirmed_case_has_its_grant_with_every_share_e4fee",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_decision_is_of_a_case_in_its_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d LEFT JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_rosterimport r ON r.id = c.roster_import_id\n                WHERE c.id IS NULL OR c.area_code <> d.area_code\n                   OR c.kind = 'takeover' AND d.outcome = 'grant'\n                      AND (r.id IS NULL OR r.imported_at < transaction_timestamp())\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_decision_is_of_a_case_in_its_place' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f4dd8a03cde5e60144b2c2f9e83b95570f5fb114",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_decision_is_of_a_case_in_its_place_3dca0",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_decision_rests_on_an_assessment_of_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                WHERE d.outcome NOT IN ('end', 'transfer') AND c.kind <> 'takeover'\n                  AND (a.id IS NULL OR a.case_id <> d.case_id OR a.rule_set_id <> c.rule_set_id\n                       OR (d.outcome <> 'refuse' AND a.outcome = 'not_eligible')\n                       OR NOT EXISTS (SELECT FROM applicants_townshipopinion p\n                                      WHERE p.assessment_id = a.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_decision_rests_on_an_assessment_of_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="16f190c9ba244e3a3ec2c7693750591d48539f66",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_decision_rests_on_an_assessment_of_its_case_b9dd9",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_waits_for_open_objections",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_objection o ON o.case_id = d.case_id\n                WHERE d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'keep') AND (\n                    o.status = 'open'\n                    -- 办法 Art 19: what was rightly objected to needs a new opinion, on a new assessment.\n                    OR o.status = 'upheld' AND EXISTS (\n                        SELECT FROM applicants_noticeentry e\n                        WHERE e.notice_id = o.notice_id AND e.case_id = o.case_id\n                          AND e.assessment_id = d.assessment_id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_waits_for_open_objections' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9ed6f526c7e65afd33a757ebf94dc622baf44bd1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_grant_waits_for_open_objections_a7331",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_is_ended_by_a_decision_on_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                WHERE n.ended_by_id IS NOT NULL AND (c.id IS NULL OR c.household_id <> n.household_id\n                    OR d.outcome IN ('grant', 'refuse', 'keep'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_decision_on_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8280fc8a143a4b8a2a03aea6dfad0b9aa2a4481b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_grant_is_ended_by_a_decision_on_it_73da6",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows g LEFT JOIN applicants_decision d ON d.id = g.decision_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                WHERE c.id IS NULL OR (d.area_code, c.area_code) <> (g.area_code, g.area_code)\n                   OR d.outcome NOT IN ('grant', 'increase', 'decrease', 'adjust', 'transfer')\n                   OR c.household_id <> g.household_id\n                   OR g.first_month <= d.decided_on AND c.kind <> 'takeover'\n                   OR c.kind NOT IN ('takeover', 'transfer') AND\n                      (a.base_amount, a.supplement_amount, a.benefit_class::int, a.covered::int, a.rule_set_id)\n                      IS DISTINCT FROM\n                      (g.base_amount, g.supplement_amount, g.benefit_class::int, g.covered_count::int, g.rule_set_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_pays_what_its_assessment_says' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="838986ca199a88e8dcad7f4d2e0f77ef974d00fc",
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
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="shares_add_up_to_their_grant",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM (SELECT DISTINCT grant_id FROM new_rows) n\n                LEFT JOIN applicants_grant g ON g.id = n.grant_id\n                LEFT JOIN applicants_grantshare s ON s.grant_id = g.id\n                GROUP BY n.grant_id, g.id\n                HAVING g.id IS NULL OR sum(s.base_amount) <> g.base_amount\n                    OR sum(s.supplement_amount) <> g.supplement_amount\n                    OR count(*) <> g.covered_count\n                    OR bool_or((s.first_month, s.area_code) <> (g.first_month, g.area_code))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'shares_add_up_to_their_grant' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a1a1dd3070d5eb303298e183f275a77619de9218",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_shares_add_up_to_their_grant_acc44",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_grantshare",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticeentry",
            trigger=pgtrigger.compiler.Trigger(
                name="an_entry_is_of_a_case_in_its_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows e\n                LEFT JOIN applicants_case c ON c.id = e.case_id AND c.area_code = e.area_code\n                LEFT JOIN applicants_assessment a ON a.id = e.assessment_id AND a.case_id = c.id\n                WHERE e.case_id IS NOT NULL AND a.id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_entry_is_of_a_case_in_its_place' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ef9c9c500831356b44e1fd528166cdff28ff1407",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_entry_is_of_a_case_in_its_place_79045",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_noticeentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticeentry",
            trigger=pgtrigger.compiler.Trigger(
                name="an_entry_runs_as_long_as_its_notice",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows e LEFT JOIN applicants_publicnotice p ON p.id = e.notice_id\n                WHERE p.id IS NULL OR p.frozen_at < transaction_timestamp()\n                   OR (e.starts_on, e.ends_on, e.area_code) <> (p.starts_on, p.ends_on, p.area_code)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_entry_runs_as_long_as_its_notice' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8f4cc69d56e72c6700c41fcbfb1ece438d2d5c7f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_entry_runs_as_long_as_its_notice_38346",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_noticeentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_objection_stays_as_it_was_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.status <> 'open'\n                   OR (o.area_code, o.case_id, o.notice_id, o.text, o.lodged_on, o.recorded_by_id)\n                      <> (n.area_code, n.case_id, n.notice_id, n.text, n.lodged_on, n.recorded_by_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_objection_stays_as_it_was_said' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="cbad189404118553a0e6e4437af5e828cc90f99b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_objection_stays_as_it_was_said_3c02e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_roster_is_of_now",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE n.imported_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_roster_is_of_now' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="38aef511a5a05d03b1192e9bfeafaad578e83403",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_roster_is_of_now_400b3",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_rosterimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="a_rule_set_lasts_as_long_as_it_was_used",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n WHERE n.last_day < rule_set_used_until(n.id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_rule_set_lasts_as_long_as_it_was_used' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="22f8bf2d75d00eefe3a324d877e4f48cab8596f3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_rule_set_lasts_as_long_as_it_was_used_a7cac",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_ruleset",
                    when="AFTER",
                ),
            ),
        ),
    ]
