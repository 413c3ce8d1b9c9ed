"""Rule sets as pages show them: the list, every clause under its heading, what changed in words."""

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.policies import problems_of
from applicants.eligibility.canonical import Problem
from applicants.eligibility.clauses import Clause, Difference, clauses, differences
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

TONES = {RuleSetStatus.DRAFT: "doing", RuleSetStatus.ACTIVE: "good"}


@dataclass(frozen=True)
class Section:
    """The clauses of one heading."""

    heading: str
    clauses: list[Clause]


@dataclass(frozen=True)
class OpenRuleSet:
    """One rule set with all that its page says (three queries)."""

    rule_set: RuleSet
    before: RuleSet | None
    sections: list[Section]
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    may_edit: bool
    may_activate: bool

    @property
    def is_draft(self) -> bool:
        return self.rule_set.status == RuleSetStatus.DRAFT


def open_rule_set(rule_set: RuleSet, staff: Staff) -> OpenRuleSet:
    """What the set says, what it changes of the one before, and what may be done with it."""
    terms = rule_set.as_terms()
    before = RuleSet.objects.before(rule_set)
    is_draft = rule_set.status == RuleSetStatus.DRAFT
    is_own = rule_set.area_id == staff.posting.area_id
    return OpenRuleSet(
        rule_set=rule_set,
        before=before,
        sections=[
            Section(_now(heading), [_shown(clause) for clause in found])
            for heading, found in groupby(clauses(terms), key=attrgetter("heading"))
        ],
        differences=differences(before.as_terms(), terms) if before else (),
        problems=problems_of(rule_set) if is_draft else (),
        may_edit=is_draft and is_own and allows(staff, P.RULE_SET_EDIT),
        may_activate=(
            is_draft
            and is_own
            and allows(staff, P.RULE_SET_ACTIVATE)
            and rule_set.drafted_by_id != staff.pk
        ),
    )


def _shown(clause: Clause) -> Clause:
    """The words of code lists in the reader's language; sentences of the rules are Chinese for everybody."""
    return replace(clause, label=_now(clause.label), text=_now(clause.text))


def list_table(rule_sets: list[RuleSet]) -> Table:
    """Every set that concerns the area, the newest first."""
    return Table(
        caption=_("规则"),
        columns=[
            Column(_("名称")),
            Column(_("地区")),
            Column(_("状态"), "status"),
            Column(_("起始日期"), "date"),
            Column(_("终止日期"), "date"),
            Column(_("起草人")),
            Column(_("启用人")),
        ],
        rows=[_row(rule_set) for rule_set in rule_sets],
        empty=_("还没有规则。系统自带的规则由运行维护人员装入。"),
    )


def _row(rule_set: RuleSet) -> Row:
    status = RuleSetStatus(rule_set.status)
    return Row.of(
        rule_set.name,
        str(rule_set.area),
        Cell(status.label, tone=TONES[status]),
        rule_set.first_day,
        rule_set.last_day,
        rule_set.drafted_by.name if rule_set.drafted_by else _("系统自带"),
        rule_set.activated_by.name if rule_set.activated_by else None,
        url=reverse("applicants:rule_set", args=[rule_set.pk]),
    )
