"""The steps of a batch at the desk: what stands on the check page, who may take it, and once only."""

import uuid
from datetime import date

import pytest
from pytest_django import Settings

from dibao import scope
from dibao.models.audit import AuditEvent
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from payments.actions import batches
from payments.models import BatchStatus
from tests.applicants.desk.conftest import Desk
from tests.cast import PASSWORD, Cast, hire
from tests.payments.conftest import TODAY, Round, answered, carry, sent, write_file
from tests.payments.desk.conftest import AtDesk, now

SIGNED = ("submit", "review", "approve", "sign")
# The step, the status it starts from, who takes it, what they type besides.
STEPS = (
    ("submit", "draft", "clerk", {}, "prepared"),
    ("review", "prepared", "reviewer", {}, "reviewed"),
    ("approve", "reviewed", "approver", {"password": PASSWORD}, "approved"),
    ("sign", "approved", "finance", {"password": PASSWORD}, "sealed"),
    ("send_back", "prepared", "reviewer", {"reason": "户数不对"}, "draft"),
    ("send_back", "reviewed", "approver", {"reason": "户数不对"}, "draft"),
    ("send_back", "approved", "finance", {"reason": "户数不对"}, "draft"),
    ("void", "draft", "clerk", {"reason": "月份选错"}, "void"),
    ("void", "sealed", "approver", {"reason": "名单有误"}, "void"),
)


def brought(monthly: Round, status: str) -> int:
    if status != "draft":
        carry(monthly, until=status)
    return now(monthly).pk


def takes(desk: Desk, monthly: Round, step: str, **typed: str) -> object:
    """Send the step's form as it was opened just now."""
    version = now(monthly).version
    return desk.sends("payments:batch_step", monthly.batch.pk, step, version=version, **typed)


def login_as_well(staff: Staff, role: Role) -> Staff:
    """The same person under a second posting, which they choose at the log-in."""
    posting = Posting.objects.create(
        staff=staff, area=staff.posting.area, role=role, starts_on=date(2006, 1, 1)
    )
    return Staff.objects.get(pk=staff.pk).acting(posting)


@pytest.mark.parametrize(("step", "start", "who", "typed", "end"), STEPS)
def test_each_step_is_taken_by_its_person(
    at_desk: AtDesk,
    cast: Cast,
    round_of_july: Round,
    step: str,
    start: str,
    who: str,
    typed: dict[str, str],
    end: str,
) -> None:
    pk = brought(round_of_july, start)
    desk = at_desk(getattr(cast, who))

    answer = takes(desk, round_of_july, step, **typed)

    assert answer.url == f"/batches/{pk}/"
    assert now(round_of_july).status == end


@pytest.mark.parametrize(("step", "start", "who"), [row[:3] for row in STEPS])
def test_no_step_is_taken_from_another_county(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, start: str, who: str
) -> None:
    pk = brought(round_of_july, start)
    role = getattr(cast, who).posting.role
    desk = at_desk(hire("stranger", "外县人", role, cast.foreign_reviewer.posting.area))

    assert desk.opens("payments:batch_step", pk, step).status_code == 404
    assert desk.sends("payments:batch_step", pk, step).status_code == 404
    assert now(round_of_july).status == start


@pytest.mark.parametrize(
    ("step", "start", "who"),
    [
        ("submit", "draft", "reviewer"),
        ("review", "prepared", "clerk"),
        ("review", "prepared", "inspector"),
        ("approve", "reviewed", "reviewer"),
        ("sign", "approved", "approver"),
        ("send_back", "prepared", "clerk"),
        ("settle", "sealed", "clerk"),
        ("submit", "draft", "caseworker"),
    ],
)
def test_a_step_of_another_post_is_forbidden(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, start: str, who: str
) -> None:
    pk = brought(round_of_july, start)
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:batch_step", pk, step).status_code == 403
    assert takes(desk, round_of_july, step, reason="试", password=PASSWORD).status_code == 403
    assert now(round_of_july).status == start


@pytest.mark.parametrize(
    ("step", "start", "who", "status"),
    [("send_back", "reviewed", "reviewer", "待批准"), ("void", "sealed", "clerk", "已签发")],
)
def test_a_page_left_open_says_that_the_batch_moved_on(
    at_desk: AtDesk,
    cast: Cast,
    round_of_july: Round,
    step: str,
    start: str,
    who: str,
    status: str,
) -> None:
    brought(round_of_july, start)

    answer = takes(at_desk(getattr(cast, who)), round_of_july, step, reason="试", password=PASSWORD)

    assert answer.status_code == 409
    assert f"办过以后，批次的状态是“{status}”" in answer.text
    assert now(round_of_july).status == start


@pytest.mark.parametrize(
    ("step", "start", "who"),
    [
        ("submit", "prepared", "clerk"),
        ("review", "draft", "reviewer"),
        ("approve", "prepared", "approver"),
        ("sign", "reviewed", "finance"),
        ("send_back", "sealed", "approver"),
        ("settle", "sealed", "finance"),
    ],
)
def test_a_step_at_the_wrong_moment_says_where_the_batch_stands(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, start: str, who: str
) -> None:
    pk = brought(round_of_july, start)
    desk = at_desk(getattr(cast, who))

    page = desk.opens("payments:batch_step", pk, step)

    assert page.status_code == 409
    assert f"“{BatchStatus(start).label}”" in page.text
    assert "没有办成" in page.text


def test_who_comes_second_reads_who_was_first_and_when(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="reviewed")

    page = takes(at_desk(cast.second_reviewer), round_of_july, "review")

    assert page.status_code == 409
    assert "赵审核" in page.text
    assert "状态是“待批准”" in page.text


def test_an_unknown_step_is_no_page(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    page = at_desk(cast.clerk).opens("payments:batch_step", round_of_july.batch.pk, "delete")

    assert page.status_code == 404


def test_the_check_page_says_what_is_signed_for(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = brought(round_of_july, "approved")

    page = at_desk(cast.finance).opens("payments:batch_step", pk, "sign").text

    for words in (
        "7户，15人",
        "785.00元",
        "柒佰捌拾伍元整",
        "6户，617.00元",
        "1户，168.00元",
        "您是最后一名签字人，签发后名单锁定",
        "签发（7户）",
    ):
        assert words in page


def test_only_the_last_signature_is_called_the_last(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = brought(round_of_july, "reviewed")

    page = at_desk(cast.approver).opens("payments:batch_step", pk, "approve").text

    assert "最后一名签字人" not in page


@pytest.mark.parametrize(
    ("step", "start", "who"), [("approve", "reviewed", "approver"), ("sign", "approved", "finance")]
)
def test_a_wrong_password_signs_nothing(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, start: str, who: str
) -> None:
    brought(round_of_july, start)
    desk = at_desk(getattr(cast, who))

    page = takes(desk, round_of_july, step, password="not it")

    assert 'href="#id_password"' in page.text
    assert page.text.count("密码不对，重新输入登录密码") == 2
    assert "not it" not in page.text
    assert takes(desk, round_of_july, step).text.count("填写登录密码") == 2
    assert now(round_of_july).status == start


def test_guessing_the_password_of_an_open_session_ends_in_the_lock(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    brought(round_of_july, "reviewed")
    desk = at_desk(cast.approver)

    for _guess in range(10):
        takes(desk, round_of_july, "approve", password="not it")
    answer = takes(desk, round_of_july, "approve", password=PASSWORD)

    assert answer.status_code == 429
    assert now(round_of_july).status == "reviewed"


def test_the_same_person_cannot_sign_twice_under_another_posting(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = brought(round_of_july, "reviewed")
    twice = login_as_well(cast.reviewer, Role.COUNTY_APPROVER)
    desk = at_desk(twice)
    desk.client.post("/posting/", {"posting": twice.posting.pk})

    opened = desk.opens("payments:batch_step", pk, "approve")
    sent_anyway = takes(desk, round_of_july, "approve", password=PASSWORD)

    words = "这个批次的“复核”是您办的，“批准”要由另一人办理。"
    assert words in opened.text
    assert '<button class="button" data-save' not in opened.text
    assert words in sent_anyway.text
    assert words in desk.opens("payments:batch", pk).text
    assert now(round_of_july).status == "reviewed"


@pytest.mark.parametrize(
    ("step", "start", "who", "typed"),
    [row[:4] for row in STEPS if row[0] in ("submit", "approve", "void")],
)
def test_the_same_click_has_one_effect(
    at_desk: AtDesk,
    cast: Cast,
    round_of_july: Round,
    step: str,
    start: str,
    who: str,
    typed: dict[str, str],
) -> None:
    pk = brought(round_of_july, start)
    form = {"key": str(uuid.uuid4()), "version": now(round_of_july).version, **typed}
    desk = at_desk(getattr(cast, who))
    before = AuditEvent.objects.count()

    first = desk.sends("payments:batch_step", pk, step, **form)
    again = desk.sends("payments:batch_step", pk, step, **form)

    assert first.url == again.url == f"/batches/{pk}/"
    assert AuditEvent.objects.count() == before + 1


@pytest.mark.parametrize("step", ["send_back", "void"])
def test_a_step_aside_wants_its_reason(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str
) -> None:
    start, who = ("prepared", cast.reviewer) if step == "send_back" else ("draft", cast.clerk)
    brought(round_of_july, start)

    page = takes(at_desk(who), round_of_july, step, reason="  ")

    assert page.text.count("填写原因") == 2
    assert now(round_of_july).status == start


def test_a_batch_drawn_anew_since_is_shown_before_it_is_signed(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk, seen = round_of_july.batch.pk, now(round_of_july).version
    with scope.of(cast.clerk):
        county, month = round_of_july.county, round_of_july.batch.month
        batches.draw(county=county, month=month, by=cast.clerk, on=TODAY)

    desk = at_desk(cast.clerk)
    stale = desk.sends("payments:batch_step", pk, "submit", version=seen)

    assert "打开这一页以后批次有变动" in stale.text
    assert f'name="version" value="{now(round_of_july).version}"' in stale.text
    assert now(round_of_july).status == "draft"


def test_a_stale_form_keeps_the_reason(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    pk = brought(round_of_july, "prepared")

    page = at_desk(cast.reviewer).sends(
        "payments:batch_step", pk, "send_back", version=0, reason="三户重复"
    )

    assert "打开这一页以后批次有变动" in page.text
    assert "三户重复</textarea>" in page.text


def test_a_reason_stands_in_the_record(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    pk = brought(round_of_july, "prepared")
    takes(at_desk(cast.reviewer), round_of_july, "send_back", reason="小湾村少一户")

    assert "小湾村少一户" in at_desk(cast.clerk).opens("payments:batch", pk).text


def test_finance_settles_once_every_line_is_answered(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = sent(round_of_july).pk
    desk = at_desk(cast.finance)
    early = takes(desk, round_of_july, "settle")
    assert "还有6户没有银行结果" in early.text
    assert "还有6户没有银行结果" in desk.opens("payments:batch", pk).text
    answered(round_of_july, {})

    page = desk.opens("payments:batch_step", pk, "settle").text
    answer = takes(desk, round_of_july, "settle")

    assert "6户，617.00元" in page
    assert answer.url == f"/batches/{pk}/"
    assert now(round_of_july).status == "settled"


def test_a_limit_is_said_before_the_click(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="prepared")
    Posting.objects.filter(pk=cast.reviewer.posting.pk).update(batch_limit=100)
    desk = at_desk(cast.reviewer)

    page = desk.opens("payments:batch", round_of_july.batch.pk).content.decode()
    answer = takes(desk, round_of_july, "review")

    assert "超过您的限额100.00元" in page
    assert "/steps/review/" not in page
    assert "超过您的限额100.00元" in answer.content.decode()
    assert now(round_of_july).status == BatchStatus.PREPARED


def test_a_draft_whose_day_is_over_asks_for_another(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, settings: Settings
) -> None:
    settings.BUSINESS_DATE = date(2008, 8, 16)
    pk, desk = round_of_july.batch.pk, at_desk(cast.clerk)

    page = desk.opens("payments:batch", pk).content.decode()
    refusal = takes(desk, round_of_july, "submit").content.decode()
    wrong = takes(desk, round_of_july, "settlement_day", day="2008-08-15", reason="等资金")
    takes(desk, round_of_july, "settlement_day", day="2008-08-20", reason="等资金到位")
    takes(desk, round_of_july, "submit")

    assert "结算日2008-08-15已经过了" in page
    assert "/steps/submit/" not in page
    assert "另定一个结算日" in refusal
    assert "结算日要在2008-08-16到2008-09-16之间" in wrong.content.decode()
    assert now(round_of_july).status == BatchStatus.PREPARED
    assert now(round_of_july).settlement_day == date(2008, 8, 20)


def test_a_file_handed_over_late_asks_for_another_day(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, settings: Settings
) -> None:
    file = write_file(round_of_july, "plain_csv")
    settings.BUSINESS_DATE = date(2008, 8, 16)
    desk = at_desk(cast.second_finance)

    page = desk.opens("payments:hand_over", file.pk).content.decode()
    refusal = desk.sends("payments:hand_over", file.pk).content.decode()
    desk.sends("payments:hand_over", file.pk, day="2008-08-18", reason="银行系统升级")

    assert "已过结算日" in page
    assert "新的结算日" in refusal
    assert now(round_of_july).status == BatchStatus.SENT
    assert now(round_of_july).settlement_day == date(2008, 8, 18)
