"""Everything missing is told once; what the office can find out itself is not asked for."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from applicants.actions import cases, missing_items
from applicants.materials import Need
from applicants.models import Assessment, Case, DocumentKind, MissingItemsNotice
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.cast import ENTERED, Cast

DUE = ENTERED + timedelta(days=10)
TOO_EARLY = "UPDATE applicants_missingitemsnotice SET supplied_on = given_on - 1, supplied_by_id = given_by_id"
DIAGNOSIS = Need(DocumentKind.DIAGNOSIS, None, "")


def give(case: Case, by: Staff, **more: object) -> MissingItemsNotice:
    said = {"needs": [DIAGNOSIS], "others": ["土地承包合同"], "due_on": DUE, "on": ENTERED, **more}
    return missing_items.give(case=case, by=by, **said)


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def notice(cast: Cast, draft_case: Case) -> MissingItemsNotice:
    with scope.of(cast.caseworker):
        return give(draft_case, cast.caseworker)


def test_a_notice_names_everything(notice: MissingItemsNotice) -> None:
    assert notice.items == ["诊断书", "土地承包合同"]


def test_a_second_notice_needs_new_facts(
    cast: Cast, draft_case: Case, notice: MissingItemsNotice
) -> None:
    with scope.of(cast.caseworker):
        with pytest.raises(Refused, match="2026-07-06已经一次性告知过"):
            give(draft_case, cast.caseworker)

        again = give(draft_case, cast.caseworker, new_facts="儿子新近确诊重病")

        assert again.new_facts == "儿子新近确诊重病"


@pytest.mark.parametrize(
    "kind", ["household_register", "identity_card", "disability_card", "unemployment_proof"]
)
def test_what_a_platform_supplies_is_not_asked_for(cast: Cast, draft_case: Case, kind: str) -> None:
    needs = [DIAGNOSIS, Need(DocumentKind(kind), None, "")]

    with scope.of(cast.caseworker), pytest.raises(Refused, match="不得要求群众提供"):
        give(draft_case, cast.caseworker, needs=needs)


def test_in_2008_there_was_no_platform(cast: Cast, draft_case: Case) -> None:
    day = date(2008, 7, 1)
    needs = [Need(DocumentKind.HOUSEHOLD_REGISTER, None, "")]

    with scope.of(cast.caseworker):
        given = give(draft_case, cast.caseworker, needs=needs, others=[], on=day, due_on=day)

    assert given.items == ["户口本"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"needs": [], "others": []}, "选择要补的材料"),
        ({"due_on": ENTERED - timedelta(days=1)}, "早于今天"),
    ],
)
def test_a_notice_asks_for_something_in_time(
    cast: Cast, draft_case: Case, more: dict[str, object], words: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=words):
        give(draft_case, cast.caseworker, **more)


def test_after_the_opinion_it_is_too_late(cast: Cast, proposed_case: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="提出初审意见以前"):
        give(proposed_case, cast.caseworker)


@pytest.mark.parametrize("who", ["township_head", "reviewer", "inspector"])
def test_only_whoever_enters_cases_tells(cast: Cast, draft_case: Case, who: str) -> None:
    by = getattr(cast, who)

    with scope.of(by), pytest.raises(PermissionDenied):
        give(draft_case, by)


def test_everything_comes_once(cast: Cast, notice: MissingItemsNotice) -> None:
    with scope.of(cast.caseworker):
        missing_items.supplied(notice=notice, by=cast.caseworker, on=DUE)

        with pytest.raises(Refused, match="已经登记补齐"):
            missing_items.supplied(notice=notice, by=cast.caseworker, on=DUE)


def test_no_opinion_is_given_before_everything_came(
    cast: Cast, notice: MissingItemsNotice, accepted_case: Case, assessment: Assessment
) -> None:
    opinion = {"proposal": "grant", "reasons": "入户调查属实", "on": DUE}
    with scope.of(cast.township_head), pytest.raises(Refused, match="还没有登记补齐"):
        cases.propose(case=accepted_case, assessment=assessment, by=cast.township_head, **opinion)

    with scope.of(cast.caseworker):
        missing_items.supplied(notice=notice, by=cast.caseworker, on=DUE)

    with scope.of(cast.township_head):
        cases.propose(case=accepted_case, assessment=assessment, by=cast.township_head, **opinion)
        accepted_case.refresh_from_db()
    assert accepted_case.status == "proposed"


@pytest.mark.parametrize(
    ("statement", "fact"),
    [
        ("UPDATE applicants_missingitemsnotice SET items = '{x}'", "permission denied"),
        ("UPDATE applicants_missingitemsnotice SET supplied_on = now()", "says_by_whom"),
        ("DELETE FROM applicants_missingitemsnotice", "permission denied"),
        ("DELETE FROM applicants_missingitemsnoticeevent", "permission denied"),
        (TOO_EARLY, "says_by_whom"),
    ],
)
def test_a_notice_stays_as_it_was_given(
    cast: Cast, notice: MissingItemsNotice, statement: str, fact: str
) -> None:
    with pytest.raises(DatabaseError, match=fact), scope.of(cast.caseworker):
        run(statement)


def test_what_came_is_not_missing_again(cast: Cast, notice: MissingItemsNotice) -> None:
    with scope.of(cast.caseworker):
        missing_items.supplied(notice=notice, by=cast.caseworker, on=DUE)

    with pytest.raises(DatabaseError, match="only_ever_answered"), scope.of(cast.caseworker):
        run("UPDATE applicants_missingitemsnotice SET supplied_on = NULL, supplied_by_id = NULL")


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ("items", "told_once"),
        ("empty", "asks_for_something"),
        ("late", "in_order"),
    ],
)
def test_the_database_lets_everything_be_told_once(
    cast: Cast, notice: MissingItemsNotice, changed: str, fact: str
) -> None:
    items = "'{}'" if changed == "empty" else "items"
    due = "given_on - 1" if changed == "late" else "due_on"
    facts = "''" if changed == "items" else "'x'"

    with pytest.raises(DatabaseError, match=fact), scope.of(cast.caseworker):
        run(
            "INSERT INTO applicants_missingitemsnotice"
            " (area_code, case_id, items, new_facts, given_by_id, given_on, due_on)"
            f" SELECT area_code, case_id, {items}, {facts}, given_by_id, given_on, {due}"
            " FROM applicants_missingitemsnotice"
        )


def test_another_place_sees_no_notice(cast: Cast, notice: MissingItemsNotice) -> None:
    for stranger in (cast.neighbour, cast.foreign_reviewer, cast.administrator):
        with scope.of(stranger):
            assert run("SELECT count(*) FROM applicants_missingitemsnotice") == [(0,)]
