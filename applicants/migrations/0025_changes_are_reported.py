"""What is told of families in benefit is kept, with what came of it."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0024_families_answer_a_recheck"),
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("death", "死亡"),
                            ("married_out", "婚出"),
                            ("moved_out", "迁出或不再居住"),
                            ("prison", "服刑或强制隔离戒毒"),
                            ("school", "入学或离校"),
                            ("joined", "出生、婚入或回来共同生活"),
                            ("income", "收入变化"),
                            ("property", "财产变化"),
                            ("health", "患病或残疾"),
                            ("other", "其他变化"),
                        ],
                        max_length=12,
                        verbose_name="变化种类",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("reported_on", models.DateField(verbose_name="报告日期")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("family", "家庭告知"),
                            ("village", "村委会报告"),
                            ("agency", "部门信息"),
                            ("public", "群众反映"),
                            ("visit", "工作中发现"),
                        ],
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                (
                    "reporter",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="报告人"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="报告内容"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应办结日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待处理"), ("followed", "已立案"), ("closed", "不用办")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="不用办的原因"
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="处理日期")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
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
                        related_name="change_reports",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_reports",
                        to="applicants.household",
                        verbose_name="家庭",
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
                        verbose_name="成员",
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
                "verbose_name": "变化报告",
                "verbose_name_plural": "变化报告",
                "get_latest_by": "pk",
            },
        ),
        migrations.CreateModel(
            name="ChangeReportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("death", "死亡"),
                            ("married_out", "婚出"),
                            ("moved_out", "迁出或不再居住"),
                            ("prison", "服刑或强制隔离戒毒"),
                            ("school", "入学或离校"),
                            ("joined", "出生、婚入或回来共同生活"),
                            ("income", "收入变化"),
                            ("property", "财产变化"),
                            ("health", "患病或残疾"),
                            ("other", "其他变化"),
                        ],
                        max_length=12,
                        verbose_name="变化种类",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("reported_on", models.DateField(verbose_name="报告日期")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("family", "家庭告知"),
                            ("village", "村委会报告"),
                            ("agency", "部门信息"),
                            ("public", "群众反映"),
                            ("visit", "工作中发现"),
                        ],
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                (
                    "reporter",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="报告人"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="报告内容"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应办结日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待处理"), ("followed", "已立案"), ("closed", "不用办")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="不用办的原因"
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="处理日期")),
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
                        verbose_name="处理人",
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.person",
                        verbose_name="成员",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.changereport",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "death",
                            "married_out",
                            "moved_out",
                            "prison",
                            "school",
                            "joined",
                            "income",
                            "property",
                            "health",
                            "other",
                        ],
                    ),
                    ("source__in", ["family", "village", "agency", "public", "visit"]),
                ),
                name="change_report_codes_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("happened_on__lte", models.F("reported_on"))),
                name="a_change_is_reported_after_it_happened",
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("death", "married_out", "prison", "school", "health")),
                        _negated=True,
                    ),
                    ("person__isnull", False),
                    _connector="OR",
                ),
                name="a_change_of_one_person_names_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_by__isnull", True),
                        ("answered_on__isnull", True),
                        ("case__isnull", True),
                        ("status", "open"),
                    ),
                    models.Q(
                        ("answer", ""),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        ("case__isnull", False),
                        ("status", "followed"),
                    ),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        ("case__isnull", True),
                        ("status", "closed"),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_report_says_what_came_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="changereport",
            constraint=models.UniqueConstraint(
                fields=("household", "person", "kind", "happened_on"),
                name="a_change_is_reported_once",
                nulls_distinct=False,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="change_report_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'change_report is never deleted' USING ERRCODE = '23514';",
                    hash="727f2f302826b5c98e6659d5780eceaea670e4e7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_change_report_is_never_deleted_34b9b",
                    table="applicants_changereport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_report_is_about_somebody_of_the_household",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id\n                WHERE h.id IS NULL OR h.area_code <> n.area_code\n                   OR n.person_id IS NOT NULL AND NOT EXISTS (\n                        SELECT FROM applicants_membership m\n                        WHERE m.household_id = n.household_id AND m.person_id = n.person_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_report_is_about_somebody_of_the_household' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="b576fa31b3188641105c68d03d20f41425abb7f2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_report_is_about_somebody_of_the_household_1e99b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_changereport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="a_report_stays_as_told_and_is_answered_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN applicants_case c ON c.id = n.case_id\n                WHERE o.status <> 'open'\n                   OR to_jsonb(o) - '{status,case_id,answer,answered_by_id,answered_on}'::text[]\n                      <> to_jsonb(n) - '{status,case_id,answer,answered_by_id,answered_on}'::text[]\n                   OR n.case_id IS NOT NULL AND (c.id IS NULL OR c.household_id <> n.household_id\n                        OR c.kind NOT IN ('recheck', 'change') OR c.status <> 'accepted')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_report_stays_as_told_and_is_answered_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7373a70b46dd8a90cb0c9caf5c0d15f7ee1fb860",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_report_stays_as_told_and_is_answered_once_83c04",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_changereport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_changereportevent" ("answer", "answered_by_id", "answered_on", "area_code", "case_id", "due_on", "happened_on", "household_id", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "reported_on", "reporter", "source", "status") SELECT new_values."answer", new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."case_id", new_values."due_on", new_values."happened_on", new_values."household_id", new_values."id", new_values."kind", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_by_id", new_values."reported_on", new_values."reporter", new_values."source", new_values."status" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="df3ff3a34119e7fa3be9bbb4ea0293f8c7d1b9fd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1760b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_changereport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_changereportevent" ("answer", "answered_by_id", "answered_on", "area_code", "case_id", "due_on", "happened_on", "household_id", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "reported_on", "reporter", "source", "status") SELECT new_values."answer", new_values."answered_by_id", new_values."answered_on", new_values."area_code", new_values."case_id", new_values."due_on", new_values."happened_on", new_values."household_id", new_values."id", new_values."kind", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."recorded_by_id", new_values."reported_on", new_values."reporter", new_values."source", new_values."status" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d37fbf28d364a2e3671be3b993e5aed80d517d45",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2b01f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_changereport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereport",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_changereportevent" ("answer", "answered_by_id", "answered_on", "area_code", "case_id", "due_on", "happened_on", "household_id", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "reported_on", "reporter", "source", "status") SELECT old_values."answer", old_values."answered_by_id", old_values."answered_on", old_values."area_code", old_values."case_id", old_values."due_on", old_values."happened_on", old_values."household_id", old_values."id", old_values."kind", old_values."note", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."recorded_by_id", old_values."reported_on", old_values."reporter", old_values."source", old_values."status" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4216f15e2ba1fae2e90affee553547987e7123a0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d7f7c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_changereport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changereportevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="25dc15ca2f8839fb8cea3d2755d79aaa32e3d652",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3cab4",
                    table="applicants_changereportevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("applicants_changereport"),
        protect_by_area("applicants_changereportevent"),
        withhold("applicants_changereport", "DELETE"),
        withhold("applicants_changereportevent", "UPDATE", "DELETE"),
    ]
