"""Public notices: chosen, frozen with their entries, read by the village."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applicants import deadlines
from applicants.models.assessment import Assessment
from applicants.models.case import Case, CaseStatus
from applicants.models.notice import NoticeEntry, PublicNotice
from applicants.models.override import payable_of, with_overrides
from applicants.naming import printed_name
from applicants.steps import Clock, Step, with_steps
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area, township_of
from dibao.models.staff import Staff
from dibao.permissions import Permission


def candidates(staff: Staff, *, on: date) -> dict[tuple[Area, str], list[Case]]:
    """Cases in the posting's area that wait for a posting, by village and by the stage they wait for (one query)."""
    waiting = (
        with_steps(Case.objects.visible_to(staff), on=on)
        .filter(Q(step=Step.POST), status__in=(CaseStatus.PROPOSED, CaseStatus.ON_NOTICE))
        .select_related("household__head", "applicant", "applies_alone", "rule_set", "area")
        .order_by("area_id", "pk")
    )
    clock, groups = Clock(on), dict[tuple[Area, str], list[Case]]()
    for case in waiting:
        stage = clock.next_stage(case)
        if stage is not None:
            groups.setdefault((case.area, stage), []).append(case)
    return groups


def drafts_of(cases: Sequence[Case]) -> list[NoticeEntry]:
    """The entries that a notice of these cases would have, unsaved (four queries beside the cases' own)."""
    found = with_overrides(Assessment.objects.filter(case__in=cases).order_by("pk"))
    latest = {assessment.case_id: assessment for assessment in found}
    return [_entry(case, latest[case.pk], n) for n, case in enumerate(cases, start=1)]


def draft_of(*, village: Area, stage: str, cases: Sequence[Case], on: date) -> PublicNotice:
    """The notice that posting these cases today would write, unsaved and without its entries."""
    township = Area.objects.get(pk=township_of(village.pk))
    return PublicNotice(
        area=village,
        stage=stage,
        starts_on=on,
        ends_on=deadlines.last_notice_day(cases[0].rules, stage, starts_on=on),
        office=f"{township.path}人民政府",
        phone=township.office_phone,
        entry_count=len(cases),
    )


@transaction.atomic
def freeze(
    *, village: Area, stage: str, cases: Sequence[Case], by: Staff, on: date
) -> PublicNotice:
    """Post cases of one village: write the notice with its entries as the village will read them, once and for all."""
    require(by, Permission.NOTICE_POST)
    require_area(by, village.code)
    if not cases:
        raise Refused(_("至少选一户再公示。"))
    cases, clock = _locked(cases, on), Clock(on)
    rule_sets = {case.rule_set_id for case in cases}
    if len(rule_sets) > 1:
        raise Refused(_("所选各户适用的规则不同，分开公示。"))
    for case in cases:
        if case.area_id != village.pk or clock.next_stage(case) != stage:
            raise Refused(_("%(case)s现在不能做这一榜公示，刷新名单再选。") % {"case": case})
    notice = draft_of(village=village, stage=stage, cases=cases, on=on)
    _write(notice, drafts_of(cases), by)
    for case in cases:
        if case.status == CaseStatus.PROPOSED:
            case.move("post", by=by)
    return notice


def _locked(cases: Sequence[Case], on: date) -> list[Case]:
    """The cases as they stand now, so that a simultaneous posting of the same ones waits and then refuses.

    Locked first and read afterwards: what a statement that waited for its locks counts beside them is of before.
    """
    keys = [case.pk for case in cases]
    list(Case.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = with_steps(Case.objects.filter(pk__in=keys), on=on)
    rows = rows.select_related("household__head", "applicant", "applies_alone", "rule_set")
    return list(rows.order_by("pk"))


def _entry(case: Case, assessment: Assessment, position: int) -> NoticeEntry:
    payable = payable_of(assessment)
    return NoticeEntry(
        position=position,
        case=case,
        assessment=assessment,
        printed_name=printed_name(case.applies_for_it, on=assessment.assessed_on),
        household_size=assessment.counted,
        covered_count=payable.covered,
        benefit_class=payable.require_class(),
        monthly_amount=payable.total_amount,
    )


def _write(notice: PublicNotice, drafts: list[NoticeEntry], by: Staff) -> None:
    notice.entries_hash, notice.frozen_by = _hash(drafts), by
    notice.save(force_insert=True)
    for draft in drafts:
        draft.notice = notice
        draft.area = notice.area
        draft.starts_on, draft.ends_on = notice.starts_on, notice.ends_on
    NoticeEntry.objects.bulk_create(drafts)
    audit.record(
        "notice:frozen",
        of=notice,
        by=by,
        after={
            "stage": notice.stage,
            "entries": len(drafts),
            "ends_on": notice.ends_on.isoformat(),
        },
    )


def _hash(entries: Sequence[NoticeEntry]) -> str:
    lines = (
        f"{e.position}|{e.printed_name}|{e.household_size}|{e.covered_count}|{e.benefit_class}|{e.monthly_amount}"
        for e in entries
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
