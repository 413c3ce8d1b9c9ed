"""Households in benefit as lists: the long roster that our importer reads, and the wide ledger (台账)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.lists import PLACE, id_number_of, phone_of, place_of
from applicants.exports.shapes import Asked, ListColumn, Row, Shape
from applicants.models.household import Membership
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.sheets.rosters import cause_word
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from dibao.values.money import yuan
from payments.exports.households import InBenefit, in_benefit
from payments.models.account import Account

# 台账 (domain.md §5.5) has room for so many members beside the head.
_MEMBERS: Final = 9
_NUMERALS: Final = "一二三四五六七八九"
_OLD, _GROWN = 60, 18


def account_of(account: Account | None, asked: Asked) -> str:
    """An account's number as the list may show it; a masked one is not opened for it."""
    if account is None:
        return ""
    return account.number.open() if asked.is_whole else account.masked_number


class RosterExport(Shape):
    """The long village roster: a household a row, in the very columns that the importer reads."""

    key: ClassVar = "roster"
    title: ClassVar[str | Promise] = _("低保对象花名册")
    needs: ClassVar = Permission.CASE_VIEW
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
        ListColumn("bank", "开户行", width=20),
        ListColumn("account", "账号", width=24, is_number=True),
        ListColumn("phone", "联系电话", width=16, is_number=True),
        ListColumn("cause", "致贫原因", width=12),
        ListColumn("begun_on", "批准日期", Kind.DAY),
        ListColumn("looked_on", "最近核查日期", Kind.DAY),
        ListColumn("household", "家庭编号", width=18),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        for serial, one in enumerate(in_benefit(asked), start=1):
            yield self._row(serial, one, asked)

    @staticmethod
    def _row(serial: int, one: InBenefit, asked: Asked) -> Row:
        grant, household = one.grant, one.household
        begun = grant.decision.decided_on
        return (
            serial,
            *place_of(household.area),
            household.group_name,
            one.head.name,
            id_number_of(one.head, asked),
            len(one.members),
            grant.covered_count,
            class_name(grant.benefit_class),
            _each(grant.base_amount, grant.covered_count),
            grant.total_amount,
            one.account.bank_name if one.account else "",
            account_of(one.account, asked),
            phone_of(one.head, asked),
            cause_word(grant.decision.case.poverty_cause),
            begun,
            # The importer takes no look from before the approval.
            one.looked_on if one.looked_on and one.looked_on >= begun else None,
            household.number,
        )


def _each(amount: Decimal, covered: int) -> Decimal | None:
    """Yuan a person and month, where all get the same."""
    each = yuan(amount / covered) if covered else Decimal(0)
    return each if covered and each * covered == amount else None


def _member_columns() -> Iterator[ListColumn]:
    for numeral in _NUMERALS[:_MEMBERS]:
        yield ListColumn(f"name_{numeral}", f"成员{numeral}姓名")
        yield ListColumn(f"id_{numeral}", f"成员{numeral}身份证号码", width=22, is_number=True)


class LedgerList(Shape):
    """The rural ledger: a household a row, its other members in pairs of columns behind it."""

    key: ClassVar = "ledger"
    title: ClassVar[str | Promise] = _("农村低保台账")
    needs: ClassVar = Permission.CASE_VIEW
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("registered_on", "登记时间", Kind.DAY),
        ListColumn("household", "证件号码", width=18),
        ListColumn("id_number", "身份证号码", width=22, is_number=True),
        ListColumn("name", "户主姓名"),
        ListColumn("sex", "性别", width=8),
        ListColumn("ethnicity", "民族", width=8),
        ListColumn("address", "住址", width=24),
        ListColumn("phone", "电话", width=16, is_number=True),
        ListColumn("benefit_class", "享受保障类别", width=14),
        ListColumn("covered", "享受人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("old", "老年人", Kind.COUNT, width=8, is_summed=True),
        ListColumn("grown", "成年人", Kind.COUNT, width=8, is_summed=True),
        ListColumn("minor", "未成年人", Kind.COUNT, width=10, is_summed=True),
        ListColumn("women", "女性人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("disabled", "残疾人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("size", "家庭人口", Kind.COUNT, width=10, is_summed=True),
        ListColumn("amount", "户月保障金", Kind.MONEY, is_summed=True),
        ListColumn("base", "保障金", Kind.MONEY, is_summed=True),
        ListColumn("supplement", "分类施保金", Kind.MONEY, is_summed=True),
        ListColumn("income_line", "最低保障标准", Kind.MONEY),
        ListColumn("bank", "开户行", width=20),
        ListColumn("account", "账号", width=24, is_number=True),
        ListColumn("head_covered", "户主是否享受", width=14),
        *_member_columns(),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        lines = _Lines(asked)
        return (self._row(one, asked, lines) for one in in_benefit(asked))

    @staticmethod
    def _row(one: InBenefit, asked: Asked, lines: "_Lines") -> Row:
        grant, household, head = one.grant, one.household, one.head
        covered = [member for member in one.members if member.is_covered]
        others = [member for member in one.members if member.person_id != head.pk]
        return (
            *place_of(household.area),
            household.registered_on,
            household.number,
            id_number_of(head, asked),
            head.name,
            head.get_sex_display(),
            head.get_ethnicity_display(),
            household.address,
            phone_of(head, asked),
            class_name(grant.benefit_class),
            grant.covered_count,
            *_counts(covered, asked.month.last_day),
            len(one.members),
            grant.total_amount,
            grant.base_amount,
            grant.supplement_amount,
            lines.of(household.area),
            one.account.bank_name if one.account else "",
            account_of(one.account, asked),
            "是" if any(member.person_id == head.pk for member in covered) else "否",
            *_pairs([member.person for member in others], asked),
        )


class _Lines:
    """The income line of each county, yuan a year, looked up once."""

    def __init__(self, asked: Asked) -> None:
        self._on = asked.month.last_day
        self._known: dict[str, Decimal | None] = {}

    def of(self, village: Area) -> Decimal | None:
        county = village.county_code
        if county not in self._known:
            self._known[county] = self._line(village)
        return self._known[county]

    def _line(self, village: Area) -> Decimal | None:
        try:
            return RuleSet.objects.in_force(village, on=self._on).as_terms().income_line
        except Refused:
            return None


def _counts(covered: Sequence[Membership], on: date) -> tuple[int, int, int, int, int]:
    """Old, grown, minor, women, disabled among the covered; who is not named yet counts in none."""
    ages = [age for member in covered if (age := member.person.age(on)) is not None]
    return (
        sum(age >= _OLD for age in ages),
        sum(_GROWN <= age < _OLD for age in ages),
        sum(age < _GROWN for age in ages),
        sum(member.person.sex == "female" for member in covered),
        sum(member.person.disability_type is not None for member in covered),
    )


def _pairs(others: Sequence[Person], asked: Asked) -> Iterator[str]:
    """Name and number of each, and blanks for those that there are not."""
    for person in others[:_MEMBERS]:
        yield person.name
        yield id_number_of(person, asked)
    for _blank in range(_MEMBERS - len(others)):
        yield from ("", "")
