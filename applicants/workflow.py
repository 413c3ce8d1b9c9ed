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


S = CaseStatus

CASE_WORKFLOW = Workflow(
    initial=S.DRAFT,
    moves=(
        Move("accept", (S.DRAFT,), S.ACCEPTED, P.CASE_ENTER, _("受理")),
        Move("withdraw", (S.DRAFT, S.ACCEPTED), S.WITHDRAWN, P.CASE_ENTER, _("撤回")),
        Move("propose", (S.ACCEPTED,), S.PROPOSED, P.CASE_PROPOSE, _("提出初审意见")),
        Move("post", (S.PROPOSED,), S.ON_NOTICE, P.NOTICE_POST, _("公示")),
        # 办法 Art 20: the county may send a case back for another look; it is assessed and posted anew.
        Move("send_back", (S.PROPOSED, S.ON_NOTICE), S.ACCEPTED, P.CASE_CONFIRM, _("退回乡镇")),
        Move("confirm", (S.ON_NOTICE,), S.CONFIRMED, P.CASE_CONFIRM, _("确认")),
        Move("refuse", (S.PROPOSED, S.ON_NOTICE), S.REFUSED, P.CASE_CONFIRM, _("不予确认")),
    ),
)
