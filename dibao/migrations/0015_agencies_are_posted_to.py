"""A member agency has its people, who are posted to it."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0014_a_place_and_a_posting_say_more"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="单位名称")),
                (
                    "name_today",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="现名称"),
                ),
                ("name_en", models.CharField(max_length=80, verbose_name="英文名称")),
                ("position", models.PositiveSmallIntegerField(verbose_name="排序")),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="联系电话"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="参加1+X平台")),
            ],
            options={
                "verbose_name": "成员单位",
                "verbose_name_plural": "成员单位",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="AgencyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=20, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="单位名称")),
                (
                    "name_today",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="现名称"),
                ),
                ("name_en", models.CharField(max_length=80, verbose_name="英文名称")),
                ("position", models.PositiveSmallIntegerField(verbose_name="排序")),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="联系电话"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="参加1+X平台")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="posting",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="posting",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="posting",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_role_is_known",
        ),
        migrations.AlterField(
            model_name="posting",
            name="role",
            field=models.CharField(
                choices=[
                    ("caseworker", "乡镇经办"),
                    ("township_head", "乡镇负责人"),
                    ("county_clerk", "县级经办"),
                    ("county_reviewer", "县级审核"),
                    ("county_approver", "县级批准"),
                    ("county_finance", "县级财务"),
                    ("prefecture_officer", "市级工作人员"),
                    ("inspector", "监督检查"),
                    ("agency", "成员单位"),
                    ("administrator", "系统管理员"),
                ],
                max_length=20,
                verbose_name="岗位",
            ),
        ),
        migrations.AlterField(
            model_name="postingevent",
            name="role",
            field=models.CharField(
                choices=[
                    ("caseworker", "乡镇经办"),
                    ("township_head", "乡镇负责人"),
                    ("county_clerk", "县级经办"),
                    ("county_reviewer", "县级审核"),
                    ("county_approver", "县级批准"),
                    ("county_finance", "县级财务"),
                    ("prefecture_officer", "市级工作人员"),
                    ("inspector", "监督检查"),
                    ("agency", "成员单位"),
                    ("administrator", "系统管理员"),
                ],
                max_length=20,
                verbose_name="岗位",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("agency_id", "area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT new_values."agency_id", new_values."area_code", new_values."batch_limit", new_values."ends_on", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."role", new_values."staff_id", new_values."starts_on", new_values."unit_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="08fe7b3e6bc0e866fb29f491b6bcae820e25bcbd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f0a18",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="dibao_posting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("agency_id", "area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT new_values."agency_id", new_values."area_code", new_values."batch_limit", new_values."ends_on", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."role", new_values."staff_id", new_values."starts_on", new_values."unit_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="9e9e0df5d0977f3c87b8c3177c8ed7271bbfd901",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f1790",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="dibao_posting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("agency_id", "area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT old_values."agency_id", old_values."area_code", old_values."batch_limit", old_values."ends_on", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."role", old_values."staff_id", old_values."starts_on", old_values."unit_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="562a794838c6571d9cbfcd5ef7be5de84d18c63b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_44d35",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="dibao_posting",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                fields=("name",), name="an_agency_has_a_name_of_its_own"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("name_en", ""), _negated=True)
                ),
                name="an_agency_is_named_in_both_languages",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="agency_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'agency is never deleted' USING ERRCODE = '23514';",
                    hash="e3965dd421316ae16178610891650e0ae04e7651",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_agency_is_never_deleted_c3848",
                    table="dibao_agency",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_agencyevent" ("code", "id", "is_active", "name", "name_en", "name_today", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") SELECT new_values."code", new_values."id", new_values."is_active", new_values."name", new_values."name_en", new_values."name_today", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone", new_values."position" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="998c92f7afdadf98d21932da0294e86fe3989884",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_17e0e",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="dibao_agency",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_agencyevent" ("code", "id", "is_active", "name", "name_en", "name_today", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") SELECT new_values."code", new_values."id", new_values."is_active", new_values."name", new_values."name_en", new_values."name_today", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone", new_values."position" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="f9e101285d653b16439daebda59dd9f6f48320a1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9bd1a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="dibao_agency",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_agencyevent" ("code", "id", "is_active", "name", "name_en", "name_today", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") SELECT old_values."code", old_values."id", old_values."is_active", old_values."name", old_values."name_en", old_values."name_today", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."position" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="fdbf72b9a9dd003e09af12d8a61798fd14808028",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_069cf",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="dibao_agency",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                default=None,
                help_text="岗位是“成员单位”的才选。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="dibao.agency",
                verbose_name="成员单位",
            ),
        ),
        migrations.AddField(
            model_name="postingevent",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                default=None,
                help_text="岗位是“成员单位”的才选。",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.agency",
                verbose_name="成员单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "caseworker",
                            "township_head",
                            "county_clerk",
                            "county_reviewer",
                            "county_approver",
                            "county_finance",
                            "prefecture_officer",
                            "inspector",
                            "agency",
                            "administrator",
                        ],
                    )
                ),
                name="posting_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("role", "agency")),
                    models.Q(("agency__isnull", True), models.Q(("role", "agency"), _negated=True)),
                    _connector="OR",
                ),
                name="an_agencys_people_are_posted_to_it",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="dibao.agency",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ac374ee2060bab9d1c302569cf9d5585731f7693",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_affc1",
                    table="dibao_agencyevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
