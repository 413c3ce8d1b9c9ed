"""Lists that a county brought: some given up, and one that was checked and has more than a page of everything."""

from applicants.models.sheet_import import SheetImport, SheetImportChange, SheetImportRow
from dibao import scope
from dibao.files import storage
from dibao.roles import Role
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from tests.house.people import Team

_LABELS = ["乡镇", "村", "户主", "备考"]
_SEEN = {
    "sheets": ["2008年6月", "旧表"],
    "title": "二〇〇八年花名册",
    "unit": "人、元",
    "row": 3,
    "height": 1,
    "labels": _LABELS,
    "positions": {"township": 0, "village": 1, "name": 2},
    "missing": [],
    "unknown": ["备考"],
}
_FAULT = {
    "column": "C",
    "header": "户主",
    "source": "姓名里有数字",
    "values": {},
}


def furnish(team: Team, size: int) -> str:
    """The key of the list that waits to be confirmed."""
    clerk = team[Role.COUNTY_CLERK]
    with scope.of(clerk):
        for number in range(1, size):
            _brought(team, number).move("cancel", by=clerk)
        waiting = _brought(team, 0).move(
            "check",
            by=clerk,
            seen=_SEEN,
            digest="0" * 64,
            row_count=3 * size,
            new_count=size,
            changed_count=size,
            wrong_count=size,
            skipped_count=size,
        )
        _found(waiting, size)
        storage.keep(waiting.pk, _workbook())
    return str(waiting.pk)


def _workbook() -> bytes:
    """A file that can be sent back marked: the columns that a roster cannot do without, and nobody in it."""
    headers = ["乡镇", "村", "户主", "身份证号", "家庭人口", "保障人口", "类别", "低保金额"]
    return write_workbook(Sheet("2008年6月", [OutColumn(one) for one in headers], []))


def _brought(team: Team, number: int) -> SheetImport:
    return SheetImport.objects.create(
        area=team.county,
        name=f"名单{number}.xlsx",
        sha256=f"{number:064d}",
        layout="roster",
        sheet="2008年6月",
        month=BenefitMonth(2008, 8),
        loaded_by=team[Role.COUNTY_CLERK],
    )


def _found(record: SheetImport, size: int) -> None:
    SheetImportRow.objects.bulk_create(
        SheetImportRow(
            sheet_import=record,
            area=record.area,
            number=2 * number + at,
            outcome=outcome,
            faults=faults,
        )
        for number in range(size)
        for at, (outcome, faults) in enumerate(
            (("reject", [_FAULT]), ("skip", [{"reason": "blank"}])), start=4
        )
    )
    SheetImportChange.objects.bulk_create(
        SheetImportChange(
            sheet_import=record,
            area=record.area,
            number=100 + number,
            household=f"H{number}",
            who="张三",
            header="组",
            before="一组",
            after="二组",
            is_taken=True,
        )
        for number in range(size)
    )
