"""Load the demonstration prefecture and run its month; started again, it continues from what is there."""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from applicants.demo import (
    afterwards,
    aid_consents,
    desk,
    load,
    looks,
    premiums,
    referrals,
    voices,
)
from applicants.management.commands import load_agencies
from dibao import clock, jobs
from dibao.demo import logins, steps
from dibao.demo.era import Era, EraRefused, era_of
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices, hire_agencies, hire_everybody
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.roles import Role
from oversight import demo as publications
from oversight import demo_inspections as inspections
from payments.demo import accounts, changes, funds, holds, later, month, owed, past, paying

_LOADING = (
    "Register",
    "Looks on paper",
    "Accounts",
    "Past months",
    "Published months",
    "Voices",
    "Premiums",
)
# What a step is called while it runs, and what it does; it answers with a few words for the terminal.
Step = tuple[str, Callable[[], str]]


class Command(BaseCommand):
    help = (
        "Load the demonstration prefecture (six counties, 60,428 people on rural dibao) and bring its closed month "
        "through the real actions. Needs DEMO=true and a database made by prepare_database; started again it goes on "
        "where it stopped. Writes the logins to .local/demo-logins.txt and the seconds to .local/demo-times.json."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--era", choices=("2008", "today"), default=settings.ERA)
        parser.add_argument("--seed", default=load.SEED)
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1 is the whole prefecture, 0.01 a quick look"
        )

    def handle(self, *, era: str, seed: str, scale: float, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This makes up people and money; it runs with DEMO=true only.")
        if era != settings.ERA:
            raise CommandError(f"The settings live in ERA={settings.ERA}; set ERA={era} instead.")
        try:
            lived = era_of(era, today=clock.today())
        except EraRefused as refused:
            raise CommandError(str(refused)) from None
        is_first_run = not steps.is_done(load.STEP)
        seconds = self._run(lived, seed, scale)
        if is_first_run and scale == 1:
            _note(seconds)
        self.stdout.write("")
        self.stdout.write(logins.write(month.who_has_work()))

    def _run(self, era: Era, seed: str, scale: float) -> dict[str, float]:
        seconds: dict[str, float] = {}
        started = time.monotonic()
        for label, work in _steps(era, seed, scale):
            self.stdout.write(f"  {label} …", ending="")
            self.stdout.flush()
            before = time.monotonic()
            answer = work()
            seconds[label] = round(time.monotonic() - before, 1)
            self.stdout.write(f" {answer} ({seconds[label]} s)")
        seconds["total"] = round(time.monotonic() - started, 1)
        self.stdout.write(f"  Done in {seconds['total']} s.")
        return seconds


def _note(seconds: Mapping[str, float]) -> None:
    """Keep the seconds of a whole run for `make bench`."""
    figures = {
        "demo_data_seconds": seconds["total"],
        "demo_loading_seconds": round(sum(seconds[label] for label in _LOADING), 1),
        "steps": dict(seconds),
    }
    path = settings.LOCAL_DIR / "demo-times.json"
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def _steps(era: Era, seed: str, scale: float) -> Iterator[Step]:
    """Everything from an empty database on; each step is asked for only when the one before it is done."""
    yield "Areas, holidays, rules", _lay_ground
    yield "Staff", _hire
    for label, step, work in (
        ("Register", load.STEP, partial(load.load_register, era, seed=seed, scale=scale)),
        ("Looks on paper", looks.STEP, partial(looks.load_looks, era)),
        ("Accounts", accounts.STEP, partial(accounts.load_accounts, era, seed=seed)),
        ("Past months", past.STEP, partial(past.load_past_months, era)),
        ("Funds", funds.STEP, partial(funds.load_funds, era)),
        ("Paying accounts", paying.STEP, partial(paying.enter_accounts, era)),
        ("Published months", publications.STEP, partial(publications.load_published_months, era)),
        ("Voices", voices.STEP, partial(voices.load_voices, era)),
        ("Aid consents", aid_consents.STEP, partial(aid_consents.sign, era)),
        ("Premiums", premiums.STEP, partial(premiums.give, era, scale=scale)),
        ("Referrals", referrals.STEP, partial(referrals.refer, era)),
    ):
        yield label, partial(_once, step, work)
    offices = Offices()
    counties = list(Area.objects.filter(level=AreaLevel.COUNTY).order_by("code"))
    for county in counties:
        yield f"{era.closed_month} {county}", partial(_close, county, offices, era)
    for number, county in enumerate(counties):
        yield f"Months past {county}", partial(_follow, county, number, offices, era)
    for number, county in enumerate(counties):
        yield f"{era.open_month} {county}", partial(_open, county, number, offices, era)
    yield "Cases on their way", partial(_cases, era, seed)
    yield "After the grant", partial(_afterwards, era, offices)
    yield "Confirmed late", partial(_confirm_late, era, offices, seed)
    yield "Reports kept", lambda: f"{publications.keep_reports(era, offices)} there"
    yield "Chains", _seal


def _lay_ground() -> str:
    quietly = StringIO()
    if not Area.objects.exists():
        call_command("load_areas", stdout=quietly)
    if not Holiday.objects.exists():
        call_command("load_holidays", stdout=quietly)
    call_command("load_rule_sets", stdout=quietly)
    load_agencies.load()
    return f"{Area.objects.count()} areas"


def _hire() -> str:
    if not Staff.objects.exists():
        hire_everybody()
    hire_agencies()
    return f"{Staff.objects.count()} people"


def _once(step: str, work: Callable[[], int]) -> str:
    return "there already" if steps.is_done(step) else f"{work():,}"


def _close(county: Area, offices: Offices, era: Era) -> str:
    batch = month.close_month(county, offices, era)
    # Settling asked for the month's publication; a job that died with an earlier run is made up for.
    jobs.drain()
    publications.publish_closed_month(county, offices, era)
    return f"{batch.person_count:,} persons, {batch.total_amount:,} yuan"


def _follow(county: Area, number: int, offices: Offices, era: Era) -> str:
    return f"{later.follow(county, number, offices, era)} batches, recoveries and disputes"


def _open(county: Area, number: int, offices: Offices, era: Era) -> str:
    batch = month.open_month(county, number, offices, era)
    return batch.status if batch else "not begun"


def _cases(era: Era, seed: str) -> str:
    return f"{desk.open_cases(era, seed=seed)} new"


def _seal() -> str:
    """Seal all that was done so far, and verify it once, as a night would."""
    sealed = publications.seal_everything()
    return f"{sealed:,} entries sealed"


def _afterwards(era: Era, offices: Offices) -> str:
    where = month.who_has_work()
    told = afterwards.let_happen(era, counties=[where[Role.COUNTY_REVIEWER]])
    told += holds.place_some(
        era, offices, counties=sorted({county_of(SHOWN_TOWNSHIP), *where.values()})
    )
    told += changes.change_some(
        era, offices, counties=sorted({county_of(SHOWN_TOWNSHIP), *where.values()})
    )
    told += funds.give_one(era, offices, county=where[Role.COUNTY_FINANCE])
    shown = county_of(SHOWN_TOWNSHIP)
    townships = sorted({SHOWN_TOWNSHIP, *_townships_of(shown)[:2]})
    told += inspections.inspect_some(
        era, offices, county=where[Role.COUNTY_APPROVER], townships=townships
    )
    return f"{told} new"


def _confirm_late(era: Era, offices: Offices, seed: str) -> str:
    county = month.county_that_signed()
    told = desk.confirm_late(county, era, seed=seed, families=owed.FAMILIES)
    return f"{told + owed.pay_late(county, era, offices)} new"


def _townships_of(county: str) -> list[str]:
    towns = Area.objects.filter(parent=county, level=AreaLevel.TOWNSHIP)
    return list(towns.order_by("code").values_list("code", flat=True))
