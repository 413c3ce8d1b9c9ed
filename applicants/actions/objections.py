"""What people say against a case or its handling, written down by the office, and the answer it must get."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from applicants.actions import duties
from applicants.actions.documents import Upload
from applicants.actions.objection_photos import keep_picture, picture_of
from applicants.models.case import Case, CaseStatus
from applicants.models.duty import DutyReason
from applicants.models.household import Household
from applicants.models.notice import NoticeEntry, PublicNotice
from applicants.models.objection import Objection, ObjectionSpeaker
from applicants.models.objection_kinds import (
    HOLDS,
    ObjectionChannel,
    ObjectionKind,
    ObjectionStatus,
    ToldWay,
)
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import PhoneNumber


@dataclass(frozen=True)
class Speaker:
    """Who spoke, where they say so."""

    name: str
    phone: PhoneNumber


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came to the office: how, about whom and where, and whether somebody put their name to it."""

    area: Area
    kind: str
    channel: str
    about: str
    topic: str
    text: str
    speaker: Speaker | None = None
    case: Case | None = None
    appeal_of: Objection | None = None
    photos: Sequence[Upload] = ()


def limits_from(day: date) -> dict[str, date]:
    """By when it is accepted and answered."""
    return {
        "accept_due": day + timedelta(days=settings.OBJECTION_ACCEPT_DAYS),
        "answer_due": day + timedelta(days=settings.OBJECTION_ANSWER_DAYS),
    }


@transaction.atomic
def lodge(
    *,
    case: Case,
    notice: PublicNotice,
    text: str,
    by: Staff,
    on: date,
    speaker: Speaker | None = None,
) -> Objection:
    """Record an objection that came to the office within the notice's days (办法 Art 19)."""
    require(by, Permission.OBJECTION_RECORD)
    case = Case.objects.lock(case)
    if case.status != CaseStatus.ON_NOTICE or not notice.starts_on <= on <= notice.ends_on:
        raise Refused(_("这户不在公示期内。公示期外的反映按举报登记。"))
    entry = NoticeEntry.objects.filter(notice=notice, case=case).first()
    if entry is None:
        raise Refused(_("这份公示里没有这户。"))
    objection = Objection.objects.create(
        case=case,
        area_id=case.area_id,
        notice=notice,
        about=entry.printed_name,
        text=text,
        is_named=speaker is not None,
        lodged_on=on,
        recorded_by=by,
        answer_due=limits_from(on)["answer_due"],
    )
    name_speaker(objection, speaker)
    audit.record("objection:lodged", of=case, by=by, after={"objection": objection.pk})
    return objection


@transaction.atomic
def register(*, heard: Heard, by: Staff, on: date) -> Objection:
    """Record a report or a complaint that came to the office by any way, and an appeal against an answer.

    Raises FileRefused for a photo that is not taken in.
    """
    require(by, Permission.OBJECTION_RECORD)
    require_area(by, heard.area.code)
    if heard.kind == ObjectionKind.OBJECTION:
        raise Refused(_("公示期内的异议，从这户案件的页面登记。"))
    if heard.appeal_of is not None:
        _refuse_appeal(heard.appeal_of)
    pictures = [picture_of(photo) for photo in heard.photos]
    objection = Objection.objects.create(
        area=heard.area,
        kind=heard.kind,
        channel=heard.channel,
        case=heard.case,
        about=heard.about,
        topic=heard.topic,
        text=heard.text,
        is_named=heard.speaker is not None,
        lodged_on=on,
        recorded_by=by,
        appeal_of=heard.appeal_of,
        **limits_from(on),
    )
    name_speaker(objection, heard.speaker)
    for picture in pictures:
        keep_picture(objection, picture)
    after: dict[str, audit.Fact] = {"kind": heard.kind, "channel": heard.channel}
    audit.record("objection:registered", of=objection, by=by, after=after)
    return objection


def name_speaker(objection: Objection, speaker: Speaker | None) -> None:
    """Keep who spoke where only the county reads it, in the transaction in which they spoke."""
    if speaker is None:
        return
    kept = ObjectionSpeaker(id=uuid.uuid4(), name=speaker.name, phone=speaker.phone.number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name_speaker(%s, %s, %s, %s)",
            [objection.pk, kept.pk, kept.name.stored, kept.phone.stored],
        )


@transaction.atomic
def accept(*, objection: Objection, by: Staff, on: date) -> Objection:
    """Take it up: from now on it waits for its answer."""
    require(by, Permission.OBJECTION_HANDLE)
    objection = _open(objection, by)
    if not objection.awaits_acceptance:
        raise Refused(_("这件已经受理，刷新后再看。"))
    _write(objection, accepted_by=by, accepted_on=on)
    _have_county_visit(objection, by, on)
    audit.record("objection:accepted", of=objection, by=by)
    return objection


@transaction.atomic
def tie(
    *, objection: Objection, case: Case | None, household: Household | None, by: Staff, on: date
) -> Objection:
    """Say which case or family it is about; while it is open, the case is not confirmed."""
    require(by, Permission.OBJECTION_HANDLE)
    objection = _open(objection, by)
    found = case or household
    if found is None or objection.case_id or objection.household_id:
        raise Refused(_("选一件案件或者一户家庭；已经关联的不能再改。"))
    if found.area_id != objection.area_id:
        raise Refused(_("这一户不在反映的村，核对以后再选。"))
    # Tied to the family alone it would neither send the case back nor have the county visit.
    if case is None and household is not None and household.cases.open().exists():
        raise Refused(_("这户有在办的案件，关联那件案件。"))
    _write(objection, case=case, household=None if case else household)
    _have_county_visit(objection, by, on)
    audit.record("objection:tied", of=objection, by=by, after={"case": case.pk if case else None})
    return objection


def _have_county_visit(objection: Objection, by: Staff, on: date) -> None:
    """办法 Art 20: the county sees for itself a family of which a report or complaint comes while its application is
    under way, once that is accepted and it is known to be about them."""
    case = objection.case
    if case is None or objection.accepted_on is None or objection.kind == ObjectionKind.OBJECTION:
        return
    if duties.is_under_way(case):
        reason = f"{objection.get_kind_display()} {objection.short_number}"
        duties.record(case=case, reason=DutyReason.COMPLAINT, text=reason, by=by, on=on)


@transaction.atomic
def ask_township(*, objection: Objection, by: Staff, on: date) -> Objection:
    """Have the township look into it; it reads what was said, and not by whom."""
    require(by, Permission.OBJECTION_HANDLE)
    objection = _open(objection, by)
    if objection.awaits_acceptance:
        raise Refused(_("先受理，再交乡镇核查。"))
    if objection.asked_on is not None:
        raise Refused(_("已经交乡镇核查，刷新后再看。"))
    if objection.is_beyond_the_township:
        raise Refused(_("反映的不是哪个乡镇的家庭，由县里核查。"))
    _write(objection, asked_by=by, asked_on=on)
    audit.record("objection:asked", of=objection, by=by)
    return objection


@transaction.atomic
def report_findings(*, objection: Objection, text: str, by: Staff, on: date) -> Objection:
    """What the township found, once."""
    require(by, Permission.OBJECTION_EXAMINE)
    objection = _open(objection, by)
    if objection.asked_on is None:
        raise Refused(_("县里没有交办这件，不用填核查情况。"))
    if objection.found_on is not None:
        raise Refused(_("核查情况已经上报，刷新后再看。"))
    _write(objection, findings=text, found_by=by, found_on=on)
    audit.record("objection:examined", of=objection, by=by, reason=text)
    return objection


def answer(*, objection: Objection, is_upheld: bool, text: str, by: Staff, on: date) -> Objection:
    """Answer whether an objection holds, to somebody who is told afterwards or whom nobody knows."""
    outcome = ObjectionStatus.UPHELD if is_upheld else ObjectionStatus.DISMISSED
    return close(objection=objection, closing=Closing(outcome=outcome, text=text), by=by, on=on)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What came of it, in words for whoever spoke, and how they were told."""

    outcome: str
    text: str
    redirected_to: str = ""
    told_way: str = ""


@transaction.atomic
def close(*, objection: Objection, closing: Closing, by: Staff, on: date) -> Objection:
    """Close one with an answer; whoever wrote it down does not also judge it, nor does a relative.

    What holds takes a case on notice back to the township, which looks into it, judges and posts anew (办法 Art 19).
    An appeal is decided at the county, by somebody else than the first answer.
    """
    require(by, Permission.OBJECTION_RESOLVE)
    # Somebody may have tied it to a case since the page was shown.
    tied_to = _open(objection, by).case
    case = Case.objects.lock(tied_to) if tied_to else None
    if case is not None:
        case.refuse_relative(by)
    _refuse_answer(objection, closing, by)
    _write(
        objection,
        status=closing.outcome,
        answer=closing.text,
        redirected_to=closing.redirected_to,
        told_way=_way_of(objection, closing),
        answered_by=by,
        answered_on=on,
    )
    audit.record(
        "objection:answered", of=case or objection, by=by, after={"status": closing.outcome}
    )
    if case is not None and closing.outcome in HOLDS and case.status == CaseStatus.ON_NOTICE:
        case.move("reopen", by=by)
        audit.record("case:reopened", of=case, by=by, reason=closing.text)
    return objection


def _refuse_answer(objection: Objection, closing: Closing, by: Staff) -> None:
    if objection.recorded_by_id == by.pk:
        raise Refused(_("登记异议的人不能自己答复，由另一人办理。"))
    if objection.is_for_the_county and not by.posting.area.code.endswith("000000"):
        raise Refused(_("举报、投诉、实名反映和复查由县里答复。"))
    first = objection.appeal_of
    if first is not None and first.answered_by_id == by.pk:
        raise Refused(_("复查由另一人办理，不能由原来答复的人答复。"))
    is_redirected = closing.outcome == ObjectionStatus.REDIRECTED
    if is_redirected and not closing.redirected_to:
        raise Refused(_("填写转往哪个部门。"))
    if closing.redirected_to and not is_redirected:
        raise Refused(_("没有转往别的部门的，“转往部门”空着。"))
    if objection.is_named and closing.told_way not in (
        ToldWay.IN_PERSON,
        ToldWay.PHONE,
        ToldWay.POST,
    ):
        raise Refused(_("实名反映要答复本人：选当面、电话或书面。"))


def _way_of(objection: Objection, closing: Closing) -> str:
    """Whoever holds a receipt and gave no name reads the answer with its number."""
    if closing.told_way or objection.is_named:
        return closing.told_way
    return ToldWay.ONLINE if objection.recorded_by_id is None else ""


def _refuse_appeal(first: Objection) -> None:
    if first.is_open:
        raise Refused(_("原来的反映还没有答复，不能提复查。"))
    if first.appeal_of_id is not None or Objection.objects.filter(appeal_of=first).exists():
        raise Refused(_("已经复查过一次，不再复查；可以申请行政复议或者向纪检监察机关反映。"))


def _open(objection: Objection, by: Staff) -> Objection:
    """The row, locked; Refused where somebody answered it meanwhile."""
    require_area(by, objection.area_id)
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if not locked.is_open:
        raise Refused(_("这件异议已有人答复，刷新后再看。"))
    return locked


def _write(objection: Objection, **columns: object) -> None:
    Objection.objects.filter(pk=objection.pk).update(**columns)
    objection.refresh_from_db()


# What a register of the office may be told by, besides the web.
OFFICE_CHANNELS = (
    ObjectionChannel.HOTLINE,
    ObjectionChannel.LETTER,
    ObjectionChannel.VISIT,
    ObjectionChannel.PRESS,
    ObjectionChannel.SUPERIOR,
    ObjectionChannel.AGENCY,
)
