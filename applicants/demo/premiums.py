"""The premiums for the cooperative medical scheme: one act a year and county, answered and paid for everybody.

2008年总结: 资助55366人参加新农合, "100 %". July's 60,428 were not all there yet: the report's base is an earlier head
count. In the demonstration April has 54,572 covered persons and May 57,460, so no month has that many. The premiums of
2008 go to the first 55,366 by key of those covered on BASE_DAY.

They are history, as past months are: the owner's rows, as they stand after all three steps.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from applicants import aid_candidates
from applicants.actions.referrals import terms_of
from applicants.models.aid import AidItem, period_of
from applicants.models.person import PERSON_KEY
from applicants.models.referral import SEEN_AFTER, Referral, ReferralAct, ReferralPart
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load, Value
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.roles import Role

STEP = "premiums"
PREMIUM = "nrcms_premium"
DAY_OF_2007 = date(2007, 12, 5)
BASE_DAY = date(2008, 5, 5)
PERSONS_OF_2008 = 55_366
_ACCEPTED_AFTER, _PAID_AFTER = timedelta(days=5), timedelta(days=20)
# accept, deliver
_MOVES_TO_DELIVERED = 2

_CHOOSE = """
CREATE TEMPORARY TABLE chosen ON COMMIT DROP AS
SELECT c.* FROM ({candidates}) c WHERE c.has_consent ORDER BY c.turn LIMIT %(most)s
"""
_ACTS = """
INSERT INTO applicants_referralact (area_code, terms_id, sent_count, value_limit, sent_by_id, sent_on)
SELECT k.county, %(of_terms)s, c.persons, c.persons * %(cap)s, k.clerk, %(on)s
FROM (SELECT left(area_code, 6) AS county, count(*) AS persons FROM chosen GROUP BY 1) c
JOIN unnest(%(counties)s::text[], %(clerks)s::bigint[]) AS k(county, clerk) ON left(k.county, 6) = c.county
ORDER BY k.county
"""
_REFERRALS = f"""
INSERT INTO applicants_referral (
    area_code, status, version, terms_id, item_id, agency_id, household_id, person_id, person_key, grant_id,
    benefit_class, period, quantity, value_limit, act_id, requested_by_id, requested_on, answer_due, accepted_by_id,
    accepted_on, delivery_due, closed_by_id, closed_on, seen_until, delivered_parts, delivered_quantity,
    delivered_value)
SELECT c.area_code, 'delivered', %(moves)s, %(of_terms)s, %(of_item)s, %(of_agency)s, c.household_id, c.person_id,
    {PERSON_KEY.format("p")}, c.grant_id, c.benefit_class, %(period)s, %(quantity)s, %(cap)s, a.id, a.sent_by_id,
    %(on)s, %(answer_due)s, %(officer)s, %(accepted_on)s, %(delivery_due)s, %(officer)s, %(paid_on)s, %(seen_until)s, 1,
    %(quantity)s, %(cap)s
FROM chosen c JOIN applicants_person p ON p.id = c.person_id
JOIN applicants_referralact a ON left(a.area_code, 6) = left(c.area_code, 6) AND a.terms_id = %(of_terms)s
ORDER BY c.turn
"""
_PARTS = """
INSERT INTO applicants_referralpart (
    area_code, referral_id, quantity, value, delivered_on, cost_bearer, evidence, recorded_by_id)
SELECT r.area_code, r.id, r.quantity, r.value_limit, r.closed_on, 'county', '参合缴费名册', r.closed_by_id
FROM applicants_referral r WHERE r.terms_id = %(of_terms)s ORDER BY r.id
"""


def give(era: Era, *, scale: float = 1.0) -> int:
    """Every year's premiums, asked for and paid; returns how many."""
    offices = Offices()
    with Load(ReferralAct, Referral, ReferralPart) as load:
        for on, most in _campaigns(era, scale):
            _campaign(load, on, most, offices)
        load.execute(steps.MARK, [STEP])
    return ReferralAct.objects.using("owner").aggregate(sent=Sum("sent_count"))["sent"] or 0


def _campaigns(era: Era, scale: float) -> Iterator[tuple[date, int | None]]:
    """The day of each year's act, and for how many it is at most; None leaves nobody out."""
    if era.name == "2008":
        yield DAY_OF_2007, None
        yield BASE_DAY, max(1, round(PERSONS_OF_2008 * scale))
    else:
        yield era.first_month.plus(1).first_day.replace(day=5), None


def _campaign(load: Load, on: date, most: int | None, offices: Offices) -> None:
    item = AidItem.objects.select_related("agency").get(code=PREMIUM)
    terms = terms_of(item, on)
    rule, cap = terms.as_rule(), terms.as_rule().cap or Decimal(0)
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    counties = [area.code for area in Area.objects.filter(level=AreaLevel.COUNTY).order_by("code")]
    candidates = aid_candidates.statement_of(terms, prefecture, on=on)
    accepted_on = on + _ACCEPTED_AFTER
    values: dict[str, Value | list[str] | list[int]] = {
        "of_terms": terms.pk,
        "of_item": item.pk,
        "of_agency": item.agency_id,
        "on": on,
        "period": period_of(item.frequency, on),
        "quantity": rule.quantity,
        "cap": cap,
        "moves": _MOVES_TO_DELIVERED,
        "officer": offices.agency(item.agency.code).pk,
        "answer_due": on + timedelta(days=rule.answer_days),
        "accepted_on": accepted_on,
        "delivery_due": accepted_on + timedelta(days=rule.delivery_days),
        "paid_on": on + _PAID_AFTER,
        "seen_until": on + _PAID_AFTER + SEEN_AFTER,
        "counties": counties,
        "clerks": [offices.at(code, Role.COUNTY_CLERK).pk for code in counties],
    }
    load.execute(_CHOOSE.format(candidates=candidates.text), {**candidates.values, "most": most})
    load.execute("ANALYZE chosen")
    load.execute(_ACTS, values)
    load.execute(_REFERRALS, values)
    load.execute(_PARTS, values)
    load.execute("DROP TABLE chosen")
