"""The back room: Django's stock admin, hardened. Every list is scoped to the posting, nothing offers a foreign row,
query strings ask nothing that no filter offers, and case and money rows are only read here."""

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import XLSX, Format

from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import staff_of
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.models.placed import PlacedQuerySet
from dibao.permissions import Permission as P

ENTERED_BY = frozenset(
    {P.AREA_MANAGE, P.AUDIT_VIEW, P.BATCH_VIEW, P.CASE_VIEW, P.RULE_SET_EDIT, P.STAFF_MANAGE}
)
# A larger extract is a report or a roster, and those have pages, jobs and four eyes of their own.
EXPORT_LIMIT = 5_000


class BackRoom(admin.AdminSite):
    """One log-in for the whole system; who holds no posting with something to do here is refused."""

    site_title = site_header = _("农村低保后台")
    index_title = _("登记与管理")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        staff = request.user
        return staff.is_authenticated and staff.is_active and bool(staff.permissions & ENTERED_BY)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Django sends here whoever may not enter: to the one log-in page, or away."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("您的岗位不能进后台。"))
        return redirect_to_login(request.get_full_path())


class ScopedAdmin(admin.ModelAdmin):
    """A list of one's own area, seen with `view_permission`, changed with `edit_permission` where there is one."""

    view_permission: P
    edit_permission: P | None = None
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.view_permission in staff_of(request).permissions

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.edit_permission in staff_of(request).permissions

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.edit_permission in staff_of(request).permissions

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        # Nothing is deleted in the back room; what ends gets a last day.
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        rows = super().get_queryset(request)
        return rows.visible_to(staff_of(request)) if isinstance(rows, PlacedQuerySet) else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter on the page offers; else a query string could ask a sealed column letter by letter."""
        offered = {name for name in self.list_filter if isinstance(name, str)}
        return lookup.removesuffix("__exact").removesuffix("__id") in offered

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        """Offer areas of the posting and no other rows than its own."""
        offered = db_field.related_model._default_manager.all()
        if db_field.related_model is Area:
            kwargs["queryset"] = Area.objects.within(staff_of(request).posting.area)
        elif isinstance(offered, PlacedQuerySet):
            kwargs["queryset"] = offered.visible_to(staff_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: object, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        changed = sorted(getattr(form, "changed_data", []))
        audit.record(
            f"{obj._meta.model_name}:{verb}",
            of=obj,
            by=staff_of(request),
            after={"fields": changed},
        )


# The two packages type the same attributes differently; at run time they agree.
class ReadOnlyRegister(ExportMixin, ScopedAdmin):  # type: ignore[misc]
    """A register to look through, search and export; writing is the desk's."""

    export_permission = P.REGISTER_EXPORT
    # The columns that go into an export, in order: never sealed ones.
    exported: Sequence[str] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.export_permission in staff_of(request).permissions

    @property
    def export_formats(self) -> list[type[Format]]:
        return [XLSX]

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        rows = super().get_export_queryset(request)
        if request.method == "POST":
            require(staff_of(request), self.export_permission)
            if rows.count() > EXPORT_LIMIT:
                raise Refused(
                    _("一次最多导出%(limit)d行，先用筛选缩小范围。") % {"limit": EXPORT_LIMIT}
                )
            audit.log_read(
                ReadKind.EXPORT,
                by=staff_of(request),
                subject=f"{self.opts.verbose_name} {request.GET.urlencode()}",
            )
        return rows

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        asked = request.GET.get("q", "")
        kind = ReadKind.SEARCH if asked else ReadKind.VIEW
        audit.log_read(kind, by=staff_of(request), subject=f"{self.opts.verbose_name} {asked[:1]}…")
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        audit.log_read(
            ReadKind.VIEW, by=staff_of(request), subject=f"{self.opts.verbose_name} {object_id}"
        )
        return super().change_view(request, object_id, form_url, extra_context)
