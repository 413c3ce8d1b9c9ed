"""Which materials an application needs, by rule, and where each stands."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from applicants.actions import cases, documents
from applicants.materials import Material, MaterialState, Need
from applicants.models import Case, DocumentKind, MaterialAnswerKind, Person, RuleSet
from applicants.pages.case_file import cases_of, open_file
from dibao import scope
from tests.cast import ENTERED, Cast, register
from tests.dibao.files import samples
from tests.factories.files import upload_of

IN_2008 = date(2008, 7, 1)


def materials_of(case: Case, cast: Cast, *, on: date = ENTERED) -> list[Material]:
    return open_file(cases_of(cast.caseworker, on=on).get(pk=case.pk), on=on).materials


def kinds(materials: list[Material]) -> list[tuple[str, str]]:
    return [(one.need.kind.value, str(one.need.person or "")) for one in materials]


def state(materials: list[Material], kind: str) -> MaterialState:
    return next(one.state for one in materials if one.need.kind == kind)


def test_a_couple_with_a_chronic_illness_needs_little(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        assert kinds(materials_of(draft_case, cast)) == [
            ("application", ""),
            ("household_register", ""),
            ("identity_card", "张三"),
            ("identity_card", "刘三"),
            ("diagnosis", ""),
            ("passbook", ""),
        ]


def test_what_a_member_has_is_shown_by_that_members_paper(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        wife = Person.objects.get(name="刘三")
        wife.disability_type, wife.disability_level = 4, 2
        wife.health, wife.is_student = "serious_illness", True
        wife.marital_status = "40"
        wife.save()

        found = kinds(materials_of(draft_case, cast))

    assert ("disability_card", "刘三") in found
    assert ("diagnosis", "刘三") in found
    assert ("school_proof", "刘三") in found
    assert ("divorce_proof", "刘三") in found
    assert ("diagnosis", "") not in found


def test_what_the_family_says_of_its_means_is_shown_by_papers(cast: Cast, draft_case: Case) -> None:
    def yearly(source: str) -> cases.IncomeEntry:
        return cases.IncomeEntry(source=source, yearly_amount=Decimal("100.00"))

    medical = cases.ExpenseEntry(kind="medical", yearly_amount=Decimal("900.00"))
    means = cases.Means(
        incomes=[yearly("migrant_work"), yearly("support_payment")],
        expenses=[medical],
        hardships=["single_parent_with_students", "unemployment"],
    )

    with scope.of(cast.caseworker):
        cases.revise(case=draft_case, means=means, version=0, by=cast.caseworker)
        found = [kind for kind, _person in kinds(materials_of(draft_case, cast))]

    assert {
        "income_proof",
        "support_proof",
        "hospital_bill",
        "divorce_proof",
        "unemployment_proof",
    } <= set(found)


def test_a_child_shows_no_card_of_its_own(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        Person.objects.filter(name="刘三").update(birth_date=date(2015, 1, 1))

        assert ("identity_card", "刘三") not in kinds(materials_of(draft_case, cast))


def test_a_proxy_brings_a_mandate(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        Case.objects.update(channel="proxy", proxy_name="李四")

        assert ("proxy_mandate", "") in kinds(materials_of(draft_case, cast))


def test_todays_law_does_not_ask_for_what_a_platform_tells(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        found = materials_of(draft_case, cast)

    assert state(found, "household_register") is MaterialState.BY_CHECK
    assert state(found, "application") is MaterialState.MISSING


def test_in_2008_the_family_brought_everything(
    cast: Cast, draft_case: Case, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        cases.accept(case=draft_case, by=cast.caseworker, on=IN_2008)

        found = materials_of(draft_case, cast, on=IN_2008)

    assert state(found, "household_register") is MaterialState.MISSING


def test_a_file_settles_its_need_until_it_is_voided(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        document = documents.add(
            household=draft_case.household,
            case=draft_case,
            kind=DocumentKind.DIAGNOSIS,
            upload=upload_of(samples.picture()),
            by=cast.caseworker,
            on=ENTERED,
        )
        assert state(materials_of(draft_case, cast), "diagnosis") is MaterialState.HAVE

        documents.void(document=document, reason="拍糊了", by=cast.caseworker, on=ENTERED)

        assert state(materials_of(draft_case, cast), "diagnosis") is MaterialState.MISSING


def test_one_members_card_is_not_the_others(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        head = draft_case.household.head
        documents.add(
            household=draft_case.household,
            case=draft_case,
            person=head,
            kind=DocumentKind.IDENTITY_CARD,
            upload=upload_of(samples.picture()),
            by=cast.caseworker,
            on=ENTERED,
        )
        found = materials_of(draft_case, cast)

    cards = {str(one.need.person): one.state for one in found if one.need.kind == "identity_card"}
    assert cards == {"张三": MaterialState.HAVE, "刘三": MaterialState.BY_CHECK}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("promised", MaterialState.PROMISED),
        ("by_check", MaterialState.BY_CHECK),
        ("waived", MaterialState.WAIVED),
        ("needed", MaterialState.MISSING),
    ],
)
def test_the_newest_word_on_a_material_counts(
    cast: Cast, draft_case: Case, word: str, expected: MaterialState
) -> None:
    with scope.of(cast.caseworker):
        for said in ("promised", word):
            documents.answer(
                case=draft_case,
                kind=DocumentKind.DIAGNOSIS,
                person=None,
                word=MaterialAnswerKind(said),
                note="承诺一个月内补",
                by=cast.caseworker,
                on=ENTERED,
            )

        assert state(materials_of(draft_case, cast), "diagnosis") is expected


def test_a_material_names_its_owner(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        person = register(draft_case.area, cast.caseworker, name="李四", serial=51).head

    with translation.override("zh-hans"):
        assert str(Need(DocumentKind.DISABILITY_CARD, person, "")) == "残疾人证 李四"
