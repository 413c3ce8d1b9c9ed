"""An agency's referrals as it works on them: by state, what is due first on top, found by a name that it may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import BooleanField, Count, F, Q
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.models.referral import Referral, ReferralQuerySet
from applicants.workflow import ReferralStatus as S
from dibao.models.staff import Staff
from dibao.paging import SIZE, Page
from dibao.tables import Pager
from dibao.values.text import clean_name, key_in

# Behind every name that begins so.
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True)
class Tray:
    """One state of the inbox: its rows are listed by a day, and by their key within it."""

    key: str
    label: StrOrPromise
    which: Q
    day: str
    is_newest_first: bool = False


TRAYS: Final = (
    Tray("requested", _("待答复"), Q(status=S.REQUESTED), "answer_due"),
    Tray("accepted", _("办理中"), Q(status=S.ACCEPTED), "delivery_due"),
    Tray("closed", _("已结束"), Q(closed_on__isnull=False), "closed_on", is_newest_first=True),
)


def tray_named(key: str) -> Tray:
    """The tray that an address asks for; the first one for whatever is none."""
    return next((tray for tray in TRAYS if tray.key == key), TRAYS[0])


def referrals_for(staff: Staff, *, on: date) -> ReferralQuerySet:
    """What the agency of `staff` may see on a day, with all that a page says of them but the person."""
    rows = Referral.objects.answered_by(staff)
    return _whole(rows.filter(Q(closed_on__isnull=True) | Q(seen_until__gte=on)))


def _whole(rows: ReferralQuerySet) -> ReferralQuerySet:
    return rows.select_related("terms", "item", "agency", "area__parent")


@dataclass(frozen=True)
class Counts:
    """How many there are in each tray, and how many of the open ones are late."""

    by_tray: Mapping[str, int]
    late: int


def counts_of(rows: ReferralQuerySet, *, on: date) -> Counts:
    """One query."""
    late = Q(status=S.REQUESTED, answer_due__lt=on) | Q(status=S.ACCEPTED, delivery_due__lt=on)
    counted = rows.order_by().aggregate(
        late=Count("pk", filter=late),
        **{tray.key: Count("pk", filter=tray.which) for tray in TRAYS},
    )
    return Counts({tray.key: counted[tray.key] for tray in TRAYS}, counted["late"])


def named(rows: ReferralQuerySet, typed: str) -> ReferralQuerySet:
    """Those for people whose name begins as typed, where the terms let the agency know names."""
    name = clean_name(typed)[:40]
    if not name:
        return rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_named(%s, %s)", [name, name + _LAST])
        keys = [key for (key,) in cursor.fetchall()]
    # As one value: a list of thousands takes longer to be planned than to be read.
    among = RawSQL("applicants_referral.id = ANY (%s::bigint[])", [keys], BooleanField())
    return rows.filter(among)


def page_of(
    rows: ReferralQuerySet, tray: Tray, asked: Mapping[str, str], *, size: int = SIZE
) -> Page[Referral]:
    """A page of a tray, as `?after=` or `?before=` asks (two queries): day and key of the row where it begins."""
    after, before = _place_in(asked.get("after", "")), _place_in(asked.get("before", ""))
    is_back = before is not None
    falls = tray.is_newest_first is not is_back
    found = _keys_of(
        _beyond(rows.filter(tray.which), tray, before or after, falls=falls),
        tray,
        falls=falls,
        most=size + 1,
    )
    shown, has_more = found[:size], len(found) > size
    by_key = _whole(Referral.objects.filter(pk__in=shown)).in_bulk()
    turned = shown[::-1] if is_back else shown
    ordered = [by_key[key] for key in turned if key in by_key]
    if is_back:
        return _page(ordered, tray, has_previous=has_more, has_next=True)
    return _page(ordered, tray, has_previous=after is not None, has_next=has_more)


def _keys_of(rows: ReferralQuerySet, tray: Tray, *, falls: bool, most: int) -> list[int]:
    """The first keys of a list by its day. Asked without the tables beside it: of those that one person may see
    PostgreSQL expects a single row, and would join thousands before it sorts them."""
    order = [F(name).desc() if falls else F(name).asc() for name in (tray.day, "pk")]
    return list(rows.select_related(None).order_by(*order).values_list("pk", flat=True)[:most])


Place = tuple[date, int]


def _place_in(text: str) -> Place | None:
    """2026-07-20.15 is the row of that key among those of that day; None for what is no place."""
    written, _dot, number = text.partition(".")
    key = key_in(number)
    if key is None:
        return None
    try:
        return date.fromisoformat(written), key
    except ValueError:
        return None


def _beyond(
    rows: ReferralQuerySet, tray: Tray, place: Place | None, *, falls: bool
) -> ReferralQuerySet:
    if place is None:
        return rows
    # As one comparison of rows, so that the index leads to where a page begins although thousands share a day.
    beyond = TupleLessThan if falls else TupleGreaterThan
    return rows.filter(beyond((F(tray.day), F("pk")), place))


def _page(
    shown: Sequence[Referral], tray: Tray, *, has_previous: bool, has_next: bool
) -> Page[Referral]:
    if not shown:
        return Page([], Pager())
    first, last = (
        f"{getattr(row, tray.day).isoformat()}.{row.pk}" for row in (shown[0], shown[-1])
    )
    return Page(
        list(shown),
        Pager(previous=first if has_previous else "", next=last if has_next else ""),
    )
