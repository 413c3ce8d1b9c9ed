"""Changes of accounts at the desk: told by letter, confirmed by a second person, listed with what is odd about them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models.household import Household
from dibao import scope, worklist
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber, PhoneNumber
from payments.actions import account_changes
from payments.actions.accounts import AccountEntry
from payments.models import Account, AccountSheet
from tests.cast import Cast, hire
from tests.payments.conftest import TODAY, confirmed_account, proposed_account
from tests.payments.desk.conftest import AtDesk, done
from tests.payments.test_account_sheets import NEW, filled, handed_out

TOLD = {"told_how": "visit", "told_on": "2008-08-05", "told_to": "户主本人"}

pytestmark = pytest.mark.usefixtures("in_benefit")


def proposed(cast: Cast, household: int = 101, holder: str = "") -> Account:
    return proposed_account(cast.caseworker, household=household, holder=holder, on=TODAY)


def now(cast: Cast, account: Account) -> Account:
    with scope.of(cast.caseworker):
        account.refresh_from_db()
    return account


def bucket(staff: Staff, key: str) -> int | None:
    with scope.of(staff):
        found = [one.count for one in worklist.buckets_of(staff, on=TODAY) if one.key == key]
    return found[0] if found else None


def test_the_letter_tells_old_and_new_by_their_last_four(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast, 101, holder="钱儿媳")

    page = at_desk(cast.caseworker).opens("payments:account_letter", account.pk)

    assert "变更低保金收款账户告知书" in page.text
    for words in ("****0101", "农村信用社", "钱儿媳", "农业银行", "2008年8月12日", "变更就撤回"):
        assert words in page.text
    assert "6228480000" not in page.text
    assert "6217000000" not in page.text
    log = ReadLog.objects.get(kind="print")
    assert (log.household_key, log.subject) == (101, "account_letter")


def test_a_letter_is_of_what_waits(at_desk: AtDesk, cast: Cast) -> None:
    desk = at_desk(cast.caseworker)
    with scope.of(cast.caseworker):
        first = Account.objects.get(household=102)

    assert desk.opens("payments:account_letter", first.pk).status_code == 404
    assert at_desk(cast.finance).opens("payments:account_letter", first.pk).status_code == 403


def test_a_second_person_confirms_on_its_page(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast)
    desk = at_desk(cast.township_head)
    page = desk.opens("payments:account_change", account.pk)
    assert "今天告知，2008-08-12起启用" in page.text

    answer = desk.sends("payments:account_change_step", account.pk, "confirm", **TOLD)

    assert answer.url == f"/accounts/{account.pk}/"
    assert now(cast, account).starts_on == TODAY + timedelta(days=7)
    page = desk.client.get(answer.url)
    assert "已确认，2008-08-12起启用" in page.text
    assert "冷静期内" in page.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"told_how": ""}, "选择告知方式"),
        ({"told_on": ""}, "填写告知日期"),
        ({"told_on": "2008-08-06"}, "告知日期晚于今天"),
        ({"told_on": "2008-08-04"}, "告知日期不能更早"),
        ({"told_to": ""}, "填写告知何人"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_confirmed(
    at_desk: AtDesk, cast: Cast, wrong: dict[str, str], words: str
) -> None:
    account = proposed(cast)

    page = at_desk(cast.township_head).sends(
        "payments:account_change_step", account.pk, "confirm", **{**TOLD, **wrong}
    )

    assert words in page.text
    assert "<title>错误：" in page.text
    assert now(cast, account).is_proposed


def test_whoever_entered_it_is_told_to_wait(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast)
    desk = at_desk(cast.caseworker)

    page = desk.opens("payments:account_change", account.pk)
    answer = desk.sends("payments:account_change_step", account.pk, "confirm", **TOLD)

    assert "这个变更是您登记的" in page.text
    assert "确认变更</button>" not in page.text
    assert "要由另一人确认" in answer.text
    assert now(cast, account).is_proposed


def test_it_is_taken_back_with_a_reason(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast)
    desk = at_desk(cast.caseworker)

    assert "填写撤回原因" in desk.sends("payments:account_change_step", account.pk, "withdraw").text
    answer = desk.sends(
        "payments:account_change_step", account.pk, "withdraw", reason="户主说没有要换"
    )

    assert "户主说没有要换" in desk.client.get(answer.url).text
    assert now(cast, account).status == "withdrawn"


def test_several_are_confirmed_at_one_click(at_desk: AtDesk, cast: Cast) -> None:
    changes = [proposed(cast, key) for key in (101, 102, 103)]
    desk = at_desk(cast.township_head)

    assert "至少选一户" in desk.sends("payments:account_changes", **TOLD).text
    answer = desk.sends(
        "payments:account_changes", accounts=[str(one.pk) for one in changes[:2]], **TOLD
    )

    assert "已确认2户" in desk.client.get(answer.url).text
    assert [now(cast, one).status for one in changes] == ["usable", "usable", "proposed"]


def test_what_is_odd_is_confirmed_by_itself(at_desk: AtDesk, cast: Cast) -> None:
    odd, plain = proposed(cast, 101, holder="钱儿媳"), proposed(cast, 102)
    desk = at_desk(cast.township_head)

    page = desk.opens("payments:account_changes")
    desk.sends("payments:account_changes", accounts=[str(odd.pk), str(plain.pk)], **TOLD)

    choices = [key for key, _label in page.context["form"].fields["accounts"].choices]
    assert choices == [str(plain.pk)]
    assert now(cast, odd).is_proposed


def test_who_reads_only_confirms_nothing(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast)
    desk = at_desk(cast.finance)

    assert desk.opens("payments:account_changes").status_code == 200
    sent = desk.sends("payments:account_changes", accounts=[str(account.pk)], **TOLD)

    assert sent.status_code == 403
    assert now(cast, account).is_proposed


def test_what_is_odd_is_named_and_listed_by_kind(at_desk: AtDesk, cast: Cast) -> None:
    outsider = proposed(cast, 101, holder="钱儿媳")
    with scope.of(cast.caseworker):
        entry = AccountEntry(
            holder="户主103",
            bank_code="402",
            bank_name="农村信用社",
            number=BankNumber(Account.objects.get(household=102).number.open()),
        )
        sharing = account_changes.propose(
            household=Household.objects.get(pk=103),
            entry=entry,
            reason="换折",
            by=cast.caseworker,
            on=TODAY,
        )
    desk = at_desk(cast.reviewer)

    by_kind = {
        kind: [
            (row.cells[0].value, row.cells[7].value)
            for row in desk.opens("payments:account_changes", kind=kind).context["table"].rows
        ]
        for kind in ("shared", "outsider")
    }

    assert by_kind["outsider"] == [("户主101", "户名不是本户成员")]
    assert by_kind["shared"] == [("户主103", "这个账号有2户在用"), ("户主102", "这个账号有2户在用")]
    page = desk.opens("payments:account_change", outsider.pk).text
    assert "户名钱儿媳不是本户成员：儿媳" in page
    page = desk.opens("payments:account_change", sharing.pk).text
    assert "这个账号有2户在用：户主102（" in page


@pytest.mark.parametrize("kind", ["", "shared", "outsider", "cooling"])
def test_the_list_takes_as_many_queries_for_more_rows(
    at_desk: AtDesk, cast: Cast, kind: str
) -> None:
    desk, counts = at_desk(cast.reviewer), []
    desk.opens("payments:account_changes", kind=kind)

    for households in ((101,), (102, 103, 104)):
        for key in households:
            change = proposed(cast, key, holder="钱儿媳")
            if kind == "cooling":
                confirmed_account(change, cast.township_head, told_on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:account_changes", kind=kind)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


def test_the_work_list_shows_what_somebody_else_entered(at_desk: AtDesk, cast: Cast) -> None:
    account = proposed(cast)

    assert bucket(cast.caseworker, "account_changes") == 0
    assert bucket(cast.township_head, "account_changes") == 1
    assert bucket(cast.neighbour, "account_changes") == 0
    assert bucket(cast.clerk, "account_changes") is None
    confirmed_account(account, cast.township_head, told_on=TODAY)
    assert bucket(cast.township_head, "account_changes") == 0
    assert bucket(cast.caseworker, "cooling") == 1


def test_a_telephone_that_is_new_is_no_proof(at_desk: AtDesk, cast: Cast) -> None:
    with scope.of(cast.caseworker):
        head = Account.objects.get(household=101).household.head
        for number in ("13800001111", "13900002222"):
            head.take_phone(PhoneNumber.parse(number))
            head.save()
    account = proposed(cast)

    page = at_desk(cast.township_head).opens("payments:account_change", account.pk)

    assert "不能当作凭据" in page.text
    assert "13900002222" not in page.text


def test_a_sheet_goes_out_and_comes_back(at_desk: AtDesk, cast: Cast) -> None:
    desk = at_desk(cast.caseworker)
    out = desk.opens("payments:account_sheet_blank")
    assert out.content == handed_out(cast)
    assert ReadLog.objects.get(kind="export").subject == "账户采集表 5户"
    content = filled(
        out.content, {2: NEW, 3: {**NEW, "新账号": "330100000000000102", "户主": "别人"}}
    )

    sent = desk.sends("payments:account_sheets", file=SimpleUploadedFile("采集.xlsx", content))

    with scope.of(cast.caseworker):
        sheet = AccountSheet.objects.get()
    assert sent.url == f"/accounts/sheets/{sheet.pk}/"
    page = desk.client.get(sent.url).text
    assert "这一格应为“户主102”" in page
    assert NEW["新账号"] not in page
    marked = desk.opens("payments:account_sheet", sheet.pk, errors="1")
    assert marked["Content-Type"].endswith("sheet")
    by = cast.caseworker
    colleague = at_desk(hire("colleague", "同事", by.posting.role, by.posting.area))
    theirs = colleague.opens("payments:account_sheet", sheet.pk).text
    assert f"这份采集表是{by.name}上传的" in theirs
    assert "登记这些户" not in theirs
    assert (
        f"这份采集表是{by.name}上传的" in colleague.sends("payments:account_sheet", sheet.pk).text
    )
    again = desk.sends("payments:account_sheet", sheet.pk)
    assert again.url == sent.url
    assert "正在登记" in desk.client.get(sent.url).text
    assert done().status == "done"
    assert "这份采集表已经登记" in desk.client.get(sent.url).text
    with scope.of(cast.caseworker):
        assert [one.household_id for one in Account.objects.proposed()] == [101]


def test_what_is_no_sheet_is_refused_in_words(at_desk: AtDesk, cast: Cast) -> None:
    file = SimpleUploadedFile("名单.csv", "姓名,账号\r\n张三,1\r\n".encode())

    page = at_desk(cast.caseworker).sends("payments:account_sheets", file=file)

    assert "找不到这些列：家庭编号" in page.text
