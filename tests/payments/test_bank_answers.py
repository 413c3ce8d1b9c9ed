"""Each bank's answer, honest and wrong: read whole by what is in it, or refused whole with rows and sentence."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from openpyxl.worksheet.worksheet import Worksheet

from dibao import scope
from dibao.errors import Refused
from dibao.sheets.reading import SheetRefused
from payments.actions import bank_files, bank_results
from payments.banks import coop_text, coop_xlsx, postal_csv, results
from payments.banks.answers import ResultRefused
from payments.banks.formats import FORMATS
from payments.banks.reasons import FailureReason
from payments.banks.rows import PayRow
from payments.banks.simulated import answers_to
from payments.models import LineStatus
from tests.payments.bank_samples import ANSWER_WRITERS, ANSWERS, NUMBER, PAPER, ROWS, payments
from tests.payments.conftest import TODAY, Round, sent

TEXTS = sorted(set(ANSWER_WRITERS) - {"coop.xlsx"})


def told(content: bytes, name: str = "a") -> list[str]:
    """What the refusal of a file says."""
    with pytest.raises(Refused) as refusal:
        results.read(content, name)
    return [str(fault) for fault in getattr(refusal.value, "faults", [refusal.value])]


@pytest.mark.parametrize("kind", sorted(ANSWER_WRITERS))
def test_every_banks_answer_ends_in_the_same_result(kind: str) -> None:
    result = results.read(ANSWER_WRITERS[kind](ANSWERS, NUMBER), "whatever.pdf")

    lines = sorted(result.lines, key=lambda line: line.serial or 0)
    assert [(line.serial, line.account, line.amount) for line in lines] == [
        (answer.serial, answer.account, answer.amount) for answer in ANSWERS
    ]
    assert [(line.outcome, line.reason) for line in lines] == [
        ("paid", ""),
        ("failed", "account_closed"),
        ("unknown", ""),
    ]
    assert "账户已销户" in lines[1].reason_text
    assert (result.count, result.total, result.batch_number) == (3, Decimal("216.41"), NUMBER)


@pytest.mark.parametrize("kind", TEXTS)
@given(rows=payments)
def test_whatever_the_names_an_answer_is_understood(kind: str, rows: list[PayRow]) -> None:
    answers = answers_to(rows, {1: FailureReason.ID_MISMATCH})

    result = results.read(ANSWER_WRITERS[kind](answers, NUMBER), "")

    found = {line.serial: (line.account, line.amount, line.reason) for line in result.lines}
    assert found == {a.serial: (a.account, a.amount, a.reason or "") for a in answers}


@pytest.mark.parametrize("reason", list(FailureReason))
@pytest.mark.parametrize("kind", TEXTS)
def test_every_reason_comes_back_as_itself(kind: str, reason: FailureReason) -> None:
    answers = [ANSWERS[0], replace(ANSWERS[1], reason=reason)]

    result = results.read(ANSWER_WRITERS[kind](answers, NUMBER), "")

    assert {line.reason for line in result.lines} == {"", reason.value}


@pytest.mark.parametrize("kind", TEXTS)
def test_an_answer_cut_short_anywhere_is_refused(kind: str) -> None:
    content = ANSWER_WRITERS[kind](ANSWERS, NUMBER)

    # The last line end alone is no loss to a table or to XML, but is one to a record of fixed length.
    for length in range(len(content) // 3, len(content) - 3, 7):
        with pytest.raises((ResultRefused, SheetRefused)):
            results.read(content[:length], "a")


@pytest.mark.parametrize("kind", sorted(ANSWER_WRITERS))
def test_a_serial_twice_is_refused(kind: str) -> None:
    content = ANSWER_WRITERS[kind]([ANSWERS[0], replace(ANSWERS[1], serial=1)], NUMBER)

    assert "序号1出现了2次" in told(content)


FEN_OFF = {
    "plain.csv": ("216.41", "216.40"),
    "postal.csv": ("216.41", "216.40"),
    "pain002.xml": ("216.41", "216.40"),
    "camt054.xml": ('<TtlAmt Ccy="CNY">154.00', '<TtlAmt Ccy="CNY">154.01'),
}


@pytest.mark.parametrize("kind", sorted(FEN_OFF))
def test_a_total_off_by_a_fen_is_refused(kind: str) -> None:
    good, bad = (text.encode() for text in FEN_OFF[kind])
    content = ANSWER_WRITERS[kind](ANSWERS, NUMBER)
    assert content.count(good) == 1

    assert any("明细" in sentence for sentence in told(content.replace(good, bad)))


@pytest.mark.parametrize("kind", sorted(ANSWER_WRITERS))
def test_an_answer_that_names_no_batch_of_ours_is_refused(kind: str) -> None:
    assert told(ANSWER_WRITERS[kind](ANSWERS, "2008年7月"))


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_our_own_file_sent_back_unanswered_is_no_answer(code: str) -> None:
    assert told(FORMATS[code].write(PAPER, ROWS))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\x00\x01", "编码认不出"),
        (b"", "没有数据"),
        (b"<html><body>502</body></html>", "不是ISO 20022报文"),
        (b"\xff" * 40, "编码认不出"),
        (b"HDFHP01", "不是这种文件的表头"),
    ],
)
def test_what_is_no_answer_says_so(content: bytes, sentence: str) -> None:
    assert sentence in told(content)[0]


def test_a_file_far_too_large_is_not_looked_into() -> None:
    assert "最多32 MB" in told(b"<" * (results.LARGEST + 1))[0]


# Workbooks


def spoiled(change: Callable[[Worksheet], None]) -> bytes:
    """The cooperative's answer, saved again after somebody worked in it."""
    book = openpyxl.load_workbook(BytesIO(coop_xlsx.write_answer(ANSWERS, NUMBER)))
    change(book.active)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


WORKED_IN = [
    ("D2", "=150+4", "第2行：这一格是公式"),
    ("C2", 6217000000000000101.0, "第2行：银行账号被表格软件存成了数字"),
    ("D2", 154.001, "第2行：金额最多到分"),
    ("D5", 216.42, "合计行写216.42元，明细加起来是216.41元"),
    ("A3", "1", "序号1出现了2次"),
    ("E4", "", "第4行：状态写成功、失败或不明"),
    ("B5", "4笔", "合计行写4笔，明细有3笔"),
]


@pytest.mark.parametrize(("cell", "value", "sentence"), WORKED_IN, ids=[w[2] for w in WORKED_IN])
def test_a_workbook_that_was_worked_in_is_refused(
    cell: str, value: str | float, sentence: str
) -> None:
    def change(page: Worksheet) -> None:
        page[cell] = value

    assert any(sentence in fault for fault in told(spoiled(change)))


def test_a_workbook_that_lies_about_its_size_is_read_whole() -> None:
    lying = BytesIO()
    content = BytesIO(coop_xlsx.write_answer(ANSWERS, NUMBER))
    with ZipFile(content) as honest, ZipFile(lying, "w") as out:
        for item in honest.infolist():
            part = honest.read(item)
            if item.filename.endswith("sheet1.xml"):
                assert b'ref="A1:F5"' in part
                part = part.replace(b'ref="A1:F5"', b'ref="A1:F2"')
            out.writestr(item, part)

    assert results.read(lying.getvalue(), "a").count == 3


# Fixed-width text


def text_with(good: bytes, bad: bytes) -> bytes:
    content = coop_text.write_answer(ANSWERS, NUMBER)
    assert content.count(good) == 1
    return content.replace(good, bad)


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        (b"000000000015400", b"000000000015401", "校验码不对"),
        (b"00000003", b"00000004", "序号"),
        ("单小红".encode("gb18030"), "单小红".encode(), "第2行有"),
        ("单小红".encode("gb18030"), b"\xff\xff\xff\xff\xff\xff", "第2行：有不是GB18030编码的字"),
        (b"\r\nD00000003", b"\nD00000003", "字节，应为"),
        (
            b"00" + b" " * 60 + b"\r\n",
            b"07" + b" " * 60 + b"\r\n",
            "状态码写00、01或02；现在是“07”",
        ),
    ],
    ids=["fen", "serial", "UTF-8", "no characters", "line end", "status"],
)
def test_a_changed_record_is_refused(good: bytes, bad: bytes, sentence: str) -> None:
    if good == b"00000003":
        good, bad = b"D" + good, b"D" + bad
        sentence = "校验码不对"

    assert any(sentence in fault for fault in told(text_with(good, bad)))


def test_a_header_of_another_batch_is_refused() -> None:
    other = NUMBER.replace("200807", "200806")
    content = coop_text.write_answer(ANSWERS, NUMBER).replace(NUMBER.encode(), other.encode(), 1)

    assert any("文件写了几个批次" in fault for fault in told(content))


# The postal bank's CSV


def postal_with(good: str, bad: str, encoding: str = "gb18030") -> bytes:
    text = postal_csv.write_answer(ANSWERS, NUMBER).decode("gb18030")
    assert text.count(good) == 1
    return text.replace(good, bad).encode(encoding)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (postal_with("单小红", "单小红", "utf-8"), "这种文件是GB18030编码"),
        (postal_with("单小红", "单,小红"), "第2行：有10列，应为9列"),
        (postal_with(",失败,账户已销户", ",失败,"), "第3行：失败的一行没有写原因"),
        (postal_with(",154.00,", ",154.00元整多,"), "第2行：填数字"),
        (postal_with("\r\n合计", "\r\n\r\n合计"), "第5行：有1列，应为9列"),
    ],
    ids=["UTF-8", "comma", "no reason", "no amount", "blank line"],
)
def test_a_postal_file_that_was_saved_again_is_refused(content: bytes, sentence: str) -> None:
    assert any(sentence in fault for fault in told(content))


# Against a batch


@pytest.mark.parametrize("kind", sorted(ANSWER_WRITERS))
def test_a_month_is_posted_from_any_banks_answer(round_of_july: Round, kind: str) -> None:
    batch, clerk = sent(round_of_july), round_of_july.clerk
    with scope.of(clerk):
        answers = answers_to(bank_files.rows_of(batch), {2: FailureReason.NAME_MISMATCH})
        content = ANSWER_WRITERS[kind](answers, batch.number)

        file = bank_results.load(batch=batch, name="answer", content=content, by=clerk)
        bank_results.post(file=file, by=clerk, on=TODAY)

        assert (file.paid_count, file.failed_count) == (5, 1)
        failed = batch.lines.get(status=LineStatus.FAILED)
        assert (failed.serial, failed.failure_reason) == (2, "name_mismatch")


@pytest.mark.parametrize("kind", sorted(ANSWER_WRITERS))
def test_another_batchs_answer_is_kept_and_changes_nothing(round_of_july: Round, kind: str) -> None:
    batch, clerk = sent(round_of_july), round_of_july.clerk
    with scope.of(clerk):
        answers = answers_to(bank_files.rows_of(batch), {})
        content = ANSWER_WRITERS[kind](answers, "990122-200807-00009")

        file = bank_results.load(batch=batch, name="answer", content=content, by=clerk)

        assert "文件写的批次是990122-200807-00009" in file.refusal
        assert batch.lines.filter(status=LineStatus.SENT).count() == 6
