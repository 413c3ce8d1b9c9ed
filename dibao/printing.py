"""What goes on paper besides words."""

from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

QUIET = 4  # modules of white around the code, without which a scanner does not find it


def qr_svg(url: str) -> SafeString:
    """The address as a QR code in SVG, ink only, its size left to the style sheet.

    Level Q still reads with a quarter of it torn or smudged, as papers on a village board are.
    """
    code = segno.make(url, error="q", micro=False)
    side = len(code.matrix) + 2 * QUIET
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{path}"/></svg>',
        side=side,
        title=_("二维码：%(url)s") % {"url": url},
        path="".join(_strokes(code.matrix)),
    )


def _strokes(matrix: tuple[bytearray, ...]) -> list[str]:
    """One stroke for each run of dark modules in a row."""
    strokes = []
    for y, row in enumerate(matrix):
        for is_dark, run in groupby(enumerate(row), key=lambda module: module[1]):
            if is_dark:
                places = [x for x, _dark in run]
                strokes.append(f"M{places[0] + QUIET} {y + QUIET}.5h{len(places)}")
    return strokes
