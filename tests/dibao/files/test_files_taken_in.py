"""What is taken in of an uploaded file, and what is turned away with a sentence."""

import time
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfWriter

from dibao.files.intake import Intake, take_in
from dibao.files.kinds import MediaType
from dibao.files.limits import LIMITS, MEBIBYTE
from dibao.files.pictures import thumbnail
from dibao.files.refusals import FileRefused
from tests.dibao.files import samples


def opened(intake: Intake) -> Image.Image:
    return Image.open(BytesIO(intake.content))


def refusal_of(content: bytes, name: str = "1.pdf") -> str:
    with pytest.raises(FileRefused) as refused:
        take_in(content, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "户口本.jpg"), ("PNG", "截图.PNG"), ("PNG", "IMG_1.jpg")]
)
def test_a_picture_is_kept_as_jpeg(kind: str, name: str) -> None:
    intake = take_in(samples.picture(kind=kind), name)

    assert (intake.media_type, intake.page_count) == (MediaType.JPEG, 1)
    assert opened(intake).size == (60, 40)


def test_a_heic_photo_is_kept_as_jpeg() -> None:
    intake = take_in(samples.HEIC, "IMG_0001.HEIC")

    assert intake.media_type is MediaType.JPEG
    assert opened(intake).size == (64, 48)


def test_half_a_heic_photo_is_refused() -> None:
    assert "已损坏" in refusal_of(samples.HEIC[:-40], "IMG_0001.HEIC")


def test_a_photo_loses_its_place_and_camera_and_stands_upright() -> None:
    intake = take_in(samples.photo_with_place(), "IMG.jpg")

    picture = opened(intake)
    assert picture.size == (40, 60)
    assert dict(picture.getexif()) == {}
    assert {"exif", "comment", "xmp", "icc_profile"} & set(picture.info) == set()
    for word in (b"PhoneMaker", b"taken at home", b"Exif"):
        assert word not in intake.content


def test_what_hides_behind_a_picture_is_not_kept() -> None:
    polyglot = samples.picture() + b"<script>alert(1)</script>PK\x05\x06" + bytes(18)

    intake = take_in(polyglot, "1.jpg")

    assert b"script" not in intake.content
    assert b"PK" not in intake.content


def test_transparent_paper_is_white() -> None:
    intake = take_in(samples.picture(kind="PNG", mode="RGBA", colour=(0, 0, 0, 0)), "1.png")

    assert opened(intake).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_every_sort_of_png_is_read(mode: str) -> None:
    colour = (1, 255) if mode == "LA" else 1

    intake = take_in(samples.picture(kind="PNG", mode=mode, colour=colour), "1.png")

    assert opened(intake).size == (60, 40)


def test_a_large_photo_is_made_smaller() -> None:
    intake = take_in(samples.picture(6000, 4000), "1.jpg")

    assert opened(intake).size == (LIMITS.kept_side, 1733)


def test_the_largest_picture_allowed_fits_into_the_opener() -> None:
    intake = take_in(samples.picture(8000, 8000, kind="PNG", mode="RGBA", colour=0), "1.png")

    assert opened(intake).size == (LIMITS.kept_side, LIMITS.kept_side)


def test_a_thumbnail_is_small() -> None:
    kept = take_in(samples.picture(3000, 1000), "1.jpg").content

    assert Image.open(BytesIO(thumbnail(kept))).size == (180, 60)


@pytest.mark.parametrize("size", [(60_000, 60_000), (8001, 8000), (20_001, 10)])
def test_a_picture_is_refused_by_its_header(size: tuple[int, int]) -> None:
    started = time.monotonic()

    sentence = refusal_of(samples.huge_png(*size), "1.png")

    assert f"{size[0]}×{size[1]}像素" in sentence
    assert time.monotonic() - started < 5


def test_a_bomb_beside_the_pixels_is_refused() -> None:
    assert "重新拍照" in refusal_of(samples.text_bomb_png(), "1.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused(kind: str) -> None:
    whole = samples.picture(400, 400, kind=kind, colour=(1, 2, 3))

    assert "已损坏" in refusal_of(whole[: len(whole) // 2], "1.jpg")


def test_an_empty_file_is_refused() -> None:
    assert "空的" in refusal_of(b"", "1.jpg")


def test_a_heavy_file_is_refused_before_it_is_looked_at() -> None:
    heavy = b"\xff\xd8\xff" + bytes(LIMITS.size)

    assert "文件有10.0 MB，最多10 MB" in refusal_of(heavy, "1.jpg")


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(100),
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html>%PDF-1.7",
        b"PK\x03\x04" + bytes(100),
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"%!PS-Adobe-3.0",
    ],
)
def test_other_sorts_of_files_are_refused(content: bytes) -> None:
    assert "只收照片" in refusal_of(content, "1.jpg")


@pytest.mark.parametrize("name", ["1.pdf", "1.exe", "1.html", "1.jpg.svg"])
def test_a_picture_that_says_it_is_something_else_is_refused(name: str) -> None:
    assert "与扩展名" in refusal_of(samples.picture(), name)


def test_a_pdf_that_says_it_is_a_picture_is_refused() -> None:
    assert "与扩展名“.jpg”不符" in refusal_of(samples.pdf(), "1.jpg")


def test_a_name_without_an_extension_claims_nothing() -> None:
    assert take_in(samples.picture(), "照片").media_type is MediaType.JPEG


def test_a_pdf_is_kept_as_it_came() -> None:
    content = samples.pdf(pages=3)

    intake = take_in(content, "病历.pdf")

    assert (intake.media_type, intake.page_count) == (MediaType.PDF, 3)
    assert intake.content == content


def test_a_pdf_that_only_goes_to_its_first_page_or_links_is_kept() -> None:
    opening = b"/OpenAction [10 0 R /XYZ 0 0 1]"
    link = b"/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI (http://x) >> >>]"

    assert take_in(samples.pdf(catalog=opening, page=link), "1.pdf").page_count == 1


HOSTILE = {
    "a script on opening": samples.pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"),
    "a script in hexadecimal": samples.pdf(catalog=b"/OpenAction << /S /J#61vaScript /#4aS (x) >>"),
    "a script in another object": samples.pdf(
        {100: b"<< /S /JavaScript /JS (x) >>"}, catalog=b"/OpenAction 100 0 R"
    ),
    "a script of the page": samples.pdf(page=b"/AA << /O << /S /JavaScript /JS (x) >> >>"),
    "a script among the names": samples.pdf(catalog=b"/Names << /JavaScript << /Names [] >> >>"),
    "a program to start": samples.pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "a form that sends itself": samples.pdf(
        page=b"/AA << /O << /S /SubmitForm /F (http://x) >> >>"
    ),
    "an attachment": samples.pdf(
        {100: b"<< /Type /Filespec /F (a.exe) /EF << /F 101 0 R >> >>", 101: samples.stream(b"MZ")},
        catalog=b"/Names << /EmbeddedFiles << /Names [(a) 100 0 R] >> >>",
    ),
    "an attachment on the page": samples.pdf(page=b"/Annots [<< /Subtype /FileAttachment >>]"),
    "a form of its own kind": samples.pdf(catalog=b"/AcroForm << /XFA [] >>"),
    "a film": samples.pdf(page=b"/Annots [<< /Subtype /RichMedia >>]"),
    "a script that no table names": samples.pdf().replace(
        b"xref\n", b"777 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\nxref\n", 1
    ),
    "a script packed away that no table names": samples.pdf(
        {
            100: samples.stream(
                b"777 0 << /S /JavaScript /JS (x) >>", words=b"/Type /ObjStm /N 1 /First 6"
            )
        }
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_pdf_that_acts_or_carries_something_is_refused(what: str) -> None:
    assert "脚本、附件或自动动作" in refusal_of(HOSTILE[what])


def test_a_packed_script_is_found() -> None:
    """As programs write it: all objects in streams, and a table that is a stream itself."""
    writer = PdfWriter(clone_from=BytesIO(HOSTILE["a script in another object"]))
    out = BytesIO()
    writer.compress_identical_objects()
    writer.write(out)

    assert "脚本" in refusal_of(out.getvalue())


def test_a_pdf_with_a_password_is_refused() -> None:
    writer = PdfWriter(clone_from=BytesIO(samples.pdf()))
    writer.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)

    assert "有密码" in refusal_of(out.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf() + b"PK\x05\x06" + bytes(18),
        b"%PDF-1.7\n<html><body>\n" + samples.pdf()[9:],
    ],
)
def test_a_pdf_that_is_another_file_too_is_refused(content: bytes) -> None:
    assert "混有别的文件" in refusal_of(content)


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    assert "PDF 有61页，最多60页" in refusal_of(samples.pdf(pages=61))


def test_a_pdf_that_lies_about_its_pages_is_refused() -> None:
    content = samples.pdf(pages=61).replace(b"/Count 61", b"/Count 01")

    assert "最多60页" in refusal_of(content)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", samples.pdf()[:60], b"%PDF-1.7\n" + bytes(5000)]
)
def test_half_a_pdf_is_refused(content: bytes) -> None:
    assert "已损坏" in refusal_of(content)


def test_pages_that_go_round_in_a_circle_end() -> None:
    content = samples.pdf().replace(b"/Kids [10 0 R]", b"/Kids [ 2 0 R]")

    assert "重新拍照" in refusal_of(content)


def test_a_file_that_keeps_the_opener_busy_is_given_up() -> None:
    busy = b"%PDF-1.7\n" + b"stream\n" * (MEBIBYTE // 2)

    with pytest.raises(FileRefused, match="超出了限制"):
        take_in(busy, "1.pdf", replace(LIMITS, cpu_seconds=1))


def test_a_file_that_fills_the_memory_is_given_up() -> None:
    with pytest.raises(FileRefused, match=r"超出了限制|已损坏"):
        take_in(samples.picture(8000, 8000), "1.jpg", replace(LIMITS, memory=120 * MEBIBYTE))
