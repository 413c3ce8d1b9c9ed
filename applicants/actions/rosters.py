"""Taking over a county's households in benefit from its own list, once, when the county comes to this system."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from applicants.actions import duplicates
from applicants.choices import HEAD
from applicants.eligibility.codes import ExclusionReason
from applicants.eligibility.tiers import split
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.grant import Decision, Grant, GrantShare, Outcome
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from applicants.models.policy import RuleSet
from applicants.models.recheck import PaperRecheck
from applicants.models.roster import RosterImport
from applicants.models.suspicion import FoundHow
from applicants.sheets.places import Villages
from applicants.sheets.rosters import Reader, Roster, RosterEntry, read_roster
from dibao import audit, scope
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth

# 其他: what the other members are to the head is not on the list.
_UNKNOWN_RELATION = "99"
_AT_ONCE = 2000
# Even at twenty covered persons each, their shares fit into one statement.
_GRANTS_AT_ONCE = 400


class RosterRefused(Refused):
    """Rows of the list are wrong, so nothing of it was taken; `roster` names each of them."""

    def __init__(self, roster: Roster) -> None:
        sentence = _("名单有%(rows)s行不对，全部没有导入。改好以后整份再导。")
        super().__init__(sentence, rows=len(roster.wrong_rows))
        self.roster = roster


@dataclass(frozen=True)
class TakeOver:
    """What came of it: the record of the file, and each household with the entry it came from."""

    record: RosterImport
    households: Sequence[tuple[Household, RosterEntry]]


@transaction.atomic
def take_over(
    *,
    county: Area,
    content: bytes,
    name: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
    read: Reader = read_roster,
) -> TakeOver:
    """Enter every household of the list with a grant from `month`; the whole file or nothing.

    `read` is the shape of the list; a roster's without it.

    Raises RosterRefused with every wrong row, and Refused for a county that has files already, or a month that is
    neither the last, this one nor the next. Amounts are read by the rules of the month's last day, as reports do.
    Members beside the head come in counted but unnamed, so that persons and money add up from the first day. About
    thirty statements per two thousand households.
    """
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, county.code)
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("花名册按县导入，选择一个县。"))
    lock_county(county)
    _require_empty(county)
    _check_month(month, on)
    rule_set = RuleSet.objects.in_force(county, on=month.last_day)
    roster = read(
        content,
        name,
        villages=villages_of(county),
        terms=rule_set.as_terms(),
        on=on,
        taken=taken_anywhere,
    )
    if roster.wrong_rows:
        raise RosterRefused(roster)
    if not roster.entries:
        raise Refused(_("名单里没有一户，没有导入。"))
    sha256 = hashlib.sha256(content).hexdigest()
    return enter(
        county=county, entries=roster.entries, name=name, sha256=sha256, month=month, by=by, on=on
    )


@transaction.atomic
def enter(
    *,
    county: Area,
    entries: Sequence[RosterEntry],
    name: str,
    sha256: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
) -> TakeOver:
    """Enter households that a county's list names, each with a grant from `month`.

    Whoever calls has checked the entries under `lock_county`. Raises Refused for a month that is neither the last, this
    one nor the next, and where somebody on the list was entered elsewhere meanwhile.
    """
    require_any(by, frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM}))
    require_area(by, county.code)
    _check_month(month, on)
    rule_set = RuleSet.objects.in_force(county, on=month.last_day)
    record = _record(county, sha256, name, entries, month, by)
    households = _households(entries, on)
    grants = _grants(households, record, rule_set, by, on)
    _shares(households, grants)
    _last_looks(households)
    with scope.narrowed(county):
        if Household.objects.within(county).count() == len(households):
            # The county was empty: its people are those just written.
            duplicates.look_everywhere(on=on, how=FoundHow.IMPORT)
        else:
            duplicates.look_at([made.household for made in households], on=on)
    audit.record(
        "roster:imported",
        of=record,
        by=by,
        after={"households": record.household_count, "total": str(record.total_amount)},
    )
    return TakeOver(record, [(made.household, made.entry) for made in households])


@dataclass(frozen=True)
class _Made:
    """A household on its way in, with its people: the head first, then as many as the list counts."""

    entry: RosterEntry
    household: Household
    persons: Sequence[Person]


def _check_month(month: BenefitMonth, on: date) -> None:
    """A slip of the pen in the year would have years paid back."""
    this = BenefitMonth.of(on)
    if not this.previous() <= month <= this.next():
        raise Refused(
            _("不能从%(month)s起发放：名单只能从上月、本月或下月起，即%(first)s至%(last)s。"),
            month=month.label,
            first=this.previous().label,
            last=this.next().label,
        )


def lock_county(county: Area) -> None:
    """One import of a county at a time; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"roster:{county.pk}"])


def _require_empty(county: Area) -> None:
    if RosterImport.objects.within(county).exists():
        raise Refused(
            _("%(county)s的花名册已经导入过，不能再导。以后的变化逐户办理。"), county=county.name
        )
    if Household.objects.within(county).exists():
        raise Refused(_("%(county)s已有登记的家庭，花名册只能导入空的县。"), county=county.name)


def villages_of(county: Area) -> Villages:
    """The villages of a county by the names of township and village (one query)."""
    villages = Area.objects.within(county).filter(level=AreaLevel.VILLAGE).select_related("parent")
    return {
        (village.parent.name, village.name): village.pk for village in villages if village.parent
    }


def names_above(county: Area) -> list[str]:
    """The names that may stand before a township in an address, from the top down (a query for each level)."""
    names: list[str] = []
    area: Area | None = county
    while area is not None:
        names.insert(0, area.name)
        area = area.parent
    return names


def taken_anywhere(numbers: list[IdNumber]) -> set[str]:
    """Those that belong to a current member of any household, in whatever area (one query)."""
    by_index = {blind_index(number.number, ID_FULL): number.number for number in numbers}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted FROM unnest(%s::text[]) wanted WHERE id_number_is_taken(wanted, NULL)",
            [list(by_index)],
        )
        return {by_index[index] for (index,) in cursor.fetchall()}


def _record(
    county: Area,
    sha256: str,
    name: str,
    entries: Sequence[RosterEntry],
    month: BenefitMonth,
    by: Staff,
) -> RosterImport:
    return RosterImport.objects.create(
        area=county,
        file_name=name[-200:],
        sha256=sha256,
        household_count=len(entries),
        person_count=sum(entry.covered for entry in entries),
        total_amount=sum((entry.amount for entry in entries), Decimal(0)),
        first_month=month,
        imported_by=by,
    )


def _households(entries: Sequence[RosterEntry], on: date) -> list[_Made]:
    people = [_people(entry) for entry in entries]
    _release([one.id_index for group in people for one in group if one.is_named], on)
    try:
        with transaction.atomic():
            Person.objects.bulk_create((p for group in people for p in group), batch_size=_AT_ONCE)
    except IntegrityError:
        # Entered elsewhere while this list was read.
        raise Refused(_("名单里有人已在别处登记过，全部没有导入。报市民政局核对后再导。")) from None
    households = Household.objects.bulk_create(
        (
            Household(
                area_id=entry.village,
                head=group[0],
                group_name=entry.group_name,
                address=entry.address,
                registered_on=on,
            )
            for entry, group in zip(entries, people, strict=True)
        ),
        batch_size=_AT_ONCE,
    )
    made = [_Made(*parts) for parts in zip(entries, households, people, strict=True)]
    Membership.objects.bulk_create(
        (membership for one in made for membership in _memberships(one, on)), batch_size=_AT_ONCE
    )
    return made


def release_all(numbers: Iterable[IdNumber], *, on: date) -> None:
    """People whom another area knows from former times, and who are members nowhere, come here (one query)."""
    _release([blind_index(number.number, ID_FULL) for number in numbers], on)


def _release(indexes: list[str], on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) wanted WHERE release_person(wanted, %s)",
            [indexes, on],
        )


def _people(entry: RosterEntry) -> list[Person]:
    head = Person(area_id=entry.village)
    head.take_identity(entry.name, entry.id_number)
    head.take_phone(entry.phone)
    named = [Person(area_id=entry.village) for _member in entry.named]
    for person, member in zip(named, entry.named, strict=True):
        person.take_identity(member.name, member.id_number)
    others = range(entry.household_size - 1 - len(named))
    return [head, *named, *(Person(area_id=entry.village, is_named=False) for _number in others)]


def _memberships(made: _Made, on: date) -> list[Membership]:
    return [
        Membership(
            household=made.household,
            area_id=made.household.area_id,
            person=person,
            relation=HEAD if place == 0 else _UNKNOWN_RELATION,
            first_day=on,
            is_covered=place in made.entry.covered_places,
            # The list says how many are left out, not why; whoever names them writes the reason.
            exclusion="" if place in made.entry.covered_places else ExclusionReason.NOT_STATED,
        )
        for place, person in enumerate(made.persons)
    ]


def _grants(
    households: Sequence[_Made], record: RosterImport, rule_set: RuleSet, by: Staff, on: date
) -> list[Grant]:
    cases = Case.objects.bulk_create(
        (
            Case(
                household=made.household,
                area_id=made.household.area_id,
                kind=CaseKind.TAKEOVER,
                status=CaseStatus.CONFIRMED,
                poverty_cause=made.entry.poverty_cause,
                rule_set=rule_set,
                roster_import=record,
                entered_by=by,
                opened_on=on,
                accepted_on=on,
            )
            for made in households
        ),
        batch_size=_AT_ONCE,
    )
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                case=case,
                area_id=case.area_id,
                outcome=Outcome.GRANT,
                reasons=f"按{record.file_name}接收在保家庭。",
                decided_by=by,
                decided_on=on,
            )
            for case in cases
        ),
        batch_size=_AT_ONCE,
    )
    return Grant.objects.bulk_create(
        (
            _grant(made, decision, rule_set, record.first_month)
            for made, decision in zip(households, decisions, strict=True)
        ),
        batch_size=_AT_ONCE,
    )


def _grant(made: _Made, decision: Decision, rule_set: RuleSet, month: BenefitMonth) -> Grant:
    return Grant(
        household=made.household,
        area_id=made.household.area_id,
        decision=decision,
        rule_set=rule_set,
        benefit_class=made.entry.benefit_class,
        covered_count=made.entry.covered,
        base_amount=made.entry.amount,
        total_amount=made.entry.amount,
        first_month=month,
    )


def _shares(households: Sequence[_Made], grants: Sequence[Grant]) -> None:
    """Each grant's shares in one statement: PostgreSQL compares their sum with the grant when it ends."""
    pairs = list(zip(households, grants, strict=True))
    for start in range(0, len(pairs), _GRANTS_AT_ONCE):
        GrantShare.objects.bulk_create(
            GrantShare(
                grant=grant,
                area_id=grant.area_id,
                person=made.persons[place],
                base_amount=amount,
                first_month=grant.first_month,
            )
            for made, grant in pairs[start : start + _GRANTS_AT_ONCE]
            for place, amount in zip(made.entry.covered_places, _parts(made.entry), strict=True)
        )


def _last_looks(households: Sequence[_Made]) -> None:
    PaperRecheck.objects.bulk_create(
        (
            PaperRecheck(
                household=made.household, area_id=made.household.area_id, looked_on=looked_on
            )
            for made in households
            if (looked_on := made.entry.looked_on) is not None
        ),
        batch_size=_AT_ONCE,
    )


def _parts(entry: RosterEntry) -> tuple[Decimal, ...]:
    return split(entry.amount, entry.covered)
