"""What PostgreSQL refuses of holds, and of lines that do not go with them, whatever our code would let through."""

import pytest

from dibao import scope
from dibao.models.staff import Staff
from payments import drawing
from payments.actions import batches
from payments.models import PaymentHold
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, carry
from tests.payments.holding import held, lifted
from tests.payments.test_database_guards import LINE_COLUMNS, refused, run, signed_by_sql

PLACE = (
    "INSERT INTO payments_paymenthold (household_id, area_code, reason, note, first_month, last_month, placed_by_id,"
    " placed_at) VALUES (%s, %s, %s, '', %s, %s, %s, now())"
)
LIFT = (
    "UPDATE payments_paymenthold SET lifted_by_id = %s, lifted_at = now(), lift_reason = '已核实'"
)


def placed(by: Staff, signer: Staff | None = None, **said: object) -> None:
    row = {
        "household": 101,
        "area": "990121100200",
        "reason": "identity",
        "first": "2008-07-01",
        "last": None,
    } | said
    run(PLACE, *row.values(), (signer or by).pk)


def drawn_under_hold(monthly: Round) -> PaymentHold:
    hold = held(monthly.clerk)
    with scope.of(monthly.clerk):
        batches.draw(county=monthly.county, month=JULY, by=monthly.clerk, on=TODAY)
    return hold


def written(monthly: Round, columns: dict[str, str], *, household: int) -> None:
    """A line of the draft put in anew, by SQL, with other columns, and the header made to fit."""
    names = f"{LINE_COLUMNS}, hold_id"
    values = ", ".join(columns.get(name, name) for name in names.split(", "))
    run(
        "CREATE TEMP TABLE taken ON COMMIT DROP AS"
        " SELECT * FROM payments_paymentline WHERE household_id = %s",
        household,
    )
    run("DELETE FROM payments_paymentline WHERE household_id = %s", household)
    run(f"INSERT INTO payments_paymentline ({names}) SELECT {values} FROM taken")
    run(drawing.HEADER.replace("%(batch)s", "(SELECT id FROM payments_paymentbatch)"))


def test_a_line_under_a_hold_is_never_due(round_of_july: Round) -> None:
    drawn_under_hold(round_of_july)

    with refused(round_of_july.clerk, "a_line_under_a_hold_is_held"):
        written(round_of_july, {"status": "'due'"}, household=101)


@pytest.mark.parametrize(
    ("columns", "household"),
    [
        # Due although a hold stands.
        ({"status": "'due'", "hold_id": "NULL"}, 101),
        # Held without saying by which.
        ({"hold_id": "NULL"}, 101),
        # Held by somebody else's hold.
        ({"status": "'held'", "hold_id": "(SELECT id FROM payments_paymenthold)"}, 102),
    ],
    ids=str,
)
def test_a_batch_whose_lines_do_not_match_the_holds_is_not_sealed(
    round_of_july: Round, columns: dict[str, str], household: int
) -> None:
    drawn_under_hold(round_of_july)
    with scope.of(round_of_july.clerk):
        written(round_of_july, columns, household=household)

    with refused(round_of_july.finance, "a_sealed_batch_pays_what_is_due"):
        signed_by_sql(round_of_july)


def test_a_batch_drawn_before_a_hold_is_not_sealed(round_of_july: Round) -> None:
    carry(round_of_july, until="approved")
    held(round_of_july.clerk)

    with refused(round_of_july.finance, "a_sealed_batch_pays_what_is_due"):
        sealed(round_of_july)


def test_a_batch_that_names_a_lifted_hold_is_not_sealed(round_of_july: Round) -> None:
    lifted(drawn_under_hold(round_of_july), round_of_july.reviewer)

    with refused(round_of_july.finance, "a_sealed_batch_pays_what_is_due"):
        signed_by_sql(round_of_july)


def sealed(monthly: Round) -> None:
    run(
        "UPDATE payments_paymentbatch SET status = 'sealed', signed_by_id = %s, signed_at = now()",
        monthly.finance.pk,
    )


def test_a_line_held_for_nothing_is_not_sealed(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        written(round_of_july, {"status": "'held'"}, household=101)

    with refused(round_of_july.finance, "a_sealed_line_is_held_for_a_reason"):
        signed_by_sql(round_of_july)


def test_nobody_places_a_hold_in_anothers_name(round_of_july: Round, cast: Cast) -> None:
    with refused(round_of_july.clerk, "hold_placed_by_is_who_acts"):
        placed(round_of_july.clerk, cast.reviewer)


def test_nobody_lifts_one_in_anothers_name(round_of_july: Round, cast: Cast) -> None:
    held(round_of_july.clerk)

    with refused(round_of_july.clerk, "hold_lifted_by_is_who_acts"):
        run(LIFT, cast.reviewer.pk)


def test_nobody_lifts_their_own(round_of_july: Round) -> None:
    held(round_of_july.clerk)

    with refused(round_of_july.clerk, "a_second_person_lifts_a_hold"):
        run(LIFT, round_of_july.clerk.pk)


def test_it_is_lifted_once(round_of_july: Round, cast: Cast) -> None:
    lifted(held(round_of_july.clerk), cast.reviewer)

    with refused(cast.second_reviewer, "a_hold_is_lifted_once"):
        run(LIFT, cast.second_reviewer.pk)


def test_a_lifting_says_why(round_of_july: Round, cast: Cast) -> None:
    held(round_of_july.clerk)

    with refused(cast.reviewer, "a_lifted_hold_says_by_whom_when_and_why"):
        run(LIFT.replace("'已核实'", "''"), cast.reviewer.pk)


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"reason": "mood"}, "hold_reason_is_known"),
        ({"reason": "other"}, "another_reason_to_hold_is_written_out"),
        ({"last": "2008-06-01"}, "range lower bound|hold_months_in_order"),
        ({"household": 106}, "a_hold_begins_where_its_household_is"),
        ({"area": "990122100200"}, "row-level security"),
    ],
    ids=str,
)
def test_a_hold_says_what_it_must(
    round_of_july: Round, said: dict[str, object], because: str
) -> None:
    with refused(round_of_july.clerk, because):
        placed(round_of_july.clerk, **said)


def test_a_household_has_one_hold_a_month(round_of_july: Round) -> None:
    held(round_of_july.clerk)

    with refused(round_of_july.clerk, "a_household_has_one_hold_a_month"):
        placed(round_of_july.clerk, first="2008-09-01")


def test_a_signed_month_is_left_alone(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with refused(round_of_july.clerk, "a_hold_leaves_signed_months_alone"):
        placed(round_of_july.clerk)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM payments_paymenthold",
        "UPDATE payments_paymenthold SET first_month = '2008-09-01'",
        "UPDATE payments_paymenthold SET last_month = '2008-09-01'",
        "UPDATE payments_paymenthold SET reason = 'identity'",
        "UPDATE payments_paymentline SET hold_id = NULL",
    ],
)
def test_a_hold_stays_as_it_was_placed(round_of_july: Round, statement: str) -> None:
    drawn_under_hold(round_of_july)

    with refused(round_of_july.clerk, "permission denied"):
        run(statement)


def test_another_county_sees_none(round_of_july: Round, cast: Cast) -> None:
    held(round_of_july.clerk)

    with scope.of(cast.foreign_clerk):
        assert run("SELECT FROM payments_paymenthold") == 0
