"""A list that was written goes back while no batch has used it and nobody has worked on what it brought."""

from collections.abc import Callable

import pytest

from applicants.actions import households
from applicants.models.change_report import ChangeReport
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from applicants.models.roster import RosterImport
from applicants.models.sheet_import import SheetImport
from applicants.models.suspicion import Suspicion
from applicants.workflow import SheetImportStatus
from dibao import jobs, scope
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.sealing import blind_index
from payments import ledgers
from payments.actions import batches
from payments.models import Account
from tests.applicants.desk.conftest import Desk
from tests.cast import hire
from tests.factories.people import id_number
from tests.payments.desk.lists import Book, Bureau, brought, confirmed, make_bureau
from tests.payments.desk.undoing import JULY, ON, ROWS, WHY, again, asked, drawn, undone
from tests.payments.test_death_lists import deaths
from tests.payments.test_member_lists import members, person
from tests.payments.test_roster_import import roster, row

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def clerk(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.clerk)


@pytest.fixture
def reviewer(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.reviewer)


@pytest.fixture
def written(clerk: Desk, reviewer: Desk) -> SheetImport:
    """A list of two households, in the register."""
    return confirmed(reviewer, brought(clerk, ROWS))


def test_two_people_undo_a_list_and_nothing_of_it_is_in_benefit(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    record = undone(clerk, reviewer, written)

    assert (record.status, record.refusal) == (SheetImportStatus.UNDONE, "")
    with scope.of(clerk.staff):
        assert set(Household.objects.values_list("closed_for", flat=True)) == {"taken_back"}
        assert not Membership.objects.filter(last_day__isnull=True).exists()
        assert not Grant.objects.covering(JULY).exists()
        assert not Account.objects.in_force(ON).exists()
        assert ledgers.check(bureau.county) == []


def test_the_trail_says_who_asked_who_agreed_and_why(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    record = undone(clerk, reviewer, written)

    with scope.of(clerk.staff):
        told = AuditEvent.objects.filter(object_key=str(record.pk)).order_by("pk")
        steps = list(told.values_list("event", "staff_name", "reason"))
    assert steps[-3:] == [
        ("sheet_import:asked_back", "王编制", WHY),
        ("sheet_import:let_back", "赵审核", WHY),
        ("sheet_import:undone", "赵审核", WHY),
    ]
    page = clerk.opens("applicants:sheet_import", record.pk).text
    assert "名单已撤回" in page
    assert WHY in page


def test_the_same_list_may_be_sent_in_and_written_again(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    undone(clerk, reviewer, written)

    record = confirmed(reviewer, brought(clerk, ROWS))

    assert (record.status, record.new_count) == (SheetImportStatus.TAKEN, 2)
    with scope.of(clerk.staff):
        assert Household.objects.filter(closed_on__isnull=True).count() == 2
        assert Grant.objects.covering(JULY).count() == 2
        assert GrantShare.objects.filter(last_month__isnull=True).count() == 4
        assert set(RosterImport.objects.values_list("sheet_import", flat=True)) == {
            written.pk,
            record.pk,
        }


def test_duplicates_of_an_undone_list_are_answered_and_found_again(
    clerk: Desk, reviewer: Desk
) -> None:
    """Two who are called the same and born on one day; and one account for both."""
    content = roster(row(1), row(3))
    record = confirmed(reviewer, brought(clerk, content))
    with scope.of(clerk.staff):
        found = Suspicion.objects.waiting().count()
    assert found == 2

    undone(clerk, reviewer, record)

    with scope.of(clerk.staff):
        assert set(Suspicion.objects.values_list("verdict", "reason", "judged_by__name")) == {
            ("error", "名单撤回", "赵审核")
        }
    confirmed(reviewer, brought(clerk, content))
    with scope.of(clerk.staff):
        open_ones = Household.objects.filter(closed_on__isnull=True)
        assert Suspicion.objects.waiting().filter(household__in=open_ones).count() == found


def test_what_was_written_again_may_be_drawn(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    undone(clerk, reviewer, written)
    confirmed(reviewer, brought(clerk, ROWS))

    assert drawn(bureau).line_count == 2


def test_who_asked_is_shown_no_button_and_refused(
    bureau: Bureau, at_desk: AtDesk, clerk: Desk, written: SheetImport
) -> None:
    """Somebody who brings lists in one posting and confirms them in another is still one person."""
    page = asked(clerk, written)

    assert "确认撤回</button>" not in page
    assert clerk.sends("applicants:sheet_import_let_back", written.pk).status_code == 403


@pytest.mark.parametrize("step", ["ask_back", "let_back", "keep"])
@pytest.mark.parametrize(("who", "status"), [("caseworker", 403), ("neighbour", 404)])
def test_others_have_no_part_in_it(
    bureau: Bureau, at_desk: AtDesk, written: SheetImport, step: str, who: str, status: int
) -> None:
    answer = at_desk(getattr(bureau, who)).sends(
        f"applicants:sheet_import_{step}", written.pk, reason=WHY
    )

    # A clerk of another county brings lists and confirms none.
    assert answer.status_code == (403 if step != "ask_back" else status)


def test_a_reviewer_of_another_county_does_not_find_it(
    bureau: Bureau, at_desk: AtDesk, clerk: Desk, written: SheetImport
) -> None:
    asked(clerk, written)
    other = hire("far-reviewer", "孙审核", Role.COUNTY_REVIEWER, bureau.neighbour.posting.area)

    for step in ("let_back", "keep"):
        answer = at_desk(other).sends(f"applicants:sheet_import_{step}", written.pk)
        assert answer.status_code == 404


def test_asking_twice_is_answered_once(clerk: Desk, written: SheetImport) -> None:
    asked(clerk, written)

    answer = clerk.sends("applicants:sheet_import_ask_back", written.pk, reason="又一次")

    assert "没有办成" in answer.text
    assert again(clerk, written).undo_reason == WHY


def test_the_same_click_undoes_once(clerk: Desk, reviewer: Desk, written: SheetImport) -> None:
    asked(clerk, written)

    for _press in range(2):
        answer = reviewer.sends("applicants:sheet_import_let_back", written.pk, key="1" * 32)
        assert answer.status_code == 302
    jobs.drain()

    assert again(clerk, written).status == SheetImportStatus.UNDONE


def test_an_undone_list_is_not_undone_again(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    record = undone(clerk, reviewer, written)

    assert "没有办成" in clerk.sends("applicants:sheet_import_ask_back", record.pk, reason=WHY).text
    assert "没有办成" in reviewer.sends("applicants:sheet_import_let_back", record.pk).text


def test_a_list_is_asked_back_for_a_reason(clerk: Desk, written: SheetImport) -> None:
    answer = clerk.sends("applicants:sheet_import_ask_back", written.pk, reason="")

    assert answer.status_code == 200
    assert again(clerk, written).status == SheetImportStatus.TAKEN


def test_a_reviewer_may_leave_it_as_it_is(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    asked(clerk, written)

    reviewer.sends("applicants:sheet_import_keep", written.pk)

    record = again(clerk, written)
    assert (record.status, record.undo_reason) == (SheetImportStatus.TAKEN, "")
    with scope.of(clerk.staff):
        assert Grant.objects.covering(JULY).count() == 2


def test_a_batch_that_used_it_is_named(clerk: Desk, bureau: Bureau, written: SheetImport) -> None:
    drawn(bureau)

    page = clerk.opens("applicants:sheet_import", written.pk).text
    assert "2008年7月的发放批次已经用了这份名单" in page
    assert "申请撤回</button>" not in page
    answer = clerk.sends("applicants:sheet_import_ask_back", written.pk, reason=WHY)
    assert "2008年7月的发放批次已经用了这份名单" in answer.text


def test_a_batch_between_asking_and_agreeing_is_named(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    asked(clerk, written)
    drawn(bureau)

    answer = reviewer.sends("applicants:sheet_import_let_back", written.pk)

    assert "2008年7月的发放批次已经用了这份名单" in answer.text
    assert again(clerk, written).status == SheetImportStatus.ASKED_BACK


def test_a_void_batch_used_nothing(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    batch = drawn(bureau)
    with scope.of(bureau.clerk):
        batches.void(batch=batch, reason="名单错了", by=bureau.clerk)

    assert undone(clerk, reviewer, written).status == SheetImportStatus.UNDONE


def test_no_batch_is_drawn_while_a_list_goes_back(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    asked(clerk, written)
    reviewer.sends("applicants:sheet_import_let_back", written.pk)

    with pytest.raises(batches.Refused, match="正在撤回"):
        drawn(bureau)


def test_what_the_township_worked_on_stays(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    with scope.of(reviewer.staff):
        household = Household.objects.earliest("pk")
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    answer = clerk.sends("applicants:sheet_import_ask_back", written.pk, reason=WHY)

    assert "名单带进来的家庭后来办过别的事（家庭），不能撤回" in answer.text
    assert again(clerk, written).status == SheetImportStatus.TAKEN


def test_work_between_agreeing_and_undoing_stays_and_the_page_says_why(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    asked(clerk, written)
    reviewer.sends("applicants:sheet_import_let_back", written.pk)
    with scope.of(reviewer.staff):
        household = Household.objects.earliest("pk")
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    jobs.drain()

    record = again(clerk, written)
    assert record.status == SheetImportStatus.TAKEN
    assert "不能撤回" in record.refusal
    assert record.refusal in clerk.opens("applicants:sheet_import", record.pk).text
    with scope.of(clerk.staff):
        assert Grant.objects.covering(JULY).count() == 2


def test_what_a_list_brought_up_to_date_is_as_before(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    book = Book(ROWS)
    at = len(book.headers) + 1
    for number, words in enumerate(("组", "三组"), start=1):
        book.page.cell(number, at, words)
    for number, words in enumerate(("联系电话", "13900001111"), start=1):
        book.page.cell(number, at + 1, words)
    record = confirmed(reviewer, brought(clerk, book.saved()))
    with scope.of(clerk.staff):
        assert Household.objects.filter(group_name="三组").count() == 1

    assert undone(clerk, reviewer, record).status == SheetImportStatus.UNDONE

    with scope.of(clerk.staff):
        assert not Household.objects.filter(group_name="三组").exists()
        assert not Household.objects.exclude(head__phone=None).exists()
        assert Grant.objects.covering(JULY).count() == 2


def with_phone(number: str) -> bytes:
    book = Book(ROWS)
    at = len(book.headers) + 1
    book.page.cell(1, at, "联系电话")
    book.page.cell(2, at, number)
    return book.saved()


def test_a_telephone_goes_back_to_the_one_before(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    confirmed(reviewer, brought(clerk, with_phone("13900001111")))
    record = confirmed(reviewer, brought(clerk, with_phone("13900002222")))

    assert undone(clerk, reviewer, record).status == SheetImportStatus.UNDONE

    with scope.of(clerk.staff):
        head = Person.objects.get(id_index=blind_index(id_number(1).number, ID_FULL))
        assert head.phone.open() == "13900001111"


def test_what_was_corrected_again_since_stays(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    book = Book(ROWS)
    at = len(book.headers) + 1
    book.page.cell(1, at, "组")
    book.page.cell(2, at, "三组")
    record = confirmed(reviewer, brought(clerk, book.saved()))
    with scope.of(reviewer.staff):
        household = Household.objects.get(group_name="三组")
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    kept = undone(clerk, reviewer, record)

    assert kept.status == SheetImportStatus.TAKEN
    assert "名单改过的内容后来又改过" in kept.refusal
    with scope.of(clerk.staff):
        assert Household.objects.filter(group_name="九组").exists()


def test_members_whom_a_list_named_are_counted_only_again(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    content = members(person())
    record = confirmed(reviewer, brought(clerk, content, name="成员.xlsx"))
    with scope.of(clerk.staff):
        assert Person.objects.get(name="张小").is_named

    assert undone(clerk, reviewer, record).status == SheetImportStatus.UNDONE

    with scope.of(clerk.staff):
        assert not Person.objects.filter(name="张小").exists()
        counted = Membership.objects.filter(person__is_named=False, last_day=None)
        assert list(counted.values_list("relation", flat=True)) == ["99", "99"]
    repeated = confirmed(reviewer, brought(clerk, content, name="成员.xlsx"))
    assert (repeated.status, repeated.new_count) == (SheetImportStatus.TAKEN, 1)


def test_whoever_a_naming_released_from_former_times_keeps_their_name(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    undone(clerk, reviewer, written)
    confirmed(reviewer, brought(clerk, roster(row(5))))
    # 李四 stood in the list that was undone, and is a member nowhere.
    cells = person(3, 姓名="李四", 与户主关系="弟")
    record = confirmed(reviewer, brought(clerk, members(cells), name="成员.xlsx"))

    assert undone(clerk, reviewer, record).status == SheetImportStatus.UNDONE

    with scope.of(clerk.staff):
        assert list(Person.objects.filter(name="李四").values_list("moved_on", flat=True)) == [ON]


def test_a_named_member_who_was_worked_on_since_stays_named(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    record = confirmed(reviewer, brought(clerk, members(person()), name="成员.xlsx"))
    with scope.of(clerk.staff):
        Person.objects.filter(name="张小").update(is_student=True)

    kept = undone(clerk, reviewer, record)

    assert (kept.status, bool(kept.refusal)) == (SheetImportStatus.TAKEN, True)
    with scope.of(clerk.staff):
        assert Person.objects.get(name="张小").is_named


def deaths_of_zhang() -> bytes:
    return deaths(("张三", id_number(1).number, "2008-07-20", ""))


def test_deaths_that_a_list_told_are_told_no_more(
    clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    record = confirmed(reviewer, brought(clerk, deaths_of_zhang(), name="死亡.xlsx"))
    with scope.of(clerk.staff):
        assert ChangeReport.objects.waiting().count() == 1

    assert undone(clerk, reviewer, record).status == SheetImportStatus.UNDONE

    with scope.of(clerk.staff):
        assert list(ChangeReport.objects.values_list("status", flat=True)) == ["taken_back"]
    repeated = confirmed(reviewer, brought(clerk, deaths_of_zhang(), name="死亡.xlsx"))
    assert (repeated.status, repeated.new_count) == (SheetImportStatus.TAKEN, 1)


def test_a_death_that_the_township_has_answered_stays_told(
    clerk: Desk, reviewer: Desk, bureau: Bureau, written: SheetImport
) -> None:
    record = confirmed(reviewer, brought(clerk, deaths_of_zhang(), name="死亡.xlsx"))
    with scope.of(bureau.caseworker):
        report = ChangeReport.objects.get()
        ChangeReport.objects.filter(pk=report.pk).update(
            status="closed", answer="核实有误", answered_by=bureau.caseworker, answered_on=ON
        )

    kept = undone(clerk, reviewer, record)

    assert kept.status == SheetImportStatus.TAKEN
    assert "乡镇已经处理" in kept.refusal
