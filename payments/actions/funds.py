"""Entries of funds: one person writes them, another confirms them; what was confirmed is mended by a counter-entry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dibao import audit
from dibao.audit import Fact
from dibao.display import day_text, yuan_text
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from payments import funds
from payments.models.fund import FundEntry, FundKind, FundLevel

HANDLES_FUNDS = frozenset({Permission.FUND_CONFIRM, Permission.FUND_ENTER})


@dataclass(frozen=True, kw_only=True)
class FundEntered:
    """An entry as typed and cleaned; what was spent of the work fund has no level, and says for what."""

    kind: FundKind
    year: int
    amount: Decimal
    document_number: str
    day: date
    level: str = ""
    purpose: str = ""


class EnteredByYou(Refused):
    """Whoever wrote an entry leaves its confirmation to somebody else."""


@transaction.atomic
def enter(*, county: Area, entry: FundEntered, by: Staff, on: date) -> FundEntry:
    """Write down money that was assigned to a county, or spent of its work fund; it counts once it is confirmed.

    Municipal money is entered by the prefecture, which gives it, and all else by the county. Raises Refused for a day
    to come, a year far from it, and a document that is entered already.
    """
    require(by, Permission.FUND_ENTER)
    require_area(by, county.code)
    _check_place(county, entry, by)
    _check_day(entry, on)
    try:
        with transaction.atomic():
            made = FundEntry.objects.create(area=county, entered_by=by, **vars(entry))
    except IntegrityError as fault:
        if "a_document_assigns_money_once" not in str(fault):
            raise
        raise Refused(
            _("%(number)s已经登记过，不能再登记一次。金额有错的，打开原来那一笔更正。")
            % {"number": entry.document_number}
        ) from None
    audit.record("fund:entered", of=made, by=by, after=_as_facts(made))
    return made


def _check_place(county: Area, entry: FundEntered, by: Staff) -> None:
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("资金按县登记，选择一个县。"))
    is_municipal = entry.level == FundLevel.MUNICIPAL
    is_prefecture = by.posting.area.level == AreaLevel.PREFECTURE
    if is_prefecture and not is_municipal:
        raise Refused(_("市里只登记市级资金，其他资金由县级财务登记。"))
    if is_municipal and not is_prefecture:
        raise Refused(_("市级资金由市里登记，县里收到以后确认。"))


def _check_day(entry: FundEntered, on: date) -> None:
    if entry.day > on:
        raise Refused(_("日期%(day)s还没有到，核对后再填。") % {"day": day_text(entry.day)})
    # 提前下达 comes in the year before, what is late in the year after.
    if abs(entry.day.year - entry.year) > 1:
        raise Refused(
            _("年度%(year)s和日期%(day)s相差太远，核对后再填。")
            % {"year": entry.year, "day": day_text(entry.day)}
        )


@transaction.atomic
def confirm(*, entry: FundEntry, by: Staff) -> FundEntry:
    """Let an entry count. Raises EnteredByYou for who wrote it, and Refused for one that was answered before, or that
    would leave less than was drawn already."""
    require(by, Permission.FUND_CONFIRM)
    require_area(by, entry.area_id)
    entry = _still_open(entry)
    if entry.entered_by_id == by.pk:
        raise EnteredByYou(_("这一笔是您登记的，要由另一人确认。"))
    funds.lock(entry.area_id, entry.year)
    try:
        with transaction.atomic():
            _answer(entry, confirmed_by=by, confirmed_at=timezone.now())
    except IntegrityError as fault:
        if "funds_are_never_overdrawn" not in str(fault):
            raise
        raise Refused(_overdrawn(entry)) from None
    audit.record("fund:confirmed", of=entry, by=by, after=_as_facts(entry))
    entry.refresh_from_db()
    return entry


def _overdrawn(entry: FundEntry) -> str:
    if entry.kind == FundKind.BENEFIT:
        return _("确认以后，%(level)s资金会少于批次已经用掉的，没有确认。") % {
            "level": entry.get_level_display()
        }
    return _("%(year)s年的工作经费不够这笔支出，没有确认。工作经费不能用低保资金垫付。") % {
        "year": entry.year
    }


@transaction.atomic
def decline(*, entry: FundEntry, reason: str, by: Staff) -> FundEntry:
    """Put an entry aside that is not right; its document may be entered again. Who wrote it may do so too."""
    require_any(by, HANDLES_FUNDS)
    require_area(by, entry.area_id)
    if not reason.strip():
        raise Refused(_("写明退回的原因。"))
    entry = _still_open(entry)
    _answer(entry, declined_by=by, declined_at=timezone.now(), decline_reason=reason)
    audit.record("fund:declined", of=entry, by=by, after=_as_facts(entry), reason=reason)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def correct(*, entry: FundEntry, amount: Decimal, reason: str, by: Staff, on: date) -> FundEntry:
    """Enter the difference between what a confirmed entry came to and the right amount; it waits for confirmation.

    Zero takes all of it back. Raises Refused where nothing would change, where a correction waits already, and for
    an entry that is one itself or was never confirmed.
    """
    require(by, Permission.FUND_ENTER)
    require_area(by, entry.area_id)
    if not reason.strip():
        raise Refused(_("写明更正的原因。"))
    entry = FundEntry.objects.lock(entry)
    if entry.confirmed_at is None or entry.corrects_id is not None:
        raise Refused(_("只有已确认的下拨和支出可以更正。"))
    difference = amount - amount_of(entry)
    if not difference:
        raise Refused(_("金额没有变，不用更正。"))
    if entry.corrections.open().exists():
        raise Refused(_("这一笔已有更正在等确认，先确认或退回那一笔。"))
    said = FundEntered(
        kind=FundKind(entry.kind),
        year=entry.year,
        amount=difference,
        document_number=entry.document_number,
        day=on,
        level=entry.level,
        purpose=reason,
    )
    _check_place(entry.area, said, by)
    made = FundEntry.objects.create(area=entry.area, corrects=entry, entered_by=by, **vars(said))
    audit.record("fund:corrected", of=made, by=by, after=_as_facts(made), reason=reason)
    return made


def amount_of(entry: FundEntry) -> Decimal:
    """What an entry comes to with every confirmed correction (one query)."""
    amounts = entry.corrections.confirmed().values_list("amount", flat=True)
    return sum(amounts, entry.amount)


def _still_open(entry: FundEntry) -> FundEntry:
    entry = FundEntry.objects.lock(entry)
    if not entry.is_open:
        raise Refused(_("这一笔已经确认或退回，刷新后再看。"))
    return entry


def _answer(entry: FundEntry, **answer: object) -> None:
    FundEntry.objects.filter(pk=entry.pk).update(**answer)


def _as_facts(entry: FundEntry) -> dict[str, Fact]:
    return {
        "kind": entry.kind,
        "level": entry.level,
        "year": entry.year,
        "amount": yuan_text(entry.amount),
        "document": entry.document_number,
    }
