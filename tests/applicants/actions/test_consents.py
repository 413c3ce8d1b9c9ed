"""What a family signs before anything about it is checked, and what PostgreSQL says of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from applicants.actions import cases, consents, documents
from applicants.authorisations import adults_without_authorisation
from applicants.models import Authorisation, Case, DocumentKind, Person, SigningWay
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.cast import ENTERED, Cast, register
from tests.dibao.files import samples
from tests.factories.files import upload_of

BABY = date(2020, 1, 1)


def record(case: Case, people: list[Person], by: Staff, **more: object) -> list[Authorisation]:
    said = {"way": SigningWay.PAPER, "signed_on": ENTERED, "on": ENTERED, **more}
    return consents.record(case=case, people=people, by=by, **said)


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def family(draft_case: Case, cast: Cast) -> list[Person]:
    """Head and wife."""
    with scope.of(cast.caseworker):
        return [member.person for member in draft_case.household.members()]


@pytest.fixture
def signed(draft_case: Case, cast: Cast, family: list[Person]) -> Authorisation:
    with scope.of(cast.caseworker):
        return record(draft_case, family[:1], cast.caseworker)[0]


def make_minor(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(birth_date=BABY)
    person.birth_date = BABY


def test_at_first_no_adult_may_be_checked(
    cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        assert adults_without_authorisation(draft_case, on=ENTERED) == family


def test_who_signed_may_be_checked(
    cast: Cast, draft_case: Case, family: list[Person], signed: Authorisation
) -> None:
    with scope.of(cast.caseworker):
        assert adults_without_authorisation(draft_case, on=ENTERED) == family[1:]


def test_asking_costs_two_queries(
    cast: Cast, draft_case: Case, django_assert_num_queries: object
) -> None:
    with scope.of(cast.caseworker), django_assert_num_queries(2):
        adults_without_authorisation(draft_case, on=ENTERED)


def test_a_minor_is_no_adult_without_authorisation(
    cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        make_minor(family[1])

        assert adults_without_authorisation(draft_case, on=ENTERED) == family[:1]


def test_a_guardian_signs_for_a_minor(cast: Cast, draft_case: Case, family: list[Person]) -> None:
    head, child = family
    with scope.of(cast.caseworker):
        make_minor(child)

        given = record(draft_case, family, cast.caseworker, guardian=head)

    assert [(one.person, one.guardian) for one in given] == [(head, None), (child, head)]


def test_a_minor_does_not_sign(cast: Cast, draft_case: Case, family: list[Person]) -> None:
    with scope.of(cast.caseworker):
        make_minor(family[1])

        with pytest.raises(Refused, match="未满18岁，由监护人代签"):
            record(draft_case, family, cast.caseworker)
        with pytest.raises(Refused, match="监护人未满18岁"):
            record(draft_case, family[:1], cast.caseworker, guardian=family[1])


def test_nobody_signs_tomorrow(cast: Cast, draft_case: Case, family: list[Person]) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="晚于今天"):
        record(draft_case, family, cast.caseworker, signed_on=ENTERED + timedelta(days=1))


def test_nobody_signs_twice(
    cast: Cast, draft_case: Case, family: list[Person], signed: Authorisation
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="张三已经登记过"):
        record(draft_case, family, cast.caseworker)


def test_a_stranger_signs_for_nobody(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        other = register(draft_case.area, cast.caseworker, name="李四", serial=31)

        with pytest.raises(Refused, match="不是这户的成员"):
            record(draft_case, [other.head], cast.caseworker)


def test_a_closed_case_takes_no_signature(
    cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        cases.withdraw(case=draft_case, reason="不申请了", by=cast.caseworker, on=ENTERED)

        with pytest.raises(Refused, match="已经办结"):
            record(draft_case, family, cast.caseworker)


@pytest.mark.parametrize("who", ["township_head", "reviewer", "inspector"])
def test_only_whoever_enters_cases_records_signatures(
    cast: Cast, draft_case: Case, family: list[Person], who: str
) -> None:
    by = getattr(cast, who)

    with scope.of(by), pytest.raises(PermissionDenied):
        record(draft_case, family, by)


def test_consent_is_taken_back_once(
    cast: Cast, draft_case: Case, family: list[Person], signed: Authorisation
) -> None:
    with scope.of(cast.caseworker):
        consents.revoke(authorisation=signed, reason="本人要求", by=cast.caseworker, on=ENTERED)

        assert adults_without_authorisation(draft_case, on=ENTERED) == family
        with pytest.raises(Refused, match="已经撤回"):
            consents.revoke(authorisation=signed, reason="再", by=cast.caseworker, on=ENTERED)
        record(draft_case, family[:1], cast.caseworker)


def _insert(case: Case, person: Person, guardian: Person | None = None, **changed: object) -> None:
    columns: dict[str, object] = {
        "area_code": case.area_id,
        "case_id": case.pk,
        "person_id": person.pk,
        "guardian_id": guardian.pk if guardian else None,
        "way": "paper",
        "signed_on": ENTERED,
        "declares_relatives": False,
        "document_id": None,
        "recorded_by_id": case.entered_by_id,
        "recorded_on": ENTERED,
        "revoke_reason": "",
        **changed,
    }
    marks = ", ".join(["%s"] * len(columns))
    run(
        f"INSERT INTO applicants_authorisation ({', '.join(columns)}) VALUES ({marks})",
        *columns.values(),
    )


def test_the_database_knows_who_signed(
    cast: Cast, draft_case: Case, family: list[Person], signed: Authorisation
) -> None:
    with pytest.raises(DatabaseError, match="authorises_once"), scope.of(cast.caseworker):
        _insert(draft_case, family[0])


def test_the_database_wants_a_guardian_for_a_minor(
    cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    head, child = family
    with scope.of(cast.caseworker):
        make_minor(child)

    with pytest.raises(DatabaseError, match="minor_is_signed_for"), scope.of(cast.caseworker):
        _insert(draft_case, child)
    with pytest.raises(DatabaseError, match="minor_is_signed_for"), scope.of(cast.caseworker):
        _insert(draft_case, head, guardian=child)
    with pytest.raises(DatabaseError, match="own_guardian"), scope.of(cast.caseworker):
        _insert(draft_case, child, guardian=child)
    with scope.of(cast.caseworker):
        _insert(draft_case, child, guardian=head)


def test_the_database_wants_members_and_days_in_order(
    cast: Cast, draft_case: Case, family: list[Person]
) -> None:
    with scope.of(cast.caseworker):
        other = register(draft_case.area, cast.caseworker, name="李四", serial=31)

    with pytest.raises(DatabaseError, match="is_of_a_member"), scope.of(cast.caseworker):
        _insert(draft_case, other.head)
    with pytest.raises(DatabaseError, match="signed_before"), scope.of(cast.caseworker):
        _insert(draft_case, family[0], signed_on=ENTERED + timedelta(days=1))
    with pytest.raises(DatabaseError, match="signing_way"), scope.of(cast.caseworker):
        _insert(draft_case, family[0], way="phone")


def test_the_paper_is_the_familys_own(cast: Cast, draft_case: Case, family: list[Person]) -> None:
    with scope.of(cast.caseworker):
        other = register(draft_case.area, cast.caseworker, name="李四", serial=31)
        paper = documents.add(
            household=other,
            kind=DocumentKind.DECLARATION,
            upload=upload_of(samples.picture()),
            by=cast.caseworker,
            on=ENTERED,
        )

    with pytest.raises(DatabaseError, match="is_of_a_member"), scope.of(cast.caseworker):
        _insert(draft_case, family[0], document_id=paper.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_authorisation SET signed_on = signed_on - 1",
        "UPDATE applicants_authorisation SET revoked_on = now()",
        "DELETE FROM applicants_authorisation",
        "DELETE FROM applicants_authorisationevent",
    ],
)
def test_a_signature_stays_as_it_was_given(
    cast: Cast, signed: Authorisation, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|says_by_whom"),
        scope.of(cast.caseworker),
    ):
        run(statement)


def test_what_was_taken_back_is_not_given_again_by_hand(cast: Cast, signed: Authorisation) -> None:
    with scope.of(cast.caseworker):
        consents.revoke(authorisation=signed, reason="本人要求", by=cast.caseworker, on=ENTERED)

    with pytest.raises(DatabaseError, match="only_ever_revoked"), scope.of(cast.caseworker):
        run(
            "UPDATE applicants_authorisation"
            " SET revoked_on = NULL, revoked_by_id = NULL, revoke_reason = ''"
        )


def test_another_place_sees_no_signature(cast: Cast, signed: Authorisation) -> None:
    for stranger in (cast.neighbour, cast.foreign_reviewer, cast.administrator):
        with scope.of(stranger):
            assert run("SELECT count(*) FROM applicants_authorisation") == [(0,)]
