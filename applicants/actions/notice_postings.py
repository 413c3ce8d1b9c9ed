"""Recording what hung on the village board, with the picture that shows it."""

import hashlib
import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions.documents import Upload
from applicants.actions.objection_photos import picture_of
from applicants.models.notice import PublicNotice
from applicants.models.notice_posting import BoardAct, NoticePosting
from dibao import audit
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.intake import Intake
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def record(
    *,
    notice: PublicNotice,
    act: BoardAct,
    done_on: date,
    place: str,
    photo: Upload | Intake | None,
    why_no_photo: str,
    by: Staff,
    on: date,
) -> NoticePosting:
    """Say that a notice was put up or taken down on a day; a picture that was looked through is kept as it is.

    Raises Refused for a day before the notice's first or after today, for taking down what nobody put up, and where
    neither a picture nor a reason for none is given; FileRefused for a picture that is not taken in.
    """
    require(by, Permission.NOTICE_POST)
    require_area(by, notice.area_id)
    _check_day(notice, act, done_on, on)
    if photo is None and not why_no_photo:
        raise Refused(_("附一张照片；没有照片的，写明原因。"))
    picture = picture_of(photo) if isinstance(photo, Upload) else photo
    posting = NoticePosting(
        id=uuid.uuid4(),
        notice=notice,
        area_id=notice.area_id,
        act=act,
        done_on=done_on,
        place=place,
        size=len(picture.content) if picture else None,
        content_hash=hashlib.sha256(picture.content).hexdigest() if picture else "",
        why_no_photo="" if picture else why_no_photo,
        recorded_by=by,
    )
    if picture:
        # The file comes first, so that no row is without its file; see `dibao.files.storage`.
        storage.keep(posting.pk, picture.content)
    posting.save(force_insert=True)
    audit.record(
        f"notice:{act}", of=notice, by=by, after={"day": done_on.isoformat()}, reason=why_no_photo
    )
    return posting


def _check_day(notice: PublicNotice, act: BoardAct, done_on: date, on: date) -> None:
    if done_on > on:
        raise Refused(_("日期晚于今天。"))
    if done_on < notice.starts_on:
        raise Refused(_("日期早于公示的起始日期（%(day)s）。") % {"day": notice.starts_on})
    if act == BoardAct.TAKEN_DOWN:
        hung = notice.postings.filter(act=BoardAct.PUT_UP, done_on__lte=done_on)
        if not hung.exists():
            raise Refused(_("先登记张贴的日期，再登记取下；取下不早于张贴。"))
