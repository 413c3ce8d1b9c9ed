"""Tables of the ground floor: places, people who work, and the traces they leave."""

from dibao.levels import AreaLevel
from dibao.models.agency import Agency
from dibao.models.agency_token import AgencyToken
from dibao.models.area import Area
from dibao.models.audit import AuditEvent, ReadKind, ReadLog
from dibao.models.audit_chain import AuditBlock, AuditLayout, ChainCheck
from dibao.models.autosaved_form import AutosavedForm
from dibao.models.holiday import Holiday
from dibao.models.idempotency import IdempotencyKey
from dibao.models.job import JobRun, JobStatus
from dibao.models.kept_form import KeptForm
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.sending import PublicSending
from dibao.models.staff import Posting, Staff

__all__ = [
    "Agency",
    "AgencyToken",
    "Area",
    "AreaLevel",
    "AuditBlock",
    "AuditEvent",
    "AuditLayout",
    "AutosavedForm",
    "ChainCheck",
    "Holiday",
    "IdempotencyKey",
    "JobRun",
    "JobStatus",
    "KeptForm",
    "PlacedModel",
    "PlacedQuerySet",
    "Posting",
    "PublicSending",
    "ReadKind",
    "ReadLog",
    "Staff",
]
