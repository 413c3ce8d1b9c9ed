"""Everything that a household was helped with, as tables for the page and as a paper to take along. No queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from applicants.models.referral import Referral
from applicants.referral_words import (
    agency_name,
    item_name,
    parts_in_words,
    quantity_text,
    standing_of,
)
from dibao.display import NOTHING, count_text, day_text, yuan_text
from dibao.papers import Facts, Grid, Heading, Paper, Seal, Text
from dibao.tables import Cell, Column, Row, Table
from payments.everything import Cash, Everything, Help, Year

Words = str | Promise
_MONEY = _("金额（元）")


@dataclass(frozen=True)
class YearShown:
    """One year on the page: its total in a sentence, the cash, and the rest."""

    number: int
    sentence: str
    cash: Table
    helps: Table


def years_of(everything: Everything, *, on: date) -> list[YearShown]:
    return [
        YearShown(year.number, sentence_of(year), cash_table(year), help_table(year, on=on))
        for year in everything.years
    ]


def sentence_of(year: Year) -> str:
    """All of a year in yuan, and of what it consists."""
    return _now("合计%(total)s元：低保金%(cash)s元，其他帮扶折合%(helps)s元。") % {
        "total": yuan_text(year.total),
        "cash": yuan_text(year.cash.total),
        "helps": yuan_text(year.help_value),
    }


def open_table(referrals: Sequence[Referral], *, on: date) -> Table:
    """What is under way, with whom and until when."""
    return Table(
        caption=_("正在办的"),
        columns=[
            Column(_("项目")),
            Column(_("单位")),
            Column(_("给谁")),
            Column(_("数量")),
            Column(_("状态"), "status"),
            Column(_("进展")),
        ],
        rows=[_open_row(one, on=on) for one in referrals],
        empty=_("没有正在办的。"),
    )


def _open_row(referral: Referral, *, on: date) -> Row:
    standing = standing_of(referral, on=on)
    return Row.of(
        item_name(referral.item),
        agency_name(referral.agency),
        for_whom(referral),
        quantity_text(referral.quantity, referral.item),
        Cell(standing.word, tone=standing.tone),
        standing.sentence,
    )


def for_whom(referral: Referral) -> str:
    """The member whose benefit it is, or the whole household."""
    return str(referral.person) if referral.person else _now("全家")


def cash_table(year: Year) -> Table:
    return Table(
        caption=_now("%(year)s年低保金") % {"year": year.number},
        columns=[Column(_("项目")), Column(_MONEY, "money")],
        rows=[Row.of(words, amount) for words, amount in cash_lines(year.cash)],
        total=Row.of(_("到手合计"), year.cash.total),
        empty=_("这一年没有发放。"),
    )


def cash_lines(cash: Cash) -> list[tuple[Words, Decimal]]:
    """What the year's cash consists of; what was taken off stands below nought. They add up to its total."""
    lines: list[tuple[Words, Decimal]] = [
        (_("保障金"), cash.base),
        (_("分类施保金"), cash.supplement),
        (_("补发和补差"), cash.later),
        (_("价格临时补贴"), cash.subsidies),
        (_("抵扣追回"), -cash.kept_back),
        (_("退回现金"), -cash.given_back),
    ]
    return [(words, amount) for words, amount in lines if amount]


def help_table(year: Year, *, on: date) -> Table:
    """Without a row of totals, which would keep it a wide table on a phone: the sentence above says the sum."""
    return Table(
        caption=_now("%(year)s年其他帮扶") % {"year": year.number},
        columns=[
            Column(_("项目")),
            Column(_("单位")),
            Column(_("给谁")),
            Column(_("数量")),
            Column(_("折合（元）"), "money"),
            Column(_("状态"), "status"),
            Column(_("进展")),
        ],
        rows=[_help_row(one, on=on) for one in year.helps],
        empty=_("这一年没有其他帮扶。"),
    )


def _help_row(one: Help, *, on: date) -> Row:
    standing = standing_of(one.referral, on=on)
    return Row.of(
        item_name(one.referral.item),
        agency_name(one.referral.agency),
        for_whom(one.referral),
        _quantity(one),
        one.value or None,
        Cell(standing.word, tone=standing.tone),
        Cell(standing.sentence, note=parts_in_words(one.referral, one.parts, on=on)),
    )


def _quantity(one: Help) -> str:
    return quantity_text(one.quantity, one.referral.item) if one.quantity else NOTHING


def everything_paper(household: Household, everything: Everything, *, on: date, mark: str) -> Paper:
    """The same on A4 in its reader's language, for the household to keep; it claims nothing, so nobody signs it."""
    township = household.area.parent
    return Paper(
        title=_now("各项帮扶清单"),
        number=household.number,
        place=str(household.area),
        mark=mark,
        is_form=True,
        blocks=[
            Facts(
                [
                    (_now("户主"), str(household.head)),
                    (_now("所在村"), str(household.area)),
                    (_now("打印日期"), day_text(on)),
                    (_now("正在办的"), count_text(len(everything.open))),
                ]
            ),
            *([_open_grid(everything.open, on)] if everything.open else []),
            *(block for year in everything.years for block in _year_blocks(year, on)),
            Seal(str(township or ""), day_text(on)),
        ],
    )


def _open_grid(referrals: Sequence[Referral], on: date) -> Grid:
    return Grid(
        [_now("项目"), _now("单位"), _now("给谁"), _now("数量"), _now("进展")],
        [
            [
                item_name(one.item),
                agency_name(one.agency),
                for_whom(one),
                quantity_text(one.quantity, one.item),
                standing_of(one, on=on).sentence,
            ]
            for one in referrals
        ],
        widths=[15, 12, 12, 11, 30],
        caption=_now("正在办的"),
    )


def _year_blocks(year: Year, on: date) -> list[Heading | Grid | Text]:
    return [
        Heading(_now("%(year)s年") % {"year": year.number}),
        *([_cash_grid(year)] if cash_lines(year.cash) else []),
        *([_help_grid(year, on)] if year.helps else []),
        Text(sentence_of(year), is_strong=True),
    ]


def _cash_grid(year: Year) -> Grid:
    return Grid(
        [_now("项目"), str(_MONEY)],
        [
            *([str(words), yuan_text(amount)] for words, amount in cash_lines(year.cash)),
            [_now("到手合计"), yuan_text(year.cash.total)],
        ],
        widths=[3, 2],
        caption=_now("低保金"),
    )


def _help_grid(year: Year, on: date) -> Grid:
    return Grid(
        [
            _now("项目"),
            _now("单位"),
            _now("给谁"),
            _now("数量"),
            _now("折合（元）"),
            _now("进展"),
        ],
        [
            [
                item_name(one.referral.item),
                agency_name(one.referral.agency),
                for_whom(one.referral),
                _quantity(one),
                yuan_text(one.value) if one.value else "",
                standing_of(one.referral, on=on).sentence
                + parts_in_words(one.referral, one.parts, on=on),
            ]
            for one in year.helps
        ],
        widths=[13, 12, 9, 10, 14, 25],
        caption=_now("其他帮扶"),
    )
