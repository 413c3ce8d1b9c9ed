"""What the township must have in hand before it gives its opinion, as conditions that lists and actions share.

Each condition speaks of a case in a query (`Case.objects.filter(LACKS_VISIT)`) by where it stands (see
`CaseStanding`); PostgreSQL asks the same of every opinion that is written (see `TownshipOpinion`).
"""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import ReviewMeeting as MeetingRule
from applicants.models.case import Case, CaseKind
from applicants.models.missing_items import MissingItemsNotice

_IS_NEW = Q(kind=CaseKind.APPLICATION)

# 办法 Art 16, and Art 31 for a re-check: that nothing has changed is seen at the house too.
LACKS_VISIT = Q(
    kind__in=(CaseKind.APPLICATION, CaseKind.RECHECK), standing__visited_on__isnull=True
)
# 办法 Art 19 and 2012年办法 Art 24: looked into again; a meeting settles an objection, but not its own dispute.
LACKS_FRESH_LOOK = Q(standing__lacks_fresh_look=True)
LACKS_VISIT_AFTER_MEETING = Q(standing__lacks_visit_after_meeting=True)
# 国发〔2007〕19号 asks for it always; since 2021 it follows a dispute alone.
LACKS_MEETING = _IS_NEW & Q(
    rule_set__terms__review_meeting=MeetingRule.ALWAYS.value, standing__has_meeting=False
)
HAS_OPEN_OBJECTION = Q(standing__has_objection=True)
HAS_OVERRIDE_WAITING = Q(standing__has_override_waiting=True)
AWAITS_MATERIALS = Q(
    Exists(MissingItemsNotice.objects.filter(case=OuterRef("pk"), supplied_on__isnull=True))
)
HAS_OPEN_CHECK = Q(standing__has_open_check=True)
# 办法 Art 20: what the county goes to see for itself.
LACKS_COUNTY_VISIT = Q(standing__lacks_county_visit=True)

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
    # 办法 Art 10: what the family was told is missing is there before anybody judges.
    "materials": (
        AWAITS_MATERIALS,
        _("一次性告知要补的材料还没有登记补齐，补齐以后再提初审意见。"),
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
