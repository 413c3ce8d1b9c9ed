"""The back room's ground floor: areas, people and their postings, holidays, jobs, traces."""

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dibao import back_room
from dibao.http import staff_of
from dibao.models import Area, AuditEvent, Holiday, JobRun, Posting, Staff
from dibao.permissions import Permission as P
from dibao.roles import JOBS


@admin.register(Area)
class AreaAdmin(back_room.ScopedAdmin):
    """Names, phones and addresses of places; codes come with the area table and stay."""

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


class StaffForm(forms.ModelForm):
    """A person and, when wanted, a new password that the holder changes at once."""

    new_password = forms.CharField(
        label=_("新密码"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少12位；不填就不变。当面交给本人，本人登录后修改。"),
    )

    class Meta:
        model = Staff
        fields = ("username", "name", "is_active")

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if not password and self.instance.pk is None:
            raise ValidationError(_("填写新密码"))
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> Staff:
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        return super().save(commit)


@admin.register(Staff)
class StaffAdmin(back_room.ScopedAdmin):
    """Accounts of people posted in one's area, and of those not posted anywhere yet."""

    view_permission = P.STAFF_MANAGE
    edit_permission = P.STAFF_MANAGE
    form = StaffForm
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        """Whoever is posted somewhere else only is somebody else's to manage."""
        here = Posting.objects.filter(area__in=Area.objects.within(staff_of(request).posting.area))
        elsewhere = Posting.objects.exclude(pk__in=here)
        return Staff.objects.exclude(
            pk__in=elsewhere.exclude(staff__in=here.values("staff")).values("staff")
        )


class PostingForm(forms.ModelForm):
    """Nobody is posted at a level where the job is not held."""

    class Meta:
        model = Posting
        fields = ("staff", "area", "role", "starts_on", "ends_on")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        area, role = cleaned.get("area"), cleaned.get("role")
        if area and role and area.level not in JOBS[role].levels:
            self.add_error("area", _("这个岗位不设在这一级，换一个地区。"))
        return cleaned


@admin.register(Posting)
class PostingAdmin(back_room.ScopedAdmin):
    """Who works where, as what, from when to when; a posting ends by a day, and nobody posts themselves."""

    view_permission = P.STAFF_MANAGE
    edit_permission = P.STAFF_MANAGE
    form = PostingForm
    list_display = ("staff", "area", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    search_fields = ("staff__username", "staff__name", "area__name")
    list_select_related = ("staff", "area")
    autocomplete_fields = ("staff", "area")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return Posting.objects.filter(area__in=Area.objects.within(staff_of(request).posting.area))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        is_own = isinstance(obj, Posting) and obj.staff_id == staff_of(request).pk
        return super().has_change_permission(request, obj) and not is_own

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        """Autocomplete only decides what is offered; what is accepted is decided here."""
        if db_field.related_model is Staff:
            kwargs["queryset"] = Staff.objects.exclude(pk=staff_of(request).pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Holiday)
class HolidayAdmin(back_room.ScopedAdmin):
    """Holidays and worked weekends, past the years that the library knows."""

    view_permission = P.AREA_MANAGE
    edit_permission = P.AREA_MANAGE
    list_display = ("day", "name", "is_working")
    list_filter = ("is_working",)
    search_fields = ("name",)


@admin.register(JobRun)
class JobRunAdmin(back_room.ReadOnlyRegister):
    view_permission = P.JOB_VIEW
    # What the program keeps for itself is no reading for an administrator.
    exclude = ("kind", "arguments", "result", "link")
    list_display = ("title", "area", "asked_by", "status", "asked_at", "finished_at")
    list_filter = ("status",)
    search_fields = ("title",)
    list_select_related = ("area", "asked_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobRun]:
        return JobRun.objects.visible_to(staff_of(request))


@admin.register(AuditEvent)
class AuditEventAdmin(back_room.ReadOnlyRegister):
    """What was done, by whom, with the facts before and after."""

    view_permission = P.AUDIT_VIEW
    list_display = ("at", "event", "object_kind", "object_key", "staff_name", "role", "area_code")
    list_filter = ("event",)
    search_fields = ("=object_key", "staff_name", "=request_id")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        low, high = staff_of(request).posting.area.span
        return AuditEvent.objects.filter(area_code__gte=low, area_code__lt=high)
