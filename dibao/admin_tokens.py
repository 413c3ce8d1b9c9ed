"""The back room's page of agencies' tokens."""

from datetime import date

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from dibao import back_room, clock
from dibao.actions import agency_tokens
from dibao.forms import PlainModelForm
from dibao.http import staff_of
from dibao.models import AgencyToken, Posting
from dibao.models.agency_token import LONGEST
from dibao.permissions import Permission as P
from dibao.roles import Role


class TokenForm(PlainModelForm):
    """For which system of an agency, and until when."""

    class Meta:
        model = AgencyToken
        fields = ("posting", "system", "expires_on")

    def clean_expires_on(self) -> date:
        last: date = self.cleaned_data["expires_on"]
        if not clock.today() <= last <= clock.today() + LONGEST:
            raise forms.ValidationError(_("有效期从今天起，最长365天。"))
        return last


class RevocationForm(PlainModelForm):
    """That a token opens nothing any more."""

    is_revoked = forms.BooleanField(
        label=_("作废这个令牌"),
        help_text=_("作废以后，用它的系统马上进不来，也不能恢复。"),
    )

    class Meta:
        model = AgencyToken
        fields = ()


class AgencyPostingField(forms.ModelChoiceField):
    """Postings to agencies, told by agency, person and place."""

    def label_from_instance(self, obj: models.Model) -> str:
        return f"{obj.agency} {obj.staff} {obj.area}" if isinstance(obj, Posting) else str(obj)


class AgencyTokenAdmin(back_room.ScopedAdmin):
    """Tokens of agencies' systems: shown once when they are handed out, to others only, and revoked for good."""

    view_permission = P.STAFF_MANAGE
    edit_permission = P.STAFF_MANAGE
    form = TokenForm
    list_display = ("agency", "system", "holder", "expires_on", "last_used_on", "revoked_on")
    search_fields = ("system", "posting__agency__name", "posting__staff__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyToken]:
        rows = AgencyToken.objects.within(staff_of(request).posting.area)
        return rows.select_related("posting__agency", "posting__staff", "created_by", "revoked_by")

    @admin.display(description=_("成员单位"))
    def agency(self, token: AgencyToken) -> str:
        return str(token.posting.agency)

    @admin.display(description=_("代表谁"))
    def holder(self, token: AgencyToken) -> str:
        return token.posting.staff.name

    def get_form(
        self,
        request: HttpRequest,
        obj: AgencyToken | None = None,
        change: bool = False,
        **kwargs: object,
    ) -> type[forms.ModelForm]:
        if obj is not None:
            kwargs["form"] = PlainModelForm if obj.revoked_on else RevocationForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        told = ("agency", "system", "holder", "created_by", "created_on", "expires_on")
        return (*told, "last_used_on", "revoked_by", "revoked_on")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """One that is revoked is only looked at."""
        is_over = isinstance(obj, AgencyToken) and obj.revoked_on is not None
        return super().has_change_permission(request, obj) and not is_over

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        """People who answer for an agency in one's area, oneself never."""
        me = staff_of(request)
        lasting = Posting.objects.lasting(on=clock.today()).within(me.posting.area)
        others = lasting.filter(role=Role.AGENCY).exclude(staff=me)
        kwargs["queryset"] = others.select_related("agency", "staff", "area")
        kwargs["form_class"] = AgencyPostingField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        by, on = staff_of(request), clock.today()
        if not isinstance(obj, AgencyToken):
            raise TypeError("this is the page of tokens")
        if change:
            agency_tokens.revoke(token=obj, by=by, on=on)
            return
        made = agency_tokens.create(
            posting=obj.posting, system=obj.system, expires_on=obj.expires_on, by=by, on=on
        )
        obj.pk, obj.word = made.pk, made.word

    def response_add(
        self, request: HttpRequest, obj: models.Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The one page that shows the token; whoever loses it gets another."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("令牌已经发放"),
            "opts": self.opts,
            "token": obj,
        }
        return TemplateResponse(request, "admin/agency_token.html", context)
