"""What anybody may send or ask without an account is taken so many times an hour from one address, and no more.

An office or a village shares one address, so the limit is above what a helpful village clerk types in an hour. What is
asked about one number is counted too, wherever the questions come from: whoever guesses the digits that go with it is
as slow from a thousand addresses as from one.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dibao.errors import Refused
from dibao.lockout import ADDRESS_LIMIT, address_of
from dibao.models.sending import SPAN, PublicSending
from dibao.sealing import blind_index

MOST = 10
_PURPOSE = "sending"


class TooOften(Refused):
    """As many as an address may send came from it within the hour, or as many as may be asked about a number."""


def count(request: HttpRequest, kind: str, *, at: datetime) -> None:
    """Count a sending within the current transaction; TooOften, with the minutes to wait, where it is one too many."""
    PublicSending.objects.over(at=at).delete()
    left = _counted(kind, address_of(request), at)
    if left is not None:
        raise TooOften(
            _("从您这个网络一小时内已经提交了%(most)d份，过%(minutes)d分钟再交，或者打电话给乡镇。")
            % {"most": MOST, "minutes": _minutes(left)}
        )


def count_question(request: HttpRequest, kind: str, *, about: str, at: datetime) -> None:
    """Count a question about a number, by the address and by the number, whether there is such a number or not."""
    PublicSending.objects.over(at=at).delete()
    by_address = _counted(kind, address_of(request), at)
    left = by_address if by_address is not None else _counted(kind, f"about {about}", at)
    if left is not None:
        raise TooOften(
            _("一小时内已经问了%(most)d次，过%(minutes)d分钟再问，或者打电话给乡镇。")
            % {"most": MOST, "minutes": _minutes(left)}
        )


def check_tries(request: HttpRequest, kind: str, *, at: datetime) -> None:
    """Raise TooOften where an address has used up its wrong tries of the hour; a right one counts for nothing."""
    tried = _latest(_index(kind, address_of(request)), kind, at, ADDRESS_LIMIT)
    if len(tried) == ADDRESS_LIMIT:
        raise TooOften(
            _("从您这个网络一小时内试错了%(most)d次，过%(minutes)d分钟再试。")
            % {"most": ADDRESS_LIMIT, "minutes": _minutes(tried[-1] + SPAN - at)}
        )


def count_try(request: HttpRequest, kind: str, *, at: datetime) -> None:
    """Count a wrong try against its address."""
    PublicSending.objects.over(at=at).delete()
    index = _index(kind, address_of(request))
    PublicSending.objects.create(kind=kind, address_index=index, sent_at=at)


def _counted(kind: str, whom: str | None, at: datetime) -> timedelta | None:
    """None where it was counted; the time to wait where it is one too many, and was not."""
    index = _index(kind, whom)
    with connection.cursor() as cursor:
        # Those who send at the same moment from one address count each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [index])
    latest = _latest(index, kind, at, MOST)
    if len(latest) == MOST:
        return latest[-1] + SPAN - at
    PublicSending.objects.create(kind=kind, address_index=index, sent_at=at)
    return None


def _index(kind: str, whom: str | None) -> str:
    return blind_index(f"{kind}:{whom}", _PURPOSE)


def _latest(index: str, kind: str, at: datetime, most: int) -> list[datetime]:
    mine = PublicSending.objects.filter(kind=kind, address_index=index).lately(at=at)
    return list(mine.order_by("-sent_at").values_list("sent_at", flat=True)[:most])


def _minutes(left: timedelta) -> int:
    return max(int(-(-left.total_seconds() // 60)), 1)
