"""Tables between a family's application and its grant."""

from applicants.models.aid import AidFrequency, AidItem, AidTerms, AidTermsStatus
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.assessment import Assessment, EndReason, TownshipOpinion
from applicants.models.case import (
    AFTER_THE_GRANT,
    LOOKING_AGAIN,
    Case,
    CaseKind,
    CaseStatus,
    Channel,
)
from applicants.models.change_report import (
    ChangeKind,
    ChangeReport,
    ReportSource,
    ReportStatus,
)
from applicants.models.check import (
    CheckAnswer,
    CheckFile,
    CheckSource,
    CheckSubject,
    EconomicCheck,
)
from applicants.models.consent import Authorisation, SigningWay
from applicants.models.delivery import LetterDelivery
from applicants.models.document import Document, DocumentKind
from applicants.models.duty import VisitDuty
from applicants.models.ending import CaseEnding
from applicants.models.export import ColumnSet, Export, ExportFormat
from applicants.models.extension import Extension
from applicants.models.grant import Decision, Grant, GrantShare, Outcome
from applicants.models.hearing import HearingManner, HearingRecord, Stance
from applicants.models.household import Household, Membership
from applicants.models.lead import DiscoveryLead, LeadAnswer, LeadSource
from applicants.models.material import MaterialAnswer, MaterialAnswerKind
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.meeting import MeetingConclusion, ReviewMeeting
from applicants.models.missing_items import MissingItemsNotice
from applicants.models.notice import NoticeEntry, NoticeStage, PublicNotice
from applicants.models.notice_posting import BoardAct, NoticePosting
from applicants.models.objection import Objection, ObjectionPhoto, ObjectionSpeaker
from applicants.models.objection_kinds import (
    ObjectionChannel,
    ObjectionKind,
    ObjectionStatus,
    ObjectionTopic,
    ToldWay,
)
from applicants.models.override import Override, OverrideShare
from applicants.models.person import Person
from applicants.models.policy import RuleSet, RuleSetStatus
from applicants.models.proxy import ProxyTelephone
from applicants.models.recheck import PaperRecheck, RecheckAnswer, RecheckTopic
from applicants.models.referral import (
    CloseReason,
    CostBearer,
    Referral,
    ReferralAct,
    ReferralPart,
)
from applicants.models.referral_sheet import ReferralSheet
from applicants.models.relative import CloseRelation, RelativeRegistration, VillageOfficial
from applicants.models.roster import RosterImport
from applicants.models.sheet_import import (
    RowOutcome,
    SheetImport,
    SheetImportChange,
    SheetImportRow,
)
from applicants.models.standing import CaseStanding
from applicants.models.statement import (
    OnlineStatement,
    StatedBy,
    StatementAnswer,
    StatementPhoto,
)
from applicants.models.statement_draft import StatementDraft
from applicants.models.supporter import SupportAbility, Supporter
from applicants.models.suspicion import DuplicateVerdict, FoundHow, Suspicion, SuspicionKind
from applicants.models.transfer import Transfer, TransferKind
from applicants.models.visit import HomeVisit, VisitPurpose
from applicants.models.what_if import Change, WhatIf, WhatIfRow

__all__ = [
    "AFTER_THE_GRANT",
    "LOOKING_AGAIN",
    "AidConsent",
    "AidDecline",
    "AidFrequency",
    "AidItem",
    "AidTerms",
    "AidTermsStatus",
    "Assessment",
    "Authorisation",
    "BoardAct",
    "Case",
    "CaseEnding",
    "CaseKind",
    "CaseStanding",
    "CaseStatus",
    "Change",
    "ChangeKind",
    "ChangeReport",
    "Channel",
    "CheckAnswer",
    "CheckFile",
    "CheckSource",
    "CheckSubject",
    "CloseReason",
    "CloseRelation",
    "ColumnSet",
    "CostBearer",
    "Decision",
    "DiscoveryLead",
    "Document",
    "DocumentKind",
    "DuplicateVerdict",
    "EconomicCheck",
    "EndReason",
    "ExpenseLine",
    "Export",
    "ExportFormat",
    "Extension",
    "FoundHow",
    "Grant",
    "GrantShare",
    "HearingManner",
    "HearingRecord",
    "HomeVisit",
    "Household",
    "IncomeLine",
    "LeadAnswer",
    "LeadSource",
    "LetterDelivery",
    "MaterialAnswer",
    "MaterialAnswerKind",
    "MeetingConclusion",
    "Membership",
    "MissingItemsNotice",
    "NoticeEntry",
    "NoticePosting",
    "NoticeStage",
    "Objection",
    "ObjectionChannel",
    "ObjectionKind",
    "ObjectionPhoto",
    "ObjectionSpeaker",
    "ObjectionStatus",
    "ObjectionTopic",
    "OnlineStatement",
    "Outcome",
    "Override",
    "OverrideShare",
    "PaperRecheck",
    "Person",
    "PropertyLine",
    "ProxyTelephone",
    "PublicNotice",
    "RecheckAnswer",
    "RecheckTopic",
    "Referral",
    "ReferralAct",
    "ReferralPart",
    "ReferralSheet",
    "RelativeRegistration",
    "ReportSource",
    "ReportStatus",
    "ReviewMeeting",
    "RosterImport",
    "RowOutcome",
    "RuleSet",
    "RuleSetStatus",
    "SheetImport",
    "SheetImportChange",
    "SheetImportRow",
    "SigningWay",
    "Stance",
    "StatedBy",
    "StatementAnswer",
    "StatementDraft",
    "StatementPhoto",
    "SupportAbility",
    "Supporter",
    "Suspicion",
    "SuspicionKind",
    "ToldWay",
    "TownshipOpinion",
    "Transfer",
    "TransferKind",
    "VillageOfficial",
    "VisitDuty",
    "VisitPurpose",
    "WhatIf",
    "WhatIfRow",
]
