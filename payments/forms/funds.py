"""Forms about funds: which year and county, a new entry of each kind, and the three answers to one."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django import forms
from django.db.models import Min
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, LongTextField, MoneyTextField, TextField
from dibao.forms import FieldOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from payments.actions.funds import FundEntered
from payments.models.batch import PaymentBatch
from payments.models.fund import FundEntry, FundEntryQuerySet, FundKind, FundLevel


class FundFilter(PlainForm):
    """One year, and for the prefecture one county or all."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    area = AreaFilterField(label=_("县"))
    status = forms.ChoiceField(
        label=_("资金登记"),
        required=False,
        choices=[("", _("这一年全部")), ("open", _("各年待确认的"))],
    )

    def __init__(self, data: QueryDict, *, staff: Staff, on: date) -> None:
        # The page says which year it shows, asked for or not.
        shown = data.copy()
        shown.setdefault("year", str(on.year))
        super().__init__(shown, auto_id="filter_%s")
        self._whole, self._this_year = staff.posting.area, on.year
        area = self.fields["area"]
        _offer(self.fields["year"], [(one, str(one)) for one in _years(staff, on)])
        if self._whole.level != AreaLevel.PREFECTURE:
            del self.fields["area"]
        elif isinstance(area, AreaFilterField):
            area.offer(staff)
        self.is_valid()

    @property
    def chosen_year(self) -> int:
        """This year unless another one is asked for."""
        return self.cleaned_data.get("year") or self._this_year

    @property
    def chosen_area(self) -> Area:
        return self.cleaned_data.get("area") or self._whole

    def applied(self, entries: FundEntryQuerySet) -> FundEntryQuerySet:
        """The entries to list; those that wait are listed whatever their year."""
        entries = entries.within(self.chosen_area)
        if self.cleaned_data.get("status") == "open":
            return entries.open()
        return entries.filter(year=self.chosen_year)


def _years(staff: Staff, on: date) -> range:
    """From next year, whose money may be there already, back to the first with a batch or an entry (two queries)."""
    batches = PaymentBatch.objects.visible_to(staff).aggregate(month=Min("month"))["month"]
    entries = FundEntry.objects.visible_to(staff).aggregate(year=Min("year"))["year"]
    first = min(year for year in (batches and batches.year, entries, on.year) if year)
    return range(on.year + 1, first - 1, -1)


class CountyField(forms.ModelChoiceField):
    """One of the posting's counties, by its short name."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(queryset=Area.objects.none(), empty_label="—", **options)

    def offer(self, area: Area) -> None:
        self.queryset = Area.objects.within(area).of_level(AreaLevel.COUNTY).order_by("code")

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class FundForm(PlainForm):
    """Money assigned to a county: by whom, for which year, how much, by which document."""

    area = CountyField(label=_("县"))
    level = forms.ChoiceField(label=_("资金来源"))
    year = forms.TypedChoiceField(
        label=_("年度"), coerce=int, help_text=_("这笔钱是哪一年的预算，提前下达的按预算年度填。")
    )
    amount = MoneyTextField(label=_("金额（元）"))
    document_number = TextField(
        label=_("文号"),
        max_length=80,
        help_text=_("下拨文件的文号，例如 财社〔2008〕12号。同一文号只登记一次。"),
    )
    day = DayField(label=_("收到日期"), help_text=_("钱到财政专户的日期，写成 2008-08-05。"))

    def __init__(
        self, data: QueryDict | None = None, *, kind: FundKind, staff: Staff, on: date
    ) -> None:
        super().__init__(data, initial={"year": on.year})
        self._kind, self._county = kind, staff.posting.area
        _offer(
            self.fields["year"], [(one, str(one)) for one in (on.year - 1, on.year, on.year + 1)]
        )
        if self._county.level == AreaLevel.PREFECTURE:
            self._ask_for_county()
        else:
            del self.fields["area"]
            levels = {"": "—"} | {level.value: level.label for level in levels_of(kind)}
            _offer(self.fields["level"], list(levels.items()))

    def _ask_for_county(self) -> None:
        """The prefecture gives municipal money to one of its counties."""
        del self.fields["level"]
        field_of(self, "area", CountyField).offer(self._county)

    @property
    def county(self) -> Area:
        return self.cleaned_data.get("area") or self._county

    def entry(self) -> FundEntered:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return FundEntered(
            kind=self._kind,
            year=typed["year"],
            level=typed.get("level", FundLevel.MUNICIPAL.value),
            amount=typed["amount"],
            document_number=typed["document_number"],
            day=typed["day"],
        )

    def clean_amount(self) -> object:
        return _positive(self.cleaned_data["amount"])


class SpendingForm(PlainForm):
    """What was paid out of the work fund, and for what."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    amount = MoneyTextField(label=_("金额（元）"))
    purpose = TextField(
        label=_("用途"), max_length=300, help_text=_("例如 印制申请表、入户调查车费。")
    )
    document_number = TextField(
        label=_("文号"), max_length=80, help_text=_("支出凭证或者批准文件的号。同一号只登记一次。")
    )
    day = DayField(label=_("支出日期"), help_text=_("写成 2008-08-05。"))

    def __init__(
        self, data: QueryDict | None = None, *, kind: FundKind, staff: Staff, on: date
    ) -> None:
        super().__init__(data, initial={"year": on.year})
        self.county = staff.posting.area
        _offer(self.fields["year"], [(one, str(one)) for one in (on.year - 1, on.year)])

    def entry(self) -> FundEntered:
        """The form as the action takes it; ask only once it is valid."""
        return FundEntered(kind=FundKind.WORK_SPENDING, **self.cleaned_data)

    def clean_amount(self) -> object:
        return _positive(self.cleaned_data["amount"])


AnyFundForm = FundForm | SpendingForm


def fund_form(kind: FundKind, data: QueryDict | None, *, staff: Staff, on: date) -> AnyFundForm:
    """The form of a kind."""
    form = SpendingForm if kind == FundKind.WORK_SPENDING else FundForm
    return form(data, kind=kind, staff=staff, on=on)


def levels_of(kind: FundKind) -> list[FundLevel]:
    """Whose money a county enters itself."""
    given = {FundLevel.MUNICIPAL} | ({FundLevel.CENTRAL} if kind == FundKind.WORK else set())
    return [level for level in FundLevel if level not in given]


def _offer(field: forms.Field, choices: Sequence[tuple[object, StrOrPromise]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _positive(amount: object) -> object:
    if not amount:
        raise forms.ValidationError(_now("金额要大于0"))
    return amount


class ConfirmForm(PlainForm):
    """Confirming asks for nothing but the button."""

    step = forms.CharField(widget=forms.HiddenInput, initial="confirm")


class DeclineForm(PlainForm):
    """Why an entry is put aside."""

    step = forms.CharField(widget=forms.HiddenInput, initial="decline")
    reason = LongTextField(
        label=_("退回原因"),
        max_length=300,
        rows=2,
        help_text=_("写清哪里不对；同一文号可以重新登记。"),
    )


class CorrectForm(PlainForm):
    """What an entry should have said, and why."""

    step = forms.CharField(widget=forms.HiddenInput, initial="correct")
    amount = MoneyTextField(
        label=_("更正后的金额（元）"),
        help_text=_("填应当是多少；全部收回的填 0。差额由另一人确认。"),
    )
    reason = LongTextField(label=_("更正原因"), max_length=300, rows=2)
