"""What an inspection is drawn from, what it finds, and what is put right."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0049_months_of_grace_go_along"),
        ("dibao", "0010_nobody_posts_themselves"),
        ("oversight", "0002_the_public_reads_what_was_published"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "拟定"),
                            ("frozen", "名单已定"),
                            ("drawn", "检查中"),
                            ("closed", "已结束"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("population_on", models.DateField(verbose_name="对象日期")),
                (
                    "townships",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="乡镇",
                    ),
                ),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="类别",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="重点对象",
                    ),
                ),
                (
                    "granted_since",
                    dibao.fields.MonthField(blank=True, null=True, verbose_name="首次享受不早于"),
                ),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="置信度（%）"
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="误差范围（±%）",
                    ),
                ),
                (
                    "given_size",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="指定户数"),
                ),
                (
                    "seed_source",
                    models.CharField(
                        choices=[("published", "以后公开发布的号码"), ("dice", "两人当众掷骰")],
                        max_length=10,
                        verbose_name="种子来源",
                    ),
                ),
                ("seed_rule", models.CharField(max_length=200, verbose_name="取数办法")),
                ("planned_on", models.DateField(verbose_name="拟定日期")),
                ("frozen_on", models.DateField(null=True, verbose_name="名单日期")),
                (
                    "household_count",
                    models.PositiveIntegerField(null=True, verbose_name="名单户数"),
                ),
                ("sample_size", models.PositiveIntegerField(null=True, verbose_name="抽查户数")),
                (
                    "list_hash",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="名单校验值"
                    ),
                ),
                (
                    "seed",
                    models.CharField(blank=True, default="", max_length=8, verbose_name="种子"),
                ),
                ("drawn_on", models.DateField(null=True, verbose_name="抽取日期")),
                ("closed_on", models.DateField(null=True, verbose_name="结束日期")),
                ("report", models.JSONField(null=True, verbose_name="检查报告")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="取消原因"
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
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="结束人",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对种子的人",
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="定名单人",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查",
                "verbose_name_plural": "抽查",
            },
        ),
        migrations.CreateModel(
            name="InspectionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("members", "家庭成员"),
                            ("income", "收入"),
                            ("house", "住房"),
                            ("property", "财产"),
                            ("amount", "领到的钱"),
                        ],
                        max_length=10,
                        verbose_name="项目",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agrees", "一致"),
                            ("differs", "不一致"),
                            ("unverified", "无法核实"),
                        ],
                        max_length=10,
                        verbose_name="核对结果",
                    ),
                ),
                (
                    "found",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="实际情况"
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="填写时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
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
            ],
            options={
                "verbose_name": "抽查核对项",
                "verbose_name_plural": "抽查核对项",
            },
        ),
        migrations.CreateModel(
            name="InspectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "拟定"),
                            ("frozen", "名单已定"),
                            ("drawn", "检查中"),
                            ("closed", "已结束"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("population_on", models.DateField(verbose_name="对象日期")),
                (
                    "townships",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="乡镇",
                    ),
                ),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="类别",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="重点对象",
                    ),
                ),
                (
                    "granted_since",
                    dibao.fields.MonthField(blank=True, null=True, verbose_name="首次享受不早于"),
                ),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="置信度（%）"
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="误差范围（±%）",
                    ),
                ),
                (
                    "given_size",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="指定户数"),
                ),
                (
                    "seed_source",
                    models.CharField(
                        choices=[("published", "以后公开发布的号码"), ("dice", "两人当众掷骰")],
                        max_length=10,
                        verbose_name="种子来源",
                    ),
                ),
                ("seed_rule", models.CharField(max_length=200, verbose_name="取数办法")),
                ("planned_on", models.DateField(verbose_name="拟定日期")),
                ("frozen_on", models.DateField(null=True, verbose_name="名单日期")),
                (
                    "household_count",
                    models.PositiveIntegerField(null=True, verbose_name="名单户数"),
                ),
                ("sample_size", models.PositiveIntegerField(null=True, verbose_name="抽查户数")),
                (
                    "list_hash",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="名单校验值"
                    ),
                ),
                (
                    "seed",
                    models.CharField(blank=True, default="", max_length=8, verbose_name="种子"),
                ),
                ("drawn_on", models.DateField(null=True, verbose_name="抽取日期")),
                ("closed_on", models.DateField(null=True, verbose_name="结束日期")),
                ("report", models.JSONField(null=True, verbose_name="检查报告")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="取消原因"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="结束人",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对种子的人",
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="定名单人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.inspection",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟定人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionInspector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="编号")),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspectors",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查人员",
                "verbose_name_plural": "检查人员",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="InspectionList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="名单")),
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
                    "inspection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查名单",
                "verbose_name_plural": "抽查名单",
            },
        ),
        migrations.CreateModel(
            name="InspectionSeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digits", models.CharField(max_length=8, verbose_name="种子")),
                ("told_on", models.DateField(verbose_name="取数日期")),
                ("source", models.CharField(max_length=200, verbose_name="来源说明")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                ("is_agreed", models.BooleanField(null=True, verbose_name="核对一致")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seeds",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查种子",
                "verbose_name_plural": "抽查种子",
            },
        ),
        migrations.CreateModel(
            name="InspectionSeedEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("digits", models.CharField(max_length=8, verbose_name="种子")),
                ("told_on", models.DateField(verbose_name="取数日期")),
                ("source", models.CharField(max_length=200, verbose_name="来源说明")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                ("is_agreed", models.BooleanField(null=True, verbose_name="核对一致")),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.inspectionseed",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionStratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="层号")),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")], verbose_name="类别"
                    ),
                ),
                ("household_count", models.PositiveIntegerField(verbose_name="名单户数")),
                ("sample_size", models.PositiveIntegerField(verbose_name="抽查户数")),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strata",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查分层",
                "verbose_name_plural": "抽查分层",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="InspectionSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stratum", models.PositiveSmallIntegerField(verbose_name="层号")),
                ("number", models.PositiveIntegerField(verbose_name="层内序号")),
                ("key", models.CharField(max_length=12, verbose_name="代号")),
                ("route", models.PositiveSmallIntegerField(verbose_name="路线号")),
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
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.grant",
                        verbose_name="待遇",
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查对象",
                "verbose_name_plural": "抽查对象",
            },
        ),
        migrations.CreateModel(
            name="InspectionVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("record", models.JSONField(verbose_name="抽取当日的档案")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待查"),
                            ("submitted", "待另一人确认"),
                            ("signed", "已查"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("visited_on", models.DateField(null=True, verbose_name="入户日期")),
                (
                    "remarks",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=500, verbose_name="备注"
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
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
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员甲",
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员乙",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit",
                        to="oversight.inspectionsubject",
                        verbose_name="抽查对象",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查入户",
                "verbose_name_plural": "抽查入户",
            },
        ),
        migrations.CreateModel(
            name="InspectionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.document",
                        verbose_name="照片",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="oversight.inspectionvisit",
                        verbose_name="抽查入户",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查照片",
                "verbose_name_plural": "抽查照片",
            },
        ),
        migrations.CreateModel(
            name="InspectionAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("members", "家庭成员"),
                            ("income", "收入"),
                            ("house", "住房"),
                            ("property", "财产"),
                            ("amount", "领到的钱"),
                        ],
                        max_length=10,
                        verbose_name="项目",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agrees", "一致"),
                            ("differs", "不一致"),
                            ("unverified", "无法核实"),
                        ],
                        max_length=10,
                        verbose_name="核对结果",
                    ),
                ),
                (
                    "found",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="实际情况"
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="填写时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.inspectionanswer",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.inspectionvisit",
                        verbose_name="抽查入户",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="inspectionanswer",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="oversight.inspectionvisit",
                verbose_name="抽查入户",
            ),
        ),
        migrations.CreateModel(
            name="InspectionVisitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("record", models.JSONField(verbose_name="抽取当日的档案")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待查"),
                            ("submitted", "待另一人确认"),
                            ("signed", "已查"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("visited_on", models.DateField(null=True, verbose_name="入户日期")),
                (
                    "remarks",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=500, verbose_name="备注"
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员甲",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.inspectionvisit",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员乙",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.inspectionsubject",
                        verbose_name="抽查对象",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectorBar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("relative", "近亲属备案"), ("handled", "办过这户的案件")],
                        max_length=10,
                        verbose_name="回避原因",
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bars",
                        to="oversight.inspection",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oversight.inspectioninspector",
                        verbose_name="检查人员",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bars",
                        to="oversight.inspectionsubject",
                        verbose_name="抽查对象",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查人员回避",
                "verbose_name_plural": "检查人员回避",
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("title", models.CharField(max_length=80, verbose_name="来自抽查")),
                ("findings", models.TextField(verbose_name="检查发现")),
                ("demand", models.CharField(max_length=500, verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待整改"),
                            ("answered", "待复核"),
                            ("accepted", "已整改"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="交办日期")),
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="交办人",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="oversight.inspectionvisit",
                        verbose_name="抽查入户",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查整改",
                "verbose_name_plural": "抽查整改",
            },
        ),
        migrations.CreateModel(
            name="RectificationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=1000, verbose_name="整改情况")),
                ("answered_on", models.DateField(verbose_name="报告日期")),
                ("judged_on", models.DateField(null=True, verbose_name="复核日期")),
                ("is_accepted", models.BooleanField(null=True, verbose_name="同意销号")),
                (
                    "judgement",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="复核意见"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告人",
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
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.document",
                        verbose_name="证明材料",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="oversight.rectification",
                        verbose_name="抽查整改",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改答复",
                "verbose_name_plural": "整改答复",
            },
        ),
        migrations.CreateModel(
            name="RectificationAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("words", models.CharField(max_length=1000, verbose_name="整改情况")),
                ("answered_on", models.DateField(verbose_name="报告日期")),
                ("judged_on", models.DateField(null=True, verbose_name="复核日期")),
                ("is_accepted", models.BooleanField(null=True, verbose_name="同意销号")),
                (
                    "judgement",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="复核意见"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告人",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.document",
                        verbose_name="证明材料",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.rectificationanswer",
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.rectification",
                        verbose_name="抽查整改",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RectificationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("title", models.CharField(max_length=80, verbose_name="来自抽查")),
                ("findings", models.TextField(verbose_name="检查发现")),
                ("demand", models.CharField(max_length=500, verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待整改"),
                            ("answered", "待复核"),
                            ("accepted", "已整改"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="交办日期")),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="交办人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="oversight.rectification",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="oversight.inspectionvisit",
                        verbose_name="抽查入户",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["planned", "frozen", "drawn", "closed", "cancelled"])
                ),
                name="inspection_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed_source__in", ["published", "dice"])),
                name="seed_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confidence__in", (90, 95, 99)),
                        ("given_size__isnull", True),
                        ("margin__gt", 0),
                        ("margin__lt", 50),
                    ),
                    models.Q(
                        ("confidence__isnull", True),
                        ("given_size__gt", 0),
                        ("margin__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="an_inspection_has_one_way_to_its_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("frozen_by__isnull", True),
                        ("frozen_on__isnull", True),
                        ("household_count__isnull", True),
                        ("list_hash", ""),
                        ("sample_size__isnull", True),
                        ("status__in", ("planned", "cancelled")),
                    ),
                    models.Q(
                        ("frozen_by__isnull", False),
                        ("frozen_on__gte", models.F("population_on")),
                        ("frozen_on__isnull", False),
                        ("household_count__gt", 0),
                        ("list_hash__regex", "^[0-9a-f]{64}$"),
                        ("sample_size__gt", 0),
                        ("sample_size__lte", models.F("household_count")),
                        models.Q(("status", "planned"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_frozen_list_is_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("drawn_by__isnull", True),
                        ("drawn_on__isnull", True),
                        ("seed", ""),
                        ("status__in", ("planned", "frozen", "cancelled")),
                    ),
                    models.Q(
                        ("drawn_by__isnull", False),
                        ("drawn_on__isnull", False),
                        ("seed__regex", "^\\d{8}$"),
                        ("status__in", ("drawn", "closed")),
                    ),
                    _connector="OR",
                ),
                name="a_drawn_inspection_says_its_seed",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_by__isnull", False),
                        ("closed_on__isnull", False),
                        ("report__isnull", False),
                        ("status", "closed"),
                    ),
                    models.Q(
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("report__isnull", True),
                        models.Q(("status", "closed"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_closed_inspection_has_its_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("cancel_reason", ""), _negated=True), ("status", "cancelled")
                    ),
                    models.Q(
                        ("cancel_reason", ""), models.Q(("status", "cancelled"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_cancelled_inspection_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection is never deleted' USING ERRCODE = '23514';",
                    hash="73ff4798164cdbd04ba87e572eb0290eb778a669",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_inspection_is_never_deleted_e3949",
                    table="oversight_inspection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b772cff8d2cbd2b00037c7410b08654765fc92d4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_key_never_changes_3efe3",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('drawn', 'closed'), ('frozen', 'cancelled'), ('frozen', 'drawn'), ('planned', 'cancelled'), ('planned', 'frozen'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="265231da4f2cbe65da8eaf396abe1554c7252e6b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_moves_along_its_table_4c05c",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'planned' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1944621e7a954212ee417c9353fec4e23b29feb8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_starts_at_the_start_b140a",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_planned_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.planned_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_planned_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9a7d3d0dcd87f9a9472aea277679d23f47cd9652",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_planned_by_is_who_acts_5561b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_frozen_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.frozen_by_id IS DISTINCT FROM o.frozen_by_id\n        WHERE n.frozen_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_frozen_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="377630df7b1b4a2a8778271cb23d390b831fb945",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_frozen_by_is_who_acts_c7626",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_drawn_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.drawn_by_id IS DISTINCT FROM o.drawn_by_id\n        WHERE n.drawn_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_drawn_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ad867fc1ec5a061dd08093efc7ac207d5ffde025",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_drawn_by_is_who_acts_bbd7a",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_closed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.closed_by_id IS DISTINCT FROM o.closed_by_id\n        WHERE n.closed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_closed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5db04231caaff499216f5eacda00a362ef81e601",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_closed_by_is_who_acts_4dc80",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_inspection_stays_as_it_was_planned",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE to_jsonb(o) - '{status,version,frozen_by_id,frozen_on,household_count,sample_size,list_hash,seed,drawn_by_id,drawn_on,closed_by_id,closed_on,report,cancel_reason}'::text[] <> to_jsonb(n) - '{status,version,frozen_by_id,frozen_on,household_count,sample_size,list_hash,seed,drawn_by_id,drawn_on,closed_by_id,closed_on,report,cancel_reason}'::text[]\n                   OR o.frozen_on IS NOT NULL\n                      AND (o.frozen_by_id, o.frozen_on, o.household_count, o.sample_size, o.list_hash)\n                          IS DISTINCT FROM (n.frozen_by_id, n.frozen_on, n.household_count, n.sample_size, n.list_hash)\n                   OR o.drawn_on IS NOT NULL\n                      AND (o.seed, o.drawn_by_id, o.drawn_on) IS DISTINCT FROM (n.seed, n.drawn_by_id, n.drawn_on)\n                   OR o.closed_on IS NOT NULL\n                      AND (o.closed_by_id, o.closed_on, o.report)\n                          IS DISTINCT FROM (n.closed_by_id, n.closed_on, n.report)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_inspection_stays_as_it_was_planned' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7c4751eeeb3ed4394b8228a79c66308c6d3bd1bf",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_inspection_stays_as_it_was_planned_9316f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="a_list_is_frozen_with_all_its_families",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN oversight_inspectionlist l ON l.inspection_id = n.id\n                WHERE o.status = 'planned' AND n.status = 'frozen' AND (\n                    encode(sha256(convert_to(l.text, 'UTF8')), 'hex') IS DISTINCT FROM n.list_hash\n                    OR n.household_count IS DISTINCT FROM\n                       (SELECT count(*) FROM oversight_inspectionsubject s WHERE s.inspection_id = n.id)\n                    OR NOT EXISTS (\n                       SELECT FROM (SELECT sum(t.household_count) AS held, sum(t.sample_size) AS drawn\n                                    FROM oversight_inspectionstratum t WHERE t.inspection_id = n.id) s\n                       WHERE (s.held, s.drawn) = (n.household_count, n.sample_size)))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_list_is_frozen_with_all_its_families' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6803e360b9bf3cc86a16d26a59d36330abef82e6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_list_is_frozen_with_all_its_families_62ee2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_inspection_with_a_seed_goes_on",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> 'cancelled' AND n.status = 'cancelled'\n                  AND EXISTS (SELECT FROM oversight_inspectionseed s WHERE s.inspection_id = n.id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_inspection_with_a_seed_goes_on' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c7e3e2cabc3bc1f55ade45733ac982b6d7152db7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_inspection_with_a_seed_goes_on_ed687",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_inspection_is_drawn_by_a_seed_read_twice",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status = 'frozen' AND n.status = 'drawn' AND NOT EXISTS (\n                    SELECT FROM oversight_inspectionseed s\n                    WHERE s.inspection_id = n.id AND s.is_agreed AND s.digits = n.seed\n                      AND s.answered_by_id = n.drawn_by_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_inspection_is_drawn_by_a_seed_read_twice' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6026420353042414389ff13a5cd92d2d6a71f1fd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_inspection_is_drawn_by_a_seed_read_twice_557bd",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="a_draw_takes_of_each_stratum_what_was_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                JOIN oversight_inspectionstratum t ON t.inspection_id = n.id\n                WHERE o.status = 'frozen' AND n.status = 'drawn' AND t.sample_size <> (\n                    SELECT count(*) FROM oversight_inspectionvisit v\n                    JOIN oversight_inspectionsubject s ON s.id = v.subject_id\n                    WHERE v.inspection_id = n.id AND s.stratum = t.number)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_draw_takes_of_each_stratum_what_was_said' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6b00a13b95f93e7925b612729fe08b8517577549",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_draw_takes_of_each_stratum_what_was_said_6079f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_inspection_closes_with_every_visit_signed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                JOIN oversight_inspectionvisit v ON v.inspection_id = n.id\n                WHERE o.status = 'drawn' AND n.status = 'closed' AND v.status <> 'signed'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_inspection_closes_with_every_visit_signed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="68214ff4b9b112732221ad7d6c1dbd71aa8b531b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_inspection_closes_with_every_visit_signed_23491",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT new_values."area_code", new_values."cancel_reason", new_values."classes", new_values."closed_by_id", new_values."closed_on", new_values."confidence", new_values."drawn_by_id", new_values."drawn_on", new_values."frozen_by_id", new_values."frozen_on", new_values."given_size", new_values."granted_since", new_values."household_count", new_values."id", new_values."kinds", new_values."list_hash", new_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."planned_by_id", new_values."planned_on", new_values."population_on", new_values."report", new_values."sample_size", new_values."seed", new_values."seed_rule", new_values."seed_source", new_values."status", new_values."title", new_values."townships", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="7d3a75785196c9ebcf0410c06202c8c528f77c0e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ff5c0",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT new_values."area_code", new_values."cancel_reason", new_values."classes", new_values."closed_by_id", new_values."closed_on", new_values."confidence", new_values."drawn_by_id", new_values."drawn_on", new_values."frozen_by_id", new_values."frozen_on", new_values."given_size", new_values."granted_since", new_values."household_count", new_values."id", new_values."kinds", new_values."list_hash", new_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."planned_by_id", new_values."planned_on", new_values."population_on", new_values."report", new_values."sample_size", new_values."seed", new_values."seed_rule", new_values."seed_source", new_values."status", new_values."title", new_values."townships", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a7ca73980ee2e9ba56d79a3d21239236135a5535",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_db67f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT old_values."area_code", old_values."cancel_reason", old_values."classes", old_values."closed_by_id", old_values."closed_on", old_values."confidence", old_values."drawn_by_id", old_values."drawn_on", old_values."frozen_by_id", old_values."frozen_on", old_values."given_size", old_values."granted_since", old_values."household_count", old_values."id", old_values."kinds", old_values."list_hash", old_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."planned_by_id", old_values."planned_on", old_values."population_on", old_values."report", old_values."sample_size", old_values."seed", old_values."seed_rule", old_values."seed_source", old_values."status", old_values."title", old_values."townships", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3b347033d970661ec821d92b927d30034ef4f45d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3b017",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5c81b45d288493c00e028e9c9382285c0a08088c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ee8d4",
                    table="oversight_inspectionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioninspector",
            constraint=models.UniqueConstraint(
                fields=("inspection", "number"), name="an_inspector_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioninspector",
            constraint=models.UniqueConstraint(
                fields=("inspection", "staff"), name="an_inspector_is_in_the_pool_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectioninspector",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_inspector_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_inspector is append-only' USING ERRCODE = '23514';",
                    hash="a59fc61b1f896bff5b75c9930bde798b060aa892",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspection_inspector_is_append_only_b112b",
                    table="oversight_inspectioninspector",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectioninspector",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_inspector_comes_before_its_hash",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n        WHERE i.status IS DISTINCT FROM 'planned' OR i.area_code <> n.area_code\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_inspector_comes_before_its_hash' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="60391ceca16b71533caa886a24459a17b0a07609",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_inspector_comes_before_its_hash_c2ba9",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectioninspector",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionlist",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_list_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_list is append-only' USING ERRCODE = '23514';",
                    hash="53ce9b4e73a8441efeb6381cc108fa9ad8ee09e3",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspection_list_is_append_only_781aa",
                    table="oversight_inspectionlist",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionlist",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_list_comes_before_its_hash",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n        WHERE i.status IS DISTINCT FROM 'planned' OR i.area_code <> n.area_code\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_list_comes_before_its_hash' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3058996f61a99fbd2cb7e4c33ca2329348c16766",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_list_comes_before_its_hash_d1748",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionlist",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionseed",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("is_agreed", False), _negated=True),
                    ("is_agreed__isnull", True),
                    _connector="OR",
                ),
                fields=("inspection",),
                name="one_seed_at_a_time_draws_an_inspection",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionseed",
            constraint=models.CheckConstraint(
                condition=models.Q(("digits__regex", "^\\d{8}$")), name="a_seed_has_eight_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionseed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                        ("is_agreed__isnull", True),
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("is_agreed__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_answered_seed_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionseed",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_by", models.F("entered_by")), _negated=True),
                name="a_second_person_reads_a_seed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_seed_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_seed is never deleted' USING ERRCODE = '23514';",
                    hash="03c6678fce37b50269af0b24ebc950284b200bd2",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_inspection_seed_is_never_deleted_5b3f9",
                    table="oversight_inspectionseed",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_seed_entered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.entered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_seed_entered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ce84041528b92f64e9bb26fee5c00a01d4a8cb43",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_seed_entered_by_is_who_acts_0c391",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_seed_answered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.answered_by_id IS DISTINCT FROM o.answered_by_id\n        WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_seed_answered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c0d8779cafccc439c768119cfa571bb0dfd3702d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_seed_answered_by_is_who_acts_ababb",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seed_comes_after_its_list",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n                WHERE i.status IS DISTINCT FROM 'frozen' OR i.area_code <> n.area_code\n                   OR n.answered_at IS NOT NULL OR n.told_on < i.frozen_on\n                   OR i.seed_source = 'published' AND n.told_on <= i.frozen_on\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_seed_comes_after_its_list' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2028eb929a9f969783802530f6a8a3f5ea046c8a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_seed_comes_after_its_list_0171e",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seed_is_answered_once_and_stays_as_entered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.answered_at IS NOT NULL OR n.answered_at IS NULL\n                   OR to_jsonb(o) - '{answered_by_id,answered_at,is_agreed}'::text[]\n                      <> to_jsonb(n) - '{answered_by_id,answered_at,is_agreed}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_seed_is_answered_once_and_stays_as_entered' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f09bd0669c02e2284eb10d515b3693a843c4ee5c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_seed_is_answered_once_and_stays_as_entered_4c491",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionseedevent" ("answered_at", "answered_by_id", "area_code", "digits", "entered_at", "entered_by_id", "id", "inspection_id", "is_agreed", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "told_on") SELECT new_values."answered_at", new_values."answered_by_id", new_values."area_code", new_values."digits", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."inspection_id", new_values."is_agreed", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."source", new_values."told_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="32a3c50990563e5b7049c970d5986c85b7076583",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5178d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseed",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionseedevent" ("answered_at", "answered_by_id", "area_code", "digits", "entered_at", "entered_by_id", "id", "inspection_id", "is_agreed", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "told_on") SELECT old_values."answered_at", old_values."answered_by_id", old_values."area_code", old_values."digits", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."inspection_id", old_values."is_agreed", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."source", old_values."told_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="519f6527afe747bd89b15267041b4d14c4fe6224",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_11573",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_inspectionseed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionseedevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2d3cbd2a9ff939092c7df134736a1453716fe0db",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_94e3a",
                    table="oversight_inspectionseedevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionstratum",
            constraint=models.UniqueConstraint(
                fields=("inspection", "number"), name="a_stratum_has_its_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionstratum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sample_size__gte", 1), ("sample_size__lte", models.F("household_count"))
                ),
                name="a_stratum_gives_one_and_no_more_than_it_holds",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionstratum",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_stratum_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_stratum is append-only' USING ERRCODE = '23514';",
                    hash="ee8ca1ec861867f900b77f729193e8a5b9a35c8a",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspection_stratum_is_append_only_d93cd",
                    table="oversight_inspectionstratum",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionstratum",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_stratum_comes_before_its_hash",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n        WHERE i.status IS DISTINCT FROM 'planned' OR FALSE\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_stratum_comes_before_its_hash' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ca8e1d7d5eb923577ccefda80e78855d827f2cdf",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_stratum_comes_before_its_hash_51f98",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionstratum",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionsubject",
            constraint=models.UniqueConstraint(
                fields=("inspection", "household"), name="a_household_is_on_a_list_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionsubject",
            constraint=models.UniqueConstraint(
                fields=("inspection", "stratum", "number"), name="a_subject_has_its_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionsubject",
            constraint=models.UniqueConstraint(
                fields=("inspection", "key"), name="a_subject_has_its_key"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionsubject",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_subject_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_subject is append-only' USING ERRCODE = '23514';",
                    hash="49dc629579ed64e9d9b80fd84e7d98282d21090f",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspection_subject_is_append_only_71a86",
                    table="oversight_inspectionsubject",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionsubject",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_subject_comes_before_its_hash",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n        WHERE i.status IS DISTINCT FROM 'planned' OR FALSE\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_subject_comes_before_its_hash' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="db89e050cfb7779b4dd06a2297ed60ee5b58e868",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_subject_comes_before_its_hash_d5c8e",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionsubject",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionsubject",
            trigger=pgtrigger.compiler.Trigger(
                name="a_subject_is_in_benefit_where_it_lives",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_grant g ON g.id = n.grant_id\n                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n                WHERE g.id IS NULL OR g.household_id <> n.household_id OR g.area_code <> n.area_code\n                   OR g.first_month > i.population_on\n                   OR g.last_month < date_trunc('month', i.population_on)::date\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_subject_is_in_benefit_where_it_lives' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="0f4e209cdbc4ab62de474ff2ce3c87078fdcb2a2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_subject_is_in_benefit_where_it_lives_7cb68",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionsubject",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "submitted", "signed"])),
                name="inspection_visit_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("first", models.F("second")), _negated=True),
                name="two_people_make_a_pair_of_inspectors",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "open"),
                        ("submitted_at__isnull", True),
                        ("submitted_by__isnull", True),
                    ),
                    models.Q(
                        ("status__in", ("submitted", "signed")),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                        ("visited_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_submitted_inspection_visit_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("status", "signed"),
                    ),
                    models.Q(
                        ("signed_at__isnull", True),
                        ("signed_by__isnull", True),
                        models.Q(("status", "signed"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_signed_inspection_visit_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed_by", models.F("submitted_by")), _negated=True),
                name="both_inspectors_sign_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("submitted_by__isnull", True),
                    ("submitted_by", models.F("first")),
                    ("submitted_by", models.F("second")),
                    _connector="OR",
                ),
                name="a_visit_is_submitted_by_its_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", True),
                    ("signed_by", models.F("first")),
                    ("signed_by", models.F("second")),
                    _connector="OR",
                ),
                name="a_visit_is_signed_by_its_pair",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_visit is never deleted' USING ERRCODE = '23514';",
                    hash="7edbddd750c98fa69277583504d59d4cc6cadd23",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_inspection_visit_is_never_deleted_97638",
                    table="oversight_inspectionvisit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_visit_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="934172eadf692c648d44cb903a7fd2d48fc5ac94",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_visit_key_never_changes_342a0",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('open', 'submitted'), ('submitted', 'open'), ('submitted', 'signed'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_visit_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bd268690e30a1dc8e72e392a1b4e682b762346fc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_visit_moves_along_its_table_b8a77",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'open' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_visit_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="51522a177de0911797eb3bb5db6dd8fa41c2f125",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_visit_starts_at_the_start_c6e14",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_submitted_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.submitted_by_id IS DISTINCT FROM o.submitted_by_id\n        WHERE n.submitted_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_visit_submitted_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7df7677a8bab7805225ee10b732c5ac7400003d1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_visit_submitted_by_is_who_acts_12bf7",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_visit_signed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.signed_by_id IS DISTINCT FROM o.signed_by_id\n        WHERE n.signed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_visit_signed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6ff0bc644e502e73ec9e5b94398ea7128711ee46",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_visit_signed_by_is_who_acts_49b30",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_is_drawn_from_its_list",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n                LEFT JOIN oversight_inspectionsubject s\n                       ON s.id = n.subject_id AND s.inspection_id = n.inspection_id\n                      AND s.household_id = n.household_id AND s.area_code = n.area_code\n                WHERE i.status IS DISTINCT FROM 'frozen' OR s.id IS NULL\n                   OR 2 <> (SELECT count(*) FROM oversight_inspectioninspector p\n                            WHERE p.inspection_id = n.inspection_id AND p.staff_id IN (n.first_id, n.second_id)\n                              AND NOT EXISTS (SELECT FROM oversight_inspectorbar b\n                                              WHERE b.inspector_id = p.id AND b.subject_id = s.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_is_drawn_from_its_list' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5b22a3c85f039958d1b925a374a8789d6474231f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_visit_is_drawn_from_its_list_b9844",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_stays_as_drawn_while_it_runs",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n                WHERE to_jsonb(o) - '{status,version,visited_on,remarks,submitted_by_id,submitted_at,signed_by_id,signed_at}'::text[] <> to_jsonb(n) - '{status,version,visited_on,remarks,submitted_by_id,submitted_at,signed_by_id,signed_at}'::text[]\n                   OR o.status = 'signed' OR i.status IS DISTINCT FROM 'drawn'\n                   OR o.status = 'submitted' AND (o.visited_on, o.remarks) IS DISTINCT FROM (n.visited_on, n.remarks)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_stays_as_drawn_while_it_runs' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="13e0aa70be84b1a312248ef770d412b59ef72c3f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_stays_as_drawn_while_it_runs_12c21",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_is_submitted_with_every_item",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status = 'open' AND n.status = 'submitted' AND 5 <> (\n                    SELECT count(*) FROM oversight_inspectionanswer a WHERE a.visit_id = n.id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_is_submitted_with_every_item' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d1a58a67b857da7947bb3a977de9510bccf8b0a5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_is_submitted_with_every_item_11a51",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionvisitevent" ("area_code", "first_id", "household_id", "id", "inspection_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "remarks", "second_id", "signed_at", "signed_by_id", "status", "subject_id", "submitted_at", "submitted_by_id", "version", "visited_on") SELECT new_values."area_code", new_values."first_id", new_values."household_id", new_values."id", new_values."inspection_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."record", new_values."remarks", new_values."second_id", new_values."signed_at", new_values."signed_by_id", new_values."status", new_values."subject_id", new_values."submitted_at", new_values."submitted_by_id", new_values."version", new_values."visited_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="8dd38634c49892c38acb0ed2aa0c71d08c9f2c2a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fcd0c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionvisitevent" ("area_code", "first_id", "household_id", "id", "inspection_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "remarks", "second_id", "signed_at", "signed_by_id", "status", "subject_id", "submitted_at", "submitted_by_id", "version", "visited_on") SELECT old_values."area_code", old_values."first_id", old_values."household_id", old_values."id", old_values."inspection_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."record", old_values."remarks", old_values."second_id", old_values."signed_at", old_values."signed_by_id", old_values."status", old_values."subject_id", old_values."submitted_at", old_values."submitted_by_id", old_values."version", old_values."visited_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="36060a3a51bd1e882cf8daf8ec2cbcc41bd4fcca",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7f666",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_photo_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_photo is append-only' USING ERRCODE = '23514';",
                    hash="8d68f58ae3d92881ab1f59e7651f87229371a454",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspection_photo_is_append_only_3db9e",
                    table="oversight_inspectionphoto",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="a_photo_is_of_its_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n                LEFT JOIN applicants_document d ON d.id = n.document_id\n                WHERE v.status IS DISTINCT FROM 'open' OR d.household_id IS DISTINCT FROM v.household_id\n                   OR v.area_code <> n.area_code OR d.added_by_id NOT IN (v.first_id, v.second_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_photo_is_of_its_visit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="26b5e6f21635de027acda69460a81ffb5af1a137",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_photo_is_of_its_visit_758d0",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionphoto",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4168f0c5f0aa9e456cc4341d17d3238fad24e31c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_406f3",
                    table="oversight_inspectionanswerevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionanswer",
            constraint=models.UniqueConstraint(
                fields=("visit", "item"), name="an_item_is_answered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("item__in", ["members", "income", "house", "property", "amount"])
                ),
                name="an_inspected_item_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "agrees"),
                    models.Q(
                        ("verdict__in", ("differs", "unverified")),
                        models.Q(("found", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="whoever_does_not_agree_says_what_they_found",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_answer_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspection_answer is never deleted' USING ERRCODE = '23514';",
                    hash="932150462e732fb151737fb21d9b1f1445dd703f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_inspection_answer_is_never_deleted_32c65",
                    table="oversight_inspectionanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_answer_answered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_answer_answered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1020c77858d7f2735d64154a295ee48e38a3ac9a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspection_answer_answered_by_is_who_acts_b3b48",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_item_is_written_in_ones_own_name",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_item_is_written_in_ones_own_name' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a04e4daf024551625bbfcd44c274ef830e5d60c6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_item_is_written_in_ones_own_name_b2463",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_item_is_answered_while_its_visit_is_open",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n    WHERE v.status IS DISTINCT FROM 'open' OR v.area_code <> n.area_code\n       OR n.answered_by_id NOT IN (v.first_id, v.second_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_item_is_answered_while_its_visit_is_open' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="4f58629bfc161bf58815d89ea229b0406c6f9c1e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_item_is_answered_while_its_visit_is_open_6b9ae",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_item_changes_while_its_visit_is_open",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n    SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n    WHERE v.status IS DISTINCT FROM 'open' OR v.area_code <> n.area_code\n       OR n.answered_by_id NOT IN (v.first_id, v.second_id)\n) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_item_changes_while_its_visit_is_open' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="93d7ed5f227b7405ed004b13d2c0f73a94ff9405",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_item_changes_while_its_visit_is_open_9e2c8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_answer_stays_with_its_item",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR (o.visit_id, o.item, o.area_code) <> (n.visit_id, n.item, n.area_code)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_answer_stays_with_its_item' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c6e069e9e338fa4c9df32f33865810fa42fec1cc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_answer_stays_with_its_item_e807e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionanswerevent" ("answered_at", "answered_by_id", "area_code", "found", "id", "item", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") SELECT new_values."answered_at", new_values."answered_by_id", new_values."area_code", new_values."found", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."verdict", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="654ad03461cc1be6b78c7fae3c40c470967e4aed",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1c107",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionanswerevent" ("answered_at", "answered_by_id", "area_code", "found", "id", "item", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") SELECT new_values."answered_at", new_values."answered_by_id", new_values."area_code", new_values."found", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."verdict", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="017670eaae0399b846500c01cd521a4ce3b3df96",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_acf47",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionanswerevent" ("answered_at", "answered_by_id", "area_code", "found", "id", "item", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") SELECT old_values."answered_at", old_values."answered_by_id", old_values."area_code", old_values."found", old_values."id", old_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."verdict", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="7b1991fb0463fc1dc2d247bd17394d9fa3f35389",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_30699",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_inspectionanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b8a9f5b19799e90122e0094b9745d5d3dc16fd78",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cef09",
                    table="oversight_inspectionvisitevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectorbar",
            constraint=models.UniqueConstraint(
                fields=("inspector", "subject"), name="an_inspector_is_barred_from_a_family_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectorbar",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["relative", "handled"])),
                name="why_an_inspector_is_barred_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectorbar",
            trigger=pgtrigger.compiler.Trigger(
                name="inspector_bar_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'inspector_bar is append-only' USING ERRCODE = '23514';",
                    hash="cf6739ede0cef11a97385d92bae1afc443feb26c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inspector_bar_is_append_only_a033d",
                    table="oversight_inspectorbar",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectorbar",
            trigger=pgtrigger.compiler.Trigger(
                name="inspector_bar_comes_before_its_hash",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n        WHERE i.status IS DISTINCT FROM 'planned' OR FALSE\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspector_bar_comes_before_its_hash' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="551682013b7614c54227a729d538a296ccb80563",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_inspector_bar_comes_before_its_hash_02ef2",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_inspectorbar",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "answered", "accepted"])),
                name="rectification_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("opened_on"))),
                name="a_rectification_has_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rectification is never deleted' USING ERRCODE = '23514';",
                    hash="8883a56e4f6f0d928cf5d14ca4175d88bb923b70",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_rectification_is_never_deleted_76a09",
                    table="oversight_rectification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="cc03651686e592dbe837ce0bdccba257b34ddf6e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_rectification_key_never_changes_832fb",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('answered', 'accepted'), ('answered', 'open'), ('open', 'answered'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b1c1dec6b453fbbbbbe8071d44070780e8689e78",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_rectification_moves_along_its_table_bc55e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'open' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="07c473bd152cedf714c38d7b001b3b952d1c10db",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_rectification_starts_at_the_start_90edb",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_opened_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.opened_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_opened_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="92105b21d3ac1eb8c32811c2c12e81073188996d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_rectification_opened_by_is_who_acts_ed6b4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="a_rectification_is_of_something_found",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n                WHERE v.status IS DISTINCT FROM 'signed' OR v.household_id <> n.household_id\n                   OR v.area_code <> n.area_code OR NOT EXISTS (\n                       SELECT FROM oversight_inspectionanswer a WHERE a.visit_id = v.id AND a.verdict <> 'agrees')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_rectification_is_of_something_found' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e2a1f0c6ed93a29b13ea36f6e1d0895a6feaf528",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_rectification_is_of_something_found_57380",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="a_rectification_stays_as_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE to_jsonb(o) - '{status,version}'::text[] <> to_jsonb(n) - '{status,version}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_rectification_stays_as_given' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b82ebe6193a4757ed574c24b3fc636b9aa5a8d30",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_rectification_stays_as_given_09815",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="a_rectification_is_accepted_with_its_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN LATERAL (\n                    SELECT a.is_accepted FROM oversight_rectificationanswer a\n                    WHERE a.rectification_id = n.id ORDER BY a.id DESC LIMIT 1) a ON true\n                WHERE n.status = 'accepted' AND o.status <> 'accepted' AND a.is_accepted IS NOT TRUE\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_rectification_is_accepted_with_its_answer' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3ebfd8eb512eb63b3fd3e248bac308082b2e0081",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_rectification_is_accepted_with_its_answer_144ce",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_rectificationevent" ("area_code", "demand", "due_on", "findings", "household_id", "id", "opened_by_id", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "version", "visit_id") SELECT new_values."area_code", new_values."demand", new_values."due_on", new_values."findings", new_values."household_id", new_values."id", new_values."opened_by_id", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."status", new_values."title", new_values."version", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4183296768063e877ddc54487fa5541b77438fc8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6a7e8",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_rectificationevent" ("area_code", "demand", "due_on", "findings", "household_id", "id", "opened_by_id", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "version", "visit_id") SELECT new_values."area_code", new_values."demand", new_values."due_on", new_values."findings", new_values."household_id", new_values."id", new_values."opened_by_id", new_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."status", new_values."title", new_values."version", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="346021dac52e62c817aa81d62f8ccb08460dc4a8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c430b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectification",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_rectificationevent" ("area_code", "demand", "due_on", "findings", "household_id", "id", "opened_by_id", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "version", "visit_id") SELECT old_values."area_code", old_values."demand", old_values."due_on", old_values."findings", old_values."household_id", old_values."id", old_values."opened_by_id", old_values."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."status", old_values."title", old_values."version", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="9cf85eb5d6f94008e792d6cd2d4c6fe8d2007db0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_84ef2",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_rectification",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("judged_on__isnull", True)),
                fields=("rectification",),
                name="one_answer_awaits_its_judgement",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_accepted__isnull", True),
                        ("judged_by__isnull", True),
                        ("judged_on__isnull", True),
                        ("judgement", ""),
                    ),
                    models.Q(
                        ("is_accepted", True),
                        ("judged_by__isnull", False),
                        ("judged_on__isnull", False),
                    ),
                    models.Q(
                        ("is_accepted", False),
                        ("judged_by__isnull", False),
                        ("judged_on__isnull", False),
                        models.Q(("judgement", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_judged_answer_says_by_whom_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("judged_by", models.F("answered_by")), _negated=True),
                name="a_second_person_judges_an_answer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_answer_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rectification_answer is never deleted' USING ERRCODE = '23514';",
                    hash="bad206eafc8cc922ed0928a0929b9d37de6c2583",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_rectification_answer_is_never_deleted_e811d",
                    table="oversight_rectificationanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_answer_answered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_answer_answered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fe1b744476199047631c7a0cab5b618d31cae4cd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_rectification_answer_answered_by_is_who_acts_b3f6c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="rectification_answer_judged_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.judged_by_id IS DISTINCT FROM o.judged_by_id\n        WHERE n.judged_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'rectification_answer_judged_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="33a9f1b494443f8b7adc4f3a73f122120c89de24",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_rectification_answer_judged_by_is_who_acts_d3675",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_answer_is_to_an_open_rectification",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_rectification r ON r.id = n.rectification_id\n                LEFT JOIN applicants_document d ON d.id = n.document_id\n                WHERE r.status IS DISTINCT FROM 'open' OR r.area_code <> n.area_code OR n.judged_on IS NOT NULL\n                   OR n.document_id IS NOT NULL AND d.household_id IS DISTINCT FROM r.household_id\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_answer_is_to_an_open_rectification' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="29df12ca6a863773b15f18d396bf24836c5da53b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_answer_is_to_an_open_rectification_f1562",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_answer_is_judged_once_and_stays_as_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.judged_on IS NOT NULL OR n.judged_on IS NULL\n                   OR to_jsonb(o) - '{judged_by_id,judged_on,is_accepted,judgement}'::text[]\n                      <> to_jsonb(n) - '{judged_by_id,judged_on,is_accepted,judgement}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_answer_is_judged_once_and_stays_as_given' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="806372631154d921de3fccabdfe9a88672d9bbc5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_answer_is_judged_once_and_stays_as_given_066a5",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_rectificationanswerevent" ("answered_by_id", "answered_on", "area_code", "document_id", "id", "is_accepted", "judged_by_id", "judged_on", "judgement", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rectification_id", "words") SELECT new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."document_id", new_values."id", new_values."is_accepted", new_values."judged_by_id", new_values."judged_on", new_values."judgement", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."rectification_id", new_values."words" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="c05218d7927ab29845de2daf71bff7ab16c8753b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6fb5f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_rectificationanswerevent" ("answered_by_id", "answered_on", "area_code", "document_id", "id", "is_accepted", "judged_by_id", "judged_on", "judgement", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rectification_id", "words") SELECT old_values."answered_by_id", old_values."answered_on", old_values."area_code", old_values."document_id", old_values."id", old_values."is_accepted", old_values."judged_by_id", old_values."judged_on", old_values."judgement", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."rectification_id", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="c3777d3f40b38999bee31f1e2b2a085735acdd25",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7b1f1",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_rectificationanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationanswerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="48f32f0b814b944cc592070ebafc5a9e816e13bd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5cb8d",
                    table="oversight_rectificationanswerevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rectificationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="90e87cc34e8d03014b55a6ca1f479fad0ca1eb30",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8b162",
                    table="oversight_rectificationevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
