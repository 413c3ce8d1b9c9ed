"""A household's account as the caseworker reads it off the passbook."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.differences import Difference
from applicants.forms.fields import NameField, TextField
from applicants.models.household import Household
from dibao.forms import PlainForm
from dibao.values.identity import BankNumber, IdentityError
from dibao.wording import in_words
from payments.account_flags import is_outsider
from payments.actions.accounts import AccountEntry, bank_label
from payments.models.account import BANKS, Account

OTHER_BANK = "999"


class BankNumberInput(forms.TextInput):
    """A wide box of digits that no browser fills in by itself."""

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "class": "w-20",
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": "40",
            }
        )


class BankNumberField(forms.Field):
    """An account number as typed, blanks and full-width digits forgiven; gives a BankNumber or None."""

    widget = BankNumberInput

    def to_python(self, value: object) -> BankNumber | None:
        if value in self.empty_values:
            return None
        try:
            return BankNumber.parse(str(value))
        except IdentityError as error:
            raise ValidationError(in_words(error)) from error


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class AccountForm(PlainForm):
    """Holder, bank, the number twice, and why it changes: one wrong digit costs the family a month.

    A household's first account changes nothing, so nobody asks why.
    """

    holder = NameField(
        label=_("账户名称"),
        max_length=40,
        help_text=_("照存折或银行卡上的户名填，一般是户主本人。"),
        widget=_line(**{"class": "w-12"}),
    )
    relation = TextField(
        label=_("账户名称与本户的关系"),
        max_length=60,
        required=False,
        help_text=_("户名不是本户成员时填：什么关系，为什么由他代领。"),
        widget=_line(**{"class": "w-20"}),
    )
    bank_code = forms.ChoiceField(label=_("开户银行"), choices=[("", _("从列表选择")), *BANKS])
    other_bank = TextField(
        label=_("其他银行的名称"), max_length=60, required=False, widget=_line(**{"class": "w-20"})
    )
    branch = TextField(
        label=_("网点"), max_length=60, required=False, widget=_line(**{"class": "w-20"})
    )
    number = BankNumberField(label=_("银行账号"))
    number_again = BankNumberField(
        label=_("再输一次银行账号"), error_messages={"required": _("再输一次银行账号")}
    )
    reason = TextField(label=_("变更原因"), max_length=200, widget=_line(**{"class": "w-full"}))

    def __init__(
        self, data: QueryDict | None = None, *, household: Household, is_change: bool
    ) -> None:
        initial = {"holder": household.payee_shown, "relation": household.payee_relation}
        super().__init__(data, initial=initial)
        self._household, self.is_change = household, is_change
        if not is_change:
            del self.fields["reason"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        number, again = cleaned.get("number"), cleaned.get("number_again")
        if number and again and number != again:
            self.add_error(
                "number_again", _now("两次输入的银行账号不一样：对照存折或银行卡重输一次")
            )
        if cleaned.get("bank_code") == OTHER_BANK and not cleaned.get("other_bank"):
            self.add_error("other_bank", _now("填写其他银行的名称"))
        holder = cleaned.get("holder")
        if holder and not cleaned.get("relation") and is_outsider(self._household, holder):
            self.add_error(
                "relation",
                _now("%(holder)s不是这户的成员：写明与本户的关系和由他代领的原因")
                % {"holder": holder},
            )
        return cleaned

    def as_entry(self) -> AccountEntry:
        """What was typed, for the action."""
        typed = self.cleaned_data
        is_other = typed["bank_code"] == OTHER_BANK
        return AccountEntry(
            holder=typed["holder"],
            bank_code=typed["bank_code"],
            bank_name=typed["other_bank"] if is_other else bank_label(typed["bank_code"]),
            number=typed["number"],
            branch=typed["branch"],
            relation=typed["relation"],
        )

    def differences_from(self, stored: Account | None) -> list[Difference]:
        """Where what was typed is not the version that lasts now; ask only once the form is valid."""
        typed = self.as_entry()
        kept = BankNumber(stored.number.open()) if stored else None
        compared = [
            ("holder", stored.holder if stored else "", typed.holder),
            ("bank_code", stored.bank_name if stored else "", typed.bank_name),
            ("branch", stored.branch if stored else "", typed.branch),
        ]
        if kept != typed.number:
            # Both by their last four, as everywhere; the whole of what was typed stands in its box.
            compared.append(("number", _ending(kept) if kept else "", _ending(typed.number)))
        return [
            Difference(self.fields[name].label or name, "", now, said)
            for name, now, said in compared
            if now != said or name == "number"
        ]


def _ending(number: BankNumber) -> str:
    return f"****{number.last4}"
