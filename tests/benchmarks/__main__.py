"""Run every figure: `python -m tests.benchmarks [--quick]`, in databases of its own on the durable server."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from django.conf import settings
from django.db import connections

from dibao import static_files
from tests.benchmarks import (
    agencies,
    auditing,
    batch_pages,
    checking,
    demo_times,
    desk,
    drawing,
    filing,
    floor,
    guessing,
    judging,
    listing,
    months,
    notice_pages,
    paying,
    province,
    qualifying,
    referring,
    reporting,
    searching,
    taking,
    trying,
)
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.prefecture import (
    ClassSizes,
    County,
    Prefecture,
    empty,
    found,
    server_in_words,
    settle,
)
from tests.benchmarks.villagers import name_everybody
from tests.payments import register

# Every hundredth household has no account, so that a month has lines to hold back.
_WITHOUT_ACCOUNT = 100
_TEN = 10


def main() -> int:
    arguments = _arguments()
    # Pages are asked for by Django alone, which finds no style sheet before somebody gathered them.
    static_files.gather()
    with ExitStack() as stack:
        if settings.EMBEDDED:
            stack.enter_context(settings.EMBEDDED.in_use())
        is_right = True
        for figure in _asked_for(stack, arguments):
            print(figure.as_json(), flush=True)
            if not figure.adds_up:
                say(f"!!! {figure.name}: product and floor did not do the same work")
                is_right = False
    return 0 if is_right else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the persons; goals are for all of them"
    )
    parser.add_argument(
        "--scale", help="only a month of so many persons, built beside and attached: 60k, 500k, 5m"
    )
    parser.add_argument(
        "--lists",
        action="store_true",
        help="only lists in and out",
    )
    parser.add_argument("--turns", type=int, default=5, help="pairs of product and floor")
    parser.add_argument("--large-turns", type=int, default=3, help="draws of ten times the persons")
    return parser.parse_args()


def _asked_for(stack: ExitStack, arguments: argparse.Namespace) -> Iterator[Figure]:
    if arguments.scale:
        return _of_scale(arguments)
    return _of_lists(stack, arguments) if arguments.lists else _figures(stack, arguments)


def _of_lists(stack: ExitStack, arguments: argparse.Namespace) -> Iterator[Figure]:
    name = f"{connections['owner'].settings_dict['NAME']}_bench"
    bare = _kept(stack, empty(name))
    with bare.open():
        say(f"    {server_in_words()}")
        counties = found()
    near = _kept(stack, bare.copy_to(f"{name}_near"))
    with near.open():
        settle(counties, _classes(arguments), without_account=_WITHOUT_ACCOUNT)
        name_everybody()
    yield from _lists(bare, near, counties, arguments)


def _lists(
    bare: Prefecture, near: Prefecture, counties: Sequence[County], arguments: argparse.Namespace
) -> Iterator[Figure]:
    size = "6k" if arguments.quick else "60k"
    say("==> Lists in and out")
    with bare.open():
        rows_in = taking.ROWS // _TEN if arguments.quick else taking.ROWS
        yield from taking.figures(counties[0], rows=rows_in, size=size)
    persons = sum(persons for _class, _households, persons in _classes(arguments))
    with near.open():
        yield from listing.figures(counties, rows=persons, size=size, turns=arguments.turns)


def _classes(arguments: argparse.Namespace) -> ClassSizes:
    return _tenth(register.PREFECTURE) if arguments.quick else register.PREFECTURE


def _of_scale(arguments: argparse.Namespace) -> Iterator[Figure]:
    name = f"{connections['owner'].settings_dict['NAME']}_bench_province"
    yield province.figure(arguments.scale, database=name)


def _figures(stack: ExitStack, arguments: argparse.Namespace) -> Iterator[Figure]:
    name = f"{connections['owner'].settings_dict['NAME']}_bench"
    size = "6k" if arguments.quick else "60k"
    classes = _classes(arguments)
    yield from demo_times.figures()
    say("==> Twenty people at the desk")
    yield from desk.figures()

    say("==> The prefecture")
    near = _kept(stack, empty(name))
    with near.open():
        say(f"    {server_in_words()}")
        counties = found()
    small = _kept(stack, near.copy_to(f"{name}_small"))
    large = _kept(stack, near.copy_to(f"{name}_large"))
    bare = _kept(stack, near.copy_to(f"{name}_bare"))
    pages = _kept(stack, near.copy_to(f"{name}_pages"))
    with near.open():
        settle(counties, classes, without_account=_WITHOUT_ACCOUNT)
        villagers = name_everybody()
        _close_first_month(counties)
    late = _kept(stack, near.copy_to(f"{name}_late"))

    say("==> Statements of a draw")
    yield drawing.statements(small, counties)
    say("==> The pages of one batch for everybody")
    with pages.open():
        whole = batch_pages.prepare(
            counties, classes, without_account=_WITHOUT_ACCOUNT, month=drawing.FIRST
        )
        yield batch_pages.figure(counties[0], whole)
        say("==> Ten thousand guesses")
        yield from guessing.figures(counties)
    say("==> Finding households")
    with near.open():
        yield from searching.figures(villagers)

    say("==> Who may get a benefit")
    with near.open():
        qualifying.prepare()
        yield from qualifying.figures(counties)
        say("==> The year's premium for everybody")
        yield referring.figure(counties, size=size)

    say("==> An agency's inbox and workbooks")
    with near.open():
        yield from agencies.figures(counties[0])

    say("==> A village reading its notice")
    with near.open():
        yield from notice_pages.figures(counties)

    say("==> Judging households")
    with near.open():
        yield from judging.figures(counties)

    say("==> Trying other amounts on the register")
    with near.open():
        trying.prepare()
        yield from trying.figures(classes, size=size)

    say("==> Twelve months of it, and ten times the persons")
    with late.open():
        drawing.prepare_twelfth_month(counties)
    with large.open():
        settle(counties, _times_ten(classes), without_account=_WITHOUT_ACCOUNT)
        _close_first_month(counties)
    with near.open():
        floor.lay()
    say("==> Drawing")
    field = drawing.Field(counties, near, late, large)
    turns = {"turns": arguments.turns, "large_turns": arguments.large_turns}
    yield from drawing.figures(field, **turns, size=size)

    say("==> The price of the audit, and reading it again")
    yield auditing.draw_figure(near, counties, size=size)
    yield auditing.verify_figure(late, counties, is_quick=arguments.quick)

    say("==> Twenty-four months of books")
    with late.open():
        checking.prepare()
        yield checking.figure(counties, size=size)
    say("==> Twenty-four months of reports")
    with late.open():
        yield reporting.figure(counties[0].area.parent, drawing.FIRST.plus(23), size=size)

    say("==> Sealing and the bank's answer")
    with near.open():
        yield from paying.figures(counties, drawing.SECOND, size=size)

    yield from _lists(bare, near, counties, arguments)

    # Last, since files of this size leave their mark on the most memory that was used.
    say("==> Files for the bank")
    persons = filing.PERSONS // _TEN if arguments.quick else filing.PERSONS
    yield from filing.figures(persons=persons, size=size)


def _close_first_month(counties: Sequence[County]) -> None:
    floor.write_first_month(counties, drawing.FIRST)
    months.close(counties, drawing.FIRST)


def _tenth(classes: ClassSizes) -> ClassSizes:
    return [(k, households // _TEN, persons // _TEN) for k, households, persons in classes]


def _times_ten(classes: ClassSizes) -> ClassSizes:
    return [(k, households * _TEN, persons * _TEN) for k, households, persons in classes]


def _kept(stack: ExitStack, prefecture: Prefecture) -> Prefecture:
    """Dropped when all is measured, or nothing could be."""
    stack.callback(prefecture.drop)
    return prefecture


if __name__ == "__main__":
    sys.exit(main())
