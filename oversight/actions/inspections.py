"""An inspection on its way: planned, its list frozen and published, its seed read by two people, drawn, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models.grant import Grant
from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from oversight import inspection_lists, inspection_reports, populations, sampling
from oversight.inspected_records import records_of
from oversight.models.inspection import Inspection, InspectionSeed, SeedSource
from oversight.models.inspection_list import (
    InspectionInspector,
    InspectionList,
    InspectionStratum,
    InspectionSubject,
    InspectorBar,
)
from oversight.models.inspection_visit import InspectionVisit
from oversight.workflow import InspectionStatus

_LEVELS = (AreaLevel.COUNTY, AreaLevel.PREFECTURE)
# So many rows go to the database in one statement.
_AT_ONCE = 5000


@dataclass(frozen=True, kw_only=True)
class InspectionPlan:
    """What is to be inspected: filters, how many, and where the seed will come from.

    Either `confidence` and `margin` (per cent) or `given_size`; `seed_rule` says in words which number is taken.
    """

    title: str
    population_on: date
    seed_source: SeedSource
    seed_rule: str
    townships: Sequence[str] = ()
    classes: Sequence[int] = ()
    kinds: Sequence[str] = ()
    granted_since: BenefitMonth | None = None
    confidence: int | None = None
    margin: Decimal | None = None
    given_size: int | None = None


class OwnSeed(Refused):
    """Whoever typed a seed leaves the second reading to somebody else."""


@transaction.atomic
def plan(*, plan: InspectionPlan, by: Staff, on: date) -> Inspection:
    """Write down an inspection of one's own county or prefecture; nothing is drawn from yet."""
    require(by, Permission.INSPECTION_PREPARE)
    area = by.posting.area
    if area.level not in _LEVELS:
        raise Refused(_("抽查由县级或者市级组织。"))
    if plan.population_on > on:
        raise Refused(_("对象日期还没有到，最晚写今天。"))
    if not all(area.contains(code) for code in plan.townships):
        raise Refused(_("有的乡镇不在本地区，从列表里选。"))
    columns = vars(plan) | {
        name: list(vars(plan)[name]) for name in ("townships", "classes", "kinds")
    }
    inspection = Inspection.objects.create(area=area, planned_by=by, planned_on=on, **columns)
    audit.record("inspection:planned", of=inspection, by=by, after={"name": plan.title})
    return inspection


@transaction.atomic
def freeze(*, inspection: Inspection, by: Staff, on: date) -> Inspection:
    """Fix what is drawn from: families, strata, inspectors and who may not go where; its hash is public from now on.

    Raises Refused for an empty population, and where a family would be left with fewer than two inspectors. Three
    statements for each five thousand families.
    """
    inspection = _locked(inspection, by)
    inspection.require_open("freeze", by=by)
    families = populations.candidates(inspection)
    if not families:
        raise Refused(_("按这些条件一户也没有，抽不了。另拟一次抽查，放宽条件。"))
    strata = _write_strata(inspection, families)
    pool = _write_pool(inspection, on)
    _write_subjects(inspection, families, strata)
    _write_bars(inspection, pool, [one.household for one in families])
    listing = inspection_lists.listing_of(inspection)
    inspection_lists.refuse_lonely(listing)
    InspectionList.objects.create(
        inspection=inspection, area_id=inspection.area_id, text=listing.as_text()
    )
    inspection.move(
        "freeze",
        by=by,
        frozen_by=by,
        frozen_on=on,
        household_count=len(listing.units),
        sample_size=sum(sampling.allocate(listing.strata, listing.size).values()),
        list_hash=listing.sha256,
    )
    audit.record("inspection:frozen", of=inspection, by=by, after=_facts(inspection))
    return inspection


def _write_strata(
    inspection: Inspection, families: Sequence[populations.Candidate]
) -> dict[tuple[str, int], int]:
    """Number the strata in order of township and class, with how many each gives."""
    held: dict[tuple[str, int], int] = {}
    for one in families:
        stratum = (one.township, one.benefit_class)
        held[stratum] = held.get(stratum, 0) + 1
    numbers = {stratum: number for number, stratum in enumerate(held, start=1)}
    counts = {numbers[stratum]: count for stratum, count in held.items()}
    sizes = sampling.allocate(counts, inspection_lists.asked_size(inspection, len(families)))
    InspectionStratum.objects.bulk_create(
        InspectionStratum(
            inspection=inspection,
            area_id=township,
            number=number,
            benefit_class=benefit_class,
            household_count=counts[number],
            sample_size=sizes[number],
        )
        for (township, benefit_class), number in numbers.items()
    )
    return numbers


def _write_pool(inspection: Inspection, on: date) -> dict[int, InspectionInspector]:
    staff = populations.pool_of(inspection, on=on)
    if len(staff) < 2:
        raise Refused(_("能抽的检查人员不到两人，先给本级增加检查人员的岗位。"))
    pool = InspectionInspector.objects.bulk_create(
        InspectionInspector(
            inspection=inspection, area_id=inspection.area_id, number=number, staff_id=one
        )
        for number, one in enumerate(staff, start=1)
    )
    return {inspector.staff_id: inspector for inspector in pool}


def _write_subjects(
    inspection: Inspection,
    families: Sequence[populations.Candidate],
    strata: dict[tuple[str, int], int],
) -> None:
    villages = sorted({one.village for one in families})
    routes = {village: number for number, village in enumerate(villages, start=1)}
    counted: dict[int, int] = {}
    rows = []
    for one in families:
        stratum = strata[one.township, one.benefit_class]
        counted[stratum] = counted.get(stratum, 0) + 1
        rows.append(
            InspectionSubject(
                inspection=inspection,
                area_id=one.village,
                household_id=one.household,
                grant_id=one.grant,
                stratum=stratum,
                number=counted[stratum],
                key=one.key,
                route=routes[one.village],
            )
        )
    InspectionSubject.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _write_bars(
    inspection: Inspection, pool: dict[int, InspectionInspector], households: Sequence[int]
) -> None:
    barred = populations.bars(inspection, pool, households)
    subjects = inspection.subjects.filter(household__in={pair[1] for pair in barred})
    known = {subject.household_id: subject for subject in subjects}
    InspectorBar.objects.bulk_create(
        (
            InspectorBar(
                inspection=inspection,
                area_id=known[household].area_id,
                inspector=pool[staff],
                subject=known[household],
                reason=why,
            )
            for (staff, household), why in sorted(barred.items())
        ),
        batch_size=_AT_ONCE,
    )


@dataclass(frozen=True, kw_only=True)
class SeedEntry:
    """A seed as it was read: eight digits, the day on which they were told, and where."""

    digits: str
    told_on: date
    source: str


@transaction.atomic
def enter_seed(*, inspection: Inspection, entry: SeedEntry, by: Staff, on: date) -> InspectionSeed:
    """Type the seed from its source; a second person reads it again before anything is drawn.

    Raises Refused for a number from before the list, one published on the list's own day, and while another waits.
    """
    require(by, Permission.INSPECTION_PREPARE)
    inspection = _locked(inspection, by)
    if inspection.status != InspectionStatus.FROZEN or inspection.frozen_on is None:
        raise Refused(_("名单定了、还没有抽取的时候才能录种子。"))
    if entry.told_on > on:
        raise Refused(_("取数日期还没有到。"))
    if entry.told_on < inspection.frozen_on:
        raise Refused(_("名单是%(day)s定的，种子要在那以后产生。") % {"day": inspection.frozen_on})
    is_published = inspection.seed_source == SeedSource.PUBLISHED
    if is_published and entry.told_on == inspection.frozen_on:
        raise Refused(_("名单当天公布的号码可能事先知道，用第二天或者以后公布的。"))
    try:
        with transaction.atomic():
            seed = InspectionSeed.objects.create(
                inspection=inspection, area_id=inspection.area_id, entered_by=by, **vars(entry)
            )
    except IntegrityError as fault:
        if "one_seed_at_a_time" not in str(fault):
            raise
        raise Refused(_("已经录了一个种子，等另一人核对。")) from None
    # Where from, not which: whoever reads it a second time may read the trail, too.
    audit.record("inspection:seed_entered", of=inspection, by=by, after={"source": entry.source})
    return seed


@transaction.atomic
def draw(*, inspection: Inspection, digits: str, by: Staff, on: date) -> Inspection:
    """Read the seed a second time; where both readings are the same, draw by it, once.

    A reading that differs is kept and answered with what to do; the seed is then typed anew. Raises OwnSeed for who
    typed it, and Refused where the list is not the one that was published.
    """
    inspection = _locked(inspection, by)
    inspection.require_open("draw", by=by)
    seed = inspection.seeds.open().select_for_update(of=("self",)).first()
    if seed is None:
        raise Refused(_("还没有录种子。"))
    if seed.entered_by_id == by.pk:
        raise OwnSeed(_("种子是您录的，要由另一人对着来源再录一次。"))
    listing = inspection_lists.checked(inspection)
    is_same = seed.digits == digits
    InspectionSeed.objects.filter(pk=seed.pk).update(
        answered_by=by, answered_at=timezone.now(), is_agreed=is_same
    )
    if not is_same:
        facts: dict[str, Fact] = {"seed": seed.digits, "read": digits}
        audit.record("inspection:seed_differed", of=inspection, by=by, after=facts)
        return inspection
    _write_visits(inspection, sampling.draw(listing, int(digits)), on)
    inspection.move("draw", by=by, seed=digits, drawn_by=by, drawn_on=on)
    audit.record("inspection:drawn", of=inspection, by=by, after=_facts(inspection))
    return inspection


def _write_visits(inspection: Inspection, drawn: sampling.Draw, on: date) -> None:
    pairs = {visit.unit.key: visit.pair for visit in drawn.visits}
    staff = dict(inspection.inspectors.values_list("number", "staff_id"))
    subjects = list(inspection.subjects.filter(key__in=pairs).order_by("stratum", "number"))
    # By keys, table by table: a join of so many is planned badly where a register has just been loaded.
    grants = Grant.objects.filter(pk__in=[subject.grant_id for subject in subjects])
    found = grants.prefetch_related("household__head", "household__payee", "decision")
    records = records_of(list(found), on=on)
    InspectionVisit.objects.bulk_create(
        InspectionVisit(
            inspection=inspection,
            area_id=subject.area_id,
            subject=subject,
            household_id=subject.household_id,
            first_id=staff[pairs[subject.key][0]],
            second_id=staff[pairs[subject.key][1]],
            record=records[subject.household_id],
        )
        for subject in subjects
    )


@transaction.atomic
def close(*, inspection: Inspection, by: Staff, on: date) -> Inspection:
    """End the inspection with its report as it stands now. Raises Refused while a visit is not signed."""
    inspection = _locked(inspection, by)
    inspection.require_open("close", by=by)
    left = inspection.visits.exclude(status="signed").count()
    if left:
        raise Refused(_("还有%(count)s户没有查完、两人确认，不能结束。") % {"count": left})
    report = inspection_reports.report_of(inspection).as_json()
    inspection.move("close", by=by, closed_by=by, closed_on=on, report=report)
    audit.record("inspection:closed", of=inspection, by=by, after=_facts(inspection))
    return inspection


@transaction.atomic
def cancel(*, inspection: Inspection, reason: str, by: Staff, on: date) -> Inspection:
    """Give an inspection up before its seed is typed; it stays on the list with the day and the reason.

    Once its list is out, everybody reads both, there and beside every list of the same families that was not over yet.
    """
    inspection = _locked(inspection, by)
    inspection.require_open("cancel", by=by)
    if not reason.strip():
        raise Refused(_("写明取消的原因。"))
    if inspection.seeds.exists():
        raise Refused(_("种子已经录了，知道种子就知道抽到谁，不能再取消。"))
    inspection.move("cancel", by=by, cancel_reason=reason, cancelled_by=by, cancelled_on=on)
    audit.record("inspection:cancelled", of=inspection, by=by, reason=reason)
    return inspection


def _locked(inspection: Inspection, by: Staff) -> Inspection:
    require_area(by, inspection.area_id)
    return Inspection.objects.lock(inspection)


def _facts(inspection: Inspection) -> dict[str, Fact]:
    return {
        "number": inspection.number,
        "count": inspection.household_count,
        "size": inspection.sample_size,
        "sha256": inspection.list_hash,
        "seed": inspection.seed,
    }
