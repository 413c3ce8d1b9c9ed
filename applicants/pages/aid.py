"""What agencies may do for a household, as its page shows it; who may get each benefit, as a county's lists show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from applicants import aid_candidates, aid_wording
from applicants.aid_candidates import Candidate, Count, Offer, Standing
from applicants.aid_sql import households_seen
from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.aid import AidHousehold, AidRule, finding
from applicants.models.aid import AidItem, AidTerms
from applicants.models.aid_consent import AidConsent
from applicants.models.household import Household
from applicants.pages.cards import Fact
from applicants.pages.places import place_of
from applicants.referral_words import agency_name, item_name, quantity_text, sentence_of, unit_of
from dibao.display import day_text, listed, with_label
from dibao.guards import allows
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

TONES = {
    Standing.FREE: "todo",
    Standing.OPEN: "doing",
    Standing.GIVEN: "done",
    Standing.REFUSED: "bad",
    Standing.DECLINED: "",
}
_CLASSES = dict(BENEFIT_CLASSES)


@dataclass(frozen=True)
class AidSection:
    """What others may do for a household: its consent, and each benefit with who may get it and why."""

    consent: AidConsent | None
    table: Table
    may_record: bool

    @property
    def consent_in_words(self) -> str:
        if self.consent is None:
            return _now("还没有签转介同意书。签了以后才能转给成员单位。")
        said = {"name": self.consent.person, "day": day_text(self.consent.signed_on)}
        return _now("%(name)s %(day)s签了转介同意书。") % said


def section_of(household: Household, staff: Staff, *, on: date) -> AidSection | None:
    """The section of a household's page (six queries); None where it has nothing to do with the platform."""
    consent = household.aid_consents.valid().select_related("person").first()
    offers = aid_candidates.for_household(household, on=on)
    if not offers and consent is None:
        return None
    may_record = household.closed_on is None and allows(staff, P.AID_CONSENT)
    table = _offers_table(household, offers, may_record, on)
    if household.closed_on is None and allows(staff, P.REFERRAL_SEND):
        table = _with_sending(table, household, offers, on, may_send=consent is not None)
    return AidSection(consent, table, may_record)


def _with_sending(
    table: Table, household: Household, offers: Iterable[Offer], on: date, *, may_send: bool
) -> Table:
    """The same with a column that leads to sending each benefit, or to what was sent."""
    cells = [_sending(household, alike[0], may_send=may_send) for alike, _r in _alike(offers, on)]
    rows = [
        replace(row, cells=(*row.cells[:4], cell, *row.cells[4:]))
        for row, cell in zip(table.rows, cells, strict=True)
    ]
    columns = [*table.columns[:4], Column(pgettext("column", "转介")), *table.columns[4:]]
    return replace(table, columns=columns, rows=rows)


def _sending(household: Household, offer: Offer, *, may_send: bool) -> Cell:
    if offer.referral is not None and offer.standing is not Standing.REFUSED:
        return Cell(_("看进度"), url=reverse("applicants:referral", args=[offer.referral.pk]))
    if offer.standing is Standing.DECLINED or not may_send:
        return Cell("")
    keys = [household.pk, offer.terms.item.code]
    return Cell(pgettext("button", "转介"), url=reverse("applicants:referral_new", args=keys))


def _offers_table(
    household: Household, offers: Iterable[Offer], may_record: bool, on: date
) -> Table:
    columns = [Column(_("帮扶项目")), Column(_("给谁")), Column(_("为什么"))]
    columns.append(Column(_("情况"), "status"))
    return Table(
        caption=_("可以得到的其他帮扶"),
        columns=[*columns, *([Column(_("办理"))] if may_record else [])],
        rows=[
            _offers_row(household, alike, reasons, may_record, on)
            for alike, reasons in _alike(offers, on)
        ],
        empty=_("这户现在没有可以转介的项目。"),
    )


def _alike(offers: Iterable[Offer], on: date) -> Iterable[tuple[list[Offer], str]]:
    """Offers of one benefit that stand alike for the same reasons, so that a family of five is one row."""
    found: dict[tuple[int, str, str, int, str], list[Offer]] = {}
    for offer in offers:
        reasons = listed(offer.reasons(on=on))
        declined = offer.decline.pk if offer.decline else 0
        key = (offer.terms.pk, offer.standing, reasons, declined, _note_of(offer, on))
        found.setdefault(key, []).append(offer)
    return [(alike, reasons) for (_terms, _standing, reasons, _pk, _note), alike in found.items()]


def _offers_row(
    household: Household, alike: list[Offer], reasons: str, may_record: bool, on: date
) -> Row:
    first = alike[0]
    item = first.terms.item
    who = listed(one.member.name for one in alike if one.member) or _now("全家")
    cells = [
        Cell(item_name(item), note=agency_name(item.agency)),
        Cell(who),
        Cell(reasons),
        Cell(first.standing.label, tone=TONES[first.standing], note=_note_of(first, on)),
    ]
    return Row.of(*cells, *([_action(household, first)] if may_record else []))


def _note_of(offer: Offer, on: date) -> str:
    """Why it is not wanted, or how far it is in the words that the agency and the family read."""
    if offer.decline is not None:
        return offer.decline.reason
    return sentence_of(offer.referral, on=on) if offer.referral else ""


def _action(household: Household, offer: Offer) -> Cell:
    if offer.decline is not None:
        return Cell(_("又需要了"), url=reverse("applicants:aid_lift", args=[offer.decline.pk]))
    if offer.standing in (Standing.GIVEN, Standing.REFUSED):
        return Cell("")
    keys = [household.pk, offer.terms.item.code]
    return Cell(_("不需要"), url=reverse("applicants:aid_decline", args=keys))


def benefits_table(
    versions: Sequence[AidTerms], counted: dict[int, Count], area: Area, staff: Staff
) -> Table:
    """Each benefit with how many may get it in a place (no query of its own)."""
    told = "" if area == staff.posting.area else f"?area={area.pk}"
    return Table(
        caption=_("各项目可以得到的人"),
        columns=[
            Column(_("帮扶项目")),
            Column(_("成员单位")),
            Column(_("条件")),
            Column(_("可以得到"), "number"),
            Column(_("其中已签同意书"), "number"),
        ],
        rows=[
            Row.of(
                item_name(terms.item),
                agency_name(terms.item.agency),
                conditions_of(terms),
                Cell(counted[terms.pk].candidates, note=counting_unit(terms.item)),
                counted[terms.pk].consenting,
                url=reverse("applicants:aid_candidates", args=[terms.item.code]) + told,
            )
            for terms in versions
        ],
        empty=_("还没有登记成员单位的项目。"),
    )


def counting_unit(item: AidItem) -> str:
    """What is counted where a benefit is a member's, and where it is the household's."""
    return _now("人（按人办理）") if item.is_per_member else _now("户（按户办理）")


def conditions_of(terms: AidTerms) -> str:
    asked = aid_wording.conditions(terms.as_rule(), is_per_member=terms.item.is_per_member)
    return listed(asked) or _now("享受低保就可以")


def facts_of(terms: AidTerms) -> list[Fact]:
    """A benefit's terms in a few lines: whom it is for, what it gives, what the agency is told, by which basis."""
    rule, item = terms.as_rule(), terms.item
    usual = quantity_text(rule.quantity, item)
    told = [_now("低保类别"), aid_wording.fields_in_words(rule)]
    return [
        Fact(label=_("成员单位"), value=agency_name(item.agency)),
        Fact(label=_("条件"), value=conditions_of(terms)),
        Fact(label=_("每次数量"), value=usual, note=item.get_frequency_display()),
        Fact(label=_("金额"), value=aid_wording.value_in_words(rule, unit_of(item))),
        Fact(label=_("告诉单位的信息"), value=listed(told)),
        Fact(label=_("依据"), value=terms.legal_basis),
    ]


def candidates_table(page: Page[Candidate], terms: AidTerms, staff: Staff, *, on: date) -> Table:
    """A page of who may get a benefit, with the reason (three queries)."""
    keys = {one.household for one in page.rows}
    families = Household.objects.filter(pk__in=keys).select_related("head", "area")
    found = {one.pk: one for one in families}
    seen, rule = households_seen(keys, on=on), terms.as_rule()
    return Table(
        caption=_("可以得到的人"),
        columns=[
            Column(_("姓名")),
            Column(_("村")),
            Column(_("类别")),
            Column(_("为什么")),
            Column(_("同意书"), "status"),
        ],
        rows=[
            _candidate_row(one, found[one.household], seen[one.household], rule, staff, on)
            for one in page.rows
        ],
        empty=_("现在没有人可以得到这个项目：不符合条件，或者都已经转介。"),
        pager=page.pager,
        picks="turn" if allows(staff, P.REFERRAL_SEND) else "",
    )


def _candidate_row(
    one: Candidate,
    family: Household,
    seen: AidHousehold,
    rule: AidRule,
    staff: Staff,
    on: date,
) -> Row:
    member = next((m for m in seen.covered if m.key == str(one.person)), None)
    found = finding(seen, rule, on=on, member=member)
    head = with_label(_now("户主"), family.head) if member else ""
    reasons = aid_wording.reasons(found, rule, seen, on=on)
    if member is None and found.member is not None and len(reasons) > 1:
        reasons.insert(0, found.member.name)
    return Row.of(
        Cell(member.name if member else str(family.head), note=head),
        place_of(family.area, staff),
        Cell(_CLASSES[one.benefit_class]),
        listed(reasons),
        Cell(_("已签"), tone="done") if one.has_consent else Cell(_("未签"), tone="warn"),
        url=reverse("applicants:household", args=[family.pk]) + "#aid",
        pick=one.turn if one.has_consent else None,
    )
