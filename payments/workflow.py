"""The ways of a batch, of its lines and of a bank's answer, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from dibao.workflow import Move, Workflow


class BatchStatus(models.TextChoices):
    DRAFT = "draft", _("编制中")
    PREPARED = "prepared", _("待复核")
    REVIEWED = "reviewed", _("待批准")
    APPROVED = "approved", _("待签发")
    SEALED = "sealed", _("已签发")
    FILED = "filed", _("已生成银行文件")
    SENT = "sent", _("已移交银行")
    SETTLED = "settled", _("已结清")
    VOID = "void", _("作废")


B = BatchStatus

# Until finance signs, a batch may go back to its preparer; whoever holds it at that moment sends it.
SEND_BACK = {
    B.PREPARED: "send_back",
    B.REVIEWED: "send_back_reviewed",
    B.APPROVED: "send_back_approved",
}
# A sealed batch is void only by who may approve one; after hand-over nobody can.
VOID = {
    B.DRAFT: "void",
    B.PREPARED: "void",
    B.REVIEWED: "void",
    B.APPROVED: "void",
    B.SEALED: "void_sealed",
    B.FILED: "void_sealed",
}

# Signed by finance: what these say stands, and is answered for.
SIGNED = (B.SEALED, B.FILED, B.SENT, B.SETTLED)

BATCH_WORKFLOW = Workflow(
    initial=B.DRAFT,
    moves=(
        Move("submit", (B.DRAFT,), B.PREPARED, P.BATCH_PREPARE, _("提交复核")),
        Move("review", (B.PREPARED,), B.REVIEWED, P.BATCH_REVIEW, _("复核通过")),
        Move("approve", (B.REVIEWED,), B.APPROVED, P.BATCH_APPROVE, _("批准")),
        Move("sign", (B.APPROVED,), B.SEALED, P.BATCH_SIGN, _("签发")),
        Move("file", (B.SEALED,), B.FILED, P.BANK_FILE_WRITE, _("生成银行文件")),
        Move("hand_over", (B.FILED,), B.SENT, P.BANK_FILE_HAND_OVER, _("移交银行")),
        Move("settle", (B.SENT,), B.SETTLED, P.BATCH_SETTLE, _("结清")),
        Move("send_back", (B.PREPARED,), B.DRAFT, P.BATCH_REVIEW, _("退回编制")),
        Move("send_back_reviewed", (B.REVIEWED,), B.DRAFT, P.BATCH_APPROVE, _("退回编制")),
        Move("send_back_approved", (B.APPROVED,), B.DRAFT, P.BATCH_SIGN, _("退回编制")),
        Move(
            "void",
            (B.DRAFT, B.PREPARED, B.REVIEWED, B.APPROVED),
            B.VOID,
            P.BATCH_PREPARE,
            _("作废"),
        ),
        Move("void_sealed", (B.SEALED, B.FILED), B.VOID, P.BATCH_APPROVE, _("作废")),
    ),
)


class LineStatus(models.TextChoices):
    DUE = "due", _("待发")
    HELD = "held", _("暂缓")
    SENT = "sent", _("在途")
    UNKNOWN = "unknown", _("结果不明")
    PAID = "paid", _("已发")
    FAILED = "failed", _("失败")
    VOID = "void", _("作废")


L = LineStatus

# With the bank, which has not said for good what became of it.
IN_FLIGHT = (L.SENT, L.UNKNOWN)

LINE_WORKFLOW = Workflow(
    initial=L.DUE,
    moves=(
        Move("send", (L.DUE,), L.SENT, P.BANK_FILE_HAND_OVER, _("移交银行")),
        Move("pay", (L.SENT,), L.PAID, P.BANK_RESULT_LOAD, _("已发")),
        Move("fail", (L.SENT,), L.FAILED, P.BANK_RESULT_LOAD, _("失败")),
        Move("lose", (L.SENT,), L.UNKNOWN, P.BANK_RESULT_LOAD, _("结果不明")),
        # A later answer of the bank names the line again; it is not sent again by this.
        Move("reconcile", (L.UNKNOWN,), L.SENT, P.BANK_RESULT_LOAD, _("查明")),
        Move("void", (L.DUE, L.HELD), L.VOID, P.BATCH_PREPARE, _("作废")),
    ),
)


class ResultStatus(models.TextChoices):
    RECEIVED = "received", _("待核对")
    REFUSED = "refused", _("未通过")
    CHECKED = "checked", _("待入账")
    POSTED = "posted", _("已入账")


R = ResultStatus

RESULT_WORKFLOW = Workflow(
    initial=R.RECEIVED,
    moves=(
        Move("check", (R.RECEIVED,), R.CHECKED, P.BANK_RESULT_LOAD, _("核对")),
        Move("refuse", (R.RECEIVED, R.CHECKED), R.REFUSED, P.BANK_RESULT_LOAD, _("退回")),
        Move("post", (R.CHECKED,), R.POSTED, P.BANK_RESULT_LOAD, _("入账")),
    ),
)


class RecoveryStatus(models.TextChoices):
    PROPOSED = "proposed", _("待决定")
    ACTIVE = "active", _("追回中")
    CLOSED = "closed", _("已结清")
    CANCELLED = "cancelled", _("不追回")


Y = RecoveryStatus

RECOVERY_WORKFLOW = Workflow(
    initial=Y.PROPOSED,
    moves=(
        Move("decide", (Y.PROPOSED,), Y.ACTIVE, P.RECOVERY_DECIDE, _("决定追回")),
        Move("cancel", (Y.PROPOSED,), Y.CANCELLED, P.RECOVERY_DECIDE, _("不追回")),
        Move("close", (Y.ACTIVE,), Y.CLOSED, P.RECOVERY_PROPOSE, _("结清")),
    ),
)
