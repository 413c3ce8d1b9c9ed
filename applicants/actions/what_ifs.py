"""Trying other terms on the register: asked for with their inputs, carried out as a job, kept to be repeated."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants import simulation
from applicants.eligibility import checks
from applicants.eligibility.codes import BenefitMethod
from applicants.eligibility.terms import Terms
from applicants.models.policy import RuleSet, RuleSetStatus
from applicants.models.what_if import WhatIf
from applicants.simulation import Judged
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

RUN = "what_if:run"

_COLUMNS = (
    "what_if_id, area_code, household_id, grant_id, assessment_id, change, before_class, after_class,"
    " before_covered, after_covered, before_amount, after_amount"
)
# PostgreSQL takes no COPY into a table with row-level security, so the rows pass through one without.
_STAGE = f"""
CREATE TEMP TABLE judged ON COMMIT DROP AS SELECT {_COLUMNS} FROM applicants_whatifrow WITH NO DATA
"""
_COPY = "COPY judged FROM STDIN"
_KEEP = f"INSERT INTO applicants_whatifrow ({_COLUMNS}) SELECT {_COLUMNS} FROM judged"


def with_numbers(
    terms: Terms,
    *,
    class_amounts: tuple[Decimal, ...] | None = None,
    income_line: Decimal | None = None,
) -> Terms:
    """The terms with other class amounts (yuan per person and month, class one first) or another line (yuan a year).

    Raises Refused where the terms pay no class amounts, or as many are not given as there are classes.
    """
    if class_amounts is not None:
        if terms.benefit_method is not BenefitMethod.FIXED:
            raise Refused(
                _("现行规则按差额补助，没有类别金额可改。改年保障标准，或者测算一份草案。")
            )
        classes = sorted(terms.class_amounts)
        if len(class_amounts) != len(classes):
            raise Refused(_("现行规则有%(n)d个类别，逐类填写金额。") % {"n": len(classes)})
        terms = replace(terms, class_amounts=dict(zip(classes, class_amounts, strict=True)))
    if income_line is not None:
        terms = replace(terms, income_line=income_line)
    return terms


@transaction.atomic
def ask(
    *,
    name: str,
    area: Area,
    month: BenefitMonth,
    by: Staff,
    terms: Terms | None = None,
    draft: RuleSet | None = None,
) -> WhatIf:
    """Keep a trial of `terms`, or of a draft, on the register of `area` in `month`, to be run.

    Raises Refused for terms that could not be put in force, and where no rules are in force in the month.
    """
    require(by, Permission.WHAT_IF_RUN)
    require_area(by, area.code)
    base = RuleSet.objects.in_force(area, on=month.first_day)
    tried = draft.as_terms() if draft is not None else terms or base.as_terms()
    if draft is not None and draft.status != RuleSetStatus.DRAFT:
        raise Refused(_("只测算草案；这份规则已经生效。"))
    if found := checks.problems(tried):
        raise Refused("；".join(problem.sentence for problem in found))
    if tried.hash == base.as_terms().hash:
        raise Refused(_("和现行规则一样，没有可测算的变化。"))
    what_if = WhatIf.objects.create(
        name=name,
        area=area,
        month=month,
        base=base,
        draft=draft,
        terms=tried.to_json(),
        terms_hash=tried.hash,
        asked_by=by,
    )
    audit.record("what_if:asked", of=what_if, by=by, after={"terms": tried.hash})
    return what_if


def ask_as_job(*, what_if: WhatIf, by: Staff) -> JobRun:
    """Have a kept trial run by a worker."""
    return jobs.enqueue(
        RUN,
        title=_("测算：%(name)s") % {"name": what_if.name},
        by=by,
        area=what_if.area,
        link=reverse("applicants:what_if", args=[what_if.pk]),
        what_if=what_if.pk,
    )


@transaction.atomic
def run(*, what_if: WhatIf, by: Staff, tell: jobs.Tell = jobs.untold) -> WhatIf:
    """Judge every household of the register by the terms and keep what comes of it; a finished one stays as it is.

    One count, one read in a stream, one COPY, one UPDATE, whatever the size.
    """
    require(by, Permission.WHAT_IF_RUN)
    what_if = WhatIf.objects.lock(what_if)
    if what_if.is_finished:
        return what_if
    # The rows are kept and the facts are not, so that the register may be of any size.
    with _without_collecting():
        rows = [_row(what_if, judged) for judged in _judged(what_if, tell)]
    _write(rows)
    WhatIf.objects.filter(pk=what_if.pk).update(
        household_count=len(rows),
        before_total=sum((row[-2] for row in rows), Decimal(0)),
        after_total=sum((row[-1] for row in rows), Decimal(0)),
        rows_hash=_digest_of(rows),
        finished_at=timezone.now(),
    )
    what_if.refresh_from_db()
    audit.record(
        "what_if:finished",
        of=what_if,
        by=by,
        after={"households": what_if.household_count, "difference": str(what_if.difference)},
    )
    return what_if


def _judged(what_if: WhatIf, tell: jobs.Tell) -> Iterator[Judged]:
    terms, area, month = what_if.as_terms(), what_if.area, what_if.month
    others = _with_rules_of_their_own(what_if)
    total = simulation.size_of(area, month, leaving_out=others)
    for done, present in enumerate(simulation.register_of(area, month, leaving_out=others)):
        tell(done, total)
        yield simulation.judge(present, terms)


def _with_rules_of_their_own(what_if: WhatIf) -> frozenset[str]:
    """Counties whose own rules stand before the prefecture's that are tried here."""
    if what_if.area.level == AreaLevel.COUNTY:
        return frozenset()
    own = RuleSet.objects.of_counties(what_if.area, on=what_if.month.first_day)
    return frozenset(code[:6] for code in own.values_list("area_id", flat=True))


# As _COPY lists them: what_if, area, household, grant, assessment, change, classes, covered, amounts.
Line = tuple[
    int, str, int, int | None, int | None, str, int | None, int | None, int, int, Decimal, Decimal
]


def _row(what_if: WhatIf, judged: Judged) -> Line:
    present = judged.present
    return (
        what_if.pk,
        present.area,
        present.household,
        present.grant,
        present.assessment,
        judged.change.value,
        present.benefit_class,
        judged.benefit_class,
        present.covered,
        judged.covered,
        present.amount,
        judged.amount,
    )


def _write(rows: Sequence[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_KEEP)
        cursor.execute("DROP TABLE judged")


def _digest_of(rows: Iterable[Line]) -> str:
    """SHA-256 over everything but the trial's own key, in the order of the households."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row[1:]).encode())
    return digest.hexdigest()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Values of the rules form no cycles; looking for some after every few hundred costs half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
