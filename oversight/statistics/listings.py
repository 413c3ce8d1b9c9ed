"""How the rows behind figures are listed: households, persons, payments, cases and entries of funds."""

from typing import Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.case import CaseKind
from applicants.models.objection_kinds import (
    ObjectionChannel,
    ObjectionKind,
    ObjectionStatus,
    ObjectionTopic,
)
from applicants.models.referral import CostBearer
from applicants.referral_words import is_english
from applicants.workflow import ReferralStatus
from dibao.permissions import Permission as P
from oversight.statistics.measures import Column, Listing, Words
from payments.models.batch import BatchKind
from payments.models.fund import FundKind, FundLevel
from payments.workflow import LineStatus

_CLASSES: Final[dict[object, Words]] = dict(BENEFIT_CLASSES)
_HEAD: Final = """
LEFT JOIN applicants_household h ON h.id = s.household_id
LEFT JOIN applicants_person p ON p.id = h.head_id
"""


def _class_word(number: object) -> Words:
    return _CLASSES.get(number, "")


def _sex_word(code: object) -> Words:
    return {"female": _("女"), "male": _("男")}.get(str(code), "")


def _yes(value: object) -> Words:
    return _now("是") if value else ""


def _kind_word(code: object) -> Words:
    return BatchKind(str(code)).label


def _status_word(code: object) -> Words:
    return LineStatus(str(code)).label


def _case_word(code: object) -> Words:
    return CaseKind(str(code)).label


def _said_word(code: object) -> Words:
    return ObjectionKind(str(code)).label


def _channel_word(code: object) -> Words:
    return ObjectionChannel(str(code)).label


def _topic_word(code: object) -> Words:
    return ObjectionTopic(str(code)).label if code else ""


def _outcome_word(code: object) -> Words:
    return ObjectionStatus(str(code)).label


def _fund_word(code: object) -> Words:
    known = str(code)
    return FundKind(known).label if known in FundKind.values else _("批次支出")


def _whom_word(name: object) -> Words:
    """A household's benefit has no member's name."""
    return str(name) or _("全家")


def _item_word(names: object) -> Words:
    """A benefit is data: it brings its name in both languages."""
    if not isinstance(names, list):
        return ""
    name, english = names
    return english if is_english() else name


def _bearer_word(code: object) -> Words:
    return CostBearer(str(code)).label


def _referral_word(code: object) -> Words:
    return ReferralStatus(str(code)).label


def _level_word(code: object) -> Words:
    return FundLevel(str(code)).label if code else ""


GRANTS: Final = Listing(
    joins=_HEAD,
    columns=(
        Column(_("户主"), "p.name"),
        Column(_("类别"), "s.benefit_class", words=_class_word),
        Column(_("保障人数"), "s.covered_count", "number"),
        Column(_("月保障金（元）"), "s.amount", "money"),
        Column(_("起始月份"), "s.first_month", "month"),
    ),
    leads_to="applicants:household",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
PERSONS: Final = Listing(
    joins=_HEAD.replace(" p ON p.id", " head ON head.id")
    + "LEFT JOIN applicants_person p ON p.id = s.person_id",
    columns=(
        Column(_("姓名"), "coalesce(nullif(p.name, ''), '—')"),
        Column(_("户主"), "head.name"),
        Column(_("性别"), "s.sex", words=_sex_word),
        Column(_("出生日期"), "s.birth_date", "date"),
        Column(_("持残疾证"), "s.is_disabled", words=_yes),
        Column(_("类别"), "s.benefit_class", words=_class_word),
        Column(_("月保障金（元）"), "s.amount", "money"),
    ),
    leads_to="applicants:household",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
LINES: Final = Listing(
    joins=_HEAD,
    columns=(
        Column(_("户主"), "p.name"),
        Column(_("发放月份"), "s.paid_in", "month"),
        Column(_("种类"), "s.kind", words=_kind_word),
        Column(_("保障人数"), "s.covered_count", "number"),
        Column(_("金额（元）"), "s.amount", "money"),
        Column(_("状态"), "s.status", words=_status_word),
    ),
    leads_to="applicants:household",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
CASES: Final = Listing(
    joins=_HEAD,
    columns=(
        Column(_("户主"), "p.name"),
        Column(_("案件种类"), "s.kind", words=_case_word),
        Column(_("开始日期"), "s.began_on", "date"),
        Column(_("办结日期"), "s.done_on", "date"),
    ),
    leads_to="applicants:case",
    key="s.case_id",
    may_open=P.CASE_VIEW,
)
DUE: Final = Listing(
    joins=_HEAD,
    columns=(
        Column(_("户主"), "p.name"),
        Column(_("上次核查"), "s.looked_on", "date"),
        Column(_("应核查日期"), "s.due_on", "date"),
        Column(_("正在核查"), "s.is_under_way", words=_yes),
    ),
    leads_to="applicants:household",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
VOICES: Final = Listing(
    joins="",
    columns=(
        Column(_("提出日期"), "s.lodged_on", "date"),
        Column(_("性质"), "s.kind", words=_said_word),
        Column(_("渠道"), "s.channel", words=_channel_word),
        Column(_("情形"), "s.topic", words=_topic_word),
        Column(_("状态"), "s.status", words=_outcome_word),
        Column(_("答复期限"), "s.answer_due", "date"),
        Column(_("答复日期"), "s.answered_on", "date"),
    ),
    leads_to="applicants:objection",
    key="s.row_key",
    may_open=P.OBJECTION_VIEW,
)
INSPECTED: Final = Listing(
    joins=_HEAD,
    columns=(
        Column(_("户主"), "p.name"),
        Column(_("开始日期"), "s.began_on", "date"),
        Column(_("办结日期"), "s.done_on", "date"),
    ),
    leads_to="applicants:household",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
FUNDS: Final = Listing(
    joins="",
    columns=(
        Column(_("文号或批次"), "s.document"),
        Column(_("种类"), "s.kind", words=_fund_word),
        Column(_("资金来源"), "s.level", words=_level_word),
        Column(_("日期"), "s.day", "date"),
        Column(_("金额（元）"), "s.amount", "money"),
    ),
    leads_to="payments:batch",
    key="s.batch_id",
    may_open=P.BATCH_VIEW,
)
_OF_AID: Final = (
    _HEAD.replace(" p ON p.id", " head ON head.id")
    + """LEFT JOIN applicants_person p ON p.id = s.person_id
JOIN applicants_aiditem i ON i.id = s.item_id
"""
)
_WHO_AND_WHAT: Final = (
    Column(_("户主"), "head.name"),
    Column(
        _("给谁"),
        "CASE WHEN s.person_id IS NOT NULL THEN coalesce(nullif(p.name, ''), '—') ELSE '' END",
        words=_whom_word,
    ),
    Column(_("项目"), "ARRAY[i.name, i.name_en]", words=_item_word),
)
AID_PARTS: Final = Listing(
    joins=_OF_AID,
    columns=(
        *_WHO_AND_WHAT,
        Column(_("办理日期"), "s.delivered_on", "date"),
        Column(_("数量"), "s.quantity", "number"),
        Column(_("折合（元）"), "s.value", "money"),
        Column(_("费用由谁承担"), "s.cost_bearer", words=_bearer_word),
    ),
    leads_to="payments:household_everything",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
AID_ANSWERS: Final = Listing(
    joins=_OF_AID,
    columns=(
        *_WHO_AND_WHAT,
        Column(_("转介日期"), "s.requested_on", "date"),
        Column(_("答复期限"), "s.answer_due", "date"),
        Column(_("答复日期"), "s.answered_on", "date"),
        Column(_("办结期限"), "s.delivery_due", "date"),
        Column(_("现在的状态"), "s.status", words=_referral_word),
    ),
    leads_to="payments:household_everything",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
AID_QUALIFIED: Final = Listing(
    joins=_OF_AID,
    columns=(*_WHO_AND_WHAT, Column(_("本期得到"), "s.is_given", words=_yes)),
    leads_to="payments:household_everything",
    key="s.household_id",
    may_open=P.CASE_VIEW,
)
