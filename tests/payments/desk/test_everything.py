"""The page and the paper of everything that a household was helped with, and who opens them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.actions import referrals
from applicants.models.household import Household
from applicants.models.referral import CostBearer, Referral
from dibao import scope
from dibao.models.audit import ReadLog
from tests.cast import Cast
from tests.factories.referrals import make_item, make_referral, make_terms
from tests.payments.desk.conftest import AtDesk
from tests.payments.test_everything import LATER, helped_by_all
from tests.payments.test_recoveries import overpaid
from tests.referring import Aid

__all__ = ["helped_by_all", "overpaid"]

PAGE, PAPER = "payments:household_everything", "payments:household_everything_paper"


def test_years_add_up_on_the_page(at_desk: AtDesk, cast: Cast, helped_by_all: Household) -> None:
    page = at_desk(cast.caseworker).opens(PAGE, 102)

    newest, before = page.context["years"]
    assert newest.sentence == "合计800.00元：低保金0.00元，其他帮扶折合800.00元。"
    assert before.sentence == "合计1,401.05元：低保金201.00元，其他帮扶折合1,200.05元。"
    assert sum(row.cells[1].value for row in before.cash.rows) == before.cash.total.cells[1].value
    assert "测试住建局2月3日办完" in page.text
    assert "名额或资金已用完" in page.text
    assert page.text.index("正在办的") < page.text.index("合计800.00元")


def test_the_paper_says_the_same_and_is_kept_as_pdf(
    at_desk: AtDesk, cast: Cast, helped_by_all: Household
) -> None:
    desk = at_desk(cast.caseworker)

    page, file = desk.opens(PAPER, 102), desk.opens(PAPER, 102, **{"as": "pdf"})

    assert "各项帮扶清单" in page.text
    assert "合计1,401.05元" in page.text
    assert file.content.startswith(b"%PDF")
    with scope.of(cast.caseworker):
        kinds = ReadLog.objects.filter(subject="everything").values_list("kind", flat=True)
        assert set(kinds) == {"print"}


def test_parts_of_one_year_are_told_one_by_one(
    at_desk: AtDesk, cast: Cast, aid: Aid, helped_by_all: Household
) -> None:
    desk, by = at_desk(cast.caseworker), aid.insurers_clerk
    with scope.of(by):
        premium = Referral.objects.get(item=aid.premium.item)
        referrals.accept(referral=premium, by=by, on=LATER)
        for value, is_last in (("7.50", False), ("8", True)):
            referrals.deliver(
                referral=premium,
                quantity=Decimal(1),
                value=Decimal(value),
                delivered_on=LATER,
                cost_bearer=CostBearer.COUNTY,
                by=by,
                on=LATER,
                is_last=is_last,
            )

    told = "分次办理：2月3日办1份，7.50元；2月3日办1份，8.00元。"
    for page in (PAGE, PAPER):
        text = desk.opens(page, 102).text
        assert told in text
        # The house was given in two years, once in each.
        assert text.count("分次办理") == 1


def test_an_english_reader_has_both_in_english(
    at_desk: AtDesk, cast: Cast, helped_by_all: Household
) -> None:
    desk = at_desk(cast.caseworker)
    desk.client.cookies["django_language"] = "en"

    assert "A-Premium" in desk.opens(PAGE, 102).text
    assert "A-Premium" in desk.opens(PAPER, 102).text


@pytest.mark.parametrize("page", [PAGE, PAPER])
def test_the_next_township_finds_nothing_and_money_alone_does_not_open_it(
    at_desk: AtDesk, cast: Cast, helped_by_all: Household, page: str
) -> None:
    assert at_desk(cast.neighbour).opens(page, 102).status_code == 404
    assert at_desk(cast.foreign_caseworker).opens(page, 102).status_code == 404
    assert at_desk(cast.agency_officer).opens(page, 102).status_code == 403


def test_the_household_page_leads_there(
    at_desk: AtDesk, cast: Cast, helped_by_all: Household
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:household", 102)

    assert "/households/102/everything/" in page.text


def test_a_household_without_any_help_has_a_page(
    at_desk: AtDesk, cast: Cast, in_benefit: None
) -> None:
    page = at_desk(cast.caseworker).opens(PAGE, 103)

    assert page.status_code == 200
    assert "还没有发过低保金，也没有其他帮扶" in page.text


def test_more_referrals_cost_no_more_queries(
    at_desk: AtDesk, cast: Cast, helped_by_all: Household, aid: Aid
) -> None:
    desk = at_desk(cast.caseworker)
    desk.opens(PAGE, 102)
    with CaptureQueriesContext(connection) as few:
        desk.opens(PAGE, 102)
    with scope.of(cast.caseworker):
        grant = helped_by_all.grants.get(last_month=None)
    for number in range(5):
        terms = make_terms(make_item(aid.insurer, f"more-{number}", f"再帮{number}"))
        make_referral(terms, grant, cast.caseworker, person=helped_by_all.head, on=LATER)

    with CaptureQueriesContext(connection) as many:
        page = desk.opens(PAGE, 102)

    assert len(page.context["open"].rows) == 6
    assert len(many) == len(few)
