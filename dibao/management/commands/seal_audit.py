"""Seal what finished transactions wrote, and write today's heads."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from dibao import chains


class Command(BaseCommand):
    help = (
        "Seal new entries of traces and histories in blocks, as the worker does every ten minutes, and write the heads "
        "of the chains to AUDIT_HEADS_DIR, one line for each chain and day."
    )

    def handle(self, **_options: object) -> None:
        sealed = chains.seal()
        written = chains.write_heads()
        path = chains.heads_path(timezone.localdate())
        self.stdout.write(f"{sealed} chains got a block; {written} heads written to {path}")
