"""Applying on line: somebody states who needs help and how to reach them (社会救助法 Art 63)."""

import uuid
from datetime import date

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from applicants.actions import statements
from applicants.forms.statements import StatementForm
from applicants.models.statement import OnlineStatement
from dibao import rate_limit
from dibao.idempotency import FIELD
from dibao.models.area import Area, township_of
from dibao.wording import in_words
from oversight.views.choosing import Question, choose_village, village_in
from oversight.views.public import page, public_form

_KIND = "statement"
_WHERE = Question(
    gettext_lazy("网上申请低保"), gettext_lazy("先找到户口所在的村。"), "oversight:apply"
)
_RECEIPT = "receipt"


@public_form
def apply(request: HttpRequest, *, on: date) -> HttpResponse:
    """Choose the village, state it, get a receipt; whether anybody is known is said nowhere."""
    if _RECEIPT in request.GET:
        return _receipt(request)
    village = village_in(request)
    if village is None:
        return choose_village(request, _WHERE)
    form = StatementForm(request.POST or None, on=on)
    status = 200
    if form.is_valid():
        try:
            return _received(request, form, village, on)
        except rate_limit.TooOften as refusal:
            form.add_error(None, in_words(refusal))
            status = 429
    context = {"village": village, "form": form, "office": _office(village)}
    return page(request, "oversight/public/apply.html", context, status=status)


@transaction.atomic
def _received(request: HttpRequest, form: StatementForm, village: Area, on: date) -> HttpResponse:
    rate_limit.count(request, _KIND, at=timezone.now())
    key = _key_of(request)
    statements.receive(said=form.said(village), key=key, on=on)
    query = request.GET.copy()
    query[_RECEIPT] = signing.dumps(str(key), salt=_RECEIPT)
    response = redirect("oversight:apply")
    response["Location"] += f"?{query.urlencode()}"
    return response


def _key_of(request: HttpRequest) -> uuid.UUID:
    """The key of the form, so that a second press is the same statement."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return uuid.uuid4()


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
    return Area.objects.filter(pk=township_of(village.pk)).first()
