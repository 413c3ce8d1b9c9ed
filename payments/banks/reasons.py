"""Why a bank could not pay a line: a closed list, and the words that banks use for it."""

from enum import StrEnum
from typing import Final, Self


def gettext_noop(text: str) -> str:
    """Mark a label for the catalogue without importing Django."""
    return text


_ = gettext_noop


class FailureReason(StrEnum):
    """A key with its Chinese label; the labels are the words that our own files use."""

    _value_: str
    label: str

    def __new__(cls, key: str, label: str) -> Self:
        reason = str.__new__(cls, key)
        reason._value_ = key
        reason.label = label
        return reason

    NAME_MISMATCH = "name_mismatch", _("户名不符")
    ACCOUNT_CLOSED = "account_closed", _("账户已销户")
    ACCOUNT_DORMANT = "account_dormant", _("账户久悬")
    NUMBER_WRONG = "number_wrong", _("账号错误")
    ID_MISMATCH = "id_mismatch", _("证件不符")
    HOLDER_DEAD = "holder_dead", _("账户人死亡")
    BANK_ERROR = "bank_error", _("银行系统故障")
    DUPLICATE = "duplicate", _("重复发放")
    OTHER = "other", _("其他原因")


# Reasons that a new account mends; the others are for the county to look into.
MENDED_BY_ACCOUNT: Final = frozenset(
    {
        FailureReason.NAME_MISMATCH,
        FailureReason.ACCOUNT_CLOSED,
        FailureReason.ACCOUNT_DORMANT,
        FailureReason.NUMBER_WRONG,
        FailureReason.ID_MISMATCH,
        FailureReason.HOLDER_DEAD,
    }
)

# The part of a bank's sentence that gives its meaning away, tried in order.
_SIGNS: Final = (
    ("户名", FailureReason.NAME_MISMATCH),
    ("姓名", FailureReason.NAME_MISMATCH),
    ("销户", FailureReason.ACCOUNT_CLOSED),
    ("注销", FailureReason.ACCOUNT_CLOSED),
    ("久悬", FailureReason.ACCOUNT_DORMANT),
    ("睡眠", FailureReason.ACCOUNT_DORMANT),
    ("冻结", FailureReason.ACCOUNT_DORMANT),
    ("证件", FailureReason.ID_MISMATCH),
    ("身份证", FailureReason.ID_MISMATCH),
    ("死亡", FailureReason.HOLDER_DEAD),
    ("重复", FailureReason.DUPLICATE),
    ("账号", FailureReason.NUMBER_WRONG),
    ("帐号", FailureReason.NUMBER_WRONG),
    ("系统", FailureReason.BANK_ERROR),
    ("超时", FailureReason.BANK_ERROR),
)


# Codes of ISO 20022's list of external status reasons, as pain.002 and camt.054 carry them.
_CODES: Final = {
    "AC01": FailureReason.NUMBER_WRONG,
    "AC02": FailureReason.NUMBER_WRONG,
    "AC03": FailureReason.NUMBER_WRONG,
    "AC04": FailureReason.ACCOUNT_CLOSED,
    "AC05": FailureReason.ACCOUNT_CLOSED,
    "AC06": FailureReason.ACCOUNT_DORMANT,
    "AC07": FailureReason.ACCOUNT_CLOSED,
    "AG01": FailureReason.ACCOUNT_DORMANT,
    "AM05": FailureReason.DUPLICATE,
    "BE01": FailureReason.NAME_MISMATCH,
    "BE08": FailureReason.NAME_MISMATCH,
    "BE17": FailureReason.ID_MISMATCH,
    "BE22": FailureReason.NAME_MISMATCH,
    "MD07": FailureReason.HOLDER_DEAD,
    "AB05": FailureReason.BANK_ERROR,
    "AB06": FailureReason.BANK_ERROR,
    "AB08": FailureReason.BANK_ERROR,
    "ED05": FailureReason.BANK_ERROR,
    "TM01": FailureReason.BANK_ERROR,
}
# The code that we write for each reason, where a bank of ours answers.
CODE_OF: Final = {
    FailureReason.NUMBER_WRONG: "AC01",
    FailureReason.ACCOUNT_CLOSED: "AC04",
    FailureReason.ACCOUNT_DORMANT: "AC06",
    FailureReason.DUPLICATE: "AM05",
    FailureReason.NAME_MISMATCH: "BE01",
    FailureReason.ID_MISMATCH: "BE17",
    FailureReason.HOLDER_DEAD: "MD07",
    FailureReason.BANK_ERROR: "ED05",
    FailureReason.OTHER: "NARR",
}


def reason_of_code(code: str, text: str) -> FailureReason:
    """The code's meaning; the words count where the code is new to us or only points to them."""
    return _CODES.get(code) or reason_of(text)


def reason_of(text: str) -> FailureReason:
    """The code for a bank's words; what nobody has met yet is OTHER, and its words are kept beside it."""
    return next((reason for sign, reason in _SIGNS if sign in text), FailureReason.OTHER)
