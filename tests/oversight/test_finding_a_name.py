"""Finding a name in a list: the lines that have it, and none of what is not shown."""

from decimal import Decimal

from django.test import RequestFactory

from applicants.notice_lines import Line
from oversight.finding import Found, found_in

NAMES = (
    "张三",
    "张三丰",
    "李四",
    "王某",
    "欧阳长河",
    "赵一",
    "钱二",
    "孙五",
    "周六",
    "吴七",
    "郑八",
)
GONE = "张三丰"


def lines(names: tuple[str, ...] = NAMES) -> list[Line]:
    return [
        Line(number, name, 3, 2, 1, Decimal(77), None, is_taken_back=name == GONE)
        for number, name in enumerate(names, start=1)
    ]


def found(name: str, among: list[Line]) -> Found:
    return found_in(among, RequestFactory().get("/", {"name": name}))


def positions(name: str) -> list[int]:
    return [one.position for one in found(name, lines()).lines]


def test_a_part_of_a_name_finds_its_lines_and_no_other() -> None:
    assert positions("三") == [1]
    assert positions("王") == [4]
    assert positions("欧　阳") == [5]


def test_whoever_was_taken_back_is_found_by_nobody() -> None:
    assert positions(GONE) == []
    assert len(positions("")) == len(NAMES)


def test_no_address_shows_a_part_of_a_short_list_as_if_it_were_all() -> None:
    short = found("李四", lines(NAMES[:10]))

    assert (len(short.lines), short.typed, short.is_offered) == (10, "", False)
