"""Asking for an economic check, writing down its answers, contesting it, and dropping a file of results."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.checks import Answer
from applicants.forms.fields import CountField, LongTextField, MoneyTextField, TextField
from applicants.models.check import CheckResult, CheckSource
from applicants.models.person import Person
from dibao.forms import PlainForm
from dibao.sheets.limits import MEBIBYTE, ROSTER_LIMITS

SUFFIXES = (".xlsx", ".xls", ".et", ".csv")
_NOT_YET = ("", "—")


class RequestForm(PlainForm):
    """Which registers the county shall ask."""

    sources = forms.MultipleChoiceField(
        label=_("核对内容"),
        choices=CheckSource.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一项核对内容。")},
    )


class ContestForm(PlainForm):
    """What the applicant says against the result, and with what proof."""

    text = LongTextField(
        label=_("申请人的异议和佐证"),
        max_length=1000,
        help_text=_("写清对哪一项有异议、交来什么材料；县里据此复查。"),
    )


class AnswerForm(PlainForm):
    """One source's answer about one person; blank until it has answered."""

    result = forms.ChoiceField(
        label=_("结果"), choices=[_NOT_YET, *CheckResult.choices], required=False
    )
    finding = TextField(
        label=_("查到的内容"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )
    amount = MoneyTextField(label=_("金额（元）"), required=False)
    count = CountField(label=_("数量"), required=False)

    def __init__(self, data: QueryDict | None, *, person: Person, source: str, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.person = person
        self.source = CheckSource(source)

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        has_detail = typed.get("finding") or typed.get("amount") or typed.get("count")
        if has_detail and not typed.get("result"):
            self.add_error("result", _now("选择结果"))
        return typed

    @property
    def is_answered(self) -> bool:
        """Whether something was said, once the row is clean."""
        return bool(self.cleaned_data.get("result"))

    def answer(self) -> Answer:
        typed = self.cleaned_data
        return Answer(
            person=self.person,
            source=self.source.value,
            result=typed["result"],
            finding=typed["finding"],
            amount=typed["amount"],
            count=typed["count"],
        )


def answer_forms(data: QueryDict | None, asked: Sequence[tuple[Person, str]]) -> list[AnswerForm]:
    """A row for everybody and everything that is not answered; rows are named by whom and what they are about."""
    return [
        AnswerForm(data, person=person, source=source, prefix=f"{person.pk.hex[:8]}-{source}")
        for person, source in asked
    ]


class CheckFileForm(PlainForm):
    """A file of matching results; what is in it is for the import to say."""

    file = forms.FileField(
        label=_("核对结果文件"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(SUFFIXES):
            raise ValidationError(_now("只能上传 .xlsx、.xls、.et 或 .csv 文件"))
        if (file.size or 0) > ROSTER_LIMITS.packed:
            raise ValidationError(
                _now("文件有%(size).1f MB，最多%(most)d MB：分成几个文件再导")
                % {"size": (file.size or 0) / MEBIBYTE, "most": ROSTER_LIMITS.packed // MEBIBYTE}
            )
        return file
