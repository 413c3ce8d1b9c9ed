"""A file of matching results: all of it or nothing, every wrong row named, the same file once."""

from collections.abc import Sequence

import pytest
from django.core.exceptions import PermissionDenied

from applicants import document_store
from applicants.actions import check_files, checks
from applicants.models import Case, CheckAnswer, CheckFile, EconomicCheck
from applicants.sheets.check_results import read_results, write_list
from dibao import jobs, scope
from dibao.errors import Refused
from dibao.files import storage
from dibao.models.job import JobRun
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from tests.cast import ENTERED, Cast
from tests.factories.checks import requested, started
from tests.factories.people import id_number

HEADER = ("案号", "姓名", "身份证号", "核对内容", "结果", "查到的内容", "金额（元）", "数量")
HEAD, WIFE = ("张三", id_number(1).number), ("刘三", id_number(2).number)
Row = Sequence[object]


@pytest.fixture
def check(cast: Cast, accepted_case: Case) -> EconomicCheck:
    with scope.of(cast.caseworker):
        check = requested(accepted_case, cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        return started(check, cast.clerk, on=ENTERED)


def line(
    check: EconomicCheck, who: tuple[str, str], source: str, result: str, *more: object
) -> Row:
    return (check.case.number, *who, source, result, *more, *[""] * (3 - len(more)))


def every_answer(check: EconomicCheck) -> list[Row]:
    return [
        line(check, HEAD, "银行存款", "查到", "活期", "1,200.50"),
        line(check, HEAD, "银行存款", "查到", "定期", "800"),
        line(check, HEAD, "车船登记", "没有查到"),
        line(check, WIFE, "银行存款", "没有查到"),
        line(check, WIFE, "车船登记", "没有回复"),
    ]


def workbook(rows: Sequence[Row]) -> bytes:
    return write_workbook(Sheet("结果", [OutColumn(name) for name in HEADER], rows))


def read(cast: Cast, rows: Sequence[Row], name: str = "结果.xlsx") -> CheckFile:
    """Drop the file and let the worker read it."""
    with scope.of(cast.clerk):
        file = check_files.receive(name=name, content=workbook(rows), by=cast.clerk)
        return check_files.take(file=file, by=cast.clerk, on=ENTERED)


def test_a_file_with_every_answer_closes_the_check(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = every_answer(check)

    file = read(cast, rows)

    assert (file.status, file.answer_count, file.found_count) == ("taken", 4, 1)
    with scope.of(cast.clerk):
        closed = EconomicCheck.objects.get()
        money = CheckAnswer.objects.get(result="found")
        assert (closed.status, closed.has_differences) == ("closed", True)
        assert (str(money.amount), money.finding, money.file) == ("2000.50", "活期；定期", file)


def test_answers_that_come_in_two_files_add_up(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = every_answer(check)

    read(cast, rows[:3])
    with scope.of(cast.clerk):
        assert EconomicCheck.objects.get().status == "started"
    read(cast, rows[3:])

    with scope.of(cast.clerk):
        assert EconomicCheck.objects.get().status == "closed"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("2026-9999999", *HEAD, "银行存款", "无", "", "", ""), "第3行：本县没有案号2026-9999999"),
        ((None, "张三", id_number(9).number, "银行存款", "无", "", "", ""), "不在案号"),
        ((None, "张四", HEAD[1], "银行存款", "无", "", "", ""), "姓名与登记的不同"),
        ((None, *HEAD, "税务", "无", "", "", ""), "没有提请“税务”"),
        ((None, *HEAD, "星座", "无", "", "", ""), "不在可填的范围"),
        ((None, *HEAD, "车船登记", "也许", "", "", ""), "不在可填的范围"),
        ((None, *HEAD, "车船登记", "查到", "", "", ""), "写清查到什么"),
        ((None, *HEAD, "银行存款", "查到", "活期", "一万", ""), "第3行：金额"),
        ((None, *WIFE, "车船登记", "查到", "", "", "1"), "与第2行说的是同一项"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken(
    cast: Cast, check: EconomicCheck, row: Row, sentence: str
) -> None:
    with scope.of(cast.clerk):
        good = line(check, WIFE, "车船登记", "没有查到")
        number = check.case.number

    file = read(cast, [good, (row[0] or number, *row[1:])])

    assert file.status == "refused"
    assert sentence in file.refusal
    with scope.of(cast.clerk):
        assert not CheckAnswer.objects.exists()


def test_every_wrong_row_is_named(cast: Cast, check: EconomicCheck) -> None:
    rows = [("2026-9999999", *HEAD, "银行存款", "无", "", "", "")] * 3

    refusal = read(cast, rows).refusal.splitlines()

    assert refusal[0].startswith("文件有3处不对")
    assert [one[:3] for one in refusal[1:]] == ["第2行", "第3行", "第4行"]


def test_a_row_that_nobody_answered_is_left_out(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = [line(check, HEAD, "银行存款", "无"), line(check, HEAD, "车船登记", "")]

    assert read(cast, rows).answer_count == 1


def test_the_same_file_is_taken_once(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = every_answer(check)
    read(cast, rows)

    with pytest.raises(Refused, match="已经导入过"):
        read(cast, rows, name="另一个名字.xlsx")


def test_a_refused_file_may_come_again_once_it_fits(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = every_answer(check)
    wrong = [*rows, ("2026-9999999", *HEAD, "银行存款", "无", "", "", "")]
    assert read(cast, wrong).status == "refused"

    assert read(cast, rows).status == "taken"


def test_a_file_that_is_none_is_refused(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        file = check_files.receive(name="结果.xlsx", content=b"MZ not a table", by=cast.clerk)

        assert check_files.take(file=file, by=cast.clerk, on=ENTERED).status == "refused"


def test_a_worker_reads_it_once_however_often_it_is_asked(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        file = check_files.receive(
            name="结果.xlsx", content=workbook(every_answer(check)), by=cast.clerk
        )
    jobs.drain()
    JobRun.objects.update(status="waiting")
    jobs.drain()

    with scope.of(cast.clerk):
        assert CheckFile.objects.get(pk=file.pk).answer_count == 4
        assert CheckAnswer.objects.count() == 4


def test_a_check_that_is_not_started_takes_no_file(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        check = requested(accepted_case, cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        row = line(check, HEAD, "银行存款", "无")

    assert "还没有启动" in read(cast, [row]).refusal


def test_files_are_the_countys(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        check_files.receive(name="x.xlsx", content=b"x", by=cast.caseworker)


def test_another_countys_file_does_not_find_the_case(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        content = workbook(every_answer(check))
    with scope.of(cast.foreign_clerk):
        file = check_files.receive(name="x.xlsx", content=content, by=cast.foreign_clerk)

        refused = check_files.take(file=file, by=cast.foreign_clerk, on=ENTERED)

    assert "本县没有案号" in refused.refusal


def test_the_list_that_is_handed_out_comes_back_as_answers(
    cast: Cast, check: EconomicCheck
) -> None:
    with scope.of(cast.clerk):
        asked = check_files.list_to_ask(cast.clerk)

    assert [(row.name, row.source.value) for row in asked] == [
        ("张三", "vehicles"),
        ("张三", "banks"),
        ("刘三", "vehicles"),
        ("刘三", "banks"),
    ]
    assert asked[0].id_number == HEAD[1]
    empty = write_list(asked, title="核对名单")
    assert read_results(empty, "x.xlsx", on=ENTERED).rows == []


def test_what_is_answered_is_not_asked_again(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.clerk):
        rows = every_answer(check)[:3]
    read(cast, rows)

    with scope.of(cast.clerk):
        left = {row.name for row in check_files.list_to_ask(cast.clerk)}
        assert left == {"刘三"}
        checks.close(check=EconomicCheck.objects.get(), by=cast.clerk, on=ENTERED)
        assert check_files.list_to_ask(cast.clerk) == []


def test_a_file_is_kept_through_the_night_until_it_is_read(
    cast: Cast, check: EconomicCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "ORPHANED_AFTER_SECONDS", -1)
    with scope.of(cast.clerk):
        content = workbook(every_answer(check))
        file = check_files.receive(name="结果.xlsx", content=content, by=cast.clerk)
        document_store.sweep()
        assert storage.fetch(file.pk)
        check_files.take(file=file, by=cast.clerk, on=ENTERED)
        document_store.sweep()

        with pytest.raises(storage.FileMissing):
            storage.fetch(file.pk)
