"""The lines of a notice, with those that no longer stand marked as taken back."""

from django.db import connection

from applicants.models.notice import NoticeEntry, NoticeStage, PublicNotice


def lines_of(notice: PublicNotice) -> list[NoticeEntry]:
    """The frozen lines in their order; two queries at any length, one for a standing list, whose lines name no case.

    The list stays what it was posted as, and its checksum with it. But a family that withdrew, went back to the
    township or was judged anew is no longer proposed: its line is not shown any more, and what is proposed instead is
    posted anew for its full days.
    """
    entries = list(notice.entries.order_by("position"))
    if notice.stage != NoticeStage.STANDING:
        taken_back = _taken_back(notice)
        for entry in entries:
            entry.is_taken_back = entry.position in taken_back
    return entries


def _taken_back(notice: PublicNotice) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lines_taken_back(%s)", [notice.pk])
        return {position for (position,) in cursor.fetchall()}
