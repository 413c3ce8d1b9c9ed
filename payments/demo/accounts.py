"""A bank account for nearly every household: numbers that no bank gave out, sealed as the application seals them."""

import uuid
from collections.abc import Iterator
from datetime import date

from applicants.models.grant import Grant
from dibao.demo import steps
from dibao.demo.dice import Dice
from dibao.demo.era import Era
from dibao.demo.loading import Load, Row
from dibao.demo.staff import Offices
from dibao.sealing import blind_index, seal
from dibao.values.identity import BankNumber
from payments.models.account import ACCOUNT_NUMBER, Account, AccountStatus

STEP = "accounts"
_COLUMNS = (
    "id", "household_id", "area_code", "holder", "bank_code", "bank_name", "branch", "number", "number_index",
    "number_last4", "starts_on", "opened_by_id", "status", "opened_at",
)  # fmt: skip
_TABLE = Account._meta.db_table

# Code, name on the passbook, how many of a hundred bank there.
_BANKS = {
    "2008": (("402", "农村信用合作社", 74), ("403", "邮政储蓄银行", 17), ("103", "农业银行", 9)),
    "today": (("314", "农村商业银行", 70), ("403", "邮政储蓄银行", 18), ("103", "农业银行", 12)),
}
# No bank's cards begin with these digits.
_PREFIX = "629999"
# Per thousand: of everybody, an account that must be corrected; of newcomers, none yet.
_TO_CORRECT = 8
_NONE_YET = 90
_AT_ONCE = 4000
# More households than are ever loaded.
_NEXT_PASSBOOKS = 100_000_000


def load_accounts(era: Era, *, seed: str) -> int:
    """An account for each household with a grant, but for a few; returns how many."""
    rows = list(_rows(era, seed))
    with Load(Account) as load:
        for start in range(0, len(rows), _AT_ONCE):
            load.put(Account, _COLUMNS, rows[start : start + _AT_ONCE])
        load.execute(steps.MARK, [STEP])
    return len(rows)


def _rows(era: Era, seed: str) -> Iterator[Row]:
    offices = Offices()
    households = (
        Grant.objects.using("owner")
        .order_by("household_id", "first_month")
        .distinct("household_id")
        .values_list(
            "household_id",
            "area_id",
            "household__head__name",
            "household__registered_on",
            "first_month",
        )
    )
    for household, area, head, registered_on, first_month in households:
        dice = Dice(seed, "account", household)
        is_newcomer = first_month >= era.closed_month.previous()
        if is_newcomer and dice.randrange(1000) < _NONE_YET:
            continue
        opened_by = offices.caseworker(area).pk
        # A list's families were paid before anybody registered them here.
        opened_on = min(registered_on, first_month.first_day)
        yield _row(dice, era, household, area, head, opened_on, opened_by)


def _row(
    dice: Dice, era: Era, household: int, area: str, head: str, opened_on: date, opened_by: int
) -> Row:
    key = uuid.UUID(int=dice.getrandbits(128), version=4)
    banks = _BANKS[era.name]
    code, bank, _ = dice.choices(banks, weights=[weight for _, _, weight in banks])[0]
    number = _number(household)
    to_correct = dice.randrange(1000) < _TO_CORRECT
    return (
        key,
        household,
        area,
        head,
        code,
        bank,
        "",
        seal(_TABLE, "number", key, number),
        blind_index(number, ACCOUNT_NUMBER),
        number[-4:],
        opened_on,
        opened_by,
        (AccountStatus.NEEDS_CORRECTION if to_correct else AccountStatus.USABLE).value,
        f"{opened_on} 14:00:00+08",
    )


def another_number(household: int) -> str:
    """Of the passbook that follows the one loaded, unlike anybody's."""
    return _number(household + _NEXT_PASSBOOKS)


def _number(household: int) -> str:
    """Nineteen digits with a right last one; 7919 is prime to ten, so neighbours look nothing alike."""
    body = f"{_PREFIX}{household * 791_900_000_007 % 10**12:012d}"
    return next(
        body + digit for digit in "0123456789" if not BankNumber.parse(body + digit).fails_luhn
    )
