"""What a file is, by its first bytes; its name is only what somebody called it."""

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from dibao.files.refusals import NOT_WHAT_IT_SAYS, WRONG_KIND, FileRefused


class MediaType(StrEnum):
    """What is kept: every picture is written anew as JPEG."""

    JPEG = "image/jpeg"
    PDF = "application/pdf"

    @property
    def suffix(self) -> str:
        return {"image/jpeg": ".jpg", "application/pdf": ".pdf"}[self.value]


class Format(StrEnum):
    """What is taken in; the values are the names that Pillow gives its readers."""

    JPEG = "JPEG"
    PNG = "PNG"
    HEIF = "HEIF"
    PDF = "PDF"


_PICTURE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".heic", ".heif"})
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


def format_of(content: bytes) -> Format:
    """The format by content. Raises FileRefused for all that is not taken in."""
    if content.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return Format.HEIF
    # Programs find this mark anywhere in the first kilobyte, which is how a file becomes two; here it comes first.
    if content.startswith(b"%PDF-"):
        return Format.PDF
    raise FileRefused(WRONG_KIND)


def check_name(name: str, found: Format) -> None:
    """Raise FileRefused where the name claims another sort of file; phones mix up pictures, which does no harm."""
    suffix = PurePath(name).suffix.lower()
    allowed = frozenset({".pdf"}) if found is Format.PDF else _PICTURE_SUFFIXES
    if suffix and suffix not in allowed:
        raise FileRefused(NOT_WHAT_IT_SAYS, suffix=suffix[:12])
