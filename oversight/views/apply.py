"""Applying on line: a question a page, kept on the way under a code, sent with a receipt (社会救助法 Art 63)."""

import uuid
from datetime import date
from http import HTTPStatus

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.actions import statement_drafts, statements
from applicants.actions.statement_drafts import Draft
from applicants.forms.statements import ResumeForm, SendForm, StatementForm
from applicants.models.statement import OnlineStatement, StatedBy
from applicants.views.uploads import upload_of
from dibao import rate_limit
from dibao.errors import Refused
from dibao.models.area import Area, township_of
from dibao.wording import in_words
from oversight import places
from oversight.views.choosing import Question, choose_village, village_in
from oversight.views.public import page, public_form

_KIND, _DRAFT, _RESUME, _RECEIPT = "statement", "draft", "resume", "receipt"
_WHERE = Question(
    gettext_lazy("网上申请低保"), gettext_lazy("先找到户口所在的村。"), "oversight:apply"
)
_PAGES = len(StatementForm.PAGES)


@public_form
def apply(request: HttpRequest, *, on: date) -> HttpResponse:
    """Choose the village, answer, look it over, send, get a receipt; whether anybody is known is said nowhere.

    Answers lie sealed on the server; the page carries the code, never the address.
    """
    if _RECEIPT in request.GET:
        return _receipt(request)
    draft = statement_drafts.find(request.POST.get(_DRAFT, ""))
    if draft is not None:
        return _went_on(request, draft, on)
    if _RESUME in request.GET:
        return _resumed(request, on)
    village = village_in(request)
    if village is None:
        return choose_village(request, _WHERE)
    return _begun(request, village, on)


def _begun(request: HttpRequest, village: Area, on: date) -> HttpResponse:
    """The first page, and what follows it."""
    form = StatementForm(request.POST or None, on=on, page=0)
    if not form.is_valid():
        return _asked(request, form, 0, village)
    try:
        rate_limit.count(request, _DRAFT, at=timezone.now())
    except rate_limit.TooOften as refusal:
        form.add_error(None, in_words(refusal))
        return _asked(request, form, 0, village, status=HTTPStatus.TOO_MANY_REQUESTS)
    return _next(request, statement_drafts.begin(village=village, answers=form.typed), on)


def _went_on(request: HttpRequest, draft: Draft, on: date) -> HttpResponse:
    """What one page answered is kept before the next one asks."""
    if draft.is_sent:
        return _to_receipt(request, draft)
    if "send" in request.POST:
        return _sent(request, draft, on)
    if "change" in request.POST:
        return _page_of(request, draft, _number(request.POST["change"]), on)
    number = _number(request.POST.get("page", ""))
    form = StatementForm(request.POST, on=on, page=number)
    if not form.is_valid():
        return _asked(request, form, number, _village_of(draft), draft)
    return _next(request, statement_drafts.keep(draft, form.typed), on)


def _next(request: HttpRequest, draft: Draft, on: date) -> HttpResponse:
    """The first page whose question is not answered; the check page when all are."""
    for number in range(_PAGES):
        if not StatementForm(_answers(draft), on=on, page=number).is_valid():
            return _page_of(request, draft, number, on)
    return _checked(request, draft, SendForm(), on)


def _page_of(request: HttpRequest, draft: Draft, number: int, on: date) -> HttpResponse:
    form = StatementForm(on=on, page=number, initial=dict(draft.answers))
    return _asked(request, form, number, _village_of(draft), draft)


def _asked(
    request: HttpRequest,
    form: StatementForm,
    number: int,
    village: Area,
    draft: Draft | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "village": village,
        "form": form,
        "office": _office(village),
        "draft": draft,
        "number": number,
        "step": number + 1,
        "steps": _PAGES + 1,
    }
    return page(request, "oversight/public/apply.html", context, status=status)


def _checked(
    request: HttpRequest, draft: Draft, form: SendForm, on: date, status: int = HTTPStatus.OK
) -> HttpResponse:
    whole = StatementForm(_answers(draft), on=on)
    whole.is_valid()
    village = _village_of(draft)
    context = {
        "village": village,
        "draft": draft,
        "form": form,
        "said": whole.said(village),
        "stated_by": StatedBy(whole.cleaned_data["stated_by"]).label,
        "step": _PAGES + 1,
        "steps": _PAGES + 1,
    }
    return page(request, "oversight/public/apply_check.html", context, status=status)


def _sent(request: HttpRequest, draft: Draft, on: date) -> HttpResponse:
    whole = StatementForm(_answers(draft), on=on)
    if not whole.is_valid():
        return _next(request, draft, on)
    form = SendForm(request.POST, files=request.FILES)
    if not form.is_valid():
        return _checked(request, draft, form, on)
    try:
        # Counted by itself, so that what is refused counts as well.
        rate_limit.count(request, _KIND, at=timezone.now())
        with transaction.atomic():
            statements.receive(
                said=whole.said(_village_of(draft)),
                key=draft.key,
                photos=[upload_of(photo) for photo in form.cleaned_data["photos"]],
                on=on,
            )
            statement_drafts.finish(draft)
    except rate_limit.TooOften as refusal:
        form.add_error(None, in_words(refusal))
        return _checked(request, draft, form, on, HTTPStatus.TOO_MANY_REQUESTS)
    except Refused as refusal:
        form.add_error("photos", in_words(refusal))
        return _checked(request, draft, form, on)
    return _to_receipt(request, draft)


def _resumed(request: HttpRequest, on: date) -> HttpResponse:
    """Where somebody left off, for whoever has the code; guesses are counted."""
    form, status = ResumeForm(request.POST or None), HTTPStatus.OK
    if form.is_valid():
        typed = form.cleaned_data[_RESUME]
        try:
            rate_limit.count_question(request, _RESUME, about=typed, at=timezone.now())
        except rate_limit.TooOften as refusal:
            form.add_error(None, in_words(refusal))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            draft = statement_drafts.find(typed)
            if draft is not None:
                return _to_receipt(request, draft) if draft.is_sent else _next(request, draft, on)
            form.add_error(None, _("没有这个续填码，或者过了3天。核对以后再填，或者重新开始。"))
    return page(request, "oversight/public/apply_resume.html", {"form": form}, status=status)


def _answers(draft: Draft) -> QueryDict:
    typed = QueryDict(mutable=True)
    typed.update(draft.answers)
    return typed


def _number(typed: str) -> int:
    """Which page; the first for what is none."""
    return int(typed) if typed in {str(number) for number in range(_PAGES)} else 0


def _village_of(draft: Draft) -> Area:
    return Area.objects.get(pk=draft.village)


def _to_receipt(request: HttpRequest, draft: Draft) -> HttpResponse:
    query = request.GET.copy()
    query.pop(_RESUME, None)
    query["village"] = draft.village
    query[_RECEIPT] = signing.dumps(str(draft.key), salt=_RECEIPT)
    response = redirect("oversight:apply")
    response["Location"] += f"?{query.urlencode()}"
    return response


def _receipt(request: HttpRequest) -> HttpResponse:
    """The number, made of what the address says: nothing is looked up, for nobody in the public reads a statement."""
    try:
        key = uuid.UUID(signing.loads(request.GET[_RECEIPT], salt=_RECEIPT))
    except (signing.BadSignature, ValueError):
        return choose_village(request, _WHERE)
    village = village_in(request)
    context = {
        "number": OnlineStatement(id=key).number,
        "village": village,
        "office": _office(village) if village else None,
    }
    return page(request, "oversight/public/applied.html", context)


def _office(village: Area) -> Area | None:
    return places.coded(township_of(village.pk))
