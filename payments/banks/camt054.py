"""ISO 20022 camt.054, the debit and credit notification: what left the treasury's account, and what came back to it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from dibao.errors import Refused
from dibao.values import money
from dibao.values.identity import BankNumber
from dibao.values.money import format_yuan
from dibao.values.words import gettext_noop as _
from payments.banks.answers import FAILED, PAID, UNKNOWN, Answer, Result, ResultLine, conclude
from payments.banks.checks import Fault, Trailer, at_row, total_of
from payments.banks.iso_answers import (
    REFERENCE,
    lines_of,
    reason_with_words,
    serial_of,
    written_reason,
)
from payments.banks.iso_reading import (
    ACCOUNT,
    AMOUNT,
    CODE,
    COUNT,
    CURRENCY,
    TEXT_35,
    Frame,
    Message,
    Rule,
    open_message,
)
from payments.banks.iso_writing import opening, plain

NAME: Final = "camt.054.001.08"
FAMILY: Final = "camt.054.001."
_ENTRY, _PAYMENT = "Ntry", "TxDtls"
_BATCH: Final = {
    "CdtDbtInd": Rule(CODE),
    "Sts/Cd": Rule(CODE),
    "Amt": Rule(AMOUNT),
    "Amt/@Ccy": Rule(CURRENCY),
    "NtryDtls/Btch/NbOfTxs": Rule(COUNT),
    "NtryDtls/Btch/TtlAmt": Rule(AMOUNT),
}
_RULES: Final = {
    "Refs/EndToEndId": Rule(TEXT_35),
    "Amt": Rule(AMOUNT),
    "Amt/@Ccy": Rule(CURRENCY),
    "RltdPties/CdtrAcct/Id/Othr/Id": Rule(ACCOUNT),
    "RtrInf/Rsn/Cd": Rule(CODE, is_required=False),
}


def read_answer(content: bytes, name: str = "") -> Result:
    """The notification, read whole. Raises ResultRefused, or ListRefused for what is no message."""
    message = open_message(content, frozenset({_ENTRY, _PAYMENT}))
    faults: list[Refused] = []
    trailer = _trailer(message, faults)
    batch_number = _batch_number(message)
    lines = lines_of(message.of(_PAYMENT), lambda frame: _line(frame, batch_number), faults)
    return conclude(lines, trailer, {batch_number} - {""}, faults=faults, name=name)


def _batch_number(message: Message) -> str:
    """The batch of the first payment; the others must be of the same."""
    for frame in message.of(_PAYMENT):
        for reference in frame.all("Refs/EndToEndId"):
            found = REFERENCE.fullmatch(reference)
            if found:
                return found[1]
    return ""


def _trailer(message: Message, faults: list[Refused]) -> Trailer | None:
    """What the entries say together; each one's own amount must be that of its payments."""
    count, total = 0, Decimal(0)
    entries = message.of(_ENTRY)
    for entry in entries:
        try:
            said = [entry.find(path, _BATCH) for path in _BATCH]
            amount, batched = money.parse(said[2]), money.parse(said[5])
            if amount != batched:
                raise Fault(
                    _("分录是%(amount)s元，明细合计写%(total)s元"),
                    amount=format_yuan(amount),
                    total=format_yuan(batched),
                )
            count, total = count + int(said[4]), total + batched
        except Refused as refused:
            faults.append(at_row(entry.number, refused))
    return Trailer(count, total) if entries else None


def _line(frame: Frame, batch_number: str) -> ResultLine:
    reference, amount, _currency, account, code = (frame.find(path, _RULES) for path in _RULES)
    outcome = _outcome(frame)
    words = frame.all("RtrInf/AddtlInf")
    reason, said = reason_with_words(outcome, code, words)
    return ResultLine(
        row_number=frame.number,
        serial=serial_of(reference, batch_number),
        account=BankNumber.parse(account).number,
        amount=money.parse(amount),
        outcome=outcome,
        reason=reason,
        reason_text=said,
    )


def _outcome(frame: Frame) -> str:
    """Booked to our debit is paid, booked back to our credit is returned; what is not booked is not known yet."""
    entry = frame.above
    if entry is None or entry.name != _ENTRY:
        raise Fault(_("明细不在分录里"))
    if entry.find("Sts/Cd", _BATCH) != "BOOK":
        return UNKNOWN
    return FAILED if entry.find("CdtDbtInd", _BATCH) == "CRDT" else PAID


def write_answer(answers: Sequence[Answer], batch_number: str, on: date) -> bytes:
    """A notification as a bank sends it: one entry for what was paid, one for what came back, one for what is open."""
    return "\n".join(_lines(answers, batch_number, on)).encode()


def _lines(answers: Sequence[Answer], batch_number: str, on: date) -> Iterator[str]:
    said = f"<CreDtTm>{on}T00:00:00</CreDtTm>"
    yield f"{opening(NAME)}<BkToCstmrDbtCdtNtfctn>"
    yield f"<GrpHdr><MsgId>N{batch_number}</MsgId>{said}</GrpHdr>"
    yield f"<Ntfctn><Id>N{batch_number}</Id>{said}<Acct><Id><Othr><Id>NOTPROVIDED</Id></Othr></Id></Acct>"
    for outcome, side, status in (
        (PAID, "DBIT", "BOOK"),
        (FAILED, "CRDT", "BOOK"),
        (UNKNOWN, "DBIT", "PDNG"),
    ):
        ours = [answer for answer in answers if answer.outcome == outcome]
        if ours:
            yield from _entry(ours, batch_number, side, status)
    yield "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n"


def _entry(answers: Sequence[Answer], number: str, side: str, status: str) -> Iterator[str]:
    total = f'Ccy="CNY">{total_of(answers)}'
    yield (
        f"<{_ENTRY}><Amt {total}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>"
        f"<BkTxCd><Prtry><Cd>DF</Cd></Prtry></BkTxCd><NtryDtls><Btch><MsgId>{number}</MsgId>"
        f"<NbOfTxs>{len(answers)}</NbOfTxs><TtlAmt {total}</TtlAmt><CdtDbtInd>{side}</CdtDbtInd></Btch>"
    )
    yield from (_payment(answer, number, side) for answer in answers)
    yield f"</NtryDtls></{_ENTRY}>"


def _payment(answer: Answer, number: str, side: str) -> str:
    code, words = written_reason(answer)
    holder = plain(answer.holder, serial=answer.serial, column="户名", most=140)
    told = f"<AddtlInf>{words}</AddtlInf>" if words else ""
    why = f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn>{told}</RtrInf>" if code else ""
    return (
        f"<{_PAYMENT}><Refs><MsgId>{number}</MsgId><EndToEndId>{number}-{answer.serial}</EndToEndId></Refs>"
        f'<Amt Ccy="CNY">{answer.amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<RltdPties><Cdtr><Pty><Nm>{holder}</Nm></Pty></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{answer.account}</Id></Othr></Id></CdtrAcct></RltdPties>{why}</{_PAYMENT}>"
    )
