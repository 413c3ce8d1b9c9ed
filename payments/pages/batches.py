"""The list of batches, the newest month first and counties by code within it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from dibao.display import count_text, month_text
from dibao.errors import Refused
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.paging import SIZE, Page
from dibao.permissions import Permission
from dibao.tables import Cell, Column, Pager, Row, Table
from dibao.values.months import BenefitMonth
from dibao.values.text import key_in
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus

B = BatchStatus

STATUS_TONES = {
    B.DRAFT: "todo",
    B.PREPARED: "doing",
    B.REVIEWED: "doing",
    B.APPROVED: "doing",
    B.SEALED: "doing",
    B.FILED: "doing",
    B.SENT: "doing",
    B.SETTLED: "done",
    B.VOID: "stopped",
}
_UNPAID = (B.DRAFT, B.PREPARED, B.REVIEWED, B.APPROVED, B.SEALED, B.FILED)


@dataclass(frozen=True)
class Cursor:
    """Where a page of batches begins: after, or before, one batch."""

    month: BenefitMonth
    area: str
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """From an address; None for what is no cursor."""
        month, _dot, rest = text.partition("_")
        area, _dot, pk = rest.partition("_")
        key = key_in(pk)
        if key is None or not area.isdecimal():
            return None
        try:
            return cls(BenefitMonth.parse(month), area, key)
        except Refused:
            return None

    @classmethod
    def of(cls, batch: PaymentBatch) -> Self:
        return cls(batch.month, batch.area_id, batch.pk)

    def __str__(self) -> str:
        return f"{self.month}_{self.area}_{self.pk}"

    def beyond(self) -> Q:
        return self._split("month__lt", "area_id__gt", "pk__lt")

    def ahead(self) -> Q:
        return self._split("month__gt", "area_id__lt", "pk__gt")

    def _split(self, month: str, area: str, pk: str) -> Q:
        within = Q(month=self.month)
        return (
            Q(**{month: self.month})
            | within & Q(**{area: self.area})
            | within & Q(area_id=self.area, **{pk: self.pk})
        )


def page_of(rows: QuerySet[PaymentBatch], asked: Mapping[str, str]) -> Page[PaymentBatch]:
    """Thirty batches by month and county, as `?after=` or `?before=` asks (one query)."""
    before = Cursor.read(asked.get("before", ""))
    if before is not None:
        found = list(rows.filter(before.ahead()).order_by("month", "-area_id", "pk")[: SIZE + 1])
        return _page(found[:SIZE][::-1], has_newer=len(found) > SIZE, has_older=True)
    after = Cursor.read(asked.get("after", ""))
    if after is not None:
        rows = rows.filter(after.beyond())
    found = list(rows.order_by("-month", "area_id", "-pk")[: SIZE + 1])
    return _page(found[:SIZE], has_newer=after is not None, has_older=len(found) > SIZE)


def _page(shown: list[PaymentBatch], *, has_newer: bool, has_older: bool) -> Page[PaymentBatch]:
    if not shown:
        return Page(shown, Pager())
    return Page(
        shown,
        Pager(
            previous=str(Cursor.of(shown[0])) if has_newer else "",
            next=str(Cursor.of(shown[-1])) if has_older else "",
        ),
    )


def batch_table(page: Page[PaymentBatch], *, on: date) -> Table:
    """A page of batches with their stage, size and the day by which the money should be there."""
    return Table(
        caption=_("发放批次"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("县")),
            Column(_("种类")),
            Column(_("状态"), "status"),
            Column(_("户数"), "number"),
            Column(_("人数"), "number"),
            Column(_("金额（元）"), "money"),
            Column(_("暂缓户数"), "number"),
            Column(_("结算日"), "date"),
            Column(_("编制人")),
        ],
        rows=[_row(batch, on) for batch in page.rows],
        pager=page.pager,
    )


def _row(batch: PaymentBatch, on: date) -> Row:
    status = BatchStatus(batch.status)
    is_late = status in _UNPAID and batch.settlement_day < on
    return Row.of(
        batch.month,
        batch.area.name,
        batch.get_kind_display(),
        Cell(status.label, tone=STATUS_TONES[status]),
        batch.line_count,
        batch.person_count,
        batch.total_amount,
        Cell(batch.held_count, tone="bad" if batch.held_count else ""),
        Cell(
            batch.settlement_day,
            tone="bad" if is_late else "",
            note=_("已过结算日") if is_late else "",
        ),
        batch.drawn_by.name,
        url=reverse("payments:batch", args=[batch.pk]),
    )


def title_of(batch: PaymentBatch) -> str:
    """What the batch is called on pages, jobs and papers."""
    said = {"county": batch.area.name, "month": month_text(batch.month)}
    if batch.kind == BatchKind.REGULAR:
        return _now("%(county)s%(month)s发放批次") % said
    return _now("%(county)s%(month)s批次：%(kind)s") % (said | {"kind": batch.get_kind_display()})


_ABOUT: Final[Mapping[str, StrOrPromise]] = {
    BatchKind.REGULAR: _(
        "按这个月享受低保的家庭逐户列出明细，和上月比较，没有可用账户的暂缓。还在编制中的批次会按最新的待遇和账户重新编制。"
    ),
    BatchKind.FOLLOW_UP: _(
        "银行没有发成的、签发时暂缓的，现在有了可用的账户、不再缓发的，逐户逐月重新发放。金额按那个月现在应发的算，已经停发的不发。"
    ),
    BatchKind.BACK_PAY: _("批次签发以后才确认的待遇，那些月份逐户逐月补发。"),
    BatchKind.TOP_UP: _("批次签发以后待遇提高了的，那些月份按差额补发。"),
    BatchKind.SUBSIDY: _("按这个月享受低保的人数，每人发同样的金额；和保障金分开编制、分开发。"),
    BatchKind.SUBSIDY_FOLLOW_UP: _(
        "没有发成的和暂缓的价格临时补贴，现在有了可用的账户的，重新发放。"
    ),
}


@dataclass(frozen=True)
class KindLink:
    """One kind of batch to choose."""

    label: StrOrPromise
    url: str
    is_current: bool


def may_draw(staff: Staff) -> bool:
    """True for a county's clerk: batches are drawn county by county."""
    is_county = staff.posting.area.level == AreaLevel.COUNTY
    return is_county and allows(staff, Permission.BATCH_PREPARE)


def draw_context(staff: Staff, kind: BatchKind) -> dict[str, object]:
    """Which kinds there are, what the chosen one does, and the county's newest batches of it (one query)."""
    recent = PaymentBatch.objects.filter(area=staff.posting.area_id, kind=kind)
    address = reverse("payments:draw")
    return {
        "about": _ABOUT[kind],
        "kinds": [
            KindLink(one.label, f"{address}?{urlencode({'kind': one.value})}", one == kind)
            for one in BatchKind
        ],
        "recent": list(recent.order_by("-month", "-pk")[:6]),
    }


def size_of(count: int) -> str:
    """4,120户."""
    return _now("%(count)s户") % {"count": count_text(count)}
