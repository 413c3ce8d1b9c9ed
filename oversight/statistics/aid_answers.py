"""How soon member agencies answer: what was answered in the period, within its limit or not, and what waits."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from oversight.statistics.aid_given import OF_AID
from oversight.statistics.listings import AID_ANSWERS
from oversight.statistics.measures import Measure, Quotient, Report, Typical, Unit

# An agency's first word: it takes the referral on, passes it on or refuses it. What ended without a word of its own
# has none, and lapsed where the days for it were over.
_FOUND: Final = f"""
SELECT r.id, r.area_code, r.agency_id, r.item_id, r.household_id, r.person_id, r.status, r.requested_on, r.answer_due,
       r.accepted_on, r.delivery_due, r.closed_on,
       coalesce(r.accepted_on, CASE WHEN r.status IN ('redirected', 'refused') THEN r.closed_on END) AS answered_on,
       r.accepted_on IS NULL AND r.status = 'expired' AS has_lapsed
FROM applicants_referral r
WHERE r.area_code >= %(low)s AND r.area_code < %(high)s AND r.requested_on <= %(last_day)s
  AND (r.closed_on IS NULL OR r.closed_on >= %(first_day)s) AND {OF_AID}
"""
_ROWS: Final = f"""
SELECT f.id AS row_key, f.*, f.answered_on - f.requested_on AS days,
       coalesce(f.answered_on BETWEEN %(first_day)s AND %(last_day)s, false) AS is_answered,
       f.has_lapsed AND f.closed_on <= %(last_day)s AS is_lapsed,
       coalesce(f.answered_on > f.answer_due, false) AS is_late,
       f.is_open AND (f.answered_on IS NULL OR f.answered_on > %(last_day)s) AS is_waiting,
       f.is_open AND f.accepted_on <= %(last_day)s AS is_under_way,
       f.answer_due < %(reckoned_on)s AS is_answer_over, f.delivery_due < %(reckoned_on)s AS is_delivery_over
FROM (SELECT *, closed_on IS NULL OR closed_on > %(last_day)s AS is_open FROM ({_FOUND}) x) f
"""


def _cases(key: str, label: Promise, meaning: Promise, where: str) -> Measure:
    return Measure(key, label, Unit.CASES, meaning, where=where)


def _days(key: str, label: Promise, meaning: Promise, share: str) -> Measure:
    value = f"percentile_disc({share}) WITHIN GROUP (ORDER BY days)"
    return Typical(key, label, Unit.DAYS, meaning, value, "is_answered")


REPORT: Final = Report(
    key="aid-answers",
    title=_("1+X 答复办理情况表"),
    about=_("各成员单位多少天答复，按期的占多少，还有多少没有答复、没有办完"),
    rows=_ROWS,
    measures=(
        _cases(
            "answered", _("答复"), _("本期受理、转其他单位或者答复不能办理的转介。"), "is_answered"
        ),
        _cases("lapsed", _("没有答复作废"), _("本期到期没有答复、已经作废的。"), "is_lapsed"),
        _cases(
            "settled", _("应答复"), _("答复的和没有答复作废的合计。"), "is_answered OR is_lapsed"
        ),
        _cases(
            "in_time",
            _("按期答复"),
            _("答复日期不晚于答复期限的。"),
            "is_answered AND NOT is_late",
        ),
        Quotient(
            "kept",
            _("按期率"),
            Unit.SHARE,
            _("按期答复除以应答复，没有答复作废的算没有按期。"),
            part="in_time",
            whole="settled",
            factor=100,
        ),
        _days(
            "median",
            _("答复天数中位数"),
            _("一半的答复用了不超过这么多天；转介当天不算，按自然日。"),
            "0.5",
        ),
        _days("p90", _("九成答复天数"), _("九成的答复用了不超过这么多天。"), "0.9"),
        _cases("waiting", _("期末未答复"), _("期末最后一天还没有答复的。"), "is_waiting"),
        _cases(
            "waiting_late",
            _("其中超期"),
            _("期末未答复的里面，超过答复期限的。"),
            "is_waiting AND is_answer_over",
        ),
        _cases("under_way", _("期末在办"), _("期末已经受理、还没有办完的。"), "is_under_way"),
        _cases(
            "under_way_late",
            _("在办超期"),
            _("期末在办的里面，超过办结期限的。"),
            "is_under_way AND is_delivery_over",
        ),
    ),
    listing=AID_ANSWERS,
    reads=P.CASE_VIEW,
    pictures=(("in_time", "lapsed"), ("waiting", "under_way")),
    is_of_aid=True,
)
