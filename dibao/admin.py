"""The back room's ground floor: areas, people and their postings, holidays, jobs, traces."""

import re
from datetime import date
from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import resources

from dibao import back_room, clock, events, traces
from dibao.actions import passwords
from dibao.admin_tokens import AgencyTokenAdmin
from dibao.forms import PlainModelForm
from dibao.http import staff_of
from dibao.models import (
    Agency,
    AgencyToken,
    Area,
    AuditEvent,
    Holiday,
    JobRun,
    Posting,
    ReadLog,
    Staff,
)
from dibao.permissions import Permission as P
from dibao.roles import JOBS, Role

_POSTING_FIELDS = ("staff", "area", "role", "starts_on", "agency", "ends_on", "batch_limit", "unit")
# Posts that answer for a whole batch.
_SIGNS_BATCHES = frozenset({P.BATCH_REVIEW, P.BATCH_APPROVE, P.BATCH_SIGN})
_FILE_NUMBER = re.compile(r"\d{6}-(\d{7,9})")


class AreaResource(resources.ModelResource):
    """One row a place."""

    code = back_room.column("code", _("区划代码"))
    name = back_room.column("name", _("名称"))
    level = back_room.column("get_level_display", _("级别"))
    path = back_room.column("path", _("完整名称"))
    office_phone = back_room.column("office_phone", _("电话"))

    class Meta:
        model = Area
        fields = (
            "code",
            "name",
            "level",
            "path",
            "office_phone",
        )


@admin.register(Area)
class AreaAdmin(back_room.ScopedAdmin):
    """Names, phones and addresses of places; codes come with the area table and stay."""

    resource_classes = (AreaResource,)
    view_permission = P.AREA_MANAGE
    edit_permission = P.AREA_MANAGE
    list_display = ("code", "name", "level", "path", "office_phone")
    list_filter = ("level",)
    search_fields = ("=code", "name", "path")
    readonly_fields = ("code", "level", "parent")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        return Area.objects.within(staff_of(request).posting.area)


class StaffResource(resources.ModelResource):
    """One row an account; nothing of its password."""

    username = back_room.column("username", _("用户名"))
    name = back_room.column("name", _("姓名"))
    is_active = back_room.column("is_active", _("启用"))
    last_login = back_room.column("last_login", _("上次登录"))

    class Meta:
        model = Staff
        fields = (
            "username",
            "name",
            "is_active",
            "last_login",
        )


class StaffForm(PlainModelForm):
    """A person and, when wanted, a new password, good for nothing but the page where the holder chooses their own."""

    new_password = forms.CharField(
        label=_("新密码"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "至少12位，当面交给本人。本人登录后先改成自己的密码，并看到是谁设的；不填就不变。"
        ),
    )

    class Meta:
        model = Staff
        fields = ("username", "name", "is_active")

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if password:
            validate_password(password, self.instance)
        return password


class NewStaffForm(StaffForm):
    """Nobody begins without a password."""

    new_password = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少12位，当面交给本人。本人登录后先改成自己的密码。"),
    )


def _answered_for_by(request: HttpRequest) -> QuerySet[Staff]:
    return Staff.objects.answered_for_by(staff_of(request).posting.area, on=clock.today())


@admin.register(Staff)
class StaffAdmin(back_room.ScopedAdmin):
    """Accounts of people who work in one's area and nowhere else, and of those made here and not posted yet."""

    resource_classes = (StaffResource,)
    view_permission = P.STAFF_MANAGE
    edit_permission = P.STAFF_MANAGE
    form = StaffForm
    list_display = ("username", "name", "is_active", "must_change_password", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        return _answered_for_by(request)

    def get_form(
        self,
        request: HttpRequest,
        obj: Staff | None = None,
        change: bool = False,
        **kwargs: object,
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = NewStaffForm
        return super().get_form(request, obj, change, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """One's own account is changed where everybody's is."""
        is_own = isinstance(obj, Staff) and obj.pk == staff_of(request).pk
        return super().has_change_permission(request, obj) and not is_own

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        if isinstance(obj, Staff) and not change:
            obj.made_in = staff_of(request).posting.area
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        password = form.cleaned_data["new_password"]
        if isinstance(obj, Staff) and password:
            passwords.set_for(staff=obj, password=password, by=staff_of(request))


class PostingResource(resources.ModelResource):
    """One row for each time somebody is posted."""

    staff = back_room.column("staff__name", _("姓名"))
    area = back_room.column("area__path", _("地区"))
    role = back_room.column("get_role_display", _("岗位"))
    starts_on = back_room.column("starts_on", _("到任日期"))
    ends_on = back_room.column("ends_on", _("离任日期"))

    class Meta:
        model = Posting
        fields = (
            "staff",
            "area",
            "role",
            "starts_on",
            "ends_on",
        )


class PostingForm(PlainModelForm):
    """Nobody is posted at a level where the job is not held, nor for a time that is over."""

    class Meta:
        model = Posting
        fields = _POSTING_FIELDS

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        area, role, ends_on = (cleaned.get(name) for name in ("area", "role", "ends_on"))
        if isinstance(area, Area) and role and area.level not in JOBS[Role(role)].levels:
            self.add_error("area", _("这个岗位不设在这一级，换一个地区。"))
        role = role or self.instance.role
        limit = cleaned.get("batch_limit")
        if limit is not None and role and not JOBS[Role(role)].permissions & _SIGNS_BATCHES:
            self.add_error("batch_limit", _("这个岗位不签发放批次，限额不用填。"))
        elif limit is not None and limit <= 0:
            self.add_error("batch_limit", _("限额要大于0；没有限额就不填。"))
        unit, place = cleaned.get("unit"), area or getattr(self.instance, "area", None)
        if isinstance(unit, Area) and isinstance(place, Area) and not unit.contains(place.code):
            self.add_error("unit", _("这个地区不归这个机构管，换一个机构，或者不填。"))
        self._ask_for_agency(role, cleaned.get("agency"))
        is_new = self.instance.pk is None
        if is_new and isinstance(ends_on, date) and ends_on < clock.today():
            self.add_error("ends_on", _("离任日期已经过去。新任职从今天起才用得上。"))
        return cleaned

    def _ask_for_agency(self, role: str, agency: object) -> None:
        if "agency" not in self.fields:
            return
        if role == Role.AGENCY and agency is None:
            self.add_error("agency", _("选择这个人在哪个成员单位。"))
        elif role and role != Role.AGENCY and agency is not None:
            self.add_error("agency", _("这个岗位不属于成员单位，不用选。"))


@admin.register(Posting)
class PostingAdmin(back_room.ScopedAdmin):
    """Who works where, as what, from when to when; a posting ends by a day, and nobody posts themselves."""

    resource_classes = (PostingResource,)
    view_permission = P.STAFF_MANAGE
    edit_permission = P.STAFF_MANAGE
    form = PostingForm
    list_display = ("staff", "area", "role", "starts_on", "ends_on", "batch_limit")
    list_filter = ("role",)
    search_fields = ("staff__username", "staff__name", "area__name")
    list_select_related = ("staff", "area")
    autocomplete_fields = ("staff", "area", "unit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return Posting.objects.within(staff_of(request).posting.area)

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """What somebody did was done under the posting as it was: once it has begun it only ends."""
        if not isinstance(obj, Posting):
            return []
        has_begun = obj.starts_on <= clock.today()
        settled = ("staff", "area", "role", "starts_on", "agency") if has_begun else ("staff",)
        return cast("list[str]", back_room.unlinked(Posting, settled))

    def get_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> back_room.Columns:
        settled = self.get_readonly_fields(request, obj)
        return [*settled, *_POSTING_FIELDS[len(settled) :]]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Of who works elsewhere too, and of oneself, the level above says when a posting ends."""
        if not super().has_change_permission(request, obj):
            return False
        return (
            not isinstance(obj, Posting) or self._others(request).filter(pk=obj.staff_id).exists()
        )

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        """Autocomplete only decides what is offered; what is accepted is decided here."""
        if db_field.related_model is Staff:
            kwargs["queryset"] = self._others(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @staticmethod
    def _others(request: HttpRequest) -> QuerySet[Staff]:
        return _answered_for_by(request).exclude(pk=staff_of(request).pk)


admin.site.register(AgencyToken, AgencyTokenAdmin)


class HolidayResource(resources.ModelResource):
    """One row a day."""

    day = back_room.column("day", _("日期"))
    name = back_room.column("name", _("名称"))
    is_working = back_room.column("is_working", _("要上班"))

    class Meta:
        model = Holiday
        fields = (
            "day",
            "name",
            "is_working",
        )


@admin.register(Holiday)
class HolidayAdmin(back_room.PrefectureAdmin):
    """Holidays and worked weekends, past the years that the library knows: one calendar, kept by the prefecture."""

    resource_classes = (HolidayResource,)
    view_permission = P.AREA_MANAGE
    edit_permission = P.AREA_MANAGE
    list_display = ("day", "name", "is_working")
    list_filter = ("is_working",)
    search_fields = ("name",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        # The day is the row's key: another day is another row.
        return ("day",) if obj else ()


class AgencyResource(resources.ModelResource):
    """One row an agency."""

    code = back_room.column("code", _("代码"))
    name = back_room.column("name", _("名称"))
    name_today = back_room.column("name_today", _("现名"))
    phone = back_room.column("phone", _("电话"))
    is_active = back_room.column("is_active", _("启用"))

    class Meta:
        model = Agency
        fields = (
            "code",
            "name",
            "name_today",
            "phone",
            "is_active",
        )


@admin.register(Agency)
class AgencyAdmin(back_room.PrefectureAdmin):
    """The member agencies; one that takes no part any more is switched off, and what it was sent stays."""

    resource_classes = (AgencyResource,)
    view_permission = P.AID_EDIT
    edit_permission = P.AID_EDIT
    list_display = ("name", "name_today", "phone", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "name_today", "code")
    fields = ("code", "name", "name_today", "name_en", "phone", "position", "is_active")

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(JobRun)
class JobRunAdmin(back_room.ReadOnlyAdmin):
    view_permission = P.JOB_VIEW
    # What the program keeps for itself is no reading for an administrator.
    exclude = ("kind", "arguments", "result", "link")
    list_display = ("title", "area", "asked_by", "status", "asked_at", "finished_at")
    list_filter = ("status",)
    search_fields = ("title",)
    list_select_related = ("area", "asked_by")
    fields = (
        *("title", "area", "asked_by", "posting", "status", "done_count", "total_count"),
        *("sentence", "asked_at", "started_at", "heartbeat_at", "finished_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobRun]:
        return JobRun.objects.visible_to(staff_of(request))


class EventFilter(admin.SimpleListFilter):
    """Events by their words."""

    title = _("事项")
    parameter_name = "event"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, events.Words]]:
        return events.named()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(event=self.value()) if self.value() else queryset


class TraceAdmin(back_room.Register):
    """What the two kinds of traces have in common: rows of one's area, with roles and places in words."""

    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        low, high = staff_of(request).posting.area.span
        place = Area.objects.filter(pk=OuterRef("area_code")).values("path")
        return self.opts.model._default_manager.filter(
            area_code__gte=low, area_code__lt=high
        ).annotate(place_name=Subquery(place))

    @admin.display(description=_("岗位"))
    def role_name(self, row: AuditEvent | ReadLog) -> traces.Words:
        return traces.role_words(row.role)

    @admin.display(description=_("地区"))
    def place(self, row: models.Model) -> str:
        return getattr(row, "place_name", None) or ""


@admin.register(AuditEvent)
class AuditEventAdmin(TraceAdmin):
    """What was done, by whom; the facts before and after, and the reason, for those who may read files."""

    view_permission = P.AUDIT_VIEW
    list_display = ("at", "what", "kind", "object_key", "staff_name", "role_name", "place")
    list_filter = (EventFilter,)
    search_fields = ("=object_key", "staff_name", "=request_id")

    def get_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> back_room.Columns:
        told = [*map(str, self.list_display), "request_id"]
        is_open = isinstance(obj, AuditEvent) and traces.may_read_words(
            staff_of(request), obj.object_kind
        )
        more = ["facts_before", "facts_after", "reason"] if is_open else []
        return [*told, *more]

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        return [str(name) for name in self.get_fields(request, obj)]

    @admin.display(description=_("事项"), ordering="event")
    def what(self, row: AuditEvent) -> events.Words:
        return events.words_of(row.event)

    @admin.display(description=_("对象"), ordering="object_kind")
    def kind(self, row: AuditEvent) -> traces.Words:
        return traces.kind_words(row.object_kind)

    @admin.display(description=_("之前"))
    def facts_before(self, row: AuditEvent) -> str:
        return traces.facts_in_words(row.object_kind, row.before)

    @admin.display(description=_("之后"))
    def facts_after(self, row: AuditEvent) -> str:
        return traces.facts_in_words(row.object_kind, row.after)


@admin.register(ReadLog)
class ReadLogAdmin(TraceAdmin):
    """Who read whose file: by the family's file number, or by the reader."""

    view_permission = P.READ_LOG_VIEW
    list_display = ("at", "staff_name", "role_name", "kind", "household_key", "subject", "place")
    list_filter = ("kind",)
    search_fields = ("=household_key", "staff_name")
    search_help_text = _("档案号（如 990121-0000012），或查阅人姓名")
    fields = (
        *("at", "staff_name", "role_name", "kind", "household_key", "subject", "purpose", "place"),
        "request_id",
    )
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ReadLog], search_term: str
    ) -> tuple[QuerySet[ReadLog], bool]:
        """A file number as it is printed, or what Django's search makes of the words."""
        number = _FILE_NUMBER.fullmatch(search_term.strip())
        if number:
            return queryset.filter(household_key=int(number[1])), False
        return super().get_search_results(request, queryset, search_term)
