"""What is said when a change of account is confirmed or withdrawn, and which changes to list."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, LongTextField, TextField
from dibao.forms import PlainForm, field_of
from dibao.models.area import Area
from dibao.models.staff import Staff
from payments.account_flags import of_outsiders, shared
from payments.actions.account_changes import Telling
from payments.models.account import Account, AccountQuerySet, ToldHow


class TellingForm(PlainForm):
    """How, when and to whom the household was told."""

    told_how = forms.ChoiceField(label=_("告知方式"), choices=[("", "—"), *ToldHow.choices])
    told_on = DayField(label=_("告知日期"), help_text=_("冷静期从这一天算起。"))
    told_to = TextField(
        label=_("告知何人"),
        max_length=60,
        help_text=_("户主或家里哪一位成员。电话打变更以前登记的号码。"),
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data)
        field_of(self, "told_on", DayField).latest = on

    def telling(self) -> Telling:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return Telling(
            told_on=typed["told_on"],
            told_how=ToldHow(typed["told_how"]),
            told_to=typed["told_to"],
        )


class TellManyForm(TellingForm):
    """The same for households that were told on one day in one way."""

    accounts = forms.MultipleChoiceField(
        label=_("确认哪几户"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一户")},
    )
    field_order = ("accounts", "told_how", "told_on", "told_to")

    def __init__(
        self, data: QueryDict | None = None, *, on: date, offered: Sequence[Account]
    ) -> None:
        super().__init__(data, on=on)
        self._offered = {str(one.pk): one for one in offered}
        field_of(self, "accounts", forms.MultipleChoiceField).choices = [
            (key, f"{one.household.head.name}　{one.holder} {one}")
            for key, one in self._offered.items()
        ]

    def chosen(self) -> list[Account]:
        """The changes that were ticked; ask only once the form is valid."""
        return [self._offered[key] for key in self.cleaned_data["accounts"]]


class WithdrawForm(PlainForm):
    """Why a change is taken back."""

    reason = LongTextField(
        label=_("撤回原因"),
        max_length=200,
        rows=2,
        help_text=_("例如：户主说没有要换账户。"),
    )


WAITING, COOLING, SHARED, OUTSIDER = "", "cooling", "shared", "outsider"


class ChangeFilter(PlainForm):
    """Which accounts: changes that wait unless asked otherwise, or what is worth a second look; of one place below."""

    kind = forms.ChoiceField(
        label=_("种类"),
        required=False,
        choices=[
            (WAITING, _("等另一人确认")),
            (COOLING, _("冷静期内")),
            (SHARED, _("一个账号几户用")),
            (OUTSIDER, _("户名不是本户成员")),
        ],
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)
        self.is_valid()

    @property
    def asked(self) -> str:
        """The kind that is listed; what cannot be read is the first."""
        return str(self.cleaned_data.get("kind", WAITING))

    @property
    def place(self) -> Area | None:
        return self.cleaned_data.get("area")

    def applied(self, accounts: AccountQuerySet, *, on: date) -> AccountQuerySet:
        """The accounts that the filter names."""
        if self.place is not None:
            accounts = accounts.within(self.place)
        match self.asked:
            case "cooling":
                return accounts.cooling(on)
            case "shared":
                return shared(accounts.lasting(on), on=on)
            case "outsider":
                return of_outsiders(accounts.lasting(on))
        return accounts.proposed()
