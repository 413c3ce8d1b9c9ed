"""Looking at a family again when its time has come (审核确认办法 Art 31)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import changes
from applicants.models.case import Case, CaseKind
from applicants.models.household import Household
from applicants.models.recheck import RecheckAnswer, RecheckTopic
from dibao import audit
from dibao.display import with_label
from dibao.errors import Refused
from dibao.models.staff import Staff


@transaction.atomic
def begin(*, household: Household, changed: Mapping[str, str], by: Staff, on: date) -> Case:
    """Open the re-check of a family in benefit with what it says: `changed` tells, by topic, what is not as before.

    A topic that is left out has not changed; the last answers are in the case either way. Raises Refused for a topic
    without words and, as every case about a benefit, for a family out of benefit or with a case open.
    """
    topics = [RecheckTopic(topic) for topic in changed]
    if not all(changed.values()):
        raise Refused(_("有变化的，写明变成什么样。"))
    told = [with_label(topic.label, changed[topic]) for topic in topics]
    case = changes.open_case(
        household=household,
        kind=CaseKind.RECHECK,
        statement="\n".join(told) or _("定期核查：家庭说没有变化。"),
        by=by,
        on=on,
    )
    RecheckAnswer.objects.bulk_create(
        RecheckAnswer(
            case=case,
            area_id=case.area_id,
            topic=topic,
            is_changed=topic in changed,
            note=changed.get(topic, ""),
        )
        for topic in RecheckTopic
    )
    audit.record(
        "recheck:answered",
        of=case,
        by=by,
        after={"changed": sorted(topic.value for topic in topics)},
    )
    return case
