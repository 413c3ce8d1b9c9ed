"""Why somebody came into a household or left it, and why money goes to somebody other than its head."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JoinReason(models.TextChoices):
    """How a person came to be a member."""

    REGISTERED = "registered", _("初次登记")
    BIRTH = "birth", _("出生")
    MARRIAGE = "marriage", _("婚入")
    ADOPTION = "adoption", _("收养")
    RETURN = "return", _("回来共同生活")
    MOVED_IN = "moved_in", pgettext_lazy("member", "迁入")
    SPLIT = "split", _("分户")
    MERGE = "merge", _("并户")
    TRANSFER = "transfer", _("随户迁移")
    CORRECTION = "correction", _("更正登记")


class LeaveReason(models.TextChoices):
    """How a person ceased to be one."""

    DEATH = "death", _("死亡")
    MARRIED_OUT = "married_out", _("婚出")
    MOVED_OUT = "moved_out", _("迁出")
    PRISON = "prison", _("服刑或强制隔离戒毒")
    STUDY = "study", _("外出就学")
    LIVES_APART = "lives_apart", _("不再共同生活")
    MISSING = "missing", _("宣告失踪")
    SPLIT = "split", _("分户")
    MERGE = "merge", _("并户")
    TRANSFER = "transfer", _("随户迁移")
    CORRECTION = "correction", _("更正登记")
    # The list that brought them was undone: they were never here.
    TAKEN_BACK = "taken_back", _("名单撤回")
    # Of those who left before reasons were kept.
    NOT_STATED = "not_stated", _("未写明")


# What a caseworker writes down about one member; the others come with what happens to a whole household.
_OF_HOUSEHOLDS = {"registered", "split", "merge", "transfer", "taken_back", "not_stated"}
TYPED_JOINS = [reason for reason in JoinReason if reason not in _OF_HOUSEHOLDS]
TYPED_LEAVES = [reason for reason in LeaveReason if reason not in _OF_HOUSEHOLDS]


class PayeeReason(models.TextChoices):
    """Why the money goes to an account in another name than the head's."""

    HEAD_MINOR = "head_minor", _("户主未成年")
    HEAD_UNABLE = "head_unable", _("户主没有完全民事行为能力")
    HEAD_IMMOBILE = "head_immobile", _("户主行动不便")
    HEAD_AWAY = "head_away", _("户主长期外出")
    HEAD_WITHOUT_ACCOUNT = "head_without_account", _("户主没有银行账户")
    FAMILY_WISH = "family_wish", _("家庭商定")


class ClosedReason(models.TextChoices):
    """Why a household's file is closed: its people live on in another, or the list that brought it was undone."""

    MOVED = "moved", _("随户迁移")
    MERGED = "merged", _("并户")
    TAKEN_BACK = "taken_back", _("名单撤回")
