"""The steps that a case may wait for, by name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The next thing to do about a case; the last one means there is nothing left."""

    FILL = "fill", _("填写资料")
    VISIT = "visit", _("入户调查")
    SIGN = "sign", _("填完入户调查表")
    MEET = "meet", _("民主评议")
    CHECK = "check", _("等核对结果")
    ASSESS = "assess", _("计算待遇")
    PROPOSE = "propose", _("提出初审意见")
    HEAR = "hear", _("听取意见")
    POST = "post", _("张贴公示")
    WAIT = "wait", _("等公示期满")
    ANSWER = "answer", _("答复异议")
    COUNTY_VISIT = "county_visit", _("县级入户核查")
    DECIDE = "decide", _("县级决定")
    NONE = "none", _("已办结")
