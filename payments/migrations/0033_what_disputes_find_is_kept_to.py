"""What a dispute found is kept to: what had arrived goes to no bank again, and no debt stands for what came back."""

import importlib

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

_disputes = importlib.import_module("payments.migrations.0029_disputes_are_kept_to")

# A subsidy has no month to compare with: where one of its lines had arrived, none is paid again.
MISSING = _disputes.replaced(
    _disputes.MISSING,
    (
        "ELSE s.status NOT IN ('failed', 'held') AND s.booking <> 'returned' END",
        """ELSE s.status NOT IN ('failed', 'held') AND s.booking <> 'returned'
                                       OR b.kind = 'subsidy_follow_up' AND EXISTS (
                                           SELECT FROM payments_paymentline a
                                           WHERE a.household_id = s.household_id AND a.month = s.month
                                             AND a.kind IN ('subsidy', 'subsidy_follow_up')
                                             AND a.booking = 'arrived') END""",
    ),
)

# Lines of a signed batch that pay again what the bank perhaps paid already, or did pay: of their month and household a
# failed line is disputed, or had arrived and left less open than they pay.
PAID_AGAIN = """
CREATE FUNCTION lines_that_may_pay_twice(wanted bigint) RETURNS TABLE (household_id bigint, line_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT l.household_id, l.id
    FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
    WHERE b.id = wanted AND b.kind IN ('follow_up', 'top_up', 'subsidy_follow_up') AND l.status IN ('due', 'sent')
      AND EXISTS (
        SELECT FROM payments_paymentline s
        WHERE s.household_id = l.household_id AND s.month = l.month AND s.id <> l.id
          AND (s.kind IN ('subsidy', 'subsidy_follow_up')) = (l.kind = 'subsidy_follow_up')
          AND ((s.status = 'failed' OR s.id = l.source_id) AND EXISTS (
                  SELECT FROM payments_dispute x WHERE x.line_id = s.id AND x.resolution = '')
              OR s.booking = 'arrived' AND (
                  l.kind = 'subsidy_follow_up' OR l.base_amount + l.supplement_amount > (
                      SELECT coalesce(sum(g.total_amount), 0) FROM applicants_grant g
                      WHERE g.household_id = l.household_id
                        AND g.first_month <= l.month AND (g.last_month IS NULL OR g.last_month >= l.month))
                      - (SELECT p.base_amount + p.supplement_amount
                         FROM paid_of_month(l.household_id, l.month, l.id) p))))
$$;
"""
NOT_PAID_AGAIN = "DROP FUNCTION lines_that_may_pay_twice(bigint);"

# What a debt asks for beyond what its months paid too much by now, as far as it was not given up.
CLAIMED = """
CREATE FUNCTION claimed_too_much(wanted bigint) RETURNS numeric
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT greatest(0,
        coalesce((SELECT sum(m.amount - least(m.amount, greatest(0, paid_too_much(r.household_id, m.month) - coalesce((
                      SELECT sum(c.amount) FROM payments_recoverymonth c JOIN payments_recovery o ON o.id = c.recovery_id
                      WHERE o.household_id = r.household_id AND o.id < r.id AND o.status <> 'cancelled'
                        AND c.month = m.month), 0))))
                  FROM payments_recoverymonth m WHERE m.recovery_id = r.id), 0)
        - coalesce((SELECT sum(e.amount) FROM payments_recoveryentry e
                    WHERE e.recovery_id = r.id AND e.is_agreed AND e.kind = 'write_off'), 0))
    FROM payments_recovery r WHERE r.id = wanted
$$;
"""
NOT_CLAIMED = "DROP FUNCTION claimed_too_much(bigint);"

# Whoever settles the batch at this moment is waited for, so that its sources get back what the settled batch does not
# cost; and no family goes on owing what it does not have.
BOOK = _disputes.replaced(
    _disputes.BOOK,
    (
        "    UPDATE payments_paymentline SET booking",
        """    PERFORM FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
    WHERE l.id = d.line_id FOR NO KEY UPDATE OF b;
    UPDATE payments_paymentline SET booking""",
    ),
    (
        """    IF batch IS NOT NULL THEN
""",
        """    IF d.resolution = 'returned' AND EXISTS (
        SELECT FROM payments_paymentline l
        JOIN payments_recovery r ON r.household_id = l.household_id AND r.status IN ('proposed', 'active')
        WHERE l.id = d.line_id AND recovery_left(r.id) > 0 AND claimed_too_much(r.id) > 0
          AND EXISTS (SELECT FROM payments_recoverymonth m WHERE m.recovery_id = r.id AND m.month = l.month)
    ) THEN
        RAISE EXCEPTION 'no_debt_stands_for_money_that_came_back' USING ERRCODE = '23514';
    END IF;
    IF batch IS NOT NULL THEN
""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0032_counties_pay_from_accounts_of_their_own")]

    operations = [
        migrations.RunSQL(MISSING, _disputes.MISSING),
        migrations.RunSQL(PAID_AGAIN, NOT_PAID_AGAIN),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentbatch",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sent_batch_pays_nothing_twice",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id), lines_that_may_pay_twice(n.id)\n                WHERE n.status = 'sent' AND o.status <> 'sent'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_sent_batch_pays_nothing_twice' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f5bf2c2d363236935af06709c3ea2791bc2dfba3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_sent_batch_pays_nothing_twice_5b3b1",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_paymentbatch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(CLAIMED, NOT_CLAIMED),
        migrations.RunSQL(BOOK, _disputes.replaced(_disputes.BOOK)),
    ]
