"""Forms about batches: which to list, which month to draw, and the four kinds of step."""

from decimal import Decimal
from typing import ClassVar

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, LongTextField, MoneyTextField, TextField
from dibao.fields import MonthFormField
from dibao.forms import PlainForm
from dibao.http import StaffRequest
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from payments.actions.batches import Subsidy, notable_change, sentence_for
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus


def month_box() -> forms.TextInput:
    """Where a month is typed."""
    return forms.TextInput(
        attrs={"class": "w-8", "autocomplete": "off", "placeholder": "2008-07", "maxlength": "12"}
    )


class BatchFilter(PlainForm):
    """Which batches: of a month, a county, a status; what stands open comes with all the others."""

    month = MonthFormField(label=_("月份"), required=False, widget=month_box())
    area = AreaFilterField(label=_("县"))
    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[("", _("全部")), *BatchKind.choices]
    )
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *BatchStatus.choices]
    )

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        area = self.fields["area"]
        if staff.posting.area.level != AreaLevel.PREFECTURE:
            del self.fields["area"]
        elif isinstance(area, AreaFilterField):
            area.offer(staff)

    def applied(self, batches: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
        """The batches that the filter names; what it cannot read it leaves out, and says so."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("month"):
            batches = batches.filter(month=asked["month"])
        if asked.get("area"):
            batches = batches.filter(area=asked["area"])
        said = {name: asked[name] for name in ("kind", "status") if asked.get(name)}
        return batches.filter(**said)


class DrawForm(PlainForm):
    """The month to draw; the county is the posting's."""

    month = MonthFormField(
        label=_("月份"),
        help_text=_("写成 2008-08：本月、下个月，或者过去最早一个还没有编制的月份。"),
        widget=month_box(),
    )

    @property
    def subsidy(self) -> Subsidy | None:
        """How much a person and by what, where that is asked."""
        return None


class SubsidyDrawForm(DrawForm):
    """A price subsidy: the month, yuan a person, and the document."""

    month = MonthFormField(
        label=_("月份"),
        help_text=_("写成 2008-08：按这个月享受低保的人数发。"),
        widget=month_box(),
    )
    per_person = MoneyTextField(
        label=_("每人金额（元）"), help_text=_("这个月每人发多少元，最多写到分。")
    )
    basis = forms.CharField(
        label=_("文号"),
        max_length=80,
        help_text=_("启动价格临时补贴的文件，例如 桂价格〔2008〕12号。"),
    )

    def clean_per_person(self) -> Decimal:
        amount: Decimal = self.cleaned_data["per_person"]
        if not amount:
            raise ValidationError(_now("金额要大于0"))
        return amount

    @property
    def subsidy(self) -> Subsidy:
        asked = self.cleaned_data
        return Subsidy(per_person=asked["per_person"], basis=asked["basis"])


class ReleaseForm(PlainForm):
    """What is missing of months past asks for nothing: it is released in the month at hand."""

    month = MonthFormField(widget=forms.HiddenInput)

    @property
    def subsidy(self) -> None:
        return None


AnyDrawForm = DrawForm | ReleaseForm


def draw_form(kind: BatchKind, data: QueryDict | None, *, month: str) -> AnyDrawForm:
    """The form of a kind."""
    forms_of = {BatchKind.REGULAR: DrawForm, BatchKind.SUBSIDY: SubsidyDrawForm}
    return forms_of.get(kind, ReleaseForm)(data, initial={"month": month})


class StepForm(PlainForm):
    """A step on the batch as its reader saw it: a batch that has moved on since is shown anew first."""

    asks_password: ClassVar[bool] = False

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, batch: PaymentBatch, request: StaffRequest
    ) -> None:
        super().__init__(data, initial={"version": batch.version})
        self.batch = batch
        self.request = request

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version") == self.batch.version:
            return cleaned
        typed = {name: self.data[name] for name in self.data}
        self.data = typed | {"version": str(self.batch.version)}
        raise ValidationError(
            _now("打开这一页以后批次有变动，下面已经是现在的数字。核对以后再办一次。")
        )


class PasswordForm(StepForm):
    """A signature that money hangs on: whoever gives it says once more who they are."""

    asks_password = True

    password = forms.CharField(
        label=_("登录密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "w-12", "autocomplete": "current-password"}),
        help_text=_("再输一次您的登录密码，代替签字。"),
    )

    def clean_password(self) -> str:
        """Asked of the log-in's own guard, which counts wrong guesses and locks after too many."""
        password: str = self.cleaned_data["password"]
        username = self.request.user.username
        if authenticate(self.request, username=username, password=password) != self.request.user:
            raise ValidationError(_now("密码不对，重新输入登录密码"))
        return password


class ApproveForm(PasswordForm):
    """The third signature; a batch that changed much is approved by a sentence with its figure."""

    sentence = TextField(label=_("照样写一遍"), max_length=60, required=False)

    field_order = ("sentence", "password")

    def __init__(
        self, data: QueryDict | None = None, *, batch: PaymentBatch, request: StaffRequest
    ) -> None:
        super().__init__(data, batch=batch, request=request)
        change = notable_change(batch)
        if change is None:
            del self.fields["sentence"]
        else:
            self.fields["sentence"].help_text = sentence_for(change)


class DayForm(StepForm):
    """Another settlement day for a draft."""

    day = DayField(label=_("新的结算日"), help_text=_("钱要到账的日期，从今天起31天以内。"))
    reason = LongTextField(
        label=_("原因"), max_length=300, rows=2, help_text=_("会留在办理记录里。")
    )


class ReasonForm(StepForm):
    """A step aside, with its reason."""

    reason = LongTextField(
        label=_("原因"), max_length=500, help_text=_("写清哪里不对、要怎么改；会留在办理记录里。")
    )
