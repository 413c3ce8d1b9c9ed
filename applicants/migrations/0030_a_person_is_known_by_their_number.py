"""A person is known by their number, so that whoever lives on in another area is one person for both."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import dibao.ranges

# Rows that were there before are keyed as the triggers key new ones.
FILL = """
UPDATE applicants_{table} t SET person_key = coalesce(nullif(p.id_index, ''), p.id::text)
FROM applicants_person p WHERE p.id = t.person_id;
"""
# Of histories, which nobody changes but this once.
FILL_HISTORY = f"""
ALTER TABLE applicants_membershipevent DISABLE TRIGGER USER;
{FILL.format(table="membershipevent")}
ALTER TABLE applicants_membershipevent ENABLE TRIGGER USER;
"""
# All run as the owner of the tables, so that they see all areas; the first answers with a yes or a no, the second with
# keys that its asker named.
QUESTIONS = """
CREATE FUNCTION release_person(wanted text, today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    released integer;
BEGIN
    UPDATE applicants_person p SET moved_on = today
    WHERE p.id_index = wanted AND wanted <> '' AND p.moved_on IS NULL AND NOT EXISTS (
        SELECT FROM applicants_membership m WHERE m.person_key = wanted AND m.last_day IS NULL);
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released > 0;
END $$;
CREATE OR REPLACE FUNCTION covered_elsewhere(wanted uuid[], here bigint, month date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT p.id FROM applicants_person p
    JOIN applicants_grantshare s ON s.person_key = coalesce(nullif(p.id_index, ''), p.id::text)
    JOIN applicants_grant g ON g.id = s.grant_id
    WHERE p.id = ANY (wanted) AND g.household_id <> here
      AND (s.last_month IS NULL OR s.last_month >= month)
$$;
"""
NO_QUESTIONS = """
DROP FUNCTION release_person(text, date);
CREATE OR REPLACE FUNCTION covered_elsewhere(wanted uuid[], here bigint, month date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT s.person_id FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id
    WHERE s.person_id = ANY (wanted) AND g.household_id <> here
      AND (s.last_month IS NULL OR s.last_month >= month)
$$;
"""


class Migration(migrations.Migration):
    # There is no way back once somebody has moved: then two rows have one number, which the older schema forbids.
    dependencies = [("applicants", "0029_leads_are_seen_by_area")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="grantshare",
            name="a_share_only_ends_with_its_grant",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="grantshare",
            name="a_person_is_covered_once_a_month",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="a_person_is_in_one_household_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="a_named_person_has_name_and_id",
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="id_number_and_index_go_together",
        ),
        migrations.AddField(
            model_name="grantshare",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识", null=True
            ),
        ),
        migrations.RunSQL(FILL.format(table="grantshare"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="grantshare",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识", null=True
            ),
        ),
        migrations.RunSQL(FILL.format(table="membership"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membership",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识"
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识", null=True
            ),
        ),
        migrations.RunSQL(FILL_HISTORY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membershipevent",
            name="person_key",
            field=models.CharField(
                default=None, editable=False, max_length=36, verbose_name="人员标识"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="moved_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="迁出日期"),
        ),
        migrations.AddField(
            model_name="personevent",
            name="moved_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="迁出日期"),
        ),
        migrations.AlterField(
            model_name="person",
            name="id_index",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=32
            ),
        ),
        # Histories are changed by nobody but this once.
        migrations.RunSQL(
            "ALTER TABLE applicants_personevent DISABLE TRIGGER USER", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="personevent",
            name="id_index",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=32
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE applicants_personevent ENABLE TRIGGER USER", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id_index"], name="person_id_number"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="a_person_is_known_by_their_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        SELECT coalesce(nullif(p.id_index, ''), p.id::text) INTO NEW.person_key FROM applicants_person p WHERE p.id = NEW.person_id;\n        RETURN NEW;\n        ",
                    hash="9e9bded160e1cb4106611065747fbd8dedf4d707",
                    operation='INSERT OR UPDATE OF "person_id", "person_key"',
                    pgid="pgtrigger_a_person_is_known_by_their_number_faaa3",
                    table="applicants_grantshare",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantshare",
            trigger=pgtrigger.compiler.Trigger(
                name="a_share_only_ends_with_its_grant",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                LEFT JOIN applicants_grant g ON g.id = o.grant_id\n                WHERE n.id IS NULL OR n.last_month IS DISTINCT FROM g.last_month\n                   OR to_jsonb(o) - 'last_month' - 'person_key' <> to_jsonb(n) - 'last_month' - 'person_key'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_share_only_ends_with_its_grant' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8acf7aa75703cc2a6e41e5ff3066122e772c5851",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_share_only_ends_with_its_grant_03fdc",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_grantshare",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="a_person_is_known_by_their_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        SELECT coalesce(nullif(p.id_index, ''), p.id::text) INTO NEW.person_key FROM applicants_person p WHERE p.id = NEW.person_id;\n        RETURN NEW;\n        ",
                    hash="e34ab02ffae80a205d819b82c9f6fb0c7b27e09c",
                    operation='INSERT OR UPDATE OF "person_id", "person_key"',
                    pgid="pgtrigger_a_person_is_known_by_their_number_7cab4",
                    table="applicants_membership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_membershipevent" ("area_code", "exclusion", "first_day", "household_id", "id", "is_counted", "is_covered", "joined_for", "last_day", "left_for", "left_note", "person_id", "person_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."area_code", new_values."exclusion", new_values."first_day", new_values."household_id", new_values."id", new_values."is_counted", new_values."is_covered", new_values."joined_for", new_values."last_day", new_values."left_for", new_values."left_note", new_values."person_id", new_values."person_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="f27d37bb3156d8c4f986d51394d5909727adda4e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_83092",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_membershipevent" ("area_code", "exclusion", "first_day", "household_id", "id", "is_counted", "is_covered", "joined_for", "last_day", "left_for", "left_note", "person_id", "person_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."area_code", new_values."exclusion", new_values."first_day", new_values."household_id", new_values."id", new_values."is_counted", new_values."is_covered", new_values."joined_for", new_values."last_day", new_values."left_for", new_values."left_note", new_values."person_id", new_values."person_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="1ea543456b16beb235abd329c0cfaa3f0eddd2aa",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c1b6e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_membershipevent" ("area_code", "exclusion", "first_day", "household_id", "id", "is_counted", "is_covered", "joined_for", "last_day", "left_for", "left_note", "person_id", "person_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT old_values."area_code", old_values."exclusion", old_values."first_day", old_values."household_id", old_values."id", old_values."is_counted", old_values."is_covered", old_values."joined_for", old_values."last_day", old_values."left_for", old_values."left_note", old_values."person_id", old_values."person_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."relation" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="ed5f8f7cb2198bc3eebf552a8d9eda047a46ee3d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0934f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="only_a_move_leaves_a_row_behind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.moved_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)\n                   OR o.moved_on IS DISTINCT FROM n.moved_on AND row_security_active('applicants_person')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'only_a_move_leaves_a_row_behind' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="557733b2c6422c51d7dbc54a3fdd957183bc12f6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_only_a_move_leaves_a_row_behind_262d4",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_is_entered_as_gone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n\n                WHERE n.moved_on IS NOT NULL AND row_security_active('applicants_person')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_is_entered_as_gone' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="3a36af7165d7a8bd85ebe92fc9a3a86b6f98d086",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_is_entered_as_gone_6237f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="keys_follow_a_persons_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                EXECUTE $each_time$\n        UPDATE applicants_membership t SET person_key = coalesce(nullif(n.id_index, ''), n.id::text) FROM new_rows n JOIN old_rows o USING (id)\n        WHERE t.person_id = n.id AND o.id_index IS DISTINCT FROM n.id_index\n        $each_time$;\n                EXECUTE $each_time$\n        UPDATE applicants_grantshare t SET person_key = coalesce(nullif(n.id_index, ''), n.id::text) FROM new_rows n JOIN old_rows o USING (id)\n        WHERE t.person_id = n.id AND o.id_index IS DISTINCT FROM n.id_index\n        $each_time$;\n                RETURN NULL;\n                ",
                    hash="68fa026a9a88d3ada677271ccda2329b165adc47",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_keys_follow_a_persons_number_beb04",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_personevent" ("area_code", "birth_date", "diagnosis", "disability_card", "disability_card_last4", "disability_level", "disability_type", "education", "ethnicity", "health", "hukou_kind", "hukou_place", "id", "id_index", "id_last4", "id_last4_index", "id_last6_index", "id_number", "initials", "is_named", "is_student", "labour_capacity", "marital_status", "moved_on", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_last4_index", "sex") SELECT new_values."area_code", new_values."birth_date", new_values."diagnosis", new_values."disability_card", new_values."disability_card_last4", new_values."disability_level", new_values."disability_type", new_values."education", new_values."ethnicity", new_values."health", new_values."hukou_kind", new_values."hukou_place", new_values."id", new_values."id_index", new_values."id_last4", new_values."id_last4_index", new_values."id_last6_index", new_values."id_number", new_values."initials", new_values."is_named", new_values."is_student", new_values."labour_capacity", new_values."marital_status", new_values."moved_on", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone", new_values."phone_last4_index", new_values."sex" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="35dac3deabf5103dd59bcedc89e2d265042be728",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_611b4",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_personevent" ("area_code", "birth_date", "diagnosis", "disability_card", "disability_card_last4", "disability_level", "disability_type", "education", "ethnicity", "health", "hukou_kind", "hukou_place", "id", "id_index", "id_last4", "id_last4_index", "id_last6_index", "id_number", "initials", "is_named", "is_student", "labour_capacity", "marital_status", "moved_on", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_last4_index", "sex") SELECT new_values."area_code", new_values."birth_date", new_values."diagnosis", new_values."disability_card", new_values."disability_card_last4", new_values."disability_level", new_values."disability_type", new_values."education", new_values."ethnicity", new_values."health", new_values."hukou_kind", new_values."hukou_place", new_values."id", new_values."id_index", new_values."id_last4", new_values."id_last4_index", new_values."id_last6_index", new_values."id_number", new_values."initials", new_values."is_named", new_values."is_student", new_values."labour_capacity", new_values."marital_status", new_values."moved_on", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone", new_values."phone_last4_index", new_values."sex" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="6d7f0e3712aaf778035b13f0ab83ca928ea49286",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0642c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_personevent" ("area_code", "birth_date", "diagnosis", "disability_card", "disability_card_last4", "disability_level", "disability_type", "education", "ethnicity", "health", "hukou_kind", "hukou_place", "id", "id_index", "id_last4", "id_last4_index", "id_last6_index", "id_number", "initials", "is_named", "is_student", "labour_capacity", "marital_status", "moved_on", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_last4_index", "sex") SELECT old_values."area_code", old_values."birth_date", old_values."diagnosis", old_values."disability_card", old_values."disability_card_last4", old_values."disability_level", old_values."disability_type", old_values."education", old_values."ethnicity", old_values."health", old_values."hukou_kind", old_values."hukou_place", old_values."id", old_values."id_index", old_values."id_last4", old_values."id_last4_index", old_values."id_last6_index", old_values."id_number", old_values."initials", old_values."is_named", old_values."is_student", old_values."labour_capacity", old_values."marital_status", old_values."moved_on", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."phone_last4_index", old_values."sex" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="8d0ebca214d444bf83be144d80e1c436b9e32c97",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4c6de",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="grantshare",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person_key", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("first_month"),
                            models.F("last_month"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="a_person_is_covered_once_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person_key", "="),
                    (
                        dibao.ranges.DaySpan(
                            models.F("first_day"),
                            models.F("last_day"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="a_person_is_in_one_household_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("moved_on__isnull", True), models.Q(("id_index", ""), _negated=True)
                ),
                fields=("id_index",),
                name="an_id_number_has_one_living_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_named", False),
                    models.Q(
                        models.Q(("name", ""), _negated=True),
                        models.Q(("id_index", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_named_person_has_name_and_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("id_index", ""), ("id_number__isnull", True)),
                    models.Q(
                        models.Q(("id_index", ""), _negated=True), ("id_number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="id_number_and_index_go_together",
            ),
        ),
        migrations.RunSQL(
            f"GRANT UPDATE (person_key) ON applicants_grantshare TO {settings.APP_ROLE};",
            f"REVOKE UPDATE (person_key) ON applicants_grantshare FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(QUESTIONS, NO_QUESTIONS),
    ]
