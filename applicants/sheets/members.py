"""A list of members (家庭成员名单): one row is one person, by the head of the household.

It names people who were only counted so far. Whatever is wrong is collected with its row and column.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from applicants.choices import HEAD
from applicants.sheets.places import Places
from dibao.errors import Refused
from dibao.sheets.cleaners import as_id_number, as_name, as_person_name, one_of, optional
from dibao.sheets.columns import Column, RowError, Table, TableRow
from dibao.sheets.reading import Cell
from dibao.values.identity import IdNumber
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop as _

_WORDS: Final = {
    HEAD: "户主 本人",
    "10": "配偶 妻 妻子 夫 丈夫",
    "20": "子 儿子 独生子 长子 次子 三子",
    "27": "养子或继子 养子 继子",
    "28": "女婿",
    "30": "女 女儿 独生女 长女 次女 三女",
    "37": "养女或继女 养女 继女",
    "38": "儿媳 媳妇",
    "41": "孙子 孙",
    "42": "孙女",
    "43": "外孙子 外孙",
    "44": "外孙女",
    "51": "父亲 父",
    "52": "母亲 母",
    "53": "公公",
    "54": "婆婆",
    "55": "岳父",
    "56": "岳母",
    "61": "祖父 爷爷",
    "62": "祖母 奶奶",
    "71": "兄 哥 哥哥",
    "73": "弟 弟弟",
    "75": "姐 姐姐",
    "77": "妹 妹妹",
    "97": "其他亲属",
    "99": "其他 非亲属",
}
_RELATIONS: Final = {word: code for code, words in _WORDS.items() for word in words.split()}
_YES_OR_NO: Final = {"是": True, "否": False}
_SEXES: Final = {"男": "male", "女": "female"}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person of a list; `is_covered` is None where the list has no such column."""

    row: TableRow
    village: str
    head_name: str
    head_number: IdNumber | None
    name: str
    number: IdNumber
    relation: str
    is_covered: bool | None


def columns(*, on: date) -> list[Column]:
    """The columns of the list, each under the headers that counties use for it."""
    return [
        Column(
            "township",
            ("乡镇", "乡镇名称", "所属乡镇"),
            as_name,
            is_required=False,
            is_carried_down=True,
        ),
        Column(
            "area",
            ("地区", "所属地区", "村", "村名", "行政村", "住址", "家庭住址"),
            as_name,
            is_carried_down=True,
        ),
        Column("name", ("姓名", "成员姓名"), as_person_name),
        Column("id_number", ("身份证号", "身份证号码", "成员身份证号"), as_id_number(on)),
        Column("sex", ("性别",), optional(one_of(_SEXES)), is_required=False),
        Column("head_name", ("户主姓名", "户主"), as_person_name),
        Column(
            "head_number",
            ("户主身份证号", "户主身份证号码"),
            optional(as_id_number(on)),
            is_required=False,
        ),
        Column(
            "covered",
            ("是否保障对象", "保障对象", "是否享受"),
            one_of(_YES_OR_NO),
            is_required=False,
        ),
        Column("relation", ("与户主关系", "与户主的关系", "家庭关系"), as_relation),
    ]


def as_relation(cell: Cell) -> str:
    """The code of GB/T 4761 for the word that counties write."""
    word = clean_code(cell.text)
    if word not in _RELATIONS:
        raise Refused(
            _(
                "不知道“%(text)s”是什么关系：填户主、配偶、子、女、父亲、母亲、孙子、孙女、其他亲属等"
            ),
            text=cell.text.strip(),
        )
    return _RELATIONS[word]


class MemberCheck:
    """What can be asked of a row without the register: its place, its sex, its number within the file."""

    def __init__(self, table: Table, places: Places, above: list[str]) -> None:
        self._table = table
        self._places = places
        self._above = above
        self._seen: dict[str, int] = {}

    def member_of(self, row: TableRow) -> tuple[MemberRow | None, list[RowError]]:
        errors = [*row.errors, *self._errors(row)]
        return (None if errors else self._member(row)), errors

    def _errors(self, row: TableRow) -> Iterator[RowError]:
        asked: tuple[tuple[str, Callable[[TableRow], object]], ...] = (
            ("area", self._village),
            ("id_number", self._number),
            ("sex", self._sex),
        )
        for name, problem in asked:
            try:
                problem(row)
            except Refused as refused:
                yield self._table.error(row.row, name, refused)

    def _village(self, row: TableRow) -> str:
        area, township = row.values.get("area"), row.values.get("township")
        if not area:
            return ""
        if township:
            return self._places.code_of(str(township), str(area))
        return self._places.found(str(area), self._above)

    def _number(self, row: TableRow) -> None:
        number = row.values.get("id_number")
        if not isinstance(number, IdNumber):
            return
        first = self._seen.setdefault(number.number, row.number)
        if first != row.number:
            raise Refused(
                _("与第%(row)s行是同一个身份证号：核对是谁的号码，删去重复的一行"), row=first
            )

    def _sex(self, row: TableRow) -> None:
        number, sex = row.values.get("id_number"), row.values.get("sex")
        if isinstance(number, IdNumber) and sex and sex != number.sex:
            raise Refused(_("与身份证号第17位表示的性别不同：核对性别和身份证号"))

    def _member(self, row: TableRow) -> MemberRow:
        values = row.values
        number, head, covered = (values.get(key) for key in ("id_number", "head_number", "covered"))
        if not isinstance(number, IdNumber):
            raise TypeError(f"id_number was cleaned to {number!r}")
        return MemberRow(
            row=row,
            village=self._village(row),
            head_name=str(values["head_name"]),
            head_number=head if isinstance(head, IdNumber) else None,
            name=str(values["name"]),
            number=number,
            relation=str(values["relation"]),
            is_covered=covered if isinstance(covered, bool) else None,
        )
