"""What people decided beside the rules, as the case page, the review and the second person's page show it."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.override import Override
from applicants.pages.case_file import CaseFile
from applicants.pages.trace import TraceStep, trace_of_stored
from dibao.display import yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class SharesRow:
    """One person: what the rules give, and what was decided; None is nothing at all."""

    name: str
    judged: Decimal | None
    base: Decimal | None
    supplement: Decimal | None

    @property
    def total(self) -> Decimal | None:
        return None if self.base is None else self.base + (self.supplement or Decimal(0))


@dataclass(frozen=True, kw_only=True)
class OverrideCard:
    """One override with its two people."""

    status: Words
    tone: str
    benefit_class: Words
    rows: list[SharesRow]
    judged_total: Decimal
    total: Decimal
    reason: str
    given: str
    answer: str
    answered: str
    answer_url: str = ""


def override_url(override: Override) -> str:
    return reverse("applicants:override_answer", args=[override.pk])


def may_answer(override: Override, case: Case, staff: Staff) -> bool:
    """Whether `staff` may say yes or no: the second person, or whoever gave it and takes it back."""
    return override.is_waiting and (
        may_agree(override, case, staff) or override.given_by_id == staff.pk
    )


def may_agree(override: Override, case: Case, staff: Staff) -> bool:
    return allows(staff, P.OVERRIDE_AGREE) and staff.pk not in (
        override.given_by_id,
        case.entered_by_id,
    )


def card_of(override: Override, assessment: Assessment, staff: Staff) -> OverrideCard:
    """The card; `override` and `assessment` come from `with_overrides`, so nothing is asked."""
    status, tone = _status(override)
    waiting = may_answer(override, assessment.case, staff)
    return OverrideCard(
        status=status,
        tone=tone,
        benefit_class=override.get_benefit_class_display(),
        rows=_rows(override, assessment),
        judged_total=assessment.total_amount,
        total=override.total_amount,
        reason=override.reason,
        given=f"{override.given_by} {override.given_on.isoformat()}",
        answer=override.answer,
        answered=f"{override.answered_by} {override.answered_on}" if override.answered_by else "",
        answer_url=override_url(override) if waiting else "",
    )


def override_card(file: CaseFile, staff: Staff) -> OverrideCard | None:
    """The card of what was last given beside the newest assessment of a file, if anything was."""
    if file.assessment is None or file.override is None:
        return None
    return card_of(file.override, file.assessment, staff)


def _status(override: Override) -> tuple[Words, str]:
    if override.is_waiting:
        return _("待第二人答复"), "warn"
    return (_("两人已核定"), "done") if override.is_agreed else (_("没有采用"), "stopped")


def _rows(override: Override, assessment: Assessment) -> list[SharesRow]:
    judged = {share.member: share.total for share in assessment.as_verdict().shares}
    decided = {str(share.person_id): share for share in override.shares.all()}
    rows = []
    for member in assessment.as_facts().counted_members:
        share = decided.get(member.key)
        rows.append(
            SharesRow(
                name=member.name,
                judged=judged.get(member.key),
                base=share.base_amount if share else None,
                supplement=share.supplement_amount if share else None,
            )
        )
    return rows


def steps_of(assessment: Assessment | None) -> list[TraceStep]:
    """The trace of the rules, and after it what two people made of it."""
    if assessment is None:
        return []
    steps = trace_of_stored(assessment)
    return steps + [_step(one) for one in assessment.overrides.all() if one.is_agreed is not False]


def _step(override: Override) -> TraceStep:
    status, tone = _status(override)
    amounts = _now("%(class)s，保障%(count)d人，每月共%(amount)s元") % {
        "class": override.get_benefit_class_display(),
        "count": override.covered_count,
        "amount": yuan_text(override.total_amount),
    }
    people = [
        str(override.given_by),
        *([str(override.answered_by)] if override.answered_by else []),
    ]
    return TraceStep(
        name=_now("人工核定"),
        article="",
        inputs="、".join(people),
        result=str(status),
        sentence=f"{amounts}。{override.reason}",
        tone=tone if override.is_waiting else "",
    )
