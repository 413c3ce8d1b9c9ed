"""Files of families and what is said of materials without one; whether a stored file has its row."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold

# Runs as the owner of the table, so that the sweep of files need not know whose they are; says yes or no.
QUESTION = """
CREATE FUNCTION document_is_kept(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_document WHERE id = wanted)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0006_other_transfer_expenses"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household_register", "户口本"),
                            ("identity_card", "身份证"),
                            ("application", "申请书"),
                            ("income_proof", "收入证明"),
                            ("disability_card", "残疾人证"),
                            ("divorce_proof", "离婚证明"),
                            ("school_proof", "在读证明"),
                            ("diagnosis", "诊断书"),
                            ("support_proof", "赡养、抚养义务证明"),
                            ("unemployment_proof", "失业证明"),
                            ("release_proof", "释放证明"),
                            ("hospital_bill", "医院结算单"),
                            ("passbook", "存折或银行卡复印件"),
                            ("declaration", "承诺和授权书"),
                            ("proxy_mandate", "委托书"),
                            ("visit_photo", "入户照片"),
                            ("meeting_record", "民主评议记录"),
                            ("notice_photo", "公示照片"),
                            ("delivery_receipt", "送达回证"),
                            ("other", "其他材料"),
                        ],
                        max_length=20,
                        verbose_name="材料种类",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="原文件名")),
                (
                    "media_type",
                    models.CharField(
                        choices=[("image/jpeg", "照片"), ("application/pdf", "PDF 文件")],
                        max_length=20,
                        verbose_name="文件格式",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="文件大小")),
                ("content_hash", models.CharField(max_length=64)),
                ("page_count", models.PositiveSmallIntegerField(verbose_name="页数")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="录入时间",
                    ),
                ),
                ("added_on", models.DateField(verbose_name="录入日期")),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="作废原因"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
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
                        related_name="documents",
                        to="applicants.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
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
                        related_name="documents",
                        to="applicants.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "材料",
                "verbose_name_plural": "材料",
            },
        ),
        migrations.CreateModel(
            name="DocumentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household_register", "户口本"),
                            ("identity_card", "身份证"),
                            ("application", "申请书"),
                            ("income_proof", "收入证明"),
                            ("disability_card", "残疾人证"),
                            ("divorce_proof", "离婚证明"),
                            ("school_proof", "在读证明"),
                            ("diagnosis", "诊断书"),
                            ("support_proof", "赡养、抚养义务证明"),
                            ("unemployment_proof", "失业证明"),
                            ("release_proof", "释放证明"),
                            ("hospital_bill", "医院结算单"),
                            ("passbook", "存折或银行卡复印件"),
                            ("declaration", "承诺和授权书"),
                            ("proxy_mandate", "委托书"),
                            ("visit_photo", "入户照片"),
                            ("meeting_record", "民主评议记录"),
                            ("notice_photo", "公示照片"),
                            ("delivery_receipt", "送达回证"),
                            ("other", "其他材料"),
                        ],
                        max_length=20,
                        verbose_name="材料种类",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="原文件名")),
                (
                    "media_type",
                    models.CharField(
                        choices=[("image/jpeg", "照片"), ("application/pdf", "PDF 文件")],
                        max_length=20,
                        verbose_name="文件格式",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="文件大小")),
                ("content_hash", models.CharField(max_length=64)),
                ("page_count", models.PositiveSmallIntegerField(verbose_name="页数")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="录入时间",
                    ),
                ),
                ("added_on", models.DateField(verbose_name="录入日期")),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="作废原因"
                    ),
                ),
                (
                    "added_by",
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
                        verbose_name="人员",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="applicants.document",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MaterialAnswer",
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
                            ("household_register", "户口本"),
                            ("identity_card", "身份证"),
                            ("application", "申请书"),
                            ("income_proof", "收入证明"),
                            ("disability_card", "残疾人证"),
                            ("divorce_proof", "离婚证明"),
                            ("school_proof", "在读证明"),
                            ("diagnosis", "诊断书"),
                            ("support_proof", "赡养、抚养义务证明"),
                            ("unemployment_proof", "失业证明"),
                            ("release_proof", "释放证明"),
                            ("hospital_bill", "医院结算单"),
                            ("passbook", "存折或银行卡复印件"),
                            ("declaration", "承诺和授权书"),
                            ("proxy_mandate", "委托书"),
                            ("visit_photo", "入户照片"),
                            ("meeting_record", "民主评议记录"),
                            ("notice_photo", "公示照片"),
                            ("delivery_receipt", "送达回证"),
                            ("other", "其他材料"),
                        ],
                        max_length=20,
                        verbose_name="材料种类",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("promised", "告知承诺"),
                            ("by_check", "核对取得"),
                            ("waived", "不需要"),
                            ("needed", "仍需提供"),
                        ],
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("note", models.CharField(max_length=200, verbose_name="说明")),
                ("answered_on", models.DateField(verbose_name="处理日期")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="material_answers",
                        to="applicants.case",
                        verbose_name="案件",
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
            ],
            options={
                "verbose_name": "材料处理",
                "verbose_name_plural": "材料处理",
            },
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["household", "case"], name="document_household_case"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "household_register",
                            "identity_card",
                            "application",
                            "income_proof",
                            "disability_card",
                            "divorce_proof",
                            "school_proof",
                            "diagnosis",
                            "support_proof",
                            "unemployment_proof",
                            "release_proof",
                            "hospital_bill",
                            "passbook",
                            "declaration",
                            "proxy_mandate",
                            "visit_photo",
                            "meeting_record",
                            "notice_photo",
                            "delivery_receipt",
                            "other",
                        ],
                    )
                ),
                name="document_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("media_type__in", ["image/jpeg", "application/pdf"])),
                name="document_media_type_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("page_count__gt", 0), ("size__gt", 0)),
                name="a_document_is_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("void_reason", ""),
                        ("voided_by__isnull", True),
                        ("voided_on__isnull", True),
                    ),
                    models.Q(
                        ("voided_by__isnull", False),
                        ("voided_on__isnull", False),
                        models.Q(("void_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_voided_document_says_by_whom_when_and_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="document_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'document is never deleted' USING ERRCODE = '23514';",
                    hash="fecd705b9d3ffae062b7b8941735eae8a6043726",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_document_is_never_deleted_d0e4b",
                    table="applicants_document",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="a_document_belongs_to_one_family",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d\n                LEFT JOIN applicants_household h ON h.id = d.household_id AND h.area_code = d.area_code\n                LEFT JOIN applicants_case c ON c.id = d.case_id AND c.household_id = h.id\n                WHERE h.id IS NULL OR d.case_id IS NOT NULL AND c.id IS NULL\n                   OR d.person_id IS NOT NULL AND NOT EXISTS (\n                       SELECT FROM applicants_membership m\n                       WHERE m.household_id = d.household_id AND m.person_id = d.person_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_document_belongs_to_one_family' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bef8d3c159647595c9a04ce145b9a84b6b672482",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_document_belongs_to_one_family_f628c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="a_document_is_only_ever_voided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.voided_on IS NOT NULL OR n.voided_on IS NULL\n                   OR to_jsonb(o) - '{voided_on,voided_by_id,void_reason}'::text[]\n                      <> to_jsonb(n) - '{voided_on,voided_by_id,void_reason}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_document_is_only_ever_voided' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="13966b09a97f38cd14750834c866d8addc70f9b3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_document_is_only_ever_voided_6aa25",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_documentevent" ("added_at", "added_by_id", "added_on", "area_code", "case_id", "content_hash", "household_id", "id", "kind", "media_type", "name", "page_count", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "size", "void_reason", "voided_by_id", "voided_on") SELECT new_values."added_at", new_values."added_by_id", new_values."added_on", new_values."area_code", new_values."case_id", new_values."content_hash", new_values."household_id", new_values."id", new_values."kind", new_values."media_type", new_values."name", new_values."page_count", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."size", new_values."void_reason", new_values."voided_by_id", new_values."voided_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="97f0bbd0c40df87916db41706faf213641678dbf",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1ad6b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_documentevent" ("added_at", "added_by_id", "added_on", "area_code", "case_id", "content_hash", "household_id", "id", "kind", "media_type", "name", "page_count", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "size", "void_reason", "voided_by_id", "voided_on") SELECT old_values."added_at", old_values."added_by_id", old_values."added_on", old_values."area_code", old_values."case_id", old_values."content_hash", old_values."household_id", old_values."id", old_values."kind", old_values."media_type", old_values."name", old_values."page_count", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."size", old_values."void_reason", old_values."voided_by_id", old_values."voided_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="37504e0a44f939180abb3b393f0355221d16ed47",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_376d4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a4cd56ecffa82d6815719360c2a9f93115411ce2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1aee1",
                    table="applicants_documentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="materialanswer",
            index=models.Index(fields=["case"], name="material_answer_case"),
        ),
        migrations.AddConstraint(
            model_name="materialanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["promised", "by_check", "waived", "needed"])),
                name="material_answer_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="materialanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="a_material_answer_says_why"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="materialanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="material_answer_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'material_answer is append-only' USING ERRCODE = '23514';",
                    hash="d13cbb661711357fdeaf51c3cd9bce0d47836362",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_material_answer_is_append_only_429c5",
                    table="applicants_materialanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="materialanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="a_material_answer_is_of_its_cases_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a\n                LEFT JOIN applicants_case c ON c.id = a.case_id AND c.area_code = a.area_code\n                WHERE c.id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_material_answer_is_of_its_cases_place' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d1741fc8104a1f6045fa42638fcb01fe7c60a61b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_material_answer_is_of_its_cases_place_de3ca",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_materialanswer",
                    when="AFTER",
                ),
            ),
        ),
        *(
            protect_by_area(table)
            for table in (
                "applicants_document",
                "applicants_documentevent",
                "applicants_materialanswer",
            )
        ),
        withhold("applicants_documentevent", "UPDATE", "DELETE"),
        withhold("applicants_materialanswer", "UPDATE", "DELETE"),
        # Nothing but the marks of a voided document ever changes.
        withhold("applicants_document", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE (voided_on, voided_by_id, void_reason) ON applicants_document TO {settings.APP_ROLE};",
            f"REVOKE UPDATE (voided_on, voided_by_id, void_reason) ON applicants_document FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(QUESTION, "DROP FUNCTION document_is_kept(uuid);"),
    ]
