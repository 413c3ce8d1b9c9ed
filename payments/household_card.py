"""The card that a household keeps: what each month of a year gave, what was kept back, and what came (发放卡)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao.display import count_text, day_text, listed, month_text, yuan_text
from dibao.models.area import Area, county_of
from dibao.papers import Facts, Grid, Paper, Seal, Signatures, Text, written_day
from dibao.values import money
from payments.families import came_from
from payments.models.batch import BatchKind
from payments.models.line import PaymentLine
from payments.workflow import SIGNED, LineStatus

# These pay again what an earlier row says was due.
_AGAIN: Final = (BatchKind.FOLLOW_UP, BatchKind.SUBSIDY_FOLLOW_UP)


@dataclass(frozen=True)
class CardRow:
    """One payment of a month: yuan that were due, that are kept back of a debt, and that reached the account."""

    line: PaymentLine

    @property
    def is_paid(self) -> bool:
        """Whether the family has it: what the bank gave back it has not, what had arrived it has."""
        return self.line.is_credited

    @property
    def due(self) -> Decimal:
        """Nothing for what only pays again."""
        if self.line.kind in _AGAIN:
            return Decimal(0)
        return self.line.base_amount + self.line.supplement_amount

    @property
    def kept_back(self) -> Decimal:
        """What was kept back stays so, whatever became of the rest; a failure lets go of it."""
        return self.line.offset_amount if self.line.status == LineStatus.PAID else Decimal(0)

    @property
    def paid(self) -> Decimal:
        return self.line.amount if self.is_paid else Decimal(0)


def rows_of(household: Household, year: int) -> list[CardRow]:
    """The year's payments by signed batches, those before a move within the scope included, by month."""
    lines = (
        PaymentLine.objects.standing()
        .filter(
            household__in=came_from(household),
            month__gte=date(year, 1, 1),
            month__lte=date(year, 12, 1),
            batch__status__in=SIGNED,
        )
        .select_related("batch", "hold")
    )
    return [CardRow(line) for line in lines.order_by("month", "pk")]


def years_of(household: Household) -> list[int]:
    """The years in which something was paid or tried, the newest first."""
    months = PaymentLine.objects.filter(
        household__in=came_from(household), batch__status__in=SIGNED
    )
    return sorted({month.year for month in months.values_list("month", flat=True)}, reverse=True)


def household_card(household: Household, *, year: int, on: date, mark: str) -> Paper:
    """One year on one sheet, with its sums in figures and in words, to be signed and stamped."""
    county = Area.objects.get(pk=county_of(household.area_id))
    rows = rows_of(household, year)
    due = sum((row.due for row in rows), Decimal(0))
    kept_back = sum((row.kept_back for row in rows), Decimal(0))
    paid = sum((row.paid for row in rows), Decimal(0))
    return Paper(
        title=f"农村最低生活保障金{year}年发放卡",
        number=household.number,
        place=str(household.area),
        mark=mark,
        is_form=True,
        blocks=[
            Facts(_facts(household, on)),
            Grid(
                [
                    "月份",
                    "种类",
                    "应发（元）",
                    "抵扣（元）",
                    "实发（元）",
                    "结算日",
                    "结果",
                    "批次号",
                ],
                [_written(row) for row in rows],
                widths=[7, 12, 10, 9, 10, 15, 10, 27],
                caption=f"{year}年逐月发放",
            ),
            Text(
                f"全年应发{yuan_text(due)}元，抵扣{yuan_text(kept_back)}元，"
                f"实发{yuan_text(paid)}元（{money.in_words(paid)}）。",
                is_strong=True,
            ),
            Text(
                f"对数字有疑问的，问{county.name}民政局，电话{county.office_phone or '　　　　　　'}。"
            ),
            Signatures(["领款人", "经办人"]),
            Seal(f"{county.name}民政局", written_day(on)),
        ],
    )


def _facts(household: Household, on: date) -> Sequence[tuple[str, str]]:
    grant = Grant.objects.filter(household=household).order_by("-first_month").first()
    account = household.accounts.in_force(on).first()
    names = [str(member.person) for member in household.members()]
    is_over = grant is not None and grant.last_month is not None
    return [
        ("户主", str(household.head)),
        ("所在村", str(household.area)),
        ("家庭成员", listed(names)),
        ("保障人数", f"{count_text(grant.covered_count)}人" if grant else ""),
        ("类别", str(grant.get_benefit_class_display()) if grant else ""),
        ("月保障金（元）", yuan_text(grant.total_amount) if grant else ""),
        ("现行待遇起", month_text(grant.first_month) if grant else ""),
        ("停止享受", month_text(grant.last_month) if is_over and grant else ""),
        ("账户名称", account.holder if account else ""),
        ("开户银行和账号", f"{account.bank_name} ****{account.number_last4}" if account else ""),
    ]


def _written(row: CardRow) -> list[str]:
    line = row.line
    return [
        f"{line.month.month}月",
        str(line.get_kind_display()),
        yuan_text(row.due) if row.due else "",
        yuan_text(row.kept_back) if row.kept_back else "",
        yuan_text(row.paid) if row.is_paid else "",
        day_text(line.batch.settlement_day),
        line.outcome_words,
        line.batch.number,
    ]
