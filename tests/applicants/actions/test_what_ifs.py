"""Trying other terms on the register: what comes out, who may, and that it stays as it was reckoned."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404

from applicants.actions import decisions, what_ifs
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.policy import RuleSet
from applicants.models.what_if import Change, WhatIf
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.cast import DECIDED, Cast
from tests.factories.places import Places
from tests.payments import register
from tests.payments.register import Plan

AUGUST, JULY_2008 = BenefitMonth(2026, 8), BenefitMonth(2008, 7)


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def ask(cast: Cast, month: BenefitMonth, by: Staff | None = None, **numbers: object) -> WhatIf:
    """A trial of the rules in force with other numbers, by the county's reviewer."""
    by = by or cast.reviewer
    area = cast.reviewer.posting.area
    base = RuleSet.objects.in_force(area, on=month.first_day).as_terms()
    terms = what_ifs.with_numbers(base, **numbers)
    return what_ifs.ask(name="试算", area=area, month=month, terms=terms, by=by)


def test_a_higher_line_gives_more_by_the_gap(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        line = grant.rule_set.as_terms().income_line + 1200
        what_if = what_ifs.run(what_if=ask(cast, AUGUST, income_line=line), by=cast.reviewer)

        # 1200 yuan a year more for each of two persons.
        assert what_if.difference == Decimal("200.00")
        row = what_if.rows.get()
        assert (row.change, row.before_amount) == (Change.GAINS, grant.total_amount)
        assert row.after_amount - row.before_amount == what_if.difference


def test_a_line_below_its_income_puts_a_family_out(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        what_if = what_ifs.run(
            what_if=ask(cast, AUGUST, income_line=Decimal(400)), by=cast.reviewer
        )

        row = what_if.rows.get()
        assert (row.change, row.after_amount, row.after_covered) == (Change.LEAVES, 0, 0)


def test_class_amounts_are_tried_on_a_list_without_facts(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    plans = [Plan(places.village.code, 1, 2), Plan(places.village.code, 3, 4)]
    backing = register.Backing(rules_of_2007.pk, cast.clerk.pk, cast.clerk.posting.area_id)
    with scope.of(cast.clerk), connection.cursor() as cursor:
        register.write(cursor, plans, backing, start=101)

    with scope.of(cast.reviewer):
        amounts = (Decimal(85), Decimal(58), Decimal(46))
        what_if = what_ifs.run(
            what_if=ask(cast, JULY_2008, class_amounts=amounts), by=cast.reviewer
        )

    assert what_if.difference == 8 * 2 + 4 * 4


def test_a_trial_repeated_comes_to_the_same_digest(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        trials = [ask(cast, AUGUST, income_line=Decimal(9000)) for _ in range(2)]
        first, second = (what_ifs.run(what_if=one, by=cast.reviewer) for one in trials)

    assert first.rows_hash == second.rows_hash != ""


def test_a_finished_trial_is_not_run_again(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        trial = ask(cast, AUGUST, income_line=Decimal(9000))
        once = what_ifs.run(what_if=trial, by=cast.reviewer)
        twice = what_ifs.run(what_if=trial, by=cast.reviewer)

        assert (twice.finished_at, twice.rows.count()) == (once.finished_at, 1)


def test_a_grant_that_ended_before_the_month_is_not_judged(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        what_if = what_ifs.run(
            what_if=ask(cast, BenefitMonth(2026, 7), income_line=Decimal(9000)), by=cast.reviewer
        )

        assert what_if.household_count == 0


def test_the_same_numbers_are_no_trial(cast: Cast, rules_of_2026: RuleSet) -> None:
    same = rules_of_2026.as_terms().income_line

    with scope.of(cast.reviewer), pytest.raises(Refused, match="没有可测算的变化"):
        ask(cast, AUGUST, income_line=same)


def test_terms_that_could_not_be_in_force_are_not_tried(cast: Cast, rules_of_2026: RuleSet) -> None:
    with scope.of(cast.reviewer), pytest.raises(Refused, match="大于 0"):
        ask(cast, AUGUST, income_line=Decimal(-1))


def test_class_amounts_belong_to_rules_with_classes(cast: Cast, rules_of_2026: RuleSet) -> None:
    with scope.of(cast.reviewer), pytest.raises(Refused, match="差额"):
        ask(cast, AUGUST, class_amounts=(Decimal(1),))


def test_a_township_tries_nothing(cast: Cast, rules_of_2026: RuleSet) -> None:
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        ask(cast, AUGUST, by=cast.caseworker, income_line=Decimal(9000))


def test_another_countys_register_is_not_there(cast: Cast, rules_of_2026: RuleSet) -> None:
    with scope.of(cast.foreign_reviewer), pytest.raises(Http404):
        ask(cast, AUGUST, by=cast.foreign_reviewer, income_line=Decimal(9000))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE applicants_whatif SET after_total = 1",
        "UPDATE applicants_whatifrow SET after_amount = 1",
        "DELETE FROM applicants_whatifrow",
        (
            "INSERT INTO applicants_whatifrow (what_if_id, area_code, household_id, change, before_covered,"
            " after_covered, before_amount, after_amount) SELECT what_if_id, area_code, household_id + 1, 'same',"
            " 1, 1, 1, 1 FROM applicants_whatifrow"
        ),
    ],
)
def test_what_was_reckoned_stays(cast: Cast, grant: Grant, change: str) -> None:
    with scope.of(cast.reviewer):
        what_ifs.run(what_if=ask(cast, AUGUST, income_line=Decimal(9000)), by=cast.reviewer)

    with pytest.raises(DatabaseError), scope.of(cast.reviewer), connection.cursor() as cursor:
        cursor.execute(change)


def test_statements_do_not_grow_with_the_register(
    cast: Cast,
    places: Places,
    rules_of_2007: RuleSet,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    backing = register.Backing(rules_of_2007.pk, cast.clerk.pk, cast.clerk.posting.area_id)
    with scope.of(cast.clerk), connection.cursor() as cursor:
        register.write(cursor, [Plan(places.village.code, 2, 2)] * 1000, backing, start=101)

    with scope.of(cast.reviewer):
        amounts = (Decimal(85), Decimal(58), Decimal(46))
        trial = ask(cast, JULY_2008, class_amounts=amounts)
        with django_assert_max_num_queries(13):
            what_ifs.run(what_if=trial, by=cast.reviewer)


def test_the_month_of_a_trial_is_one_with_rules(cast: Cast, rules_of_2026: RuleSet) -> None:
    with scope.of(cast.reviewer), pytest.raises(Refused, match="没有生效的低保规则"):
        ask(cast, BenefitMonth.of(date(1999, 1, 1)), income_line=Decimal(9000))
