"""The corpus of result files: what each wrong one is told, and that nothing is half done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import psycopg
import pytest
from django.http import Http404
from openpyxl.cell import Cell

from dibao import scope
from dibao.errors import Refused
from dibao.sealing import blind_index
from dibao.sheets.reading import SheetRefused
from payments.actions import bank_files, bank_results
from payments.banks import coop_xlsx, plain_csv, results, roster_xlsx
from payments.banks.answers import FAILED, UNKNOWN, Answer, Result, ResultRefused
from payments.banks.reasons import FailureReason, reason_of
from payments.banks.rows import Paper
from payments.models import LineStatus, ResultFile, ResultStatus
from payments.models.account import ACCOUNT_NUMBER
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, sent

NUMBER = "990121-200807-00001"
ANSWERS = [
    Answer(1, "甲", "6217000000000000101", Decimal("154.00")),
    Answer(2, "乙", "6217000000000000102", Decimal("156.00"), FAILED, FailureReason.NUMBER_WRONG),
    Answer(3, "丙", "6217000000000000103", Decimal("42.00"), UNKNOWN),
]


def text(answers: Sequence[Answer] = ANSWERS) -> str:
    return plain_csv.write_answer(answers, NUMBER).decode("utf-8-sig")


def read(content: str) -> Result:
    return results.read(content.encode("utf-8-sig"), "a.csv")


# Reading


@pytest.mark.parametrize(
    ("write", "name"), [(plain_csv.write_answer, "a.csv"), (coop_xlsx.write_answer, "a.xlsx")]
)
def test_a_banks_answer_is_read_whole(
    write: Callable[[Sequence[Answer], str], bytes], name: str
) -> None:
    result = results.read(write(ANSWERS, NUMBER), name)

    assert [(line.serial, line.outcome, line.reason) for line in result.lines] == [
        (1, "paid", ""),
        (2, "failed", "number_wrong"),
        (3, "unknown", ""),
    ]
    assert (result.count, result.total, result.batch_number) == (3, Decimal("352.00"), NUMBER)


def test_a_gb18030_file_with_a_title_is_read() -> None:
    content = f"代发结果 {NUMBER}\r\n\r\n{text()}".replace(f",{NUMBER}", ",")

    assert results.read(content.encode("gb18030"), "a.csv").batch_number == NUMBER


WRONG = [
    ("合计,3笔", "合计,4笔", "合计行写4笔，明细有3笔"),
    ("合计,3笔", "合计,2笔", "合计行写2笔，明细有3笔"),
    (",352.00", ",352.01", "合计行写352.01元，明细加起来是352.00元"),
    ("2,乙", "1,乙", "序号1出现了2次"),
    ("失败,账号错误", "失败,", "第3行：失败的一行没有写原因"),
    ("不明", "大概", "第4行：状态写成功、失败或不明；现在是“大概”"),
    ("154.00", "154.001", "第2行：金额最多到分"),
    ("154.00", "-154.00", "第2行：金额不能小于0"),
    ("154.00", "", "第2行：填写金额"),
    ("6217000000000000101", "62170000", "第2行：银行账号有8位"),
    ("1,甲", "一,甲", "第2行：填整数"),
    ("金额", "额", "找不到这些列：金额"),
    (f",{NUMBER}", ",", "文件里没有批次号"),
    (f",{NUMBER}", f",{NUMBER} 990121-200808-00002", "文件写了几个批次"),
]


@pytest.mark.parametrize(("good", "bad", "sentence"), WRONG, ids=[case[2] for case in WRONG])
def test_a_wrong_file_is_refused_with_its_fault(good: str, bad: str, sentence: str) -> None:
    assert good in text()

    with pytest.raises(Refused) as refusal:
        read(text().replace(good, bad, 1))

    told = [str(fault) for fault in getattr(refusal.value, "faults", [refusal.value])]
    assert any(sentence in fault for fault in told), told


def test_the_batch_may_stand_in_the_files_name() -> None:
    unnumbered = plain_csv.write_answer(ANSWERS, "")

    assert results.read(unnumbered, f"dibao-{NUMBER}.csv").batch_number == NUMBER


def test_a_title_and_a_trailer_of_two_batches_are_refused() -> None:
    with pytest.raises(ResultRefused, match="1处不符") as refusal:
        read(f"代发结果 990121-200806-00007\r\n\r\n{text()}")

    assert "990121-200806-00007、990121-200807-00001" in str(refusal.value.faults[0])


def test_a_second_sheet_is_not_left_unread() -> None:
    book = openpyxl.load_workbook(BytesIO(coop_xlsx.write_answer(ANSWERS, NUMBER)))
    book.create_sheet("更正")["A1"] = "另有结果"
    content = BytesIO()
    book.save(content)

    with pytest.raises(SheetRefused, match="“回盘”和“更正”"):
        results.read(content.getvalue(), "a.xlsx")


def test_an_empty_sheet_beside_it_does_no_harm() -> None:
    book = openpyxl.load_workbook(BytesIO(coop_xlsx.write_answer(ANSWERS, NUMBER)))
    book.create_sheet("Sheet2")
    content = BytesIO()
    book.save(content)

    assert results.read(content.getvalue(), "a.xlsx").count == 3


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(ResultRefused) as refusal:
        read("\r\n".join(text().splitlines()[:-1]))

    assert "文件可能不完整" in str(refusal.value.faults[0])


def test_rows_beneath_the_trailer_are_refused() -> None:
    with pytest.raises(ResultRefused) as refusal:
        read(f"{text()}9,丁,6217000000000000109,1.00,成功,\r\n")

    assert "合计行下面还有内容" in str(refusal.value.faults[0])


def test_a_workbook_that_lies_about_its_size_is_read_whole() -> None:
    lying = BytesIO()
    with (
        ZipFile(BytesIO(coop_xlsx.write_answer(ANSWERS, NUMBER))) as honest,
        ZipFile(lying, "w") as out,
    ):
        for item in honest.infolist():
            content = honest.read(item)
            if item.filename.endswith("sheet1.xml"):
                content = content.replace(b'<dimension ref="A1:F5"/>', b'<dimension ref="A1:F2"/>')
                assert b"A1:F2" in content
            out.writestr(item, content)

    assert results.read(lying.getvalue(), "a.xlsx").count == 3


@pytest.mark.parametrize(("content", "name"), [(b"no table", "a.pdf"), (b"PK\x03\x04", "a.xlsx")])
def test_what_is_no_table_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(SheetRefused):
        results.read(content, name)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("收款人户名不符", FailureReason.NAME_MISMATCH),
        ("该账户已销户", FailureReason.ACCOUNT_CLOSED),
        ("久悬户", FailureReason.ACCOUNT_DORMANT),
        ("账号不存在", FailureReason.NUMBER_WRONG),
        ("身份证号码不一致", FailureReason.ID_MISMATCH),
        ("储户死亡", FailureReason.HOLDER_DEAD),
        ("系统超时", FailureReason.BANK_ERROR),
        ("重复入账", FailureReason.DUPLICATE),
        ("说不清", FailureReason.OTHER),
    ],
)
def test_a_banks_words_become_a_code(words: str, reason: FailureReason) -> None:
    assert reason_of(words) == reason


@pytest.mark.parametrize("reason", list(FailureReason))
def test_our_own_words_come_back_as_their_code(reason: FailureReason) -> None:
    assert reason_of(reason.label) == reason


# Against the batch


@pytest.fixture
def answers(round_of_july: Round) -> list[Answer]:
    """What an honest bank says to the batch that was sent."""
    batch = sent(round_of_july)
    with scope.of(round_of_july.clerk):
        return [
            Answer(row.serial, row.holder, row.account, row.amount)
            for row in bank_files.rows_of(batch)
        ]


def load(monthly: Round, answers: Sequence[Answer], number: str | None = None) -> ResultFile:
    with scope.of(monthly.clerk):
        return bank_results.load(
            batch=monthly.batch,
            name="result.csv",
            content=plain_csv.write_answer(
                answers, monthly.batch.number if number is None else number
            ),
            by=monthly.clerk,
        )


FOREIGN = [
    ("unknown serial", lambda a: replace(a, serial=99), "序号99不在这个批次里"),
    ("held serial", lambda a: replace(a, serial=7), "序号7是暂缓发放的，没有交给银行"),
    ("wrong account", lambda a: replace(a, account="6217000000000000999"), "账号与名册不符"),
    (
        "wrong amount",
        lambda a: replace(a, amount=a.amount + Decimal("0.01")),
        "金额是154.01元，名册是154.00元",
    ),
]


@pytest.mark.parametrize(
    ("change", "sentence"), [case[1:] for case in FOREIGN], ids=[case[0] for case in FOREIGN]
)
def test_a_file_with_one_strange_row_is_refused_whole(
    round_of_july: Round,
    answers: list[Answer],
    change: Callable[[Answer], Answer],
    sentence: str,
) -> None:
    file = load(round_of_july, [change(answers[0]), *answers[1:]])

    assert file.status == ResultStatus.REFUSED
    assert sentence in file.refusal
    with scope.of(round_of_july.clerk):
        assert not file.rows.exists()
        assert round_of_july.batch.lines.filter(status=LineStatus.SENT).count() == 6


def test_a_file_of_another_batch_is_refused(round_of_july: Round, answers: list[Answer]) -> None:
    file = load(round_of_july, answers, "990122-200807-00009")

    assert "文件写的批次是990122-200807-00009" in file.refusal


def test_a_file_without_a_batch_number_is_refused(
    round_of_july: Round, answers: list[Answer]
) -> None:
    assert "文件里没有批次号" in load(round_of_july, answers, "").refusal


def roster_with_answers(monthly: Round, change: Callable[[list[Cell]], None]) -> bytes:
    """Our own roster as a bank gives it back: two columns more, and `change` done to the cells of the first row."""
    with scope.of(monthly.clerk):
        rows = list(bank_files.rows_of(monthly.batch))
    batch = monthly.batch
    paper = Paper("民政局", batch.number, JULY, TODAY, batch.payable_count, batch.payable_amount)
    written = roster_xlsx.write(paper, rows)
    book = openpyxl.load_workbook(BytesIO(written))
    sheet = book.active
    sheet["K4"], sheet["L4"] = "状态", "失败原因"
    for number in range(5, 5 + len(rows)):
        sheet.cell(number, 11).value = "成功"
    change(list(sheet[5]))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def load_roster(monthly: Round, content: bytes) -> ResultFile:
    with scope.of(monthly.clerk):
        return bank_results.load(
            batch=monthly.batch, name="roster.xlsx", content=content, by=monthly.clerk
        )


def test_the_roster_that_comes_back_is_known_by_its_accounts(
    round_of_july: Round, answers: list[Answer]
) -> None:
    def fail(cells: list[Cell]) -> None:
        cells[10].value, cells[11].value = "失败", "账户已销户"

    file = load_roster(round_of_july, roster_with_answers(round_of_july, fail))

    assert (file.paid_count, file.failed_count) == (5, 1)
    with scope.of(round_of_july.clerk):
        assert file.rows.get(outcome="failed").line.serial == 1


def test_a_strange_account_on_the_roster_is_pointed_at(
    round_of_july: Round, answers: list[Answer]
) -> None:
    def mistype(cells: list[Cell]) -> None:
        cells[9].value = "6217000000000000999"

    file = load_roster(round_of_july, roster_with_answers(round_of_july, mistype))

    assert "第5行：按账号和金额认不出" in file.refusal


def test_one_household_twice_on_the_roster_is_pointed_at(
    round_of_july: Round, answers: list[Answer]
) -> None:
    def copy(cells: list[Cell]) -> None:
        cells[9].value = cells[0].parent.cell(6, 10).value

    file = load_roster(round_of_july, roster_with_answers(round_of_july, copy))

    assert "第6行：和第5行是同一户" in file.refusal


def test_households_that_share_an_account_are_told_apart_by_their_amounts(
    round_of_july: Round, answers: list[Answer], as_owner: psycopg.Connection
) -> None:
    first, second = answers[0], next(a for a in answers if a.amount != answers[0].amount)
    as_owner.execute("ALTER TABLE payments_account DISABLE TRIGGER USER")
    as_owner.execute(
        "UPDATE payments_account SET number_index = %s WHERE number_index = %s",
        [blind_index(first.account, ACCOUNT_NUMBER), blind_index(second.account, ACCOUNT_NUMBER)],
    )
    as_owner.execute("ALTER TABLE payments_account ENABLE TRIGGER USER")
    rows = [replace(a, account=first.account) if a == second else a for a in answers]
    lines = (
        plain_csv.write_answer(rows, round_of_july.batch.number).decode("utf-8-sig").splitlines()
    )
    content = "\r\n".join(line.partition(",")[2] for line in lines[:-1])
    content += f"\r\n合计,,{sum(a.amount for a in rows)},,{round_of_july.batch.number}"

    with scope.of(round_of_july.clerk):
        file = bank_results.load(
            batch=round_of_july.batch,
            name="a.csv",
            content=content.encode(),
            by=round_of_july.clerk,
        )

        assert file.row_count == len(answers)


def test_the_same_file_under_another_name_is_refused(
    round_of_july: Round, answers: list[Answer]
) -> None:
    load(round_of_july, answers)

    with pytest.raises(Refused, match="已经载入过"):
        load(round_of_july, answers)


def test_the_same_rows_in_another_order_change_nothing(
    round_of_july: Round, answers: list[Answer]
) -> None:
    first = load(round_of_july, answers)
    with scope.of(round_of_july.clerk):
        bank_results.post(file=first, by=round_of_july.clerk, on=TODAY)

    again = load(round_of_july, answers[::-1])

    assert "已有结果“已发”，不能再入账一次" in again.refusal


def test_two_files_checked_for_the_same_line_are_posted_once(
    round_of_july: Round, answers: list[Answer]
) -> None:
    first = load(round_of_july, answers)
    second = load(round_of_july, answers[:3])
    with scope.of(round_of_july.clerk):
        bank_results.post(file=first, by=round_of_july.clerk, on=TODAY)

    with (
        scope.of(round_of_july.clerk),
        pytest.raises(Refused, match="有3户在核对以后已由另一个文件"),
    ):
        bank_results.post(file=second, by=round_of_july.clerk, on=TODAY)
    with scope.of(round_of_july.clerk):
        second.refresh_from_db()
        assert second.status == ResultStatus.CHECKED


def test_an_unknown_line_waits_for_the_banks_next_word(
    round_of_july: Round, answers: list[Answer]
) -> None:
    lost = [replace(answers[0], outcome=UNKNOWN), *answers[1:]]
    with scope.of(round_of_july.clerk):
        bank_results.post(file=load(round_of_july, lost), by=round_of_july.clerk, on=TODAY)
        line = round_of_july.batch.lines.get(serial=1)
        assert line.status == LineStatus.UNKNOWN

        bank_results.post(file=load(round_of_july, answers[:1]), by=round_of_july.clerk, on=TODAY)

        line.refresh_from_db()
        assert line.status == LineStatus.PAID


def test_a_refused_file_is_kept_with_its_faults_and_may_come_again(
    round_of_july: Round, answers: list[Answer]
) -> None:
    content = plain_csv.write_answer(
        [replace(answers[0], serial=99), *answers[1:]], round_of_july.batch.number
    )
    for _ in range(2):
        with scope.of(round_of_july.clerk):
            file = bank_results.receive(
                batch=round_of_july.batch, name="a.csv", content=content, by=round_of_july.clerk
            )
            bank_results.check(file=file, by=round_of_july.clerk)

        assert file.status == ResultStatus.REFUSED
        assert file.refusal.splitlines()[1] == "第2行：序号99不在这个批次里"


def test_a_checked_file_is_put_aside_with_a_reason(
    round_of_july: Round, answers: list[Answer]
) -> None:
    file = load(round_of_july, answers)

    with scope.of(round_of_july.clerk):
        bank_results.withdraw(file=file, reason="银行发来更正文件", by=round_of_july.clerk)

    assert (file.status, file.refusal) == (ResultStatus.REFUSED, "银行发来更正文件")


def test_a_batch_not_handed_over_takes_no_result(round_of_july: Round) -> None:
    with (
        scope.of(round_of_july.clerk),
        pytest.raises(Refused, match="移交银行以后才能载入回盘"),
    ):
        bank_results.receive(
            batch=round_of_july.batch, name="a.csv", content=b"x", by=round_of_july.clerk
        )


def test_another_county_loads_nothing_here(
    round_of_july: Round, answers: list[Answer], cast: Cast
) -> None:
    content = plain_csv.write_answer(answers, round_of_july.batch.number)

    with scope.of(cast.foreign_clerk), pytest.raises(Http404):
        bank_results.load(
            batch=round_of_july.batch, name="a.csv", content=content, by=cast.foreign_clerk
        )
