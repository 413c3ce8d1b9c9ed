"""Read every sealed entry again and say whether the chains hold."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dibao import chain_checks, chains, scope
from dibao.chain_findings import Fault, Finding, Report
from dibao.chains import Head
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.audit_chain import NO_PLACE, AuditBlock
from dibao.wording import in_words

_BROKEN, _MISUSED = 1, 2
_WORDS = {
    Fault.ENTRIES: "its entries are not those that were sealed",
    Fault.LINK: "it does not follow the block before it, or that block is missing",
    Fault.BLOCK: "the block itself was changed",
    Fault.LAYOUT: "the list of columns that it was made over was changed",
    Fault.NARROWED: "its list of columns leaves out what blocks before it cover, and what is there still",
    Fault.UNCOVERED: "there are entries that no block of the chain covers, where blocks were sealed",
    Fault.BACKDATED: "it holds entries that say they are older than the block before it",
    Fault.HEAD: "a head kept elsewhere says otherwise: the chain was written anew",
    Fault.AHEAD: "there are entries numbered behind all transactions, so that no block would come to them",
    Fault.STRAYED: "rows are not what their histories say: they were changed where no trigger saw it",
    Fault.CUT: "heads kept elsewhere go on, the chain does not: its tail was cut off",
}


class Command(BaseCommand):
    help = (
        "Verify the chains over traces and histories: finds any edit, deletion, insertion, reordering, cut tail or "
        "rebuilt chain of sealed entries; the last two only with heads that were kept elsewhere. Exit code 1 where a "
        "chain is broken, with its first bad block and what still holds; 2 for a file or chain that is not there."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            action="append",
            default=[],
            help="a file of heads (AUDIT_HEADS_DIR, or lines typed from a payment roster); may be given again",
        )
        parser.add_argument(
            "--chain", default="", help="the code of one county, or its first six digits"
        )
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

    def handle(self, *, heads: list[Path], chain: str, shape: str, **_options: object) -> None:
        kept = _heads_of(heads)
        chain = chain and chain.ljust(12, "0")
        started = time.monotonic()
        with scope.everywhere(action="verify_audit"):
            if chain and not AuditBlock.objects.filter(chain=chain).exists():
                raise CommandError(f"There is no chain {chain}.", returncode=_MISUSED)
            report = chain_checks.verify(heads=kept, chain=chain, with_rows=True)
            self._tell(report, len(kept), time.monotonic() - started)
        if shape == "json":
            self.stdout.write(json.dumps(_facts(report)))
        if not report.is_whole:
            sys.exit(_BROKEN)

    def _tell(self, report: Report, heads: int, seconds: float) -> None:
        speed = report.entries / seconds if seconds else 0
        self.stdout.write(
            f"{report.entries:,} entries in {report.blocks:,} blocks of {len(report.chains)} chains, {heads:,} heads: "
            f"{seconds:.1f} s, {speed:,.0f} entries a second. {report.unsealed:,} entries wait for a block."
        )
        if not heads:
            self.stdout.write(
                "No heads were given: a chain that was cut or written anew as a whole would not show."
            )
        faults = {finding.chain: finding for finding in report.faults}
        for chain, state in sorted(report.chains.items()):
            if chain in faults:
                self.stdout.write("\n".join(_sentences(faults[chain])))
            else:
                self.stdout.write(
                    f"{_name(chain)}: whole, {state.entries:,} entries in {state.blocks:,} blocks, "
                    f"last block {state.number} {state.hash}"
                )


def _heads_of(paths: Sequence[Path]) -> list[Head]:
    found: list[Head] = []
    for path in paths:
        try:
            found += chains.read_heads(path)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}", returncode=_MISUSED) from None
        except Refused as refused:
            raise CommandError(f"{path}: {in_words(refused)}", returncode=_MISUSED) from None
    return found


def _sentences(finding: Finding) -> list[str]:
    """What is bad, where, and what of the chain still holds."""
    lines = [f"{_name(finding.chain)}: BROKEN at block {finding.number}: {_WORDS[finding.fault]}."]
    if finding.table:
        counts = (
            f", {finding.expected} entries sealed, {finding.found} found"
            if finding.expected is not None
            else ""
        )
        lines.append(f"  table {finding.table}{counts}")
    good = AuditBlock.objects.filter(chain=finding.chain, number=finding.holds).first()
    if finding.holds and good:
        lines.append(
            f"  blocks 1 to {finding.holds} still hold: everything sealed until "
            f"{good.sealed_at:%Y-%m-%d %H:%M:%S} UTC"
        )
    else:
        lines.append("  nothing of this chain holds")
    return lines


def _name(chain: str) -> str:
    area = Area.objects.filter(pk=chain).first()
    if area:
        return f"{chain} {area.name}"
    return f"{chain} (of no place)" if chain == NO_PLACE else chain


def _facts(report: Report) -> dict[str, object]:
    return {
        "whole": report.is_whole,
        "blocks": report.blocks,
        "entries": report.entries,
        "unsealed": report.unsealed,
        "faults": [finding.as_facts() for finding in report.faults],
    }
