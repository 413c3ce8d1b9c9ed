"""Putting right what an inspection found: given to the township, answered with evidence, accepted or sent back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import documents
from applicants.actions.documents import Upload
from applicants.models.document import DocumentKind
from dibao import audit
from dibao.display import with_label, with_note
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight.models.inspection_visit import InspectionVisit, Verdict
from oversight.models.rectification import Rectification, RectificationAnswer
from oversight.workflow import VisitStatus


class OwnAnswer(Refused):
    """Whoever answered leaves the judgement to somebody else."""


@transaction.atomic
def give(
    *, visit: InspectionVisit, demand: str, due_on: date, by: Staff, on: date
) -> Rectification:
    """Give the findings of a signed visit to the township, with what is asked and by when.

    Raises Refused for a visit that found nothing or is not signed, one given before, and a day that is past.
    """
    require(by, Permission.INSPECTION_PREPARE)
    require_area(by, visit.area_id)
    visit = InspectionVisit.objects.select_related("inspection").lock(visit)
    if visit.status != VisitStatus.SIGNED:
        raise Refused(_("这户还没有查完、两人确认，不能交办。"))
    findings = _findings(visit)
    if not findings:
        raise Refused(_("这户各项都一致，没有要整改的。"))
    if due_on < on:
        raise Refused(_("整改期限已经过去，写今天以后的日子。"))
    if Rectification.objects.filter(visit=visit).exists():
        raise Refused(_("这户的整改已经交办。"))
    rectification = Rectification.objects.create(
        visit=visit,
        household_id=visit.household_id,
        area_id=visit.area_id,
        title=visit.inspection.title,
        findings=findings,
        demand=demand,
        due_on=due_on,
        opened_by=by,
        opened_on=on,
    )
    audit.record(
        "rectification:given",
        of=rectification,
        by=by,
        after={"due_on": due_on.isoformat()},
        reason=demand,
    )
    return rectification


def _findings(visit: InspectionVisit) -> str:
    rows = visit.answers.exclude(verdict=Verdict.AGREES).order_by("pk")
    return "\n".join(
        with_label(with_note(row.get_item_display(), row.get_verdict_display()), row.found)
        for row in rows
    )


@transaction.atomic
def answer(
    *,
    rectification: Rectification,
    words: str,
    by: Staff,
    on: date,
    upload: Upload | None = None,
) -> RectificationAnswer:
    """Say what was put right, maybe with a photo or paper, which is kept with the family's documents."""
    rectification = _locked(rectification, by)
    rectification.require_open("answer", by=by)
    document = None
    if upload is not None:
        document = documents.put(
            household=rectification.household, kind=DocumentKind.OTHER, upload=upload, by=by, on=on
        )
    given = RectificationAnswer.objects.create(
        rectification=rectification,
        area_id=rectification.area_id,
        words=words,
        document=document,
        answered_by=by,
        answered_on=on,
    )
    rectification.move("answer", by=by)
    audit.record("rectification:answered", of=rectification, by=by, reason=words)
    return given


@transaction.atomic
def judge(
    *, rectification: Rectification, is_accepted: bool, judgement: str, by: Staff, on: date
) -> Rectification:
    """Accept the township's answer, or send it back with what is missing. Raises OwnAnswer for who answered."""
    rectification = _locked(rectification, by)
    rectification.require_open("accept", by=by)
    given = rectification.answers.select_for_update(of=("self",)).get(judged_on__isnull=True)
    if given.answered_by_id == by.pk:
        raise OwnAnswer(_("这份整改结果是您报的，要由另一人复核。"))
    if not is_accepted and not judgement:
        raise Refused(_("退回的，写明还差什么。"))
    RectificationAnswer.objects.filter(pk=given.pk).update(
        judged_by=by, judged_on=on, is_accepted=is_accepted, judgement=judgement
    )
    rectification.move("accept" if is_accepted else "send_back", by=by)
    event = "rectification:accepted" if is_accepted else "rectification:sent_back"
    audit.record(event, of=rectification, by=by, reason=judgement)
    return rectification


def _locked(rectification: Rectification, by: Staff) -> Rectification:
    require_area(by, rectification.area_id)
    return Rectification.objects.select_related("household").lock(rectification)
