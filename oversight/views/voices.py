"""What a villager has to say: about whom, what, with or without a name, looked over, sent, answered with a receipt."""

import re
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants import notice_lines
from applicants.actions import leads, voices
from applicants.asked_after import VoiceNumber, voice_of
from applicants.forms.voices import NamedForm, PhotosForm, PointOutForm, WhatForm
from applicants.models.notice import NoticeStage, PublicNotice
from applicants.models.objection import number_of
from applicants.models.objection_kinds import ObjectionTopic
from applicants.views.uploads import upload_of
from dibao import rate_limit
from dibao.errors import Refused
from dibao.idempotency import FIELD
from dibao.lockout import address_of
from dibao.models.area import Area, township_of
from dibao.values.text import key_in
from dibao.wording import in_words
from oversight import places, slips
from oversight.views.choosing import Question, choose_village, village_in
from oversight.views.public import page, public_form

_DONE = "done"
_KIND = "voice"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,24}")
_LONGEST_POSITION = 6
_WHERE = Question(_("反映问题"), _("先找到出事的村。"), "oversight:speak")
_NEIGHBOUR = Question(_("邻居有困难"), _("先找到那家所在的村。"), "oversight:point_out")


@dataclass(frozen=True)
class Whom:
    """About whom somebody speaks: a line of a notice, somebody of a village whom they name themselves, or whatever an
    answer was about that they do not accept."""

    village: Area | None
    token: str = ""
    position: int | None = None
    name: str = ""
    appeal_of: VoiceNumber | None = None


@public_form
def speak(request: HttpRequest, *, on: date) -> HttpResponse:
    """One question a page; earlier answers travel in the form, never in the address, and nothing is kept before the
    last button."""
    if "receipt" in request.GET:
        return _receipt(request, on)
    if "appeal" in request.GET:
        return _asked(request, _appealed(request), on)
    token = _token_in(request)
    running = PublicNotice.objects.running(on=on).select_related("area").filter(token=token).first()
    if running is not None and "entry" not in request.GET:
        lines = notice_lines.lines_of(running)
        entries = [line for line in lines if not line.is_taken_back]
        is_standing = running.stage == NoticeStage.STANDING
        context = {"notice": running, "entries": entries, "is_standing": is_standing}
        return page(request, "oversight/public/voice_whom.html", context)
    whom = _whom(request, running, token, on)
    return choose_village(request, _WHERE) if whom is None else _asked(request, whom, on)


def _asked(request: HttpRequest, whom: Whom, on: date) -> HttpResponse:
    """The first page whose question is not answered; the check page when all are."""
    typed = request.POST or None
    what = WhatForm(typed, is_of_a_line=bool(whom.name))
    named = NamedForm(typed if "named" in request.POST else None)
    context: dict[str, object] = {"whom": whom, "typed": request.POST}
    change = request.POST.get("change", "")
    if not what.is_valid() or change == "what":
        return page(request, "oversight/public/voice_what.html", {**context, "form": what})
    context["what"] = what.cleaned_data
    if not named.is_valid() or change == "named":
        return page(request, "oversight/public/voice_named.html", {**context, "form": named})
    context |= {"named": named, "topic": _label_of(what)}
    photos = PhotosForm(request.POST, files=request.FILES) if "send" in request.POST else None
    if photos is not None and photos.is_valid():
        try:
            return _sent(request, _said(whom, what, named), photos, on)
        except rate_limit.TooOften as refusal:
            return _checked(request, context, photos, refusal, 429)
        except Refused as refusal:
            return _checked(request, context, photos, refusal, 200)
    context["form"] = photos or PhotosForm()
    return page(request, "oversight/public/voice_check.html", context)


def _checked(
    request: HttpRequest,
    context: dict[str, object],
    photos: PhotosForm,
    refusal: Refused,
    status: int,
) -> HttpResponse:
    photos.add_error(None, in_words(refusal))
    context["form"] = photos
    return page(request, "oversight/public/voice_check.html", context, status=status)


def _sent(request: HttpRequest, said: voices.Said, photos: PhotosForm, on: date) -> HttpResponse:
    # Counted by itself, so that what is refused counts as well.
    rate_limit.count(request, _KIND, at=timezone.now())
    with transaction.atomic():
        key = voices.speak(
            said=said,
            photos=[upload_of(photo) for photo in photos.cleaned_data["photos"]],
            key=_key_of(request),
            address=str(address_of(request)),
            on=on,
        )
    return _to(request, "oversight:speak", "receipt", slips.slip(number_of(key), to="receipt"))


def _said(whom: Whom, what: WhatForm, named: NamedForm) -> voices.Said:
    typed = what.cleaned_data
    return voices.Said(
        topic=typed["topic"],
        text=typed["text"],
        token=whom.token,
        position=whom.position,
        village=whom.village,
        about=typed.get("about", ""),
        speaker=named.speaker(),
        appeal_of=whom.appeal_of,
    )


def _label_of(what: WhatForm) -> str:
    return str(ObjectionTopic(what.cleaned_data["topic"]).label)


def _receipt(request: HttpRequest, on: date) -> HttpResponse:
    """The number, and by which day it is answered."""
    number = slips.number_on(request.GET["receipt"], to="receipt")
    stands = voice_of(number) if number else None
    if number is None or stands is None:
        raise Http404
    context = {
        "number": number.text,
        "stands": stands,
        "office": Area.objects.filter(pk=stands.county).first(),
    }
    return page(request, "oversight/public/voice_receipt.html", context)


def _appealed(request: HttpRequest) -> Whom:
    """What was answered, by the slip that came with its answer; 404 for anything else, such as a number alone."""
    number = slips.number_on(request.GET["appeal"], to="appeal")
    stands = voice_of(number) if number else None
    if number is None or stands is None or not stands.may_be_appealed:
        raise Http404
    return Whom(None, name=_now("复查 %(number)s") % {"number": number.text}, appeal_of=number)


def _whom(request: HttpRequest, running: PublicNotice | None, token: str, on: date) -> Whom | None:
    """A line of the notice at hand; after its days what the address still says of it; else somebody of a village."""
    position = key_in(request.GET.get("entry", "")[:_LONGEST_POSITION])
    if running is None:
        village = _village_of(token, on) if token else village_in(request)
        if village is None:
            return None
        name = _numbered(position) if position else ""
        return Whom(village, token if position else "", position or None, name)
    if not position:
        return Whom(running.area, token)
    lines = {line.position: line for line in notice_lines.lines_of(running)}
    if position not in lines:
        raise Http404
    name = _numbered(position) if lines[position].is_taken_back else lines[position].printed_name
    return Whom(running.area, token, position, name)


def _numbered(position: int) -> str:
    return _now("公示名单第%(position)s号") % {"position": position}


def _token_in(request: HttpRequest) -> str:
    """What may be the address of a notice; nothing for what cannot."""
    asked = request.GET.get("notice", "")
    return asked if _TOKEN.fullmatch(asked) else ""


def _village_of(token: str, on: date) -> Area | None:
    """Where a notice hung whose days are over; its address was printed on the poster."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT village_of_notice(%s, %s)", [token, on])
        (code,) = cursor.fetchone() or (None,)
    return places.coded(code) if code else None


@public_form
def point_out(request: HttpRequest, *, on: date) -> HttpResponse:
    """A lead on a neighbour in need: whom and why; who says so is not asked."""
    village = village_in(request)
    if village is None:
        return choose_village(request, _NEIGHBOUR)
    office = Area.objects.filter(pk=township_of(village.pk)).first()
    context: dict[str, object] = {"village": village, "office": office}
    if _DONE in request.GET:
        return page(request, "oversight/public/pointed_out.html", context)
    form, status = PointOutForm(request.POST or None), 200
    if form.is_valid():
        try:
            rate_limit.count(request, "lead", at=timezone.now())
        except rate_limit.TooOften as refusal:
            form.add_error(None, in_words(refusal))
            status = 429
        else:
            leads.receive(village=village, key=_key_of(request), **form.cleaned_data)
            return _to(request, "oversight:point_out", _DONE, "1")
    context["form"] = form
    return page(request, "oversight/public/point_out.html", context, status=status)


def _key_of(request: HttpRequest) -> uuid.UUID:
    """The key of the form, so that a second press is the same sending."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return uuid.uuid4()


def _to(request: HttpRequest, url_name: str, name: str, value: str) -> HttpResponse:
    """To the page that says it was received, with the village and how pages are shown."""
    query = QueryDict(mutable=True)
    for kept in ("text", "contrast", "lang", "village"):
        if kept in request.GET:
            query[kept] = request.GET[kept]
    query[name] = value
    response = redirect(url_name)
    response["Location"] += f"?{query.urlencode()}"
    return response
