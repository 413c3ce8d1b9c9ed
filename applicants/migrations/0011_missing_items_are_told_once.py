"""Everything missing is told once."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0010_relatives_stand_aside"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MissingItemsNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        size=None,
                        verbose_name="要补的材料",
                    ),
                ),
                (
                    "new_facts",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="新的事实"
                    ),
                ),
                ("given_on", models.DateField(verbose_name="告知日期")),
                ("due_on", models.DateField(verbose_name="补齐期限")),
                ("supplied_on", models.DateField(blank=True, null=True, verbose_name="补齐日期")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missing_notices",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="告知人",
                    ),
                ),
                (
                    "supplied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记补齐的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正告知",
                "verbose_name_plural": "补正告知",
            },
        ),
        migrations.CreateModel(
            name="MissingItemsNoticeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        size=None,
                        verbose_name="要补的材料",
                    ),
                ),
                (
                    "new_facts",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="新的事实"
                    ),
                ),
                ("given_on", models.DateField(verbose_name="告知日期")),
                ("due_on", models.DateField(verbose_name="补齐期限")),
                ("supplied_on", models.DateField(blank=True, null=True, verbose_name="补齐日期")),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="告知人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.missingitemsnotice",
                    ),
                ),
                (
                    "supplied_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记补齐的人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="missingitemsnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("new_facts", "")),
                fields=("case",),
                name="everything_missing_is_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="missingitemsnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("items__len__gt", 0)),
                name="a_missing_items_notice_asks_for_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="missingitemsnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("given_on"))),
                name="days_of_a_missing_items_notice_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="missingitemsnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("supplied_by__isnull", True), ("supplied_on__isnull", True)),
                    models.Q(
                        ("supplied_by__isnull", False),
                        ("supplied_on__gte", models.F("given_on")),
                        ("supplied_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="what_was_supplied_says_by_whom_and_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="missing_items_notice_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'missing_items_notice is never deleted' USING ERRCODE = '23514';",
                    hash="3f771fe4f8b9921e7d36e27b5bb69e1e3ffbb963",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_missing_items_notice_is_never_deleted_19973",
                    table="applicants_missingitemsnotice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="a_missing_items_notice_is_of_its_cases_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code\n                WHERE c.id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_missing_items_notice_is_of_its_cases_place' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e6768db299b2ca9afc0b1d84ae41bdffda769f72",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_missing_items_notice_is_of_its_cases_place_7802e",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_missingitemsnotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="a_missing_items_notice_is_only_ever_answered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.supplied_on IS NOT NULL OR n.supplied_on IS NULL\n                   OR to_jsonb(o) - '{supplied_on,supplied_by_id}'::text[]\n                      <> to_jsonb(n) - '{supplied_on,supplied_by_id}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_missing_items_notice_is_only_ever_answered' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="37dc47af45068c96dc314eb2f9317caa427f75b6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_missing_items_notice_is_only_ever_answered_06d1e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_missingitemsnotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_missingitemsnoticeevent" ("area_code", "case_id", "due_on", "given_by_id", "given_on", "id", "items", "new_facts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supplied_by_id", "supplied_on") SELECT new_values."area_code", new_values."case_id", new_values."due_on", new_values."given_by_id", new_values."given_on", new_values."id", new_values."items", new_values."new_facts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."supplied_by_id", new_values."supplied_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a1b56d5ada90c124fe818661ec4f3d19c0eafd3f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a97ca",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_missingitemsnotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_missingitemsnoticeevent" ("area_code", "case_id", "due_on", "given_by_id", "given_on", "id", "items", "new_facts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supplied_by_id", "supplied_on") SELECT old_values."area_code", old_values."case_id", old_values."due_on", old_values."given_by_id", old_values."given_on", old_values."id", old_values."items", old_values."new_facts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."supplied_by_id", old_values."supplied_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3826efba89afa8be547d67b5165add5479f72dd1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_17369",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_missingitemsnotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="missingitemsnoticeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a6e871023764e4d73b240933f5a48c92882fbe4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b96d4",
                    table="applicants_missingitemsnoticeevent",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("applicants_missingitemsnotice"),
        protect_by_area("applicants_missingitemsnoticeevent"),
        withhold("applicants_missingitemsnoticeevent", "UPDATE", "DELETE"),
        # Nothing but that everything came is ever added.
        withhold("applicants_missingitemsnotice", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE (supplied_on, supplied_by_id) ON applicants_missingitemsnotice TO {settings.APP_ROLE};",
            f"REVOKE UPDATE (supplied_on, supplied_by_id) ON applicants_missingitemsnotice FROM {settings.APP_ROLE};",
        ),
    ]
