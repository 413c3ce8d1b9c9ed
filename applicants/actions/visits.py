"""Going to the family's house: begun, filled in screen by screen, signed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.investigators import colleagues, permission_for
from applicants.models.case import Case, CaseStatus
from applicants.models.visit import BLOCK_FIELDS, HomeVisit, VisitBlock, VisitPurpose
from applicants.seen import Outdated
from applicants.workflow import VisitStatus
from dibao import audit
from dibao.display import listed
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff

Answer = str | int | bool | date | Decimal | Staff | list[str] | None
Answers = Mapping[str, Answer]

_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)
_WITH_THE_COUNTY = (CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)
_MOVES = {VisitPurpose.TOWNSHIP: "sign", VisitPurpose.COUNTY: "sign_for_county"}
# 办法 Art 16: 每组调查人员不得少于2人.
FEWEST = 2


class StaleBlock(Outdated):
    """Somebody else saved the same screen meanwhile; what was typed is not lost, only not written."""


@transaction.atomic
def begin(*, case: Case, purpose: str, answers: Answers, by: Staff, on: date) -> HomeVisit:
    """Start a visit with who goes, when and how; Refused while one of the case is still being filled in."""
    require(by, permission_for(purpose))
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    require_visitable(case, purpose)
    if case.visits.filter(purpose=purpose, status=VisitStatus.DRAFT).exists():
        raise Refused(_("这户已有一份没有签字的调查表，打开那一份接着填。"))
    visit = HomeVisit(case=case, area_id=case.area_id, purpose=purpose)
    _take(visit, VisitBlock.GOING, answers, on)
    visit.save()
    audit.record("visit:begun", of=case, by=by, after={"visit": visit.pk, "purpose": purpose})
    return visit


def require_visitable(case: Case, purpose: str) -> None:
    """Raise Refused where the case is not, or no longer, at a point at which the house is visited."""
    is_county = purpose == VisitPurpose.COUNTY
    if case.status not in (_WITH_THE_COUNTY if is_county else _UNDER_WAY):
        if is_county:
            raise Refused(_("乡镇提出初审意见以后、作出决定以前，县里才入户核查。"))
        raise Refused(_("受理以后、办结以前才能入户调查。"))


@transaction.atomic
def write(
    *, visit: HomeVisit, block: VisitBlock, answers: Answers, mark: str, by: Staff, on: date
) -> HomeVisit:
    """Save one screen; StaleBlock where it no longer says what its reader saw (`mark`)."""
    visit = _locked(visit, by)
    if visit.mark_of(block) != mark:
        raise StaleBlock(_("这一屏刚被别人存过。您填的还在，对照以后再存一次。"))
    _take(visit, block, answers, on)
    visit.save(update_fields=[*BLOCK_FIELDS[block], "blocks_done"])
    return visit


@transaction.atomic
def sign(*, visit: HomeVisit, present: Sequence[UUID], by: Staff, on: date) -> HomeVisit:
    """Close the form as it was signed at the house by the investigators and by `present` of the family (办法 Art 16).

    Refused where a screen is missing, fewer than two people went, or nobody of the family signed.
    """
    visit = _locked(visit, by)
    require_visitable(visit.case, visit.purpose)
    _require_complete(visit, present, on)
    move = _MOVES[VisitPurpose(visit.purpose)]
    visit.move(move, by=by, present=list(present), signed_by=by, signed_at=timezone.now())
    audit.record(
        "visit:signed",
        of=visit.case,
        by=by,
        after={"visit": visit.pk, "conclusion": visit.conclusion},
    )
    return visit


def _locked(visit: HomeVisit, by: Staff) -> HomeVisit:
    require(by, permission_for(visit.purpose))
    require_area(by, visit.area_id)
    visit = HomeVisit.objects.lock(visit)
    if visit.is_signed:
        raise Refused(_("这份调查表已经签字，不能再改。要更正，再做一次入户调查。"))
    return visit


def _take(visit: HomeVisit, block: VisitBlock, answers: Answers, on: date) -> None:
    for name in BLOCK_FIELDS[block]:
        setattr(visit, name, answers[name])
    if block == VisitBlock.GOING:
        _require_investigators(visit, on)
    if block.value not in visit.blocks_done:
        visit.blocks_done = [*visit.blocks_done, block.value]


def _require_investigators(visit: HomeVisit, on: date) -> None:
    if visit.visited_on > on:
        raise Refused(_("调查日期晚于今天，填去的那一天。"))
    if visit.case.accepted_on is not None and visit.visited_on < visit.case.accepted_on:
        raise Refused(
            _("调查日期早于受理日期%(day)s，填受理以后去的那一天。")
            % {"day": visit.case.accepted_on}
        )
    if visit.companion_id == visit.investigator_id:
        raise Refused(_("两名调查人是同一个人，换一个人。"))
    staff = [one for one in (visit.investigator, visit.companion) if one is not None]
    known = set(colleagues(visit.case, visit.purpose, on=on).values_list("pk", flat=True))
    for one in staff:
        if one.pk not in known:
            raise Refused(_("%(name)s不是这里的调查人员，换一个人。") % {"name": one.name})
    names = [*(one.name for one in staff), *visit.helpers]
    if len(set(names)) < len(names):
        raise Refused(_("同一个姓名填了两次，调查人要是不同的人。"))


def _require_complete(visit: HomeVisit, present: Sequence[UUID], on: date) -> None:
    if visit.blocks_missing:
        blocks = listed(block.label for block in visit.blocks_missing)
        raise Refused(_("还没填：%(blocks)s。填完再签字。") % {"blocks": blocks})
    if len(visit.investigators) < FEWEST:
        raise Refused(
            _("入户调查至少要%(fewest)d人签名，现在%(number)d人。")
            % {"fewest": FEWEST, "number": len(visit.investigators)}
        )
    _require_investigators(visit, on)
    if not present:
        raise Refused(_("勾选在场签字的家庭成员，至少一人。"))
    members = {member.person_id for member in visit.case.household.members()}
    if not set(present) <= members:
        raise Refused(_("签字的人里有的不是这家的成员，刷新后再选。"))
