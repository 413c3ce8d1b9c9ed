"""How long it takes to try other class amounts on the register of a month, with facts for every household."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from time import perf_counter, sleep

import psycopg
from django.conf import settings
from django.db import connections

from applicants import rule_sets
from applicants.demo.families import draw_family
from applicants.demo.judging import Judged, judge
from applicants.demo.people import Register, name_family
from applicants.demo.plan import Spell
from applicants.eligibility.terms import Terms
from dibao.demo.dice import Dice
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from tests.benchmarks.figures import Control, Figure
from tests.benchmarks.judging import DAY
from tests.benchmarks.prefecture import ClassSizes, hire, loading, tidy

MONTH = BenefitMonth(2008, 8)
AMOUNTS = {1: Decimal(85), 2: Decimal(58), 3: Decimal(46)}
# So many different families stand behind the households of one class and size.
_VARIANTS = 150
# Seconds between two looks at the memory of a process; its answer is one line, which waits.
_LOOK_EVERY = 0.02

_STAGE = """
CREATE TEMP TABLE drawn (number int, benefit_class int, covered int, counted int, facts jsonb, facts_hash text,
    verdict jsonb, verdict_hash text, income numeric, total numeric) ON COMMIT DROP
"""
# Each household's grant comes to rest on an assessment of its own.
_ASSESS = """
INSERT INTO applicants_assessment (area_code, case_id, rule_set_id, facts, facts_hash, verdict, verdict_hash, outcome,
    benefit_class, counted, covered, per_capita_income, base_amount, supplement_amount, total_amount, assessed_by_id,
    assessed_on, created_at)
SELECT c.area_code, c.id, c.rule_set_id, d.facts, d.facts_hash, d.verdict, d.verdict_hash, 'eligible',
    d.benefit_class, d.counted, d.covered, d.income, g.base_amount, g.supplement_amount, g.total_amount,
    c.entered_by_id, c.accepted_on, now()
FROM applicants_grant g
JOIN applicants_decision n ON n.id = g.decision_id
JOIN applicants_case c ON c.id = n.case_id
JOIN drawn d ON (d.benefit_class, d.covered, d.number) = (g.benefit_class, g.covered_count, g.id %% %s)
"""
_REST = """
UPDATE applicants_decision n SET assessment_id = a.id FROM applicants_assessment a WHERE a.case_id = n.case_id
"""


def prepare() -> None:
    """Give every grant of the register facts to rest on, as drawn for the demonstration."""
    terms = rule_sets.load("2007").terms
    with loading() as cursor:
        cursor.execute(_STAGE)
        cursor.execute("SELECT DISTINCT benefit_class, covered_count FROM applicants_grant")
        kinds = cursor.fetchall()
        with cursor.copy("COPY drawn FROM STDIN") as copy:
            for row in _rows(kinds, terms):
                copy.write_row(row)
        cursor.execute(_ASSESS, [_VARIANTS])
        _require_all(cursor)
        cursor.execute(_REST)
    hire("trier", Role.PREFECTURE_OFFICER, Area.objects.get(level=AreaLevel.PREFECTURE))
    tidy("applicants_assessment", "applicants_decision")


def _require_all(cursor: psycopg.Cursor) -> None:
    grants = cursor.execute("SELECT count(*) FROM applicants_grant").fetchone()
    found = cursor.execute("SELECT count(*) FROM applicants_assessment").fetchone()
    if grants != found:
        raise RuntimeError(f"{grants} grants, {found} of them with facts")


def _rows(kinds: list[tuple[int, int]], terms: Terms) -> Iterator[tuple[object, ...]]:
    for benefit_class, covered in kinds:
        for number in range(_VARIANTS):
            one = _judged(benefit_class, covered, number, terms)
            yield (
                number,
                benefit_class,
                covered,
                one.verdict.counted,
                one.facts_text,
                one.facts_hash,
                one.verdict_text,
                one.verdict_hash,
                one.verdict.per_capita_income,
                one.verdict.total_amount,
            )


def _judged(benefit_class: int, covered: int, number: int, terms: Terms) -> Judged:
    village, register = "990121100200", Register(["990121000000"])
    chance = Dice("trying", benefit_class, covered, number)
    family = draw_family(chance, benefit_class, covered, alone=False)
    people = name_family(chance, register, village, family.members, DAY)
    return judge(chance, family, people, Spell(benefit_class, MONTH), terms, DAY)


def figures(classes: ClassSizes, *, size: str) -> Iterator[Figure]:
    """The command with its start-up, in a process of its own, and the most memory that process had."""
    now = rule_sets.load("2007").terms.class_amounts
    due = sum((AMOUNTS[k] - now[k]) * persons for k, _, persons in classes)
    seconds, most, answer = _run()
    yield Figure(
        name=f"what_if_{size}_seconds",
        goal="value <= 10",
        value=seconds,
        control=Control(answer["households"], Decimal(answer["difference"])),
        floor_control=Control(sum(households for _, households, _ in classes), Decimal(due)),
        note="other class amounts over the register: start-up, judging, writing the trial",
    )
    yield Figure(name=f"what_if_{size}_mib", goal="value <= 300", value=most)


def _run() -> tuple[float, float, dict[str, str]]:
    """Seconds by the clock, the most memory in MiB, and what the command answered."""
    name = str(connections["default"].settings_dict["NAME"])
    where = {"DIBAO_DB": name} if settings.EMBEDDED else {"DATABASE_URL": _url_of(name)}
    amounts = ",".join(str(amount) for amount in AMOUNTS.values())
    start = perf_counter()
    with subprocess.Popen(
        [
            *(sys.executable, "manage.py", "what_if", "--month", str(MONTH)),
            *("--class-amounts", amounts, "--format", "json"),
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | where,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, _most_of(process.pid))
            sleep(_LOOK_EVERY)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"what_if ended with {process.returncode}: {said}")
    answer = json.loads(said[said.index("{") :])
    return perf_counter() - start, most, answer


def _most_of(pid: int) -> float:
    """The most memory that a process had so far, in MiB, by its own mark: what it is charged for when it ends counts
    this benchmark too, from which it was made.
    """
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _url_of(name: str) -> str:
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
