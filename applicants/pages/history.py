"""What was done to a case and its family, newest first, in the words of the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from applicants.models.case import Case
from applicants.models.household import Household
from dibao.events import words_of
from dibao.models.audit import AuditEvent

_SHOWN = 50

EVENTS: dict[str, StrOrPromise] = {
    "aid_consent:given": _("登记转介同意书"),
    "aid_consent:withdrawn": _("撤回转介同意书"),
    "aid_decline:lifted": _("取消“不需要”登记"),
    "aid_decline:recorded": _("登记不需要某项帮扶"),
    "case:accepted": _("受理申请"),
    "case:assessed": _("计算待遇"),
    "case:confirmed": _("确认低保"),
    "case:ended": _("终止办理"),
    "case:extended": _("延长期限"),
    "case:looked_again": _("核对提示"),
    "case:opened": _("录入申请"),
    "case:proposed": _("提出初审意见"),
    "case:reopened": _("异议成立，重新调查"),
    "case:refused": pgettext_lazy("outcome", "不予确认"),
    "case:revised": _("修改资料"),
    "case:sent_back": _("退回乡镇"),
    "case:withdrawn": _("撤回申请"),
    "referral:accepted": _("单位受理转介"),
    "referral:delivered": _("单位登记办理"),
    "referral:redirected": _("单位转给别的单位"),
    "referral:refused": _("单位答复不能办理"),
    "referral:sent": _("转介"),
    "referral:withdrawn": _("撤回转介"),
    "consent:recorded": _("登记承诺授权"),
    "consent:revoked": _("撤回授权"),
    "check:answered": _("登记核对结果"),
    "check:closed": _("核对结束"),
    "check:requested": _("提请经济状况核对"),
    "check:started": _("启动核对"),
    "document:added": _("添加材料"),
    "document:refused": _("文件没有收下"),
    "document:voided": _("材料作废"),
    "change:opened": _("对在享待遇立案核查"),
    "duty:recorded": _("登记县级入户要求"),
    "grant:adjust": _("决定变更（金额不变）"),
    "grant:decrease": _("决定减发"),
    "grant:end": _("决定停发"),
    "grant:grace": _("决定渐退"),
    "grant:increase": _("决定增发"),
    "grant:keep": _("决定维持"),
    "hearing:recorded": _("听取家庭意见"),
    "household:amended": _("修改家庭和成员"),
    "household:head_changed": _("更换户主"),
    "household:payee_chosen": _("登记领款人"),
    "household:merged": _("并户"),
    "household:registered": _("登记家庭"),
    "letter:delivered": _("登记送达"),
    "household:split": _("分户"),
    "transfer:confirmed": _("确认迁移或分并户"),
    "transfer:merge_proposed": _("报批并户"),
    "transfer:offered": _("移交档案"),
    "transfer:split_proposed": _("报批分户"),
    "material:answered": _("说明材料"),
    "member:joined": _("新增成员"),
    "member:left": _("成员离开"),
    "missing:supplied": _("登记补齐"),
    "missing:told": _("告知补正"),
    "meeting:recorded": _("登记民主评议"),
    "objection:answered": _("答复异议"),
    "objection:lodged": _("登记异议"),
    "report:closed": _("变化报告：不用办"),
    "report:followed": _("变化报告：立案"),
    "report:recorded": _("登记变化报告"),
    "relative:registered": _("近亲属备案"),
    "relative:voided": _("备案作废"),
    "visit:begun": _("开始入户调查"),
    "visit:signed": _("入户调查表签字"),
    "override:agreed": _("同意人工核定"),
    "override:declined": _("不采用人工核定"),
    "override:given": _("提出人工核定"),
}


@dataclass(frozen=True)
class Event:
    """One line of the history component."""

    at: datetime
    by: str
    text: str | Promise
    note: str


def history_of(case: Case) -> list[Event]:
    """The events of a case and of its family since the case began (one query)."""
    about = Q(object_kind=Case._meta.label_lower, object_key=str(case.pk)) | Q(
        object_kind=Household._meta.label_lower, object_key=str(case.household_id)
    )
    rows = AuditEvent.objects.filter(about).order_by("-pk")[:_SHOWN]
    return [
        Event(row.at, row.staff_name, EVENTS.get(row.event) or words_of(row.event), row.reason)
        for row in rows
    ]
