"""The interface as its document describes it, and the document itself."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.api.shapes import (
    Delivery,
    ListAsked,
    ListTold,
    Passing,
    ReferralTold,
    Refusal,
    StateTold,
)
from dibao.api.doors import anybody
from dibao.api.json import written
from dibao.api.openapi import Operation, document

VERSION = "1.0"
_LEADS_ON = tuple(
    (name, "/id") for name in ("getReferral", "acceptReferral", "deliverReferral", "refuseReferral")
)

OPERATIONS = (
    Operation(
        name="listReferrals",
        path="/referrals",
        method="get",
        summary=_("列出转来的"),
        about=_(
            "按编号从小到大，一页一页地列。身份证号、残疾证号和诊断不在列表里，一件一件地取。"
            "办结以后过了查看期的不再列出。"
        ),
        asked=ListAsked,
        answer=ListTold,
        leads_to=tuple((name, "/referrals/0/id") for name, _place in _LEADS_ON),
    ),
    Operation(
        name="getReferral",
        path="/referrals/{id}",
        method="get",
        summary=_("取一件"),
        about=_("约定的情况都在里面。每取一次，这户的查阅记录里就有一条。"),
        answer=ReferralTold,
        leads_to=_LEADS_ON,
    ),
    Operation(
        name="acceptReferral",
        path="/referrals/{id}/accept",
        method="post",
        summary=_("受理"),
        about=_("从这天起算办结期限。这户已经不享受低保的，不能受理。"),
        answer=StateTold,
        leads_to=_LEADS_ON,
    ),
    Operation(
        name="deliverReferral",
        path="/referrals/{id}/deliver",
        method="post",
        summary=_("登记办理"),
        about=_("一次办完，或者分几次办。数量和金额都不能超过转来的。"),
        sent=Delivery,
        answer=StateTold,
        leads_to=_LEADS_ON,
    ),
    Operation(
        name="refuseReferral",
        path="/referrals/{id}/refuse",
        method="post",
        summary=_("答复不能办理"),
        about=_("原因乡镇和家庭都看得到。"),
        sent=Refusal,
        answer=StateTold,
        leads_to=_LEADS_ON,
    ),
    Operation(
        name="redirectReferral",
        path="/referrals/{id}/redirect",
        method="post",
        summary=_("转其他单位"),
        about=_("还没有受理的，可以转到别的单位的项目。"),
        sent=Passing,
        answer=StateTold,
        leads_to=_LEADS_ON,
    ),
)


def root() -> str:
    """Where all paths begin."""
    return reverse("api:openapi").removesuffix("/openapi.json")


@anybody
def openapi() -> str:
    """The document, which holds nothing of anybody: whoever writes a system reads it."""
    told = document(
        OPERATIONS,
        title=_now("低保转介接口"),
        about=_now("成员单位自己的系统用它接收和答复转介。句子的语言按请求头 Accept-Language。"),
        version=VERSION,
        root=root(),
    )
    return written(told)
