"""The pages on which two people decide beside the rules: the form, the second person's page, lists, papers."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from applicants.actions import cases, decisions, notices
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.override import Override
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, ENTERED, POSTED, Cast

At = Callable[[Staff], Desk]
WORDS = "家里另有重病老人由其照料"


def typed(assessment: Assessment, **more: object) -> dict[str, object]:
    return {
        "assessment": assessment.pk,
        "benefit_class": "1",
        "base_0": "300",
        "base_1": "200元",
        "supplement_1": "",
        "reason": WORDS,
        **more,
    }


def give(desk: Desk, case: Case, assessment: Assessment, **more: object) -> Override:
    answer = desk.sends("applicants:override_give", case.pk, **typed(assessment, **more))
    assert answer.status_code == 302, answer.content.decode()
    with scope.of(desk.staff):
        return Override.objects.latest()


@pytest.fixture
def waiting(cast: Cast, accepted_case: Case, assessment: Assessment, at_desk: At) -> Override:
    return give(at_desk(cast.caseworker), accepted_case, assessment)


def test_the_form_begins_with_what_the_rules_give(
    cast: Cast, accepted_case: Case, assessment: Assessment, at_desk: At
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:override_give", accepted_case.pk)

    base = assessment.as_verdict().shares[0].base
    text = page.content.decode()
    assert f'value="{base.normalize():f}"' in text
    assert "测算的逐条依据" in text


def test_who_proposes_one_is_sent_to_the_case_which_shows_it(
    cast: Cast, accepted_case: Case, waiting: Override, at_desk: At
) -> None:
    text = at_desk(cast.caseworker).opens("applicants:case", accepted_case.pk).content.decode()

    assert "待第二人答复" in text
    assert WORDS in text
    assert "500.00" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"base_0": "", "base_1": ""}, "至少给一人填金额"),
        ({"base_0": "三百"}, "填数字，如 12000；现在是“三百”"),
        ({"base_0": "9999"}, "每人每月的保障金不能高于594.00元"),
        ({"reason": ""}, "填写理由"),
        ({"benefit_class": "7"}, "类别"),
    ],
)
def test_wrong_input_is_told_and_kept(
    cast: Cast,
    accepted_case: Case,
    assessment: Assessment,
    at_desk: At,
    more: dict[str, str],
    words: str,
) -> None:
    desk = at_desk(cast.caseworker)

    page = desk.sends("applicants:override_give", accepted_case.pk, **{**typed(assessment), **more})

    assert page.status_code == 200
    assert words in page.content.decode()
    assert more.get("base_0", "300") in page.content.decode()
    with scope.of(cast.caseworker):
        assert not Override.objects.exists()


def test_pressed_twice_it_is_one(
    cast: Cast, accepted_case: Case, assessment: Assessment, at_desk: At
) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _ in range(2):
        desk.sends("applicants:override_give", accepted_case.pk, key=key, **typed(assessment))

    with scope.of(cast.caseworker):
        assert Override.objects.count() == 1


def test_there_is_no_form_before_the_case_is_judged(
    cast: Cast, accepted_case: Case, at_desk: At
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:override_give", accepted_case.pk)

    assert page.status_code == 409


def test_the_second_person_finds_it_on_the_first_page(
    cast: Cast, waiting: Override, at_desk: At
) -> None:
    text = at_desk(cast.township_head).opens("home").content.decode()

    assert "人工核定待答复" in text
    assert reverse("applicants:override_answer", args=[waiting.pk]) in text


def test_who_gave_it_does_not_find_it_there(
    cast: Cast, accepted_case: Case, assessment: Assessment, at_desk: At
) -> None:
    desk = at_desk(cast.township_head)

    override = give(desk, accepted_case, assessment)

    address = reverse("applicants:override_answer", args=[override.pk])
    assert address not in desk.opens("home").content.decode()
    assert address in at_desk(cast.reviewer).opens("home").content.decode()


def test_the_second_person_sees_both_amounts_and_agrees(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override, at_desk: At
) -> None:
    desk = at_desk(cast.township_head)
    text = desk.opens("applicants:override_answer", waiting.pk).content.decode()
    assert f"{assessment.total_amount:.2f}" in text
    assert "500.00" in text

    answer = desk.sends(
        "applicants:override_answer", waiting.pk, verdict="agree", words="入户看过，属实"
    )

    assert answer.status_code == 302
    case_page = desk.opens("applicants:case", accepted_case.pk).content.decode()
    assert "两人已核定" in case_page
    assert "入户看过，属实" in case_page


def test_an_answer_needs_words(cast: Cast, waiting: Override, at_desk: At) -> None:
    page = at_desk(cast.township_head).sends(
        "applicants:override_answer", waiting.pk, verdict="agree", words=""
    )

    assert "填写意见说明" in page.content.decode()
    with scope.of(cast.township_head):
        assert Override.objects.get().is_waiting


def test_who_gave_it_may_only_take_it_back(cast: Cast, waiting: Override, at_desk: At) -> None:
    desk = at_desk(cast.caseworker)

    text = desk.opens("applicants:override_answer", waiting.pk).content.decode()
    desk.sends("applicants:override_answer", waiting.pk, verdict="agree", words="我自己同意")

    assert "取回，不再核定" in text
    with scope.of(cast.caseworker):
        assert Override.objects.get().is_waiting


def test_a_colleague_of_the_giver_sees_who_must_answer(
    cast: Cast, accepted_case: Case, assessment: Assessment, at_desk: At
) -> None:
    override = give(at_desk(cast.township_head), accepted_case, assessment)

    page = at_desk(cast.caseworker).opens("applicants:override_answer", override.pk)

    assert page.status_code == 200
    assert "要由另一人答复" in page.content.decode()


def test_the_opinion_waits_on_the_page_too(
    cast: Cast, accepted_case: Case, waiting: Override, at_desk: At
) -> None:
    text = at_desk(cast.township_head).opens("applicants:case_check", accepted_case.pk)

    assert 'name="proposal"' not in text.content.decode()
    assert "答复人工核定" in text.content.decode()


def test_what_was_agreed_goes_through_to_the_letter(
    cast: Cast,
    accepted_case: Case,
    assessment: Assessment,
    waiting: Override,
    at_desk: At,
    today: Callable[[date], None],
) -> None:
    head = at_desk(cast.township_head)
    head.sends("applicants:override_answer", waiting.pk, verdict="agree", words="属实")
    with scope.of(cast.township_head):
        cases.propose(
            case=accepted_case,
            assessment=assessment,
            proposal="grant",
            reasons="属实",
            by=cast.township_head,
            on=ENTERED,
        )
    with scope.of(cast.caseworker):
        accepted_case.refresh_from_db()
        notices.freeze(
            village=accepted_case.area,
            stage="township",
            cases=[accepted_case],
            by=cast.caseworker,
            on=POSTED,
        )
    today(DECIDED)
    queue = at_desk(cast.reviewer).opens("applicants:review").content.decode()
    assert "两人核定" in queue
    assert "500.00" in queue
    with scope.of(cast.reviewer):
        decisions.confirm(case=accepted_case, reasons="属实", by=cast.reviewer, on=DECIDED)

    letter = at_desk(cast.reviewer).opens("applicants:case_letter", accepted_case.pk)

    text = letter.content.decode()
    assert "一类，保障2人，每月500.00元" in text
    assert f"经两人核定，类别和金额按下列理由确定：{WORDS}" in text
