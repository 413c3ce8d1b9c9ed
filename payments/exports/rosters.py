"""The long roster of households in benefit, in the very columns that our importer reads."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.shapes import PLACE, Asked, ListColumn, Row, Shape
from applicants.exports.values import id_text, names_of_places, phone_text
from applicants.sheets.rosters import cause_word
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from dibao.values.money import yuan
from payments.exports.households import InBenefit, in_benefit


class RosterExport(Shape):
    """A household a row; what is paid beside a class's money stands beside it, as lists in do not bring it."""

    key: ClassVar = "roster"
    title: ClassVar[str | Promise] = _("低保对象花名册")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn("serial", "序号", Kind.COUNT, width=8),
        *PLACE,
        ListColumn("group_name", "组", width=8),
        ListColumn("name", "户主姓名"),
        ListColumn("id_number", "身份证号", width=22, is_number=True),
        ListColumn("household_size", "家庭人口", Kind.COUNT, width=10, is_summed=True),
        ListColumn("covered", "保障人口", Kind.COUNT, width=10, is_summed=True),
        ListColumn("benefit_class", "低保类别", width=10),
        ListColumn("per_person", "月人均补助", Kind.MONEY, width=12),
        ListColumn("amount", "月保障金额", Kind.MONEY, is_summed=True),
        ListColumn("supplement", "分类施保金", Kind.MONEY, width=12, is_summed=True),
        ListColumn("bank", "开户行", width=20),
        ListColumn("account", "账号", width=24, is_number=True),
        ListColumn("phone", "联系电话", width=16, is_number=True),
        ListColumn("cause", "致贫原因", width=12),
        ListColumn("begun_on", "批准日期", Kind.DAY),
        ListColumn("looked_on", "最近核查日期", Kind.DAY),
        ListColumn("household", "家庭编号", width=18),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        places = names_of_places(asked)
        for serial, one in enumerate(in_benefit(asked), start=1):
            yield (serial, *places[one.benefit.village], *self._cells(one, asked))

    @staticmethod
    def _cells(one: InBenefit, asked: Asked) -> Row:
        benefit, account, begun = one.benefit, one.account, one.benefit.begun_on
        return (
            benefit.group_name,
            benefit.head_name,
            id_text(benefit.head, benefit.head_number, benefit.head_last4, asked),
            one.size,
            benefit.covered,
            class_name(benefit.benefit_class),
            _each(benefit.base, benefit.covered),
            benefit.base,
            benefit.supplement,
            account.bank if account else "",
            account.number_for(asked) if account else "",
            phone_text(benefit.head, benefit.head_phone, asked),
            cause_word(benefit.cause),
            begun,
            # The importer takes no look from before the approval.
            one.looked_on if one.looked_on and one.looked_on >= begun else None,
            benefit.number,
        )


def _each(amount: Decimal, covered: int) -> Decimal | None:
    """Yuan a person and month, where all get the same."""
    each = yuan(amount / covered) if covered else Decimal(0)
    return each if covered and each * covered == amount else None
