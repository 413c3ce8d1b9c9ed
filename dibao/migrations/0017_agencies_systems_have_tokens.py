"""An agency's own system acts under a posting by a token, and is answered the same twice."""

from datetime import timedelta

import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dibao", "0016_agencies_are_kept")]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="answer",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.CreateModel(
            name="AgencyToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=60, verbose_name="系统名称")),
                (
                    "sha256",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="指纹"
                    ),
                ),
                ("created_on", models.DateField(verbose_name="发放日期")),
                ("expires_on", models.DateField(verbose_name="有效期至")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "last_used_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="最近使用"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发放人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="dibao.posting",
                        verbose_name="岗位任职",
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
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AgencyTokenEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("system", models.CharField(max_length=60, verbose_name="系统名称")),
                ("created_on", models.DateField(verbose_name="发放日期")),
                ("expires_on", models.DateField(verbose_name="有效期至")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发放人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="dibao.agencytoken",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dibao.posting",
                        verbose_name="岗位任职",
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
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_on__isnull", True)),
                fields=("posting", "system"),
                name="a_system_has_a_token_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="a_token_is_kept_as_a_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__gte", models.F("created_on")),
                    (
                        "expires_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_on"), "+", models.Value(timedelta(days=365))
                        ),
                    ),
                ),
                name="a_token_works_for_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_by__isnull", True), ("revoked_on__isnull", True)),
                    models.Q(
                        ("revoked_by__isnull", False), ("revoked_on__gte", models.F("created_on"))
                    ),
                    _connector="OR",
                ),
                name="a_revoked_token_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_used_on__isnull", True),
                    models.Q(
                        ("last_used_on__gte", models.F("created_on")),
                        ("last_used_on__lte", models.F("expires_on")),
                        models.Q(
                            ("revoked_on__isnull", True),
                            ("last_used_on__lte", models.F("revoked_on")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_token_is_used_while_it_works",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("system", ""), _negated=True), name="a_token_names_its_system"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="agency_token_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'agency_token is never deleted' USING ERRCODE = '23514';",
                    hash="287950ef0079a314b78cc8a4c1b48e4bae815620",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_agency_token_is_never_deleted_1574e",
                    table="dibao_agencytoken",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="agency_token_created_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.created_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'agency_token_created_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="347f8c097f90b3685a43a14b836414d54693e645",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_agency_token_created_by_is_who_acts_25a10",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="agency_token_revoked_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.revoked_by_id IS DISTINCT FROM o.revoked_by_id\n        WHERE n.revoked_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'agency_token_revoked_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e8b42a76088a204ecbfc6befc6ee2f7a7e55c3f9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_agency_token_revoked_by_is_who_acts_bb6da",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="an_agency_token_is_for_another_at_an_agency",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN dibao_posting p ON p.id = n.posting_id AND p.role = 'agency'\n                WHERE p.id IS NULL OR p.staff_id = n.created_by_id\n                   OR n.revoked_on IS NOT NULL OR n.last_used_on IS NOT NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_agency_token_is_for_another_at_an_agency' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="ead91994d96df26fb8b922a8b20c7bae43e4091f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_agency_token_is_for_another_at_an_agency_47795",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="an_agency_token_is_only_ever_revoked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR n.last_used_on IS NULL AND o.last_used_on IS NOT NULL\n                   OR n.last_used_on < o.last_used_on\n                   OR o.revoked_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)\n                   OR to_jsonb(o) - '{revoked_by_id,revoked_on,last_used_on}'::text[]\n                      <> to_jsonb(n) - '{revoked_by_id,revoked_on,last_used_on}'::text[]\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_agency_token_is_only_ever_revoked' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c88a323d53eaac040e474960d47c3630464c9fe1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_agency_token_is_only_ever_revoked_074be",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="an_agency_token_is_used_by_its_holder",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id) JOIN dibao_posting p ON p.id = n.posting_id\n                WHERE n.last_used_on IS DISTINCT FROM o.last_used_on\n                  AND p.staff_id IS DISTINCT FROM (SELECT (scope_story() ->> 'staff')::bigint)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_agency_token_is_used_by_its_holder' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="329d0806f3a461be5e80f402c3e233eab6165ddb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_agency_token_is_used_by_its_holder_12d8b",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_agencytokenevent" ("created_by_id", "created_on", "expires_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posting_id", "revoked_by_id", "revoked_on", "system") SELECT new_values."created_by_id", new_values."created_on", new_values."expires_on", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."posting_id", new_values."revoked_by_id", new_values."revoked_on", new_values."system" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_by_id" IS DISTINCT FROM (new_values."created_by_id") OR old_values."created_on" IS DISTINCT FROM (new_values."created_on") OR old_values."expires_on" IS DISTINCT FROM (new_values."expires_on") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."posting_id" IS DISTINCT FROM (new_values."posting_id") OR old_values."revoked_by_id" IS DISTINCT FROM (new_values."revoked_by_id") OR old_values."revoked_on" IS DISTINCT FROM (new_values."revoked_on") OR old_values."system" IS DISTINCT FROM (new_values."system")) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="4363313241cd77850e614f1d17a083b78f33e2da",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6b01d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_agencytokenevent" ("created_by_id", "created_on", "expires_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posting_id", "revoked_by_id", "revoked_on", "system") SELECT old_values."created_by_id", old_values."created_on", old_values."expires_on", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."posting_id", old_values."revoked_by_id", old_values."revoked_on", old_values."system" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="28fb478c82078edb04051431934524470d72667e",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_22d32",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="dibao_agencytoken",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencytokenevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0c9c0a6e6105260b6a111510c25880a094a25c2d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f801c",
                    table="dibao_agencytokenevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
