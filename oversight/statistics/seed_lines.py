"""One line of the comparison with the report of 2008: what it printed, what this system counts, the difference, why."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from dibao.display import count_text, yuan_text
from dibao.values.months import BenefitMonth
from oversight.statistics.measures import Figure

MONTH: Final = BenefitMonth(2008, 7)


@dataclass(frozen=True)
class SeedFigure:
    """One printed figure; `opens` names what lies behind ours: a report with its measure, or a page of settings."""

    number: str
    item: str
    printed: str
    ours: str
    difference: str
    remark: str
    opens: tuple[str, str] = ("", "")
    period: str = str(MONTH)
    # The benefit whose rows alone are meant, by its key.
    benefit: int | None = None


def line_of(
    number: int | str,
    what: str,
    printed: str,
    ours: Figure,
    stated: Decimal | int,
    remark: str,
    *,
    opens: tuple[str, str] = ("", ""),
    period: str = str(MONTH),
    benefit: int | None = None,
) -> SeedFigure:
    """A line of one number against another; where they agree and nothing more is said, it says that."""
    if ours is None:
        return SeedFigure(
            str(number), what, printed, "—", "—", remark or _("没有登记。"), opens, period, benefit
        )
    difference = Decimal(ours) - Decimal(stated)
    write = yuan_text if isinstance(ours, Decimal) else count_text
    told = remark or (_("一致。") if not difference else _("本系统的登记与印出的不同。"))
    shown = difference if isinstance(ours, Decimal) else int(difference)
    return SeedFigure(
        str(number), what, printed, write(ours), write(shown), told, opens, period, benefit
    )
