"""What is published about a county's month."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dibao", "0002_traces_are_only_added"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", dibao.fields.MonthField(verbose_name="月份")),
                ("households", models.PositiveIntegerField(verbose_name="户数")),
                ("persons", models.PositiveIntegerField(verbose_name="保障人数")),
                ("class_1_persons", models.PositiveIntegerField(verbose_name="一类人数")),
                ("class_2_persons", models.PositiveIntegerField(verbose_name="二类人数")),
                ("class_3_persons", models.PositiveIntegerField(verbose_name="三类人数")),
                (
                    "class_1_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="一类金额",
                    ),
                ),
                (
                    "class_2_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="二类金额",
                    ),
                ),
                (
                    "class_3_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="三类金额",
                    ),
                ),
                (
                    "due_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="应发",
                    ),
                ),
                (
                    "paid_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="已发",
                    ),
                ),
                (
                    "in_flight_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="在途",
                    ),
                ),
                (
                    "failed_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="未发成",
                    ),
                ),
                (
                    "held_amount",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="缓发",
                    ),
                ),
                ("published_on", models.DateField(verbose_name="公布日期")),
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "月度公布数据",
                "verbose_name_plural": "月度公布数据",
                "ordering": ("-month", "area"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area", "month"), name="a_county_publishes_a_month_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "persons",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("class_1_persons"),
                                        "+",
                                        models.F("class_2_persons"),
                                    ),
                                    "+",
                                    models.F("class_3_persons"),
                                ),
                            )
                        ),
                        name="published_persons_are_those_of_their_classes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("class_1_amount"), "+", models.F("class_2_amount")
                                    ),
                                    "+",
                                    models.F("class_3_amount"),
                                ),
                            )
                        ),
                        name="published_money_is_that_of_its_classes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("paid_amount"),
                                            "+",
                                            models.F("in_flight_amount"),
                                        ),
                                        "+",
                                        models.F("failed_amount"),
                                    ),
                                    "+",
                                    models.F("held_amount"),
                                ),
                            )
                        ),
                        name="published_money_is_paid_or_under_way",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="monthfigures",
            trigger=pgtrigger.compiler.Trigger(
                name="month_figures_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'month_figures is append-only' USING ERRCODE = '23514';",
                    hash="3597b8bd6f07ed9147bc374800c418bedec5aed0",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_month_figures_is_append_only_5768e",
                    table="oversight_monthfigures",
                    when="BEFORE",
                ),
            ),
        ),
    ]
