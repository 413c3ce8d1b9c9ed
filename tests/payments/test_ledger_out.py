"""A ledger and a roster that went out come in again as they are, with what is paid beside a class's money too."""

from decimal import Decimal

import psycopg
import pytest

from applicants.models.grant import Grant
from applicants.models.sheet_import import SheetImport
from dibao import scope
from tests.payments.test_exports import WHY, content_of, page_of, rows_of, written
from tests.payments.test_exports_in_office import checked
from tests.payments.test_roster_import import Bureau, bureau, roster, row, take_over

__all__ = ["bureau"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supplemented(bureau: Bureau, as_owner: psycopg.Connection) -> Bureau:
    """A county of two families, of which one gets ten yuan beside its class's money."""
    take_over(bureau, roster(row(1, 账号=""), row(2, 账号="")))
    with as_owner.transaction():
        as_owner.execute("ALTER TABLE applicants_grant DISABLE TRIGGER USER")
        as_owner.execute(
            "UPDATE applicants_grant SET supplement_amount = 10, total_amount = base_amount + 10"
            " WHERE id = (SELECT min(id) FROM applicants_grant)"
        )
        as_owner.execute("ALTER TABLE applicants_grant ENABLE TRIGGER USER")
    return bureau


@pytest.mark.parametrize("shape", ["roster", "ledger"])
def test_what_went_out_shows_no_difference_when_it_comes_in(
    supplemented: Bureau, shape: str
) -> None:
    by = supplemented.clerk
    export = written(by, shape, reason=WHY)

    record = checked(content_of(export, by), by)

    assert told(record, supplemented) == ("", [], [])
    assert (record.layout, record.same_count) == (shape, 2)


def told(record: SheetImport, bureau: Bureau) -> tuple[str, list[object], list[object]]:
    """What was refused, what was wrong, and what differs."""
    with scope.of(bureau.clerk):
        wrong = list(record.rows.filter(outcome="reject").values_list("faults", flat=True))
        differing = list(record.changes.values_list("header", "before", "after"))
    return record.refusal, wrong, differing


def test_the_ledger_says_what_is_paid_beside_the_class_and_what_changed_last(
    supplemented: Bureau,
) -> None:
    export = written(supplemented.clerk, "ledger")
    with scope.of(supplemented.clerk):
        grant = Grant.objects.select_related("decision").order_by("pk")[0]

    first = rows_of(page_of(export, supplemented.clerk))[0]

    assert first["户月保障金"] == grant.base_amount
    assert first["分类施保金"] == Decimal(10)
    assert first["每月发放"] == grant.total_amount
    assert first["变动种类"] == "接收"
    assert first["变动时间"].date() == grant.decision.decided_on
    # Nobody has reckoned the income of a family that came with its list, and nobody keeps postcodes.
    assert (first["家庭人口月收入"], first["邮编"]) == (None, None)
