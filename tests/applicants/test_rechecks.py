"""When families are looked at again: by category, by the rules in force, in one statement whatever their number."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from applicants.actions import policies, rechecks
from applicants.eligibility.codes import RecheckCategory
from applicants.models import Case, CaseKind, Grant, IncomeLine, Person, RecheckAnswer, RuleSet
from applicants.rechecks import Recheck, Wanted, due_until, scheduled
from dibao import scope
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.audit import AuditEvent
from dibao.paging import Cut
from dibao.roles import Role
from dibao.workflow import MoveRefused
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, Cast, hire
from tests.changes import CHANGED, decided, judged, proposed
from tests.factories.investigation import visited
from tests.factories.places import Places

SOON = date(2026, 9, 10)


def schedule_of(grant: Grant, cast: Cast, *, on: date = SOON) -> Recheck:
    with scope.of(cast.caseworker):
        (found,) = scheduled(
            grant.household.area, Wanted(household=grant.household_id), on=on, cut=Cut()
        )
    return found


def counted(area: Area, *, on: date, until: date) -> tuple[int, int]:
    found = due_until(until, area, on=on, limit=5)
    assert len(found.first) == min(found.count, 5)
    return found.overdue, found.count


def answered(grant: Grant, cast: Cast, **changed: str) -> Case:
    with scope.of(cast.caseworker):
        return rechecks.begin(
            household=grant.household, changed=changed, by=cast.caseworker, on=CHANGED
        )


def write_all(cast: Cast, grant: Grant, **columns: object) -> None:
    with scope.of(cast.caseworker):
        Person.objects.filter(memberships__household=grant.household_id).update(**columns)


def test_a_family_that_can_work_is_due_after_half_a_year(cast: Cast, grant: Grant) -> None:
    write_all(cast, grant, labour_capacity="partial", birth_date=date(1980, 1, 1))

    found = schedule_of(grant, cast)

    assert (found.category, found.months) == (RecheckCategory.UNSTABLE, 6)
    assert (found.looked_on, found.due_on) == (DECIDED, date(2027, 1, 15))


def test_a_family_that_cannot_work_is_due_after_a_year(cast: Cast, grant: Grant) -> None:
    write_all(cast, grant, labour_capacity="none")

    found = schedule_of(grant, cast)

    assert (found.category, found.due_on) == (RecheckCategory.STABLE, date(2027, 7, 15))


def test_who_lives_on_steady_money_alone_is_of_the_first_category(cast: Cast, grant: Grant) -> None:
    write_all(cast, grant, labour_capacity="lost")
    with scope.of(cast.caseworker):
        case = grant.household.cases.get()
        case.incomes.all().update(source="basic_pension")

    assert schedule_of(grant, cast).category == RecheckCategory.FIXED


@pytest.mark.parametrize(
    ("column", "value"),
    [("is_student", True), ("birth_date", date(1966, 9, 10)), ("birth_date", date(2010, 9, 11))],
)
def test_students_the_old_and_children_are_not_counted_as_able(
    cast: Cast, grant: Grant, column: str, value: object
) -> None:
    write_all(cast, grant, labour_capacity="full", birth_date=date(1980, 1, 1))
    write_all(cast, grant, **{column: value})

    assert schedule_of(grant, cast).category == RecheckCategory.STABLE


def test_where_nobody_knows_who_can_work_a_family_is_not_of_the_first_category(
    cast: Cast, grant: Grant
) -> None:
    write_all(cast, grant, labour_capacity="")
    with scope.of(cast.caseworker):
        IncomeLine.objects.update(source="basic_pension")

    assert schedule_of(grant, cast).category == RecheckCategory.STABLE


def from_september(rules: RuleSet, intervals: list[dict[str, object]]) -> None:
    """Other intervals for the whole prefecture."""
    RuleSet.objects.filter(pk=rules.pk).update(last_day=date(2026, 8, 31))
    RuleSet.objects.create(
        area=rules.area,
        name="2026年9月起",
        first_day=date(2026, 9, 1),
        status="active",
        legal_basis="x",
        terms=rules.terms | {"rechecks": intervals},
    )


def test_the_intervals_are_those_of_the_rules_in_force(
    cast: Cast, grant: Grant, rules_of_2026: RuleSet
) -> None:
    write_all(cast, grant, labour_capacity="none")
    from_september(rules_of_2026, [{"category": "stable", "months": 3}])

    assert schedule_of(grant, cast).due_on == date(2026, 10, 15)


def test_a_countys_own_interval_goes_before_its_prefectures(
    cast: Cast, grant: Grant, places: Places, rules_of_2026: RuleSet
) -> None:
    write_all(cast, grant, labour_capacity="none")
    drafter = hire("county.admin", "县管理", Role.ADMINISTRATOR, places.county)
    with scope.of(drafter):
        draft = policies.draft(
            area=places.county,
            source=rules_of_2026,
            name="本县",
            first_day=date(2026, 9, 1),
            by=drafter,
        )
    draft.terms["rechecks"] = [{"category": "stable", "months": 1}]
    draft.save()
    with scope.of(cast.approver):
        policies.activate(rule_set=draft, by=cast.approver, on=date(2026, 8, 1))

    assert schedule_of(grant, cast).due_on == date(2026, 8, 15)


def test_a_family_without_an_interval_is_never_due(
    cast: Cast, grant: Grant, rules_of_2026: RuleSet
) -> None:
    from_september(rules_of_2026, [])

    with scope.of(cast.caseworker):
        assert counted(cast.caseworker.posting.area, on=SOON, until=date(2036, 1, 1)) == (0, 0)


def test_a_family_looked_at_again_begins_its_interval_anew(cast: Cast, grant: Grant) -> None:
    case = answered(grant, cast)
    with scope.of(cast.caseworker):
        visited(case, cast.caseworker, on=CHANGED)
    proposed(judged(case, cast), cast, "keep")
    write_all(cast, grant, labour_capacity="none")

    decided(case, cast)

    assert schedule_of(grant, cast).looked_on == date(2026, 9, 16)


def test_nobody_puts_a_recheck_off_by_a_look_on_paper(cast: Cast, grant: Grant) -> None:
    with (
        pytest.raises(DatabaseError, match="a_paper_recheck_comes_with_its_list"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_paperrecheck (area_code, household_id, looked_on)"
            " SELECT area_code, id, %s FROM applicants_household",
            CHANGED,
        )


def test_who_is_looked_at_already_is_not_counted_as_waiting(cast: Cast, grant: Grant) -> None:
    late, area = date(2028, 1, 1), cast.caseworker.posting.area
    with scope.of(cast.caseworker):
        before = counted(area, on=late, until=late)
    case = answered(grant, cast)

    with scope.of(cast.caseworker):
        assert (before, counted(area, on=late, until=late)) == ((1, 1), (0, 0))
        assert schedule_of(grant, cast).open_case == case.pk
        assert scheduled(area, Wanted(is_free=True), on=late, cut=Cut()) == []


def test_another_township_sees_none_of_them(cast: Cast, grant: Grant) -> None:
    late = date(2028, 1, 1)
    with scope.of(cast.neighbour):
        assert counted(cast.neighbour.posting.area, on=late, until=late) == (0, 0)
        assert scheduled(cast.clerk.posting.area, Wanted(), on=late, cut=Cut()) == []


def test_the_schedule_costs_two_statements(
    cast: Cast, grant: Grant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scope.of(cast.caseworker), django_assert_num_queries(2):
        scheduled(cast.caseworker.posting.area, Wanted(), on=SOON, cut=Cut())


def test_a_recheck_begins_with_the_last_answers_and_what_has_changed(
    cast: Cast, grant: Grant
) -> None:
    case = answered(grant, cast, income="儿子外出务工")

    with scope.of(cast.caseworker):
        answers = dict(case.recheck_answers.values_list("topic", "note"))
        assert (case.kind, case.grant) == (CaseKind.RECHECK, grant)
        assert [line.yearly_amount for line in case.incomes.all()] == [Decimal("900.00")]
        assert {topic: note for topic, note in answers.items() if note} == {
            "income": "儿子外出务工"
        }
        assert len(answers) == 6
        assert AuditEvent.objects.get(event="recheck:answered").after == {"changed": ["income"]}


def test_a_change_is_told_in_words(cast: Cast, grant: Grant) -> None:
    with pytest.raises(Refused, match="写明变成什么样"):
        answered(grant, cast, income="")


def test_a_recheck_is_not_begun_beside_an_open_case(cast: Cast, grant: Grant) -> None:
    answered(grant, cast)

    with pytest.raises(Refused, match="没办完的案件"):
        answered(grant, cast)


def test_that_nothing_has_changed_is_seen_at_the_house(cast: Cast, grant: Grant) -> None:
    case = judged(answered(grant, cast), cast)

    with pytest.raises((Refused, MoveRefused), match="入户调查"):
        proposed(case, cast, "keep")


def test_no_opinion_on_a_recheck_without_a_visit(cast: Cast, grant: Grant) -> None:
    case = judged(answered(grant, cast), cast)

    with pytest.raises(DatabaseError, match="an_opinion_follows"), scope.of(cast.township_head):
        run(
            "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, reasons,"
            " given_by_id, given_on, created_at) SELECT area_code, case_id, id, 'keep', 'x', %s, %s, now()"
            " FROM applicants_assessment WHERE case_id = %s",
            cast.township_head.pk,
            CHANGED,
            case.pk,
        )


def answer(case: Case, topic: str, *, is_changed: bool = False, note: str = "") -> None:
    run(
        "INSERT INTO applicants_recheckanswer (area_code, case_id, topic, is_changed, note, created_at)"
        " SELECT area_code, id, %s, %s, %s, now() FROM applicants_case WHERE id = %s",
        topic,
        is_changed,
        note,
        case.pk,
    )


@pytest.mark.parametrize(
    ("topic", "said", "name"),
    [
        ("income", {}, "a_topic_is_answered_once"),
        ("weather", {}, "recheck_topic_is_known"),
        ("weather", {"is_changed": True}, "whoever_says_changed_says_what"),
        ("weather", {"note": "x"}, "whoever_says_changed_says_what"),
    ],
)
def test_answers_are_held_by_the_database(
    cast: Cast, grant: Grant, topic: str, said: dict[str, object], name: str
) -> None:
    case = answered(grant, cast)

    with pytest.raises(DatabaseError) as broken, scope.of(cast.caseworker):
        answer(case, topic, **said)

    assert name in str(broken.value) or "recheck_topic_is_known" in str(broken.value)


def test_only_a_recheck_is_answered(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.caseworker):
        granted = grant.household.cases.get()

    with pytest.raises(DatabaseError, match="a_recheck_is_answered"), scope.of(cast.caseworker):
        answer(granted, "income")


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = ''", "DELETE FROM {}"])
def test_an_answer_is_written_once(cast: Cast, grant: Grant, statement: str) -> None:
    answered(grant, cast)

    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run(statement.format(RecheckAnswer._meta.db_table))


def test_a_neighbour_sees_no_answer(cast: Cast, grant: Grant) -> None:
    answered(grant, cast, income="打工")

    with scope.of(cast.neighbour):
        assert not RecheckAnswer.objects.exists()
