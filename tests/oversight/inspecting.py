"""An inspection of the county of seven families, carried as far as a test needs it, each step by whoever takes it."""

from datetime import date, timedelta

from dibao import scope
from dibao.models.staff import Staff
from oversight.actions import inspection_visits, inspections, rectifications
from oversight.actions.inspection_visits import ItemEntry
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.models import (
    InspectedItem,
    Inspection,
    InspectionVisit,
    Rectification,
    SeedSource,
    Verdict,
)
from tests.cast import Cast

FROZEN = date(2008, 8, 5)
DRAWN = FROZEN + timedelta(days=1)
SEED = "20080806"


def plan_of(**said: object) -> InspectionPlan:
    known: dict[str, object] = {
        "title": "2008年秋季抽查",
        "population_on": FROZEN,
        "seed_source": SeedSource.PUBLISHED,
        "seed_rule": "2008年8月6日排列5和福彩3D的开奖号码接起来",
        "given_size": 3,
    }
    return InspectionPlan(**known | said)


def planned(by: Staff, **said: object) -> Inspection:
    with scope.of(by):
        return inspections.plan(plan=plan_of(**said), by=by, on=FROZEN)


def frozen(by: Staff, **said: object) -> Inspection:
    inspection = planned(by, **said)
    with scope.of(by):
        return inspections.freeze(inspection=inspection, by=by, on=FROZEN)


def seed_of(digits: str = SEED, *, told_on: date = DRAWN) -> SeedEntry:
    return SeedEntry(digits=digits, told_on=told_on, source="排列5 20080、福彩3D 806")


def seeded(by: Staff, **said: object) -> Inspection:
    inspection = frozen(by, **said)
    with scope.of(by):
        inspections.enter_seed(inspection=inspection, entry=seed_of(), by=by, on=DRAWN)
    return inspection


def drawn(cast: Cast, **said: object) -> Inspection:
    inspection = seeded(cast.approver, **said)
    with scope.of(cast.reviewer):
        return inspections.draw(inspection=inspection, digits=SEED, by=cast.reviewer, on=DRAWN)


def pair_of(visit: InspectionVisit) -> tuple[Staff, Staff]:
    """The two who were drawn, each acting under their posting."""
    first, second = visit.pair
    return tuple(one.acting(one.postings.select_related("area").get()) for one in (first, second))


def looked_at(
    visit: InspectionVisit, *, verdict: Verdict = Verdict.DIFFERS, **differing: str
) -> None:
    """A visit signed by both: what `differing` names was found otherwise, or as `verdict` says."""
    handed_in(visit, verdict=verdict, **differing)
    _first, second = pair_of(visit)
    with scope.of(second):
        inspection_visits.sign(visit=visit, by=second)


def handed_in(
    visit: InspectionVisit, *, verdict: Verdict = Verdict.DIFFERS, **differing: str
) -> None:
    """A visit that the first of the pair handed to the second."""
    first, _second = pair_of(visit)
    with scope.of(first):
        for item in InspectedItem:
            found = differing.get(item.value, "")
            entry = ItemEntry(item=item, verdict=verdict if found else Verdict.AGREES, found=found)
            inspection_visits.answer(visit=visit, entry=entry, by=first)
        inspection_visits.note(visit=visit, visited_on=DRAWN, remarks="", by=first, on=DRAWN)
        inspection_visits.submit(visit=visit, by=first)


def looked_through(cast: Cast, **said: object) -> Inspection:
    """Every family visited; the first was found with another income."""
    inspection = drawn(cast, **said)
    with scope.of(cast.approver):
        visits = list(inspection.visits.select_related("first", "second").order_by("pk"))
    for number, visit in enumerate(visits):
        looked_at(visit, **({} if number else {"income": "儿子外出务工，每月寄回500元"}))
    return inspection


def given(cast: Cast) -> Rectification:
    inspection = looked_through(cast)
    with scope.of(cast.approver):
        visit = inspection.visits.order_by("pk")[0]
        return rectifications.give(
            visit=visit,
            demand="重新核算收入",
            due_on=DRAWN + timedelta(days=30),
            by=cast.approver,
            on=DRAWN,
        )
