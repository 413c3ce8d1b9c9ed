"""Objections, reports and complaints in one register, with who spoke apart and their photos."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0049_months_of_grace_go_along"),
        ("dibao", "0010_nobody_posts_themselves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ObjectionPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="文件大小")),
                ("content_hash", models.CharField(max_length=64)),
                ("added_on", models.DateField(verbose_name="提交日期")),
            ],
            options={
                "verbose_name": "反映的照片",
                "verbose_name_plural": "反映的照片",
            },
        ),
        migrations.CreateModel(
            name="ObjectionSpeaker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", dibao.fields.SealedField(editable=False, verbose_name="反映人")),
                ("phone", dibao.fields.SealedField(editable=False, verbose_name="联系电话")),
            ],
            options={
                "verbose_name": "反映人",
                "verbose_name_plural": "反映人",
            },
        ),
        migrations.AlterModelOptions(
            name="objection",
            options={"verbose_name": "异议、举报和投诉", "verbose_name_plural": "异议、举报和投诉"},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="decision",
            name="a_grant_waits_for_open_objections",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="discoverylead",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="an_objection_stays_as_it_was_said",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="an_objection_is_said_within_its_notice",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="no_relative_answers_an_objection",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="townshipopinion",
            name="a_new_opinion_looks_into_upheld_objections",
        ),
        migrations.RemoveConstraint(
            model_name="objection",
            name="an_answered_objection_says_by_whom_and_when",
        ),
        migrations.RemoveConstraint(
            model_name="objection",
            name="an_objection_is_answered_later_and_by_another",
        ),
        migrations.AddField(
            model_name="discoverylead",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
                verbose_name="表单编号",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="about",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="反映对象"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="accept_due",
            field=models.DateField(blank=True, null=True, verbose_name="受理期限"),
        ),
        migrations.AddField(
            model_name="objection",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="受理人",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="受理日期"),
        ),
        migrations.AddField(
            model_name="objection",
            name="answer_due",
            field=models.DateField(blank=True, null=True, verbose_name="答复期限"),
        ),
        migrations.AddField(
            model_name="objection",
            name="appeal_of",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="applicants.objection",
                verbose_name="不服的答复",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="交办人",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="asked_on",
            field=models.DateField(blank=True, null=True, verbose_name="交办日期"),
        ),
        migrations.AddField(
            model_name="objection",
            name="channel",
            field=models.CharField(
                choices=[
                    ("notice", "网上公示页"),
                    ("web", "网上"),
                    ("hotline", "监督电话"),
                    ("letter", "来信"),
                    ("visit", "来访"),
                    ("press", "媒体报道"),
                    ("superior", "上级交办"),
                    ("agency", "部门移送"),
                ],
                db_default="visit",
                default="visit",
                max_length=10,
                verbose_name="渠道",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="findings",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="核查情况"),
        ),
        migrations.AddField(
            model_name="objection",
            name="found_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核查人",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="found_on",
            field=models.DateField(blank=True, null=True, verbose_name="核查日期"),
        ),
        migrations.AddField(
            model_name="objection",
            name="household",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="applicants.household",
                verbose_name="家庭",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="is_named",
            field=models.BooleanField(db_default=False, default=False, verbose_name="实名"),
        ),
        migrations.AddField(
            model_name="objection",
            name="kind",
            field=models.CharField(
                choices=[("objection", "异议"), ("report", "举报"), ("complaint", "投诉")],
                db_default="objection",
                default="objection",
                max_length=10,
                verbose_name="性质",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="receipt_key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
                verbose_name="回执编号",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="received_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="收到时间",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="redirected_to",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="转往部门"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="sameness",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=32,
                verbose_name="重复校验值",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="told_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("online", "凭回执号网上查询"),
                    ("in_person", "当面答复"),
                    ("phone", "电话答复"),
                    ("post", "书面邮寄"),
                    ("nobody", "匿名反映，无法告知"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="告知方式",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("income", "收入比申报的多"),
                    ("property", "有车、房子或者生意没有报"),
                    ("members", "家里人口不对"),
                    ("away", "人不在，或者已经去世"),
                    ("favour", "照顾亲友，不该保的保了"),
                    ("conduct", "工作人员的态度或者办事有问题"),
                    ("money", "钱没有发到本人手里"),
                    ("other", "别的情况"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="情形",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="about",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="反映对象"
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="accept_due",
            field=models.DateField(blank=True, null=True, verbose_name="受理期限"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="accepted_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="objectionevent",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="受理日期"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="answer_due",
            field=models.DateField(blank=True, null=True, verbose_name="答复期限"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="appeal_of",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.objection",
                verbose_name="不服的答复",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="交办人",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="asked_on",
            field=models.DateField(blank=True, null=True, verbose_name="交办日期"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="channel",
            field=models.CharField(
                choices=[
                    ("notice", "网上公示页"),
                    ("web", "网上"),
                    ("hotline", "监督电话"),
                    ("letter", "来信"),
                    ("visit", "来访"),
                    ("press", "媒体报道"),
                    ("superior", "上级交办"),
                    ("agency", "部门移送"),
                ],
                db_default="visit",
                default="visit",
                max_length=10,
                verbose_name="渠道",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="findings",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="核查情况"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="found_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核查人",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="found_on",
            field=models.DateField(blank=True, null=True, verbose_name="核查日期"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="household",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.household",
                verbose_name="家庭",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="is_named",
            field=models.BooleanField(db_default=False, default=False, verbose_name="实名"),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="kind",
            field=models.CharField(
                choices=[("objection", "异议"), ("report", "举报"), ("complaint", "投诉")],
                db_default="objection",
                default="objection",
                max_length=10,
                verbose_name="性质",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="received_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="收到时间",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="redirected_to",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="转往部门"
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="told_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("online", "凭回执号网上查询"),
                    ("in_person", "当面答复"),
                    ("phone", "电话答复"),
                    ("post", "书面邮寄"),
                    ("nobody", "匿名反映，无法告知"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="告知方式",
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("income", "收入比申报的多"),
                    ("property", "有车、房子或者生意没有报"),
                    ("members", "家里人口不对"),
                    ("away", "人不在，或者已经去世"),
                    ("favour", "照顾亲友，不该保的保了"),
                    ("conduct", "工作人员的态度或者办事有问题"),
                    ("money", "钱没有发到本人手里"),
                    ("other", "别的情况"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="情形",
            ),
        ),
        migrations.AlterField(
            model_name="discoverylead",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="discoveryleadevent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="applicants.publicnotice",
                verbose_name="公示",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "未办结"),
                    ("upheld", "成立"),
                    ("partly", "部分成立"),
                    ("dismissed", "不成立"),
                    ("redirected", "已转有权部门"),
                    ("withdrawn", "本人撤回"),
                ],
                default="open",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="text",
            field=models.TextField(verbose_name="反映内容"),
        ),
        migrations.AlterField(
            model_name="objectionevent",
            name="case",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AlterField(
            model_name="objectionevent",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.publicnotice",
                verbose_name="公示",
            ),
        ),
        migrations.AlterField(
            model_name="objectionevent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="objectionevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "未办结"),
                    ("upheld", "成立"),
                    ("partly", "部分成立"),
                    ("dismissed", "不成立"),
                    ("redirected", "已转有权部门"),
                    ("withdrawn", "本人撤回"),
                ],
                default="open",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="objectionevent",
            name="text",
            field=models.TextField(verbose_name="反映内容"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["area", "answer_due"],
                name="objections_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["area", "lodged_on"], name="objection_area_day"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("sameness", ""), _negated=True),
                fields=["sameness"],
                name="objection_sameness",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="a_grant_waits_for_open_objections",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_objection o ON o.case_id = d.case_id\n                WHERE d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'keep') AND (\n                    o.status = 'open'\n                    -- 办法 Art 19: what was rightly objected to needs a new opinion, on a new assessment. What was\n                    -- said without a notice needs one that is newer than it.\n                    OR o.status IN ('upheld', 'partly') AND coalesce(\n                        (SELECT bool_or(e.assessment_id = d.assessment_id) FROM applicants_noticeentry e\n                         WHERE e.notice_id = o.notice_id AND e.case_id = o.case_id),\n                        (SELECT a.created_at <= o.received_at FROM applicants_assessment a\n                         WHERE a.id = d.assessment_id)))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_grant_waits_for_open_objections' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e9c943f40cabb470fbaf2e3a476d08ca2228d802",
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
            model_name="discoverylead",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_discoveryleadevent" ("about", "answer", "answer_text", "answered_by_id", "answered_on", "area_code", "case_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "reported_by", "reported_on", "source") SELECT new_values."about", new_values."answer", new_values."answer_text", new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."case_id", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."recorded_by_id", new_values."reported_by", new_values."reported_on", new_values."source" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."about" IS DISTINCT FROM (new_values."about") OR old_values."answer" IS DISTINCT FROM (new_values."answer") OR old_values."answer_text" IS DISTINCT FROM (new_values."answer_text") OR old_values."answered_by_id" IS DISTINCT FROM (new_values."answered_by_id") OR old_values."answered_on" IS DISTINCT FROM (new_values."answered_on") OR old_values."area_code" IS DISTINCT FROM (new_values."area_code") OR old_values."case_id" IS DISTINCT FROM (new_values."case_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."recorded_by_id" IS DISTINCT FROM (new_values."recorded_by_id") OR old_values."reported_by" IS DISTINCT FROM (new_values."reported_by") OR old_values."reported_on" IS DISTINCT FROM (new_values."reported_on") OR old_values."source" IS DISTINCT FROM (new_values."source")) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="f9e20507380f2a96f44c8a9d55e1e7a3a31dc0fa",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c8dde",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_discoverylead",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_objection_is_said_within_its_notice",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        LEFT JOIN applicants_case c\n            ON c.id = n.case_id AND c.area_code = n.area_code AND c.status = 'on_notice'\n        LEFT JOIN applicants_noticeentry e ON e.notice_id = n.notice_id AND e.case_id = c.id\n        WHERE n.kind = 'objection'\n          AND (e.id IS NULL OR n.status <> 'open' OR n.lodged_on NOT BETWEEN e.starts_on AND e.ends_on)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_objection_is_said_within_its_notice' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8fd4a8d8116950d56696d277662167f716c82779",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_objection_is_said_within_its_notice_60ef5",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="what_is_said_is_of_its_place_and_open",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n        LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.area_code\n        LEFT JOIN applicants_publicnotice p ON p.id = n.notice_id AND p.area_code = n.area_code\n        WHERE n.status <> 'open' OR n.accepted_on IS NOT NULL\n           OR n.case_id IS NOT NULL AND c.id IS NULL\n           OR n.household_id IS NOT NULL AND h.id IS NULL\n           OR n.notice_id IS NOT NULL AND p.id IS NULL\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'what_is_said_is_of_its_place_and_open' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="82945aeb1ae8dbdd27b4728ba6a99a29c0af4245",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_what_is_said_is_of_its_place_and_open_99bfe",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_appeal_is_against_an_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_objection f ON f.id = n.appeal_of_id\n        WHERE n.appeal_of_id IS NOT NULL AND (\n            f.id IS NULL OR f.status = 'open' OR f.appeal_of_id IS NOT NULL OR f.area_code <> n.area_code\n            OR n.kind = 'objection' OR n.lodged_on < f.answered_on)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_appeal_is_against_an_answer' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8a41c3eb185e91bd1769fb38fa44cc36fa6739f8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_appeal_is_against_an_answer_5dff3",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_accepted_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.accepted_by_id IS DISTINCT FROM o.accepted_by_id\n        WHERE n.accepted_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'objection_accepted_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="82e2c66642604042d85068bd8a9b4850e427d7a5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_accepted_by_is_who_acts_9b081",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_asked_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.asked_by_id IS DISTINCT FROM o.asked_by_id\n        WHERE n.asked_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'objection_asked_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3f0ffd8d896fd544f7ca2da71dd53e78cfac45e5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_asked_by_is_who_acts_f02c2",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_found_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.found_by_id IS DISTINCT FROM o.found_by_id\n        WHERE n.found_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'objection_found_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="21d79107fe8d919f3d47a7e7bfda0761c47c97ea",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_found_by_is_who_acts_94926",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="no_relative_answers_an_objection",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id\n        WHERE r.voided_on IS NULL AND r.staff_id = n.answered_by_id\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'no_relative_answers_an_objection' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="15d113409d09668eaf78c55552a4f3ef903dbc8f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_no_relative_answers_an_objection_e5fa1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_appeal_is_decided_by_another",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n JOIN applicants_objection f ON f.id = n.appeal_of_id\n        WHERE n.answered_by_id = f.answered_by_id\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_appeal_is_decided_by_another' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="dc09396e19a15039f890049cd72c756b6184b884",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_appeal_is_decided_by_another_207f4",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="the_county_answers_what_the_township_may_not",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        WHERE (n.kind <> 'objection' OR n.is_named OR n.appeal_of_id IS NOT NULL)\n          AND (o.status, o.accepted_on, o.asked_on, o.case_id, o.household_id)\n              IS DISTINCT FROM (n.status, n.accepted_on, n.asked_on, n.case_id, n.household_id)\n          AND substr(NULLIF(current_setting('app.area_from', true), ''), 7) <> '000000'\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'the_county_answers_what_the_township_may_not' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f833e7cc7db09a00b7cdee3c4c1e6f4839008b69",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_the_county_answers_what_the_township_may_not_03e88",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n        LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n        LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.area_code\n        WHERE n.id IS NULL OR o.status <> 'open'\n           OR to_jsonb(o) - '{case_id,household_id,accepted_by_id,accepted_on,asked_by_id,asked_on,findings,\n                found_by_id,found_on,status,redirected_to,answer,answered_by_id,answered_on,told_way}'::text[]\n              <> to_jsonb(n) - '{case_id,household_id,accepted_by_id,accepted_on,asked_by_id,asked_on,findings,\n                found_by_id,found_on,status,redirected_to,answer,answered_by_id,answered_on,told_way}'::text[]\n           OR o.case_id IS NOT NULL AND o.case_id IS DISTINCT FROM n.case_id\n           OR o.household_id IS NOT NULL AND o.household_id IS DISTINCT FROM n.household_id\n           OR n.case_id IS DISTINCT FROM o.case_id AND c.id IS NULL\n           OR n.household_id IS DISTINCT FROM o.household_id AND h.id IS NULL\n           OR o.accepted_on IS NOT NULL\n              AND (o.accepted_on, o.accepted_by_id) IS DISTINCT FROM (n.accepted_on, n.accepted_by_id)\n           OR o.asked_on IS NOT NULL AND (o.asked_on, o.asked_by_id) IS DISTINCT FROM (n.asked_on, n.asked_by_id)\n           OR o.found_on IS NOT NULL\n              AND (o.found_on, o.found_by_id, o.findings) IS DISTINCT FROM (n.found_on, n.found_by_id, n.findings)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_objection_stays_as_it_was_said' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c91ffa93be1306bec2ad44d536ac70600d039dd9",
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
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_objectionevent" ("about", "accept_due", "accepted_by_id", "accepted_on", "answer", "answer_due", "answered_by_id", "answered_on", "appeal_of_id", "area_code", "asked_by_id", "asked_on", "case_id", "channel", "findings", "found_by_id", "found_on", "household_id", "id", "is_named", "kind", "lodged_on", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recorded_by_id", "redirected_to", "status", "text", "told_way", "topic") SELECT new_values."about", new_values."accept_due", new_values."accepted_by_id", new_values."accepted_on", new_values."answer", new_values."answer_due", new_values."answered_by_id", new_values."answered_on", new_values."appeal_of_id", new_values."area_code", new_values."asked_by_id", new_values."asked_on", new_values."case_id", new_values."channel", new_values."findings", new_values."found_by_id", new_values."found_on", new_values."household_id", new_values."id", new_values."is_named", new_values."kind", new_values."lodged_on", new_values."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."received_at", new_values."recorded_by_id", new_values."redirected_to", new_values."status", new_values."text", new_values."told_way", new_values."topic" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="fc0d520971416852845051acf7a87f562eeebea2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5ce42",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_objectionevent" ("about", "accept_due", "accepted_by_id", "accepted_on", "answer", "answer_due", "answered_by_id", "answered_on", "appeal_of_id", "area_code", "asked_by_id", "asked_on", "case_id", "channel", "findings", "found_by_id", "found_on", "household_id", "id", "is_named", "kind", "lodged_on", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recorded_by_id", "redirected_to", "status", "text", "told_way", "topic") SELECT new_values."about", new_values."accept_due", new_values."accepted_by_id", new_values."accepted_on", new_values."answer", new_values."answer_due", new_values."answered_by_id", new_values."answered_on", new_values."appeal_of_id", new_values."area_code", new_values."asked_by_id", new_values."asked_on", new_values."case_id", new_values."channel", new_values."findings", new_values."found_by_id", new_values."found_on", new_values."household_id", new_values."id", new_values."is_named", new_values."kind", new_values."lodged_on", new_values."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."received_at", new_values."recorded_by_id", new_values."redirected_to", new_values."status", new_values."text", new_values."told_way", new_values."topic" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."about" IS DISTINCT FROM (new_values."about") OR old_values."accept_due" IS DISTINCT FROM (new_values."accept_due") OR old_values."accepted_by_id" IS DISTINCT FROM (new_values."accepted_by_id") OR old_values."accepted_on" IS DISTINCT FROM (new_values."accepted_on") OR old_values."answer" IS DISTINCT FROM (new_values."answer") OR old_values."answer_due" IS DISTINCT FROM (new_values."answer_due") OR old_values."answered_by_id" IS DISTINCT FROM (new_values."answered_by_id") OR old_values."answered_on" IS DISTINCT FROM (new_values."answered_on") OR old_values."appeal_of_id" IS DISTINCT FROM (new_values."appeal_of_id") OR old_values."area_code" IS DISTINCT FROM (new_values."area_code") OR old_values."asked_by_id" IS DISTINCT FROM (new_values."asked_by_id") OR old_values."asked_on" IS DISTINCT FROM (new_values."asked_on") OR old_values."case_id" IS DISTINCT FROM (new_values."case_id") OR old_values."channel" IS DISTINCT FROM (new_values."channel") OR old_values."findings" IS DISTINCT FROM (new_values."findings") OR old_values."found_by_id" IS DISTINCT FROM (new_values."found_by_id") OR old_values."found_on" IS DISTINCT FROM (new_values."found_on") OR old_values."household_id" IS DISTINCT FROM (new_values."household_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_named" IS DISTINCT FROM (new_values."is_named") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."lodged_on" IS DISTINCT FROM (new_values."lodged_on") OR old_values."notice_id" IS DISTINCT FROM (new_values."notice_id") OR old_values."received_at" IS DISTINCT FROM (new_values."received_at") OR old_values."recorded_by_id" IS DISTINCT FROM (new_values."recorded_by_id") OR old_values."redirected_to" IS DISTINCT FROM (new_values."redirected_to") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."text" IS DISTINCT FROM (new_values."text") OR old_values."told_way" IS DISTINCT FROM (new_values."told_way") OR old_values."topic" IS DISTINCT FROM (new_values."topic")) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3c43d2290dd0f95bd5973abedd73afc3beeb2938",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0c88",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_objectionevent" ("about", "accept_due", "accepted_by_id", "accepted_on", "answer", "answer_due", "answered_by_id", "answered_on", "appeal_of_id", "area_code", "asked_by_id", "asked_on", "case_id", "channel", "findings", "found_by_id", "found_on", "household_id", "id", "is_named", "kind", "lodged_on", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recorded_by_id", "redirected_to", "status", "text", "told_way", "topic") SELECT old_values."about", old_values."accept_due", old_values."accepted_by_id", old_values."accepted_on", old_values."answer", old_values."answer_due", old_values."answered_by_id", old_values."answered_on", old_values."appeal_of_id", old_values."area_code", old_values."asked_by_id", old_values."asked_on", old_values."case_id", old_values."channel", old_values."findings", old_values."found_by_id", old_values."found_on", old_values."household_id", old_values."id", old_values."is_named", old_values."kind", old_values."lodged_on", old_values."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."received_at", old_values."recorded_by_id", old_values."redirected_to", old_values."status", old_values."text", old_values."told_way", old_values."topic" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ac610b80db95f185cdfbe9eff4b17d11e4ba8c8a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f2f19",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_objection",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p\n                JOIN applicants_objection o ON o.case_id = p.case_id AND o.status IN ('upheld', 'partly')\n                LEFT JOIN applicants_noticeentry e ON e.notice_id = o.notice_id AND e.case_id = o.case_id\n                LEFT JOIN applicants_townshipopinion b ON b.assessment_id = e.assessment_id\n                WHERE NOT EXISTS (\n                    SELECT FROM applicants_homevisit v\n                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'\n                      AND v.signed_at > coalesce(b.created_at, o.received_at)\n                ) AND NOT EXISTS (\n                    SELECT FROM applicants_reviewmeeting m\n                    WHERE m.case_id = p.case_id AND m.recorded_at > coalesce(b.created_at, o.received_at)\n                )\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_new_opinion_looks_into_upheld_objections' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b50e6abc5b500547f83e097d8fcc795291408203",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_new_opinion_looks_into_upheld_objections_51415",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="discoverylead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by__isnull", False), ("source", "public"), _connector="OR"
                ),
                name="a_lead_of_the_office_says_who_wrote_it_down",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_by__isnull", True),
                        ("answered_on__isnull", True),
                        ("status", "open"),
                    ),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        (
                            "status__in",
                            ("upheld", "partly", "dismissed", "redirected", "withdrawn"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="an_answered_objection_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(
                        models.Q(
                            ("recorded_by__isnull", True),
                            models.Q(("answered_by", models.F("recorded_by")), _negated=True),
                            _connector="OR",
                        ),
                        ("answered_on__gte", models.F("lodged_on")),
                    ),
                    _connector="OR",
                ),
                name="an_objection_is_answered_later_and_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "channel__in",
                        [
                            "notice",
                            "web",
                            "hotline",
                            "letter",
                            "visit",
                            "press",
                            "superior",
                            "agency",
                        ],
                    ),
                    ("kind__in", ["objection", "report", "complaint"]),
                ),
                name="an_objection_says_what_it_is_and_how_it_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by__isnull", False),
                    ("channel__in", ("notice", "web")),
                    _connector="OR",
                ),
                name="only_the_public_writes_for_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case__isnull", False), ("kind", "objection"), ("notice__isnull", False)
                    ),
                    models.Q(
                        models.Q(("kind", "objection"), _negated=True),
                        ("accept_due__isnull", False),
                        ("answer_due__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_objection_is_to_a_notice_and_the_rest_has_limits",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_by__isnull", True), ("accepted_on__isnull", True)),
                    models.Q(
                        ("accepted_by__isnull", False),
                        ("accepted_on__gte", models.F("lodged_on")),
                        ("accepted_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_accepted_objection_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by__isnull", True), ("asked_on__isnull", True)),
                    models.Q(
                        ("asked_by__isnull", False),
                        ("asked_on__gte", models.F("lodged_on")),
                        ("asked_on__isnull", False),
                        models.Q(
                            ("kind", "objection"),
                            models.Q(
                                ("accepted_on__isnull", False),
                                ("asked_on__gte", models.F("accepted_on")),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_township_is_asked_about_what_was_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("findings", ""), ("found_by__isnull", True), ("found_on__isnull", True)
                    ),
                    models.Q(
                        ("asked_on__isnull", False),
                        ("found_by__isnull", False),
                        ("found_on__gte", models.F("asked_on")),
                        ("found_on__isnull", False),
                        models.Q(("findings", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="findings_answer_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "redirected"), models.Q(("redirected_to", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("status", "redirected"), _negated=True), ("redirected_to", "")
                    ),
                    _connector="OR",
                ),
                name="what_is_redirected_says_where_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_named", False),
                    ("status", "open"),
                    ("told_way__in", ("in_person", "phone", "post")),
                    _connector="OR",
                ),
                name="whoever_gave_their_name_is_told",
            ),
        ),
        migrations.AddField(
            model_name="objectionphoto",
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
            model_name="objectionphoto",
            name="objection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="applicants.objection",
                verbose_name="反映",
            ),
        ),
        migrations.AddField(
            model_name="objectionspeaker",
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
            model_name="objectionspeaker",
            name="objection",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="speaker",
                to="applicants.objection",
                verbose_name="反映",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="a_photo_is_not_empty"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectionphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_photo_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'objection_photo is append-only' USING ERRCODE = '23514';",
                    hash="f4703fdf3183fd7589ec95b2bc0c4a56c7b98ca4",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_objection_photo_is_append_only_1113e",
                    table="applicants_objectionphoto",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectionphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="a_photo_is_where_what_it_shows_was_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p LEFT JOIN applicants_objection o ON o.id = p.objection_id\n                WHERE o.id IS NULL OR o.area_code <> p.area_code\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_photo_is_where_what_it_shows_was_said' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="003762a31dfc5d5db9ffdf97f7c6c8fb47cb1682",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_photo_is_where_what_it_shows_was_said_334a3",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objectionphoto",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectionspeaker",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_speaker_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'objection_speaker is append-only' USING ERRCODE = '23514';",
                    hash="5d3ce0e729514220b57d4a9a575364636de12627",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_objection_speaker_is_append_only_dfb69",
                    table="applicants_objectionspeaker",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectionspeaker",
            trigger=pgtrigger.compiler.Trigger(
                name="a_speaker_is_known_to_the_county",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows s LEFT JOIN applicants_objection o ON o.id = s.objection_id AND o.is_named\n                WHERE o.id IS NULL OR s.area_code <> left(o.area_code, 6) || '000000'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_speaker_is_known_to_the_county' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ac17e0fdcdcf51496d485232fc279f5f1f40d0bd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_speaker_is_known_to_the_county_65bb9",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objectionspeaker",
                    when="AFTER",
                ),
            ),
        ),
    ]
