"""Many referrals of one benefit as one act: the year's premium for everybody covered, or a few chosen from a list.

One INSERT … SELECT over the candidates' own statement, whatever the size; who did not consent, declined it or has had
it is not among them, so an act that is repeated sends only to who is new.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants import aid_candidates
from applicants.actions.referrals import terms_of
from applicants.models.aid import AidItem, AidTerms, period_of
from applicants.models.person import PERSON_KEY
from applicants.models.referral import ReferralAct
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.permissions import Permission

CAMPAIGN = "referral:campaign"

# Whoever was asked for in the same moment by somebody else is left to them. Taken back consent that commits between
# this statement and its end is found by the night's look at open referrals, and shows nothing until then. In an order,
# so that all candidates are found before the first row stands: looking for each among those just written takes minutes.
_SEND = f"""
INSERT INTO applicants_referral (area_code, status, version, terms_id, item_id, agency_id, household_id, person_id,
    person_key, grant_id, benefit_class, period, quantity, value_limit, act_id, requested_by_id, requested_on,
    answer_due)
SELECT c.area_code, 'requested', 0, %(of_terms)s, %(of_item)s, %(of_agency)s, c.household_id, c.person_id,
    CASE WHEN p.id IS NULL THEN '' ELSE {PERSON_KEY.format("p")} END, c.grant_id, c.benefit_class, %(period)s::date,
    %(quantity)s, %(cap)s, %(act)s, %(by)s, %(on)s, %(answer_due)s
FROM ({{candidates}}) c LEFT JOIN applicants_person p ON p.id = c.person_id
WHERE c.has_consent {{chosen}} ORDER BY c.area_code, c.turn
ON CONFLICT DO NOTHING
"""
_CHOSEN = "AND c.turn = ANY(%(turns)s)"
_NEXT_ACT = "SELECT nextval(pg_get_serial_sequence('applicants_referralact', 'id'))"


@transaction.atomic
def campaign(*, item: AidItem, area: Area, by: Staff, on: date) -> ReferralAct:
    """Ask for a benefit for everybody of an area who may get it and consented (three statements).

    Raises Refused where there is nobody, or nobody new since the last time.
    """
    require(by, Permission.REFERRAL_CAMPAIGN)
    require_area(by, area.pk)
    terms = terms_of(item, on)
    act = _send(terms, area, by=by, on=on)
    if act is None:
        raise Refused(_("没有可以转介的人：符合条件的都已转介过，或者还没有签同意书。"))
    return act


@transaction.atomic
def send_many(*, item: AidItem, turns: Sequence[int], by: Staff, on: date) -> ReferralAct:
    """Ask for a benefit for those who were chosen from the list of candidates, by their `turn` there; all or none.

    Raises Refused where one of them may not get it any more, or did not consent.
    """
    require(by, Permission.REFERRAL_SEND)
    chosen = sorted(set(turns))
    if not chosen:
        raise Refused(_("没有选人。先在名单里勾选，再转介。"))
    act = _send(terms_of(item, on), by.posting.area, by=by, on=on, turns=chosen)
    if act is None or act.sent_count != len(chosen):
        raise Refused(
            _("选中的人里有%(left)d人已经转介过、没有签同意书，或者不再符合条件。刷新名单后再选。")
            % {"left": len(chosen) - (act.sent_count if act else 0)}
        )
    return act


def campaign_as_job(*, item: AidItem, area: Area, by: Staff) -> JobRun:
    """Have a campaign carried out by a worker; those of one area run one after the other."""
    require(by, Permission.REFERRAL_CAMPAIGN)
    require_area(by, area.pk)
    return jobs.enqueue(
        CAMPAIGN,
        title=_("批量转介：%(item)s") % {"item": item.name},
        by=by,
        area=area,
        link=reverse("applicants:referrals"),
        item=item.pk,
    )


def _send(
    terms: AidTerms, area: Area, *, by: Staff, on: date, turns: list[int] | None = None
) -> ReferralAct | None:
    """The referrals first, under the number that the act will have: how many they are is known afterwards only."""
    candidates = aid_candidates.statement_of(terms, area, on=on)
    rule, item = terms.as_rule(), terms.item
    chosen = "" if turns is None else _CHOSEN
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ACT)
        act_id = cursor.fetchone()[0]
        cursor.execute(
            _SEND.format(candidates=candidates.text, chosen=chosen),
            {
                **candidates.values,
                "of_terms": terms.pk,
                "of_item": item.pk,
                "of_agency": item.agency_id,
                "period": period_of(item.frequency, on),
                "quantity": rule.quantity,
                "cap": rule.cap,
                "act": act_id,
                "by": by.pk,
                "answer_due": on + timedelta(days=rule.answer_days),
                "turns": turns,
            },
        )
        sent = cursor.rowcount
    return _act(act_id, terms, area, sent, by=by, on=on) if sent else None


def _act(
    act_id: int, terms: AidTerms, area: Area, sent: int, *, by: Staff, on: date
) -> ReferralAct:
    cap: Decimal | None = terms.as_rule().cap
    act = ReferralAct.objects.create(
        pk=act_id,
        area=area,
        terms=terms,
        sent_count=sent,
        value_limit=None if cap is None else cap * sent,
        sent_by=by,
        sent_on=on,
    )
    audit.record(
        "referral:sent_many", of=act, by=by, after={"item": terms.item.code, "referrals": sent}
    )
    return act
