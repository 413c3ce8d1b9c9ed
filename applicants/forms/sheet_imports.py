"""Bringing a county's list, saying what it is where nobody could see it, confirming it."""

from collections.abc import Mapping, Sequence
from typing import Final, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.checks import SUFFIXES
from applicants.imports.layouts import all_layouts
from dibao.fields import MonthFormField
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.sheets.columns import Column, column_letter
from dibao.sheets.limits import IMPORT_LIMITS, MEBIBYTE
from dibao.values.months import BenefitMonth

_AS_FOUND: Final = "="
_NOT_THERE: Final = "-"


class CountyField(forms.ModelChoiceField):
    """A county within the posting's area."""

    def __init__(self) -> None:
        super().__init__(queryset=Area.objects.none(), label=_("哪个县的名单"), empty_label=None)


def _shapes() -> list[tuple[str, object]]:
    return [("", _("自动识别")), *((one.key, one.title) for one in all_layouts())]


class ListForm(PlainForm):
    """A list and what is known of it before anybody looked into it."""

    county = CountyField()
    file = forms.FileField(
        label=_("名单文件"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    layout = forms.ChoiceField(label=_("名单种类"), required=False)
    month = MonthFormField(
        label=_("新登记的户从哪个月起发"),
        required=False,
        help_text=_("写成 2008-07。花名册和台账要填，别的名单不用改。"),
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        staff: Staff,
        month: BenefitMonth,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.initial["month"] = str(month)
        self._month = month
        field_of(self, "layout", forms.ChoiceField).choices = _shapes()
        counties = Area.objects.within(staff.posting.area).of_level(AreaLevel.COUNTY)
        field_of(self, "county", CountyField).queryset = counties.order_by("code")
        if staff.posting.area.level == AreaLevel.COUNTY:
            del self.fields["county"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(SUFFIXES):
            raise ValidationError(_now("只能上传 .xlsx、.xls、.et 或 .csv 文件"))
        if (file.size or 0) > IMPORT_LIMITS.packed:
            raise ValidationError(
                _now("文件有%(size).1f MB，最多%(most)d MB：分成几个文件再导")
                % {"size": (file.size or 0) / MEBIBYTE, "most": IMPORT_LIMITS.packed // MEBIBYTE}
            )
        return file

    def clean_month(self) -> BenefitMonth:
        """A list that asks for no month keeps the one of the day."""
        return self.cleaned_data["month"] or self._month

    def county_of(self, staff: Staff) -> Area:
        county: Area = self.cleaned_data.get("county") or staff.posting.area
        return county


class ShapeForm(PlainForm):
    """Another sheet, another shape, other headers than those that were found."""

    layout = forms.ChoiceField(label=_("名单种类"), required=False)
    sheet = forms.ChoiceField(label=_("工作表"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        columns: Sequence[Column],
        seen: Mapping[str, object],
        layout: str,
        sheet: str,
        chosen: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial={"layout": layout, "sheet": sheet}, prefix="shape")
        field_of(self, "layout", forms.ChoiceField).choices = _shapes()
        self._offer_sheets(_texts(seen.get("sheets")), sheet)
        self._offer_headers(columns, _texts(seen.get("labels")), chosen, seen.get("positions"))
        self._names = [column.name for column in columns]

    def _offer_sheets(self, sheets: Sequence[str], sheet: str) -> None:
        """A .csv has none; a workbook of one sheet leaves nothing to choose."""
        names = dict.fromkeys([*filter(None, [sheet]), *sheets])
        choices = [("", _("自动识别")), *((name, name) for name in names)]
        field_of(self, "sheet", forms.ChoiceField).choices = choices

    def _offer_headers(
        self,
        columns: Sequence[Column],
        labels: Sequence[str],
        chosen: Mapping[str, str],
        positions: object,
    ) -> None:
        found = positions if isinstance(positions, dict) else {}
        headers = [(text, f"{column_letter(at)} {text}") for at, text in enumerate(labels) if text]
        for column in columns if labels else ():
            at = found.get(column.name)
            as_found = _now("没有找到") if at is None else f"{column_letter(at)} {labels[at]}"
            self.fields[f"column-{column.name}"] = forms.ChoiceField(
                label=_now(column.header),
                required=False,
                initial=(chosen[column.name] or _NOT_THERE) if column.name in chosen else _AS_FOUND,
                choices=[
                    (_AS_FOUND, _now("自动：%(header)s") % {"header": as_found}),
                    *dict(headers).items(),
                    *([] if column.is_required else [(_NOT_THERE, _now("名单里没有这一列"))]),
                ],
            )

    def headers(self) -> dict[str, str]:
        """The headers that somebody chose, by column; blank for one that the list does not have."""
        said = {name: self.cleaned_data.get(f"column-{name}", "") for name in self._names}
        return {
            name: "" if header == _NOT_THERE else header
            for name, header in said.items()
            if header not in ("", _AS_FOUND)
        }


def _texts(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []


class ConfirmForm(PlainForm):
    """Carries which check its sender saw."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class UndoForm(PlainForm):
    """Why a list that was written is to go back."""

    reason = forms.CharField(
        label=_("撤回原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写清哪里错了，确认的人要看。"),
    )
