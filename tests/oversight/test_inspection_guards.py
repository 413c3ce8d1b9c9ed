"""What PostgreSQL refuses of inspections, whatever our code would let through."""

import psycopg
import pytest

from dibao import scope
from oversight.actions import inspections
from oversight.models import InspectionVisit
from oversight.sampling import ListChanged
from tests.cast import Cast
from tests.oversight.inspecting import (
    DRAWN,
    FROZEN,
    SEED,
    drawn,
    frozen,
    given,
    looked_through,
    planned,
    seeded,
)
from tests.payments.test_database_guards import refused, run

pytestmark = pytest.mark.usefixtures("in_benefit")

SUBJECT = (
    "INSERT INTO oversight_inspectionsubject (inspection_id, area_code, household_id, grant_id, stratum, number, key,"
    " route) SELECT i.id, g.area_code, g.household_id, g.id, 1, 99, 'x', 1 FROM oversight_inspection i,"
    " applicants_grant g"
    " WHERE g.id NOT IN (SELECT grant_id FROM oversight_inspectionsubject) LIMIT 1"
)
VISIT = (
    "INSERT INTO oversight_inspectionvisit (inspection_id, area_code, subject_id, household_id, first_id, second_id,"
    " record, status, version) SELECT s.inspection_id, s.area_code, s.id, s.household_id, %s, %s, '{}', 'open', 0"
    " FROM oversight_inspectionsubject s LEFT JOIN oversight_inspectionvisit v ON v.subject_id = s.id"
    " WHERE v.id IS NULL ORDER BY s.id LIMIT 1"
)


def test_nobody_joins_a_frozen_list(cast: Cast) -> None:
    frozen(cast.approver, classes=(1,))

    with refused(cast.approver, "subject_comes_before_its_hash"):
        run(SUBJECT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oversight_inspectionsubject SET number = 9",
        "DELETE FROM oversight_inspectionsubject",
        "UPDATE oversight_inspectionlist SET text = 'x'",
        "DELETE FROM oversight_inspectorbar",
        "DELETE FROM oversight_inspectionseed",
    ],
)
def test_a_frozen_list_is_not_touched(cast: Cast, statement: str) -> None:
    seeded(cast.approver)

    with refused(cast.approver, "permission denied"):
        run(statement)


def test_a_list_is_not_frozen_under_another_hash(cast: Cast) -> None:
    planned(cast.approver)

    with refused(cast.approver, "a_list_is_frozen_with_all_its_families"):
        run(
            "UPDATE oversight_inspection SET status = 'frozen', version = 1, frozen_by_id = %s, frozen_on = %s,"
            " household_count = 7, sample_size = 3, list_hash = repeat('0', 64)",
            cast.approver.pk,
            FROZEN,
        )


def test_nobody_is_drawn_beside_the_list(cast: Cast) -> None:
    drawn(cast)

    with refused(cast.approver, "a_visit_is_drawn_from_its_list"):
        run(VISIT, cast.clerk.pk, cast.approver.pk)


def test_a_draw_is_not_smaller_than_was_published(cast: Cast) -> None:
    inspection = seeded(cast.approver)

    with refused(cast.reviewer, "a_draw_takes_of_each_stratum_what_was_said"):
        run(
            "UPDATE oversight_inspectionseed SET answered_by_id = %s, answered_at = now(), is_agreed = true",
            cast.reviewer.pk,
        )
        run(
            "UPDATE oversight_inspection SET status = 'drawn', version = 2, seed = %s, drawn_by_id = %s,"
            " drawn_on = %s WHERE id = %s",
            SEED,
            cast.reviewer.pk,
            DRAWN,
            inspection.pk,
        )


def test_a_draw_needs_a_seed_that_two_people_read(cast: Cast) -> None:
    frozen(cast.approver)

    with refused(cast.approver, "drawn_by_a_seed_read_twice|a_draw_takes_of_each_stratum"):
        run(
            "UPDATE oversight_inspection SET status = 'drawn', version = 2, seed = %s, drawn_by_id = %s, drawn_on = %s",
            SEED,
            cast.approver.pk,
            DRAWN,
        )


def test_nobody_reads_a_seed_again_in_anothers_name(cast: Cast) -> None:
    seeded(cast.approver)

    with refused(cast.approver, "_is_who_acts"):
        run(
            "UPDATE oversight_inspectionseed SET answered_by_id = %s, answered_at = now(), is_agreed = true",
            cast.reviewer.pk,
        )


def test_an_inspection_with_a_seed_is_not_cancelled(cast: Cast) -> None:
    seeded(cast.approver)

    with refused(cast.approver, "an_inspection_with_a_seed_goes_on"):
        run(
            "UPDATE oversight_inspection SET status = 'cancelled', cancel_reason = '重来', cancelled_on = %s,"
            " cancelled_by_id = %s",
            DRAWN,
            cast.approver.pk,
        )


def test_a_cancelling_keeps_its_day_its_person_and_its_reason(cast: Cast) -> None:
    inspection = frozen(cast.approver)

    with refused(cast.approver, "a_cancelled_inspection_keeps_its_day_and_reason"):
        run(
            "UPDATE oversight_inspection SET status = 'cancelled', version = version + 1, cancel_reason = 'x'"
        )
    with refused(cast.approver, "_is_who_acts"):
        run(
            "UPDATE oversight_inspection SET status = 'cancelled', version = version + 1, cancel_reason = 'x',"
            " cancelled_on = %s, cancelled_by_id = %s",
            DRAWN,
            cast.reviewer.pk,
        )
    with scope.of(cast.approver):
        inspections.cancel(inspection=inspection, reason="停开", by=cast.approver, on=DRAWN)
    with refused(cast.approver, "a_cancelled_inspection_keeps_its_day_and_reason"):
        run("UPDATE oversight_inspection SET cancel_reason = '另有原因'")


def test_a_closed_report_is_not_written_anew(cast: Cast) -> None:
    inspection = looked_through(cast)
    with scope.of(cast.approver):
        inspections.close(inspection=inspection, by=cast.approver, on=DRAWN)

    with refused(cast.approver, "an_inspection_stays_as_it_was_planned"):
        run("UPDATE oversight_inspection SET report = '{}'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oversight_inspectionanswer SET verdict = 'agrees', found = ''",
        "UPDATE oversight_inspectionvisit SET remarks = 'x'",
        "UPDATE oversight_inspectionvisit SET record = '{}'",
    ],
)
def test_what_both_signed_stays(cast: Cast, statement: str) -> None:
    looked_through(cast)

    with refused(cast.approver, "while|own_name"):
        run(statement)


def test_a_finding_is_not_put_right_by_a_stroke_of_the_pen(cast: Cast) -> None:
    given(cast)

    with refused(cast.approver, "moves_along_its_table|accepted_with_its_answer"):
        run("UPDATE oversight_rectification SET status = 'accepted'")
    with refused(cast.approver, "a_rectification_stays_as_given"):
        run("UPDATE oversight_rectification SET due_on = due_on + 90")


@pytest.mark.parametrize("table", ["inspection", "inspectionlist", "inspectionsubject"])
def test_another_county_sees_no_row(cast: Cast, table: str) -> None:
    drawn(cast)

    with scope.of(cast.foreign_reviewer):
        assert run(f"SELECT FROM oversight_{table}") == 0


@pytest.mark.parametrize(
    ("table", "is_seen"),
    [
        ("inspectionlist", True),
        ("inspectionseed", True),
        ("inspectionsubject", False),
        ("inspectionvisit", False),
        ("inspectioninspector", False),
        ("rectification", False),
    ],
)
def test_the_public_reads_lists_and_seeds_alone(cast: Cast, table: str, is_seen: bool) -> None:
    given(cast)

    with scope.public(on=DRAWN):
        assert bool(run(f"SELECT FROM oversight_{table}")) is is_seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE oversight_inspectionsubject SET key = 'aaaaaaaaaaaa' WHERE number = 1 AND stratum = 2",
        "UPDATE oversight_inspectionlist SET text = replace(text, 'size,3', 'size,4')",
        "UPDATE oversight_inspectionsubject SET route = 9 WHERE number = 1 AND stratum = 2",
    ],
)
def test_nothing_is_drawn_from_a_list_that_its_owner_changed(
    cast: Cast, as_owner: psycopg.Connection, damage: str
) -> None:
    inspection = seeded(cast.approver)
    for table in ("inspectionsubject", "inspectionlist"):
        as_owner.execute(f"ALTER TABLE oversight_{table} DISABLE TRIGGER USER")
    as_owner.execute(damage)

    with pytest.raises(ListChanged), scope.of(cast.reviewer):
        inspections.draw(inspection=inspection, digits=SEED, by=cast.reviewer, on=DRAWN)
    with scope.of(cast.reviewer):
        assert not InspectionVisit.objects.exists()
