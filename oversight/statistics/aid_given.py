"""What member agencies gave: each delivery of the period, by who got it and what it was worth."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from oversight.statistics.listings import AID_PARTS
from oversight.statistics.measures import Measure, Quantity, Report, Unit

# One agency's or one benefit's rows, where that is asked.
OF_AID: Final = (
    "(%(agency)s::bigint IS NULL OR r.agency_id = %(agency)s)"
    " AND (%(item)s::bigint IS NULL OR r.item_id = %(item)s)"
)
_ROWS: Final = f"""
SELECT d.id AS row_key, d.area_code, r.id AS referral_id, r.agency_id, r.item_id, r.household_id, r.person_id,
       d.quantity, d.value, d.delivered_on, d.cost_bearer
FROM applicants_referralpart d JOIN applicants_referral r ON r.id = d.referral_id
WHERE d.area_code >= %(low)s AND d.area_code < %(high)s
  AND d.delivered_on BETWEEN %(first_day)s AND %(last_day)s AND {OF_AID}
"""


def _yuan(key: str, label: Promise, meaning: Promise, where: str = "true") -> Measure:
    return Measure(key, label, Unit.YUAN, meaning, "sum(value)", where)


REPORT: Final = Report(
    key="aid-given",
    title=_("1+X 帮扶情况表"),
    about=_("各成员单位帮扶了多少人、多少户，办了多少，折合多少钱"),
    rows=_ROWS,
    measures=(
        Measure(
            "persons",
            _("受助人数"),
            Unit.PERSONS,
            _("本期得到按人办理的项目的人，每人一次。按户办理的不算人数。"),
            "count(DISTINCT person_id)",
            "person_id IS NOT NULL",
        ),
        Measure(
            "households",
            _("受助户数"),
            Unit.HOUSEHOLDS,
            _("本期全家或者家里有人得到帮扶的户，每户一次。"),
            "count(DISTINCT household_id)",
        ),
        Measure("parts", _("办理次数"), Unit.CASES, _("本期登记的办理，分次办的每次算一次。")),
        Quantity(
            "quantity",
            _("数量"),
            Unit.OF_ITS_UNIT,
            _("本期办理的数量，单位见各项目。几个项目合在一起没有数量。"),
            "sum(quantity)",
        ),
        _yuan("value", _("折合金额"), _("各单位登记的金额，减免的也算。")),
        _yuan(
            "waived",
            _("其中减免"),
            _("折合金额中由办理单位自己减免的。"),
            "cost_bearer = 'agency'",
        ),
        _yuan(
            "donated", _("其中社会捐助"), _("折合金额中来自社会捐助的。"), "cost_bearer = 'society'"
        ),
    ),
    listing=AID_PARTS,
    reads=P.CASE_VIEW,
    pictures=(("value",),),
    is_of_aid=True,
    notes=(_("按办理日期归期；地区是转介时家庭所在的村，不是单位所在地。低保金不在内。"),),
)
