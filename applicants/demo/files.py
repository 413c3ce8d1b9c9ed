"""One household's file as rows of every table: people, case, means, assessment, opinion, decision, grant."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import models

from applicants.demo.columns import COLUMNS
from applicants.demo.families import ADULT, Family, draw_family
from applicants.demo.judging import Judged, judge, judge_too_much
from applicants.demo.people import (
    Register,
    Villager,
    known_by,
    name_family,
    person_row,
    without_name,
)
from applicants.demo.plan import Ending, Sketch, Spell
from applicants.demo.timeline import Round, Timetable
from applicants.demo.visits import (
    asks_for_meeting,
    meeting_row,
    minutes_of,
    visit_row,
)
from applicants.eligibility.codes import PovertyCause
from applicants.eligibility.tiers import class_name
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case
from applicants.models.delivery import DeliveryWay, LetterDelivery
from applicants.models.grant import Decision, Grant, GrantShare
from applicants.models.hearing import HearingRecord
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
from dibao.values.months import BenefitMonth

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
    Ending.DEATH: ("change", "death", "保障对象已死亡，经村委会报告、乡镇核实，从次月起停发。"),
    Ending.INCOME: ("recheck", "income", "复核时家庭人均收入已高于保障标准，从次月起停发。"),
}
_CHANGED = "家庭情况变化，按新的核查结果从次月起调整。"
_HEARD = {
    "nobody": ("村委会主任", "silent", "人已经不在了，家里没有别人。"),
    "home": ("", "agrees", "情况是这样，没有意见。"),
}
_CONFIRMED = "材料齐全，公示期满无异议，符合条件，予以确认。"
_TAKEN_OVER = "按县里原有名单接收在保家庭。"
_MOVES_TO_CONFIRMED, _MOVES_TO_CHANGED = 4, 3
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


@dataclass(frozen=True, slots=True)
class Standing:
    """A grant in force, not written yet: its end comes with the case that ends it. It has its case's number."""

    number: int
    decision: int
    spell: Spell
    judged: Judged


@dataclass
class Files:
    """Writes files one after the other; numbers are handed out in that order."""

    seed: str
    timetable: Timetable
    rule_set: int
    offices: Offices
    register: Register
    village_names: dict[str, str]
    # Since when the families of the list have been paid.
    listed_since: BenefitMonth
    rows: dict[type[models.Model], list[Row]] = field(
        default_factory=lambda: {t: [] for t in COLUMNS}
    )
    postings: dict[tuple[str, Round], list[Shown]] = field(default_factory=dict)
    _households: int = 0
    _known_by: dict[str, str] = field(default_factory=dict)
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
        standing: Standing | None = None
        for number, spell in enumerate(sketch.spells):
            meeting = self.timetable.round_before(spell.first_month, sketch.village)
            accepted_on = registered_on if number == 0 else self._accepted_on(chance, meeting)
            judged = judge(
                chance, family, villagers, spell, self.timetable.rules.terms, meeting.assessed_on
            )
            self._cases += 1
            if standing is not None:
                decision = self._write_change(
                    standing, village, family, villagers, judged, meeting, accepted_on
                )
                self._write_grant(village, standing, decision)
            elif sketch.is_taken_over:
                decision = self._write_takeover(village, family, registered_on)
            else:
                decision = self._write_application(
                    village, family, villagers, judged, meeting, accepted_on
                )
            paid = replace(spell, first_month=self.listed_since) if sketch.is_taken_over else spell
            standing = Standing(self._cases, decision, paid, judged)
        if standing is not None:
            ended_by = self._write_end(chance, standing, village, family, villagers)
            self._write_grant(village, standing, ended_by)

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
        self._known_by = {str(v.key): known_by(v) for v in villagers}
        self.rows[Membership] += [
            (
                number, v.key, village, v.relation, on, died_on, LeaveReason.DEATH if died_on else "",
                v.draft.is_counted, v.draft.is_covered, v.draft.exclusion or "", self._known_by[str(v.key)],
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
    ) -> int:
        entered_by = self._write_case(
            village, family, "application", accepted_on, _MOVES_TO_CONFIRMED
        )
        self._write_visit(village, villagers, judged, meeting, accepted_on)
        self._write_meeting(village, meeting)
        self._write_judgment(village, villagers, judged, meeting, entered_by, "grant")
        self._show(self._cases, village, villagers[0], judged, meeting)
        return self._write_decision(
            village, self._cases, "grant", "", _CONFIRMED, meeting.decided_on
        )

    def _write_takeover(self, village: str, family: Family, on: date) -> int:
        entered_by = self.offices.at(county_of(village), Role.COUNTY_CLERK).pk
        self.rows[Case].append((
            self._cases, village, self._households, 0, "takeover", "confirmed", family.cause.value, "{}", "",
            self.rule_set, ROSTER, None, entered_by, on, on,
        ))  # fmt: skip
        return self._write_decision(village, None, "grant", "", _TAKEN_OVER, on)

    def _write_change(
        self,
        standing: Standing,
        village: str,
        family: Family,
        villagers: Sequence[Villager],
        judged: Judged,
        meeting: Round,
        accepted_on: date,
    ) -> int:
        """The next spell as what it is in law: a change of the grant in force, without postings."""
        before, after = standing.judged.verdict.total_amount, judged.verdict.total_amount
        outcome = "increase" if after > before else "decrease" if after < before else "adjust"
        entered_by = self._write_case(
            village, family, "change", accepted_on, _MOVES_TO_CHANGED, grant=standing.number
        )
        self._write_visit(village, villagers, judged, meeting, accepted_on)
        self._write_judgment(village, villagers, judged, meeting, entered_by, outcome)
        if outcome == "decrease":
            self._write_hearing(village, villagers[0].name, "home", meeting.opinion_on)
        decision = self._write_decision(
            village, self._cases, outcome, "", _CHANGED, meeting.decided_on
        )
        if outcome == "decrease":
            self._write_delivery(village, decision, villagers[0].name, "home", meeting.decided_on)
        return decision

    def _write_end(
        self,
        chance: Dice,
        standing: Standing,
        village: str,
        family: Family,
        villagers: Sequence[Villager],
    ) -> int | None:
        """The case that ended the last grant, some days before its last month was over."""
        spell = standing.spell
        if spell.last_month is None or spell.ending is None:
            return None
        kind, reason, words = _ENDINGS[spell.ending]
        ended_on = self.timetable.office_day(spell.last_month.last_day - timedelta(days=9))
        opinion_on = self.timetable.office_day(ended_on - timedelta(days=1))
        self._cases += 1
        entered_by = self._write_case(
            village, family, kind, opinion_on, _MOVES_TO_CHANGED, grant=standing.number
        )
        assessment = None
        if spell.ending == Ending.INCOME:
            terms = self.timetable.rules.terms
            judged = judge_too_much(chance, family, villagers, terms, opinion_on)
            self._write_means(self._cases, village, villagers, judged)
            worker = self.offices.caseworker(village)
            self.rows[HomeVisit].append(
                visit_row(self._cases, village, villagers, judged.means, by=worker, on=opinion_on)
            )
            self._write_assessment(village, judged, opinion_on, entered_by)
            assessment = self._cases
        self._write_opinion(village, assessment, "end", reason, words, opinion_on)
        manner = "home" if spell.ending == Ending.INCOME else "nobody"
        self._write_hearing(village, villagers[0].name, manner, opinion_on)
        decision = self._write_decision(village, assessment, "end", reason, words, ended_on)
        self._write_delivery(village, decision, villagers[0].name, manner, ended_on)
        return decision

    def _write_case(
        self,
        village: str,
        family: Family,
        kind: str,
        on: date,
        version: int,
        *,
        grant: int | None = None,
    ) -> int:
        """A decided case of the township's; returns who entered it."""
        entered_by = self.offices.caseworker(village).pk
        hardships = "{" + ",".join(sorted(family.hardships)) + "}"
        statement = STATEMENTS[family.cause] if grant is None else ""
        self.rows[Case].append((
            self._cases, village, self._households, version, kind, "confirmed", family.cause.value, hardships,
            statement, self.rule_set, None, grant, entered_by, on, on,
        ))  # fmt: skip
        return entered_by

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

    def _write_visit(
        self,
        village: str,
        villagers: Sequence[Villager],
        judged: Judged,
        meeting: Round,
        accepted_on: date,
    ) -> None:
        """What two people saw at the house."""
        worker = self.offices.caseworker(village)
        day = min(self.timetable.calendar.add_working_days(accepted_on, 2), meeting.accepted_to)
        self.rows[HomeVisit].append(
            visit_row(self._cases, village, villagers, judged.means, by=worker, on=day)
        )

    def _write_meeting(self, village: str, meeting: Round) -> None:
        """What the villagers said, where the law of the day asks them each time."""
        if asks_for_meeting(self.timetable.rules.terms):
            worker, name = self.offices.caseworker(village), self.village_names[village]
            minutes = minutes_of(village, name, worker.name, meeting.assessed_on)
            self.rows[ReviewMeeting].append(meeting_row(self._cases, village, minutes, by=worker))

    def _write_judgment(
        self,
        village: str,
        villagers: Sequence[Villager],
        judged: Judged,
        meeting: Round,
        assessed_by: int,
        proposal: str,
    ) -> None:
        """What a round finds out about a family, and what the township makes of it."""
        verdict = judged.verdict
        self._write_means(self._cases, village, villagers, judged)
        self._write_assessment(village, judged, meeting.assessed_on, assessed_by)
        reasons = (
            f"经入户调查和民主评议，家庭人均年收入{verdict.per_capita_income:.2f}元，低于保障标准，"
            f"拟同意纳入{class_name(verdict.benefit_class or 0)}保障。"
        )
        self._write_opinion(village, self._cases, proposal, "", reasons, meeting.opinion_on)

    def _write_assessment(self, village: str, judged: Judged, on: date, assessed_by: int) -> None:
        verdict = judged.verdict
        # A case has one assessment here, so both carry one number.
        self.rows[Assessment].append((
            self._cases, self._cases, village, self.rule_set, judged.facts_text, judged.facts_hash,
            judged.verdict_text, judged.verdict_hash, verdict.outcome.value, verdict.benefit_class, verdict.counted,
            verdict.covered, verdict.per_capita_income, verdict.base_amount, verdict.supplement_amount,
            verdict.total_amount, assessed_by, on, _at(on, 10),
        ))  # fmt: skip

    def _write_opinion(
        self,
        village: str,
        assessment: int | None,
        proposal: str,
        end_reason: str,
        reasons: str,
        on: date,
    ) -> None:
        # A case has one opinion here too.
        self.rows[TownshipOpinion].append((
            self._cases, self._cases, assessment, village, proposal, end_reason, reasons,
            self.offices.head(village).pk, on, _at(on, 15),
        ))  # fmt: skip

    def _write_hearing(self, village: str, head: str, manner: str, on: date) -> None:
        """What the family said, where the law of the day asks for it."""
        if not self.timetable.rules.terms.hearing_before_cut:
            return
        name, stance, words = _HEARD[manner]
        self.rows[HearingRecord].append((
            self._cases, self._cases, village, on, manner, name or head, stance, words, "",
            self.offices.caseworker(village).pk, _at(on, 16),
        ))  # fmt: skip

    def _write_decision(
        self,
        village: str,
        assessment: int | None,
        outcome: str,
        end_reason: str,
        reasons: str,
        on: date,
    ) -> int:
        """The county's word on the case at hand; returns its number."""
        self._decisions += 1
        decided_by = self.offices.reviewer(village, int(village[-1]) % 2).pk
        self.rows[Decision].append((
            self._decisions, self._cases, assessment, village, outcome, end_reason, reasons, decided_by, on,
            _at(on, 16),
        ))  # fmt: skip
        return self._decisions

    def _write_delivery(
        self, village: str, decision: int, head: str, manner: str, on: date
    ) -> None:
        """How the letter with a cut reached the family; where nobody is left, by the village."""
        name = _HEARD[manner][0]
        worker, way = self.offices.caseworker(village), DeliveryWay.IN_PERSON
        if name:
            way = DeliveryWay.VILLAGE
        self.rows[LetterDelivery].append(
            (self._cases, village, decision, on, way.value, name or head, worker.name, worker.pk)
        )

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

    def _write_grant(self, village: str, standing: Standing, ended_by: int | None) -> None:
        number, spell, verdict = standing.number, standing.spell, standing.judged.verdict
        first = spell.first_month.first_day
        last = spell.last_month.first_day if spell.last_month else None
        self.rows[Grant].append((
            number, self._households, village, standing.decision, self.rule_set, verdict.benefit_class,
            verdict.covered, verdict.base_amount, verdict.supplement_amount, verdict.total_amount, first, last,
            ended_by,
        ))  # fmt: skip
        self.rows[GrantShare] += [
            (
                number, share.member, village, share.base, share.supplement, first, last,
                self._known_by[str(share.member)],
            )
            for share in verdict.shares
        ]  # fmt: skip


def _death_day(sketch: Sketch) -> date | None:
    spell = sketch.spells[-1]
    if spell.ending != Ending.DEATH or spell.last_month is None:
        return None
    return spell.last_month.first_day + timedelta(days=int(sketch.village.code[-2:]) % 18)


def _at(day: date, hour: int) -> str:
    """Office hours of a day in the past, in the service's zone."""
    return f"{day} {hour:02d}:00:00+08"
