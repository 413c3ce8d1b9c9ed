"""The account that a county pays from: entering it, confirming it by its number, putting it aside."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import DayField, TextField
from dibao.forms import PlainForm
from payments.actions.paying_accounts import PayingAccountEntry
from payments.forms.accounts import BankNumberField


class PayingAccountForm(PlainForm):
    """The account as the bank's paper says it, its number twice."""

    step = forms.CharField(widget=forms.HiddenInput, initial="enter")
    holder = TextField(
        label=_("账户名称"), max_length=60, help_text=_("照开户许可证填，例如 安丰县民政局。")
    )
    bank_name = TextField(
        label=_("开户银行"), max_length=60, help_text=_("银行的全称，例如 安丰县农村信用合作联社。")
    )
    branch = TextField(label=_("网点"), max_length=60, required=False)
    number = BankNumberField(label=_("账号"))
    number_again = BankNumberField(
        label=_("再输一次账号"), error_messages={"required": _("再输一次账号")}
    )
    starts_on = DayField(
        label=_("启用日期"),
        help_text=_("写成 2008-08-05。从这一天起生成的银行文件写这个账户。"),
    )

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data, initial={"starts_on": on.isoformat()})

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        number, again = cleaned.get("number"), cleaned.get("number_again")
        if number and again and number != again:
            self.add_error("number_again", _now("两次输入的账号不一样：对照开户资料重输一次"))
        return cleaned

    def entry(self) -> PayingAccountEntry:
        """What was typed, for the action; ask only once the form is valid."""
        typed = self.cleaned_data
        return PayingAccountEntry(
            holder=typed["holder"],
            bank_name=typed["bank_name"],
            branch=typed["branch"],
            number=typed["number"],
            starts_on=typed["starts_on"],
        )


class ConfirmPayingAccountForm(PlainForm):
    """The number once more, read off the bank's paper by another person."""

    step = forms.CharField(widget=forms.HiddenInput, initial="confirm")
    number = BankNumberField(
        label=_("账号"), help_text=_("对照银行的开户资料自己输一次，和登记的一样才能确认。")
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="confirm_%s")


class DeclinePayingAccountForm(PlainForm):
    """Putting it aside asks for nothing but the button."""

    step = forms.CharField(widget=forms.HiddenInput, initial="decline")
