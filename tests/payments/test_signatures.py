"""Four people sign a batch, in order, and nobody twice."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from dibao.workflow import MoveRefused
from payments.actions import batches
from payments.actions.batches import AlreadySigned
from payments.models import BatchStatus, LineStatus, PaymentBatch
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, carry


def acting_as(staff: Staff, role: Role) -> Staff:
    """The same person in another post of the same county."""
    posting = Posting.objects.create(
        staff=staff, area=staff.posting.area, role=role, starts_on=staff.posting.starts_on
    )
    return staff.acting(posting)


def test_four_signatures_seal_a_batch(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="sealed")

    assert batch.status == BatchStatus.SEALED
    assert [batch.prepared_by, batch.reviewed_by, batch.approved_by, batch.signed_by] == [
        round_of_july.clerk,
        round_of_july.reviewer,
        round_of_july.approver,
        round_of_july.finance,
    ]


@pytest.mark.parametrize(
    ("until", "step", "role"),
    [
        ("prepared", batches.review, Role.COUNTY_REVIEWER),
        ("reviewed", batches.approve, Role.COUNTY_APPROVER),
        ("approved", batches.sign, Role.COUNTY_FINANCE),
    ],
)
def test_who_prepared_a_batch_signs_it_no_second_time(
    round_of_july: Round, until: str, step: Callable[..., PaymentBatch], role: Role
) -> None:
    batch = carry(round_of_july, until=until)
    clerk = acting_as(round_of_july.clerk, role)

    with scope.of(clerk), pytest.raises(AlreadySigned, match=r"是您办的，“.*”要由另一人办理"):
        step(batch=batch, by=clerk)


def test_a_reviewer_who_became_approver_does_not_approve_what_they_reviewed(
    round_of_july: Round,
) -> None:
    batch = carry(round_of_july, until="reviewed")
    reviewer = acting_as(round_of_july.reviewer, Role.COUNTY_APPROVER)

    with scope.of(reviewer), pytest.raises(AlreadySigned, match="“复核”是您办的"):
        batches.approve(batch=batch, by=reviewer)


def test_a_step_is_not_skipped(round_of_july: Round) -> None:
    with scope.of(round_of_july.approver), pytest.raises(MoveRefused, match="现在的状态是“编制中”"):
        batches.approve(batch=round_of_july.batch, by=round_of_july.approver)


def test_a_post_gives_only_its_own_signature(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="prepared")

    with scope.of(round_of_july.finance), pytest.raises(PermissionDenied):
        batches.review(batch=batch, by=round_of_july.finance)


def test_another_countys_reviewer_does_not_see_the_batch(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="prepared")

    with scope.of(cast.foreign_reviewer):
        assert not PaymentBatch.objects.exists()


@pytest.mark.parametrize("until", ["prepared", "reviewed", "approved"])
def test_whoever_holds_a_batch_sends_it_back_without_its_signatures(
    round_of_july: Round, until: str
) -> None:
    batch = carry(round_of_july, until=until)
    holder = {
        "prepared": round_of_july.reviewer,
        "reviewed": round_of_july.approver,
        "approved": round_of_july.finance,
    }[until]

    with scope.of(holder):
        batches.send_back(batch=batch, reason="三户账户要更正", by=holder)

    assert batch.status == BatchStatus.DRAFT
    assert batch.prepared_by is batch.reviewed_by is batch.approved_by is None


def test_a_batch_sent_back_is_drawn_anew_and_submitted_again(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="prepared")
    with scope.of(round_of_july.reviewer):
        batches.send_back(batch=batch, reason="重新编制", by=round_of_july.reviewer)

    with scope.of(round_of_july.clerk):
        drawn = batches.draw(
            county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=TODAY
        )
        batches.submit(batch=drawn, by=round_of_july.clerk, on=TODAY)

    assert drawn.pk == batch.pk
    assert drawn.status == BatchStatus.PREPARED


def test_sending_back_asks_for_a_reason(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="prepared")

    with scope.of(round_of_july.reviewer), pytest.raises(Refused, match="写明退回的原因"):
        batches.send_back(batch=batch, reason="  ", by=round_of_july.reviewer)


def test_a_sealed_batch_is_not_sent_back(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="sealed")

    with scope.of(round_of_july.finance), pytest.raises(MoveRefused, match="不能退回"):
        batches.send_back(batch=batch, reason="太晚了", by=round_of_july.finance)


def test_a_void_batch_makes_its_lines_void_and_frees_the_month(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="sealed")
    with scope.of(round_of_july.approver):
        batches.void(batch=batch, reason="月份编错", by=round_of_july.approver)
        assert not batch.lines.exclude(status=LineStatus.VOID).exists()

    with scope.of(round_of_july.clerk):
        anew = batches.draw(
            county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=TODAY
        )

    assert anew.pk != batch.pk


def test_a_stale_copy_of_the_batch_does_not_sign(round_of_july: Round) -> None:
    """Two reviewers open the same page; the second press says where the batch stands."""
    batch = carry(round_of_july, until="prepared")
    with scope.of(round_of_july.reviewer):
        stale = PaymentBatch.objects.get(pk=batch.pk)
        batches.review(batch=batch, by=round_of_july.reviewer)

        with pytest.raises(MoveRefused, match="可能已有人办过"):
            batches.review(batch=stale, by=round_of_july.reviewer)
