"""Any history of a county's money, refusals, replays and crashes included: after each step the books agree."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import shake_256
from typing import Final, NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from dibao import scope
from dibao.errors import Refused
from payments import ledgers
from payments.actions import bank_files
from payments.models import BankFile, LineStatus, PaymentLine
from tests.cast import Cast
from tests.nightly import runs
from tests.payments.histories import Crash, Story, crashing

Step = Callable[[Story, int], None]


class Happening(NamedTuple):
    """A step of a story; where it crashes, after so many statements."""

    step: Step
    luck: int
    crash_after: int | None = None


STEPS: Final[list[Step]] = [
    *[Story.draw] * 2,
    *[Story.draw_what_is_missing] * 2,
    Story.carry_on,
    *[Story.carry_to_bank] * 3,
    *[Story.answer] * 3,
    Story.answer_again,
    Story.send_back,
    Story.void,
    *[Story.click_again] * 2,
    Story.change_account,
    Story.answer_change,
    Story.replace_account,
    Story.let_days_pass,
    Story.hold,
    Story.lift,
    Story.tell_of_death,
    *[Story.decide_late] * 2,
    Story.grant_late,
    *[Story.recover] * 3,
    Story.contradict,
    Story.resolve,
    *[Story.dispute_and_resolve] * 2,
]
# Months that came as far as the bank, or further, so that chance has more to do than refuse; where no number stands,
# it is drawn.
Opening = list[tuple[Step, int | None]]
TO_BANK: Final[Opening] = [(Story.draw_july, 0), (Story.carry_to_bank, 0)]
SOME_PAID: Final[Opening] = [*TO_BANK, (Story.answer, None)]
ALL_PAID: Final[Opening] = [*TO_BANK, (Story.answer, 1)]
OPENINGS: Final[list[Opening]] = [
    [],
    TO_BANK,
    SOME_PAID,
    [*SOME_PAID, (Story.draw_what_is_missing, 0), (Story.carry_to_bank, None)],
    # Household 102 was paid 156 yuan for July and is due 40, or 200; the former gives back 25 a month.
    [*ALL_PAID, (Story.decide_late, 1), (Story.recover, 2), (Story.recover, 2)],
    [*ALL_PAID, (Story.decide_late, 76), (Story.draw_what_is_missing, 0)],
    [*SOME_PAID, (Story.dispute_and_resolve, None), (Story.draw_what_is_missing, 0)],
]


def of_bytes(digest: bytes) -> list[Happening]:
    """Happenings of four bytes each; one in four of them crashes."""
    return [
        Happening(
            STEPS[digest[at] % len(STEPS)],
            int.from_bytes(digest[at : at + 4], "big"),
            digest[at + 1] % 40 if digest[at + 2] % 4 == 0 else None,
        )
        for at in range(0, len(digest), 4)
    ]


# Lists that shrink well repeat a few steps; those of a hash are of all kinds.
HAPPENINGS = st.one_of(
    st.lists(
        st.builds(
            Happening,
            st.sampled_from(STEPS),
            st.integers(0, 2**40),
            st.one_of(st.none(), st.none(), st.integers(0, 40)),
        ),
        min_size=4,
        max_size=12,
    ),
    st.integers(0, 2**64).map(lambda seed: of_bytes(shake_256(b"%d" % seed).digest(4 * 16))),
)

# Each household's months beside the most that any of its grants has said for them, ended since or not.
BEYOND_EVERY_GRANT: Final = """
SELECT l.household_id, l.month, l.paid, g.said FROM (
    SELECT household_id, month, sum(base_amount + supplement_amount) AS paid FROM payments_paymentline
    WHERE status IN ('due', 'sent', 'unknown', 'paid') AND booking = '' AND kind NOT IN ('subsidy', 'subsidy_follow_up')
    GROUP BY household_id, month) l,
LATERAL (SELECT max(total_amount) AS said FROM applicants_grant
         WHERE household_id = l.household_id AND first_month <= l.month) g
WHERE l.paid > g.said
"""
SUBSIDY_TWICE: Final = """
SELECT household_id, month FROM payments_paymentline
WHERE status IN ('due', 'sent', 'unknown', 'paid') AND booking = '' AND kind IN ('subsidy', 'subsidy_follow_up')
GROUP BY household_id, month HAVING count(*) > 1
"""
GIVEN_BACK_TOO_MUCH: Final = "SELECT id FROM payments_recovery WHERE recovery_left(id) < 0"
# A sum asked back twice, or that a standing claim asks for beyond all that was ever paid of the month.
CLAIMED_TOO_MUCH: Final = """
SELECT r.household_id, m.month FROM payments_recoverymonth m
JOIN payments_recovery r ON r.id = m.recovery_id AND r.status <> 'cancelled'
GROUP BY r.household_id, m.month
HAVING sum(m.amount) > (
    SELECT coalesce(sum(base_amount + supplement_amount), 0) FROM payments_paymentline l
    WHERE l.household_id = r.household_id AND l.month = m.month AND (l.status = 'paid' OR l.booking = 'arrived'))
"""
# Money for a household on its way into what nobody confirmed, was taken back, or is somebody else's.
INTO_ANOTHERS_ACCOUNT: Final = """
SELECT l.household_id, l.month FROM payments_paymentline l JOIN payments_account a ON a.id = l.account_id
WHERE l.status <> 'void'
  AND (a.household_id <> l.household_id OR a.status IN ('proposed', 'withdrawn')
       OR a.proposed_on IS NOT NULL AND (a.confirmed_by_id = a.opened_by_id OR a.starts_on < a.told_on + 7))
"""
TWO_ACCOUNTS_TO_COME: Final = """
SELECT household_id FROM payments_account WHERE status <> 'withdrawn' AND ends_on IS NULL
GROUP BY household_id HAVING count(*) FILTER (WHERE status <> 'proposed') <> 1 OR count(*) > 2
"""
NEVER: Final = (
    BEYOND_EVERY_GRANT,
    SUBSIDY_TWICE,
    GIVEN_BACK_TOO_MUCH,
    CLAIMED_TOO_MUCH,
    INTO_ANOTHERS_ACCOUNT,
    TWO_ACCOUNTS_TO_COME,
)


@dataclass
class Auditor:
    """Looks at the county's books after each step, and remembers what was paid and filed."""

    cast: Cast
    paid: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)

    def look(self) -> None:
        with scope.of(self.cast.clerk):
            # The identity of each month is one of these checks.
            assert ledgers.check(self.cast.clerk.posting.area) == []
            for statement in NEVER:
                assert _rows(statement) == []
            self._nothing_paid_is_lost()
            self._files_pay_what_is_payable()

    def _nothing_paid_is_lost(self) -> None:
        paid = PaymentLine.objects.filter(status=LineStatus.PAID).values_list("pk", flat=True)
        assert self.paid <= set(paid)
        self.paid.update(paid)

    def _files_pay_what_is_payable(self) -> None:
        for file in BankFile.objects.exclude(pk__in=self.files).select_related("batch"):
            amounts = [row.amount for row in bank_files.rows_of(file.batch)]
            batch = file.batch
            assert (len(amounts), sum(amounts)) == (batch.payable_count, batch.payable_amount)
            self.files.add(file.pk)


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.usefixtures("in_benefit")
@settings(
    max_examples=runs(each_time=12, at_night=300),
    # Without the phase that explains a failure: it runs for minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(opening=st.sampled_from(OPENINGS), luck=st.integers(0, 2**40), happenings=HAPPENINGS)
def test_the_books_agree_whatever_happens(
    cast: Cast, opening: Opening, luck: int, happenings: list[Happening]
) -> None:
    story, auditor = Story(cast), Auditor(cast)

    with transaction.atomic():
        for step, fixed in opening:
            take(story, Happening(step, luck if fixed is None else fixed))
        for happening in happenings:
            take(story, happening)
            auditor.look()
        # The next history begins where this one began.
        transaction.set_rollback(True)


def take(story: Story, happening: Happening) -> None:
    """One step, or as much of it as was done before it was refused or the power went; then it goes on."""
    name = happening.step.__name__
    with scope.of(story.cast.clerk):
        try:
            if happening.crash_after is None:
                happening.step(story, happening.luck)
            else:
                with crashing(after=happening.crash_after):
                    happening.step(story, happening.luck)
            event(f"{name} was done")
        except Crash:
            event(f"{name} crashed")
        except (Refused, PermissionDenied):
            event(f"{name} was refused")
