"""Standing lists (长期公示): the households in benefit of every village of an area, posted in one statement."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from applicants.models.grant import Grant
from applicants.models.notice import NoticeStage
from applicants.naming import printed_name
from dibao.guards import require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth

# A list is replaced every month; two months leave room for a late one, and then it leaves the web by itself.
_DAYS = 62
# Nobody older than this on a day is a minor on it; `printed_name` decides about the rest.
_YEARS_OF_MINORS = 18

# A village whose last household has left gets an empty list, for the old one still names it. The token is 122 random
# bits, written like those of `new_token`; the hash is the one that `notices` makes of the same entries.
_POST = """
WITH listed AS (
    SELECT g.area_code, g.covered_count, g.benefit_class, g.total_amount,
           row_number() OVER (PARTITION BY g.area_code ORDER BY p.initials, g.id) AS position,
           COALESCE(masked.name, p.name) AS printed_name,
           (SELECT count(*) FROM applicants_membership m
            WHERE m.household_id = g.household_id AND m.last_day IS NULL AND m.is_counted) AS household_size
    FROM applicants_grant g
    JOIN applicants_household h ON h.id = g.household_id
    JOIN applicants_person p ON p.id = h.head_id
    LEFT JOIN unnest(%(minors)s::uuid[], %(names)s::text[]) AS masked(person, name) ON masked.person = p.id
    WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
      AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
), posted AS (
    INSERT INTO applicants_publicnotice (
        area_code, stage, starts_on, ends_on, token, office, phone, entry_count, entries_hash, frozen_by_id, frozen_at)
    SELECT v.code, %(stage)s, %(starts_on)s, %(ends_on)s,
           translate(rtrim(encode(uuid_send(gen_random_uuid()), 'base64'), '='), '+/', '-_'),
           t.path || '人民政府', t.office_phone, count(l.position),
           encode(sha256(convert_to(COALESCE(string_agg(
               concat_ws('|', l.position, l.printed_name, l.household_size, l.covered_count, l.benefit_class,
                         l.total_amount), E'\\n' ORDER BY l.position), ''), 'UTF8')), 'hex'),
           %(by)s, now()
    FROM dibao_area v
    JOIN dibao_area t ON t.code = left(v.code, 9) || '000'
    LEFT JOIN listed l ON l.area_code = v.code
    WHERE v.level = 'village' AND v.code >= %(low)s AND v.code < %(high)s
    GROUP BY v.code, t.code
    HAVING count(l.position) > 0 OR EXISTS (
        SELECT FROM applicants_publicnotice o
        WHERE o.area_code = v.code AND o.stage = %(stage)s AND o.ends_on >= %(starts_on)s)
    RETURNING id, area_code
), entered AS (
    INSERT INTO applicants_noticeentry (
        notice_id, area_code, starts_on, ends_on, position, printed_name, household_size, covered_count,
        benefit_class, monthly_amount)
    SELECT posted.id, area_code, %(starts_on)s, %(ends_on)s, position, printed_name, household_size, covered_count,
           benefit_class, total_amount
    FROM posted JOIN listed USING (area_code)
    RETURNING 1
)
SELECT (SELECT count(*) FROM posted), (SELECT count(*) FROM entered)
"""


@dataclass(frozen=True)
class Posted:
    """How many villages got a list, and how many households stand on them."""

    lists: int
    households: int


@transaction.atomic
def publish(*, area: Area, month: BenefitMonth, by: Staff, on: date) -> Posted:
    """Post, for each village of `area`, the households whose grant covers `month`; two statements at any size."""
    require_area(by, area.code)
    low, high = area.span
    minors = _minors(area, month, on)
    values: dict[str, str | int | date | list[str]] = {
        "low": low,
        "high": high,
        "month": month.first_day,
        "stage": NoticeStage.STANDING,
        "starts_on": on,
        "ends_on": on + timedelta(days=_DAYS - 1),
        "minors": list(minors),
        "names": list(minors.values()),
        "by": by.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_POST, values)
        lists, households = cursor.fetchone() or (0, 0)
    return Posted(lists, households)


def _minors(area: Area, month: BenefitMonth, on: date) -> dict[str, str]:
    """How the heads who are not of age are printed, by their keys."""
    grants = (
        Grant.objects.within(area)
        .covering(month)
        .filter(household__head__birth_date__year__gte=on.year - _YEARS_OF_MINORS)
        .select_related("household__head")
    )
    heads = [grant.household.head for grant in grants]
    return {str(head.pk): printed_name(head, on=on) for head in heads}
