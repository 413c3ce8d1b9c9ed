"""What the operators' commands share: who answers for the work, which batch is meant, and how a command ends."""

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from dibao import clock, scope
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import JOBS
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments.models.batch import PaymentBatch

# Exit codes: refused by the rules, or asked for something that is not there.
REFUSED, MISUSED = 1, 2

Answer = Mapping[str, str | int | bool | list[dict[str, str]]]


def month(text: str) -> BenefitMonth:
    """An argument like 2008-07."""
    try:
        return BenefitMonth.parse(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(in_words(refused)) from None


def county(code: str) -> Area:
    """The county of a code of 6 or 12 digits. Raises CommandError, which says what the code is instead."""
    found = Area.objects.filter(code=code.ljust(12, "0")).first()
    if found is not None and found.level == AreaLevel.COUNTY:
        return found
    if found is not None:
        what = f"{code} is {found}, which is no county."
    elif Area.objects.exists():
        what = f"No county has the code {code}."
    else:
        what = "There are no areas yet: load_areas comes first."
    raise CommandError(what, returncode=MISUSED)


def county_of_batch(key: int) -> Area:
    """The county that a batch belongs to. Raises CommandError."""
    for root in Area.objects.filter(parent=None):
        with scope.of_area(root):
            batch = PaymentBatch.objects.filter(pk=key).select_related("area").first()
            if batch is not None:
                return batch.area
    raise CommandError(f"There is no batch {key}.", returncode=MISUSED)


def acting(place: Area, permission: Permission, username: str | None) -> Staff:
    """Who answers for a command: the person named, else the one longest in a post of the county that permits it.

    The clerk's post comes before finance where both permit. Raises CommandError where there is nobody.
    """
    order = list(JOBS)
    permitted = [role for role in order if permission in JOBS[role].permissions]
    postings = Posting.objects.current(on=clock.today()).filter(area=place, role__in=permitted)
    if username is not None:
        postings = postings.filter(staff__username=username)
    found = sorted(
        postings.select_related("staff", "area"),
        key=lambda posting: (order.index(posting.role), posting.starts_on, posting.pk),
    )
    if not found:
        who = f"{username} holds no post there" if username else "nobody there holds a post"
        raise CommandError(
            f"{place}: {who} that permits {permission}; add_staff gives one.", returncode=MISUSED
        )
    return found[0].staff.acting(found[0])


def add_common_arguments(parser: argparse.ArgumentParser, *, post: str | None = None) -> None:
    """`--format`, and `--by` for commands that somebody answers for."""
    parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")
    if post is not None:
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help=f"who answers for it; without it the county's {post} longest in office",
        )


def put(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads: it holds names, ID or account numbers. Raises CommandError."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            # One that was there before may have been open to others.
            os.fchmod(out.fileno(), 0o600)
            out.truncate()
            out.write(content)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=MISUSED) from None


def content_of(file: Path) -> bytes:
    """What is in a file that was named. Raises CommandError."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=MISUSED) from None


class OperatorCommand(BaseCommand):
    """A command that ends with its line for machines where it was asked for, whatever it ends with."""

    def execute(self, *args: object, **options: object) -> str | None:
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            end(self.stdout, str(options["shape"]), {"error": str(error)})
            raise


def end(out: OutputWrapper, shape: str, answer: Answer) -> None:
    """The last line, for machines, where it was asked for."""
    if shape == "json":
        out.write(json.dumps(answer, ensure_ascii=False))
