"""A month's payment lines as a list, and the sheet on which a township collects accounts."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.shapes import AT_ONCE, PLACE, Asked, ListColumn, Row, Shape
from applicants.exports.values import id_text, names_of_places, sealed_id, words_of
from dibao.fields import Sealed
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from payments.actions.account_sheets import rows_to_collect
from payments.bookings import Booking, is_outcome
from payments.exports.households import account_text
from payments.models.line import PaymentLine
from payments.sheets.accounts import COLLECTED, KEYS
from payments.workflow import LineStatus

_OUTCOMES: Final[Mapping[str, str | Promise]] = {
    **dict(LineStatus.choices),
    Booking.RETURNED.value: Booking.RETURNED.label,
}


class PaymentList(Shape):
    """The payment roster (发放名册) of a month: every line of its batches that is not void."""

    key: ClassVar = "payments"
    title: ClassVar[str | Promise] = _("发放名册")
    needs: ClassVar = frozenset({Permission.BATCH_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("kind", "种类", width=12),
        ListColumn("serial", "序号", Kind.COUNT, width=8),
        ListColumn("name", "户主姓名"),
        ListColumn("id_number", "身份证号", width=22, is_number=True),
        ListColumn("class", "低保类别", width=10),
        ListColumn("covered", "保障人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("base", "保障金", Kind.MONEY, is_summed=True),
        ListColumn("supplement", "分类施保金", Kind.MONEY, is_summed=True),
        ListColumn("offset", "抵扣", Kind.MONEY, is_summed=True),
        ListColumn("amount", "发放合计", Kind.MONEY, is_summed=True),
        ListColumn("holder", "账户名称"),
        ListColumn("bank", "开户银行", width=20),
        ListColumn("account", "账号", width=24, is_number=True),
        ListColumn("status", "状态", width=12),
    )

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        """As the page of a batch's lines is filtered: by what became of them."""
        status = asked.get("status", "")
        return {"status": status} if status in _OUTCOMES else {}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        status = filters.get("status", "")
        return [str(_OUTCOMES[status])] if status else []

    def rows(self, asked: Asked) -> Iterator[Row]:
        found = PaymentLine.objects.within(asked.area).standing().filter(month=asked.month)
        if asked.benefit_class:
            found = found.filter(benefit_class=asked.benefit_class)
        if asked.filters:
            found = found.filter(is_outcome(asked.filters["status"]))
        rows = found.order_by("batch_id", "serial").values_list(
            "area_id",
            "kind",
            "serial",
            "household__head__name",
            "household__head_id",
            sealed_id("household__head__id_number", asked),
            "household__head__id_last4",
            "benefit_class",
            "covered_count",
            "base_amount",
            "supplement_amount",
            "offset_amount",
            "amount",
            "account__holder",
            "account__bank_name",
            "account_id",
            sealed_id("account__number", asked),
            "account__number_last4",
            "status",
        )
        words = _LineWords(asked)
        return (words.cells(LineRow._make(row)) for row in rows.iterator(chunk_size=AT_ONCE))


class LineRow(NamedTuple):
    """What is looked up of a line."""

    village: str
    kind: str
    serial: int
    name: str
    head: object
    head_number: Sealed | None
    head_last4: str
    benefit_class: int
    covered: int
    base: Decimal
    supplement: Decimal
    offset: Decimal
    amount: Decimal
    holder: str | None
    bank: str | None
    account: object
    account_number: Sealed | None
    account_last4: str | None
    status: str


class _LineWords:
    """The words of codes and the names of places, each looked up once for the list."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._places = names_of_places(asked)
        self._kind = words_of(PaymentLine, "kind")
        self._status = words_of(PaymentLine, "status")

    def cells(self, one: LineRow) -> Row:
        asked = self._asked
        return (
            *self._places[one.village],
            self._kind(one.kind),
            one.serial,
            one.name,
            id_text(one.head, one.head_number, one.head_last4, asked),
            class_name(one.benefit_class),
            one.covered,
            one.base,
            one.supplement,
            one.offset,
            one.amount,
            one.holder,
            one.bank,
            account_text(one.account, one.account_number, one.account_last4, asked),
            self._status(one.status),
        )


class AccountList(Shape):
    """The collection sheet (账户采集表) of a place, as the page of accounts hands it out: no number is whole in it."""

    key: ClassVar = "accounts"
    title: ClassVar[str | Promise] = _("账户采集表")
    needs: ClassVar = frozenset({Permission.ACCOUNT_EDIT})
    has_classes: ClassVar = False
    columns: ClassVar[Sequence[ListColumn]] = tuple(
        ListColumn(name, column.header, width=column.width) for name, column in COLLECTED.items()
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        blank = [""] * (len(self.columns) - len(KEYS))
        found = rows_to_collect(place=asked.area, by=asked.by, month=asked.month, on=asked.on)
        return ((*row.keys().values(), *blank) for row in found)
