"""Versions of benefits' terms as pages show them: the list, one in words, what it changes, what keeps it from use."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants import aid_wording
from applicants.actions.aid_terms import problems_of
from applicants.eligibility.canonical import Problem
from applicants.models.aid import AidTerms, AidTermsStatus
from applicants.pages.aid import facts_of
from applicants.pages.cards import Fact
from applicants.referral_words import agency_name, item_name, unit_of
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

TONES = {AidTermsStatus.DRAFT: "doing", AidTermsStatus.ACTIVE: "good"}


@dataclass(frozen=True)
class Change:
    """One line that two versions say otherwise."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class OpenTerms:
    """One version with all that its page says (one query)."""

    terms: AidTerms
    facts: list[Fact]
    before: AidTerms | None
    changes: list[Change]
    problems: tuple[Problem, ...]
    may_edit: bool
    may_activate: bool

    @property
    def is_draft(self) -> bool:
        return self.terms.status == AidTermsStatus.DRAFT

    @property
    def name(self) -> str:
        return item_name(self.terms.item)


def open_terms(terms: AidTerms, staff: Staff) -> OpenTerms:
    """What the version says, what it changes of the one before, and what may be done with it."""
    versions = terms.item.versions.filter(
        status=AidTermsStatus.ACTIVE, first_day__lt=terms.first_day
    )
    before = versions.select_related("item__agency").order_by("-first_day").first()
    is_draft = terms.status == AidTermsStatus.DRAFT
    is_its_own = terms.drafted_by_id == staff.pk
    return OpenTerms(
        terms=terms,
        facts=_facts(terms),
        before=before,
        changes=list(_changes(before, terms)) if before else [],
        problems=problems_of(terms) if is_draft else (),
        may_edit=is_draft and writes(staff, P.AID_EDIT),
        may_activate=is_draft and writes(staff, P.AID_ACTIVATE) and not is_its_own,
    )


def writes(staff: Staff, permission: P) -> bool:
    """The prefecture alone writes what holds in all its counties."""
    return allows(staff, permission) and staff.posting.area.level == AreaLevel.PREFECTURE


def _facts(terms: AidTerms) -> list[Fact]:
    rule = terms.as_rule()
    days = {"answer": rule.answer_days, "delivery": rule.delivery_days}
    within = _now("%(answer)s天内答复，受理后%(delivery)s天内办结") % days
    return [*facts_of(terms), Fact(label=_("期限"), value=within)]


def _changes(before: AidTerms, after: AidTerms) -> Iterable[Change]:
    for old, new in zip(_facts(before), _facts(after), strict=True):
        if str(old.value) != str(new.value):
            yield Change(str(new.label), str(old.value), str(new.value))


def terms_table(versions: Iterable[AidTerms]) -> Table:
    """Every version of every benefit, in the platform's order, the newest first."""
    return Table(
        caption=_("帮扶条款"),
        columns=[
            Column(_("帮扶项目")),
            Column(_("成员单位")),
            Column(_("状态"), "status"),
            Column(_("起始日期"), "date"),
            Column(_("终止日期"), "date"),
            Column(_("金额")),
            Column(_("起草人")),
            Column(_("启用人")),
        ],
        rows=[_row(terms) for terms in versions],
        empty=_("还没有登记成员单位的项目。"),
    )


def _row(terms: AidTerms) -> Row:
    status = AidTermsStatus(terms.status)
    return Row.of(
        item_name(terms.item),
        agency_name(terms.item.agency),
        Cell(status.label, tone=TONES[status]),
        terms.first_day,
        terms.last_day,
        aid_wording.value_in_words(terms.as_rule(), unit_of(terms.item)),
        terms.drafted_by.name if terms.drafted_by else _("系统自带"),
        terms.activated_by.name if terms.activated_by else None,
        url=reverse("applicants:aid_terms_one", args=[terms.pk]),
    )
