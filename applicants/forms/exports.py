"""What to export: which rows, which columns, whole numbers or not, and whether the columns are kept under a name."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.exports.shapes import Shape
from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import TextField
from applicants.models.export import ExportFormat
from dibao.fields import MonthFormField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth


class ExportForm(PlainForm):
    """One shape of list; a class and whole numbers are offered where they may be asked for."""

    area = AreaFilterField(label=_("地区"))
    month = MonthFormField(
        label=_("月份"),
        help_text=_("写成 2008-07。"),
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    benefit_class = forms.TypedChoiceField(
        label=_("类别"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("各类")), *BENEFIT_CLASSES],
    )
    format = forms.ChoiceField(
        label=_("文件格式"),
        choices=ExportFormat,
        help_text=_(
            "要用表格软件打开的选 Excel：身份证号和账号一位不少。CSV 里像数字的文字前面有一个单引号。"
        ),
    )
    columns = forms.MultipleChoiceField(
        label=_("列"), widget=forms.CheckboxSelectMultiple(attrs={"class": "inline"})
    )
    is_whole = forms.BooleanField(
        label=_("身份证号、电话、账号显示完整"),
        required=False,
        help_text=_("不勾选只显示后4位。"),
    )
    reason = TextField(
        label=_("显示完整号码的理由"),
        required=False,
        max_length=200,
        help_text=_("勾选上一项时填写，如“银行要求核对账户”。理由和导出都会留痕。"),
    )
    set_name = TextField(
        label=_("把这些列存为"),
        required=False,
        max_length=40,
        help_text=_("取个名字，下次直接选用；不存就空着。"),
    )
    is_shared = forms.BooleanField(label=_("本县的人都可选用"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        shape: Shape,
        staff: Staff,
        asked: QueryDict,
        on: date,
        columns: Sequence[str] = (),
        may_see_whole: bool,
    ) -> None:
        known = [column.name for column in shape.columns]
        initial = {
            # As the page was left from which somebody comes.
            "area": asked.get("area", ""),
            "month": asked.get("month") or str(BenefitMonth.of(on)),
            "benefit_class": asked.get("benefit_class", ""),
            "format": ExportFormat.XLSX,
            "columns": [name for name in known if not columns or name in columns],
        }
        super().__init__(data, initial=initial)
        field_of(self, "area", AreaFilterField).offer(staff)
        # Headers are Chinese on every list, and are shown as they are printed.
        field_of(self, "columns", forms.MultipleChoiceField).choices = [
            (column.name, column.header) for column in shape.columns
        ]
        if not shape.has_classes:
            del self.fields["benefit_class"]
        if not shape.has_month:
            del self.fields["month"]
        if not (may_see_whole and shape.numbers):
            del self.fields["is_whole"], self.fields["reason"]

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("is_whole") and not said.get("reason"):
            self.add_error("reason", _now("填写显示完整号码的理由"))
        if said.get("reason") and not said.get("is_whole"):
            self.add_error("is_whole", _now("要完整号码就勾选这一项；不要就清空理由"))
