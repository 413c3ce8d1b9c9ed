"""What a caseworker types on the entry page."""

from datetime import date

from tests.factories.people import id_number

BORN = date(1960, 5, 1)


def member(name: str, serial: int, relation: str, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "id_number": id_number(serial, born=BORN).number,
        "relation": relation,
        "health": "weak",
        "labour_capacity": "none",
        "standing": "covered",
        **more,
    }


def couple() -> list[dict[str, object]]:
    return [member("张三", 11, "02"), member("刘四", 12, "10")]


def grid(prefix: str, rows: list[dict[str, object]], *, blank: int = 1) -> dict[str, object]:
    """The rows of one grid as a browser sends them, with some left empty."""
    typed: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(rows) + blank,
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 30,
    }
    for number, row in enumerate(rows):
        typed |= grid_row(prefix, number, row)
    return typed


def grid_row(prefix: str, number: int, row: dict[str, object]) -> dict[str, object]:
    return {f"{prefix}-{number}-{name}": value for name, value in row.items()}


def application(
    village: str,
    members: list[dict[str, object]] | None = None,
    *,
    incomes: list[dict[str, object]] | None = None,
    expenses: list[dict[str, object]] | None = None,
    properties: list[dict[str, object]] | None = None,
    **more: object,
) -> dict[str, object]:
    """A page that can be taken up: a couple with a little farming."""
    farming = [{"source": "farming", "yearly_amount": "900"}]
    return {
        "home-village": village,
        "home-group_name": "三组",
        "home-address": "村东头5号",
        "home-phone": "13912345678",
        **grid("members", couple() if members is None else members),
        **grid("incomes", farming if incomes is None else incomes),
        **grid("expenses", expenses or []),
        **grid("properties", properties or []),
        **grid("supporters", []),
        "application-hardships": ["chronic_illness"],
        "application-poverty_cause": "illness",
        "application-statement": "常年有病",
        "application-nothing_else": "on",
        **more,
    }
