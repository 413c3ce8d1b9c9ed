"""Lists on their way out: asked for with a filter, written by a worker, fetched while they last."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import BufferedIOBase
from operator import itemgetter
from typing import BinaryIO, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from applicants.eligibility.tiers import class_name
from applicants.exports import writing
from applicants.exports.shapes import Asked, ListColumn, Row, Shape, shape_of
from applicants.models.export import ColumnSet, Export, ExportFormat
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.files import storage
from dibao.guards import allows, require, require_any, require_area
from dibao.jobs import Tell
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.values.text import clean_text

WRITE: Final = "export:write"
_LANGUAGE: Final = "zh-hans"
_WRITERS: Final = {ExportFormat.XLSX: writing.write_xlsx, ExportFormat.CSV: writing.write_csv}


def may_see_whole(by: Staff) -> bool:
    """Whether numbers of people may go out whole to somebody."""
    return allows(by, Permission.PERSON_REVEAL) and allows(by, Permission.REGISTER_EXPORT)


@transaction.atomic
def ask(
    *,
    shape: str,
    area: Area,
    month: BenefitMonth,
    by: Staff,
    columns: Sequence[str] = (),
    benefit_class: int | None = None,
    file_format: ExportFormat = ExportFormat.XLSX,
    reason: str = "",
    filters: Mapping[str, str] | None = None,
) -> Export:
    """Keep what somebody asks for, with a line in the log of reads, and have a worker write it.

    No columns are all columns; `filters` are those of the list's page, as `Shape.filters_in` reads them. With a
    `reason` numbers go out whole, which takes `person:reveal` too. Raises Refused for a shape or columns that are
    not there.
    """
    wanted, reason = _require_rows(shape, by), clean_text(reason)
    require_area(by, area.code)
    if reason:
        require(by, Permission.PERSON_REVEAL)
    known = [column.name for column in wanted.columns]
    if not set(columns) <= set(known):
        raise Refused(_("选的列里有这种名单没有的，刷新后再选。"))
    export = Export(
        shape=wanted.key,
        area=area,
        month=month,
        benefit_class=benefit_class if wanted.has_classes else None,
        # In the order of the list, whatever order they were ticked in.
        columns=[name for name in known if not columns or name in columns],
        format=file_format,
        is_whole=bool(reason),
        reason=reason,
        filters=wanted.filters_in(filters or {}, by),
        asked_by=by,
    )
    export.sentence = _sentence(export, by)
    export.save(force_insert=True)
    audit.record("export:asked", of=export, by=by, after={"what": _told(export)}, reason=reason)
    audit.log_read(ReadKind.EXPORT, by=by, subject=_told(export), purpose=reason)
    return export


def _require_rows(shape: str, by: Staff) -> Shape:
    """The shape, where the posting may export it."""
    require(by, Permission.REGISTER_EXPORT)
    wanted = shape_of(shape)
    require_any(by, wanted.needs)
    return wanted


def ask_as_job(*, export: Export, by: Staff) -> JobRun:
    """Have a worker write what was asked for."""
    return jobs.enqueue(
        WRITE,
        title=_("导出 %(title)s") % {"title": shape_of(export.shape).title},
        by=by,
        area=export.area,
        link=reverse("applicants:exports"),
        export=export.pk,
    )


def write(*, export: Export, by: Staff, on: date, tell: Tell = jobs.untold) -> Export:
    """Write the file and say what it holds; a worker's work. One that is written already is left as it is."""
    with transaction.atomic():
        export = Export.objects.lock(export)
        if export.written_on is not None:
            return export
        # A key for each try: what a killed worker left behind is nobody's.
        export.file_key = uuid.uuid4()
        with storage.keeping(export.file_key) as file:
            export.row_count = write_to(file, export=export, by=by, on=on, tell=tell)
        export.sha256, export.written_on = file.sha256, on
        export.save(update_fields=["file_key", "sha256", "row_count", "written_on"])
        audit.record(
            "export:written",
            of=export,
            by=by,
            after={"rows": export.row_count, "sha256": export.sha256},
        )
    return export


def write_to(
    out: BinaryIO | BufferedIOBase, *, export: Export, by: Staff, on: date, tell: Tell = jobs.untold
) -> int:
    """Write the asked-for rows into an open file, in little memory; how many they are."""
    shape = _require_rows(export.shape, by)
    if export.is_whole:
        require(by, Permission.PERSON_REVEAL)
    asked = Asked(
        area=export.area,
        month=export.month,
        on=on,
        by=by,
        benefit_class=export.benefit_class,
        is_whole=export.is_whole,
        filters=export.filters,
    )
    at = [place for place, column in enumerate(shape.columns) if column.name in export.columns]
    columns = [shape.columns[place] for place in at]
    with override(_LANGUAGE):
        rows = _picked(shape.rows(asked), at)
        return _writer(export)(out, _paper(export), columns, rows, lambda done: tell(done, 0))


_Writer = Callable[
    [
        BinaryIO | BufferedIOBase,
        writing.Paper,
        Sequence[ListColumn],
        Iterator[Row],
        Callable[[int], None],
    ],
    int,
]


def _writer(export: Export) -> _Writer:
    return _WRITERS[ExportFormat(export.format)]


def _picked(rows: Iterator[Row], at: Sequence[int]) -> Iterator[Row]:
    """The chosen columns of each row."""
    if len(at) == 1:
        return ((row[at[0]],) for row in rows)
    return map(itemgetter(*at), rows)


def _paper(export: Export) -> writing.Paper:
    who, moment = export.asked_by.name, timezone.localtime(export.asked_at)
    title = f"{export.area.name}{shape_of(export.shape).title}"
    told = [
        ("名单", title),
        ("范围", export.sentence),
        ("号码", f"完整，理由：{export.reason}" if export.is_whole else "只显示后4位"),
        ("导出人", f"{who}（{export.asked_by.username}）"),
        ("导出时间", f"{moment:%Y-%m-%d %H:%M}"),
        ("导出编号", export.number),
        ("提示", "内有个人信息，只用于办理农村低保，用完妥善保管或销毁。"),
    ]
    mark = f"导出人{who}　{moment:%Y-%m-%d %H:%M}　编号{export.number}　{export.sentence}"
    return writing.Paper(title=title, sentence=export.sentence, mark=mark, told=told)


def sentence_of(export: Export, by: Staff) -> str:
    """Which rows a list holds, in the reader's language; as it was printed for who reads Chinese."""
    if export.sentence and get_language() == _LANGUAGE:
        return export.sentence
    shape = shape_of(export.shape)
    words = [str(export.area)]
    if shape.has_month:
        words.append(export.month.label)
    if shape.has_classes:
        words.append(class_name(export.benefit_class) if export.benefit_class else _("各类"))
    words += shape.words_of(export.filters, by)
    return pgettext("between the parts of a filter", "，").join(words)


def _sentence(export: Export, by: Staff) -> str:
    """The same as it is printed."""
    with override(_LANGUAGE):
        return sentence_of(export, by)[:300]


def _told(export: Export) -> str:
    with override(_LANGUAGE):
        return f"{shape_of(export.shape).title} {export.sentence} {export.number}"


def may_fetch(*, export: Export, by: Staff) -> bool:
    """Whether somebody may have the file: whoever could have asked for it."""
    needs = shape_of(export.shape).needs
    may_read = allows(by, Permission.REGISTER_EXPORT) and bool(needs & by.permissions)
    return may_read and (not export.is_whole or may_see_whole(by))


def fetch(*, export: Export, by: Staff, on: date) -> bytes:
    """The file, with a line in the log of reads. Raises Refused once it is gone or before it is written."""
    _require_rows(export.shape, by)
    require_area(by, export.area_id)
    if export.is_whole:
        require(by, Permission.PERSON_REVEAL)
    if export.file_key is None or not export.lasts(on=on):
        raise Refused(_("这个文件还没有生成，或者已过保存期：再导出一次。"))
    content = storage.fetch(export.file_key)
    audit.log_read(ReadKind.EXPORT, by=by, subject=_told(export), purpose=export.reason)
    return content


def forget(*, on: date) -> int:
    """Say of files that have lain there for seven days that they are gone, within the scope at hand; how many.

    The sweep of stored files then takes them away, since no row keeps them.
    """
    return Export.objects.outlived(on=on).update(gone_on=on)


@transaction.atomic
def keep_columns(
    *, shape: str, name: str, columns: Sequence[str], is_shared: bool, by: Staff
) -> ColumnSet:
    """Keep a set of columns under a name, for oneself or for the county; the same name again replaces one's own."""
    wanted = _require_rows(shape, by)
    known = [column.name for column in wanted.columns if column.name in columns]
    if not known or not clean_text(name):
        raise Refused(_("给列的组合取个名字，至少选一列。"))
    county = Area.objects.filter(pk=by.posting.area.county_code).first() or by.posting.area
    kept, _is_new = ColumnSet.objects.update_or_create(
        kept_by=by,
        shape=wanted.key,
        name=clean_text(name)[:40],
        defaults={"columns": known, "is_shared": is_shared, "area": county},
    )
    return kept
