"""A list's own rows back with what is wrong marked: at once where it is short, by a worker where it is long."""

import uuid
from datetime import date
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.actions.sheet_imports import marked
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.files import storage
from dibao.guards import require_any, require_area
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from dibao.permissions import Permission

MARK: Final = "sheet_import:mark"
# Rows of data that a request reads and marks in a second or two.
AT_ONCE: Final = 3000
_LOOKERS: Final = frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM})


def is_long(record: SheetImport) -> bool:
    """Whether a worker marks it."""
    return record.row_count > AT_ONCE


def job_of(record: SheetImport) -> JobRun | None:
    """The worker's job that marks a list just now (one query)."""
    jobs_of_it = JobRun.objects.filter(
        kind=MARK, area=record.area_id, arguments__sheet_import=str(record.pk)
    )
    waiting = (JobStatus.WAITING, JobStatus.RUNNING)
    return jobs_of_it.filter(status__in=waiting).order_by("-pk").first()


@transaction.atomic
def ask(*, record: SheetImport, is_whole: bool, by: Staff) -> JobRun:
    """Have a worker mark a long list: all of its rows, or only the wrong ones. Refused while one is at it."""
    require_any(by, _LOOKERS)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    if record.status != SheetImportStatus.CHECKED and not record.is_written:
        raise Refused(_("这份名单现在没有检查结果。"))
    if job_of(record) is not None:
        raise Refused(_("标错的表正在做，做好了在这里下载。"))
    audit.record("sheet_import:marking_asked", of=record, by=by)
    return jobs.enqueue(
        MARK,
        title=_("标出名单的错误 %(name)s") % {"name": record.name[-80:]},
        by=by,
        area=record.area,
        link=reverse("applicants:sheet_import", args=[record.pk]),
        sheet_import=str(record.pk),
        copy=name_of(is_whole=is_whole),
    )


def name_of(*, is_whole: bool) -> str:
    """What a copy is kept as."""
    return "all" if is_whole else "errors"


def write(*, record: SheetImport, copy: str, by: Staff, on: date) -> SheetImport:
    """Mark a list and keep the workbook; a worker's work. One of an earlier check is not kept any more."""
    require_any(by, _LOOKERS)
    digest = record.digest
    content = marked(record, on=on, is_whole=copy == name_of(is_whole=True))
    key = uuid.uuid4()
    with transaction.atomic():
        record = SheetImport.objects.lock(record)
        if record.digest != digest:
            raise Refused(_("名单刚才重新检查过，再做一次。"))
        storage.keep(key, content)
        SheetImport.objects.filter(pk=record.pk).update(copies={**record.copies, copy: str(key)})
        record.refresh_from_db()
    return record


def fetch(record: SheetImport, *, is_whole: bool, on: date) -> bytes | None:
    """The marked workbook; None of a long list that no worker has marked since its last check.

    Raises FileMissing where the list was given up and its file is gone.
    """
    if not is_long(record):
        return marked(record, on=on, is_whole=is_whole)
    key = record.copies.get(name_of(is_whole=is_whole))
    return storage.fetch(uuid.UUID(key)) if key else None
