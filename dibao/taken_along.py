"""Lists of the back room as workbooks of text, through the resources of django-import-export; nothing is brought in."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import XLSX, Format

from dibao import audit
from dibao.errors import Refused
from dibao.http import staff_of
from dibao.models.audit import ReadKind
from dibao.sheets.writing import OutColumn, Sheet, write_workbook

# A larger extract is a report or a roster, and those have pages, jobs and four eyes of their own.
EXPORT_LIMIT = 5_000


class Rows(Protocol):
    """What the package hands over to be written."""

    headers: Sequence[str] | None

    def __iter__(self) -> Iterator[Sequence[object]]: ...


class TextWorkbook(XLSX):
    """A workbook of text cells: the package's own drops one sign of a formula, and leaves the next one to be run."""

    def export_data(self, dataset: Rows, **_options: object) -> bytes:
        columns = [OutColumn(str(header)) for header in dataset.headers or ()]
        return write_workbook(Sheet(str(_("导出")), columns, list(dataset)))


# The two packages type the same attributes differently; at run time they agree.
class TakenAlong(ExportMixin, admin.ModelAdmin):  # type: ignore[misc]
    """A list that whoever may see it takes along, where `resource_classes` says what of it."""

    resource_classes: Sequence[type] = ()

    def get_urls(self) -> list[URLPattern]:
        return super().get_urls() if self.resource_classes else admin.ModelAdmin.get_urls(self)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.resource_classes) and self.has_view_permission(request)

    @property
    def export_formats(self) -> list[type[Format]]:
        return [TextWorkbook]

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[str]:
        # Rows are not ticked here; the filter says which.
        return []

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        rows = super().get_export_queryset(request)
        if request.method == "POST":
            if not self.has_export_permission(request):
                raise PermissionDenied
            if rows.count() > EXPORT_LIMIT:
                raise Refused(
                    _("一次最多导出%(limit)d行，先用筛选缩小范围。") % {"limit": EXPORT_LIMIT}
                )
            asked = " ".join(f"{name}={value}" for name, value in request.GET.items())
            audit.log_read(
                ReadKind.EXPORT,
                by=staff_of(request),
                subject=f"{self.opts.verbose_name} {audit.masked(asked)}".strip(),
            )
        return rows
