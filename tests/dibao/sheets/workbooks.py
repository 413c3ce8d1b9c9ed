"""Workbooks for tests: ordinary ones, and packages put together by hand to be wrong on purpose."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
WORKBOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="花名册" sheetId="1" r:id="rId1"/></sheets></workbook>"""
WORKBOOK_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    sheets: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> bytes:
    """An ordinary .xlsx; text that begins with = becomes a formula, None a blank cell."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for name, content in (sheets or {"花名册": rows}).items():
            page = book.add_worksheet(name)
            for number, row in enumerate(content):
                for at, value in enumerate(row):
                    page.write(number, at, value)
    return out.getvalue()


def sheet_xml(cells: str, before: str = "") -> str:
    """A worksheet around its rows, written out."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{cells}</sheetData></worksheet>"
    )


def package(
    sheet: str | bytes,
    *,
    more: Mapping[str, str | bytes] | None = None,
    without: Iterable[str] = (),
) -> bytes:
    """A package with one sheet, as written; further parts, or parts left out, as asked."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if name not in without:
                archive.writestr(name, part)
    return out.getvalue()


def with_declared_size(content: bytes, part: str, size: int) -> bytes:
    """The package with another unpacked size for one part in both of its directories."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = archive.getinfo(part)
    lying = bytearray(content)
    start = found.header_offset + 22
    lying[start : start + 4] = size.to_bytes(4, "little")
    name = part.encode()
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    lying[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(lying)
