"""The one-time notice of everything missing, at the desk."""

from collections.abc import Callable

import pytest

from applicants.models import Case, MissingItemsNotice
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast

AtDesk = Callable[[Staff], Desk]
PAGE = "applicants:missing_items"


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


def notices(cast: Cast) -> list[MissingItemsNotice]:
    with scope.of(cast.caseworker):
        return list(MissingItemsNotice.objects.order_by("pk"))


def test_all_that_the_list_misses_is_chosen_and_nothing_a_platform_knows(
    desk: Desk, draft_case: Case
) -> None:
    page = desk.opens(PAGE, draft_case.pk).text

    assert page.count("checked") >= 3
    for words in ("申请书", "诊断书", "存折或银行卡复印件", "2026-07-16"):
        assert words in page
    assert "户口本" not in page


def test_a_family_is_told_once_and_the_case_says_so(
    desk: Desk, cast: Cast, draft_case: Case
) -> None:
    answer = desk.sends(
        PAGE,
        draft_case.pk,
        chosen=["0", "1"],
        others="土地承包合同\n\n 婚姻 证明",
        due_on="2026.7.20",
    )

    assert answer.status_code == 302
    (given,) = notices(cast)
    assert given.items == ["申请书", "诊断书", "土地承包合同", "婚姻 证明"]
    assert "7月6日已一次性告知，7月20日前补齐" in desk.opens("applicants:case", draft_case.pk).text
    page = desk.opens("applicants:case_documents", draft_case.pk).text
    assert "待补齐" in page
    assert "土地承包合同" in page


def test_a_second_time_what_is_new_must_be_said(desk: Desk, cast: Cast, draft_case: Case) -> None:
    desk.sends(PAGE, draft_case.pk, chosen=["0"], due_on="2026-07-20")

    empty = desk.sends(PAGE, draft_case.pk, chosen=["0"], due_on="2026-07-20")
    told = desk.sends(
        PAGE, draft_case.pk, chosen=["0"], due_on="2026-07-20", new_facts="新近确诊重病"
    )

    assert "填写新的事实" in empty.text
    assert told.status_code == 302
    assert len(notices(cast)) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"due_on": "2026-07-20"}, "选择要补的材料，或者写明要补什么"),
        ({"chosen": ["0"], "due_on": "2026-07-01"}, "补齐期限早于今天"),
        ({"chosen": ["0"], "due_on": "下周"}, "日期写成"),
        ({"chosen": ["0"], "due_on": "2031-07-20"}, "补齐期限在一年以后，核对年份"),
        (
            {"others": "存折\n" + "长" * 121, "due_on": "2026-07-20"},
            "第2行最多120个字，现在121个字",
        ),
    ],
)
def test_a_form_that_says_too_little_comes_back(
    desk: Desk, draft_case: Case, typed: dict[str, object], words: str
) -> None:
    assert words in desk.sends(PAGE, draft_case.pk, **typed).text


def test_what_came_is_noted_at_one_press(desk: Desk, cast: Cast, draft_case: Case) -> None:
    desk.sends(PAGE, draft_case.pk, chosen=["0"], due_on="2026-07-20")
    (given,) = notices(cast)

    answer = desk.sends("applicants:missing_supplied", given.pk)

    assert answer.status_code == 302
    page = desk.opens("applicants:case_documents", draft_case.pk).text
    assert "已补齐" in page
    assert "登记补齐</button>" not in page


def test_the_paper_says_what_until_when_and_by_which_article(
    desk: Desk, cast: Cast, draft_case: Case
) -> None:
    desk.sends(PAGE, draft_case.pk, chosen=["0"], due_on="2026-07-20")
    (given,) = notices(cast)

    page = desk.opens("applicants:missing_paper", given.pk).text

    for words in (
        "补正材料一次性告知书",
        "申请书",
        "2026年7月20日",
        "审核确认办法》第十条",
        "第六十二条",
        "材料补齐后即予受理",
    ):
        assert words in page
    assert ReadLog.objects.filter(kind="print").count() == 1


def test_the_paper_promises_no_acceptance_where_the_case_is_accepted_already(
    desk: Desk, cast: Cast, accepted_case: Case
) -> None:
    desk.sends(PAGE, accepted_case.pk, others="土地承包合同", due_on="2026-07-20")
    (given,) = notices(cast)

    page = desk.opens("applicants:missing_paper", given.pk).text

    assert "材料补齐后接着办理" in page
    assert "受理" not in page


@pytest.mark.parametrize("page", [PAGE, "applicants:case_documents"])
def test_another_places_case_is_not_there(
    at_desk: AtDesk, cast: Cast, draft_case: Case, page: str
) -> None:
    assert at_desk(cast.neighbour).opens(page, draft_case.pk).status_code == 404
