"""What families signed, who of them is whose relative, and that no relative judges."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold

# The only columns that change after a row's birth.
CHANGED_ONCE = {
    "applicants_authorisation": "revoked_on, revoked_by_id, revoke_reason",
    "applicants_relativeregistration": "voided_on, voided_by_id, void_reason",
    "applicants_villageofficial": "ends_on",
}


def only_once(table: str, columns: str) -> list[migrations.RunSQL]:
    """Take UPDATE away but for the columns that a row's end sets."""
    return [
        withhold(table, "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({columns}) ON {table} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {settings.APP_ROLE};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0009_what_if"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Authorisation",
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
                (
                    "declares_relatives",
                    models.BooleanField(default=False, verbose_name="申明有近亲属"),
                ),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="撤回原因"
                    ),
                ),
            ],
            options={
                "verbose_name": "承诺和授权",
                "verbose_name_plural": "承诺和授权",
            },
        ),
        migrations.CreateModel(
            name="AuthorisationEvent",
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
                (
                    "declares_relatives",
                    models.BooleanField(default=False, verbose_name="申明有近亲属"),
                ),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="撤回原因"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RelativeRegistration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("spouse", "配偶"),
                            ("parent", "父母"),
                            ("child", "子女"),
                            ("sibling", "兄弟姐妹"),
                            ("grandparent", "祖父母"),
                            ("maternal_grandparent", "外祖父母"),
                            ("grandchild", "孙子女"),
                            ("maternal_grandchild", "外孙子女"),
                        ],
                        max_length=20,
                        verbose_name="是其",
                    ),
                ),
                ("registered_on", models.DateField(verbose_name="备案日期")),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="作废原因"
                    ),
                ),
            ],
            options={
                "verbose_name": "近亲属备案",
                "verbose_name_plural": "近亲属备案",
            },
        ),
        migrations.CreateModel(
            name="RelativeRegistrationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("spouse", "配偶"),
                            ("parent", "父母"),
                            ("child", "子女"),
                            ("sibling", "兄弟姐妹"),
                            ("grandparent", "祖父母"),
                            ("maternal_grandparent", "外祖父母"),
                            ("grandchild", "孙子女"),
                            ("maternal_grandchild", "外孙子女"),
                        ],
                        max_length=20,
                        verbose_name="是其",
                    ),
                ),
                ("registered_on", models.DateField(verbose_name="备案日期")),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="作废原因"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VillageOfficial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("post", models.CharField(max_length=40, verbose_name="职务")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
            ],
            options={
                "verbose_name": "村委会成员",
                "verbose_name_plural": "村委会成员",
            },
        ),
        migrations.CreateModel(
            name="VillageOfficialEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("post", models.CharField(max_length=40, verbose_name="职务")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="no_relative_assesses_a_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id\n                WHERE r.voided_on IS NULL AND r.staff_id = n.assessed_by_id\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'no_relative_assesses_a_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="db1d348d0e5d5949df9cda0a1e4a0bde52e0eee8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_no_relative_assesses_a_case_28729",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="no_relative_decides_a_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows d JOIN applicants_relativeregistration r ON r.case_id = d.case_id\n                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id\n                LEFT JOIN applicants_townshipopinion p ON p.assessment_id = a.id\n                WHERE r.voided_on IS NULL\n                  AND r.staff_id IN (d.decided_by_id, a.assessed_by_id, p.given_by_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'no_relative_decides_a_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="05ae3563a077979eb6629a507cea5cb4b7c5322b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_no_relative_decides_a_case_f965c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="no_relative_proposes_on_a_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id\n                WHERE r.voided_on IS NULL AND r.staff_id = n.given_by_id\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'no_relative_proposes_on_a_case' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f4cc60e4455ac90f55ccdcca4ae3d13502aebcd0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_no_relative_proposes_on_a_case_98eb6",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
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
            model_name="authorisation",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorisations",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorisations",
                to="applicants.document",
                verbose_name="签字的文件",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="guardian",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.person",
                verbose_name="监护人",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorisations",
                to="applicants.person",
                verbose_name="授权人",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回登记人",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
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
            model_name="authorisationevent",
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
            model_name="authorisationevent",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.document",
                verbose_name="签字的文件",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
            name="guardian",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.person",
                verbose_name="监护人",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.person",
                verbose_name="授权人",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.authorisation",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="authorisationevent",
            name="revoked_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="relativeregistration",
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
            model_name="relativeregistration",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relatives",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistration",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.person",
                verbose_name="家庭成员",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistration",
            name="registered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="备案人",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistration",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="工作人员",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistration",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="作废人",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistrationevent",
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
            model_name="relativeregistrationevent",
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
            model_name="relativeregistrationevent",
            name="member",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.person",
                verbose_name="家庭成员",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistrationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.relativeregistration",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistrationevent",
            name="registered_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="备案人",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistrationevent",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="工作人员",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistrationevent",
            name="voided_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="villageofficial",
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
            model_name="relativeregistrationevent",
            name="official",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.villageofficial",
                verbose_name="村委会成员",
            ),
        ),
        migrations.AddField(
            model_name="relativeregistration",
            name="official",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relatives",
                to="applicants.villageofficial",
                verbose_name="村委会成员",
            ),
        ),
        migrations.AddField(
            model_name="villageofficialevent",
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
            model_name="villageofficialevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.villageofficial",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_on__isnull", True)),
                fields=("case", "person"),
                name="a_member_authorises_once_per_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["paper", "online"])), name="signing_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed_on__lte", models.F("recorded_on"))),
                name="an_authorisation_is_signed_before_it_is_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("guardian__isnull", True),
                    models.Q(("guardian", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_is_their_own_guardian",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoke_reason", ""),
                        ("revoked_by__isnull", True),
                        ("revoked_on__isnull", True),
                    ),
                    models.Q(
                        ("revoked_by__isnull", False),
                        ("revoked_on__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_revoked_authorisation_says_by_whom_when_and_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="authorisation_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'authorisation is never deleted' USING ERRCODE = '23514';",
                    hash="9800ced4159e444a5782b7373a843b40f2646407",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_authorisation_is_never_deleted_a9ca9",
                    table="applicants_authorisation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_authorisation_is_of_a_member",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a\n                LEFT JOIN applicants_case c ON c.id = a.case_id AND c.area_code = a.area_code\n                LEFT JOIN applicants_document d ON d.id = a.document_id AND d.household_id = c.household_id\n                WHERE c.id IS NULL OR a.document_id IS NOT NULL AND d.id IS NULL\n                   OR EXISTS (\n                       SELECT FROM unnest(ARRAY[a.person_id, a.guardian_id]) AS signer (id)\n                       WHERE signer.id IS NOT NULL AND NOT EXISTS (\n                           SELECT FROM applicants_membership m\n                           WHERE m.household_id = c.household_id AND m.person_id = signer.id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_authorisation_is_of_a_member' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2ecf2d7a9fb810ba894de7e00595bb53f3a4b97e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_authorisation_is_of_a_member_8acf2",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_authorisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="a_minor_is_signed_for_by_an_adult",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a LEFT JOIN applicants_person p ON p.id = a.person_id\n                LEFT JOIN applicants_person g ON g.id = a.guardian_id\n                WHERE p.id IS NULL OR a.guardian_id IS NOT NULL AND g.id IS NULL OR (a.guardian_id IS NULL) <>\n                      coalesce(p.birth_date + interval '18 years' <= a.signed_on, TRUE)\n                   OR g.birth_date + interval '18 years' > a.signed_on\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_minor_is_signed_for_by_an_adult' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a2891df0870e4cc92c38edb7e60d5b695ece74aa",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_minor_is_signed_for_by_an_adult_9da7d",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_authorisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_authorisation_is_only_ever_revoked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.revoked_on IS NOT NULL OR n.revoked_on IS NULL\n                   OR to_jsonb(o) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]\n                      <> to_jsonb(n) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_authorisation_is_only_ever_revoked' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="78c49274cc53390e45c4871fd21bc21e61b747c7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_authorisation_is_only_ever_revoked_490ec",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_authorisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_authorisationevent" ("area_code", "case_id", "declares_relatives", "document_id", "guardian_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "recorded_on", "revoke_reason", "revoked_by_id", "revoked_on", "signed_on", "way") SELECT new_values."area_code", new_values."case_id", new_values."declares_relatives", new_values."document_id", new_values."guardian_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."recorded_by_id", new_values."recorded_on", new_values."revoke_reason", new_values."revoked_by_id", new_values."revoked_on", new_values."signed_on", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="8c6b3ee14e27a8e21955436fd6e5d4e839d63fb3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_79401",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_authorisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_authorisationevent" ("area_code", "case_id", "declares_relatives", "document_id", "guardian_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "recorded_on", "revoke_reason", "revoked_by_id", "revoked_on", "signed_on", "way") SELECT old_values."area_code", old_values."case_id", old_values."declares_relatives", old_values."document_id", old_values."guardian_id", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."recorded_by_id", old_values."recorded_on", old_values."revoke_reason", old_values."revoked_by_id", old_values."revoked_on", old_values."signed_on", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="26020bb5ac61129ef18ca3e3eb94d3359763caa0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d7fae",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_authorisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authorisationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1e57ca06a277b03fd90f1680a9030a716e07f202",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_627c0",
                    table="applicants_authorisationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="villageofficial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="days_of_an_official_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageofficial",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="an_official_has_a_name"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageofficial",
            trigger=pgtrigger.compiler.Trigger(
                name="village_official_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'village_official is never deleted' USING ERRCODE = '23514';",
                    hash="116eb357dc3b536e7f96f5bcfdf3814c24333395",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_village_official_is_never_deleted_3c691",
                    table="applicants_villageofficial",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageofficial",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_villageofficialevent" ("area_code", "ends_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "starts_on") SELECT new_values."area_code", new_values."ends_on", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."post", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3e58fd7d30e904c504ea4108e32f65144bd39d0f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7be4a",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_villageofficial",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageofficial",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_villageofficialevent" ("area_code", "ends_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "starts_on") SELECT new_values."area_code", new_values."ends_on", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."post", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="8cd82859b7587986a06f3a46bc6245ace8bc3cff",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f0b5f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_villageofficial",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageofficial",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_villageofficialevent" ("area_code", "ends_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "starts_on") SELECT old_values."area_code", old_values."ends_on", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."post", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="6ff6331270808dfb9970cdec9a47410bec40faee",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd18c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_villageofficial",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistrationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="da9e79eb1aa78a21a9dfcb38cc3e08f3746ec388",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ecf85",
                    table="applicants_relativeregistrationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="relativeregistration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_on__isnull", True)),
                fields=("case", "member", "official", "staff"),
                name="a_kinship_is_registered_once_per_case",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="relativeregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("official__isnull", False), ("staff__isnull", True)),
                    models.Q(("official__isnull", True), ("staff__isnull", False)),
                    _connector="OR",
                ),
                name="a_relative_is_an_officials_or_a_colleagues",
            ),
        ),
        migrations.AddConstraint(
            model_name="relativeregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "relation__in",
                        [
                            "spouse",
                            "parent",
                            "child",
                            "sibling",
                            "grandparent",
                            "maternal_grandparent",
                            "grandchild",
                            "maternal_grandchild",
                        ],
                    )
                ),
                name="close_relation_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="relativeregistration",
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
                name="a_voided_registration_says_by_whom_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="relativeregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voided_by__isnull", True),
                    ("staff__isnull", True),
                    models.Q(("voided_by", models.F("staff")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_strikes_out_their_own_kinship",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="relative_registration_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'relative_registration is never deleted' USING ERRCODE = '23514';",
                    hash="147b45e5d5a990e806bbfd624f06a44bbb4ceaff",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_relative_registration_is_never_deleted_9c23d",
                    table="applicants_relativeregistration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="a_registered_relative_is_a_member",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows r\n                LEFT JOIN applicants_case c ON c.id = r.case_id AND c.area_code = r.area_code\n                WHERE c.id IS NULL OR NOT EXISTS (\n                    SELECT FROM applicants_membership m\n                    WHERE m.household_id = c.household_id AND m.person_id = r.member_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_registered_relative_is_a_member' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="836f1c785524487d89c4fc97d714ee5778bf581b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_registered_relative_is_a_member_efa3a",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="a_registration_is_only_ever_voided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR o.voided_on IS NOT NULL OR n.voided_on IS NULL\n                   OR to_jsonb(o) - '{voided_on,voided_by_id,void_reason}'::text[]\n                      <> to_jsonb(n) - '{voided_on,voided_by_id,void_reason}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_registration_is_only_ever_voided' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="39519f4e2994b1a94af4515f65a6a6ced09b7344",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_registration_is_only_ever_voided_8b639",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_relativeregistrationevent" ("area_code", "case_id", "id", "member_id", "official_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id", "registered_on", "relation", "staff_id", "void_reason", "voided_by_id", "voided_on") SELECT new_values."area_code", new_values."case_id", new_values."id", new_values."member_id", new_values."official_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."registered_by_id", new_values."registered_on", new_values."relation", new_values."staff_id", new_values."void_reason", new_values."voided_by_id", new_values."voided_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="e257c8a88fd1c17be6bf9869cd4099c9e9d702d0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e485a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relativeregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_relativeregistrationevent" ("area_code", "case_id", "id", "member_id", "official_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id", "registered_on", "relation", "staff_id", "void_reason", "voided_by_id", "voided_on") SELECT old_values."area_code", old_values."case_id", old_values."id", old_values."member_id", old_values."official_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."registered_by_id", old_values."registered_on", old_values."relation", old_values."staff_id", old_values."void_reason", old_values."voided_by_id", old_values."voided_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4cc59c5457f99311c98f6d96f8fae109e729144d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_80b9b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_relativeregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageofficialevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7b1e4a7556df06b5ba036afb1014320f0fd7023f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2c92e",
                    table="applicants_villageofficialevent",
                    when="BEFORE",
                ),
            ),
        ),
        *(
            protect_by_area(table)
            for noun in ("authorisation", "relativeregistration", "villageofficial")
            for table in (f"applicants_{noun}", f"applicants_{noun}event")
        ),
        *(
            withhold(f"applicants_{noun}event", "UPDATE", "DELETE")
            for noun in ("authorisation", "relativeregistration", "villageofficial")
        ),
        *(step for table, columns in CHANGED_ONCE.items() for step in only_once(table, columns)),
    ]
