"""Who may get a benefit: everybody of an area as one statement, or one household's benefits in a few."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants import aid_wording
from applicants.aid_sql import COVERED, HAS_CONSENT, Value, households_seen, part_of, values_of
from applicants.eligibility.aid import AidFinding, AidHousehold, AidRule, finding
from applicants.eligibility.facts import Member
from applicants.models.aid import AidTerms, period_of
from applicants.models.aid_consent import AidDecline
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import COUNTS, Referral
from applicants.workflow import OPEN_REFERRALS, ReferralStatus
from dibao.display import listed
from dibao.models.area import Area
from dibao.paging import Cut


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of candidates with its values, fit to stand in brackets within another statement.

    Its columns are those of `Candidate`.
    """

    text: str
    values: dict[str, Value]


class Candidate(NamedTuple):
    """One person, or household (`person` is None), who may get a benefit that nobody has dealt with yet."""

    turn: int
    area: str
    household: int
    person: UUID | None
    grant: int
    benefit_class: int
    has_consent: bool


class Count(NamedTuple):
    """How many may get a benefit, and how many of them have consented."""

    candidates: int
    consenting: int


def statement_of(terms: AidTerms, area: Area, *, on: date) -> Statement:
    """Everybody of an area who may get a benefit on a day, as one statement."""
    part, values = part_of(terms, 0, on)
    text = f"{COVERED} SELECT c.*, {HAS_CONSENT} AS has_consent FROM ({part}) c"
    return Statement(text, {**values_of(area, on), **values})


def candidates(terms: AidTerms, area: Area, *, on: date, cut: Cut) -> Sequence[Candidate]:
    """A page of them by `turn` (one statement)."""
    statement = statement_of(terms, area, on=on)
    beyond = "turn < %(start)s" if cut.is_down else "turn > %(start)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({statement.text}) x WHERE (%(start)s::bigint IS NULL OR {beyond})"
            f" ORDER BY turn {'DESC' if cut.is_down else ''} LIMIT %(limit)s",
            {**statement.values, "start": cut.start, "limit": cut.limit},
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def counts(versions: Sequence[AidTerms], area: Area, *, on: date) -> dict[int, Count]:
    """How many may get each of some benefits, by the key of their terms (one statement)."""
    values, parts = values_of(area, on), []
    for n, terms in enumerate(versions):
        part, own = part_of(terms, n, on)
        parts.append(
            f"SELECT {n} AS n, count(*), count(*) FILTER (WHERE {HAS_CONSENT}) FROM ({part}) c"
        )
        values |= own
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COVERED + " UNION ALL ".join(parts), values)
        return {versions[n].pk: Count(*numbers) for n, *numbers in cursor.fetchall()}


class Standing(models.TextChoices):
    """How far a household or member has come with a benefit for which they qualify."""

    FREE = "free", _("可以转介")
    OPEN = "open", _("已转介，待办")
    GIVEN = "given", _("本期已得到")
    REFUSED = "refused", _("本期办不了")
    DECLINED = "declined", _("本人不需要")


@dataclass(frozen=True, slots=True)
class Offer:
    """A benefit for which a member, or the household (`member` is None), qualifies.

    `referral` is the one that the standing comes from; `decline` what they do not want.
    """

    terms: AidTerms
    member: Member | None
    found: AidFinding
    seen: AidHousehold
    standing: Standing
    referral: Referral | None = None
    decline: AidDecline | None = None

    def reasons(self, *, on: date) -> list[str]:
        return aid_wording.reasons(self.found, self.terms.as_rule(), self.seen, on=on)


def in_force(*, on: date) -> models.QuerySet[AidTerms]:
    """The terms by which agencies that take part give something on a day, in the platform's order."""
    rows = AidTerms.objects.in_force(on=on).filter(item__agency__is_active=True)
    return rows.select_related("item__agency").order_by("item__agency__position", "item__position")


def for_household(household: Household, *, on: date) -> list[Offer]:
    """Every benefit for which somebody of a household qualifies on a day, with how far it has come (five queries)."""
    seen = households_seen([household.pk], on=on)[household.pk]
    if not seen.covered:
        return []
    past = _Past.of(household, seen)
    return [
        past.offer(terms, member, found, seen, on)
        for terms in in_force(on=on)
        for rule in [terms.as_rule()]
        for member in (seen.covered if terms.item.is_per_member else (None,))
        if (found := finding(seen, rule, on=on, member=member)).holds
    ]


def why_not(terms: AidTerms, household: Household, person: Person | None, *, on: date) -> str:
    """Why a benefit may not be asked for on a day, in a sentence; empty where it may (five queries).

    What was refused before may be asked for again: the township knows what has changed since.
    """
    if terms.item.is_per_member != (person is not None):
        return (
            _now("这个项目按人办理，选择是谁。") if person is None else _now("这个项目按户办理。")
        )
    seen, rule = households_seen([household.pk], on=on)[household.pk], terms.as_rule()
    member = _member_of(seen, person)
    if obstacle := _obstacle(seen, rule, person, member, on):
        return _now("不符合本项目的条件：%(why)s。") % {"why": obstacle}
    offer = _Past.of(household, seen).offer(terms, member, _NOTHING_FOUND, seen, on)
    return str(_STANDS_AGAINST.get(offer.standing, ""))


_NOTHING_FOUND = AidFinding(None, (), ())
_STANDS_AGAINST = {
    Standing.OPEN: _("已经转介过，单位还没有办结。"),
    Standing.GIVEN: _("本期已经得到过，不能再转介。"),
    Standing.DECLINED: _("已登记本人或本户不需要这个项目。改主意的，先取消登记。"),
}


def _member_of(seen: AidHousehold, person: Person | None) -> Member | None:
    return next((one for one in seen.covered if person and one.key == str(person.pk)), None)


def _obstacle(
    seen: AidHousehold, rule: AidRule, person: Person | None, member: Member | None, on: date
) -> str:
    asked = member
    if person is not None and member is None:
        asked = Member(key=str(person.pk), name=person.name)
    found = finding(seen, rule, on=on, member=asked)
    return listed(aid_wording.obstacles(found, rule, seen, on=on))


@dataclass(frozen=True, slots=True)
class _Past:
    """A household's referrals and what it declined, by benefit and person."""

    referrals: dict[tuple[int, str | None], list[Referral]]
    declines: dict[tuple[int, str | None], AidDecline]

    @classmethod
    def of(cls, household: Household, seen: AidHousehold) -> "_Past":
        """Two queries: what still counts within some period, and what nobody took back.

        What is a member's goes along with them from one household to another.
        """
        theirs = Q(person__in=[UUID(member.key) for member in seen.covered])
        theirs |= Q(household=household, person__isnull=True)
        settled = Referral.objects.filter(COUNTS | Q(status=ReferralStatus.REFUSED))
        referrals = defaultdict(list)
        for one in settled.filter(theirs).select_related("item", "agency").order_by("-pk"):
            referrals[one.item_id, _key(one.person_id)].append(one)
        standing = AidDecline.objects.standing().filter(theirs)
        return cls(referrals, {(one.item_id, _key(one.person_id)): one for one in standing})

    def offer(
        self,
        terms: AidTerms,
        member: Member | None,
        found: AidFinding,
        seen: AidHousehold,
        on: date,
    ) -> Offer:
        key = (terms.item_id, member.key if member else None)
        decline = self.declines.get((terms.item_id, None)) or self.declines.get(key)
        referral = next((r for r in self.referrals[key] if _counts(r, terms, on)), None)
        standing = _standing_of(referral) if referral else Standing.FREE
        # What an agency refused is no reason to ask those again who said since that they do not want it.
        if decline and standing in (Standing.FREE, Standing.REFUSED):
            standing = Standing.DECLINED
        return Offer(terms, member, found, seen, standing, referral, decline)


def _standing_of(referral: Referral) -> Standing:
    """What was given in part before it was closed is given."""
    if referral.is_open:
        return Standing.OPEN
    return Standing.GIVEN if referral.delivered_parts else Standing.REFUSED


def _key(person: UUID | None) -> str | None:
    return str(person) if person else None


def _counts(referral: Referral, terms: AidTerms, on: date) -> bool:
    """Whether a referral still stands for its period, as the statement of candidates says it."""
    period = period_of(terms.item.frequency, on)
    if period is not None:
        return referral.period == period
    if referral.status in OPEN_REFERRALS:
        return True
    closed = referral.closed_on
    return (
        referral.status == ReferralStatus.REFUSED and closed is not None and closed.year == on.year
    )
