"""Who goes to a family when one of those who were drawn cannot: the next whom the seed names, written down with why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dibao import audit
from dibao.display import with_label
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.wording import in_words
from oversight import sampling
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import InspectionVisit, InspectionVisitQuerySet
from oversight.models.stand_in import AwayFor, StandIn
from oversight.workflow import VisitStatus


class Reach(models.TextChoices):
    """To which families somebody cannot go."""

    VISIT = "visit", gettext_lazy("只有这一户")
    ROUTE = "route", gettext_lazy("这个村里没查的各户")
    ALL = "all", gettext_lazy("这次抽查里没查的各户")


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Why one of a pair cannot go, and to how much; words for other reasons, none for an illness."""

    reason: AwayFor
    words: str = ""
    reach: Reach = Reach.VISIT


@transaction.atomic
def replace(
    *, visit: InspectionVisit, away: Staff, absence: Absence, by: Staff, on: date
) -> list[StandIn]:
    """Send to the family, and as far as the absence reaches, whoever the seed names next; one row for each family.

    Where one of the pair handed in what both found and the other cannot confirm it any more, somebody else looks and
    confirms; what was handed in stays. Raises Refused for what has been made otherwise, for who does not go there, and
    NobodyLeft, by the family's name, where everybody has had their turn. Four statements, and six for each family.
    """
    require(by, Permission.INSPECTION_PREPARE)
    require_area(by, visit.area_id)
    inspection = Inspection.objects.lock(visit.inspection)
    visit = InspectionVisit.objects.select_related("subject").lock(visit)
    if not inspection.is_running:
        raise Refused(_("抽取以后、检查结束以前才能换检查人员。"))
    if not visit.is_of(away):
        raise Refused(_("这户现在不是由这名检查人员去，没有什么要换的。"))
    if not visit.still_needs(away):
        raise Refused(_("这户已经去查过，不能换检查人员。"))
    _refuse_words(absence)
    open_visits = _reached(inspection, visit, away, absence.reach)
    return [_replaced(inspection, one, away, absence, by, on) for one in open_visits]


def _refuse_words(absence: Absence) -> None:
    if absence.reason == AwayFor.OTHER and not absence.words:
        raise Refused(_("写明是什么原因。"))
    if absence.reason == AwayFor.ILL and absence.words:
        raise Refused(_("生病的不写说明：得的什么病，不用留下。"))


def _reached(
    inspection: Inspection, visit: InspectionVisit, away: Staff, reach: Reach
) -> list[InspectionVisit]:
    rows = _not_made(inspection.visits.all()).of(away).select_related("subject")
    if reach == Reach.VISIT:
        rows = rows.filter(pk=visit.pk)
    elif reach == Reach.ROUTE:
        rows = rows.filter(subject__route=visit.subject.route)
    handed_in = [visit] if visit.status == VisitStatus.SUBMITTED else []
    return [*handed_in, *rows.select_for_update(of=("self",)).order_by("pk")]


def _not_made(rows: InspectionVisitQuerySet) -> InspectionVisitQuerySet:
    return rows.filter(status=VisitStatus.OPEN, visited_on__isnull=True)


def _replaced(
    inspection: Inspection,
    visit: InspectionVisit,
    away: Staff,
    absence: Absence,
    by: Staff,
    on: date,
) -> StandIn:
    numbers = dict(inspection.inspectors.values_list("staff_id", "number"))
    comes = _comes(inspection, visit, numbers)
    row = StandIn.objects.create(
        inspection=inspection,
        area_id=visit.area_id,
        visit=visit,
        key=visit.subject.key,
        away=numbers[away.pk],
        comes=comes,
        reason=absence.reason,
        words=absence.words,
        decided_by=by,
        decided_on=on,
    )
    place = "first" if visit.first_id == away.pk else "second"
    staff = {number: pk for pk, number in numbers.items()}
    InspectionVisit.objects.filter(pk=visit.pk).update(**{f"{place}_id": staff[comes]})
    with override(settings.LANGUAGE_CODE):
        why = str(row.told)
    audit.record(
        "inspection_visit:replaced",
        of=visit,
        by=by,
        before={"inspector": row.away},
        after={"inspector": row.comes, "key": row.key},
        reason=why,
    )
    return row


def _comes(inspection: Inspection, visit: InspectionVisit, numbers: Mapping[int, int]) -> int:
    """The number of whom the seed names next; `numbers` are those of the pool's staff."""
    subject = visit.subject
    barred = subject.bars.order_by("inspector__number")
    unit = sampling.Unit(
        subject.stratum,
        subject.number,
        subject.key,
        subject.route,
        tuple(barred.values_list("inspector__number", flat=True)),
    )
    try:
        return sampling.stand_in(
            sampling.Visit(unit, (numbers[visit.first_id], numbers[visit.second_id])),
            gone=list(visit.stand_ins.values_list("away", flat=True)),
            seed=int(inspection.seed),
            sha256=inspection.list_hash,
            inspectors=len(numbers),
        )
    except sampling.NobodyLeft as refusal:
        # Where an absence reaches many families, one of them may stand in the way.
        said = with_label(str(visit.record["head"]), in_words(refusal))
        raise sampling.NobodyLeft(said) from None
