"""The embedded PostgreSQL of this checkout: start, stop, status, reset."""

import argparse
import contextlib

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dibao import database
from dibao.postgres import Cluster


class Command(BaseCommand):
    help = (
        "start: keep the embedded PostgreSQL up between commands. stop: stop it. status: say whether it runs (exit "
        "code 1 if not). reset: drop the database DIBAO_DB, or with --all every database of this checkout. "
        "Where DATABASE_URL names a server, reset works in the demo only, and the others do not apply."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "reset"])
        parser.add_argument(
            "--all",
            dest="everything",
            action="store_true",
            help="with reset: the whole embedded server",
        )

    def handle(self, *, action: str, everything: bool, **_options: object) -> None:
        if action == "reset":
            self._reset(everything=everything)
            return
        cluster = self._cluster()
        if action == "start":
            cluster.start()
        elif action == "stop":
            cluster.stop()
        running = cluster.is_running()
        self.stdout.write(
            f"PostgreSQL in {cluster.files}: {'up' if running else 'down'}, socket {cluster.socket}"
        )
        if action == "status" and not running:
            raise SystemExit(1)

    def _cluster(self) -> Cluster:
        if settings.EMBEDDED is None:
            raise CommandError(
                "DATABASE_URL names a server of its own; there is no embedded one to manage."
            )
        return settings.EMBEDDED

    def _reset(self, *, everything: bool) -> None:
        if everything:
            self._cluster().destroy()
            self.stdout.write("Deleted the embedded PostgreSQL of this checkout.")
            return
        if settings.EMBEDDED is None and not settings.DEMO:
            raise CommandError(
                "reset drops a whole database; on a server it is for the demo only (DEMO=true)."
            )
        with contextlib.ExitStack() as stack:
            if settings.EMBEDDED:
                stack.enter_context(settings.EMBEDDED.in_use())
            connection = stack.enter_context(database.maintenance(settings.DATABASES["owner"]))
            database.drop(connection, str(settings.DATABASES["owner"]["NAME"]))
        self.stdout.write(f"Dropped the database {settings.DATABASES['owner']['NAME']}.")
