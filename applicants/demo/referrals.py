"""Two years of referrals beside the premiums: sent in waves by townships, answered by agencies, some still open.

Each wave asks the candidates' own statement who may get what, takes some of each benefit, and lets three weeks pass.
All of it is done by those whose work it is, with every guard of the tables on.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from applicants import aid_candidates
from applicants.actions import referral_ends, referrals
from applicants.aid_sql import COVERED, HAS_CONSENT, Value, part_of, values_of
from applicants.demo import agency_work
from applicants.demo.premiums import PREMIUM
from applicants.models.aid import PERIOD, AidItem
from applicants.models.referral import CloseReason, Referral
from applicants.workflow import ReferralStatus
from dibao import scope
from dibao.demo import days, steps
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area, township_of
from dibao.models.staff import Staff
from dibao.roles import Role

STEP = "referrals"
# A wave's requests come within ten days. It is answered on one day, on which the agency still sees what was refused
# first: a month after that.
_WAVES, _WAVE_DAY = 4, 12
_SENT_WITHIN, _ANSWERED_AFTER = 9, timedelta(days=20)
# Of a hundred candidates of a wave's families, so many ask; of each benefit some do, however few there are. With the
# premiums it comes to a little over ten million yuan since January 2007, as the report of 2008 says (1000多万元).
_PERCENT = {
    "medical_aid": 10,
    "house_repair": 8,
    "farm_start": 5,
    "registration_fee": 2,
    "job_referral": 2,
    "preferential_loan": 2,
    "tax_relief": 2,
    "ward_fee": 1,
    "examination_fee": 1,
    "legal_aid": 1,
    "public_post": 1,
}
_PERCENT_OF_OTHERS, _AT_LEAST = 3, 3
# Of what is open now so many, so that some stay whatever is answered of them.
_AT_LEAST_LATELY = 8
# Of the families every wave looks at another part, and the open ones at one more.
_PARTS = _WAVES + 1

# A name within the brackets hides the one outside, so that each benefit's part reads this wave's families alone. The
# part is asked for by a comparison that PostgreSQL believes to find many: an equation makes it plan for a single row.
_DRAWN = """
{covered}
SELECT d.n, d.area_code, d.household_id, d.person_id, d.grant_id, d.benefit_class, d.place
FROM (
    SELECT c.*, row_number() OVER (PARTITION BY c.n ORDER BY c.turn * 48271 %% 10007, c.turn) AS place,
           count(*) OVER (PARTITION BY c.n) AS many
    FROM (
        WITH covered AS MATERIALIZED (SELECT * FROM covered WHERE abs(household_id %% %(parts)s - %(part)s) < 1),
             families AS MATERIALIZED (SELECT * FROM families WHERE abs(household_id %% %(parts)s - %(part)s) < 1)
        {parts}
    ) c WHERE {has_consent}
) d JOIN unnest(%(percents)s::int[]) WITH ORDINALITY AS w(percent, number) ON w.number = d.n + 1
WHERE d.place <= greatest(%(at_least)s, d.many * w.percent / 100)
ORDER BY d.n, d.place
"""
# What is asked for within some days up to the wave's last; the benefit's own rule says by when there must be an answer.
# Whoever was not covered on that very day, or asked already, is left out.
_SEND = f"""
INSERT INTO applicants_referral (area_code, status, version, terms_id, item_id, agency_id, household_id, person_id,
    grant_id, benefit_class, period, quantity, value_limit, requested_by_id, requested_on, answer_due)
SELECT g.area_code, 'requested', 0, t.id, i.id, i.agency_id, g.household_id, d.person, g.id, g.benefit_class,
    {PERIOD.format("i.frequency", "a.day")}, (t.terms ->> 'quantity')::numeric, (t.terms ->> 'cap')::numeric, %(by)s,
    a.day, a.day + (t.terms ->> 'answer_days')::int
FROM unnest(%(terms)s::bigint[], %(grants)s::bigint[], %(people)s::uuid[], %(places)s::int[])
    AS d(terms, grant_id, person, place)
JOIN applicants_aidterms t ON t.id = d.terms JOIN applicants_aiditem i ON i.id = t.item_id
CROSS JOIN LATERAL (
    SELECT %(last)s::date - (d.place %% least(%(within)s, (t.terms ->> 'answer_days')::int + 1)) AS day) a
JOIN applicants_grant g ON g.id = d.grant_id AND g.first_month <= a.day
    AND (g.last_month IS NULL OR g.last_month >= date_trunc('month', a.day))
JOIN applicants_aidconsent c ON c.household_id = g.household_id AND c.revoked_on IS NULL AND c.signed_on <= a.day
WHERE a.day BETWEEN t.first_day AND coalesce(t.last_day, 'infinity')
ON CONFLICT DO NOTHING
"""


class Drawn(NamedTuple):
    """Somebody who asks for a benefit; `terms` numbers the versions in force, `place` the candidates of each."""

    terms: int
    area: str
    household: int
    person: UUID | None
    grant: int
    benefit_class: int
    place: int


def refer(era: Era) -> int:
    """All waves and what is open now; returns how many were sent."""
    offices = Offices()
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody has counted the tables that were filled just now, and for a handful of rows loops are the shorter way.
        cursor.execute("SET LOCAL enable_nestloop = off")
        for part, last in enumerate(_days_of_waves(era)):
            drawn = _drawn(era, part, last, offices, at_least=_AT_LEAST)
            _send(drawn, last, offices, within=_SENT_WITHIN + 1)
            _live_through(last, era, offices)
        _send_lately(era, offices)
        steps.mark_done(STEP)
    with scope.everywhere(action="demo"):
        return Referral.objects.filter(act__isnull=True).count()


def _days_of_waves(era: Era) -> Sequence[date]:
    """The last days of the waves' requests, evenly over the months up to the one before the closed; the rest of each
    wave is over by the day at hand."""
    months = [month.first_day.replace(day=_WAVE_DAY + _SENT_WITHIN) for month in era.months()]
    past = [day for day in months if day + _ANSWERED_AFTER < era.today]
    step = max(1, -(-len(past) // _WAVES))
    return past[::-1][::step][::-1]


def _drawn(
    era: Era, part: int, on: date, offices: Offices, *, at_least: int
) -> dict[str, list[tuple[int, Drawn]]]:
    """By township, who asks for what on a day, with the terms' keys; of each benefit `at_least` so many."""
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    versions = [t for t in aid_candidates.in_force(on=on) if t.item.code != PREMIUM]
    values: dict[str, Value] = values_of(prefecture, on)
    texts = []
    for n, terms in enumerate(versions):
        text, own = part_of(terms, n, on)
        texts.append(f"SELECT {n} AS n, x.* FROM ({text}) x")
        values |= own
    values |= {
        "parts": _PARTS,
        "part": part,
        "percents": [_PERCENT.get(t.item.code, _PERCENT_OF_OTHERS) for t in versions],
        "at_least": at_least,
    }
    statement = _DRAWN.format(
        covered=COVERED, parts=" UNION ALL ".join(texts), has_consent=HAS_CONSENT
    )
    found: dict[str, list[tuple[int, Drawn]]] = defaultdict(list)
    officer = offices.at(prefecture.code, Role.PREFECTURE_OFFICER)
    with scope.of(officer, action="demo"), connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in map(Drawn._make, cursor.fetchall()):
            found[township_of(row.area)].append((versions[row.terms].pk, row))
    return found


def _send(
    drawn: dict[str, list[tuple[int, Drawn]]], last: date, offices: Offices, *, within: int
) -> None:
    """Each township's caseworker sends what was drawn there, within so many days up to the last."""
    for township, rows in drawn.items():
        by = offices.caseworker(township)
        values: dict[str, Value | list[UUID | None]] = {
            "terms": [terms for terms, _ in rows],
            "grants": [row.grant for _, row in rows],
            "people": [row.person for _, row in rows],
            "places": [row.place for _, row in rows],
            "last": last,
            "within": within,
            "by": by.pk,
        }
        with scope.of(by, action="demo"), connection.cursor() as cursor:
            cursor.execute(_SEND, values)


def _live_through(last: date, era: Era, offices: Offices) -> None:
    """Let the agencies answer a wave; what they leave lying ends by the clock."""
    first, on = last - timedelta(days=_SENT_WITHIN), last + _ANSWERED_AFTER
    for by in offices.agencies():
        agency_work.answer_many(by, first=first, last=last, on=on, open_on=era.today)
    _end_by_the_clock(on)


def _end_by_the_clock(on: date) -> None:
    for county in Area.objects.filter(level=AreaLevel.COUNTY):
        with days.lived(on), scope.of_area(county, action="demo"):
            referral_ends.end_by_the_clock(area=county, on=on)


# Sent within so many days up to yesterday, so that some ran out yesterday; covered are whoever was so at their middle.
_LATELY = 20


def _send_lately(era: Era, offices: Offices) -> None:
    """What is open today: unanswered, at work, given in part, and beside it some that came back or were passed on."""
    yesterday = era.today - timedelta(days=1)
    _end_by_the_clock(yesterday)
    drawn = _drawn(era, _PARTS - 1, yesterday, offices, at_least=_AT_LEAST_LATELY)
    _send(drawn, yesterday, offices, within=_LATELY)
    for by in offices.agencies():
        _answer_some(by, era)
    _take_one_back(era, offices)


def _answer_some(by: Staff, era: Era) -> None:
    """An officer takes up every other one of the older ones, gives some of them, refuses one and passes one on."""
    agency_work.answer_many(
        by,
        first=era.today - timedelta(days=_LATELY),
        last=era.today - timedelta(days=3),
        on=era.today,
        open_on=era.today,
    )
    with scope.of(by, action="demo"):
        waiting = list(
            Referral.objects.answered_by(by)
            .filter(status=ReferralStatus.REQUESTED, answer_due__gte=era.today)
            .select_related("area", "item")
            .order_by("pk")[: _TRIED + 1]
        )
        if len(waiting) > 2:
            referrals.refuse(
                referral=waiting.pop(), reason=CloseReason.NO_QUOTA, words="", by=by, on=era.today
            )
            _pass_one_on(waiting[1:], by, era)


# Where others' work is passed on to, and how many are tried: the family must qualify there, too.
_PASSED_ON_TO = ("legal_aid", "registration_fee", "temporary_aid", "farm_subsidy")
_TRIED = 5


def _pass_one_on(waiting: Sequence[Referral], by: Staff, era: Era) -> None:
    others = AidItem.objects.filter(code__in=_PASSED_ON_TO).select_related("agency")
    for referral in waiting:
        for other in others:
            try:
                referrals.redirect(
                    referral=referral, to=other, words="请该单位办理。", by=by, on=era.today
                )
            except Refused:
                continue
            return


def _take_one_back(era: Era, offices: Offices) -> None:
    """The family of the newest one that waits wants it no more: in the shown township if one waits there."""
    with scope.everywhere(action="demo"):
        waiting = Referral.objects.filter(
            status=ReferralStatus.REQUESTED, act__isnull=True, answer_due__gte=era.today
        ).order_by("-pk")
        shown = waiting.filter(area__code__startswith=SHOWN_TOWNSHIP[:9]).first()
        referral = shown or waiting.first()
    if referral is None:
        raise LookupError("No referral waits for an answer: nothing was sent lately.")
    by = offices.caseworker(township_of(referral.area_id))
    with scope.of(by, action="demo"):
        referrals.withdraw(
            referral=referral, reason=CloseReason.NOT_WANTED, words="", by=by, on=era.today
        )
