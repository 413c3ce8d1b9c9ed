"""When families that came with their county's list were last looked at, by what its papers say."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0044_a_proxy_leaves_a_telephone"),
        ("dibao", "0008_sendings_of_the_public_are_counted"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperRecheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("looked_on", models.DateField(verbose_name="上次核查日期")),
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
                    "household",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_recheck",
                        to="applicants.household",
                        verbose_name="家庭",
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质核查记录",
                "verbose_name_plural": "纸质核查记录",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="paper_recheck_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'paper_recheck is append-only' USING ERRCODE = '23514';",
                    hash="7b784ec6decc268631cf1330f4dde04e473efe43",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_paper_recheck_is_append_only_dca2c",
                    table="applicants_paperrecheck",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="a_paper_recheck_comes_with_its_list",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n WHERE NOT EXISTS (\n                    SELECT FROM applicants_case c JOIN applicants_rosterimport r ON r.id = c.roster_import_id\n                    WHERE c.household_id = n.household_id AND c.kind = 'takeover' AND c.area_code = n.area_code\n                      AND r.imported_at >= transaction_timestamp() AND n.looked_on <= c.opened_on)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_paper_recheck_comes_with_its_list' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d90f445bf4c8d57f700bb527db2ff2fcc815818d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_paper_recheck_comes_with_its_list_745b2",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_paperrecheck",
                    when="AFTER",
                ),
            ),
        ),
        protect_by_area("applicants_paperrecheck"),
        withhold("applicants_paperrecheck", "UPDATE", "DELETE"),
    ]
