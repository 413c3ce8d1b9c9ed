"""What PostgreSQL refuses of funds, whatever our code would let through."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from dibao import scope
from dibao.models.staff import Staff
from payments.actions import batches, funds
from payments.actions.batches import Subsidy
from payments.models import BatchKind, FundEntry, PaymentBatch
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, carry, submitted
from tests.payments.funding import as_entered, confirmed, entered, spent, there
from tests.payments.test_database_guards import refused, run, signed_by_sql
from tests.simultaneous import at_once

ENTER = (
    "INSERT INTO payments_fundentry (area_code, kind, year, level, amount, document_number, day, purpose, corrects_id,"
    " entered_by_id, entered_at, confirmed_by_id, confirmed_at) VALUES (%s, %s, %s, %s, %s, %s, '2008-02-01', %s, %s,"
    " %s, now(), %s, %s)"
)
CONFIRM = "UPDATE payments_fundentry SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s"
BEAR = (
    "INSERT INTO payments_batchfunding (batch_id, area_code, year, level, amount, reason, made_at)"
    " SELECT id, area_code, 2008, 'county', 1, 'sealed', now() FROM payments_paymentbatch"
)


def put_in(by: Staff, **said: object) -> None:
    row = {
        "area": "990121000000",
        "kind": "benefit",
        "year": 2008,
        "level": "county",
        "amount": 5,
        "number": "1号",
        "purpose": "",
        "corrects": None,
        "entered_by": by.pk,
        "confirmed_by": None,
        "confirmed_at": None,
    } | said
    run(ENTER, *row.values())


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"area": "990122000000"}, "row-level security"),
        ({"area": "990121100000"}, "a_fund_entry_is_a_countys_and_begins_open"),
        ({"amount": 0}, "only_a_correction_takes_money_back"),
        ({"amount": -5}, "only_a_correction_takes_money_back"),
        ({"level": "village"}, "assigned_money_has_a_source"),
        ({"level": ""}, "assigned_money_has_a_source"),
        ({"kind": "work_spending", "purpose": "纸"}, "assigned_money_has_a_source"),
        ({"kind": "work_spending", "level": ""}, "a_spending_or_correction_says_for_what"),
        ({"kind": "work", "level": "central"}, "the_work_fund_is_not_national_money"),
        ({"kind": "gift"}, "fund_kind_is_known"),
        ({"number": ""}, "a_fund_entry_has_a_year_and_a_document"),
        ({"year": 1999}, "a_fund_entry_has_a_year_and_a_document"),
    ],
    ids=str,
)
def test_an_entry_says_what_it_must(cast: Cast, said: dict[str, object], because: str) -> None:
    with refused(cast.finance, because):
        put_in(cast.finance, **said)


def test_nobody_enters_in_anothers_name_or_confirmed_at_once(cast: Cast) -> None:
    with refused(cast.finance, "fund_entry_entered_by_is_who_acts"):
        put_in(cast.finance, entered_by=cast.second_finance.pk)
    with refused(cast.finance, "begins_open"):
        put_in(cast.finance, confirmed_by=cast.second_finance.pk, confirmed_at="2008-02-01")


def test_nobody_confirms_their_own_or_in_anothers_name(cast: Cast) -> None:
    entry = entered(cast.finance, as_entered())

    with refused(cast.finance, "a_second_person_confirms_a_fund_entry"):
        run(CONFIRM, cast.finance.pk, entry.pk)
    with refused(cast.finance, "fund_entry_confirmed_by_is_who_acts"):
        run(CONFIRM, cast.second_finance.pk, entry.pk)


def test_an_entry_is_answered_once(cast: Cast) -> None:
    (entry,) = there(cast.finance, cast.second_finance, as_entered())

    with refused(cast.approver, "a_fund_entry_is_answered_once_and_stays"):
        run(CONFIRM, cast.approver.pk, entry.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_fundentry SET amount = amount * 2",
        "UPDATE payments_fundentry SET level = 'central'",
        "DELETE FROM payments_fundentry",
        "UPDATE payments_batchfunding SET amount = 1",
        "DELETE FROM payments_batchfunding",
        BEAR,
        "UPDATE payments_fundsource SET place = 5 - place",
        "INSERT INTO payments_fundsource (from_year, level, place) VALUES (2008, 'county', 4)",
    ],
    ids=str,
)
def test_funds_are_written_once_and_attributed_by_the_seal_alone(
    round_of_july: Round, statement: str
) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered())
    carry(round_of_july, until="sealed")

    with refused(round_of_july.finance, "permission denied"):
        run(statement)


@pytest.mark.parametrize(
    "said",
    [
        {"number": "2号"},
        {"level": "central"},
        {"year": 2007},
        {"kind": "work"},
    ],
    ids=str,
)
def test_a_correction_is_of_its_first_entry(cast: Cast, said: dict[str, object]) -> None:
    (first,) = there(cast.finance, cast.second_finance, as_entered(number="1号"))

    with refused(cast.finance, "a_correction_is_of_its_first_entry"):
        put_in(cast.finance, corrects=first.pk, amount=-5, purpose="多登", **said)


def test_a_correction_of_a_correction_or_of_what_nobody_confirmed_is_none(cast: Cast) -> None:
    first = entered(cast.finance, as_entered(number="1号"))
    with refused(cast.finance, "a_correction_is_of_its_first_entry"):
        put_in(cast.finance, corrects=first.pk, amount=-5, purpose="多登")


def test_no_more_is_taken_back_than_was_given(cast: Cast) -> None:
    (first, _other) = there(
        cast.finance, cast.second_finance, as_entered(number="1号", amount=5), as_entered()
    )
    with scope.of(cast.finance):
        put_in(cast.finance, corrects=first.pk, amount=-6, purpose="多登")
        back = FundEntry.objects.get(amount=-6)

    with refused(cast.second_finance, "funds_are_never_overdrawn"):
        run(CONFIRM, cast.second_finance.pk, back.pk)


def test_work_money_is_not_spent_beyond_the_work_fund(cast: Cast) -> None:
    there(cast.finance, cast.second_finance, as_entered(amount=100_000))
    entry = entered(cast.finance, spent(1))

    with refused(cast.second_finance, "funds_are_never_overdrawn"):
        run(CONFIRM, cast.second_finance.pk, entry.pk)


def test_a_batch_beyond_its_sources_is_not_approved(round_of_july: Round) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=616))

    with refused(round_of_july.approver, "an_approved_batch_is_covered_by_funds"):
        signed_by_sql(round_of_july)


def test_a_batch_beyond_its_sources_is_not_sealed(round_of_july: Round) -> None:
    finance, second = round_of_july.finance, round_of_july.second_finance
    (entry,) = there(finance, second, as_entered(amount=617))
    carry(round_of_july, until="approved")
    with scope.of(finance):
        back = funds.correct(entry=entry, amount=Decimal(616), reason="多登", by=finance, on=TODAY)
    confirmed(back, second)

    with refused(finance, "a_sealed_batch_is_covered_by_funds"):
        run(
            "UPDATE payments_paymentbatch SET status = 'sealed', signed_by_id = %s, signed_at = now()",
            finance.pk,
        )


def test_asking_again_attributes_nothing_twice_and_nothing_of_others(
    round_of_july: Round, cast: Cast
) -> None:
    there(round_of_july.finance, round_of_july.second_finance, as_entered(amount=2000))
    key = carry(round_of_july, until="sealed").pk

    for by in (cast.finance, cast.foreign_clerk):
        with scope.of(by):
            run("SELECT attribute_funds(%s)", key)

    with scope.of(cast.finance):
        assert run("SELECT FROM payments_batchfunding") == 1


@pytest.mark.django_db(transaction=True)
def test_two_batches_signed_at_once_do_not_spend_the_same_money(
    round_of_july: Round, cast: Cast
) -> None:
    """A regular batch of 617 yuan and a subsidy of as much, with money for one and a half."""
    first, second = carry(round_of_july, until="approved"), approved_subsidy(round_of_july)
    there(cast.finance, cast.second_finance, as_entered(amount=900))

    answers = at_once(
        in_scope(cast.finance, lambda: batches.sign(batch=first, by=cast.finance)),
        in_scope(cast.second_finance, lambda: batches.sign(batch=second, by=cast.second_finance)),
    )

    assert sorted(type(one).__name__ for one in answers) == ["PaymentBatch", "Uncovered"]
    with scope.of(cast.finance):
        paid = PaymentBatch.objects.get(status="sealed").payable_amount
        assert sum(run_all("SELECT amount FROM payments_batchfunding")) == paid


@pytest.mark.django_db(transaction=True)
def test_money_is_not_taken_back_and_drawn_at_once(round_of_july: Round, cast: Cast) -> None:
    (entry,) = there(cast.finance, cast.second_finance, as_entered(amount=617))
    batch = carry(round_of_july, until="approved")
    with scope.of(cast.finance):
        back = funds.correct(
            entry=entry, amount=Decimal(100), reason="多登", by=cast.finance, on=TODAY
        )

    answers = at_once(
        in_scope(cast.finance, lambda: batches.sign(batch=batch, by=cast.finance)),
        in_scope(cast.approver, lambda: funds.confirm(entry=back, by=cast.approver)),
    )

    refusals = [one for one in answers if isinstance(one, Exception)]
    assert len(refusals) == 1
    with scope.of(cast.finance):
        assert run("SELECT FROM funds_of('990121000000', 2008) WHERE attributed > allocated") == 0


def approved_subsidy(monthly: Round) -> PaymentBatch:
    """A second batch of the same month, on to the last signature."""
    with scope.of(monthly.clerk):
        batch = batches.draw(
            county=monthly.county,
            month=JULY,
            by=monthly.clerk,
            on=TODAY,
            kind=BatchKind.SUBSIDY,
            subsidy=Subsidy(per_person=Decimal(60), basis="价格〔2008〕1号"),
        )
    for step, by in (
        (submitted, monthly.clerk),
        (batches.review, monthly.reviewer),
        (batches.approve, monthly.approver),
    ):
        with scope.of(by):
            step(batch=batch, by=by)
    return batch


def in_scope(by: Staff, work: Callable[[], object]) -> Callable[[], object]:
    def run_it() -> object:
        with scope.of(by):
            return work()

    return run_it


def run_all(statement: str) -> list[Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
