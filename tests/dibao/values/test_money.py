"""Money is rounded once, read forgivingly and written as the bank wants it."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dibao.values import money

AMOUNTS = st.decimals(min_value=0, max_value=money.LARGEST, places=2)


@pytest.mark.parametrize(
    ("given_amount", "rounded"),
    [("0.005", "0.01"), ("0.015", "0.02"), ("2.675", "2.68"), ("-0.005", "-0.01"), (77, "77.00")],
)
def test_half_a_fen_is_rounded_away_from_zero(given_amount, rounded):
    amount = Decimal(given_amount)

    assert money.yuan(amount) == Decimal(rounded)
    assert str(money.yuan(amount)) == rounded


def test_a_float_is_never_money():
    with pytest.raises(TypeError, match="never a float"):
        money.yuan(0.1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200元", "1200.00"),
        ("１２００．５", "1200.50"),
        (" ￥1 200 ", "1200.00"),
        ("¥3,043,511.00", "3043511.00"),
        ("52元整", "52.00"),
        ("人民币77元", "77.00"),
        ("1，200.10", "1200.10"),
        ("12.", "12.00"),
        ("12.5000", "12.50"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_read_as_people_type_them(text, amount):
    assert str(money.parse(text)) == amount


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填写金额"),
        ("　", "填写金额"),
        ("一万二", "填数字，如 12000；现在是“一万二”"),
        ("9" * 40, "金额太大"),
        ("1.2万", "填数字"),
        ("1,20", "填数字"),
        ("1.2.3", "填数字"),
        (".", "填数字"),
        ("1e5", "填数字"),
        ("NaN", "填数字"),
        ("-5", "不能小于0"),
        ("12.345", "最多到分"),
        ("10000000000", "太大"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(money.MoneyError) as refusal:
        money.parse(text)

    assert sentence in refusal.value.message


@given(AMOUNTS)
def test_a_written_amount_is_read_back(amount):
    assert money.parse(money.format_yuan(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("77", "柒拾柒元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("20000", "贰万元整"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("3043511", "叁佰零肆万叁仟伍佰壹拾壹元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000001.10", "壹拾亿零壹元壹角整"),
        ("-5.50", "负伍元伍角整"),
    ],
)
def test_amounts_in_words_follow_the_rules_of_bank_papers(amount, words):
    assert money.in_words(Decimal(amount)) == words


DIGITS = {character: digit for digit, character in enumerate("零壹贰叁肆伍陆柒捌玖")}


def _read(words: str) -> Decimal:
    """Read 大写 the way a bank clerk does: an independent way back."""
    total = section = digit = 0
    fen = 0
    for character in words.removesuffix("整"):
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[character]
            digit = 0
        elif character in "万亿":
            total = (
                (total + section + digit) * 10**4
                if character == "万"
                else (total + section + digit) * 10**8
            )
            section = digit = 0
        elif character == "元":
            total, section, digit = total + section + digit, 0, 0
        else:
            fen += digit * {"角": 10, "分": 1}[character]
            digit = 0
    return total + Decimal(fen) / 100


@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_amounts_in_words_say_the_amount(amount):
    assert _read(money.in_words(amount)) == amount.quantize(money.CENT, ROUND_HALF_UP)


def test_words_reach_as_far_as_their_units():
    most = Decimal("999999999999.99")

    assert money.in_words(most) == "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"
    with pytest.raises(OverflowError, match="no words for 1000000000000 yuan"):
        money.in_words(most + Decimal("0.01"))


@given(AMOUNTS)
def test_no_zero_stands_twice_or_before_the_unit(amount):
    words = money.in_words(amount)

    assert "零零" not in words
    assert "零元" not in words or words.startswith("零元")
