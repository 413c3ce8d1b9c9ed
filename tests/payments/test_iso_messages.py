"""ISO 20022: what we write is valid by the published schemas, and what comes in can do no harm."""

from functools import cache
from importlib.metadata import files

import pytest
from hypothesis import given, settings
from lxml import etree

from payments.banks import camt054, iso_reading, pain001, pain002, results
from payments.banks.answers import ResultRefused
from payments.banks.reasons import FailureReason
from payments.banks.rows import PayRow
from payments.banks.simulated import answers_to
from tests.payments.bank_samples import (
    ANSWER_WRITERS,
    ANSWERED_ON,
    ANSWERS,
    NUMBER,
    PAPER,
    ROWS,
    paper_of,
    payments,
)

# Which package carries whose schema as data; neither is imported.
CARRIERS = {"pain": "pain001", "camt": "camt053"}


@cache
def schema(name: str) -> etree.XMLSchema:
    """The published schema of a message."""
    found = [one for one in files(CARRIERS[name[:4]]) or [] if one.name == f"{name}.xsd"]
    return etree.XMLSchema(etree.parse(found[0].locate()))


def faults(content: bytes, name: str) -> list[str]:
    schema(name).validate(etree.fromstring(content))
    return [str(error) for error in schema(name).error_log]


def told(content: bytes) -> list[str]:
    with pytest.raises(ResultRefused) as refusal:
        results.read(content, "a.xml")
    return [str(fault) for fault in refusal.value.faults]


@settings(max_examples=30)
@given(rows=payments)
def test_what_goes_to_the_bank_is_valid(rows: list[PayRow]) -> None:
    assert faults(pain001.write(paper_of(rows), rows), pain001.NAME) == []


@settings(max_examples=30)
@given(rows=payments)
def test_the_answers_that_we_read_in_tests_are_valid(rows: list[PayRow]) -> None:
    answers = answers_to(rows, {1: FailureReason.HOLDER_DEAD})

    for module in (pain002, camt054):
        assert faults(module.write_answer(answers, NUMBER, ANSWERED_ON), module.NAME) == []


def test_the_schema_would_see_a_fault() -> None:
    content = pain001.write(PAPER, ROWS).replace(b"<PmtMtd>TRF", b"<PmtMtd>TFR")

    assert "PmtMtd" in faults(content, pain001.NAME)[0]


def test_a_report_of_the_older_version_is_read_too() -> None:
    content = pain002.write_answer(ANSWERS, NUMBER, ANSWERED_ON)
    older = (
        content.replace(b"pain.002.001.12", b"pain.002.001.03")
        .replace(b"<Cdtr><Pty>", b"<Cdtr>")
        .replace(b"</Pty></Cdtr>", b"</Cdtr>")
        .replace(b"ACCC", b"ACSC")
    )

    assert faults(older, "pain.002.001.03") == []
    assert results.read(older, "a.xml").count == 3


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_report_in_another_encoding_is_read(encoding: str) -> None:
    text = pain002.write_answer(ANSWERS, NUMBER, ANSWERED_ON).decode()

    content = text.replace("UTF-8", encoding.upper()).encode(encoding)

    assert results.read(content, "a.xml").lines[1].reason_text == "AC04 账户已销户"


REPORT = ANSWER_WRITERS["pain002.xml"](ANSWERS, NUMBER)
NOTICE = ANSWER_WRITERS["camt054.xml"](ANSWERS, NUMBER)


@pytest.mark.parametrize(
    ("content", "good", "bad", "sentence"),
    [
        (REPORT, "<TxSts>ACCC", "<TxSts>ABCD", "第1行：状态码“ABCD”认不出"),
        (REPORT, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>4", "合计行写4笔，明细有3笔"),
        (REPORT, f"{NUMBER}-2<", "990121-200806-00007-2<", "第2行：业务参考号"),
        (REPORT, "AC04</Cd></Rsn><AddtlInf>账户已销户</AddtlInf>", "</Cd></Rsn>", "没有写原因"),
        (REPORT, 'Ccy="CNY">62.40', 'Ccy="USD">62.40', "第2行：OrgnlTxRef/Amt/InstdAmt/@Ccy"),
        (REPORT, ">62.40<", ">62.401<", "第2行：金额最多到分"),
        (REPORT, ">62.40<", ">-62.40<", "第2行：OrgnlTxRef/Amt/InstdAmt写成“-62.40”"),
        (REPORT, "<Id>000012345678901234</Id>", "", "CdtrAcct/Id/Othr/Id应有一个，现在有0个"),
        (REPORT, f"<OrgnlMsgId>{NUMBER}</OrgnlMsgId>", "", "OrgnlMsgId应有一个"),
        (
            NOTICE,
            f'<{"Ntry"}><Amt Ccy="CNY">154.00',
            '<Ntry><Amt Ccy="CNY">154.01',
            "分录是154.01元",
        ),
        (NOTICE, f"{NUMBER}-2<", "990121-200806-00007-2<", "业务参考号"),
        (NOTICE, "<Sts><Cd>PDNG", "<Sts><Cd>待", "Sts/Cd写成“待”"),
    ],
)
def test_a_message_that_says_something_else_is_refused(
    content: bytes, good: str, bad: str, sentence: str
) -> None:
    assert content.decode().count(good) == 1

    assert any(sentence in fault for fault in told(content.decode().replace(good, bad).encode()))


# Attacks

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declaration",
    [
        f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Document SYSTEM "http://127.0.0.1/a.dtd">',
        "<!DOCTYPE Document>",
    ],
    ids=["billion laughs", "a file of ours", "a DTD from outside", "a bare document type"],
)
def test_a_document_type_is_refused_before_it_means_anything(declaration: str) -> None:
    content = REPORT.replace(b"<Document", declaration.encode() + b"<Document", 1)
    content = content.replace("账户已销户".encode(), b"&l9;&x;")

    assert told(content) == ["XML里有自定义实体或文档类型，银行的报文里不会有：不能用"]


def test_depth_and_number_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = REPORT.replace(b"<GrpHdr>", b"<GrpHdr>" * 50_000)
    assert "层数或元素太多" in told(deep)[0]

    monkeypatch.setattr(iso_reading, "MOST_ELEMENTS", 30)
    assert "层数或元素太多" in told(REPORT)[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (REPORT[:900], "XML不完整或写错了"),
        (b"<?xml version='1.0' encoding='x-unknown'?><Document/>", "XML不完整或写错了"),
        (b"<?xml version='1.0' encoding='GBK'?>\xff\xff", "XML不完整或写错了"),
        (b"<Document xmlns='urn:other'/>", "不是ISO 20022报文"),
        (REPORT.replace(b"<TxSts>", b"<TxSts xmlns='urn:other'>", 1), "不是ISO 20022报文"),
        (pain001.write(PAPER, ROWS), "报文是pain.001.001.09，不是回盘"),
    ],
)
def test_what_is_no_report_says_so(content: bytes, sentence: str) -> None:
    assert sentence in told(content)[0]
