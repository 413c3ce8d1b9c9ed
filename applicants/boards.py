"""Whether a notice hung in the village for all its days, by what was recorded of the board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.models.notice import NoticeStage, PublicNotice
from applicants.models.notice_posting import BoardAct, NoticePosting
from dibao.display import month_day_text


@dataclass(frozen=True)
class Board:
    """The newest word of each kind about one notice; either may be missing."""

    put_up: NoticePosting | None = None
    taken_down: NoticePosting | None = None

    @property
    def words(self) -> str:
        """What a list says: not recorded, hanging since, taken down on."""
        if self.put_up is None:
            return _("张贴未登记")
        day = month_day_text((self.taken_down or self.put_up).done_on)
        if self.taken_down is None:
            return _("%(day)s已张贴") % {"day": day}
        return _("%(day)s已取下") % {"day": day}


def board_of(postings: Iterable[NoticePosting]) -> Board:
    """The newest of each kind: a mistaken entry is followed by a right one."""
    newest = {one.act: one for one in sorted(postings, key=lambda one: one.recorded_at)}
    return Board(newest.get(BoardAct.PUT_UP), newest.get(BoardAct.TAKEN_DOWN))


def doubt_about(notice: PublicNotice, board: Board, *, on: date) -> str:
    """Why the days of a notice may not have run on the board (审核确认办法 Art 19); nothing where they did.

    The web shows a notice from its first day by itself, so the days run in law; that paper hung as long is for the
    township to show and for the county to ask. A standing list has no days to run.
    """
    if notice.stage == NoticeStage.STANDING or on < notice.starts_on:
        return ""
    if board.put_up is None:
        return _("没有登记张贴")
    late = (board.put_up.done_on - notice.starts_on).days
    if late > 0:
        return _("晚贴%(days)d天（%(day)s张贴）") % {
            "days": late,
            "day": month_day_text(board.put_up.done_on),
        }
    if board.taken_down is not None and board.taken_down.done_on <= notice.ends_on:
        day = month_day_text(board.taken_down.done_on)
        return _("公示期没满就取下了（%(day)s）") % {"day": day}
    return ""
