"""Writing down what a family says before its money falls or ends."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.assessment import TownshipOpinion
from applicants.models.case import Case, CaseStatus
from applicants.models.hearing import HearingManner, HearingRecord
from applicants.models.household import Household
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What was said, by whom and how, as typed and cleaned; invitations only where nobody came."""

    held_on: date
    manner: HearingManner
    stance: str
    statement: str
    heard_name: str = ""
    first_invited_on: date | None = None
    second_invited_on: date | None = None
    second_listener: str = ""


@transaction.atomic
def record(*, case: Case, hearing: Hearing, by: Staff, on: date) -> HearingRecord:
    """Keep what the family says to the opinion that would take money from it (社会救助法 Art 48).

    Refused where no cut is proposed, for a day before the opinion or after today, for somebody who did not come
    without two invitations on different days, and for "nobody is left" while somebody is.
    """
    require(by, Permission.HEARING_RECORD)
    case = Case.objects.lock(case)
    opinion = case.opinions.order_by("-pk").first()
    if case.status != CaseStatus.PROPOSED or opinion is None or not opinion.is_cut:
        raise MoveRefused(_("提出减发或停发的初审意见以后、县里决定以前才听取意见。"))
    _check_days(hearing, opinion, on)
    _check_speaker(hearing, case.household)
    kept = HearingRecord.objects.create(
        case=case, area_id=case.area_id, opinion=opinion, recorded_by=by, **vars(hearing)
    )
    audit.record(
        "hearing:recorded",
        of=case,
        by=by,
        after={"hearing": kept.pk, "manner": hearing.manner, "stance": hearing.stance},
    )
    return kept


def _check_days(hearing: Hearing, opinion: TownshipOpinion, on: date) -> None:
    if hearing.held_on > on:
        raise Refused(_("听取日期晚于今天。"))
    if hearing.held_on < opinion.given_on:
        raise Refused(
            _("听取日期早于初审意见（%(day)s）。按这次的意见重新听取。") % {"day": opinion.given_on}
        )


def _check_speaker(hearing: Hearing, household: Household) -> None:
    if hearing.manner == HearingManner.ABSENT:
        first, second = hearing.first_invited_on, hearing.second_invited_on
        if first is None or second is None or not first < second <= hearing.held_on:
            raise Refused(_("写明两次通知的日期：第二次在第一次以后、听取日期以前。"))
        return
    if not hearing.heard_name:
        raise Refused(_("写明听取了谁的意见。"))
    if hearing.manner == HearingManner.NOBODY and household.members().exists():
        raise Refused(_("这家还有人，听取家里人的意见。"))
