"""What families state on line waits for their township; nobody without an account reads any of it."""

import uuid

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0038_wrong_entries_are_mended"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OnlineStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="申请人")),
                ("id_number", dibao.fields.SealedField(editable=False, verbose_name="身份证号")),
                ("id_index", models.CharField(editable=False, max_length=32)),
                ("id_last4", models.CharField(max_length=4, verbose_name="身份证后4位")),
                ("phone", dibao.fields.SealedField(editable=False, verbose_name="联系电话")),
                (
                    "stated_by",
                    models.CharField(
                        choices=[
                            ("self", "本人"),
                            ("relative", "亲属"),
                            ("village", "村民委员会"),
                            ("other", "其他人"),
                        ],
                        max_length=10,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "speaker_name",
                    models.CharField(blank=True, max_length=40, verbose_name="填写人姓名"),
                ),
                ("about", dibao.fields.SealedField(editable=False, verbose_name="困难情况")),
                ("is_consented", models.BooleanField(verbose_name="同意核对")),
                ("received_on", models.DateField(verbose_name="提交日期")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提交时间"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken_up", "已录入申请"),
                            ("not_reached", "多次联系不上"),
                            ("duplicate", "重复提交"),
                            ("withdrawn", "本人不申请"),
                        ],
                        max_length=12,
                        verbose_name="办理结果",
                    ),
                ),
                ("answer_text", models.TextField(blank=True, verbose_name="联系的情况")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="办理日期")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "from_area",
                    models.ForeignKey(
                        blank=True,
                        db_column="from_area_code",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dibao.area",
                        verbose_name="转来的乡镇",
                    ),
                ),
            ],
            options={
                "verbose_name": "网上申请",
                "verbose_name_plural": "网上申请",
            },
        ),
        migrations.CreateModel(
            name="OnlineStatementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("name", models.CharField(max_length=40, verbose_name="申请人")),
                ("id_number", dibao.fields.SealedField(editable=False, verbose_name="身份证号")),
                ("id_index", models.CharField(editable=False, max_length=32)),
                ("id_last4", models.CharField(max_length=4, verbose_name="身份证后4位")),
                ("phone", dibao.fields.SealedField(editable=False, verbose_name="联系电话")),
                (
                    "stated_by",
                    models.CharField(
                        choices=[
                            ("self", "本人"),
                            ("relative", "亲属"),
                            ("village", "村民委员会"),
                            ("other", "其他人"),
                        ],
                        max_length=10,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "speaker_name",
                    models.CharField(blank=True, max_length=40, verbose_name="填写人姓名"),
                ),
                ("about", dibao.fields.SealedField(editable=False, verbose_name="困难情况")),
                ("is_consented", models.BooleanField(verbose_name="同意核对")),
                ("received_on", models.DateField(verbose_name="提交日期")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提交时间"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken_up", "已录入申请"),
                            ("not_reached", "多次联系不上"),
                            ("duplicate", "重复提交"),
                            ("withdrawn", "本人不申请"),
                        ],
                        max_length=12,
                        verbose_name="办理结果",
                    ),
                ),
                ("answer_text", models.TextField(blank=True, verbose_name="联系的情况")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="办理日期")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
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
                    "case",
                    models.ForeignKey(
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
                (
                    "from_area",
                    models.ForeignKey(
                        blank=True,
                        db_column="from_area_code",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.area",
                        verbose_name="转来的乡镇",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.onlinestatement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="onlinestatement",
            index=models.Index(
                condition=models.Q(("answer", "")), fields=["area"], name="statements_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="onlinestatement",
            index=models.Index(fields=["id_index"], name="statement_id_number"),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("id_index", ""), _negated=True),
                    ("stated_by__in", ["self", "relative", "village", "other"]),
                ),
                name="a_statement_says_of_whom_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_consented", True)),
                name="nobody_is_looked_into_without_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("speaker_name", ""), ("stated_by", "self")),
                    models.Q(
                        models.Q(("stated_by", "self"), _negated=True),
                        models.Q(("speaker_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="whoever_states_it_for_another_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_area__isnull", True),
                    models.Q(("from_area", models.F("area")), _negated=True),
                    _connector="OR",
                ),
                name="a_statement_is_handed_to_another_township",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_by__isnull", True), ("answered_on__isnull", True)
                    ),
                    models.Q(
                        ("answer__in", ["taken_up", "not_reached", "duplicate", "withdrawn"]),
                        ("answered_by__isnull", False),
                        ("answered_on__gte", models.F("received_on")),
                        models.Q(("answer_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_statement_says_what_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "taken_up"), ("case__isnull", False)),
                    models.Q(
                        models.Q(("answer", "taken_up"), _negated=True), ("case__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="a_statement_that_was_taken_up_names_its_case",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="online_statement_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'online_statement is never deleted' USING ERRCODE = '23514';",
                    hash="2b793be2de2715387e52287f4d4bf6ac6ef9f5df",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_online_statement_is_never_deleted_f4aa7",
                    table="applicants_onlinestatement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="a_statement_begins_without_an_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE n.answer <> '' OR n.from_area_code IS NOT NULL\n                   OR n.received_on > (now() AT TIME ZONE 'Asia/Shanghai')::date\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_statement_begins_without_an_answer' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="28617e08e7d2ce6a4655d7ddb8ff3aab81c389c3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_statement_begins_without_an_answer_8f40c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="a_statement_is_answered_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN old_rows o USING (id)\n                LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE o.id IS NULL OR o.answer <> ''\n                   OR n.area_code <> o.area_code\n                      AND (n.answer <> '' OR left(n.from_area_code, 9) IS DISTINCT FROM left(o.area_code, 9))\n                   OR n.case_id IS NOT NULL AND (\n                       c.id IS NULL OR left(c.area_code, 9) <> left(n.area_code, 9) OR c.kind <> 'application')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_statement_is_answered_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d61ae54b5a4b376b7fda8952797464ff729fc7d5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_statement_is_answered_once_3f965",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_onlinestatementevent" ("about", "answer", "answer_text", "answered_by_id", "answered_on", "area_code", "case_id", "from_area_code", "id", "id_index", "id_last4", "id_number", "is_consented", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "received_at", "received_on", "speaker_name", "stated_by") SELECT new_values."about", new_values."answer", new_values."answer_text", new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."case_id", new_values."from_area_code", new_values."id", new_values."id_index", new_values."id_last4", new_values."id_number", new_values."is_consented", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone", new_values."received_at", new_values."received_on", new_values."speaker_name", new_values."stated_by" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="5d89ba0ec8fdc4e54b133eba3d98f45b850fe533",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eecf2",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_onlinestatementevent" ("about", "answer", "answer_text", "answered_by_id", "answered_on", "area_code", "case_id", "from_area_code", "id", "id_index", "id_last4", "id_number", "is_consented", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "received_at", "received_on", "speaker_name", "stated_by") SELECT new_values."about", new_values."answer", new_values."answer_text", new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."case_id", new_values."from_area_code", new_values."id", new_values."id_index", new_values."id_last4", new_values."id_number", new_values."is_consented", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone", new_values."received_at", new_values."received_on", new_values."speaker_name", new_values."stated_by" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="856b998fefb9ecfcba18551b0fa9a0ec0c11277e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_255ca",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_onlinestatementevent" ("about", "answer", "answer_text", "answered_by_id", "answered_on", "area_code", "case_id", "from_area_code", "id", "id_index", "id_last4", "id_number", "is_consented", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "received_at", "received_on", "speaker_name", "stated_by") SELECT old_values."about", old_values."answer", old_values."answer_text", old_values."answered_by_id", old_values."answered_on", old_values."area_code", old_values."case_id", old_values."from_area_code", old_values."id", old_values."id_index", old_values."id_last4", old_values."id_number", old_values."is_consented", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."received_at", old_values."received_on", old_values."speaker_name", old_values."stated_by" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="55c0a75b7d3017377b53ec1f3a6be111035deb5a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5c071",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_onlinestatement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlinestatementevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bee40b2f311ea4c7396247ce5b3923a10efc51fa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_70eb6",
                    table="applicants_onlinestatementevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
