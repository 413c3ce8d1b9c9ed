"""When families were last looked at before the demonstration's day: on paper, so that only the day is known."""

from applicants.models.recheck import PaperRecheck
from applicants.rechecks import SCHEDULE, schedule_values
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load
from dibao.levels import AreaLevel
from dibao.models.area import Area

STEP = "looks"
# Of a thousand families whose first interval is over: looked at too long ago, by up to so many days.
_LATE, _DAYS_LATE = 80, 40

# The chances are remainders of the household's number by primes, so the same prefecture has the same days. Nobody goes
# to the villages on a weekend, and whoever is in time stays so when the day moves to the Friday before.
_LOOK = (
    SCHEDULE
    + """
, drawn AS (
    SELECT l.*, l.household_id * 48271 %% 1009 * 1000 / 1009 AS lot, l.household_id * 69621 %% 9973 / 9973.0 AS chance,
           %(on)s::date - (%(on)s::date - make_interval(months => l.months))::date AS days
    FROM listed l WHERE l.due_on < %(on)s
), looked_at AS (
    SELECT household_id, looked_on AS before,
           %(on)s::date - CASE WHEN lot < %(late)s THEN days + 3 + floor(chance * %(days_late)s)::int
                               ELSE 1 + floor(chance * (days - 7))::int END AS day
    FROM drawn
)
INSERT INTO applicants_paperrecheck (household_id, area_code, looked_on)
SELECT h.id, h.area_code, l.day - greatest(extract(isodow FROM l.day)::int - 5, 0)
FROM looked_at l JOIN applicants_household h ON h.id = l.household_id
WHERE l.day - 2 > l.before
ORDER BY h.id
"""
)


def load_looks(era: Era) -> int:
    """A last look for each family that waited longer than the rules let it; returns how many have one."""
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    values = schedule_values(prefecture, era.today)
    with Load(PaperRecheck) as load:
        load.execute(_LOOK, {**values, "late": _LATE, "days_late": _DAYS_LATE})
        load.execute(steps.MARK, [STEP])
    return PaperRecheck.objects.using("owner").count()
