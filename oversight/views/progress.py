"""Asking how far a matter is: its number and the last four of the ID, and an answer that names nobody."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.forms.asking import AskForm
from dibao import rate_limit
from dibao.wording import in_words
from oversight import progress
from oversight.views.public import page, public_form

_KIND = "asking"


@public_form
def ask(request: HttpRequest, *, on: date) -> HttpResponse:
    """Where it stands; a number that there never was gets the same answer as other digits, and counts the same."""
    initial = {"number": request.GET.get("number", "")[:30]}
    form, found, status = AskForm(request.POST or None, initial=initial), None, 200
    if form.is_valid():
        number, digits = form.cleaned_data["number"], form.cleaned_data["digits"]
        try:
            rate_limit.count_question(request, _KIND, about=number.text, at=timezone.now())
        except rate_limit.TooOften as refusal:
            form.add_error(None, in_words(refusal))
            status = 429
        else:
            found = progress.of(number, digits=digits, on=on)
            if found is None:
                form.add_error(
                    None,
                    _("没有这个编号，或者身份证后4位不对。照回执核对；都没错的，打电话给乡镇。"),
                )
    context = {"form": AskForm(initial=initial) if found else form, "found": found}
    return page(request, "oversight/public/progress.html", context, status=status)
