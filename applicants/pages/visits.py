"""One visit: its screens with how far they are, what stands in them, and what a screen begins with."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.visit import BLOCK_FIELDS, HomeVisit, VisitBlock
from applicants.pages.cards import Card, Fact
from applicants.pages.lines import Task, Words
from dibao.display import day_text, listed, with_note, yuan_text

# As the screen's two buttons say it.
_WORDS = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True)
class Screen:
    """Where a screen stands among the others."""

    block: VisitBlock
    number: int
    count: int


def screen_of(block: VisitBlock) -> Screen:
    screens = list(VisitBlock)
    return Screen(block, screens.index(block) + 1, len(screens))


def block_url(visit: HomeVisit, block: VisitBlock) -> str:
    return reverse("applicants:visit_block", args=[visit.pk, block.value])


def next_url(visit: HomeVisit, block: VisitBlock) -> str:
    """The next screen that nobody has saved, from `block` on and then from the start; the list once all are."""
    missing = visit.blocks_missing
    later = [one for one in missing if screen_of(one).number > screen_of(block).number]
    follower = next(iter(later or missing), None)
    return block_url(visit, follower) if follower else reverse("applicants:visit", args=[visit.pk])


def screens_of(visit: HomeVisit, *, may_write: bool) -> list[Task]:
    return [
        Task(
            label=block.label,
            status=_("已填") if block.value in visit.blocks_done else _("未填"),
            tone="done" if block.value in visit.blocks_done else "todo",
            url=block_url(visit, block) if may_write else "",
        )
        for block in VisitBlock
    ]


def initial_of(visit: HomeVisit, block: VisitBlock) -> dict[str, object]:
    """What a screen shows when it is opened: nothing that nobody has said yet."""
    found: dict[str, object] = {"mark": visit.mark_of(block)}
    if block.value in visit.blocks_done:
        found |= {name: getattr(visit, name) for name in BLOCK_FIELDS[block]}
    if block is VisitBlock.MEMBERS:
        found["members_agree"] = _WORDS[visit.members_agree]
    if block is VisitBlock.GOING:
        found |= {f"helper_{n}": name for n, name in enumerate(visit.helpers, start=1)}
    return found


def cards_of_visit(visit: HomeVisit, present: list[str]) -> list[Card]:
    """What the visit found, a card a screen, as it is signed."""
    done = set(visit.blocks_done)
    cards = [
        Card(title=block.label, rows=facts(visit))
        for block, facts in _FACTS.items()
        if block.value in done
    ]
    return [_signed_card(visit, present), *cards] if visit.is_signed else cards


def _signed_card(visit: HomeVisit, present: list[str]) -> Card:
    return Card(
        title=_("签字"),
        rows=[
            Fact(label=_("调查人"), value=listed(visit.investigators)),
            Fact(label=_("在场签字的家庭成员"), value=listed(present)),
            Fact(
                label=_("定稿人"),
                value=visit.signed_by.name if visit.signed_by else "",
                note=day_text(visit.signed_at),
            ),
        ],
    )


def _going(visit: HomeVisit) -> list[Fact]:
    way: Words = visit.get_way_display()
    if visit.remote_reason:
        way = with_note(way, visit.get_remote_reason_display())
    return [
        Fact(label=_("调查日期"), value=day_text(visit.visited_on)),
        Fact(label=_("调查方式"), value=way),
        Fact(label=_("调查人"), value=listed(visit.investigators)),
    ]


def _members(visit: HomeVisit) -> list[Fact]:
    same = _("与申报相符") if visit.members_agree else _("与申报不符")
    return [
        Fact(label=_("成员与申报"), value=same),
        Fact(label=_("成员情况"), value=visit.members_note),
    ]


def _housing(visit: HomeVisit) -> list[Fact]:
    area = None if visit.floor_area is None else _now("%(area)s平方米") % {"area": visit.floor_area}
    return [
        Fact(label=_("住房来源"), value=visit.get_tenure_display()),
        Fact(label=_("房屋结构"), value=visit.get_structure_display()),
        Fact(label=_("建筑面积"), value=area),
        Fact(label=_("危房等级"), value=visit.get_danger_grade_display()),
        Fact(label=_("车辆、家电等家当"), value=visit.belongings),
    ]


def _land(visit: HomeVisit) -> list[Fact]:
    return [
        Fact(label=_("自种土地"), value=_mu(visit.farmed_land)),
        Fact(label=_("转包出去的土地"), value=_mu(visit.let_land)),
        Fact(label=_("种养情况"), value=visit.livestock),
    ]


def _mu(area: Decimal | None) -> str | None:
    return None if area is None else _now("%(area)s亩") % {"area": area}


def _work(visit: HomeVisit) -> list[Fact]:
    return [
        Fact(label=_("外出务工人数"), value=str(visit.working_away)),
        Fact(label=_("务工情况"), value=visit.work_note),
    ]


def _spending(visit: HomeVisit) -> list[Fact]:
    return [
        Fact(label=_("每月生活支出"), value=_yuan(visit.monthly_spending)),
        Fact(label=_("一年医药支出"), value=_yuan(visit.medical_spending)),
        Fact(label=_("一年上学支出"), value=_yuan(visit.school_spending)),
        Fact(label=_("支出情况"), value=visit.spending_note),
    ]


def _yuan(amount: Decimal) -> str:
    return _now("%(amount)s元") % {"amount": yuan_text(amount)}


def _conclusion(visit: HomeVisit) -> list[Fact]:
    return [
        Fact(label=_("结论"), value=visit.get_conclusion_display()),
        Fact(label=_("调查情况"), value=visit.findings),
    ]


_FACTS = {
    VisitBlock.GOING: _going,
    VisitBlock.MEMBERS: _members,
    VisitBlock.HOUSING: _housing,
    VisitBlock.LAND: _land,
    VisitBlock.WORK: _work,
    VisitBlock.SPENDING: _spending,
    VisitBlock.CONCLUSION: _conclusion,
}
