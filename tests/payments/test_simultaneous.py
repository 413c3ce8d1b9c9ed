"""Two at once: threads that really commit, on connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from payments.actions import account_changes, bank_files, bank_results, batches
from payments.banks import simulated
from payments.models import Account, BankFile, PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.payments.conftest import (
    ENTERED_ON,
    JULY,
    TODAY,
    Round,
    carry,
    confirmed_account,
    end_benefit,
    proposed_account,
    sent,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = 20


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works at the same moment; each gives its result or the Refused it met."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def in_scope(by: Staff, work: Callable[[PaymentBatch], object], key: int) -> Callable[[], object]:
    def run() -> object:
        with scope.of(by):
            return work(PaymentBatch.objects.get(pk=key))

    return run


@contextmanager
def counted(by: Staff, event: str) -> Iterator[list[int]]:
    found: list[int] = []
    yield found
    with scope.of(by):
        found.append(AuditEvent.objects.filter(event=event).count())


def test_twenty_pairs_of_reviewers_have_one_effect_each(round_of_july: Round, cast: Cast) -> None:
    key = round_of_july.batch.pk
    for pair in range(1, PAIRS + 1):
        with scope.of(cast.clerk):
            batches.submit(batch=PaymentBatch.objects.get(pk=key), by=cast.clerk, on=TODAY)

        answers = at_once(
            in_scope(cast.reviewer, lambda b: batches.review(batch=b, by=cast.reviewer), key),
            in_scope(
                cast.second_reviewer,
                lambda b: batches.review(batch=b, by=cast.second_reviewer),
                key,
            ),
        )

        assert sum(isinstance(answer, PaymentBatch) for answer in answers) == 1
        with scope.of(cast.approver):
            batch = PaymentBatch.objects.get(pk=key)
            assert AuditEvent.objects.filter(event="batch:reviewed").count() == pair
            batches.send_back(batch=batch, reason="再来一次", by=cast.approver)


def test_two_simultaneous_draws_give_one_batch(in_benefit: None, cast: Cast) -> None:
    county = cast.clerk.posting.area

    def draw() -> object:
        with scope.of(cast.clerk):
            return batches.draw(county=county, month=JULY, by=cast.clerk, on=TODAY)

    drawn = at_once(draw, draw, draw)

    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()
        assert {one.pk for one in drawn} == {batch.pk}
        assert PaymentLine.objects.count() == batch.line_count == 7


def test_a_draft_submitted_while_it_is_drawn_anew_stays_as_it_is(
    round_of_july: Round, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The submission commits after the draw found a draft, and before it takes the lines away."""
    key = round_of_july.batch.pk
    submit = in_scope(cast.clerk, lambda b: batches.submit(batch=b, by=cast.clerk, on=TODAY), key)
    find = batches.draft_to_replace

    def find_then_submit(**asked: object) -> PaymentBatch | None:
        draft = find(**asked)
        at_once(submit)
        return draft

    monkeypatch.setattr(batches, "draft_to_replace", find_then_submit)

    with scope.of(cast.clerk), pytest.raises(Refused, match="已经编制，状态是“待复核”"):
        batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)

    with scope.of(cast.clerk):
        assert PaymentBatch.objects.get(pk=key).lines.count() == 7


def test_a_page_opened_before_the_draft_was_drawn_anew_does_not_submit_it(
    round_of_july: Round, cast: Cast
) -> None:
    with scope.of(cast.clerk):
        seen = PaymentBatch.objects.get(pk=round_of_july.batch.pk)
        batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)

        with pytest.raises(Refused, match="没有办成"):
            batches.submit(batch=seen, by=cast.clerk, on=TODAY)


def test_two_finance_officers_write_one_file(round_of_july: Round, cast: Cast) -> None:
    key = carry(round_of_july, until="sealed").pk

    def write(by: Staff) -> Callable[[], object]:
        return in_scope(
            by,
            lambda b: bank_files.write(batch=b, file_format="plain_csv", by=by, on=TODAY),
            key,
        )

    files = at_once(write(cast.finance), write(cast.second_finance))

    assert files[0] == files[1]
    with scope.of(cast.finance):
        assert BankFile.objects.count() == 1


def test_the_same_result_loaded_twice_at_once_is_posted_once(
    round_of_july: Round, cast: Cast
) -> None:
    batch = sent(round_of_july)
    with scope.of(cast.clerk):
        content = simulated.answer(list(bank_files.rows_of(batch)), batch.number)

    def load_and_post(batch: PaymentBatch) -> object:
        file = bank_results.load(batch=batch, name="a.csv", content=content, by=cast.clerk)
        return bank_results.post(file=file, by=cast.clerk, on=TODAY)

    answers = at_once(*[in_scope(cast.clerk, load_and_post, batch.pk)] * 3)

    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    with scope.of(cast.clerk):
        assert AuditEvent.objects.filter(event="bank_result:posted").count() == 1


_UPDATE, _OF_101 = "UPDATE payments_paymentline", "WHERE household_id = 101"
_ACCOUNT_102 = "(SELECT id FROM payments_account WHERE household_id = 102)"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            f"{_UPDATE} SET base_amount = base_amount + 1, amount = amount + 1 {_OF_101}",
            "待遇已变1户",
        ),
        (f"DELETE FROM payments_paymentline {_OF_101}", "应发没有编进1户"),
        (f"{_UPDATE} SET account_id = {_ACCOUNT_102} {_OF_101}", "不一致，没有签发"),
        ("UPDATE payments_paymentbatch SET total_amount = total_amount + 0.01", "不一致，没有签发"),
    ],
    ids=["a yuan", "a line", "an account", "the sum"],
)
def test_a_batch_damaged_by_the_owner_is_not_sealed(
    round_of_july: Round, cast: Cast, as_owner: psycopg.Connection, damage: str, words: str
) -> None:
    """Somebody with the owner's rights changed something behind everybody's back."""
    batch = carry(round_of_july, until="approved")
    for table in ("payments_paymentline", "payments_paymentbatch"):
        as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    as_owner.execute(damage)
    for table in ("payments_paymentline", "payments_paymentbatch"):
        as_owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    with scope.of(cast.finance), pytest.raises(Refused, match=words):
        batches.sign(batch=batch, by=cast.finance)


def test_a_benefit_stopped_while_finance_signs_is_not_sealed(
    round_of_july: Round, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends between the question and the seal, on another connection."""
    batch = carry(round_of_july, until="approved")
    ask = batches.refuse_outdated

    def ask_then_end(**asked: object) -> None:
        ask(**asked)
        at_once(lambda: end_benefit(household=101, last_month=JULY.previous()))

    monkeypatch.setattr(batches, "refuse_outdated", ask_then_end)

    with scope.of(cast.finance), pytest.raises(batches.Outdated, match="正在变动"):
        batches.sign(batch=batch, by=cast.finance)


def test_two_second_persons_confirm_one_change_once(in_benefit: None, cast: Cast) -> None:
    change = proposed_account(cast.caseworker, household=101)

    answers = at_once(
        lambda: confirmed_account(change, cast.township_head),
        lambda: confirmed_account(change, cast.reviewer),
    )

    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    with scope.of(cast.clerk):
        assert AuditEvent.objects.filter(event="account:confirmed").count() == 1
        assert Account.objects.in_force(TODAY).filter(household=101).count() == 1


def test_a_change_taken_back_while_it_is_confirmed_is_one_of_both(
    in_benefit: None, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = ENTERED_ON
    change = proposed_account(cast.caseworker, household=101)

    def take_back() -> object:
        with scope.of(cast.caseworker):
            return account_changes.withdraw(
                account=change, reason="没有要换", by=cast.caseworker, on=ENTERED_ON
            )

    at_once(lambda: confirmed_account(change, cast.township_head), take_back)

    # Either order ends in the withdrawal: what cools off may still be taken back.
    with scope.of(cast.clerk):
        change.refresh_from_db()
        assert change.status == "withdrawn"
        [left] = Account.objects.standing().filter(household=101)
        assert (left.pk != change.pk, left.ends_on) == (True, None)
