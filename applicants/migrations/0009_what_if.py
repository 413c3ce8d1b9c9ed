"""Trials of other terms, kept with what came of them; rows are written once."""

from decimal import Decimal

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0008_whoever_comes_or_goes_has_a_reason"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WhatIf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("month", dibao.fields.MonthField(verbose_name="月份")),
                ("terms", models.JSONField(verbose_name="条款")),
                ("terms_hash", models.CharField(max_length=64, verbose_name="条款校验值")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("household_count", models.PositiveIntegerField(default=0, verbose_name="户数")),
                (
                    "before_total",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="现月金额合计",
                    ),
                ),
                (
                    "after_total",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="测算月金额合计",
                    ),
                ),
                (
                    "rows_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="结果校验值"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="完成时间"),
                ),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="测算人",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.ruleset",
                        verbose_name="现行规则",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="what_ifs",
                        to="applicants.ruleset",
                        verbose_name="草案",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策测算",
                "verbose_name_plural": "政策测算",
            },
        ),
        migrations.CreateModel(
            name="WhatIfRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("gains", "增加"),
                            ("loses", "减少"),
                            ("enters", "新进"),
                            ("leaves", "退出"),
                            ("same", "不变"),
                            ("review", "需人工核定"),
                        ],
                        max_length=8,
                        verbose_name="变化",
                    ),
                ),
                (
                    "before_class",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")],
                        null=True,
                        verbose_name="现类别",
                    ),
                ),
                (
                    "after_class",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")],
                        null=True,
                        verbose_name="测算类别",
                    ),
                ),
                ("before_covered", models.PositiveSmallIntegerField(verbose_name="现保障人数")),
                ("after_covered", models.PositiveSmallIntegerField(verbose_name="测算保障人数")),
                (
                    "before_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="现月金额（元）",
                    ),
                ),
                (
                    "after_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="测算月金额（元）",
                    ),
                ),
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
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.assessment",
                        verbose_name="待遇计算",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.grant",
                        verbose_name="现有待遇",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "what_if",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="applicants.whatif",
                        verbose_name="政策测算",
                    ),
                ),
            ],
            options={
                "verbose_name": "测算明细",
                "verbose_name_plural": "测算明细",
            },
        ),
        migrations.AddConstraint(
            model_name="whatif",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("rows_hash", "")),
                    models.Q(
                        ("finished_at__isnull", False), models.Q(("rows_hash", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_finished_what_if_has_its_digest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whatif",
            trigger=pgtrigger.compiler.Trigger(
                name="what_if_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'what_if is never deleted' USING ERRCODE = '23514';",
                    hash="d46862339b13bc2bab6a291736a5c10f16b71c62",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_what_if_is_never_deleted_e5b9e",
                    table="applicants_whatif",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whatif",
            trigger=pgtrigger.compiler.Trigger(
                name="a_finished_what_if_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL OR o.finished_at IS NOT NULL OR (o.terms, o.month, o.area_code) <> (n.terms, n.month, n.area_code)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_finished_what_if_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5d421beb4fe969f7252f69c1ca52e9cb763f408d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_finished_what_if_never_changes_05f76",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_whatif",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="whatifrow",
            constraint=models.UniqueConstraint(
                fields=("what_if", "household"), name="a_what_if_judges_a_household_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="whatifrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("after_amount__gte", 0), ("before_amount__gte", 0)),
                name="what_if_amounts_are_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whatifrow",
            trigger=pgtrigger.compiler.Trigger(
                name="what_if_row_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'what_if_row is append-only' USING ERRCODE = '23514';",
                    hash="fc4bb72158e99e48b9ce65f4bcf4e66f974dcc1b",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_what_if_row_is_append_only_276ef",
                    table="applicants_whatifrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whatifrow",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_come_before_their_what_if_is_finished",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n LEFT JOIN applicants_whatif w ON w.id = n.what_if_id WHERE w.id IS NULL OR w.finished_at IS NOT NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rows_come_before_their_what_if_is_finished' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="404517ef5a6854b3621183557c894078b0aae7d4",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_rows_come_before_their_what_if_is_finished_3c4a1",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_whatifrow",
                    when="AFTER",
                ),
            ),
        ),
        protect_by_area("applicants_whatif"),
        protect_by_area("applicants_whatifrow"),
        withhold("applicants_whatif", "DELETE"),
        withhold("applicants_whatifrow", "UPDATE", "DELETE"),
    ]
