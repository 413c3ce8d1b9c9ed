"""The agency's window: what it shows, what can be answered there, and who is kept out."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from applicants.eligibility.aid import AidField
from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import CloseReason, Referral
from applicants.workflow import ReferralStatus
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

AtWindow = Callable[[Staff], Desk]
GIVEN = {
    "quantity": "2",
    "value": "18.50",
    "delivered_on": "2026-8-10",
    "cost_bearer": "county",
    "evidence": "收据12",
    "rest": "last",
}


def again(referral: Referral, by: Staff) -> Referral:
    with scope.of(by):
        return Referral.objects.get(pk=referral.pk)


def test_the_first_page_is_the_inbox(aid: Aid, referral: Referral, at_window: AtWindow) -> None:
    page = at_window(aid.insurers_clerk).opens("home")

    assert page.status_code == 302
    assert page["Location"] == "/agency/referrals/"


def test_the_navigation_leads_nowhere_else(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).opens("applicants:agency_inbox")

    assert [place["url"] for place in page.context["navigation"]] == ["/agency/referrals/"]


def test_the_inbox_names_whom_it_is_for(
    aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).opens("applicants:agency_inbox").content.decode()

    assert head.name in page
    assert "小湾村" in page
    assert "测试参保资助" in page
    assert "8月25日前答复" in page


def test_what_is_late_is_said_in_words(
    aid: Aid, referral: Referral, settings: Settings, at_window: AtWindow
) -> None:
    settings.BUSINESS_DATE = referral.answer_due + timedelta(days=3)

    page = at_window(aid.insurers_clerk).opens("applicants:agency_inbox").content.decode()

    assert "答复超期3天" in page
    assert "有 1 件超期" in page


def test_the_referral_shows_the_agreed_fields_and_that_nothing_is_examined_again(
    aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).opens("applicants:agency_referral", referral.pk)

    said = page.content.decode()
    assert head.name in said
    assert head.masked_id in said
    assert head.id_number.open() not in said
    assert "社会救助法第四十二条" in said


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(
    aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).sends(
        "applicants:agency_reveal", referral.pk, **{"look-purpose": "办参保登记"}
    )

    assert head.id_number.open() in page.content.decode()
    trace = ReadLog.objects.get(kind="reveal")
    assert trace.purpose == "办参保登记"
    assert trace.household_key == referral.household_id


def test_no_number_is_shown_without_a_reason(
    aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).sends("applicants:agency_reveal", referral.pk)

    assert head.id_number.open() not in page.content.decode()
    assert not ReadLog.objects.filter(kind="reveal").exists()


def test_the_telephone_is_whole_where_it_is_agreed_on(
    cast: Cast, aid: Aid, helped: Grant, head: Person, at_window: AtWindow
) -> None:
    repair = make_referral(aid.house, helped, cast.caseworker)
    with scope.of(cast.caseworker):
        head.phone = "13912345678"
        head.save()

    window = at_window(aid.builders_clerk)

    assert "13912345678" in window.opens("applicants:agency_referral", repair.pk).content.decode()
    assert "13912345678" not in window.opens("applicants:agency_inbox").content.decode()


def test_every_look_leaves_a_trace_at_the_family(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    window = at_window(aid.insurers_clerk)

    window.opens("applicants:agency_inbox")
    window.opens("applicants:agency_inbox", q="张")
    window.opens("applicants:agency_referral", referral.pk)
    window.opens("applicants:agency_slip", referral.pk)
    window.opens("applicants:agency_sheet_blank")

    traces = ReadLog.objects.filter(household_key=referral.household_id).order_by("pk")
    assert list(traces.values_list("kind", flat=True)) == [
        "view",
        "search",
        "view",
        "print",
        "export",
    ]
    assert set(traces.values_list("area_code", flat=True)) == {referral.area_id}


@pytest.mark.parametrize("who", ["builders_clerk", "foreign_insurer"])
def test_anothers_referral_is_not_there(
    aid: Aid, referral: Referral, who: str, at_window: AtWindow
) -> None:
    window = at_window(getattr(aid, who))

    assert window.opens("applicants:agency_referral", referral.pk).status_code == 404
    assert window.opens("applicants:agency_slip", referral.pk).status_code == 404
    for step in ("reveal", "accept", "deliver", "refuse", "pass_on"):
        assert window.sends(f"applicants:agency_{step}", referral.pk).status_code == 404
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED


def test_an_agency_posted_to_the_prefecture_sees_every_county(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    page = at_window(aid.whole_insurer).opens("applicants:agency_referral", referral.pk)

    assert page.status_code == 200


def test_the_township_does_not_answer_for_an_agency(
    cast: Cast, referral: Referral, at_window: AtWindow
) -> None:
    desk = at_window(cast.caseworker)

    assert desk.opens("applicants:agency_inbox").status_code == 403
    assert desk.opens("applicants:agency_referral", referral.pk).status_code == 403
    assert desk.sends("applicants:agency_deliver", referral.pk, **GIVEN).status_code == 403


@pytest.mark.parametrize("page", ["applicants:cases", "applicants:search", "payments:batches"])
def test_an_agency_opens_no_page_of_the_desk(aid: Aid, page: str, at_window: AtWindow) -> None:
    assert at_window(aid.insurers_clerk).opens(page).status_code == 403


def test_one_click_takes_it_on_and_writes_down_what_was_given(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    sent = at_window(aid.insurers_clerk).sends("applicants:agency_deliver", referral.pk, **GIVEN)

    assert sent.status_code == 302
    given = again(referral, aid.insurers_clerk)
    assert given.status == ReferralStatus.DELIVERED
    assert (given.delivered_quantity, given.delivered_value) == (2, Decimal("18.50"))


def test_the_same_click_twice_gives_once(aid: Aid, referral: Referral, at_window: AtWindow) -> None:
    window, key = at_window(aid.insurers_clerk), "11111111-1111-4111-8111-111111111111"
    part = GIVEN | {"quantity": "1", "rest": "more"}

    first = window.sends("applicants:agency_deliver", referral.pk, key=key, **part)
    second = window.sends("applicants:agency_deliver", referral.pk, key=key, **part)

    assert first["Location"] == second["Location"]
    assert again(referral, aid.insurers_clerk).delivered_parts == 1


def test_two_parts_close_it(aid: Aid, referral: Referral, at_window: AtWindow) -> None:
    window = at_window(aid.insurers_clerk)
    part = GIVEN | {"quantity": "1", "value": "5", "rest": "more"}

    window.sends("applicants:agency_deliver", referral.pk, **part)
    page = window.opens("applicants:agency_referral", referral.pk).content.decode()
    window.sends("applicants:agency_deliver", referral.pk, **part | {"rest": "last"})

    assert "最多还能办15.00元。" in page
    assert "已办1份，5.00元，其余" in page
    closed = again(referral, aid.insurers_clerk)
    assert (closed.status, closed.delivered_parts) == (ReferralStatus.DELIVERED, 2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quantity": "3"}, "最多还能办2份"),
        ({"quantity": "0"}, "数量大于0"),
        ({"quantity": "两份"}, "填数字，如 2；现在是“两份”"),
        ({"value": "20.01"}, "金额最多还能办20.00元"),
        ({"value": "很多"}, "填数字"),
        ({"delivered_on": "2026-8-11"}, "办理日期晚于今天"),
        ({"delivered_on": "2026-8-9"}, "办理日期在转介之后"),
        ({"cost_bearer": ""}, "费用由谁承担"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    aid: Aid,
    referral: Referral,
    wrong: dict[str, str],
    sentence: str,
    at_window: AtWindow,
) -> None:
    page = at_window(aid.insurers_clerk).sends(
        "applicants:agency_deliver", referral.pk, **GIVEN | wrong
    )

    said = page.content.decode()
    assert sentence in said
    assert "error-summary" in said
    assert 'value="收据12"' in said
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED


def test_it_may_be_taken_on_before_anything_is_given(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    window = at_window(aid.insurers_clerk)

    window.sends("applicants:agency_accept", referral.pk)

    page = window.opens("applicants:agency_referral", referral.pk).content.decode()
    assert "正在办理，9月9日前办完" in page
    assert "只受理，以后登记" not in page
    assert "转给别的单位" not in page


def test_a_refusal_says_why(aid: Aid, referral: Referral, at_window: AtWindow) -> None:
    window = at_window(aid.insurers_clerk)

    window.sends("applicants:agency_refuse", referral.pk, **{"refuse-reason": "no_quota"})

    closed = again(referral, aid.insurers_clerk)
    assert (closed.status, closed.close_reason) == (ReferralStatus.REFUSED, CloseReason.NO_QUOTA)


def test_another_reason_is_given_in_words(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    page = at_window(aid.insurers_clerk).sends(
        "applicants:agency_refuse", referral.pk, **{"refuse-reason": "other"}
    )

    assert "写明不能办理的原因" in page.content.decode()
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED


def test_it_is_passed_on_to_another_agencys_benefit(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    window = at_window(aid.insurers_clerk)
    offered = window.opens("applicants:agency_referral", referral.pk).content.decode()
    passed = {"pass-item": str(aid.house.item_id), "pass-words": "这是修房的事"}

    window.sends("applicants:agency_pass_on", referral.pk, **passed)

    assert "测试修房" in offered
    assert "测试器具" not in offered
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REDIRECTED
    with scope.of(aid.builders_clerk):
        assert Referral.objects.get().redirected_from_id == referral.pk


def test_a_closed_one_is_seen_for_its_days_and_not_answered(
    aid: Aid, referral: Referral, settings: Settings, at_window: AtWindow
) -> None:
    window = at_window(aid.insurers_clerk)
    window.sends("applicants:agency_deliver", referral.pk, **GIVEN)

    page = window.opens("applicants:agency_referral", referral.pk).content.decode()
    late = window.sends("applicants:agency_refuse", referral.pk, **{"refuse-reason": "no_quota"})
    listed = window.opens("applicants:agency_inbox", **{"in": "closed"}).content.decode()
    settings.BUSINESS_DATE = ASKED + timedelta(days=31)
    gone = window.opens("applicants:agency_referral", referral.pk)

    assert "登记办理" not in page
    assert late.status_code == 409
    assert "现在的状态是" in late.content.decode()
    assert f"/agency/referrals/{referral.pk}/" in listed
    assert gone.status_code == 404
    # An agency has no box to search in.
    assert "查找框" not in gone.content.decode()


def test_a_name_is_found_only_where_names_are_agreed_on(
    cast: Cast, aid: Aid, helped: Grant, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    nameless = make_terms(
        make_item(aid.insurer, "nameless", "不报姓名的项目"), fields=(AidField.HEAD,)
    )
    hidden = make_referral(nameless, helped, cast.caseworker, person=head)
    window = at_window(aid.insurers_clerk)

    found = window.opens("applicants:agency_inbox", q=head.name[:1]).content.decode()
    nothing = window.opens("applicants:agency_inbox", q="李").content.decode()

    assert f"/agency/referrals/{referral.pk}/" in found
    assert f"/agency/referrals/{hidden.pk}/" not in found
    assert "这里没有转介。" in nothing


@pytest.mark.parametrize("tray", ["requested", "accepted", "closed"])
def test_each_tray_is_walked_page_by_page_without_a_row_twice(
    cast: Cast, aid: Aid, helped: Grant, head: Person, tray: str, at_window: AtWindow
) -> None:
    window = at_window(aid.insurers_clerk)
    items = [make_item(aid.insurer, f"item-{n}", f"项目{n}") for n in range(35)]
    sent = [make_referral(make_terms(item), helped, cast.caseworker, person=head) for item in items]
    if tray != "requested":
        for one in sent:
            window.sends("applicants:agency_accept", one.pk)
    if tray == "closed":
        for one in sent:
            window.sends("applicants:agency_refuse", one.pk, **{"refuse-reason": "no_quota"})

    first = window.opens("applicants:agency_inbox", **{"in": tray}).context["table"]
    second = window.opens(
        "applicants:agency_inbox", **{"in": tray, "after": first.pager.next}
    ).context["table"]
    back = window.opens(
        "applicants:agency_inbox", **{"in": tray, "before": second.pager.previous}
    ).context["table"]

    urls = [row.url for table in (first, second) for row in table.rows]
    assert len(urls) == len(set(urls)) == 35
    assert [row.url for row in back.rows] == [row.url for row in first.rows]
