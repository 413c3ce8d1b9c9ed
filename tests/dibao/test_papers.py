"""Papers as values, and as PDF: the words that were given, nothing else, in a font that has every name."""

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from dibao.papers import (
    Facts,
    Grid,
    Heading,
    Items,
    Opinion,
    Paper,
    Seal,
    Signatures,
    Text,
    boxes,
    written_day,
)
from dibao.printing import pdf_of

DAY = date(2026, 7, 6)


def paper(*blocks: object, **more: object) -> Paper:
    return Paper(title="告知书", number="2026-0000001", place="小湾村", blocks=blocks, **more)


def opened(one: Paper) -> PdfReader:
    return PdfReader(BytesIO(pdf_of(one, on=DAY)))


def text_of(one: Paper) -> str:
    return "".join(page.extract_text() for page in opened(one).pages).replace(" ", "")


def test_every_block_is_set() -> None:
    text = text_of(
        paper(
            Heading("决定"),
            Text("同意", is_strong=True),
            Items(["人均收入低于标准"]),
            Facts([("户主", "张三"), ("联系电话", "")]),
            Grid(["姓名", "关系"], [["李四", "配偶"]], caption="家庭成员"),
            Opinion("乡镇意见", ["拟同意"], ["经办人"]),
            Signatures(["申请人"]),
            Seal("安丰县民政局", written_day(DAY)),
        )
    )

    for words in (
        "告知书", "小湾村", "2026-0000001", "决定", "同意", "人均收入低于标准", "户主张三", "家庭成员", "李四",
        "乡镇意见", "拟同意", "经办人", "申请人", "安丰县民政局", "2026年7月6日",
    ):  # fmt: skip
        assert words in text, words


def test_what_somebody_typed_is_never_markup() -> None:
    typed = '#eval("1+1") *x* $y$ [z] \\ <b>@q = / - + "'

    assert typed.replace(" ", "") in text_of(paper(Text(typed), Grid(["#a"], [["#b"]])))


def test_rare_characters_of_names_are_there() -> None:
    assert "张𬭎、𠅤、𫖯、䶮" in text_of(paper(Text("张𬭎、𠅤、𫖯、䶮")))


def test_the_same_paper_gives_the_same_bytes() -> None:
    one = paper(Text("同意"))

    assert pdf_of(one, on=DAY) == pdf_of(one, on=DAY)


def test_a_paper_is_a4_with_its_font_within() -> None:
    (page,) = opened(paper(Text("同意"))).pages

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    fonts = page["/Resources"]["/Font"].values()
    assert all("NotoSansCJK" in font.get_object()["/BaseFont"] for font in fonts)


def test_a_long_table_repeats_its_head() -> None:
    pages = opened(paper(Grid(["姓名"], [[str(n)] for n in range(80)]))).pages

    assert len(pages) > 1
    assert all("姓名" in page.extract_text() for page in pages)


def test_the_mark_of_the_demonstration_is_on_the_paper() -> None:
    assert "演示数据" in text_of(paper(Text("同意"), mark="演示数据"))
    assert "演示数据" not in text_of(paper(Text("同意")))


def test_pairs_of_a_form_fill_their_last_row() -> None:
    form = Facts([("户主", "张三"), ("住址", "3组"), ("电话", "")])

    assert form.rows == [[("户主", "张三"), ("住址", "3组")], [("电话", ""), ("", "")]]
    assert sum(form.shares) == 100


def test_choices_show_what_was_chosen() -> None:
    assert boxes([("同意", True), ("不同意", False)]) == "☑ 同意　□ 不同意"


def test_a_day_that_is_not_known_yet_is_a_place_to_write() -> None:
    assert written_day(None) == "　　年　　月　　日"
