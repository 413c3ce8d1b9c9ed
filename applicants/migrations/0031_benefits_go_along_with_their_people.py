"""A family moves, splits or merges, and its benefit goes on where its people live on."""

import uuid
from decimal import Decimal

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_two_areas, withhold

# Two of these act where their caller may not see: each looks first whether the caller's area is the receiving side of a
# transfer that the giving side handed over. The third says yes or no. The fourth is for the floor above, which pays, to
# answer: until which month it has drawn money for a grant.
FUNCTIONS = """
CREATE FUNCTION grant_drawn_until(wanted bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS 'SELECT NULL::date';

CREATE FUNCTION is_in_context(code text) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(code >= NULLIF(current_setting('app.area_from', true), '') COLLATE "C"
                    AND code < NULLIF(current_setting('app.area_to', true), '') COLLATE "C", false)
$$;

CREATE FUNCTION release_moved_household(wanted uuid, people text[], today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    moved applicants_transfer;
BEGIN
    SELECT * INTO moved FROM applicants_transfer t
    WHERE t.id = wanted AND t.kind = 'move' AND t.status = 'received' AND is_in_context(t.area_code) FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a_family_leaves_for_whoever_received_it' USING ERRCODE = '23514';
    END IF;
    IF people IS DISTINCT FROM (
        SELECT array_agg(m.person_key::text ORDER BY m.person_key COLLATE "C") FROM applicants_membership m
        WHERE m.household_id = moved.household_id AND m.last_day IS NULL) THEN
        RAISE EXCEPTION 'the_family_is_the_one_handed_over' USING ERRCODE = '23514';
    END IF;
    UPDATE applicants_household SET payee_id = NULL, payee_name = '', payee_relation = '', payee_reason = ''
    WHERE id = moved.household_id;
    WITH gone AS (
        UPDATE applicants_membership SET last_day = greatest(first_day, today), left_for = 'transfer'
        WHERE household_id = moved.household_id AND last_day IS NULL RETURNING person_id
    )
    UPDATE applicants_person SET moved_on = today WHERE id IN (SELECT person_id FROM gone);
    UPDATE applicants_household SET closed_on = today, closed_for = 'moved' WHERE id = moved.household_id;
END $$;

CREATE FUNCTION end_transferred_grant(wanted bigint) RETURNS date
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

CREATE FUNCTION transfer_is_whole(wanted uuid) RETURNS boolean
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
NO_FUNCTIONS = """
DROP FUNCTION transfer_is_whole(uuid);
DROP FUNCTION end_transferred_grant(bigint);
DROP FUNCTION release_moved_household(uuid, text[], date);
DROP FUNCTION is_in_context(text);
DROP FUNCTION grant_drawn_until(bigint);
"""
# The steps and what each brings; the rest was said when it was handed over.
STEPS = (
    "status, version, village_id, group_name, address, answer, into_id, received_by_id, received_on, confirmed_by_id, "
    "confirmed_on"
)


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0030_a_person_is_known_by_their_number"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("move", "迁移"), ("split", "分户"), ("merge", "并户")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "待接收"),
                            ("received", "待县级确认"),
                            ("done", "已办结"),
                            ("declined", "已退回"),
                            ("withdrawn", "已收回"),
                        ],
                        default="offered",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("head_name", models.CharField(max_length=40, verbose_name="户主")),
                ("person_count", models.PositiveSmallIntegerField(verbose_name="人数")),
                ("covered_count", models.PositiveSmallIntegerField(verbose_name="保障人数")),
                (
                    "monthly_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="月保障金（元）",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("plan", models.JSONField(default=dict, verbose_name="人员安排")),
                ("dossier", dibao.fields.SealedField(editable=False, verbose_name="移交的档案")),
                (
                    "group_name",
                    models.CharField(blank=True, max_length=20, verbose_name="村民小组"),
                ),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="详细住址")),
                ("answer", models.TextField(blank=True, verbose_name="退回的原因")),
                ("handed_on", models.DateField(verbose_name="移交日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="接收日期")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
            ],
            options={
                "verbose_name": "迁移和分并户",
                "verbose_name_plural": "迁移和分并户",
            },
        ),
        migrations.CreateModel(
            name="TransferEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("move", "迁移"), ("split", "分户"), ("merge", "并户")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "待接收"),
                            ("received", "待县级确认"),
                            ("done", "已办结"),
                            ("declined", "已退回"),
                            ("withdrawn", "已收回"),
                        ],
                        default="offered",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("head_name", models.CharField(max_length=40, verbose_name="户主")),
                ("person_count", models.PositiveSmallIntegerField(verbose_name="人数")),
                ("covered_count", models.PositiveSmallIntegerField(verbose_name="保障人数")),
                (
                    "monthly_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="月保障金（元）",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("plan", models.JSONField(default=dict, verbose_name="人员安排")),
                ("dossier", dibao.fields.SealedField(editable=False, verbose_name="移交的档案")),
                (
                    "group_name",
                    models.CharField(blank=True, max_length=20, verbose_name="村民小组"),
                ),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="详细住址")),
                ("answer", models.TextField(blank=True, verbose_name="退回的原因")),
                ("handed_on", models.DateField(verbose_name="移交日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="接收日期")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="case_starts_at_the_start",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="a_case_stays_what_it_was_opened_as",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="a_case_is_about_a_grant_of_its_household",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_is_ended_by_a_case_about_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="household",
            name="closed_for",
            field=models.CharField(
                blank=True,
                choices=[("moved", "随户迁移"), ("merged", "并户")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="销户原因",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="销户日期"),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="closed_for",
            field=models.CharField(
                blank=True,
                choices=[("moved", "随户迁移"), ("merged", "并户")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="销户原因",
            ),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="销户日期"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="case_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'draft' AND NOT (n.kind = 'takeover' OR n.kind = 'transfer' AND n.status = 'confirmed')) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'case_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b07d42c1a9127f0801bde96cd510b50064178a7c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_case_starts_at_the_start_36d03",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_transfer_keeps_every_month_and_every_share",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"kind\" = 'transfer')",
                    constraint="CONSTRAINT",
                    func="\n                IF NOT transfer_is_whole(NEW.transfer_id) THEN\n                    RAISE EXCEPTION 'a_transfer_keeps_every_month_and_every_share' USING ERRCODE = '23514';\n                END IF;\n                RETURN NULL;\n                ",
                    hash="11095fcd7688da142b0046a33bacbc1664e19236",
                    operation="INSERT",
                    pgid="pgtrigger_a_transfer_keeps_every_month_and_every_share_f97b9",
                    table="applicants_case",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_household_on_its_way_opens_no_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id\n                WHERE n.kind <> 'transfer' AND (h.closed_on IS NOT NULL OR EXISTS (\n                    SELECT FROM applicants_transfer t WHERE t.status IN ('offered', 'received')\n                      AND n.household_id IN (t.household_id, t.into_id)))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_household_on_its_way_opens_no_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="78f645d724947375d2a0eb46dce763a60b019134",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_household_on_its_way_opens_no_case_2ff83",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_case_stays_what_it_was_opened_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.kind, o.household_id, o.roster_import_id, o.transfer_id, o.grant_id, o.entered_by_id,\n                       o.opened_on)\n                      IS DISTINCT FROM\n                      (n.kind, n.household_id, n.roster_import_id, n.transfer_id, n.grant_id, n.entered_by_id,\n                       n.opened_on)\n                   OR o.rule_set_id IS NOT NULL AND (o.rule_set_id, o.accepted_on)\n                      IS DISTINCT FROM (n.rule_set_id, n.accepted_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_stays_what_it_was_opened_as' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="666f8018d6ac46fdd0bfecee77a4d8ab32072bf8",
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
                name="a_case_is_about_a_grant_of_its_household",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_grant g ON g.id = n.grant_id\n                LEFT JOIN applicants_transfer t ON t.id = n.transfer_id AND t.status = 'received'\n                WHERE CASE WHEN n.kind = 'transfer' THEN NOT coalesce(\n                               n.grant_id = t.grant_id OR t.kind = 'merge' AND g.household_id = t.into_id, false)\n                           ELSE g.household_id <> n.household_id OR g.last_month IS NOT NULL END\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_is_about_a_grant_of_its_household' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="01ebf4d753778c61b1f090abc1a2dd4fb2be0b96",
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
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "transfer_id", "version") SELECT new_values."accepted_on", new_values."applicant_id", new_values."applies_alone_id", new_values."area_code", new_values."channel", new_values."entered_by_id", new_values."grant_id", new_values."hardships", new_values."household_id", new_values."id", new_values."kind", new_values."mandate_on", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."poverty_cause", new_values."proxy_name", new_values."proxy_relation", new_values."roster_import_id", new_values."rule_set_id", new_values."statement", new_values."status", new_values."transfer_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="7e98a13e2d4e63d08a5040ff86d00431615393c9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d6e2b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "transfer_id", "version") SELECT new_values."accepted_on", new_values."applicant_id", new_values."applies_alone_id", new_values."area_code", new_values."channel", new_values."entered_by_id", new_values."grant_id", new_values."hardships", new_values."household_id", new_values."id", new_values."kind", new_values."mandate_on", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."poverty_cause", new_values."proxy_name", new_values."proxy_relation", new_values."roster_import_id", new_values."rule_set_id", new_values."statement", new_values."status", new_values."transfer_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3f5cfb7abf7d3968f50303626adac044d8ae124d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8bee4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_caseevent" ("accepted_on", "applicant_id", "applies_alone_id", "area_code", "channel", "entered_by_id", "grant_id", "hardships", "household_id", "id", "kind", "mandate_on", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poverty_cause", "proxy_name", "proxy_relation", "roster_import_id", "rule_set_id", "statement", "status", "transfer_id", "version") SELECT old_values."accepted_on", old_values."applicant_id", old_values."applies_alone_id", old_values."area_code", old_values."channel", old_values."entered_by_id", old_values."grant_id", old_values."hardships", old_values."household_id", old_values."id", old_values."kind", old_values."mandate_on", old_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."poverty_cause", old_values."proxy_name", old_values."proxy_relation", old_values."roster_import_id", old_values."rule_set_id", old_values."statement", old_values."status", old_values."transfer_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a2efea8eb3a59fbd6e2e8007dcfb8fc4acc3db6f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_29e9e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_case",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL\n                  AND (c.grant_id IS DISTINCT FROM n.id\n                       OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'transfer')\n                       OR d.end_reason <> 'death'\n                          AND n.last_month < date_trunc('month', d.decided_on)::date)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="536f69a3e22141b805145b3e5aff84e48fb387cc",
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
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="a_household_is_closed_when_everybody_has_left",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.closed_on IS NOT NULL\n                      AND (o.closed_on, o.closed_for) IS DISTINCT FROM (n.closed_on, n.closed_for)\n                   OR o.closed_on IS NULL AND n.closed_on IS NOT NULL AND EXISTS (\n                        SELECT FROM applicants_membership m WHERE m.household_id = n.id AND m.last_day IS NULL)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_household_is_closed_when_everybody_has_left' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="053dd4de95fae0c45fe6fe1f8cdf8fd41781388a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_household_is_closed_when_everybody_has_left_c492d",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_householdevent" ("address", "area_code", "closed_for", "closed_on", "group_name", "head_id", "id", "payee_id", "payee_name", "payee_reason", "payee_relation", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_on", "residence_place") SELECT new_values."address", new_values."area_code", new_values."closed_for", new_values."closed_on", new_values."group_name", new_values."head_id", new_values."id", new_values."payee_id", new_values."payee_name", new_values."payee_reason", new_values."payee_relation", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."registered_on", new_values."residence_place" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d52bbdaece638a04360f489de0dd5695f5159dbc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e6365",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_householdevent" ("address", "area_code", "closed_for", "closed_on", "group_name", "head_id", "id", "payee_id", "payee_name", "payee_reason", "payee_relation", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_on", "residence_place") SELECT new_values."address", new_values."area_code", new_values."closed_for", new_values."closed_on", new_values."group_name", new_values."head_id", new_values."id", new_values."payee_id", new_values."payee_name", new_values."payee_reason", new_values."payee_relation", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."registered_on", new_values."residence_place" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4f1d9a31745c9e7549f30556b121da5dfb368f23",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_27092",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_householdevent" ("address", "area_code", "closed_for", "closed_on", "group_name", "head_id", "id", "payee_id", "payee_name", "payee_reason", "payee_relation", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_on", "residence_place") SELECT old_values."address", old_values."area_code", old_values."closed_for", old_values."closed_on", old_values."group_name", old_values."head_id", old_values."id", old_values."payee_id", old_values."payee_name", old_values."payee_reason", old_values."payee_relation", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."registered_on", old_values."residence_place" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ff993c7843151cdc316403696330ddcb109eeeb4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1b592",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_joins_a_closed_household",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN applicants_household h ON h.id = n.household_id\n                WHERE h.closed_on IS NOT NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_joins_a_closed_household' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="509e071eb44d1fb3c656ad7ff2fc32a09de74c23",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_joins_a_closed_household_dfe97",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_membership",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_for", ""), ("closed_on__isnull", True)),
                    models.Q(("closed_for__in", ["moved", "merged"]), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_closed_household_says_when_and_why",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_area",
            field=models.ForeignKey(
                db_column="from_area_code",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dibao.area",
                verbose_name="迁出地",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departures",
                to="applicants.grant",
                verbose_name="现有待遇",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="handed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="移交人",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departures",
                to="applicants.household",
                verbose_name="家庭",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="applicants.household",
                verbose_name="接收的家庭",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="received_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="接收人",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="village",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dibao.area",
                verbose_name="接收的村",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="transfer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="applicants.transfer",
                verbose_name="迁移和分并户",
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="transfer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.transfer",
                verbose_name="迁移和分并户",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "transfer"), ("transfer__isnull", False)),
                    models.Q(
                        models.Q(("kind", "transfer"), _negated=True), ("transfer__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="a_transfer_case_names_its_transfer",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="from_area",
            field=models.ForeignKey(
                db_column="from_area_code",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="迁出地",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="grant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.grant",
                verbose_name="现有待遇",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="handed_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="移交人",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="household",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.household",
                verbose_name="家庭",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.household",
                verbose_name="接收的家庭",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.transfer",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="received_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="接收人",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="village",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="接收的村",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["from_area", "status"], name="transfer_from_status"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("offered", "received"))),
                fields=("household",),
                name="a_household_is_on_one_way_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("offered", "received"))),
                fields=("into",),
                name="a_household_takes_one_other_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["move", "split", "merge"]),
                    ("status__in", ["offered", "received", "done", "declined", "withdrawn"]),
                ),
                name="transfer_kind_and_status_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_by__isnull", True), ("received_on__isnull", True)),
                    models.Q(("received_by__isnull", False), ("received_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_received_transfer_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by__isnull", True), ("confirmed_on__isnull", True)),
                    models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_confirmed_transfer_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    models.Q(("confirmed_by__isnull", False), ("into__isnull", False)),
                    _connector="OR",
                ),
                name="a_transfer_is_done_by_a_confirmation",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "move"), _negated=True),
                    models.Q(("status__in", ("received", "done")), _negated=True),
                    models.Q(("received_by__isnull", False), ("village__isnull", False)),
                    _connector="OR",
                ),
                name="a_move_is_received_into_a_village",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_by__isnull", True),
                    models.Q(("received_by", models.F("handed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_receives_what_they_handed_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("handed_by")), _negated=True),
                        models.Q(
                            ("received_by__isnull", True),
                            models.Q(("confirmed_by", models.F("received_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="nobody_confirms_what_they_handed_over_or_received",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_declined_transfer_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'transfer is never deleted' USING ERRCODE = '23514';",
                    hash="b8881376d3ba4cfb8113d24c4e203aed60bacf9a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_transfer_is_never_deleted_7e6ef",
                    table="applicants_transfer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2a5d9fa384fb12f115d95539b568905398a27a06",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_transfer_key_never_changes_c48f2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('offered', 'declined'), ('offered', 'received'), ('offered', 'withdrawn'), ('received', 'declined'), ('received', 'done'), ('received', 'withdrawn'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7b0a7ba576d64480524c388f0be28673e31ba035",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_transfer_moves_along_its_table_6d3c0",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="transfer_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'offered' AND NOT (n.kind <> 'move' AND n.status = 'received')) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'transfer_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d950956bcca1151d9695d4a68249f37ddd7ea7bc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_transfer_starts_at_the_start_a86a4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_transfer",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.from_area_code\n                LEFT JOIN applicants_grant g ON g.id = n.grant_id AND g.household_id = h.id\n                    AND g.last_month IS NULL\n                WHERE g.id IS NULL OR n.kind <> 'move' AND n.area_code <> n.from_area_code\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_transfer_is_of_a_household_of_its_giver' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="331559c5cd0c1ff7a0df4500f1005f7d40dde150",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.kind IS DISTINCT FROM n.kind OR o.area_code IS DISTINCT FROM n.area_code OR o.from_area_code IS DISTINCT FROM n.from_area_code OR o.household_id IS DISTINCT FROM n.household_id OR o.grant_id IS DISTINCT FROM n.grant_id OR o.plan IS DISTINCT FROM n.plan OR o.dossier IS DISTINCT FROM n.dossier OR o.reason IS DISTINCT FROM n.reason OR o.happened_on IS DISTINCT FROM n.happened_on OR o.handed_by_id IS DISTINCT FROM n.handed_by_id OR o.handed_on IS DISTINCT FROM n.handed_on OR o.monthly_amount IS DISTINCT FROM n.monthly_amount\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_transfer_stays_what_was_handed_over' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8cc20075d822e0e8f1c7bbbb2da3dd60e26060cb",
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
                name="each_side_takes_its_own_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                CROSS JOIN LATERAL (SELECT CASE n.status WHEN 'withdrawn' THEN n.from_area_code\n                                                         ELSE n.area_code END AS code) side\n                WHERE o.status <> n.status AND row_security_active('applicants_transfer') AND NOT coalesce(\n                    side.code >= NULLIF(current_setting('app.area_from', true), '')\n                    AND side.code < NULLIF(current_setting('app.area_to', true), ''), false)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'each_side_takes_its_own_steps' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="84f8758f1d0e9980ad84dca25d6b45e4f1a9c816",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_each_side_takes_its_own_steps_d4375",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT new_values."address", new_values."answer", new_values."area_code", new_values."confirmed_by_id", new_values."confirmed_on", new_values."covered_count", new_values."dossier", new_values."from_area_code", new_values."grant_id", new_values."group_name", new_values."handed_by_id", new_values."handed_on", new_values."happened_on", new_values."head_name", new_values."household_id", new_values."id", new_values."into_id", new_values."kind", new_values."monthly_amount", new_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."plan", new_values."reason", new_values."received_by_id", new_values."received_on", new_values."status", new_values."version", new_values."village_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="fb163726afa83b5b3a5d79b7653e33e0c4bbf820",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT new_values."address", new_values."answer", new_values."area_code", new_values."confirmed_by_id", new_values."confirmed_on", new_values."covered_count", new_values."dossier", new_values."from_area_code", new_values."grant_id", new_values."group_name", new_values."handed_by_id", new_values."handed_on", new_values."happened_on", new_values."head_name", new_values."household_id", new_values."id", new_values."into_id", new_values."kind", new_values."monthly_amount", new_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."plan", new_values."reason", new_values."received_by_id", new_values."received_on", new_values."status", new_values."version", new_values."village_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="0a697783a8c2f075fb12fa181abae152f6506518",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_transferevent" ("address", "answer", "area_code", "confirmed_by_id", "confirmed_on", "covered_count", "dossier", "from_area_code", "grant_id", "group_name", "handed_by_id", "handed_on", "happened_on", "head_name", "household_id", "id", "into_id", "kind", "monthly_amount", "person_count", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "reason", "received_by_id", "received_on", "status", "version", "village_id") SELECT old_values."address", old_values."answer", old_values."area_code", old_values."confirmed_by_id", old_values."confirmed_on", old_values."covered_count", old_values."dossier", old_values."from_area_code", old_values."grant_id", old_values."group_name", old_values."handed_by_id", old_values."handed_on", old_values."happened_on", old_values."head_name", old_values."household_id", old_values."id", old_values."into_id", old_values."kind", old_values."monthly_amount", old_values."person_count", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."plan", old_values."reason", old_values."received_by_id", old_values."received_on", old_values."status", old_values."version", old_values."village_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="9adc35ff8b00e10277c17f33ba70d1afe1c67cb7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cf851",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5fe9b1f3407646cedd728d4652387facf6c158a7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_af2cc",
                    table="applicants_transferevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_two_areas("applicants_transfer", "from_area_code"),
        protect_by_two_areas("applicants_transferevent", "from_area_code"),
        withhold("applicants_transfer", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({STEPS}) ON applicants_transfer TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({STEPS}) ON applicants_transfer FROM {settings.APP_ROLE};",
        ),
        withhold("applicants_transferevent", "UPDATE", "DELETE"),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
