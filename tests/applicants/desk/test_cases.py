"""One case: its page, its check page, the township's opinion."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import cases
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household
from applicants.models.visit import HomeVisit
from dibao import audit, scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.identity import PhoneNumber
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.families import many_drafts
from tests.cast import DECIDED, LAST_NOTICE_DAY, Cast, small_means
from tests.factories.people import id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
PAGES = ("applicants:case", "applicants:case_check", "applicants:case_application")


def status_of(case: Case, staff: Staff) -> str:
    with scope.of(staff):
        return Case.objects.get(pk=case.pk).status


def tasks(desk: Desk, case: Case) -> dict[str, str]:
    shown = desk.opens("applicants:case", case.pk).context["tasks"]
    return {str(task.label): str(task.status) for task in shown}


def test_the_task_list_says_how_far_the_case_is(
    at_desk: AtDesk, cast: Cast, proposed_case: Case
) -> None:
    assert tasks(at_desk(cast.caseworker), proposed_case) == {
        "申请资料": "已填",
        "材料": "0个文件",
        "承诺和授权": "0人已签",
        "近亲属备案": "没有备案",
        "受理": "已受理",
        "经济状况核对": "没有提请",
        "入户调查": "与申报一致",
        "待遇计算": "符合条件",
        "初审意见": "拟同意",
        "乡镇公示": "未公示",
        "县级决定": "还不能办",
    }


def test_the_telephone_is_shown_by_its_last_four(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, household: Household
) -> None:
    with scope.of(cast.caseworker):
        household.head.take_phone(PhoneNumber.parse("13912345678"))
        household.head.save()

    for page in ("applicants:case", "applicants:case_check"):
        text = at_desk(cast.caseworker).opens(page, accepted_case.pk).text
        assert "*******5678" in text
        assert "13912345678" not in text


def test_a_notice_whose_days_are_over_is_no_longer_running(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Callable[[date], None]
) -> None:
    desk = at_desk(cast.caseworker)
    today(LAST_NOTICE_DAY)
    assert "<strong>公示中</strong>" in desk.opens("applicants:case", case_on_notice.pk).text

    today(DECIDED)

    assert "<strong>公示期满</strong>" in desk.opens("applicants:case", case_on_notice.pk).text
    assert "公示期满" in desk.opens("applicants:cases").text


def test_assessing_leads_to_the_trace(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:case_assess", accepted_case.pk)
    page = desk.opens("applicants:case", accepted_case.pk).text

    assert answer.url == f"/cases/{accepted_case.pk}/#trace"
    assert "逐条依据" in page
    assert "《最低生活保障审核确认办法》" in page
    assert "人均年收入（元） 450.00" in page


def test_assessing_twice_by_one_click_leaves_one_assessment(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    desk.sends("applicants:case_assess", accepted_case.pk, key=key)
    desk.sends("applicants:case_assess", accepted_case.pk, key=key)

    with scope.of(cast.caseworker):
        assert Assessment.objects.count() == 1


def test_a_draft_is_not_assessed(at_desk: AtDesk, cast: Cast, draft_case: Case) -> None:
    answer = at_desk(cast.caseworker).sends("applicants:case_assess", draft_case.pk)

    assert answer.status_code == 409
    assert "受理以后" in answer.text


def test_a_change_after_the_assessment_asks_for_a_new_one(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        means = cases.Means(hardships=["disaster"])
        cases.revise(
            case=accepted_case, means=means, version=accepted_case.version, by=cast.caseworker
        )
    desk = at_desk(cast.caseworker)

    assert tasks(desk, accepted_case)["待遇计算"] == "要重算"
    assert "提出初审意见</button>" not in desk.opens("applicants:case_check", accepted_case.pk).text


def test_the_check_page_links_each_card_to_its_fields(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:case_check", accepted_case.pk)

    edit = f"/cases/{accepted_case.pk}/edit/"
    for place in ("id_home-address", "id_members-1-name", "incomes-grid"):
        assert f'href="{edit}#{place}"' in answer.text


def test_the_check_page_says_what_the_opinion_waits_for(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    desk = at_desk(cast.caseworker)
    desk.sends("applicants:case_assess", accepted_case.pk)

    page = desk.opens("applicants:case_check", accepted_case.pk).text

    assert "入户调查以后再提初审意见" in page
    assert "提出初审意见</button>" not in page


def test_the_opinion_moves_the_case(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    desk = at_desk(cast.township_head)

    answer = desk.sends(
        "applicants:case_propose",
        accepted_case.pk,
        assessment=assessment.pk,
        proposal="grant",
        reasons="入户调查属实",
    )

    assert answer.url == f"/cases/{accepted_case.pk}/"
    assert status_of(accepted_case, cast.township_head) == CaseStatus.PROPOSED


def test_what_was_done_to_the_family_is_told_in_words(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        audit.record("household:supporters", of=accepted_case.household, by=cast.caseworker)

    page = at_desk(cast.caseworker).opens("applicants:case", accepted_case.pk).text

    assert "登记赡养、抚养、扶养义务人" in page
    assert "household:supporters" not in page


def test_an_application_is_not_offered_the_opinions_on_a_benefit(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    desk = at_desk(cast.township_head)

    page = desk.opens("applicants:case_check", accepted_case.pk).text
    answer = desk.sends(
        "applicants:case_propose",
        accepted_case.pk,
        assessment=assessment.pk,
        proposal="end",
        reasons="入户调查属实",
    )

    assert "拟同意" in page
    assert "拟停发" not in page
    assert "从列表选择" in answer.text
    assert status_of(accepted_case, cast.township_head) == CaseStatus.ACCEPTED


def test_an_opinion_without_reasons_keeps_what_was_chosen(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    typed = {"assessment": assessment.pk, "proposal": "refuse", "reasons": ""}

    answer = at_desk(cast.township_head).sends("applicants:case_propose", accepted_case.pk, **typed)

    assert '<a href="#id_reasons">填写理由</a>' in answer.text
    assert answer.context["form"]["proposal"].value() == "refuse"
    assert status_of(accepted_case, cast.township_head) == CaseStatus.ACCEPTED


def test_an_opinion_on_an_older_assessment_is_refused_on_the_form(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    at_desk(cast.caseworker).sends("applicants:case_assess", accepted_case.pk)

    answer = at_desk(cast.township_head).sends(
        "applicants:case_propose",
        accepted_case.pk,
        assessment=assessment.pk,
        proposal="grant",
        reasons="入户调查属实",
    )

    assert "待遇已重新计算" in answer.text
    assert "入户调查属实" in answer.text


def test_a_second_opinion_from_a_page_left_open_is_refused_on_the_form(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    desk, typed = at_desk(cast.township_head), {"assessment": assessment.pk, "proposal": "grant"}
    desk.sends("applicants:case_propose", accepted_case.pk, reasons="入户调查属实", **typed)

    answer = desk.sends("applicants:case_propose", accepted_case.pk, reasons="另一页写的", **typed)

    assert "“提出初审意见”没有办成" in answer.text
    assert "另一页写的" in answer.text
    with scope.of(cast.township_head):
        assert TownshipOpinion.objects.get().reasons == "入户调查属实"


def test_a_case_the_rules_refuse_offers_no_grant(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, visit: HomeVisit
) -> None:
    with scope.of(cast.caseworker):
        rich = cases.Means(
            incomes=[
                cases.IncomeEntry(
                    source="trade", yearly_amount=small_means().incomes[0].yearly_amount * 100
                )
            ]
        )
        cases.revise(
            case=accepted_case, means=rich, version=accepted_case.version, by=cast.caseworker
        )
    desk = at_desk(cast.caseworker)
    desk.sends("applicants:case_assess", accepted_case.pk)

    page = desk.opens("applicants:case_check", accepted_case.pk).text

    assert 'value="refuse"' in page
    assert 'value="grant"' not in page


def test_withdrawing_asks_for_its_reason(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    desk = at_desk(cast.caseworker)

    without = desk.sends("applicants:case_withdraw", accepted_case.pk, reason="")
    assert "填写理由" in without.text
    assert status_of(accepted_case, cast.caseworker) == CaseStatus.ACCEPTED

    desk.sends("applicants:case_withdraw", accepted_case.pk, reason="本人要求撤回")
    assert status_of(accepted_case, cast.caseworker) == CaseStatus.WITHDRAWN


def test_withdrawing_after_the_proposal_is_refused_on_the_form(
    at_desk: AtDesk, cast: Cast, proposed_case: Case
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:case_withdraw", proposed_case.pk, reason="本人要求撤回"
    )

    assert "“撤回”没有办成" in answer.text
    assert "本人要求撤回" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_case_is_read_at_home_only(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, page: str
) -> None:
    assert at_desk(cast.caseworker).opens(page, accepted_case.pk).status_code == 200
    assert at_desk(cast.reviewer).opens(page, accepted_case.pk).status_code == 200
    assert at_desk(cast.neighbour).opens(page, accepted_case.pk).status_code == 404
    assert at_desk(cast.foreign_reviewer).opens(page, accepted_case.pk).status_code == 404
    assert at_desk(cast.finance).opens(page, accepted_case.pk).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_case_shows_the_last_four_only_and_logs_the_look(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, household: Household, page: str
) -> None:
    answer = at_desk(cast.caseworker).opens(page, accepted_case.pk)

    assert id_number(1).last4 in answer.text
    assert id_number(1).number not in answer.text
    assert ReadLog.objects.filter(household_key=household.pk).count() == 1


@pytest.mark.parametrize(
    "step", ["applicants:case_assess", "applicants:case_propose", "applicants:case_withdraw"]
)
def test_each_step_belongs_to_the_township_of_the_case(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, step: str
) -> None:
    assert at_desk(cast.neighbour).sends(step, accepted_case.pk, reason="x").status_code == 404
    assert at_desk(cast.reviewer).sends(step, accepted_case.pk, reason="x").status_code == 403


def test_a_form_without_its_key_is_sent_back(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:case_assess", accepted_case.pk, idempotency_key=""
    )

    assert answer.status_code == 409


def test_the_list_is_filtered_by_the_next_step(
    at_desk: AtDesk, cast: Cast, places: Places, proposed_case: Case
) -> None:
    many_drafts(places.second_village, cast.caseworker, 2)
    desk = at_desk(cast.caseworker)

    assert desk.opens("applicants:cases").text.count("<tr>") == 1 + 3
    posting = desk.opens("applicants:cases", step="post").text
    assert "张三" in posting
    assert "钱1" not in posting


def test_the_list_costs_the_same_however_long_it_is(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    accepted_case: Case,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many_drafts(places.village, cast.caseworker, 40)
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(16):
        first = desk.opens("applicants:cases")
    following = desk.client.get(f"/cases/?after={first.context['table'].pager.next}").text

    assert "张三" in following


def test_the_case_page_costs_a_fixed_number_of_queries(
    at_desk: AtDesk,
    cast: Cast,
    case_on_notice: Case,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(32):
        desk.opens("applicants:case", case_on_notice.pk)


def test_opinions_are_signed_once(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    desk, key = at_desk(cast.township_head), str(uuid.uuid4())
    typed = {"assessment": assessment.pk, "proposal": "grant", "reasons": "属实"}

    desk.sends("applicants:case_propose", accepted_case.pk, key=key, **typed)
    second = desk.sends("applicants:case_propose", accepted_case.pk, key=key, **typed)

    assert second.status_code == 302
    with scope.of(cast.township_head):
        assert TownshipOpinion.objects.count() == 1
