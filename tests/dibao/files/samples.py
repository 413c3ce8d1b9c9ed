"""Photos, scans and PDFs, honest and hostile, made here byte by byte."""

import zlib
from base64 import b64decode
from io import BytesIO

from PIL import Image

Objects = dict[int, bytes]

# A red picture of 64 × 48, as phones of one maker take them; our reader of this format cannot write it.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAABoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACJtZGF0AAAAFigBrxmA70mlv//f4x/19q/4prWmPm4="
)


def picture(
    width: int = 60,
    height: int = 40,
    *,
    kind: str = "JPEG",
    mode: str = "RGB",
    colour: object = (200, 30, 30),
    **options: object,
) -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height), colour).save(out, kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A phone's photo: lying on its side, with the place it was taken at, the camera and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 16.0, 5.0)
    return picture(60, 40, exif=exif, comment=b"taken at home")


def huge_png(width: int, height: int) -> bytes:
    """A header that promises more pixels than there are bytes."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def text_bomb_png() -> bytes:
    """A comment of two hundred megabytes, packed into two hundred kilobytes."""
    bomb = b"note\x00\x00" + zlib.compress(bytes(200 * 1024 * 1024))
    plain = picture(kind="PNG")
    at = plain.index(b"IDAT") - 4
    return plain[:at] + _chunk(b"zTXt", bomb) + plain[at:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def pdf(
    more: Objects | None = None, *, catalog: bytes = b"", page: bytes = b"", pages: int = 1
) -> bytes:
    """A small PDF with a table of its objects; `more` are further objects from number 100 on."""
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(pages))
    objects: Objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
    }
    for number in range(pages):
        objects[10 + number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + page + b" >>"
        )
    return _written(objects | (more or {}))


def _written(objects: Objects) -> bytes:
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (max(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(body: bytes, *, words: bytes = b"") -> bytes:
    packed = zlib.compress(body)
    head = b"<< /Filter /FlateDecode /Length %d " % len(packed) + words + b" >>"
    return head + b"\nstream\n" + packed + b"\nendstream"
