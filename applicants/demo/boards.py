"""Pictures of a village board for the demonstration: drawn once, small, and kept for every notice that hung there."""

import io
from functools import cache

from PIL import Image, ImageDraw

from dibao.files.intake import Intake
from dibao.files.kinds import MediaType

_SIZE = (480, 360)
_WALL, _BOARD, _FRAME, _PAPER, _INK, _SEAL, _PIN = (
    "#c9b79c", "#6e7f5b", "#5a4632", "#f6f2e6", "#55524c", "#b3271e", "#d8d2c4",
)  # fmt: skip
_SHEETS = ((70, 90), (190, 90), (310, 90))
_SHEET = (100, 150)
_LINES = 9


@cache
def picture_of_board(*, is_hanging: bool) -> Intake:
    """The board with its sheets, or bare; our own drawing, so that nobody needs to look it through."""
    image = Image.new("RGB", _SIZE, _WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 50, 450, 290), fill=_BOARD, outline=_FRAME, width=10)
    for left, top in _SHEETS:
        if is_hanging:
            _sheet(draw, left, top)
        draw.ellipse((left + 46, top - 4, left + 54, top + 4), fill=_PIN)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=70)
    return Intake(content.getvalue(), MediaType.JPEG, 1)


def _sheet(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """A page with a heading, lines of names and an office's red seal."""
    width, height = _SHEET
    draw.rectangle((left, top, left + width, top + height), fill=_PAPER)
    draw.rectangle((left + 20, top + 10, left + width - 20, top + 18), fill=_INK)
    for number in range(_LINES):
        y = top + 30 + number * 11
        draw.line((left + 10, y, left + width - 10, y), fill=_INK, width=2)
    draw.ellipse((left + 66, top + 120, left + 90, top + 144), outline=_SEAL, width=3)
