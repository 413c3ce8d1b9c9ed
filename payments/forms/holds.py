"""A hold as the county's clerk places it, its lifting, and which holds to list."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import LongTextField, TextField
from dibao.fields import MonthFormField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions.holds import HoldEntry
from payments.forms.batches import month_box
from payments.models.hold import HoldQuerySet, HoldReason


class HoldForm(PlainForm):
    """Why the money waits, and which months."""

    reason = forms.ChoiceField(
        label=_("缓发原因"),
        choices=[("", "—"), *HoldReason.choices],
        help_text=_("待遇本身要变的不用缓发，由乡镇办理变更。"),
    )
    note = TextField(
        label=_("说明"), max_length=300, required=False, help_text=_("选“其他”的一定要写。")
    )
    first_month = MonthFormField(
        label=_("从哪个月起"),
        help_text=_("写成 2008-08，这个月的批次还没有签发。"),
        widget=month_box(),
    )
    last_month = MonthFormField(
        label=_("到哪个月止"),
        required=False,
        help_text=_("不填的，到另一人解除为止。"),
        widget=month_box(),
    )

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data, initial={"first_month": str(BenefitMonth.of(on))})

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == HoldReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _now("写明缓发的原因"))
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _now("截止月份早于起始月份，核对后再填"))
        return cleaned

    def entry(self) -> HoldEntry:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return HoldEntry(
            reason=HoldReason(typed["reason"]),
            note=typed["note"],
            first_month=typed["first_month"],
            last_month=typed["last_month"],
        )


class LiftForm(PlainForm):
    """What was found out, so that the money goes again."""

    reason = LongTextField(
        label=_("解除原因"), max_length=300, rows=2, help_text=_("写清怎样核实的，谁核实的。")
    )


class HoldFilter(PlainForm):
    """Which holds: those that stand unless asked otherwise, for one reason and in one place below."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("没有解除的")), ("lifted", _("已解除")), ("all", _("全部"))],
    )
    reason = forms.ChoiceField(
        label=_("缓发原因"), required=False, choices=[("", _("全部")), *HoldReason.choices]
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, holds: HoldQuerySet) -> HoldQuerySet:
        """The holds that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("area"):
            holds = holds.within(asked["area"])
        if asked.get("reason"):
            holds = holds.filter(reason=asked["reason"])
        match asked.get("status"):
            case "all":
                return holds
            case "lifted":
                return holds.filter(lifted_at__isnull=False)
        return holds.standing()
