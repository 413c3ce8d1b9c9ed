"""QR codes are plain pictures: readable in size, and nothing a strict policy would block."""

import pytest
from defusedxml import ElementTree as ET

from dibao.printing import qr_svg

ADDRESS = "https://dibao.example/notices/2008/07/990121100201/1f0c2a"


@pytest.fixture
def picture():
    return ET.fromstring(qr_svg(ADDRESS, label='公示 <b> & "引号"'))


def test_the_code_is_three_centimetres_wide_without_its_border(picture):
    side = float(picture.get("width").removesuffix("mm"))
    modules = float(picture.get("viewBox").split()[2]) / float(
        picture.find("path").get("transform")[6:-1]
    )

    assert picture.get("height") == picture.get("width")
    assert side * (modules - 8) / modules == pytest.approx(30)


def test_it_has_a_title_and_no_style_or_script(picture):
    assert picture.find("title").text == '公示 <b> & "引号"'
    assert {element.tag for element in picture.iter()} == {"svg", "title", "path"}
    assert not any("style" in element.attrib for element in picture.iter())
    assert not any(name.startswith("on") for element in picture.iter() for name in element.attrib)
