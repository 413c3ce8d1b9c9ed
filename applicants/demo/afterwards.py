"""What happens beside applications: leads, changes told of, re-checks, moves, and people who may be twice on the
register; through the real actions, so that every posting has some of it on its list.

As with the desk's cases, each story is one transaction with its mark in the audit trail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, When

from applicants import rule_sets
from applicants.actions import (
    change_reports,
    duplicates,
    hearings,
    households,
    leads,
    transfers,
)
from applicants.actions.hearings import Hearing
from applicants.actions.households import MemberEntry
from applicants.actions.leads import Report as Told
from applicants.choices import HEAD
from applicants.demo import beside
from applicants.demo.benefits import Benefit
from applicants.demo.people import number_of_namesake
from applicants.demo.timeline import Timetable
from applicants.demo.visits import cadre
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.change_report import ChangeKind, ReportSource
from applicants.models.hearing import HearingManner, Stance
from applicants.models.household import Household, Membership
from applicants.models.lead import DiscoveryLead, LeadAnswer, LeadSource
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth

Ago = Callable[[int], date]
Story = Callable[[Benefit, Ago], None]
_NIGHT = "nightly search for duplicates"

# Source, who told, of whom, what.
_LEADS = (
    (LeadSource.VILLAGE, "村委会", "周长根", "老两口都病着，儿子去年出了工伤，没有申请过。"),
    (LeadSource.AGENCY, "县医保局", "李桂珍", "三个月里个人负担医药费两万多元。"),
    (LeadSource.PUBLIC, "", "孙守田", "一个人住在老屋，腿摔断了，没人照看。"),
    (LeadSource.TOWNSHIP, "", "何秀莲", "带两个孩子，丈夫外出两年没有音信。"),
)

# Days ago, of whom, what, and what came of it where somebody went there.
_LEADS_FROM_THE_WEB = (
    (2, "吴满仓", "一个人住，眼睛看不见了，米都是邻居送。", "", ""),
    (12, "马秋菊", "男人住院欠了账，家里揭不开锅。", LeadAnswer.UNWILLING, "已讲明政策，儿子回来照顾，本人不申请。"),
    (20, "胡大年", "住在村东头，听说没有人管。", LeadAnswer.NOT_FOUND, "村里没有这个人，邻村也问过。"),
)  # fmt: skip


def _death_told(it: Benefit, ago: Ago) -> None:
    """Of somebody other than the head, so that the case can be opened at once."""
    _tell(it, ChangeKind.DEATH, ago, 9, ReportSource.VILLAGE, "因病去世，村里已办后事")


def _death_told_late(it: Benefit, ago: Ago) -> None:
    _tell(it, ChangeKind.DEATH, ago, 80, ReportSource.VILLAGE, "两个多月前去世，家里没有报")


def _school_told(it: Benefit, ago: Ago) -> None:
    _tell(it, ChangeKind.SCHOOL, ago, 20, ReportSource.FAMILY, "到县城上学，住校")


def _work_told(it: Benefit, ago: Ago) -> None:
    _tell(it, ChangeKind.INCOME, ago, 30, ReportSource.AGENCY, "在县城建筑工地务工，有工资")


def _death_followed(it: Benefit, ago: Ago) -> None:
    """A case stands open that came of it."""
    _tell(it, ChangeKind.DEATH, ago, 15, ReportSource.VILLAGE, "因病去世")
    with scope.of(it.caseworker, action="demo"):
        report = it.household.change_reports.get()
        change_reports.follow(report=report, by=it.caseworker, on=it.office_day(ago(2)))


def _tell(
    it: Benefit, kind: ChangeKind, ago: Ago, days: int, source: ReportSource, note: str
) -> None:
    is_village = source == ReportSource.VILLAGE
    report = change_reports.Report(
        kind=kind,
        happened_on=ago(days),
        source=source,
        person=it.somebody_else,
        reporter=cadre(it.household.area_id, "accountant") if is_village else "",
        note=note,
    )
    with scope.of(it.caseworker, action="demo"):
        change_reports.record(
            household=it.household, report=report, by=it.caseworker, on=it.office_day(ago(4))
        )


def _recheck_begun(it: Benefit, ago: Ago) -> None:
    it.begin_recheck(ago(2))


def _recheck_to_propose(it: Benefit, ago: Ago) -> None:
    it.begin_recheck(ago(4))
    it.visit(ago(3))
    it.assess(ago(2))


def _recheck_to_decide(it: Benefit, ago: Ago) -> None:
    """Nothing has changed."""
    it.begin_recheck(ago(6))
    it.visit(ago(4))
    it.assess(ago(3))
    it.propose(ago(2))


def _work_to_hear_about(it: Benefit, ago: Ago) -> None:
    """Far above the line by work: an end, or months of grace where the law of the time gives them."""
    it.begin_change("家里有人进厂上班，收入增加。", ago(8))
    it.find_work()
    it.assess(ago(6))
    it.propose(ago(5))


def _work_to_decide(it: Benefit, ago: Ago) -> None:
    """The same, and the family was heard."""
    _work_to_hear_about(it, ago)
    if not it.terms.hearing_before_cut:
        return
    on = it.office_day(ago(3))
    said = Hearing(
        held_on=on,
        manner=HearingManner.HOME,
        heard_name=it.household.head.name,
        stance=Stance.AGREES,
        statement="工作是真的，按政策办，没有意见。",
    )
    with scope.of(it.caseworker, action="demo"):
        hearings.record(case=it.case, hearing=said, by=it.caseworker, on=on)


def _moves_away(it: Benefit, ago: Ago) -> None:
    it.hand_over(ago(3))


def _moves_in(it: Benefit, ago: Ago) -> None:
    """Received there, and to be confirmed by the county."""
    transfer = it.hand_over(ago(6))
    village, *_others = villages_of(it.neighbour)
    with scope.of(it.taker, action="demo"):
        transfers.receive(
            transfer=transfer,
            village=village,
            group_name="2组",
            address=f"{village.name}2组",
            by=it.taker,
            on=it.office_day(ago(3)),
        )


def _has_a_namesake(it: Benefit, ago: Ago) -> None:
    """Somebody of one name and birthday in the next township; what that is, the night's search asks."""
    person = it.household.head
    namesake = MemberEntry(
        name=person.name,
        id_number=IdNumber.parse(number_of_namesake(person)),
        relation=HEAD,
        health=person.health,
        labour_capacity=person.labour_capacity,
    )
    village, *_others = villages_of(it.neighbour)
    with scope.of(it.taker, action="demo"):
        households.register(
            village=village, members=[namesake], by=it.taker, on=it.office_day(ago(1))
        )


# At the shown township, the most telling first: a small prefecture has few families there.
_HERE: tuple[Story, ...] = (
    _death_told,
    _moves_away,
    _recheck_to_decide,
    _has_a_namesake,
    _work_to_hear_about,
    _moves_in,
    _recheck_begun,
    _work_to_decide,
    _death_followed,
    _work_told,
    _recheck_to_propose,
    _death_told_late,
    _school_told,
    _has_a_namesake,
)
# They are about a member who is not the head; for all others somebody who lives alone will do.
_OF_MORE_THAN_ONE = {_death_told, _death_told_late, _school_told, _work_told, _death_followed}
# Somebody comes from there to the shown township.
_NEXT_DOOR: tuple[Story, ...] = (_moves_away,)
# For the lists of a reviewer's county, whose townships are not shown.
_ELSEWHERE: tuple[Story, ...] = (_recheck_to_decide, _moves_in, _has_a_namesake)


def let_happen(era: Era, *, counties: Iterable[str] = ()) -> int:
    """Leads and stories at the shown township, a few in each of `counties`, and the night's search; how many are new.

    They change no grant: what the months pay stays as it was loaded.
    """
    scene = _Scene(era)
    shown = Area.objects.get(code=SHOWN_TOWNSHIP)
    next_door = scene.neighbour_of(shown)
    told = scene.hear_of_families(shown) + scene.hear_on_the_web(shown)
    told += scene.tell(shown, next_door, _HERE)
    told += scene.tell(next_door, shown, _NEXT_DOOR)
    for county in sorted(set(counties) - {county_of(SHOWN_TOWNSHIP)}):
        township = Area.objects.filter(parent=county, level=AreaLevel.TOWNSHIP).earliest("code")
        told += scene.tell(township, scene.neighbour_of(township), _ELSEWHERE)
    scene.search_by_night()
    return told


@dataclass(frozen=True)
class _Neighbour:
    """Somebody in need of whom the public told on the web, and what came of it."""

    village: Area
    told_on: date
    name: str
    about: str
    answer: str = ""
    text: str = ""
    case: Case | None = None


class _Scene:
    """The prefecture's people on one day."""

    def __init__(self, era: Era) -> None:
        self.today = era.today
        self.offices = Offices()
        self.timetable = Timetable(rule_sets.load(era.rules), Holiday.objects.calendar())

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def neighbour_of(self, township: Area) -> Area:
        """The next township of the county, the first one after the last."""
        others = Area.objects.filter(parent=township.parent_id, level=AreaLevel.TOWNSHIP)
        return (
            others.filter(code__gt=township.code).order_by("code").first()
            or others.order_by("code")[0]
        )

    def tell(self, township: Area, neighbour: Area, stories: Iterable[Story]) -> int:
        """Each story of a family of its own, as long as there are families; returns how many are new."""
        (larger, smaller), told = self._families(township, neighbour), 0
        for number, story in enumerate(stories):
            step = f"afterwards {township.code} {number}"
            if steps.is_done(step):
                continue
            pools = (larger,) if story in _OF_MORE_THAN_ONE else (smaller, larger)
            household = next((pool.pop(0) for pool in pools if pool), None)
            with transaction.atomic():
                if household is not None:
                    story(Benefit(household, neighbour, self.offices, self.timetable), self.ago)
                    told += 1
                # What nobody is left for is not made up for by a later run either.
                steps.mark_done(step)
        return told

    def _families(self, township: Area, neighbour: Area) -> tuple[list[Household], list[Household]]:
        """Families in benefit of which everybody is known and nothing is under way: of more than one, and of one.

        Those of the township stand first; a small prefecture has too few of them, so its county lends others.
        """
        clerk = self.offices.at(county_of(township.code), Role.COUNTY_CLERK)
        low, high = neighbour.span
        with scope.of(clerk):
            present = Membership.objects.filter(household=OuterRef("pk"), last_day__isnull=True)
            others = present.exclude(relation=HEAD)
            open_cases = Case.objects.open().filter(household=OuterRef("pk"))
            rows = Household.objects.visible_to(clerk).filter(
                ~Q(area_id__gte=low, area_id__lt=high),
                ~Exists(present.filter(person__is_named=False)),
                ~Exists(open_cases),
                closed_on__isnull=True,
                grants__last_month__isnull=True,
                grants__first_month__lte=BenefitMonth.of(self.today),
                departures__isnull=True,
                arrivals__isnull=True,
                change_reports__isnull=True,
            )
            first, last = township.span
            is_here = Q(area_id__gte=first, area_id__lt=last)
            rows = rows.select_related("head", "area").order_by(
                Choice(When(is_here, then=0), default=1), "pk"
            )
            return (
                list(rows.filter(Exists(others))[: len(_HERE)]),
                list(rows.filter(~Exists(others))[: len(_HERE)]),
            )

    def hear_of_families(self, township: Area) -> int:
        """Leads that nobody has followed yet."""
        by, told = self.offices.caseworker(township.code), 0
        for village, (source, reporter, name, about) in zip(
            villages_of(township), _LEADS, strict=False
        ):
            step = f"lead {name}"
            if steps.is_done(step):
                continue
            report = Told(
                village=village,
                source=source,
                reported_by=reporter,
                reported_on=self.ago(3),
                name=name,
                about=about,
            )
            with transaction.atomic():
                with scope.of(by, action="demo"):
                    leads.record(report=report, by=by, on=self.today)
                steps.mark_done(step)
            told += 1
        return told

    def hear_on_the_web(self, township: Area) -> int:
        """Leads of people without an account: one waits, two led to nothing, one became an application."""
        by, villages, told = self.offices.caseworker(township.code), villages_of(township), 0
        for number, (days, name, about, answer, text) in enumerate(_LEADS_FROM_THE_WEB):
            village = villages[number % len(villages)]
            it = _Neighbour(village, self.ago(days), name, about, answer, text)
            told += self._point_out(number, it, by)
        with scope.of(by):
            applied = Case.objects.within(township).filter(
                kind=CaseKind.APPLICATION, status=CaseStatus.PROPOSED
            )
            case = applied.select_related("area", "household__head").order_by("pk").first()
        if case is not None and case.accepted_on is not None:
            neighbour = _Neighbour(
                case.area,
                case.accepted_on - timedelta(days=4),
                case.household.head.name,
                "家里有病人，靠亲戚接济。",
                LeadAnswer.APPLIED,
                "村里有人说这家日子难过，已上门帮助申请。",
                case,
            )
            told += self._point_out(len(_LEADS_FROM_THE_WEB), neighbour, by)
        return told

    def _point_out(self, number: int, it: _Neighbour, by: Staff) -> int:
        step = f"lead from the web {number}"
        if steps.is_done(step):
            return 0
        with transaction.atomic():
            beside.point_out(it.village, it.name, it.about, it.told_on)
            if it.answer:
                day = self.timetable.office_day(it.told_on + timedelta(days=4))
                with scope.of(by, action="demo"):
                    lead = DiscoveryLead.objects.get(
                        area=it.village, name=it.name, recorded_by=None
                    )
                    leads.answer(
                        lead=lead, answer=it.answer, text=it.text, case=it.case, by=by, on=day
                    )
            steps.mark_done(step)
        return 1

    def search_by_night(self) -> None:
        """Once: what was judged since is not asked again, and what stays is there."""
        if steps.is_done(_NIGHT):
            return
        with transaction.atomic():
            with scope.of_area(Area.objects.get(parent=None), action="demo"):
                duplicates.look_everywhere(on=self.today)
            steps.mark_done(_NIGHT)


def villages_of(township: Area) -> list[Area]:
    return list(Area.objects.filter(parent=township, level=AreaLevel.VILLAGE).order_by("code"))
