"""The premiums for the cooperative medical scheme: one act a year and county, answered and paid for everybody.

2008年总结: 资助55366人参加新农合, "100 %". July's 60,428 were not all there yet: the report's base is an earlier head
count. In the demonstration April has 54,572 covered persons and May 57,460, so no month has that many. The premiums of
2008 go to the first 55,366 by key of those covered on BASE_DAY.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from applicants import aid_candidates
from applicants.actions import referral_acts, referrals
from applicants.demo import agency_work
from applicants.models.aid import AidItem
from dibao import scope
from dibao.demo import days, steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.paging import Cut
from dibao.roles import Role

STEP = "premiums"
PREMIUM = "nrcms_premium"
BASE_DAY = date(2008, 5, 5)
PERSONS_OF_2008 = 55_366
# Nobody is left out elsewhere; a prefecture has fewer people than this.
_EVERYBODY = 1_000_000
_PAID_AFTER = timedelta(days=20)


def give(era: Era, *, scale: float = 1.0) -> int:
    """Ask for every year's premiums, have them accepted and paid; returns for how many."""
    offices = Offices()
    campaigns = [(era.first_month.plus(1).first_day.replace(day=5), _EVERYBODY)]
    if era.name == "2008":
        campaigns = [
            (date(2007, 12, 5), _EVERYBODY),
            (BASE_DAY, max(1, round(PERSONS_OF_2008 * scale))),
        ]
    with transaction.atomic():
        given = sum(_campaign(on, most, offices, era) for on, most in campaigns)
        steps.mark_done(STEP)
    return given


def _campaign(on: date, most: int, offices: Offices, era: Era) -> int:
    """Those covered and asked on a day, by key, at most so many: sent county by county, paid three weeks later."""
    item = AidItem.objects.select_related("agency").get(code=PREMIUM)
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    by_county: dict[str, list[int]] = defaultdict(list)
    with scope.of(offices.at(prefecture.code, Role.PREFECTURE_OFFICER), action="demo"):
        everybody = aid_candidates.candidates(
            referrals.terms_of(item, on), prefecture, on=on, cut=Cut(limit=_EVERYBODY)
        )
    for one in [one for one in everybody if one.has_consent][:most]:
        by_county[county_of(one.area)].append(one.turn)
    officer, given = offices.agency(item.agency.code), 0
    for county, turns in by_county.items():
        clerk = offices.at(county, Role.COUNTY_CLERK)
        with days.lived(on), scope.of(clerk, action="demo"):
            act = referral_acts.send_many(item=item, turns=turns, by=clerk, on=on)
        given += agency_work.answer_many(
            officer, first=on, last=on, on=on + _PAID_AFTER, open_on=era.today, act=act.pk
        )
    return given
