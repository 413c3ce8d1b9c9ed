"""The printed report of 2008 reproduced, and what is said where our figures differ."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from oversight import printed_2008
from oversight.statistics.comparison import Comparison, compare
from oversight.statistics.figures import ClassFigures, PlaceFigures

AMOUNTS = {1: Decimal(77), 2: Decimal(52), 3: Decimal(42)}


@pytest.fixture
def prefecture() -> PlaceFigures:
    """The prefecture as it was counted in July 2008."""
    persons = {1: 5_409, 2: 31_622, 3: 23_397}
    classes = {n: ClassFigures(1, count, AMOUNTS[n] * count) for n, count in persons.items()}
    return PlaceFigures(
        area=Area(code="990100000000", name="示范市"),
        classes=classes,
        rural_population=2_190_000,
    )


def lines(prefecture: PlaceFigures) -> dict[str, Comparison]:
    printed = printed_2008.of_month(BenefitMonth(2008, 7))
    assert printed is not None
    return {line.key: line for line in compare(prefecture, AMOUNTS, printed)}


def test_persons_and_classes_are_those_that_were_printed(prefecture: PlaceFigures) -> None:
    found = lines(prefecture)

    assert found["persons"].printed == 60_428
    assert [found[f"class_{n}_persons"].printed for n in (1, 2, 3)] == [5_409, 31_622, 23_397]
    assert [found[f"class_{n}_amount"].printed for n in (1, 2, 3)] == [77, 52, 42]
    same = ("persons", "class_1_persons", "class_2_amount", "rural_population", "share")
    assert all(not found[key].difference for key in same)


def test_the_printed_sum_is_explained_by_the_rounded_average(prefecture: PlaceFigures) -> None:
    money = lines(prefecture)["money"]

    assert money.ours == Decimal("3043511.00")
    assert money.printed == 3_080_000
    assert money.difference == -36_489
    assert "3,043,511.00元" in money.explanation
    assert "60,428人乘以取整后的51元，即3,081,828.00元" in money.explanation


def test_the_average_is_50_37_where_51_was_printed(prefecture: PlaceFigures) -> None:
    average = lines(prefecture)["average"]

    assert average.ours == Decimal("50.37")
    assert average.difference == Decimal("-0.63")


def test_the_share_of_the_rural_population(prefecture: PlaceFigures) -> None:
    assert lines(prefecture)["share"].ours == Decimal("2.76")


def test_other_persons_are_not_explained_away(prefecture: PlaceFigures) -> None:
    fewer = replace(prefecture, classes={1: ClassFigures(1, 5_400, Decimal(415_800))})

    found = lines(fewer)

    assert found["class_1_persons"].explanation == "本系统比印出的少9人。"
    assert "人数或标准与印出的不同" in found["money"].explanation


def test_nothing_is_printed_beside_another_month() -> None:
    assert printed_2008.of_month(BenefitMonth(2008, 8)) is None
