"""Benefits of member agencies with dated terms, what families say to them, and referrals with their parts."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields
import dibao.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0056_what_is_said_of_a_family_is_answered_first"),
        ("dibao", "0015_agencies_are_posted_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AidConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("paper", "纸面"), ("online", "网上")],
                        max_length=10,
                        verbose_name="签署方式",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签署日期")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="撤回原因"
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_consents",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.person",
                        verbose_name="签字人",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "转介同意书",
                "verbose_name_plural": "转介同意书",
            },
        ),
        migrations.CreateModel(
            name="AidConsentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("paper", "纸面"), ("online", "网上")],
                        max_length=10,
                        verbose_name="签署方式",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签署日期")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="撤回原因"
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.person",
                        verbose_name="签字人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.aidconsent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回登记人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AidDecline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="取消日期")),
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
                        related_name="aid_declines",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="取消登记人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "不需要的帮扶",
                "verbose_name_plural": "不需要的帮扶",
            },
        ),
        migrations.CreateModel(
            name="AidItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="项目名称")),
                ("name_en", models.CharField(max_length=80, verbose_name="英文名称")),
                ("unit", models.CharField(max_length=10, verbose_name="计量单位")),
                ("unit_en", models.CharField(max_length=20, verbose_name="英文计量单位")),
                ("is_per_member", models.BooleanField(verbose_name="按人办理")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "一次"),
                            ("year", "每年一次"),
                            ("term", "每学期一次"),
                            ("month", "每月一次"),
                            ("as_needed", "按需要"),
                        ],
                        max_length=10,
                        verbose_name="频次",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="排序")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="dibao.agency",
                        verbose_name="成员单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶项目",
                "verbose_name_plural": "帮扶项目",
                "ordering": ("agency__position", "position"),
            },
        ),
        migrations.CreateModel(
            name="AidDeclineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="取消日期")),
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
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="取消登记人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.aiddecline",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.aiditem",
                        verbose_name="帮扶项目",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="aiddecline",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.aiditem",
                verbose_name="帮扶项目",
            ),
        ),
        migrations.CreateModel(
            name="AidItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=30, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="项目名称")),
                ("name_en", models.CharField(max_length=80, verbose_name="英文名称")),
                ("unit", models.CharField(max_length=10, verbose_name="计量单位")),
                ("unit_en", models.CharField(max_length=20, verbose_name="英文计量单位")),
                ("is_per_member", models.BooleanField(verbose_name="按人办理")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "一次"),
                            ("year", "每年一次"),
                            ("term", "每学期一次"),
                            ("month", "每月一次"),
                            ("as_needed", "按需要"),
                        ],
                        max_length=10,
                        verbose_name="频次",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="排序")),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.agency",
                        verbose_name="成员单位",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.aiditem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AidTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(verbose_name="起始日期")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("active", "生效")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("legal_basis", models.TextField(verbose_name="依据")),
                ("terms", models.JSONField(verbose_name="条款")),
                (
                    "activated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="启用时间"),
                ),
                (
                    "activated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启用人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="applicants.aiditem",
                        verbose_name="帮扶项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶条款",
                "verbose_name_plural": "帮扶条款",
                "ordering": ("item", "first_day"),
            },
        ),
        migrations.CreateModel(
            name="AidTermsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("first_day", models.DateField(verbose_name="起始日期")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("active", "生效")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("legal_basis", models.TextField(verbose_name="依据")),
                ("terms", models.JSONField(verbose_name="条款")),
                (
                    "activated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="启用时间"),
                ),
                (
                    "activated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启用人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.aiditem",
                        verbose_name="帮扶项目",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.aidterms",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReferralAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_count", models.PositiveIntegerField(verbose_name="转介件数")),
                (
                    "value_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="金额上限合计",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="转介日期")),
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
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="转介人",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="applicants.aidterms",
                        verbose_name="帮扶条款",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量转介",
                "verbose_name_plural": "批量转介",
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")], verbose_name="类别"
                    ),
                ),
                ("period", models.DateField(blank=True, null=True, verbose_name="期间")),
                (
                    "need",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="需要什么",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="数量"),
                ),
                (
                    "value_limit",
                    dibao.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        default=None,
                        max_digits=12,
                        null=True,
                        verbose_name="金额上限",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="转介日期")),
                ("answer_due", models.DateField(verbose_name="答复期限")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待答复"),
                            ("accepted", "办理中"),
                            ("delivered", "已办结"),
                            ("redirected", "已转其他单位"),
                            ("refused", "不能办理"),
                            ("expired", "已过期"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("delivery_due", models.DateField(blank=True, null=True, verbose_name="办结期限")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_eligible", "不符合本项目的条件"),
                            ("no_quota", "名额或资金已用完"),
                            ("given_already", "已经从别处得到"),
                            ("not_reached", "联系不上本人"),
                            ("not_wanted", "本人不需要"),
                            ("not_ours", "不归本单位办"),
                            ("cover_ended", "不再享受低保"),
                            ("consent_revoked", "撤回了同意"),
                            ("not_answered", "到期没有答复"),
                            ("not_delivered", "到期没有办结"),
                            ("other", "其他原因"),
                        ],
                        db_default="",
                        default="",
                        max_length=16,
                        verbose_name="原因",
                    ),
                ),
                (
                    "close_words",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="原因说明",
                    ),
                ),
                ("seen_until", models.DateField(blank=True, null=True, verbose_name="单位可看到")),
                (
                    "delivered_parts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="已办次数"
                    ),
                ),
                (
                    "delivered_quantity",
                    models.DecimalField(
                        db_default=0,
                        decimal_places=2,
                        default=0,
                        max_digits=9,
                        verbose_name="已办数量",
                    ),
                ),
                (
                    "delivered_value",
                    dibao.fields.MoneyField(
                        db_default=0,
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="已办金额",
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受理人",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="dibao.agency",
                        verbose_name="成员单位",
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
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.grant",
                        verbose_name="待遇",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.aiditem",
                        verbose_name="帮扶项目",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "redirected_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redirected_to",
                        to="applicants.referral",
                        verbose_name="转自",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="转介人",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.aidterms",
                        verbose_name="帮扶条款",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="applicants.referralact",
                        verbose_name="批量转介",
                    ),
                ),
            ],
            options={
                "verbose_name": "转介",
                "verbose_name_plural": "转介",
                "get_latest_by": "pk",
            },
        ),
        migrations.CreateModel(
            name="ReferralEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")], verbose_name="类别"
                    ),
                ),
                ("period", models.DateField(blank=True, null=True, verbose_name="期间")),
                (
                    "need",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="需要什么",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="数量"),
                ),
                (
                    "value_limit",
                    dibao.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        default=None,
                        max_digits=12,
                        null=True,
                        verbose_name="金额上限",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="转介日期")),
                ("answer_due", models.DateField(verbose_name="答复期限")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待答复"),
                            ("accepted", "办理中"),
                            ("delivered", "已办结"),
                            ("redirected", "已转其他单位"),
                            ("refused", "不能办理"),
                            ("expired", "已过期"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("delivery_due", models.DateField(blank=True, null=True, verbose_name="办结期限")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_eligible", "不符合本项目的条件"),
                            ("no_quota", "名额或资金已用完"),
                            ("given_already", "已经从别处得到"),
                            ("not_reached", "联系不上本人"),
                            ("not_wanted", "本人不需要"),
                            ("not_ours", "不归本单位办"),
                            ("cover_ended", "不再享受低保"),
                            ("consent_revoked", "撤回了同意"),
                            ("not_answered", "到期没有答复"),
                            ("not_delivered", "到期没有办结"),
                            ("other", "其他原因"),
                        ],
                        db_default="",
                        default="",
                        max_length=16,
                        verbose_name="原因",
                    ),
                ),
                (
                    "close_words",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="原因说明",
                    ),
                ),
                ("seen_until", models.DateField(blank=True, null=True, verbose_name="单位可看到")),
                (
                    "delivered_parts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="已办次数"
                    ),
                ),
                (
                    "delivered_quantity",
                    models.DecimalField(
                        db_default=0,
                        decimal_places=2,
                        default=0,
                        max_digits=9,
                        verbose_name="已办数量",
                    ),
                ),
                (
                    "delivered_value",
                    dibao.fields.MoneyField(
                        db_default=0,
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="已办金额",
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受理人",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.referralact",
                        verbose_name="批量转介",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.agency",
                        verbose_name="成员单位",
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.grant",
                        verbose_name="待遇",
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
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.aiditem",
                        verbose_name="帮扶项目",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.referral",
                    ),
                ),
                (
                    "redirected_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.referral",
                        verbose_name="转自",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="转介人",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.aidterms",
                        verbose_name="帮扶条款",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReferralPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="数量"),
                ),
                (
                    "value",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="金额",
                    ),
                ),
                ("delivered_on", models.DateField(verbose_name="办理日期")),
                (
                    "cost_bearer",
                    models.CharField(
                        choices=[
                            ("central", "中央"),
                            ("province", "省级"),
                            ("prefecture", "市级"),
                            ("county", "县级"),
                            ("agency", "本单位减免"),
                            ("society", "社会捐助"),
                        ],
                        max_length=10,
                        verbose_name="费用由谁承担",
                    ),
                ),
                (
                    "evidence",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="凭证"),
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
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="applicants.referral",
                        verbose_name="转介",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="aidconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_on__isnull", True)),
                fields=("household",),
                name="a_household_consents_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["paper", "online"])),
                name="aid_consent_way_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed_on__lte", models.F("recorded_on"))),
                name="an_aid_consent_is_signed_before_it_is_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoke_reason", ""),
                        ("revoked_by__isnull", True),
                        ("revoked_on__isnull", True),
                    ),
                    models.Q(
                        ("revoked_by__isnull", False),
                        ("revoked_on__gte", models.F("recorded_on")),
                        ("revoked_on__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_revoked_aid_consent_says_by_whom_when_and_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_consent_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'aid_consent is never deleted' USING ERRCODE = '23514';",
                    hash="0bf4dc7f8e0f0eae4217ffd05d5153d18b969767",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_aid_consent_is_never_deleted_37677",
                    table="applicants_aidconsent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_consent_recorded_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.recorded_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_consent_recorded_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f392136a0bfc80fab6d20beb79cc32619f297f67",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_aid_consent_recorded_by_is_who_acts_6e0c1",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_consent_revoked_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.revoked_by_id IS DISTINCT FROM o.revoked_by_id\n        WHERE n.revoked_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_consent_revoked_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3161e483fbcc148054ba17c21aea003e8b6001e4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_aid_consent_revoked_by_is_who_acts_b921d",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="an_aid_consent_is_of_a_member",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a LEFT JOIN applicants_household h\n                    ON h.id = a.household_id AND h.area_code = a.area_code\n                LEFT JOIN applicants_person p ON p.id = a.person_id\n                WHERE h.id IS NULL OR p.birth_date + interval '18 years' > a.signed_on\n                   OR NOT EXISTS (SELECT FROM applicants_membership m\n                                  WHERE m.household_id = a.household_id AND m.person_id = a.person_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_aid_consent_is_of_a_member' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="254d13e772d70c9b4bf4cf500cee29daad00f405",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_aid_consent_is_of_a_member_bb96e",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="an_aid_consent_is_only_ever_revoked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.revoked_on IS NOT NULL OR n.revoked_on IS NULL\n                   OR to_jsonb(o) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]\n                      <> to_jsonb(n) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_aid_consent_is_only_ever_revoked' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b1d383aef3a143115d5e9ec4c10a06c9c03dc2e1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_aid_consent_is_only_ever_revoked_9c6b2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aidconsentevent" ("area_code", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "recorded_on", "revoke_reason", "revoked_by_id", "revoked_on", "signed_on", "way") SELECT new_values."area_code", new_values."household_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."recorded_by_id", new_values."recorded_on", new_values."revoke_reason", new_values."revoked_by_id", new_values."revoked_on", new_values."signed_on", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="215017676a20d9202805bd366c3fa02da8d68e86",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c08ba",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aidconsentevent" ("area_code", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "recorded_on", "revoke_reason", "revoked_by_id", "revoked_on", "signed_on", "way") SELECT old_values."area_code", old_values."household_id", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."recorded_by_id", old_values."recorded_on", old_values."revoke_reason", old_values."revoked_by_id", old_values."revoked_on", old_values."signed_on", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ee7766a70f8d444cd6f27284501f5513b68f5e0c",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b0f11",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_aidconsent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidconsentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5d0693e983b9bb2b7b434de7157f6665cc0f6f33",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_01587",
                    table="applicants_aidconsentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="aiditem",
            constraint=models.UniqueConstraint(
                fields=("agency", "name"), name="an_agency_has_a_benefit_of_a_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="aiditem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frequency__in", ["once", "year", "term", "month", "as_needed"])
                ),
                name="aid_frequency_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="aiditem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("name_en", ""), _negated=True),
                    models.Q(("unit", ""), _negated=True),
                    models.Q(("unit_en", ""), _negated=True),
                ),
                name="an_aid_item_has_its_words",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditem",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_item_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'aid_item is never deleted' USING ERRCODE = '23514';",
                    hash="d265f1fb44a644555b6d275408aa0a850632771f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_aid_item_is_never_deleted_9fe2c",
                    table="applicants_aiditem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditem",
            trigger=pgtrigger.compiler.Trigger(
                name="an_aid_item_stays_what_it_is",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR (o.agency_id, o.code, o.unit, o.is_per_member, o.frequency)\n                   <> (n.agency_id, n.code, n.unit, n.is_per_member, n.frequency)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_aid_item_stays_what_it_is' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9ae41d3c93220d237be0f9ab879ebb07fa14a569",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_aid_item_stays_what_it_is_ef8f8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aiditem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aiditemevent" ("agency_id", "code", "frequency", "id", "is_per_member", "name", "name_en", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit", "unit_en") SELECT new_values."agency_id", new_values."code", new_values."frequency", new_values."id", new_values."is_per_member", new_values."name", new_values."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."position", new_values."unit", new_values."unit_en" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4ce31701c939d6c42b1c71edb32ce8c8f94f8306",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8d069",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_aiditem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aiditemevent" ("agency_id", "code", "frequency", "id", "is_per_member", "name", "name_en", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit", "unit_en") SELECT new_values."agency_id", new_values."code", new_values."frequency", new_values."id", new_values."is_per_member", new_values."name", new_values."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."position", new_values."unit", new_values."unit_en" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="336e3479dcb5ff95dcd784c628359eb156029c9c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a056f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_aiditem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditem",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aiditemevent" ("agency_id", "code", "frequency", "id", "is_per_member", "name", "name_en", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit", "unit_en") SELECT old_values."agency_id", old_values."code", old_values."frequency", old_values."id", old_values."is_per_member", old_values."name", old_values."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."position", old_values."unit", old_values."unit_en" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="205b8060fa0ef941d41887ccda3dd67eb4f7f2c9",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9fca3",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_aiditem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddeclineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fde7bab4253c662dd3857e1340709aefe73a71b4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_adb3b",
                    table="applicants_aiddeclineevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="aiddecline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_on__isnull", True)),
                fields=("item", "household", "person"),
                name="a_benefit_is_declined_once_at_a_time",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="aiddecline",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="whoever_declines_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="aiddecline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_by__isnull", True), ("lifted_on__isnull", True)),
                    models.Q(
                        ("lifted_by__isnull", False),
                        ("lifted_on__gte", models.F("recorded_on")),
                        ("lifted_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_lifted_decline_says_by_whom_and_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_decline_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'aid_decline is never deleted' USING ERRCODE = '23514';",
                    hash="49d206a6503f4af94c81db4ce9c1632a7ed5a5ba",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_aid_decline_is_never_deleted_5713d",
                    table="applicants_aiddecline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_decline_recorded_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.recorded_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_decline_recorded_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bcd16d3801897a5ad432b65f9d8a05aefa8d24b0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_aid_decline_recorded_by_is_who_acts_42199",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_decline_lifted_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.lifted_by_id IS DISTINCT FROM o.lifted_by_id\n        WHERE n.lifted_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_decline_lifted_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3eace1791f04a4d99a8556efde84ea68ab2c687d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_aid_decline_lifted_by_is_who_acts_d23e1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="an_aid_decline_is_of_a_member",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a LEFT JOIN applicants_household h\n                    ON h.id = a.household_id AND h.area_code = a.area_code\n                WHERE h.id IS NULL OR a.person_id IS NOT NULL AND NOT EXISTS (\n                    SELECT FROM applicants_membership m\n                    WHERE m.household_id = a.household_id AND m.person_id = a.person_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_aid_decline_is_of_a_member' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="45c9b008a53e51142ebc719b3aaa66dfc5cdaf00",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_aid_decline_is_of_a_member_51fcf",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="an_aid_decline_is_only_ever_lifted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.lifted_on IS NOT NULL OR n.lifted_on IS NULL\n                   OR to_jsonb(o) - '{lifted_on,lifted_by_id}'::text[]\n                      <> to_jsonb(n) - '{lifted_on,lifted_by_id}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_aid_decline_is_only_ever_lifted' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="35f301ccb45157d1d90307a5479e85f1759481c2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_aid_decline_is_only_ever_lifted_f59c2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aiddeclineevent" ("area_code", "household_id", "id", "item_id", "lifted_by_id", "lifted_on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_by_id", "recorded_on") SELECT new_values."area_code", new_values."household_id", new_values."id", new_values."item_id", new_values."lifted_by_id", new_values."lifted_on", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."recorded_by_id", new_values."recorded_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="030f0c08df4e2927f0a33c66aa0eb0fd34dba11a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_42933",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiddecline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aiddeclineevent" ("area_code", "household_id", "id", "item_id", "lifted_by_id", "lifted_on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_by_id", "recorded_on") SELECT old_values."area_code", old_values."household_id", old_values."id", old_values."item_id", old_values."lifted_by_id", old_values."lifted_on", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."reason", old_values."recorded_by_id", old_values."recorded_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ead620d54b2b913a59c5749cf853192bdda774aa",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a0db7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_aiddecline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aiditemevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="572dce02c9183b0b9c87f83152f208b40067db8f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_05cdb",
                    table="applicants_aiditemevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="aidterms",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status", "active")),
                expressions=[
                    ("item", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("first_day"),
                            models.F("last_day"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="terms_of_a_benefit_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day__isnull", True),
                    ("last_day__gte", models.F("first_day")),
                    _connector="OR",
                ),
                name="aid_terms_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "active"])),
                name="aid_terms_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activated_at__isnull", True), ("activated_by__isnull", True)),
                    models.Q(
                        ("activated_at__isnull", False),
                        ("activated_by__isnull", False),
                        ("status", "active"),
                    ),
                    _connector="OR",
                ),
                name="activated_aid_terms_say_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("activated_by__isnull", True),
                    models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_activates_aid_terms_of_their_own",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'aid_terms is never deleted' USING ERRCODE = '23514';",
                    hash="ff6b5f3b2a262445699be04eb364e98ff39f43d5",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_aid_terms_is_never_deleted_a991f",
                    table="applicants_aidterms",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_drafted_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.drafted_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_terms_drafted_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="897ada1f90f6acc250bc328be55508fb671d44e6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_aid_terms_drafted_by_is_who_acts_74a16",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_activated_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.activated_by_id IS DISTINCT FROM o.activated_by_id\n        WHERE n.activated_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_terms_activated_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f668832695001b177ad26572e298302aaed0a5eb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_aid_terms_activated_by_is_who_acts_2eebd",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="active_aid_terms_only_ever_end",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.item_id <> n.item_id OR o.status = 'active'\n                  AND to_jsonb(o) - 'last_day' <> to_jsonb(n) - 'last_day'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'active_aid_terms_only_ever_end' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d4e352128c7caacd98c23fa03f488b308812cf3b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_active_aid_terms_only_ever_end_ed117",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_are_activated_by_a_second_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status = 'draft' AND n.status = 'active'\n                  AND (n.drafted_by_id IS NULL OR n.activated_by_id IS NULL)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_terms_are_activated_by_a_second_person' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="91e9c038143fdee9cf311c3b44c3d891a986d373",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_aid_terms_are_activated_by_a_second_person_6c478",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_begin_as_a_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n WHERE n.status = 'active' AND (\n                    n.activated_by_id IS NOT NULL OR (SELECT scope_story() ->> 'staff') IS NOT NULL)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_terms_begin_as_a_draft' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c65d4e48adb97e9ad6170453bc78422d35a19108",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_aid_terms_begin_as_a_draft_8a9e0",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="aid_terms_last_as_long_as_they_were_used",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.last_day < aid_terms_used_until(n.id)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'aid_terms_last_as_long_as_they_were_used' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e3f30d295d03cfc99ffe6a859ccb162b8540d40b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_aid_terms_last_as_long_as_they_were_used_d68e8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aidtermsevent" ("activated_at", "activated_by_id", "drafted_by_id", "first_day", "id", "item_id", "last_day", "legal_basis", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT new_values."activated_at", new_values."activated_by_id", new_values."drafted_by_id", new_values."first_day", new_values."id", new_values."item_id", new_values."last_day", new_values."legal_basis", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."status", new_values."terms" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="be2e064d8904ef823b83dead88dbb5882fc9dc2f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a2b72",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aidtermsevent" ("activated_at", "activated_by_id", "drafted_by_id", "first_day", "id", "item_id", "last_day", "legal_basis", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT new_values."activated_at", new_values."activated_by_id", new_values."drafted_by_id", new_values."first_day", new_values."id", new_values."item_id", new_values."last_day", new_values."legal_basis", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."status", new_values."terms" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="60a84d621a4ae70b558e4dbd3ffda94e6068dfd0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4f8bc",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidterms",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_aidtermsevent" ("activated_at", "activated_by_id", "drafted_by_id", "first_day", "id", "item_id", "last_day", "legal_basis", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") SELECT old_values."activated_at", old_values."activated_by_id", old_values."drafted_by_id", old_values."first_day", old_values."id", old_values."item_id", old_values."last_day", old_values."legal_basis", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."status", old_values."terms" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ae53351ffea483165f15f97f71a2e8be42fd6850",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a4716",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_aidterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aidtermsevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="84a16ed34d3a3c270cef39c19eb364cdef728e7f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f36fa",
                    table="applicants_aidtermsevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="referralact",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_count__gt", 0)), name="an_act_sends_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralact",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_act_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'referral_act is append-only' USING ERRCODE = '23514';",
                    hash="e7dd856613d0475c5f1e13dddb25d7c542f05466",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_referral_act_is_append_only_d76af",
                    table="applicants_referralact",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralact",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_act_sent_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.sent_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_act_sent_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6053cd6f65ba16aea931e7160babd7dd7c7eac7a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_referral_act_sent_by_is_who_acts_3bef8",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referralact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["agency", "status", "answer_due", "id"], name="referral_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["area", "status"], name="referral_place"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", False),
                    ("person__isnull", False),
                    ("status__in", ("requested", "accepted", "delivered")),
                ),
                fields=("item", "person", "period"),
                name="a_person_gets_a_benefit_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", False),
                    ("person__isnull", True),
                    ("status__in", ("requested", "accepted", "delivered")),
                ),
                fields=("item", "household", "period"),
                name="a_household_gets_a_benefit_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", True), ("status__in", ("requested", "accepted"))
                ),
                fields=("item", "household", "person"),
                name="a_benefit_is_asked_for_once_at_a_time",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "requested",
                            "accepted",
                            "delivered",
                            "redirected",
                            "refused",
                            "expired",
                            "withdrawn",
                        ],
                    )
                ),
                name="referral_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_due__gte", models.F("requested_on")), ("quantity__gt", 0)
                ),
                name="a_referral_asks_for_something_by_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivered_quantity__lte", models.F("quantity"))),
                name="no_more_is_delivered_than_was_asked_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered_value", 0), ("value_limit__isnull", True)),
                    models.Q(
                        ("value_limit__gte", models.F("delivered_value")),
                        ("value_limit__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="no_more_money_is_given_than_the_rule_allows",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", True),
                        ("delivery_due__isnull", True),
                    ),
                    models.Q(
                        ("accepted_by__isnull", False),
                        ("accepted_on__gte", models.F("requested_on")),
                        ("delivery_due__gte", models.F("accepted_on")),
                    ),
                    _connector="OR",
                ),
                name="an_accepted_referral_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_on__isnull", True), ("status", "requested")),
                    models.Q(
                        ("accepted_on__isnull", False), ("status__in", ("accepted", "delivered"))
                    ),
                    ("status__in", ("redirected", "refused", "expired", "withdrawn")),
                    _connector="OR",
                ),
                name="a_referral_is_accepted_before_it_is_delivered",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("close_reason", ""),
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("seen_until__isnull", True),
                        ("status__in", ("requested", "accepted")),
                    ),
                    models.Q(
                        ("close_reason", ""),
                        ("closed_by__isnull", False),
                        ("closed_on__gte", models.F("accepted_on")),
                        ("delivered_parts__gt", 0),
                        ("seen_until__gte", models.F("closed_on")),
                        ("status", "delivered"),
                    ),
                    models.Q(
                        (
                            "close_reason__in",
                            [
                                "not_eligible",
                                "no_quota",
                                "given_already",
                                "not_reached",
                                "not_wanted",
                                "not_ours",
                                "cover_ended",
                                "consent_revoked",
                                "not_answered",
                                "not_delivered",
                                "other",
                            ],
                        ),
                        ("closed_on__gte", models.F("requested_on")),
                        ("seen_until__gte", models.F("closed_on")),
                        ("status__in", ("redirected", "refused", "expired", "withdrawn")),
                        models.Q(
                            ("closed_by__isnull", False),
                            ("status__in", ("expired", "withdrawn")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_closed_referral_says_by_whom_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("close_reason", "other"), _negated=True),
                    models.Q(("close_words", ""), _negated=True),
                    _connector="OR",
                ),
                name="another_reason_is_given_in_words",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'referral is never deleted' USING ERRCODE = '23514';",
                    hash="00d7cb6b66d0447f28b691bc7562f0f857df51ad",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_referral_is_never_deleted_0a0d2",
                    table="applicants_referral",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="44fdd12df2e3adaec30acaf864161250d0302c66",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_referral_key_never_changes_e5034",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('accepted', 'delivered'), ('accepted', 'expired'), ('accepted', 'refused'), ('accepted', 'withdrawn'), ('requested', 'accepted'), ('requested', 'expired'), ('requested', 'redirected'), ('requested', 'refused'), ('requested', 'withdrawn'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9ae7ff4675a7985edaf535accf76473cc52fca85",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_referral_moves_along_its_table_73f75",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'requested' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e8b94ecb631d773108e845f3f93dd8c0aff57016",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_referral_starts_at_the_start_d4163",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_requested_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.requested_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_requested_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="dc36a52312b831eba6a7546f26070945000a316b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_referral_requested_by_is_who_acts_f9211",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_accepted_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.accepted_by_id IS DISTINCT FROM o.accepted_by_id\n        WHERE n.accepted_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_accepted_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9fe55e1b458b7fcae01d441cb4af9ee7c43291c4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_referral_accepted_by_is_who_acts_cc7fe",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_closed_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.closed_by_id IS DISTINCT FROM o.closed_by_id\n        WHERE n.closed_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_closed_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7ec471e6e919973c0bacabc2d863e76f76f1d524",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_referral_closed_by_is_who_acts_dc2a8",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_fits_its_terms",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        LEFT JOIN applicants_aidterms t ON t.id = n.terms_id AND t.status = 'active'\n            AND n.requested_on BETWEEN t.first_day AND coalesce(t.last_day, 'infinity')\n        LEFT JOIN applicants_aiditem i ON i.id = t.item_id\n        LEFT JOIN dibao_agency g ON g.id = i.agency_id AND g.is_active\n        WHERE g.id IS NULL OR (n.item_id, n.agency_id) <> (i.id, i.agency_id)\n           OR (n.person_id IS NOT NULL) <> i.is_per_member\n           OR n.period IS DISTINCT FROM \n    CASE i.frequency\n        WHEN 'once' THEN date '0001-01-01'\n        WHEN 'year' THEN date_trunc('year', n.requested_on)::date\n        WHEN 'month' THEN date_trunc('month', n.requested_on)::date\n        WHEN 'term' THEN (date_trunc('year', n.requested_on - interval '1 month')\n            + CASE WHEN extract(month FROM n.requested_on - interval '1 month') < 7\n                   THEN interval '1 month' ELSE interval '7 months' END)::date\n    END\n\n           OR n.value_limit > coalesce((t.terms ->> 'cap')::numeric, 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_fits_its_terms' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="fcb3a05deba85e2b34b8b0fedb71ffeaa7769f0e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_fits_its_terms_2f6ba",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_is_for_who_is_covered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_grant g\n            ON g.id = n.grant_id AND g.household_id = n.household_id AND g.area_code = n.area_code\n            AND g.benefit_class = n.benefit_class AND g.first_month <= n.requested_on\n            AND (g.last_month IS NULL OR g.last_month >= date_trunc('month', n.requested_on))\n        LEFT JOIN applicants_grantshare s ON s.grant_id = g.id AND s.person_id = n.person_id\n        WHERE g.id IS NULL OR n.person_id IS NOT NULL AND s.id IS NULL\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_is_for_who_is_covered' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="39a69282bd74b1df93feefc03676adecdd4702c8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_is_for_who_is_covered_f493d",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_waits_for_consent",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_aidconsent c ON c.household_id = n.household_id\n            AND c.revoked_on IS NULL AND c.signed_on <= n.requested_on\n        WHERE c.id IS NULL\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_waits_for_consent' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2892e48e875f0d574ed34fff37eacf7f86ee7d58",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_waits_for_consent_e0004",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_declined_benefit_is_not_asked_for",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n JOIN applicants_aiddecline d ON d.household_id = n.household_id\n            AND d.item_id = n.item_id AND d.lifted_on IS NULL\n        WHERE d.person_id IS NULL OR d.person_id = n.person_id\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_declined_benefit_is_not_asked_for' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="59537cb88e9819acc587a5e22a4dbd400da9004c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_declined_benefit_is_not_asked_for_576a7",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_is_passed_on_to_another_agency",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.redirected_from_id\n        WHERE n.redirected_from_id IS NOT NULL\n          AND (r.id IS NULL OR r.status <> 'redirected' OR r.household_id <> n.household_id\n               OR r.agency_id = n.agency_id OR n.person_id <> r.person_id)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_is_passed_on_to_another_agency' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="cad4709409cd400f6224d31be1bb774d4c93272a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_is_passed_on_to_another_agency_eeebd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_stays_what_was_asked_for",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        WHERE to_jsonb(o) - '{status,version,accepted_by_id,accepted_on,delivery_due,closed_by_id,closed_on,close_reason,close_words,seen_until,delivered_parts,delivered_quantity,delivered_value}'::text[] <> to_jsonb(n) - '{status,version,accepted_by_id,accepted_on,delivery_due,closed_by_id,closed_on,close_reason,close_words,seen_until,delivered_parts,delivered_quantity,delivered_value}'::text[]\n           OR o.accepted_on IS NOT NULL AND (o.accepted_by_id, o.accepted_on, o.delivery_due)\n              IS DISTINCT FROM (n.accepted_by_id, n.accepted_on, n.delivery_due)\n           OR o.closed_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_stays_what_was_asked_for' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="4574bd0014f7e5aeca8e892bc7fe936f75296d19",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_referral_stays_what_was_asked_for_0f2c3",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_adds_up_to_its_parts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        LEFT JOIN LATERAL (\n            SELECT count(*) AS parts, coalesce(sum(p.quantity), 0) AS quantity, coalesce(sum(p.value), 0) AS value\n            FROM applicants_referralpart p WHERE p.referral_id = n.id) p ON true\n        WHERE (o.delivered_parts, o.delivered_quantity, o.delivered_value)\n              <> (n.delivered_parts, n.delivered_quantity, n.delivered_value)\n          AND (n.delivered_parts, n.delivered_quantity, n.delivered_value) <> (p.parts, p.quantity, p.value)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_adds_up_to_its_parts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="84f38e09784e7566cca618f4e420fad311c4a88e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_referral_adds_up_to_its_parts_cf0ac",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_begins_with_nothing_delivered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE (n.delivered_parts, n.delivered_quantity, n.delivered_value) <> (0, 0, 0)\n           OR n.accepted_on IS NOT NULL OR n.closed_on IS NOT NULL\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_begins_with_nothing_delivered' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="082e5c62ef7fdcc98276d2c6d7a71bd85e9412e5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_begins_with_nothing_delivered_70834",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_referralevent" ("accepted_by_id", "accepted_on", "act_id", "agency_id", "answer_due", "area_code", "benefit_class", "close_reason", "close_words", "closed_by_id", "closed_on", "delivered_parts", "delivered_quantity", "delivered_value", "delivery_due", "grant_id", "household_id", "id", "item_id", "need", "period", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "redirected_from_id", "requested_by_id", "requested_on", "seen_until", "status", "terms_id", "value_limit", "version") SELECT new_values."accepted_by_id", new_values."accepted_on", new_values."act_id", new_values."agency_id", new_values."answer_due", new_values."area_code", new_values."benefit_class", new_values."close_reason", new_values."close_words", new_values."closed_by_id", new_values."closed_on", new_values."delivered_parts", new_values."delivered_quantity", new_values."delivered_value", new_values."delivery_due", new_values."grant_id", new_values."household_id", new_values."id", new_values."item_id", new_values."need", new_values."period", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."quantity", new_values."redirected_from_id", new_values."requested_by_id", new_values."requested_on", new_values."seen_until", new_values."status", new_values."terms_id", new_values."value_limit", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e9cee3b8f701330590676952d07658b40fa32e36",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7ffa1",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_referralevent" ("accepted_by_id", "accepted_on", "act_id", "agency_id", "answer_due", "area_code", "benefit_class", "close_reason", "close_words", "closed_by_id", "closed_on", "delivered_parts", "delivered_quantity", "delivered_value", "delivery_due", "grant_id", "household_id", "id", "item_id", "need", "period", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "redirected_from_id", "requested_by_id", "requested_on", "seen_until", "status", "terms_id", "value_limit", "version") SELECT old_values."accepted_by_id", old_values."accepted_on", old_values."act_id", old_values."agency_id", old_values."answer_due", old_values."area_code", old_values."benefit_class", old_values."close_reason", old_values."close_words", old_values."closed_by_id", old_values."closed_on", old_values."delivered_parts", old_values."delivered_quantity", old_values."delivered_value", old_values."delivery_due", old_values."grant_id", old_values."household_id", old_values."id", old_values."item_id", old_values."need", old_values."period", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."quantity", old_values."redirected_from_id", old_values."requested_by_id", old_values."requested_on", old_values."seen_until", old_values."status", old_values."terms_id", old_values."value_limit", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4f9cce30884143f5266b873dd2490dbb14b71118",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d57cd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="289b9bd0683bf77d27e597a7e3780ff7bf9a5290",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_75c48",
                    table="applicants_referralevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="referralpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("value__gte", 0)),
                name="a_part_delivers_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="referralpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cost_bearer__in",
                        ["central", "province", "prefecture", "county", "agency", "society"],
                    )
                ),
                name="cost_bearer_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralpart",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_part_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'referral_part is append-only' USING ERRCODE = '23514';",
                    hash="a4228d0876581d82fbe480615693b269d226f10b",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_referral_part_is_append_only_e2ceb",
                    table="applicants_referralpart",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralpart",
            trigger=pgtrigger.compiler.Trigger(
                name="referral_part_recorded_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.recorded_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'referral_part_recorded_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d758156c605ba7a2c361d400c8087cc0f78b48f3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_referral_part_recorded_by_is_who_acts_00cf6",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referralpart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralpart",
            trigger=pgtrigger.compiler.Trigger(
                name="a_part_counts_in_its_referral",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        EXECUTE $each_time$\n            UPDATE applicants_referral r SET delivered_parts = r.delivered_parts + p.parts,\n                delivered_quantity = r.delivered_quantity + p.quantity, delivered_value = r.delivered_value + p.value\n            FROM (SELECT referral_id, count(*) AS parts, sum(quantity) AS quantity, sum(value) AS value\n                  FROM new_rows GROUP BY referral_id) p\n            WHERE r.id = p.referral_id\n        $each_time$;\n        RETURN NULL;\n        ",
                    hash="7f3afa9081cf0b0662dd6506577ae1bb06d3e85e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_part_counts_in_its_referral_08408",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referralpart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralpart",
            trigger=pgtrigger.compiler.Trigger(
                name="a_part_is_of_a_referral_under_way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.referral_id\n        WHERE r.id IS NULL OR r.area_code <> n.area_code OR r.status <> 'accepted'\n           OR n.delivered_on < r.requested_on\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_part_is_of_a_referral_under_way' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b1219ea731b68e5b5a76668a6f1e4a75b14c6463",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_part_is_of_a_referral_under_way_99082",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referralpart",
                    when="AFTER",
                ),
            ),
        ),
    ]
