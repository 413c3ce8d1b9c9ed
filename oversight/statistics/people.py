"""Who the people in benefit are on the last day of the period: women, old, minors, holders of a disability card.

Cards come and go, so they are those that the register knew of on that day. Sex and birth do not change: what was put
right later holds for every month.
"""

from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from oversight.statistics.caseload import IN_BENEFIT
from oversight.statistics.listings import PERSONS
from oversight.statistics.measures import Asked, Measure, Report, Tie, Unit, Words

# Of whose row was changed since, the newest version of then; of whoever was not in the register yet, today's.
_ROWS: Final = """
WITH period AS (
    SELECT (%(last_day)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS over_at
), changed_since AS (
    SELECT DISTINCT e.pgh_obj_id FROM applicants_personevent e CROSS JOIN period
    WHERE e.area_code >= %(low)s AND e.area_code < %(high)s AND e.pgh_label = 'update' AND e.pgh_created_at >= over_at
), of_then AS (
    SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id AS person_id, e.disability_type, e.disability_level
    FROM changed_since c JOIN applicants_personevent e USING (pgh_obj_id) CROSS JOIN period
    WHERE e.pgh_created_at < over_at ORDER BY e.pgh_obj_id, e.pgh_id DESC
)
SELECT s.id AS row_key, s.area_code, s.person_id, g.household_id, g.benefit_class, p.sex, p.birth_date,
       d.type IS NOT NULL AS is_disabled, d.level AS disability_level, s.base_amount + s.supplement_amount AS amount,
       p.birth_date <= %(last_day)s - interval '60 years' AS is_old,
       p.birth_date > %(last_day)s - interval '18 years' AS is_minor
FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id
JOIN applicants_person p ON p.id = s.person_id
LEFT JOIN of_then t ON t.person_id = s.person_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.person_id IS NULL THEN p.disability_type ELSE t.disability_type END AS type,
           CASE WHEN t.person_id IS NULL THEN p.disability_level ELSE t.disability_level END AS level) d
WHERE s.area_code >= %(low)s AND s.area_code < %(high)s
  AND s.first_month <= %(last)s AND (s.last_month IS NULL OR s.last_month >= %(last)s)
"""
_TIES: Final = f"""
SELECT (SELECT count(*) FROM ({_ROWS}) s), (SELECT coalesce(sum(covered_count), 0) FROM ({IN_BENEFIT}) g)
"""


def _ties(asked: Asked) -> list[Tie]:
    """Every covered person has a share, and every share a person (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_TIES, asked.values)
        ((ours, theirs),) = cursor.fetchall()
    what, source = _("按人数的保障人数"), _("按待遇的保障人数")
    return [Tie(what, asked.area.name, str(asked.period), ours, theirs, source)]


def _persons(key: str, label: Words, meaning: Words, where: str = "true") -> Measure:
    return Measure(key, label, Unit.PERSONS, meaning, where=where)


REPORT: Final = Report(
    key="people",
    title=_("农村低保对象分类情况表"),
    about=_("期末保障对象中的女性、老年人、未成年人、残疾人，按类别的人数"),
    rows=_ROWS,
    measures=(
        _persons("persons", _("人数"), _("期末在保的保障对象，每人一次。")),
        _persons(
            "women", _("女性"), _("按身份证号是女性的；没有证件号的按登记。"), "sex = 'female'"
        ),
        _persons("old", _("老年人"), _("期末最后一天满60周岁。"), "is_old"),
        _persons("adults", _("成年人"), _("满18周岁、不满60周岁。"), "NOT is_old AND NOT is_minor"),
        _persons("minors", _("未成年人"), _("期末最后一天不满18周岁。"), "is_minor"),
        _persons("unknown_age", _("年龄未登记"), _("没有登记出生日期。"), "birth_date IS NULL"),
        _persons("disabled", _("残疾人"), _("持有残疾证。"), "is_disabled"),
        _persons(
            "severely_disabled",
            _("其中重度"),
            _("残疾证为一级、二级。"),
            "is_disabled AND disability_level <= 2",
        ),
        _persons("class_1", _("一类"), _("所在户的待遇是一类。"), "benefit_class = 1"),
        _persons("class_2", _("二类"), _("所在户的待遇是二类。"), "benefit_class = 2"),
        _persons("class_3", _("三类"), _("所在户的待遇是三类。"), "benefit_class = 3"),
    ),
    listing=PERSONS,
    # Who is old or disabled by name is for who reads files.
    reads=P.CASE_VIEW,
    pictures=(("old", "adults", "minors"), ("women",)),
    ties=_ties,
    is_of_money=True,
    notes=(
        _(
            "残疾证按期末最后一天系统里的登记，以后的改动只影响以后的报表；期末以后才登记进来的人，按现在的登记。性别和出生日期按现在的"
            "登记，更正以后各期一起更正。"
        ),
    ),
)
