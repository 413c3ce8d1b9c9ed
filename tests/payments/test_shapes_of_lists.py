"""Each shape has a template that is seen for what it is; a ledger is held against a county that it came into."""

from pathlib import Path

import pytest
from django.core.management import call_command

from applicants.actions import sheet_imports
from applicants.imports.blanks import blank_of
from applicants.imports.layouts import Place, all_layouts
from applicants.imports.recognising import recognise
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport, SheetImportChange
from dibao import scope
from dibao.clock import today
from dibao.values.months import BenefitMonth
from tests.factories.people import id_number
from tests.payments.desk.lists import COUNTY, Bureau, make_bureau
from tests.payments.test_list_command import ledger, ledger_row

MONTH = BenefitMonth(2008, 7)
KEYS = {"roster", "ledger", "members", "deaths", "cremations", "check_answers"}


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


def test_a_template_is_seen_as_its_own_shape(bureau: Bureau) -> None:
    place = Place(bureau.county, today(), MONTH)

    seen = {}
    with scope.of(bureau.clerk):
        for layout in all_layouts():
            found = recognise(blank_of(layout, place), "模板.xlsx", place, all_layouts())
            seen[layout.key] = (found.layout.key, found.is_whole)

    assert seen.keys() >= KEYS
    # A template of cremations has both days, and so has one of deaths.
    of_cremations = seen.pop("cremations")
    assert of_cremations == ("deaths", True)
    assert seen == {key: (key, True) for key in seen}


def looked_into(bureau: Bureau, file: Path) -> SheetImport:
    with scope.of(bureau.clerk):
        record = sheet_imports.receive(
            county=bureau.county,
            name=file.name,
            content=file.read_bytes(),
            month=MONTH,
            by=bureau.clerk,
        )
        return sheet_imports.check(record=record, by=bureau.clerk, on=today())


def test_a_ledger_that_came_in_is_the_same_as_the_register(bureau: Bureau, tmp_path: Path) -> None:
    file = ledger(tmp_path, ledger_row(1), ledger_row(2))
    call_command("import_roster", str(file), county=COUNTY, month=MONTH)

    record = looked_into(bureau, file)

    assert (record.layout, record.same_count, record.new_count) == ("ledger", 2, 0)
    assert (record.changed_count, record.wrong_count) == (0, 0)


def test_a_new_member_is_shown_and_settled_at_the_desk(bureau: Bureau, tmp_path: Path) -> None:
    call_command("import_roster", str(ledger(tmp_path, ledger_row(1))), county=COUNTY, month=MONTH)
    other = ledger_row(1, 成员二姓名="张新", 成员二身份证号码=id_number(701).number)

    record = looked_into(bureau, ledger(tmp_path, other))

    assert (record.changed_count, record.wrong_count) == (1, 0)
    with scope.of(bureau.clerk):
        change = SheetImportChange.objects.get(sheet_import=record)
        assert (change.header, change.after) == ("成员", f"张新 ****{id_number(701).last4}")
        assert not change.is_taken
        assert Household.objects.count() == 1


def test_a_member_of_one_household_is_not_taken_for_anothers(
    bureau: Bureau, tmp_path: Path
) -> None:
    call_command(
        "import_roster",
        str(ledger(tmp_path, ledger_row(1), ledger_row(2))),
        county=COUNTY,
        month=MONTH,
    )
    moved = ledger_row(2, 成员一身份证号码=id_number(401).number)
    head = ledger_row(1, 成员一身份证号码=id_number(2).number)

    record = looked_into(bureau, ledger(tmp_path, moved, head))

    assert (record.changed_count, record.same_count, record.wrong_count) == (0, 0, 2)


def test_whom_nobody_can_place_is_told_before_it_comes_in(bureau: Bureau, tmp_path: Path) -> None:
    row = ledger_row(享受人数="2", 合计="104", 户月保障金="104")

    record = looked_into(bureau, ledger(tmp_path, row))

    with scope.of(bureau.clerk):
        change = SheetImportChange.objects.get(sheet_import=record)
    assert (record.new_count, change.after) == (1, "李四、张小")
    assert "成员先只计人数" in change.remedy
