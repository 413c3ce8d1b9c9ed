"""What people say is: its kind, how it came, what it is about, what came of it, and how they were told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectionKind(models.TextChoices):
    """Against a notice within its days; a tip about fraud or misconduct; a grievance about how one was treated."""

    OBJECTION = "objection", _("异议")
    REPORT = "report", _("举报")
    COMPLAINT = "complaint", _("投诉")


class ObjectionTopic(models.TextChoices):
    INCOME = "income", _("收入比申报的多")
    PROPERTY = "property", _("有车、房子或者生意没有报")
    MEMBERS = "members", _("家里人口不对")
    AWAY = "away", _("人不在，或者已经去世")
    FAVOUR = "favour", _("照顾亲友，不该保的保了")
    CONDUCT = "conduct", _("工作人员的态度或者办事有问题")
    MONEY = "money", _("钱没有发到本人手里")
    OTHER = "other", _("别的情况")


# About how somebody was treated, not about who qualifies.
OF_HANDLING = (ObjectionTopic.CONDUCT, ObjectionTopic.MONEY)


class ObjectionChannel(models.TextChoices):
    NOTICE = "notice", _("网上公示页")
    WEB = "web", _("网上")
    HOTLINE = "hotline", _("监督电话")
    LETTER = "letter", _("来信")
    VISIT = "visit", _("来访")
    PRESS = "press", _("媒体报道")
    SUPERIOR = "superior", _("上级交办")
    AGENCY = "agency", _("部门移送")


# What came without anybody of the office in between.
PUBLIC_CHANNELS = (ObjectionChannel.NOTICE, ObjectionChannel.WEB)


class Supervision(models.TextChoices):
    """The four kinds of supervision of the prefecture's report of 2008."""

    GOVERNMENT = "government", _("政府督查")
    DEPARTMENT = "department", _("部门检查")
    PRESS = "press", _("舆论监督")
    PUBLIC = "public", _("群众监督")


SUPERVISION_OF: dict[str, Supervision] = {
    ObjectionChannel.NOTICE: Supervision.PUBLIC,
    ObjectionChannel.WEB: Supervision.PUBLIC,
    ObjectionChannel.HOTLINE: Supervision.PUBLIC,
    ObjectionChannel.LETTER: Supervision.PUBLIC,
    ObjectionChannel.VISIT: Supervision.PUBLIC,
    ObjectionChannel.PRESS: Supervision.PRESS,
    ObjectionChannel.SUPERIOR: Supervision.GOVERNMENT,
    ObjectionChannel.AGENCY: Supervision.DEPARTMENT,
}


class ObjectionStatus(models.TextChoices):
    OPEN = "open", _("未办结")
    UPHELD = "upheld", _("成立")
    PARTLY = "partly", _("部分成立")
    DISMISSED = "dismissed", _("不成立")
    REDIRECTED = "redirected", _("已转有权部门")
    WITHDRAWN = "withdrawn", _("本人撤回")


HOLDS = (ObjectionStatus.UPHELD, ObjectionStatus.PARTLY)


class ToldWay(models.TextChoices):
    """How the answer reached whoever spoke."""

    ONLINE = "online", _("凭回执号网上查询")
    IN_PERSON = "in_person", _("当面答复")
    PHONE = "phone", _("电话答复")
    POST = "post", _("书面邮寄")
    NOBODY = "nobody", _("匿名反映，无法告知")
