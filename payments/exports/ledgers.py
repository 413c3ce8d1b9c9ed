"""The wide ledger (台账) of households in benefit: its members in pairs of columns behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.shapes import PLACE, Asked, ListColumn, Row, Shape
from applicants.exports.values import id_text, names_of_places, phone_text, words_of
from applicants.models.case_kind import CaseKind
from applicants.models.outcome import Outcome
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from dibao.errors import Refused
from dibao.models.area import Area, county_of
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from dibao.values.money import yuan
from payments.exports.households import (
    Benefit,
    HeldAccount,
    Member,
    accounts_of,
    benefits,
    members_of,
)

# 台账 (domain.md §5.5) has room for so many members beside the head.
_MEMBERS: Final = 9
_NUMERALS: Final = "一二三四五六七八九"
_OLD, _GROWN, _MONTHS = 60, 18, 12
# 变动种类, by what was decided; lists are Chinese whoever asks.
_CHANGES: Final[Mapping[str, str]] = {
    Outcome.GRANT: "新增",
    Outcome.END: "停发",
    Outcome.GRACE: "渐退",
    Outcome.INCREASE: "增发",
    Outcome.DECREASE: "减发",
    Outcome.ADJUST: "变更",
    Outcome.TRANSFER: "迁移",
}


def _member_columns() -> Iterator[ListColumn]:
    for numeral in _NUMERALS[:_MEMBERS]:
        yield ListColumn(f"name_{numeral}", f"成员{numeral}姓名")
        yield ListColumn(f"id_{numeral}", f"成员{numeral}身份证号码", width=22, is_number=True)


class LedgerList(Shape):
    """The rural ledger: a household a row. Postcodes we do not keep; their column stays, since the paper has it."""

    key: ClassVar = "ledger"
    title: ClassVar[str | Promise] = _("农村低保台账")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("registered_on", "登记时间", Kind.DAY),
        ListColumn("household", "证件号码", width=18),
        ListColumn("id_number", "身份证号码", width=22, is_number=True),
        ListColumn("name", "户主姓名"),
        ListColumn("sex", "性别", width=8),
        ListColumn("ethnicity", "民族", width=8),
        ListColumn("address", "住址", width=24),
        ListColumn("postcode", "邮编", width=8),
        ListColumn("phone", "电话", width=16, is_number=True),
        ListColumn("benefit_class", "享受保障类别", width=14),
        ListColumn("covered", "享受人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("old", "老年人", Kind.COUNT, width=8, is_summed=True),
        ListColumn("grown", "成年人", Kind.COUNT, width=8, is_summed=True),
        ListColumn("minor", "未成年人", Kind.COUNT, width=10, is_summed=True),
        ListColumn("women", "女性人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("disabled", "残疾人数", Kind.COUNT, width=10, is_summed=True),
        ListColumn("size", "家庭人口", Kind.COUNT, width=10, is_summed=True),
        ListColumn("base", "户月保障金", Kind.MONEY, is_summed=True),
        ListColumn("supplement", "分类施保金", Kind.MONEY, is_summed=True),
        ListColumn("amount", "每月发放", Kind.MONEY, is_summed=True),
        ListColumn("income", "家庭人口月收入", Kind.MONEY, width=16),
        ListColumn("income_line", "最低保障标准", Kind.MONEY),
        ListColumn("bank", "开户行", width=20),
        ListColumn("account", "账号", width=24, is_number=True),
        ListColumn("change", "变动种类", width=10),
        ListColumn("changed_on", "变动时间", Kind.DAY),
        ListColumn("head_covered", "户主是否享受", width=14),
        *_member_columns(),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        words = _Words(asked)
        for part in benefits(asked):
            keys = [one.household for one in part]
            members, accounts = members_of(keys, asked), accounts_of(keys, asked)
            for one in part:
                key = one.household
                yield _cells(one, members.get(key, ()), accounts.get(key), words)


class _Words:
    """What is the same for many rows, looked up once: names of places, words of codes, each county's income line."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.places = names_of_places(asked)
        self.sex: Callable[[object], str] = words_of(Person, "sex")
        self.ethnicity: Callable[[object], str] = words_of(Person, "ethnicity")
        self._on = asked.month.last_day
        self._lines: dict[str, Decimal | None] = {}

    def line(self, village: str) -> Decimal | None:
        """The income line of the village's county, yuan a year; None where no rules are in force."""
        county = county_of(village)
        if county not in self._lines:
            self._lines[county] = self._line(Area.objects.get(pk=village))
        return self._lines[county]

    def _line(self, village: Area) -> Decimal | None:
        try:
            return RuleSet.objects.in_force(village, on=self._on).as_terms().income_line
        except Refused:
            return None


def _cells(
    one: Benefit, members: Sequence[Member], account: HeldAccount | None, words: _Words
) -> Row:
    asked = words.asked
    covered = [member for member in members if member.is_covered]
    return (
        *words.places[one.village],
        one.registered_on,
        one.number,
        id_text(one.head, one.head_number, one.head_last4, asked),
        one.head_name,
        words.sex(one.head_sex),
        words.ethnicity(one.head_ethnicity),
        _address(one, words),
        "",
        phone_text(one.head, one.head_phone, asked),
        class_name(one.benefit_class),
        one.covered,
        *_counts(members, asked.month.last_day),
        len(members),
        one.base,
        one.supplement,
        one.total,
        _monthly_income(one),
        words.line(one.village),
        account.bank if account else "",
        account.number_for(asked) if account else "",
        *_change(one),
        "是" if any(member.key == one.head for member in covered) else "否",
        *_pairs([member for member in members if member.key != one.head], asked),
    )


def _monthly_income(one: Benefit) -> Decimal | None:
    """Yuan a month of the whole household, as it was reckoned for the grant."""
    if one.income is None or one.counted is None:
        return None
    return yuan(one.income * one.counted / _MONTHS)


def _change(one: Benefit) -> tuple[str, date]:
    """The last thing that was decided of the grant, and when."""
    if one.ended_on is not None and one.end_outcome is not None:
        return _CHANGES.get(one.end_outcome, ""), one.ended_on
    if one.kind == CaseKind.TAKEOVER:
        return "接收", one.begun_on
    return _CHANGES.get(one.outcome, ""), one.begun_on


def _counts(members: Sequence[Member], on: date) -> Sequence[int | None]:
    """Old, grown, minor, women, disabled of the household; blank where somebody is not named yet, since the three of
    ages are read as its size when the ledger comes in again."""
    ages = [age for member in members if (age := member.age(on)) is not None]
    if len(ages) < len(members):
        return (None,) * 5
    return (
        sum(age >= _OLD for age in ages),
        sum(_GROWN <= age < _OLD for age in ages),
        sum(age < _GROWN for age in ages),
        sum(member.sex == "female" for member in members),
        sum(member.disability is not None for member in members),
    )


def _address(one: Benefit, words: _Words) -> str:
    """With its place in front, by which whoever reads the ledger finds the village."""
    township, village = words.places[one.village]
    rest = one.address
    for name in (township, village, one.group_name):
        rest = rest.removeprefix(name)
    return f"{township}{village}{one.group_name}{rest}"


def _pairs(others: Sequence[Member], asked: Asked) -> Iterator[str]:
    """Name and number of each, and blanks for those that there are not."""
    for member in others[:_MEMBERS]:
        yield member.name
        yield member.number_for(asked)
    for _blank in range(_MEMBERS - len(others)):
        yield from ("", "")
