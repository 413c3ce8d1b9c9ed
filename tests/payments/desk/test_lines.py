"""The lines of a batch, what differs from last month, and the roster on paper."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from payments.actions import batches, recoveries
from payments.actions.batches import Subsidy
from payments.actions.recoveries import RecoveryPlan
from payments.banks.reasons import FailureReason
from payments.models.batch import BatchKind
from payments.models.recovery import RecoveryCause
from payments.pages import roster as roster_page
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments import register
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    end_benefit,
    grant_late,
    replace_account,
    sent,
)
from tests.payments.desk.conftest import AtDesk

PAGES = (
    ("payments:batch_lines", ()),
    ("payments:batch_exceptions", ("account",)),
    ("payments:roster", ()),
)


def heads(page: object) -> list[str]:
    return [row.cells[0].value for row in page.context["table"].rows]


def test_lines_stand_by_their_number(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    page = at_desk(cast.reviewer).opens("payments:batch_lines", round_of_july.batch.pk)

    assert heads(page) == [f"户主{number}" for number in (101, 102, 103, 104, 106, 107, 105)]
    assert "共7户，785.00元" in page.text
    assert "****0101" in page.text
    assert "621700000000000101" not in page.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"status": "held"}, ["户主105"]),
        ({"place": "990121101000"}, ["户主106", "户主107"]),
        ({"place": "990121100201"}, ["户主104", "户主105"]),
        ({"benefit_class": "3"}, ["户主103", "户主107", "户主105"]),
        ({"status": "due", "benefit_class": "3", "place": "990121100200"}, ["户主103"]),
        ({"status": "paid"}, []),
    ],
)
def test_lines_are_filtered_by_status_place_and_class(
    at_desk: AtDesk,
    cast: Cast,
    round_of_july: Round,
    asked: dict[str, str],
    shown: list[str],
) -> None:
    page = at_desk(cast.clerk).opens("payments:batch_lines", round_of_july.batch.pk, **asked)

    assert heads(page) == shown


def test_a_place_elsewhere_is_not_to_be_chosen(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, places: Places
) -> None:
    page = at_desk(cast.clerk).opens(
        "payments:batch_lines", round_of_july.batch.pk, place=places.foreign_village.pk
    )

    assert "从列表选择" in page.text
    assert places.foreign_village.name not in page.text


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_pages_of_lines_belong_to_their_county_and_posts(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, name: str, more: tuple[str, ...]
) -> None:
    pk = round_of_july.batch.pk

    assert at_desk(cast.officer).opens(name, pk, *more).status_code == 200
    assert at_desk(cast.foreign_clerk).opens(name, pk, *more).status_code == 404
    assert at_desk(cast.caseworker).opens(name, pk, *more).status_code == 403
    assert at_desk(cast.administrator).opens(name, pk, *more).status_code == 403


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_looking_at_names_is_logged(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, name: str, more: tuple[str, ...]
) -> None:
    at_desk(cast.finance).opens(name, round_of_july.batch.pk, *more)

    log = ReadLog.objects.get()
    assert log.staff_key == cast.finance.pk
    assert round_of_july.batch.number in log.subject
    assert log.kind == ("print" if name == "payments:roster" else "view")


def test_finance_sees_money_and_no_way_into_the_files(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = round_of_july.batch.pk

    assert "/households/" not in at_desk(cast.finance).opens("payments:batch_lines", pk).text
    assert "/households/101/" in at_desk(cast.reviewer).opens("payments:batch_lines", pk).text


def test_a_replaced_account_stands_beside_the_one_before(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    with scope.of(cast.caseworker):
        replace_account(cast, household=101, holder="赵二")
        replace_account(cast, household=105)
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)
    desk = at_desk(cast.approver)

    page = desk.opens("payments:batch_exceptions", august.pk, "replaced")

    rows = [
        [(str(cell.value), str(cell.note)) for cell in row.cells]
        for row in page.context["table"].rows
    ]
    assert [row[2:4] for row in rows] == [
        [("农村信用社 ****0101", ""), ("农业银行 ****0101", "赵二")],
        [("没有账户", ""), ("农业银行 ****0105", "")],
    ]
    assert "6228480000" not in page.text
    assert (
        f"/batches/{august.pk}/exceptions/replaced/" in desk.opens("payments:batch", august.pk).text
    )


def test_an_unknown_kind_of_exception_is_no_page(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.clerk).opens("payments:batch_exceptions", round_of_july.batch.pk, "odd")

    assert page.status_code == 404


def test_a_failed_line_says_why(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    page = at_desk(cast.clerk).opens(
        "payments:batch_lines", round_of_july.batch.pk, status="failed"
    )

    assert heads(page) == ["户主102"]
    assert "账户已销户" in page.text


def many(clerk: Staff, village: str, rules: RuleSet, *, households: int, start: int) -> int:
    """A batch of so many households, half of them without an account."""
    plans = [register.Plan(village, 2, 1, number % 2 == 0) for number in range(households)]
    backing = register.Backing(rules.pk, clerk.pk, clerk.posting.area_id)
    with scope.of(clerk), connection.cursor() as cursor:
        register.write(cursor, plans, backing, start=start)
        return batches.draw(county=clerk.posting.area, month=JULY, by=clerk, on=TODAY).pk


@pytest.mark.parametrize(("name", "more"), [*PAGES, ("payments:batch", ())])
def test_sixty_lines_take_as_many_queries_as_one(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    rules_of_2007: RuleSet,
    name: str,
    more: tuple[str, ...],
) -> None:
    near, far = places.village.pk, places.foreign_village.pk
    small = many(cast.foreign_clerk, far, rules_of_2007, households=2, start=1)
    large = many(cast.clerk, near, rules_of_2007, households=120, start=101)
    counts, desk = [], at_desk(cast.officer)
    desk.opens(name, small, *more)

    for pk in (small, large):
        with CaptureQueriesContext(connection) as queries:
            assert desk.opens(name, pk, *more).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


def test_a_long_list_of_lines_is_paged_without_loss(
    at_desk: AtDesk, cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    pk = many(cast.clerk, places.village.pk, rules_of_2007, households=120, start=1)
    desk, seen, after = at_desk(cast.clerk), [], "0"

    while after:
        page = desk.opens("payments:batch_lines", pk, after=after)
        seen += [row.cells[1].value for row in page.context["table"].rows]
        after = page.context["table"].pager.next
    back = desk.opens("payments:batch_lines", pk, before=page.context["table"].pager.previous)

    assert seen == list(range(1, 121))
    assert [row.cells[1].value for row in back.context["table"].rows] == list(range(51, 101))


def test_the_roster_adds_up_village_by_village(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.approver).opens("payments:roster", round_of_july.batch.pk)
    roster = page.context["roster"]

    assert [(one.sum.households, one.sum.amount) for one in roster.villages] == [
        (3, Decimal("352.00")),
        (1, Decimal("104.00")),
        (2, Decimal("161.00")),
    ]
    assert (roster.payable.households, roster.payable.amount) == (6, Decimal("617.00"))
    assert roster.held.sum.amount == Decimal("168.00")
    assert (roster.total.persons, roster.total.amount) == (15, Decimal("785.00"))


def kept_back(monthly: Round, *, household: int) -> None:
    """Order back what the household was paid too much, 25 yuan a month from August on."""
    plan = RecoveryPlan(
        cause=RecoveryCause.OVERPAID,
        reasons="七月多发",
        instalment=Decimal(25),
        first_month=AUGUST,
        return_by=date(2008, 12, 31),
    )
    with scope.of(monthly.clerk):
        found = Household.objects.get(pk=household)
        recovery = recoveries.propose(household=found, plan=plan, by=monthly.clerk, on=TODAY)
    with scope.of(monthly.approver):
        recoveries.decide(recovery=recovery, by=monthly.approver, on=TODAY)


def test_what_is_kept_back_stands_on_the_roster_where_there_is_any(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    without = at_desk(cast.approver).opens("payments:roster", round_of_july.batch.pk).text
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(round_of_july.clerk, household=102, amount=100)
    kept_back(round_of_july, household=102)
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)

    page = at_desk(cast.approver).opens("payments:roster", august.pk)
    assert "抵扣" not in without
    assert "抵扣（元）" in page.text
    total = page.context["roster"].total
    assert (total.offset, total.amount) == (25, total.base + total.supplement - 25)


def test_the_roster_of_a_subsidy_says_by_what_and_has_no_parts_of_a_benefit(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    subsidy = Subsidy(per_person=Decimal(5), basis="示民发〔2008〕31号")
    with scope.of(cast.clerk):
        batch = batches.draw(
            county=round_of_july.county,
            month=JULY,
            by=cast.clerk,
            on=TODAY,
            kind=BatchKind.SUBSIDY,
            subsidy=subsidy,
        )

    page = at_desk(cast.approver).opens("payments:roster", batch.pk).text

    assert "2008年7月农村低保发放名册（价格临时补贴）" in page
    assert "示民发〔2008〕31号" in page
    assert "分类施保金" not in page


def test_a_roster_of_months_past_says_its_kind_and_each_month(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})
    with scope.of(cast.caseworker):
        replace_account(cast, household=101)
    with scope.of(cast.clerk):
        again = batches.draw(
            county=round_of_july.county,
            month=AUGUST,
            by=cast.clerk,
            on=TODAY,
            kind=BatchKind.FOLLOW_UP,
        )

    page = at_desk(cast.approver).opens("payments:roster", again.pk).text

    assert "2008年8月农村低保发放名册（重新发放）" in page
    assert '<td class="nowrap">2008年7月</td>' in page


def test_the_roster_carries_its_hash_and_the_signers(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    with scope.of(cast.clerk):
        batches.submit(batch=round_of_july.batch, by=cast.clerk, on=TODAY)

    page = at_desk(cast.clerk).opens("payments:roster", round_of_july.batch.pk).text

    assert round_of_july.batch.lines_hash in page
    assert "编制 王编制" in page
    assert "陆佰壹拾柒元整" in page
    assert "621700000000000101" not in page


@pytest.mark.parametrize("count", [1, 11, 12, 16, 17, 35, 36, 40, 41, 88])
def test_whoever_signs_a_roster_has_room_beneath_some_lines(count: int) -> None:
    cuts = roster_page.cuts_of(count)
    sizes = [end - start for start, end in pairwise(cuts)]

    assert sum(sizes) == count
    assert min(sizes) > 0
    assert sizes[0] <= 16
    assert all(size <= 24 for size in sizes[1:])
    assert sizes[-1] <= (11 if len(sizes) == 1 else 19)


def test_every_sheet_of_the_roster_has_its_sum_and_all_lines_stand_once(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roster_page, "_FIRST_SHEET", 4)
        patch.setattr(roster_page, "_SHEET", 3)
        patch.setattr(roster_page, "_SIGNATURES", 1)
        page = at_desk(cast.clerk).opens("payments:roster", round_of_july.batch.pk)
        roster = page.context["roster"]
        sheets = roster.sheets

    rows = [line for sheet in sheets for line in sheet.lines if not line.is_sum]
    assert [row.serial for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert sum(sheet.sum.amount for sheet in sheets) == roster.total.amount
    assert sum(sheet.sum.households for sheet in sheets) == 7
    assert page.text.count("本页小计") == page.text.count("<thead>") == len(sheets) > 2
    assert page.text.count("总计") == 1
