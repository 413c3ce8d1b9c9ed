"""Loading the prefecture's register: plan, draw, judge, store; all in one transaction of the owner."""

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from applicants import rule_sets
from applicants.demo.columns import COLUMNS
from applicants.demo.files import ROSTER, Files, Shown
from applicants.demo.people import Register
from applicants.demo.plan import Plan
from applicants.demo.timeline import Timetable
from applicants.models.notice import NoticeEntry, PublicNotice, new_token
from applicants.models.notice_posting import NoticePosting
from applicants.models.policy import RuleSet
from applicants.models.roster import RosterImport
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load, Row
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of, township_of
from dibao.models.holiday import Holiday
from dibao.roles import Role

STEP = "register"
SEED = "示范市"
_HOUSEHOLDS_AT_ONCE = 1500
_POSTINGS_AT_ONCE = 1500

_LIST = (
    "id", "area_code", "file_name", "sha256", "household_count", "person_count", "total_amount", "first_month",
    "imported_by_id", "imported_at",
)  # fmt: skip
_COUNT_LIST = """
UPDATE applicants_rosterimport r
SET household_count = g.households, person_count = g.persons, total_amount = g.total
FROM (SELECT count(*) AS households, coalesce(sum(covered_count), 0) AS persons, coalesce(sum(total_amount), 0) AS total
      FROM applicants_grant JOIN applicants_case c ON c.household_id = applicants_grant.household_id
      WHERE c.kind = 'takeover') g
"""
# A case about a grant comes with the grant's end, and a grant's end with that case: one of the two must wait.
_CASES_NAME_GRANTS = """
DO $$
BEGIN
    EXECUTE (SELECT format('SET CONSTRAINTS %I DEFERRED', conname) FROM pg_constraint
             WHERE conrelid = 'applicants_case'::regclass AND confrelid = 'applicants_grant'::regclass);
END $$
"""
_NOTICE = (
    "id", "area_code", "stage", "starts_on", "ends_on", "token", "office", "phone", "entry_count", "entries_hash",
    "frozen_by_id", "frozen_at",
)  # fmt: skip
_ENTRY = (
    "notice_id", "area_code", "position", "starts_on", "ends_on", "case_id", "assessment_id", "printed_name",
    "household_size", "covered_count", "benefit_class", "monthly_amount",
)  # fmt: skip


def load_register(era: Era, *, seed: str = SEED, scale: float = 1.0) -> int:
    """Households with their whole history up to the era's day; returns how many. Assumes areas, staff and rules."""
    files = _files(era, seed)
    sketches = Plan(era, seed, SHOWN_TOWNSHIP[:9], scale).sketches(_counties())
    with (
        Load(RosterImport, *COLUMNS, PublicNotice, NoticeEntry, NoticePosting) as load,
        _no_collector(),
    ):
        load.execute(_CASES_NAME_GRANTS)
        _load_list(load, files, era)
        for start in range(0, len(sketches), _HOUSEHOLDS_AT_ONCE):
            for sketch in sketches[start : start + _HOUSEHOLDS_AT_ONCE]:
                files.write(sketch)
            for table, columns in COLUMNS.items():
                load.put(table, columns, files.rows[table])
                files.rows[table] = []
        _load_postings(load, files)
        load.execute(_BOARDS, [era.today])
        load.execute("SET CONSTRAINTS ALL IMMEDIATE")
        load.execute(_COUNT_LIST)
        load.execute(steps.MARK, [STEP])
    return len(sketches)


def _files(era: Era, seed: str) -> Files:
    rules = rule_sets.load(era.rules)
    rule_set = RuleSet.objects.in_force(
        Area.objects.filter(level=AreaLevel.COUNTY)[0], on=era.today
    )
    names = dict(Area.objects.filter(level=AreaLevel.VILLAGE).values_list("code", "name"))
    return Files(
        seed=seed,
        timetable=Timetable(rules, Holiday.objects.calendar()),
        rule_set=rule_set.pk,
        offices=Offices(),
        register=Register(sorted({county_of(code) for code in names})),
        village_names=names,
        listed_since=era.first_paid,
    )


def _load_list(load: Load, files: Files, era: Era) -> None:
    """The list that some households came in by; it is counted once they are there."""
    county = county_of(SHOWN_TOWNSHIP)
    clerk = files.offices.at(county, Role.COUNTY_CLERK).pk
    name = f"{era.first_month.previous().label}在保名单.xlsx"
    checksum = hashlib.sha256(name.encode()).hexdigest()
    first, on = era.first_paid.first_day, files.timetable.rules.valid_from
    row = (ROSTER, county, name, checksum, 0, 0, 0, first, clerk, f"{on} 09:00:00+08")
    load.put(RosterImport, _LIST, [row])


def _counties() -> Mapping[str, tuple[int, Sequence[str]]]:
    """Rural population and villages of each county."""
    counties = Area.objects.filter(level=AreaLevel.COUNTY).order_by("code")
    return {
        county.code: (
            county.rural_population or 1,
            list(
                Area.objects.within(county)
                .filter(level=AreaLevel.VILLAGE)
                .order_by("code")
                .values_list("code", flat=True)
            ),
        )
        for county in counties
    }


def _load_postings(load: Load, files: Files) -> None:
    """The postings that every case went through, as the villages read them."""
    townships = {
        area.code: (f"{area.path}人民政府", area.office_phone)
        for area in Area.objects.filter(level=AreaLevel.TOWNSHIP)
    }
    notices: list[Row] = []
    entries: list[Row] = []
    number = 0
    for (village, meeting), shown in files.postings.items():
        office, phone = townships[township_of(village)]
        frozen_by, checksum = files.offices.caseworker(village).pk, _checksum(shown)
        for posted in meeting.postings:
            number += 1
            span = (posted.starts_on, posted.ends_on)
            notices.append((
                number, village, posted.stage, *span, new_token(), office, phone, len(shown), checksum, frozen_by,
                f"{posted.starts_on} 09:00:00+08",
            ))  # fmt: skip
            entries += [
                (
                    number, village, position, *span, line.case, line.assessment, line.name, line.size, line.covered,
                    line.benefit_class, line.amount,
                )
                for position, line in enumerate(shown, start=1)
            ]  # fmt: skip
        if len(notices) > _POSTINGS_AT_ONCE:
            _put_postings(load, notices, entries)
            notices, entries = [], []
    _put_postings(load, notices, entries)


# Each hung in its village from its first day to the day after its last.
_BOARDS = """
INSERT INTO applicants_noticeposting (
    id, notice_id, area_code, act, done_on, place, size, content_hash, why_no_photo, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), n.id, n.area_code, a.act, a.day, '村公示栏', NULL, '', '照片存村委会', n.frozen_by_id,
       a.day + time '09:00'
FROM applicants_publicnotice n
CROSS JOIN LATERAL (VALUES ('put_up', n.starts_on), ('taken_down', n.ends_on + 1)) AS a(act, day)
WHERE n.stage <> 'standing' AND a.day <= %s
"""


def _put_postings(load: Load, notices: Sequence[Row], entries: Sequence[Row]) -> None:
    load.put(PublicNotice, _NOTICE, notices)
    load.put(NoticeEntry, _ENTRY, entries)


def _checksum(shown: Sequence[Shown]) -> str:
    """The same checksum that a notice gets when it is frozen at the desk."""
    lines = [
        f"{position}|{line.name}|{line.size}|{line.covered}|{line.benefit_class}|{line.amount}"
        for position, line in enumerate(shown, start=1)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of values that live to the end: the garbage collector would walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
