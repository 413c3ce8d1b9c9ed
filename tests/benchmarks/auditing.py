"""What the audit costs: a draw with its traces beside one without, and how fast all sealed entries are read again."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection

from dibao import chain_checks, chains, scope
from payments.actions import batches
from tests.benchmarks import months
from tests.benchmarks.drawing import SECOND
from tests.benchmarks.figures import Control, Figure, Spent, beside_floor, listed, say, timed
from tests.benchmarks.prefecture import County, Prefecture, as_owner, tidy

TURNS = 5
ENTRIES = 500_000
QUICK = 50_000
# Histories of what a draw writes, and the column that every entry gets for the chains.
_DRAWN = ("payments_paymentbatch", "payments_paymentline")
_HISTORIES = """
SELECT tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND p.prosecdef
"""
# As many events and looks as years bring, in the counties that there are; a third of them changes of a core table.
_EVENTS = """
INSERT INTO dibao_auditevent (at, event, object_kind, object_key, area_code, staff_key, staff_name, role, request_id,
                              after, reason)
SELECT now(), 'case:confirmed', 'applicants.case', n::text, (%(areas)s::text[])[1 + n %% %(count)s], n %% 63, '赵审核',
       'county_reviewer', gen_random_uuid()::text,
       jsonb_build_object('class', 2, 'total', '156.00', 'months', n %% 12), '家庭人均收入低于保障标准'
FROM generate_series(1, %(rows)s) AS n
"""
_LOOKS = """
INSERT INTO dibao_readlog (at, kind, staff_key, staff_name, role, area_code, household_key, subject, purpose,
                           request_id)
SELECT now(), 'view', n %% 63, '李经办', 'caseworker', (%(areas)s::text[])[1 + n %% %(count)s], n, '低保档案', '',
       gen_random_uuid()::text
FROM generate_series(1, %(rows)s) AS n
"""
_CHANGES = """
INSERT INTO payments_paymentlineevent (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, pgh_context, id,
                                       area_code, status, failure_reason, booking)
SELECT now(), 'update', n, gen_random_uuid(), %(story)s::jsonb, n, (%(areas)s::text[])[1 + n %% %(count)s], 'paid', '',
       'direct'
FROM generate_series(1, %(rows)s) AS n
"""


def draw_figure(near: Prefecture, counties: Sequence[County], *, size: str) -> Figure:
    """A month's draw, beside the same draw that leaves no event and no history."""
    with_audit: list[Spent] = []
    without: list[Spent] = []
    controls: list[Control] = []
    with near.open():
        for turn in range(TURNS):
            # Each goes first in every other turn.
            order = (with_audit, without) if turn % 2 else (without, with_audit)
            controls += [_draw(counties, spent is with_audit, spent) for spent in order]
    return Figure(
        name=f"draw_month_{size}_audited",
        goal="ratio <= 1.15",
        **beside_floor(with_audit, without),
        control=controls[0],
        floor_control=controls[-1],
        note=f"seconds {listed(with_audit)} beside {listed(without)} without events and histories",
    )


def _draw(counties: Sequence[County], is_audited: bool, spent: list[Spent]) -> Control:
    if is_audited:
        spent.append(timed(lambda: months.draw(counties, SECOND)))
    else:
        with _unaudited():
            spent.append(timed(lambda: months.draw(counties, SECOND)))
    lines, _exceptions = months.control(SECOND)
    months.forget(SECOND)
    return lines


@contextmanager
def _unaudited() -> Iterator[None]:
    """No history of what a draw writes, no number of its transaction, and no event."""
    with as_owner() as owner:
        names = [
            (table, name)
            for table in _DRAWN
            for (name,) in owner.execute(_HISTORIES, [table]).fetchall()
        ]
        for table, name in names:
            owner.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
        try:
            with patch.object(batches.audit, "record"):
                yield
        finally:
            for table, name in names:
                owner.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')


def verify_figure(near: Prefecture, counties: Sequence[County], *, is_quick: bool) -> Figure:
    """Entries a second of a whole verification, in blocks of many sizes; the floor only counts the same rows."""
    with near.open():
        sealed = _fill(counties, QUICK if is_quick else ENTRIES)
        say(f"    {sealed:,} entries sealed")
        found: list[chain_checks.Report] = []
        spent = timed(lambda: found.append(_verified()))
        (report,) = found
    return Figure(
        name="verify_audit_entries_per_second",
        goal="value >= 100000",
        value=report.entries / spent.seconds,
        cpu_value=None if spent.cpu is None else report.entries / spent.cpu,
        control=Control(report.blocks, report.entries if report.is_whole else 0),
        floor_control=Control(report.blocks, sealed),
        note=f"{report.entries:,} entries in {report.blocks} blocks, {spent.seconds:.1f} s",
    )


def _fill(counties: Sequence[County], entries: int) -> int:
    """Entries of all kinds in ten rounds; how many there are in blocks."""
    areas = [county.area.code for county in counties]
    story = json.dumps(
        {"staff": 1, "name": "赵审核", "posting": 1, "request": "r", "action": "batch"}
    )
    values = {"areas": areas, "count": len(areas), "rows": entries // 30, "story": story}
    for _round in range(10):
        with as_owner() as owner:
            for statement in (_EVENTS, _LOOKS, _CHANGES):
                owner.execute(statement, values)
        chains.seal()
    tidy("dibao_auditevent", "dibao_readlog", "payments_paymentlineevent")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(entry_count) FROM dibao_auditblock")
        return int(cursor.fetchone()[0])


def _verified() -> chain_checks.Report:
    with scope.everywhere(action="bench"):
        return chain_checks.verify()
