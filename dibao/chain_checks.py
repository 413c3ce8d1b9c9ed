"""Verifying the chains: every entry is read again, block by block, and every block against the one before it.

Statements come from here and not from functions of the database, which its owner could have changed. Entries are read
once, by stretches of some two hundred thousand, and PostgreSQL hashes them; only digests come back. So memory stays
small however long the chains are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from dibao import chains, history_checks
from dibao.chain_findings import ChainState, Fault, Finding, Report
from dibao.chain_layout import WRITTEN_IN, Layout, Shape, fingerprint, left_out, readable
from dibao.chains import Head, hash_of
from dibao.models.audit_chain import AuditBlock, AuditLayout, ChainCheck

# So many entries are hashed by one round of statements.
STRETCH = 200_000
# A transaction may be this long open: an entry that says it is older than the block before by more was written later.
LATE = timedelta(days=1)

_CANONICAL = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)
_DIGESTS = """
SELECT chain, round, count(*), encode(sha256(string_agg(digest, '' ORDER BY key)), 'hex'), min(at)
FROM (
    SELECT {chain} AS chain, width_bucket({number}, %(cuts)s::bigint[]) AS round, {key} AS key, {at} AS at,
           sha256(convert_to(ROW({columns})::text, 'UTF8')) AS digest
    FROM {table} WHERE {number} >= %(low)s AND {number} < %(high)s
) AS entries
WHERE %(chain)s::text IS NULL OR chain = %(chain)s
GROUP BY chain, round
"""
_PLACE = sql.SQL("rpad(left(area_code, 6), 12, '0')")
_NO_PLACE = sql.SQL("'000000000000'")

_COLUMNS_THERE = """
SELECT c.relname::text, a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
# Numbers that no transaction of this server has yet; another server's say nothing here.
_AHEAD = """
SELECT DISTINCT {name}, {chain} FROM {table}
WHERE {number} >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + %(offset)s
  AND %(server)s = (SELECT system_identifier::text FROM pg_control_system())
"""
# Entries that bear an earlier number than any transaction ever had.
_LOWEST = -(2**63)

Found = tuple[int, str, datetime | None]


def verify(
    *,
    heads: Iterable[Head] = (),
    chain: str = "",
    since: datetime | None = None,
    stretch: int = STRETCH,
    with_rows: bool = False,
) -> Report:
    """Read every sealed entry again, in a scope that sees all areas (`scope.everywhere`).

    `heads` are compared where they name a block; `chain` looks at one chain alone; `since` begins with the first round
    sealed then, and takes what lies before for good; `with_rows` lays rows beside their histories too. Changes nothing.
    """
    walk = _Walk(heads, chain, since, stretch)
    if with_rows:
        walk.look_at_rows()
    return walk.report()


def keep(*, since: datetime | None = None) -> ChainCheck:
    """Verify beside the heads that lie here, and keep what was found for the page of the chains."""
    report = verify(heads=chains.heads_here(), since=since, with_rows=since is None)
    return ChainCheck.objects.create(
        since=since,
        block_count=report.blocks,
        entry_count=report.entries,
        faults=[finding.as_facts() for finding in report.faults],
    )


@dataclass(frozen=True)
class _Seen:
    """A block with the moment at which the one before it was sealed."""

    block: AuditBlock
    before: datetime | None


class _Walk:
    def __init__(
        self, heads: Iterable[Head], chain: str, since: datetime | None, stretch: int
    ) -> None:
        self._chain, self._since, self._stretch = chain, since, stretch
        self._heads: dict[tuple[str, int], set[str]] = defaultdict(set)
        for head in heads:
            if not chain or head.chain == chain:
                self._heads[head.chain, head.number].add(head.hash)
        self._states: dict[str, ChainState] = {}
        self._columns = _columns_there()
        self._layouts = _layouts()
        self._narrowed = _narrowed(self._layouts, self._columns)
        self._low: int | None = None
        self._strayed: list[tuple[str, str]] = []

    def look_at_rows(self) -> None:
        """Look for rows that are not what their sealed histories say: changed with the triggers off."""
        for one in history_checks.strayed():
            if not self._chain or one.chain == self._chain:
                self._strayed.append((one.table, one.chain))

    def report(self) -> Report:
        with connection.cursor() as cursor:
            cursor.execute(_CANONICAL)
        self._begin()
        waiting: list[_Seen] = []
        for block in self._blocks().order_by("to_transaction", "chain").iterator(chunk_size=2000):
            if waiting and self._is_enough(waiting, block):
                self._compare(waiting)
                waiting = []
            waiting.append(self._link(block))
        if waiting:
            self._compare(waiting)
        self._look_for_heads()
        self._look_ahead()
        for table, chain in self._strayed:
            state = self._states.setdefault(chain, ChainState(chain))
            state.fail(Fault.STRAYED, state.number + 1, table=table)
        return Report(self._states, self._unsealed())

    # Blocks

    def _blocks(self) -> QuerySet[AuditBlock]:
        blocks = AuditBlock.objects.all()
        if self._chain:
            blocks = blocks.filter(chain=self._chain)
        return blocks.filter(sealed_at__gte=self._since) if self._since else blocks

    def _begin(self) -> None:
        """Where only the last days are looked at, every chain goes on from its last block before."""
        if self._since is None:
            return
        earlier = AuditBlock.objects.filter(sealed_at__lt=self._since)
        if self._chain:
            earlier = earlier.filter(chain=self._chain)
        for block in earlier.order_by("chain", "-number").distinct("chain"):
            state = self._states[block.chain] = ChainState(block.chain)
            state.take(block)
            state.blocks, state.entries = 0, 0
        ends = [state.to_transaction for state in self._states.values() if state.to_transaction]
        self._low = max(ends, default=None)

    def _is_enough(self, waiting: Sequence[_Seen], following: AuditBlock) -> bool:
        """Whether a stretch ends here; a round stays together, and so does a layout."""
        last = waiting[-1].block
        if following.to_transaction == last.to_transaction:
            return False
        return (
            following.layout_id != last.layout_id
            or sum(seen.block.entry_count for seen in waiting) >= self._stretch
        )

    def _link(self, block: AuditBlock) -> _Seen:
        """Compare a block with itself, with the one before, with its layout and with the heads kept of it."""
        state = self._states.setdefault(block.chain, ChainState(block.chain))
        seen = _Seen(block, state.sealed_at)
        layout = self._layouts[block.layout_id]
        if (block.number, block.previous_hash, block.from_transaction) != (
            state.number + 1,
            state.hash,
            state.to_transaction or 0,
        ):
            state.fail(Fault.LINK, state.number + 1)
        if not _is_told(block.parts):
            # Nothing can be compared with it; its hash will not be right either.
            block.parts = {}
        if hash_of(block, layout=layout.sha256) != block.hash:
            state.fail(Fault.BLOCK, block.number)
        if fingerprint(layout.tables) != layout.sha256:
            state.fail(Fault.LAYOUT, block.number)
        if block.layout_id in self._narrowed:
            state.fail(Fault.NARROWED, block.number)
        self._compare_heads(state, block)
        state.take(block)
        return seen

    def _compare_heads(self, state: ChainState, block: AuditBlock) -> None:
        kept = self._heads.pop((block.chain, block.number), None)
        if kept is None:
            return
        if kept == {block.hash}:
            state.agreed = max(state.agreed, block.number)
        else:
            # Whatever was written anew lies between the last head that agrees and this one.
            state.fail(Fault.HEAD, block.number, holds=state.agreed)

    def _look_for_heads(self) -> None:
        """A head whose block is not there: the chain was cut behind the last one that is."""
        for chain, number in self._heads:
            state = self._states.setdefault(chain, ChainState(chain))
            if number > state.number:
                state.fail(Fault.CUT, state.number + 1)

    # Entries

    def _compare(self, seen: Sequence[_Seen]) -> None:
        """Hash the entries of a stretch and lay them beside what its blocks say."""
        cuts = sorted({one.block.to_transaction for one in seen})
        low, self._low = self._low, cuts[-1]
        layout = self._layouts[seen[-1].block.layout_id].tables
        found = self._found(layout, low, cuts)
        by_end = {(one.block.chain, one.block.to_transaction): one for one in seen}
        doubtful: set[tuple[str, int]] = set()
        told = {
            (one.block.chain, one.block.to_transaction, table): (count, digest)
            for one in seen
            for table, (count, digest) in one.block.parts.items()
        }
        for (chain, cut, table), (count, digest, at) in found.items():
            if told.pop((chain, cut, table), None) != (count, digest):
                doubtful.add((chain, cut))
            elif (one := by_end[chain, cut]).before and at and at < one.before - LATE:
                self._states[chain].fail(Fault.BACKDATED, one.block.number, table=table)
        doubtful |= {(chain, cut) for chain, cut, _table in told}
        for chain, cut in sorted(doubtful):
            self._look_closer(chain, cut, [one.block for one in seen if one.block.chain == chain])

    def _look_closer(self, chain: str, cut: int, blocks: Sequence[AuditBlock]) -> None:
        """Compare one block by itself: where a neighbour's end was changed, the round that it cut is not at fault."""
        state = self._states.setdefault(chain, ChainState(chain))
        block = next((one for one in blocks if one.to_transaction >= cut), None)
        if block is None:
            state.fail(Fault.UNCOVERED, state.number + 1)
            return
        if any(finding.number <= block.number for finding in state.findings):
            return
        layout = self._layouts[block.layout_id].tables
        low = block.from_transaction if block.number > 1 else None
        found = self._found(layout, low, [block.to_transaction], chain=chain)
        for table in sorted({*block.parts, *(table for _chain, _cut, table in found)}):
            expected, digest = block.parts.get(table, (0, ""))
            count, made, _at = found.get((chain, block.to_transaction, table), (0, "", None))
            if (expected, digest) != (count, made):
                counts = {"expected": expected, "found": count}
                good = block.number - 1
                state.findings.append(
                    Finding(Fault.ENTRIES, chain, block.number, good, table, **counts)
                )
                return

    def _found(
        self, layout: Layout, low: int | None, cuts: Sequence[int], *, chain: str = ""
    ) -> dict[tuple[str, int, str], Found]:
        """Count, digest and oldest time of what lies there, by chain, end of round and table."""
        found: dict[tuple[str, int, str], Found] = {}
        values: dict[str, int | str | list[int] | None] = {
            "low": _LOWEST if low is None else low,
            "high": cuts[-1],
            "cuts": list(cuts),
            "chain": chain or self._chain or None,
        }
        with connection.cursor() as cursor:
            for table, shape in layout.items():
                if not set(shape["columns"]) <= self._columns.get(table, set()):
                    continue  # Its blocks tell of entries that nobody can read any more, which shows.
                statement = _statement(table, shape).as_string(cursor.connection)
                cursor.execute(statement, values)
                for place, round_number, count, digest, at in cursor.fetchall():
                    found[place, cuts[round_number], table] = (count, digest, at)
        return found

    def _newest(self) -> tuple[AuditLayout, Layout]:
        """The layout that the next block is made over, and the tables of it that are there."""
        layout = self._layouts[max(self._layouts, default=0)]
        there = {
            table: shape
            for table, shape in layout.tables.items()
            if set(shape["columns"]) <= self._columns.get(table, set())
        }
        return layout, there

    def _look_ahead(self) -> None:
        """Entries behind all transactions that ever began: no block would come to them for years."""
        layout, tables = self._newest()
        if not tables:
            return
        asked = [_statement(table, shape, _AHEAD) for table, shape in tables.items()]
        values: dict[str, int | str] = {
            "offset": layout.transaction_offset,
            "server": layout.server,
        }
        with connection.cursor() as cursor:
            statement = sql.SQL(" UNION ALL ").join(asked)
            cursor.execute(statement.as_string(cursor.connection), values)
            for table, chain in cursor.fetchall():
                if not self._chain or chain == self._chain:
                    state = self._states.setdefault(chain, ChainState(chain))
                    state.fail(Fault.AHEAD, state.number + 1, table=table)

    def _unsealed(self) -> int:
        """How many entries no block covers yet."""
        counts = [
            sql.SQL("(SELECT count(*) FROM {} WHERE {} >= %(low)s)").format(
                sql.Identifier(table), sql.Identifier(WRITTEN_IN)
            )
            for table in self._newest()[1]
        ]
        statement = sql.SQL("SELECT {}").format(sql.SQL(" + ").join([sql.SQL("0"), *counts]))
        with connection.cursor() as cursor:
            cursor.execute(statement.as_string(cursor.connection), {"low": self._low or 0})
            return int(cursor.fetchone()[0])


def _layouts() -> dict[int, AuditLayout]:
    """All layouts by key, each as far as it can be read; one that is gone has no tables."""
    found: dict[int, AuditLayout] = defaultdict(lambda: AuditLayout(tables={}))
    for layout in AuditLayout.objects.order_by("pk"):
        layout.tables = readable(layout.tables)
        found[layout.pk] = layout
    return found


def _narrowed(layouts: Mapping[int, AuditLayout], there: Mapping[str, set[str]]) -> set[int]:
    """The layouts that leave out what an earlier one covers and what is there still: nobody would see it change."""
    before: dict[str, set[str]] = defaultdict(set)
    found = set()
    for key, layout in layouts.items():
        if left_out(layout.tables, before, there):
            found.add(key)
        for table, shape in layout.tables.items():
            before[table] |= set(shape["columns"])
    return found


def _is_told(parts: object) -> bool:
    """Whether a block says of each table how many entries it covers, and their digest."""
    return isinstance(parts, dict) and all(
        isinstance(told, list) and list(map(type, told)) == [int, str] for told in parts.values()
    )


def _statement(table: str, shape: Shape, template: str = _DIGESTS) -> sql.Composed:
    return sql.SQL(template).format(
        chain=_PLACE if shape["has_place"] else _NO_PLACE,
        number=sql.Identifier(WRITTEN_IN),
        key=sql.Identifier(shape["key"]),
        at=sql.Identifier(shape["at"]) if shape["at"] else sql.SQL("NULL::timestamptz"),
        columns=sql.SQL(", ").join(map(sql.Identifier, shape["columns"])),
        table=sql.Identifier(table),
        name=sql.Literal(table),
    )


def _columns_there() -> Mapping[str, set[str]]:
    """The columns that our tables have today."""
    there: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS_THERE)
        for table, column in cursor.fetchall():
            there[table].add(column)
    return there
