"""Forms about files that go to the bank and come from it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import LongTextField
from dibao.forms import PlainForm
from dibao.sheets.limits import BANK_LIMITS, MEBIBYTE
from payments.models.bank_file import FileFormat

SUFFIXES = (".xlsx", ".xls", ".et", ".csv")


class FormatForm(PlainForm):
    """In which of the formats not yet written."""

    def __init__(self, data: QueryDict | None = None, *, formats: list[FileFormat]) -> None:
        super().__init__(data)
        self.fields["format"] = forms.ChoiceField(
            label=_("格式"),
            widget=forms.RadioSelect,
            choices=[(each.value, each.label) for each in formats],
            initial=formats[0].value,
        )


class ResultForm(PlainForm):
    """The bank's answer as a file; what is in it is for the check to say."""

    file = forms.FileField(
        label=_("回盘文件"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(SUFFIXES):
            raise ValidationError(_now("只能上传 .xlsx、.xls、.et 或 .csv 文件"))
        if (file.size or 0) > BANK_LIMITS.packed:
            raise ValidationError(
                _now("文件有%(size).1f MB，最多%(most)d MB：向银行要分开的文件，或另存为 .xlsx")
                % {"size": (file.size or 0) / MEBIBYTE, "most": BANK_LIMITS.packed // MEBIBYTE}
            )
        return file


class WithdrawForm(PlainForm):
    """Why a checked answer is put aside."""

    reason = LongTextField(label=_("不入账的原因"), max_length=500)
