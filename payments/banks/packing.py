"""Packs a file into a zip that only a password opens: AES-256 as WinZip, 7-Zip and WPS's archiver read it."""

from datetime import datetime
from io import BytesIO
from typing import Final

import pyzipper

SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"


def pack(content: bytes, *, name: str, at: datetime, password: str) -> bytes:
    """The archive with the one file in it, dated `at`; the name can be read without the password, the content not."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        entry = archive.zipinfo_cls(name, at.timetuple()[:6])
        archive.writestr(entry, content, compress_type=pyzipper.ZIP_DEFLATED)
    return out.getvalue()
