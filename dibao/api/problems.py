"""What an interface refuses: a status, a code that stays, and a sentence (RFC 9457, application/problem+json)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.api.json import JSON, written

CONTENT_TYPE = "application/problem+json"


class Code(Enum):
    """Every reason, by the word that programs go by; words and status never change within a version."""

    UNREADABLE = "unreadable", 400, _("不是能读懂的JSON")
    KEY_MISSING = "idempotency_key_missing", 400, _("缺少防重复编号")
    TOKEN_MISSING = "token_missing", 401, _("没有出示令牌")
    TOKEN_UNKNOWN = "token_unknown", 401, _("没有这个令牌")
    TOKEN_ENDED = "token_ended", 401, _("令牌已经到期或作废")
    POSTING_ENDED = "posting_ended", 401, _("任职已经结束")
    NOT_PERMITTED = "not_permitted", 403, _("岗位不能办理")
    ABSENT = "absent", 404, _("没有这一件")
    METHOD = "method", 405, _("这个地址不接受这种请求")
    CLOSED = "closed", 409, _("现在的状态不能这样办")
    REFUSED = "refused", 409, _("没有办")
    TOO_LARGE = "too_large", 413, _("内容太大")
    CONTENT_TYPE = "content_type", 415, _("内容类型不对")
    FIELDS = "fields", 422, _("有的内容没有填对")
    KEY_REUSED = "idempotency_key_reused", 422, _("防重复编号已经用过")
    TOO_MANY_TRIES = "too_many_tries", 429, _("试的次数太多")

    def __init__(self, word: str, status: int, title: Promise) -> None:
        self.word = word
        self.status = status
        self.title = title


@dataclass(frozen=True)
class Fault:
    """What is wrong with one member of what was sent."""

    name: str
    detail: str


class Problem(Exception):
    """A refusal on its way to whoever asked; `headers` go with the answer."""

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.faults = faults
        self.headers = dict(headers or {})

    def answer(self) -> HttpResponse:
        """The problem as it is sent."""
        told: dict[str, JSON] = {
            "type": "about:blank",
            "title": str(self.code.title),
            "status": self.code.status,
            "code": self.code.word,
            "detail": self.detail,
        }
        if self.faults:
            told["fields"] = [{"name": one.name, "detail": one.detail} for one in self.faults]
        return HttpResponse(
            written(told),
            status=self.code.status,
            content_type=CONTENT_TYPE,
            headers=self.headers,
        )
