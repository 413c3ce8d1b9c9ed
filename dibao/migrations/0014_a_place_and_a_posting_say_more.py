"""How many people and how much land a place has, and which office employs whoever is posted somewhere."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0013_events_are_found_by_who_did_them"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="area",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="area",
            name="delete_delete",
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
        migrations.AddField(
            model_name="area",
            name="land_km2",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                default=None,
                max_digits=9,
                null=True,
                verbose_name="面积（平方公里）",
            ),
        ),
        migrations.AddField(
            model_name="area",
            name="total_population",
            field=models.PositiveIntegerField(
                blank=True, default=None, null=True, verbose_name="总人口"
            ),
        ),
        migrations.AddField(
            model_name="areaevent",
            name="land_km2",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                default=None,
                max_digits=9,
                null=True,
                verbose_name="面积（平方公里）",
            ),
        ),
        migrations.AddField(
            model_name="areaevent",
            name="total_population",
            field=models.PositiveIntegerField(
                blank=True, default=None, null=True, verbose_name="总人口"
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                db_column="unit_code",
                default=None,
                help_text="专职人员填编制所在的市、县低保机构，派驻乡镇的也填；乡镇自己的人员不填。",
                limit_choices_to={"level__in": ("prefecture", "county")},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dibao.area",
                verbose_name="所属低保机构",
            ),
        ),
        migrations.AddField(
            model_name="postingevent",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                db_column="unit_code",
                db_constraint=False,
                default=None,
                help_text="专职人员填编制所在的市、县低保机构，派驻乡镇的也填；乡镇自己的人员不填。",
                limit_choices_to={"level__in": ("prefecture", "county")},
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="所属低保机构",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_areaevent" ("code", "land_km2", "level", "name", "office_address", "office_phone", "parent_code", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rural_population", "total_population") SELECT new_values."code", new_values."land_km2", new_values."level", new_values."name", new_values."office_address", new_values."office_phone", new_values."parent_code", new_values."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."code", new_values."rural_population", new_values."total_population" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."code") = (new_values."code") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="a5ce9347870c40f089cfecf0852e57a9626b2479",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a0c7c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="dibao_area",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_areaevent" ("code", "land_km2", "level", "name", "office_address", "office_phone", "parent_code", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rural_population", "total_population") SELECT old_values."code", old_values."land_km2", old_values."level", old_values."name", old_values."office_address", old_values."office_phone", old_values."parent_code", old_values."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."code", old_values."rural_population", old_values."total_population" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d8fd3ff183fdc0fa80c1d93e1e6de235bf13b33b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e0a94",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="dibao_area",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT new_values."area_code", new_values."batch_limit", new_values."ends_on", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."role", new_values."staff_id", new_values."starts_on", new_values."unit_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="bdd02015bcaa824d5a1798ac2aadb701c8b7f31d",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT new_values."area_code", new_values."batch_limit", new_values."ends_on", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."role", new_values."staff_id", new_values."starts_on", new_values."unit_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="81962f542ad0bc03eed7a7aa9f4b146e99b63fcb",
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
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dibao_postingevent" ("area_code", "batch_limit", "ends_on", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "staff_id", "starts_on", "unit_code") SELECT old_values."area_code", old_values."batch_limit", old_values."ends_on", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."role", old_values."staff_id", old_values."starts_on", old_values."unit_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="2cc318a5449931720f152ac64fa83e1570e61d4f",
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
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit__isnull", True),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Left("unit", 6),
                            django.db.models.functions.text.Left("area", 6),
                        ),
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Right("unit", 6),
                            models.Value("000000"),
                        ),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Left("unit", 4),
                            django.db.models.functions.text.Left("area", 4),
                        ),
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Right("unit", 8),
                            models.Value("00000000"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_unit_posts_its_people_within_its_area",
            ),
        ),
    ]
