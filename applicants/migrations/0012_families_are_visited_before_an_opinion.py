from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0011_missing_items_are_told_once"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HomeVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("township", "乡镇入户调查"), ("county", "县级入户核查")],
                        max_length=10,
                        verbose_name="由谁调查",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "填写中"), ("signed", "已签字")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="调查日期")),
                (
                    "way",
                    models.CharField(
                        choices=[("house", "上门入户"), ("phone", "电话"), ("video", "视频")],
                        default="house",
                        max_length=10,
                        verbose_name="调查方式",
                    ),
                ),
                (
                    "remote_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("disaster", "自然灾害"),
                            ("accident", "事故灾难"),
                            ("epidemic", "公共卫生事件"),
                            ("security", "社会安全事件"),
                        ],
                        max_length=10,
                        verbose_name="没有上门的原因",
                    ),
                ),
                (
                    "helpers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="协助调查人",
                    ),
                ),
                (
                    "present",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="在场签字的家庭成员",
                    ),
                ),
                (
                    "blocks_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("going", "谁去、怎么去"),
                                ("members", "家庭成员"),
                                ("housing", "住房和家当"),
                                ("land", "土地和养殖"),
                                ("work", "外出务工"),
                                ("spending", "日常支出"),
                                ("conclusion", "调查结论"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="已填部分",
                    ),
                ),
                (
                    "members_agree",
                    models.BooleanField(blank=True, null=True, verbose_name="成员与申报相符"),
                ),
                ("members_note", models.TextField(blank=True, verbose_name="成员情况")),
                (
                    "tenure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "自有"),
                            ("rented", "租住"),
                            ("borrowed", "借住"),
                            ("collective", "集体安置"),
                        ],
                        max_length=10,
                        verbose_name="住房来源",
                    ),
                ),
                (
                    "structure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("concrete", "钢混"),
                            ("brick_concrete", "砖混"),
                            ("brick_timber", "砖木"),
                            ("stone", "石木"),
                            ("adobe", "土坯"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="房屋结构",
                    ),
                ),
                (
                    "floor_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="建筑面积",
                    ),
                ),
                (
                    "danger_grade",
                    models.CharField(
                        choices=[
                            ("ungraded", "未鉴定"),
                            ("a", "A级（安全）"),
                            ("b", "B级（基本安全）"),
                            ("c", "C级（局部危险）"),
                            ("d", "D级（整幢危险）"),
                        ],
                        default="ungraded",
                        max_length=10,
                        verbose_name="危房等级",
                    ),
                ),
                ("belongings", models.TextField(blank=True, verbose_name="车辆、家电等家当")),
                (
                    "farmed_land",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="自种土地",
                    ),
                ),
                (
                    "let_land",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="转包出去的土地",
                    ),
                ),
                ("livestock", models.TextField(blank=True, verbose_name="种养情况")),
                (
                    "working_away",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="外出务工人数"
                    ),
                ),
                ("work_note", models.TextField(blank=True, verbose_name="务工情况")),
                (
                    "monthly_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="每月生活支出",
                    ),
                ),
                (
                    "medical_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="一年医药支出",
                    ),
                ),
                (
                    "school_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="一年上学支出",
                    ),
                ),
                ("spending_note", models.TextField(blank=True, verbose_name="支出情况")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "与申报一致"),
                            ("differs", "与申报不一致"),
                            ("unclear", "有的情况没有查清"),
                        ],
                        max_length=10,
                        verbose_name="调查结论",
                    ),
                ),
                ("findings", models.TextField(blank=True, verbose_name="调查情况")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="定稿时间")),
            ],
            options={
                "verbose_name": "入户调查",
                "verbose_name_plural": "入户调查",
            },
        ),
        migrations.CreateModel(
            name="HomeVisitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("township", "乡镇入户调查"), ("county", "县级入户核查")],
                        max_length=10,
                        verbose_name="由谁调查",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "填写中"), ("signed", "已签字")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="调查日期")),
                (
                    "way",
                    models.CharField(
                        choices=[("house", "上门入户"), ("phone", "电话"), ("video", "视频")],
                        default="house",
                        max_length=10,
                        verbose_name="调查方式",
                    ),
                ),
                (
                    "remote_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("disaster", "自然灾害"),
                            ("accident", "事故灾难"),
                            ("epidemic", "公共卫生事件"),
                            ("security", "社会安全事件"),
                        ],
                        max_length=10,
                        verbose_name="没有上门的原因",
                    ),
                ),
                (
                    "helpers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="协助调查人",
                    ),
                ),
                (
                    "present",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="在场签字的家庭成员",
                    ),
                ),
                (
                    "blocks_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("going", "谁去、怎么去"),
                                ("members", "家庭成员"),
                                ("housing", "住房和家当"),
                                ("land", "土地和养殖"),
                                ("work", "外出务工"),
                                ("spending", "日常支出"),
                                ("conclusion", "调查结论"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="已填部分",
                    ),
                ),
                (
                    "members_agree",
                    models.BooleanField(blank=True, null=True, verbose_name="成员与申报相符"),
                ),
                ("members_note", models.TextField(blank=True, verbose_name="成员情况")),
                (
                    "tenure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "自有"),
                            ("rented", "租住"),
                            ("borrowed", "借住"),
                            ("collective", "集体安置"),
                        ],
                        max_length=10,
                        verbose_name="住房来源",
                    ),
                ),
                (
                    "structure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("concrete", "钢混"),
                            ("brick_concrete", "砖混"),
                            ("brick_timber", "砖木"),
                            ("stone", "石木"),
                            ("adobe", "土坯"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="房屋结构",
                    ),
                ),
                (
                    "floor_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="建筑面积",
                    ),
                ),
                (
                    "danger_grade",
                    models.CharField(
                        choices=[
                            ("ungraded", "未鉴定"),
                            ("a", "A级（安全）"),
                            ("b", "B级（基本安全）"),
                            ("c", "C级（局部危险）"),
                            ("d", "D级（整幢危险）"),
                        ],
                        default="ungraded",
                        max_length=10,
                        verbose_name="危房等级",
                    ),
                ),
                ("belongings", models.TextField(blank=True, verbose_name="车辆、家电等家当")),
                (
                    "farmed_land",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="自种土地",
                    ),
                ),
                (
                    "let_land",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="转包出去的土地",
                    ),
                ),
                ("livestock", models.TextField(blank=True, verbose_name="种养情况")),
                (
                    "working_away",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="外出务工人数"
                    ),
                ),
                ("work_note", models.TextField(blank=True, verbose_name="务工情况")),
                (
                    "monthly_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="每月生活支出",
                    ),
                ),
                (
                    "medical_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="一年医药支出",
                    ),
                ),
                (
                    "school_spending",
                    dibao.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="一年上学支出",
                    ),
                ),
                ("spending_note", models.TextField(blank=True, verbose_name="支出情况")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "与申报一致"),
                            ("differs", "与申报不一致"),
                            ("unclear", "有的情况没有查清"),
                        ],
                        max_length=10,
                        verbose_name="调查结论",
                    ),
                ),
                ("findings", models.TextField(blank=True, verbose_name="调查情况")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="定稿时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReviewMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="评议日期")),
                ("place", models.CharField(max_length=80, verbose_name="评议地点")),
                ("chair", models.CharField(max_length=40, verbose_name="主持人")),
                ("official", models.CharField(max_length=40, verbose_name="到场的乡镇工作人员")),
                ("participants", models.PositiveSmallIntegerField(verbose_name="参加评议人数")),
                (
                    "representatives",
                    models.PositiveSmallIntegerField(verbose_name="其中村民代表人数"),
                ),
                ("agree", models.PositiveSmallIntegerField(verbose_name="同意")),
                ("disagree", models.PositiveSmallIntegerField(verbose_name="不同意")),
                ("abstain", models.PositiveSmallIntegerField(verbose_name="弃权")),
                ("was_briefed", models.BooleanField(verbose_name="已宣讲政策、介绍调查情况")),
                ("is_signed_by_all", models.BooleanField(verbose_name="参加评议的人都已签字")),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("true", "调查结果属实"),
                            ("untrue", "调查结果不属实"),
                            ("disputed", "争议较大，重新调查"),
                        ],
                        max_length=10,
                        verbose_name="评议结论",
                    ),
                ),
                ("discussion", models.TextField(blank=True, verbose_name="评议记录")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "民主评议",
                "verbose_name_plural": "民主评议",
                "get_latest_by": "pk",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_decides_a_case_they_investigated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id\n                JOIN applicants_homevisit v ON v.case_id = d.case_id AND v.status = 'signed'\n                WHERE (d.outcome <> 'end' OR c.kind IN ('recheck', 'change'))\n                  AND d.decided_by_id IN (v.investigator_id, v.companion_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_decides_a_case_they_investigated' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="01bd5591c70e4c1baa5230857596df9a7fd59c08",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_decides_a_case_they_investigated_7dddd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_follows_a_signed_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p LEFT JOIN applicants_case c ON c.id = p.case_id\n                WHERE c.id IS NULL OR c.area_code <> p.area_code\n                   OR c.kind = 'application' AND NOT EXISTS (\n                    SELECT FROM applicants_homevisit v\n                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'\n                      AND v.visited_on <= p.given_on\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_follows_a_signed_visit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3447808d3944d5059a02be7fef64bbd74eb62825",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_follows_a_signed_visit_4f817",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_follows_the_review_meeting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_case c ON c.id = p.case_id\n                JOIN applicants_ruleset r ON r.id = c.rule_set_id\n                WHERE c.kind = 'application' AND r.terms ->> 'review_meeting' = 'always'\n                  AND NOT EXISTS (\n                      SELECT FROM applicants_reviewmeeting m\n                      WHERE m.case_id = p.case_id AND m.held_on <= p.given_on\n                  )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_follows_the_review_meeting' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8209cecc76194082dcb99d46b27d95bf75595b6e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_follows_the_review_meeting_47c66",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="a_disputed_meeting_is_followed_by_a_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_reviewmeeting m ON m.case_id = p.case_id\n                WHERE m.conclusion = 'disputed' AND NOT EXISTS (\n                    SELECT FROM applicants_homevisit v\n                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'\n                      AND v.signed_at > m.recorded_at\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_disputed_meeting_is_followed_by_a_visit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d2f9932c040e1467e968b36a6365443a5f9f6b5b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_disputed_meeting_is_followed_by_a_visit_82b39",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="a_new_opinion_looks_into_upheld_objections",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p\n                JOIN applicants_objection o ON o.case_id = p.case_id AND o.status = 'upheld'\n                JOIN applicants_noticeentry e ON e.notice_id = o.notice_id AND e.case_id = o.case_id\n                JOIN applicants_townshipopinion b ON b.assessment_id = e.assessment_id\n                WHERE NOT EXISTS (\n                    SELECT FROM applicants_homevisit v\n                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'\n                      AND v.signed_at > b.created_at\n                ) AND NOT EXISTS (\n                    SELECT FROM applicants_reviewmeeting m\n                    WHERE m.case_id = p.case_id AND m.recorded_at > b.created_at\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_new_opinion_looks_into_upheld_objections' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="556a9798153d2818ee0eaf4a8208d9dcc36d5045",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_new_opinion_looks_into_upheld_objections_51415",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_waits_for_open_objections",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_objection o ON o.case_id = p.case_id\n                WHERE o.status = 'open'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_waits_for_open_objections' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1d59170a32dc7af11d6b04470b637207eb02bf86",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_waits_for_open_objections_7aa42",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
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
            model_name="homevisit",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="companion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="同去的工作人员",
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="investigator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="调查人",
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="signed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="定稿人",
            ),
        ),
        migrations.AddField(
            model_name="homevisitevent",
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
            model_name="homevisitevent",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="homevisitevent",
            name="companion",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="同去的工作人员",
            ),
        ),
        migrations.AddField(
            model_name="homevisitevent",
            name="investigator",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="调查人",
            ),
        ),
        migrations.AddField(
            model_name="homevisitevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.homevisit",
            ),
        ),
        migrations.AddField(
            model_name="homevisitevent",
            name="signed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="定稿人",
            ),
        ),
        migrations.AddField(
            model_name="reviewmeeting",
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
            model_name="reviewmeeting",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="reviewmeeting",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")),
                fields=("case", "purpose"),
                name="one_visit_of_a_case_is_being_filled_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose__in", ["township", "county"]), ("status__in", ["draft", "signed"])
                ),
                name="visit_purpose_and_status_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("remote_reason", ""), ("way", "house")),
                    models.Q(
                        ("remote_reason__in", ["disaster", "accident", "epidemic", "security"]),
                        ("way__in", ("phone", "video")),
                    ),
                    _connector="OR",
                ),
                name="a_visit_from_afar_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("companion__isnull", True),
                    models.Q(("companion", models.F("investigator")), _negated=True),
                    _connector="OR",
                ),
                name="investigators_are_different_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    ("companion__isnull", False),
                    models.Q(("helpers", []), _negated=True),
                    _connector="OR",
                ),
                name="a_signed_visit_has_two_investigators",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"), models.Q(("present", []), _negated=True), _connector="OR"
                ),
                name="a_signed_visit_is_signed_by_the_family",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(
                        (
                            "blocks_done__contains",
                            [
                                "going",
                                "members",
                                "housing",
                                "land",
                                "work",
                                "spending",
                                "conclusion",
                            ],
                        ),
                        ("conclusion__in", ["agrees", "differs", "unclear"]),
                        models.Q(("findings", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_signed_visit_is_filled_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("signed_at__isnull", True),
                        ("signed_by__isnull", True),
                        ("status", "draft"),
                    ),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("status", "signed"),
                    ),
                    _connector="OR",
                ),
                name="a_signed_visit_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("floor_area__isnull", True), ("floor_area__gte", 0), _connector="OR"),
                    models.Q(
                        ("farmed_land__isnull", True), ("farmed_land__gte", 0), _connector="OR"
                    ),
                    models.Q(("let_land__isnull", True), ("let_land__gte", 0), _connector="OR"),
                    ("medical_spending__gte", 0),
                    ("monthly_spending__gte", 0),
                    ("school_spending__gte", 0),
                ),
                name="visit_figures_are_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="home_visit_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'home_visit is never deleted' USING ERRCODE = '23514';",
                    hash="b599060d7cd95722793f370760a7a03c459f7e10",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_home_visit_is_never_deleted_dcdbc",
                    table="applicants_homevisit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="home_visit_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'home_visit_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8066fd87de9199871bed23a8b29387eaf03361dd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_home_visit_key_never_changes_6c893",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="home_visit_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('draft', 'signed'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'home_visit_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5bd28805010fdf62509432d265bb2de2025863c5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_home_visit_moves_along_its_table_78623",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="home_visit_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'draft' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'home_visit_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="437af044a064c2cbc0192374b6affa4ec72e014a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_home_visit_starts_at_the_start_a7281",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_signed_visit_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o WHERE o.status = 'signed') AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_signed_visit_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="70d56b6cc20d141e9fbf124540b745e7f727fabf",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_signed_visit_never_changes_15ec7",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_begins_while_its_case_is_under_way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows v LEFT JOIN applicants_case c ON c.id = v.case_id\n                WHERE c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')\n                   OR v.area_code <> c.area_code\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_begins_while_its_case_is_under_way' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="48d5953edd5500d3d7eb08638ed58f3b0338a35a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_visit_begins_while_its_case_is_under_way_f98f8",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_stays_with_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.case_id, o.area_code, o.purpose) <> (n.case_id, n.area_code, n.purpose)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_stays_with_its_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2a9e8abf3b9704908cf0c9f59cf109a0623f78c0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_stays_with_its_case_65d1d",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_is_signed_by_those_who_were_there",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows v LEFT JOIN applicants_case c ON c.id = v.case_id\n                LEFT JOIN dibao_staff i ON i.id = v.investigator_id\n                LEFT JOIN dibao_staff k ON k.id = v.companion_id\n                WHERE v.status = 'signed' AND (\n                    c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')\n                    OR v.visited_on < c.accepted_on\n                    OR v.visited_on > (now() AT TIME ZONE 'Asia/Shanghai')::date\n                    -- What was signed after something else is told by this moment.\n                    OR abs(extract(epoch FROM v.signed_at - now())) > 3600\n                    OR v.helpers && ARRAY[i.name, k.name, '']::varchar[]\n                    OR (SELECT count(DISTINCT h) FROM unnest(v.helpers) h) <> cardinality(v.helpers)\n                    OR EXISTS (\n                        SELECT FROM unnest(v.present) p WHERE p NOT IN (\n                            SELECT m.person_id FROM applicants_membership m\n                            WHERE m.household_id = c.household_id\n                        )\n                    )\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_is_signed_by_those_who_were_there' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3c262123b781616e17eb7c2d746a4585c6d56bde",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_is_signed_by_those_who_were_there_5c04c",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_homevisitevent" ("area_code", "belongings", "blocks_done", "case_id", "companion_id", "conclusion", "danger_grade", "farmed_land", "findings", "floor_area", "helpers", "id", "investigator_id", "let_land", "livestock", "medical_spending", "members_agree", "members_note", "monthly_spending", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "purpose", "remote_reason", "school_spending", "signed_at", "signed_by_id", "spending_note", "status", "structure", "tenure", "version", "visited_on", "way", "work_note", "working_away") SELECT new_values."area_code", new_values."belongings", new_values."blocks_done", new_values."case_id", new_values."companion_id", new_values."conclusion", new_values."danger_grade", new_values."farmed_land", new_values."findings", new_values."floor_area", new_values."helpers", new_values."id", new_values."investigator_id", new_values."let_land", new_values."livestock", new_values."medical_spending", new_values."members_agree", new_values."members_note", new_values."monthly_spending", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."present", new_values."purpose", new_values."remote_reason", new_values."school_spending", new_values."signed_at", new_values."signed_by_id", new_values."spending_note", new_values."status", new_values."structure", new_values."tenure", new_values."version", new_values."visited_on", new_values."way", new_values."work_note", new_values."working_away" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="264fe3d985551ef7d718554cd03251e0e7a72dbc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1e9df",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_homevisitevent" ("area_code", "belongings", "blocks_done", "case_id", "companion_id", "conclusion", "danger_grade", "farmed_land", "findings", "floor_area", "helpers", "id", "investigator_id", "let_land", "livestock", "medical_spending", "members_agree", "members_note", "monthly_spending", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "purpose", "remote_reason", "school_spending", "signed_at", "signed_by_id", "spending_note", "status", "structure", "tenure", "version", "visited_on", "way", "work_note", "working_away") SELECT new_values."area_code", new_values."belongings", new_values."blocks_done", new_values."case_id", new_values."companion_id", new_values."conclusion", new_values."danger_grade", new_values."farmed_land", new_values."findings", new_values."floor_area", new_values."helpers", new_values."id", new_values."investigator_id", new_values."let_land", new_values."livestock", new_values."medical_spending", new_values."members_agree", new_values."members_note", new_values."monthly_spending", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."present", new_values."purpose", new_values."remote_reason", new_values."school_spending", new_values."signed_at", new_values."signed_by_id", new_values."spending_note", new_values."status", new_values."structure", new_values."tenure", new_values."version", new_values."visited_on", new_values."way", new_values."work_note", new_values."working_away" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="340aeef1343eb2eb2b3b07b13a70ae209aa73584",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8db47",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_homevisitevent" ("area_code", "belongings", "blocks_done", "case_id", "companion_id", "conclusion", "danger_grade", "farmed_land", "findings", "floor_area", "helpers", "id", "investigator_id", "let_land", "livestock", "medical_spending", "members_agree", "members_note", "monthly_spending", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "purpose", "remote_reason", "school_spending", "signed_at", "signed_by_id", "spending_note", "status", "structure", "tenure", "version", "visited_on", "way", "work_note", "working_away") SELECT old_values."area_code", old_values."belongings", old_values."blocks_done", old_values."case_id", old_values."companion_id", old_values."conclusion", old_values."danger_grade", old_values."farmed_land", old_values."findings", old_values."floor_area", old_values."helpers", old_values."id", old_values."investigator_id", old_values."let_land", old_values."livestock", old_values."medical_spending", old_values."members_agree", old_values."members_note", old_values."monthly_spending", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."present", old_values."purpose", old_values."remote_reason", old_values."school_spending", old_values."signed_at", old_values."signed_by_id", old_values."spending_note", old_values."status", old_values."structure", old_values."tenure", old_values."version", old_values."visited_on", old_values."way", old_values."work_note", old_values."working_away" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3bff5ae4dee07f5515e891c003dc6302c6926339",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b1a08",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_homevisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homevisitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7a4f0bd79da9943f6dbcef4fde9d3ea6acb8229b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9b9a0",
                    table="applicants_homevisitevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("participants__gt", 0),
                    ("representatives__lte", models.F("participants")),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.expressions.CombinedExpression(
                            models.F("representatives"), "*", models.Value(3)
                        ),
                        django.db.models.expressions.CombinedExpression(
                            models.F("participants"), "*", models.Value(2)
                        ),
                    ),
                ),
                name="two_thirds_of_a_meeting_are_representatives",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "participants",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("agree"), "+", models.F("disagree")
                            ),
                            "+",
                            models.F("abstain"),
                        ),
                    )
                ),
                name="votes_of_a_meeting_add_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_signed_by_all", True), ("was_briefed", True)),
                name="a_meeting_was_briefed_and_is_signed_by_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chair", ""), _negated=True),
                    models.Q(("official", ""), _negated=True),
                    models.Q(("place", ""), _negated=True),
                ),
                name="a_meeting_says_where_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("conclusion__in", ["true", "untrue", "disputed"])),
                name="meeting_conclusion_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewmeeting",
            trigger=pgtrigger.compiler.Trigger(
                name="review_meeting_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'review_meeting is append-only' USING ERRCODE = '23514';",
                    hash="f1a3d0abddc1ec21d87b64890a76f3d5ec8c4ef5",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_review_meeting_is_append_only_43d14",
                    table="applicants_reviewmeeting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewmeeting",
            trigger=pgtrigger.compiler.Trigger(
                name="a_meeting_judges_what_a_visit_found",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows m LEFT JOIN applicants_case c ON c.id = m.case_id\n                WHERE c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')\n                   OR m.area_code <> c.area_code\n                   OR abs(extract(epoch FROM m.recorded_at - now())) > 3600\n                   OR m.held_on > (now() AT TIME ZONE 'Asia/Shanghai')::date\n                   OR NOT EXISTS (\n                       SELECT FROM applicants_homevisit v\n                       WHERE v.case_id = m.case_id AND v.purpose = 'township'\n                         AND v.status = 'signed' AND v.visited_on <= m.held_on\n                   )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_meeting_judges_what_a_visit_found' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2a959e3e3ee15dee74029cf654c5ceed415b1182",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_meeting_judges_what_a_visit_found_dc604",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_reviewmeeting",
                    when="AFTER",
                ),
            ),
        ),
    ]
