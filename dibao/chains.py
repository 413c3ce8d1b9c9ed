"""The chains over traces and histories: sealing what is finished, and the heads that are kept elsewhere.

Whoever owns the database can write a whole chain anew. What they cannot change is a head that was printed on a payment
roster or carried to another place: each head stands for everything that was sealed before it.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.audit_chain import FIRST_HASH, NO_PLACE, AuditBlock

log = logging.getLogger(__name__)

_HEADS = "audit-heads-%s.txt"
# Written first and then renamed, so that neither a reader nor a lost power finds half a file; each process its own.
_UNFINISHED = "%s.%s.new"
_REMARK = "#"
_BELOW_COUNTIES = (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
_WAITING = """
SELECT min(at) FROM dibao_auditevent
WHERE written_in >= (SELECT coalesce(max(to_transaction), 0) FROM dibao_auditblock)
"""


@dataclass(frozen=True)
class Head:
    """The last block of a chain on a day: its number and hash."""

    day: date
    chain: str
    number: int
    hash: str

    def as_line(self) -> str:
        return f"{self.day} {self.chain} {self.number} {self.hash}"


def seal() -> int:
    """Seal what finished transactions wrote since the last time; how many chains got a block.

    Two that seal at once do it one after the other. Raises DatabaseError where a dump was restored into another server
    and `prepare_database` has not run since.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal_entries()")
        (sealed,) = cursor.fetchone()
    return int(sealed)


def hash_of(block: AuditBlock, *, layout: str) -> str:
    """The block's own hash, made again from what it says; `layout` is the fingerprint of its columns."""
    told = [f"{table} {count} {digest}" for table, (count, digest) in sorted(block.parts.items())]
    words = (
        block.chain,
        block.number,
        block.from_transaction,
        block.to_transaction,
        block.entry_count,
        block.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        layout,
        block.previous_hash,
        *told,
    )
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()


def chain_of(area: Area) -> str:
    """The chain that an area's entries lie in: its county's, or its own above the counties."""
    return county_of(area.pk)


def chains_within(area: Area) -> list[str]:
    """The chains that whoever oversees `area` answers for; whoever oversees the whole, for those of no place too."""
    inside = Area.objects.within(area).exclude(level__in=_BELOW_COUNTIES)
    found = {county_of(code) for code in (area.pk, *inside.values_list("pk", flat=True))}
    if area.is_above_counties:
        found.add(NO_PLACE)
    return sorted(found)


def last_blocks(chains: Iterable[str] | None = None) -> list[AuditBlock]:
    """The last block of each chain, or of those named, by chain (one query)."""
    newest = AuditBlock.objects.filter(chain=OuterRef("chain")).order_by("-number")
    found = AuditBlock.objects.filter(pk=Subquery(newest.values("pk")[:1])).order_by("chain")
    return list(found if chains is None else found.filter(chain__in=list(chains)))


def waiting_since() -> datetime | None:
    """The time of the oldest event that no block covers yet (one query); None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        (at,) = cursor.fetchone()
    return at


def head_of(area: Area) -> AuditBlock | None:
    """The last block of a county's chain, as its payment roster prints it (one query)."""
    return AuditBlock.objects.filter(chain=chain_of(area)).order_by("-number").first()


def heads_on(day: date) -> list[Head]:
    """The heads of all chains as they stand, to be kept under a day."""
    return [Head(day, block.chain, block.number, block.hash) for block in last_blocks()]


def heads_path(day: date) -> Path:
    """The file of a year's heads, to be carried to another place."""
    return Path(settings.AUDIT_HEADS_DIR) / (_HEADS % day.year)


def write_heads() -> int:
    """Add today's heads to the year's file, once a day; how many lines were added.

    The file is written anew beside the old one and takes its place whole. Lines that are no heads are kept as remarks,
    so that a damaged file never stops a day's heads from being written.
    """
    today = timezone.localdate()
    path = heads_path(today)
    lines = _lines_of(path) if path.exists() else []
    known = {head.chain for head in _told_in(path, lines) if head.day == today}
    new = [head.as_line() for head in heads_on(today) if head.chain not in known]
    if new:
        _replace(path, [*(_as_remark(line) for line in lines), *new])
    return len(new)


def heads_here() -> list[Head]:
    """All heads that were written to this machine; a line that cannot be read is warned of and left out."""
    return [head for path in _files() for head in _told_in(path, _lines_of(path))]


def forget_heads() -> None:
    """Take away the heads that lie here, where their database is gone: for the demonstration."""
    for path in _files():
        path.unlink()


def _files() -> list[Path]:
    return sorted(Path(settings.AUDIT_HEADS_DIR).glob(_HEADS % "*"))


def _lines_of(path: Path) -> list[str]:
    """The lines of a file that a lost power may have left with anything at its end."""
    return path.read_bytes().decode("utf-8", "replace").splitlines()


def _told_in(path: Path, lines: Sequence[str]) -> Iterator[Head]:
    """The heads in lines of which some may be torn."""
    for place, line in enumerate(lines, start=1):
        try:
            yield from _heads_in([line])
        except Refused:
            log.warning("%s, line %s is no head and is passed over: %r", path, place, line)


def _as_remark(line: str) -> str:
    try:
        list(_heads_in([line]))
    except Refused:
        return f"{_REMARK} {line}"
    return line


def _replace(path: Path, lines: Iterable[str]) -> None:
    """Put a file of these lines in the place of what is there: all of it is on the disk before it has the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(_UNFINISHED % (path.name, os.getpid()))
    with unfinished.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_heads(path: Path) -> list[Head]:
    """The heads in a file of ours; lines that begin with # are remarks. Raises Refused for a line that is none."""
    return list(_heads_in(path.read_text(encoding="utf-8").splitlines()))


def _heads_in(lines: Iterable[str]) -> Iterator[Head]:
    for place, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith(_REMARK):
            continue
        try:
            day, chain, number, digest = line.split()
            yield Head(date.fromisoformat(day), chain, int(number), _hash_in(digest))
        except ValueError:
            raise Refused(
                f"Line {place} is no head: a day, a chain, a number and a hash."
            ) from None


def _hash_in(text: str) -> str:
    if len(text) != len(FIRST_HASH):
        raise ValueError(text)
    bytes.fromhex(text)
    # Typed from a roster it may be in capitals.
    return text.lower()
