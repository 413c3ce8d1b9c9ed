"""Objections are said within their notice and answered by another; families are heard before the decision."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0045_families_were_looked_at_on_paper"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="hearingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="a_hearing_is_held_before_the_decision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows h\n                LEFT JOIN applicants_case c ON c.id = h.case_id AND c.area_code = h.area_code\n                WHERE c.id IS NULL OR c.status <> 'proposed' OR h.opinion_id IS DISTINCT FROM\n                    (SELECT max(p.id) FROM applicants_townshipopinion p WHERE p.case_id = c.id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_hearing_is_held_before_the_decision' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bb55e9a2a25138a057f3f12e0d461708d9877388",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_hearing_is_held_before_the_decision_2f1be",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_hearingrecord",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                LEFT JOIN applicants_case c\n                    ON c.id = n.case_id AND c.area_code = n.area_code AND c.status = 'on_notice'\n                LEFT JOIN applicants_noticeentry e ON e.notice_id = n.notice_id AND e.case_id = c.id\n                WHERE e.id IS NULL OR n.status <> 'open' OR n.lodged_on NOT BETWEEN e.starts_on AND e.ends_on\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_objection_is_said_within_its_notice' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="99ad0d0b2200265c9632ced12e4f41ededef32a6",
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
                name="objection_recorded_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n\n        WHERE n.recorded_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'objection_recorded_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9194fb579ec8574cb49c22a25841f7aa6342602e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_objection_recorded_by_is_who_acts_d325d",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_answered_by_is_who_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.answered_by_id IS DISTINCT FROM o.answered_by_id\n        WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'objection_answered_by_is_who_acts' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c3fde4e2cda708d57053d28efdb13ed878526f95",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_answered_by_is_who_acts_b3222",
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
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id\n                WHERE r.voided_on IS NULL AND r.staff_id = n.answered_by_id\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'no_relative_answers_an_objection' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="89ed690ee456d5be80a92d534549f01d2d6a975e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_no_relative_answers_an_objection_e5fa1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_objection",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(
                        models.Q(("answered_by", models.F("recorded_by")), _negated=True),
                        ("answered_on__gte", models.F("lodged_on")),
                    ),
                    _connector="OR",
                ),
                name="an_objection_is_answered_later_and_by_another",
            ),
        ),
    ]
