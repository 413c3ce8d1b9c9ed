"""`import_roster` tells what becomes of every row of a sheet, and takes ledgers as it takes rosters."""

import csv
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from dibao import scope
from dibao.models.area import Area
from dibao.sheets.reading import read_rows
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from payments.models.account import Account
from tests.factories.people import id_number
from tests.payments.desk.lists import CLEAN, COUNTY, MESSY, SAMPLES, Bureau, make_bureau

LEDGER = SAMPLES / "ledger_wide.xlsx"
MONTH = BenefitMonth(2008, 7)
HEADERS = [cell.text for cell in next(iter(read_rows(LEDGER.read_bytes(), LEDGER.name))).cells]


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


def run(file: Path, *, county: str = COUNTY, **options: object) -> None:
    call_command("import_roster", str(file), county=county, **options)


def reported(file: Path, tmp_path: Path, **options: object) -> list[dict[str, str]]:
    """The report of a run that may be refused."""
    out = tmp_path / "report.csv"
    with suppress(SystemExit):
        run(file, report=out, **options)
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ledger_row(serial: int = 1, **changed: str) -> list[str]:
    """A right row: a head with two others, all three covered, second class."""
    right: Mapping[str, str] = {
        "登记时间": "2008.01", "身份证号码": id_number(serial).number, "户主姓名": "张三",
        "住址": "柳湾镇小湾村5组", "享受保障类别": "二类", "享受人数": "3", "老年人": "1", "成年人": "1",
        "未成年人": "1", "合计": "156", "户月保障金": "156", "金额二": "0", "金额三": "0",
        "户主是否享受": "是", "开户行": "农村信用社", "账号": f"6217012038935{serial:06d}",
        "成员一姓名": "李四", "成员一身份证号码": id_number(serial + 400).number,
        "成员二姓名": "张小", "成员二身份证号码": id_number(serial + 500).number,
    }  # fmt: skip
    row = {**right, **changed}
    return [row.get(header, "") for header in HEADERS]


def ledger(tmp_path: Path, *rows: list[str]) -> Path:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(write_workbook(Sheet("台账", [OutColumn(one) for one in HEADERS], rows)))
    return file


def taken(bureau: Bureau, file: Path) -> Household:
    """The one household of a ledger that came in."""
    run(file, month=MONTH)
    with scope.of(bureau.clerk):
        return Household.objects.get()


# The report


def test_every_row_of_the_messy_sheet_comes_out_as_its_key_says(
    bureau: Bureau, tmp_path: Path
) -> None:
    rows = reported(MESSY, tmp_path, dry_run=True)

    with (SAMPLES / "roster_messy.key.csv").open(encoding="utf-8-sig", newline="") as lines:
        key = [(line["sheet_row"], line["outcome"]) for line in csv.DictReader(lines)]
    assert [(row["sheet_row"], row["outcome"]) for row in rows] == key


def test_every_rejected_row_names_the_field_and_what_to_do(bureau: Bureau, tmp_path: Path) -> None:
    rejected = [
        row for row in reported(MESSY, tmp_path, dry_run=True) if row["outcome"] == "reject"
    ]

    assert rejected
    remedies = ("核对", "填", "设为文本", "规则里有", "应为", "报市民政局")
    for row in rejected:
        field, _, sentence = row["reason"].partition("：")
        assert field in ("身份证号码", "村", "救助类别", "低保金额", "保障人数")
        assert any(word in sentence for word in remedies), row


def test_an_unknown_village_is_told_with_the_likeliest(bureau: Bureau, tmp_path: Path) -> None:
    file = ledger(tmp_path, ledger_row(住址="柳湾镇小弯村5组"))

    (_header, row) = reported(file, tmp_path, dry_run=True)
    assert row["outcome"] == "reject"
    assert "住址：柳湾镇没有“小弯村”：最像的是" in row["reason"]
    assert "小湾村" in row["reason"]


def test_a_dry_run_writes_nothing_and_ends_well(
    bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(MESSY, dry_run=True, shape="json")

    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert not answer["imported"]
    assert (answer["layout"], answer["rejected"]) == ("roster", 145)
    with scope.of(bureau.clerk):
        assert not Household.objects.exists()


def test_the_same_list_again_is_refused_and_still_reported(bureau: Bureau, tmp_path: Path) -> None:
    run(CLEAN, month=MONTH)

    with pytest.raises(SystemExit):
        run(CLEAN, month=MONTH)
    rows = reported(CLEAN, tmp_path, month=MONTH)

    assert [row["outcome"] for row in rows] == ["skip", *["accept"] * 600]
    with scope.of(bureau.clerk):
        assert Household.objects.count() == 600


def test_a_report_is_read_by_its_owner_alone(bureau: Bureau, tmp_path: Path) -> None:
    reported(MESSY, tmp_path, dry_run=True)

    assert (tmp_path / "report.csv").stat().st_mode & 0o777 == 0o600


# The ledger


def test_the_ledger_comes_in_whole(bureau: Bureau, tmp_path: Path) -> None:
    rows = reported(LEDGER, tmp_path, month=MONTH)

    assert [row["outcome"] for row in rows] == ["skip", *["accept"] * 600]
    cells = [
        dict(zip(HEADERS, row.cells, strict=True))
        for row in read_rows(LEDGER.read_bytes(), LEDGER.name)
    ]
    due = sum(int(row["户月保障金"].text) for row in cells[1:])
    with scope.of(bureau.clerk):
        assert Grant.objects.aggregate(sum=Sum("total_amount"))["sum"] == due
        assert GrantShare.objects.count() == sum(int(row["享受人数"].text) for row in cells[1:])
        assert Account.objects.count() == 600


def test_a_ledger_of_another_county_is_rejected_row_by_row(bureau: Bureau, tmp_path: Path) -> None:
    from_elsewhere = reported(LEDGER, tmp_path, county="990122000000", dry_run=True)

    assert {row["outcome"] for row in from_elsewhere[1:]} == {"reject"}
    assert all("本县没有" in row["reason"] for row in from_elsewhere[1:])


def test_a_ledger_asked_for_as_a_roster_is_refused(bureau: Bureau) -> None:
    with pytest.raises(SystemExit):
        run(LEDGER, layout="roster")


def test_members_come_in_by_name(bureau: Bureau, tmp_path: Path) -> None:
    household = taken(bureau, ledger(tmp_path, ledger_row()))

    assert (household.area_id, household.group_name) == ("990121100200", "5组")
    with scope.of(bureau.clerk):
        names = Membership.objects.order_by("pk").values_list("person__name", "is_covered")
        assert list(names) == [("张三", True), ("李四", True), ("张小", True)]


def test_those_beyond_the_named_stay_counted(bureau: Bureau, tmp_path: Path) -> None:
    row = ledger_row(成员二姓名="", 成员二身份证号码="")

    household = taken(bureau, ledger(tmp_path, row))

    with scope.of(bureau.clerk):
        named = household.memberships.order_by("pk").values_list("person__is_named", flat=True)
        assert list(named) == [True, True, False]


def test_where_nobody_says_who_is_covered_nobody_is_guessed(bureau: Bureau, tmp_path: Path) -> None:
    row = ledger_row(享受人数="2", 合计="104", 户月保障金="104")

    household = taken(bureau, ledger(tmp_path, row))

    with scope.of(bureau.clerk):
        members = household.memberships.order_by("pk")
        told = list(members.values_list("person__is_named", "is_covered"))
    assert told == [(True, True), (False, True), (False, False)]


def test_a_head_may_be_left_out(bureau: Bureau, tmp_path: Path) -> None:
    row = ledger_row(户主是否享受="否", 享受人数="2", 合计="104", 户月保障金="104")

    household = taken(bureau, ledger(tmp_path, row))

    with scope.of(bureau.clerk):
        members = household.memberships.order_by("pk")
        told = list(members.values_list("person__name", "is_covered"))
        shared = set(GrantShare.objects.values_list("person__name", flat=True))
    assert told == [("张三", False), ("李四", True), ("张小", True)]
    assert shared == {"李四", "张小"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"住址": "白集镇井村1组"}, "住址：本县没有“白集镇”"),
        ({"住址": "柳湾镇"}, "住址：地址里没有写村"),
        ({"成员一身份证号码": id_number(401).number[:-1] + "?"}, "成员一身份证号码："),
        ({"成员一身份证号码": ""}, "成员一身份证号码：有姓名，没有身份证号"),
        ({"成员二姓名": ""}, "成员二身份证号码：有身份证号，没有姓名"),
        (
            {"成员二身份证号码": id_number(1).number},
            "成员二身份证号码：这一行里两处是同一个身份证号",
        ),
        ({"合计": "150"}, "合计：合计150.00元不等于户月保障金加金额二、金额三＝156.00元"),
        ({"合计": "176", "金额二": "20"}, "合计：金额二、金额三有20.00元"),
        ({"户月保障金": "150", "合计": "150"}, "户月保障金：150.00元不等于每人52.00元×3人"),
        ({"老年人": "0"}, "享受人数：享受人数3人，多于老年人、成年人、未成年人合计2人"),
        ({"户主是否享受": "不详"}, "户主是否享受："),
        ({"登记时间": "2009.01"}, "登记时间：2009-01-01还没有到"),
    ],
)
def test_a_wrong_cell_of_a_ledger_is_named(
    bureau: Bureau, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    (_header, row) = reported(ledger(tmp_path, ledger_row(**changed)), tmp_path, dry_run=True)

    assert row["outcome"] == "reject"
    assert sentence in row["reason"]


def test_a_member_stands_in_one_row_only(bureau: Bureau, tmp_path: Path) -> None:
    twice = ledger_row(2, 成员一身份证号码=id_number(401).number)

    (_header, _first, second) = reported(
        ledger(tmp_path, ledger_row(1), twice), tmp_path, dry_run=True
    )

    assert "成员一身份证号码：与第2行是同一个身份证号" in second["reason"]


def test_a_member_known_elsewhere_is_refused_without_saying_where(
    bureau: Bureau, tmp_path: Path
) -> None:
    elsewhere = ledger(tmp_path, ledger_row(住址="柳庙镇" + village_of("柳庙镇")))
    run(elsewhere, county="990122000000", month=MONTH)
    ours = ledger_row(2, 成员一身份证号码=id_number(401).number)

    (_header, row) = reported(ledger(tmp_path, ours), tmp_path, dry_run=True)

    assert row["reason"] == (
        "成员一身份证号码：这个身份证号已登记在另一户，不能重复登记：报市民政局核对"
    )


def village_of(township: str) -> str:
    villages = Area.objects.filter(parent__name=township, code__startswith="990122")
    return villages.order_by("code")[0].name


def test_the_command_wants_somebody_who_may_import(bureau: Bureau) -> None:
    with pytest.raises(CommandError, match="holds no post there"):
        run(LEDGER, by="list-reviewer")
