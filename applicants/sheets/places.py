"""Places as lists name them: by township and village, or in one address; what a county has not is never guessed."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dibao.errors import Refused
from dibao.values.likely import likeliest
from dibao.values.words import gettext_noop as _

# (township's name, village's name) -> the village's code.
Villages = Mapping[tuple[str, str], str]

_TOWNSHIP: Final = re.compile(r".{1,12}?(?:镇|乡|街道办事处|街道|办事处)")
_VILLAGE: Final = re.compile(r".{1,12}?(?:村委会|居委会|村|社区)")
_GROUP: Final = re.compile(r"[^组]{1,18}组")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: the village's code, the group as it is written, what is left of it."""

    village: str
    group_name: str
    rest: str


class Places:
    """The villages of a county by the names that lists give them; what is not there is not guessed."""

    def __init__(self, villages: Villages) -> None:
        self._codes = villages
        self._villages: dict[str, list[str]] = {}
        for township, village in villages:
            self._villages.setdefault(township, []).append(village)
        self._told: dict[tuple[str, str], Refused] = {}

    @property
    def townships(self) -> Collection[str]:
        return self._villages.keys()

    def villages_of(self, township: str) -> Collection[str]:
        return self._villages.get(township, ())

    def code_of(self, township: str, village: str) -> str:
        """The village's code. Raises Refused with the likeliest names for what the county has not."""
        code = self._codes.get((township, village))
        if code is not None:
            return code
        if (township, village) not in self._told:
            # Of a merged cell many rows are told the same.
            self._told[township, village] = self._unknown(township, village)
        raise self._told[township, village]

    def _unknown(self, township: str, village: str) -> Refused:
        if township in self._villages:
            return self._no_village(township, village)
        alike = likeliest(township, self.townships)
        if not alike:
            return Refused(_("本县没有“%(township)s”这个乡镇：对照区划填写全称"), township=township)
        return Refused(
            _("本县没有“%(township)s”这个乡镇：最像的是%(alike)s，核对后填写"),
            township=township,
            alike="、".join(alike),
        )

    def _no_village(self, township: str, village: str) -> Refused:
        alike = likeliest(village, self.villages_of(township))
        if not alike:
            return Refused(
                _("%(township)s没有“%(village)s”：对照区划填写村名"),
                township=township,
                village=village,
            )
        return Refused(
            _("%(township)s没有“%(village)s”：最像的是%(alike)s，核对后填写"),
            township=township,
            village=village,
            alike="、".join(alike),
        )

    def found(self, text: str, above: Sequence[str] = ()) -> str:
        """The code of a village by its own name where the county has one of that name, else by an address.

        Raises Refused where two townships have a village of that name.
        """
        townships = [township for township, village in self._codes if village == text]
        if len(townships) > 1:
            raise Refused(
                _("%(townships)s都有“%(village)s”：前面写上乡镇，如%(township)s%(village)s"),
                townships="、".join(townships[:3]),
                township=townships[0],
                village=text,
            )
        if townships:
            return self._codes[townships[0], text]
        return self.address_of(text, above).village

    def address_of(self, text: str, above: Sequence[str] = ()) -> Address:
        """An address such as 和店镇新咀村5组; `above` are names that may stand before the township.

        Raises Refused with the likeliest names where township or village is not the county's.
        """
        for name in above:
            text = text.removeprefix(name)
        township = _longest(text, self.townships) or _as_written(text, _TOWNSHIP)
        rest = text.removeprefix(township)
        village = _longest(rest, self.villages_of(township)) or _as_written(rest, _VILLAGE)
        if not village and township in self.townships:
            raise Refused(_("地址里没有写村：写成乡镇、村、组，如柳湾镇小湾村5组"))
        code = self.code_of(township, village)
        rest = rest.removeprefix(village)
        group = _GROUP.match(rest)
        group_name = group.group() if group else ""
        return Address(code, group_name, rest.removeprefix(group_name))


def _longest(text: str, names: Collection[str]) -> str:
    """The longest of the names that the text begins with; blank for none."""
    return max((name for name in names if text.startswith(name)), key=len, default="")


def _as_written(text: str, pattern: re.Pattern[str]) -> str:
    """What the writer means as the name, to be told back; all of it where no such word stands there."""
    found = pattern.match(text)
    return found.group() if found else text[:12]
