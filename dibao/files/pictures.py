"""Pictures, opened once and written anew: nothing of the old file but its pixels is in the new one."""

from io import BytesIO
from typing import Final

import pi_heif
from PIL import Image, ImageOps

from dibao.files.kinds import Format
from dibao.files.limits import FileLimits
from dibao.files.refusals import DAMAGED, TOO_MANY_PIXELS, FileRefused

QUALITY: Final = 85
_PLAIN_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA"})
_THUMBNAIL: Final = (180, 180)
# What readers of damaged files raise.
_FAULTS: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


def rewritten(content: bytes, found: Format, limits: FileLimits) -> bytes:
    """The picture as JPEG, upright, at most `kept_side` pixels a side, without metadata. Raises FileRefused."""
    if found is Format.HEIF:
        pi_heif.register_heif_opener(thumbnails=False)
    # Our own limit, which says how large the picture is, comes right after opening.
    Image.MAX_IMAGE_PIXELS = None
    try:
        # Only the one reader that its first bytes ask for.
        with Image.open(BytesIO(content), formats=[found.value]) as picture:
            _check_size(picture, limits)
            # A JPEG is read at a half or a quarter of its size where that is still enough.
            picture.draft("RGB", (limits.kept_side, limits.kept_side))
            return _as_jpeg(_flat(_upright(picture, limits.kept_side)))
    except _FAULTS as fault:
        raise FileRefused(DAMAGED) from fault


def thumbnail(content: bytes) -> bytes:
    """A picture that was kept, small enough that no number on it can be read."""
    with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
        picture.draft("RGB", _THUMBNAIL)
        picture.thumbnail(_THUMBNAIL)
        return _as_jpeg(picture)


def _check_size(picture: Image.Image, limits: FileLimits) -> None:
    """By the header alone, before a pixel is read."""
    width, height = picture.size
    if width * height > limits.pixels or max(width, height) > limits.side:
        raise FileRefused(TOO_MANY_PIXELS, width=width, height=height)


def _upright(picture: Image.Image, side: int) -> Image.Image:
    """Made smaller before anything else, since every step after it costs memory by the pixel."""
    shown = picture if picture.mode in _PLAIN_MODES else picture.convert(_plain_mode(picture))
    shown.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    ImageOps.exif_transpose(shown, in_place=True)
    return shown


def _plain_mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def _flat(picture: Image.Image) -> Image.Image:
    """Colours without transparency, on white as paper is."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _as_jpeg(picture: Image.Image) -> bytes:
    # What hangs on the picture (place, camera, comments, a small copy of it) is not written along.
    picture.info.clear()
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
