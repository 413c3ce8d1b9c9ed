"""Rule sets: drafted by one person, put in force from a day by another, never changed once used."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.eligibility import checks
from applicants.eligibility.canonical import Problem
from applicants.eligibility.terms import Terms
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused

_DAY = timedelta(days=1)


class RulesRefused(Refused):
    """Terms that cannot be put in force; `problems` says what at which field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.sentence for problem in self.problems))


def problems_of(rule_set: RuleSet) -> tuple[Problem, ...]:
    """What keeps a draft from being put in force, its prefecture's rules taken into account (one query)."""
    terms = rule_set.as_terms()
    found = checks.problems(terms)
    if rule_set.area.level != AreaLevel.COUNTY:
        return found
    above = _rules_above(rule_set)
    return (*found, *(checks.county_problems(terms, above) if above else ()))


def _rules_above(rule_set: RuleSet) -> Terms | None:
    prefecture = rule_set.area_id[:4] + "00000000"
    active = RuleSet.objects.filter(
        area=prefecture, status=RuleSetStatus.ACTIVE, first_day__lte=rule_set.first_day
    )
    found = active.order_by("-first_day").first()
    return found.as_terms() if found else None


@transaction.atomic
def draft(*, area: Area, source: RuleSet, name: str, first_day: date, by: Staff) -> RuleSet:
    """Begin a draft for the own area as a copy of a set that concerns it."""
    require(by, Permission.RULE_SET_EDIT)
    if area.pk != by.posting.area_id:
        raise Refused(_("只能起草本地区的规则。"))
    made = RuleSet.objects.create(
        area=area,
        name=name,
        first_day=first_day,
        legal_basis=source.legal_basis,
        terms={**source.terms, "name": name},
        drafted_by=by,
    )
    audit.record("rule_set:drafted", of=made, by=by, after={"source": source.name})
    return made


@transaction.atomic
def revise(*, rule_set: RuleSet, terms: Terms, first_day: date, seen: str, by: Staff) -> RuleSet:
    """Write a draft anew; whoever wrote it last does not activate it. `seen` is the hash of the terms last read."""
    require(by, Permission.RULE_SET_EDIT)
    rule_set = _locked_draft(rule_set, by)
    if rule_set.as_terms().hash != seen:
        raise MoveRefused(_("这份草案刚被别人改过。打开最新的页面核对后再改。"))
    RuleSet.objects.filter(pk=rule_set.pk).update(
        name=terms.name,
        legal_basis=terms.legal_basis,
        first_day=first_day,
        terms=terms.to_json(),
        drafted_by=by,
    )
    rule_set.refresh_from_db()
    audit.record("rule_set:revised", of=rule_set, by=by, after={"terms": terms.hash})
    return rule_set


@transaction.atomic
def activate(*, rule_set: RuleSet, by: Staff, on: date) -> RuleSet:
    """Put a draft in force from its first day; the set before it ends the day before, and it ends before the next.

    Raises RulesRefused for terms that cannot be used, and Refused for one's own draft, a day that is not to come, a gap
    before it and a set of the same day.
    """
    require(by, Permission.RULE_SET_ACTIVATE)
    rule_set = _locked_draft(rule_set, by)
    if rule_set.drafted_by_id in (None, by.pk):
        raise Refused(_("起草人不能自己启用，由另一人复核后启用。"))
    if rule_set.first_day <= on:
        raise Refused(
            _("起始日期要在今天以后：%(day)s已经到了。改草案的日期再启用。")
            % {"day": rule_set.first_day}
        )
    if found := problems_of(rule_set):
        raise RulesRefused(found)
    last_day = _make_room(rule_set)
    RuleSet.objects.filter(pk=rule_set.pk).update(
        status=RuleSetStatus.ACTIVE, last_day=last_day, activated_by=by, activated_at=timezone.now()
    )
    rule_set.refresh_from_db()
    audit.record(
        "rule_set:activated",
        of=rule_set,
        by=by,
        after={"first_day": rule_set.first_day.isoformat(), "terms": rule_set.as_terms().hash},
    )
    return rule_set


def _locked_draft(rule_set: RuleSet, by: Staff) -> RuleSet:
    if rule_set.area_id != by.posting.area_id:
        raise Refused(_("只能办理本地区的规则。"))
    row = RuleSet.objects.select_for_update(of=("self",)).select_related("area").get(pk=rule_set.pk)
    if row.status != RuleSetStatus.DRAFT:
        raise MoveRefused(_("这份规则已经生效，不能再改。要改就起草新的一份。"))
    return row


def _make_room(rule_set: RuleSet) -> date | None:
    """End the area's set of now the day before; the day before the next one, where there is a next, is returned.

    Refused where there would be days without rules.
    """
    own = RuleSet.objects.select_for_update().filter(
        area=rule_set.area_id, status=RuleSetStatus.ACTIVE
    )
    if own.filter(first_day=rule_set.first_day).exists():
        raise Refused(_("已有一份规则从同一天起生效，两份不能重叠。"))
    before = own.filter(first_day__lt=rule_set.first_day).order_by("-first_day").first()
    after = own.filter(first_day__gt=rule_set.first_day).order_by("first_day").first()
    if before is not None:
        _end_before(before, rule_set)
    return after.first_day - _DAY if after else None


def _end_before(before: RuleSet, rule_set: RuleSet) -> None:
    last = rule_set.first_day - _DAY
    if before.last_day is not None and before.last_day < last and _must_not_pause(rule_set):
        raise Refused(
            _("上一份规则到%(day)s为止，中间会有没有规则的日子。把起始日期改为%(next)s。")
            % {"day": before.last_day, "next": before.last_day + _DAY}
        )
    if before.last_day is None or before.last_day > last:
        RuleSet.objects.filter(pk=before.pk).update(last_day=last)


def _must_not_pause(rule_set: RuleSet) -> bool:
    """Between a county's own rules its prefecture's hold; between a prefecture's there are none."""
    return rule_set.area.level != AreaLevel.COUNTY
