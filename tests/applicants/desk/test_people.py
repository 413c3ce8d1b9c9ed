"""The second page about a household's people, and the supporters on the first: kept sealed, checked, counted once."""

from collections.abc import Callable
from datetime import date

import pytest

from applicants.models import Case, Household, Person, RuleSet
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import application, grid
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.people import id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
HEAD_ID, WIFE_ID = id_number(1).number, id_number(2).number
SON_ID = id_number(701, born=date(1985, 3, 2)).number


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast, rules_of_2026: RuleSet) -> Desk:
    return at_desk(cast.caseworker)


def typed(cast: Cast, household: Household, **head: str) -> dict[str, object]:
    """The page as it was opened, with what is typed of the head."""
    with scope.of(cast.caseworker):
        people = [str(member.person_id) for member in household.members()]
    rows = [{"person": people[0], **head}, {"person": people[1]}]
    return grid("people", rows, blank=0)


def head_of(cast: Cast, household: Household) -> Person:
    with scope.of(cast.caseworker):
        return Person.objects.get(pk=household.head_id)


def test_codes_card_and_diagnosis_are_kept(desk: Desk, cast: Cast, household: Household) -> None:
    said = {
        "marital_status": "20",
        "ethnicity": "15",
        "education": "80",
        "hukou_kind": "rural",
        "hukou_place": "永溪镇前咀村",
        "disability_card": HEAD_ID + "42",
        "diagnosis": "慢性肾炎",
    }

    answer = desk.sends("applicants:people", household.pk, **typed(cast, household, **said))

    head = head_of(cast, household)
    assert answer.status_code == 302
    assert (head.disability, head.get_ethnicity_display()) == ("肢体二级", "土家族")
    assert head.disability_card.open() == HEAD_ID + "42"
    assert head.diagnosis.open() == "慢性肾炎"
    with scope.of(cast.caseworker):
        stored = str(run("SELECT disability_card, diagnosis FROM applicants_person"))
        assert household.has_split_residence
    assert "慢性肾炎" not in stored
    assert HEAD_ID not in stored


def test_what_is_sealed_stays_hidden_and_is_kept_unless_emptied(
    desk: Desk, cast: Cast, household: Household
) -> None:
    said = {"disability_card": HEAD_ID + "42", "diagnosis": "慢性肾炎"}
    desk.sends("applicants:people", household.pk, **typed(cast, household, **said))

    page = desk.opens("applicants:people", household.pk).text
    hidden = {"disability_card": f"****************{(HEAD_ID + '42')[-4:]}", "diagnosis": "••••"}
    desk.sends("applicants:people", household.pk, **typed(cast, household, **hidden))
    kept = head_of(cast, household)
    desk.sends("applicants:people", household.pk, **typed(cast, household))
    emptied = head_of(cast, household)

    assert "慢性肾炎" not in page
    assert HEAD_ID not in page
    assert (kept.disability_card.open(), kept.diagnosis.open()) == (HEAD_ID + "42", "慢性肾炎")
    assert (emptied.disability_card, emptied.diagnosis) == (None, None)
    assert emptied.disability == "肢体二级"


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (WIFE_ID + "42", "前18位与身份证号不同"),
        (HEAD_ID + "82", "残疾证号应为20位"),
        (HEAD_ID, "残疾证号应为20位"),
        ("９９" + HEAD_ID[2:] + "4２B2", ""),
    ],
)
def test_a_card_is_checked_against_its_holder(
    desk: Desk, cast: Cast, household: Household, card: str, words: str
) -> None:
    answer = desk.sends(
        "applicants:people", household.pk, **typed(cast, household, disability_card=card)
    )

    assert answer.status_code == (200 if words else 302)
    assert words in answer.content.decode()


def test_a_card_that_contradicts_the_member_table_is_pointed_at(
    desk: Desk, cast: Cast, household: Household
) -> None:
    with scope.of(cast.caseworker):
        Person.objects.filter(pk=household.head_id).update(disability_type=4, disability_level=3)

    answer = desk.sends(
        "applicants:people",
        household.pk,
        **typed(cast, household, disability_card=HEAD_ID + "42"),
    )

    assert "残疾证上是肢体二级，成员表登记的是肢体三级" in answer.text


def test_one_look_opens_all_of_one_person_and_is_logged(
    desk: Desk, cast: Cast, household: Household
) -> None:
    said = {"disability_card": HEAD_ID + "42", "diagnosis": "慢性肾炎"}
    desk.sends("applicants:people", household.pk, **typed(cast, household, **said))

    page = desk.sends(
        "applicants:member_reveal", household.pk, person=household.head_id, purpose="核对残疾证"
    ).text

    assert HEAD_ID + "42" in page
    assert "慢性肾炎" in page
    assert WIFE_ID not in page
    assert ReadLog.objects.get(kind="reveal").purpose == "核对残疾证"


def supporter(**more: str) -> dict[str, object]:
    return {
        "name": "张强",
        "relation": "child",
        "id_number": SON_ID,
        "ability": "able",
        "yearly_amount": "1200",
        "consent_on": "2026-07-01",
        **more,
    }


def test_an_error_of_a_supporter_names_their_table(desk: Desk, places: Places) -> None:
    page = application(places.village.pk, **grid("supporters", [supporter(relation="")]))

    answer = desk.sends("applicants:case_entry", **page)

    assert "义务人第1行：选择是被赡养人的" in answer.text


def test_a_supporter_is_entered_with_the_application(
    desk: Desk, cast: Cast, places: Places
) -> None:
    page = application(places.village.pk, **grid("supporters", [supporter(supported="刘四")]))

    desk.sends("applicants:case_entry", **page, **{"home-residence_place": "白集镇井村"})

    with scope.of(cast.caseworker):
        case = Case.objects.get()
        one = case.household.supporters.get()
        assert (one.supported.name, one.id_number.open()) == ("刘四", SON_ID)
        assert case.incomes.get(source="support_payment").supporter == one
        assert case.household.residence_place == "白集镇井村"
    shown = desk.opens("applicants:case_check", case.pk).text
    assert "张强（刘四的子女）" in shown
    assert "白集镇井村" in shown
    assert SON_ID not in desk.opens("applicants:case_edit", case.pk).text


def test_the_list_comes_back_masked_and_is_written_once(
    desk: Desk, cast: Cast, places: Places
) -> None:
    page = application(places.village.pk, **grid("supporters", [supporter()]))
    desk.sends("applicants:case_entry", **page)
    with scope.of(cast.caseworker):
        case = Case.objects.get()
        one = case.household.supporters.get()
        people = [m.person for m in case.household.members()]
    rows = [
        {"person": str(p.pk), "name": p.name, "id_number": p.masked_id, "relation": relation}
        | {"health": "weak", "labour_capacity": "none", "standing": "covered"}
        for p, relation in zip(people, ("02", "10"), strict=True)
    ]
    known = supporter(known=str(one.pk), id_number=one.masked_id, yearly_amount="900")
    again = application(places.village.pk, rows, **grid("supporters", [known]))

    desk.sends("applicants:case_edit", case.pk, **again, **{"application-version": case.version})

    with scope.of(cast.caseworker):
        kept = case.household.supporters.get()
        assert (kept.pk, kept.id_number.open(), kept.yearly_amount) == (one.pk, SON_ID, 900)
        assert case.incomes.get(source="support_payment").yearly_amount == 900


@pytest.mark.parametrize(
    ("row", "more", "words"),
    [
        ({"supported": "王五"}, {}, "成员表里没有“"),
        ({"relation": ""}, {}, "选择是被赡养人的"),
        ({"ability": "unable"}, {}, "没有赡养能力的，每年给付填0"),
        ({"consent_on": "2026-07-07"}, {}, "同意核对的日期晚于今天"),
        ({"id_number": "990121"}, {}, "身份证号只有6位"),
        (
            {},
            {"incomes": [{"source": "support_payment", "yearly_amount": "600"}]},
            "赡养费已写在赡养人表里",
        ),
    ],
)
def test_support_that_cannot_be_is_pointed_at(
    desk: Desk, places: Places, row: dict[str, str], more: dict[str, object], words: str
) -> None:
    page = application(places.village.pk, **more, **grid("supporters", [supporter(**row)]))

    answer = desk.sends("applicants:case_entry", **page)

    assert answer.status_code == 200
    assert words in answer.text


def test_the_estimate_reckons_with_support(desk: Desk, places: Places) -> None:
    page = application(places.village.pk, **grid("supporters", [supporter()]))

    assert "家庭年收入 2,100.00 元" in desk.sends("applicants:estimate", **page).text
