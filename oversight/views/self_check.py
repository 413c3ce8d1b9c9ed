"""The rough look by oneself: asked and answered on one page, kept nowhere."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from applicants.forms.self_check import SelfCheckForm
from oversight import self_check
from oversight.views.guide import rules_for
from oversight.views.public import page, public_form


@public_form
def rough(request: HttpRequest, *, on: date) -> HttpResponse:
    """What the rules in force might say; the answers come in the body, so that no address and no log keeps them."""
    rules, found = rules_for(request, on), None
    form = SelfCheckForm(request.POST or None)
    if rules is not None and form.is_valid():
        answers = self_check.Answers(**form.cleaned_data)
        found = self_check.estimate(answers, rules.as_terms(), on=on)
    context = {"rules": rules, "form": form, "found": found}
    return page(request, "oversight/public/self_check.html", context)
