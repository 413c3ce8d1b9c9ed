"""Whoever closes a referral signs it, on no day to come, a township too."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0062_an_agency_finds_by_name"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="a_referral_is_answered_by_its_agency",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_is_answered_by_its_agency",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        WHERE o.status <> n.status AND (\n            greatest(n.accepted_on, n.closed_on) > (SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))\n            OR CASE WHEN n.status IN ('accepted', 'delivered', 'redirected', 'refused')\n                    THEN n.agency_id <> coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0) ELSE coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0) <> 0 END\n            OR n.closed_on IS NOT NULL AND n.closed_by_id IS NULL AND (SELECT scope_story() ->> 'staff') IS NOT NULL)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_is_answered_by_its_agency' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="7d3612d61e6a121bf1b950b8f84cdb87e5a94633",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_referral_is_answered_by_its_agency_61473",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
    ]
