"""Rosters as counties have them, with every quirk mixed in, and the truth of each row as it was made."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO, StringIO
from random import Random
from typing import Final

from openpyxl import Workbook

from tests.factories.people import check_digit, id_number

EACH: Final = {1: 77, 2: 52, 3: 42}
CLASS_WORDS: Final = {
    1: ("一类", "1类", "A", "Ⅰ", "Ａ类", "一档"),
    2: ("二类", "2类", "B", "Ⅱ", "２", "二级"),
    3: ("三类", "3类", "C", "Ⅲ", "３类", "三档"),
}
# The columns by name, with headers of which a book takes one each.
HEADERS: Final = {
    "serial": ("序号", "编号"),
    "township": ("乡镇", "乡（镇）", "乡镇名称"),
    "village": ("村", "村名", "行政村"),
    "group": ("组", "村民小组"),
    "name": ("户主姓名", "户主 姓名", "申请人姓名"),
    "id_number": ("身份证号", "身份证号码", "户主身份证号"),
    "size": ("家庭人口", "家庭人口数"),
    "covered": ("保障人口", "保障人数", "享受人数"),
    "class": ("低保类别", "救助类别", "保障类别"),
    "amount": ("月保障金额", "低保金额", "保障金额（元）"),
    "account": ("账号", "账 号", "银行账号"),
    "begun": ("批准日期", "审批时间", "享受起始日期"),
    "note": ("备注",),
}
GROUPS: Final = {
    "住址": ("township", "village", "group"),
    "人口": ("size", "covered"),
}
SURNAMES, GIVEN = "张王李赵钱孙周吴郑冯陈蒋沈韩杨", "秀英桂兰建国志强玉梅红军小明春花德福"

Cell = str | int | float | None
Cells = dict[str, Cell]


@dataclass(frozen=True)
class Truth:
    """What a row is: accepted, rejected for a quirk in a column, or skipped."""

    row: int
    outcome: str
    quirk: str
    # The header over the cell that is wrong, as the book has it.
    header: str = ""


@dataclass
class Book:
    """A file, the truth of all its rows, and what its right rows come to."""

    name: str
    content: bytes
    truth: list[Truth]
    households: int
    persons: int
    total: int
    names: list[str]


@dataclass(frozen=True)
class Style:
    """How a book is laid out; a suffix and encoding for how it is saved."""

    seed: int
    suffix: str = ".xlsx"
    encoding: str = "utf-8"
    titles: int = 1
    has_unit_row: bool = True
    is_two_rows: bool = False
    is_merged: bool = True
    has_number_line: bool = False
    repeats_header: bool = False
    is_shuffled: bool = False
    rows: int = 70


STYLES: Final = (
    Style(1),
    Style(2, titles=2, is_two_rows=True),
    Style(3, titles=0, has_unit_row=False, is_merged=False),
    Style(4, is_two_rows=True, has_number_line=True),
    Style(5, repeats_header=True, is_shuffled=True),
    Style(6, titles=3, is_merged=False, is_shuffled=True, rows=140),
    Style(7, suffix=".csv", titles=0, has_unit_row=False),
    Style(8, suffix=".csv", encoding="utf-8-sig", repeats_header=True),
    Style(9, suffix=".csv", encoding="gb18030", is_two_rows=True),
    Style(10, suffix=".csv", encoding="gb18030", is_merged=False, has_number_line=True),
)


@dataclass
class Maker:
    """Makes one book; `places` are (township, village) of the county, `strangers` ID numbers known elsewhere."""

    style: Style
    places: Sequence[tuple[str, str]]
    strangers: Sequence[str] = ()
    is_right: bool = False
    _lines: list[list[Cell]] = field(default_factory=list)
    _truth: list[Truth] = field(default_factory=list)
    _merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    _people: int = 0
    _accepted: list[str] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _persons: int = 0
    _total: int = 0
    # What a merged cell above says; blank after whatever ends it.
    _above: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        self._random = Random(self.style.seed)
        self._columns = list(HEADERS)
        if self.style.is_shuffled:
            head, tail = self._columns[:4], self._columns[4:]
            self._random.shuffle(tail)
            self._columns = head + tail
        self._labels = {name: self._random.choice(words) for name, words in HEADERS.items()}

    def make(self) -> Book:
        self._write_titles()
        self._write_header()
        quirks = self._quirks()
        for number, (township, village) in enumerate(self._visited()):
            self._between(number, township)
            self._household(number, township, village, quirks[number])
        self._skip("total", {"serial": "小计", "amount": 1000})
        self._skip("total", {"serial": "合 计", "amount": 9999})
        self._skip(
            "footer",
            {"serial": "制表人：王某", "name": "审核人：李某", "amount": "日期：2008.6.30"},
        )
        return Book(
            name=f"花名册{self.style.seed}{self.style.suffix}",
            content=self._saved(),
            truth=self._truth,
            households=len(self._names),
            persons=self._persons,
            total=self._total,
            names=self._names,
        )

    # What is no data

    def _write_titles(self) -> None:
        first = self._columns[0]
        for number in range(self.style.titles):
            words = ("安丰县2008年6月农村低保对象花名册", "（内部资料）", "第一册")
            self._skip("title", {first: words[number]})
            if number == 0:
                self._merges.append((len(self._lines), 1, len(self._lines), len(self._columns)))
        if self.style.has_unit_row:
            self._skip(
                "title", {first: "填报单位：安丰县民政局", self._columns[-1]: "单位：人、元"}
            )

    def _write_header(self) -> None:
        if not self.style.is_two_rows:
            self._skip("header", dict(self._labels))
        else:
            grouped = {name: group for group, names in GROUPS.items() for name in names}
            firsts = {names[0] for names in GROUPS.values()}
            upper = {
                name: grouped.get(name, label) if name not in grouped or name in firsts else None
                for name, label in self._labels.items()
            }
            self._skip("header", upper)
            self._skip(
                "header", {n: self._labels[n] if n in grouped else None for n in self._labels}
            )
            top = len(self._lines) - 1
            for names in GROUPS.values():
                at = [self._columns.index(name) + 1 for name in names]
                self._merges.append((top, min(at), top, max(at)))
        if self.style.has_number_line:
            self._skip("header", {n: at for at, n in enumerate(self._columns, start=1)})

    def _between(self, number: int, township: str) -> None:
        """A blank row, a sub-total, a page's header again: now and then, between two households."""
        if number and number % 17 == 0:
            self._skip("blank", {})
        if number and number % 23 == 0:
            self._skip("total", {"township": f"{township}小计", "covered": 12, "amount": 624})
        if number and number % 31 == 0 and self.style.repeats_header:
            self._skip("header", dict(self._labels))

    def _skip(self, quirk: str, cells: Cells) -> None:
        self._line(cells)
        self._truth.append(Truth(len(self._lines), "skip", quirk))
        if quirk != "blank":
            self._above = ("", "")

    def _line(self, cells: Cells) -> None:
        self._lines.append([cells.get(name) for name in self._columns])

    # Households

    def _visited(self) -> list[tuple[str, str]]:
        """The village of each household, village by village."""
        places = self._random.sample(list(self.places), 9)
        places.sort(key=lambda place: list(self.places).index(place))
        each = self.style.rows // len(places) + 1
        return [place for place in places for _ in range(each)][: self.style.rows]

    def _quirks(self) -> list[str]:
        """What is odd about each household: every quirk at least once, the plain between them."""
        wrong = [] if self.is_right else list(self._wrongs())
        odd = [*wrong, *wrong, *self._odd_but_right()]
        quirks = [*odd, *[""] * (self.style.rows - len(odd))]
        self._random.shuffle(quirks)
        # Nobody is there twice before somebody was there once.
        first = next(at for at, quirk in enumerate(quirks) if quirk in ("", "full_width"))
        quirks[0], quirks[first] = quirks[first], quirks[0]
        return quirks

    def _household(self, number: int, township: str, village: str, quirk: str) -> None:
        benefit_class, size = self._random.choice((1, 2, 3)), self._random.randint(1, 6)
        covered = self._random.randint(1, size)
        person = self._number(wants_x=quirk == "lower_x")
        name = self._random.choice(SURNAMES) + "".join(self._random.sample(GIVEN, 2))
        cells: Cells = {
            "serial": number + 1,
            "township": township,
            "village": village,
            "group": f"{self._random.randint(1, 9)}组",
            "name": name,
            "id_number": person,
            "size": size,
            "covered": covered,
            "class": CLASS_WORDS[benefit_class][0],
            "amount": EACH[benefit_class] * covered,
            "account": f"62170120{self._people:010d}",
            "begun": "2007-03-01",
        }
        self._merge_places(cells, township, village)
        wrongs, odd = self._wrongs(), self._odd_but_right()
        column = ""
        if quirk in wrongs:
            column = wrongs[quirk](cells)
            self._truth.append(Truth(len(self._lines) + 1, "reject", quirk, self._labels[column]))
        else:
            if quirk:
                odd[quirk](cells)
            self._truth.append(Truth(len(self._lines) + 1, "accept", quirk))
            self._accepted.append(person)
            self._names.append(name)
            self._persons += covered
            self._total += EACH[benefit_class] * covered
        said = (str(cells["township"] or self._above[0]), str(cells["village"] or self._above[1]))
        self._above = said
        self._line(cells)

    def _merge_places(self, cells: Cells, township: str, village: str) -> None:
        """Beneath a cell that says the same, merged cells are blank."""
        if self.style.is_merged and self._above == (township, village):
            cells["township"], cells["village"] = None, None

    def _number(self, *, wants_x: bool = False) -> str:
        while True:
            self._people += 1
            born = date(1931, 1, 1) + timedelta(days=self._people * 41 % 20_000)
            number = id_number(1 + self._people % 998, born=born).number
            if not wants_x or number.endswith("X"):
                return number

    # Quirks that are forgiven

    def _odd_but_right(self) -> dict[str, Callable[[Cells], None]]:
        every: dict[str, Callable[[Cells], None]] = {
            "full_width": self._full_width,
            "spaces_in_name": self._spaces_in_name,
            "blanks_in_number": self._blanks_in_number,
            "apostrophe": self._apostrophe,
            "lower_x": self._lower_x,
            "class_alias": self._class_alias,
            "class_alias_again": self._class_alias,
            "money_with_unit": self._money_with_unit,
            "money_with_fen": self._money_with_fen,
            "count_with_unit": self._count_with_unit,
            "old_month": self._old_month,
            "dotted_day": self._dotted_day,
        }
        if self.style.suffix == ".xlsx":
            every["day_as_serial"] = self._day_as_serial
        return every

    def _full_width(self, cells: Cells) -> None:
        wide = {ord(one): ord(one) + 0xFEE0 for one in "0123456789X"}
        cells["id_number"] = str(cells["id_number"]).translate(wide)
        cells["size"] = str(cells["size"]).translate(wide)

    def _spaces_in_name(self, cells: Cells) -> None:
        cells["name"] = "\u3000".join(str(cells["name"]))

    def _blanks_in_number(self, cells: Cells) -> None:
        number = str(cells["id_number"])
        cells["id_number"] = f"\u00a0{number[:6]} {number[6:14]} {number[14:]} "

    def _apostrophe(self, cells: Cells) -> None:
        cells["id_number"] = f"'{cells['id_number']}"

    def _lower_x(self, cells: Cells) -> None:
        cells["id_number"] = str(cells["id_number"]).lower()

    def _class_alias(self, cells: Cells) -> None:
        words = next(words for words in CLASS_WORDS.values() if words[0] == cells["class"])
        cells["class"] = self._random.choice(words[1:])

    def _money_with_unit(self, cells: Cells) -> None:
        cells["amount"] = f"{cells['amount']}元"

    def _money_with_fen(self, cells: Cells) -> None:
        cells["amount"] = f" {cells['amount']}.00 "

    def _count_with_unit(self, cells: Cells) -> None:
        cells["size"], cells["covered"] = f"{cells['size']}人", f"{cells['covered']} 人"

    def _old_month(self, cells: Cells) -> None:
        cells["begun"] = self._random.choice(("2007.1", "200703", "2007年5月"))

    def _dotted_day(self, cells: Cells) -> None:
        cells["begun"] = self._random.choice(("2007.1.5", "2007/3/01", "20070405", "2007年6月1日"))

    def _day_as_serial(self, cells: Cells) -> None:
        cells["begun"] = 39142

    # Quirks that nobody can mend by guessing; each answers with the column that is wrong

    def _wrongs(self) -> dict[str, Callable[[Cells], str]]:
        every: dict[str, Callable[[Cells], str]] = {
            "id_as_number": self._id_as_number,
            "id_masked": self._id_masked,
            "id_short": self._id_short,
            "id_check_digit": self._id_check_digit,
            "id_impossible_day": self._id_impossible_day,
            "amount_wrong": self._amount_wrong,
            "covered_above_size": self._covered_above_size,
            "unknown_village": self._unknown_village,
            "unknown_class": self._unknown_class,
            "twice": self._twice,
        }
        if self.strangers:
            every["elsewhere"] = self._elsewhere
        return every

    def _id_as_number(self, cells: Cells) -> str:
        digits = str(cells["id_number"]).replace("X", "1")
        is_text = self.style.suffix == ".csv"
        cells["id_number"] = f"{float(digits):.5E}" if is_text else float(digits)
        return "id_number"

    def _id_masked(self, cells: Cells) -> str:
        number = str(cells["id_number"])
        cells["id_number"] = f"{number[:6]}********{number[14:]}"
        return "id_number"

    def _id_short(self, cells: Cells) -> str:
        cells["id_number"] = str(cells["id_number"])[:-1]
        return "id_number"

    def _id_check_digit(self, cells: Cells) -> str:
        number = str(cells["id_number"])
        cells["id_number"] = number[:-1] + ("1" if number[-1] != "1" else "2")
        return "id_number"

    def _id_impossible_day(self, cells: Cells) -> str:
        body = f"990121{self._random.choice(('19601301', '19610230', '19620931'))}{self._people % 900 + 100}"
        cells["id_number"] = body + check_digit(body)
        return "id_number"

    def _amount_wrong(self, cells: Cells) -> str:
        cells["amount"] = int(str(cells["amount"])) + self._random.choice((-1, 1, 10))
        return "amount"

    def _covered_above_size(self, cells: Cells) -> str:
        each = next(EACH[one] for one, words in CLASS_WORDS.items() if words[0] == cells["class"])
        covered = int(str(cells["size"])) + 1
        cells["covered"], cells["amount"] = covered, each * covered
        return "covered"

    def _unknown_village(self, cells: Cells) -> str:
        township, village = (
            str(cells["township"] or self._above[0]),
            str(cells["village"] or self._above[1]),
        )
        cells["township"], cells["village"] = township, f"{village[:-2]}霓村"
        return "village"

    def _unknown_class(self, cells: Cells) -> str:
        cells["class"] = self._random.choice(("四类", "D", "特困"))
        return "class"

    def _twice(self, cells: Cells) -> str:
        cells["id_number"] = self._random.choice(self._accepted)
        return "id_number"

    def _elsewhere(self, cells: Cells) -> str:
        cells["id_number"] = self._random.choice(self.strangers)
        return "id_number"

    # The file

    def _saved(self) -> bytes:
        if self.style.suffix == ".csv":
            out = StringIO(newline="")
            csv.writer(out).writerows(self._lines)
            return out.getvalue().encode(self.style.encoding)
        book = Workbook()
        page = book.active
        for line in self._lines:
            page.append(line)
        for top, left, bottom, right in self._merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        saved = BytesIO()
        book.save(saved)
        return saved.getvalue()
