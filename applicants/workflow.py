"""The way of a case, as a table that the law can be read off."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dibao.permissions import Permission as P
from dibao.workflow import Move, Workflow


class CaseStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ACCEPTED = "accepted", _("已受理")
    PROPOSED = "proposed", _("已初审")
    ON_NOTICE = "on_notice", _("公示中")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", pgettext_lazy("outcome", "不予确认")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已终止")


class VisitStatus(models.TextChoices):
    DRAFT = "draft", _("填写中")
    SIGNED = "signed", _("已签字")


class CheckStatus(models.TextChoices):
    REQUESTED = "requested", _("已提请")
    STARTED = "started", _("核对中")
    CLOSED = "closed", _("已有结果")


class CheckFileStatus(models.TextChoices):
    RECEIVED = "received", _("待核验")
    TAKEN = "taken", _("已导入")
    REFUSED = "refused", _("没有导入")


class SheetImportStatus(models.TextChoices):
    RECEIVED = "received", _("待检查")
    CHECKED = "checked", _("已检查")
    CONFIRMED = "confirmed", pgettext_lazy("import", "已确认")
    TAKEN = "taken", _("已导入")
    CANCELLED = "cancelled", pgettext_lazy("import", "已取消")
    ASKED_BACK = "asked_back", _("待确认撤回")
    GOING_BACK = "going_back", _("正在撤回")
    UNDONE = "undone", pgettext_lazy("import", "已撤回")


class TransferStatus(models.TextChoices):
    OFFERED = "offered", _("待接收")
    RECEIVED = "received", _("待县级确认")
    DONE = "done", _("已办结")
    DECLINED = "declined", _("已退回")
    WITHDRAWN = "withdrawn", _("已收回")


class ReferralStatus(models.TextChoices):
    REQUESTED = "requested", _("待答复")
    ACCEPTED = "accepted", _("办理中")
    DELIVERED = "delivered", _("已办结")
    REDIRECTED = "redirected", _("已转其他单位")
    REFUSED = "refused", pgettext_lazy("referral", "不能办理")
    EXPIRED = "expired", _("已过期")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "已撤回")


S = CaseStatus

CASE_WORKFLOW = Workflow(
    initial=S.DRAFT,
    moves=(
        Move("accept", (S.DRAFT,), S.ACCEPTED, P.CASE_ENTER, _("受理")),
        Move("withdraw", (S.DRAFT, S.ACCEPTED), S.WITHDRAWN, P.CASE_ENTER, _("撤回")),
        # 办法 Art 29: a family that refuses to cooperate without reason.
        Move("end", (S.ACCEPTED, S.PROPOSED, S.ON_NOTICE), S.ENDED, P.CASE_END, _("终止办理")),
        Move("propose", (S.ACCEPTED,), S.PROPOSED, P.CASE_PROPOSE, _("提出初审意见")),
        Move("post", (S.PROPOSED,), S.ON_NOTICE, P.NOTICE_POST, _("公示")),
        # 办法 Art 20: the county may send a case back for another look; it is assessed and posted anew.
        Move("send_back", (S.PROPOSED, S.ON_NOTICE), S.ACCEPTED, P.CASE_CONFIRM, _("退回乡镇")),
        # 办法 Art 19: what the village objected to with reason is looked into again, and gets a new opinion.
        Move("reopen", (S.ON_NOTICE,), S.ACCEPTED, P.OBJECTION_RESOLVE, _("重新调查")),
        # From an opinion alone only where no notice is due; the decision's own guard asks for the notices.
        Move("confirm", (S.PROPOSED, S.ON_NOTICE), S.CONFIRMED, P.CASE_CONFIRM, _("确认")),
        Move("refuse", (S.PROPOSED, S.ON_NOTICE), S.REFUSED, P.CASE_CONFIRM, _("不予确认")),
    ),
)

# A visit is filled in at the house and signed there; after that nobody changes it.
VISIT_WORKFLOW = Workflow(
    initial=VisitStatus.DRAFT,
    moves=(
        Move("sign", (VisitStatus.DRAFT,), VisitStatus.SIGNED, P.VISIT_RECORD, _("签字定稿")),
        Move(
            "sign_for_county",
            (VisitStatus.DRAFT,),
            VisitStatus.SIGNED,
            P.DUTY_VISIT_RECORD,
            _("签字定稿"),
        ),
    ),
)

# 办法 Art 17: asked for by the township, started and answered by the county.
CHECK_WORKFLOW = Workflow(
    initial=CheckStatus.REQUESTED,
    moves=(
        Move("start", (CheckStatus.REQUESTED,), CheckStatus.STARTED, P.CHECK_ANSWER, _("启动核对")),
        Move("close", (CheckStatus.STARTED,), CheckStatus.CLOSED, P.CHECK_ANSWER, _("结束核对")),
    ),
)
N = SheetImportStatus

# Of one county one import is under way at a time.
OPEN_IMPORTS = (N.RECEIVED, N.CHECKED, N.CONFIRMED)
# What stands in the register, whether or not somebody wants it back.
WRITTEN_IMPORTS = (N.TAKEN, N.ASKED_BACK, N.GOING_BACK)

SHEET_IMPORT_WORKFLOW = Workflow(
    initial=N.RECEIVED,
    moves=(
        Move("check", (N.RECEIVED, N.CHECKED), N.CHECKED, P.ROSTER_IMPORT, _("检查")),
        # Other columns, another sheet or shape: what was checked holds no more.
        Move("choose", (N.RECEIVED, N.CHECKED), N.RECEIVED, P.ROSTER_IMPORT, _("改对应的列")),
        Move(
            "confirm",
            (N.CHECKED,),
            N.CONFIRMED,
            P.ROSTER_CONFIRM,
            pgettext_lazy("import", "确认导入"),
        ),
        Move("take", (N.CONFIRMED,), N.TAKEN, P.ROSTER_CONFIRM, _("写入登记")),
        # The county changed since the check: whoever confirmed looks at the differences again.
        Move("renew", (N.CONFIRMED,), N.CHECKED, P.ROSTER_CONFIRM, _("重新检查")),
        Move(
            "cancel",
            OPEN_IMPORTS,
            N.CANCELLED,
            P.ROSTER_IMPORT,
            pgettext_lazy("import", "取消导入"),
        ),
        # Undone by two people, as it was written by two; a worker carries it out, or says why it cannot.
        Move("ask_back", (N.TAKEN,), N.ASKED_BACK, P.ROSTER_IMPORT, _("申请撤回")),
        Move("let_back", (N.ASKED_BACK,), N.GOING_BACK, P.ROSTER_CONFIRM, _("确认撤回")),
        Move("keep", (N.ASKED_BACK, N.GOING_BACK), N.TAKEN, P.ROSTER_CONFIRM, _("不撤回")),
        Move("take_back", (N.GOING_BACK,), N.UNDONE, P.ROSTER_CONFIRM, _("撤回名单")),
    ),
)

CHECK_FILE_WORKFLOW = Workflow(
    initial=CheckFileStatus.RECEIVED,
    moves=(
        Move(
            "take",
            (CheckFileStatus.RECEIVED,),
            CheckFileStatus.TAKEN,
            P.CHECK_ANSWER,
            _("导入"),
        ),
        Move(
            "refuse",
            (CheckFileStatus.RECEIVED,),
            CheckFileStatus.REFUSED,
            P.CHECK_ANSWER,
            _("不导入"),
        ),
    ),
)

T = TransferStatus

# A family that moves is handed over by one township, received by the other and confirmed by the latter's county; one
# that splits or merges stays with its township and begins where the county's word is waited for.
TRANSFER_WORKFLOW = Workflow(
    initial=T.OFFERED,
    moves=(
        Move("receive", (T.OFFERED,), T.RECEIVED, P.CASE_ENTER, _("接收")),
        Move("decline", (T.OFFERED, T.RECEIVED), T.DECLINED, P.CASE_ENTER, _("退回迁出地")),
        Move("withdraw", (T.OFFERED, T.RECEIVED), T.WITHDRAWN, P.CASE_ENTER, _("收回")),
        Move("confirm", (T.RECEIVED,), T.DONE, P.CASE_CONFIRM, _("县级确认")),
        Move("refuse", (T.RECEIVED,), T.DECLINED, P.CASE_CONFIRM, _("不予确认，退回")),
    ),
)

R = ReferralStatus
OPEN_REFERRALS = (R.REQUESTED, R.ACCEPTED)
# What counts within a benefit's period.
LIVE_REFERRALS = (*OPEN_REFERRALS, R.DELIVERED)

REFERRAL_WORKFLOW = Workflow(
    initial=R.REQUESTED,
    moves=(
        Move(
            "accept",
            (R.REQUESTED,),
            R.ACCEPTED,
            P.REFERRAL_ANSWER,
            pgettext_lazy("referral", "受理"),
        ),
        Move("deliver", (R.ACCEPTED,), R.DELIVERED, P.REFERRAL_ANSWER, _("办结")),
        Move("redirect", (R.REQUESTED,), R.REDIRECTED, P.REFERRAL_ANSWER, _("转其他单位")),
        Move(
            "refuse",
            OPEN_REFERRALS,
            R.REFUSED,
            P.REFERRAL_ANSWER,
            pgettext_lazy("referral", "不能办理"),
        ),
        Move(
            "withdraw",
            OPEN_REFERRALS,
            R.WITHDRAWN,
            P.REFERRAL_SEND,
            pgettext_lazy("referral", "撤回"),
        ),
        # By the clock: the agency did not answer, or did not deliver.
        Move("expire", OPEN_REFERRALS, R.EXPIRED, P.REFERRAL_SEND, _("过期")),
    ),
)
