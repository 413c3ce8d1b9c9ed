"""A township with a family at every stage, so that each page has something to show."""

from dataclasses import dataclass

from applicants.actions import assessments, cases, decisions, notices, objections
from applicants.models.case import Case
from applicants.models.household import Membership
from applicants.models.notice import PublicNotice
from applicants.models.objection import Objection
from applicants.models.person import Person
from dibao import scope
from dibao.models.area import Area
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.investigation import investigated


@dataclass(frozen=True)
class World:
    draft: Case
    accepted: Case
    assessed: Case
    proposed: Case
    on_notice: Case
    disputed: Case
    confirmed: Case
    refused: Case
    notice: PublicNotice
    objection: Objection
    unnamed: Person


def entered(village: Area, cast: Cast, name: str, serial: int) -> Case:
    household = register(village, cast.caseworker, name=name, serial=serial)
    return cases.open_draft(
        household=household, means=small_means(), by=cast.caseworker, on=ENTERED
    )


def proposed(village: Area, cast: Cast, name: str, serial: int) -> Case:
    with scope.of(cast.caseworker):
        case = entered(village, cast, name, serial)
        cases.accept(case=case, by=cast.caseworker, on=ENTERED)
        investigated(case, cast.caseworker, on=ENTERED)
        judged = assessments.assess(case=case, by=cast.caseworker, on=ENTERED)
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=judged,
            proposal="grant",
            reasons="入户调查属实",
            by=cast.township_head,
            on=ENTERED,
        )
    return case


def make_world(village: Area, cast: Cast) -> World:
    """Families entered on the 6th, posted on the 8th, two of them decided on the 15th."""
    with scope.of(cast.caseworker):
        draft = entered(village, cast, "周一", 21)
        accepted = entered(village, cast, "周二", 31)
        cases.accept(case=accepted, by=cast.caseworker, on=ENTERED)
        assessed = entered(village, cast, "周三", 41)
        cases.accept(case=assessed, by=cast.caseworker, on=ENTERED)
        investigated(assessed, cast.caseworker, on=ENTERED)
        assessments.assess(case=assessed, by=cast.caseworker, on=ENTERED)
        unnamed = _unnamed_member(village, cast)
    waiting = proposed(village, cast, "周四", 51)
    posted = [
        proposed(village, cast, name, 61 + 10 * number)
        for number, name in enumerate(("吴一", "吴二", "吴三", "吴四"))
    ]
    with scope.of(cast.caseworker):
        notice = notices.freeze(
            village=village, stage="township", cases=posted, by=cast.caseworker, on=POSTED
        )
        objection = objections.lodge(
            case=posted[1], notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.reviewer):
        decisions.confirm(case=posted[2], reasons="属实", by=cast.reviewer, on=DECIDED)
        decisions.refuse(case=posted[3], reasons="家有机动车", by=cast.reviewer, on=DECIDED)
    return World(
        draft,
        accepted,
        assessed,
        waiting,
        *posted,
        notice=notice,
        objection=objection,
        unnamed=unnamed,
    )


def _unnamed_member(village: Area, cast: Cast) -> Person:
    """A household from a county's list: its head by name, one more by number only."""
    household = register(village, cast.caseworker, name="郑一", serial=101)
    person = Person.objects.create(area=village, is_named=False)
    Membership.objects.create(
        household=household, area=village, person=person, relation="99", first_day=ENTERED
    )
    return person
