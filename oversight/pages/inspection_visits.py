"""A drawn family as its inspectors see it: what the files said on the day of the draw, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.forms import BoundField
from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES, RELATIONS, choices
from applicants.eligibility.codes import IncomeSource, PropertyKind
from dibao.display import listed, month_text, with_label, with_note, yuan_text
from dibao.values.months import BenefitMonth
from oversight.forms.inspection_visits import VisitForm
from oversight.models.inspection_visit import (
    ITEMS,
    InspectedItem,
    InspectionAnswer,
    InspectionVisit,
    Verdict,
)

VERDICT_TONES = {Verdict.AGREES: "good", Verdict.DIFFERS: "bad", Verdict.UNVERIFIED: "warn"}

Record = Mapping[str, object]


@dataclass(frozen=True)
class ItemBlock:
    """One item: what is on record, line by line, and what was found of it."""

    item: InspectedItem
    lines: list[str]
    answer: InspectionAnswer | None = None
    verdict: BoundField | None = None
    found: BoundField | None = None

    @property
    def tone(self) -> str:
        return VERDICT_TONES[Verdict(self.answer.verdict)] if self.answer else "todo"

    @property
    def status(self) -> str:
        return self.answer.get_verdict_display() if self.answer else _("没有填")


def blocks_of(
    visit: InspectionVisit, answers: list[InspectionAnswer], form: VisitForm | None
) -> list[ItemBlock]:
    """The items with their record, their answers and, where it may still be written, their fields."""
    known = {answer.item: answer for answer in answers}
    return [
        ItemBlock(
            item,
            lines_of(visit.record, item),
            known.get(item),
            form[f"{item}_verdict"] if form else None,
            form[f"{item}_found"] if form else None,
        )
        for item in ITEMS
    ]


def lines_of(record: Record, item: InspectedItem) -> list[str]:
    """What the record says of an item, in words."""
    match item:
        case InspectedItem.MEMBERS:
            return [_member(one) for one in _rows(record, "members")]
        case InspectedItem.INCOME:
            return [_income(one) for one in _rows(record, "incomes")] or [_("没有登记收入")]
        case InspectedItem.HOUSE:
            homes = [
                one for one in _rows(record, "properties") if one["kind"] == PropertyKind.HOUSE
            ]
            place = [with_label(_("住址"), _place(record))] if _place(record) else []
            return [*place, *map(_property, homes)] or [_("没有登记住房")]
        case InspectedItem.PROPERTY:
            others = [
                one for one in _rows(record, "properties") if one["kind"] != PropertyKind.HOUSE
            ]
            return [_property(one) for one in others] or [_("没有登记财产")]
        case InspectedItem.AMOUNT:
            return _amounts(record)


def benefit_of(record: Record) -> str:
    """The class, the persons and the month's money in one line."""
    return _("%(class)s，保障%(covered)s人，每月%(total)s元") % {
        "class": dict(BENEFIT_CLASSES)[int(str(record["benefit_class"]))],
        "covered": record["covered"],
        "total": _yuan(record["total"]),
    }


def _rows(record: Record, name: str) -> list[dict[str, object]]:
    rows = record[name]
    return rows if isinstance(rows, list) else []


def _place(record: Record) -> str:
    return str(record["address"] or record["group"])


def _member(row: Record) -> str:
    born = _("%(year)s年生") % {"year": row["born"]} if row["born"] else ""
    covered = _("保障对象") if row["is_covered"] else _("不保障")
    told = [dict(RELATIONS).get(str(row["relation"]), ""), born, covered]
    return with_note(row["name"], listed(filter(None, told)))


def _income(row: Record) -> str:
    source = dict(choices(IncomeSource)).get(str(row["source"]), row["source"])
    told = _("每年%(amount)s元") % {"amount": _yuan(row["yearly"])}
    return with_label(with_note(source, row["person"]) if row["person"] else source, told)


def _property(row: Record) -> str:
    kind = dict(choices(PropertyKind)).get(str(row["kind"]), row["kind"])
    told = _("数量%(count)s，价值%(amount)s元") % {
        "count": row["count"],
        "amount": _yuan(row["amount"]),
    }
    return with_label(with_note(kind, row["person"]) if row["person"] else kind, told)


def _amounts(record: Record) -> list[str]:
    due = _("每月应领%(total)s元，从%(since)s起，领款人%(payee)s") % {
        "total": _yuan(record["total"]),
        "since": month_text(BenefitMonth.parse(str(record["since"]))),
        "payee": record["payee"],
    }
    paid = [
        _("%(month)s到账%(amount)s元")
        % {
            "month": month_text(BenefitMonth.parse(str(one["month"]))),
            "amount": _yuan(one["amount"]),
        }
        for one in _rows(record, "money")
    ]
    return [due, *paid]


def _yuan(amount: object) -> str:
    return yuan_text(Decimal(str(amount)))
