"""Payment holds as rows, and one hold as a page."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import day_text, month_text
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from dibao.values.months import BenefitMonth
from payments.models.hold import HoldQuerySet, PaymentHold


def holds_of(staff: Staff) -> HoldQuerySet:
    """The holds of the posting's area with all that a page says of them."""
    rows = PaymentHold.objects.visible_to(staff)
    return rows.select_related("household__head", "area", "placed_by", "lifted_by", "taken_from")


def hold_table(page: Page[PaymentHold], *, month: BenefitMonth) -> Table:
    """A page of holds; `month` is the one at hand."""
    return Table(
        caption=_("缓发"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("缓发原因")),
            Column(_("从哪个月起"), "month"),
            Column(_("到哪个月止"), "month"),
            Column(_("登记人")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                str(hold.household.head),
                str(hold.area),
                Cell(hold.get_reason_display(), note=hold.note),
                hold.first_month,
                hold.last_month or _("解除为止"),
                hold.placed_by.name,
                standing_of(hold, month=month),
                url=reverse("payments:hold", args=[hold.pk]),
            )
            for hold in page.rows
        ],
        empty=_("没有这样的缓发。在家庭页面登记缓发。"),
        pager=page.pager,
    )


def standing_of(hold: PaymentHold, *, month: BenefitMonth) -> Cell:
    """Lifted, over by itself, or still holding."""
    if not hold.is_standing:
        return Cell(_("已解除"), tone="good")
    if hold.last_month is not None and hold.last_month < month:
        return Cell(_("已到期"), tone="stopped")
    return Cell(_("缓发中"), tone="warn")


def hold_facts(hold: PaymentHold, *, month: BenefitMonth) -> list[Fact]:
    """How it stands in the month at hand, and everything that was said when it was placed and lifted."""
    return [
        Fact(label=_("状态"), value=str(standing_of(hold, month=month).value)),
        Fact(label=_("缓发原因"), value=hold.get_reason_display(), note=hold.note),
        Fact(label=_("缓发月份"), value=months_of_hold(hold)),
        Fact(label=_("登记"), value=_who(hold.placed_by.name, day_text(hold.placed_at))),
        *([Fact(label=_("取出的批次"), value=hold.taken_from.number)] if hold.taken_from else []),
        *_lifting(hold),
    ]


def months_of_hold(hold: PaymentHold) -> str:
    first = month_text(hold.first_month)
    if hold.last_month is None:
        return _now("%(first)s起，解除为止") % {"first": first}
    return _now("%(first)s至%(last)s") % {"first": first, "last": month_text(hold.last_month)}


def _lifting(hold: PaymentHold) -> list[Fact]:
    if hold.lifted_by is None:
        return []
    by = _who(hold.lifted_by.name, day_text(hold.lifted_at))
    return [Fact(label=_("解除"), value=by), Fact(label=_("解除原因"), value=hold.lift_reason)]


def _who(name: str, day: str) -> str:
    return _now("%(name)s %(day)s") % {"name": name, "day": day}
