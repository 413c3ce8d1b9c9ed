"""What else there is for a family: benefits of other agencies that a referral may be passed on to."""

from datetime import date

from applicants.aid_wording import conditions
from applicants.models.aid import AidItem, AidTerms
from applicants.models.referral import Referral
from dibao.display import listed


def offered_beside(referral: Referral, *, on: date) -> list[tuple[AidItem, str]]:
    """The other agencies' benefits of a day, by agency, each with the words for whom it is (one query).

    A benefit of one person's needs to be asked for a person. Whether the family qualifies is for the action to say.
    """
    terms = AidTerms.objects.in_force(on=on).exclude(item__agency=referral.agency_id)
    if referral.person_id is None:
        terms = terms.filter(item__is_per_member=False)
    terms = terms.filter(item__agency__is_active=True).select_related("item__agency")
    rows = terms.order_by("item__agency__position", "item__position", "item")
    return [(row.item, whom(row)) for row in rows]


def whom(terms: AidTerms) -> str:
    """For whom a benefit is, condition by condition; empty where everybody in benefit may have it."""
    return listed(conditions(terms.as_rule(), is_per_member=terms.item.is_per_member))
