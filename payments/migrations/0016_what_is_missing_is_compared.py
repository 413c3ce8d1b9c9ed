"""A batch is compared with what its kind says it pays: a month's grants, a sum a person, or what months past miss."""

from django.db import migrations

# What was paid of a month of a household or is on its way, all batches together but for one line; nothing of subsidies.
# Each half has a partial index of its own.
PAID_OF_MONTH = """
CREATE FUNCTION paid_of_month(wanted_household bigint, wanted_month date, except_line bigint,
    OUT base_amount numeric, OUT supplement_amount numeric)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(sum(l.base_amount), 0), coalesce(sum(l.supplement_amount), 0)
    FROM (
        SELECT * FROM payments_paymentline
        WHERE household_id = wanted_household AND month = wanted_month AND kind IN ('regular', 'back_pay')
          AND status IN ('due', 'sent', 'unknown', 'paid')
        UNION ALL
        SELECT * FROM payments_paymentline
        WHERE household_id = wanted_household AND month = wanted_month AND kind IN ('follow_up', 'top_up')
          AND status IN ('due', 'sent', 'unknown', 'paid')
    ) l WHERE l.id IS DISTINCT FROM except_line
$$;
"""
NOT_PAID_OF_MONTH = "DROP FUNCTION paid_of_month(bigint, date, bigint);"

# Lines of months past that are not what their month misses, that follow no line which may be followed, or whose money
# is held. A follow-up of a subsidy pays what its source would have.
MISSING = """
CREATE FUNCTION lines_unlike_what_is_missing(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint, is_by_hold boolean)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT d.household_id, d.id, d.due_id, NOT d.is_by_amount
    FROM (
        SELECT l.household_id, l.id, CASE WHEN b.kind = 'subsidy_follow_up' THEN s.grant_id ELSE g.id END AS due_id,
               CASE b.kind
               WHEN 'subsidy_follow_up' THEN
                   (l.grant_id, l.base_amount, l.supplement_amount) IS DISTINCT FROM
                   (s.grant_id, s.base_amount, s.supplement_amount)
                   OR s.kind NOT IN ('subsidy', 'subsidy_follow_up')
               ELSE
                   (l.grant_id, l.area_code, l.benefit_class, l.covered_count, l.base_amount, l.supplement_amount)
                   IS DISTINCT FROM
                   (g.id, g.area_code, g.benefit_class, g.covered_count, g.base_amount - p.base_amount,
                    g.supplement_amount - p.supplement_amount)
                   OR s.kind IN ('subsidy', 'subsidy_follow_up')
               END
               OR s.id IS NOT NULL AND (
                   (s.household_id, s.month) <> (l.household_id, l.month)
                   OR sb.status NOT IN ('sealed', 'filed', 'sent', 'settled')
                   OR CASE b.kind WHEN 'top_up' THEN s.status <> 'paid'
                                  ELSE s.status NOT IN ('failed', 'held') END)
               OR b.kind = 'back_pay' AND EXISTS (
                   SELECT FROM payments_paymentline r
                   WHERE r.household_id = l.household_id AND r.month = l.month AND r.kind = 'regular'
                     AND r.status <> 'void')
               AS is_by_amount,
               EXISTS (
                   SELECT FROM payments_paymenthold h
                   WHERE h.household_id = l.household_id AND h.lifted_at IS NULL
                     AND h.first_month <= b.month AND (h.last_month IS NULL OR h.last_month >= l.month))
               AS is_by_hold
        FROM payments_paymentbatch b
        JOIN payments_paymentline l ON l.batch_id = b.id
        LEFT JOIN payments_paymentline s ON s.id = l.source_id
        LEFT JOIN payments_paymentbatch sb ON sb.id = s.batch_id
        LEFT JOIN applicants_grant g ON g.household_id = l.household_id
            AND g.first_month <= l.month AND (g.last_month IS NULL OR g.last_month >= l.month),
        LATERAL paid_of_month(l.household_id, l.month, l.id) p
        WHERE b.id = wanted
    ) d
    WHERE d.is_by_amount OR d.is_by_hold
$$;
"""
NOT_MISSING = "DROP FUNCTION lines_unlike_what_is_missing(bigint);"

# Every grant of the month once, with so much a person.
SUBSIDIES = """
CREATE FUNCTION lines_unlike_subsidies(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint, is_by_hold boolean)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT d.household_id, d.line_id, d.grant_id, NOT d.is_by_grant
    FROM (
        SELECT coalesce(l.household_id, g.household_id) AS household_id, l.id AS line_id, g.id AS grant_id,
               (l.grant_id, l.month, l.area_code, l.covered_count, l.base_amount, l.supplement_amount)
               IS DISTINCT FROM
               (g.id, g.month, g.area_code, g.covered_count, g.covered_count * g.per_person_amount, 0)
               AS is_by_grant,
               l.hold_id IS DISTINCT FROM g.hold_id AS is_by_hold
        FROM (SELECT * FROM payments_paymentline WHERE batch_id = wanted) l
        FULL JOIN (
            SELECT g.*, b.month, b.per_person_amount, h.id AS hold_id FROM payments_paymentbatch b
            JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
                AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
            LEFT JOIN payments_paymenthold h ON h.household_id = g.household_id AND h.lifted_at IS NULL
                AND h.first_month <= b.month AND (h.last_month IS NULL OR h.last_month >= b.month)
            WHERE b.id = wanted) g ON g.household_id = l.household_id) d
    WHERE d.is_by_grant OR d.is_by_hold
$$;
"""
NOT_SUBSIDIES = "DROP FUNCTION lines_unlike_subsidies(bigint);"

# A function with settings is not taken apart by the planner: two of the three find no batch and do nothing.
DUE = """
CREATE FUNCTION lines_unlike_what_is_due(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint, cause text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT d.household_id, d.line_id, d.grant_id, CASE WHEN d.is_by_hold THEN 'hold' ELSE 'grant' END
    FROM (
        SELECT d.* FROM payments_paymentbatch b, lines_unlike_grants(b.id) d
        WHERE b.id = wanted AND b.kind = 'regular'
        UNION ALL
        SELECT d.* FROM payments_paymentbatch b, lines_unlike_subsidies(b.id) d
        WHERE b.id = wanted AND b.kind = 'subsidy'
        UNION ALL
        SELECT d.* FROM payments_paymentbatch b, lines_unlike_what_is_missing(b.id) d
        WHERE b.id = wanted AND b.kind NOT IN ('regular', 'subsidy')
    ) d
$$;
"""
NOT_DUE = "DROP FUNCTION lines_unlike_what_is_due(bigint);"

# The hash takes the month and source of a line that follows another; of any other it stays what it was.
DIGEST = """
CREATE OR REPLACE FUNCTION payment_lines_digest(wanted bigint, OUT line_count bigint, OUT person_count bigint,
    OUT total_amount numeric, OUT held_count bigint, OUT held_amount numeric, OUT lines_hash text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT count(*), coalesce(sum(covered_count), 0), coalesce(sum(amount), 0),
           count(*) FILTER (WHERE status = 'held'), coalesce(sum(amount) FILTER (WHERE status = 'held'), 0),
           encode(sha256(convert_to(coalesce(string_agg(
               concat_ws('|', serial, household_id, grant_id, coalesce(account_id::text, '-'), benefit_class,
                         covered_count, base_amount, supplement_amount, amount{more}),
               E'\\n' ORDER BY serial), ''), 'UTF8')), 'hex')
    FROM payments_paymentline WHERE batch_id = wanted
$$;
"""
MORE = ", CASE WHEN kind NOT IN ('regular', 'subsidy') THEN month END, source_id"


class Migration(migrations.Migration):
    dependencies = [("payments", "0015_money_for_months_past")]

    operations = [
        migrations.RunSQL(PAID_OF_MONTH, NOT_PAID_OF_MONTH),
        migrations.RunSQL(MISSING, NOT_MISSING),
        migrations.RunSQL(SUBSIDIES, NOT_SUBSIDIES),
        migrations.RunSQL(DUE, NOT_DUE),
        migrations.RunSQL(DIGEST.replace("{more}", MORE), DIGEST.replace("{more}", "")),
    ]
