"""Pieces of printed papers."""

from typing import Final

import segno

# A phone reads a code of this size from a notice board at arm's length.
SIDE_IN_MILLIMETRES: Final = 30


def qr_svg(text: str, *, label: str = "") -> str:
    """A QR code as SVG, 30 mm square within its white border, no style or script; `label` titles it."""
    code = segno.make_qr(text, error="m")
    scale = SIDE_IN_MILLIMETRES / code.symbol_size(border=0)[0]
    return code.svg_inline(
        unit="mm", scale=scale, title=label or None, svgclass="qr", lineclass=None
    )
