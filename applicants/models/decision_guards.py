"""What PostgreSQL asks of a decision's moment, and of whose hands its case went through."""

import pgtrigger

from dibao.triggers import after

# Each table keeps whose hand wrote a line, whatever it was written with.
_REWROTE = " OR ".join(
    f"EXISTS (SELECT FROM applicants_{table}event e WHERE e.case_id = c.id"
    " AND e.pgh_context ->> 'staff' = d.decided_by_id::text)"
    for table in ("incomeline", "expenseline", "propertyline")
)

DECISION_GUARDS = (
    # A case that was sent back, withdrawn or ended waits for no decision: its old opinion and notice count no more.
    after(
        "a_decision_follows_the_opinion",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
        WHERE c.kind IN ('application', 'recheck', 'change') AND (
            c.status NOT IN ('proposed', 'on_notice') OR EXISTS (
                SELECT FROM applicants_townshipopinion p
                WHERE p.case_id = c.id AND p.given_on > d.decided_on))
        """,
    ),
    # Whoever wrote what a family has has entered its case, be it somebody else who opened it.
    after(
        "nobody_decides_a_case_they_rewrote",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
        WHERE c.kind IN ('application', 'recheck', 'change') AND (
            {_REWROTE} OR EXISTS (
                SELECT FROM dibao_auditevent e
                WHERE e.object_kind = 'applicants.case' AND e.object_key = c.id::text
                  AND e.event = 'case:revised' AND e.staff_key = d.decided_by_id))
        """,
    ),
    # What is said of a family without a case holds up a grant as what is said of the case does.
    after(
        "a_grant_waits_for_what_is_said_of_its_family",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
        JOIN applicants_objection o ON o.household_id = c.household_id
        WHERE d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'keep') AND o.status = 'open'
        """,
    ),
)
