"""Holds are seen by area and lifted only; a batch is compared with them too, for pages, steps and its seal."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_LIFTED = "lifted_by_id, lifted_at, lift_reason"

# As 0005 has it, with the hold that a line names beside the one that stands; a full join is made by hashing or by order.
# A line that differs by nothing but its hold says so.
DIFFERENCES = """
DROP FUNCTION lines_unlike_grants(bigint);
CREATE FUNCTION lines_unlike_grants(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint, is_by_hold boolean)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT d.household_id, d.line_id, d.grant_id, NOT d.is_by_grant
    FROM (
        SELECT coalesce(l.household_id, g.household_id) AS household_id, l.id AS line_id, g.id AS grant_id,
               (l.grant_id, l.month, l.area_code, l.benefit_class, l.covered_count, l.base_amount,
                l.supplement_amount) IS DISTINCT FROM
               (g.id, g.month, g.area_code, g.benefit_class, g.covered_count, g.base_amount,
                g.supplement_amount) AS is_by_grant,
               l.hold_id IS DISTINCT FROM g.hold_id AS is_by_hold
        FROM (SELECT * FROM payments_paymentline WHERE batch_id = wanted) l
        FULL JOIN (
            SELECT g.*, b.month, h.id AS hold_id FROM payments_paymentbatch b
            JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
                AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
            LEFT JOIN payments_paymenthold h ON h.household_id = g.household_id AND h.lifted_at IS NULL
                AND h.first_month <= b.month AND (h.last_month IS NULL OR h.last_month >= b.month)
            WHERE b.id = wanted AND b.kind = 'regular') g ON g.household_id = l.household_id) d
    WHERE d.is_by_grant OR d.is_by_hold
$$;
"""
AS_BEFORE = """
DROP FUNCTION lines_unlike_grants(bigint);
CREATE FUNCTION lines_unlike_grants(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(l.household_id, g.household_id), l.id, g.id
    FROM (SELECT * FROM payments_paymentline WHERE batch_id = wanted) l
    FULL JOIN (
        SELECT g.*, b.month FROM payments_paymentbatch b
        JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
            AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
        WHERE b.id = wanted AND b.kind = 'regular') g ON g.household_id = l.household_id
    WHERE (l.grant_id, l.month, l.area_code, l.benefit_class, l.covered_count, l.base_amount, l.supplement_amount)
        IS DISTINCT FROM
          (g.id, g.month, g.area_code, g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_a_households_money_may_be_held")]

    operations = [
        protect_by_area("payments_paymenthold"),
        protect_by_area("payments_paymentholdevent"),
        withhold("payments_paymenthold", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({_LIFTED}) ON payments_paymenthold TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_LIFTED}) ON payments_paymenthold FROM {settings.APP_ROLE};",
        ),
        withhold("payments_paymentholdevent", "UPDATE", "DELETE"),
        migrations.RunSQL(DIFFERENCES, AS_BEFORE),
    ]
