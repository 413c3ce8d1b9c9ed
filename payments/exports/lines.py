"""A month's payment lines as a list, and the sheet on which a township collects accounts."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.lists import PLACE, id_number_of, place_of
from applicants.exports.shapes import AT_ONCE, Asked, ListColumn, Row, Shape
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from payments.actions.account_sheets import rows_to_collect
from payments.exports.rosters import account_of
from payments.models.line import PaymentLine
from payments.sheets.accounts import COLLECTED, KEYS


class PaymentList(Shape):
    """The payment roster (发放名册) of a month: every line of its batches that is not void."""

    key: ClassVar = "payments"
    title: ClassVar[str | Promise] = _("发放名册")
    needs: ClassVar = Permission.BATCH_VIEW
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

    def rows(self, asked: Asked) -> Iterator[Row]:
        found = PaymentLine.objects.within(asked.area).standing().filter(month=asked.month)
        if asked.benefit_class:
            found = found.filter(benefit_class=asked.benefit_class)
        found = found.select_related("household__head", "account", "area__parent").order_by(
            "batch_id", "serial"
        )
        return (self._row(one, asked) for one in found.iterator(chunk_size=AT_ONCE))

    @staticmethod
    def _row(one: PaymentLine, asked: Asked) -> Row:
        account, head = one.account, one.household.head
        return (
            *place_of(one.area),
            one.get_kind_display(),
            one.serial,
            head.name,
            id_number_of(head, asked),
            class_name(one.benefit_class),
            one.covered_count,
            one.base_amount,
            one.supplement_amount,
            one.offset_amount,
            one.amount,
            account.holder if account else "",
            account.bank_name if account else "",
            account_of(account, asked),
            one.get_status_display(),
        )


class AccountList(Shape):
    """The collection sheet (账户采集表) of a place, as the page of accounts hands it out: no number is whole in it."""

    key: ClassVar = "accounts"
    title: ClassVar[str | Promise] = _("账户采集表")
    needs: ClassVar = Permission.ACCOUNT_EDIT
    has_classes: ClassVar = False
    columns: ClassVar[Sequence[ListColumn]] = tuple(
        ListColumn(name, column.header, width=column.width) for name, column in COLLECTED.items()
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        blank = [""] * (len(self.columns) - len(KEYS))
        found = rows_to_collect(place=asked.area, by=asked.by, month=asked.month, on=asked.on)
        return ((*row.keys().values(), *blank) for row in found)
