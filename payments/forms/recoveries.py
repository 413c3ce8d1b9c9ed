"""Recoveries as they are proposed, decided and given back, and which of them to list."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, LongTextField, MoneyTextField, TextField
from dibao.fields import MonthFormField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions.recoveries import EntryPaper, RecoveryPlan
from payments.forms.batches import month_box
from payments.models.recovery import EntryKind, RecoveryCause, RecoveryQuerySet
from payments.workflow import RecoveryStatus


class RecoveryForm(PlainForm):
    """Why money is to come back, and how."""

    cause = forms.ChoiceField(label=_("原因"), choices=[("", "—"), *RecoveryCause.choices])
    reasons = LongTextField(
        label=_("事实和理由"),
        max_length=1000,
        rows=4,
        help_text=_("写清哪件事、哪一天、怎么知道的；会印在通知书上。"),
    )
    instalment = MoneyTextField(
        label=_("每月抵扣（元）"),
        help_text=_("从以后每月的低保金里抵扣；每月最多抵扣三成，余下的照发。全部退现金的写 0。"),
    )
    first_month = MonthFormField(
        label=_("从哪个月起抵扣"), help_text=_("写成 2008-08。"), widget=month_box()
    )
    return_by = DayField(label=_("退回期限"), help_text=_("没有抵扣完的，这一天以前退回。"))

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data, initial={"first_month": str(BenefitMonth.of(on).next())})

    def plan(self) -> RecoveryPlan:
        """The form as the action takes it; ask only once it is valid."""
        typed = {name: self.cleaned_data[name] for name in self.base_fields}
        return RecoveryPlan(**typed | {"cause": RecoveryCause(typed["cause"])})


class EntryForm(PlainForm):
    """Cash that came back, or a sum to be given up."""

    kind = forms.ChoiceField(label=_("种类"), choices=EntryKind.choices)
    amount = MoneyTextField(label=_("金额（元）"))
    happened_on = DayField(label=_("日期"))
    paper = TextField(
        label=_("收据或批文号"),
        max_length=60,
        help_text=_("退回现金的写专户收据号，核销的写批文号；一张只能登记一次。"),
    )
    reason = TextField(label=_("说明"), max_length=300, required=False)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise ValidationError(_now("金额要大于0"))
        return amount

    def entry(self) -> EntryPaper:
        """The form as the action takes it; ask only once it is valid."""
        return EntryPaper(**self.cleaned_data | {"kind": EntryKind(self.cleaned_data["kind"])})


class CancelForm(PlainForm):
    """Why the money is left where it is."""

    reason = LongTextField(label=_("不追回的原因"), max_length=500, rows=2)


class RecoveryFilter(PlainForm):
    """Which recoveries: those not closed unless asked otherwise, in one place below."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("没有结清的")), *RecoveryStatus.choices, ("all", _("全部"))],
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, recoveries: RecoveryQuerySet) -> RecoveryQuerySet:
        """The recoveries that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("area"):
            recoveries = recoveries.within(asked["area"])
        status = asked.get("status")
        if status == "all":
            return recoveries
        return recoveries.filter(status=status) if status else recoveries.open()
