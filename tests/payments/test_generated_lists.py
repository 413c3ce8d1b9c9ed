"""Ten more lists with other mixes of quirks: what was made wrong is rejected where it is wrong, all else is taken."""

import csv
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum

from applicants.actions.rosters import villages_of
from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao import scope
from dibao.models.area import Area
from dibao.sheets.columns import label
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from tests.factories.people import id_number
from tests.payments.desk.lists import COUNTY, OTHER_COUNTY, Bureau, make_bureau
from tests.payments.messy_lists import STYLES, Book, Maker, Style

MONTH = BenefitMonth(2008, 7)
STRANGERS = tuple(id_number(serial, area="990122").number for serial in (1, 3, 5))
HEADERS = ("乡镇", "村", "户主姓名", "身份证号", "家庭人口", "保障人口", "低保类别", "月保障金额")
EACH_STYLE = pytest.mark.parametrize("style", STYLES, ids=lambda style: f"book{style.seed}")


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


def places(county: str) -> list[tuple[str, str]]:
    """Villages whose names a slip leaves recognisable."""
    return [place for place in villages_of(Area.objects.get(pk=county)) if len(place[1]) >= 3]


def let_strangers_in(tmp_path: Path) -> None:
    """Three families of the neighbouring county, who stand on our lists too."""
    township, village = places(OTHER_COUNTY)[0]
    rows = [[township, village, "外县人", one, "1", "1", "二类", "52"] for one in STRANGERS]
    file = tmp_path / "外县.xlsx"
    file.write_bytes(write_workbook(Sheet("表", [OutColumn(one) for one in HEADERS], rows)))
    call_command("import_roster", str(file), county=OTHER_COUNTY, month=MONTH)


def made(style: Style, *, is_right: bool = False) -> Book:
    strangers = () if is_right else STRANGERS
    return Maker(style, places(COUNTY), strangers, is_right=is_right).make()


def reported(book: Book, tmp_path: Path, **options: object) -> list[dict[str, str]]:
    file, out = tmp_path / book.name, tmp_path / "report.csv"
    file.write_bytes(book.content)
    with suppress(SystemExit):
        call_command("import_roster", str(file), county=COUNTY, month=MONTH, report=out, **options)
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@EACH_STYLE
def test_every_row_comes_out_as_it_was_made(bureau: Bureau, tmp_path: Path, style: Style) -> None:
    let_strangers_in(tmp_path)
    book = made(style)

    rows = reported(book, tmp_path, dry_run=True)

    came = [(int(row["sheet_row"]), row["outcome"]) for row in rows]
    assert came == [(truth.row, truth.outcome) for truth in book.truth]
    for truth, row in zip(book.truth, rows, strict=True):
        if truth.outcome == "reject":
            assert row["reason"].startswith(f"{label(truth.header)}："), (truth, row)


@EACH_STYLE
def test_the_right_rows_come_in_to_the_last_yuan(
    bureau: Bureau, tmp_path: Path, style: Style
) -> None:
    book = made(style, is_right=True)

    rows = reported(book, tmp_path)

    assert not [row for row in rows if row["outcome"] == "reject"]
    with scope.of(bureau.clerk):
        heads = Household.objects.values_list("head__name", flat=True)
        assert sorted(heads) == sorted(book.names)
        sums = Grant.objects.aggregate(money=Sum("total_amount"), persons=Sum("covered_count"))
    assert (sums["money"], sums["persons"]) == (book.total, book.persons)


@pytest.mark.parametrize("style", STYLES[:1] + STYLES[-1:], ids=lambda style: f"book{style.seed}")
def test_one_quirk_too_many_keeps_all_of_it_out(
    bureau: Bureau, tmp_path: Path, style: Style
) -> None:
    rows = reported(made(style), tmp_path)

    assert Counter(row["outcome"] for row in rows)["reject"] > 10
    with scope.of(bureau.clerk):
        assert not Household.objects.exists()


def test_the_books_hold_every_quirk(db: None) -> None:
    call_command("load_areas", verbosity=0)

    quirks = {truth.quirk for style in STYLES for truth in made(style).truth}

    assert quirks >= {
        *("title", "header", "blank", "total", "footer", "", "full_width", "spaces_in_name"),
        *("blanks_in_number", "apostrophe", "lower_x", "class_alias", "money_with_unit"),
        *("old_month", "day_as_serial", "id_as_number", "id_masked", "id_short"),
        *("id_check_digit", "id_impossible_day", "amount_wrong", "covered_above_size"),
        *("unknown_village", "unknown_class", "twice", "elsewhere"),
    }
