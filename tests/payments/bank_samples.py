"""Payments and answers for the tests of bank files, the same in every format."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from dibao.values.months import BenefitMonth
from payments.banks import camt054, coop_text, coop_xlsx, pain002, plain_csv, postal_csv
from payments.banks.answers import FAILED, UNKNOWN, Answer
from payments.banks.reasons import FailureReason
from payments.banks.rows import Paper, Payer, PayRow, as_bank_reads

NUMBER = "990121-200807-00001"
ANSWERED_ON = date(2008, 8, 6)

ROWS = [
    PayRow(
        serial=1,
        place="安丰县柳湾镇小湾村",
        name="单小红",
        id_number="990121196005010018",
        covered=2,
        base=Decimal("154.00"),
        supplement=Decimal("0.00"),
        amount=Decimal("154.00"),
        holder="单小红",
        bank="农村信用社",
        account="6217000000000000101",
    ),
    # A name that a spreadsheet would run, an account with leading zeros, a holder who is not the head.
    PayRow(
        serial=2,
        place="安丰县柳湾镇大塆村",
        name="=欧阳",
        id_number="990121197001010023",
        covered=1,
        base=Decimal("52.00"),
        supplement=Decimal("10.40"),
        amount=Decimal("62.40"),
        holder="欧阳山",
        bank="邮政储蓄银行",
        account="000012345678901234",
    ),
]
PAPER = Paper(
    office="安丰县民政局",
    batch_number=NUMBER,
    month=BenefitMonth(2008, 7),
    dated=date(2008, 8, 5),
    count=2,
    total=Decimal("216.40"),
    payer=Payer("安丰县民政局", "安丰县农村信用合作联社营业部", "6210990100000000018"),
)
ANSWERS = [
    Answer(1, "单小红", "6217000000000000101", Decimal("154.00")),
    Answer(
        2, "欧阳山", "000012345678901234", Decimal("62.40"), FAILED, FailureReason.ACCOUNT_CLOSED
    ),
    Answer(3, "𬭎·མིང་", "6217000000000000103", Decimal("0.01"), UNKNOWN),
]

AnswerWriter = Callable[[list[Answer], str], bytes]
# How each bank answers: what its file is called, and the module's own writer of it.
ANSWER_WRITERS: dict[str, AnswerWriter] = {
    "plain.csv": plain_csv.write_answer,
    "coop.xlsx": coop_xlsx.write_answer,
    "coop.txt": coop_text.write_answer,
    "postal.csv": postal_csv.write_answer,
    "pain002.xml": lambda answers, number: pain002.write_answer(answers, number, ANSWERED_ON),
    "camt054.xml": lambda answers, number: camt054.write_answer(answers, number, ANSWERED_ON),
}


def paper_of(rows: list[PayRow]) -> Paper:
    return replace(PAPER, count=len(rows), total=sum((row.amount for row in rows), Decimal(0)))


def carried(row: PayRow) -> PayRow:
    """As much of a row as every bank's format has room for."""
    return as_bank_reads(
        serial=row.serial,
        holder=row.holder,
        account=row.account,
        amount=row.amount,
        id_number=row.id_number,
        purpose=row.purpose or PAPER.purpose,
    )


# Rare characters beyond the basic plane, the dot of the identity card, Tibetan, Uyghur, full-width and private ones.
NAME_PARTS = ("王", "䶮", "𬭎", "𠅤", "𱁬", "·", "བསོད་ནམས", "ئالىم", "Ａ", "ﬁ", "〇", "é", "\ue863")
names = st.lists(st.sampled_from(NAME_PARTS), min_size=1, max_size=9).map(
    lambda parts: "".join(parts)[:40]
)
# The longest that an account may have; the rare ones take four bytes each in GB18030.
long_names = st.sampled_from(["王" * 40, "𬭎" * 40, "བ" * 40, "Ａ" * 40])
# To the fen, and so large that eight of them are still what a column of money can hold.
amounts = st.integers(min_value=0, max_value=99_999_999_999).map(
    lambda fen: Decimal(fen).scaleb(-2)
)
payments = st.lists(
    st.builds(
        replace,
        st.just(ROWS[0]),
        holder=names | long_names,
        amount=amounts,
        account=st.text("0123456789", min_size=12, max_size=30),
        id_number=st.sampled_from(["", "99012119600501001X", "990121196005010018"]),
        bank=st.sampled_from(["农村信用社", "中国邮政储蓄银行安丰县柳湾镇支行"]),
    ),
    min_size=1,
    max_size=8,
).map(lambda rows: [replace(row, serial=at) for at, row in enumerate(rows, start=1)])
