"""Files that want to do harm are refused, soon, with a sentence, and at no cost to the caller."""

import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dibao.sheets.reading import SheetRefused, read_rows
from tests.dibao.sheets.workbooks import (
    CONTENT_TYPES,
    package,
    sheet_xml,
    with_declared_size,
    workbook,
)

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
OLD_FORMAT = (SAMPLES / "old_format.xls").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
MEBIBYTE = 1024 * 1024


def _strings(count: int) -> str:
    items = "<si><t>户</t></si>" * count
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'


def _sheet_after(declaration: str) -> str:
    return sheet_xml(ONE_CELL).replace("?>", f"?>{declaration}", 1)


def _encrypted_entry() -> bytes:
    content = bytearray(package(sheet_xml(ONE_CELL)))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    content[entry + 8] |= 1
    return bytes(content)


def _old_format_with_password() -> bytes:
    # FILEPASS in place of the harmless record that follows the beginning of the workbook.
    return OLD_FORMAT.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)


BOMBS = {
    "sheet of blanks": lambda: package(sheet_xml(ONE_CELL + " " * 110 * MEBIBYTE)),
    "part nobody asked for": lambda: package(
        sheet_xml(ONE_CELL), more={"xl/media/a.bin": bytes(110 * MEBIBYTE)}
    ),
    "ratio": lambda: package(sheet_xml(ONE_CELL), more={"xl/media/a.bin": bytes(70 * MEBIBYTE)}),
    "shared strings": lambda: package(
        sheet_xml(ONE_CELL), more={"xl/sharedStrings.xml": _strings(1_300_000)}
    ),
    "size said to be small": lambda: with_declared_size(
        package(sheet_xml(" " * 110 * MEBIBYTE)), SHEET, 1000
    ),
    "size said to be great": lambda: with_declared_size(package(sheet_xml(ONE_CELL)), SHEET, 10**9),
    "entries": lambda: package(
        sheet_xml(ONE_CELL), more={f"xl/media/{n}.bin": b"x" for n in range(300)}
    ),
    "zip in a zip": lambda: package(
        sheet_xml(ONE_CELL), more={"xl/embeddings/a.xlsx": workbook([["甲"]])}
    ),
    "same name twice": lambda: _twice(package(sheet_xml(ONE_CELL))),
    "far cell": lambda: package(
        sheet_xml(f'{ONE_CELL}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "far row": lambda: package(
        sheet_xml(f'{ONE_CELL}<row r="900000"><c r="A900000"><v>1</v></c></row>')
    ),
    "far column": lambda: package(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "far cell in a near row": lambda: package(
        sheet_xml('<row r="1"><c r="A1048576"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')
    ),
    "far cell in the old format": (SAMPLES / "old_format_far_cell.xls").read_bytes,
    "billion laughs": lambda: package(
        _sheet_after('<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>')
    ),
    "external entity": lambda: package(
        _sheet_after('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>')
    ),
    "entity in another encoding": lambda: package(
        _sheet_after('<!DOCTYPE a [<!ENTITY b "ha">]>').encode("utf-16")
    ),
    "method nobody uses": lambda: _recompressed(package(sheet_xml(ONE_CELL)), zipfile.ZIP_LZMA),
    "encrypted entry": _encrypted_entry,
    "macros": lambda: package(sheet_xml(ONE_CELL), more={"xl/vbaProject.bin": b"x"}),
    "no workbook": lambda: package(sheet_xml(ONE_CELL), without=["xl/workbook.xml"]),
    "no sheet": lambda: package(sheet_xml(ONE_CELL), without=[SHEET]),
    "broken sheet": lambda: package(sheet_xml(ONE_CELL).replace("</row>", "<f></row></")),
    "half a file": lambda: package(sheet_xml(ONE_CELL))[:-200],
    "only the magic": lambda: b"PK\x03\x04",
    "plain zip": lambda: _zip({"a.txt": b"x"}),
    "content types only": lambda: _zip({"[Content_Types].xml": CONTENT_TYPES.encode()}),
}
OLD_BOMBS = {
    "only the magic": lambda: OLE + bytes(600),
    "half a file": lambda: OLD_FORMAT[:3000],
    "password": _old_format_with_password,
    "encrypted .xlsx": lambda: (
        OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    ),
}


def _zip(parts, method=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _recompressed(content, method):
    return _zip(_parts(content), method)


def _twice(content):
    return _recompressed(content, zipfile.ZIP_STORED).replace(
        b"_rels/.rels", b"xl/workbook.xml"[:11]
    )


def _peak_kilobytes() -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def _refusal(content, name):
    with pytest.raises(SheetRefused) as refusal:
        list(read_rows(content, name))
    return refusal.value.message


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_workbook_is_refused_soon_and_costs_the_caller_no_memory(name):
    content = BOMBS[name]()
    # Forget the peak that making the file has left behind.
    Path("/proc/self/clear_refs").write_text("5")
    before, started = _peak_kilobytes(), perf_counter()

    sentence = _refusal(content, "花名册.xls" if content.startswith(OLE) else "花名册.xlsx")

    assert "上传" in sentence
    # Two seconds are the aim on a quiet machine.
    assert perf_counter() - started < 8
    assert _peak_kilobytes() - before < 50 * 1024


@pytest.mark.parametrize("name", OLD_BOMBS)
def test_a_hostile_file_in_the_old_format_is_refused(name):
    assert "上传" in _refusal(OLD_BOMBS[name](), "花名册.xls")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"PK\x03\x04", "a.xlsm", "文件里有宏"),
        (b"PK\x03\x04", "a.xlsb", "文件里有宏"),
        (b"%PDF-1.7", "a.pdf", "只能上传"),
        (b"PK\x03\x04", "花名册", "只能上传"),
        (b"<html><table>", "a.xls", "与扩展名 .xls 不符"),
        (b"<html><table>", "a.xlsx", "与扩展名 .xlsx 不符"),
        (OLD_FORMAT, "a.xlsx", "与扩展名 .xlsx 不符"),
        (workbook([["甲"]]), "a.xls", "与扩展名 .xls 不符"),
        (workbook([["甲"]]), "a.csv", "与扩展名 .csv 不符"),
        (OLD_FORMAT, "a.csv", "与扩展名 .csv 不符"),
        (OLD_BOMBS["encrypted .xlsx"](), "a.xlsx", "文件有密码"),
        (OLD_BOMBS["password"](), "a.xls", "文件有密码"),
        (BOMBS["macros"](), "a.xlsx", "文件里有宏"),
        (BOMBS["encrypted entry"](), "a.xlsx", "文件有密码"),
        (b"a\x00b,c", "a.csv", "编码认不出"),
        (b"\xff\xff\xff", "a.csv", "编码认不出"),
    ],
)
def test_the_sentence_names_the_reason(content, name, sentence):
    assert sentence in _refusal(content, name)


@pytest.mark.parametrize("dimension", ["A1", "A1:B2", "A1:XFD1048576", "C9:A1"])
def test_a_sheet_that_lies_about_its_size_is_read_whole(dimension):
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>{n}</v></c></row>'
        for n in range(1, 101)
    )
    content = package(sheet_xml(cells, before=f'<dimension ref="{dimension}"/>'))

    rows = list(read_rows(content, "a.xlsx"))

    assert [row.number for row in rows] == list(range(1, 101))
    assert {row.cell(2).text for row in rows} == {str(n) for n in range(1, 101)}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(data):
    content = bytearray(data.draw(st.sampled_from([package(sheet_xml(ONE_CELL)), OLD_FORMAT])))
    for _change in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    name = "a.xls" if content[:4] == OLE[:4] else "a.xlsx"

    try:
        list(read_rows(bytes(content), name))
    except SheetRefused as refused:
        message = refused.message
    else:
        message = "read"

    assert message


def test_the_parsing_process_starts_without_the_framework():
    program = "import sys, dibao.sheets.parser; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
