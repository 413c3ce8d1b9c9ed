"""Give somebody an account and a post; the first administrator of a new installation comes in this way."""

import argparse
import getpass
import secrets
import sys
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dibao import audit, clock
from dibao.actions import passwords
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.roles import JOBS, Role


class Command(BaseCommand):
    help = (
        "Add a staff member with one posting. On a terminal the password is asked for; elsewhere one is made up and "
        "printed once; its holder changes it at the first log-in. A known username gets one more posting and keeps "
        "its password."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", help="the person's name; needed for a new username")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--area", required=True, help="12-digit code of the place of work")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, default=None)

    @transaction.atomic
    def handle(
        self,
        *,
        username: str,
        name: str | None,
        role: str,
        area: str,
        starts_on: date | None,
        **_options: object,
    ) -> None:
        place = Area.objects.filter(code=area).first()
        if place is None:
            raise CommandError(f"No area has the code {area}; load_areas comes first.")
        if place.level not in JOBS[role].levels:
            levels = " or ".join(sorted(JOBS[role].levels))
            raise CommandError(f"{role} works at a {levels}; {place} is a {place.level}.")
        staff = Staff.objects.filter(username=username).first() or self._hire(username, name, place)
        posting = Posting(staff=staff, area=place, role=role, starts_on=starts_on or clock.today())
        try:
            posting.validate_constraints()
        except ValidationError:
            raise CommandError(f"{username} has that post already.") from None
        posting.save()
        audit.record(
            "posting:added", of=posting, by=None, after={"staff": staff.username, "role": role}
        )
        self.stdout.write(f"{staff.username}: {posting}, from {posting.starts_on}.")

    def _hire(self, username: str, name: str | None, place: Area) -> Staff:
        if not name:
            raise CommandError("A new username needs --name.")
        staff = Staff(username=username, name=name, made_in=place)
        password = self._password()
        try:
            staff.clean_fields(exclude=["password"])
            validate_password(password, staff)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        passwords.set_for(staff=staff, password=password, by=None)
        return staff

    def _password(self) -> str:
        if sys.stdin.isatty():
            return getpass.getpass("Password: ")
        password = secrets.token_urlsafe(12)
        self.stdout.write(f"Password (printed once): {password}")
        return password
