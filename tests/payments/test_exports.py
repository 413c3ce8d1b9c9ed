"""Registers go out as files: the rows of one's area, numbers masked, each file named, logged and gone after a week."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from openpyxl.worksheet.worksheet import Worksheet

from applicants import document_store
from applicants.actions import exports
from applicants.exports.shapes import keys, shape_of
from applicants.models.export import ColumnSet, Export, ExportFormat
from applicants.models.household import Household
from dibao import jobs, scope
from dibao.errors import Refused
from dibao.models.audit import ReadKind, ReadLog
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from payments.banks.reasons import FailureReason
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, answered, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_benefit")]

WHY = "银行要求核对账户"


def asked(by: Staff, shape: str = "roster", **more: object) -> Export:
    options: dict[str, object] = {"area": by.posting.area, "month": JULY}
    with scope.of(by):
        return exports.ask(shape=shape, by=by, **(options | more))


def written(by: Staff, shape: str = "roster", **more: object) -> Export:
    export = asked(by, shape, **more)
    with scope.of(by):
        return exports.write(export=export, by=by, on=TODAY)


def content_of(export: Export, by: Staff) -> bytes:
    with scope.of(by):
        return exports.fetch(export=export, by=by, on=TODAY)


def page_of(export: Export, by: Staff) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content_of(export, by))).worksheets[0]


def rows_of(page: Worksheet) -> list[dict[str, object]]:
    """The rows beneath the header, by their headers."""
    lines = list(page.iter_rows(values_only=True))
    headers = lines[4]
    return [dict(zip(headers, line, strict=True)) for line in lines[5:]]


def test_a_roster_has_the_households_in_benefit_of_the_area_and_their_totals(cast: Cast) -> None:
    export = written(cast.clerk)

    *rows, total, _blank, signatures = rows_of(page_of(export, cast.clerk))

    assert export.row_count == len(rows) == 7
    assert total["乡镇"] == "合计"
    assert total["保障人口"] == sum(int(str(row["保障人口"])) for row in rows) == 15
    assert str(signatures["序号"]).startswith("制表人：")


def test_a_township_gets_its_own_rows_and_no_other(cast: Cast) -> None:
    *rows, _total, _blank, _signatures = rows_of(page_of(written(cast.caseworker), cast.caseworker))

    assert {row["乡镇"] for row in rows} == {cast.caseworker.posting.area.name}


def test_numbers_are_masked_unless_a_reason_is_given(cast: Cast) -> None:
    row, whole = (
        rows_of(page_of(written(cast.clerk, reason=reason), cast.clerk))[0] for reason in ("", WHY)
    )

    assert str(row["身份证号"]).startswith("*" * 14)
    assert str(row["账号"]).startswith("****")
    assert str(whole["身份证号"]).startswith("99")
    assert str(whole["账号"]).isdigit()
    assert str(whole["身份证号"])[-4:] == str(row["身份证号"])[-4:]


def test_numbers_are_text_cells_and_amounts_are_numbers(cast: Cast) -> None:
    page = page_of(written(cast.clerk, reason=WHY), cast.clerk)
    headers = {str(cell.value): cell.column for cell in page[5]}

    assert page.cell(6, headers["身份证号"]).data_type == "s"
    assert page.cell(6, headers["账号"]).number_format == "@"
    assert page.cell(6, headers["月保障金额"]).data_type == "n"


def test_every_page_says_who_took_it_when_and_which_rows(cast: Cast) -> None:
    export = written(cast.clerk, benefit_class=2)
    book = openpyxl.load_workbook(BytesIO(content_of(export, cast.clerk)))
    page, about = book.worksheets

    heading = [page.cell(row, 1).value for row in range(1, 5)]
    assert heading[1:3] == ["单位：人、元", export.sentence]
    assert export.sentence.endswith("2008年7月，二类")
    assert cast.clerk.name in str(heading[3])
    assert export.number in str(heading[3])
    assert export.number in str(page.oddFooter.left.text)
    assert page.print_title_rows == "$5:$5"
    told = dict(about.iter_rows(values_only=True))
    assert told["导出编号"] == export.number


def test_only_the_chosen_columns_go_out_in_the_lists_own_order(cast: Cast) -> None:
    export = written(cast.clerk, columns=["amount", "village", "name"])

    assert [cell.value for cell in page_of(export, cast.clerk)[5]] == [
        "村",
        "户主姓名",
        "月保障金额",
    ]


def test_a_class_leaves_the_others_out(cast: Cast) -> None:
    *rows, _total, _blank, _signatures = rows_of(
        page_of(written(cast.clerk, benefit_class=3), cast.clerk)
    )

    assert {row["低保类别"] for row in rows} == {"三类"}
    assert len(rows) == 3


def test_a_csv_keeps_long_numbers_from_being_taken_for_numbers(cast: Cast) -> None:
    export = written(cast.clerk, file_format=ExportFormat.CSV, reason=WHY)

    content = content_of(export, cast.clerk).decode("utf-8-sig")
    header, row, *_rest = csv.reader(StringIO(content))

    assert row[header.index("身份证号")].startswith("'99")
    assert export.number in content.splitlines()[-1]


@pytest.mark.parametrize("shape", ["members", "ledger", "notices", "referrals", "payments"])
def test_every_shape_can_be_written(round_of_july: Round, shape: str) -> None:
    by = round_of_july.clerk

    export = written(by, shape)

    page = page_of(export, by)
    assert [cell.value for cell in page[5]] == [column.header for column in shape_of(shape).columns]
    assert export.row_count == {"ledger": 7, "payments": 7}.get(shape, 0)


def test_the_collection_sheet_is_the_townships(cast: Cast) -> None:
    export = written(cast.caseworker, "accounts")

    assert export.row_count
    with pytest.raises(PermissionDenied):
        asked(cast.clerk, "accounts")


def test_who_may_not_reveal_numbers_gets_none_whole(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        asked(cast.finance, "payments", reason=WHY)
    export = asked(cast.clerk, "payments", reason=WHY)
    with scope.of(cast.clerk):
        export = exports.write(export=export, by=cast.clerk, on=TODAY)
    with scope.of(cast.finance), pytest.raises(PermissionDenied):
        exports.fetch(export=export, by=cast.finance, on=TODAY)


def test_who_reads_no_files_and_who_exports_nothing_is_refused(cast: Cast) -> None:
    for by in (cast.finance, cast.inspector, cast.officer):
        with pytest.raises(PermissionDenied):
            asked(by)


def test_another_countys_rows_are_not_there(cast: Cast) -> None:
    with pytest.raises(Http404):
        asked(cast.clerk, area=cast.foreign_clerk.posting.area)
    export = written(cast.clerk)
    with scope.of(cast.foreign_clerk):
        assert not Export.objects.filter(pk=export.pk).exists()


def test_columns_that_a_list_does_not_have_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="没有的"):
        asked(cast.clerk, columns=["name", "income"])


def test_asking_and_fetching_are_each_logged_with_the_reason(cast: Cast) -> None:
    content_of(written(cast.clerk, reason=WHY), cast.clerk)

    looks = ReadLog.objects.filter(kind=ReadKind.EXPORT, staff_key=cast.clerk.pk)

    assert list(looks.values_list("purpose", flat=True)) == [WHY, WHY]


def test_a_file_lasts_seven_days_and_then_is_gone(cast: Cast) -> None:
    export = written(cast.clerk)
    with scope.of(cast.clerk):
        assert exports.forget(on=TODAY + timedelta(days=6)) == 0
        with pytest.raises(Refused, match="保存期"):
            exports.fetch(export=export, by=cast.clerk, on=TODAY + timedelta(days=7))
        assert exports.forget(on=TODAY + timedelta(days=7)) == 1
        export.refresh_from_db()
        with pytest.raises(Refused, match="保存期"):
            exports.fetch(export=export, by=cast.clerk, on=TODAY)


def test_the_sweep_keeps_a_file_until_it_is_gone(cast: Cast) -> None:
    export = written(cast.clerk)

    assert export.file_key is not None
    assert run("SELECT document_is_kept(%s)", export.file_key) == [(True,)]
    with scope.of(cast.clerk):
        exports.forget(on=TODAY + timedelta(days=7))
    assert run("SELECT document_is_kept(%s)", export.file_key) == [(False,)]
    assert document_store.sweep() == 0


def test_a_second_delivery_writes_nothing_again(cast: Cast) -> None:
    export = written(cast.clerk)

    with scope.of(cast.clerk):
        again = exports.write(export=export, by=cast.clerk, on=TODAY + timedelta(days=1))

    assert (again.file_key, again.written_on) == (export.file_key, TODAY)


def test_a_worker_that_dies_before_it_commits_leaves_the_job_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(cast.clerk)
    with scope.of(cast.clerk):
        job = exports.ask_as_job(export=export, by=cast.clerk)

    with monkeypatch.context() as patch:
        patch.setattr("dibao.audit.record", _dies)
        with pytest.raises(Killed):
            jobs.carry_out(job.pk, tries_left=1)
    jobs.carry_out(job.pk)

    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    with scope.of(cast.clerk):
        export.refresh_from_db()
    assert export.row_count == 7


class Killed(Exception):
    pass


def _dies(*_args: object, **_more: object) -> None:
    raise Killed


def test_whoever_left_the_post_gets_no_list(cast: Cast) -> None:
    export = asked(cast.clerk)
    with scope.of(cast.clerk):
        job = exports.ask_as_job(export=export, by=cast.clerk)
    posting = cast.clerk.posting
    posting.ends_on = TODAY - timedelta(days=1)
    posting.save()

    jobs.carry_out(job.pk)

    assert JobRun.objects.get(pk=job.pk).status == JobStatus.REFUSED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_export SET gone_on = current_date, row_count = 3",
        "UPDATE applicants_export SET is_whole = true, reason = 'x'",
        "DELETE FROM applicants_export",
    ],
)
def test_what_went_out_stays_on_record(cast: Cast, statement: str) -> None:
    written(cast.clerk)

    with scope.of(cast.clerk), pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("is_whole, reason", "true, ''"),
        ("is_whole, reason", "false, 'x'"),
        ("is_whole, reason, row_count", "false, '', 7"),
    ],
)
def test_raw_sql_writes_no_list_that_is_whole_without_a_reason_or_written_without_a_file(
    cast: Cast, columns: str, values: str
) -> None:
    named = r"whole_numbers_go_out|a_written_export"
    with scope.of(cast.clerk), pytest.raises(DatabaseError, match=named), transaction.atomic():
        run(
            "INSERT INTO applicants_export (area_code, shape, format, month, columns, sentence, sha256, asked_by_id,"
            f" asked_at, {columns}) VALUES (%s, 'roster', 'xlsx', '2008-07-01', '[]', '', '', %s, now(), {values})",
            cast.clerk.posting.area_id,
            cast.clerk.pk,
        )


def test_nobody_asks_in_anothers_name(cast: Cast) -> None:
    with (
        scope.of(cast.clerk),
        pytest.raises(DatabaseError, match="who_acts"),
        transaction.atomic(),
    ):
        Export.objects.create(
            shape="roster",
            format="xlsx",
            month=JULY,
            area=cast.clerk.posting.area,
            asked_by=cast.reviewer,
        )


def test_columns_are_kept_for_oneself_or_for_the_county(cast: Cast) -> None:
    with scope.of(cast.clerk):
        for name, is_shared in (("我的", False), ("全县的", True)):
            exports.keep_columns(
                shape="roster", name=name, columns=["name"], is_shared=is_shared, by=cast.clerk
            )

    offered = [
        [one.name for one in ColumnSet.objects.offered_to(by)]
        for by in (cast.clerk, cast.caseworker, cast.foreign_clerk)
    ]

    assert offered == [["全县的", "我的"], ["全县的"], []]


def test_the_same_name_again_replaces_ones_own_set(cast: Cast) -> None:
    with scope.of(cast.clerk):
        for columns in (["name"], ["name", "village"]):
            kept = exports.keep_columns(
                shape="roster", name="我的", columns=columns, is_shared=False, by=cast.clerk
            )

    assert kept.columns == ["village", "name"]
    assert ColumnSet.objects.count() == 1


def test_every_shape_has_columns_of_different_names_and_headers() -> None:
    for key in keys():
        columns = shape_of(key).columns
        assert len({column.name for column in columns}) == len(columns)
        assert len({column.header for column in columns}) == len(columns)


def test_a_name_that_begins_like_a_formula_is_text(cast: Cast) -> None:
    with scope.of(cast.clerk):
        household = Household.objects.visible_to(cast.clerk).order_by("area_id", "pk").first()
        assert household is not None
        household.head.name = "=HYPERLINK(1)"
        household.head.save()

    page = page_of(written(cast.clerk), cast.clerk)

    names = [cell for row in page.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in names] == ["s"]


def test_what_the_bank_returned_is_a_list_of_its_month(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    (row, total, _blank, _signatures) = rows_of(
        page_of(written(round_of_july.clerk, "returned"), round_of_july.clerk)
    )

    assert (row["户主姓名"], row["金额"], total["金额"]) == ("户主102", 156, 156)
    assert row["失败原因"] == FailureReason.ACCOUNT_CLOSED.label
    assert str(row["账号后4位"]).startswith("****")


def test_a_page_hands_its_filter_to_the_list(round_of_july: Round) -> None:
    by = round_of_july.clerk
    filters = {"status": "held", "area": "990121100000", "after": "7", "nonsense": "x"}

    export = written(by, "payments", filters=filters)

    *rows, _total, _blank, _signatures = rows_of(page_of(export, by))
    assert export.filters == {"status": "held"}
    assert export.sentence.endswith("暂缓")
    assert {row["状态"] for row in rows} == {"暂缓"}


def test_a_filter_that_the_page_does_not_know_asks_for_nothing(cast: Cast) -> None:
    export = written(cast.clerk, "batches", filters={"status": "' OR 1=1", "kind": "regular"})

    assert "status" not in export.filters


def test_a_cases_list_says_which_step_it_was_asked_for(cast: Cast) -> None:
    export = asked(cast.clerk, "cases", filters={"step": "overdue"})

    assert export.filters == {"step": "overdue"}
    assert "下一步：已超期" in export.sentence


def test_a_month_of_a_pages_filter_is_taken_along_where_the_form_asks_for_none(cast: Cast) -> None:
    export = written(cast.clerk, "batches", filters={"month": "2008-07"})

    assert export.filters == {"month": "2008-07"}
    assert "2008-07" in export.sentence
