"""What anybody may send without an account is taken so many times an hour from one address, and no more.

An office or a village shares one address, so the limit is above what a helpful village clerk types in an hour.
"""

from datetime import datetime

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dibao.errors import Refused
from dibao.lockout import address_of
from dibao.models.sending import SPAN, PublicSending
from dibao.sealing import blind_index

MOST = 10
_PURPOSE = "sending"


class TooOften(Refused):
    """As many as an address may send came from it within the hour."""


def count(request: HttpRequest, kind: str, *, at: datetime) -> None:
    """Count a sending within the current transaction; TooOften, with the minutes to wait, where it is one too many."""
    address = blind_index(f"{kind}:{address_of(request)}", _PURPOSE)
    with connection.cursor() as cursor:
        # Those who send at the same moment from one address count each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [address])
    PublicSending.objects.over(at=at).delete()
    mine = PublicSending.objects.filter(kind=kind, address_index=address).lately(at=at)
    oldest = list(mine.order_by("-sent_at").values_list("sent_at", flat=True)[:MOST])
    if len(oldest) == MOST:
        minutes = -(-(oldest[-1] + SPAN - at).total_seconds() // 60)
        raise TooOften(
            _("从您这个网络一小时内已经提交了%(most)d份，过%(minutes)d分钟再交，或者打电话给乡镇。")
            % {"most": MOST, "minutes": max(int(minutes), 1)}
        )
    PublicSending.objects.create(kind=kind, address_index=address, sent_at=at)
