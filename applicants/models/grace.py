"""What PostgreSQL holds of a grace period (渐退期; 办法 Art 33): its length, its months, and what each of them pays.

Terms leave out the shape that holds by default, which is to be paid whole.
"""

import pgtrigger

from dibao.triggers import after

GRANT_GUARDS = [
    # 办法 Art 33: a grant that is paid whole in its grace ends that many months later; one that falls ends
    # at once and is followed by a grant for each month. Terms leave out the shape that holds by default.
    after(
        "a_grace_period_is_as_long_as_the_rules_say",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        JOIN applicants_decision d ON d.id = n.ended_by_id AND d.outcome = 'grace'
        LEFT JOIN applicants_case c ON c.id = d.case_id
        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id
        WHERE o.ended_by_id IS NULL AND n.last_month IS DISTINCT FROM
            (date_trunc('month', d.decided_on) + interval '1 month' * CASE
                WHEN r.terms #>> '{grace,shape}' = 'falling' THEN 0
                ELSE (r.terms #>> '{grace,months}')::int END)::date
        """,
    ),
    after(
        "a_month_of_grace_follows_the_grant_that_ends",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows g JOIN applicants_decision d ON d.id = g.decision_id
        LEFT JOIN applicants_case c ON c.id = d.case_id
        LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id
        LEFT JOIN applicants_grant b ON b.id = c.grant_id
        LEFT JOIN applicants_transfer t ON t.id = c.transfer_id
        WHERE g.grace_by_id IS DISTINCT FROM
              CASE WHEN d.outcome = 'grace' OR t.grace_until IS NOT NULL THEN d.id END
           OR CASE WHEN d.outcome = 'grace' THEN g.grace_month IS NULL
                   ELSE t.grace_until IS NULL AND g.grace_month IS NOT NULL END
           -- What went along with a family ends with the month that it was to end with.
           OR t.grace_until IS NOT NULL AND (
                g.ended_by_id IS DISTINCT FROM d.id OR g.last_month NOT BETWEEN g.first_month AND t.grace_until
                OR g.grace_month IS NOT NULL AND g.first_month <> g.last_month)
           OR d.outcome = 'grace' AND (
                r.terms #>> '{grace,shape}' IS DISTINCT FROM 'falling'
                OR g.grace_month NOT BETWEEN 1 AND (r.terms #>> '{grace,months}')::int
                OR b.ended_by_id IS DISTINCT FROM d.id OR g.ended_by_id IS DISTINCT FROM d.id
                OR g.first_month <> g.last_month
                OR g.first_month <> (b.last_month + interval '1 month' * g.grace_month)::date
                OR (g.rule_set_id, g.benefit_class, g.covered_count)
                   <> (b.rule_set_id, b.benefit_class, b.covered_count))
        """,
    ),
]
SHARE_GUARDS = [
    # Each person's part falls by itself, so that the parts add up to what the household is paid.
    after(
        "a_share_falls_in_equal_steps_through_grace",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows s JOIN applicants_grant g ON g.id = s.grant_id AND g.grace_month IS NOT NULL
        JOIN applicants_decision d ON d.id = g.decision_id AND d.outcome = 'grace'
        JOIN applicants_case c ON c.id = d.case_id
        JOIN applicants_ruleset r ON r.id = c.rule_set_id
        CROSS JOIN LATERAL (SELECT (r.terms #>> '{grace,months}')::numeric AS months) t
        LEFT JOIN applicants_grantshare b ON b.grant_id = c.grant_id AND b.person_id = s.person_id
        WHERE (s.base_amount, s.supplement_amount, s.last_month) IS DISTINCT FROM (
            round(b.base_amount * (t.months + 1 - g.grace_month) / t.months, 2),
            round(b.supplement_amount * (t.months + 1 - g.grace_month) / t.months, 2),
            g.last_month)
        """,
    ),
]
CASE_GUARDS = [
    # A grace period that falls is written out to its last month; one that is paid whole begins no grant.
    after(
        "a_grace_period_has_every_month_and_share",
        pgtrigger.Update,
        """
        SELECT FROM new_rows n JOIN old_rows o USING (id)
        JOIN applicants_decision d ON d.case_id = n.id AND d.outcome = 'grace'
        JOIN applicants_ruleset r ON r.id = n.rule_set_id
        CROSS JOIN LATERAL (SELECT (r.terms #>> '{grace,months}')::numeric AS months) t
        WHERE n.status = 'confirmed' AND o.status <> n.status AND (
            SELECT count(*) FROM applicants_grant g WHERE g.decision_id = d.id AND g.covered_count = (
                SELECT count(*) FROM applicants_grantshare s WHERE s.grant_id = g.id)
        ) <> CASE WHEN r.terms #>> '{grace,shape}' = 'falling' THEN (
            SELECT count(*) FROM generate_series(1, t.months) AS left_over WHERE 0 < (
                SELECT sum(round(s.base_amount * left_over / t.months, 2)
                           + round(s.supplement_amount * left_over / t.months, 2))
                FROM applicants_grantshare s WHERE s.grant_id = n.grant_id)
        ) ELSE 0 END
        """,
    ),
    # One month is the last for every grant of a grace, and none that falls away is left out.
    after(
        "an_end_in_grace_leaves_no_month_after_it",
        pgtrigger.Update,
        """
        SELECT FROM new_rows n JOIN old_rows o USING (id)
        JOIN applicants_decision d ON d.case_id = n.id AND d.outcome = 'end'
        JOIN applicants_grant b ON b.id = n.grant_id AND b.grace_by_id IS NOT NULL
        CROSS JOIN LATERAL (
            SELECT min(g.last_month) AS cut FROM applicants_grant g WHERE g.ended_by_id = d.id
        ) t
        WHERE n.status = 'confirmed' AND o.status <> n.status AND (
            t.cut IS NULL OR t.cut > date_trunc('month', d.decided_on)::date OR EXISTS (
                SELECT FROM applicants_grant g
                WHERE g.household_id = n.household_id AND g.grace_by_id = b.grace_by_id
                  AND g.last_month > t.cut AND g.last_month >= g.first_month))
        """,
    ),
]
