"""Names in pinyin: surnames are read as surnames, and every likely reading can be searched."""

import pytest

from dibao.values import pinyin


@pytest.mark.parametrize(
    ("name", "reading", "letters"),
    [
        ("单小红", "shan xiao hong", "sxh"),
        ("曾国强", "zeng guo qiang", "zgq"),
        ("解放", "xie fang", "xf"),
        ("仇英", "qiu ying", "qy"),
        ("朴正", "piao zheng", "pz"),
        ("查良", "zha liang", "zl"),
        ("区小明", "ou xiao ming", "oxm"),
        ("盖叫天", "ge jiao tian", "gjt"),
        ("任重", "ren zhong", "rz"),
        ("华罗庚", "hua luo geng", "hlg"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("万俟小红", "mo qi xiao hong", "mqxh"),
        ("单于明", "chan yu ming", "cym"),
        ("欧阳修", "ou yang xiu", "oyx"),
        ("张　三", "zhang san", "zs"),
        ("买买提·艾力", "mai mai ti ai li", "mmtal"),
        ("䶮", "yan", "y"),
        ("", "", ""),
    ],
)
def test_names_are_read_as_their_owners_read_them(name, reading, letters):
    assert pinyin.full(name) == reading
    assert pinyin.initials(name) == letters


def test_a_misread_surname_finds_its_owner_all_the_same():
    readings = pinyin.all_initials("单小红").split()

    assert readings[0] == "sxh"
    assert "dxh" in readings


def test_one_reading_is_stored_once():
    assert pinyin.all_initials("黄国强").split().count("hgq") == 1


def test_the_list_of_readings_stays_short():
    assert len(pinyin.all_initials("乐重长行单解").split()) <= pinyin.MOST_READINGS + 1
