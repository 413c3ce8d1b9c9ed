"""Take-up: of those who qualified for a benefit on a named day, how many were given it in the period.

Who qualified is asked of the statement that finds candidates, without leaving out whoever has the benefit already; it
knows people as the register says them today and their benefit as it was on the day.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from applicants.aid_candidates import in_force
from applicants.aid_sql import COVERED, HAS_CONSENT, qualified_part, values_of
from dibao.permissions import Permission as P
from oversight.statistics.listings import AID_QUALIFIED
from oversight.statistics.measures import Asked, Measure, Quotient, Report, Statement, Unit, Value

# Keys of shares and grants stay below it, so that a benefit's rows have keys of their own.
_APART: Final = 100_000_000_000
_PART: Final = """
SELECT {item} * {apart}::bigint + c.turn AS row_key, c.area_code, {agency} AS agency_id, {item} AS item_id,
       c.household_id, c.person_id, {consent} AS has_consent
FROM ({qualified}) c
"""
_ROWS: Final = """
{covered}, given AS MATERIALIZED (
    SELECT DISTINCT r.item_id, r.household_id, r.person_id
    FROM applicants_referralpart d JOIN applicants_referral r ON r.id = d.referral_id
    WHERE d.area_code >= %(low)s AND d.area_code < %(high)s AND d.delivered_on BETWEEN %(first_day)s AND %(last_day)s
), asked_for AS MATERIALIZED (
    SELECT DISTINCT r.item_id, r.household_id, r.person_id FROM applicants_referral r
    WHERE r.area_code >= %(low)s AND r.area_code < %(high)s
      AND r.requested_on BETWEEN %(first_day)s AND %(last_day)s
)
SELECT q.*, g.item_id IS NOT NULL AS is_given, a.item_id IS NOT NULL OR g.item_id IS NOT NULL AS is_asked_for
FROM ({parts}) q
LEFT JOIN given g ON {same_g}
LEFT JOIN asked_for a ON {same_a}
"""
# A member's benefit goes along with the member, a household's is the household's; each case is an equality, so that
# the planner may hash.
_SAME: Final = (
    "{one}.item_id = q.item_id AND coalesce({one}.person_id::text, {one}.household_id::text)"
    " = coalesce(q.person_id::text, q.household_id::text)"
)
_NOBODY: Final = """
SELECT NULL::bigint AS row_key, NULL::text AS area_code, NULL::bigint AS agency_id, NULL::bigint AS item_id,
       NULL::bigint AS household_id, NULL::uuid AS person_id, false AS has_consent WHERE false
"""


def _found(asked: Asked) -> Statement:
    """One part for each benefit in force on the base day (one query for these)."""
    day = asked.base_day
    values: dict[str, Value] = dict(values_of(asked.area, day))
    parts = []
    for n, terms in enumerate(in_force(on=day)):
        item = terms.item
        if asked.item not in (None, item.pk) or asked.agency not in (None, item.agency_id):
            continue
        qualified, own = qualified_part(terms, n, day)
        values |= own
        parts.append(
            _PART.format(
                item=item.pk,
                apart=_APART,
                agency=item.agency_id,
                consent=HAS_CONSENT,
                qualified=qualified,
            )
        )
    text = _ROWS.format(
        covered=COVERED,
        parts=" UNION ALL ".join(parts) or _NOBODY,
        same_g=_SAME.format(one="g"),
        same_a=_SAME.format(one="a"),
    )
    return text, values


REPORT: Final = Report(
    key="aid-take-up",
    title=_("1+X 应享尽享情况表"),
    about=_("某一天符合条件的有多少，本期得到的有多少，按项目"),
    rows="",
    found=_found,
    measures=(
        Measure(
            "qualified",
            _("符合条件"),
            Unit.CASES,
            _("基数日符合项目条件的人或者户，每个项目一次；已经得到的、办不了的、不需要的都在内。"),
        ),
        Measure(
            "consenting",
            _("其中已同意转介"),
            Unit.CASES,
            _("符合条件的里面，基数日已经签了转介同意书的。"),
            where="has_consent",
        ),
        Measure(
            "asked_for",
            _("其中已转介"),
            Unit.CASES,
            _("符合条件的里面，本期转介过或者得到的。"),
            where="is_asked_for",
        ),
        Measure(
            "given",
            _("其中得到"),
            Unit.CASES,
            _("符合条件的里面，本期得到的，办了一部分的也算。"),
            where="is_given",
        ),
        Quotient(
            "take_up",
            _("享受率"),
            Unit.SHARE,
            _("得到的除以基数日符合条件的。"),
            part="given",
            whole="qualified",
            factor=100,
        ),
        Measure(
            "missing",
            _("还没有得到"),
            Unit.CASES,
            _("符合条件、本期没有得到的。"),
            where="NOT is_given",
        ),
    ),
    listing=AID_QUALIFIED,
    reads=P.CASE_VIEW,
    pictures=(("given", "missing"),),
    is_of_aid=True,
    has_base=True,
    notes=(
        _(
            "换一个基数日，享受率就不同：2008年总结的百分之百是按更早的人数算的。有季节的项目，基数日不在办理月份里就没有人符合条件。人的情"
            "况按现在的登记，待遇按基数日。"
        ),
    ),
)
