"""The collection sheet: out with what is known, in with new accounts, each row held against the register."""

from collections.abc import Mapping
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.sheets.refusals import SheetRefused
from payments.actions import account_sheets
from payments.actions.account_changes import OwnEntry
from payments.actions.account_sheets import LoadedByAnother, Reading
from payments.models import Account, AccountSheet
from payments.sheets.accounts import write_sheet
from tests.cast import Cast, hire
from tests.factories.places import Places
from tests.payments.conftest import ENTERED_ON, JULY, TODAY, confirmed_account, proposed_account
from tests.payments.test_database_guards import refused, run
from tests.payments.test_debts_that_move import handed

# A card's number with a right check digit.
CARD = "6217000010000000003"
NEW = {"新账户名称": "户主101", "新开户银行": "邮政储蓄银行", "新账号": CARD}

pytestmark = pytest.mark.usefixtures("in_benefit")


def handed_out(cast: Cast, *, place: str = "") -> bytes:
    by = cast.caseworker
    with scope.of(by):
        area = by.posting.area if not place else by.posting.area.children.get(code=place)
        rows = account_sheets.rows_to_collect(place=area, by=by, month=JULY, on=TODAY)
    return write_sheet(rows, title="账户采集表")


def filled(content: bytes, written: Mapping[int, Mapping[str, object]]) -> bytes:
    """The workbook with cells of some rows (2 is the first) written over, as a spreadsheet program keeps them."""
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.active
    assert page is not None
    places = {cell.value: cell.column for cell in page[1]}
    for row, cells in written.items():
        for header, value in cells.items():
            page.cell(row, places[header]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def received(by: Staff, content: bytes) -> AccountSheet:
    with scope.of(by):
        return account_sheets.receive(name="采集表.xlsx", content=content, by=by)


def read(cast: Cast, written: Mapping[int, Mapping[str, object]]) -> Reading:
    sheet = received(cast.caseworker, filled(handed_out(cast), written))
    with scope.of(cast.caseworker):
        return account_sheets.read(sheet, on=TODAY)


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    return [
        (error.row, error.header, error.sentence)
        for _row, errors in reading.table.wrong_rows
        for error in errors
    ]


def test_it_says_whom_it_is_about_and_no_whole_number(cast: Cast) -> None:
    page = openpyxl.load_workbook(BytesIO(handed_out(cast))).active
    assert page is not None

    rows = list(page.iter_rows(values_only=True))
    assert len(rows) == 6
    assert rows[1][:6] == ("990121-0000101", "小湾村", "户主101", rows[1][3], "农村信用社", "0101")
    assert rows[5][4:] == (None,) * 7
    # What is typed into a blank cell takes its column's format.
    assert {page.column_dimensions[letter].number_format for letter in "GHIJK"} == {"@"}
    assert "62170000" not in str(rows)


def test_a_village_has_its_own(cast: Cast) -> None:
    page = openpyxl.load_workbook(BytesIO(handed_out(cast, place="990121100201"))).active
    assert page is not None

    assert [row[1] for row in page.iter_rows(min_row=2, values_only=True)] == ["大塆村"] * 2


def test_good_rows_become_proposals_and_first_accounts(cast: Cast) -> None:
    written = {
        2: NEW,
        3: {**NEW, "新账户名称": "钱外人", "新账号": "330100000000000102", "与本户关系或备注": "女婿"},
        6: {**NEW, "新账户名称": "户主105", "新账号": "330100000000000105"},
    }  # fmt: skip
    sheet = received(cast.caseworker, filled(handed_out(cast), written))

    with scope.of(cast.caseworker):
        account_sheets.take(sheet=sheet, by=cast.caseworker, on=TODAY)

        sheet.refresh_from_db()
        made = {one.household_id: one for one in Account.objects.filter(opened_by=cast.caseworker)}
    assert (sheet.change_count, sheet.first_count, sheet.taken_on) == (2, 1, TODAY)
    assert {key: one.status for key, one in made.items()} == {
        101: "proposed",
        102: "proposed",
        105: "usable",
    }
    assert made[101].number.open() == CARD
    assert (made[102].relation, made[102].reason) == ("女婿", "账户采集表第3行")


def test_rows_that_nobody_wrote_on_are_left_alone(cast: Cast) -> None:
    reading = read(cast, {2: NEW})

    assert (len(reading.ready), reading.table.untouched, reading.wrong_count) == (1, 4, 0)


@pytest.mark.parametrize(
    ("written", "header", "words"),
    [
        ({"家庭编号": "990121-0000999"}, "家庭编号", "本乡镇没有这个家庭编号"),
        # Of the next township, and of the next county.
        ({"家庭编号": "990121-0000106"}, "家庭编号", "本乡镇没有这个家庭编号"),
        ({"家庭编号": "990122-0000201"}, "家庭编号", "本乡镇没有这个家庭编号"),
        ({"户主": "别人"}, "户主", "这一格应为“户主101”"),
        ({"村": "大塆村"}, "村", "这一格应为“小湾村”"),
        ({"户主身份证后4位": "0000"}, "户主身份证后4位", "核对用的格子不能改"),
        ({"现在的账号后4位": "9999"}, "现在的账号后4位", "核对用的格子不能改"),
        ({"家庭编号": "990121-0000102"}, "户主", "这一格应为“户主102”"),
        ({"新账号": "6217000010000000006"}, "新账号", "校验位不对"),
        ({"新账号": 6.217000010000000e18}, "新账号", "存成了数字"),
        ({"新账号": '="6217"&"000010000000003"'}, "新账号", "这一格是公式"),
        ({"新账号": "12345"}, "新账号", "银行账号有5位"),
        ({"新账户名称": None}, "新账户名称", "不能空着"),
        ({"新账户名称": "钱外人"}, "与本户关系或备注", "不是这户的成员"),
        (
            {"新开户银行": "农村信用社", "新账号": "621700000000000101"},
            "新账号",
            "和现在登记的账户一样",
        ),
    ],
    ids=str,
)
def test_a_wrong_row_is_named_by_its_own_row_and_column(
    cast: Cast, written: dict[str, object], header: str, words: str
) -> None:
    reading = read(
        cast,
        {
            2: {**NEW, **written},
            3: {**NEW, "新账户名称": "户主102", "新账号": "330100000000000102"},
        },
    )

    [(row, named, sentence)] = [one for one in faults(reading) if one[0] == 2]
    assert (row, named) == (2, header)
    assert words in sentence
    # The other row is taken all the same, but where both claim to be of one household.
    claims_both = written.get("家庭编号") == "990121-0000102"
    assert [one.household.pk for one in reading.ready] == ([] if claims_both else [102])


def test_a_number_for_two_households_is_asked_about(cast: Cast) -> None:
    reading = read(cast, {2: NEW, 3: {**NEW, "新账户名称": "户主102"}})

    assert [row for row, _header, _sentence in faults(reading)] == [2, 3]
    assert all("填给了几户" in sentence for _row, _header, sentence in faults(reading))


def test_a_household_whose_change_waits_is_left_to_it(cast: Cast) -> None:
    proposed_account(cast.caseworker, household=101)

    assert "还没有启用" in faults(read(cast, {2: NEW}))[0][2]


def test_a_family_on_its_way_elsewhere_is_refused_by_its_row(cast: Cast, places: Places) -> None:
    handed(cast, places.foreign_township)

    reading = read(cast, {4: NEW | {"新账户名称": "户主103"}})

    ((row, _, words),) = faults(reading)
    assert row == 4
    assert "正在办理迁移" in words


def test_a_sheet_is_taken_once(cast: Cast) -> None:
    by, content = cast.caseworker, filled(handed_out(cast), {2: NEW})
    sheet = received(by, content)

    assert received(by, content) == sheet
    with scope.of(by):
        account_sheets.take(sheet=sheet, by=by, on=TODAY)
        with pytest.raises(Refused, match="已经登记过"):
            account_sheets.take(sheet=sheet, by=by, on=TODAY)
        assert Account.objects.proposed().count() == 1


def test_who_brought_a_sheet_leaves_its_confirmation_to_others(cast: Cast) -> None:
    """A colleague's click would make the rows the colleague's, and whoever wrote them could confirm them."""
    by = cast.caseworker
    colleague = hire("colleague", "同事", by.posting.role, by.posting.area)
    sheet = received(by, filled(handed_out(cast), {2: NEW}))

    with scope.of(colleague):
        with pytest.raises(LoadedByAnother, match=f"{by.name}上传的"):
            account_sheets.ask_to_take(sheet=sheet, by=colleague)
        with pytest.raises(LoadedByAnother):
            account_sheets.take(sheet=sheet, by=colleague, on=ENTERED_ON)
        assert not Account.objects.proposed().exists()

    with scope.of(by):
        account_sheets.take(sheet=sheet, by=by, on=ENTERED_ON)
        proposed = Account.objects.proposed().get()
    with pytest.raises(OwnEntry):
        confirmed_account(proposed, by)
    assert confirmed_account(proposed, colleague).status == "usable"


def test_a_sheet_whose_bringer_has_gone_is_brought_again_by_a_colleague(cast: Cast) -> None:
    by, content = cast.caseworker, filled(handed_out(cast), {2: NEW})
    colleague = hire("colleague", "同事", by.posting.role, by.posting.area)
    left_behind = received(by, content)

    sheet = received(colleague, content)

    assert sheet != left_behind
    with scope.of(colleague):
        account_sheets.take(sheet=sheet, by=colleague, on=TODAY)
    # Whoever comes with it now sees that it was entered.
    assert received(by, content) == sheet


def test_nobody_enters_by_sql_what_another_brought(cast: Cast) -> None:
    by = cast.caseworker
    colleague = hire("colleague", "同事", by.posting.role, by.posting.area)
    received(by, filled(handed_out(cast), {2: NEW}))

    for taker, because in (
        (colleague, "who_brought_a_collection_sheet_enters_it"),
        (by, "account_sheet_taken_by_is_who_acts"),
    ):
        with refused(colleague, because):
            run("UPDATE payments_accountsheet SET taken_on = now(), taken_by_id = %s", taker.pk)


@pytest.mark.parametrize(
    ("content", "words"), [(b"PK\x03\x04broken", "已损坏"), (b"a,b\r\n1,2\r\n", "扩展名")]
)
def test_what_is_no_sheet_is_not_kept(cast: Cast, content: bytes, words: str) -> None:
    with pytest.raises(SheetRefused, match=words):
        received(cast.caseworker, content)
    with pytest.raises(SheetRefused, match="没有一行填了新账户"):
        received(cast.caseworker, handed_out(cast))
    with scope.of(cast.caseworker):
        assert not AccountSheet.objects.exists()


@pytest.mark.parametrize("who", ["township_head", "clerk", "reviewer"])
def test_the_sheet_is_the_caseworkers(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        received(getattr(cast, who), filled(handed_out(cast), {2: NEW}))


def test_the_next_township_takes_none_of_ours(cast: Cast) -> None:
    sheet = received(cast.caseworker, filled(handed_out(cast), {2: NEW}))

    with scope.of(cast.neighbour):
        assert not AccountSheet.objects.exists()
        with pytest.raises(Http404):
            account_sheets.take(sheet=sheet, by=cast.neighbour, on=TODAY)


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("UPDATE payments_accountsheet SET name = ''", "permission denied"),
        ("DELETE FROM payments_accountsheet", "permission denied"),
        ("UPDATE payments_accountsheet SET change_count = 5", "an_account_sheet_is_taken_once|says_by_whom"),
    ],
)  # fmt: skip
def test_a_sheet_stays_as_it_came(cast: Cast, statement: str, because: str) -> None:
    received(cast.caseworker, filled(handed_out(cast), {2: NEW}))

    with refused(cast.caseworker, because):
        run(statement)
