"""A list of members names those whom a list of heads only counted."""

import csv
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404

from applicants.actions import counted_members, sheet_imports
from applicants.actions.counted_members import Naming
from applicants.models.grant import GrantShare
from applicants.models.household import Membership
from applicants.models.sheet_import import SheetImport
from applicants.models.suspicion import Suspicion
from applicants.worklist import households_with_unnamed
from dibao import scope
from dibao.clock import today
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.months import BenefitMonth
from tests.factories.people import id_number
from tests.payments.desk.lists import COUNTY, OTHER_COUNTY, Bureau, make_bureau

MONTH = BenefitMonth(2008, 7)
HEADS = ("乡镇", "村", "户主姓名", "身份证号", "家庭人口", "保障人口", "低保类别", "月保障金额")
HEADERS = ("地区", "姓名", "身份证号", "性别", "户主姓名", "是否保障对象", "与户主关系", "月收入")


@pytest.fixture
def bureau(db: None, tmp_path: Path) -> Bureau:
    """A county that came by a list of heads: 张三 with two others, one of them covered; two who are called 李四."""
    bureau = make_bureau()
    heads = [
        ("小湾村", "张三", 1, "3", "2"),
        ("小湾村", "李四", 3, "2", "2"),
        ("小湾村", "李四", 5, "2", "2"),
    ]
    rows = [
        [
            "柳湾镇",
            village,
            name,
            id_number(serial).number,
            size,
            covered,
            "二类",
            str(52 * int(covered)),
        ]
        for village, name, serial, size, covered in heads
    ]
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(write_workbook(Sheet("表", [OutColumn(one) for one in HEADS], rows)))
    call_command("import_roster", str(file), county=COUNTY, month=MONTH)
    return bureau


def person(serial: int = 101, **changed: str) -> list[str]:
    """A right row: somebody of 张三's who is covered."""
    right = {
        "地区": "柳湾镇小湾村",
        "姓名": "张小",
        "身份证号": id_number(serial).number,
        "性别": "男" if serial % 2 else "女",
        "户主姓名": "张三",
        "是否保障对象": "是",
        "与户主关系": "子",
        "月收入": "0",
    }
    return [*(right | changed).values()]


def members(*rows: list[str], more: tuple[str, ...] = ()) -> bytes:
    return write_workbook(Sheet("成员", [OutColumn(one) for one in (*HEADERS, *more)], rows))


def run(content: bytes, tmp_path: Path, **options: object) -> list[dict[str, str]]:
    """The report of the rows beneath the header."""
    file, out = tmp_path / "成员.xlsx", tmp_path / "report.csv"
    file.write_bytes(content)
    options.setdefault("county", COUNTY)
    with suppress(SystemExit):
        call_command("import_roster", str(file), report=out, month=MONTH, **options)
    with out.open(encoding="utf-8", newline="") as lines:
        (_header, *rows) = csv.DictReader(lines)
        return rows


def told(bureau: Bureau) -> list[tuple[str, bool, str]]:
    with scope.of(bureau.clerk):
        people = Membership.objects.filter(household__head__name="张三").order_by("pk")
        return list(people.values_list("person__name", "is_covered", "relation"))


def test_counted_members_get_their_names(bureau: Bureau, tmp_path: Path) -> None:
    content = members(person(101), person(102, 姓名="王五", 是否保障对象="否", 与户主关系="妻子"))

    rows = run(content, tmp_path)

    assert [row["outcome"] for row in rows] == ["accept", "accept"]
    assert told(bureau) == [("张三", True, "02"), ("张小", True, "20"), ("王五", False, "10")]
    with scope.of(bureau.clerk):
        shared = GrantShare.objects.filter(grant__household__head__name="张三")
        assert set(shared.values_list("person__name", flat=True)) == {"张三", "张小"}
        assert AuditEvent.objects.filter(event="person:named").count() == 2


def test_the_townships_list_of_the_unnamed_empties(bureau: Bureau, tmp_path: Path) -> None:
    with scope.of(bureau.caseworker):
        assert households_with_unnamed(bureau.caseworker).count() == 3

    extra = ("户主身份证号",)
    rows = [
        [*person(101), ""],
        [*person(103, 是否保障对象="否"), ""],
        [*person(105, 户主姓名="李四"), id_number(3).number],
        [*person(107, 户主姓名="李四"), id_number(5).number],
    ]
    run(members(*rows, more=extra), tmp_path)

    with scope.of(bureau.caseworker):
        assert households_with_unnamed(bureau.caseworker).count() == 0


def test_the_same_list_again_finds_everybody_named(bureau: Bureau, tmp_path: Path) -> None:
    content = members(person(101))
    run(content, tmp_path)

    (row,) = run(content, tmp_path)

    assert (row["outcome"], row["reason"]) == ("accept", "与登记一致")
    assert [name for name, _covered, _relation in told(bureau)] == ["张三", "张小", ""]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"户主姓名": "李四"}, "户主姓名：这个村有2户的户主叫“李四”：加一列“户主身份证号”"),
        ({"户主姓名": "赵六"}, "户主姓名：这个村没有户主叫“赵六”的家庭"),
        ({"地区": "柳湾镇小弯村"}, "地区：柳湾镇没有“小弯村”：最像的是"),
        ({"地区": "白集镇井村"}, "地区：本县没有“白集镇”"),
        ({"身份证号": "99012119600501101?"}, "身份证号："),
        ({"身份证号": id_number(3).number}, "身份证号：这个身份证号已登记在另一户"),
        ({"性别": "女"}, "性别：与身份证号第17位表示的性别不同"),
        ({"与户主关系": "邻居"}, "与户主关系：不知道“邻居”是什么关系"),
        ({"与户主关系": "户主"}, "身份证号：与登记的户主不是同一个身份证号"),
        ({"是否保障对象": ""}, "是否保障对象：不能空着"),
    ],
)
def test_a_wrong_row_says_what_to_do(
    bureau: Bureau, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    (row,) = run(members(person(**changed)), tmp_path)

    assert row["outcome"] == "reject"
    assert row["reason"].startswith(reason)
    assert [name for name, _covered, _relation in told(bureau)] == ["张三", "", ""]


def test_one_wrong_row_keeps_all_names_out(bureau: Bureau, tmp_path: Path) -> None:
    run(members(person(101), person(103, 与户主关系="邻居")), tmp_path)

    assert [name for name, _covered, _relation in told(bureau)] == ["张三", "", ""]


def test_nobody_stands_there_twice_nor_beyond_those_counted(bureau: Bureau, tmp_path: Path) -> None:
    rows = run(members(person(101), person(101), person(103)), tmp_path)

    assert [row["outcome"] for row in rows] == ["accept", "reject", "reject"]
    assert "与第2行是同一个身份证号" in rows[1]["reason"]
    assert rows[2]["reason"].startswith("是否保障对象：这户没有这样的成员等着具名")


def test_who_is_covered_is_never_guessed(bureau: Bureau, tmp_path: Path) -> None:
    at = HEADERS.index("是否保障对象")
    headers = [one for one in HEADERS if one != "是否保障对象"]
    cells = [cell for place, cell in enumerate(person()) if place != at]
    content = write_workbook(Sheet("成员", [OutColumn(one) for one in headers], [cells]))

    (row,) = run(content, tmp_path)

    assert row["reason"] == "姓名：这户有人享受、有人不享受：加一列“是否保障对象”，填是或否再导"


def test_another_name_than_the_registers_is_shown_and_not_taken(
    bureau: Bureau, tmp_path: Path
) -> None:
    run(members(person(101)), tmp_path)

    rows = run(members(person(101, 姓名="张晓"), person(103, 是否保障对象="否")), tmp_path)

    assert [row["reason"] for row in rows] == ["与登记不同", ""]
    assert told(bureau)[1][0] == "张小"


def test_the_members_of_another_county_are_not_ours(bureau: Bureau, tmp_path: Path) -> None:
    (row,) = run(members(person(101)), tmp_path, county=OTHER_COUNTY)

    assert row["outcome"] == "reject"


def test_a_list_of_members_goes_through_the_wizard_like_any_other(bureau: Bureau) -> None:
    content = members(person(101))
    with scope.of(bureau.clerk):
        record = sheet_imports.receive(
            county=bureau.county, name="成员.xlsx", content=content, month=MONTH, by=bureau.clerk
        )
        record = sheet_imports.check(record=record, by=bureau.clerk, on=today())
        assert (record.layout, record.new_count, record.wrong_count) == ("members", 1, 0)
    with scope.of(bureau.reviewer):
        record = SheetImport.objects.get()
        record = sheet_imports.confirm(
            record=record, by=bureau.reviewer, on=today(), digest=record.digest
        )
        sheet_imports.take(record=record, by=bureau.reviewer, on=today())

    assert told(bureau)[1] == ("张小", True, "20")


def waiting(bureau: Bureau) -> Membership:
    return Membership.objects.filter(person__is_named=False).order_by("pk")[0]


def test_only_who_brings_or_confirms_lists_names_members(bureau: Bureau) -> None:
    with scope.of(bureau.finance), pytest.raises(PermissionDenied):
        counted_members.name_all(county=bureau.county, namings=[], by=bureau.finance, on=today())
    with scope.of(bureau.neighbour), pytest.raises(Http404):
        counted_members.name_all(county=bureau.county, namings=[], by=bureau.neighbour, on=today())


def test_whoever_was_named_meanwhile_is_not_named_again(bureau: Bureau) -> None:
    with scope.of(bureau.clerk):
        naming = Naming(waiting(bureau).pk, "张小", id_number(101), "20")
        again = Naming(naming.membership, "张大", id_number(103), "20")
        counted_members.name_all(
            county=bureau.county, namings=[naming], by=bureau.clerk, on=today()
        )
        with pytest.raises(Refused, match="已经具名或离开"):
            counted_members.name_all(
                county=bureau.county, namings=[again], by=bureau.clerk, on=today()
            )


def test_names_are_looked_for_among_all_others(bureau: Bureau, tmp_path: Path) -> None:
    run(members(person(101, 姓名="李四")), tmp_path)

    with scope.of(bureau.clerk):
        kinds = Suspicion.objects.values_list("kind", flat=True)
        assert "same_name" in kinds
