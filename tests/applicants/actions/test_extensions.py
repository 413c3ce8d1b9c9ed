"""More time for a case: once, in time, for one of the law's reasons, where the law knows it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import cases, decisions, extensions
from applicants.models import Case, Extension, PublicNotice, RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from tests.cast import DECIDED, POSTED, Cast, register, small_means
from tests.factories.places import Places

# Thirty working days after the sixth of July, with no holiday among them.
LAST_DAY = date(2026, 8, 17)


def extend(
    case: Case, by: Staff, *, reason: str = "split_residence", on: date = POSTED
) -> Extension:
    with scope.of(by):
        return extensions.grant(case=case, reason=reason, note="户口在邻县", by=by, on=on)


def test_more_time_is_given_with_its_reason(cast: Cast, accepted_case: Case) -> None:
    extension = extend(accepted_case, cast.township_head)

    assert (extension.reason, extension.granted_by) == ("split_residence", cast.township_head)
    with scope.of(cast.inspector):
        assert AuditEvent.objects.filter(event="case:extended", reason="户口在邻县").count() == 1


def test_the_county_may_give_it_too(cast: Cast, accepted_case: Case) -> None:
    assert extend(accepted_case, cast.reviewer).granted_by == cast.reviewer


def test_more_time_is_given_once(cast: Cast, accepted_case: Case) -> None:
    extend(accepted_case, cast.township_head)

    with pytest.raises(Refused, match="已经延长过一次"):
        extend(accepted_case, cast.reviewer)


def test_the_last_day_is_not_too_late(cast: Cast, accepted_case: Case) -> None:
    assert extend(accepted_case, cast.township_head, on=LAST_DAY).granted_on == LAST_DAY


def test_what_is_over_is_not_extended(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(Refused, match="期限2026-08-17已经过了"):
        extend(accepted_case, cast.township_head, on=date(2026, 8, 18))


def test_an_objection_is_no_reason_where_there_is_none(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(Refused, match="没有人提出异议"):
        extend(accepted_case, cast.township_head, reason="objection")


def test_a_draft_has_no_time_yet(cast: Cast, draft_case: Case) -> None:
    with pytest.raises(Refused, match="受理以后、办结以前"):
        extend(draft_case, cast.township_head)


def test_a_decided_case_needs_none(cast: Cast, case_on_notice: Case, notice: PublicNotice) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

    with pytest.raises(Refused, match="受理以后、办结以前"):
        extend(case_on_notice, cast.township_head, on=DECIDED)


def test_the_rules_of_2008_know_no_more_time(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    summer = date(2008, 7, 1)
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker)
        case = cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=summer
        )
        cases.accept(case=case, by=cast.caseworker, on=summer)

    with pytest.raises(Refused, match="没有延长期限的规定"):
        extend(case, cast.township_head, on=summer)


def test_a_caseworker_does_not_lengthen_the_time(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(PermissionDenied):
        extend(accepted_case, cast.caseworker)


def test_another_countys_case_is_not_there(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(Http404):
        extend(accepted_case, cast.foreign_reviewer)
