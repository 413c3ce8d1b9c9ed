"""Hearing a family before a cut: after the opinion, by word of mouth or by two invitations that were not followed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import hearings
from applicants.models import Case, Grant, HearingManner, Membership
from dibao import scope
from dibao.errors import Refused
from dibao.workflow import MoveRefused
from tests.cast import Cast
from tests.changes import CHANGED, HEARD, SETTLED, decided, heard, opened, proposed, word


@pytest.fixture
def case(cast: Cast, grant: Grant) -> Case:
    """A benefit that the township proposes to end, at the family's wish."""
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    return case


def test_what_the_family_says_is_kept_word_for_word(cast: Cast, case: Case) -> None:
    record = heard(case, cast, word(statement="孩子找到工作了。", second_listener="村主任"))

    assert (record.statement, record.second_listener) == ("孩子找到工作了。", "村主任")
    assert record.recorded_by == cast.caseworker


def test_a_family_is_not_heard_before_something_is_proposed(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    with pytest.raises(MoveRefused, match="初审意见以后"):
        heard(case, cast)


def test_a_family_is_not_heard_after_the_decision(cast: Cast, case: Case) -> None:
    heard(case, cast)
    decided(case, cast)

    with pytest.raises(MoveRefused, match="县里决定以前"):
        heard(case, cast)


@pytest.mark.parametrize(
    ("day", "says"), [(date(2026, 9, 9), "早于初审意见"), (date(2026, 9, 17), "晚于今天")]
)
def test_a_hearing_lies_between_opinion_and_today(
    cast: Cast, case: Case, day: date, says: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=says):
        hearings.record(case=case, hearing=word(held_on=day), by=cast.caseworker, on=SETTLED)


def test_a_family_that_came_neither_time_is_heard_by_two_invitations(
    cast: Cast, case: Case
) -> None:
    absent = word(
        manner=HearingManner.ABSENT,
        heard_name="",
        stance="silent",
        statement="两次上门送通知，都没有来",
        first_invited_on=CHANGED,
        second_invited_on=date(2026, 9, 12),
    )

    assert heard(case, cast, absent).second_invited_on == date(2026, 9, 12)


@pytest.mark.parametrize(
    ("first", "second"), [(None, None), (CHANGED, CHANGED), (HEARD, date(2026, 9, 15))]
)
def test_one_invitation_is_not_enough(
    cast: Cast, case: Case, first: date | None, second: date | None
) -> None:
    absent = word(
        manner=HearingManner.ABSENT,
        heard_name="",
        stance="silent",
        first_invited_on=first,
        second_invited_on=second,
    )

    with pytest.raises(Refused, match="两次通知"):
        heard(case, cast, absent)


def test_somebody_is_named_who_spoke(cast: Cast, case: Case) -> None:
    with pytest.raises(Refused, match="谁的意见"):
        heard(case, cast, word(heard_name=""))


def test_the_village_speaks_only_for_a_house_where_nobody_is_left(cast: Cast, case: Case) -> None:
    village = word(manner=HearingManner.NOBODY, heard_name="村主任", stance="silent")
    with pytest.raises(Refused, match="还有人"):
        heard(case, cast, village)
    with scope.of(cast.caseworker):
        Membership.objects.filter(household=case.household_id).update(
            last_day=CHANGED, left_for="death"
        )

    assert heard(case, cast, village).heard_name == "村主任"


def test_only_the_township_hears(cast: Cast, case: Case) -> None:
    with scope.of(cast.clerk), pytest.raises(PermissionDenied):
        hearings.record(case=case, hearing=word(), by=cast.clerk, on=SETTLED)
    with scope.of(cast.neighbour), pytest.raises((Case.DoesNotExist, Http404)):
        hearings.record(case=case, hearing=word(), by=cast.neighbour, on=SETTLED)
