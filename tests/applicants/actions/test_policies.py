"""Rule sets: one drafts, another puts in force; no gap, no overlap, no change once used."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from applicants.actions import policies as policy_actions
from applicants.models.case import Case
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.workflow import MoveRefused
from tests.acting import by_their_actors
from tests.cast import Cast, hire
from tests.factories.places import Places

policies = by_their_actors(policy_actions)
TODAY, NEXT_YEAR = date(2026, 11, 20), date(2027, 1, 1)


def begin(by: Staff, source: RuleSet, first_day: date = NEXT_YEAR) -> RuleSet:
    """A draft with a higher line, of the drafter's own area."""
    draft = policies.draft(
        area=by.posting.area, source=source, name="2027年规则", first_day=first_day, by=by
    )
    terms = draft.as_terms()
    return policies.revise(
        rule_set=draft,
        terms=replace(terms, income_line=terms.income_line + 300),
        first_day=first_day,
        seen=terms.hash,
        by=by,
    )


def test_a_second_person_puts_a_draft_in_force(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)

    policies.activate(rule_set=draft, by=cast.officer, on=TODAY)

    prefecture = cast.officer.posting.area
    assert RuleSet.objects.in_force(prefecture, on=NEXT_YEAR) == draft
    assert RuleSet.objects.in_force(prefecture, on=date(2026, 12, 31)) == rules_of_2026


def test_a_case_of_before_stays_under_its_rules(
    cast: Cast, accepted_case: Case, rules_of_2026: RuleSet
) -> None:
    policies.activate(rule_set=begin(cast.administrator, rules_of_2026), by=cast.officer, on=TODAY)

    with scope.of(cast.caseworker):
        assert Case.objects.get(pk=accepted_case.pk).rule_set == rules_of_2026


def test_nobody_activates_a_draft_of_their_own(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)
    RuleSet.objects.filter(pk=draft.pk).update(drafted_by=cast.officer)

    with pytest.raises(Refused, match="不能自己启用"):
        policies.activate(rule_set=draft, by=cast.officer, on=TODAY)


def test_whoever_wrote_last_does_not_activate(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    second = hire("admin2", "二管理", Role.ADMINISTRATOR, places.prefecture)
    draft = begin(cast.administrator, rules_of_2026)
    terms = draft.as_terms()

    written = policies.revise(
        rule_set=draft,
        terms=replace(terms, income_line=Decimal(8000)),
        first_day=NEXT_YEAR,
        seen=terms.hash,
        by=second,
    )

    assert written.drafted_by == second


def test_an_administrator_activates_nothing(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)

    with pytest.raises(PermissionDenied):
        policies.activate(rule_set=draft, by=cast.administrator, on=TODAY)


def test_a_county_does_not_activate_its_prefectures_rules(
    cast: Cast, rules_of_2026: RuleSet
) -> None:
    draft = begin(cast.administrator, rules_of_2026)

    with pytest.raises(Refused, match="本地区"):
        policies.activate(rule_set=draft, by=cast.approver, on=TODAY)


def test_rules_do_not_begin_today(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026, first_day=TODAY)

    with pytest.raises(Refused, match="今天以后"):
        policies.activate(rule_set=draft, by=cast.officer, on=TODAY)


def test_a_gap_between_two_sets_is_refused(cast: Cast, rules_of_2026: RuleSet) -> None:
    RuleSet.objects.filter(pk=rules_of_2026.pk).update(last_day=date(2026, 12, 1))
    draft = begin(cast.administrator, rules_of_2026)

    with pytest.raises(Refused, match="没有规则的日子"):
        policies.activate(rule_set=draft, by=cast.officer, on=TODAY)


def test_a_set_lasts_until_the_next_begins(cast: Cast, rules_of_2026: RuleSet) -> None:
    later = begin(cast.administrator, rules_of_2026, first_day=date(2027, 7, 1))
    policies.activate(rule_set=later, by=cast.officer, on=TODAY)
    draft = begin(cast.administrator, rules_of_2026)

    policies.activate(rule_set=draft, by=cast.officer, on=TODAY)

    days = RuleSet.objects.filter(status="active").order_by("first_day")
    assert list(days.values_list("first_day", "last_day"))[1:] == [
        (NEXT_YEAR, date(2027, 6, 30)),
        (date(2027, 7, 1), None),
    ]


def test_two_sets_of_one_day_are_refused(cast: Cast, rules_of_2026: RuleSet) -> None:
    first, second = (begin(cast.administrator, rules_of_2026) for _ in range(2))
    policies.activate(rule_set=first, by=cast.officer, on=TODAY)

    with pytest.raises(Refused, match="不能重叠"):
        policies.activate(rule_set=second, by=cast.officer, on=TODAY)


def test_a_criterion_that_never_matches_is_refused(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)
    terms = draft.as_terms()
    *others, last = terms.criteria
    draft = policies.revise(
        rule_set=draft,
        terms=replace(terms, criteria=(last, *others)),
        first_day=NEXT_YEAR,
        seen=terms.hash,
        by=cast.administrator,
    )

    with pytest.raises(policies.RulesRefused, match="永远用不上"):
        policies.activate(rule_set=draft, by=cast.officer, on=TODAY)


def test_the_second_press_finds_it_in_force(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)
    policies.activate(rule_set=draft, by=cast.officer, on=TODAY)

    with pytest.raises(MoveRefused, match="已经生效"):
        policies.activate(rule_set=draft, by=cast.officer, on=TODAY)


def test_a_draft_changed_meanwhile_is_not_overwritten(cast: Cast, rules_of_2026: RuleSet) -> None:
    draft = begin(cast.administrator, rules_of_2026)

    with pytest.raises(MoveRefused, match="别人改过"):
        policies.revise(
            rule_set=draft,
            terms=draft.as_terms(),
            first_day=NEXT_YEAR,
            seen=rules_of_2026.as_terms().hash,
            by=cast.administrator,
        )


def test_a_county_overrides_its_prefecture(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    drafter = hire("county.admin", "县管理", Role.ADMINISTRATOR, places.county)
    draft = begin(drafter, rules_of_2026)

    policies.activate(rule_set=draft, by=cast.approver, on=TODAY)

    assert RuleSet.objects.in_force(places.village, on=NEXT_YEAR) == draft
    assert RuleSet.objects.in_force(places.foreign_village, on=NEXT_YEAR) == rules_of_2026


def test_a_county_may_not_go_below_its_prefecture(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    drafter = hire("county.admin", "县管理", Role.ADMINISTRATOR, places.county)
    draft = begin(drafter, rules_of_2026)
    terms = draft.as_terms()
    draft = policies.revise(
        rule_set=draft,
        terms=replace(terms, income_line=Decimal(100)),
        first_day=NEXT_YEAR,
        seen=terms.hash,
        by=drafter,
    )

    with pytest.raises(policies.RulesRefused, match="不能低于市"):
        policies.activate(rule_set=draft, by=cast.approver, on=TODAY)


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("status = 'active'", "second_person"),
        (
            "status = 'active', activated_by_id = drafted_by_id, activated_at = now()",
            "of_their_own",
        ),
    ],
)
def test_the_database_asks_for_a_second_person(
    cast: Cast, rules_of_2026: RuleSet, change: str, guard: str
) -> None:
    draft = begin(cast.administrator, rules_of_2026, first_day=date(2030, 1, 1))

    with (
        pytest.raises(DatabaseError, match=f"{guard}|never_overlap"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE applicants_ruleset SET {change} WHERE id = %s", [draft.pk])


def test_the_database_lets_no_county_set_be_born_active(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    with pytest.raises(DatabaseError, match="begin_as_a_draft"):
        RuleSet.objects.create(
            area=places.county,
            name="x",
            first_day=NEXT_YEAR,
            status=RuleSetStatus.ACTIVE,
            legal_basis="x",
            terms={},
        )


def test_a_used_set_does_not_go_back_to_draft(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE applicants_ruleset SET status = 'draft'")
