"""What PostgreSQL holds of objections: when one is said, who answers it, and that it stays as it was said."""

import pgtrigger

from dibao.triggers import after, never_deleted, signed_by_who_acts

# Whoever acts for a township has an area that begins with its code; of a county, a prefecture or nobody it does not.
_IN_TOWNSHIP = "substr(NULLIF(current_setting('app.area_from', true), ''), 7) <> '000000'"

OBJECTION_GUARDS = [
    never_deleted("objection"),
    # 办法 Art 19: it comes within the days of a notice that shows the family, and is not answered yet. Said of a case
    # that is decided it would look as if nobody had cared; then it is a report.
    after(
        "an_objection_is_said_within_its_notice",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n
        LEFT JOIN applicants_case c
            ON c.id = n.case_id AND c.area_code = n.area_code AND c.status = 'on_notice'
        LEFT JOIN applicants_noticeentry e ON e.notice_id = n.notice_id AND e.case_id = c.id
        WHERE n.kind = 'objection'
          AND (e.id IS NULL OR n.status <> 'open' OR n.lodged_on NOT BETWEEN e.starts_on AND e.ends_on)
        """,
    ),
    after(
        "what_is_said_is_of_its_place_and_open",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n
        LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code
        LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.area_code
        LEFT JOIN applicants_publicnotice p ON p.id = n.notice_id AND p.area_code = n.area_code
        WHERE n.status <> 'open' OR n.accepted_on IS NOT NULL
           OR n.case_id IS NOT NULL AND c.id IS NULL
           OR n.household_id IS NOT NULL AND h.id IS NULL
           OR n.notice_id IS NOT NULL AND p.id IS NULL
        """,
    ),
    # An answer is appealed once; whoever is not content with the second one goes to court.
    after(
        "an_appeal_is_against_an_answer",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n LEFT JOIN applicants_objection f ON f.id = n.appeal_of_id
        WHERE n.appeal_of_id IS NOT NULL AND (
            f.id IS NULL OR f.status = 'open' OR f.appeal_of_id IS NOT NULL OR f.area_code <> n.area_code
            OR n.kind = 'objection' OR n.lodged_on < f.answered_on)
        """,
    ),
    signed_by_who_acts("objection", "recorded_by_id", pgtrigger.Insert),
    *(
        signed_by_who_acts("objection", column, pgtrigger.Update)
        for column in ("accepted_by_id", "asked_by_id", "found_by_id", "answered_by_id")
    ),
    # 办法 Art 11: nobody sets aside what the village says against their own relatives.
    after(
        "no_relative_answers_an_objection",
        pgtrigger.Update,
        """
        SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id
        WHERE r.voided_on IS NULL AND r.staff_id = n.answered_by_id
        """,
    ),
    after(
        "an_appeal_is_decided_by_another",
        pgtrigger.Update,
        """
        SELECT FROM new_rows n JOIN applicants_objection f ON f.id = n.appeal_of_id
        WHERE n.answered_by_id = f.answered_by_id
        """,
    ),
    # A township does not answer what may be about itself, nor whoever it must not know.
    after(
        "the_county_answers_what_the_township_may_not",
        pgtrigger.Update,
        f"""
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        WHERE (n.kind <> 'objection' OR n.is_named OR n.appeal_of_id IS NOT NULL)
          AND (o.status, o.accepted_on, o.asked_on, o.case_id, o.household_id)
              IS DISTINCT FROM (n.status, n.accepted_on, n.asked_on, n.case_id, n.household_id)
          AND {_IN_TOWNSHIP}
        """,
    ),
    # What somebody said against whom stays as it was said, what is known of it is added once, an answer is final.
    after(
        "an_objection_stays_as_it_was_said",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
        LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code
        LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.area_code
        WHERE n.id IS NULL OR o.status <> 'open'
           OR to_jsonb(o) - '{case_id,household_id,accepted_by_id,accepted_on,asked_by_id,asked_on,findings,
                found_by_id,found_on,status,redirected_to,answer,answered_by_id,answered_on,told_way}'::text[]
              <> to_jsonb(n) - '{case_id,household_id,accepted_by_id,accepted_on,asked_by_id,asked_on,findings,
                found_by_id,found_on,status,redirected_to,answer,answered_by_id,answered_on,told_way}'::text[]
           OR o.case_id IS NOT NULL AND o.case_id IS DISTINCT FROM n.case_id
           OR o.household_id IS NOT NULL AND o.household_id IS DISTINCT FROM n.household_id
           OR n.case_id IS DISTINCT FROM o.case_id AND c.id IS NULL
           OR n.household_id IS DISTINCT FROM o.household_id AND h.id IS NULL
           OR o.accepted_on IS NOT NULL
              AND (o.accepted_on, o.accepted_by_id) IS DISTINCT FROM (n.accepted_on, n.accepted_by_id)
           OR o.asked_on IS NOT NULL AND (o.asked_on, o.asked_by_id) IS DISTINCT FROM (n.asked_on, n.asked_by_id)
           OR o.found_on IS NOT NULL
              AND (o.found_on, o.found_by_id, o.findings) IS DISTINCT FROM (n.found_on, n.found_by_id, n.findings)
        """,
    ),
]
