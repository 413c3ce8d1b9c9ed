"""Village review meetings, written down once (2012年办法 Art 21-23)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants import seen
from applicants.models.case import Case, CaseStatus
from applicants.models.meeting import MeetingConclusion, ReviewMeeting
from applicants.models.visit import VisitPurpose
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission

_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What the record of one household's review says."""

    held_on: date
    place: str
    chair: str
    official: str
    participants: int
    representatives: int
    agree: int
    disagree: int
    abstain: int
    conclusion: str
    was_briefed: bool
    is_signed_by_all: bool
    discussion: str = ""


@transaction.atomic
def record(*, case: Case, minutes: Minutes, by: Staff, on: date, mark: str = "") -> ReviewMeeting:
    """Keep the record of a review; Refused before a signed visit, without two thirds of representatives, or with
    votes that do not add up. Outdated where another record was written since the case bore `mark`."""
    require(by, Permission.MEETING_RECORD)
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    seen.require_same(mark, seen.meetings(case), case)
    if case.status not in _UNDER_WAY:
        raise Refused(_("受理以后、办结以前才能登记民主评议。"))
    _require_findings(case, minutes, on)
    _require_lawful(minutes)
    meeting = ReviewMeeting.objects.create(
        case=case, area_id=case.area_id, recorded_by=by, **vars(minutes)
    )
    audit.record(
        "meeting:recorded",
        of=case,
        by=by,
        after={"meeting": meeting.pk, "conclusion": meeting.conclusion},
    )
    return meeting


def _require_findings(case: Case, minutes: Minutes, on: date) -> None:
    """The meeting judges what the visit found, so the visit comes first."""
    visit = case.visits.signed(VisitPurpose.TOWNSHIP).order_by("visited_on").first()
    if visit is None:
        raise Refused(_("评议的是入户调查的结果：先完成入户调查，再登记评议。"))
    if minutes.held_on < visit.visited_on:
        raise Refused(_("评议日期早于入户调查（%(day)s），核对日期。") % {"day": visit.visited_on})
    if minutes.held_on > on:
        raise Refused(_("评议日期晚于今天，填开会的那一天。"))


def _require_lawful(minutes: Minutes) -> None:
    people, spoke_for = minutes.participants, minutes.representatives
    if spoke_for > people:
        raise Refused(
            _("村民代表%(representatives)d人，多于参加的%(people)d人，核对人数。")
            % {"representatives": spoke_for, "people": people}
        )
    if spoke_for * 3 < people * 2:
        raise Refused(
            _(
                "村民代表%(representatives)d人，不到参加评议%(people)d人的三分之二，至少要%(need)d人。"
            )
            % {"representatives": spoke_for, "people": people, "need": -(-people * 2 // 3)}
        )
    votes = minutes.agree + minutes.disagree + minutes.abstain
    if votes != people:
        raise Refused(
            _("同意、不同意和弃权合计%(votes)d票，参加评议%(people)d人，核对票数。")
            % {"votes": votes, "people": people}
        )
    _refuse_against_the_votes(minutes)
    if not (minutes.was_briefed and minutes.is_signed_by_all):
        raise Refused(_("宣讲政策、介绍情况和全体签字都完成的评议才能登记。"))


def _refuse_against_the_votes(minutes: Minutes) -> None:
    """A conclusion that most of those present voted against was mistyped, or the votes were."""
    with_votes = {
        MeetingConclusion.TRUE: minutes.agree - minutes.disagree,
        MeetingConclusion.UNTRUE: minutes.disagree - minutes.agree,
    }
    conclusion = MeetingConclusion(minutes.conclusion)
    if with_votes.get(conclusion, 0) < 0:
        raise Refused(
            _("同意%(agree)d票、不同意%(disagree)d票，和评议结论“%(conclusion)s”不合，核对这几项。")
            % {
                "agree": minutes.agree,
                "disagree": minutes.disagree,
                "conclusion": conclusion.label,
            }
        )
