"""The page of the county's paying account: entered, confirmed by its number, refused in words."""

from django.http import HttpResponse
from pytest_django import Settings

from tests.cast import Cast
from tests.payments.conftest import TODAY, Round, carry, write_file
from tests.payments.desk.conftest import AtDesk
from tests.payments.paying import NUMBER, entered, pays
from tests.payments.test_paying_accounts import TOMORROW, replaced_tomorrow, written

PAGE = "payments:paying_account"


def typed(**more: str) -> dict[str, str]:
    said = {
        "step": "enter",
        "holder": "安丰县民政局",
        "bank_name": "安丰县农村信用合作联社",
        "branch": "",
        "number": NUMBER,
        "number_again": NUMBER,
        "starts_on": TODAY.isoformat(),
    }
    return said | more


def status(page: HttpResponse) -> str:
    return str(page.context["table"].rows[0].cells[-1].value)


def test_one_enters_and_another_confirms(at_desk: AtDesk, cast: Cast) -> None:
    at_desk(cast.finance).sends(PAGE, **typed())
    assert status(at_desk(cast.finance).opens(PAGE)) == "待另一人确认"

    approver = at_desk(cast.approver)
    approver.sends(PAGE, step="confirm", number=NUMBER)

    page = approver.opens(PAGE)
    assert status(page) == "在用"
    assert NUMBER not in page.text
    assert NUMBER[-4:] in page.text


def test_what_waits_stands_on_the_list_of_who_may_confirm_it(at_desk: AtDesk, cast: Cast) -> None:
    entered(cast.finance)

    assert "付款账户待确认" in at_desk(cast.approver).opens("home").text
    assert "付款账户待确认" not in at_desk(cast.finance).opens("home").text


def test_who_entered_is_not_shown_the_confirmation(at_desk: AtDesk, cast: Cast) -> None:
    entered(cast.finance)

    own = at_desk(cast.finance).opens(PAGE)
    sent = at_desk(cast.finance).sends(PAGE, step="confirm", number=NUMBER)

    assert not own.context["may_confirm"]
    assert "要由另一人确认" in sent.text


def test_wrong_input_stays_with_its_sentence(at_desk: AtDesk, cast: Cast) -> None:
    page = at_desk(cast.finance).sends(PAGE, **typed(number_again=f"{NUMBER}0", holder=""))

    assert page.status_code == 200
    assert "两次输入的账号不一样：对照开户资料重输一次" in page.text
    assert "错误：" in page.text
    assert NUMBER in page.text


def test_another_number_confirms_nothing_and_says_so(at_desk: AtDesk, cast: Cast) -> None:
    entered(cast.finance)

    page = at_desk(cast.approver).sends(PAGE, step="confirm", number="6210990100000000026")

    assert "和登记的账号不一样" in page.text
    assert status(at_desk(cast.approver).opens(PAGE)) == "待另一人确认"


def test_the_clerk_reads_and_does_not_write(at_desk: AtDesk, cast: Cast) -> None:
    assert at_desk(cast.clerk).opens(PAGE).status_code == 200
    assert at_desk(cast.clerk).sends(PAGE, **typed()).status_code == 403


def test_the_format_is_refused_before_a_job_is_asked_for(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="sealed").pk

    page = at_desk(cast.finance).sends("payments:bank_file_new", pk, format="pain001_xml")

    assert page.status_code == 200
    assert "由县级财务在“付款账户”里登记" in page.text


def test_the_batch_says_which_of_its_files_is_to_be_written_anew(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, settings: Settings
) -> None:
    pays(cast.finance, cast.approver)
    old, desk = write_file(round_of_july, "pain001_xml"), at_desk(cast.second_finance)
    written(round_of_july, TODAY, "plain_csv")
    replaced_tomorrow(round_of_july)
    settings.BUSINESS_DATE = TOMORROW
    page = desk.opens("payments:batch", old.batch_id).text
    assert "（pain.001，.xml）：付款账户换过了" in page
    assert page.count("要重新生成") == 1

    written(round_of_july, TOMORROW)

    page = desk.opens("payments:batch", old.batch_id).text
    assert "付款账户换过了" not in page
    assert page.count("已有新的一份") == 1
