"""What an inspection is drawn from and how, each as one sentence that stands on pages, papers and in the file."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.choices import BENEFIT_CLASSES
from dibao.display import day_text, listed, month_text
from dibao.models.area import Area
from oversight.models.inspection import Inspection, SubjectKind


def population_of(inspection: Inspection) -> str:
    """Which families the list holds (one query where townships are named)."""
    parts = [
        _("%(area)s%(day)s正在享受低保的家庭")
        % {"area": inspection.area.name, "day": day_text(inspection.population_on)}
    ]
    if inspection.townships:
        towns = Area.objects.filter(pk__in=inspection.townships).order_by("pk")
        parts.append(_("限%(towns)s") % {"towns": listed(town.name for town in towns)})
    if inspection.classes:
        names = dict(BENEFIT_CLASSES)
        parts.append(_("限%(classes)s") % {"classes": listed(map(names.get, inspection.classes))})
    if inspection.kinds:
        kinds = listed(SubjectKind(kind).label for kind in inspection.kinds)
        parts.append(_("限%(kinds)s的家庭") % {"kinds": kinds})
    if inspection.granted_since is not None:
        since = month_text(inspection.granted_since)
        parts.append(_("首次享受不早于%(month)s") % {"month": since})
    return _("，").join(parts)


def size_of(inspection: Inspection) -> str:
    """How many are drawn, and why so many."""
    if inspection.given_size is not None:
        return _("抽%(size)s户，按乡镇和类别的户数分配，每层至少1户") % {
            "size": inspection.given_size
        }
    return _(
        "按%(confidence)s%%的置信度、正负%(margin)s个百分点的误差定户数，按乡镇和类别的户数分配，每层至少1户"
    ) % {"confidence": inspection.confidence, "margin": inspection.margin}


def seed_of(inspection: Inspection) -> str:
    """Where the seed comes from."""
    return _("%(source)s：%(rule)s") % {
        "source": inspection.get_seed_source_display(),
        "rule": inspection.seed_rule,
    }


def rule_of(inspection: Inspection) -> str:
    """All three as the published file says them, in Chinese whoever freezes it."""
    with override(settings.LANGUAGE_CODE):
        told = [population_of(inspection), size_of(inspection), seed_of(inspection)]
    return " ".join("；".join(told).split())
