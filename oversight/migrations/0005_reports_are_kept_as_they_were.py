"""Reports are kept with every figure as they were worked out; nobody changes one, and areas see their own."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0010_nobody_posts_themselves"),
        ("oversight", "0004_inspections_are_kept_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report", models.CharField(max_length=40, verbose_name="报表")),
                ("first_month", dibao.fields.MonthField(verbose_name="起始月份")),
                ("last_month", dibao.fields.MonthField(verbose_name="终止月份")),
                (
                    "rows_by",
                    models.CharField(
                        choices=[
                            ("province", "省"),
                            ("prefecture", "市"),
                            ("county", "县（市、区）"),
                            ("township", "乡镇"),
                            ("village", "村"),
                        ],
                        max_length=10,
                        verbose_name="按哪一级",
                    ),
                ),
                ("made_on", models.DateField(verbose_name="填表日期")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="计算时间",
                    ),
                ),
                ("rule_sets", models.JSONField(default=list, verbose_name="适用规则")),
                ("inputs", models.JSONField(default=dict, verbose_name="数据到哪里为止")),
                ("not_closed", models.JSONField(default=list, verbose_name="没有结清的月份")),
                ("figures", models.JSONField(verbose_name="数字")),
                ("figures_hash", models.CharField(max_length=64, verbose_name="数字校验值")),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填表人",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repetitions",
                        to="oversight.reportrun",
                        verbose_name="重算哪一次",
                    ),
                ),
            ],
            options={
                "verbose_name": "报表存档",
                "verbose_name_plural": "报表存档",
                "indexes": [models.Index(fields=["area", "report"], name="report_run_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_month__gte", models.F("first_month"))),
                        name="report_run_months_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("figures_hash__regex", "^[0-9a-f]{64}$")),
                        name="report_run_has_a_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows_by__in",
                                ["province", "prefecture", "county", "township", "village"],
                            )
                        ),
                        name="report_run_level_is_known",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportrun",
            trigger=pgtrigger.compiler.Trigger(
                name="report_run_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'report_run is append-only' USING ERRCODE = '23514';",
                    hash="cd496f64df9b350b0123a0a171bd5cb6ae79689c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_report_run_is_append_only_7bad2",
                    table="oversight_reportrun",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportrun",
            trigger=pgtrigger.compiler.Trigger(
                name="report_run_made_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.made_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'report_run_made_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="80060fa2dd18db150f274ce4191ee30d148aeedc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_report_run_made_by_is_who_acts_06612",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_reportrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportrun",
            trigger=pgtrigger.compiler.Trigger(
                name="a_repetition_is_of_the_same_report",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_reportrun r ON r.id = n.repeats_id\n                WHERE n.repeats_id IS NOT NULL AND (\n                    r.id IS NULL OR (r.area_code, r.report, r.first_month, r.last_month, r.rows_by)\n                                 <> (n.area_code, n.report, n.first_month, n.last_month, n.rows_by))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_repetition_is_of_the_same_report' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fb2873b34e908a181e5362b6b99f1a3a65f9c8c2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_repetition_is_of_the_same_report_0184b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_reportrun",
                    when="AFTER",
                ),
            ),
        ),
        protect_by_area("oversight_reportrun"),
        withhold("oversight_reportrun", "UPDATE", "DELETE"),
    ]
