"""What a pair of inspectors writes down at a family's house: item by item, submitted by one, signed by the other."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.actions import documents
from applicants.actions.documents import Upload
from applicants.models.document import DocumentKind
from dibao import audit
from dibao.display import listed
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight.models.inspection_visit import (
    ITEMS,
    InspectedItem,
    InspectionAnswer,
    InspectionPhoto,
    InspectionVisit,
    Verdict,
)
from oversight.workflow import VisitStatus


class NotDrawn(Refused):
    """Somebody else was drawn for this family, or the inspection is not under way."""


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One item as it was compared: what was found is in words wherever it does not agree."""

    item: InspectedItem
    verdict: Verdict
    found: str = ""


@transaction.atomic
def answer(*, visit: InspectionVisit, entry: ItemEntry, by: Staff) -> InspectionAnswer:
    """Write down one item, or write it anew; either of the pair may until the visit is submitted."""
    visit = _open(visit, by)
    if entry.verdict != Verdict.AGREES and not entry.found:
        raise Refused(_("写明实际情况，或者为什么核实不了。"))
    written, _is_new = InspectionAnswer.objects.update_or_create(
        visit=visit,
        item=entry.item,
        defaults={
            "area_id": visit.area_id,
            "verdict": entry.verdict,
            "found": entry.found,
            "answered_by": by,
            "answered_at": timezone.now(),
        },
    )
    return written


@transaction.atomic
def note(*, visit: InspectionVisit, visited_on: date, remarks: str, by: Staff, on: date) -> None:
    """Write down when the pair was there, and what else there is to say."""
    visit = _open(visit, by)
    if visited_on > on:
        raise Refused(_("入户日期还没有到。"))
    if visit.inspection.drawn_on and visited_on < visit.inspection.drawn_on:
        raise Refused(_("入户日期早于抽取日期，核对后再填。"))
    InspectionVisit.objects.filter(pk=visit.pk).update(visited_on=visited_on, remarks=remarks)


@transaction.atomic
def add_photo(*, visit: InspectionVisit, upload: Upload, by: Staff, on: date) -> InspectionPhoto:
    """Keep a photo with the family's documents; the same photo again is the one that is there.

    Raises FileRefused for what is no good file, and Refused for a photo of an earlier inspection.
    """
    visit = _open(visit, by)
    document = documents.put(
        household=visit.household, kind=DocumentKind.VISIT_PHOTO, upload=upload, by=by, on=on
    )
    photo, _is_new = InspectionPhoto.objects.get_or_create(
        document=document, defaults={"visit": visit, "area_id": visit.area_id}
    )
    if photo.visit_id != visit.pk:
        raise Refused(_("这张照片是以前一次抽查拍的，重新拍。"))
    return photo


@transaction.atomic
def submit(*, visit: InspectionVisit, by: Staff) -> InspectionVisit:
    """Hand what was found to the other of the pair. Raises Refused while an item or the day is missing.

    What somebody wrote whose place was taken since is looked at anew by who goes now.
    """
    visit = _open(visit, by)
    own = visit.answers.filter(answered_by__in=(visit.first_id, visit.second_id))
    told = set(own.values_list("item", flat=True))
    missing = [item.label for item in ITEMS if item not in told]
    if missing:
        raise Refused(_("还没有填：%(items)s。") % {"items": listed(missing)})
    if visit.visited_on is None:
        raise Refused(_("先填入户日期。"))
    visit.move("submit", by=by, submitted_by=by, submitted_at=timezone.now())
    audit.record("inspection_visit:submitted", of=visit, by=by)
    return visit


@transaction.atomic
def sign(*, visit: InspectionVisit, by: Staff) -> InspectionVisit:
    """Stand for what the other of the pair submitted; it does not change any more."""
    visit = _of_the_other(visit, by)
    visit.move("sign", by=by, signed_by=by, signed_at=timezone.now())
    audit.record("inspection_visit:signed", of=visit, by=by)
    return visit


@transaction.atomic
def send_back(*, visit: InspectionVisit, reason: str, by: Staff) -> InspectionVisit:
    """Let what the other submitted be written anew."""
    visit = _of_the_other(visit, by)
    if not reason.strip():
        raise Refused(_("写明哪里不对。"))
    visit.move("send_back", by=by, submitted_by=None, submitted_at=None)
    audit.record("inspection_visit:sent_back", of=visit, by=by, reason=reason)
    return visit


def refuse_stranger(visit: InspectionVisit, by: Staff) -> None:
    """Raise unless `by` was drawn for this family and the inspection is under way."""
    require(by, Permission.INSPECTION_VISIT)
    require_area(by, visit.area_id)
    if not visit.is_of(by):
        raise NotDrawn(_("这户抽中的检查人员不是您，看不了，也填不了。"))
    if not visit.inspection.is_running:
        raise NotDrawn(_("这次抽查已经结束，不能再看、再填。"))


def _locked(visit: InspectionVisit, by: Staff) -> InspectionVisit:
    require(by, Permission.INSPECTION_VISIT)
    require_area(by, visit.area_id)
    visit = InspectionVisit.objects.select_related("inspection", "household").lock(visit)
    refuse_stranger(visit, by)
    return visit


def _open(visit: InspectionVisit, by: Staff) -> InspectionVisit:
    visit = _locked(visit, by)
    if visit.status != VisitStatus.OPEN:
        raise Refused(_("这户已经交给另一人确认，不能再改。要改的，由另一人退回。"))
    return visit


def _of_the_other(visit: InspectionVisit, by: Staff) -> InspectionVisit:
    visit = _locked(visit, by)
    visit.require_open("sign", by=by)
    if visit.submitted_by_id == by.pk:
        raise Refused(_("这户是您交的，要由另一名检查人员确认。"))
    return visit
