"""What families say when they are looked at again; a re-check is decided on what was seen at the house."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0023_signatures_are_given_in_person"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecheckAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("members", "家庭成员"),
                            ("health", "健康、残疾和劳动能力"),
                            ("income", "收入"),
                            ("expenses", "支出"),
                            ("property", "财产"),
                            ("residence", "居住地"),
                        ],
                        max_length=12,
                        verbose_name="项目",
                    ),
                ),
                ("is_changed", models.BooleanField(verbose_name="有变化")),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="变化情况"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "核查答复",
                "verbose_name_plural": "核查答复",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="townshipopinion",
            name="an_opinion_follows_a_signed_visit",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_follows_a_signed_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p LEFT JOIN applicants_case c ON c.id = p.case_id\n                WHERE c.id IS NULL OR c.area_code <> p.area_code\n                   OR c.kind IN ('application', 'recheck') AND NOT EXISTS (\n                    SELECT FROM applicants_homevisit v\n                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'\n                      AND v.visited_on <= p.given_on\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_follows_a_signed_visit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b45706b079dba0057bb701ae0fbbc2da72942dd1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_follows_a_signed_visit_4f817",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="recheckanswer",
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
            model_name="recheckanswer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recheck_answers",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheckanswer",
            constraint=models.UniqueConstraint(
                fields=("case", "topic"), name="a_topic_is_answered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recheckanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "topic__in",
                        ["members", "health", "income", "expenses", "property", "residence"],
                    )
                ),
                name="recheck_topic_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheckanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_changed", True), models.Q(("note", ""), _negated=True)),
                    models.Q(("is_changed", False), ("note", "")),
                    _connector="OR",
                ),
                name="whoever_says_changed_says_what",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recheckanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="recheck_answer_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'recheck_answer is append-only' USING ERRCODE = '23514';",
                    hash="6c2515f8cbbc680d6e0c0cb9fbbd5b247ff907c0",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_recheck_answer_is_append_only_089fd",
                    table="applicants_recheckanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recheckanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="a_recheck_is_answered_in_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE c.id IS NULL OR c.kind <> 'recheck' OR c.area_code <> n.area_code\n                   OR c.status <> 'accepted'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_recheck_is_answered_in_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c552cfb5974e3be028a3aae02040b1c2575029df",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_recheck_is_answered_in_its_case_7bd25",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_recheckanswer",
                    when="AFTER",
                ),
            ),
        ),
        protect_by_area("applicants_recheckanswer"),
        withhold("applicants_recheckanswer", "UPDATE", "DELETE"),
    ]
