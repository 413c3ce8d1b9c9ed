"""An agency's referrals as rows and as one page: what is asked, for whom as far as is agreed, what was given."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.agency_inbox import TRAYS, Counts, Tray
from applicants.agency_view import Shared, agreed, guarded
from applicants.models.referral import Referral, ReferralPart
from applicants.pages.cards import Fact
from applicants.referral_words import (
    due_words,
    given,
    is_overdue,
    item_name,
    quantity_text,
    standing_of,
)
from dibao.display import count_text, day_text, yuan_text
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table

# 社会救助法 Art 42: who was recognised as poor is not examined again by whoever else helps.
RECOGNISED: Final = _(
    "这户已由民政部门认定为低保家庭，本单位不再审查家庭经济状况（社会救助法第四十二条）。"
)


def url_of(referral: Referral) -> str:
    return reverse("applicants:agency_referral", args=[referral.pk])


def title_of(referral: Referral, shared: Shared | None) -> str:
    """Whom it is for as far as the agency may know, else its number."""
    name = shared and (shared.name or shared.head)
    return name or _now("转介%(number)d") % {"number": referral.pk}


def trays_of(counts: Counts, chosen: Tray, kept: Mapping[str, str]) -> list[dict[str, object]]:
    """The trays as links with their counts; what the list was asked for otherwise stays."""
    return [
        {
            "label": _now("%(tray)s（%(count)s）")
            % {"tray": tray.label, "count": count_text(counts.by_tray[tray.key])},
            "url": f"{reverse('applicants:agency_inbox')}?{urlencode({**kept, 'in': tray.key})}",
            "is_current": tray is chosen,
        }
        for tray in TRAYS
    ]


def inbox_table(
    page: Page[Referral], shared: Mapping[int, Shared], tray: Tray, *, on: date
) -> Table:
    """A page of one tray: names and villages where they are agreed on, what is late in words and red."""
    return Table(
        caption=str(tray.label),
        columns=[
            Column(_("为谁办")),
            Column(_("项目")),
            Column(_("数量")),
            Column(_("转介日期"), "date"),
            Column(_("期限")) if tray.key != "closed" else Column(_("办结日期"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[_row(one, shared.get(one.pk), on=on) for one in page.rows],
        empty=_("这里没有转介。"),
        pager=page.pager,
    )


def _row(referral: Referral, shared: Shared | None, *, on: date) -> Row:
    standing = standing_of(referral, on=on)
    when: Cell | date | None = referral.closed_on
    if referral.is_open:
        tone = "bad" if standing.is_late else ""
        when = Cell(due_words(referral, on=on), tone=tone)
    return Row.of(
        Cell(title_of(referral, shared), note=shared.place if shared else ""),
        Cell(item_name(referral.item), note=referral.need if shared else ""),
        quantity_text(referral.quantity, referral.item),
        referral.requested_on,
        when,
        Cell(standing.word, tone=standing.tone),
        url=url_of(referral),
    )


def asked_facts(referral: Referral, shared: Shared | None, *, on: date) -> list[Fact]:
    """What is asked for, by whom and until when; what a township wrote of the need goes with the agreed fields."""
    facts = [
        Fact(label=_("项目"), value=item_name(referral.item)),
        Fact(label=_("数量"), value=quantity_text(referral.quantity, referral.item)),
    ]
    if referral.need and shared:
        facts.append(Fact(label=_("需要什么"), value=referral.need))
    if referral.value_limit is not None:
        limit = _now("%(amount)s元") % {"amount": yuan_text(referral.value_limit)}
        facts.append(Fact(label=_("金额上限"), value=limit))
    sender = referral.area.parent
    facts.append(
        Fact(
            label=_("转介单位"),
            value=str(sender or ""),
            note=_now("由别的单位转来") if referral.redirected_from_id else "",
        )
    )
    if sender is not None and sender.office_phone:
        facts.append(Fact(label=_("转介单位电话"), value=sender.office_phone))
    facts.append(Fact(label=_("转介日期"), value=day_text(referral.requested_on)))
    if referral.is_open:
        note = _now("超期") if is_overdue(referral, on=on) else ""
        facts.append(Fact(label=_("期限"), value=due_words(referral, on=on), note=note))
    if referral.delivered_parts:
        facts.append(Fact(label=_("已办"), value=given(referral)))
    return facts


def person_facts(referral: Referral, shared: Shared, *, is_revealed: bool) -> list[Fact]:
    """The agreed fields; numbers by their last four and no diagnosis, until a reason was given."""
    fields = [
        Fact(
            label=field.label,
            value=guarded(shared, field)
            if field.is_guarded and not is_revealed
            else field.write(shared),
        )
        for field in agreed(shared)
    ]
    return [*fields, Fact(label=_("类别"), value=str(referral.get_benefit_class_display()))]


def has_guarded(shared: Shared) -> bool:
    return any(field.is_guarded and field.write(shared) for field in agreed(shared))


def parts_table(referral: Referral, parts: list[ReferralPart]) -> Table:
    """What was given so far, part by part."""
    return Table(
        caption=pgettext_lazy("referral", "办理记录"),
        columns=[
            Column(pgettext_lazy("referral", "办理日期"), "date"),
            Column(_("数量")),
            Column(_("金额（元）"), "money"),
            Column(_("费用由谁承担")),
            Column(_("凭证")),
            Column(_("登记人")),
        ],
        rows=[
            Row.of(
                part.delivered_on,
                quantity_text(part.quantity, referral.item),
                part.value,
                part.get_cost_bearer_display(),
                part.evidence,
                part.recorded_by.name,
            )
            for part in parts
        ],
    )
