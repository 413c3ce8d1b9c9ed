"""Inspections of the world: many planned, one drawn, some of its families visited, what they found to be put right."""

from datetime import timedelta
from itertools import count

from dibao import scope
from dibao.models import Staff
from dibao.roles import Role
from oversight import inspection_lists, sampling
from oversight.actions import inspection_visits, inspections, rectifications
from oversight.actions.inspection_visits import ItemEntry
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.models import InspectedItem, Inspection, InspectionVisit, SeedSource, Verdict
from tests.house.people import Team
from tests.house.world import TODAY, Site

# As many families as are needed to see whether each of them costs queries.
MOST = 4


def furnish_inspections(site: Site, team: Team, *, size: int) -> None:
    """The pair are two who lead inspections, so that whoever only visits was not drawn."""
    leader, pair = team[Role.COUNTY_APPROVER], {team[Role.COUNTY_APPROVER], team[Role.INSPECTOR]}
    with scope.of(leader):
        planned = [_planned(leader, min(size, MOST)) for _ in range(size)]
        drawn = _planned(leader, min(size, MOST))
        inspections.freeze(inspection=drawn, by=leader, on=TODAY)
        seed = _seed_for(drawn, pair)
        entry = SeedEntry(digits=seed, told_on=TODAY, source="两人掷骰")
        inspections.enter_seed(inspection=drawn, entry=entry, by=leader, on=TODAY)
    reader = team[Role.COUNTY_CLERK]
    with scope.of(reader):
        inspections.draw(inspection=drawn, digits=seed, by=reader, on=TODAY)
    with scope.of(leader):
        visits = list(drawn.visits.order_by("pk"))
        chosen = next(visit for visit in visits if {visit.first, visit.second} == pair)
    _look_at(chosen, leader, team[Role.INSPECTOR])
    with scope.of(leader):
        task = rectifications.give(
            visit=chosen,
            demand="重新核算收入",
            due_on=TODAY + timedelta(days=30),
            by=leader,
            on=TODAY,
        )
    site.keys |= {
        "planned_inspection": planned[-1].pk,
        "inspection": drawn.pk,
        "inspection_visit": chosen.pk,
        "rectification": task.pk,
    }


def _planned(by: Staff, size: int) -> Inspection:
    plan = InspectionPlan(
        title="夏季抽查",
        population_on=TODAY,
        seed_source=SeedSource.DICE,
        seed_rule="两人各掷四次十面骰",
        given_size=size,
    )
    return inspections.plan(plan=plan, by=by, on=TODAY)


def _seed_for(inspection: Inspection, pair: set[Staff]) -> str:
    """The first dice that send the pair somewhere: a test may know what nobody else does."""
    listing = inspection_lists.listing_of(inspection)
    staff = {
        staff: number for number, staff in inspection.inspectors.values_list("number", "staff")
    }
    wanted = {staff[one.pk] for one in pair}
    return next(
        f"{seed:08}"
        for seed in count()
        if any(set(visit.pair) == wanted for visit in sampling.draw(listing, seed).visits)
    )


def _look_at(visit: InspectionVisit, first: Staff, second: Staff) -> None:
    with scope.of(first):
        for item in InspectedItem:
            is_income = item == InspectedItem.INCOME
            verdict = Verdict.DIFFERS if is_income else Verdict.AGREES
            entry = ItemEntry(item=item, verdict=verdict, found="收入多了" if is_income else "")
            inspection_visits.answer(visit=visit, entry=entry, by=first)
        inspection_visits.note(visit=visit, visited_on=TODAY, remarks="", by=first, on=TODAY)
        inspection_visits.submit(visit=visit, by=first)
    with scope.of(second):
        inspection_visits.sign(visit=visit, by=second)
