"""The draw as a reader repeats it: the worked example of the documents, and what holds of every list and seed."""

from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from dibao.errors import Refused
from oversight import sampling
from oversight.sampling import ListChanged, Listing, Unit

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "inspection-example.txt"
SEED = "04715926"


def listing(*held: int, size: int, inspectors: int = 4) -> Listing:
    """Strata of so many families each, five to a route, nobody barred."""
    units = [
        Unit(stratum, number, f"{stratum:04}{number:08}", 1 + (number - 1) // 5)
        for stratum, count in enumerate(held, start=1)
        for number in range(1, count + 1)
    ]
    return Listing("990121-C202611-00001", "试算", size, inspectors, tuple(units))


def test_the_worked_example_of_the_documents_is_what_the_program_draws() -> None:
    told = (ROOT / "docs" / "inspections.md").read_text(encoding="utf-8")
    example = Listing.parse(EXAMPLE.read_bytes().decode())

    drawn = sampling.draw(example, int(SEED))

    assert example.sha256 in told
    assert f"{sampling.digits_of(example.sha256):08}" in told
    for visit in drawn.visits:
        unit = visit.unit
        row = (
            f"| {unit.stratum} | {unit.number} | `{unit.key}` | {visit.pair[0]}, {visit.pair[1]} |"
        )
        assert row in told


def test_the_command_repeats_a_draw_from_the_file_alone() -> None:
    told = StringIO()

    call_command("repeat_draw", str(EXAMPLE), seed=SEED, stdout=told)

    drawn = sampling.draw(Listing.parse(EXAMPLE.read_bytes().decode()), int(SEED))
    unit, pair = drawn.visits[0].unit, drawn.visits[0].pair
    assert f"{unit.stratum},{unit.number},{unit.key},{pair[0]},{pair[1]}" in told.getvalue()


@pytest.mark.parametrize("seed", [None, "123", "1234567x", "١٢٣٤٥٦٧٨"])
def test_the_command_takes_eight_digits_for_a_seed(seed: str | None) -> None:
    with pytest.raises(CommandError, match="eight digits"):
        call_command("repeat_draw", str(EXAMPLE), seed=seed, stdout=StringIO())


def test_a_file_that_lost_a_line_has_another_hash() -> None:
    whole = EXAMPLE.read_bytes().decode()
    cut = "\n".join(whole.splitlines()[:-1]) + "\n"

    assert Listing.parse(cut).sha256 != Listing.parse(whole).sha256


@pytest.mark.parametrize("text", ["", "hello", "dibao-inspection-list-1\nname,x\n"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ListChanged):
        Listing.parse(text)


def test_nothing_is_drawn_from_an_empty_list() -> None:
    with pytest.raises(Refused, match="一户也没有"):
        sampling.draw(listing(size=3), 1)


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "size"),
    [
        # Cochran's numbers: 384.16 of endlessly many at 95 and 5.
        (1_000_000, 95, "5", 385),
        (27_000, 95, "5", 379),
        (1_000, 95, "5", 278),
        (100, 95, "5", 80),
        (1_000, 99, "3", 649),
        (3, 90, "10", 3),
    ],
)
def test_a_size_is_the_textbooks(population: int, confidence: int, margin: str, size: int) -> None:
    assert sampling.size_for(population, confidence=confidence, margin=Decimal(margin)) == size


def test_the_largest_remainders_are_rounded_up() -> None:
    # 4.62, 3.85 and 1.54 of ten.
    assert sampling.allocate({1: 60, 2: 50, 3: 20}, 10) == {1: 5, 2: 4, 3: 1}


def test_a_small_stratum_gives_one_all_the_same() -> None:
    # 4.99 of five, and one more than was asked for.
    assert sampling.allocate({1: 1000, 2: 1, 3: 1}, 5) == {1: 4, 2: 1, 3: 1}


@given(
    held=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    size=st.integers(1, 60),
    seed=st.integers(0, 99_999_999),
)
def test_every_draw_keeps_to_its_list(held: list[int], size: int, seed: int) -> None:
    drawn = sampling.draw(listing(*held, size=size), seed)

    keys = [visit.unit.key for visit in drawn.visits]
    assert len(set(keys)) == len(keys) == sum(drawn.sizes.values())
    assert Counter(v.unit.stratum for v in drawn.visits) == drawn.sizes
    assert all(1 <= n <= held[stratum - 1] for stratum, n in drawn.sizes.items())
    assert all(len(set(visit.pair)) == 2 for visit in drawn.visits)


def test_every_family_of_a_stratum_has_the_same_chance() -> None:
    units = listing(7, size=3).units

    times = Counter(unit.number for step in range(7) for unit in sampling.around(units, 3, step))

    assert times == dict.fromkeys(range(1, 8), 3)


def test_a_list_is_read_back_as_it_was_written() -> None:
    written = listing(3, 4, size=2)

    assert Listing.parse(written.as_text()) == written


def test_whoever_is_barred_from_one_family_goes_to_none_of_its_route() -> None:
    units = [Unit(1, n, f"{n:012}", 1, (1,) if n == 1 else ()) for n in range(1, 4)]
    whole = Listing("x", "y", 3, 3, tuple(units))

    assert {visit.pair for visit in sampling.draw(whole, 5).visits} <= {(2, 3), (3, 2)}


def test_a_route_that_leaves_nobody_is_gone_family_by_family() -> None:
    bars = {1: (1, 2), 2: (3, 4), 3: ()}
    units = tuple(Unit(1, n, f"{n:012}", 1, barred) for n, barred in bars.items())

    drawn = sampling.draw(Listing("x", "y", 3, 4, units), 5)

    for visit in drawn.visits:
        assert not set(visit.pair) & set(visit.unit.barred)


def test_a_family_with_one_inspector_left_is_not_drawn() -> None:
    units = (Unit(1, 1, "a" * 12, 1, (1, 2)),)

    with pytest.raises(Refused, match="不到两人"):
        sampling.draw(Listing("x", "y", 1, 3, units), 5)
