"""A paper as plain values: what it says, block by block, the same for the browser's print and for the PDF.

`components/paper.html` draws it on a page, `dibao.printing.pdf_of` sets it with typst. A value that is empty is a
place to write by hand.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import ClassVar, Final

from django.utils.functional import Promise

Words = Sequence[str]
_SVG: Final = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Heading:
    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; a strong one is what the paper is about."""

    text: str
    is_strong: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Items:
    """A numbered list."""

    lines: Words
    kind: ClassVar[str] = "items"


@dataclass(frozen=True)
class Facts:
    """Boxes of a form: labels with their values, so many pairs a row."""

    pairs: Sequence[tuple[str, str]]
    in_a_row: int = 2
    kind: ClassVar[str] = "facts"

    @property
    def shares(self) -> list[int]:
        """Hundredths of the line for each label and value."""
        label = 28 // self.in_a_row
        return [label, 100 // self.in_a_row - label] * self.in_a_row

    @property
    def rows(self) -> list[Sequence[tuple[str, str]]]:
        """The pairs row by row; the last row is filled with blanks."""
        step = self.in_a_row
        padded = [*self.pairs, *[("", "")] * (-len(self.pairs) % step)]
        return [padded[start : start + step] for start in range(0, len(padded), step)]


@dataclass(frozen=True)
class Grid:
    """A table; `widths` are shares of the line, tall rows are written by hand."""

    head: Words
    rows: Sequence[Words]
    widths: Sequence[int] = ()
    is_tall: bool = False
    caption: str = ""
    kind: ClassVar[str] = "grid"

    @property
    def shares(self) -> list[int]:
        """Hundredths of the line for each column."""
        widths = list(self.widths) or [1] * len(self.head)
        return [round(100 * width / sum(widths)) for width in widths]


@dataclass(frozen=True)
class Opinion:
    """A box of a form where an office says what it thinks and signs."""

    title: str
    lines: Words
    signers: Words
    kind: ClassVar[str] = "opinion"


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on."""

    roles: Words
    kind: ClassVar[str] = "signatures"


@dataclass(frozen=True)
class Seal:
    """Whose paper it is and of which day, with room for a seal."""

    office: str
    dated: str
    kind: ClassVar[str] = "seal"


@dataclass(frozen=True)
class Code:
    """A square code that a phone reads, as SVG, with the words beneath that say where it leads."""

    svg: str
    words: str
    kind: ClassVar[str] = "code"


Block = Heading | Text | Items | Facts | Grid | Opinion | Signatures | Seal | Code


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One printed A4 paper. `number` names the case or file; `mark` says that it is a demonstration's."""

    title: str
    number: str
    place: str
    blocks: Sequence[Block]
    # Forms are dense and written on; letters are read by people with old eyes.
    is_form: bool = False
    is_cover: bool = False
    mark: str = field(default="")

    def as_values(self) -> dict[str, object]:
        """Everything in words and numbers, for a program of another language."""
        blocks = [
            {"kind": block.kind, **asdict(block), **_worked_out(block)} for block in self.blocks
        ]
        return {**asdict(self), "blocks": blocks}


def _worked_out(block: Block) -> dict[str, object]:
    if isinstance(block, Facts):
        return {"rows": block.rows}
    if isinstance(block, Grid):
        return {"shares": block.shares}
    if isinstance(block, Code):
        # A page knows what an svg is; on its own it has to say so.
        return {"svg": block.svg.replace("<svg ", f'<svg xmlns="{_SVG}" ', 1)}
    return {}


def written_day(day: date | None) -> str:
    """2026年7月6日; the blanks of a form where there is none yet."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"


def boxes(options: Sequence[tuple[str | Promise, bool]]) -> str:
    """☑ 同意　□ 不同意: what was chosen among what there was to choose."""
    return "　".join(f"{'☑' if chosen else '□'} {word}" for word, chosen in options)
