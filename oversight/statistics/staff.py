"""Who works full time for the dibao offices of the city and its counties, and whom they post to townships.

An office's people are those whose posting names it; the area of a row is the office, wherever its people sit.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from dibao.roles import Role
from oversight.statistics.measures import Column, Listing, Measure, Report, Unit, Words

# Somebody with two postings is one person; the account that is out of use works no more.
_ROWS: Final = r"""
SELECT o.id AS row_key, o.unit_code AS area_code, o.staff_id, o.role, o.area_code AS seat, o.starts_on,
       o.unit_code ~ '^\d{4}0{8}$' AS is_bureau, o.area_code !~ '^\d{6}0{6}$' AS is_sent
FROM dibao_posting o JOIN dibao_staff f ON f.id = o.staff_id
WHERE o.unit_code >= %(low)s AND o.unit_code < %(high)s AND f.is_active
  AND o.starts_on <= %(last_day)s AND (o.ends_on IS NULL OR o.ends_on >= %(last_day)s)
"""


def _role_word(code: object) -> Words:
    return Role(str(code)).label


def _people(key: str, label: Words, meaning: Words, where: str = "true") -> Measure:
    return Measure(key, label, Unit.PERSONS, meaning, "count(DISTINCT staff_id)", where)


REPORT: Final = Report(
    key="staff",
    title=_("低保工作机构人员情况表"),
    about=_("市、县低保机构的专职人员，其中派驻乡镇的"),
    rows=_ROWS,
    measures=(
        _people("people", _("专职人员"), _("期末在职、任职登记写明所属低保机构的人，一人一次。")),
        _people("bureau", _("市级机构"), _("所属机构是市级的。"), "is_bureau"),
        _people("offices", _("县级机构"), _("所属机构是县级的。"), "NOT is_bureau"),
        _people("sent", _("其中派驻乡镇"), _("县级机构的人员中任职地区是乡镇的。"), "is_sent"),
    ),
    listing=Listing(
        joins="JOIN dibao_staff f ON f.id = s.staff_id JOIN dibao_area w ON w.code = s.seat",
        columns=(
            Column(_("姓名"), "f.name"),
            Column(_("岗位"), "s.role", words=_role_word),
            Column(_("任职地区"), "coalesce(nullif(w.path, ''), w.name)"),
            Column(_("任职日期"), "s.starts_on", "date"),
        ),
        # The register of postings is the administrators'; nothing else is behind a row.
        leads_to="admin:dibao_posting_change",
        key="s.row_key",
        may_open=P.STAFF_MANAGE,
    ),
    reads=P.REPORT_VIEW,
    pictures=(("people",),),
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.COUNTY,
)
