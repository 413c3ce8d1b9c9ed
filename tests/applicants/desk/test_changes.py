"""A benefit looked at again, at the desk: begun, proposed, heard, decided, printed; each page for whom it is."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.models import Case, Decision, Grant, HearingRecord, Outcome
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.changes import CHANGED, SETTLED, decided, earning, heard, judged, opened, proposed

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


@pytest.fixture(autouse=True)
def in_september(today: Today) -> None:
    today(CHANGED)


@pytest.fixture
def cut(cast: Cast, grant: Grant) -> Case:
    """A case whose family would get less, and has not been heard."""
    case = judged(earning(opened(grant, cast), cast, "6000"), cast)
    proposed(case, cast, "decrease")
    return case


def said(**more: object) -> dict[str, object]:
    """The hearing's form as typed."""
    return {
        "held_on": "2026.9.10",
        "manner": "home",
        "heard_name": "张三",
        "stance": "objects",
        "statement": "打工的钱下半年就没有了。",
        **more,
    }


def test_a_change_is_begun_from_the_household(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:household", grant.household_id)
    answer = desk.sends("applicants:change_new", grant.household_id, statement="孩子打工去了")

    assert f'href="/households/{grant.household_id}/change/"' in page.text
    with scope.of(cast.caseworker):
        case = Case.objects.get(grant=grant)
    assert answer.url == f"/cases/{case.pk}/edit/"
    assert "900" in desk.opens("applicants:case_edit", case.pk).text


def test_a_change_is_begun_once_however_often_it_is_sent(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    answers = [
        desk.sends("applicants:change_new", grant.household_id, key=key, statement="x")
        for _press in range(2)
    ]

    assert answers[0].url == answers[1].url
    with scope.of(cast.caseworker):
        assert Case.objects.filter(grant=grant).count() == 1


def test_a_second_change_says_that_one_is_open(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    opened(grant, cast)

    answer = at_desk(cast.caseworker).sends(
        "applicants:change_new", grant.household_id, statement="又变了"
    )

    assert "没办完的案件" in answer.text
    assert "又变了" in answer.text


def test_the_opinion_offers_what_the_numbers_say(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    case = judged(earning(opened(grant, cast), cast, "6000"), cast)
    desk = at_desk(cast.township_head)
    with scope.of(cast.township_head):
        assessment = case.assessments.get().pk

    page = desk.opens("applicants:case_check", case.pk).text
    answer = desk.sends(
        "applicants:change_propose",
        case.pk,
        assessment=assessment,
        proposal="decrease",
        reasons="务工收入增加",
    )

    assert 'value="decrease"' in page
    assert 'value="increase"' not in page
    assert 'value="income"' not in page
    assert answer.url == f"/cases/{case.pk}/"


def test_an_end_asks_for_its_reason(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    answer = at_desk(cast.township_head).sends(
        "applicants:change_propose", case.pk, proposal="end", reasons="本人书面退出"
    )

    assert "选择停发原因" in answer.text
    assert "本人书面退出" in answer.text


def test_a_cut_waits_on_the_townships_list_for_the_hearing(
    at_desk: AtDesk, cast: Cast, cut: Case
) -> None:
    row = f'href="/cases/{cut.pk}/hearing/"'

    assert row in at_desk(cast.caseworker).opens("home").text
    assert row not in at_desk(cast.reviewer).opens("home").text


def test_the_county_is_told_what_it_waits_for(at_desk: AtDesk, cast: Cast, cut: Case) -> None:
    desk = at_desk(cast.reviewer)

    page = desk.opens("applicants:change_decide", cut.pk)
    sent = desk.sends("applicants:change_decide", cut.pk, reasons="属实")

    assert "还没有听取这户的意见" in page.text
    assert sent.status_code == 409
    assert f"/cases/{cut.pk}/decide/" not in desk.opens("applicants:review").text


def test_what_the_family_says_is_written_down(at_desk: AtDesk, cast: Cast, cut: Case) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:hearing_new", cut.pk, **said())

    assert answer.url == f"/cases/{cut.pk}/"
    with scope.of(cast.caseworker):
        assert HearingRecord.objects.get().held_on == CHANGED
    page = desk.opens("applicants:case", cut.pk).text
    assert "打工的钱下半年就没有了。" in page
    assert "不同意" in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"held_on": "2026-09-11"}, "听取日期晚于今天"),
        ({"held_on": "2026-09-09"}, "早于初审意见"),
        ({"held_on": "昨天"}, "日期写成"),
        ({"heard_name": ""}, "填写听取了谁的意见"),
        ({"statement": ""}, "填写意见内容"),
        ({"manner": "absent"}, "填写第一次通知日期"),
        (
            {
                "manner": "absent",
                "first_invited_on": "2026-09-10",
                "second_invited_on": "2026-09-10",
            },
            "第二次通知要在第一次以后",
        ),
        ({"manner": "nobody"}, "这家还有人"),
    ],
)
def test_a_hearing_typed_wrongly_comes_back_with_what_was_typed(
    at_desk: AtDesk, cast: Cast, cut: Case, typed: dict[str, object], says: str
) -> None:
    words = said(**typed)

    answer = at_desk(cast.caseworker).sends("applicants:hearing_new", cut.pk, **words)

    assert says in answer.text
    assert str(words["statement"]) in answer.text
    assert "error-summary" in answer.text


def test_two_invitations_that_nobody_followed_are_enough(
    at_desk: AtDesk, cast: Cast, cut: Case, today: Today
) -> None:
    today(SETTLED)

    at_desk(cast.caseworker).sends(
        "applicants:hearing_new",
        cut.pk,
        **said(
            held_on="2026-9-15",
            manner="absent",
            stance="",
            first_invited_on="2026-9-11",
            second_invited_on="2026-9-15",
        ),
    )

    with scope.of(cast.caseworker):
        record = HearingRecord.objects.get()
    assert (record.heard_name, record.stance) == ("", "silent")


def test_where_nobody_is_left_the_village_is_asked(at_desk: AtDesk, cast: Cast, cut: Case) -> None:
    with scope.of(cast.caseworker):
        cut.household.members().update(last_day=CHANGED, left_for="death")

    page = at_desk(cast.caseworker).opens("applicants:hearing_new", cut.pk).text

    assert '<option value="nobody" selected>' in page


def test_while_somebody_is_left_they_are_asked_at_home(
    at_desk: AtDesk, cast: Cast, cut: Case
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:hearing_new", cut.pk).text

    assert '<option value="home" selected>' in page


def test_nobody_is_heard_twice_by_one_press(at_desk: AtDesk, cast: Cast, cut: Case) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _press in range(2):
        desk.sends("applicants:hearing_new", cut.pk, key=key, **said())

    with scope.of(cast.caseworker):
        assert HearingRecord.objects.count() == 1


def test_after_the_hearing_the_county_decides(
    at_desk: AtDesk, cast: Cast, cut: Case, today: Today
) -> None:
    heard(cut, cast)
    today(SETTLED)
    desk = at_desk(cast.reviewer)

    queue = desk.opens("applicants:review").text
    page = desk.opens("applicants:change_decide", cut.pk).text
    answer = desk.sends("applicants:change_decide", cut.pk, reasons="收入增加，按差额减发")

    assert f'href="/review/{cut.pk}/"' in queue
    assert "2026年10月" in page
    assert "没有意见" in page
    assert answer.url == f"/cases/{cut.pk}/"
    with scope.of(cast.reviewer):
        assert Decision.objects.get(case=cut).outcome == Outcome.DECREASE


def test_an_end_asks_for_its_last_month(
    at_desk: AtDesk, cast: Cast, grant: Grant, today: Today
) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    heard(case, cast)
    today(SETTLED)
    desk = at_desk(cast.reviewer)

    early = desk.sends(
        "applicants:change_decide", case.pk, last_month="2026-08", reasons="本人退出"
    )
    desk.sends("applicants:change_decide", case.pk, last_month="2026年9月", reasons="本人退出")

    assert "不能早于2026年9月" in early.text
    assert 'value="2026-08"' in early.text
    with scope.of(cast.reviewer):
        assert Grant.objects.get(pk=grant.pk).last_month == BenefitMonth(2026, 9)


def test_the_pages_of_an_application_do_not_take_a_change(
    at_desk: AtDesk, cast: Cast, cut: Case
) -> None:
    desk = at_desk(cast.reviewer)

    for page in ("case_confirm", "case_refuse"):
        assert "按变更作决定" in desk.opens(f"applicants:{page}", cut.pk).text


@pytest.mark.parametrize(
    ("yearly", "proposal", "words"),
    [
        ("300", "increase", ("增发农村最低生活保障金告知书", "此前为每月")),
        ("6000", "decrease", ("减发农村最低生活保障金告知书", "此前为每月", "没有意见。")),
        ("60000", "end", ("停发农村最低生活保障金告知书", "发放到2026年9月为止", "没有意见。")),
    ],
)
def test_the_letter_says_what_why_and_what_one_may_do(
    at_desk: AtDesk, cast: Cast, grant: Grant, yearly: str, proposal: str, words: tuple[str, ...]
) -> None:
    case = judged(earning(opened(grant, cast), cast, yearly), cast)
    opinion = proposed(case, cast, proposal, "income" if proposal == "end" else "")
    if opinion.is_cut:
        heard(case, cast)
    decided(case, cast)

    page = at_desk(cast.caseworker).opens("applicants:case_letter", case.pk).text

    for word in (*words, "情况属实", "《社会救助法》第十八条", "申请行政复议", "提起行政诉讼"):
        assert word in page


def test_the_letter_of_a_kept_benefit_says_so(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")
    decided(case, cast)

    page = at_desk(cast.caseworker).opens("applicants:case_letter", case.pk).text

    assert "维持农村最低生活保障待遇告知书" in page
    assert f"仍为每月{grant.total_amount:,.2f}元" in page


def test_an_end_for_a_reason_of_life_has_a_letter_too(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "moved")
    heard(case, cast)
    decided(case, cast)
    desk = at_desk(cast.caseworker)

    assert f"/cases/{case.pk}/letter/" in desk.opens("applicants:case", case.pk).text
    assert "停发原因：迁出或不再居住" in desk.opens("applicants:case_letter", case.pk).text


def test_the_record_of_a_hearing_is_printed_blank_and_filled(
    at_desk: AtDesk, cast: Cast, cut: Case
) -> None:
    desk = at_desk(cast.caseworker)

    blank = desk.opens("applicants:hearing_paper", cut.pk).text
    heard(cut, cast)
    filled = desk.opens("applicants:hearing_paper", cut.pk).text

    assert "经核查属实" in blank
    assert "收入是多了" not in blank
    assert "收入是多了，没有意见。" in filled
    assert ReadLog.objects.filter(kind="print", subject="hearing").count() == 2


def test_without_a_cut_there_is_no_record_to_print(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    case = opened(grant, cast)

    assert at_desk(cast.caseworker).opens("applicants:hearing_paper", case.pk).status_code == 404


def test_each_page_is_for_its_posts_and_its_area(
    at_desk: AtDesk, cast: Cast, cut: Case, grant: Grant
) -> None:
    pages = {
        "change_new": (cast.caseworker, cast.reviewer, grant.household_id),
        "hearing_new": (cast.caseworker, cast.reviewer, cut.pk),
        "change_decide": (cast.reviewer, cast.caseworker, cut.pk),
    }

    for page, (may, may_not, pk) in pages.items():
        stranger = cast.neighbour if may == cast.caseworker else cast.foreign_reviewer
        assert at_desk(may).opens(f"applicants:{page}", pk).status_code == 200
        assert at_desk(may_not).opens(f"applicants:{page}", pk).status_code == 403
        assert at_desk(stranger).opens(f"applicants:{page}", pk).status_code == 404


def test_a_change_called_off_leaves_the_benefit(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:case_withdraw", case.pk).text
    desk.sends("applicants:case_withdraw", case.pk, reason="弄错了户")

    assert "现在的待遇不变" in page
    with scope.of(cast.caseworker):
        assert Grant.objects.get(pk=grant.pk).last_month is None


def test_the_case_page_costs_a_fixed_number_of_queries(
    at_desk: AtDesk, cast: Cast, cut: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    heard(cut, cast)
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(31):
        desk.opens("applicants:case", cut.pk)
