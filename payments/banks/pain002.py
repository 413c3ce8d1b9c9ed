"""ISO 20022 pain.002, the payment status report, as an answer to our pain.001."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from dibao.errors import Refused
from dibao.values import money
from dibao.values.identity import BankNumber
from dibao.values.words import gettext_noop as _
from payments.banks.answers import FAILED, PAID, UNKNOWN, Answer, Result, ResultLine, conclude
from payments.banks.checks import Fault, Trailer, total_of
from payments.banks.iso_answers import (
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
    Rule,
    open_message,
)
from payments.banks.iso_writing import opening, plain
from payments.banks.pain001 import NAME as ANSWERED

NAME: Final = "pain.002.001.12"
FAMILY: Final = "pain.002.001."
_PAYMENT: Final = "TxInfAndSts"
_GROUP: Final = "CstmrPmtStsRpt/OrgnlGrpInfAndSts"
_HEAD: Final = {
    f"{_GROUP}/OrgnlMsgId": Rule(TEXT_35),
    f"{_GROUP}/OrgnlNbOfTxs": Rule(COUNT),
    f"{_GROUP}/OrgnlCtrlSum": Rule(AMOUNT),
}
_RULES: Final = {
    "OrgnlEndToEndId": Rule(TEXT_35),
    "TxSts": Rule(CODE),
    "OrgnlTxRef/Amt/InstdAmt": Rule(AMOUNT),
    "OrgnlTxRef/Amt/InstdAmt/@Ccy": Rule(CURRENCY),
    "OrgnlTxRef/CdtrAcct/Id/Othr/Id": Rule(ACCOUNT),
    "StsRsnInf/Rsn/Cd": Rule(CODE, is_required=False),
}
# Settled on the payee's or on our account is paid; accepted or on its way is not known yet.
_OUTCOMES: Final = {
    "ACCC": PAID,
    "ACSC": PAID,
    "RJCT": FAILED,
    "CANC": FAILED,
    "ACCP": UNKNOWN,
    "ACSP": UNKNOWN,
    "ACTC": UNKNOWN,
    "ACWC": UNKNOWN,
    "PDNG": UNKNOWN,
    "RCVD": UNKNOWN,
}
_STATUSES: Final = {PAID: "ACCC", FAILED: "RJCT", UNKNOWN: "PDNG"}


def read_answer(content: bytes, name: str = "") -> Result:
    """The report, read whole. Raises ResultRefused, or ListRefused for what is no message."""
    message = open_message(content, frozenset({_PAYMENT, "OrgnlPmtInfAndSts"}))
    faults: list[Refused] = []
    batch_number, trailer = "", None
    try:
        batch_number, count, total = (message.whole.find(path, _HEAD) for path in _HEAD)
        trailer = Trailer(int(count), money.parse(total))
    except Refused as refused:
        faults.append(refused)
    lines = lines_of(message.of(_PAYMENT), lambda frame: _line(frame, batch_number), faults)
    return conclude(lines, trailer, {batch_number} - {""}, faults=faults, name=name)


def _line(frame: Frame, batch_number: str) -> ResultLine:
    reference, status, amount, _currency, account, code = (
        frame.find(path, _RULES) for path in _RULES
    )
    if status not in _OUTCOMES:
        raise Fault(_("状态码“%(text)s”认不出"), text=status)
    outcome = _OUTCOMES[status]
    reason, said = reason_with_words(outcome, code, frame.all("StsRsnInf/AddtlInf"))
    return ResultLine(
        row_number=frame.number,
        serial=serial_of(reference, batch_number),
        account=BankNumber.parse(account).number,
        amount=money.parse(amount),
        outcome=outcome,
        reason=reason,
        reason_text=said,
    )


def write_answer(answers: Sequence[Answer], batch_number: str, on: date) -> bytes:
    """A report as a bank sends it."""
    return "\n".join(_lines(answers, batch_number, on)).encode()


def _lines(answers: Sequence[Answer], batch_number: str, on: date) -> Iterator[str]:
    yield f"{opening(NAME)}<CstmrPmtStsRpt>"
    yield f"<GrpHdr><MsgId>R{batch_number}</MsgId><CreDtTm>{on}T00:00:00</CreDtTm></GrpHdr>"
    yield (
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch_number}</OrgnlMsgId><OrgnlMsgNmId>{ANSWERED}</OrgnlMsgNmId>"
        f"<OrgnlNbOfTxs>{len(answers)}</OrgnlNbOfTxs><OrgnlCtrlSum>{total_of(answers)}</OrgnlCtrlSum>"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch_number}</OrgnlPmtInfId>"
    )
    yield from (_payment(answer, batch_number) for answer in answers)
    yield "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n"


def _payment(answer: Answer, batch_number: str) -> str:
    code, words = written_reason(answer)
    holder = plain(answer.holder, serial=answer.serial, column="户名", most=140)
    told = f"<AddtlInf>{words}</AddtlInf>" if words else ""
    why = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{told}</StsRsnInf>" if code else ""
    return (
        f"<{_PAYMENT}><OrgnlInstrId>{answer.serial}</OrgnlInstrId>"
        f"<OrgnlEndToEndId>{batch_number}-{answer.serial}</OrgnlEndToEndId>"
        f"<TxSts>{_STATUSES[answer.outcome]}</TxSts>{why}"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="CNY">{answer.amount}</InstdAmt></Amt>'
        f"<Cdtr><Pty><Nm>{holder}</Nm></Pty></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{answer.account}</Id></Othr></Id></CdtrAcct></OrgnlTxRef></{_PAYMENT}>"
    )
