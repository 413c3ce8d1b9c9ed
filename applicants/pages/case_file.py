"""One case with all that belongs to it, read once in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _now

from applicants import deadlines
from applicants.deadlines import PostingState
from applicants.eligibility.doubts import doubts
from applicants.eligibility.facts import Facts
from applicants.fact_finding import facts_from
from applicants.limits import Happened, LimitState, limits_of
from applicants.materials import Material, materials_of, needs_of
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseKind, CaseQuerySet, CaseStatus
from applicants.models.check import CheckAnswer, EconomicCheck
from applicants.models.consent import Authorisation
from applicants.models.document import Document
from applicants.models.duty import VisitDuty
from applicants.models.ending import CaseEnding
from applicants.models.extension import Extension
from applicants.models.grant import Decision
from applicants.models.hearing import HearingRecord
from applicants.models.household import Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.meeting import ReviewMeeting
from applicants.models.missing_items import MissingItemsNotice
from applicants.models.notice import NoticeStage
from applicants.models.objection import Objection
from applicants.models.objection_kinds import ObjectionStatus
from applicants.models.override import Override, with_overrides
from applicants.models.relative import RelativeRegistration
from applicants.models.supporter import Supporter
from applicants.models.visit import HomeVisit
from applicants.steps import Clock, Remaining, stage_of, with_steps
from applicants.wording import doubt_in_words
from dibao.models.staff import Staff

EDITABLE = (CaseStatus.DRAFT, CaseStatus.ACCEPTED)


@dataclass(frozen=True)
class CaseFile:
    """A case, its family, means, newest assessment and opinion, postings, objections, hearings and decision."""

    case: Case
    on: date
    members: list[Membership]
    incomes: list[IncomeLine]
    expenses: list[ExpenseLine]
    properties: list[PropertyLine]
    supporters: list[Supporter]
    documents: list[Document]
    materials: list[Material]
    authorisations: list[Authorisation]
    relatives: list[RelativeRegistration]
    missing_notices: list[MissingItemsNotice]
    # What of the entered facts is hard to believe, for whoever signs.
    doubts: tuple[str, ...]
    assessment: Assessment | None
    is_outdated: bool
    opinion: TownshipOpinion | None
    postings: list[PostingState]
    objections: list[Objection]
    checks: list[EconomicCheck]
    # Those to the newest check.
    check_answers: list[CheckAnswer]
    visits: list[HomeVisit]
    meetings: list[ReviewMeeting]
    hearings: list[HearingRecord]
    duties: list[VisitDuty]
    limits: list[LimitState]
    # A plain sentence where the holiday table ends before the limits do.
    holiday_warning: str
    decision: Decision | None
    remaining: Remaining | None

    @property
    def extension(self) -> Extension | None:
        """The longer time, where the case was given it."""
        return getattr(self.case, "extension", None)

    @property
    def ending(self) -> CaseEnding | None:
        """Why the procedure was ended without a decision, where it was."""
        return getattr(self.case, "ending", None)

    @property
    def is_editable(self) -> bool:
        return self.case.status in EDITABLE

    @property
    def awaited(self) -> MissingItemsNotice | None:
        """The notice of missing items whose family has not brought everything yet."""
        return next((one for one in self.missing_notices if one.supplied_on is None), None)

    @property
    def stage(self) -> str:
        """Where the case stands, in words."""
        return stage_of(self.case, on=self.on)

    @property
    def can_end_unjudged(self) -> bool:
        """Whether the township may propose an end for a reason of life, with nothing reckoned or nothing anew."""
        return self.case.status == CaseStatus.ACCEPTED and not self.is_outdated

    @property
    def has_letter(self) -> bool:
        """Whoever was in benefit when the county came to this system has the letter of that time."""
        return self.decision is not None and self.case.kind != CaseKind.TAKEOVER

    @property
    def has_open_objection(self) -> bool:
        return any(one.status == ObjectionStatus.OPEN for one in self.objections)

    @property
    def board_doubts(self) -> list[str]:
        """Postings that, by what was recorded, did not hang in the village for all their days."""
        told = ((state.stage, state.doubt(on=self.on)) for state in self.postings)
        return [f"{NoticeStage(stage).label}{_now('：')}{doubt}" for stage, doubt in told if doubt]

    @property
    def running(self) -> PostingState | None:
        """The posting that may still be objected to."""
        return next(
            (state for state in self.postings if state.notice and not state.is_over(on=self.on)),
            None,
        )

    @property
    def override(self) -> Override | None:
        """What was last given beside the newest assessment: waiting, agreed on or declined."""
        given = list(self.assessment.overrides.all()) if self.assessment else []
        return given[-1] if given else None

    @property
    def is_decidable(self) -> bool:
        """Every posting that the rules ask for is over, and nobody's objection waits."""
        return all(state.is_over(on=self.on) for state in self.postings) and (
            not self.has_open_objection
        )


def cases_of(staff: Staff, *, on: date) -> CaseQuerySet:
    """The cases of the posting's area with what a page says of each, and the step that each waits for."""
    rows = Case.objects.visible_to(staff).select_related(
        "household__head",
        "household__payee",
        "applicant",
        "area",
        "rule_set",
        "entered_by",
        "grant",
        "extension__granted_by",
        "ending__ended_by",
        "ending__delivery",
    )
    return with_steps(rows, on=on)


def open_file(case: Case, *, on: date) -> CaseFile:
    """Read everything about a case that came from `cases_of`."""
    judged = case.assessments.select_related("assessed_by", "rule_set").order_by("-pk")
    assessment = with_overrides(judged).first()
    members = list(case.household.members())
    incomes = list(case.incomes.select_related("person", "supporter").order_by("pk"))
    expenses = list(case.expenses.select_related("person").order_by("pk"))
    properties = list(case.properties.select_related("person").order_by("pk"))
    rows = (case, members, incomes, expenses, properties)
    documents = list(case.documents.with_people().order_by("added_at", "pk"))
    checks = list(case.checks.select_related("delivery").order_by("pk"))
    needs = needs_of(case, members, incomes, expenses, on=case.accepted_on or on)
    clock = Clock(on)
    happened = Happened(
        case=case,
        visits=list(case.visits.select_related("investigator", "companion").order_by("pk")),
        meetings=list(case.meetings.select_related("recorded_by").order_by("pk")),
        checks=checks,
        opinion=_standing_opinion(case),
        postings=_standing_postings(case, assessment),
        decision=_decision(case),
        is_extended=case.is_extended,
        ended_on=_ended_on(case),
    )
    return CaseFile(
        case=case,
        on=on,
        members=members,
        incomes=incomes,
        expenses=expenses,
        properties=properties,
        supporters=list(case.household.supporters.current().select_related("supported")),
        documents=documents,
        materials=materials_of(case, needs, documents, on=case.accepted_on or on),
        authorisations=list(case.authorisations.valid()),
        relatives=list(case.relatives.valid()),
        missing_notices=list(
            case.missing_notices.select_related("given_by", "supplied_by").order_by("pk")
        ),
        assessment=assessment,
        doubts=tuple(doubt_in_words(found) for found in doubts(facts_from(*rows, on=on))),
        is_outdated=assessment is not None
        and _is_outdated(case, assessment, facts_from(*rows, on=assessment.assessed_on)),
        opinion=happened.opinion,
        postings=happened.postings,
        objections=_objections(case),
        checks=checks,
        check_answers=list(checks[-1].answers.all()) if checks else [],
        visits=happened.visits,
        meetings=happened.meetings,
        hearings=_hearings(case),
        # Applications alone oblige the county to go there first.
        duties=[]
        if case.is_about_a_benefit
        else list(case.visit_duties.select_related("recorded_by").order_by("pk")),
        limits=_limits(happened, clock),
        holiday_warning=clock.warning if case.is_open and case.rule_set else "",
        decision=happened.decision,
        remaining=clock.remaining(case),
    )


def _decision(case: Case) -> Decision | None:
    """What closed the case, with how the family was told; an open case has none."""
    if case.is_open:
        return None
    return case.decisions.select_related("decided_by", "delivery").order_by("pk").first()


def _limits(happened: Happened, clock: Clock) -> list[LimitState]:
    if happened.case.rule_set is None:
        return []
    return limits_of(happened, clock.terms_of(happened.case), clock.calendar, on=clock.on)


def _ended_on(case: Case) -> date | None:
    """The day on which a procedure stopped without a decision: ended, or withdrawn by the family."""
    ending = getattr(case, "ending", None)
    return ending.ended_on if ending else case.withdrawn_on


def _standing_opinion(case: Case) -> TownshipOpinion | None:
    """An opinion given before the case was sent back, or an objection upheld, stands no longer."""
    if case.status == CaseStatus.ACCEPTED:
        return None
    return case.opinions.select_related("given_by").order_by("-pk").first()


def _standing_postings(case: Case, assessment: Assessment | None) -> list[PostingState]:
    """Likewise a notice: what goes back to the township is posted anew, whatever hangs in the village."""
    if case.rule_set is None:
        return []
    return deadlines.postings_of(case, None if case.status == CaseStatus.ACCEPTED else assessment)


def _objections(case: Case) -> list[Objection]:
    """What was said of the case, within a notice or without one."""
    related = case.objections.select_related("recorded_by", "answered_by", "notice", "delivery")
    return list(related.order_by("pk"))


def _hearings(case: Case) -> list[HearingRecord]:
    """What the family said so far; nobody is heard about an application."""
    if not case.is_about_a_benefit:
        return []
    return list(case.hearings.select_related("recorded_by").order_by("pk"))


def _is_outdated(case: Case, assessment: Assessment, facts: Facts) -> bool:
    """Whether the file was changed after it was judged, or was judged already and then sent back."""
    if case.status != CaseStatus.ACCEPTED:
        return False
    return case.proposal is not None or assessment.facts_hash != facts.hash
