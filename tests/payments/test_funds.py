"""Money by level and year: entered by one, confirmed by another, and drawn on by batches in its order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from payments import funds as books
from payments.actions import batches, funds
from payments.actions.batches import Uncovered
from payments.actions.funds import EnteredByYou
from payments.banks.reasons import FailureReason
from payments.models import BatchFunding, FundEntry, FundKind, FundSource, PaymentBatch
from tests.cast import Cast
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, answered, carry, sent
from tests.payments.funding import as_entered, confirmed, entered, spent, there

# Of July 785 yuan are due and 617 go to the bank.
PAYABLE = Decimal("617.00")


def borne(batch: PaymentBatch, by: Staff) -> dict[str, Decimal]:
    with scope.of(by):
        return books.borne_by(batch)


def test_an_entry_counts_once_a_second_person_confirmed_it(cast: Cast) -> None:
    entry = entered(cast.finance, as_entered("county", 1000))
    with scope.of(cast.finance):
        before = books.coverage(entry.area_id, 2008, PAYABLE)

    confirmed(entry, cast.second_finance)

    with scope.of(cast.finance):
        after = books.coverage(entry.area_id, 2008, PAYABLE)
        assert (before.left, before.is_kept, before.short) == (0, False, 0)
        assert (after.left, after.is_kept, after.short) == (1000, True, 0)
        trail = AuditEvent.objects.filter(object_key=str(entry.pk)).order_by("pk")
        assert [row.event for row in trail] == ["fund:entered", "fund:confirmed"]


def test_nobody_confirms_their_own(cast: Cast) -> None:
    entry = entered(cast.finance, as_entered())

    with pytest.raises(EnteredByYou, match="由另一人确认"):
        confirmed(entry, cast.finance)


def test_the_approver_may_confirm_and_not_enter(cast: Cast) -> None:
    confirmed(entered(cast.finance, as_entered()), cast.approver)

    with pytest.raises(PermissionDenied):
        entered(cast.approver, as_entered("central", 5))


def test_a_clerk_neither_enters_nor_confirms_nor_declines(cast: Cast) -> None:
    entry = entered(cast.finance, as_entered())

    with pytest.raises(PermissionDenied):
        entered(cast.clerk, as_entered("central", 5))
    with pytest.raises(PermissionDenied):
        confirmed(entry, cast.clerk)
    with scope.of(cast.clerk), pytest.raises(PermissionDenied, match="不能看这一页"):
        funds.decline(entry=entry, reason="不对", by=cast.clerk)


def test_an_entry_is_confirmed_once(cast: Cast) -> None:
    (entry,) = there(cast.finance, cast.second_finance, as_entered())

    with pytest.raises(Refused, match="已经确认或退回"):
        confirmed(entry, cast.approver)


def test_municipal_money_is_entered_by_the_prefecture_and_confirmed_where_it_arrives(
    cast: Cast,
) -> None:
    county = cast.finance.posting.area
    with pytest.raises(Refused, match="市级资金由市里登记"):
        entered(cast.finance, as_entered("municipal", 20))
    with pytest.raises(Refused, match="市里只登记市级资金"):
        entered(cast.officer, as_entered("central", 20), county=county)

    entry = entered(cast.officer, as_entered("municipal", 20), county=county)

    assert confirmed(entry, cast.finance).confirmed_by == cast.finance


def test_another_county_is_as_absent_as_none(cast: Cast) -> None:
    with pytest.raises(Http404):
        entered(cast.finance, as_entered(), county=cast.foreign_clerk.posting.area)
    with pytest.raises(Refused, match="按县登记"):
        entered(cast.officer, as_entered("municipal", 5), county=cast.officer.posting.area)


def test_a_document_assigns_money_once_and_again_after_it_was_declined(cast: Cast) -> None:
    first = entered(cast.finance, as_entered(number="财社〔2008〕1号"))
    with pytest.raises(Refused, match="已经登记过"):
        entered(cast.finance, as_entered(amount=7, number="财社〔2008〕1号"))

    with scope.of(cast.second_finance):
        funds.decline(entry=first, reason="金额多写一个零", by=cast.second_finance)

    assert entered(cast.finance, as_entered(amount=100, number="财社〔2008〕1号")).is_open
    with pytest.raises(Refused, match="已经确认或退回"):
        confirmed(first, cast.second_finance)


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"day": date(2008, 8, 6)}, "还没有到"),
        ({"year": 2010}, "相差太远"),
    ],
    ids=str,
)
def test_a_day_to_come_or_another_time_is_refused(
    cast: Cast, more: dict[str, object], because: str
) -> None:
    with pytest.raises(Refused, match=because):
        entered(cast.finance, as_entered(**more))


def test_a_batch_draws_on_its_sources_in_their_order(round_of_july: Round, cast: Cast) -> None:
    finance, second = cast.finance, cast.second_finance
    there(finance, second, as_entered("county", 500), as_entered("central", 300))
    confirmed(
        entered(cast.officer, as_entered("municipal", 20), county=finance.posting.area), second
    )

    carry(round_of_july, until="sealed")

    assert borne(round_of_july.batch, finance) == {
        "central": Decimal("300.00"),
        "municipal": Decimal("20.00"),
        "county": Decimal("297.00"),
    }


def test_a_county_that_keeps_no_funds_here_pays_as_before(round_of_july: Round) -> None:
    entered(round_of_july.finance, as_entered(amount=1))

    carry(round_of_july, until="sealed")

    assert borne(round_of_july.batch, round_of_july.finance) == {}


def test_a_shortfall_stops_the_approval_with_its_figure(round_of_july: Round) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount="616.99"))

    with pytest.raises(Uncovered, match=r"交银行617\.00元，还差0\.01元"):
        carry(round_of_july, until="approved")

    with scope.of(round_of_july.approver):
        assert PaymentBatch.objects.get().status == "reviewed"


def test_money_taken_back_after_the_approval_stops_the_seal(round_of_july: Round) -> None:
    finance, second = round_of_july.finance, round_of_july.second_finance
    (entry,) = there(finance, second, as_entered(amount=617))
    carry(round_of_july, until="approved")
    with scope.of(finance):
        back = funds.correct(entry=entry, amount=Decimal(600), reason="重复", by=finance, on=TODAY)
    confirmed(back, second)

    with scope.of(finance), pytest.raises(Uncovered, match=r"还差17\.00元"):
        batches.sign(batch=round_of_july.batch, by=finance)


def test_what_failed_goes_back_to_the_last_source_first(round_of_july: Round, cast: Cast) -> None:
    finance, second = cast.finance, cast.second_finance
    there(finance, second, as_entered("central", 550), as_entered("county", 100))
    batch = sent(round_of_july)
    # 156 of 617: all of the county's 67, and 89 of the central money.
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    with scope.of(finance):
        batches.settle(batch=batch, by=finance)

    with scope.of(finance):
        rows = batch.funding.order_by("pk").values_list("level", "amount", "reason")
        assert list(rows) == [
            ("central", Decimal("550.00"), "sealed"),
            ("county", Decimal("67.00"), "sealed"),
            ("county", Decimal("-67.00"), "settled"),
            ("central", Decimal("-89.00"), "settled"),
        ]
    assert borne(batch, finance) == {"central": Decimal("461.00"), "county": Decimal("0.00")}


def test_a_void_batch_gives_all_of_it_back(round_of_july: Round) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=617))
    batch = carry(round_of_july, until="sealed")

    with scope.of(round_of_july.approver):
        batches.void(batch=batch, reason="名单错了", by=round_of_july.approver)

    with scope.of(round_of_july.finance):
        assert books.coverage(batch.area_id, 2008, PAYABLE).left == PAYABLE
        assert borne(batch, round_of_july.finance) == {"county": Decimal("0.00")}


def test_a_correction_is_a_counter_entry_that_waits_like_any_other(cast: Cast) -> None:
    (entry,) = there(cast.finance, cast.second_finance, as_entered(amount=1000))
    with scope.of(cast.finance):
        down = funds.correct(
            entry=entry, amount=Decimal(900), reason="多登", by=cast.finance, on=TODAY
        )
        with pytest.raises(Refused, match="已有更正在等确认"):
            funds.correct(entry=entry, amount=Decimal(5), reason="再改", by=cast.finance, on=TODAY)

    confirmed(down, cast.second_finance)

    with scope.of(cast.finance):
        assert (down.amount, down.corrects) == (Decimal(-100), entry)
        assert funds.amount_of(entry) == 900
        with pytest.raises(Refused, match="没有变"):
            funds.correct(entry=entry, amount=Decimal(900), reason="x", by=cast.finance, on=TODAY)


def test_what_was_drawn_is_not_taken_back(round_of_july: Round) -> None:
    finance, second = round_of_july.finance, round_of_july.second_finance
    (entry,) = there(finance, second, as_entered(amount=700))
    carry(round_of_july, until="sealed")
    with scope.of(finance):
        back = funds.correct(entry=entry, amount=Decimal(616), reason="多登", by=finance, on=TODAY)

    with pytest.raises(Refused, match="县级资金会少于批次已经用掉的"):
        confirmed(back, second)


def test_work_money_is_spent_from_the_work_fund_alone(cast: Cast) -> None:
    there(cast.finance, cast.second_finance, as_entered(amount=100_000))
    entry = entered(cast.finance, spent(30))
    with pytest.raises(Refused, match="工作经费不够"):
        confirmed(entry, cast.second_finance)

    there(cast.finance, cast.second_finance, as_entered("county", 50, kind=FundKind.WORK))

    assert confirmed(entry, cast.second_finance).confirmed_at
    with scope.of(cast.finance):
        year = books.funds_within(cast.finance.posting.area, 2008)[entry.area_id]
        assert (year.work_allocated, year.work_spent) == (50, 30)
        assert year.allocated == {"county": 100_000}


def test_the_work_fund_pays_no_benefit(round_of_july: Round) -> None:
    finance, second = round_of_july.finance, round_of_july.second_finance
    there(
        finance,
        second,
        as_entered(amount=600),
        as_entered("county", 5000, kind=FundKind.WORK, number="工作经费1号"),
    )

    with pytest.raises(Uncovered, match=r"还差17\.00元"):
        carry(round_of_july, until="approved")


def test_a_year_says_what_the_rules_ask_for(round_of_july: Round) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=617))
    batch = sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})
    with scope.of(round_of_july.finance):
        batches.settle(batch=batch, by=round_of_july.finance)

        year = books.funds_within(round_of_july.county, 2008)[round_of_july.county.code]

    # Eight of eleven persons were paid: 20 yuan each, and 3 % of 461 yuan.
    assert (year.counted_in, year.persons, year.municipal_expected) == (JULY, 8, Decimal("160.00"))
    assert (year.spending, year.work_expected) == (Decimal("461.00"), Decimal("13.83"))
    assert (year.without_source, year.by_month[JULY]["county"]) == (0, Decimal("461.00"))


def test_a_year_adds_up_its_entries_and_its_batches(round_of_july: Round) -> None:
    there(
        round_of_july.finance,
        round_of_july.second_finance,
        as_entered(amount=600),
        as_entered(amount=900),
        as_entered(amount=40, kind=FundKind.WORK, number="工作经费1号"),
        as_entered(amount=25, kind=FundKind.WORK, number="工作经费2号"),
        spent(30, number="支1号"),
        spent(12, number="支2号"),
    )
    carry(round_of_july, until="sealed")
    with scope.of(round_of_july.clerk):
        august = batches.draw(
            county=round_of_july.county, month=AUGUST, by=round_of_july.clerk, on=TODAY
        )
    carry(replace(round_of_july, batch=august), until="sealed")

    with scope.of(round_of_july.finance):
        year = books.funds_within(round_of_july.county, 2008)[round_of_july.county.code]

    assert (year.area_code, year.is_kept) == (round_of_july.county.code, True)
    assert (year.allocated["county"], year.attributed["county"]) == (1500, 2 * PAYABLE)
    assert (year.work_allocated, year.work_spent) == (65, 42)
    assert {month: sum(by_level.values()) for month, by_level in year.by_month.items()} == {
        JULY: PAYABLE,
        AUGUST: PAYABLE,
    }


def test_a_confirmation_that_would_overdraw_says_which_money(round_of_july: Round) -> None:
    (given,) = there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=700))
    carry(round_of_july, until="sealed")
    with scope.of(round_of_july.finance):
        less = funds.correct(
            entry=given, amount=Decimal(600), reason="多登", by=round_of_july.finance, on=TODAY
        )

    with pytest.raises(Refused, match=r"^确认以后，县级资金会少于批次已经用掉的，没有确认。$"):
        confirmed(less, round_of_july.second_finance)


@pytest.mark.django_db
def test_before_the_first_order_a_person_brings_the_municipality_nothing() -> None:
    first = FundSource.objects.order_by("from_year").values_list("from_year", flat=True)[0]

    assert books.per_person(first) == 20
    assert books.per_person(first - 1) == 0


def test_what_was_signed_before_funds_were_kept_stays_without_a_source(
    round_of_july: Round,
) -> None:
    carry(round_of_july, until="sealed")
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=617))
    with scope.of(round_of_july.clerk):
        batches.draw(county=round_of_july.county, month=AUGUST, by=round_of_july.clerk, on=TODAY)

    with scope.of(round_of_july.finance):
        year = books.funds_within(round_of_july.county, 2008)[round_of_july.county.code]
        assert year.without_source == PAYABLE
        assert not BatchFunding.objects.exists()


def test_other_counties_see_none_of_it(cast: Cast) -> None:
    there(cast.finance, cast.second_finance, as_entered())

    with scope.of(cast.foreign_clerk):
        assert not FundEntry.objects.exists()
    with scope.of(cast.officer):
        assert FundEntry.objects.count() == 1
