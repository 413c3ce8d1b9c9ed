"""What is told of a family in benefit, and what the township makes of it: a case, or nothing for a reason."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applicants.actions import changes, households
from applicants.choices import HEAD
from applicants.eligibility.codes import ProcedureStep, TimeUnit
from applicants.grace_months import going_on
from applicants.models.case import LOOKING_AGAIN, Case, CaseKind, CaseStatus
from applicants.models.change_report import (
    OF_ONE_PERSON,
    ChangeKind,
    ChangeReport,
    ReportSource,
    ReportStatus,
)
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.reasons import LeaveReason
from dibao import audit
from dibao.display import listed, with_label
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

# Whoever this happens to no longer lives with the family. A pupil still does (办法 Art 7).
_LEAVES = {
    ChangeKind.DEATH: LeaveReason.DEATH,
    ChangeKind.MARRIED_OUT: LeaveReason.MARRIED_OUT,
    ChangeKind.MOVED_OUT: LeaveReason.MOVED_OUT,
    ChangeKind.PRISON: LeaveReason.PRISON,
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was told, as typed and cleaned; no person where it is about the whole family."""

    kind: ChangeKind
    happened_on: date
    source: ReportSource
    person: Person | None = None
    reporter: str = ""
    note: str = ""


@transaction.atomic
def record(*, household: Household, report: Report, by: Staff, on: date) -> ChangeReport:
    """Write down what was told of a family in benefit; of a death, with the day by which it must be dealt with.

    Refused for a family out of benefit, a day after today, somebody who is no member, and what was told before.
    """
    require(by, Permission.CASE_ENTER)
    return _write(household, report, by, on)


@transaction.atomic
def hear(*, household: Household, report: Report, by: Staff, on: date) -> ChangeReport:
    """Write down what a confirmed list of another office tells of a family; the township deals with it as with any.

    Raises what `record` raises.
    """
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, household.area_id)
    return _write(household, report, by, on)


def _write(household: Household, report: Report, by: Staff, on: date) -> ChangeReport:
    household = Household.objects.lock(household)
    # In its months of grace too: a death is told then as ever, and the county holds what should not be paid.
    if not going_on(household.grants.all(), on=on).exists():
        raise Refused(_("这户没有正在享受的低保，不用登记变化。"))
    if report.happened_on > on:
        raise Refused(_("日期晚于今天，核对后再填。"))
    _check_person(household, report)
    try:
        with transaction.atomic():
            kept = ChangeReport.objects.create(
                household=household,
                area_id=household.area_id,
                reported_on=on,
                due_on=_due_on(household, report),
                recorded_by=by,
                **vars(report),
            )
    except IntegrityError as error:
        if "a_change_is_reported_once" not in str(error):
            raise
        raise Refused(_("同一个人同一天的这种变化已经登记过。")) from None
    audit.record(
        "report:recorded",
        of=household,
        by=by,
        after={"report": kept.pk, "kind": kept.kind},
        reason=report.note,
    )
    return kept


def _check_person(household: Household, report: Report) -> None:
    if report.person is None:
        if report.kind in OF_ONE_PERSON:
            raise Refused(_("选择是哪名成员。"))
        return
    membership = household.members().filter(person=report.person).first()
    if membership is None:
        raise Refused(_("%(name)s现在不是这户的成员，刷新后再看。") % {"name": report.person})
    born = membership.person.birth_date
    if born is not None and report.happened_on < born:
        raise Refused(_("发生日期早于%(name)s的出生日期。") % {"name": report.person})


def _due_on(household: Household, report: Report) -> date | None:
    """2022 notice 一(三): within three months of a death; the number is the rules' own."""
    if report.kind != ChangeKind.DEATH:
        return None
    terms = RuleSet.objects.in_force(household.area, on=report.happened_on).as_terms()
    limit = terms.limit(ProcedureStep.DEATH_RECHECK)
    if limit is None or limit.unit is not TimeUnit.MONTHS:
        return None
    month = BenefitMonth.of(report.happened_on).plus(limit.number)
    return month.first_day.replace(day=min(report.happened_on.day, month.last_day.day))


@transaction.atomic
def follow(*, report: ChangeReport, by: Staff, on: date) -> Case:
    """Open the case that looks at what was told, or add it to the one that is being worked on.

    Whoever died, married elsewhere, moved out or went to prison leaves the household on that day. Refused for what
    was answered before, for a family whose open case is past the township, and for a head with others left, who is
    replaced first.
    """
    require(by, Permission.CASE_ENTER)
    report = _locked(report)
    household = Household.objects.lock(report.household)
    case = household.cases.open().filter(kind__in=LOOKING_AGAIN, status=CaseStatus.ACCEPTED).first()
    if case is None:
        case = changes.open_case(
            household=household, kind=CaseKind.CHANGE, statement=_told(report), by=by, on=on
        )
    case.refuse_relative(by)
    _let_leave(household, report)
    ChangeReport.objects.filter(pk=report.pk).update(
        status=ReportStatus.FOLLOWED, case=case, answered_by=by, answered_on=on
    )
    audit.record("report:followed", of=case, by=by, after={"report": report.pk})
    return case


def _told(report: ChangeReport) -> str:
    said = [report.happened_on.isoformat(), str(report.person or ""), report.get_kind_display()]
    source = with_label(report.get_source_display(), report.reporter or report.reported_on)
    return listed(word for word in [*said, report.note, source] if word)


def _let_leave(household: Household, report: ChangeReport) -> None:
    """End the time of whoever left; the last one of a household may go, since nobody is left to be its head."""
    reason = _LEAVES.get(ChangeKind(report.kind))
    if reason is None or report.person is None:
        return
    members: list[Membership] = list(household.members())
    own = next((one for one in members if one.person_id == report.person_id), None)
    if own is None:
        # Entered on the household's page meanwhile.
        return
    if own.relation == HEAD and len(members) > 1:
        raise Refused(_("先更换户主，再登记%(name)s离开。") % {"name": report.person})
    households.end(own, reason=reason, on=report.happened_on, note=report.note[:200])


@transaction.atomic
def close(*, report: ChangeReport, answer: str, by: Staff, on: date) -> ChangeReport:
    """Say why what was told changes nothing; Refused for a death, which always does."""
    require(by, Permission.CASE_ENTER)
    report = _locked(report)
    if report.kind == ChangeKind.DEATH:
        raise Refused(_("有成员死亡的都要立案核查；登记错了的，立案后撤销并写明。"))
    ChangeReport.objects.filter(pk=report.pk).update(
        status=ReportStatus.CLOSED, answer=answer, answered_by=by, answered_on=on
    )
    audit.record(
        "report:closed", of=report.household, by=by, after={"report": report.pk}, reason=answer
    )
    report.refresh_from_db()
    return report


@transaction.atomic
def take_back(*, reports: QuerySet[ChangeReport], by: Staff, on: date) -> int:
    """Take back what a list told that is undone; all of it or nothing. Returns how many.

    Refused where the township has answered one of them.
    """
    require(by, Permission.ROSTER_CONFIRM)
    found = list(reports.select_for_update(of=("self",)).select_related("household"))
    if any(not report.is_open for report in found):
        raise Refused(_("名单报告的变化乡镇已经处理，不能撤回。"))
    for area in {report.area_id for report in found}:
        require_area(by, area)
    ChangeReport.objects.filter(pk__in=[report.pk for report in found]).update(
        status=ReportStatus.TAKEN_BACK,
        answer=ReportStatus.TAKEN_BACK.label,
        answered_by=by,
        answered_on=on,
    )
    for report in found:
        audit.record("report:taken_back", of=report.household, by=by, after={"report": report.pk})
    return len(found)


def _locked(report: ChangeReport) -> ChangeReport:
    report = ChangeReport.objects.lock(report)
    if not report.is_open:
        raise Refused(_("这条变化报告已经处理，刷新后再看。"))
    return report
