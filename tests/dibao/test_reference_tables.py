"""Tables of areas and holidays come from workbooks too, and say what they change."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from openpyxl import Workbook

from dibao import scope
from dibao.actions import reference_tables
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit import AuditEvent
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.sheets.holidays import HolidayRow
from tests.cast import hire

pytestmark = pytest.mark.django_db

PREFECTURE, COUNTY, OTHER = "990100000000", "990121000000", "990122000000"
NATIONAL_DAY = date(2030, 10, 1)


def book(file: Path, *rows: tuple[object, ...]) -> Path:
    saved = Workbook()
    for row in rows:
        saved.active.append(row)
    saved.save(file)
    return file


def load(command: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def areas() -> None:
    load("load_areas")


@pytest.fixture
def administrator(areas: None) -> Staff:
    return hire("admin", "何管理", Role.ADMINISTRATOR, Area.objects.get(pk=PREFECTURE))


@pytest.fixture
def of_county(areas: None) -> Staff:
    return hire("county-admin", "吕管理", Role.ADMINISTRATOR, Area.objects.get(pk=COUNTY))


BUREAU = (
    ("2008年统计用区划代码",),
    ("统计用区划代码", "城乡分类代码", "名称"),
    ("990121100000", None, "柳湾镇"),
    ("990121100298", "220", "新垸村"),
    (990121100299, "220", "新塆村"),
)


def test_the_bureaus_table_says_levels_and_parents_by_its_digits(
    areas: None, tmp_path: Path
) -> None:
    told = load("load_areas", book(tmp_path / "区划.xlsx", *BUREAU))

    assert told.splitlines() == ["3 areas.", "2 new, 0 changed, 1 as they were."]
    village = Area.objects.get(pk="990121100299")
    assert (village.level, village.parent_id) == (AreaLevel.VILLAGE, "990121100000")
    assert village.path == "安丰县柳湾镇新塆村"


def test_what_a_table_has_no_column_for_stays(areas: None, tmp_path: Path) -> None:
    before = Area.objects.get(pk="990121100000").rural_population

    load("load_areas", book(tmp_path / "区划.xlsx", *BUREAU))

    assert before
    assert Area.objects.get(pk="990121100000").rural_population == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_as_text_in_any_encoding(areas: None, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "areas.csv"
    file.write_bytes("区划代码,名称\n990121100298,新垸村\n".encode(encoding))

    load("load_areas", file)

    assert Area.objects.get(pk="990121100298").name == "新垸村"


def test_the_same_table_again_changes_nothing(areas: None, tmp_path: Path) -> None:
    file = book(tmp_path / "区划.xlsx", *BUREAU)
    load("load_areas", file)

    assert "0 new, 0 changed, 3 as they were." in load("load_areas", file)


def test_differences_are_shown_before_anything_is_written(areas: None, tmp_path: Path) -> None:
    file = book(tmp_path / "区划.xlsx", ("区划代码", "名称"), ("990121100200", "小湾新村"))

    told = load("load_areas", file, dry_run=True)

    assert "0 new, 1 changed, 0 as they were." in told
    assert "990121100200 name: 小湾村 -> 小湾新村" in told
    assert Area.objects.get(pk="990121100200").name == "小湾村"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("99012110029", "新垸村"), "12"),
        (("990121100298", ""), "第2行名称：不能空着"),
        (("990177100000", "外县镇"), "its parent '990177000000' is not in the file"),
    ],
)
def test_a_wrong_row_keeps_all_out(
    areas: None, tmp_path: Path, row: tuple[str, str], sentence: str
) -> None:
    file = book(tmp_path / "区划.xlsx", ("区划代码", "名称"), row, ("990121100297", "新畈村"))

    with pytest.raises(CommandError, match=sentence):
        load("load_areas", file)

    assert not Area.objects.filter(pk="990121100297").exists()


def test_an_administrator_answers_for_a_table(administrator: Staff, tmp_path: Path) -> None:
    load("load_areas", book(tmp_path / "区划.xlsx", *BUREAU), by="admin")

    with scope.of(administrator):
        event = AuditEvent.objects.get(event="area:loaded", staff_key=administrator.pk)
    assert event.after == {"count": 3}


def test_whoever_administers_nothing_loads_nothing(areas: None, tmp_path: Path) -> None:
    clerk = hire("clerk", "王编制", Role.COUNTY_CLERK, Area.objects.get(pk=COUNTY))

    with pytest.raises(CommandError, match="holds no post that permits area:manage"):
        load("load_areas", book(tmp_path / "区划.xlsx", *BUREAU), by="clerk")
    with pytest.raises(PermissionDenied):
        reference_tables.load_areas(areas=[], columns=(), by=clerk)
    with pytest.raises(PermissionDenied):
        reference_tables.load_holidays(days=[], by=clerk)


def test_a_countys_administrator_leaves_other_counties_alone(of_county: Staff) -> None:
    foreign = Area.objects.get(pk=OTHER)

    with pytest.raises(Http404):
        reference_tables.load_areas(areas=[foreign], columns=("name",), by=of_county)


# Holidays

NOTICE = (
    ("国务院办公厅关于2030年部分节假日安排的通知",),
    ("日期", "名称", "安排"),
    ("2030-10-01", "国庆节", "放假"),
    ("2030年10月2日", None, "放假"),
    ("2030.9.29", "国庆节调休", "上班"),
)


def test_a_years_notice_comes_in(tmp_path: Path) -> None:
    told = load("load_holidays", book(tmp_path / "节假日.xlsx", *NOTICE))

    assert told.splitlines() == ["3 days.", "3 new, 0 changed, 0 as they were."]
    calendar = Holiday.objects.calendar()
    assert not calendar.is_working_day(date(2030, 10, 2))
    assert calendar.is_working_day(date(2030, 9, 29))
    assert Holiday.objects.get(pk="2030-10-02").name == "国庆节"


def test_the_same_notice_again_changes_nothing(tmp_path: Path) -> None:
    file = book(tmp_path / "节假日.xlsx", *NOTICE)
    load("load_holidays", file)

    assert "0 new, 0 changed, 3 as they were." in load("load_holidays", file)


def test_a_day_that_was_entered_otherwise_is_shown(tmp_path: Path) -> None:
    Holiday.objects.create(day=NATIONAL_DAY, is_working=True, name="改为上班")
    file = book(tmp_path / "节假日.xlsx", *NOTICE)

    told = load("load_holidays", file, dry_run=True)

    assert "2030-10-01 is_working: True -> False" in told
    assert Holiday.objects.get(pk=NATIONAL_DAY).is_working
    load("load_holidays", file)
    assert not Holiday.objects.get(pk=NATIONAL_DAY).is_working


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("十月三日", "国庆节", "放假"), "第3行日期：日期写成"),
        (("2030-10-03", "国庆节", "也许"), "第3行安排：“也许”不在可填的范围"),
        (("2030-10-01", "国庆节", "放假"), "第3行与第2行是同一天"),
    ],
)
def test_a_wrong_day_keeps_all_out(
    tmp_path: Path, row: tuple[str, str, str], sentence: str
) -> None:
    file = book(tmp_path / "节假日.xlsx", NOTICE[1], NOTICE[2], row)

    with pytest.raises(CommandError, match=sentence):
        load("load_holidays", file)

    assert not Holiday.objects.filter(day__year=2030).exists()


def test_the_calendar_is_kept_above_the_counties(administrator: Staff, of_county: Staff) -> None:
    days = [HolidayRow(NATIONAL_DAY, "国庆节", is_working=False)]

    with pytest.raises(PermissionDenied):
        reference_tables.load_holidays(days=days, by=of_county)
    with scope.of(administrator):
        reference_tables.load_holidays(days=days, by=administrator)
        assert AuditEvent.objects.get(event="holiday:loaded").staff_key == administrator.pk
