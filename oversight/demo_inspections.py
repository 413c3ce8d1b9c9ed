"""The demonstration's inspections: one closed with findings that townships put right, two under way in the field."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.models.area import Area, county_of
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.roles import JOBS, Role
from oversight.actions import inspection_visits, inspections, rectifications, stand_ins
from oversight.actions.inspection_visits import ItemEntry
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.actions.stand_ins import Absence
from oversight.models.inspection import Inspection, SeedSource
from oversight.models.inspection_visit import InspectedItem, InspectionVisit, Verdict
from oversight.models.rectification import Rectification
from oversight.models.stand_in import AwayFor
from oversight.sampling import NobodyLeft

_I, _V = InspectedItem, Verdict
# What is found at every third house: the item, what is the matter, in words.
_FOUND: Final = (
    (_I.INCOME, _V.DIFFERS, "儿子今年外出务工，每月寄回500元，没有申报。"),
    (_I.MEMBERS, _V.DIFFERS, "小女儿去年腊月出嫁，户口迁走，还在保障人口里。"),
    (_I.HOUSE, _V.UNVERIFIED, "老屋门锁着，人搬到县城看病，没有看到。"),
    (_I.AMOUNT, _V.DIFFERS, "存折由弟弟保管，只拿到一半的钱。"),
    (_I.PROPERTY, _V.DIFFERS, "新买一辆三轮车，登记里没有。"),
)
_EVERY: Final = 3
_SEEDS: Final = ("04715926", "83920157", "26640381")


@dataclass(frozen=True)
class Story:
    """One inspection: who leads it, when its list was frozen, how many are drawn, and how many are looked at."""

    title: str
    leader: Staff
    frozen_on: date
    size: int
    done: int
    seed: str
    townships: Sequence[str] = ()
    classes: Sequence[int] = ()
    is_closed: bool = False


def inspect_some(era: Era, offices: Offices, *, county: str, townships: Sequence[str]) -> int:
    """Three inspections; `county` is where the approver's desk is shown. Returns how many are new."""
    return sum(_lived(story, offices, era) for story in _stories(era, offices, county, townships))


def _stories(era: Era, offices: Offices, county: str, townships: Sequence[str]) -> list[Story]:
    shown = county_of(SHOWN_TOWNSHIP)
    today, year = era.today, era.today.year
    prefecture = Area.objects.get(level="prefecture").pk
    return [
        Story(
            f"{year}年上半年重点乡镇抽查",
            offices.at(shown, Role.COUNTY_APPROVER),
            today - timedelta(days=40),
            10,
            10,
            _SEEDS[0],
            townships=townships,
            is_closed=True,
        ),
        Story(
            f"{year}年全市一类对象抽查",
            offices.at(prefecture, Role.INSPECTOR),
            today - timedelta(days=10),
            8,
            5,
            _SEEDS[1],
            classes=(1,),
        ),
        Story(
            f"{year}年下半年抽查",
            offices.at(county, Role.COUNTY_APPROVER),
            today - timedelta(days=6),
            12,
            4,
            _SEEDS[2],
        ),
    ]


def _lived(story: Story, offices: Offices, era: Era) -> int:
    step = f"inspection {story.title}"
    if steps.is_done(step):
        return 0
    people = _pool(story.leader, offices)
    with transaction.atomic():
        inspection = _drawn(story, people)
        with scope.of(story.leader, action="demo"):
            visits = list(inspection.visits.order_by("area_id", "pk"))
        for number, visit in enumerate(visits[: story.done]):
            _look_at(visit, number, people, on=story.frozen_on + timedelta(days=4))
        if story.done < len(visits):
            _half_done(visits[story.done], people)
            _away(visits[-1], story.leader, on=story.frozen_on + timedelta(days=3))
        if story.is_closed:
            _put_right(story, offices, inspection)
        steps.mark_done(step)
    return 1


def _pool(leader: Staff, offices: Offices) -> dict[int, Staff]:
    """Everybody who may be drawn at the leader's level, acting under their posting there."""
    roles = [role for role, job in JOBS.items() if Permission.INSPECTION_VISIT in job.permissions]
    found = offices.all_at(leader.posting.area_id, roles)
    return {one.pk: one for one in found}


def _drawn(story: Story, people: dict[int, Staff]) -> Inspection:
    frozen, told = story.frozen_on, story.frozen_on + timedelta(days=1)
    leader = story.leader
    reader = next(one for one in people.values() if one.pk != leader.pk)
    plan = InspectionPlan(
        title=story.title,
        population_on=frozen,
        townships=story.townships,
        classes=story.classes,
        given_size=story.size,
        seed_source=SeedSource.PUBLISHED,
        seed_rule=f"{told.isoformat()}晚排列5的五位号码接福彩3D的三位号码",
    )
    entry = SeedEntry(
        digits=story.seed, told_on=told, source=f"{told.isoformat()}排列5、福彩3D开奖公告"
    )
    with scope.of(leader, action="demo"):
        inspection = inspections.plan(plan=plan, by=leader, on=frozen)
        inspection = inspections.freeze(inspection=inspection, by=leader, on=frozen)
        inspections.enter_seed(inspection=inspection, entry=entry, by=leader, on=told)
    with scope.of(reader, action="demo"):
        return inspections.draw(inspection=inspection, digits=story.seed, by=reader, on=told)


def _look_at(visit: InspectionVisit, number: int, people: dict[int, Staff], *, on: date) -> None:
    """A visit written down by one and signed by the other; at every third house something is the matter."""
    first, second = people[visit.first_id], people[visit.second_id]
    item, verdict, words = _FOUND[number // _EVERY % len(_FOUND)]
    found = {item: (verdict, words)} if number % _EVERY == 0 else {}
    with scope.of(first, action="demo"):
        for one in InspectedItem:
            said, why = found.get(one, (Verdict.AGREES, ""))
            entry = ItemEntry(item=one, verdict=said, found=why)
            inspection_visits.answer(visit=visit, entry=entry, by=first)
        inspection_visits.note(visit=visit, visited_on=on, remarks="", by=first, on=on)
        inspection_visits.submit(visit=visit, by=first)
    with scope.of(second, action="demo"):
        inspection_visits.sign(visit=visit, by=second)


def _half_done(visit: InspectionVisit, people: dict[int, Staff]) -> None:
    """Somebody is at the door just now."""
    first = people[visit.first_id]
    with scope.of(first, action="demo"):
        entry = ItemEntry(item=InspectedItem.MEMBERS, verdict=Verdict.AGREES)
        inspection_visits.answer(visit=visit, entry=entry, by=first)


def _away(visit: InspectionVisit, leader: Staff, *, on: date) -> None:
    """One of a pair has changed posts meanwhile; in a small office nobody may be left to stand in."""
    absence = Absence(reason=AwayFor.POSTED)
    with scope.of(leader, action="demo"), suppress(NobodyLeft):
        stand_ins.replace(visit=visit, away=visit.first, absence=absence, by=leader, on=on)


def _put_right(story: Story, offices: Offices, inspection: Inspection) -> None:
    """Close, give the findings to the townships; one is put right, one is answered, the others wait."""
    leader, day = story.leader, story.frozen_on + timedelta(days=8)
    with scope.of(leader, action="demo"):
        inspections.close(inspection=inspection, by=leader, on=day)
        found = inspection.visits.filter(answers__verdict__in=(_V.DIFFERS, _V.UNVERIFIED))
        tasks = [
            rectifications.give(
                visit=visit,
                demand="核实情况，该变更的办理变更，多发的提出追回。",
                due_on=day + timedelta(days=30),
                by=leader,
                on=day,
            )
            for visit in found.distinct().order_by("pk")
        ]
    for number, task in enumerate(tasks[:2]):
        _answered(task, offices, leader, on=day + timedelta(days=10), is_accepted=number == 0)


def _answered(
    task: Rectification, offices: Offices, leader: Staff, *, on: date, is_accepted: bool
) -> None:
    caseworker = offices.caseworker(task.area_id)
    with scope.of(caseworker, action="demo"):
        words = "已经入户核实，告知家庭变更手续，材料随户存档。"
        rectifications.answer(rectification=task, words=words, by=caseworker, on=on)
    if is_accepted:
        with scope.of(leader, action="demo"):
            rectifications.judge(
                rectification=task, is_accepted=True, judgement="", by=leader, on=on
            )
