"""The township's part: what reached nobody, and the account that mends it."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.audit import AuditEvent, ReadLog
from payments.actions import accounts, batches
from payments.banks.reasons import FailureReason
from payments.models import Account
from tests.cast import Cast
from tests.payments.conftest import AUGUST, TODAY, Round, answered, make_account, sent
from tests.payments.desk.conftest import AtDesk

NUMBER = "6217000000000001019"
TYPED = {
    "holder": "赵新户",
    "relation": "儿媳，代为领取",
    "bank_code": "403",
    "number": NUMBER,
    "number_again": NUMBER,
    "reason": "原存折已销户",
}


@pytest.fixture
def failed(round_of_july: Round) -> Round:
    """Household 102's account is closed, 103's bank was out of order, 106 lies in the next township."""
    sent(round_of_july)
    answered(
        round_of_july,
        {
            2: FailureReason.ACCOUNT_CLOSED,
            3: FailureReason.BANK_ERROR,
            5: FailureReason.NAME_MISMATCH,
        },
    )
    return round_of_july


def accounts_of(cast: Cast, household: int) -> list[Account]:
    with scope.of(cast.caseworker):
        return list(Account.objects.filter(household=household).order_by("opened_at"))


def test_the_township_sees_what_it_can_mend(at_desk: AtDesk, cast: Cast, failed: Round) -> None:
    desk = at_desk(cast.caseworker)

    page, at_the_county = (
        desk.opens("payments:failed"),
        desk.opens("payments:failed", show="county"),
    )

    heads = [row.cells[0].value for row in page.context["table"].rows]
    assert sorted(heads) == ["户主102", "户主105"]
    assert "账户已销户" in page.text
    assert "没有登记账户" in page.text
    assert [row.cells[0].value for row in at_the_county.context["table"].rows] == ["户主103"]
    assert "/households/103/account/" not in at_the_county.text


def test_a_household_stands_once_with_all_its_months(
    at_desk: AtDesk, cast: Cast, failed: Round
) -> None:
    with scope.of(cast.clerk):
        batches.draw(county=failed.county, month=AUGUST, by=cast.clerk, on=TODAY)

    page = at_desk(cast.caseworker).opens("payments:failed")

    rows = {row.cells[0].value: row.cells for row in page.context["table"].rows}
    assert {name: (cells[3].value, cells[4].value) for name, cells in rows.items()} == {
        "户主102": (2, Decimal("312.00")),
        "户主105": (2, Decimal("336.00")),
    }
    assert rows["户主102"][2].value == AUGUST


def test_the_next_township_sees_its_own(at_desk: AtDesk, cast: Cast, failed: Round) -> None:
    page = at_desk(cast.neighbour).opens("payments:failed")

    assert [row.cells[0].value for row in page.context["table"].rows] == ["户主106"]


def test_nothing_failed_says_when_something_would(at_desk: AtDesk, cast: Cast) -> None:
    assert "银行回盘入账后" in at_desk(cast.caseworker).opens("payments:failed").text


@pytest.mark.parametrize("who", ["township_head", "clerk", "finance", "officer", "administrator"])
def test_accounts_are_the_caseworkers(
    at_desk: AtDesk, cast: Cast, in_benefit: None, who: str
) -> None:
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:failed").status_code == 403
    assert desk.opens("payments:account", 102).status_code == 403
    assert desk.sends("payments:account", 102, **TYPED).status_code == 403


@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker"])
def test_another_townships_household_is_not_found(
    at_desk: AtDesk, cast: Cast, in_benefit: None, who: str
) -> None:
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:account", 102).status_code == 404
    assert desk.sends("payments:account", 102, **TYPED).status_code == 404
    assert len(accounts_of(cast, 102)) == 1


def test_another_account_waits_for_a_second_person_and_clears_the_list(
    at_desk: AtDesk, cast: Cast, failed: Round
) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("payments:account", 102, **TYPED)

    old, new = accounts_of(cast, 102)
    assert answer.url == f"/accounts/{new.pk}/"
    assert (old.ends_on, new.status, new.starts_on) == (None, "proposed", None)
    assert (new.number.open(), new.bank_name, new.opened_by) == (
        NUMBER,
        "邮政储蓄银行",
        cast.caseworker,
    )
    assert AuditEvent.objects.get(event="account:proposed").reason == "原存折已销户"
    assert "户主102的账户变更已登记，等另一人告知本户后确认" in desk.client.get(answer.url).text
    page = desk.opens("payments:failed")
    assert [row.cells[0].value for row in page.context["table"].rows] == ["户主105"]


def test_a_first_account_is_used_at_once(at_desk: AtDesk, cast: Cast, failed: Round) -> None:
    desk = at_desk(cast.caseworker)
    typed = {name: value for name, value in TYPED.items() if name != "reason"}

    answer = desk.sends("payments:account", 105, **typed)

    assert answer.url == "/accounts/failed/"
    [account] = accounts_of(cast, 105)
    assert (account.status, account.starts_on) == ("usable", TODAY)
    assert "户主105的账户已登记" in desk.client.get(answer.url).text


def test_the_page_shows_no_whole_number(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    page = at_desk(cast.caseworker).opens("payments:account", 102)

    assert "****0102" in page.text
    assert "621700000000000102" not in page.text
    assert (ReadLog.objects.get().household_key, ReadLog.objects.get().kind) == (102, "view")


def test_numbers_are_forgiven_their_blanks(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    spaced = "６２１７ 0000 0000 0001 019"

    at_desk(cast.caseworker).sends("payments:account", 102, **{**TYPED, "number": spaced})

    assert accounts_of(cast, 102)[-1].number.open() == NUMBER


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"holder": ""}, "填写账户名称"),
        ({"bank_code": ""}, "选择开户银行"),
        ({"bank_code": "999"}, "填写其他银行的名称"),
        ({"number": "1234"}, "银行账号有4位，应为12至30位"),
        ({"number": "62170000000000O1019"}, "银行账号只能有数字"),
        ({"number_again": "6217000000000001018"}, "两次输入的银行账号不一样"),
        ({"reason": ""}, "填写变更原因"),
        ({"relation": ""}, "赵新户不是这户的成员：写明与本户的关系"),
    ],
)
def test_wrong_input_is_named_and_the_rest_kept(
    at_desk: AtDesk, cast: Cast, in_benefit: None, wrong: dict[str, str], words: str
) -> None:
    page = at_desk(cast.caseworker).sends("payments:account", 102, **{**TYPED, **wrong})

    assert page.text.count(words) == 2
    assert "<title>错误：" in page.text
    kept = {name: value for name, value in TYPED.items() if name not in wrong}
    for name in kept.keys() - {"bank_code"}:
        assert f'value="{kept[name]}"' in page.text
    assert len(accounts_of(cast, 102)) == 1


def test_a_second_change_is_refused_in_words(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    desk = at_desk(cast.caseworker)
    desk.sends("payments:account", 102, **TYPED)

    page = desk.sends("payments:account", 102, **TYPED)

    assert "这户有一个变更还没有启用" in page.text
    assert f'value="{NUMBER}"' in page.text


def test_the_same_click_opens_one_account(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    first = desk.sends("payments:account", 102, key=key, **TYPED)
    again = desk.sends("payments:account", 102, key=key, **TYPED)

    assert first.url == again.url
    assert len(accounts_of(cast, 102)) == 2


def test_whoever_was_slower_sees_both_versions_and_loses_neither(
    at_desk: AtDesk, cast: Cast, in_benefit: None
) -> None:
    desk = at_desk(cast.caseworker)
    mine = desk.opens("payments:account", 102).context["mark"].value
    theirs = {**TYPED, "holder": "钱先到", "number": "621700000000005678"}
    theirs["number_again"] = theirs["number"]
    desk.sends("payments:account", 102, **theirs)

    page = desk.sends("payments:account", 102, **TYPED, mark=mine)

    assert f"被{cast.caseworker.name}改过" in page.text
    told = {(one.stored, one.typed) for one in page.context["mark"].differences}
    assert told >= {("钱先到", "赵新户"), ("****5678", "****1019")}
    assert "621700000000005678" not in page.text
    assert f'value="{NUMBER}"' in page.text
    assert [one.holder for one in accounts_of(cast, 102)][1:] == ["钱先到"]

    page = desk.sends("payments:account", 102, **TYPED, mark=page.context["mark"].value)

    assert "先把它撤回" in page.text
    assert [one.holder for one in accounts_of(cast, 102)][1:] == ["钱先到"]


def test_the_first_account_is_not_given_twice(
    at_desk: AtDesk, cast: Cast, in_benefit: None
) -> None:
    desk = at_desk(cast.caseworker)
    mine = desk.opens("payments:account", 105).context["mark"].value
    desk.sends("payments:account", 105, **{**TYPED, "holder": "钱先到"})

    page = desk.sends("payments:account", 105, **TYPED, mark=mine)

    assert [(one.stored, one.typed) for one in page.context["mark"].differences] == [
        ("钱先到", "赵新户")
    ]
    assert len(accounts_of(cast, 105)) == 1


def test_a_bank_that_refused_the_account_meanwhile_stops_nobody(
    at_desk: AtDesk, cast: Cast, in_benefit: None
) -> None:
    desk = at_desk(cast.caseworker)
    mine = desk.opens("payments:account", 102).context["mark"].value
    with scope.of(cast.caseworker):
        [account] = Account.objects.filter(household=102)
        accounts.mark_for_correction(
            account=account, reason="户名不符", by=cast.caseworker, on=TODAY
        )

    answer = desk.sends("payments:account", 102, **TYPED, mark=mine)

    assert answer.status_code == 302


def test_another_bank_goes_by_its_own_name(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    typed = {**TYPED, "bank_code": "999", "other_bank": "村镇银行"}

    at_desk(cast.caseworker).sends("payments:account", 102, **typed)

    assert accounts_of(cast, 102)[-1].bank_name == "村镇银行"


def test_the_banks_name_is_stored_in_chinese_whatever_the_reader_reads(
    at_desk: AtDesk, cast: Cast, in_benefit: None
) -> None:
    desk = at_desk(cast.caseworker)
    desk.client.cookies["django_language"] = "en"

    desk.sends("payments:account", 102, **TYPED)

    assert accounts_of(cast, 102)[-1].bank_name == "邮政储蓄银行"


def test_the_list_takes_as_many_queries_for_more_lines(
    at_desk: AtDesk, cast: Cast, failed: Round
) -> None:
    desk = at_desk(cast.caseworker)
    counts = []

    for show in ("county", ""):
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:failed", show=show)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


def test_an_account_given_meanwhile_is_no_work_any_more(
    at_desk: AtDesk, cast: Cast, failed: Round
) -> None:
    with scope.of(cast.caseworker):
        make_account(failed.batch.lines.get(household=105).household, cast.caseworker)

    page = at_desk(cast.caseworker).opens("payments:failed")

    assert [row.cells[0].value for row in page.context["table"].rows] == ["户主102"]
