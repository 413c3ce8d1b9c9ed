"""The county's desk: too early, in time, refused, sent back; objections first."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import assessments, cases, decisions, notices, objections
from applicants.actions.objections import Heard
from applicants.models.case import Case, CaseStatus
from applicants.models.grant import Decision, Grant
from applicants.models.notice import PublicNotice
from applicants.models.objection import Objection
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.applicants.actions.test_notices import SUMMER_2008, proposed_in_2008
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.test_notices import proposed_families
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]
STEPS = ("applicants:case_confirm", "applicants:case_refuse", "applicants:case_send_back")


@pytest.fixture
def objection(cast: Cast, case_on_notice: Case, notice: PublicNotice) -> Objection:
    with scope.of(cast.caseworker):
        return objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )


def now(case: Case, staff: Staff) -> Case:
    with scope.of(staff):
        return Case.objects.get(pk=case.pk)


def test_the_queue_holds_cases_whose_days_are_over(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    desk, row = at_desk(cast.reviewer), f'href="/review/{case_on_notice.pk}/"'

    today(LAST_NOTICE_DAY)
    assert row not in desk.opens("applicants:review").text
    assert row in desk.opens("applicants:review", show="waiting").text
    today(DECIDED)
    assert row in desk.opens("applicants:review").text


def test_the_queue_is_filtered_by_township_and_days(
    at_desk: AtDesk, cast: Cast, places: Places, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)
    desk, row = at_desk(cast.reviewer), f'href="/review/{case_on_notice.pk}/"'

    assert row in desk.opens("applicants:review", area=places.township.pk).text
    assert row not in desk.opens("applicants:review", area=places.other_township.pk).text
    assert row not in desk.opens("applicants:review", days=3).text


def test_one_day_too_early_is_a_state_and_not_an_error(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(LAST_NOTICE_DAY)
    desk = at_desk(cast.reviewer)

    page = desk.opens("applicants:case_confirm", case_on_notice.pk)
    sent = desk.sends("applicants:case_confirm", case_on_notice.pk, reasons="属实")

    assert page.status_code == 200
    assert "公示还差1天（到7月14日24时）" in page.text
    assert sent.status_code == 409
    assert "公示还差1天" in sent.text
    assert now(case_on_notice, cast.reviewer).status == CaseStatus.ON_NOTICE


def test_too_early_names_the_objection_that_waits_too(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, objection: Objection, today: Today
) -> None:
    today(LAST_NOTICE_DAY)

    page = at_desk(cast.reviewer).opens("applicants:case_confirm", case_on_notice.pk).text

    assert "<li>乡镇公示到7月14日24时</li><li>有1件异议没有办结</li>" in page


def test_too_early_names_the_postings_still_to_come(
    at_desk: AtDesk, cast: Cast, places: Places, rules_of_2007: RuleSet, today: Today
) -> None:
    with scope.of(cast.caseworker):
        case = proposed_in_2008(cast, places)
        notices.freeze(
            village=places.village,
            stage="village",
            cases=[case],
            by=cast.caseworker,
            on=SUMMER_2008,
        )
    today(SUMMER_2008)

    page = at_desk(cast.reviewer).opens("applicants:case_confirm", case.pk).text

    days = rules_of_2007.as_terms().notices[1].days
    assert f"<li>乡镇公示还没有张贴，要公示{days}天</li>" in page
    assert f"<li>县级公示还没有张贴，要公示{days}天</li>" in page


def test_the_page_before_confirming_says_what_follows(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    page = at_desk(cast.reviewer).opens("applicants:case_confirm", case_on_notice.pk).text

    assert "2026年8月" in page
    assert "一类" in page or "二类" in page
    assert "月保障金合计" in page


def test_whoever_confirms_sees_what_is_open_and_may_be_about_them(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)
    said = {"kind": "report", "channel": "hotline", "topic": "property", "text": "有车"}
    kept = []
    for about in ("别人", "村民张三家"):
        with scope.of(cast.clerk):
            heard = Heard(area=case_on_notice.area, about=about, **said)
            kept.append(objections.register(heard=heard, by=cast.clerk, on=POSTED))

    page = at_desk(cast.reviewer).opens("applicants:case_confirm", case_on_notice.pk).text

    assert "说的可能是这户" in page
    assert [f"/objections/{one.pk}/" in page for one in kept] == [False, True]


def test_what_is_said_of_the_family_holds_its_case_up_as_well(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    """It was tied to the family before there was a case."""
    today(DECIDED)
    said = {"kind": "report", "channel": "hotline", "topic": "property", "text": "有车"}
    with scope.of(cast.clerk):
        heard = Heard(area=case_on_notice.area, about="老张", **said)
        kept = objections.register(heard=heard, by=cast.clerk, on=POSTED)
    with scope.of(cast.reviewer):
        Objection.objects.filter(pk=kept.pk).update(household=case_on_notice.household_id)

    page = at_desk(cast.reviewer).opens("applicants:case_confirm", case_on_notice.pk).text

    assert "这户有一件没办结的反映" in page
    assert f"/objections/{kept.pk}/" in page
    with pytest.raises(Refused, match="未办结"), scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_confirming_grants_from_the_next_month(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    answer = at_desk(cast.reviewer).sends(
        "applicants:case_confirm", case_on_notice.pk, reasons="情况属实"
    )

    assert answer.url == f"/cases/{case_on_notice.pk}/"
    with scope.of(cast.reviewer):
        assert Grant.objects.get().first_month == BenefitMonth(2026, 8)


def test_confirming_twice_by_one_click_grants_once(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)
    desk, key = at_desk(cast.reviewer), str(uuid.uuid4())

    first = desk.sends("applicants:case_confirm", case_on_notice.pk, key=key, reasons="属实")
    second = desk.sends("applicants:case_confirm", case_on_notice.pk, key=key, reasons="属实")

    assert second.url == first.url
    with scope.of(cast.reviewer):
        assert Decision.objects.count() == 1


def test_a_second_reviewer_reads_that_it_is_done(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)
    at_desk(cast.reviewer).sends("applicants:case_confirm", case_on_notice.pk, reasons="属实")

    answer = at_desk(cast.second_reviewer).sends(
        "applicants:case_confirm", case_on_notice.pk, reasons="属实"
    )

    assert answer.status_code == 409
    assert "现在的状态是“已确认”" in answer.text


def test_a_decision_without_reasons_is_asked_for_them(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    answer = at_desk(cast.reviewer).sends("applicants:case_confirm", case_on_notice.pk, reasons="")

    assert '<a href="#id_reasons">填写理由</a>' in answer.text
    assert now(case_on_notice, cast.reviewer).status == CaseStatus.ON_NOTICE


def test_an_open_objection_stands_in_the_way_on_the_form(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, objection: Objection, today: Today
) -> None:
    today(DECIDED)

    answer = at_desk(cast.reviewer).sends(
        "applicants:case_confirm", case_on_notice.pk, reasons="情况属实"
    )

    assert "还有未办结的异议，答复以后再确认。" in answer.text
    assert "情况属实" in answer.text


def test_refusing_keeps_its_reasons(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    at_desk(cast.reviewer).sends("applicants:case_refuse", case_on_notice.pk, reasons="家有机动车")

    assert now(case_on_notice, cast.reviewer).status == CaseStatus.REFUSED
    with scope.of(cast.reviewer):
        assert Decision.objects.get().reasons == "家有机动车"


def test_sending_back_lets_the_township_work_again(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(POSTED)

    at_desk(cast.reviewer).sends("applicants:case_send_back", case_on_notice.pk, reasons="补残疾证")

    page = at_desk(cast.caseworker).opens("applicants:case", case_on_notice.pk)
    assert "补残疾证" in page.text
    assert next(str(one.label) for one in page.context["buttons"]) == "重新计算"


def test_the_review_page_shows_trace_opinion_and_notice(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    page = at_desk(cast.reviewer).opens("applicants:review_case", case_on_notice.pk).text

    assert "逐条依据" in page
    assert "入户调查属实" in page
    assert "已期满" in page
    assert ReadLog.objects.filter(kind="view").count() == 1


def test_what_changed_since_the_case_was_sent_back_is_listed(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(POSTED)
    with scope.of(cast.reviewer):
        cases.send_back(case=case_on_notice, reasons="补查收入", by=cast.reviewer)
    with scope.of(cast.caseworker):
        income = cases.IncomeEntry(source="farming", yearly_amount=Decimal("1900.00"))
        cases.revise(
            case=case_on_notice,
            means=cases.Means(incomes=[income], hardships=["chronic_illness"]),
            version=case_on_notice.version,
            by=cast.caseworker,
        )
        assessments.assess(case=case_on_notice, by=cast.caseworker, on=POSTED)

    page = at_desk(cast.reviewer).opens("applicants:review_case", case_on_notice.pk)

    changes = {str(change.label): (change.before, change.now) for change in page.context["changes"]}
    assert changes["人均年收入（元）"] == ("450.00", "950.00")


@pytest.mark.parametrize("step", STEPS)
def test_each_decision_belongs_to_the_county_of_the_case(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, step: str
) -> None:
    assert at_desk(cast.foreign_reviewer).opens(step, case_on_notice.pk).status_code == 404
    assert at_desk(cast.caseworker).opens(step, case_on_notice.pk).status_code == 403
    assert at_desk(cast.clerk).opens(step, case_on_notice.pk).status_code == 403


def test_the_queue_is_the_countys(at_desk: AtDesk, cast: Cast, case_on_notice: Case) -> None:
    page = "applicants:review_case"

    assert at_desk(cast.caseworker).opens("applicants:review").status_code == 403
    assert at_desk(cast.caseworker).opens(page, case_on_notice.pk).status_code == 403
    assert at_desk(cast.foreign_reviewer).opens(page, case_on_notice.pk).status_code == 404


def test_an_objection_is_recorded_within_its_days(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(LAST_NOTICE_DAY)

    at_desk(cast.caseworker).sends("applicants:objection_new", case_on_notice.pk, text="他家有车")

    with scope.of(cast.caseworker):
        assert Objection.objects.get().text == "他家有车"


def test_an_objection_after_its_days_is_refused(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(DECIDED)

    answer = at_desk(cast.caseworker).opens("applicants:objection_new", case_on_notice.pk)

    assert answer.status_code == 409
    assert "不在公示期内" in answer.text


def test_after_an_upheld_objection_neither_opinion_nor_notice_stands(
    at_desk: AtDesk, cast: Cast, objection: Objection, today: Today
) -> None:
    today(POSTED)
    at_desk(cast.township_head).sends(
        "applicants:objection_answer", objection.pk, is_upheld="yes", text="车是他家的"
    )

    context = at_desk(cast.caseworker).opens("applicants:case", objection.case_id).context

    tasks = {str(task.label): str(task.status) for task in context["tasks"]}
    assert (tasks["初审意见"], tasks["乡镇公示"]) == ("还不能办", "未公示")
    assert [stage.at for stage in context["stages"][2:]] == [None, None, None]


def test_an_objection_is_answered_by_somebody_else(
    at_desk: AtDesk, cast: Cast, objection: Objection, today: Today
) -> None:
    today(POSTED)

    at_desk(cast.township_head).sends(
        "applicants:objection_answer", objection.pk, is_upheld="no", text="车是借的"
    )

    with scope.of(cast.township_head):
        objection.refresh_from_db()
    assert (objection.status, objection.answer) == ("dismissed", "车是借的")


def test_an_answer_without_its_finding_keeps_the_text(
    at_desk: AtDesk, cast: Cast, objection: Objection, today: Today
) -> None:
    today(POSTED)

    answer = at_desk(cast.township_head).sends(
        "applicants:objection_answer", objection.pk, text="车是借的"
    )

    assert "选择核查结论" in answer.text
    assert "车是借的" in answer.text


def test_whoever_wrote_an_objection_down_may_not_answer_it(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, notice: PublicNotice, today: Today
) -> None:
    today(POSTED)
    with scope.of(cast.township_head):
        mine = objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.township_head, on=POSTED
        )

    answer = at_desk(cast.township_head).sends(
        "applicants:objection_answer", mine.pk, is_upheld="no", text="车是借的"
    )

    assert "登记异议的人不能自己答复" in answer.text


def test_an_objection_is_answered_at_home_only(
    at_desk: AtDesk, cast: Cast, objection: Objection
) -> None:
    page = "applicants:objection_answer"

    assert at_desk(cast.foreign_reviewer).opens(page, objection.pk).status_code == 404
    assert at_desk(cast.caseworker).opens(page, objection.pk).status_code == 403


def test_the_queue_costs_the_same_for_one_case_and_for_ten(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
    today: Today,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    proposed_families(places, cast, 10)
    desk = at_desk(cast.reviewer)

    with django_assert_max_num_queries(16):
        answer = desk.opens("applicants:review", show="waiting")

    assert answer.text.count("<tr>") == 11
