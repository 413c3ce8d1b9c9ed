"""A family is heard before its benefit falls or ends, and what becomes of a benefit is decided as it was proposed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0019_checks_are_seen_by_area"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HearingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="听取日期")),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("home", "入户当面"),
                            ("office", "到办公室当面"),
                            ("telephone", "电话"),
                            ("written", "书面"),
                            ("absent", "两次通知没有来"),
                            ("nobody", "家中已无人，问村委会或亲属"),
                        ],
                        max_length=10,
                        verbose_name="听取方式",
                    ),
                ),
                (
                    "heard_name",
                    models.CharField(blank=True, max_length=40, verbose_name="听取了谁的意见"),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("agrees", "没有意见"),
                            ("objects", "不同意"),
                            ("silent", "没有表态"),
                        ],
                        max_length=10,
                        verbose_name="家庭的态度",
                    ),
                ),
                ("statement", models.TextField(verbose_name="意见内容")),
                (
                    "first_invited_on",
                    models.DateField(blank=True, null=True, verbose_name="第一次通知日期"),
                ),
                (
                    "second_invited_on",
                    models.DateField(blank=True, null=True, verbose_name="第二次通知日期"),
                ),
                (
                    "second_listener",
                    models.CharField(blank=True, max_length=40, verbose_name="另一名在场人"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "听取意见记录",
                "verbose_name_plural": "听取意见记录",
                "get_latest_by": "pk",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="an_outcome_fits_the_kind_of_its_case",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_decision_rests_on_an_assessment_of_its_case",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="nobody_decides_a_case_they_entered_or_judged",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="grant",
            name="a_grant_is_ended_by_a_decision_on_it",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="a_case_is_decided_once",
        ),
        migrations.AddField(
            model_name="decision",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("income", "家庭人均收入高于标准"),
                    ("property", "家庭财产超过规定"),
                    ("death", "保障对象死亡"),
                    ("moved", "迁出或不再居住"),
                    ("voluntary", "家庭主动退出"),
                    ("non_cooperation", "拒不配合核查"),
                    ("other", "其他"),
                ],
                db_default="",
                default="",
                max_length=16,
                verbose_name="停发原因",
            ),
        ),
        migrations.AddField(
            model_name="townshipopinion",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("income", "家庭人均收入高于标准"),
                    ("property", "家庭财产超过规定"),
                    ("death", "保障对象死亡"),
                    ("moved", "迁出或不再居住"),
                    ("voluntary", "家庭主动退出"),
                    ("non_cooperation", "拒不配合核查"),
                    ("other", "其他"),
                ],
                db_default="",
                default="",
                max_length=16,
                verbose_name="停发原因",
            ),
        ),
        migrations.AlterField(
            model_name="townshipopinion",
            name="assessment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinion",
                to="applicants.assessment",
                verbose_name="待遇计算",
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
                ],
                max_length=10,
                verbose_name="初审意见",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="a_closed_case_has_changed_its_grant",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN old_rows o USING (id)\n                JOIN applicants_decision d ON d.case_id = n.id\n                JOIN applicants_grant b ON b.id = n.grant_id\n                WHERE n.status = 'confirmed' AND o.status <> n.status AND n.kind IN ('recheck', 'change')\n                  AND (b.ended_by_id IS NOT DISTINCT FROM d.id) = (d.outcome = 'keep')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_closed_case_has_changed_its_grant' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e5186a2f243357dbb997f7c13797dc5bcd938a3b",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN applicants_grant g ON g.id = n.grant_id\n                WHERE g.household_id <> n.household_id OR g.last_month IS NOT NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_case_is_about_a_grant_of_its_household' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8062e596f7bebd7e991affd74114c11fc6f1f746",
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
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_decision_rests_on_an_opinion_of_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                WHERE d.outcome <> 'transfer' AND c.kind <> 'takeover'\n                  AND (d.outcome NOT IN ('refuse', 'end') AND (\n                            a.id IS NULL OR a.outcome = 'not_eligible' AND NOT EXISTS (\n                                SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed))\n                       OR a.case_id <> d.case_id OR a.rule_set_id <> c.rule_set_id\n                       OR NOT EXISTS (SELECT FROM applicants_townshipopinion p WHERE p.case_id = d.case_id\n                                      AND p.assessment_id IS NOT DISTINCT FROM d.assessment_id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_decision_rests_on_an_opinion_of_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8c79cd1fb1cba60a9c1da494db40444678045f90",
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
                name="a_benefit_changes_as_it_was_proposed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                WHERE c.kind IN ('recheck', 'change') AND (d.outcome, d.end_reason, d.assessment_id)\n                  IS DISTINCT FROM (SELECT (p.proposal, p.end_reason, p.assessment_id)\n                                    FROM applicants_townshipopinion p\n                                    WHERE p.case_id = c.id ORDER BY p.id DESC LIMIT 1)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_benefit_changes_as_it_was_proposed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7e8b0a23734f62b6e8a85ebbc244ab1c37a87112",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_benefit_changes_as_it_was_proposed_a05d3",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                JOIN applicants_ruleset r ON r.id = c.rule_set_id\n                WHERE d.outcome IN ('decrease', 'end')\n                  AND coalesce((r.terms ->> 'hearing_before_cut')::boolean, true)\n                  AND NOT EXISTS (\n                    SELECT FROM applicants_hearingrecord h\n                    WHERE h.case_id = c.id AND h.held_on <= d.decided_on\n                      AND h.opinion_id = (SELECT max(p.id) FROM applicants_townshipopinion p WHERE p.case_id = c.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_cut_waits_for_the_familys_word' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="67023f210f8f064d7e70fc5eb3a40791dc6be1f4",
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
                name="nobody_decides_a_case_they_entered_or_judged",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                LEFT JOIN applicants_townshipopinion p ON p.case_id = d.case_id\n                      AND p.assessment_id IS NOT DISTINCT FROM d.assessment_id\n                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed\n                WHERE c.kind <> 'takeover'\n                  AND d.decided_by_id IN (c.entered_by_id, a.assessed_by_id, p.given_by_id,\n                                          o.given_by_id, o.answered_by_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_decides_a_case_they_entered_or_judged' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fe88c52086e43f6977659ed7e4b84e373e7b9982",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_decides_a_case_they_entered_or_judged_298ab",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                WHERE d.outcome <> ALL (CASE\n                    WHEN c.kind = 'application' THEN '{grant,refuse}'::text[]\n                    WHEN c.kind = 'takeover' THEN '{grant}'\n                    WHEN c.kind = 'transfer' THEN '{transfer}'\n                    ELSE '{keep,increase,decrease,adjust,end}' END)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_outcome_fits_the_kind_of_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3765ccb45b34e28a11e86c84627bcd56609d8465",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN applicants_decision d ON d.id = n.ended_by_id\n                LEFT JOIN applicants_case c ON c.id = d.case_id\n                WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL\n                  AND (c.grant_id IS DISTINCT FROM n.id\n                       OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'transfer')\n                       OR d.outcome <> 'transfer' AND d.end_reason <> 'death'\n                          AND n.last_month < date_trunc('month', d.decided_on)::date)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_is_ended_by_a_case_about_it' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fa19fae47edc91a15f89eba0fabcfe44c5e46760",
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
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_is_about_its_case_and_its_numbers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_case c ON c.id = p.case_id\n                LEFT JOIN applicants_assessment a ON a.id = p.assessment_id\n                WHERE a.case_id <> p.case_id\n                   OR (p.proposal IN ('grant', 'refuse')) = (c.kind IN ('recheck', 'change'))\n                   OR p.proposal NOT IN ('refuse', 'end') AND a.outcome = 'not_eligible' AND NOT EXISTS (\n                        SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed)\n                   OR p.end_reason IN ('income', 'property') AND a.outcome = 'eligible'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_is_about_its_case_and_its_numbers' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="996ac1728faac246ed42a34fb99cd4f014681f21",
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
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ("confirmed", "refused", "withdrawn", "ended")), _negated=True
                ),
                fields=("grant",),
                name="a_grant_is_looked_at_by_one_case_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="townshipopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "end_reason__in",
                            [
                                "income",
                                "property",
                                "death",
                                "moved",
                                "voluntary",
                                "non_cooperation",
                                "other",
                            ],
                        ),
                        ("proposal", "end"),
                    ),
                    models.Q(models.Q(("proposal", "end"), _negated=True), ("end_reason", "")),
                    _connector="OR",
                ),
                name="an_opinion_to_end_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="townshipopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assessment__isnull", False),
                    models.Q(
                        ("proposal", "end"),
                        models.Q(("end_reason__in", ("income", "property")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_opinion_rests_on_an_assessment_unless_life_ended_the_benefit",
            ),
        ),
        migrations.AddField(
            model_name="hearingrecord",
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
            model_name="hearingrecord",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearings",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="hearingrecord",
            name="opinion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearings",
                to="applicants.townshipopinion",
                verbose_name="初审意见",
            ),
        ),
        migrations.AddField(
            model_name="hearingrecord",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="记录人",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("manner__in", ["home", "office", "telephone", "written", "absent", "nobody"])
                ),
                name="hearing_manner_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_invited_on__isnull", False),
                        ("heard_name", ""),
                        ("held_on__gte", models.F("second_invited_on")),
                        ("manner", "absent"),
                        ("second_invited_on__gt", models.F("first_invited_on")),
                        ("second_invited_on__isnull", False),
                        ("stance", "silent"),
                    ),
                    models.Q(
                        models.Q(("manner", "absent"), _negated=True),
                        models.Q(("heard_name", ""), _negated=True),
                        ("first_invited_on__isnull", True),
                        ("second_invited_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="whoever_did_not_come_was_invited_twice",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hearingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="hearing_record_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'hearing_record is append-only' USING ERRCODE = '23514';",
                    hash="0fc1d7edabbd48444bf86bae07339e305a84d735",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_hearing_record_is_append_only_bbe8a",
                    table="applicants_hearingrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hearingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="a_hearing_is_about_a_cut_proposed_before",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h JOIN applicants_townshipopinion p ON p.id = h.opinion_id\n                WHERE p.case_id <> h.case_id OR p.area_code <> h.area_code\n                   OR p.proposal NOT IN ('decrease', 'end') OR h.held_on < p.given_on\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_hearing_is_about_a_cut_proposed_before' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="30939d3733ba535e77e2425c29281ed045fc49c4",
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
            model_name="hearingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="a_hearing_is_not_of_tomorrow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h\n                WHERE h.held_on > (now() AT TIME ZONE 'Asia/Shanghai')::date\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_hearing_is_not_of_tomorrow' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="90a55da5673e7ce1ed7ef015e945da6255d63714",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_hearing_is_not_of_tomorrow_f4244",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_hearingrecord",
                    when="AFTER",
                ),
            ),
        ),
        protect_by_area("applicants_hearingrecord"),
        withhold("applicants_hearingrecord", "UPDATE", "DELETE"),
    ]
