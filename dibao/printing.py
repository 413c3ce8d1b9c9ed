"""Printed papers: codes on them, and whole papers as PDF with a font of their own."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import manimgx_fonts_cjk
import segno
import typst
from django.conf import settings

from dibao.papers import Paper

# A phone reads a code of this size from a notice board at arm's length.
SIDE_IN_MILLIMETRES: Final = 30


def qr_svg(text: str, *, label: str = "") -> str:
    """A QR code as SVG, 30 mm square within its white border, no style or script; `label` titles it."""
    code = segno.make_qr(text, error="m")
    scale = SIDE_IN_MILLIMETRES / code.symbol_size(border=0)[0]
    return code.svg_inline(
        unit="mm", scale=scale, title=label or None, svgclass="qr", lineclass=None
    )


# Noto Sans CJK, so that rare characters of names are there and a PDF looks the same on every machine.
_FONTS: Final = Path(manimgx_fonts_cjk.__file__).parent
_LAYOUT: Final = Path(__file__).resolve().parent / "data" / "paper.typ"


def pdf_of(paper: Paper, *, on: date) -> bytes:
    """The paper as PDF, A4, its font within; the same paper of the same day gives the same bytes."""
    words = json.dumps(paper.as_values(), ensure_ascii=False)
    return typst.compile(
        str(_LAYOUT),
        font_paths=[str(settings.FONT_DIR or _FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": words},
        # An archive still opens it in thirty years.
        pdf_standards="a-2b",
        timestamp=datetime.combine(on, time(), tzinfo=UTC),
    )
