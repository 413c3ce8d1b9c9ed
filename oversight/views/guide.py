"""What every villager may ask before applying, and what the administration must publish anyway."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from applicants.models.notice import NoticeQuerySet, NoticeStage, PublicNotice
from applicants.models.policy import RuleSet
from dibao.errors import Refused
from dibao.http import on_paper
from oversight import guide, places
from oversight.models.month_figures import MonthFigures
from oversight.views.public import page, public


@public
def how_to_apply(request: HttpRequest, *, on: date) -> HttpResponse:
    """Conditions, amounts, papers, steps, days, places and phones, of the rules in force on the day."""
    rules = rules_for(request, on)
    context = {
        "rules": rules,
        "guide": guide.of_terms(rules.as_terms()) if rules else None,
        "counties": places.counties(),
    }
    return page(request, "oversight/public/guide.html", context)


@public
def leaflet(request: HttpRequest, *, on: date) -> HttpResponse:
    """The same on one sheet to be handed out, with the telephone of the county asked for and a code to the guide."""
    rules = rules_for(request, on)
    path = reverse("oversight:guide")
    context = {
        "rules": rules,
        "guide": guide.of_terms(rules.as_terms()) if rules else None,
        "counties": places.counties(),
        "county": places.county_coded(request.GET.get("county", "")),
        "guide_path": path,
        "address": on_paper(request, path),
    }
    return page(request, "oversight/public/leaflet.html", context)


@public
def disclosure(request: HttpRequest, *, on: date) -> HttpResponse:
    """The five items of the catalogue of government information, each with date, unit and link."""
    running = PublicNotice.objects.running(on=on)
    context = {
        "days": settings.DISCLOSURE_WORKING_DAYS,
        "rules": rules_for(request, on),
        "prefecture": places.prefecture(),
        "counties": places.counties(),
        "proposed_count": running.exclude(stage=NoticeStage.STANDING).count(),
        "proposed_on": _newest(running.exclude(stage=NoticeStage.STANDING)),
        "standing_count": running.filter(stage=NoticeStage.STANDING).count(),
        "standing_on": _newest(running.filter(stage=NoticeStage.STANDING)),
        "figures": MonthFigures.objects.order_by("-month").first(),
    }
    return page(request, "oversight/public/disclosure.html", context)


def _newest(notices: NoticeQuerySet) -> date | None:
    return notices.order_by("-starts_on").values_list("starts_on", flat=True).first()


def rules_for(request: HttpRequest, on: date) -> RuleSet | None:
    """The rules of the county asked for, else of the prefecture; None where none are in force."""
    county = places.county_coded(request.GET.get("county", ""))
    area = county or places.prefecture()
    if area is None:
        return None
    try:
        return RuleSet.objects.in_force(area, on=on)
    except Refused:
        return None
