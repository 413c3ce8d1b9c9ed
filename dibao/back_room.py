"""The back room: Django's stock admin, hardened. Every list is scoped to the posting, nothing offers a foreign row,
query strings ask nothing that no filter offers, and case and money rows are only read here."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from dibao import audit, traces
from dibao.display import NOTHING
from dibao.errors import Refused
from dibao.http import staff_of
from dibao.idempotency import once
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.models.placed import PlacedQuerySet
from dibao.permissions import Permission as P
from dibao.taken_along import TakenAlong

ENTERED_BY = frozenset(
    {P.AREA_MANAGE, P.AUDIT_VIEW, P.BATCH_VIEW, P.CASE_VIEW, P.RULE_SET_EDIT, P.STAFF_MANAGE}
)

Context = dict[str, object]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Words = str | Promise
Shown = str | Callable[..., str]
# What Django's stubs take columns for; a callable is one too.
Columns = list[str | list[str] | tuple[str, ...] | tuple[()]]


class BackRoom(admin.AdminSite):
    """One log-in for the whole system; who holds no posting with something to do here is refused."""

    site_title = site_header = _("农村低保后台")
    index_title = _("登记与管理")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: object,
    ) -> None:
        """Take in our own pages; the libraries' would show their tables to whoever they think may see them."""
        if admin_class is not None and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        staff = request.user
        return staff.is_authenticated and staff.is_active and bool(staff.permissions & ENTERED_BY)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Whoever is known and has nothing to do here is told so at once; Django would send them to log in."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(_("您的岗位不能进后台。"))
            return inner(request, *args, **kwargs)

        return cast("View", entered)

    def login(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        """Django sends here whoever may not enter: to the one log-in page, or away."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("您的岗位不能进后台。"))
        return redirect_to_login(request.get_full_path())

    def password_change(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> TemplateResponse:
        """There is one page to change a password, which counts wrong guesses."""
        # The stubs know of Django's own answer only.
        return cast("TemplateResponse", redirect("password_change"))


class ScopedAdmin(TakenAlong):
    """A list of one's own area, seen with `view_permission`, changed with `edit_permission` where there is one.

    Whoever may see it takes it along as a workbook where `resource_classes` says what; nothing is imported here.
    """

    view_permission: P
    edit_permission: P | None = None
    show_full_result_count = False
    list_per_page = 50
    actions = None

    # Who may do what

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

    # What is asked and offered

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        rows = super().get_queryset(request)
        return rows.visible_to(staff_of(request)) if isinstance(rows, PlacedQuerySet) else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter on the page offers; else a query string could ask a sealed column letter by letter."""
        offered = {getattr(one, "parameter_name", one) for one in self.list_filter}
        return lookup.removesuffix("__exact").removesuffix("__id") in offered

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        # Nothing of ours links to a form filled in by its address.
        return {}

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

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """A related row is chosen here, and made or mended on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    # What a save does

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """The same form twice has one effect, and two people's same wish too."""
        try:
            return once(super().changeform_view)(request, object_id, form_url, extra_context)
        except IntegrityError:
            sentence = _now("没有保存：刚才有人登记了同样的内容。回到列表看一看。")
            raise Refused(sentence) from None

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self.record(request, obj, form, "changed" if change else "added")

    def record(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, verb: str
    ) -> None:
        """Write what was typed beside what stood there, of the row's own columns; a new password is none of them."""
        columns = {field.name for field in obj._meta.fields}
        names = [name for name in form.changed_data if name in columns]
        audit.record(
            f"{obj._meta.model_name}:{verb}",
            of=obj,
            by=staff_of(request),
            before=traces.facts(form.initial, names) if verb == "changed" else None,
            after=traces.facts(form.cleaned_data, names),
        )

    def log_addition(self, request: HttpRequest, obj: models.Model, message: object) -> LogEntry:
        """Nothing is kept: the audit trail says more than Django's own log, and nobody can rewrite it."""
        return LogEntry()

    def log_change(self, request: HttpRequest, obj: models.Model, message: object) -> LogEntry:
        """As above."""
        return LogEntry()

    # What is read

    def note_look(self, request: HttpRequest, row: models.Model) -> None:
        """Say that somebody looked at `row`; only registers of people's files have something to say."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Context | None = None
    ) -> HttpResponse:
        """What was done to the row, and every change that the database saw, whoever made it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        self.note_look(request, row)
        context = {
            **self.admin_site.each_context(request),
            "title": _("历史：%(row)s") % {"row": row},
            "opts": self.opts,
            "object": row,
            "events": traces.events_of(row, staff_of(request)),
            "changes": traces.changes_of(row),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: object, object_id: str
    ) -> HttpResponseRedirect:
        # Django's hook for a row that is not there: what lies outside is as absent as what never was.
        raise Http404


class PrefectureAdmin(ScopedAdmin):
    """What one prefecture keeps for all its counties, such as the calendar by which deadlines are counted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and _is_above_counties(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_above_counties(request)


def _is_above_counties(request: HttpRequest) -> bool:
    level = staff_of(request).posting.area.level
    return level in (AreaLevel.PROVINCE, AreaLevel.PREFECTURE)


def column(attribute: str, heading: Words) -> Field:
    """One column of a workbook, headed in the language of who takes it along."""
    # The heading is written when the sheet is, which the library's own signature does not foresee.
    return Field(attribute, column_name=cast("str", heading))


@cache
def plain(field: models.Field) -> Callable[[models.Model], str]:
    """A column as text; Django would link a related row to its page, which few may open."""

    @admin.display(description=field.verbose_name)
    def shown(row: models.Model) -> str:
        return str(getattr(row, field.name) or NOTHING)

    return shown


def unlinked(model: type[models.Model], names: Iterable[object]) -> list[Shown]:
    """Columns to show, related rows among them as text."""
    related = {field.name: field for field in model._meta.fields if field.is_relation}
    return [plain(related[name]) if name in related else name for name in map(str, names)]


class ReadOnlyAdmin(ScopedAdmin):
    """Rows to look at; they are written elsewhere."""

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Columns:
        return cast("Columns", unlinked(self.opts.model, super().get_fields(request, obj)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class Register(ReadOnlyAdmin):
    """A register of people's files, or of what was done with them: each look leaves its trace."""

    def household_of(self, row: models.Model) -> models.Model | None:
        """Whose file the row is part of."""
        return None

    def note_look(self, request: HttpRequest, row: models.Model) -> None:
        audit.log_read(
            ReadKind.VIEW,
            by=staff_of(request),
            household=self.household_of(row),
            subject=f"{self.opts.verbose_name} {row.pk}",
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = audit.masked(request.GET.get("q", ""))
        audit.log_read(
            ReadKind.SEARCH if asked else ReadKind.VIEW,
            by=staff_of(request),
            subject=f"{self.opts.verbose_name} {asked}".strip(),
        )
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        if self.has_view_permission(request):
            row = self.get_object(request, unquote(object_id))
            if row is not None:
                self.note_look(request, row)
        return super().change_view(request, object_id, form_url, extra_context)


class ExportedRegister(Register):
    """A register of people's files, for whoever may export registers beside seeing it."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        may_export = P.REGISTER_EXPORT in staff_of(request).permissions
        return may_export and super().has_export_permission(request)
