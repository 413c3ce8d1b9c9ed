"""How long a county's files for the bank take to be written, and the bank's answers to be read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from statistics import median

import xlsxwriter

from payments.banks import coop_xlsx, results
from payments.banks.formats import FORMATS
from payments.banks.rows import Paper, PayRow
from payments.banks.simulated import answers_to, some_failures
from tests.benchmarks.figures import Control, Figure, Spent, beside_floor, listed, timed
from tests.payments.bank_samples import ANSWER_WRITERS, NUMBER, PAPER, ROWS

TURNS = 3
# As many rows as the prefecture has persons in benefit.
PERSONS = 60_428
_TEXT = ("plain_csv", "coop_text", "postal_csv", "pain001_xml")
_ANSWERED = ("plain.csv", "coop.txt", "postal.csv", "pain002.xml", "camt054.xml")
_FAILING = 10


def figures(*, persons: int = PERSONS, size: str = "60k") -> Iterator[Figure]:
    """Every format with as many rows; nothing of it needs a database."""
    rows = _rows(persons)
    paper = replace(PAPER, count=len(rows), total=sum((row.amount for row in rows), Decimal(0)))
    yield _workbook(paper, rows, size)
    for code in _TEXT:
        yield _text(code, paper, rows, size)
    failures = some_failures((row.serial for row in rows), seed="benchmark", per_mille=_FAILING)
    for kind in _ANSWERED:
        yield _read(kind, ANSWER_WRITERS[kind](answers_to(rows, failures), NUMBER), paper, size)


def _rows(persons: int) -> list[PayRow]:
    """Rows that differ as those of a register do: in names, accounts and amounts."""
    names = ("欧阳山", "单小红", "买买提·艾力", "王芳", "𬭎明")
    return [
        replace(
            ROWS[0],
            serial=serial,
            holder=names[serial % len(names)],
            account=f"6217000000{serial:09d}",
            amount=Decimal(4200 + serial % 9000).scaleb(-2),
        )
        for serial in range(1, persons + 1)
    ]


def _workbook(paper: Paper, rows: Sequence[PayRow], size: str) -> Figure:
    """The cooperatives' list, beside xlsxwriter told to write the same cells and nothing else."""
    written, bare = [], []
    for _turn in range(TURNS):
        bare.append(timed(lambda: _bare(paper, rows)))
        written.append(timed(lambda: coop_xlsx.write(paper, rows)))
    control = _control(coop_xlsx.read(coop_xlsx.write(paper, rows)))
    return Figure(
        name=f"bank_file_{size}",
        goal="ratio <= 1.5",
        **beside_floor(written, bare),
        control=control,
        floor_control=_control(coop_xlsx.read(_bare(paper, rows))),
    )


def _bare(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """Row by row as its documentation shows, in constant memory, text as text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        money = book.add_format({"num_format": "#,##0.00"})
        page = book.add_worksheet()
        for at, header in enumerate(("序号", "户名", "账号", "金额", "身份证号", "摘要")):
            page.write_string(0, at, header)
        for at, row in enumerate(rows, start=1):
            page.write_number(at, 0, row.serial)
            page.write_string(at, 1, row.holder, text)
            page.write_string(at, 2, row.account, text)
            page.write_number(at, 3, float(row.amount), money)
            page.write_string(at, 4, row.id_number, text)
            page.write_string(at, 5, paper.purpose, text)
        last = len(rows) + 1
        page.write_string(last, 0, "合计")
        page.write_string(last, 1, str(paper.count))
        page.write_number(last, 3, float(paper.total), money)
        page.write_string(last, 5, paper.batch_number)
    return out.getvalue()


def _text(code: str, paper: Paper, rows: Sequence[PayRow], size: str) -> Figure:
    made = FORMATS[code].write(paper, rows)
    spent = _turns(lambda: FORMATS[code].write(paper, rows))
    return _seconds(
        f"bank_file_{code}_{size}_seconds",
        "seconds <= 1",
        spent,
        _control(FORMATS[code].read(made)),
        Control(paper.count, paper.total),
        f"{len(made) / 1e6:.1f} MB",
    )


def _read(kind: str, content: bytes, paper: Paper, size: str) -> Figure:
    """What it takes to know what a bank says, before anything is compared with the batch."""
    result = results.read(content, "")
    return _seconds(
        f"bank_answer_{kind.replace('.', '_')}_{size}_seconds",
        "told, no goal",
        _turns(lambda: results.read(content, "")),
        Control(result.count, result.total),
        Control(paper.count, paper.total),
        f"{len(content) / 1e6:.1f} MB",
    )


def _turns(work: Callable[[], object]) -> list[Spent]:
    return [timed(work) for _turn in range(TURNS)]


def _seconds(
    name: str, goal: str, spent: Sequence[Spent], control: Control, due: Control, note: str
) -> Figure:
    cpu = [each.cpu for each in spent if each.cpu is not None]
    return Figure(
        name=name,
        goal=goal,
        value=median(each.seconds for each in spent),
        cpu_value=median(cpu) if cpu else None,
        control=control,
        floor_control=due,
        note=f"{note}; turns {listed(spent)}",
    )


def _control(rows: Sequence[PayRow]) -> Control:
    return Control(len(rows), sum((row.amount for row in rows), Decimal(0)))
