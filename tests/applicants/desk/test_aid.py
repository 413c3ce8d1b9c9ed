"""Help by others at the desk: what a family may get and why, its consent, what it does not want; who may get what."""

from collections.abc import Callable
from datetime import date

import pytest

from applicants.actions import referrals
from applicants.models.aid import AidItem
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import post_to

ON = date(2026, 8, 5)
AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def family(
    cast: Cast, grant: Grant, aid_items: dict[str, AidItem], today: Callable[[date], None]
) -> Household:
    """In benefit this month: a head without labour capacity and a wife, both weak."""
    today(ON)
    with scope.of(cast.caseworker):
        return Household.objects.select_related("head", "area").get(pk=grant.household_id)


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


def consents(desk: Desk, family: Household, **more: object) -> str:
    said = {"person": family.head_id, "way": "paper", "signed_on": "2026-08-01", **more}
    return desk.sends("applicants:aid_consent", family.pk, **said).text


def test_the_familys_page_says_what_others_may_do_and_why(desk: Desk, family: Household) -> None:
    page = desk.opens("applicants:household", family.pk).text

    assert "其他帮扶（1+X）" in page
    assert "资助参合" in page
    assert "健康状况：体弱（要求体弱、重病）" in page
    # Neither is at school nor able to work.
    assert "免学杂费" not in page
    assert "免费技能培训" not in page
    assert "还没有签转介同意书" in page


def test_a_family_without_a_grant_has_no_such_section(
    desk: Desk, household: Household, aid_items: dict[str, AidItem]
) -> None:
    assert "1+X" not in desk.opens("applicants:household", household.pk).text


def test_an_adult_signs_at_the_desk(desk: Desk, cast: Cast, family: Household) -> None:
    consents(desk, family)

    page = desk.opens("applicants:household", family.pk).text
    assert "张三 2026-08-01签了转介同意书" in page
    with scope.of(cast.caseworker):
        assert AidConsent.objects.get().recorded_by == cast.caseworker


def test_the_same_press_twice_signs_once(desk: Desk, cast: Cast, family: Household) -> None:
    key = "7b0c2a52-8f2b-4d8c-9a9c-0d3a5f1f2e01"

    for _press in range(2):
        consents(desk, family, key=key)

    with scope.of(cast.caseworker):
        assert AidConsent.objects.count() == 1


def test_a_refusal_stands_on_the_form(desk: Desk, family: Household) -> None:
    assert "签署日期晚于今天" in consents(desk, family, signed_on="2026-08-06")


def test_consent_is_taken_back_with_its_reason(desk: Desk, cast: Cast, family: Household) -> None:
    consents(desk, family)
    with scope.of(cast.caseworker):
        given = AidConsent.objects.get()

    assert desk.sends("applicants:aid_consent_withdraw", given.pk, reason="").status_code == 200
    desk.sends("applicants:aid_consent_withdraw", given.pk, reason="家人不同意")

    assert "还没有签转介同意书" in desk.opens("applicants:household", family.pk).text


def test_a_member_declines_and_wants_it_after_all(
    desk: Desk, cast: Cast, family: Household
) -> None:
    page = ("applicants:aid_decline", family.pk, "nrcms_premium")
    desk.sends(*page, person=family.head_id, reason="在外地参保")

    shown = desk.opens("applicants:household", family.pk).text
    assert "在外地参保" in shown
    assert "本人不需要" in shown
    with scope.of(cast.caseworker):
        declined = AidDecline.objects.get()
    assert declined.person_id == family.head_id

    desk.sends("applicants:aid_lift", declined.pk)
    assert "在外地参保" not in desk.opens("applicants:household", family.pk).text


def test_of_a_households_benefit_nobody_is_asked_who(
    desk: Desk, cast: Cast, family: Household
) -> None:
    assert "谁不需要" not in desk.opens("applicants:aid_decline", family.pk, "temporary_aid").text

    desk.sends("applicants:aid_decline", family.pk, "temporary_aid", reason="不用")

    with scope.of(cast.caseworker):
        assert AidDecline.objects.get().person_id is None


def test_where_a_referral_stands_is_told(desk: Desk, cast: Cast, family: Household) -> None:
    consents(desk, family)
    with scope.of(cast.caseworker):
        item = AidItem.objects.get(code="temporary_aid")
        referrals.send(item=item, household=family, by=cast.caseworker, on=ON)

    page = desk.opens("applicants:household", family.pk).text

    assert "已转介，待办" in page
    assert "已转给民政局，8月10日前答复。" in page


def test_members_who_stand_differently_are_told_apart(
    desk: Desk, cast: Cast, family: Household, aid_items: dict[str, AidItem]
) -> None:
    consents(desk, family)
    with scope.of(cast.caseworker):
        members = [one.person_id for one in family.members()]
    said = {"quantity": "1", "need": ""}
    desk.sends("applicants:referral_new", family.pk, "nrcms_premium", people=members, **said)
    together = desk.opens("applicants:household", family.pk).text
    clerk = post_to(aid_items["nrcms_premium"].agency, cast.clerk.posting.area, "premium.clerk")
    with scope.of(clerk):
        referrals.accept(referral=Referral.objects.get(person=members[0]), by=clerk, on=ON)

    apart = desk.opens("applicants:household", family.pk).text

    assert together.count("已转给民政局，8月15日前答复。") == 1
    assert apart.count("已转给民政局，8月15日前答复。") == 1
    assert "民政局正在办理，9月4日前办完。" in apart


def test_every_benefit_is_counted_and_leads_to_its_list(desk: Desk, family: Household) -> None:
    page = desk.opens("applicants:aid").text

    assert "资助参合" in page
    assert "/aid/nrcms_premium/" in page
    assert "健康状况：体弱、重病" in page


def test_a_list_names_the_person_the_reason_and_the_consent(desk: Desk, family: Household) -> None:
    consents(desk, family)

    page = desk.opens("applicants:aid_candidates", "medical_aid").text

    assert "刘三" in page
    assert "户主：张三" in page
    assert "健康状况：体弱" in page
    assert "可以得到：2人（按人办理），其中已签同意书 2。" in page


def test_a_list_goes_on_where_the_page_ended(
    desk: Desk, cast: Cast, family: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dibao.paging.of_statement.__kwdefaults__", {"size": 1})

    first = desk.opens("applicants:aid_candidates", "nrcms_premium")
    turn = first.context["table"].pager.next
    second = desk.opens("applicants:aid_candidates", "nrcms_premium", after=turn)

    shown = [answer.context["table"].rows[0].cells[0].value for answer in (first, second)]
    assert sorted(shown) == ["刘三", "张三"]
    assert second.context["table"].pager.next == ""


@pytest.mark.parametrize("page", [("applicants:aid",), ("applicants:aid_candidates", "legal_aid")])
def test_the_next_township_finds_nobody_of_ours(
    at_desk: AtDesk, cast: Cast, family: Household, page: tuple[str, ...]
) -> None:
    assert "张三" not in at_desk(cast.neighbour).opens(*page).text


def test_a_benefit_that_is_not_given_on_the_day_has_no_list(desk: Desk, family: Household) -> None:
    assert desk.opens("applicants:aid_candidates", "management_fee").status_code == 404
    assert desk.opens("applicants:aid_candidates", "nothing").status_code == 404


def test_a_look_at_a_list_is_logged(desk: Desk, cast: Cast, family: Household) -> None:
    desk.opens("applicants:aid_candidates", "medical_aid")

    with scope.of(cast.inspector):
        assert ReadLog.objects.filter(subject__contains="医疗救助").exists()


def test_the_county_looks_and_leaves_the_familys_word_to_the_township(
    at_desk: AtDesk, cast: Cast, family: Household
) -> None:
    county = at_desk(cast.reviewer)

    assert "登记同意书" not in county.opens("applicants:household", family.pk).text
    assert county.opens("applicants:aid_consent", family.pk).status_code == 403
    assert county.opens("applicants:aid_candidates", "medical_aid").status_code == 200


def test_the_next_township_finds_no_form(at_desk: AtDesk, cast: Cast, family: Household) -> None:
    neighbour = at_desk(cast.neighbour)

    assert neighbour.opens("applicants:aid_consent", family.pk).status_code == 404
    assert neighbour.opens("applicants:aid_decline", family.pk, "legal_aid").status_code == 404


def test_agencies_go_by_the_name_that_they_have_today(desk: Desk, family: Household) -> None:
    consents(desk, family)
    pages = [
        desk.opens("applicants:household", family.pk).text,
        desk.opens("applicants:aid").text,
        desk.opens("applicants:aid_candidates", "registration_fee").text,
        desk.opens("applicants:referral_new", family.pk, "registration_fee").text,
        desk.opens("applicants:referrals").text,
    ]

    assert all("卫生健康委员会" in page for page in pages)
    assert not any("卫生局" in page for page in pages)


def test_agencies_and_benefits_have_their_english_names(
    desk: Desk, family: Household, settings: object
) -> None:
    desk.client.cookies["django_language"] = "en"

    page = desk.opens("applicants:aid").text

    assert "Premium for the rural cooperative medical scheme" in page
    assert "Civil Affairs Bureau" in page


def test_a_child_at_school_gets_both_exemptions(desk: Desk, cast: Cast, family: Household) -> None:
    with scope.of(cast.caseworker):
        Person.objects.filter(pk=family.head_id).update(
            birth_date=date(2014, 1, 1), is_student=True
        )

    page = desk.opens("applicants:household", family.pk).text

    assert "免学杂费" in page
    assert "年龄：12岁（要求6至16岁）、在校：在校</td>" in page
