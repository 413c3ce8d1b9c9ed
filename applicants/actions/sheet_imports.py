"""A county's list on its way in: kept, looked into, held against the register, confirmed by a second person, written.

Everything that reads the file is a worker's. What is confirmed is what was checked: the worker checks again in the
transaction that writes, and where the county changed meanwhile it writes nothing and shows the differences anew.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.actions.rosters import lock_county
from applicants.imports import undoing
from applicants.imports.layouts import Checked, Layout, Place, all_layouts, layout_of
from applicants.imports.recognising import Recognised, recognise, table_of
from applicants.models.sheet_import import (
    RowOutcome,
    SheetImport,
    SheetImportChange,
    SheetImportRow,
)
from applicants.workflow import WRITTEN_IMPORTS, SheetImportStatus
from dibao import audit, jobs
from dibao.display import day_text
from dibao.errors import Refused
from dibao.files import storage
from dibao.guards import require, require_any, require_area
from dibao.jobs import Tell
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.columns import NUMBER_LABEL, RowError, Table, require_whole
from dibao.sheets.limits import IMPORT_LIMITS, MEBIBYTE
from dibao.sheets.marked import marked_workbook
from dibao.sheets.reading import Cell, SheetRow
from dibao.sheets.refusals import TOO_LARGE, SheetRefused
from dibao.values.months import BenefitMonth
from dibao.wording import in_general, in_words, kept_words, refusal_of

CHECK: Final = "sheet_import:check"
TAKE: Final = undoing.TAKE
UNDO: Final = "sheet_import:undo"
_AT_ONCE: Final = 2000
_LONGEST_NUMBER: Final = 7


@transaction.atomic
def receive(
    *, county: Area, name: str, content: bytes, month: BenefitMonth, by: Staff, layout: str = ""
) -> SheetImport:
    """Keep a county's list and have a worker look into it.

    Raises SheetRefused for what is larger than any list, and Refused where another import of the county is under way
    (by whom, since when) or this very file was written before.
    """
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, county.code)
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("名单按县导入，选择一个县。"))
    if len(content) > IMPORT_LIMITS.packed:
        size = f"{len(content) / MEBIBYTE:.1f}"
        raise SheetRefused(TOO_LARGE, size=size, most=IMPORT_LIMITS.packed // MEBIBYTE)
    sha256 = hashlib.sha256(content).hexdigest()
    _refuse_taken(county, sha256)
    record = SheetImport(
        area=county,
        name=name[-200:],
        sha256=sha256,
        layout=layout and layout_of(layout).key,
        month=month,
        loaded_by=by,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise _under_way(county) from None
    storage.keep(record.pk, content)
    audit.record("sheet_import:received", of=record, by=by, after={"sha256": sha256})
    ask(CHECK, record, by)
    return record


def _refuse_taken(county: Area, sha256: str) -> None:
    taken = SheetImport.objects.filter(area=county, sha256=sha256, status__in=WRITTEN_IMPORTS)
    before = taken.select_related("loaded_by").first()
    if before is not None:
        raise Refused(
            _("这个文件已经导入过（%(name)s，%(day)s），不能再导一次。")
            % {"name": before.loaded_by.name, "day": day_text(before.taken_on)}
        )


def _under_way(county: Area) -> Refused:
    """Who is at it, and since when: the second one waits or talks to the first."""
    other = SheetImport.objects.filter(area=county).open().select_related("loaded_by").first()
    if other is None:
        return Refused(_("这个县刚才有一份名单正在导入。刷新后再看。"))
    at = timezone.localtime(other.loaded_at)
    return Refused(
        _("%(name)s从%(day)s %(time)s起正在导入%(county)s的“%(file)s”，办完或取消以后才能再传。")
        % {
            "name": other.loaded_by.name,
            "day": day_text(at.date()),
            "time": f"{at:%H:%M}",
            "county": county.name,
            "file": other.name,
        }
    )


def ask(kind: str, record: SheetImport, by: Staff) -> JobRun:
    """Have a worker do the next step of an import."""
    return jobs.enqueue(
        kind,
        title=_("导入名单 %(name)s") % {"name": record.name[-80:]},
        by=by,
        area=record.area,
        link=reverse("applicants:sheet_import", args=[record.pk]),
        sheet_import=str(record.pk),
    )


def job_of(record: SheetImport) -> JobRun | None:
    """The worker's job that is waiting or under way for an import (one query)."""
    waiting = (JobStatus.WAITING, JobStatus.RUNNING)
    of_it = JobRun.objects.filter(
        kind__in=(CHECK, TAKE, UNDO), area=record.area_id, arguments__sheet_import=str(record.pk)
    )
    return of_it.filter(status__in=waiting).order_by("-pk").first()


def next_job(record: SheetImport) -> str | None:
    """The worker's job that the import waits for where it stands now."""
    if record.status == SheetImportStatus.RECEIVED:
        return None if record.refusal else CHECK
    waited_for = {SheetImportStatus.CONFIRMED: TAKE, SheetImportStatus.GOING_BACK: UNDO}
    return waited_for.get(SheetImportStatus(record.status))


@transaction.atomic
def resume(*, record: SheetImport, by: Staff) -> SheetImport:
    """Have a worker begin anew a step that broke off; nothing of it was written.

    What somebody confirmed is written in their name, so that they begin it anew themselves. Refused while a worker is
    at it, and where nothing waits for one.
    """
    require_any(by, frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM}))
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    kind = next_job(record)
    if kind is None or job_of(record) is not None:
        raise Refused(_("这份名单没有中断的步骤，刷新后再看。"))
    who = {TAKE: record.confirmed_by, UNDO: record.let_back_by}.get(kind)
    if who is not None and who.pk != by.pk:
        raise Refused(_("这一步由%(name)s确认，由他再办一次。") % {"name": who.name})
    if kind == CHECK:
        require(by, Permission.ROSTER_IMPORT)
    audit.record("sheet_import:resumed", of=record, by=by)
    ask(kind, record, by)
    return record


def content_of(record: SheetImport) -> bytes:
    """The file as it was brought."""
    return storage.fetch(record.pk)


def place_of(record: SheetImport, *, on: date) -> Place:
    """Whose list it is, looked at on a day."""
    return Place(area=record.area, on=on, month=record.month)


@transaction.atomic
def choose(
    *, record: SheetImport, layout: str, sheet: str, columns: Mapping[str, str], by: Staff
) -> SheetImport:
    """Say what a list is where nobody could see it: shape, sheet, and headers by column; then it is checked again."""
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    record = record.move(
        "choose",
        by=by,
        layout=layout_of(layout).key if layout else "",
        sheet=sheet,
        columns=dict(columns),
        seen={},
        digest="",
        refusal="",
        told={},
        copies={},
        checked_at=None,
    )
    ask(CHECK, record, by)
    return record


@transaction.atomic
def check(*, record: SheetImport, by: Staff, on: date, tell: Tell = jobs.untold) -> SheetImport:
    """Look into a list and hold it against the register; a worker's work. What cannot be read says why on the record.

    Everything of an earlier check is replaced. Returns the record, checked, or received with its refusal.
    """
    require(by, Permission.ROSTER_IMPORT)
    record = SheetImport.objects.lock(record)
    record.require_open("check", by=by)
    tell(0, 3)
    try:
        _see(record, on)
        tell(1, 3)
        checked = _checked(record, on)
    except Refused as refusal:
        _clear(record)
        SheetImport.objects.filter(pk=record.pk).update(
            **_what_was_seen(record), refusal=in_words(refusal), told=kept_words(refusal)
        )
        record.refresh_from_db()
        return record
    tell(2, 3)
    return _keep(record, checked, "check", by=by, **_what_was_seen(record))


def _see(record: SheetImport, on: date) -> None:
    """Say on the record what the file is; where nobody chose its headers, as they were chosen in the county before."""
    recognised = _recognised(record, on)
    record.layout, record.sheet = recognised.layout.key, recognised.sheet
    if not record.columns:
        record.columns = remembered_columns(record, recognised.header.labels)
        recognised = _recognised(record, on) if record.columns else recognised
    record.seen = recognised.as_seen()
    # Before the file is read once more: large ones are slow to open.
    require_whole(recognised.header, recognised.layout.columns(place_of(record, on=on)))


def _what_was_seen(record: SheetImport) -> dict[str, object]:
    return {name: getattr(record, name) for name in ("layout", "sheet", "columns", "seen")}


def remembered_columns(record: SheetImport, labels: Sequence[str]) -> dict[str, str]:
    """The headers that were chosen last for a list of this shape in this county, as far as this one has them (one
    query)."""
    earlier = SheetImport.objects.filter(area=record.area_id, layout=record.layout)
    chosen = (
        earlier.exclude(pk=record.pk)
        .exclude(columns={})
        .order_by("-loaded_at")
        .values_list("columns", flat=True)
        .first()
    )
    return {name: header for name, header in (chosen or {}).items() if header in labels}


def _recognised(record: SheetImport, on: date) -> Recognised:
    layouts = [layout_of(record.layout)] if record.layout else all_layouts()
    return recognise(
        content_of(record),
        record.name,
        place_of(record, on=on),
        layouts,
        sheet=record.sheet,
        chosen=record.columns,
    )


def _checked(record: SheetImport, on: date) -> Checked:
    layout, place = layout_of(record.layout), place_of(record, on=on)
    return layout.check(_table(record, layout, place), place)


def _table(record: SheetImport, layout: Layout, place: Place) -> Table:
    return table_of(
        content_of(record),
        record.name,
        place,
        layout,
        sheet=record.sheet,
        chosen=record.columns,
    )


def _keep(
    record: SheetImport, checked: Checked, move: str, *, by: Staff, **columns: object
) -> SheetImport:
    """Store what a check found, in place of what an earlier one did."""
    _clear(record)
    SheetImportRow.objects.bulk_create(_rows(record, checked), batch_size=_AT_ONCE)
    SheetImportChange.objects.bulk_create(_changes(record, checked), batch_size=_AT_ONCE)
    return record.move(
        move,
        by=by,
        **counts_of(checked),
        digest=checked.digest,
        checked_at=timezone.now(),
        refusal="",
        told={},
        copies={},
        **columns,
    )


def counts_of(checked: Checked) -> dict[str, int]:
    """The figures of a check by the record's columns."""
    counts = {
        "new_count": len(checked.new_rows),
        "same_count": len(checked.same_rows),
        "changed_count": len(checked.changed_rows),
        "wrong_count": len(checked.wrong_rows),
    }
    return {**counts, "row_count": sum(counts.values()), "skipped_count": len(checked.skipped)}


def _clear(record: SheetImport) -> None:
    SheetImportRow.objects.filter(sheet_import=record).delete()
    SheetImportChange.objects.filter(sheet_import=record).delete()


def _rows(record: SheetImport, checked: Checked) -> Iterator[SheetImportRow]:
    numbers = checked.labels.index(NUMBER_LABEL) if NUMBER_LABEL in checked.labels else None
    for row, errors in checked.wrong_rows:
        faults = [_told(error) for error in errors]
        made = _row(record, row.number, RowOutcome.REJECT, faults)
        made.first_number = None if numbers is None else _number_in(row.cell(numbers))
        yield made
    for number, why in checked.skipped:
        yield _row(record, number, RowOutcome.SKIP, [{"reason": why}])


def _number_in(cell: Cell) -> int | None:
    return int(cell.text) if cell.text.isdecimal() and len(cell.text) <= _LONGEST_NUMBER else None


def _row(
    record: SheetImport, number: int, outcome: RowOutcome, faults: list[dict[str, object]]
) -> SheetImportRow:
    return SheetImportRow(
        sheet_import=record,
        area_id=record.area_id,
        number=number,
        outcome=outcome,
        faults=faults,
    )


def _told(error: RowError) -> dict[str, object]:
    """As kept: no words in the worker's language, but what makes them in the reader's."""
    said = kept_words(Refused(error.source, **error.values))
    return {"column": error.column, "header": error.header, **said}


def error_of(number: int, fault: Mapping[str, object]) -> RowError:
    """What is wrong with a cell, in the reader's words."""
    refused = refusal_of(fault)
    column, header = str(fault["column"]), str(fault["header"])
    return RowError(number, column, header, in_words(refused), in_general(refused))


def _changes(record: SheetImport, checked: Checked) -> Iterable[SheetImportChange]:
    return (
        SheetImportChange(
            sheet_import=record,
            area_id=record.area_id,
            number=change.row,
            household=change.household,
            who=change.who,
            header=change.header,
            before=change.before,
            after=change.after,
            is_taken=change.is_taken,
            remedy=change.remedy,
        )
        for change in checked.changes
    )


def groups_of(record: SheetImport) -> list[tuple[str, str, int]]:
    """(header, reason, rows) of the wrong rows, the most frequent first (one query); the reason as we wrote it."""
    rows = SheetImportRow.objects.filter(sheet_import=record, outcome=RowOutcome.REJECT)
    counted: Counter[tuple[str, str]] = Counter()
    for faults in rows.values_list("faults", flat=True):
        counted.update({(fault["header"], fault["source"]) for fault in faults})
    return [(header, reason, count) for (header, reason), count in counted.most_common()]


def marked(record: SheetImport, *, on: date, is_whole: bool) -> bytes:
    """The sender's own rows as a workbook, wrong cells marked: all rows of data, or only the wrong ones.

    Reads the file again. Raises FileMissing where an import was given up and its file is gone.
    """
    layout, place = layout_of(record.layout), place_of(record, on=on)
    wrong = {
        number: [error_of(number, fault) for fault in faults]
        for number, faults in SheetImportRow.objects.filter(
            sheet_import=record, outcome=RowOutcome.REJECT
        ).values_list("number", "faults")
    }
    table = _table(record, layout, place)

    def rows() -> Iterator[tuple[SheetRow, Sequence[RowError]]]:
        for row in table:
            if is_whole or row.number in wrong:
                yield row.row, wrong.get(row.number, ())

    return marked_workbook(table.header.labels, rows())


def nothing_to_write(record: SheetImport) -> str:
    """Why there is nothing in a checked list to confirm, in words; blank where there is (one query at most)."""
    if record.new_count:
        return ""
    if not record.changed_count:
        return _("没有可以导入的行，也没有不同的地方。")
    if SheetImportChange.objects.filter(sheet_import=record, is_taken=True).exists():
        return ""
    return _("名单里的不同都不随导入修改，没有要写入的。按每一处说明的办法办理，再取消这次导入。")


@transaction.atomic
def confirm(*, record: SheetImport, by: Staff, on: date, digest: str) -> SheetImport:
    """Have what was checked written; by somebody else than who brought it.

    `digest` is of the check that the confirmer saw: another one since then is refused.
    """
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    record.require_open("confirm", by=by)
    if record.loaded_by_id == by.pk:
        raise Refused(_("这份名单是您上传的，由另一人看过再确认。"))
    if record.digest != digest:
        raise Refused(_("这份名单刚才重新检查过，看过新的结果再确认。"))
    if nothing := nothing_to_write(record):
        raise Refused(nothing)
    record = record.move("confirm", by=by, confirmed_by=by, confirmed_on=on)
    audit.record("sheet_import:confirmed", of=record, by=by, after={"digest": digest})
    ask(TAKE, record, by)
    return record


def take(*, record: SheetImport, by: Staff, on: date, tell: Tell = jobs.untold) -> SheetImport:
    """Write what was confirmed, all in one transaction; a worker's work, once.

    Where a check now finds something else, nothing is written, the new differences are kept, and it waits for another
    confirmation.
    """
    require(by, Permission.ROSTER_CONFIRM)
    with transaction.atomic():
        record = SheetImport.objects.lock(record)
        record.require_open("take", by=by)
        lock_county(record.area)
        tell(0, 2)
        checked = _checked(record, on)
        if checked.digest != record.digest:
            columns: dict[str, object] = {"confirmed_by": None, "confirmed_on": None}
            return _keep(record, checked, "renew", by=by, **columns)
        tell(1, 2)
        place = place_of(record, on=on)
        counts = layout_of(record.layout).write(
            checked, place, name=record.name, sha256=record.sha256, by=by
        )
        record = record.move("take", by=by, taken_on=on)
        audit.record("sheet_import:taken", of=record, by=by, after=dict(counts))
    return record


@transaction.atomic
def cancel(*, record: SheetImport, by: Staff) -> SheetImport:
    """Give an import up before it is written: another list of the county may come."""
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record).move("cancel", by=by)
    _clear(record)
    audit.record("sheet_import:cancelled", of=record, by=by)
    return record
