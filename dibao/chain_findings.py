"""What a verification of the chains found: what does not hold, where, and what of a chain still does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dibao.models.audit_chain import FIRST_HASH, AuditBlock


class Fault(StrEnum):
    """What does not hold."""

    ENTRIES = "entries"
    LINK = "link"
    BLOCK = "block"
    LAYOUT = "layout"
    NARROWED = "narrowed"
    UNCOVERED = "uncovered"
    BACKDATED = "backdated"
    HEAD = "head"
    CUT = "cut"
    AHEAD = "ahead"
    STRAYED = "strayed"


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: the chain and block, and how many entries of a table there should be and are.

    `holds` is the last block of the chain that is good: all before it are, too.
    """

    fault: Fault
    chain: str
    number: int
    holds: int
    table: str = ""
    expected: int | None = None
    found: int | None = None

    def as_facts(self) -> dict[str, str | int]:
        return {name: value for name, value in vars(self).items() if value not in ("", None)}


@dataclass
class ChainState:
    """What was seen of one chain so far."""

    chain: str
    number: int = 0
    hash: str = FIRST_HASH
    to_transaction: int | None = None
    sealed_at: datetime | None = None
    blocks: int = 0
    entries: int = 0
    agreed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def first(self) -> Finding | None:
        """The finding that leaves the least of the chain; what lies before it holds."""
        return min(self.findings, key=lambda finding: (finding.holds, finding.number), default=None)

    def take(self, block: AuditBlock) -> None:
        """Go on from this block, good or not: what follows is measured by it."""
        self.number, self.hash = block.number, block.hash
        self.to_transaction, self.sealed_at = block.to_transaction, block.sealed_at
        self.blocks += 1
        self.entries += block.entry_count

    def fail(self, fault: Fault, number: int, *, table: str = "", holds: int | None = None) -> None:
        good = number - 1 if holds is None else holds
        self.findings.append(Finding(fault, self.chain, number, good, table))


@dataclass(frozen=True)
class Report:
    """What a verification found, chain by chain, and how many entries still wait for a block."""

    chains: Mapping[str, ChainState]
    unsealed: int

    @property
    def is_whole(self) -> bool:
        return not self.faults

    @property
    def blocks(self) -> int:
        return sum(state.blocks for state in self.chains.values())

    @property
    def entries(self) -> int:
        return sum(state.entries for state in self.chains.values())

    @property
    def faults(self) -> list[Finding]:
        """The first finding of each chain that has any, by chain."""
        return [state.first for _chain, state in sorted(self.chains.items()) if state.first]
