"""A township's and a county's view of referrals: as rows, as one page, as what came back and waits to be looked at."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Case, DateField, F, Func, Value, When
from django.db.models.functions import Cast, Coalesce, Extract
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.models.referral import Referral, ReferralQuerySet
from applicants.pages.cards import Fact
from applicants.pages.places import place_of
from applicants.pages.tasks import Button
from applicants.referral_words import (
    agency_name,
    due_words,
    given,
    item_name,
    quantity_text,
    sentence_of,
    standing_of,
    why_closed,
)
from applicants.workflow import OPEN_REFERRALS, ReferralStatus
from dibao.display import day_text, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Bucket, Task, first_of

_DAY = 24 * 60 * 60
# Keys have fewer digits than this; days since 1970 fewer than the other.
_KEYS = 10**10
_DAYS = 10**6
RELATED = ("item", "agency", "household__head", "person", "area")


def url_of(referral: Referral) -> str:
    return reverse("applicants:referral", args=[referral.pk])


def name_in(referral: Referral) -> str:
    """Whom it is for: the member, or the household by its head."""
    return str(referral.person or referral.household.head)


def by_urgency(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Write `turn` onto the rows: a whole number that no two share, open ones first by their day, then the newest."""
    due = Case(
        When(status=ReferralStatus.REQUESTED, then=F("answer_due")),
        default=Coalesce(F("delivery_due"), F("answer_due")),
        output_field=DateField(),
    )
    closed = Coalesce(F("closed_on"), F("requested_on"), output_field=DateField())
    turn = Case(
        When(status__in=OPEN_REFERRALS, then=_days(due) * _KEYS + F("pk")),
        default=(Value(2 * _DAYS) - _days(closed)) * _KEYS + F("pk"),
        output_field=BigIntegerField(),
    )
    return rows.annotate(turn=turn).order_by("turn")


def _days(day: Case | Func) -> Func:
    return Cast(Extract(day, "epoch") / _DAY, BigIntegerField())


def referrals_table(page: Page[Referral], staff: Staff, *, on: date) -> Table:
    return Table(
        caption=_("转介"),
        columns=[
            Column(_("为谁办")),
            Column(_("村")),
            Column(_("项目")),
            Column(_("数量")),
            Column(_("转介日期"), "date"),
            Column(_("期限")),
            Column(_("状态"), "status"),
        ],
        rows=[_row(one, staff, on) for one in page.rows],
        empty=_("没有这样的转介。换一个条件，或者清除筛选。"),
        pager=page.pager,
    )


def _row(one: Referral, staff: Staff, on: date) -> Row:
    standing = standing_of(one, on=on)
    until: Cell | date | None = one.closed_on
    if one.is_open:
        until = Cell(due_words(one, on=on), tone="bad" if standing.is_late else "")
    return Row.of(
        Cell(name_in(one), note=_head_of(one)),
        place_of(one.area, staff),
        Cell(item_name(one.item), note=agency_name(one.agency)),
        quantity_text(one.quantity, one.item),
        one.requested_on,
        until,
        Cell(standing.word, tone=standing.tone, note=why_closed(one)),
        url=url_of(one),
    )


def _head_of(one: Referral) -> str:
    """The head of a member's family, as it is called at the desk; all of it where the benefit is the household's."""
    if one.person_id is None:
        return _now("全家")
    if one.person_id == one.household.head_id:
        return ""
    return _now("户主%(name)s") % {"name": one.household.head}


def facts_of(referral: Referral) -> list[Fact]:
    """What was asked for, of whom, by whom and what came of it."""
    limit = referral.value_limit
    facts = [
        Fact(label=_("项目"), value=item_name(referral.item)),
        Fact(label=_("成员单位"), value=agency_name(referral.agency), note=referral.agency.phone),
        Fact(label=_("为谁办"), value=name_in(referral), note=_head_of(referral)),
        Fact(label=_("数量"), value=quantity_text(referral.quantity, referral.item)),
        Fact(
            label=_("金额上限"),
            value=_now("不涉及金额")
            if limit is None
            else _now("%(amount)s元") % {"amount": yuan_text(limit)},
        ),
        Fact(label=_("需要什么"), value=referral.need),
        Fact(
            label=_("转介"), value=day_text(referral.requested_on), note=referral.requested_by.name
        ),
    ]
    if referral.accepted_by is not None:
        accepted = day_text(referral.accepted_on)
        facts.append(Fact(label=_("受理"), value=accepted, note=referral.accepted_by.name))
    if referral.delivered_parts:
        facts.append(Fact(label=_("已办"), value=given(referral)))
    if referral.closed_on is not None:
        facts.append(
            Fact(
                label=_("结束"),
                value=day_text(referral.closed_on),
                note=referral.closed_by.name if referral.closed_by else "",
            )
        )
    return facts


def trail_of(referral: Referral, passed_on: Iterable[Referral]) -> list[Fact]:
    """From which agency it came and to which it went and why, each leading to its own page."""
    before = referral.redirected_from
    facts = []
    if before is not None:
        said = sentence_of(before, on=referral.requested_on)
        facts.append(
            Fact(
                label=_("从哪里转来"),
                value=said,
                note=before.close_words,
                change_url=url_of(before),
            )
        )
    facts += [
        Fact(
            label=_("转到哪里"),
            value=agency_name(one.agency),
            note=referral.close_words,
            change_url=url_of(one),
        )
        for one in passed_on
    ]
    return facts


def buttons_of(referral: Referral, staff: Staff) -> list[Button]:
    """What may still be done about it: print it for the family, take it back."""
    buttons = []
    if referral.is_open:
        slip = reverse("applicants:referral_slip", args=[referral.pk])
        buttons.append(Button(label=_("打印转介单"), url=slip, tone="quiet"))
    if referral.is_open and allows(staff, P.REFERRAL_SEND):
        back = reverse("applicants:referral_withdraw", args=[referral.pk])
        buttons.append(Button(label=_("撤回"), url=back, tone="quiet"))
    return buttons


def referral_bucket(staff: Staff, *, on: date) -> Bucket:
    """What came back without its benefit, for the township to ask elsewhere or to tell the family (one query)."""
    rows = Referral.objects.visible_to(staff).came_back(on=on)
    shown, count = first_of(by_urgency(rows.select_related(*RELATED)))
    return Bucket(
        key="referrals",
        label=_("没有办成的转介"),
        count=count,
        tasks=[_task(one, staff) for one in shown],
        url=f"{reverse('applicants:referrals')}?status=came_back",
        unit=ngettext_lazy("件", "件", count),
        tone="warn" if count else "",
        order=45,
        about=_("为谁办"),
    )


def _task(one: Referral, staff: Staff) -> Task:
    return Task(
        title=name_in(one),
        place=place_of(one.area, staff),
        stage=f"{item_name(one.item)} {one.status_label}",
        url=url_of(one),
        next_step=_("看原因"),
        next_url=url_of(one),
    )
