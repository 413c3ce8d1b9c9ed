"""Cases on their way: one for each thing that somebody may have to do today, through the real actions.

Each case is one transaction with its mark in the audit trail, so a run that was cut off neither loses nor doubles any.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from applicants import rule_sets
from applicants.demo import beside
from applicants.demo.applications import Application, Folder
from applicants.demo.families import draw_family
from applicants.demo.means import MeansDraft, PropertyDraft, draw_means
from applicants.demo.people import Register, name_family
from applicants.demo.timeline import Timetable
from applicants.eligibility.codes import ProcedureStep, PropertyKind
from dibao.demo import steps
from dibao.demo.dice import Dice
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.holiday import Holiday

# Serial numbers from here on are the desk's; those of the register never come so far.
_FIRST_SERIAL = 400
# Beyond them, those of families that were confirmed late.
_FIRST_SERIAL_LATE = 450
# No application of today came in longer ago; everybody in it was born by then.
_EARLIEST = timedelta(days=60)
_OF_EACH_OTHER_COUNTY = 4
_TOO_MUCH = 1.4
_OBJECTION = "有人反映他家儿子在外做生意，家里刚盖了新房。"
_TRUE = "经核实，儿子没有分户，在外做生意属实，退回重新调查核算。"
_COMPLAINT = "村民到镇里反映，这家在县城买了门面房，没有申报。"
_NOT_LET_IN = "九天里三次上门，并由村委会通知，家里都不让入户，没有说出理由。"
_FAR_AWAY = "主要劳力在外省务工，用工单位和收入要发函核实。"
# The era whose villagers had no other way than the township's door.
_BEFORE_THE_WEB = "2007"
_STATED = (
    ("self", "老两口都过了七十，老伴去年中风，常年吃药，儿子在外打零工，顾不上家里。"),
    ("relative", "我叔一个人过，腿摔断以后干不了活，家里就两亩地，请来看看。"),
    ("village", "该户户主上月查出重病，两个孩子上学，村里讲明政策后帮助提交。"),
)
_ANSWER = "经核实，房屋是灾后重建补助所建，儿子已分户，异议不成立。"

# What a story is told with: the application, and the day so many days before today. Offices that are closed on a day
# have done their step on the last working day before it.
Ago = Callable[[int], date]
Story = Callable[[Application, Ago], None]


def _draft(it: Application, ago: Ago) -> None:
    it.enter(ago(1))


def _accepted(it: Application, ago: Ago) -> None:
    it.enter(ago(2))
    it.accept(ago(1))


def _assessed(it: Application, ago: Ago) -> None:
    it.up_to_assessment(ago(1))


def _proposed(it: Application, ago: Ago) -> None:
    it.up_to_opinion(ago(1))


def _refusal_proposed(it: Application, ago: Ago) -> None:
    it.up_to_opinion(ago(1), "refuse")


def _first_posting_runs(it: Application, ago: Ago) -> None:
    """On the web; whether it hangs in the village nobody has said yet."""
    it.hangs_notices = False
    it.up_to_posting(0, ago(3))


def _last_posting_runs(it: Application, ago: Ago) -> None:
    it.up_to_posting(len(it.stages) - 1, ago(4))


def _next_posting_waits(it: Application, ago: Ago) -> None:
    """Under a law with one posting this one just began."""
    it.up_to_posting(0, ago(7) if len(it.stages) > 1 else ago(1))


def _ready_to_decide(it: Application, ago: Ago) -> None:
    it.up_to_end_of_postings(ago(1))


def _objection_open(it: Application, ago: Ago) -> None:
    notice = it.up_to_posting(0, ago(4))
    it.lodge(notice, _OBJECTION, ago(1))


def _objection_answered(it: Application, ago: Ago) -> None:
    notice = it.up_to_posting(0, ago(5))
    it.answer(it.lodge(notice, _OBJECTION, ago(3)), _ANSWER, ago(1), is_upheld=False)


def _objection_upheld(it: Application, ago: Ago) -> None:
    """Back at the township: somebody has to go there again."""
    notice = it.up_to_posting(0, ago(5))
    it.answer(it.lodge(notice, _OBJECTION, ago(3)), _TRUE, ago(1), is_upheld=True)


def _visiting(it: Application, ago: Ago) -> None:
    it.enter(ago(3))
    it.accept(ago(2))
    it.investigation.begin_visit(ago(1), screens=3)


def _visited(it: Application, ago: Ago) -> None:
    it.up_to_visit(ago(1))


def _sent_back(it: Application, ago: Ago) -> None:
    it.up_to_opinion(ago(3))
    it.send_back()


def _withdrawn(it: Application, ago: Ago) -> None:
    it.enter(ago(6))
    it.accept(ago(5))
    it.withdraw(ago(2))


def _refused(it: Application, ago: Ago) -> None:
    it.up_to_opinion(ago(4), "refuse")
    it.refuse(ago(1))


def _confirmed(it: Application, ago: Ago) -> None:
    decided_on = it.office_day(ago(1))
    it.up_to_end_of_postings(decided_on - timedelta(days=1))
    it.confirm(decided_on)


def _check_asked_for(it: Application, ago: Ago) -> None:
    """Where the law knows no checks, it is one more family to be assessed."""
    it.up_to_visit(ago(2))
    if it.investigation.has_checks:
        it.investigation.authorise(ago(2))
        it.investigation.request_check(ago(1))


def _check_differs(it: Application, ago: Ago) -> None:
    it.up_to_visit(ago(5))
    if it.investigation.has_checks:
        it.investigation.authorise(ago(5))
        it.investigation.find_deposit(it.investigation.request_check(ago(4)), ago(1))


def _forgotten(it: Application, ago: Ago) -> None:
    """Nobody went, and the days for it are over."""
    it.enter(ago(21))
    it.accept(ago(20))


def _complained_about(it: Application, ago: Ago) -> None:
    """The county has to go there before it confirms."""
    it.up_to_end_of_postings(ago(1))
    beside.complain(it, _COMPLAINT, ago(1))


def _ended(it: Application, ago: Ago) -> None:
    it.enter(ago(12))
    it.accept(ago(11))
    beside.end(it, _NOT_LET_IN, ago(2))


def _extended(it: Application, ago: Ago) -> None:
    """Where the law of the time knows of no more time, it is one more family to be assessed."""
    it.up_to_visit(ago(16))
    if it.terms.limit(ProcedureStep.DECISION_EXTENDED):
        beside.extend(it, _FAR_AWAY, ago(9))


# Name, story, class of the family drawn, what is odd about it.
_STORIES: tuple[tuple[Story, int, str], ...] = (
    (_draft, 2, ""),
    (_accepted, 3, ""),
    (_assessed, 2, ""),
    (_proposed, 2, ""),
    (_first_posting_runs, 1, ""),
    (_ready_to_decide, 2, ""),
    (_objection_open, 3, ""),
    (_next_posting_waits, 3, ""),
    (_last_posting_runs, 2, ""),
    (_refusal_proposed, 3, "too much"),
    (_assessed, 3, "a luxury"),
    (_objection_answered, 2, ""),
    (_sent_back, 3, ""),
    (_withdrawn, 3, ""),
    (_refused, 3, "too much"),
    (_confirmed, 1, ""),
    (_ready_to_decide, 1, ""),
    (_draft, 3, ""),
    (_visiting, 2, ""),
    (_visited, 3, ""),
    (_objection_upheld, 3, ""),
    (_check_asked_for, 2, ""),
    (_check_differs, 3, ""),
    (_forgotten, 3, ""),
    (_complained_about, 2, ""),
    (_ended, 3, ""),
    (_extended, 2, ""),
)


def open_cases(era: Era, *, seed: str) -> int:
    """Cases at every stage, most in the shown township, a few in each other county; returns how many are new."""
    rules = rule_sets.load(era.rules)
    timetable = Timetable(rules, Holiday.objects.calendar())
    offices = Offices()
    register = Register([county_of(SHOWN_TOWNSHIP)], first=_FIRST_SERIAL)
    told = 0
    for number, (village, (story, benefit_class, oddity)) in enumerate(_places()):
        step, dice = f"case {number}", Dice(seed, "desk", number)
        folder = _draw(
            dice, village, benefit_class, oddity, timetable, register, era.today - _EARLIEST
        )
        if steps.is_done(step):
            continue
        with transaction.atomic():
            story(Application(folder, offices, timetable), _ago(era.today))
            steps.mark_done(step)
        told += 1
    if era.rules != _BEFORE_THE_WEB:
        _state_on_line(_Drawing(seed, timetable, register, era.today))
    return told


def confirm_late(county: Area, era: Era, *, seed: str, families: int) -> int:
    """Families of a county whose benefit begins with the month at hand, confirmed on the last working day before it;
    returns how many are new. Told after the month's batch was signed, they are not in it."""
    timetable = Timetable(rule_sets.load(era.rules), Holiday.objects.calendar())
    decided_on = timetable.office_day(era.open_month.first_day - timedelta(days=1))
    register, offices = Register([county.code], first=_FIRST_SERIAL_LATE), Offices()
    told = 0
    for number, village in enumerate(_villages(county)[-families:]):
        step, dice = f"late {county.code} {number}", Dice(seed, "late", county.code, number)
        folder = _draw(dice, village, 2, "", timetable, register, decided_on - _EARLIEST)
        if steps.is_done(step):
            continue
        with transaction.atomic():
            application = Application(folder, offices, timetable)
            application.up_to_end_of_postings(decided_on - timedelta(days=1))
            application.confirm(decided_on)
            steps.mark_done(step)
        told += 1
    return told


@dataclass(frozen=True)
class _Drawing:
    """What families are drawn with, after those of the cases."""

    seed: str
    timetable: Timetable
    register: Register
    today: date


def _state_on_line(drawing: _Drawing) -> None:
    """Families of the shown township that said on line that they need help, and wait to be called."""
    shown = _villages(Area.objects.get(code=SHOWN_TOWNSHIP))
    for number, (stated_by, about) in enumerate(_STATED):
        step, dice = f"statement {number}", Dice(drawing.seed, "statement", number)
        village, on = shown[number % len(shown)], drawing.today - timedelta(days=number)
        folder = _draw(dice, village, 2, "", drawing.timetable, drawing.register, on - _EARLIEST)
        if steps.is_done(step):
            continue
        with transaction.atomic():
            beside.state_on_line(folder, stated_by, about, on)
            steps.mark_done(step)


def _ago(today: date) -> Ago:
    return lambda days: today - timedelta(days=days)


def _places() -> Iterator[tuple[Area, tuple[Story, int, str]]]:
    shown = _villages(Area.objects.get(code=SHOWN_TOWNSHIP))
    for number, story in enumerate(_STORIES):
        yield shown[number % len(shown)], story
    turn = 0
    for county in Area.objects.filter(level=AreaLevel.COUNTY).order_by("code"):
        if county.code != county_of(SHOWN_TOWNSHIP):
            villages = _villages(county)
            for number in range(_OF_EACH_OTHER_COUNTY):
                # The most telling stories stand first; every county gets other ones of them.
                yield villages[number % len(villages)], _STORIES[turn % 10]
                turn += 3


def _villages(area: Area) -> Sequence[Area]:
    return list(Area.objects.within(area).filter(level=AreaLevel.VILLAGE).order_by("code")[:20])


def _draw(
    dice: Dice,
    village: Area,
    benefit_class: int,
    oddity: str,
    timetable: Timetable,
    register: Register,
    on: date,
) -> Folder:
    terms = timetable.rules.terms
    family = draw_family(dice, benefit_class, dice.randint(1, 4), alone=True)
    villagers = name_family(dice, register, village.code, family.members, on)
    ratio = _TOO_MUCH if oddity == "too much" else dice.uniform(*family.income)
    means = draw_means(dice, family, terms, ratio=ratio, pensions=on.year > 2010)
    return Folder(village, family, villagers, _oddity(means, oddity))


def _oddity(means: MeansDraft, oddity: str) -> MeansDraft:
    """A luxury is what no rule decides: somebody must look."""
    if oddity != "a luxury":
        return means
    luxury = PropertyDraft(PropertyKind.LUXURY_GOOD, count=2)
    return replace(means, properties=[*means.properties, luxury])
