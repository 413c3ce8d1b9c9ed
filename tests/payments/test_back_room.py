"""The back room's register of batches: read and exported, in a number of queries that does not grow."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.values.months import BenefitMonth
from payments.actions import batches
from tests.cast import Cast
from tests.dibao.test_back_room import enter
from tests.payments.conftest import Round, carry

COLUMNS = (
    "number",
    "county",
    "month",
    "status",
    "prepared_by",
    "reviewed_by",
    "approved_by",
    "signed_by",
)


def signed(cast: Cast, month: BenefitMonth) -> None:
    with scope.of(cast.clerk):
        county = cast.clerk.posting.area
        batch = batches.draw(county=county, month=month, by=cast.clerk, on=month.last_day)
    people = (cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance)
    carry(Round(batch, *people), until="sealed")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/admin/payments/paymentbatch/", None),
        (
            "/admin/payments/paymentbatch/export/",
            {"format": "0"} | {f"batchresource_{name}": "on" for name in COLUMNS},
        ),
    ],
    ids=["the list", "the export"],
)
def test_four_batches_take_as_many_queries_as_one(
    client: Client, cast: Cast, in_benefit: None, address: str, form: dict[str, str] | None
) -> None:
    browser, counts = enter(client, cast.clerk), []
    browser.get(address)

    for months in ((1,), (2, 3, 4)):
        for number in months:
            signed(cast, BenefitMonth(2008, number))
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post(address, form) if form else browser.get(address)
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
