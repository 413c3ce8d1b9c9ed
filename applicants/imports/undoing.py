"""What a list wrote into rows that were there before it, as their histories tell, and what stood in them until then.

A worker's job writes a list in one transaction and puts its name beside every change; so the changes of a list are
those that bear the name of its job, and nothing has to be kept a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext as _

from applicants.models.sheet_import import SheetImport
from dibao import history
from dibao.errors import Refused
from dibao.models.job import JobRun

TAKE: Final = "sheet_import:take"


@dataclass(frozen=True)
class Rewritten:
    """One row that a list changed: as it was before, and as the list left it; versions from its history."""

    before: models.Model
    after: models.Model


def rewritten(model: type[models.Model], record: SheetImport) -> Mapping[str, Rewritten]:
    """The rows of a model that the list changed, by key (three queries).

    Raises Refused where one of them was changed again since.
    """
    versions = history.tracked()[model]._default_manager.filter(**_within(record))
    its_own = versions.filter(pgh_label="update", pgh_context__action__in=_names_of(record))
    latest: dict[str, models.Model] = {}
    first: dict[str, int] = {}
    for one in its_own.order_by("pgh_id"):
        key = _key(one)
        first.setdefault(key, one.pk)
        latest[key] = one
    before: dict[str, models.Model] = {}
    for one in versions.filter(pgh_obj_id__in=list(latest)).order_by("pgh_id"):
        key = _key(one)
        if one.pk > latest[key].pk:
            raise Refused(_("名单改过的内容后来又改过，不能撤回。逐户更正。"))
        if one.pk < first[key]:
            before[key] = one
    return {key: Rewritten(before[key], after) for key, after in latest.items()}


def born(model: type[models.Model], record: SheetImport) -> list[str]:
    """The keys of the rows of a model that the list made, of models whose histories keep births (one query)."""
    versions = history.tracked()[model]._default_manager.filter(
        pgh_label="insert", pgh_context__action__in=_names_of(record), **_within(record)
    )
    return [str(key) for key in versions.values_list("pgh_obj_id", flat=True)]


def _key(version: models.Model) -> str:
    return str(version.serializable_value("pgh_obj_id"))


def _within(record: SheetImport) -> dict[str, str]:
    low, high = record.area.span
    return {"area_id__gte": low, "area_id__lt": high}


def _names_of(record: SheetImport) -> list[str]:
    """What the history calls the jobs that wrote it; see `applicants.jobs.take_sheet_import`."""
    wrote = JobRun.objects.filter(
        kind=TAKE, area=record.area_id, arguments__sheet_import=str(record.pk)
    )
    return [f"job {key} {TAKE}" for key in wrote.values_list("pk", flat=True)]
