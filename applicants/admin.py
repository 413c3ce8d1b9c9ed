"""The back room's registers of households, cases and grants, the rule sets, and what agencies give."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import resources

from applicants.choices import choices
from applicants.eligibility.codes import Hardship
from applicants.models import AidItem, AidTerms, Case, Grant, Household, Objection, RuleSet
from applicants.models.household import HouseholdQuerySet
from dibao import back_room
from dibao.display import listed
from dibao.http import staff_of
from dibao.permissions import Permission as P


class HouseholdResource(resources.ModelResource):
    """One row a household: nothing sealed, the head by name and last four."""

    number = back_room.column("number", _("档案号"))
    village = back_room.column("area__path", _("村"))
    group = back_room.column("group_name", _("村民小组"))
    head = back_room.column("head__name", _("户主"))
    id_last4 = back_room.column("head__id_last4", _("身份证后4位"))
    registered_on = back_room.column("registered_on", _("登记日期"))

    class Meta:
        model = Household
        fields = ("number", "village", "group", "head", "id_last4", "registered_on")


class CaseResource(resources.ModelResource):
    number = back_room.column("number", _("案号"))
    village = back_room.column("area__path", _("村"))
    head = back_room.column("household__head__name", _("户主"))
    status = back_room.column("get_status_display", _("状态"))
    opened_on = back_room.column("opened_on", _("录入日期"))
    accepted_on = back_room.column("accepted_on", _("受理日期"))

    class Meta:
        model = Case
        fields = ("number", "village", "head", "status", "opened_on", "accepted_on")


class GrantResource(resources.ModelResource):
    village = back_room.column("area__path", _("村"))
    head = back_room.column("household__head__name", _("户主"))
    benefit_class = back_room.column("get_benefit_class_display", _("类别"))
    covered_count = back_room.column("covered_count", _("保障人口"))
    total_amount = back_room.column("total_amount", _("月合计（元）"))
    first_month = back_room.column("first_month", _("起始月份"))
    last_month = back_room.column("last_month", _("终止月份"))

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


class ObjectionResource(resources.ModelResource):
    """One row for each thing that was said; who said it is not among the columns."""

    number = back_room.column("short_number", _("回执号"))
    kind = back_room.column("get_kind_display", _("性质"))
    channel = back_room.column("get_channel_display", _("渠道"))
    area = back_room.column("area__path", _("地区"))
    about = back_room.column("about", _("反映对象"))
    is_named = back_room.column("is_named", _("实名"))
    lodged_on = back_room.column("lodged_on", _("提出日期"))
    answer_due = back_room.column("answer_due", _("答复期限"))
    status = back_room.column("get_status_display", _("状态"))
    answered_on = back_room.column("answered_on", _("答复日期"))

    class Meta:
        model = Objection
        fields = (
            "number",
            "kind",
            "channel",
            "area",
            "about",
            "is_named",
            "lodged_on",
            "answer_due",
            "status",
            "answered_on",
        )


@admin.register(Household)
class HouseholdAdmin(back_room.ExportedRegister):
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

    def household_of(self, row: models.Model) -> models.Model | None:
        return row

    @admin.display(description=_("身份证后4位"))
    def masked_id(self, household: Household) -> str:
        return household.head.id_last4


@admin.register(Case)
class CaseAdmin(back_room.ExportedRegister):
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

    def household_of(self, row: models.Model) -> models.Model | None:
        return row.household if isinstance(row, Case) else None

    @admin.display(description=_("户主"))
    def head(self, case: Case) -> str:
        return case.household.head.name


@admin.register(Grant)
class GrantAdmin(back_room.ExportedRegister):
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

    def household_of(self, row: models.Model) -> models.Model | None:
        return row.household if isinstance(row, Grant) else None

    @admin.display(description=_("户主"))
    def head(self, grant: Grant) -> str:
        return grant.household.head.name


@admin.register(Objection)
class ObjectionAdmin(back_room.ExportedRegister):
    """What people said, as the desk's list shows it; a township sees what it may look into."""

    view_permission = P.OBJECTION_VIEW
    resource_classes = (ObjectionResource,)
    list_display = ("receipt", "kind", "channel", "about", "area", "lodged_on", "status")
    list_filter = ("status", "kind", "channel")
    list_select_related = ("area",)
    search_fields = ("about",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        return Objection.objects.visible_to(staff_of(request))

    @admin.display(description=_("回执号"), ordering="pk")
    def receipt(self, objection: Objection) -> str:
        return objection.short_number


class RuleSetResource(resources.ModelResource):
    """One row a rule set, without its terms."""

    name = back_room.column("name", _("名称"))
    area = back_room.column("area__path", _("地区"))
    first_day = back_room.column("first_day", _("起始日期"))
    last_day = back_room.column("last_day", _("终止日期"))
    status = back_room.column("get_status_display", _("状态"))

    class Meta:
        model = RuleSet
        fields = (
            "name",
            "area",
            "first_day",
            "last_day",
            "status",
        )


@admin.register(RuleSet)
class RuleSetAdmin(back_room.ReadOnlyAdmin):
    """The rule sets that apply in one's area: its own, those of places inside it, and those it takes from above."""

    resource_classes = (RuleSetResource,)
    view_permission = P.RULE_SET_EDIT
    list_display = ("name", "area", "first_day", "last_day", "status")
    list_filter = ("status",)
    search_fields = ("name",)
    list_select_related = ("area",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RuleSet]:
        area = staff_of(request).posting.area
        low, high = area.span
        above = [area.code[:digits].ljust(12, "0") for digits in (2, 4)]
        return RuleSet.objects.filter(Q(area_id__gte=low, area_id__lt=high) | Q(area__in=above))


class AidItemResource(resources.ModelResource):
    """One row a benefit."""

    agency = back_room.column("agency__name", _("成员单位"))
    code = back_room.column("code", _("代码"))
    name = back_room.column("name", _("名称"))
    unit = back_room.column("unit", _("计量单位"))
    frequency = back_room.column("get_frequency_display", _("频次"))

    class Meta:
        model = AidItem
        fields = (
            "agency",
            "code",
            "name",
            "unit",
            "frequency",
        )


@admin.register(AidItem)
class AidItemAdmin(back_room.PrefectureAdmin):
    """What agencies give, written by the prefecture for all its counties; how often and to whom is counted never
    changes, and the terms have pages of their own."""

    resource_classes = (AidItemResource,)
    view_permission = P.AID_EDIT
    edit_permission = P.AID_EDIT
    list_display = ("name", "agency", "unit", "is_per_member", "frequency")
    list_filter = ("agency",)
    search_fields = ("name", "code")
    list_select_related = ("agency",)
    fields = (
        *("agency", "code", "name", "name_en", "unit", "unit_en"),
        *("is_per_member", "frequency", "position"),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        return ("agency", "code", "unit", "is_per_member", "frequency") if obj else ()

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """The database lets the application write no other column of a benefit that is there."""
        if change:
            obj.save(update_fields=form.changed_data)
            self.record(request, obj, form, "changed")
        else:
            super().save_model(request, obj, form, change)


class AidTermsResource(resources.ModelResource):
    """One row a version, without its terms."""

    item = back_room.column("item__name", _("帮扶项目"))
    first_day = back_room.column("first_day", _("起始日期"))
    last_day = back_room.column("last_day", _("终止日期"))
    status = back_room.column("get_status_display", _("状态"))

    class Meta:
        model = AidTerms
        fields = (
            "item",
            "first_day",
            "last_day",
            "status",
        )


@admin.register(AidTerms)
class AidTermsAdmin(back_room.ReadOnlyAdmin):
    """Versions to look at; they are drafted and put in force on pages of their own."""

    resource_classes = (AidTermsResource,)
    view_permission = P.AID_EDIT
    list_display = ("item", "first_day", "last_day", "status")
    list_filter = ("status",)
    search_fields = ("item__name",)
    list_select_related = ("item",)
