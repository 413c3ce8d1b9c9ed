"""What differs between a batch's lines and the grants due in its month, as one function: pages, steps and seal ask it."""

from django.db import migrations

# A full join is made by hashing or by order, never by loops, whatever the planner expects of either side.
DIFFERENCES = """
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
    dependencies = [("payments", "0004_fields_have_names")]

    operations = [
        migrations.RunSQL(DIFFERENCES, "DROP FUNCTION lines_unlike_grants(bigint);"),
    ]
