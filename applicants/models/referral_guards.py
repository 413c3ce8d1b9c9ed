"""What PostgreSQL asks of referrals and of their parts, raw SQL included."""

import pgtrigger

from applicants.models.aid import PERIOD
from applicants.models.person import PERSON_KEY
from dibao.triggers import after

_MOVING = (
    "status,version,accepted_by_id,accepted_on,delivery_due,closed_by_id,closed_on,close_reason,close_words,"
    "seen_until,delivered_parts,delivered_quantity,delivered_value"
)

# Who answers is sealed into their scope (decision 22): the agency they act for, and the day that the business lives on.
_AGENCY = "coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0)"
# Who acts signs what they close; the clock's own work is signed by nobody.
_SOMEBODY_ACTS = "(SELECT scope_story() ->> 'staff') IS NOT NULL"
_TODAY = (
    "(SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))"
)

REFERRAL_GUARDS = (
    # Whoever sends one by one leaves it to the database; sixty thousand bring it along, and it is only looked at.
    pgtrigger.Trigger(
        name="a_referral_takes_its_persons_number",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.person_key = '' AND NEW.person_id IS NOT NULL"),
        func=f"""
        SELECT {PERSON_KEY.format("p")} INTO NEW.person_key FROM applicants_person p WHERE p.id = NEW.person_id;
        RETURN NEW;
        """,
    ),
    after(
        "a_referral_knows_its_person_by_number",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows n LEFT JOIN applicants_person p ON p.id = n.person_id
        WHERE n.person_key IS DISTINCT FROM CASE WHEN n.person_id IS NULL THEN '' ELSE {PERSON_KEY.format("p")} END
        """,
    ),
    after(
        "a_referral_fits_its_terms",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows n
        LEFT JOIN applicants_aidterms t ON t.id = n.terms_id AND t.status = 'active'
            AND n.requested_on BETWEEN t.first_day AND coalesce(t.last_day, 'infinity')
        LEFT JOIN applicants_aiditem i ON i.id = t.item_id
        LEFT JOIN dibao_agency g ON g.id = i.agency_id AND g.is_active
        WHERE g.id IS NULL OR (n.item_id, n.agency_id) <> (i.id, i.agency_id)
           OR (n.person_id IS NOT NULL) <> i.is_per_member
           OR n.period IS DISTINCT FROM {PERIOD.format("i.frequency", "n.requested_on")}
           OR n.value_limit > coalesce((t.terms ->> 'cap')::numeric, 0)
        """,
    ),
    # 社会救助法 Art 42: the recognised status is what is passed on, so it must be one that stands.
    after(
        "a_referral_is_for_who_is_covered",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n LEFT JOIN applicants_grant g
            ON g.id = n.grant_id AND g.household_id = n.household_id AND g.area_code = n.area_code
            AND g.benefit_class = n.benefit_class AND g.first_month <= n.requested_on
            AND (g.last_month IS NULL OR g.last_month >= date_trunc('month', n.requested_on))
        LEFT JOIN applicants_grantshare s ON s.grant_id = g.id AND s.person_id = n.person_id
        WHERE g.id IS NULL OR n.person_id IS NOT NULL AND s.id IS NULL
        """,
    ),
    # 个人信息保护法 Art 23: nothing goes to another agency without the family's word.
    after(
        "a_referral_waits_for_consent",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n LEFT JOIN applicants_aidconsent c ON c.household_id = n.household_id
            AND c.revoked_on IS NULL AND c.signed_on <= n.requested_on
        WHERE c.id IS NULL
        """,
    ),
    after(
        "a_declined_benefit_is_not_asked_for",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n JOIN applicants_aiddecline d ON d.household_id = n.household_id
            AND d.item_id = n.item_id AND d.lifted_on IS NULL
        WHERE d.person_id IS NULL OR d.person_id = n.person_id
        """,
    ),
    after(
        "a_referral_is_passed_on_to_another_agency",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.redirected_from_id
        WHERE n.redirected_from_id IS NOT NULL
          AND (r.id IS NULL OR r.status <> 'redirected' OR r.household_id <> n.household_id
               OR r.agency_id = n.agency_id
               OR n.person_id IS NOT NULL AND n.person_id IS DISTINCT FROM r.person_id)
        """,
    ),
    # A township asks, and an agency only passes on what it was asked for; in lent scopes, too.
    after(
        "an_agency_only_passes_on_what_it_was_sent",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.redirected_from_id
        WHERE coalesce(r.agency_id, 0) <> {_AGENCY}
        """,
    ),
    after(
        "a_referral_is_answered_by_its_agency",
        pgtrigger.Update,
        f"""
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        WHERE o.status <> n.status AND (
            greatest(n.accepted_on, n.closed_on) > {_TODAY}
            OR CASE WHEN n.status IN ('accepted', 'delivered', 'redirected', 'refused')
                    THEN n.agency_id <> {_AGENCY} ELSE {_AGENCY} <> 0 END
            OR n.closed_on IS NOT NULL AND n.closed_by_id IS NULL AND {_SOMEBODY_ACTS})
        """,
    ),
    after(
        "a_referral_stays_what_was_asked_for",
        pgtrigger.Update,
        f"""
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        WHERE to_jsonb(o) - '{{{_MOVING}}}'::text[] <> to_jsonb(n) - '{{{_MOVING}}}'::text[]
           OR o.accepted_on IS NOT NULL AND (o.accepted_by_id, o.accepted_on, o.delivery_due)
              IS DISTINCT FROM (n.accepted_by_id, n.accepted_on, n.delivery_due)
           OR o.closed_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)
        """,
    ),
    after(
        "a_referral_adds_up_to_its_parts",
        pgtrigger.Update,
        """
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        LEFT JOIN LATERAL (
            SELECT count(*) AS parts, coalesce(sum(p.quantity), 0) AS quantity, coalesce(sum(p.value), 0) AS value
            FROM applicants_referralpart p WHERE p.referral_id = n.id) p ON true
        WHERE (o.delivered_parts, o.delivered_quantity, o.delivered_value)
              <> (n.delivered_parts, n.delivered_quantity, n.delivered_value)
          AND (n.delivered_parts, n.delivered_quantity, n.delivered_value) <> (p.parts, p.quantity, p.value)
        """,
    ),
    after(
        "a_referral_begins_with_nothing_delivered",
        pgtrigger.Insert,
        """
        SELECT FROM new_rows n
        WHERE (n.delivered_parts, n.delivered_quantity, n.delivered_value) <> (0, 0, 0)
           OR n.accepted_on IS NOT NULL OR n.closed_on IS NOT NULL
        """,
    ),
)

PART_GUARDS = (
    # One UPDATE for the statement's parts: two people who deliver at once wait for each other on the referral's row,
    # whose constraints then see both.
    pgtrigger.Trigger(
        name="a_part_counts_in_its_referral",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func="""
        EXECUTE $each_time$
            UPDATE applicants_referral r SET delivered_parts = r.delivered_parts + p.parts,
                delivered_quantity = r.delivered_quantity + p.quantity, delivered_value = r.delivered_value + p.value
            FROM (SELECT referral_id, count(*) AS parts, sum(quantity) AS quantity, sum(value) AS value
                  FROM new_rows GROUP BY referral_id) p
            WHERE r.id = p.referral_id
        $each_time$;
        RETURN NULL;
        """,
    ),
    after(
        "a_part_is_of_a_referral_under_way",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.referral_id
        WHERE r.id IS NULL OR r.area_code <> n.area_code OR r.status <> 'accepted'
           OR n.delivered_on NOT BETWEEN r.requested_on AND {_TODAY} OR r.agency_id <> {_AGENCY}
        """,
    ),
)
