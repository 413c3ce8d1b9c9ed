"""The families' word that others may be told of them, taken down by the caseworkers of their townships."""

from django.db import connection, transaction

from applicants.aid_sql import Value
from applicants.models.consent import SigningWay
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff

STEP = "aid consents"
# Of a hundred families whose grant began within so many months, so many were not asked yet.
_NEW_WITHIN, _NOT_ASKED = 3, 25

# Who was in benefit already signs in the first fortnight, and whoever comes later in the days before the first month;
# for each the head, or the eldest where the head is a child. The chances are remainders of the household's number.
_SIGN = """
INSERT INTO applicants_aidconsent (
    area_code, household_id, person_id, way, signed_on, recorded_by_id, recorded_on, revoke_reason)
SELECT h.area_code, h.id, p.id, %(way)s, d.day, %(by)s, least(d.day + (h.id %% 3)::int, %(today)s::date), ''
FROM applicants_household h
CROSS JOIN LATERAL (
    SELECT min(g.first_month) AS first_month FROM applicants_grant g WHERE g.household_id = h.id) g
CROSS JOIN LATERAL (
    SELECT greatest(g.first_month - 1 - (h.id %% 9)::int, %(begins)s::date + (h.id %% 14)::int) AS day) d
CROSS JOIN LATERAL (
    SELECT p.id FROM applicants_membership m JOIN applicants_person p ON p.id = m.person_id
    WHERE m.household_id = h.id AND p.birth_date + interval '18 years' <= d.day
    ORDER BY p.id = h.head_id DESC, p.birth_date, p.id LIMIT 1) p
WHERE h.area_code >= %(low)s AND h.area_code < %(high)s AND d.day <= %(today)s
  AND (g.first_month <= %(today)s::date - make_interval(months => %(new_within)s)
       OR h.id * 48271 %% 1009 %% 100 >= %(not_asked)s)
"""


def sign(era: Era) -> int:
    """A consent of nearly every family that was ever granted anything; returns how many."""
    offices = Offices()
    townships = Area.objects.filter(level=AreaLevel.TOWNSHIP).order_by("code")
    with transaction.atomic():
        signed = sum(
            _of(township, offices.caseworker(township.code), era) for township in townships
        )
        steps.mark_done(STEP)
    return signed


def _of(township: Area, by: Staff, era: Era) -> int:
    low, high = township.span
    values: dict[str, Value] = {
        "low": low,
        "high": high,
        "way": SigningWay.PAPER.value,
        "by": by.pk,
        "begins": era.first_month.first_day,
        "today": era.today,
        "new_within": _NEW_WITHIN,
        "not_asked": _NOT_ASKED,
    }
    with scope.of(by, action="demo"), connection.cursor() as cursor:
        cursor.execute(_SIGN, values)
        return cursor.rowcount
