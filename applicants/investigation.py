"""What the township must have in hand before it gives its opinion, as conditions that lists and actions share.

Each condition speaks of a case in a query (`Case.objects.filter(LACKS_VISIT)`); PostgreSQL asks the same of every
opinion that is written (see `TownshipOpinion`).
"""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import ReviewMeeting as MeetingRule
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseKind
from applicants.models.check import EconomicCheck
from applicants.models.duty import VisitDuty
from applicants.models.meeting import MeetingConclusion, ReviewMeeting
from applicants.models.notice import NoticeEntry, Objection, ObjectionStatus
from applicants.models.override import Override
from applicants.models.relative import RelativeRegistration
from applicants.models.visit import HomeVisit, VisitPurpose
from applicants.workflow import CheckStatus

_IS_NEW = Q(kind=CaseKind.APPLICATION)


def _signed_visits(**more: object) -> Exists:
    of_case = HomeVisit.objects.signed(VisitPurpose.TOWNSHIP).filter(case=OuterRef("pk"))
    return Exists(of_case.filter(**more))


def _unresolved_objections() -> Exists:
    """Upheld ones against an opinion after which nobody went to the house or held a meeting."""
    entry = NoticeEntry.objects.filter(notice=OuterRef("notice"), case=OuterRef("case"))
    opinion = TownshipOpinion.objects.filter(assessment=OuterRef("objected_to"))
    upheld = (
        Objection.objects.filter(case=OuterRef("pk"), status=ObjectionStatus.UPHELD)
        .annotate(objected_to=Subquery(entry.values("assessment")[:1]))
        .annotate(given_at=Subquery(opinion.values("created_at")[:1]))
    )
    visits = HomeVisit.objects.signed(VisitPurpose.TOWNSHIP).filter(
        case=OuterRef("case"), signed_at__gt=OuterRef("given_at")
    )
    meetings = ReviewMeeting.objects.filter(
        case=OuterRef("case"), recorded_at__gt=OuterRef("given_at")
    )
    return Exists(upheld.filter(~Exists(visits), ~Exists(meetings)))


def _unresolved_meetings() -> Exists:
    disputed = ReviewMeeting.objects.filter(
        case=OuterRef("pk"), conclusion=MeetingConclusion.DISPUTED
    )
    visits = HomeVisit.objects.signed(VisitPurpose.TOWNSHIP).filter(
        case=OuterRef("case"), signed_at__gt=OuterRef("recorded_at")
    )
    return Exists(disputed.filter(~Exists(visits)))


# 办法 Art 16, and Art 31 for a re-check: that nothing has changed is seen at the house too.
LACKS_VISIT = Q(kind__in=(CaseKind.APPLICATION, CaseKind.RECHECK)) & ~Q(_signed_visits())
# 办法 Art 19 and 2012年办法 Art 24: looked into again; a meeting settles an objection, but not its own dispute.
LACKS_FRESH_LOOK = Q(_unresolved_objections())
LACKS_VISIT_AFTER_MEETING = Q(_unresolved_meetings())
# 国发〔2007〕19号 asks for it always; since 2021 it follows a dispute alone.
LACKS_MEETING = (
    _IS_NEW
    & Q(rule_set__terms__review_meeting=MeetingRule.ALWAYS.value)
    & ~Q(Exists(ReviewMeeting.objects.filter(case=OuterRef("pk"))))
)
HAS_OPEN_OBJECTION = Q(
    Exists(Objection.objects.filter(case=OuterRef("pk"), status=ObjectionStatus.OPEN))
)

HAS_OVERRIDE_WAITING = Q(
    Exists(
        Override.objects.waiting().filter(
            ~Exists(
                Assessment.objects.filter(
                    case=OuterRef("assessment__case"), pk__gt=OuterRef("assessment")
                )
            ),
            assessment__case=OuterRef("pk"),
        )
    )
)
HAS_OPEN_CHECK = Q(
    Exists(EconomicCheck.objects.filter(~Q(status=CheckStatus.CLOSED), case=OuterRef("pk")))
)

# 办法 Art 20: what the county goes to see for itself.
_COUNTY_VISITS = HomeVisit.objects.signed(VisitPurpose.COUNTY)
LACKS_COUNTY_VISIT = Q(
    Exists(RelativeRegistration.objects.valid().filter(case=OuterRef("pk")))
) & ~Q(Exists(_COUNTY_VISITS.filter(case=OuterRef("pk")))) | Q(
    Exists(
        VisitDuty.objects.filter(
            ~Exists(
                _COUNTY_VISITS.filter(case=OuterRef("case"), signed_at__gt=OuterRef("recorded_at"))
            ),
            case=OuterRef("pk"),
        )
    )
)

# In the order in which the township does them.
MISSING: Mapping[str, tuple[Q, str | Promise]] = {
    "objection": (HAS_OPEN_OBJECTION, _("还有未办结的异议，答复以后再提初审意见。")),
    "visit": (LACKS_VISIT, _("还没有签好字的入户调查表，入户调查以后再提初审意见。")),
    "fresh_look": (
        LACKS_FRESH_LOOK,
        _("异议成立后要重新入户调查或者开展民主评议，再提初审意见。"),
    ),
    "visit_after_meeting": (
        LACKS_VISIT_AFTER_MEETING,
        _("民主评议争议较大，重新入户调查以后再提初审意见。"),
    ),
    "check": (HAS_OPEN_CHECK, _("经济状况核对还没有结果，收到结果以后再提初审意见。")),
    "meeting": (LACKS_MEETING, _("这户适用的规则要求民主评议，评议以后再提初审意见。")),
    "override": (
        HAS_OVERRIDE_WAITING,
        _("这户的人工核定还没有第二人答复，答复以后再提意见。"),
    ),
}


def missing_for_opinion(case: Case) -> list[str | Promise]:
    """What the township still has to do before its opinion, as sentences in order (one query)."""
    conditions = {name: condition for name, (condition, _sentence) in MISSING.items()}
    found = Case.objects.filter(pk=case.pk).annotate(**conditions).values(*conditions).get()
    return [sentence for name, (_condition, sentence) in MISSING.items() if found[name]]


def lacks_county_visit(case: Case) -> bool:
    """Whether the county has to see the family before it confirms (one query)."""
    return Case.objects.filter(LACKS_COUNTY_VISIT, pk=case.pk).exists()
