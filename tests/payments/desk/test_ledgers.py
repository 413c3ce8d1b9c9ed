"""The page of the books: each month's two sides, and what a night compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dibao import scope
from payments import jobs
from payments.ledgers import Difference, Identity
from payments.models import LedgerComparison
from payments.pages.ledgers import check_table, difference_table, identity_table
from tests.cast import Cast
from tests.payments.conftest import JULY, Round, answered, sent
from tests.payments.desk.conftest import AtDesk

WRONG = Difference("batch_header", "批次与明细不符", "2008-07", "7", "786.00", "785.00")


def values(page: object, name: str) -> list[list[str]]:
    return [[str(cell.value) for cell in row.cells] for row in page.context[name].rows]


def test_a_month_shows_where_each_fen_is(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    page = at_desk(cast.finance).opens("payments:ledgers")

    (july,) = page.context["identities"].rows
    assert [cell.value for cell in july.cells[1:]] == [785, 617, 0, 0, 0, 0, 168, 0, 0]
    assert {row[1] for row in values(page, "checks")} == {"一致"}
    assert [row[1::2] for row in values(page, "sides")] == [
        ["785.00", "785.00"],
        ["617.00", "617.00"],
        ["617.00", "617.00"],
        ["0", "0"],
        ["0.00", "0.00"],
    ]
    assert "还没有夜间核对过。" in page.text


def test_what_differs_is_named_with_its_rows() -> None:
    counts = {str(row.cells[1].value): row.cells[2].value for row in check_table([WRONG]).rows}
    assert counts == {"一致": 0, "不一致": 1}
    (row,) = difference_table([WRONG]).rows
    assert [str(cell.value) for cell in row.cells][2:] == ["批次 7", "786.00", "785.00"]
    one = Decimal(1)
    (month,) = identity_table({JULY: Identity(one, *[Decimal(0)] * 6)}, "?").rows
    assert (month.cells[-1].value, month.cells[-1].tone) == (one, "bad")


@pytest.mark.parametrize(
    ("subject", "words", "url"),
    [
        ("7", "批次 7", "/batches/7/"),
        ("7 990121100000 2", "批次 7 990121100000 2", "/batches/7/"),
        ("batch 7", "批次 7", "/batches/7/"),
        ("household 101", "家庭 101", "/households/101/payments/"),
        ("recovery entry 5 household 101", "追回的一笔 5 家庭 101", "/households/101/payments/"),
        ("paying account 3", "付款账户 3", ""),
        ("990121000000", "990121000000", ""),
        ("dibao-990121-200807.xlsx", "dibao-990121-200807.xlsx", ""),
    ],
)
def test_what_differs_is_called_by_its_name_and_opens(subject: str, words: str, url: str) -> None:
    (row,) = difference_table([replace(WRONG, subject=subject, left="1 " + "ab" * 32)]).rows

    assert (row.cells[2].value, row.cells[2].url) == (words, url)
    assert row.cells[3].value == f"1 {'ab' * 8}…"


def test_every_night_each_county_is_compared(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    jobs.compare_books(0)

    with scope.of(cast.finance):
        ours = LedgerComparison.objects.visible_to(cast.finance).get()
    assert (ours.month_count, ours.difference_count) == (1, 0)
    page = at_desk(cast.finance).opens("payments:ledgers")
    assert values(page, "nightly")[0][0] == "安丰县"


def test_the_prefecture_chooses_one_county_of_those_it_has(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.officer).opens("payments:ledgers")

    offered = [str(label) for _value, label in page.context["filter"].fields["area"].choices]
    assert page.context["county"].name == offered[0]
    assert len(offered) > 1
    assert "全部" not in offered


def test_another_county_sees_its_own_books(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.foreign_clerk).opens("payments:ledgers", query={"area": "990121000000"})

    assert values(page, "identities") == []
    assert "安丰县" not in page.text
