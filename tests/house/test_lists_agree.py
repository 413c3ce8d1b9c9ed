"""What the work list sorts row by row is what a list of cases filters in the database, for everybody in the world."""

from datetime import timedelta

import pytest
from django.db.models import Q

from applicants.lateness import OVERDUE, TODAY, Lateness, rule_sets_near
from applicants.models import Case
from applicants.steps import Clock, waits_for, with_steps
from applicants.worklist import KINDS, LATE_IN, sort
from dibao import clock, scope
from dibao.models import Staff
from dibao.roles import Role
from tests.house.building import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]


def acting(world: World, role: Role) -> Staff:
    staff = next(
        one
        for one in Staff.objects.filter(postings__role=role).order_by("pk")
        if one.postings.filter(role=role, area__code__range=(world.home.area, world.home.village))
    )
    return staff.acting(staff.postings.get(role=role))


@pytest.mark.parametrize("days", [0, 9, 60])
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.TOWNSHIP_HEAD, Role.COUNTY_REVIEWER])
def test_each_bucket_holds_what_its_list_shows(role: Role, world: World, days: int) -> None:
    staff, on = acting(world, role), clock.today() + timedelta(days=days)
    kinds = [kind for kind in KINDS if kind.permissions & staff.permissions]
    with scope.of(staff):
        sorted_in = sort(kinds, staff, Clock(on))
        rows = with_steps(Case.objects.visible_to(staff).open(), on=on)
        near = Lateness.of(rule_sets_near(staff), Clock(on).calendar, on=on)
        mine = Q(step__in=[kind.key for kind in kinds if kind.key in LATE_IN])
        filters = {kind.key: waits_for(kind.key, on=on) for kind in kinds}
        filters |= {OVERDUE: mine & near.late, TODAY: mine & near.today}
        listed = {
            key: set(rows.filter(condition).values_list("pk", flat=True))
            for key, condition in filters.items()
        }

    assert {key: {case.pk for case in cases} for key, cases in sorted_in.items()} == listed
    assert any(listed.values())
