"""Jobs as lists of permissions: each reads like the description of a post."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P


class Role(models.TextChoices):
    """The posts that a county's dibao work is divided into."""

    CASEWORKER = "caseworker", _("乡镇经办")
    TOWNSHIP_HEAD = "township_head", _("乡镇负责人")
    COUNTY_CLERK = "county_clerk", _("县级经办")
    COUNTY_REVIEWER = "county_reviewer", _("县级审核")
    COUNTY_APPROVER = "county_approver", _("县级批准")
    COUNTY_FINANCE = "county_finance", _("县级财务")
    PREFECTURE_OFFICER = "prefecture_officer", _("市级工作人员")
    INSPECTOR = "inspector", _("监督检查")
    AGENCY = "agency", _("成员单位")
    ADMINISTRATOR = "administrator", _("系统管理员")


@dataclass(frozen=True)
class JobDescription:
    """What one role is for, at which level of area it is held, and what it permits."""

    purpose: str | Promise
    levels: frozenset[str]
    permissions: frozenset[P]


_READ_FILES = frozenset({P.CASE_VIEW, P.PERSON_REVEAL})
_READ_MONEY = frozenset({P.BATCH_VIEW, P.REPORT_VIEW})
# What a township hears of and finds out, and what it tells the family.
_INVESTIGATE = frozenset(
    {
        P.CHECK_REQUEST,
        P.LEAD_FOLLOW,
        P.LEAD_RECORD,
        P.LETTER_DELIVER,
        P.MEETING_RECORD,
        P.OBJECTION_EXAMINE,
        P.OBJECTION_VIEW,
        P.VISIT_RECORD,
    }
)
# The county's part in what people say, who spoke among it.
_HEAR_PEOPLE = frozenset({P.OBJECTION_HANDLE, P.OBJECTION_VIEW})

JOBS: dict[str, JobDescription] = {
    Role.CASEWORKER: JobDescription(
        _("录入家庭和材料，入户调查，计算待遇，提出初审意见，张贴公示，登记和确认账户"),
        frozenset({AreaLevel.TOWNSHIP}),
        _READ_FILES
        | _INVESTIGATE
        | {
            # A township with two caseworkers confirms what the other entered.
            P.ACCOUNT_CONFIRM,
            P.ACCOUNT_EDIT,
            P.AID_CONSENT,
            P.CASE_ASSESS,
            P.CASE_ENTER,
            P.CASE_PROPOSE,
            P.DOCUMENT_ADD,
            P.HEARING_RECORD,
            P.INSPECTION_ANSWER,
            P.NOTICE_POST,
            P.OBJECTION_RECORD,
            P.OVERRIDE_GIVE,
            P.REFERRAL_SEND,
            P.REGISTER_EXPORT,
        },
    ),
    Role.TOWNSHIP_HEAD: JobDescription(
        _("签署乡镇初审意见，答复异议，确认账户变更"),
        frozenset({AreaLevel.TOWNSHIP}),
        _READ_FILES
        | _INVESTIGATE
        | {
            P.ACCOUNT_CONFIRM,
            P.AID_CONSENT,
            P.CASE_END,
            P.CASE_EXTEND,
            P.CASE_PROPOSE,
            P.DOCUMENT_ADD,
            P.HEARING_RECORD,
            P.INSPECTION_ANSWER,
            P.NOTICE_POST,
            P.OBJECTION_RECORD,
            P.OBJECTION_RESOLVE,
            P.OVERRIDE_AGREE,
            P.OVERRIDE_GIVE,
            P.REFERRAL_SEND,
            P.REPORT_VIEW,
        },
    ),
    Role.COUNTY_CLERK: JobDescription(
        _("编制发放批次，载入银行回盘，导入花名册，核对家庭经济状况"),
        frozenset({AreaLevel.COUNTY}),
        _READ_FILES
        | _READ_MONEY
        | _HEAR_PEOPLE
        | {
            P.BANK_RESULT_LOAD,
            P.BATCH_PREPARE,
            P.CHECK_ANSWER,
            P.DOCUMENT_ADD,
            P.DUTY_VISIT_RECORD,
            P.HOLD_LIFT,
            P.HOLD_PLACE,
            P.INSPECTION_VISIT,
            P.LEAD_RECORD,
            P.OBJECTION_RECORD,
            P.RECOVERY_ENTER,
            P.RECOVERY_PROPOSE,
            P.REFERRAL_CAMPAIGN,
            P.REFERRAL_SEND,
            P.REGISTER_EXPORT,
            P.ROSTER_IMPORT,
        },
    ),
    Role.COUNTY_REVIEWER: JobDescription(
        _("审核确认低保申请，确认账户变更，确认导入的名单，复核发放批次"),
        frozenset({AreaLevel.COUNTY}),
        _READ_FILES
        | _READ_MONEY
        | _HEAR_PEOPLE
        | {
            P.ACCOUNT_CONFIRM,
            P.BATCH_REVIEW,
            P.CASE_CONFIRM,
            P.CASE_END,
            P.CASE_EXTEND,
            # The county's own visits bring photos.
            P.DOCUMENT_ADD,
            P.DUPLICATE_JUDGE,
            P.DUTY_VISIT_RECORD,
            # A county with one clerk has no other to lift what they hold.
            P.HOLD_LIFT,
            P.INSPECTION_VISIT,
            P.LEAD_RECORD,
            P.OBJECTION_RESOLVE,
            P.OVERRIDE_AGREE,
            # Cash that came back is counted by a second person.
            P.RECOVERY_DECIDE,
            P.REGISTER_EXPORT,
            # What a clerk brought in is written once somebody else looked at it.
            P.ROSTER_CONFIRM,
            P.WHAT_IF_RUN,
        },
    ),
    Role.COUNTY_APPROVER: JobDescription(
        _("批准发放批次，确认资金登记，启用本县规则"),
        frozenset({AreaLevel.COUNTY}),
        _READ_FILES
        | _READ_MONEY
        | _HEAR_PEOPLE
        | {
            P.BATCH_APPROVE,
            P.CASE_CONFIRM,
            # Where finance loaded the bank's file, somebody else answers what it contradicts.
            P.DISPUTE_RESOLVE,
            P.DUPLICATE_JUDGE,
            # An appeal is decided by another than who answered first.
            P.OBJECTION_RESOLVE,
            # A county with one finance officer has no other to confirm what they enter.
            P.FUND_CONFIRM,
            # A county without an inspector of its own has its spot checks led by who signs last.
            P.INSPECTION_PREPARE,
            P.INSPECTION_VISIT,
            P.AID_ACTIVATE,
            P.RECOVERY_DECIDE,
            P.REGISTER_EXPORT,
            P.RULE_SET_ACTIVATE,
        },
    ),
    # Finance sees money, not health: no case file.
    Role.COUNTY_FINANCE: JobDescription(
        _("登记资金，签发批次，生成并移交银行文件，对账"),
        frozenset({AreaLevel.COUNTY}),
        _READ_MONEY
        | {
            P.BANK_FILE_HAND_OVER,
            P.BANK_FILE_WRITE,
            P.BANK_RESULT_LOAD,
            P.BATCH_SETTLE,
            P.BATCH_SIGN,
            P.DISPUTE_RESOLVE,
            P.FUND_CONFIRM,
            P.FUND_ENTER,
            P.RECOVERY_ENTER,
            P.REGISTER_EXPORT,
        },
    ),
    Role.PREFECTURE_OFFICER: JobDescription(
        _("查看全市登记、批次和报表，登记市级资金，测算政策，启用规则"),
        frozenset({AreaLevel.PREFECTURE}),
        _READ_MONEY
        | {
            P.CASE_VIEW,
            P.FUND_CONFIRM,
            P.FUND_ENTER,
            P.INSPECTION_PREPARE,
            P.INSPECTION_VISIT,
            P.AID_ACTIVATE,
            P.OBJECTION_VIEW,
            P.RULE_SET_ACTIVATE,
            P.WHAT_IF_RUN,
        },
    ),
    Role.INSPECTOR: JobDescription(
        _("查看档案、批次和留痕，抽查"),
        frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
        _READ_FILES
        | _READ_MONEY
        | {
            P.AUDIT_VIEW,
            P.INSPECTION_PREPARE,
            P.INSPECTION_VISIT,
            P.JOB_VIEW,
            P.OBJECTION_VIEW,
            P.READ_LOG_VIEW,
        },
    ),
    # The administrator keeps the system and sees nobody's file.
    Role.ADMINISTRATOR: JobDescription(
        _("管理区划、人员和岗位、规则，查看任务"),
        frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
        frozenset(
            {
                P.AID_EDIT,
                P.AREA_MANAGE,
                P.AUDIT_VIEW,
                P.JOB_VIEW,
                P.RULE_SET_EDIT,
                P.STAFF_MANAGE,
            }
        ),
    ),
    # It sees the referrals sent to it and the fields agreed on, never a file (社会救助法 Art 42, 64).
    Role.AGENCY: JobDescription(
        _("接收和答复本单位的转介"),
        frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
        frozenset({P.REFERRAL_ANSWER}),
    ),
}

# Row-level security opens rows of persons, households, cases and money only to those who may read some of them.
READS_PLACED_ROWS = frozenset({P.CASE_VIEW, P.BATCH_VIEW})
