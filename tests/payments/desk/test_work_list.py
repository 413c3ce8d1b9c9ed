"""What waits on the first page for each post, from a month not drawn to one to be settled."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.staff import Staff
from dibao.worklist import Bucket, buckets_of
from payments.actions import bank_results, batches
from payments.banks.reasons import FailureReason
from payments.models import PaymentBatch
from tests.cast import Cast
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    sent,
    write_file,
)
from tests.payments.desk.conftest import AtDesk, answer_to
from tests.payments.holding import held, lifted


def waiting(staff: Staff) -> dict[str, int]:
    """The buckets of money that are not empty."""
    with scope.of(staff):
        found = buckets_of(staff, on=TODAY)
    return {
        bucket.key: bucket.count
        for bucket in found
        if bucket.count and (bucket.key.startswith("batch_") or bucket.key == "accounts")
    }


def test_the_month_at_hand_waits_to_be_drawn(cast: Cast, in_benefit: None) -> None:
    """And the month before it, whose households nobody has drawn either."""
    assert waiting(cast.clerk) == {"batch_draw": 2}

    with scope.of(cast.clerk):
        for month in (JULY, AUGUST):
            batches.draw(county=cast.clerk.posting.area, month=month, by=cast.clerk, on=TODAY)

    assert waiting(cast.clerk) == {"batch_draft": 2}


def test_a_month_left_out_waits_although_this_one_is_drawn(cast: Cast, in_benefit: None) -> None:
    with scope.of(cast.clerk):
        batches.draw(county=cast.clerk.posting.area, month=AUGUST, by=cast.clerk, on=TODAY)
        (bucket,) = [each for each in buckets_of(cast.clerk, on=TODAY) if each.key == "batch_draw"]

    assert [(task.title, task.is_late) for task in bucket.tasks] == [("2008年7月", True)]
    assert bucket.url.endswith("?month=2008-07")


@pytest.mark.parametrize(
    ("until", "who", "bucket"),
    [
        ("prepared", "reviewer", "batch_review"),
        ("reviewed", "approver", "batch_approve"),
        ("approved", "finance", "batch_sign"),
        ("sealed", "finance", "batch_file"),
    ],
)
def test_each_step_waits_at_its_post(
    cast: Cast, round_of_july: Round, until: str, who: str, bucket: str
) -> None:
    carry(round_of_july, until=until)

    assert waiting(getattr(cast, who)) == {bucket: 1}
    assert waiting(cast.caseworker).keys() <= {"accounts"}
    assert waiting(cast.foreign_clerk) == {"batch_draw": 2}


def test_a_file_waits_for_another_than_its_writer(cast: Cast, round_of_july: Round) -> None:
    write_file(round_of_july, "plain_csv")

    assert waiting(cast.second_finance) == {"batch_hand_over": 1}
    assert waiting(cast.finance) == {}


def test_the_answer_is_loaded_then_posted_then_the_batch_settled(
    cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    assert waiting(cast.clerk) == {"batch_draw": 1, "batch_load": 1}
    content = answer_to(round_of_july)
    with scope.of(cast.clerk):
        file = bank_results.load(
            batch=round_of_july.batch, name="a.csv", content=content, by=cast.clerk
        )
    assert waiting(cast.clerk) == {"batch_draw": 1, "batch_post": 1}
    with scope.of(cast.clerk):
        bank_results.post(file=file, by=cast.clerk, on=TODAY)

    assert waiting(cast.clerk) == {"batch_draw": 1}
    assert waiting(cast.finance) == {"batch_settle": 1}


def test_failed_lines_wait_for_the_township(cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED, 3: FailureReason.BANK_ERROR})

    assert waiting(cast.caseworker) == {"accounts": 2}
    assert waiting(cast.neighbour) == {}


def test_the_first_page_leads_to_the_next_step(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="prepared")

    page = at_desk(cast.reviewer).opens("home")

    assert f'href="/batches/{round_of_july.batch.pk}/"' in page.text
    assert "批次待复核" in page.text


def test_the_first_page_takes_as_many_queries_for_sixty_batches(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, counts = at_desk(cast.clerk), []
    desk.opens("home")

    for more in (0, 60):
        drafts(cast, more)
        with CaptureQueriesContext(connection) as queries:
            desk.opens("home")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


def drafts(cast: Cast, count: int) -> None:
    with scope.of(cast.clerk):
        PaymentBatch.objects.bulk_create(
            PaymentBatch(
                area=cast.clerk.posting.area,
                month=AUGUST.plus(-100 - number),
                settlement_day=date(2000, 1, 10),
                drawn_by=cast.clerk,
                drawn_at="2008-01-01T00:00:00Z",
            )
            for number in range(count)
        )


def bucket_of(staff: Staff, key: str) -> Bucket | None:
    with scope.of(staff):
        return next((one for one in buckets_of(staff, on=TODAY) if one.key == key), None)


def test_a_hold_waits_for_a_second_person(cast: Cast, round_of_july: Round) -> None:
    """Whoever placed it does not lift it; a township has no say."""
    hold = held(cast.clerk, first=AUGUST)

    found = bucket_of(cast.reviewer, "holds")
    assert found is not None
    assert (found.count, found.tasks[0].url) == (1, f"/holds/{hold.pk}/")
    own = bucket_of(cast.clerk, "holds")
    assert own is not None
    assert own.count == 0
    assert bucket_of(cast.caseworker, "holds") is None
    lifted(hold, cast.reviewer)
    after = bucket_of(cast.reviewer, "holds")
    assert after is not None
    assert after.count == 0


def test_a_hold_that_is_over_waits_for_nobody(cast: Cast, round_of_july: Round) -> None:
    held(cast.clerk, first=JULY, last_month=JULY)

    found = bucket_of(cast.reviewer, "holds")

    assert found is not None
    assert found.count == 0


def test_what_was_paid_too_much_waits_for_the_clerk(cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=101, last_month=JULY.previous())

    found = bucket_of(cast.clerk, "overpaid")

    assert found is not None
    assert (found.count, found.tasks[0].stage) == (1, "2008年7月多发154.00元")
    assert bucket_of(cast.caseworker, "overpaid") is None
