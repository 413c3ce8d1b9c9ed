"""Entering an application: looked for first, typed once, kept whatever goes wrong."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest

from applicants.actions import cases as actions
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.models.proxy import ProxyTelephone
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent, ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import BORN, application, couple, grid_row, member
from tests.cast import ENTERED, Cast
from tests.factories.people import id_number

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast, rules_of_2026: RuleSet) -> Desk:
    return at_desk(cast.caseworker)


def cases_seen_by(staff: Staff) -> list[Case]:
    with scope.of(staff):
        return list(Case.objects.visible_to(staff).select_related("household__head"))


def test_a_family_nobody_knows_goes_straight_to_the_page_with_name_and_number(desk):
    number = id_number(11, born=BORN).number

    answer = desk.sends("applicants:case_new", name="张　三", id_number=number)

    assert 'name="members-0-name" value="张三"' in answer.text
    assert f'name="members-0-id_number" value="{number}"' in answer.text


def test_a_family_of_that_name_is_shown_before_a_new_one(desk, household):
    number = id_number(50, born=BORN).number

    answer = desk.sends("applicants:case_new", name="张三", id_number=number)

    assert household.number in answer.text
    assert "不是这些家庭，新建" in answer.text
    assert "members-0-name" not in answer.text


def test_somebody_known_elsewhere_is_refused_without_saying_where(
    at_desk, cast, household, rules_of_2026
):
    taken = id_number(1)

    answer = at_desk(cast.neighbour).sends(
        "applicants:case_new", name="王五", id_number=taken.number
    )

    assert "已登记在另一户" in answer.text
    assert "柳湾镇" not in answer.text
    assert "不是这些家庭，新建" not in answer.text


def test_the_question_is_in_the_log_of_reads_by_its_last_four_only(desk):
    number = id_number(11, born=BORN)

    desk.sends("applicants:case_new", name="张三", id_number=number.number)

    logged = ReadLog.objects.get(kind="search")
    assert number.last4 in logged.subject
    assert number.number not in logged.subject


def test_saving_takes_the_application_up(desk, cast, places):
    answer = desk.sends("applicants:case_entry", **application(places.village.pk))

    (case,) = cases_seen_by(cast.caseworker)
    assert answer.url == f"/cases/{case.pk}/check/"
    assert case.status == CaseStatus.ACCEPTED
    with scope.of(cast.caseworker):
        assert [m.person.name for m in case.household.members()] == ["张三", "刘四"]
        assert case.incomes.get().yearly_amount == Decimal("900.00")
        assert case.household.head.phone.open() == "13912345678"
    said = AuditEvent.objects.get(event="case:accepted")
    assert "已向本人核实" in said.reason
    next_page = desk.client.get(answer.url).text
    assert f"已保存，案号{case.number}，已受理，" in next_page
    assert "前要办结" in next_page


def test_a_draft_may_have_gaps(desk, cast, places):
    gaps = [member("张三", 11, "02", health="", labour_capacity="")]
    typed = application(places.village.pk, gaps, draft="1") | {"application-poverty_cause": ""}
    typed.pop("application-nothing_else")

    desk.sends("applicants:case_entry", **typed)

    (case,) = cases_seen_by(cast.caseworker)
    assert case.status == CaseStatus.DRAFT


def test_what_is_missing_is_named_once_on_top_and_beside_its_field(desk, cast, places):
    wrong = [member("张三", 11, "02", health="", id_number="99012119600501011")]
    incomes = [{"source": "farming", "yearly_amount": "一万二"}]

    answer = desk.sends(
        "applicants:case_entry", **application(places.village.pk, wrong, incomes=incomes)
    )

    assert cases_seen_by(cast.caseworker) == []
    assert "<title>错误：" in answer.text
    assert (
        '<a href="#id_members-0-id_number">成员第1行：身份证号只有17位，应为18位</a>' in answer.text
    )
    assert '<a href="#id_members-0-health">成员第1行：选择健康状况</a>' in answer.text
    assert "现在是“一万二”" in answer.text
    assert 'value="99012119600501011"' in answer.text
    assert 'value="一万二"' in answer.text


def test_a_wrong_check_digit_is_refused(desk, places):
    right = id_number(11, born=BORN).number
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    row = [member("张三", 11, "02", id_number=wrong)]

    answer = desk.sends("applicants:case_entry", **application(places.village.pk, row))

    assert "身份证号校验不对" in answer.text


def test_a_person_of_another_township_is_refused_beside_the_number(desk, cast, places, at_desk):
    at_desk(cast.neighbour).sends("applicants:case_entry", **application(places.other_village.pk))
    rows = [member("王五", 21, "02"), couple()[0] | {"relation": "71"}]

    answer = desk.sends("applicants:case_entry", **application(places.village.pk, rows))

    assert '<a href="#id_members-1-id_number">成员第2行：这个身份证号已登记在另一户' in answer.text
    assert "永溪镇" not in answer.text
    assert 'value="王五"' in answer.text
    assert cases_seen_by(cast.caseworker) == []
    with scope.of(cast.caseworker):
        assert not Person.objects.filter(name="王五").exists()


def test_a_person_of_ones_own_township_is_named_with_the_way_to_the_household(
    desk, cast, places, household
):
    rows = [member("王五", 21, "02"), {**couple()[0], "relation": "71"}]
    rows[1]["id_number"] = id_number(1).number

    answer = desk.sends("applicants:case_entry", **application(places.village.pk, rows))

    assert f"第2行：这个人已登记在{household.area}张三户（档案号{household.number}）" in answer.text
    assert f'<a href="/households/{household.pk}/">打开张三户 {household.number}</a>' in answer.text
    assert 'value="王五"' in answer.text


def test_two_heads_are_refused(desk, places):
    rows = [member("张三", 11, "02"), member("刘四", 12, "02")]

    answer = desk.sends("applicants:case_entry", **application(places.village.pk, rows))

    assert "要有一名户主，而且只有一名" in answer.text


def test_somebody_typed_twice_is_refused(desk, places):
    rows = [member("张三", 11, "02"), member("张叁", 11, "20")]

    answer = desk.sends("applicants:case_entry", **application(places.village.pk, rows))

    assert "成员第2行：身份证号和前面的成员相同" in answer.text


def test_the_same_click_twice_enters_one_family(desk, cast, places):
    typed, key = application(places.village.pk), str(uuid.uuid4())

    first = desk.sends("applicants:case_entry", key=key, **typed)
    second = desk.sends("applicants:case_entry", key=key, **typed)

    assert second.url == first.url
    assert len(cases_seen_by(cast.caseworker)) == 1


def test_a_mended_form_may_be_sent_with_its_first_key(desk, cast, places):
    key = str(uuid.uuid4())
    desk.sends(
        "applicants:case_entry",
        key=key,
        **application(places.village.pk) | {"application-poverty_cause": ""},
    )

    desk.sends("applicants:case_entry", key=key, **application(places.village.pk))

    assert len(cases_seen_by(cast.caseworker)) == 1


def test_a_village_of_another_township_cannot_be_chosen(desk, cast, places):
    answer = desk.sends("applicants:case_entry", **application(places.other_village.pk))

    assert "选择村" in answer.text or "从列表选择" in answer.text
    assert cases_seen_by(cast.caseworker) == []


def test_whoever_does_not_enter_cases_is_turned_away(at_desk, cast, places, household):
    for staff in (cast.reviewer, cast.township_head, cast.finance, cast.administrator):
        desk = at_desk(staff)

        assert desk.opens("applicants:case_new").status_code == 403
        assert desk.opens("applicants:case_entry").status_code == 403
        assert desk.sends("applicants:estimate").status_code == 403
        assert desk.opens("applicants:case_again", household.pk).status_code == 403


def test_more_rows_come_without_script_and_without_judgement(desk, places):
    typed = application(places.village.pk, [member("张三", 11, "02", id_number="990")])

    answer = desk.sends("applicants:case_entry", **typed, add_row="members")

    assert "有 " not in answer.text.split("<form")[0]
    assert 'name="members-TOTAL_FORMS" value="5"' in answer.text
    assert 'value="990"' in answer.text


def test_the_estimate_says_what_the_typed_rows_would_come_to(desk, cast, places):
    answer = desk.sends("applicants:estimate", **application(places.village.pk))

    assert "预估" in answer.text
    assert "家庭年收入 900.00 元" in answer.text
    assert "符合条件" in answer.text
    assert cases_seen_by(cast.caseworker) == []


def test_the_estimate_bears_a_half_typed_page(desk, places):
    rows = [member("张三", 11, "02"), {"name": "刘", "id_number": "9901"}]

    answer = desk.sends("applicants:estimate", **application(places.village.pk, rows))

    assert "还没填完" in answer.text


def test_the_estimate_gives_no_verdict_on_lines_it_cannot_read(desk, places):
    incomes = [{"source": "wage", "yearly_amount": "九万"}]

    answer = desk.sends("applicants:estimate", **application(places.village.pk, incomes=incomes))

    assert "1行收入看不懂，没有计入" in answer.text
    assert "还不能下结论" in answer.text
    assert "符合条件" not in answer.text


def test_the_estimate_stays_on_a_page_that_comes_back(desk, places):
    typed = application(places.village.pk) | {"application-poverty_cause": ""}

    answer = desk.sends("applicants:case_entry", **typed)

    assert "选择主要致贫原因" in answer.text
    assert "家庭年收入 900.00 元" in answer.text


@pytest.mark.parametrize("amount", ["9" * 30, "9" * 40, "100000000"])
def test_an_amount_nobody_has_is_refused_in_words(desk, places, amount):
    typed = application(places.village.pk, incomes=[{"source": "wage", "yearly_amount": amount}])

    estimate = desk.sends("applicants:estimate", **typed)
    answer = desk.sends("applicants:case_entry", **typed)

    assert "没有计入" in estimate.text
    assert "收入第1行：年收入（元）：金额太大" in answer.text


@pytest.mark.parametrize("name", ["<img src=x>", "=1+1", "张三3", "@张三"])
def test_what_no_name_has_is_refused_in_words(desk, places, name):
    answer = desk.sends(
        "applicants:case_entry", **application(places.village.pk, [member(name, 11, "02")])
    )

    assert "成员第1行：姓名里不能有" in answer.text


def test_an_empty_page_has_no_estimate_yet(desk, places):
    answer = desk.sends("applicants:estimate", **application(places.village.pk, []))

    assert "开始测算" in answer.text


def test_a_button_reckons_the_estimate_for_who_has_no_script(desk, places):
    answer = desk.sends("applicants:case_entry", **application(places.village.pk), estimate="1")

    assert "家庭年收入 900.00 元" in answer.text
    assert 'value="张三"' in answer.text


def test_the_village_of_the_last_family_is_set(desk, places):
    desk.sends("applicants:case_entry", **application(places.second_village.pk))

    answer = desk.sends(
        "applicants:case_new", name="王五", id_number=id_number(40, born=BORN).number
    )

    assert f'<option value="{places.second_village.pk}" selected>' in answer.text


def edited(case: Case, household: Household, cast: Cast, **more: object) -> dict[str, object]:
    """The edit page as it was opened: masked numbers and the version of the case."""
    with scope.of(cast.caseworker):
        rows = [
            {
                "person": str(m.person_id),
                "name": m.person.name,
                "id_number": m.person.masked_id,
                "relation": m.relation,
                "health": m.person.health,
                "labour_capacity": m.person.labour_capacity,
                "standing": "covered",
            }
            for m in household.members()
        ]
    version = {"application-version": case.version}
    return application(case.area_id, rows, **version, **more)


def test_editing_keeps_the_numbers_that_were_only_shown_masked(desk, cast, household, draft_case):
    typed = edited(draft_case, household, cast, draft="1") | {"members-1-name": "刘小三"}

    answer = desk.sends("applicants:case_edit", draft_case.pk, **typed)

    assert answer.status_code == 302
    with scope.of(cast.caseworker):
        head, wife = [m.person for m in household.members()]
        assert head.id_number.open() == id_number(1).number
        assert wife.name == "刘小三"


def test_the_edit_page_shows_no_full_number(desk, cast, household, draft_case):
    answer = desk.opens("applicants:case_edit", draft_case.pk)

    assert id_number(1).number not in answer.text
    assert id_number(1).masked in answer.text


def test_a_member_leaves_the_household_with_a_reason(desk, cast, household, draft_case):
    left = {"members-1-change": "left:married_out", "members-1-labour_capacity": ""}
    typed = edited(draft_case, household, cast, draft="1") | left

    desk.sends("applicants:case_edit", draft_case.pk, **typed)

    with scope.of(cast.caseworker):
        assert [m.person.name for m in household.members()] == ["张三"]
        assert household.memberships.get(person__name="刘三").left_for == "married_out"


def test_an_emptied_row_asks_why_its_member_left(desk, cast, household, draft_case):
    empty = dict.fromkeys(("name", "id_number", "relation", "health", "labour_capacity"), "")
    typed = edited(draft_case, household, cast, draft="1")
    typed |= {f"members-1-{name}": value for name, value in empty.items()}

    answer = desk.sends("applicants:case_edit", draft_case.pk, **typed)

    assert "选择离开的原因" in answer.text
    with scope.of(cast.caseworker):
        assert household.members().count() == 2


def test_a_newcomer_to_a_known_family_says_why(desk, cast, household, draft_case):
    typed = edited(draft_case, household, cast, draft="1")
    typed |= grid_row("members", 2, member("张小", 15, "20"))

    refused = desk.sends("applicants:case_edit", draft_case.pk, **typed)
    desk.sends(
        "applicants:case_edit", draft_case.pk, **typed | {"members-2-change": "joined:adoption"}
    )

    assert "选择新成员加入的原因" in refused.text
    with scope.of(cast.caseworker):
        assert household.memberships.get(person__name="张小").joined_for == "adoption"


def test_a_known_member_does_not_join_again(desk, cast, household, draft_case):
    typed = edited(draft_case, household, cast, draft="1") | {"members-1-change": "joined:birth"}

    answer = desk.sends("applicants:case_edit", draft_case.pk, **typed)

    assert "只能选离开的原因" in answer.text


def test_a_new_family_is_not_asked_why_it_is_one(desk):
    assert "members-0-change" not in desk.opens("applicants:case_entry").text


def test_a_proxy_applies_for_the_wife(desk, cast, places):
    by_proxy = {
        "way-channel": "proxy",
        "way-applicant": "刘四",
        "way-proxy_name": "小湾村村民委员会",
        "way-proxy_relation": "村委会",
        "way-mandate_on": "2026.7.1",
    }

    desk.sends("applicants:case_entry", **application(places.village.pk, **by_proxy))

    (case,) = cases_seen_by(cast.caseworker)
    with scope.of(cast.caseworker):
        assert (case.status, case.channel) == (CaseStatus.ACCEPTED, "proxy")
        assert (case.applicant.name, case.proxy_name) == ("刘四", "小湾村村民委员会")
    assert "小湾村村民委员会，村委会" in desk.opens("applicants:case_application", case.pk).text
    for page in ("applicants:case_check", "applicants:case"):
        shown = desk.opens(page, case.pk).text
        assert "小湾村村民委员会（村委会）" in shown
        assert "2026-07-01的委托书" in shown


BY_PROXY = {
    "way-channel": "proxy",
    "way-proxy_name": "赵建国",
    "way-proxy_relation": "亲属",
    "way-proxy_phone": "139 8765 4321",
    "way-mandate_on": "2026.7.1",
}


def telephones_seen_by(staff):
    with scope.of(staff):
        return [one.phone.open() for one in ProxyTelephone.objects.all()]


def test_a_proxys_telephone_goes_with_the_application(desk, cast, places):
    desk.sends("applicants:case_entry", **application(places.village.pk, **BY_PROXY))

    (case,) = cases_seen_by(cast.caseworker)
    assert telephones_seen_by(cast.caseworker) == ["13987654321"]
    assert telephones_seen_by(cast.neighbour) == []
    for page in ("applicants:case", "applicants:case_edit"):
        shown = desk.opens(page, case.pk).text
        assert "*******4321" in shown
        assert "13987654321" not in shown


def test_a_proxys_telephone_is_said_in_full_with_whom_it_stands_for(desk, cast, places):
    desk.sends("applicants:case_entry", **application(places.village.pk, **BY_PROXY))
    (case,) = cases_seen_by(cast.caseworker)
    with scope.of(cast.caseworker):
        head, wife = case.household.members().order_by("pk")
    asked = {"purpose": "打电话通知补材料"}

    of_head = desk.sends(
        "applicants:member_reveal", case.household_id, person=head.person_id, **asked
    )
    of_wife = desk.sends(
        "applicants:member_reveal", case.household_id, person=wife.person_id, **asked
    )

    assert "代理人电话（赵建国）" in of_head.text
    assert "13987654321" in of_head.text
    assert "13987654321" not in of_wife.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"way-proxy_phone": "*******4321"}, ["13987654321"]),
        ({"way-proxy_phone": "13800000001"}, ["13800000001"]),
        ({"way-proxy_phone": ""}, []),
        (dict.fromkeys(BY_PROXY, ""), []),
    ],
)
def test_a_proxys_telephone_is_written_anew_with_the_application(desk, cast, places, typed, kept):
    desk.sends("applicants:case_entry", **application(places.village.pk, **BY_PROXY))
    (case,) = cases_seen_by(cast.caseworker)
    again = edited(case, case.household, cast, **{**BY_PROXY, **typed})

    answer = desk.sends("applicants:case_edit", case.pk, **again)

    assert answer.status_code == 302
    assert telephones_seen_by(cast.caseworker) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"way-proxy_phone": "13912345678"}, "申请方式选“委托他人”"),
        ({**BY_PROXY, "way-proxy_phone": "12"}, "代理人电话"),
        ({"way-applicant": "王五"}, "成员表里没有“王五”"),
        ({"way-channel": "proxy"}, "填写代理申请人"),
        ({"way-channel": "proxy", "way-proxy_name": "村委会"}, "填写与申请人关系"),
        (
            {"way-channel": "proxy", "way-proxy_name": "王五", "way-proxy_relation": "邻居"},
            "填写委托书日期",
        ),
        ({"way-proxy_name": "王五"}, "申请方式选“委托他人”"),
        ({"way-mandate_on": "2026-07-07"}, "委托书日期晚于今天"),
    ],
)
def test_a_way_that_cannot_be_is_pointed_at(desk, cast, places, typed, words):
    answer = desk.sends("applicants:case_entry", **application(places.village.pk, **typed))

    assert words in answer.text
    assert '<details class="fold" open>' in answer.text
    assert cases_seen_by(cast.caseworker) == []


def test_a_draft_waits_for_the_mandate_and_is_not_taken_up_without(desk, cast, places):
    typed = application(
        places.village.pk,
        **{"way-channel": "proxy", "way-proxy_name": "王五", "way-proxy_relation": "邻居"},
    )

    desk.sends("applicants:case_entry", **typed, draft="1")

    (case,) = cases_seen_by(cast.caseworker)
    with scope.of(cast.caseworker), pytest.raises(Refused, match="委托书日期"):
        actions.accept(case=case, by=cast.caseworker, on=ENTERED)


def test_the_head_needs_not_be_named_applicant(desk, cast, places):
    desk.sends(
        "applicants:case_entry", **application(places.village.pk, **{"way-applicant": "张三"})
    )

    (case,) = cases_seen_by(cast.caseworker)
    assert case.applicant_id is None


def test_a_stale_form_is_told_so_and_loses_nothing(desk, cast, household, draft_case):
    stale = edited(draft_case, household, cast, draft="1")
    desk.sends("applicants:case_edit", draft_case.pk, **stale | {"application-statement": "先改"})

    answer = desk.sends(
        "applicants:case_edit", draft_case.pk, **stale | {"application-statement": "后改"}
    )

    assert "被李经办改过" in answer.text
    assert "<td>先改</td><td>后改</td>" in answer.text
    with scope.of(cast.caseworker):
        draft_case.refresh_from_db()
        assert draft_case.statement == "先改"


def test_a_stale_form_is_compared_only_where_it_differs(desk, cast, household, draft_case):
    stale = edited(draft_case, household, cast, draft="1")
    desk.sends("applicants:case_edit", draft_case.pk, **stale | {"application-statement": "先改"})

    answer = desk.sends("applicants:case_edit", draft_case.pk, **stale)

    labels = {str(one.label) for one in answer.context["differences"]}
    assert "申请理由" in labels
    assert not {"身份证号", "其中必要成本（元）", "年收入（元）"} & labels


def test_a_stale_form_sent_again_is_meant(desk, cast, household, draft_case):
    stale = edited(draft_case, household, cast, draft="1")
    desk.sends("applicants:case_edit", draft_case.pk, **stale | {"application-statement": "先改"})
    told = desk.sends("applicants:case_edit", draft_case.pk, **stale)
    version = told.context["entry"].application.data["application-version"]

    desk.sends(
        "applicants:case_edit",
        draft_case.pk,
        **stale | {"application-version": version, "application-statement": "再改"},
    )

    with scope.of(cast.caseworker):
        draft_case.refresh_from_db()
        assert draft_case.statement == "再改"


def test_a_draft_is_taken_up_from_its_page(desk, cast, household, draft_case):
    desk.sends("applicants:case_edit", draft_case.pk, **edited(draft_case, household, cast))

    with scope.of(cast.caseworker):
        draft_case.refresh_from_db()
        assert draft_case.status == CaseStatus.ACCEPTED


def test_a_proposed_case_is_no_longer_edited(desk, proposed_case):
    answer = desk.opens("applicants:case_edit", proposed_case.pk)

    assert answer.status_code == 409
    assert "资料已经定下" in answer.text


def test_the_next_townships_case_is_absent(at_desk, cast, draft_case):
    answer = at_desk(cast.neighbour).opens("applicants:case_edit", draft_case.pk)

    assert answer.status_code == 404


def test_a_family_on_the_register_applies_from_its_own_page(desk, cast, household):
    typed = edited(Case(version=0, area_id=household.area_id), household, cast)

    desk.sends("applicants:case_again", household.pk, **typed)

    (case,) = cases_seen_by(cast.caseworker)
    assert case.household_id == household.pk


def test_a_family_with_an_open_case_is_refused_before_anything_is_typed(
    desk, household, draft_case
):
    answer = desk.opens("applicants:case_again", household.pk)

    assert answer.status_code == 409
    assert "已有一件没办完的申请" in answer.text


def test_a_family_with_an_open_case_cannot_apply_again(desk, cast, household, draft_case):
    answer = desk.sends(
        "applicants:case_again", household.pk, **edited(draft_case, household, cast)
    )

    assert "已有一件没办完的申请" in answer.text
    assert len(cases_seen_by(cast.caseworker)) == 1
