"""Months of a prefecture: drawn as the counties' clerks draw them, closed and forgotten as only the owner can."""

from collections.abc import Sequence

from dibao import scope
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.models import PaymentBatch
from tests.benchmarks.figures import Control
from tests.benchmarks.prefecture import County, as_owner, loading, tidy

TABLES = ("payments_paymentbatch", "payments_paymentline", "payments_batchexception")
# So many lines of a closed month are taken away or changed, for the next month to find new and changed ones.
_EVERY = 200
_CLOSING = (
    "DELETE FROM payments_paymentline WHERE month = %(month)s AND serial %% %(every)s = 0",
    "UPDATE payments_paymentline SET status = 'paid' WHERE month = %(month)s AND status = 'due'",
    """
    UPDATE payments_paymentline SET base_amount = base_amount + 1, amount = amount + 1
    WHERE month = %(month)s AND serial %% %(every)s = 1
    """,
)


def draw(counties: Sequence[County], month: BenefitMonth) -> list[PaymentBatch]:
    """Each county's batch by its clerk: guards, row-level security, lines, exceptions, digest, audit."""
    drawn = []
    for county in counties:
        with scope.of(county.clerk):
            drawn.append(
                batches.draw(county=county.area, month=month, by=county.clerk, on=month.first_day)
            )
    return drawn


def close(counties: Sequence[County], month: BenefitMonth) -> None:
    """As if the month had been settled, and been a little different from the next one."""
    values = {"month": month.first_day, "every": _EVERY}
    with loading() as cursor:
        for county in counties:
            signers = {
                "prepared": county.clerk.pk,
                "reviewed": county.reviewer.pk,
                "approved": county.approver.pk,
                "signed": county.finance.pk,
            }
            given = ", ".join(
                f"{step}_by_id = %({step})s, {step}_at = drawn_at" for step in signers
            )
            cursor.execute(
                f"UPDATE payments_paymentbatch SET status = 'settled', is_historical = true, {given}"
                " WHERE area_code = %(area)s AND month = %(month)s",
                {**values, **signers, "area": county.area.code},
            )
        for statement in _CLOSING:
            cursor.execute(statement, values)
    tidy(*TABLES)


def forget(month: BenefitMonth, *, schema: str = "public") -> None:
    """Take a month away, so that it can be drawn again from the same start."""
    with loading() as cursor:
        for table in ("payments_batchexception", "payments_paymentline"):
            cursor.execute(
                f"DELETE FROM {schema}.{table} WHERE batch_id IN"
                f" (SELECT id FROM {schema}.payments_paymentbatch WHERE month = %s)",
                [month.first_day],
            )
        cursor.execute(
            f"DELETE FROM {schema}.payments_paymentbatch WHERE month = %s", [month.first_day]
        )
    tidy(*(f"{schema}.{table}" for table in TABLES))


def control(month: BenefitMonth, *, schema: str = "public") -> tuple[Control, Control]:
    """Lines with their money, and exceptions with the money before and after, counted past all security."""
    with as_owner() as connection:
        lines = connection.execute(
            f"SELECT count(*), sum(amount) FROM {schema}.payments_paymentline WHERE month = %s",
            [month.first_day],
        ).fetchone()
        exceptions = connection.execute(
            "SELECT count(*), coalesce(sum(coalesce(before_amount, 0) + coalesce(after_amount, 0)), 0)"
            f" FROM {schema}.payments_batchexception WHERE batch_id IN"
            f" (SELECT id FROM {schema}.payments_paymentbatch WHERE month = %s)",
            [month.first_day],
        ).fetchone()
    return Control(*lines), Control(*exceptions)
