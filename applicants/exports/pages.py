"""Lists of the pages of cases: the cases themselves, visits, what people said, what was told of families."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.exports.filtered import query_of
from applicants.exports.listed import Listed, Looked, head, looked
from applicants.exports.shapes import Asked, ListColumn
from applicants.forms.cases import CaseFilter
from applicants.forms.change_reports import ReportFilter
from applicants.forms.objection_desk import ObjectionFilter
from applicants.models.case import Case, case_number
from applicants.models.change_report import ChangeReport
from applicants.models.household import Household
from applicants.models.lead import DiscoveryLead
from applicants.models.objection import Objection
from applicants.models.referral import ReferralAct
from applicants.models.relative import RelativeRegistration
from applicants.models.statement import OnlineStatement
from applicants.models.transfer import Transfer
from applicants.models.visit import HomeVisit
from applicants.pages.leads import MAY_READ
from applicants.steps import Clock
from applicants.worklist import households_with_unnamed
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind

_DAY, _COUNT, _MONEY = Kind.DAY, Kind.COUNT, Kind.MONEY
_READS_FILES = frozenset({Permission.CASE_VIEW})


class CaseList(Listed):
    """The cases in hand, or those that the page was asked for."""

    key: ClassVar = "cases"
    title: ClassVar[str | Promise] = _("案件名单")
    needs: ClassVar = _READS_FILES
    model: ClassVar = Case
    table: ClassVar = (
        Looked(ListColumn("case", "案件编号"), "pk", ("opened_on",), case_number),
        *head(),
        looked("kind", "种类"),
        looked("status", "状态", width=16),
        looked("channel", "申请方式"),
        looked("cause", "致贫原因", "poverty_cause"),
        looked("opened_on", "录入日期", kind=_DAY),
        looked("accepted_on", "受理日期", kind=_DAY),
        looked("entered_by", "录入人", "entered_by__name"),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> CaseFilter:
        return CaseFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[Case]:
        chosen = CaseFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(Case.objects.visible_to(asked.by), Clock(asked.on))


class VisitList(Listed):
    """The home visits made in a month; what was found stands in each family's file."""

    key: ClassVar = "visits"
    title: ClassVar[str | Promise] = _("入户调查名单")
    needs: ClassVar = _READS_FILES
    has_month: ClassVar = True
    model: ClassVar = HomeVisit
    table: ClassVar = (
        *head("case__household__head"),
        looked("purpose", "调查事由", width=16),
        looked("visited_on", "入户日期", kind=_DAY),
        looked("way", "调查方式"),
        looked("investigator", "调查人", "investigator__name"),
        looked("companion", "陪同人", "companion__name"),
        looked("status", "状态"),
        looked("conclusion", "调查结论", width=20),
    )

    def found(self, asked: Asked) -> QuerySet[HomeVisit]:
        month = asked.month
        rows = HomeVisit.objects.visible_to(asked.by)
        return rows.filter(visited_on__gte=month.first_day, visited_on__lte=month.last_day)


class ObjectionList(Listed):
    """What people said; neither who spoke nor their words, which stay in its own file."""

    key: ClassVar = "objections"
    title: ClassVar[str | Promise] = _("异议和投诉举报登记")
    needs: ClassVar = frozenset({Permission.OBJECTION_VIEW})
    model: ClassVar = Objection
    table: ClassVar = (
        looked("kind", "性质"),
        looked("channel", "渠道"),
        looked("about", "反映对象", width=20),
        looked("topic", "情形"),
        looked("named", "实名", "is_named", width=8),
        looked("lodged_on", "提出日期", kind=_DAY),
        looked("accepted_on", "受理日期", kind=_DAY),
        looked("answer_due", "答复期限", kind=_DAY),
        looked("status", "状态"),
        looked("answered_on", "答复日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> ObjectionFilter:
        return ObjectionFilter(query)

    def found(self, asked: Asked) -> QuerySet[Objection]:
        chosen = ObjectionFilter(query_of(asked.filters))
        return chosen.applied(Objection.objects.visible_to(asked.by), on=asked.on)


class ReportList(Listed):
    """What was told of families in benefit."""

    key: ClassVar = "reports"
    title: ClassVar[str | Promise] = _("家庭变化报告登记")
    needs: ClassVar = _READS_FILES
    model: ClassVar = ChangeReport
    table: ClassVar = (
        *head(),
        looked("person", "成员", "person__name"),
        looked("kind", "变化种类"),
        looked("happened_on", "发生日期", kind=_DAY),
        looked("reported_on", "报告日期", kind=_DAY),
        looked("source", "来源"),
        looked("due_on", "应办结日期", kind=_DAY),
        looked("status", "状态"),
        looked("answered_on", "处理日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> ReportFilter:
        return ReportFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[ChangeReport]:
        chosen = ReportFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(ChangeReport.objects.visible_to(asked.by))


class LeadList(Listed):
    """Families that somebody pointed out."""

    key: ClassVar = "leads"
    title: ClassVar[str | Promise] = _("救助线索登记")
    needs: ClassVar = MAY_READ
    model: ClassVar = DiscoveryLead
    table: ClassVar = (
        looked("source", "来源"),
        looked("reported_on", "登记日期", kind=_DAY),
        looked("name", "姓名"),
        looked("recorded_by", "登记人", "recorded_by__name"),
        looked("answer", "处理结果", width=16),
        looked("answered_by", "处理人", "answered_by__name"),
        looked("answered_on", "处理日期", kind=_DAY),
    )

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        return {"waiting": "1"} if "waiting" in asked else {}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        return [str(_("待走访"))] if filters else []

    def found(self, asked: Asked) -> QuerySet[DiscoveryLead]:
        rows = DiscoveryLead.objects.visible_to(asked.by)
        return rows.waiting() if asked.filters else rows


class StatementList(Listed):
    """What people sent in by themselves; their numbers stay with what they sent."""

    key: ClassVar = "statements"
    title: ClassVar[str | Promise] = _("网上申请登记")
    needs: ClassVar = frozenset({Permission.CASE_ENTER})
    is_of_villages: ClassVar = False
    model: ClassVar = OnlineStatement
    table: ClassVar = (
        looked("name", "姓名"),
        looked("stated_by", "谁提出"),
        looked("received_on", "收到日期", kind=_DAY),
        looked("answer", "处理结果", width=16),
        looked("answered_by", "处理人", "answered_by__name"),
        looked("answered_on", "处理日期", kind=_DAY),
    )

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        return {"waiting": "1"} if "waiting" in asked else {}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        return [str(_("待联系"))] if filters else []

    def found(self, asked: Asked) -> QuerySet[OnlineStatement]:
        rows = OnlineStatement.objects.visible_to(asked.by)
        return rows.waiting() if asked.filters else rows


class CampaignList(Listed):
    """What was asked for as one act, for everybody who may have it."""

    key: ClassVar = "campaigns"
    title: ClassVar[str | Promise] = _("批量转介登记")
    needs: ClassVar = frozenset({Permission.REFERRAL_CAMPAIGN})
    is_of_villages: ClassVar = False
    model: ClassVar = ReferralAct
    table: ClassVar = (
        looked("item", "项目", "terms__item__name", width=24),
        looked("agency", "成员单位", "terms__item__agency__name", width=20),
        looked("sent_on", "转介日期", kind=_DAY),
        looked("count", "转介件数", "sent_count", _COUNT, is_summed=True),
        looked("sent_by", "经办人", "sent_by__name"),
    )

    def found(self, asked: Asked) -> QuerySet[ReferralAct]:
        return ReferralAct.objects.visible_to(asked.by)


class UnnamedList(Listed):
    """Households whose members are still counted without a name."""

    key: ClassVar = "unnamed"
    title: ClassVar[str | Promise] = _("成员待具名的户")
    needs: ClassVar = frozenset({Permission.CASE_ENTER})
    model: ClassVar = Household
    table: ClassVar = (
        *head("head"),
        looked("group_name", "组", width=8),
        looked("registered_on", "登记日期", kind=_DAY),
        looked("unnamed", "待具名人数", kind=_COUNT, is_summed=True),
    )

    def found(self, asked: Asked) -> QuerySet[Household]:
        waiting = Q(memberships__last_day__isnull=True, memberships__person__is_named=False)
        rows = households_with_unnamed(asked.by)
        return rows.annotate(unnamed=Count("memberships", filter=waiting))


class TransferList(Listed):
    """Benefits that were handed on to another place; in the list of the place that they go to."""

    key: ClassVar = "transfers"
    title: ClassVar[str | Promise] = _("迁移和分并户登记")
    needs: ClassVar = _READS_FILES
    is_of_villages: ClassVar = False
    model: ClassVar = Transfer
    table: ClassVar = (
        looked("kind", "种类"),
        looked("from_area", "从哪里", "from_area__path", width=24),
        looked("head", "户主姓名", "head_name"),
        looked("persons", "家庭人口", "person_count", _COUNT, width=10, is_summed=True),
        looked("covered", "保障人口", "covered_count", _COUNT, width=10, is_summed=True),
        looked("amount", "月保障金额", "monthly_amount", _MONEY, is_summed=True),
        looked("handed_on", "交出日期", kind=_DAY),
        looked("status", "状态"),
        looked("confirmed_on", "确认日期", kind=_DAY),
    )

    def found(self, asked: Asked) -> QuerySet[Transfer]:
        return Transfer.objects.of_either_side(asked.by)


class RelativeList(Listed):
    """The register of officials' near relatives in benefit (备案册)."""

    key: ClassVar = "relatives"
    title: ClassVar[str | Promise] = _("近亲属备案册")
    needs: ClassVar = _READS_FILES
    model: ClassVar = RelativeRegistration
    table: ClassVar = (
        *head("case__household__head"),
        looked("member", "家庭成员", "member__name"),
        looked("official", "村干部", "official__name"),
        looked("staff", "经办人员", "staff__name"),
        looked("relation", "亲属关系"),
        looked("registered_on", "备案日期", kind=_DAY),
        looked("voided_on", "撤销日期", kind=_DAY),
    )

    def found(self, asked: Asked) -> QuerySet[RelativeRegistration]:
        return RelativeRegistration.objects.visible_to(asked.by)
