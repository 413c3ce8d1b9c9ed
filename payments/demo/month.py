"""One month through the real actions, as the application's role, by the people whose work each step is.

Every step starts from the status the batch has, so a run that was cut off goes on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dibao import scope
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from payments.actions import bank_files, bank_results, batches
from payments.actions.batches import Subsidy
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus

# Of a thousand lines, how many the bank cannot pay.
_FAILURES_PER_MILLE = 5
_LEAST_FAILURES = 3
Step = Callable[[PaymentBatch], None]

_ORDER = (
    BatchStatus.DRAFT,
    BatchStatus.PREPARED,
    BatchStatus.REVIEWED,
    BatchStatus.APPROVED,
    BatchStatus.SEALED,
    BatchStatus.FILED,
    BatchStatus.SENT,
    BatchStatus.SETTLED,
)
# Where the batches of the month at hand stand, county by county, and who has them on the list; the last one is not
# drawn yet.
_STAGES = (
    (BatchStatus.APPROVED, Role.COUNTY_FINANCE),
    (BatchStatus.REVIEWED, Role.COUNTY_APPROVER),
    (BatchStatus.PREPARED, Role.COUNTY_REVIEWER),
    (BatchStatus.DRAFT, Role.COUNTY_CLERK),
    (BatchStatus.SEALED, None),
    (None, None),
)


class Office:
    """The six people of one county between whom a batch goes from desk to desk."""

    def __init__(self, county: Area, offices: Offices, era: Era) -> None:
        self.county = county
        self.era = era
        self.clerk = offices.at(county.code, Role.COUNTY_CLERK)
        self.reviewer = offices.at(county.code, Role.COUNTY_REVIEWER)
        self.approver = offices.at(county.code, Role.COUNTY_APPROVER)
        self.finance = offices.at(county.code, Role.COUNTY_FINANCE)
        self.second_finance = offices.at(county.code, Role.COUNTY_FINANCE, 1)

    def bring(self, month: BenefitMonth, goal: BatchStatus) -> PaymentBatch:
        """Take the month's batch step by step until it stands at `goal`; a batch beyond it is left alone."""
        return self.carry(self._found(month) or self.drawn(month), goal)

    def carry(self, batch: PaymentBatch, goal: BatchStatus) -> PaymentBatch:
        """Take a batch of any kind from desk to desk until it stands at `goal`."""
        while _ORDER.index(BatchStatus(batch.status)) < _ORDER.index(goal):
            person, step = self._next(batch)
            with scope.of(person, action="demo"):
                step(batch)
                batch.refresh_from_db()
        return batch

    def drawn(
        self,
        month: BenefitMonth,
        kind: BatchKind = BatchKind.REGULAR,
        subsidy: Subsidy | None = None,
    ) -> PaymentBatch:
        """A draft of the clerk's: the closed month's on its third day, all others on the day at hand, whose accounts
        they pay into."""
        on = self.era.today
        if kind == BatchKind.REGULAR and month < self.era.open_month:
            on = month.first_day.replace(day=3)
        with scope.of(self.clerk, action="demo"):
            return batches.draw(
                county=self.county, month=month, by=self.clerk, on=on, kind=kind, subsidy=subsidy
            )

    def _found(self, month: BenefitMonth) -> PaymentBatch | None:
        with scope.of(self.clerk):
            return PaymentBatch.objects.regular_of(self.county.code, month)

    def _next(self, batch: PaymentBatch) -> tuple[Staff, Step]:
        """Whose turn it is, and what they do."""
        if batch.status == BatchStatus.SENT:
            return (
                (self.finance, self.settle)
                if self._is_answered(batch)
                else (self.clerk, self.answer)
            )
        turns: Mapping[str, tuple[Staff, Step]] = {
            BatchStatus.DRAFT: (self.clerk, self.submit),
            BatchStatus.PREPARED: (self.reviewer, self.review),
            BatchStatus.REVIEWED: (self.approver, self.approve),
            BatchStatus.APPROVED: (self.finance, self.sign),
            BatchStatus.SEALED: (self.finance, self.write),
            BatchStatus.FILED: (self.second_finance, self.hand_over),
        }
        return turns[batch.status]

    def _is_answered(self, batch: PaymentBatch) -> bool:
        with scope.of(self.clerk):
            return not batch.lines.in_flight().exists()

    def submit(self, batch: PaymentBatch) -> None:
        batches.submit(batch=batch, by=self.clerk, on=self._day_of(batch))

    def _day_of(self, batch: PaymentBatch) -> date:
        """A day on which the batch is in time."""
        return min(batch.settlement_day, self.era.today)

    def review(self, batch: PaymentBatch) -> None:
        batches.review(batch=batch, by=self.reviewer)

    def approve(self, batch: PaymentBatch) -> None:
        change = batches.notable_change(batch)
        sentence = batches.sentence_for(change) if change else ""
        batches.approve(batch=batch, by=self.approver, sentence=sentence)

    def sign(self, batch: PaymentBatch) -> None:
        batches.sign(batch=batch, by=self.finance)

    def write(self, batch: PaymentBatch) -> None:
        on = self.era.today
        if batch.kind == BatchKind.REGULAR:
            on = min(batch.month.first_day.replace(day=6), on)
        bank_files.write(batch=batch, file_format="roster_xlsx", by=self.finance, on=on)

    def hand_over(self, batch: PaymentBatch) -> None:
        file, on = batch.bank_files.get(), self._day_of(batch)
        bank_files.hand_over(file=file, by=self.second_finance, on=on)

    def answer(self, batch: PaymentBatch) -> None:
        """The bank pays nearly everybody, says whom it could not, and the clerk posts what it says."""
        rows = list(bank_files.rows_of(batch))
        failures = _failures([row.serial for row in rows], batch)
        content = simulated.answer(rows, batch.number, failures)
        file = bank_results.load(
            batch=batch, name=f"回盘{batch.number}.csv", content=content, by=self.clerk
        )
        bank_results.post(file=file, by=self.clerk, on=self.era.today)

    def settle(self, batch: PaymentBatch) -> None:
        batches.settle(batch=batch, by=self.finance)


def _failures(serials: Sequence[int], batch: PaymentBatch) -> Mapping[int, FailureReason]:
    """However small the county, some of a month's passbooks are always out of use; what is paid later is all paid."""
    if batch.kind != BatchKind.REGULAR:
        return {}
    failures = simulated.some_failures(serials, seed=batch.number, per_mille=_FAILURES_PER_MILLE)
    closed = dict.fromkeys(serials[:_LEAST_FAILURES], FailureReason.ACCOUNT_CLOSED)
    return failures if len(failures) >= _LEAST_FAILURES else closed | failures


def close_month(county: Area, offices: Offices, era: Era) -> PaymentBatch:
    """The closed month, from drawing to settled."""
    return Office(county, offices, era).bring(era.closed_month, BatchStatus.SETTLED)


def open_month(county: Area, number: int, offices: Offices, era: Era) -> PaymentBatch | None:
    """The month at hand, as far as the county of that number has come; None where it has not begun."""
    goal, _ = _STAGES[number % len(_STAGES)]
    return Office(county, offices, era).bring(era.open_month, goal) if goal else None


def county_that_signed() -> Area:
    """The county whose batch of the month at hand is signed, and not at the bank yet."""
    counties = Area.objects.filter(level=AreaLevel.COUNTY).order_by("code")
    stages = zip(counties, _STAGES, strict=False)
    return next(county for county, (goal, _) in stages if goal == BatchStatus.SEALED)


def who_has_work() -> dict[Role, str]:
    """The county, by its code, on whose batch each post works next."""
    counties = Area.objects.filter(level=AreaLevel.COUNTY).order_by("code")
    return {
        role: county.code
        for county, (_, role) in zip(counties, _STAGES, strict=False)
        if role is not None
    }
