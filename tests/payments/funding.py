"""Funds as the county's finance and the prefecture enter them, and a second person confirms."""

from datetime import date
from decimal import Decimal

from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from payments.actions import funds
from payments.actions.funds import FundEntered
from payments.models import FundEntry, FundKind
from tests.payments.conftest import TODAY


def as_entered(
    level: str = "county", amount: object = 1000, *, number: str = "", **more: object
) -> FundEntered:
    said = {
        "kind": FundKind.BENEFIT,
        "level": level,
        "year": 2008,
        "amount": Decimal(amount),
        "document_number": number or f"财社〔2008〕{level} {amount}号",
        "day": date(2008, 2, 1),
    }
    return FundEntered(**said | more)


def spent(amount: object, **more: object) -> FundEntered:
    """What was paid out of the work fund."""
    kind, purpose = FundKind.WORK_SPENDING, "印制申请表"
    return as_entered("", amount, **{"kind": kind, "purpose": purpose} | more)


def entered(by: Staff, entry: FundEntered, *, county: Area | None = None) -> FundEntry:
    with scope.of(by):
        return funds.enter(county=county or by.posting.area, entry=entry, by=by, on=TODAY)


def confirmed(entry: FundEntry, by: Staff) -> FundEntry:
    with scope.of(by):
        return funds.confirm(entry=entry, by=by)


def there(by: Staff, second: Staff, *entries: FundEntered) -> list[FundEntry]:
    """Entries that count."""
    return [confirmed(entered(by, entry), second) for entry in entries]
