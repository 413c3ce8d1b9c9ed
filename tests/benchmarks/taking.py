"""A county's messy roster in: received, checked and written by the engine, beside a bare read and COPY of its rows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.urls import reverse
from python_calamine import CalamineWorkbook

from applicants.actions import sheet_imports
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport
from dibao import scope
from dibao.models.area import Area
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from tests.benchmarks.figures import Control, Figure, ratios, say, timed
from tests.benchmarks.listing_memory import forget_most_used, most_used
from tests.benchmarks.prefecture import County
from tests.factories.people import id_number

ROWS, _KIB = 60_000, 1024
# The rules that the prefecture is founded with end before today.
DAY = date(2008, 7, 5)
# Some are born on the same day, as in any county; with one name as well, hardly anybody.
_BORN, _DAYS = date(1930, 1, 1), 20_000
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "秀英桂芳建国明红玉兰"
_HEADERS = (
    "序号", "乡镇", "村", "组", "户主姓名", "身份证号", "家庭人口", "保障人口", "低保类别", "月保障金额", "联系电话",
)  # fmt: skip
_AMOUNTS = {1: 77, 2: 52, 3: 42}
_CLASSES = {1: "一类", 2: "2类", 3: "Ｃ"}
# What a row of the list comes to in the register, histories among it.
_WRITTEN = (
    "applicants_person", "applicants_personevent", "applicants_household", "applicants_householdevent",
    "applicants_membership", "applicants_membershipevent", "applicants_case", "applicants_caseevent",
    "applicants_decision", "applicants_grant", "applicants_grantevent", "applicants_grantshare",
)  # fmt: skip
# Every hundredth row is wrong, and every fiftieth is followed by a subtotal.
_WRONG, _SUBTOTAL = 100, 50


def figures(county: County, *, rows: int = ROWS, size: str = "60k") -> Iterator[Figure]:
    """Once in an empty county: what was written cannot be written again."""
    content = messy(county.area, rows)
    # A process that serves has read its addresses.
    reverse("jobs")
    upload = timed(lambda: _receive(county, content))
    forget_most_used()
    product = timed(lambda: _take(county))
    peak = most_used() // _KIB
    with scope.of(county.clerk):
        count = Household.objects.within(county.area).count()
    floor = timed(lambda: _bare(content), session="owner")
    ratio, cpu_ratio = ratios([product], [floor])
    good = rows - rows // _WRONG
    yield Figure(
        name=f"roster_import_{size}",
        goal="ratio <= 4",
        seconds=product.seconds,
        floor_seconds=floor.seconds,
        ratio=ratio,
        cpu_ratio=cpu_ratio,
        control=Control(count, 0),
        floor_control=Control(good, 0),
    )
    kept = _kept_rows()
    copied = timed(lambda: _bare_register(content, kept), session="owner")
    ratio, cpu_ratio = ratios([product], [copied])
    yield Figure(
        name=f"roster_import_{size}_to_register",
        goal="",
        seconds=product.seconds,
        floor_seconds=copied.seconds,
        ratio=ratio,
        cpu_ratio=cpu_ratio,
        note="beside the same reading and a COPY of all rows that were written, into tables without guards",
    )
    yield Figure(name=f"roster_import_{size}_peak_mb", goal="value <= 512", value=float(peak))
    yield Figure(
        name=f"roster_import_{size}_request_seconds", goal="value <= 2", value=upload.seconds
    )


def messy(county: Area, rows: int) -> bytes:
    """A workbook as counties keep it: merged places, full-width digits, subtotals, here and there a wrong row."""
    return write_workbook(
        Sheet(
            "花名册",
            [OutColumn(header) for header in _HEADERS],
            _rows(county, rows),
            heading=("花名册", "单位：人、元"),
            footing=("制表人：",),
        )
    )


def _rows(county: Area, rows: int) -> Iterator[Sequence[object]]:
    villages = list(
        Area.objects.within(county).filter(level="village").select_related("parent").order_by("pk")
    )
    each = -(-rows // len(villages))
    for at in range(rows):
        village, is_first = villages[at // each], at % each == 0
        township = village.parent.name if village.parent and is_first else ""
        yield _row(at, township, village.name if is_first else "")
        if at % _SUBTOTAL == _SUBTOTAL - 1 and (at + 1) % each == 0:
            yield ["", "小计", *[""] * (len(_HEADERS) - 2)]


def _row(at: int, township: str, village: str) -> Sequence[object]:
    klass, covered = at % 3 + 1, at % 4 + 1
    number = id_number(at // _DAYS, born=_BORN + timedelta(days=at % _DAYS)).number
    amount = _AMOUNTS[klass] * covered + (1 if at % _WRONG == _WRONG - 1 else 0)
    return (
        str(at + 1), township, village, f"{at % 9 + 1}组", _name(at), number.lower(),
        str(covered + at % 2), f"{covered}人", _CLASSES[klass], f"{amount}元", "13800005678",
    )  # fmt: skip


def _name(at: int) -> str:
    """Two or three characters, some kept apart by a wide space as printed lists do, some with a space behind."""
    surname, first = _SURNAMES[at % len(_SURNAMES)], _GIVEN[at // 7 % len(_GIVEN)]
    if at % 3 == 0:
        return f"{surname}　{first}"
    return f"{surname}{first}{_GIVEN[at // 61 % len(_GIVEN)]} "


def _receive(county: County, content: bytes) -> None:
    with scope.of(county.clerk):
        sheet_imports.receive(
            county=county.area,
            name="花名册.xlsx",
            content=content,
            month=BenefitMonth.of(DAY),
            by=county.clerk,
        )


def _take(county: County) -> None:
    """What the worker does for the clerk, a second person's confirmation, and what it does then."""
    on = DAY
    with scope.of(county.clerk):
        record = sheet_imports.check(record=SheetImport.objects.get(), by=county.clerk, on=on)
    say(f"    {record.new_count} new, {record.wrong_count} wrong {record.refusal}")
    with scope.of(county.reviewer):
        record = sheet_imports.confirm(
            record=record, digest=record.digest, by=county.reviewer, on=on
        )
    with scope.of(county.reviewer):
        sheet_imports.take(record=record, by=county.reviewer, on=on)


def _bare(content: bytes) -> None:
    """Every cell read by the fastest reader, and the same rows copied into a table of texts."""
    page = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    names = ", ".join(f"c{at} text" for at in range(len(_HEADERS)))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare_roster ({names})")
        with cursor.copy("COPY bare_roster FROM STDIN") as copy:
            for row in page.to_python():
                copy.write_row([str(cell) for cell in row])
        cursor.execute("DROP TABLE bare_roster")


def _kept_rows() -> dict[str, list[bytes]]:
    """What was written, as PostgreSQL copies it out."""
    with connections["owner"].cursor() as cursor:
        return {table: _copied_out(cursor, table) for table in _WRITTEN}


def _copied_out(cursor: CursorWrapper, table: str) -> list[bytes]:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return [bytes(block) for block in copy]


def _bare_register(content: bytes, kept: dict[str, list[bytes]]) -> None:
    """The list read, and every row that comes of it copied into a bare table of the same columns."""
    _bare(content)
    with connections["owner"].cursor() as cursor:
        for table, blocks in kept.items():
            cursor.execute(f"CREATE TEMP TABLE bare_rows (LIKE {table})")
            with cursor.copy("COPY bare_rows FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)
            cursor.execute("DROP TABLE bare_rows")
