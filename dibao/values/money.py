"""Money: yuan as `Decimal` with two places, rounded once and here."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dibao.errors import Refused
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop as _

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
# What numeric(12, 2) can hold.
LARGEST: Final = Decimal("9999999999.99")

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
SECTIONS: Final = ("", "万", "亿")

NUMBER: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?")


class MoneyError(Refused):
    """The text is no amount of money; the sentence says what to write instead."""


def yuan(amount: Decimal | int | str) -> Decimal:
    """The amount in yuan with two places, half a fen rounded up (away from zero).

    Floats are a programming error, not a typing error: they have lost fen before they get here.
    """
    if isinstance(amount, float):
        raise TypeError(f"money is never a float: {amount!r}")
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def parse(text: str) -> Decimal:
    """Yuan from what people type: "1,200元", "￥1200.5", "１２００". Raises MoneyError."""
    typed = clean_code(text)
    if not typed:
        raise MoneyError(_("填写金额，如 1200"))
    bare = typed.removeprefix("人民币").lstrip("¥￥").removesuffix("整").removesuffix("元")
    if bare.startswith("-") and NUMBER.fullmatch(bare[1:]):
        raise MoneyError(_("金额不能小于0；现在是“%(text)s”"), text=text.strip())
    found = NUMBER.fullmatch(bare)
    if found is None:
        raise MoneyError(_("填数字，如 12000；现在是“%(text)s”"), text=text.strip())
    if len((found[1] or "").rstrip("0")) > 3:
        raise MoneyError(_("金额最多到分（两位小数）；现在是“%(text)s”"), text=text.strip())
    # Compared before it is rounded, which more digits than a Decimal has would not survive.
    amount = Decimal(bare.replace(",", ""))
    if amount > LARGEST:
        raise MoneyError(_("金额太大；现在是“%(text)s”"), text=text.strip())
    return yuan(amount)


def format_yuan(amount: Decimal) -> str:
    """With thousands commas and both places: "3,043,511.00"."""
    return f"{yuan(amount):,.2f}"


def in_words(amount: Decimal) -> str:
    """人民币大写, as bank papers want it: "叁佰零肆万叁仟伍佰壹拾壹元整".

    《支付结算办法》附一 sets the zeros; 《会计基础工作规范》第五十二条 the 整 after 元 or 角.
    """
    fen = int(abs(yuan(amount)).scaleb(2))
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole_in_words(whole)}元" if whole or not fen else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif cent and whole:
        words += "零"
    words += f"{DIGITS[cent]}分" if cent else "整"
    return f"负{words}" if amount < 0 and fen else words


def _whole_in_words(number: int) -> str:
    """The part before 元; a run of zeros between two digits is read as one 零."""
    if number >= 10**12:
        raise OverflowError(f"no words for {number} yuan")
    if number == 0:
        return DIGITS[0]
    words, gap = "", False
    for place, digit in reversed(list(enumerate(reversed(str(number))))):
        if digit == "0":
            gap = True
        else:
            words += (DIGITS[0] if gap else "") + DIGITS[int(digit)] + PLACES[place % 4]
            gap = False
        section, first = divmod(place, 4)
        if first == 0 and number // 10**place % 10**4:
            words += SECTIONS[section]
    return words
