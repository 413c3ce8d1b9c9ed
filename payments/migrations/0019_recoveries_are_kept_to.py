"""Recoveries are seen by area and written once; what is left of a debt, and whether a batch keeps back what it should."""

import importlib

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_before = importlib.import_module("payments.migrations.0016_what_is_missing_is_compared")

_TABLES = ("recovery", "recoverymonth", "recoveryentry", "recoveryevent", "recoveryentryevent")
_DECIDED = "status, version, decided_by_id, decided_on"
_ANSWERED = "answered_by_id, answered_at, is_agreed"

LEFT = """
CREATE FUNCTION recovery_left(wanted bigint) RETURNS numeric
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT r.amount
        - coalesce((SELECT sum(e.amount) FROM payments_recoveryentry e
                    WHERE e.recovery_id = r.id AND e.is_agreed), 0)
        - coalesce((SELECT sum(l.offset_amount) FROM payments_paymentline l
                    WHERE l.recovery_id = r.id AND l.status IN ('due', 'sent', 'unknown', 'paid')), 0)
    FROM payments_recovery r WHERE r.id = wanted
$$;
CREATE FUNCTION paid_too_much(wanted_household bigint, wanted_month date) RETURNS numeric
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT greatest(0,
        coalesce((SELECT sum(l.base_amount + l.supplement_amount) FROM payments_paymentline l
                  WHERE l.household_id = wanted_household AND l.month = wanted_month
                    AND l.kind IN ('regular', 'back_pay') AND l.status = 'paid'), 0)
        + coalesce((SELECT sum(l.base_amount + l.supplement_amount) FROM payments_paymentline l
                    WHERE l.household_id = wanted_household AND l.month = wanted_month
                      AND l.kind IN ('follow_up', 'top_up') AND l.status = 'paid'), 0)
        - coalesce((SELECT g.total_amount FROM applicants_grant g
                    WHERE g.household_id = wanted_household AND g.first_month <= wanted_month
                      AND (g.last_month IS NULL OR g.last_month >= wanted_month)), 0))
$$;
CREATE FUNCTION instalments_of(low text, high text, wanted_month date)
RETURNS TABLE (household_id bigint, recovery_id bigint, most numeric)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT r.household_id, r.id, least(r.instalment, recovery_left(r.id))
    FROM payments_recovery r
    WHERE r.area_code >= low AND r.area_code < high AND r.status = 'active' AND r.instalment > 0
      AND r.first_month <= wanted_month AND recovery_left(r.id) > 0
$$;
"""
NOT_LEFT = """
DROP FUNCTION instalments_of(text, text, date);
DROP FUNCTION paid_too_much(bigint, date);
DROP FUNCTION recovery_left(bigint);
"""

# What a line of the batch keeps back beside what it should, its own part counted as still to come.
RECOVERIES = """
CREATE FUNCTION lines_unlike_recoveries(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT l.household_id, l.id, l.grant_id
    FROM payments_paymentbatch b
    JOIN payments_paymentline l ON l.batch_id = b.id
    LEFT JOIN payments_recovery r ON r.household_id = l.household_id AND r.status = 'active' AND r.instalment > 0
        AND r.first_month <= b.month AND l.status = 'due'
    CROSS JOIN LATERAL (
        SELECT CASE WHEN r.id IS NULL THEN 0 ELSE greatest(0, least(
            r.instalment, trunc((l.base_amount + l.supplement_amount) * 0.30, 2),
            recovery_left(r.id) + CASE WHEN l.recovery_id = r.id THEN l.offset_amount ELSE 0 END)) END AS amount
    ) o
    WHERE b.id = wanted AND b.kind = 'regular' AND (r.id IS NOT NULL OR l.recovery_id IS NOT NULL)
      AND (l.offset_amount <> o.amount OR l.recovery_id IS DISTINCT FROM CASE WHEN o.amount > 0 THEN r.id END)
$$;
"""
NOT_RECOVERIES = "DROP FUNCTION lines_unlike_recoveries(bigint);"

_DUE = _before.DUE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_DUE_WITH_RECOVERIES = _DUE.replace(
    "    ) d\n$$;",
    "    ) d\n    UNION ALL\n    SELECT d.household_id, d.line_id, d.grant_id, 'recovery'"
    " FROM lines_unlike_recoveries(wanted) d\n$$;",
)
_WITH_OFFSETS = f"{_before.MORE}, recovery_id, nullif(offset_amount, 0)"


def change_only(table: str, columns: str) -> list[migrations.RunSQL]:
    """Take UPDATE away but for some columns."""
    return [
        withhold(table, "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({columns}) ON {table} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {settings.APP_ROLE};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("payments", "0018_what_was_paid_too_much_comes_back")]

    operations = [
        *(protect_by_area(f"payments_{table}") for table in _TABLES),
        *change_only("payments_recovery", _DECIDED),
        *change_only("payments_recoveryentry", _ANSWERED),
        *(
            withhold(f"payments_{table}", "UPDATE", "DELETE")
            for table in ("recoverymonth", "recoveryevent", "recoveryentryevent")
        ),
        migrations.RunSQL(LEFT, NOT_LEFT),
        migrations.RunSQL(RECOVERIES, NOT_RECOVERIES),
        migrations.RunSQL(_DUE_WITH_RECOVERIES, _DUE),
        migrations.RunSQL(
            _before.DIGEST.replace("{more}", _WITH_OFFSETS),
            _before.DIGEST.replace("{more}", _before.MORE),
        ),
    ]
