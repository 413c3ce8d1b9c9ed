"""Nobody gives themselves a post or changes theirs, and none goes to a colleague and comes back."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0009_a_posting_may_limit_what_its_holder_signs"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="posting",
            name="nobody_sets_their_own_limit",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_posts_themselves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.staff_id = (SELECT (scope_story() ->> 'staff')::bigint)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_posts_themselves' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7f1e844f16c4c1fd03380aaac3e5ed3137c51320",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_posts_themselves_6854f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="dibao_posting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_sets_their_own_limit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)\n                WHERE n.id IS NULL OR (SELECT (scope_story() ->> 'staff')::bigint) IN (o.staff_id, n.staff_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_sets_their_own_limit' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e5e4d98cdf1875a724c0bfb0ef24cfd301068cd3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_nobody_sets_their_own_limit_040ce",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="dibao_posting",
                    when="AFTER",
                ),
            ),
        ),
    ]
