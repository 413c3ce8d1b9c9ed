"""The entry page: what it is about, the estimate beneath it, and what it says when somebody else was faster."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.assess import assess
from applicants.eligibility.codes import Outcome
from applicants.eligibility.facts import FactsError
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict
from applicants.fact_finding import facts_of
from applicants.forms.entry import Entry, Stored
from applicants.limits import decision_due
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from applicants.models.statement import OnlineStatement
from applicants.pages.tasks import url_of
from applicants.pages.trace import OUTCOME_TONES
from dibao import autosave
from dibao.display import day_text
from dibao.errors import Refused
from dibao.models.autosaved_form import AutosavedForm
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.values.identity import IdNumber
from dibao.values.text import key_in
from dibao.wording import in_words


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """What the page begins with, and what it will change."""

    stored: Stored
    title: str
    household: Household | None = None
    case: Case | None = None
    # What was stated on line, where the page goes on with that.
    statement: OnlineStatement | None = None

    @property
    def is_accepted(self) -> bool:
        return self.case is not None and self.case.status != CaseStatus.DRAFT

    @property
    def stored_version(self) -> int:
        return self.case.version if self.case else 0

    @property
    def rows(self) -> list[Model]:
        """What the page is about, as the audit trail names it."""
        return [row for row in (self.case, self.household) if row is not None]

    @property
    def action_url(self) -> str:
        if self.case is not None:
            return url_of("case_edit", self.case)
        if self.household is not None:
            return reverse("applicants:case_again", args=[self.household.pk])
        return reverse("applicants:case_entry")

    @property
    def back_url(self) -> str:
        return url_of("case", self.case) if self.case else reverse("applicants:case_new")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The line at the foot of the page."""

    sentence: str = ""
    unread: int = 0
    left_out: tuple[str, ...] = ()
    counted: int = 0
    yearly_income: Decimal = Decimal(0)
    per_capita: Decimal = Decimal(0)
    line: Decimal = Decimal(0)
    outcome: str = ""
    tone: str = "todo"
    benefit_class: str | Promise = ""
    monthly: Decimal | None = None
    reasons: tuple[str, ...] = ()

    @property
    def gap(self) -> Decimal:
        """How far the family is from the line; negative above it."""
        return self.line - self.per_capita

    @property
    def excess(self) -> Decimal:
        return -self.gap


def estimate_of(entry: Entry, staff: Staff, *, on: date) -> Estimate:
    """Judge the rows that are right so far by the rules in force; a sentence where there is nothing to judge."""
    for form in entry.forms:
        form.is_valid()
    typed, unread = entry.sketch(on=on)
    try:
        terms = RuleSet.objects.in_force(staff.posting.area, on=on).as_terms()
        verdict = assess(typed.facts, terms)
    except FactsError:
        return Estimate(sentence=_("填好一名成员的姓名和身份证号后开始测算"))
    except Refused as refusal:
        return Estimate(sentence=in_words(refusal))
    told = _told(verdict, terms, unread)
    left_out = tuple(
        _("%(rows)d行%(table)s看不懂，没有计入") % {"rows": rows, "table": table}
        for table, rows in entry.unread_means.items()
    )
    # A sum that leaves a line out would promise what the whole application may not keep.
    return replace(told, left_out=left_out) if left_out else told


def estimate_of_case(case: Case, staff: Staff, *, on: date) -> Estimate:
    """The same for an application as it is stored, for its page when it is opened."""
    try:
        terms = RuleSet.objects.in_force(staff.posting.area, on=on).as_terms()
        return _told(assess(facts_of(case, on=on), terms), terms, 0)
    except FactsError as error:
        # The line of a member who has died, say; said where it is to be mended.
        sentences = dict.fromkeys(_(problem.sentence) for problem in error.problems)
        return Estimate(sentence="；".join(sentences))
    except Refused as refusal:
        return Estimate(sentence=in_words(refusal))


def _told(verdict: Verdict, terms: Terms, unread: int) -> Estimate:
    is_refused = verdict.outcome is Outcome.NOT_ELIGIBLE
    return Estimate(
        unread=unread,
        counted=verdict.counted,
        yearly_income=verdict.yearly_income,
        per_capita=verdict.per_capita_income,
        line=terms.income_line,
        outcome=_(verdict.outcome.label),
        tone=OUTCOME_TONES[verdict.outcome],
        benefit_class=dict(BENEFIT_CLASSES).get(verdict.benefit_class or 0, ""),
        monthly=None if is_refused else verdict.total_amount,
        reasons=tuple(step.sentence for step in verdict.reasons) if is_refused else (),
    )


def saved_words(case: Case) -> str:
    """What came of saving: the number to keep, and by which day the procedure ends where the rules set one."""
    known = {"number": case.number, "status": case.status_label}
    due = _due(case)
    if due is None:
        return _("已保存，案号%(number)s，%(status)s。") % known
    return _("已保存，案号%(number)s，%(status)s，%(day)s前要办结。") % {
        **known,
        "day": day_text(due),
    }


def _due(case: Case) -> date | None:
    # The limit is that of an application; what a change waits for stands with its report.
    if case.rule_set is None or case.is_about_a_benefit:
        return None
    terms, is_extended = case.rules.as_terms(), hasattr(case, "extension")
    return decision_due(case, terms, Holiday.objects.calendar(), is_extended=is_extended)


def household_of(number: IdNumber, staff: Staff) -> Household | None:
    """Where a number is registered, if that is within what its asker sees."""
    found = Household.objects.visible_to(staff).found_by(number.number)
    return found.select_related("head", "area").first()


def taken_words(household: Household) -> str:
    """Where a person already is; said only of households that the reader may open."""
    return _("这个人已登记在%(place)s%(head)s户（档案号%(number)s），不能重复登记") % {
        "place": household.area,
        "head": household.head,
        "number": household.number,
    }


@dataclass(frozen=True, kw_only=True)
class Left:
    """What was typed on a page and never saved, as it is offered: when, of whom, and whether the case went on."""

    at: str
    head: str
    url: str
    is_behind: bool


def left_on(page: EntryPage, staff: Staff, *, known: Container[str] = ()) -> Left | None:
    """What a person left on a page, unless the page that is shown goes on with it (`known` are its marks)."""
    copy = autosave.left_by(staff, page.action_url)
    if copy is None or str(copy.mark) in known:
        return None
    typed = autosave.typed_in(copy)
    version = key_in(typed.get("application-version", ""))
    return Left(
        at=day_text(copy.kept_at),
        head=typed.get("members-0-name", ""),
        url=page.action_url,
        is_behind=version is not None and version < page.stored_version,
    )


def left_on_new_page(staff: Staff) -> Left | None:
    """What a person left of a family that is not on the register yet."""
    return left_on(EntryPage(stored=Stored(), title=""), staff)


def kept_words(copy: AutosavedForm) -> str:
    """The line beside the buttons."""
    return _("已自动保存 %(time)s") % {"time": f"{localtime(copy.kept_at):%H:%M}"}
