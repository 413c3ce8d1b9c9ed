"""The back room's registers of households, cases and grants, and the rule sets."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources

from applicants.choices import choices
from applicants.eligibility.canonical import JSON, ContentError
from applicants.eligibility.checks import problems
from applicants.eligibility.codes import Hardship
from applicants.eligibility.terms import Terms
from applicants.models import Case, Grant, Household, RuleSet, RuleSetStatus
from applicants.models.household import HouseholdQuerySet
from dibao import back_room
from dibao.display import listed
from dibao.permissions import Permission as P


class HouseholdResource(resources.ModelResource):
    """One row a household: nothing sealed, the head by name and last four."""

    number = fields.Field("number", column_name="档案号")
    village = fields.Field("area__path", column_name="村")
    group = fields.Field("group_name", column_name="村民小组")
    head = fields.Field("head__name", column_name="户主")
    id_last4 = fields.Field("head__id_last4", column_name="身份证后4位")
    registered_on = fields.Field("registered_on", column_name="登记日期")

    class Meta:
        model = Household
        fields = ("number", "village", "group", "head", "id_last4", "registered_on")


class CaseResource(resources.ModelResource):
    number = fields.Field("number", column_name="案号")
    village = fields.Field("area__path", column_name="村")
    head = fields.Field("household__head__name", column_name="户主")
    status = fields.Field("get_status_display", column_name="状态")
    opened_on = fields.Field("opened_on", column_name="录入日期")
    accepted_on = fields.Field("accepted_on", column_name="受理日期")

    class Meta:
        model = Case
        fields = ("number", "village", "head", "status", "opened_on", "accepted_on")


class GrantResource(resources.ModelResource):
    village = fields.Field("area__path", column_name="村")
    head = fields.Field("household__head__name", column_name="户主")
    benefit_class = fields.Field("get_benefit_class_display", column_name="类别")
    covered_count = fields.Field("covered_count", column_name="保障人口")
    total_amount = fields.Field("total_amount", column_name="月合计（元）")
    first_month = fields.Field("first_month", column_name="起始月份")
    last_month = fields.Field("last_month", column_name="终止月份")

    class Meta:
        model = Grant
        fields = (
            "village",
            "head",
            "benefit_class",
            "covered_count",
            "total_amount",
            "first_month",
            "last_month",
        )


@admin.register(Household)
class HouseholdAdmin(back_room.ReadOnlyRegister):
    view_permission = P.CASE_VIEW
    resource_classes = (HouseholdResource,)
    list_display = ("file_number", "head", "masked_id", "area", "group_name", "registered_on")
    list_select_related = ("head", "area")
    search_fields = ("head__name",)
    search_help_text = _("姓名、拼音首字母、身份证后4位或后6位、手机后4位、档案号")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Household], search_term: str
    ) -> tuple[QuerySet[Household], bool]:
        """The desk's own search: by every key, each through an index."""
        if search_term and isinstance(queryset, HouseholdQuerySet):
            queryset = queryset.found_by(search_term)
        return queryset, False

    @admin.display(description=_("档案号"), ordering="pk")
    def file_number(self, household: Household) -> str:
        return household.number

    @admin.display(description=_("身份证后4位"))
    def masked_id(self, household: Household) -> str:
        return household.head.id_last4


@admin.register(Case)
class CaseAdmin(back_room.ReadOnlyRegister):
    view_permission = P.CASE_VIEW
    resource_classes = (CaseResource,)
    list_display = ("case_number", "head", "area", "status", "opened_on", "accepted_on")
    exclude = ("hardships",)
    readonly_fields = ("hardship_words",)
    list_filter = ("status", "kind")
    list_select_related = ("household__head", "area")
    search_fields = ("household__head__name",)

    @admin.display(description=_("案号"), ordering="pk")
    def case_number(self, case: Case) -> str:
        return case.number

    @admin.display(description=_("困难情形"))
    def hardship_words(self, case: Case) -> str:
        words = dict(choices(Hardship))
        return listed(words[key] for key in case.hardships)

    @admin.display(description=_("户主"))
    def head(self, case: Case) -> str:
        return case.household.head.name


@admin.register(Grant)
class GrantAdmin(back_room.ReadOnlyRegister):
    view_permission = P.CASE_VIEW
    resource_classes = (GrantResource,)
    list_display = (
        "head",
        "area",
        "benefit_class",
        "covered_count",
        "total_amount",
        "first_month",
        "last_month",
    )
    list_filter = ("benefit_class",)
    list_select_related = ("household__head", "area")
    search_fields = ("household__head__name",)

    @admin.display(description=_("户主"))
    def head(self, grant: Grant) -> str:
        return grant.household.head.name


class RuleSetForm(forms.ModelForm):
    """Terms as text that the rules themselves check; their sentences are shown."""

    class Meta:
        model = RuleSet
        fields = ("area", "name", "first_day", "last_day", "legal_basis", "terms")

    def clean_terms(self) -> dict[str, JSON]:
        try:
            terms = Terms.from_json(self.cleaned_data["terms"])
        except ContentError as error:
            raise ValidationError([problem.sentence for problem in error.problems]) from None
        if found := problems(terms):
            raise ValidationError([problem.sentence for problem in found])
        return terms.to_json()


@admin.register(RuleSet)
class RuleSetAdmin(back_room.ScopedAdmin):
    """Rule sets: drafts are written here; one in force is only read."""

    view_permission = P.RULE_SET_EDIT
    edit_permission = P.RULE_SET_EDIT
    form = RuleSetForm
    list_display = ("name", "area", "first_day", "last_day", "status")
    list_filter = ("status",)
    search_fields = ("name",)
    list_select_related = ("area",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        is_draft = not isinstance(obj, RuleSet) or obj.status == RuleSetStatus.DRAFT
        return super().has_change_permission(request, obj) and is_draft
