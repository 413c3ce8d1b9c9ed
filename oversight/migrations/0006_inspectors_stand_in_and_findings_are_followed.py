"""Who stands in for an inspector, what came of findings, and the day on which an inspection was given up."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0055_lines_are_read_at_once"),
        ("dibao", "0014_a_place_and_a_posting_say_more"),
        ("oversight", "0005_reports_are_kept_as_they_were"),
        ("payments", "0036_what_is_brought_along_is_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("linked_on", models.DateField(verbose_name="关联日期")),
            ],
            options={
                "verbose_name": "抽查后续",
                "verbose_name_plural": "抽查后续",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=12, verbose_name="代号")),
                ("away", models.PositiveSmallIntegerField(verbose_name="去不了的检查人员编号")),
                ("comes", models.PositiveSmallIntegerField(verbose_name="顶替的检查人员编号")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ill", "生病"),
                            ("posted", "调离岗位"),
                            ("recusal", "临时回避"),
                            ("other", "其他原因"),
                        ],
                        max_length=10,
                        verbose_name="换人原因",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="原因说明",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="换人日期")),
            ],
            options={
                "verbose_name": "检查人员顶替",
                "verbose_name_plural": "检查人员顶替",
                "ordering": ("pk",),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspection",
            name="an_inspection_stays_as_it_was_planned",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspection",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspection",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspection",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspectionvisit",
            name="a_visit_stays_as_drawn_while_it_runs",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="inspectionvisit",
            name="a_visit_is_submitted_with_every_item",
        ),
        migrations.AddField(
            model_name="inspection",
            name="cancelled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="取消人",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="cancelled_on",
            field=models.DateField(null=True, verbose_name="取消日期"),
        ),
        migrations.AddField(
            model_name="inspectionevent",
            name="cancelled_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="取消人",
            ),
        ),
        migrations.AddField(
            model_name="inspectionevent",
            name="cancelled_on",
            field=models.DateField(null=True, verbose_name="取消日期"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="inspection_cancelled_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.cancelled_by_id IS DISTINCT FROM o.cancelled_by_id\n        WHERE n.cancelled_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'inspection_cancelled_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f76c5742370ee746ffc9b271850af289a0328d37",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_inspection_cancelled_by_is_who_acts_b980f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="an_inspection_stays_as_it_was_planned",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE to_jsonb(o) - '{status,version,frozen_by_id,frozen_on,household_count,sample_size,list_hash,seed,drawn_by_id,drawn_on,closed_by_id,closed_on,report,cancel_reason,cancelled_by_id,cancelled_on}'::text[] <> to_jsonb(n) - '{status,version,frozen_by_id,frozen_on,household_count,sample_size,list_hash,seed,drawn_by_id,drawn_on,closed_by_id,closed_on,report,cancel_reason,cancelled_by_id,cancelled_on}'::text[]\n                   OR o.frozen_on IS NOT NULL\n                      AND (o.frozen_by_id, o.frozen_on, o.household_count, o.sample_size, o.list_hash)\n                          IS DISTINCT FROM (n.frozen_by_id, n.frozen_on, n.household_count, n.sample_size, n.list_hash)\n                   OR o.drawn_on IS NOT NULL\n                      AND (o.seed, o.drawn_by_id, o.drawn_on) IS DISTINCT FROM (n.seed, n.drawn_by_id, n.drawn_on)\n                   OR o.closed_on IS NOT NULL\n                      AND (o.closed_by_id, o.closed_on, o.report)\n                          IS DISTINCT FROM (n.closed_by_id, n.closed_on, n.report)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_inspection_stays_as_it_was_planned' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="6585b598d779e0d5d789383047644a15592e2a9b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_an_inspection_stays_as_it_was_planned_9316f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="a_cancelled_inspection_keeps_its_day_and_reason",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> 'cancelled' AND n.status = 'cancelled' AND n.cancelled_on IS NULL\n                   OR o.status = 'cancelled'\n                      AND (o.cancel_reason, o.cancelled_by_id, o.cancelled_on)\n                          IS DISTINCT FROM (n.cancel_reason, n.cancelled_by_id, n.cancelled_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_cancelled_inspection_keeps_its_day_and_reason' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="991d655b6fad5ddf801dc694911ad295a997c82f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_cancelled_inspection_keeps_its_day_and_reason_709db",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "cancelled_by_id", "cancelled_on", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT new_values."area_code", new_values."cancel_reason", new_values."cancelled_by_id", new_values."cancelled_on", new_values."classes", new_values."closed_by_id", new_values."closed_on", new_values."confidence", new_values."drawn_by_id", new_values."drawn_on", new_values."frozen_by_id", new_values."frozen_on", new_values."given_size", new_values."granted_since", new_values."household_count", new_values."id", new_values."kinds", new_values."list_hash", new_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."planned_by_id", new_values."planned_on", new_values."population_on", new_values."report", new_values."sample_size", new_values."seed", new_values."seed_rule", new_values."seed_source", new_values."status", new_values."title", new_values."townships", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="7eb993819c8d6e0cb24344e19f41ddbb436ea736",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ff5c0",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "cancelled_by_id", "cancelled_on", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT new_values."area_code", new_values."cancel_reason", new_values."cancelled_by_id", new_values."cancelled_on", new_values."classes", new_values."closed_by_id", new_values."closed_on", new_values."confidence", new_values."drawn_by_id", new_values."drawn_on", new_values."frozen_by_id", new_values."frozen_on", new_values."given_size", new_values."granted_since", new_values."household_count", new_values."id", new_values."kinds", new_values."list_hash", new_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."planned_by_id", new_values."planned_on", new_values."population_on", new_values."report", new_values."sample_size", new_values."seed", new_values."seed_rule", new_values."seed_source", new_values."status", new_values."title", new_values."townships", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="c303a2658f7720810e8874e8096dce7b11165f62",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_db67f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspection",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "oversight_inspectionevent" ("area_code", "cancel_reason", "cancelled_by_id", "cancelled_on", "classes", "closed_by_id", "closed_on", "confidence", "drawn_by_id", "drawn_on", "frozen_by_id", "frozen_on", "given_size", "granted_since", "household_count", "id", "kinds", "list_hash", "margin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "planned_on", "population_on", "report", "sample_size", "seed", "seed_rule", "seed_source", "status", "title", "townships", "version") SELECT old_values."area_code", old_values."cancel_reason", old_values."cancelled_by_id", old_values."cancelled_on", old_values."classes", old_values."closed_by_id", old_values."closed_on", old_values."confidence", old_values."drawn_by_id", old_values."drawn_on", old_values."frozen_by_id", old_values."frozen_on", old_values."given_size", old_values."granted_since", old_values."household_count", old_values."id", old_values."kinds", old_values."list_hash", old_values."margin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."planned_by_id", old_values."planned_on", old_values."population_on", old_values."report", old_values."sample_size", old_values."seed", old_values."seed_rule", old_values."seed_source", old_values."status", old_values."title", old_values."townships", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="797dc39763b4fb4345d1fe20e094df94e88fba97",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3b017",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="oversight_inspection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_stays_as_drawn_while_it_runs",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id\n                WHERE to_jsonb(o) - '{status,version,visited_on,remarks,submitted_by_id,submitted_at,signed_by_id,signed_at,first_id,second_id}'::text[] <> to_jsonb(n) - '{status,version,visited_on,remarks,submitted_by_id,submitted_at,signed_by_id,signed_at,first_id,second_id}'::text[]\n                   OR o.status = 'signed' OR i.status IS DISTINCT FROM 'drawn'\n                   OR o.status = 'submitted' AND (o.visited_on, o.remarks) IS DISTINCT FROM (n.visited_on, n.remarks)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_stays_as_drawn_while_it_runs' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="603e9668d56d7b00e80d91c869e34cd6edf888c6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_stays_as_drawn_while_it_runs_12c21",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_is_made_by_who_was_drawn_or_stands_in",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                CROSS JOIN LATERAL (VALUES (o.first_id, n.first_id), (o.second_id, n.second_id)) went (was, is_now)\n                WHERE was <> is_now AND NOT EXISTS (\n                        SELECT FROM oversight_standin s\n                        JOIN oversight_inspectioninspector a ON a.inspection_id = s.inspection_id AND a.number = s.away\n                        JOIN oversight_inspectioninspector c ON c.inspection_id = s.inspection_id AND c.number = s.comes\n                        WHERE s.visit_id = n.id AND a.staff_id = was AND c.staff_id = is_now)\n                   OR EXISTS (\n                        SELECT FROM oversight_standin s\n                        JOIN oversight_inspectioninspector a ON a.inspection_id = s.inspection_id AND a.number = s.away\n                        WHERE s.visit_id = n.id AND a.staff_id = is_now)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_is_made_by_who_was_drawn_or_stands_in' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="0c4f9e57ee438999d956587139d51e97d2d285d0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_is_made_by_who_was_drawn_or_stands_in_64154",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionvisit",
            trigger=pgtrigger.compiler.Trigger(
                name="a_visit_is_submitted_with_every_item",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status = 'open' AND n.status = 'submitted' AND 5 <> (\n                    SELECT count(*) FROM oversight_inspectionanswer a\n                    WHERE a.visit_id = n.id AND a.answered_by_id IN (n.first_id, n.second_id))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_visit_is_submitted_with_every_item' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7b6d900faf3ed81510f57d53d6047b7f21027813",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_visit_is_submitted_with_every_item_11a51",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="oversight_inspectionvisit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_by__isnull", True), ("cancelled_on__isnull", True)),
                    models.Q(
                        ("cancelled_by__isnull", False),
                        ("cancelled_on__isnull", False),
                        ("status", "cancelled"),
                    ),
                    _connector="OR",
                ),
                name="a_cancelling_has_its_person_and_day",
            ),
        ),
        migrations.AddField(
            model_name="followup",
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
            model_name="followup",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="linked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="关联人",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="recovery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.recovery",
                verbose_name="追回",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="oversight.inspectionvisit",
                verbose_name="抽查入户",
            ),
        ),
        migrations.AddField(
            model_name="standin",
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
            model_name="standin",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="换人的经办人",
            ),
        ),
        migrations.AddField(
            model_name="standin",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="oversight.inspection",
                verbose_name="抽查",
            ),
        ),
        migrations.AddField(
            model_name="standin",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="oversight.inspectionvisit",
                verbose_name="抽查入户",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("recovery__isnull", True)),
                    models.Q(("case__isnull", True), ("recovery__isnull", False)),
                    _connector="OR",
                ),
                name="a_follow_up_is_a_case_or_a_recovery",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("visit", "case"), name="a_case_follows_a_visit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("visit", "recovery"), name="a_recovery_follows_a_visit_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_up_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'follow_up is append-only' USING ERRCODE = '23514';",
                    hash="7d30a6b0d72426b5ec206c45cbbf82f4504ff9f1",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_follow_up_is_append_only_5fa57",
                    table="oversight_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_up_linked_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.linked_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'follow_up_linked_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2cfb82377760f203c3cd41f7c7c12d3e7307c54d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_follow_up_linked_by_is_who_acts_bd9ba",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="a_follow_up_comes_after_its_familys_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n                LEFT JOIN applicants_case c ON c.id = n.case_id\n                LEFT JOIN payments_recovery r ON r.id = n.recovery_id\n                WHERE v.status IS DISTINCT FROM 'signed' OR v.area_code <> n.area_code\n                   OR coalesce(c.household_id, r.household_id) IS DISTINCT FROM v.household_id\n                   OR coalesce(c.opened_on, r.proposed_on) < v.visited_on\n                   OR NOT EXISTS (SELECT FROM oversight_inspectionanswer a\n                                  WHERE a.visit_id = v.id AND a.verdict <> 'agrees')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_follow_up_comes_after_its_familys_visit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a09b8bdc641b6599067eb8231185229e65b21e5e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_follow_up_comes_after_its_familys_visit_755e2",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_followup",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="standin",
            constraint=models.UniqueConstraint(
                fields=("visit", "away"), name="who_could_not_go_to_a_family_does_not_come_back"
            ),
        ),
        migrations.AddConstraint(
            model_name="standin",
            constraint=models.CheckConstraint(
                condition=models.Q(("comes", models.F("away")), _negated=True),
                name="somebody_else_stands_in_for_an_inspector",
            ),
        ),
        migrations.AddConstraint(
            model_name="standin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", "other"), models.Q(("words", ""), _negated=True)),
                    models.Q(("reason", "ill"), ("words", "")),
                    ("reason__in", ("posted", "recusal")),
                    _connector="OR",
                ),
                name="a_stand_in_says_why_and_no_illness",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="stand_in_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'stand_in is append-only' USING ERRCODE = '23514';",
                    hash="a641e5f016309c10d35441b90aad32923561be00",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_stand_in_is_append_only_44b03",
                    table="oversight_standin",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="stand_in_decided_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.decided_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'stand_in_decided_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bde2614ba55be1550ee5d441545e4ebcf2960962",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_stand_in_decided_by_is_who_acts_d885f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_standin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="a_stand_in_is_for_a_visit_not_made",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id AND v.inspection_id = n.inspection_id\n                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id\n                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id AND s.key = n.key\n                LEFT JOIN oversight_inspectioninspector p ON p.inspection_id = v.inspection_id AND p.number = n.away\n                WHERE v.status IS DISTINCT FROM 'open' OR v.visited_on IS NOT NULL OR i.status <> 'drawn'\n                   OR s.id IS NULL OR v.area_code <> n.area_code\n                   OR p.staff_id IS NULL OR p.staff_id NOT IN (v.first_id, v.second_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_stand_in_is_for_a_visit_not_made' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2c09a6ffc42e20f160b71a94aff9639232007089",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_stand_in_is_for_a_visit_not_made_fef76",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_standin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standin",
            trigger=pgtrigger.compiler.Trigger(
                name="a_stand_in_is_the_next_whom_the_seed_names",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                WITH earlier AS MATERIALIZED (\n                    SELECT e.id, e.visit_id, e.away FROM oversight_standin e\n                    WHERE e.visit_id IN (SELECT n.visit_id FROM new_rows n))\n                SELECT FROM new_rows n\n                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id\n                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id\n                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id\n                WHERE n.comes IS DISTINCT FROM (\n                    SELECT o.number FROM (\n    SELECT p.number, row_number() OVER (ORDER BY p.number) - 1 AS place, count(*) OVER () AS held\n    FROM oversight_inspectioninspector p\n    WHERE p.inspection_id = i.id AND p.staff_id NOT IN (v.first_id, v.second_id)\n      AND NOT EXISTS (SELECT FROM oversight_inspectorbar b WHERE b.inspector_id = p.id AND b.subject_id = s.id)\n      AND NOT EXISTS (SELECT FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id AND e.away = p.number)\n) o WHERE o.place = (\n    (nullif(i.seed, '')::bigint\n     + rpad(left(regexp_replace(i.list_hash, '[^0-9]', '', 'g'), 8), 8, '0')::bigint\n     + 61803399 * (s.route + (SELECT count(*) FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id))\n    ) % 100000000\n) % o.held)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_stand_in_is_the_next_whom_the_seed_names' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f0e84df3e7a229dec3c2d0692672145d1510515f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_stand_in_is_the_next_whom_the_seed_names_ff3dd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="oversight_standin",
                    when="AFTER",
                ),
            ),
        ),
    ]
