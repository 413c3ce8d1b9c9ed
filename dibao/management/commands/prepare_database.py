"""Make the database and its roles, and bring its tables up to date, as owner."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from dibao import database, history


class Command(BaseCommand):
    help = (
        "Make the application role, the database and its extensions where they are missing, then migrate as owner "
        "(DATABASE_URL). Safe to run again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--no-migrate", action="store_true", help="only roles, database and extensions"
        )

    def handle(self, *, no_migrate: bool, verbosity: int, **_options: object) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("DATABASE_URL names the owner's login; it is not set.")
        database.prepare(settings.DATABASES["owner"], settings.DATABASES["default"])
        if not no_migrate:
            call_command(
                "migrate", database="owner", interactive=False, verbosity=min(verbosity, 1)
            )
            database.close_back_doors(
                settings.DATABASES["owner"],
                settings.DATABASES["default"],
                scope_key=settings.SCOPE_KEY,
                history=history.writers(),
                sealed=history.sealed(),
            )
