"""A notice by its address, as its page and its poster show it: every reader asks for it, in the same words."""

from datetime import date

from django.db import connection, models

from applicants.models.notice import PublicNotice
from dibao.models.area import Area

_NOTICE = [field.attname for field in PublicNotice._meta.concrete_fields]
_PLACE = [field.attname for field in Area._meta.concrete_fields]


def _columns(model: type[models.Model], row: str) -> str:
    return ", ".join(f'(f.{row})."{field.column}"' for field in model._meta.concrete_fields)


# Said once: to say it anew for each reader took longer than to answer it.
_RUNNING = (
    f"SELECT {_columns(PublicNotice, 'notice')}, {_columns(Area, 'village')}, {_columns(Area, 'office')}"
    " FROM notice_running(%s, %s) f"
)


def running(token: str, *, on: date) -> PublicNotice | None:
    """The notice within its days, with its village and the township above it (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [token, on])
        row = cursor.fetchone()
    if row is None:
        return None
    village, office = len(_NOTICE), len(_NOTICE) + len(_PLACE)
    notice = PublicNotice.from_db(connection.alias, _NOTICE, row[:village])
    notice.area = Area.from_db(connection.alias, _PLACE, row[village:office])
    notice.area.parent = Area.from_db(connection.alias, _PLACE, row[office:])
    return notice
