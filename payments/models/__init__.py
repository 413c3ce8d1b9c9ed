"""Tables between a grant and the money in an account."""

from payments.bookings import Booking
from payments.models.account import BANKS, Account, AccountStatus
from payments.models.account_sheet import AccountSheet
from payments.models.bank_file import BankFile, FileContent, FileFormat, HandOver
from payments.models.bank_result import Outcome, ResultFile, ResultRow, RowEffect
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.comparison import LedgerComparison
from payments.models.dispute import Dispute, Resolution
from payments.models.fund import (
    BatchFunding,
    FundEntry,
    FundingReason,
    FundKind,
    FundLevel,
    FundSource,
)
from payments.models.hold import HoldReason, PaymentHold
from payments.models.line import BatchException, ExceptionKind, PaymentLine
from payments.models.paying_account import PayingAccount
from payments.models.recovery import (
    EntryKind,
    Recovery,
    RecoveryCause,
    RecoveryEntry,
    RecoveryMonth,
)
from payments.models.tally import BatchTally, TallyKind
from payments.workflow import BatchStatus, LineStatus, RecoveryStatus, ResultStatus

__all__ = [
    "BANKS",
    "Account",
    "AccountSheet",
    "AccountStatus",
    "BankFile",
    "BatchException",
    "BatchFunding",
    "BatchKind",
    "BatchStatus",
    "BatchTally",
    "Booking",
    "Dispute",
    "EntryKind",
    "ExceptionKind",
    "FileContent",
    "FileFormat",
    "FundEntry",
    "FundKind",
    "FundLevel",
    "FundSource",
    "FundingReason",
    "HandOver",
    "HoldReason",
    "LedgerComparison",
    "LineStatus",
    "Outcome",
    "PayingAccount",
    "PaymentBatch",
    "PaymentHold",
    "PaymentLine",
    "Recovery",
    "RecoveryCause",
    "RecoveryEntry",
    "RecoveryMonth",
    "RecoveryStatus",
    "Resolution",
    "ResultFile",
    "ResultRow",
    "ResultStatus",
    "RowEffect",
    "TallyKind",
]
