"""What agencies' systems ask, send and are told about referrals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from django.utils.translation import gettext_lazy as _

from applicants.actions.referrals import REASONS_TO_REFUSE
from applicants.models.referral import CloseReason, CostBearer
from applicants.workflow import ReferralStatus
from dibao.api.openapi import ROW_KEY
from dibao.api.shapes import Listed, Member, Nested, Said, Sent, Told
from dibao.api.values import Amount, Choice, Code, Day, Flag, Text, Whole

LARGEST_PAGE = 200
_QUANTITY, _YUAN, _DAY, _SAID = Amount(7), Amount(10), Day(), Said()
_STATUS = Choice.of(ReferralStatus)
_WORDS = Text(200)


@dataclass(frozen=True, kw_only=True)
class ListAsked(Sent):
    """Which referrals, from where on."""

    status: Annotated[str, Member(_STATUS, _("只要这个状态的"))] = ""
    changed_since: Annotated[
        date | None, Member(_DAY, _("只要这一天（含）以后转来、受理、办理或者办结的"))
    ] = None
    after: Annotated[int, Member(Whole(0, ROW_KEY.most), _("从这个编号之后接着列"))] = 0
    limit: Annotated[int, Member(Whole(1, LARGEST_PAGE), _("一页几件"))] = 50


@dataclass(frozen=True, kw_only=True)
class Delivery(Sent):
    """One delivery, in whole or in part."""

    quantity: Annotated[Decimal, Member(_QUANTITY, _("数量，按项目的计量单位"))]
    value: Annotated[Decimal, Member(_YUAN, _('金额，元；不涉及金额的写 "0"'))]
    delivered_on: Annotated[date, Member(_DAY, _("办理日期"))]
    cost_bearer: Annotated[str, Member(Choice.of(CostBearer), _("费用由谁承担"))]
    evidence: Annotated[str, Member(Text(120), _("凭证，如票据号"))] = ""
    is_last: Annotated[bool, Member(Flag(), _("全部办完；分几次办的，前几次写 false"))] = True


@dataclass(frozen=True, kw_only=True)
class Refusal(Sent):
    """That it is not given, and why."""

    reason: Annotated[str, Member(Choice(tuple(map(str, REASONS_TO_REFUSE))), _("不能办理的原因"))]
    words: Annotated[str, Member(_WORDS, _("原因说明；原因是 other 的必须写"))] = ""


@dataclass(frozen=True, kw_only=True)
class Passing(Sent):
    """To which benefit of another agency it is passed on."""

    to: Annotated[str, Member(Code(30), _("转到哪个项目，写项目代码"))]
    words: Annotated[str, Member(_WORDS, _("为什么转"))]


@dataclass(frozen=True, kw_only=True)
class BenefitTold(Told):
    """What is asked for."""

    code: Annotated[str, Member(Code(30), _("项目代码"))]
    name: Annotated[str, Member(_SAID, _("项目名称"))]
    unit: Annotated[str, Member(_SAID, _("计量单位"))]


@dataclass(frozen=True, kw_only=True)
class SharedTold(Told):
    """Of the person whom it is for: what the benefit's terms name, and nothing else.

    The list leaves out the numbers and the diagnosis, which are opened one by one.
    """

    is_partial: ClassVar[bool] = True

    told_names: tuple[str, ...]
    name: Annotated[str | None, Member(_SAID, _("姓名"), True)] = None
    head: Annotated[str | None, Member(_SAID, _("户主姓名"), True)] = None
    village: Annotated[str | None, Member(_SAID, _("村"), True)] = None
    group_name: Annotated[str | None, Member(_SAID, _("村民小组"), True)] = None
    phone: Annotated[str | None, Member(_SAID, _("联系电话"), True)] = None
    id_number: Annotated[str | None, Member(_SAID, _("身份证号"), True)] = None
    birth_date: Annotated[date | None, Member(_DAY, _("出生日期"), True)] = None
    sex: Annotated[str | None, Member(_SAID, _("性别"), True)] = None
    disability_type: Annotated[int | None, Member(Whole(1, 7), _("残疾类别"), True)] = None
    disability_level: Annotated[int | None, Member(Whole(1, 4), _("残疾等级"), True)] = None
    disability_card: Annotated[str | None, Member(_SAID, _("残疾证号"), True)] = None
    is_student: Annotated[bool | None, Member(Flag(), _("是否在校"), True)] = None
    health: Annotated[str | None, Member(_SAID, _("健康状况"), True)] = None
    labour_capacity: Annotated[str | None, Member(_SAID, _("劳动能力"), True)] = None
    diagnosis: Annotated[str | None, Member(_SAID, _("诊断"), True)] = None
    household_size: Annotated[int | None, Member(Whole(1, 99), _("家庭人口"), True)] = None

    def names(self) -> Iterator[str]:
        return iter(self.told_names)


@dataclass(frozen=True, kw_only=True)
class PartTold(Told):
    """One delivery."""

    quantity: Annotated[Decimal, Member(_QUANTITY, _("数量"))]
    value: Annotated[Decimal, Member(_YUAN, _("金额，元"))]
    delivered_on: Annotated[date, Member(_DAY, _("办理日期"))]
    cost_bearer: Annotated[str, Member(Choice.of(CostBearer), _("费用由谁承担"))]
    evidence: Annotated[str, Member(_SAID, _("凭证"))]


@dataclass(frozen=True, kw_only=True)
class StateTold(Told):
    """Where a referral stands: what every step answers with. It names nobody."""

    id: Annotated[int, Member(ROW_KEY, _("转介的编号"))]
    status: Annotated[str, Member(_STATUS, _("状态"))]
    answer_due: Annotated[date, Member(_DAY, _("答复期限"))]
    accepted_on: Annotated[date | None, Member(_DAY, _("受理日期"), True)]
    delivery_due: Annotated[date | None, Member(_DAY, _("办结期限"), True)]
    closed_on: Annotated[date | None, Member(_DAY, _("办结日期"), True)]
    close_reason: Annotated[
        str | None, Member(Choice.of(CloseReason), _("为什么没有办，或者没有办完"), True)
    ]
    close_words: Annotated[str, Member(_SAID, _("原因说明"))]
    seen_until: Annotated[date | None, Member(_DAY, _("办结后到哪一天（含）还能查看"), True)]
    delivered_quantity: Annotated[Decimal, Member(_QUANTITY, _("已办数量"))]
    delivered_value: Annotated[Decimal, Member(_YUAN, _("已办金额，元"))]


@dataclass(frozen=True, kw_only=True)
class ReferralTold(StateTold):
    """A referral with whom it is for."""

    benefit: Annotated[BenefitTold, Member(Nested(BenefitTold), _("项目"))]
    benefit_class: Annotated[int, Member(Whole(1, 9), _("转介时的低保类别"))]
    need: Annotated[str, Member(_SAID, _("需要什么"))]
    quantity: Annotated[Decimal, Member(_QUANTITY, _("数量"))]
    value_limit: Annotated[
        Decimal | None, Member(_YUAN, _("一共最多多少元；null 是不涉及金额"), True)
    ]
    requested_on: Annotated[date, Member(_DAY, _("转介日期"))]
    shared: Annotated[SharedTold, Member(Nested(SharedTold), _("约定告诉本单位的情况"))]
    parts: Annotated[list[PartTold], Member(Listed(PartTold), _("每一次办理"))]


@dataclass(frozen=True, kw_only=True)
class ListTold(Told):
    """One page of referrals; `next` is the `after` of the following one."""

    referrals: Annotated[list[ReferralTold], Member(Listed(ReferralTold), _("转介"))]
    next: Annotated[int | None, Member(ROW_KEY, _("下一页的 after；null 是没有了"), True)]
