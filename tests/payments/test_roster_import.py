"""A county comes to the system with its own list: the whole of it, or none."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.http import Http404

from applicants.actions.rosters import RosterRefused
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.models.recheck import PaperRecheck
from applicants.models.roster import RosterImport
from applicants.models.suspicion import Suspicion
from applicants.rechecks import Wanted, scheduled
from applicants.sheets.rosters import RosterEntry
from dibao import scope
from dibao.clock import today
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Cut
from dibao.roles import Role
from dibao.sheets.reading import read_rows
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from payments.actions import batches, rosters
from payments.models.account import Account
from tests.applicants.test_database_guards import run
from tests.cast import hire
from tests.factories.people import id_number

SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN, MESSY = SAMPLES / "roster_clean.xlsx", SAMPLES / "roster_messy.xlsx"
JULY = BenefitMonth(2008, 7)
COUNTY, OTHER_COUNTY = "990121000000", "990122000000"


@dataclass(frozen=True)
class Bureau:
    """An empty system with its areas, its rules and one clerk in each of two counties."""

    county: Area
    clerk: Staff
    neighbour: Staff


@pytest.fixture
def bureau(db: None) -> Bureau:
    call_command("load_areas", verbosity=0)
    call_command("load_rule_sets", verbosity=0)
    county = Area.objects.get(pk=COUNTY)
    return Bureau(
        county=county,
        clerk=hire("clerk", "王编制", Role.COUNTY_CLERK, county),
        neighbour=hire("foreign", "沈外县", Role.COUNTY_CLERK, Area.objects.get(pk=OTHER_COUNTY)),
    )


def take_over(
    bureau: Bureau, content: bytes, *, name: str = "花名册.xlsx", month: BenefitMonth = JULY
) -> RosterImport:
    with scope.of(bureau.clerk):
        return rosters.take_over(
            county=bureau.county,
            content=content,
            name=name,
            month=month,
            by=bureau.clerk,
            on=today(),
        )


HEADERS = (
    "乡镇",
    "村",
    "户主姓名",
    "身份证号",
    "家庭人口",
    "保障人口",
    "低保类别",
    "月保障金额",
    "开户行",
    "账号",
    "批准日期",
    "最近核查日期",
)


def row(serial: int = 1, **changed: str) -> list[str]:
    """One right row: two persons, both covered, second class."""
    right = dict(
        zip(
            HEADERS,
            (
                "柳湾镇", "小湾村", "张三", id_number(serial).number, "2", "2", "二类", "104", "农村信用社",
                "6217012038935088643", "", "",
            ),
            strict=True,
        )
    )  # fmt: skip
    return [*(right | changed).values()]


def roster(*rows: list[str]) -> bytes:
    return write_workbook(Sheet("花名册", [OutColumn(header) for header in HEADERS], rows))


def sentences(refused: pytest.ExceptionInfo[RosterRefused]) -> list[str]:
    return [error.sentence for error in refused.value.roster.errors]


def test_the_clean_list_comes_in_to_the_last_yuan(bureau: Bureau) -> None:
    record = take_over(bureau, CLEAN.read_bytes())

    assert record.household_count == 600
    with scope.of(bureau.clerk):
        due = Grant.objects.covering(JULY).aggregate(sum=Sum("total_amount"))["sum"]
    assert due == record.total_amount == workbook_total()


def test_the_first_month_is_drawn_from_it(bureau: Bureau) -> None:
    take_over(bureau, CLEAN.read_bytes())

    with scope.of(bureau.clerk):
        batch = batches.draw(county=bureau.county, month=JULY, by=bureau.clerk, on=today())

    assert (batch.line_count, batch.total_amount, batch.held_count) == (600, workbook_total(), 0)


def test_an_import_looks_for_duplicates(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1), row(3)))

    with scope.of(bureau.clerk):
        found = Suspicion.objects.order_by("kind").values_list("kind", "found_how")
        assert list(found) == [("same_account", "import"), ("same_name", "import")]


def workbook_total() -> Decimal:
    cells = [row.cell(10) for row in read_rows(CLEAN.read_bytes(), CLEAN.name)]
    return sum((Decimal(cell.text) for cell in cells[1:]), Decimal(0))


def test_the_messy_list_is_refused_row_by_row_as_its_key_says(bureau: Bureau) -> None:
    with pytest.raises(RosterRefused) as refused:
        take_over(bureau, MESSY.read_bytes())

    outcomes = dict.fromkeys((entry.row for entry in refused.value.roster.entries), "accept")
    outcomes |= dict.fromkeys((error.row for error in refused.value.roster.errors), "reject")
    assert outcomes == {number: kept for number, kept in key() if kept != "skip"}


def test_the_right_rows_of_the_messy_list_are_read_right(bureau: Bureau) -> None:
    with pytest.raises(RosterRefused) as refused:
        take_over(bureau, MESSY.read_bytes())

    entries: dict[int, RosterEntry] = {e.row: e for e in refused.value.roster.entries}
    full_width = entries[5]
    assert full_width.id_number.number == "99012119771027219X"
    assert (full_width.village, full_width.household_size) == ("990121100200", 2)


def key() -> list[tuple[int, str]]:
    with (SAMPLES / "roster_messy.key.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [(int(line["sheet_row"]), line["outcome"]) for line in csv.DictReader(lines)]


def test_one_wrong_row_keeps_the_whole_list_out(bureau: Bureau) -> None:
    with pytest.raises(RosterRefused, match="1行不对"):
        take_over(bureau, roster(row(1), row(3, 低保类别="四类")))

    with scope.of(bureau.clerk):
        assert not Household.objects.exists()
        assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"身份证号": "990121196005010010"}, "校验不对"),
        ({"身份证号": "990121********0011"}, "遮盖"),
        ({"低保类别": "四类"}, "没有“四类”这一类"),
        ({"月保障金额": "100"}, "100.00元不等于每人52.00元×2人＝104.00元"),
        ({"村": "井村"}, "柳湾镇没有“井村”"),
        ({"乡镇": "白集镇"}, "本县没有“白集镇”"),
        ({"保障人口": "3", "月保障金额": "156"}, "多于家庭人口2人"),
        ({"保障人口": "0", "月保障金额": "0"}, "保障人口至少1人"),
        ({"账号": "62170120"}, "应为12至30位"),
        ({"最近核查日期": "2008-08-06"}, "2008-08-06还没有到"),
        ({"最近核查日期": "2008年二月"}, "日期写成 2008-07-01"),
        ({"批准日期": "2007-03-01", "最近核查日期": "2007-02-28"}, "早于批准日期2007-03-01"),
        ({"批准日期": "2009-01-01"}, "2009-01-01还没有到"),
        ({"最近核查日期": "1908-05-01"}, "1908-05-01早于户主的出生日期"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(
    bureau: Bureau, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(RosterRefused) as refused:
        take_over(bureau, roster(row(1), row(3, **changed)))

    assert {error.row for error in refused.value.roster.errors} == {3}
    assert any(sentence in said for said in sentences(refused))


def test_a_person_known_in_another_county_is_refused_without_saying_where(bureau: Bureau) -> None:
    with scope.of(bureau.neighbour):
        rosters.take_over(
            county=bureau.neighbour.posting.area,
            content=roster(row(1, 乡镇="柳庙镇", 村=_village_of("柳庙镇"))),
            name="外县.xlsx",
            month=JULY,
            by=bureau.neighbour,
            on=today(),
        )

    with pytest.raises(RosterRefused) as refused:
        take_over(bureau, roster(row(1), row(3)))

    assert sentences(refused) == ["这个身份证号已登记在另一户，不能重复登记：报市民政局核对"]


def _village_of(township: str) -> str:
    return (
        Area.objects.filter(level=AreaLevel.VILLAGE, parent__name=township)
        .filter(code__startswith="990122")
        .order_by("code")[0]
        .name
    )


def test_members_beside_the_head_are_counted_but_unnamed(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1, 家庭人口="3", 保障人口="2")))

    with scope.of(bureau.clerk):
        members = Membership.objects.order_by("pk").values_list(
            "person__is_named", "is_counted", "is_covered"
        )
        assert list(members) == [(True, True, True), (False, True, True), (False, True, False)]
        assert list(GrantShare.objects.values_list("base_amount", flat=True)) == [52, 52]


@pytest.mark.parametrize(
    ("changed", "looked_on", "is_on_paper"),
    [
        ({"批准日期": "2007-03-01", "最近核查日期": "2008年3月10日"}, date(2008, 3, 10), True),
        ({"批准日期": "2007-03-01"}, date(2007, 3, 1), True),
        ({"批准日期": "2008-09-01"}, date(2008, 8, 5), False),
        ({}, date(2008, 8, 5), False),
    ],
)
def test_a_family_was_last_looked_at_when_the_list_says(
    bureau: Bureau, changed: dict[str, str], looked_on: date, is_on_paper: bool
) -> None:
    take_over(bureau, roster(row(1, **changed)))

    with scope.of(bureau.clerk):
        (found,) = scheduled(bureau.county, Wanted(), on=today(), cut=Cut())
    assert (found.looked_on, found.is_on_paper) == (looked_on, is_on_paper)


@pytest.mark.parametrize("header", ["上次复核日期", "最近核查时间", "年审日期"])
def test_the_last_look_stands_under_the_header_that_a_county_uses(
    bureau: Bureau, header: str
) -> None:
    headers = [*HEADERS[:-1], header]
    content = write_workbook(
        Sheet("花名册", [OutColumn(one) for one in headers], [row(1, 最近核查日期="2008.6.3")])
    )

    take_over(bureau, content)

    with scope.of(bureau.clerk):
        assert PaperRecheck.objects.get().looked_on == date(2008, 6, 3)


@pytest.mark.django_db(transaction=True)
def test_no_look_on_paper_is_added_after_the_list(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1)))

    with (
        pytest.raises(DatabaseError, match="a_paper_recheck_comes_with_its_list"),
        scope.of(bureau.clerk),
    ):
        run(
            "INSERT INTO applicants_paperrecheck (area_code, household_id, looked_on)"
            " SELECT area_code, id, %s FROM applicants_household",
            today(),
        )


def test_a_look_on_paper_is_written_once_and_seen_in_its_county(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1, 最近核查日期="2008-06-03")))

    for statement in ("UPDATE {} SET looked_on = looked_on", "DELETE FROM {}"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            scope.of(bureau.clerk),
            transaction.atomic(),
        ):
            run(statement.format(PaperRecheck._meta.db_table))
    with scope.of(bureau.neighbour):
        assert not PaperRecheck.objects.exists()


def test_a_household_without_an_account_has_its_line_held(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1), row(3, 账号="")))

    with scope.of(bureau.clerk):
        assert Account.objects.count() == 1
        batch = batches.draw(county=bureau.county, month=JULY, by=bureau.clerk, on=today())
        assert batch.held_count == 1


def test_a_county_is_taken_over_once(bureau: Bureau) -> None:
    take_over(bureau, roster(row(1)))

    with pytest.raises(Refused, match="已经导入过"):
        take_over(bureau, roster(row(3)))


def test_the_list_of_another_county_is_absent(bureau: Bureau) -> None:
    with scope.of(bureau.clerk), pytest.raises(Http404):
        rosters.take_over(
            county=bureau.neighbour.posting.area,
            content=roster(row(1)),
            name="花名册.xlsx",
            month=JULY,
            by=bureau.clerk,
            on=today(),
        )


def test_a_reviewer_may_not_import(bureau: Bureau) -> None:
    reviewer = hire("reviewer", "赵审核", Role.COUNTY_REVIEWER, bureau.county)

    with scope.of(reviewer), pytest.raises(PermissionDenied):
        rosters.take_over(
            county=bureau.county,
            content=roster(row(1)),
            name="花名册.xlsx",
            month=JULY,
            by=reviewer,
            on=today(),
        )


def test_under_todays_law_the_amount_is_taken_as_it_stands(bureau: Bureau) -> None:
    RuleSet.objects.filter(first_day__year=2007).update(last_day="2008-07-31")
    RuleSet.objects.filter(first_day__year=2026).update(first_day="2008-08-01")

    record = take_over(bureau, roster(row(1, 月保障金额="333.33")), month=JULY.next())

    assert record.total_amount == Decimal("333.33")
    with scope.of(bureau.clerk):
        assert sorted(GrantShare.objects.values_list("base_amount", flat=True)) == [
            Decimal("166.66"),
            Decimal("166.67"),
        ]


def test_the_rules_are_those_of_the_first_month(bureau: Bureau) -> None:
    """Under the rules of 2007, in force until July, the amount of a class is fixed; in August it is another law."""
    RuleSet.objects.filter(first_day__year=2007).update(last_day="2008-07-31")
    RuleSet.objects.filter(first_day__year=2026).update(first_day="2008-08-01")

    with pytest.raises(RosterRefused) as refused:
        take_over(bureau, roster(row(1, 月保障金额="333.33")), month=JULY)

    assert any("不等于每人52.00元" in said for said in sentences(refused))


@pytest.mark.parametrize("month", [JULY, JULY.next(), JULY.plus(2)])
def test_a_county_begins_with_last_month_this_one_or_the_next(
    bureau: Bureau, month: BenefitMonth
) -> None:
    assert take_over(bureau, roster(row(1)), month=month).first_month == month


@pytest.mark.parametrize(
    "month", [BenefitMonth(1908, 8), BenefitMonth(2007, 8), JULY.previous(), JULY.plus(3)]
)
def test_any_other_month_is_taken_for_a_slip(bureau: Bureau, month: BenefitMonth) -> None:
    with pytest.raises(Refused, match="即2008年7月至2008年9月"):
        take_over(bureau, roster(row(1)), month=month)

    with scope.of(bureau.clerk):
        assert not Household.objects.exists()


def test_the_command_ends_with_a_line_of_json(
    bureau: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_roster", str(CLEAN), county="990121", month=JULY, shape="json")

    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["imported"]
    assert (answer["households"], answer["first_month"]) == (600, "2008-07")


def test_the_command_gives_the_wrong_rows_back_marked(bureau: Bureau, tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"

    with pytest.raises(SystemExit, match="1"):
        call_command("import_roster", str(MESSY), county=COUNTY, errors_to=marked)

    assert marked.stat().st_mode & 0o777 == 0o600
    rows = list(read_rows(marked.read_bytes(), marked.name))
    assert len(rows) == 1 + 145
    assert "没有“四类”这一类" in rows[1].cell(0).text


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("990199000000", "No county has the code 990199000000."),
        ("990100", "990100 is 示范市, which is no county."),
        ("990121100000", "which is no county."),
    ],
)
def test_the_command_asks_for_a_county_that_exists(
    bureau: Bureau, code: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_roster", str(CLEAN), county=code)


def test_the_command_says_what_comes_first(db: None) -> None:
    with pytest.raises(CommandError, match="load_areas comes first"):
        call_command("import_roster", str(CLEAN), county="990121")
