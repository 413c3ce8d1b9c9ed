"""Lists go out as files: who asked for which rows and why; and sets of columns that people keep."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0067_what_a_list_was_seen_to_be"),
        ("dibao", "0018_tokens_are_only_revoked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shape", models.CharField(max_length=20, verbose_name="名单种类")),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel 表格"), ("csv", "逗号分隔的文本")],
                        max_length=4,
                        verbose_name="文件格式",
                    ),
                ),
                ("month", dibao.fields.MonthField(verbose_name="月份")),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")],
                        null=True,
                        verbose_name="类别",
                    ),
                ),
                ("columns", models.JSONField(default=list, verbose_name="列")),
                ("is_whole", models.BooleanField(default=False, verbose_name="号码完整")),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="理由"),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="交办时间")),
                (
                    "sentence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="范围"),
                ),
                (
                    "file_key",
                    models.UUIDField(
                        blank=True, editable=False, null=True, unique=True, verbose_name="文件编号"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="校验值"),
                ),
                (
                    "row_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="行数"),
                ),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="生成日期")),
                ("gone_on", models.DateField(blank=True, null=True, verbose_name="删除日期")),
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
                        verbose_name="导出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单导出",
                "verbose_name_plural": "名单导出",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ExportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("shape", models.CharField(max_length=20, verbose_name="名单种类")),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel 表格"), ("csv", "逗号分隔的文本")],
                        max_length=4,
                        verbose_name="文件格式",
                    ),
                ),
                ("month", dibao.fields.MonthField(verbose_name="月份")),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")],
                        null=True,
                        verbose_name="类别",
                    ),
                ),
                ("columns", models.JSONField(default=list, verbose_name="列")),
                ("is_whole", models.BooleanField(default=False, verbose_name="号码完整")),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="理由"),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="交办时间")),
                (
                    "sentence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="范围"),
                ),
                (
                    "file_key",
                    models.UUIDField(
                        blank=True, editable=False, null=True, verbose_name="文件编号"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="校验值"),
                ),
                (
                    "row_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="行数"),
                ),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="生成日期")),
                ("gone_on", models.DateField(blank=True, null=True, verbose_name="删除日期")),
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
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.export",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ColumnSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shape", models.CharField(max_length=20, verbose_name="名单种类")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("columns", models.JSONField(default=list, verbose_name="列")),
                ("is_shared", models.BooleanField(default=False, verbose_name="本县共用")),
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
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "列的组合",
                "verbose_name_plural": "列的组合",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kept_by", "shape", "name"), name="a_set_of_columns_has_one_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("columns", []), _negated=True),
                        ),
                        name="a_set_of_columns_has_name_and_columns",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="columnset",
            trigger=pgtrigger.compiler.Trigger(
                name="column_set_kept_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.kept_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'column_set_kept_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ee699cb6b9dded9b19b0833633924ff1c0e2bc26",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_column_set_kept_by_is_who_acts_b5297",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_columnset",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["area", "-id"], name="export_area"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["xlsx", "csv"])), name="export_format_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_whole", True), models.Q(("reason", ""), _negated=True)),
                    models.Q(("is_whole", False), ("reason", "")),
                    _connector="OR",
                ),
                name="whole_numbers_go_out_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file_key__isnull", True),
                        ("gone_on__isnull", True),
                        ("row_count__isnull", True),
                        ("sha256", ""),
                        ("written_on__isnull", True),
                    ),
                    models.Q(
                        ("file_key__isnull", False),
                        ("row_count__isnull", False),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("written_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_written_export_says_what_it_holds",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="export_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'export is never deleted' USING ERRCODE = '23514';",
                    hash="cd4bccaa1b274ee38f427d83ca092f7ec23e73e3",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_export_is_never_deleted_b6365",
                    table="applicants_export",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="export_asked_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.asked_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'export_asked_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c8feb9f37021b8cb506bbbb18c29ce3f02074aed",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_export_asked_by_is_who_acts_0a24b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_export",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="an_export_stays_what_was_asked_for",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.gone_on IS NOT NULL\n                   OR o.written_on IS NOT NULL\n                      AND to_jsonb(o) - '{gone_on}'::text[] <> to_jsonb(n) - '{gone_on}'::text[]\n                   OR to_jsonb(o) - '{file_key,sha256,row_count,written_on,gone_on}'::text[] <> to_jsonb(n) - '{file_key,sha256,row_count,written_on,gone_on}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_export_stays_what_was_asked_for' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a60674db22deb8b783b2d64e0b68f6a1f216b41f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_export_stays_what_was_asked_for_5f27c",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_export",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_exportevent" ("area_code", "asked_at", "asked_by_id", "benefit_class", "columns", "file_key", "format", "gone_on", "id", "is_whole", "month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "row_count", "sentence", "sha256", "shape", "written_on") SELECT new_values."area_code", new_values."asked_at", new_values."asked_by_id", new_values."benefit_class", new_values."columns", new_values."file_key", new_values."format", new_values."gone_on", new_values."id", new_values."is_whole", new_values."month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."row_count", new_values."sentence", new_values."sha256", new_values."shape", new_values."written_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="616623853febdb43fcaca9cbdf971ceff9a5a9b0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8db58",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_export",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_exportevent" ("area_code", "asked_at", "asked_by_id", "benefit_class", "columns", "file_key", "format", "gone_on", "id", "is_whole", "month", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "row_count", "sentence", "sha256", "shape", "written_on") SELECT old_values."area_code", old_values."asked_at", old_values."asked_by_id", old_values."benefit_class", old_values."columns", old_values."file_key", old_values."format", old_values."gone_on", old_values."id", old_values."is_whole", old_values."month", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."reason", old_values."row_count", old_values."sentence", old_values."sha256", old_values."shape", old_values."written_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="795e8a224a098c4bd1de9184922f2b61c63af60c",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_aaa67",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_export",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e9b4ad8723cf1395018398d4e934eb5031ac441a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_44449",
                    table="applicants_exportevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
