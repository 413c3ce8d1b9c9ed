"""Checking a family's economic situation: asked for, started, answered, closed; contested and done again."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.authorisations import is_adult
from applicants.comparison import MEASURES, Measure, compared
from applicants.models.case import Case, CaseStatus
from applicants.models.check import (
    CheckAnswer,
    CheckResult,
    CheckSource,
    CheckSubject,
    EconomicCheck,
)
from applicants.models.consent import Authorisation
from applicants.models.person import Person
from applicants.workflow import CheckStatus
from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission

_AT_ONCE: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one source says of one person; an amount in yuan, or a number of things."""

    person: Person
    source: str
    result: str
    finding: str = ""
    amount: Decimal | None = None
    count: int | None = None


def may_be_checked(case: Case, *, on: date) -> list[Authorisation]:
    """The authorisations of the family's adults that nobody took back, by which the county may ask (办法 Art 9)."""
    given = case.authorisations.valid().select_related("person").order_by("pk")
    return [one for one in given if is_adult(one.person, on=on)]


@transaction.atomic
def request(*, case: Case, sources: Sequence[str], by: Staff, on: date) -> EconomicCheck:
    """Ask the county to check those who signed for it; Refused while nobody has, or a check is under way."""
    require(by, Permission.CHECK_REQUEST)
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    if case.status != CaseStatus.ACCEPTED:
        raise Refused(_("受理以后、提出初审意见以前才能提请核对。"))
    if case.checks.open().exists():
        raise Refused(_("这户的核对还没有结束，等结果出来再提请。"))
    if not sources:
        raise Refused(_("至少选一项核对内容。"))
    check = EconomicCheck(case=case, sources=_in_order(sources), requested_by=by, requested_on=on)
    return _ask(check, may_be_checked(case, on=on), by)


@transaction.atomic
def contest(*, check: EconomicCheck, text: str, by: Staff, on: date) -> EconomicCheck:
    """Write down what the applicant says against a result, and have the same checked again (办法 Art 18)."""
    require(by, Permission.CHECK_REQUEST)
    require_area(by, check.area_id)
    check = EconomicCheck.objects.lock(check)
    if not check.is_closed:
        raise Refused(_("核对还没有结果，有了结果才能提出异议。"))
    if check.case.status != CaseStatus.ACCEPTED:
        raise Refused(_("受理以后、提出初审意见以前才能申请复查。"))
    if EconomicCheck.objects.filter(repeats=check).exists():
        raise Refused(_("这次核对已经申请过复查。"))
    again = EconomicCheck(
        case=check.case,
        sources=check.sources,
        requested_by=by,
        requested_on=on,
        repeats=check,
        contest=text,
    )
    return _ask(again, may_be_checked(check.case, on=on), by)


def _ask(check: EconomicCheck, given: Sequence[Authorisation], by: Staff) -> EconomicCheck:
    if not given:
        raise Refused(_("还没有成年家庭成员签署核对授权，签了授权才能核对。"))
    check.area_id = check.case.area_id
    check.save()
    CheckSubject.objects.bulk_create(
        CheckSubject(
            economic_check=check, area_id=check.area_id, person=one.person, authorisation=one
        )
        for one in given
    )
    audit.record(
        "check:requested",
        of=check.case,
        by=by,
        after={"check": check.pk, "people": len(given), "sources": list(check.sources)},
        reason=check.contest,
    )
    return check


def _in_order(sources: Sequence[str]) -> list[str]:
    return [source.value for source in CheckSource if source.value in sources]


@transaction.atomic
def start(*, check: EconomicCheck, by: Staff, on: date) -> EconomicCheck:
    """Begin the check at the county (办法 Art 17: within the days that the rules give)."""
    require(by, Permission.CHECK_ANSWER)
    require_area(by, check.area_id)
    check.move("start", by=by, started_by=by, started_on=on)
    audit.record("check:started", of=check.case, by=by, after={"check": check.pk})
    return check


@transaction.atomic
def answer(
    *, check: EconomicCheck, answers: Sequence[Answer], by: Staff, on: date
) -> list[CheckAnswer]:
    """Keep what sources answered; each answers once about a person. Refused for whom or what was not asked."""
    require(by, Permission.CHECK_ANSWER)
    require_area(by, check.area_id)
    check = EconomicCheck.objects.lock(check)
    check.require_open("close", by=by)
    if not answers:
        raise Refused(_("没有填一项结果。"))
    known = set(check.answers.values_list("person", "source"))
    people = set(check.subjects.values_list("person", flat=True))
    for one in answers:
        require_answerable(one, check.sources, people)
        if (one.person.pk, one.source) in known:
            label = CheckSource(one.source).label
            raise Refused(
                _("%(person)s的“%(source)s”已有结果。") % {"person": one.person, "source": label}
            )
    rows = CheckAnswer.objects.bulk_create(row_of(check, one, by, on) for one in answers)
    audit.record(
        "check:answered", of=check.case, by=by, after={"check": check.pk, "answers": len(rows)}
    )
    return rows


@transaction.atomic
def hear_all(*, county: Area, answers: Mapping[int, Sequence[Answer]], by: Staff, on: date) -> int:
    """Keep what a confirmed list says of the county's checks, by the key of each; all of it or nothing. Returns how
    many answers.

    Whoever answers checks ends them, as ever. Raises Refused where a check has ended, or an answer came meanwhile.
    """
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, county.code)
    found = EconomicCheck.objects.within(county).filter(pk__in=answers)
    started = found.filter(status=CheckStatus.STARTED).select_for_update(of=("self",))
    checks = list(started.select_related("case"))
    if len(checks) < len(answers):
        raise Refused(_("名单里有核对已经结束，全部没有导入。重新检查名单。"))
    rows = [row_of(check, one, by, on) for check in checks for one in answers[check.pk]]
    try:
        with transaction.atomic():
            CheckAnswer.objects.bulk_create(rows, batch_size=_AT_ONCE)
    except IntegrityError:
        raise Refused(_("名单里有的结果刚由别人登记，全部没有导入。重新检查名单。")) from None
    for check in checks:
        told: dict[str, Fact] = {"check": check.pk, "answers": len(answers[check.pk])}
        audit.record("check:answered", of=check.case, by=by, after=told)
    return len(rows)


def require_answerable(answer: Answer, sources: Sequence[str], people: Container[object]) -> None:
    """Raise Refused unless the answer is about somebody and something asked, and says what was found if it was."""
    if answer.person.pk not in people:
        raise Refused(_("%(person)s不在这次核对的人员里。") % {"person": answer.person})
    label = CheckSource(answer.source).label
    if answer.source not in sources:
        raise Refused(_("这次核对没有提请“%(source)s”。") % {"source": label})
    has_detail = bool(answer.finding) or answer.amount is not None or answer.count is not None
    if answer.result != CheckResult.FOUND:
        if has_detail:
            raise Refused(
                _("“%(source)s”没有查到，却填了内容：改成“查到”，或者清空内容。")
                % {"source": label}
            )
        return
    measure = MEASURES[CheckSource(answer.source)]
    if measure in (Measure.AMOUNT, Measure.YEARLY) and answer.amount is None:
        raise Refused(_("“%(source)s”查到了，填写金额。") % {"source": label})
    if not has_detail:
        raise Refused(_("“%(source)s”查到了，写清查到什么。") % {"source": label})


def row_of(check: EconomicCheck, answer: Answer, by: Staff, on: date) -> CheckAnswer:
    """The answer as a row, unsaved."""
    return CheckAnswer(
        economic_check=check,
        area_id=check.area_id,
        person=answer.person,
        source=answer.source,
        result=answer.result,
        finding=answer.finding,
        amount=answer.amount,
        count=answer.count,
        answered_on=on,
        recorded_by=by,
    )


@transaction.atomic
def close(*, check: EconomicCheck, by: Staff, on: date) -> EconomicCheck:
    """End the check: whoever has not answered is written down so, and what was found is held against what was said."""
    require(by, Permission.CHECK_ANSWER)
    require_area(by, check.area_id)
    check = EconomicCheck.objects.lock(check)
    check.require_open("close", by=by)
    CheckAnswer.objects.bulk_create(
        row_of(check, Answer(person=person, source=source, result=CheckResult.NO_ANSWER), by, on)
        for person, source in unanswered(check)
    )
    found = compared(
        check.sources, check.case.incomes.all(), check.case.properties.all(), check.answers.all()
    )
    differs = any(one.differs for one in found)
    check.move("close", by=by, closed_by=by, closed_on=on, has_differences=differs)
    audit.record(
        "check:closed", of=check.case, by=by, after={"check": check.pk, "differs": differs}
    )
    return check


def unanswered(check: EconomicCheck) -> list[tuple[Person, str]]:
    """Who and what no source has answered yet (two queries)."""
    known = set(check.answers.values_list("person", "source"))
    people = [one.person for one in check.subjects.select_related("person").order_by("pk")]
    return [
        (person, source)
        for person in people
        for source in check.sources
        if (person.pk, source) not in known
    ]
