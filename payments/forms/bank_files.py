"""Forms about files that go to the bank and come from it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import DayField, LongTextField
from dibao.forms import PlainForm
from dibao.sheets.limits import MEBIBYTE
from payments.actions.bank_files import NewDay
from payments.banks.formats import FORMATS
from payments.banks.results import LARGEST
from payments.models.bank_file import FileFormat

# What the file window shows first; what a file is, its content says.
SUFFIXES = (".xlsx", ".xls", ".et", ".csv", ".txt", ".xml")
SHORTEST_PASSWORD = 10


class FormatForm(PlainForm):
    """In which of the formats not yet written; each says in a line beneath who takes it."""

    def __init__(self, data: QueryDict | None = None, *, formats: list[FileFormat]) -> None:
        super().__init__(data)
        self.fields["format"] = forms.ChoiceField(
            label=_("格式"),
            widget=forms.RadioSelect,
            choices=[(each.value, _described(each)) for each in formats],
            initial=formats[0].value,
        )


def _described(each: FileFormat) -> str:
    note = _now(FORMATS[each.value].note)
    return format_html('<span>{}<br><span class="hint">{}</span></span>', each.label, note)


class NewDayForm(PlainForm):
    """Another settlement day for a batch whose day is over, and why it was missed."""

    day = DayField(label=_("新的结算日"), help_text=_("和银行说好的到账日期，从今天起31天以内。"))
    reason = LongTextField(
        label=_("改结算日的原因"), max_length=300, rows=2, help_text=_("会留在办理记录里。")
    )

    def new_day(self) -> NewDay:
        """The form as the action takes it; ask only once it is valid."""
        return NewDay(**self.cleaned_data)


class PackForm(PlainForm):
    """A password for one archive, typed twice since nobody can look it up."""

    password = forms.CharField(
        label=_("压缩包密码"),
        strip=False,
        min_length=SHORTEST_PASSWORD,
        max_length=64,
        widget=forms.PasswordInput(attrs={"class": "w-12", "autocomplete": "new-password"}),
        help_text=_("至少10位，要有字母和数字；不要用登录密码。"),
    )
    again = forms.CharField(
        label=_("再输一次"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "w-12", "autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Plain letters only, since programs differ in how they write others."""
        password: str = self.cleaned_data["password"]
        if not (password.isascii() and password.isprintable()):
            raise ValidationError(_now("压缩包密码只用字母、数字和英文符号，别的软件才打得开"))
        if password.isalpha() or not any(letter.isalpha() for letter in password):
            raise ValidationError(_now("压缩包密码要有字母，也要有数字或符号"))
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_now("两次输入的密码不一样，重新输入"))
        return again


class ResultForm(PlainForm):
    """The bank's answer as a file; what is in it is for the check to say."""

    file = forms.FileField(
        label=_("回盘文件"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(
                _now("文件有%(size).1f MB，最多%(most)d MB：向银行要分开的文件，或另存为 .xlsx")
                % {"size": (file.size or 0) / MEBIBYTE, "most": LARGEST // MEBIBYTE}
            )
        return file


class WithdrawForm(PlainForm):
    """Why a checked answer is put aside."""

    reason = LongTextField(label=_("不入账的原因"), max_length=500)
