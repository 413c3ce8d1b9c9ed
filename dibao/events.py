"""What the events of the audit trail are called; each app names its own in a file `events.py`, imported at start."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Words = StrOrPromise

_words: dict[str, Words] = {}
_facts: dict[str, Words] = {}


def name(words: Mapping[str, Words]) -> None:
    """Give events their words: {"case:confirmed": 确认低保}."""
    _words.update(words)


def name_facts(words: Mapping[str, Words]) -> None:
    """Give words to what events tell and no column is called: {"members": 成员数}."""
    _facts.update(words)


def words_of_fact(fact: str) -> Words:
    return _facts.get(fact, fact)


def words_of(event: str) -> Words:
    return _words.get(event, event)


def named() -> list[tuple[str, Words]]:
    """Every event with its words, as a filter offers them."""
    return sorted(_words.items())


name(
    {
        "agencytoken:added": _("发放接口令牌"),
        "agencytoken:revoked": _("作废接口令牌"),
        "area:changed": _("修改区划"),
        "area:loaded": _("导入区划表"),
        "holiday:added": _("登记节假日"),
        "holiday:changed": _("修改节假日"),
        "holiday:loaded": _("导入节假日表"),
        "posting:added": _("登记任职"),
        "posting:changed": _("修改任职"),
        "staff:added": _("建账号"),
        "staff:changed": _("修改账号"),
        "staff:password_changed": _("本人改密码"),
        "staff:password_set": _("重设密码"),
    }
)
name_facts(
    {
        "count": _("数量"),
        "id_last4": _("身份证后4位"),
        "kind": _("种类"),
        "month": _("月份"),
        "name": _("名称"),
        "purpose": _("事由"),
        "reason": _("原因"),
        "relation": _("关系"),
        "role": _("岗位"),
        "sha256": _("指纹"),
        "size": _("大小"),
        "staff": _("用户名"),
        "status": _("状态"),
        "total": _("合计"),
        "username": _("用户名"),
    }
)
