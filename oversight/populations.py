"""Which families an inspection is drawn from, in the order of its list, and which inspectors may not go to which."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, Q

from applicants import rechecks
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseKind
from applicants.models.grant import Decision, Grant, GrantQuerySet
from applicants.models.household import Membership
from applicants.models.override import Override
from applicants.models.relative import RelativeRegistration
from applicants.models.visit import HomeVisit
from dibao.levels import AreaLevel
from dibao.models.area import span_of, township_of
from dibao.models.staff import Posting
from dibao.permissions import Permission
from dibao.roles import JOBS
from dibao.sealing import blind_index
from dibao.values.months import BenefitMonth
from oversight.models.inspection import Inspection, SubjectKind
from oversight.models.inspection_list import BarredFor

_KEY = "inspection_subject"
_KEY_LENGTH: Final = 12
# Who judged a family: the table, and the columns that say so. A file taken over from paper was judged by nobody here.
_HANDS: Final = (
    (Case, "pk", ("entered_by",)),
    (Assessment, "case", ("assessed_by",)),
    (TownshipOpinion, "case", ("given_by",)),
    (Decision, "case", ("decided_by",)),
    (HomeVisit, "case", ("investigator", "companion")),
    (Override, "assessment__case", ("given_by", "answered_by")),
)


@dataclass(frozen=True)
class Candidate:
    """A family in benefit on the day: by whom it is paid, where it lives, and its class."""

    household: int
    grant: int
    village: str
    benefit_class: int
    key: str

    @property
    def township(self) -> str:
        return township_of(self.village)


def candidates(inspection: Inspection) -> list[Candidate]:
    """The families that the filters name, by township, class, village and key (five queries at most).

    A village's families lie together, so that an even step over the list goes through all villages. Within a village
    they lie by their keys: whoever knows the families there by file number, its township, cannot tell which is which.
    """
    rows = _in_benefit(inspection).values_list("household_id", "pk", "area_id", "benefit_class")
    found = [Candidate(*row, key=key_of(inspection, row[0])) for row in rows]
    chosen = _of_kinds(inspection)
    if chosen is not None:
        found = [one for one in found if one.household in chosen]
    return sorted(found, key=lambda o: (o.township, o.benefit_class, o.village, o.key))


def _in_benefit(inspection: Inspection) -> GrantQuerySet:
    month = BenefitMonth.of(inspection.population_on)
    grants = Grant.objects.within(inspection.area).covering(month)
    if inspection.townships:
        within = Q()
        for code in inspection.townships:
            low, high = span_of(code, AreaLevel.TOWNSHIP)
            within |= Q(area_id__gte=low, area_id__lt=high)
        grants = grants.filter(within)
    if inspection.classes:
        grants = grants.filter(benefit_class__in=inspection.classes)
    if inspection.granted_since is not None:
        earlier = Grant.objects.filter(first_month__lt=inspection.granted_since)
        grants = grants.exclude(household__in=earlier.values("household"))
    return grants


def _of_kinds(inspection: Inspection) -> set[int] | None:
    """The households of any of the kinds; None where no kind was asked for."""
    if not inspection.kinds:
        return None
    found: set[int] = set()
    if SubjectKind.RECHECK_DUE in inspection.kinds:
        found |= rechecks.households_due(inspection.area, on=inspection.population_on)
    if SubjectKind.RELATIVE in inspection.kinds:
        registered = RelativeRegistration.objects.valid().within(inspection.area)
        found.update(registered.values_list("case__household_id", flat=True))
    if SubjectKind.SINGLE in inspection.kinds:
        found |= _living_alone(inspection)
    return found


def _living_alone(inspection: Inspection) -> set[int]:
    low, high = inspection.area.span
    day = inspection.population_on
    there = Membership.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gt=day),
        area_id__gte=low,
        area_id__lt=high,
        first_day__lte=day,
        is_counted=True,
    )
    alone = there.values("household").annotate(members=Count("pk")).filter(members=1)
    return set(alone.values_list("household_id", flat=True))


def key_of(inspection: Inspection, household: int) -> str:
    """What stands for a family on the published list: of no use without the office's own secret."""
    return blind_index(f"{inspection.pk}:{household}", _KEY)[:_KEY_LENGTH]


def pool_of(inspection: Inspection, *, on: date) -> list[int]:
    """The keys of the staff who may be drawn: who holds a post at the inspection's own level that visits, by key."""
    roles = [role for role, job in JOBS.items() if Permission.INSPECTION_VISIT in job.permissions]
    posts = Posting.objects.current(on=on).filter(area=inspection.area_id, role__in=roles)
    return sorted(set(posts.values_list("staff_id", flat=True)))


def bars(
    inspection: Inspection, staff: Collection[int], households: Iterable[int]
) -> dict[tuple[int, int], BarredFor]:
    """Staff and household who do not meet, and why (nine queries, whatever the number of families)."""
    listed = set(households)
    found: dict[tuple[int, int], BarredFor] = {}
    for model, to_case, columns in _HANDS:
        prefix = "" if to_case == "pk" else f"{to_case}__"
        low, high = inspection.area.span
        rows = model.objects.filter(area_id__gte=low, area_id__lt=high)
        rows = rows.exclude(**{f"{prefix}kind": CaseKind.TAKEOVER})
        for column in columns:
            pairs = rows.filter(**{f"{column}__in": staff}).values_list(
                column, f"{prefix}household_id"
            )
            found.update(dict.fromkeys(pairs.distinct(), BarredFor.HANDLED))
    related = RelativeRegistration.objects.valid().within(inspection.area)
    for pair in related.filter(staff__in=staff).values_list("staff_id", F("case__household_id")):
        found[pair] = BarredFor.RELATIVE
    return {pair: why for pair, why in found.items() if pair[1] in listed}
