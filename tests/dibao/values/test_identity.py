"""Identity, bank, phone and disability numbers: forgiving to the eye, strict to the digit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from dibao.values.identity import (
    BankNumber,
    DisabilityCard,
    IdentityError,
    IdNumber,
    PhoneNumber,
    check_digit,
    clean_code,
    clean_name,
    clean_text,
    person_name,
)

STANDARD_EXAMPLE = "11010519491231002X"
TODAY = date(2008, 7, 1)

BODIES = st.builds(
    lambda born, sequence: f"990121{born:%Y%m%d}{sequence:03}",
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)


def _refusal(parse, text, **options):
    with pytest.raises(IdentityError) as refusal:
        parse(text, **options)
    return refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105\u3000194912310\u200b02X",
        "'11010519491231002X",
        "\ufeff110105194912\xa031002x\n",
        "110105491231002",
    ],
)
def test_one_person_is_written_in_many_ways(text):
    assert IdNumber.parse(text, on=TODAY).number == STANDARD_EXAMPLE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填写身份证号"),
        ("　", "填写身份证号"),
        ("1101051949123100", "身份证号只有16位，应为18位"),
        ("1101051949123100211", "身份证号有19位，应为18位"),
        ("110105194912310021", "身份证号校验不对：对照证件核对18位"),
        ("11010519490231002X", "没有这个出生日期：核对身份证第7至14位"),
        ("11010510491231002X", "出生年份太早：核对身份证第7至10位"),
        ("110105********002X", "身份证号有*号遮盖：填写完整的号码"),
        ("1.10105E+17", "身份证号被表格软件存成了数字，后几位已丢失：把这一列设为文本，重新填写"),
        ("11010519491231O02X", "身份证号只能有数字，最后一位可以是X"),
        ("１１０１０５١٩٤٩１２３１００２X", "身份证号只能有数字，最后一位可以是X"),
        ("无", "身份证号只有1位，应为18位"),
    ],
)
def test_each_fault_has_its_own_sentence(text, sentence):
    assert _refusal(IdNumber.parse, text, on=TODAY) == sentence


def test_a_birth_after_the_day_is_refused_and_on_the_day_is_not():
    body = "99012120080701001"
    number = body + check_digit(body)

    assert IdNumber.parse(number, on=date(2008, 7, 1)).birth_date == date(2008, 7, 1)
    assert (
        _refusal(IdNumber.parse, number, on=date(2008, 6, 30))
        == "出生日期晚于今天：核对身份证第7至14位"
    )


def test_an_id_number_tells_birth_sex_and_age():
    woman = IdNumber.parse(STANDARD_EXAMPLE)

    assert (woman.birth_date, woman.sex) == (date(1949, 12, 31), "female")
    assert (woman.age(date(2008, 12, 30)), woman.age(date(2008, 12, 31))) == (58, 59)
    assert (woman.last4, woman.last6) == ("002X", "31002X")


@pytest.mark.parametrize(
    "number",
    [
        IdNumber.parse(STANDARD_EXAMPLE),
        BankNumber.parse("6222020200112233445"),
        PhoneNumber.parse("13800005678"),
        DisabilityCard.parse(f"{STANDARD_EXAMPLE}43"),
    ],
)
def test_a_printed_number_shows_its_last_four_only(number):
    for shown in (str(number), repr(number), f"{number}", number.masked):
        assert number.last4 in shown
        assert number.number[:-4] not in shown
        assert number.number[4:10] not in shown


@given(BODIES)
def test_the_check_digit_agrees_with_the_reference(body):
    assert check_digit(body) == ric.calc_check_digit(f"{body}0")
    assert IdNumber.parse(body + check_digit(body)).number == body + check_digit(body)


@given(BODIES, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(body, place, digit):
    right = body + check_digit(body)
    wrong = right[:place] + digit + right[place + 1 :]

    if wrong != right:
        _refusal(IdNumber.parse, wrong)


@given(st.text(max_size=30))
def test_any_text_is_a_plain_number_or_refused(text):
    for parse in (IdNumber.parse, BankNumber.parse, PhoneNumber.parse, DisabilityCard.parse):
        try:
            number = parse(text).number
        except IdentityError:
            continue
        assert number.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "6222 0202 0011 2233 445",
        "６２２２０２０２００１１２２３３４４５",
        "6222-0202-0011-2233-445",
    ],
)
def test_bank_numbers_forgive_the_spacing_of_the_card(text):
    assert BankNumber.parse(text).number == "6222020200112233445"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填写银行账号"),
        ("62220202001", "银行账号有11位，应为12至30位：对照存折或银行卡核对"),
        ("6" * 31, "银行账号有31位，应为12至30位：对照存折或银行卡核对"),
        ("6222O20200112233445", "银行账号只能有数字：对照存折或银行卡核对"),
        ("6.22202E+18", "银行账号被表格软件存成了数字，后几位已丢失：把这一列设为文本，重新填写"),
        ("6222****3445", "银行账号有*号遮盖：填写完整的号码"),
    ],
)
def test_bank_numbers_name_their_fault(text, sentence):
    assert _refusal(BankNumber.parse, text) == sentence


@given(st.text("0123456789", min_size=12, max_size=30))
def test_luhn_warns_and_never_refuses(number):
    assert BankNumber.parse(number).fails_luhn == (not luhn.is_valid(number))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0000 5678", "13800005678"),
        ("+86 13800005678", "13800005678"),
        ("008613800005678", "13800005678"),
        ("8613800005678", "13800005678"),
        ("0536-4221234", "05364221234"),
        ("(010)62551234", "01062551234"),
        ("4221234", "4221234"),
    ],
)
def test_phones_are_read_as_people_write_them(text, number):
    assert PhoneNumber.parse(text).number == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填写联系电话"),
        ("1380000567", "手机号有10位，应为11位"),
        ("12800005678", "联系电话不对：填11位手机号，或区号加固定电话号码"),
        ("13800005678、13900001234", "联系电话只能有数字，一栏填一个号码"),
        ("123", "手机号有3位，应为11位"),
    ],
)
def test_phones_name_their_fault(text, sentence):
    assert _refusal(PhoneNumber.parse, text) == sentence


def test_a_disability_card_tells_type_and_level_and_belongs_to_its_holder():
    holder = IdNumber.parse(STANDARD_EXAMPLE)

    card = DisabilityCard.parse("11010519491231002x 43 b1", holder=holder)

    assert (card.disability_type, card.disability_level, card.id_number) == (4, 3, holder)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填写残疾证号"),
        (
            "11010519491231002X",
            "残疾证号应为20位：18位身份证号，加类别（1至7）和等级（1至4）各一位",
        ),
        (
            "11010519491231002X83",
            "残疾证号应为20位：18位身份证号，加类别（1至7）和等级（1至4）各一位",
        ),
        (
            "11010519491231002X45",
            "残疾证号应为20位：18位身份证号，加类别（1至7）和等级（1至4）各一位",
        ),
        ("11010519491231003843", "残疾证号前18位与身份证号不同：对照两个证件核对"),
    ],
)
def test_a_disability_card_names_its_fault(text, sentence):
    assert _refusal(DisabilityCard.parse, text, holder=IdNumber.parse(STANDARD_EXAMPLE)) == sentence


@pytest.mark.parametrize("text", ["11010519491231002143", "11010519490231002X43"])
def test_a_disability_card_without_a_holder_is_checked_like_an_id_number(text):
    assert _refusal(DisabilityCard.parse, text) == "残疾证号前18位不是身份证号：对照证件核对"


def test_text_loses_what_cannot_be_seen_and_keeps_what_can():
    assert clean_text("　柳湾镇\xa0\u200b 小湾村（１组）\t") == "柳湾镇 小湾村（1组）"
    assert clean_text("a\u202eb") == "ab"
    assert clean_text("⼩村") == "小村"
    assert clean_code(" '６２ 22Ｘx ") == "6222XX"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 张 三\u200b ", "张三"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("𬭎 三", "𬭎三"),
    ],
)
def test_names_have_one_spelling(typed, name):
    assert clean_name(typed) == name
    assert clean_name(clean_name(typed)) == name


@pytest.mark.parametrize(
    "name", ["张三", "买买提·艾力", "Jean-Luc O'Neil", "㐂〇", "\ue123明", "Ærø"]
)
def test_a_name_is_taken_as_the_certificate_has_it(name):
    assert person_name(f" {name}　") == name


@pytest.mark.parametrize(
    ("name", "strange"), [("<img src=x>", "<"), ("=1+1", "="), ("张三3", "3"), ("张三（大）", "（")]
)
def test_what_no_name_has_is_pointed_at(name, strange):
    with pytest.raises(IdentityError) as refusal:
        person_name(name)

    assert f"“{strange}”" in refusal.value.message
