"""One household's file as rows of every table: people, case, means, assessment, opinion, decision, grant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models

from applicants.demo.families import ADULT, Family, draw_family
from applicants.demo.judging import Judged, judge
from applicants.demo.people import (
    PERSON_COLUMNS,
    Register,
    Villager,
    name_family,
    person_row,
    without_name,
)
from applicants.demo.plan import Ending, Sketch, Spell
from applicants.demo.timeline import Round, Timetable
from applicants.demo.visits import (
    MEETING_COLUMNS,
    VISIT_COLUMNS,
    asks_for_meeting,
    meeting_row,
    minutes_of,
    visit_row,
)
from applicants.eligibility.codes import PovertyCause
from applicants.eligibility.tiers import class_name
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case
from applicants.models.grant import Decision, Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.meeting import ReviewMeeting
from applicants.models.person import Person
from applicants.models.visit import HomeVisit
from applicants.naming import printed_name
from applicants.reasons import LeaveReason
from dibao.demo.dice import Dice
from dibao.demo.loading import Row
from dibao.demo.staff import Offices
from dibao.models.area import county_of
from dibao.roles import Role

# In the order in which rows refer to each other.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Person: PERSON_COLUMNS,
    Household: ("id", "area_code", "head_id", "group_name", "address", "registered_on"),
    Membership: (
        "household_id", "person_id", "area_code", "relation", "first_day", "last_day", "left_for", "is_counted",
        "is_covered", "exclusion",
    ),
    Case: (
        "id", "area_code", "household_id", "version", "kind", "status", "poverty_cause", "hardships", "statement",
        "rule_set_id", "roster_import_id", "entered_by_id", "opened_on", "accepted_on",
    ),
    IncomeLine: ("case_id", "area_code", "person_id", "source", "yearly_amount", "necessary_cost"),
    ExpenseLine: ("case_id", "area_code", "kind", "yearly_amount"),
    PropertyLine: ("case_id", "area_code", "kind", "amount", "count", "exemption"),
    HomeVisit: VISIT_COLUMNS,
    ReviewMeeting: MEETING_COLUMNS,
    Assessment: (
        "id", "case_id", "area_code", "rule_set_id", "facts", "facts_hash", "verdict", "verdict_hash", "outcome",
        "benefit_class", "counted", "covered", "per_capita_income", "base_amount", "supplement_amount", "total_amount",
        "assessed_by_id", "assessed_on", "created_at",
    ),
    TownshipOpinion: (
        "case_id", "assessment_id", "area_code", "proposal", "reasons", "given_by_id", "given_on", "created_at",
    ),
    Decision: (
        "id", "case_id", "assessment_id", "area_code", "outcome", "reasons", "decided_by_id", "decided_on",
        "created_at",
    ),
    Grant: (
        "id", "household_id", "area_code", "decision_id", "rule_set_id", "benefit_class", "covered_count",
        "base_amount", "supplement_amount", "total_amount", "first_month", "last_month", "ended_by_id",
    ),
    GrantShare: (
        "grant_id", "person_id", "area_code", "base_amount", "supplement_amount", "first_month", "last_month",
    ),
}  # fmt: skip

STATEMENTS = {
    PovertyCause.ILLNESS: "家里有人生病，看病花钱多，收入少，生活困难，申请农村低保。",
    PovertyCause.DISABILITY: "家里有残疾人，做不了重活，生活困难，申请农村低保。",
    PovertyCause.DISASTER: "家里遭灾，收成和房屋受损，一时缓不过来，申请农村低保。",
    PovertyCause.LABOUR_LACK: "家里缺劳力，没有稳定收入，申请农村低保。",
    PovertyCause.UNEMPLOYMENT: "在外做工的工厂停产，回家没有收入，申请农村低保。",
    PovertyCause.LAND_LOST: "承包地被征用后没有别的收入，申请农村低保。",
    PovertyCause.OTHER: "孩子上学花费大，家里收入低，申请农村低保。",
}
_ENDINGS = {
    Ending.DEATH: "保障对象已死亡，经村委会报告、乡镇核实，从次月起停发。",
    Ending.INCOME: "复核时家庭人均收入已高于保障标准，从次月起停发。",
    Ending.CHANGED: "家庭情况变化，按新的审核结果另行确认，原待遇到本月为止。",
}
_CONFIRMED = "材料齐全，公示期满无异议，符合条件，予以确认。"
_TAKEN_OVER = "按县里原有名单接收在保家庭。"
_MOVES_TO_CONFIRMED = 4
# The number of the one list that households came in by.
ROSTER = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What the village reads of a case in its three postings."""

    case: int
    assessment: int
    name: str
    size: int
    covered: int
    benefit_class: int
    amount: str


@dataclass
class Files:
    """Writes files one after the other; numbers are handed out in that order."""

    seed: str
    timetable: Timetable
    rule_set: int
    offices: Offices
    register: Register
    village_names: dict[str, str]
    rows: dict[type[models.Model], list[Row]] = field(
        default_factory=lambda: {t: [] for t in COLUMNS}
    )
    postings: dict[tuple[str, Round], list[Shown]] = field(default_factory=dict)
    _households: int = 0
    _cases: int = 0
    _decisions: int = 0

    def write(self, sketch: Sketch) -> None:
        """Draw a household by its own dice, so that no other one changes it."""
        self._households += 1
        chance = Dice(self.seed, self._households)
        is_dead = any(spell.ending == Ending.DEATH for spell in sketch.spells)
        family = draw_family(chance, sketch.benefit_class, sketch.covered, alone=is_dead)
        first_round = self.timetable.round_before(sketch.spells[0].first_month, sketch.village)
        village = sketch.village.code
        villagers = name_family(
            chance, self.register, village, family.members, first_round.accepted_from
        )
        registered_on = self._accepted_on(chance, first_round)
        if sketch.is_taken_over:
            villagers = [villagers[0], *map(without_name, villagers[1:])]
        self._write_household(chance, village, villagers, registered_on, _death_day(sketch))
        for number, spell in enumerate(sketch.spells):
            meeting = self.timetable.round_before(spell.first_month, sketch.village)
            accepted_on = registered_on if number == 0 else self._accepted_on(chance, meeting)
            judged = judge(
                chance, family, villagers, spell, self.timetable.rules.terms, meeting.assessed_on
            )
            self._cases += 1
            if sketch.is_taken_over:
                self._write_takeover(village, family, registered_on)
            else:
                self._write_application(village, family, villagers, judged, meeting, accepted_on)
            follower = sketch.spells[number + 1] if number + 1 < len(sketch.spells) else None
            decided_on = registered_on if sketch.is_taken_over else meeting.decided_on
            self._write_grant(sketch, spell, judged, decided_on, follower)

    def _accepted_on(self, chance: Dice, meeting: Round) -> date:
        days = (meeting.accepted_to - meeting.accepted_from).days
        day = meeting.accepted_from + timedelta(days=chance.randint(0, days))
        return max(self.timetable.office_day(day), meeting.accepted_from)

    def _write_household(
        self,
        chance: Dice,
        village: str,
        villagers: Sequence[Villager],
        on: date,
        died_on: date | None,
    ) -> None:
        number = self._households
        group = f"{chance.randint(1, 9)}组"
        address = f"{self.village_names[village]}{group}{chance.randint(1, 90)}号"
        self.rows[Person] += [person_row(villager, village) for villager in villagers]
        self.rows[Household].append((number, village, villagers[0].key, group, address, on))
        self.rows[Membership] += [
            (
                number, v.key, village, v.relation, on, died_on, LeaveReason.DEATH if died_on else "",
                v.draft.is_counted, v.draft.is_covered, v.draft.exclusion or "",
            )
            for v in villagers
        ]  # fmt: skip

    def _write_application(
        self,
        village: str,
        family: Family,
        villagers: Sequence[Villager],
        judged: Judged,
        meeting: Round,
        accepted_on: date,
    ) -> None:
        case, entered_by = self._cases, self.offices.caseworker(village).pk
        hardships = "{" + ",".join(sorted(family.hardships)) + "}"
        self.rows[Case].append((
            case, village, self._households, _MOVES_TO_CONFIRMED, "application", "confirmed", family.cause.value,
            hardships, STATEMENTS[family.cause], self.rule_set, None, entered_by, accepted_on, accepted_on,
        ))  # fmt: skip
        self._write_means(case, village, villagers, judged)
        self._write_investigation(case, village, villagers, judged, meeting, accepted_on)
        self._write_assessment(case, village, judged, meeting, entered_by)
        self._show(case, village, villagers[0], judged, meeting)

    def _write_takeover(self, village: str, family: Family, on: date) -> None:
        entered_by = self.offices.at(county_of(village), Role.COUNTY_CLERK).pk
        self.rows[Case].append((
            self._cases, village, self._households, 0, "takeover", "confirmed", family.cause.value, "{}", "",
            self.rule_set, ROSTER, entered_by, on, on,
        ))  # fmt: skip

    def _write_means(
        self, case: int, village: str, villagers: Sequence[Villager], judged: Judged
    ) -> None:
        means = judged.means
        self.rows[IncomeLine] += [
            (case, village, None if i.member is None else villagers[i.member].key, i.source.value, i.amount, i.cost)
            for i in means.incomes
        ]  # fmt: skip
        self.rows[ExpenseLine] += [(case, village, e.kind.value, e.amount) for e in means.expenses]
        self.rows[PropertyLine] += [
            (case, village, p.kind.value, p.amount, p.count, p.exemption or "")
            for p in means.properties
        ]

    def _write_investigation(
        self,
        case: int,
        village: str,
        villagers: Sequence[Villager],
        judged: Judged,
        meeting: Round,
        accepted_on: date,
    ) -> None:
        worker = self.offices.caseworker(village)
        day = min(self.timetable.calendar.add_working_days(accepted_on, 2), meeting.accepted_to)
        self.rows[HomeVisit].append(
            visit_row(case, village, villagers, judged.means, by=worker, on=day)
        )
        if asks_for_meeting(self.timetable.rules.terms):
            minutes = minutes_of(
                village, self.village_names[village], worker.name, meeting.assessed_on
            )
            self.rows[ReviewMeeting].append(meeting_row(case, village, minutes, by=worker))

    def _write_assessment(
        self, case: int, village: str, judged: Judged, meeting: Round, assessed_by: int
    ) -> None:
        verdict = judged.verdict
        # A case has one assessment here, so both carry one number.
        self.rows[Assessment].append((
            case, case, village, self.rule_set, judged.facts_text, judged.facts_hash, judged.verdict_text,
            judged.verdict_hash, verdict.outcome.value, verdict.benefit_class, verdict.counted, verdict.covered,
            verdict.per_capita_income, verdict.base_amount, verdict.supplement_amount, verdict.total_amount,
            assessed_by, meeting.assessed_on, _at(meeting.assessed_on, 10),
        ))  # fmt: skip
        reasons = (
            f"经入户调查和民主评议，家庭人均年收入{verdict.per_capita_income:.2f}元，低于保障标准，"
            f"拟同意纳入{class_name(verdict.benefit_class or 0)}保障。"
        )
        self.rows[TownshipOpinion].append((
            case, case, village, "grant", reasons, self.offices.head(village).pk, meeting.opinion_on,
            _at(meeting.opinion_on, 15),
        ))  # fmt: skip

    def _show(
        self, case: int, village: str, head: Villager, judged: Judged, meeting: Round
    ) -> None:
        verdict = judged.verdict
        name = head.name
        if head.draft.age <= ADULT:
            person = Person(name=head.name, birth_date=head.birth_date)
            name = printed_name(person, on=meeting.assessed_on)
        self.postings.setdefault((village, meeting), []).append(
            Shown(
                case, case, name, verdict.counted, verdict.covered, verdict.benefit_class or 0,
                f"{verdict.total_amount:.2f}",
            )
        )  # fmt: skip

    def _write_grant(
        self,
        sketch: Sketch,
        spell: Spell,
        judged: Judged,
        decided_on: date,
        follower: Spell | None,
    ) -> None:
        village, case, verdict = sketch.village.code, self._cases, judged.verdict
        decided_by = self.offices.reviewer(village, int(village[-1]) % 2).pk
        self._decisions += 1
        decision = self._decisions
        assessment = None if sketch.is_taken_over else case
        reasons = _TAKEN_OVER if sketch.is_taken_over else _CONFIRMED
        self.rows[Decision].append((
            decision, case, assessment, village, "grant", reasons, decided_by, decided_on, _at(decided_on, 16),
        ))  # fmt: skip
        ended_by = None
        if spell.last_month is not None and spell.ending is not None:
            ended_on = spell.last_month.last_day - timedelta(days=9)
            if follower is not None:
                ended_on = self.timetable.round_before(
                    follower.first_month, sketch.village
                ).decided_on
            ended_on = self.timetable.office_day(ended_on)
            self._decisions += 1
            ended_by = self._decisions
            self.rows[Decision].append((
                ended_by, case, None, village, "end", _ENDINGS[spell.ending], decided_by, ended_on, _at(ended_on, 11),
            ))  # fmt: skip
        first = spell.first_month.first_day
        last = spell.last_month.first_day if spell.last_month else None
        self.rows[Grant].append((
            case, self._households, village, decision, self.rule_set, verdict.benefit_class, verdict.covered,
            verdict.base_amount, verdict.supplement_amount, verdict.total_amount, first, last, ended_by,
        ))  # fmt: skip
        self.rows[GrantShare] += [
            (case, share.member, village, share.base, share.supplement, first, last)
            for share in verdict.shares
        ]


def _death_day(sketch: Sketch) -> date | None:
    spell = sketch.spells[-1]
    if spell.ending != Ending.DEATH or spell.last_month is None:
        return None
    return spell.last_month.first_day + timedelta(days=int(sketch.village.code[-2:]) % 18)


def _at(day: date, hour: int) -> str:
    """Office hours of a day in the past, in the service's zone."""
    return f"{day} {hour:02d}:00:00+08"
