"""What the township saw at a drawn family's house, and what the villagers said of it: it follows from the family."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from applicants.actions.meetings import Minutes
from applicants.actions.visits import Answer
from applicants.demo.means import MeansDraft
from applicants.demo.names import given_name, surname
from applicants.demo.people import Villager
from applicants.eligibility.codes import ExpenseKind, Health, IncomeSource, PropertyKind
from applicants.eligibility.codes import ReviewMeeting as MeetingRule
from applicants.eligibility.terms import Terms
from applicants.models.visit import BLOCK_FIELDS, VisitBlock
from dibao.demo.dice import Dice
from dibao.demo.loading import Row, Value
from dibao.models.staff import Staff

_LAND_PER_HEAD = Decimal("0.80")
_STRUCTURES = ("adobe", "brick_timber", "brick_timber", "stone", "brick_concrete")
_AT_A_MEETING, _REPRESENTATIVES = 11, 8

VISIT_COLUMNS = (
    "case_id", "area_code", "version", "purpose", "status", "visited_on", "way", "remote_reason", "investigator_id",
    "companion_id", "helpers", "present", "blocks_done", "members_agree", "members_note", "tenure", "structure",
    "floor_area", "danger_grade", "belongings", "farmed_land", "let_land", "livestock", "working_away", "work_note",
    "monthly_spending", "medical_spending", "school_spending", "spending_note", "conclusion", "findings",
    "signed_by_id", "signed_at",
)  # fmt: skip
MEETING_COLUMNS = (
    "case_id", "area_code", "held_on", "place", "chair", "official", "participants", "representatives", "agree",
    "disagree", "abstain", "was_briefed", "is_signed_by_all", "conclusion", "discussion", "recorded_by_id",
    "recorded_at",
)  # fmt: skip
_SCREENS = "{" + ",".join(VisitBlock) + "}"


@cache
def cadre(village: str, post: str) -> str:
    """Somebody of the village committee: the same person whoever asks."""
    dice = Dice("cadre", village, post)
    return surname(dice) + given_name(dice, "male", 1958)


def seen(village: str, villagers: Sequence[Villager], means: MeansDraft) -> dict[str, Answer]:
    """Every screen of the visit but the first, by column."""
    number = sum(
        int(villager.id_number[-4:-1] or 0) for villager in villagers if villager.id_number
    )
    at_home = [villager for villager in villagers if villager.draft.is_counted]
    away = {line.member for line in means.incomes if line.source == IncomeSource.MIGRANT_WORK}
    ill = [v.name for v in at_home if v.draft.health == Health.SERIOUS_ILLNESS and v.name]
    return {
        "members_agree": True,
        "members_note": f"{len(at_home)}人共同生活。" + "".join(f"{name}有重病。" for name in ill),
        "tenure": "own",
        "structure": _STRUCTURES[number % len(_STRUCTURES)],
        "floor_area": Decimal(45 + number % 60),
        "danger_grade": _danger_grade(number),
        "belongings": _belongings(means),
        "farmed_land": _LAND_PER_HEAD * len(at_home),
        "let_land": Decimal("0.00"),
        "livestock": _farming(means),
        "working_away": len(away),
        "work_note": "在外务工，收入见申请表。" if away else "",
        "monthly_spending": Decimal(60 * len(at_home)),
        "medical_spending": _spent(means, ExpenseKind.MEDICAL, ExpenseKind.DISABILITY),
        "school_spending": _spent(means, ExpenseKind.EDUCATION),
        "spending_note": "",
        "conclusion": "agrees",
        "findings": "查看了住房、灶间和粮仓，问了邻居和村组干部，收入和财产与申报一致。",
    }


def _danger_grade(number: int) -> str:
    """Every fifth house is graded, every other one of those as dangerous as a whole, the rest in part."""
    if number % len(_STRUCTURES):
        return "ungraded"
    return "d" if number // len(_STRUCTURES) % 2 == 0 else "c"


def screens_of(answers: dict[str, Answer]) -> dict[VisitBlock, dict[str, Answer]]:
    return {
        block: {name: answers[name] for name in names}
        for block, names in BLOCK_FIELDS.items()
        if block is not VisitBlock.GOING
    }


def _belongings(means: MeansDraft) -> str:
    kinds = {line.kind for line in means.properties}
    found = [
        word
        for kind, word in (
            (PropertyKind.VEHICLE, "机动车一辆"),
            (PropertyKind.LUXURY_GOOD, "高档消费品"),
            (PropertyKind.APPLIANCE, "冰箱"),
        )
        if kind in kinds
    ]
    return f"有{'、'.join(found)}。" if found else "旧电视一台，没有机动车。"


def _farming(means: MeansDraft) -> str:
    sources = {line.source for line in means.incomes}
    return (
        "养猪和鸡，自家吃一部分，卖一部分。"
        if IncomeSource.LIVESTOCK in sources
        else "养几只鸡，自家吃。"
    )


def _spent(means: MeansDraft, *kinds: ExpenseKind) -> Decimal:
    return Decimal(sum(line.amount for line in means.expenses if line.kind in kinds))


def minutes_of(village: str, village_name: str, official: str, held_on: date) -> Minutes:
    return Minutes(
        held_on=held_on,
        place=f"{village_name}委会",
        chair=cadre(village, "chair"),
        official=official,
        participants=_AT_A_MEETING,
        representatives=_REPRESENTATIVES,
        agree=_AT_A_MEETING - 1,
        disagree=0,
        abstain=1,
        conclusion="true",
        was_briefed=True,
        is_signed_by_all=True,
        discussion="与会代表认为调查属实。",
    )


def asks_for_meeting(terms: Terms) -> bool:
    return terms.review_meeting is MeetingRule.ALWAYS


def visit_row(
    case: int,
    village: str,
    villagers: Sequence[Villager],
    means: MeansDraft,
    *,
    by: Staff,
    on: date,
) -> Row:
    """A signed visit as COPY takes it."""
    answers: dict[str, Value] = {
        name: value
        for name, value in seen(village, villagers, means).items()
        if not isinstance(value, list | Staff)
    }
    known: dict[str, Value] = {
        "case_id": case,
        "area_code": village,
        "version": 1,
        "purpose": "township",
        "status": "signed",
        "visited_on": on,
        "way": "house",
        "remote_reason": "",
        "investigator_id": by.pk,
        "companion_id": None,
        "helpers": "{" + cadre(village, "accountant") + "}",
        "present": "{" + str(villagers[0].key) + "}",
        "blocks_done": _SCREENS,
        "signed_by_id": by.pk,
        "signed_at": f"{on} 11:00:00+08",
    }
    return [(known | answers)[column] for column in VISIT_COLUMNS]


def meeting_row(case: int, village: str, minutes: Minutes, *, by: Staff) -> Row:
    known: dict[str, Value] = {
        **vars(minutes),
        "case_id": case,
        "area_code": village,
        "recorded_by_id": by.pk,
        "recorded_at": f"{minutes.held_on} 17:00:00+08",
    }
    return [known[column] for column in MEETING_COLUMNS]
