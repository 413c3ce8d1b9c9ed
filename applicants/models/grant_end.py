"""What PostgreSQL holds of the end of a grant: set once, by a decision about it; in grace also brought forward."""

import pgtrigger

from dibao.triggers import after

END_GUARDS = [
    # Design 4.5: a grant changes once in its life, when its last month is set. Months of grace (办法 Art 33) are yet to
    # come when it is, so that one more decision may bring their end forward; no decision ever puts it back.
    after(
        "a_grant_only_ever_ends",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id
        WHERE n.id IS NULL OR n.last_month IS NULL
           OR to_jsonb(o) - 'last_month' - 'ended_by_id' - 'grace_by_id'
              <> to_jsonb(n) - 'last_month' - 'ended_by_id' - 'grace_by_id'
           OR CASE WHEN o.last_month IS NULL
              THEN n.grace_by_id IS DISTINCT FROM CASE d.outcome WHEN 'grace' THEN d.id END
              ELSE o.grace_by_id IS NULL OR n.grace_by_id IS DISTINCT FROM o.grace_by_id
                   OR n.last_month >= o.last_month OR n.ended_by_id = o.ended_by_id END
        """,
    ),
    # A case about this grant ended it, and nobody takes back a month that was due when it was decided; after a
    # death nothing was.
    after(
        "a_grant_is_ended_by_a_case_about_it",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id
        LEFT JOIN applicants_case c ON c.id = d.case_id
        WHERE o.ended_by_id IS NULL AND n.ended_by_id IS NOT NULL
          AND (c.grant_id IS DISTINCT FROM n.id
               OR d.outcome NOT IN ('increase', 'decrease', 'adjust', 'end', 'grace', 'transfer')
               OR d.end_reason <> 'death'
                  AND n.last_month < date_trunc('month', d.decided_on)::date)
          -- A list that is undone takes back what it brought, before any month of it was drawn.
          AND NOT (c.kind = 'takeover' AND n.ended_by_id = n.decision_id
                   AND n.last_month = (n.first_month - interval '1 month')::date
                   AND EXISTS (SELECT FROM applicants_rosterimport r
                               JOIN applicants_sheetimport s ON s.id = r.sheet_import_id
                               WHERE r.id = c.roster_import_id AND s.status = 'going_back'))
        """,
    ),
    # The same for what is brought forward: a case about this grace, before it is closed, and no month that was due.
    after(
        "grace_is_cut_short_by_a_case_about_it",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        LEFT JOIN applicants_decision d ON d.id = n.ended_by_id
        LEFT JOIN applicants_case c ON c.id = d.case_id
        LEFT JOIN applicants_grant b ON b.id = c.grant_id
        LEFT JOIN applicants_transfer t ON t.id = c.transfer_id AND t.status = 'received'
        WHERE o.ended_by_id <> n.ended_by_id AND NOT coalesce(
            CASE d.outcome
                WHEN 'end' THEN (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id)
                -- A family that is in need again is granted anew, and nothing is paid beside it.
                WHEN 'grant' THEN c.kind = 'application'
                -- One that moves is paid the rest at its new place; a deferred guard compares the two.
                WHEN 'transfer' THEN t.household_id = n.household_id
                     AND (b.household_id, b.grace_by_id) = (n.household_id, n.grace_by_id) END
            AND (d.outcome = 'transfer' OR c.household_id = n.household_id
                 AND c.status NOT IN ('confirmed', 'refused', 'withdrawn', 'ended'))
            AND (d.end_reason = 'death' OR n.last_month >= date_trunc('month', d.decided_on)::date), false)
        """,
    ),
    pgtrigger.Trigger(
        name="shares_end_with_their_grant",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func="""
                UPDATE applicants_grantshare s SET last_month = n.last_month
                FROM new_rows n WHERE s.grant_id = n.id;
                RETURN NULL;
                """,
    ),
]
