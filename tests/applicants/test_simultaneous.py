"""Two reviewers press at the same moment: one decides, the other reads that it is done."""

from collections.abc import Callable

import pytest

from applicants.actions import assessments, cases, decisions, notices
from applicants.models import Case, Decision, Grant, RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.models import Staff
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.investigation import investigated
from tests.factories.places import Places
from tests.simultaneous import at_once

PAIRS = 20


@pytest.fixture
def cases_on_notice(
    transactional_db: None, cast: Cast, places: Places, rules_of_2026: RuleSet
) -> list[Case]:
    with scope.of(cast.caseworker):
        ready = [_ready(cast, places, number) for number in range(PAIRS)]
        notices.freeze(
            village=places.village, stage="township", cases=ready, by=cast.caseworker, on=POSTED
        )
        return list(Case.objects.order_by("pk"))


def _ready(cast: Cast, places: Places, number: int) -> Case:
    staff = cast.caseworker
    household = register(places.village, staff, name=f"张{number}", serial=2 * number + 1)
    case = cases.open_draft(household=household, means=small_means(), by=staff, on=ENTERED)
    cases.accept(case=case, by=staff, on=ENTERED)
    investigated(case, staff, on=ENTERED)
    assessment = assessments.assess(case=case, by=staff, on=ENTERED)
    cases.propose(
        case=case, assessment=assessment, proposal="grant", reasons="属实", by=staff, on=ENTERED
    )
    case.refresh_from_db()
    return case


def _confirm(case: Case, by: Staff) -> Callable[[], Grant]:
    def press() -> Grant:
        with scope.of(by):
            fresh = Case.objects.get(pk=case.pk)
            return decisions.confirm(case=fresh, reasons="属实", by=by, on=DECIDED)

    return press


@pytest.mark.django_db(transaction=True)
def test_twenty_pairs_of_confirmations_have_one_effect_each(
    cast: Cast, cases_on_notice: list[Case]
) -> None:
    for case in cases_on_notice:
        answers = at_once(_confirm(case, cast.reviewer), _confirm(case, cast.second_reviewer))

        assert sorted(type(answer).__name__ for answer in answers) == ["Grant", "MoveRefused"]
        assert all(isinstance(answer, Grant | Refused) for answer in answers)

    with scope.of(cast.clerk):
        assert Decision.objects.count() == Grant.objects.count() == PAIRS
