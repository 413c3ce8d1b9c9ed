"""Posting: the right village, the right stage, each after the one before, nothing the public must not read."""

from datetime import date, timedelta

import pytest

from applicants.actions import assessments, cases, decisions, households, notices
from applicants.models import Case, NoticeEntry, RuleSet
from dibao import scope
from dibao.errors import Refused
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast, register, small_means
from tests.factories.investigation import investigated
from tests.factories.people import entry
from tests.factories.places import Places

SUMMER_2008 = date(2008, 7, 1)


def test_a_notice_of_seven_days_ends_on_the_seventh(case_on_notice: Case) -> None:
    with scope.public(on=LAST_NOTICE_DAY):
        entry_row = NoticeEntry.objects.get()

    assert (entry_row.starts_on, entry_row.ends_on) == (POSTED, LAST_NOTICE_DAY)


def test_a_case_is_posted_in_its_own_village(
    cast: Cast, places: Places, proposed_case: Case
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="不能做这一榜公示"):
        notices.freeze(
            village=places.second_village,
            stage="township",
            cases=[proposed_case],
            by=cast.caseworker,
            on=POSTED,
        )


def test_a_case_is_posted_once_per_stage(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="不能做这一榜公示"):
        notices.freeze(
            village=case_on_notice.area,
            stage="township",
            cases=[case_on_notice],
            by=cast.caseworker,
            on=DECIDED,
        )


def test_the_three_postings_of_2007_come_one_after_the_other(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        case = proposed_in_2008(cast, places)
        on = SUMMER_2008
        for stage in ("village", "township", "county"):
            notice = notices.freeze(
                village=places.village, stage=stage, cases=[case], by=cast.caseworker, on=on
            )
            case.refresh_from_db()
            assert not notices.candidates(cast.caseworker, on=notice.ends_on)
            on = notice.ends_on + timedelta(days=1)

    with scope.of(cast.reviewer):
        case = Case.objects.get(pk=case.pk)
        with pytest.raises(decisions.TooEarly, match="公示还差1天"):
            decisions.confirm(
                case=case, reasons="属实", by=cast.reviewer, on=on - timedelta(days=1)
            )
        assert decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=on)


def test_two_of_three_postings_do_not_suffice(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        case = proposed_in_2008(cast, places)
        notices.freeze(
            village=places.village,
            stage="village",
            cases=[case],
            by=cast.caseworker,
            on=SUMMER_2008,
        )

    with scope.of(cast.reviewer), pytest.raises(decisions.TooEarly, match="还差一榜"):
        decisions.confirm(
            case=Case.objects.get(pk=case.pk),
            reasons="属实",
            by=cast.reviewer,
            on=SUMMER_2008 + timedelta(days=60),
        )


def test_a_minor_applicant_is_printed_by_surname(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        child = entry("欧阳小明", 7, born=date(2012, 3, 4))
        household = households.register(
            village=places.village, members=[child], by=cast.caseworker, on=POSTED
        )
        case = cases.open_draft(
            household=household,
            means=cases.Means(hardships=["orphan"], poverty_cause="other"),
            by=cast.caseworker,
            on=POSTED,
        )
        _propose(cast, case, POSTED)
        notices.freeze(
            village=places.village, stage="township", cases=[case], by=cast.caseworker, on=POSTED
        )

        assert NoticeEntry.objects.get().printed_name == "欧阳某"


def proposed_in_2008(cast: Cast, places: Places) -> Case:
    household = register(places.village, cast.caseworker)
    case = cases.open_draft(
        household=household, means=small_means(), by=cast.caseworker, on=SUMMER_2008
    )
    return _propose(cast, case, SUMMER_2008)


def _propose(cast: Cast, case: Case, on: date) -> Case:
    cases.accept(case=case, by=cast.caseworker, on=on)
    investigated(case, cast.caseworker, on=on)
    assessment = assessments.assess(case=case, by=cast.caseworker, on=on)
    cases.propose(
        case=case,
        assessment=assessment,
        proposal="grant",
        reasons="属实",
        by=cast.caseworker,
        on=on,
    )
    case.refresh_from_db()
    return case
