"""The numbers by which people, their accounts and their phones are known.

Each is parsed from what people type (full-width digits, blanks, small x), refuses with its own
sentence, and shows no more than its last four digits when printed, so that a log line or an
error page gives nothing away.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Self

from dibao.errors import Refused
from dibao.values.text import clean_code, clean_name, clean_text, strange_in_name
from dibao.values.words import gettext_noop as _

__all__ = [
    "BankNumber",
    "DisabilityCard",
    "IdNumber",
    "IdentityError",
    "PhoneNumber",
    "Sex",
    "check_digit",
    "clean_code",
    "clean_name",
    "clean_text",
    "person_name",
]

Sex = Literal["male", "female"]

# GB 11643-1999: ISO 7064 MOD 11-2.
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
ID_LENGTH: Final = 18
OLD_ID_LENGTH: Final = 15
OLDEST_YEAR: Final = 1870

SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+?\d+")
MOBILE: Final = re.compile(r"1[3-9]\d{9}")
LANDLINE: Final = re.compile(r"0\d{9,11}|[2-9]\d{6,7}")
CARD: Final = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?")


class IdentityError(Refused):
    """The text is no such number; the sentence names the fault and the place to look."""


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A citizen identity number of 18 places, checked by GB 11643-1999."""

    number: str

    @classmethod
    def parse(cls, text: str, *, on: date | None = None) -> Self:
        """From 18 or 15 places; with `on`, a birth after that day is refused. Raises IdentityError."""
        number = clean_code(text)
        _refuse_unreadable(number, _("身份证号"))
        if len(number) == OLD_ID_LENGTH and number.isdigit():
            number = _with_century(number)
        _refuse_bad_places(number)
        _refuse_bad_birth(number, on)
        if check_digit(number) != number[-1]:
            raise IdentityError(_("身份证号校验不对：对照证件核对18位"))
        return cls(number)

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"IdNumber({self.masked})"

    @property
    def birth_date(self) -> date:
        return date.fromisoformat(self.number[6:14])

    @property
    def sex(self) -> Sex:
        """The sequence number is odd for men."""
        return "male" if int(self.number[16]) % 2 else "female"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def last6(self) -> str:
        return self.number[-6:]

    @property
    def masked(self) -> str:
        return _masked(self.number)

    def age(self, on: date) -> int:
        """Full years of life on that day."""
        born = self.birth_date
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_digit(number: str) -> str:
    """The eighteenth place that belongs to the first seventeen digits."""
    return CHECKS[sum(map(int.__mul__, WEIGHTS, map(int, number[:17]))) % 11]


@dataclass(frozen=True, slots=True, repr=False)
class BankNumber:
    """The number of a bank account, a passbook or a card: 12 to 30 digits."""

    number: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises IdentityError; a number that fails Luhn's check is taken (see `fails_luhn`)."""
        number = clean_code(text).replace("-", "")
        _refuse_unreadable(number, _("银行账号"))
        if not _is_digits(number):
            raise IdentityError(_("银行账号只能有数字：对照存折或银行卡核对"))
        if not 12 <= len(number) <= 30:
            raise IdentityError(
                _("银行账号有%(count)s位，应为12至30位：对照存折或银行卡核对"), count=len(number)
            )
        return cls(number)

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"BankNumber({self.masked})"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def masked(self) -> str:
        return _masked(self.number)

    @property
    def fails_luhn(self) -> bool:
        """Worth a second look, not a fault: cards carry Luhn's check digit, passbooks need not."""
        doubled = (sum(divmod(2 * int(digit), 10)) for digit in self.number[-2::-2])
        return (sum(map(int, self.number[::-2])) + sum(doubled)) % 10 != 0


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """A mobile or a landline of the mainland, digits only, area code included where given."""

    number: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises IdentityError."""
        typed = re.sub(r"[-()/]", "", clean_code(text))
        number = re.sub(r"^(?:\+|00)86|^86(?=1\d{10}$)", "", typed)
        _refuse_unreadable(number, _("联系电话"))
        if not _is_digits(number):
            raise IdentityError(_("联系电话只能有数字，一栏填一个号码"))
        if number.startswith("1") and len(number) != 11:
            raise IdentityError(_("手机号有%(count)s位，应为11位"), count=len(number))
        if not (MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)):
            raise IdentityError(_("联系电话不对：填11位手机号，或区号加固定电话号码"))
        return cls(number)

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"PhoneNumber({self.masked})"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def masked(self) -> str:
        return _masked(self.number)


@dataclass(frozen=True, slots=True, repr=False)
class DisabilityCard:
    """A disability certificate's number: the holder's ID, one digit of type, one of level."""

    number: str

    @classmethod
    def parse(cls, text: str, *, holder: IdNumber | None = None) -> Self:
        """With `holder`, a card of somebody else is refused. Raises IdentityError."""
        number = clean_code(text)
        _refuse_unreadable(number, _("残疾证号"))
        found = CARD.fullmatch(number)
        if found is None:
            raise IdentityError(
                _("残疾证号应为20位：18位身份证号，加类别（1至7）和等级（1至4）各一位")
            )
        if holder is not None and found[1] != holder.number:
            raise IdentityError(_("残疾证号前18位与身份证号不同：对照两个证件核对"))
        try:
            IdNumber.parse(found[1])
        except IdentityError:
            raise IdentityError(_("残疾证号前18位不是身份证号：对照证件核对")) from None
        return cls(number)

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"DisabilityCard({self.masked})"

    @property
    def id_number(self) -> IdNumber:
        return IdNumber.parse(self.number[:ID_LENGTH])

    @property
    def disability_type(self) -> int:
        """1 视力, 2 听力, 3 言语, 4 肢体, 5 智力, 6 精神, 7 多重."""
        return int(self.number[18])

    @property
    def disability_level(self) -> int:
        """1 is the most severe, 4 the least."""
        return int(self.number[19])

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def masked(self) -> str:
        return _masked(self.number)


def person_name(text: str) -> str:
    """A person's name as it is kept; raises IdentityError for what stands in nobody's name."""
    name = clean_name(text)
    strange = strange_in_name(name)
    if strange:
        raise IdentityError(
            _("姓名里不能有“%(found)s”：只填证件上的汉字、字母和间隔号“·”"), found=strange
        )
    return name


def _masked(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:]


def _is_digits(number: str) -> bool:
    return number.isascii() and number.isdigit()


def _refuse_unreadable(number: str, name: str) -> None:
    """The faults that every long number shares: none typed, masked, or spoiled by a spreadsheet."""
    if not number:
        raise IdentityError(_("填写%(name)s"), name=name)
    if "*" in number:
        raise IdentityError(_("%(name)s有*号遮盖：填写完整的号码"), name=name)
    if SCIENTIFIC.fullmatch(number):
        raise IdentityError(
            _("%(name)s被表格软件存成了数字，后几位已丢失：把这一列设为文本，重新填写"), name=name
        )


def _with_century(number: str) -> str:
    """Cards of 15 places left out the century, which was the twentieth, and the check digit."""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_digit(longer)


def _refuse_bad_places(number: str) -> None:
    if len(number) < ID_LENGTH:
        raise IdentityError(_("身份证号只有%(count)s位，应为18位"), count=len(number))
    if len(number) > ID_LENGTH:
        raise IdentityError(_("身份证号有%(count)s位，应为18位"), count=len(number))
    if not _is_digits(number[:-1]) or number[-1] not in CHECKS:
        raise IdentityError(_("身份证号只能有数字，最后一位可以是X"))


def _refuse_bad_birth(number: str, on: date | None) -> None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityError(_("没有这个出生日期：核对身份证第7至14位")) from None
    if born.year < OLDEST_YEAR:
        raise IdentityError(_("出生年份太早：核对身份证第7至10位"))
    if on is not None and born > on:
        raise IdentityError(_("出生日期晚于今天：核对身份证第7至14位"))
