"""Signatures and kinships at the desk."""

from collections.abc import Callable

import pytest

from applicants.actions import consents, relatives
from applicants.models import Authorisation, Case, CloseRelation, Document, Person, SigningWay
from applicants.models.relative import RelativeRegistration, VillageOfficial
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.dibao.files import samples
from tests.factories.files import sent

AtDesk = Callable[[Staff], Desk]
CONSENTS, RELATIVES = "applicants:case_consents", "applicants:case_relatives"


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


@pytest.fixture
def family(draft_case: Case, cast: Cast) -> list[Person]:
    with scope.of(cast.caseworker):
        return [member.person for member in draft_case.household.members()]


def signed(case: Case, people: list[Person], by: Staff) -> Authorisation:
    with scope.of(by):
        return consents.record(
            case=case, people=people, way=SigningWay.PAPER, signed_on=ENTERED, by=by, on=ENTERED
        )[0]


@pytest.mark.parametrize("page", [CONSENTS, "applicants:case_documents"])
def test_people_are_offered_in_the_order_of_the_family(
    desk: Desk, draft_case: Case, family: list[Person], page: str
) -> None:
    shown = desk.opens(page, draft_case.pk).text

    places = [shown.index(f'value="{person.pk}"') for person in family]
    assert places == sorted(places)


def test_a_family_signs_one_paper(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    answer = desk.sends(
        CONSENTS,
        draft_case.pk,
        people=[person.pk for person in family],
        way="paper",
        signed_on="2026.7.6",
        chosen=[sent(samples.picture(), "承诺书.jpg")],
    )

    assert answer.status_code == 302
    with scope.of(cast.caseworker):
        paper = Document.objects.get()
        assert {one.document_id for one in Authorisation.objects.all()} == {paper.pk}
    page = desk.opens(CONSENTS, draft_case.pk).text
    assert page.count("已签（纸面）") == 2
    assert "登记签字</h2>" not in page


def test_a_paper_that_cannot_be_kept_leaves_nothing_half_done(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    answer = desk.sends(
        CONSENTS,
        draft_case.pk,
        people=[family[0].pk],
        way="paper",
        signed_on="2026-07-06",
        chosen=[sent(samples.picture()), sent(b"MZ", "坏.jpg")],
    )

    assert "只收照片" in answer.text
    with scope.of(cast.caseworker):
        assert not Authorisation.objects.exists()
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "选择在承诺授权书上签字的人"),
        ({"signed_on": "昨天"}, "日期写成 2008-07-01"),
        ({"signed_on": "2026-08-01"}, "签署日期晚于今天"),
    ],
)
def test_a_form_that_says_too_little_comes_back(
    desk: Desk, draft_case: Case, family: list[Person], typed: dict[str, str], words: str
) -> None:
    whole = {"people": [family[0].pk], "way": "paper", "signed_on": "2026-07-06"}

    answer = desk.sends(CONSENTS, draft_case.pk, **({**whole, **typed} if typed else {}))

    assert words in answer.text


def test_the_case_says_who_has_not_signed(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    assert "2人未签" in desk.opens("applicants:case", draft_case.pk).text

    signed(draft_case, family, cast.caseworker)

    assert "2人已签" in desk.opens("applicants:case", draft_case.pk).text


def test_consent_is_taken_back_with_a_reason(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    given = signed(draft_case, family, cast.caseworker)
    assert "填写撤回原因" in desk.sends("applicants:consent_revoke", given.pk).text

    desk.sends("applicants:consent_revoke", given.pk, reason="本人要求")

    page = desk.opens(CONSENTS, draft_case.pk).text
    assert "已撤回" in page
    assert "2026-07-06 本人要求" in page


def test_the_paper_to_sign_names_everybody(desk: Desk, draft_case: Case) -> None:
    page = desk.opens("applicants:consent_paper", draft_case.pk).text

    for words in ("申请最低生活保障承诺授权书", "张三", "刘三", "同意并授权"):
        assert words in page
    assert ReadLog.objects.get().kind == "print"


def test_a_colleagues_relative_is_registered_and_the_county_told(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    answer = desk.sends(
        RELATIVES,
        draft_case.pk,
        member=str(family[0].pk),
        relation="sibling",
        posting=cast.reviewer.posting.pk,
    )

    assert answer.status_code == 302
    assert "赵审核" in desk.opens(RELATIVES, draft_case.pk).text
    assert "县里要入户调查" in desk.opens("applicants:case", draft_case.pk).text
    assert "赵审核" in desk.opens("applicants:relatives").text


def test_an_official_is_listed_then_chosen(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    desk.sends(
        "applicants:officials",
        village=draft_case.area_id,
        name="孙 主任",
        post="会计",
        starts_on="2024-01-01",
    )
    with scope.of(cast.caseworker):
        official = VillageOfficial.objects.get()

    desk.sends(
        RELATIVES,
        draft_case.pk,
        member=str(family[0].pk),
        relation="child",
        official=official.pk,
    )

    assert "孙主任 会计" in desk.opens(RELATIVES, draft_case.pk).text
    desk.sends("applicants:official_end", official.pk, ends_on="2026-07-01")
    assert "2026-07-01" in desk.opens("applicants:officials").text


@pytest.mark.parametrize("typed", [{}, {"both": "yes"}])
def test_one_official_or_one_colleague_is_chosen(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person], typed: dict[str, str]
) -> None:
    with scope.of(cast.caseworker):
        official = relatives.add_official(
            village=draft_case.area, name="孙", post="会计", starts_on=ENTERED, by=cast.caseworker
        )
    both = {"official": official.pk, "posting": cast.reviewer.posting.pk} if typed else {}

    answer = desk.sends(
        RELATIVES, draft_case.pk, member=str(family[0].pk), relation="child", **both
    )

    assert "选择一名村委会成员，或者一名工作人员" in answer.text


def test_people_of_other_counties_are_not_offered(desk: Desk, draft_case: Case) -> None:
    page = desk.opens(RELATIVES, draft_case.pk).text

    assert "赵审核" in page
    assert "韩外县" not in page
    assert "周邻镇" not in page


def test_a_registration_is_struck_out_with_a_reason(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        one = relatives.register(
            case=draft_case,
            member=family[0],
            relation=CloseRelation.CHILD,
            staff=cast.reviewer,
            by=cast.caseworker,
            on=ENTERED,
        )

    desk.sends("applicants:relative_void", one.pk, reason="同名")

    assert "已作废" in desk.opens(RELATIVES, draft_case.pk).text
    with scope.of(cast.caseworker):
        assert not RelativeRegistration.objects.valid().exists()


def test_what_was_declared_and_not_registered_is_said(
    desk: Desk, cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        consents.record(
            case=draft_case,
            people=family,
            way=SigningWay.PAPER,
            signed_on=ENTERED,
            declares_relatives=True,
            by=cast.caseworker,
            on=ENTERED,
        )

    assert "申明有，未备案" in desk.opens("applicants:case", draft_case.pk).text
    assert "还没有备案" in desk.opens(RELATIVES, draft_case.pk).text


@pytest.mark.parametrize("page", [CONSENTS, RELATIVES, "applicants:consent_paper"])
def test_another_places_case_is_not_there(
    at_desk: AtDesk, cast: Cast, draft_case: Case, page: str
) -> None:
    assert at_desk(cast.neighbour).opens(page, draft_case.pk).status_code == 404
