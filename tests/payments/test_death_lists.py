"""Lists of deaths and cremations become reports for the township; nobody's benefit ends by a list."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404

from applicants.actions import change_reports, sheet_imports
from applicants.actions.change_reports import Report
from applicants.models.change_report import ChangeKind, ChangeReport, ReportSource, ReportStatus
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport, SheetImportChange, SheetImportRow
from dibao import scope
from dibao.clock import today
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from dibao.wording import in_words, refusal_of
from tests.cast import hire
from tests.factories.people import id_number
from tests.payments.desk.lists import COUNTY, Bureau, make_bureau

MONTH = BenefitMonth(2008, 7)
HEADS = ("乡镇", "村", "户主姓名", "身份证号", "家庭人口", "保障人口", "低保类别", "月保障金额")
HEADERS = ("序号", "姓名", "身份证号", "死亡日期", "火化日期")
NUMBER = id_number(1).number


@pytest.fixture
def bureau(db: None, tmp_path: Path) -> Bureau:
    """A county in benefit with 张三 and 李四, each alone."""
    bureau = make_bureau()
    rows = [
        ["柳湾镇", "小湾村", name, id_number(serial).number, "1", "1", "二类", "52"]
        for name, serial in (("张三", 1), ("李四", 3))
    ]
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(write_workbook(Sheet("表", [OutColumn(one) for one in HEADS], rows)))
    call_command("import_roster", str(file), county=COUNTY, month=MONTH)
    return bureau


def deaths(*rows: tuple[str, str, str, str], headers: tuple[str, ...] = HEADERS) -> bytes:
    cells = [[str(at), *row][: len(headers)] for at, row in enumerate(rows, start=1)]
    return write_workbook(Sheet("死亡", [OutColumn(one) for one in headers], cells))


def checked(bureau: Bureau, content: bytes, *, by: Staff | None = None) -> SheetImport:
    clerk = by or bureau.clerk
    with scope.of(clerk):
        record = sheet_imports.receive(
            county=clerk.posting.area, name="死亡名单.xlsx", content=content, month=MONTH, by=clerk
        )
        return sheet_imports.check(record=record, by=clerk, on=today())


def taken(bureau: Bureau, record: SheetImport) -> SheetImport:
    with scope.of(bureau.reviewer):
        record = sheet_imports.confirm(
            record=record, by=bureau.reviewer, on=today(), digest=record.digest
        )
        return sheet_imports.take(record=record, by=bureau.reviewer, on=today())


def faults(bureau: Bureau, record: SheetImport) -> list[str]:
    with scope.of(bureau.clerk):
        rows = SheetImportRow.objects.filter(sheet_import=record, outcome="reject")
        return [
            f"{fault['header']}：{in_words(refusal_of(fault))}"
            for found in rows.order_by("number").values_list("faults", flat=True)
            for fault in found
        ]


def left_out(bureau: Bureau, record: SheetImport) -> list[tuple[int, str]]:
    with scope.of(bureau.clerk):
        rows = SheetImportRow.objects.filter(sheet_import=record, outcome="skip")
        return [(row.number, row.faults[0]["reason"]) for row in rows.order_by("number")]


def test_whoever_is_ours_is_told_to_the_township(bureau: Bureau) -> None:
    record = checked(bureau, deaths(("张三", NUMBER, "2008-07-20", "2008-07-22")))
    assert (record.layout, record.new_count) == ("deaths", 1)

    taken(bureau, record)

    with scope.of(bureau.caseworker):
        report = ChangeReport.objects.waiting().get()
        assert (report.kind, report.happened_on) == (ChangeKind.DEATH, date(2008, 7, 20))
        assert (report.source, report.reporter) == (ReportSource.AGENCY, "死亡名单.xlsx")
        assert (report.person.name, report.note) == ("张三", "火化日期2008-07-22")
        assert Grant.objects.filter(last_month__isnull=True).count() == 2


def test_whoever_is_not_ours_is_reported_as_such(bureau: Bureau) -> None:
    rows = ("张三", NUMBER, "2008-07-20", ""), ("钱七", id_number(77).number, "2008-07-20", "")

    record = checked(bureau, deaths(*rows))

    assert (record.new_count, record.wrong_count) == (1, 0)
    assert left_out(bureau, record) == [(1, "header"), (3, "not_ours")]


def test_a_list_of_cremations_has_no_other_day(bureau: Bureau) -> None:
    content = write_workbook(
        Sheet(
            "火化",
            [OutColumn(one) for one in ("姓名", "身份证号", "火化日期")],
            [["张三", NUMBER, "2008.7.22"]],
        )
    )

    record = checked(bureau, content)

    assert (record.layout, record.new_count) == ("cremations", 1)
    taken(bureau, record)
    with scope.of(bureau.caseworker):
        assert ChangeReport.objects.get().happened_on == date(2008, 7, 22)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("张四", NUMBER, "2008-07-20", ""), "姓名：本县登记的这个身份证号不是这个姓名"),
        (("张三", NUMBER, "2008-08-20", ""), "死亡日期：2008-08-20还没有到"),
        (("张三", NUMBER, "1908-07-20", ""), "死亡日期：1908-07-20早于出生日期"),
        (("张三", NUMBER, "", ""), "死亡日期：没有死亡日期，也没有火化日期"),
        (("张三", NUMBER, "2008-07-20", "2008-07-01"), "火化日期：2008-07-01早于死亡日期"),
        (("张三", NUMBER[:-1], "2008-07-20", ""), "身份证号：身份证号只有17位"),
        (("张三", NUMBER, "七月", ""), "死亡日期：日期写成"),
    ],
)
def test_a_wrong_row_says_what_to_do(
    bureau: Bureau, row: tuple[str, str, str, str], fault: str
) -> None:
    record = checked(bureau, deaths(row))

    assert record.new_count == 0
    assert any(told.startswith(fault) for told in faults(bureau, record))


def test_somebody_stands_there_twice(bureau: Bureau) -> None:
    row = ("张三", NUMBER, "2008-07-20", "")

    record = checked(bureau, deaths(row, row))

    assert (record.new_count, record.wrong_count) == (1, 1)
    assert "身份证号：与第2行是同一个身份证号" in faults(bureau, record)[0]


def test_what_was_told_before_is_told_once(bureau: Bureau) -> None:
    taken(bureau, checked(bureau, deaths(("张三", NUMBER, "2008-07-20", ""))))

    again = checked(bureau, deaths(("张三", NUMBER, "2008-07-20", "2008-07-22")))

    assert (again.new_count, again.same_count) == (0, 1)
    with scope.of(bureau.reviewer), pytest.raises(Refused, match="没有可以导入的行"):
        sheet_imports.confirm(record=again, by=bureau.reviewer, on=today(), digest=again.digest)


def test_another_day_of_the_same_death_is_shown(bureau: Bureau) -> None:
    taken(bureau, checked(bureau, deaths(("张三", NUMBER, "2008-07-20", ""))))

    record = checked(bureau, deaths(("张三", NUMBER, "2008-07-21", "")))

    with scope.of(bureau.clerk):
        change = SheetImportChange.objects.get(sheet_import=record)
    assert (change.before, change.after, change.is_taken) == ("2008-07-20", "2008-07-21", False)


def test_a_death_that_was_told_meanwhile_is_shown_anew(bureau: Bureau) -> None:
    record = checked(bureau, deaths(("张三", NUMBER, "2008-07-20", "")))
    with scope.of(bureau.reviewer):
        sheet_imports.confirm(record=record, by=bureau.reviewer, on=today(), digest=record.digest)
    with scope.of(bureau.caseworker):
        change_reports.record(
            household=Household.objects.get(head__name="张三"),
            report=told(bureau),
            by=bureau.caseworker,
            on=today(),
        )

    with scope.of(bureau.reviewer):
        record = sheet_imports.take(
            record=SheetImport.objects.get(), by=bureau.reviewer, on=today()
        )

    assert (record.status, record.same_count) == ("checked", 1)
    with scope.of(bureau.caseworker):
        assert ChangeReport.objects.get().status == ReportStatus.OPEN


def test_the_dead_of_another_county_are_not_ours(bureau: Bureau) -> None:
    record = checked(bureau, deaths(("张三", NUMBER, "2008-07-20", "")), by=bureau.neighbour)

    assert record.new_count == 0
    assert record.skipped_count == 2


def told(bureau: Bureau) -> Report:
    household = Household.objects.get(head__name="张三")
    return Report(
        kind=ChangeKind.DEATH,
        happened_on=date(2008, 7, 20),
        source=ReportSource.FAMILY,
        person=household.head,
    )


def test_only_who_confirms_lists_lets_a_township_hear(bureau: Bureau) -> None:
    for staff, answer in ((bureau.clerk, PermissionDenied), (bureau.caseworker, PermissionDenied)):
        with scope.of(staff), pytest.raises(answer):
            change_reports.hear(
                household=Household.objects.get(head__name="张三"),
                report=told(bureau),
                by=staff,
                on=today(),
            )


def test_nothing_is_heard_of_another_county(bureau: Bureau, foreign_reviewer: Staff) -> None:
    with scope.of(bureau.clerk):
        household, report = Household.objects.get(head__name="张三"), told(bureau)

    with scope.of(foreign_reviewer), pytest.raises(Http404):
        change_reports.hear(household=household, report=report, by=foreign_reviewer, on=today())


@pytest.fixture
def foreign_reviewer(bureau: Bureau) -> Staff:
    return hire("foreign-reviewer", "周外审", Role.COUNTY_REVIEWER, bureau.neighbour.posting.area)
