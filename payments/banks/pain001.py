"""ISO 20022 pain.001.001.09, the customer credit transfer initiation, as banks' direct channels take it.

Version 09 rather than 03: it is the one that the market practice of corporates (CGI-MP) and SWIFT have moved to, its
dates and addresses are the ones that newer answers refer to, and what we write differs in one element only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from dibao.errors import Refused
from dibao.values import money
from dibao.values.identity import BankNumber
from dibao.values.words import gettext_noop as _
from payments.banks.checks import ListRefused, Trailer, at_row
from payments.banks.iso_reading import (
    ACCOUNT,
    AMOUNT,
    COUNT,
    TEXT_35,
    TEXT_140,
    Frame,
    Message,
    Rule,
    open_message,
)
from payments.banks.iso_writing import opening, plain
from payments.banks.rows import FileBroken, Paper, Payer, PayRow, as_bank_reads, check_sums
from payments.banks.tables import believed

SUFFIX: Final = ".xml"
NAME: Final = "pain.001.001.09"
# A benefit of social security, in ISO 20022's list of category purposes.
_PURPOSE: Final = "SSBE"

_PAYMENT: Final = "CdtTrfTxInf"
_HEAD: Final = {
    "CstmrCdtTrfInitn/GrpHdr/NbOfTxs": Rule(COUNT),
    "CstmrCdtTrfInitn/GrpHdr/CtrlSum": Rule(AMOUNT),
    "CstmrCdtTrfInitn/GrpHdr/MsgId": Rule(TEXT_35),
}
_RULES: Final = {
    "PmtId/InstrId": Rule(COUNT),
    "Amt/InstdAmt": Rule(AMOUNT),
    "CdtrAgt/FinInstnId/Nm": Rule(TEXT_140, is_required=False),
    "Cdtr/Nm": Rule(TEXT_140),
    "Cdtr/Id/PrvtId/Othr/Id": Rule(TEXT_35, is_required=False),
    "CdtrAcct/Id/Othr/Id": Rule(ACCOUNT),
    "RmtInf/Ustrd": Rule(TEXT_140),
}


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The message. Raises FileBroken without an account to pay from, where sums do not agree, or a character cannot
    travel."""
    if paper.payer is None:
        raise FileBroken(_("报文要写明付款账户，还没有登记，没有生成文件"))
    check_sums(paper, rows)
    return "\n".join(_lines(paper, rows, paper.payer)).encode()


def _lines(paper: Paper, rows: Sequence[PayRow], payer: Payer) -> Iterator[str]:
    sums = f"<NbOfTxs>{paper.count}</NbOfTxs><CtrlSum>{paper.total}</CtrlSum>"
    office = plain(paper.office, serial=0, column="委托单位", most=140)
    holder = plain(payer.holder, serial=0, column="付款户名", most=140)
    bank = plain(payer.bank, serial=0, column="付款银行", most=140)
    yield f"{opening(NAME)}<CstmrCdtTrfInitn>"
    yield (
        f"<GrpHdr><MsgId>{paper.batch_number}</MsgId><CreDtTm>{paper.dated}T00:00:00</CreDtTm>{sums}"
        f"<InitgPty><Nm>{office}</Nm></InitgPty></GrpHdr>"
    )
    yield (
        f"<PmtInf><PmtInfId>{paper.batch_number}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{sums}"
        f"<PmtTpInf><CtgyPurp><Cd>{_PURPOSE}</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{paper.dated}</Dt></ReqdExctnDt><Dbtr><Nm>{holder}</Nm></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{payer.account}</Id></Othr></Id></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><Nm>{bank}</Nm></FinInstnId></DbtrAgt>"
    )
    yield from (_payment(paper, row) for row in rows)
    yield "</PmtInf></CstmrCdtTrfInitn></Document>\n"


def _payment(paper: Paper, row: PayRow) -> str:
    holder = plain(row.holder, serial=row.serial, column="户名", most=140)
    purpose = plain(row.purpose or paper.purpose, serial=row.serial, column="摘要", most=140)
    bank = plain(row.bank, serial=row.serial, column="开户银行", most=140)
    agent = f"<CdtrAgt><FinInstnId><Nm>{bank}</Nm></FinInstnId></CdtrAgt>" if bank else ""
    return (
        f"<{_PAYMENT}><PmtId><InstrId>{row.serial}</InstrId>"
        f"<EndToEndId>{paper.batch_number}-{row.serial}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="CNY">{row.amount}</InstdAmt></Amt>{agent}'
        f"<Cdtr><Nm>{holder}</Nm>{_identity(row)}</Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{row.account}</Id></Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></{_PAYMENT}>"
    )


def _identity(row: PayRow) -> str:
    if not row.id_number:
        return ""
    number = plain(row.id_number, serial=row.serial, column="身份证号", most=35)
    scheme = "<SchmeNm><Cd>NIDN</Cd></SchmeNm>"
    return f"<Id><PrvtId><Othr><Id>{number}</Id>{scheme}</Othr></PrvtId></Id>"


def read(content: bytes) -> list[PayRow]:
    """The rows as a bank reads them. Raises ListRefused."""
    message = open_message(content, frozenset({_PAYMENT, "PmtInf"}))
    faults: list[Refused] = []
    rows = []
    for frame in message.of(_PAYMENT):
        try:
            rows.append(_row(frame))
        except Refused as refused:
            faults.append(at_row(frame.number, refused))
    trailer, numbers = _said(message)
    return believed(rows, trailer, batch_numbers=numbers, faults=faults)


def _said(message: Message) -> tuple[Trailer, set[str]]:
    try:
        count, total, number = (message.whole.find(path, _HEAD) for path in _HEAD)
    except Refused as refused:
        raise ListRefused([refused]) from None
    return Trailer(int(count), money.parse(total)), {number}


def _row(frame: Frame) -> PayRow:
    serial, amount, bank, holder, id_number, account, purpose = (
        frame.find(path, _RULES) for path in _RULES
    )
    row = as_bank_reads(
        serial=int(serial),
        holder=holder,
        account=BankNumber.parse(account).number,
        amount=money.parse(amount),
        id_number=id_number,
        purpose=purpose,
    )
    return replace(row, bank=bank)
