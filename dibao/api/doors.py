"""The way in and out of an interface: token, scope, body, key, problems; an endpoint itself only fetches and tells."""

import functools
import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from dibao import idempotency, scope
from dibao.api.json import UNFIT, Unreadable, parsed, written
from dibao.api.problems import Code, Problem
from dibao.api.shapes import Sent, Told
from dibao.api.tokens import holder_of, note_use
from dibao.errors import Refused
from dibao.models.agency_token import AgencyToken
from dibao.models.staff import Staff
from dibao.rate_limit import TooOften
from dibao.workflow import MoveRefused

# Bytes; the longest body of ours has some hundred characters.
LARGEST_BODY = 16 * 1024
JSON_TYPE = "application/json"
KEY_HEADER = "Idempotency-Key"
# In the one form that the document describes; Python's own reader takes braces and urn: too.
_KEY = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Python reads no number of thousands of figures.
_LENGTH = re.compile("[0-9]{1,18}")

S = TypeVar("S", bound=Sent)
Endpoint = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Asked:
    """One request behind the door: who asks, with what."""

    request: HttpRequest
    token: AgencyToken

    @property
    def staff(self) -> Staff:
        return self.token.posting.staff

    def query(self, shape: type[S]) -> S:
        return shape.of_query(dict(self.request.GET.lists()))


def door(method: str) -> Callable[[Callable[..., Told]], Endpoint]:
    """Make an address of the interface from a function that takes `Asked` and answers with `Told`.

    It works in the scope of whoever the token belongs to. No session and no cookie opens it, so no other site can have
    it opened; every refusal comes as a problem, and nothing was done then.
    """

    def made(endpoint: Callable[..., Told]) -> Endpoint:
        def answered(request: HttpRequest, keys: dict[str, str]) -> HttpResponse:
            asked = _entered(request)
            return _in_scope(asked, lambda: written(endpoint(asked, **keys).told()))

        return _outside(method, answered, endpoint)

    return made


def step(shape: type[S] | None = None) -> Callable[[Callable[..., Told]], Endpoint]:
    """The same for a POST with a body of a shape, or with none: its work is done once for each Idempotency-Key.

    The endpoint takes what was read as `sent`. Key, answer and effect share one transaction; the same key with the
    same body is answered as it was the first time, with another body it is refused (422).
    """

    def made(endpoint: Callable[..., Told]) -> Endpoint:
        def answered(request: HttpRequest, keys: dict[str, str]) -> HttpResponse:
            asked = _entered(request)
            key, body = _key_of(request), _body_of(request)
            sent = _read(shape, body)
            mark = _mark_of(asked, body)

            def once() -> str:
                if (before := idempotency.answered(asked.staff, key, mark)) is not None:
                    return before
                told = written(endpoint(asked, **keys, **sent).told())
                idempotency.keep_answer(asked.staff, key, told)
                return told

            return _in_scope(asked, once)

        return _outside("POST", answered, endpoint)

    return made


def anybody(tell: Callable[[], str]) -> Endpoint:
    """Make an address that says the same to everybody, token or not."""

    def view(request: HttpRequest) -> HttpResponse:
        try:
            _check_address(request, "GET")
        except Problem as problem:
            return problem.answer()
        return HttpResponse(tell(), content_type=JSON_TYPE)

    return _open_to_systems(functools.wraps(tell)(view))


def nothing_else() -> Endpoint:
    """Make what any other address beside ours answers, whoever asks."""

    def view(request: HttpRequest, **_keys: str) -> HttpResponse:
        return Problem(Code.ABSENT, _("没有这个地址。")).answer()

    return _open_to_systems(view)


def _outside(
    method: str,
    answered: Callable[[HttpRequest, dict[str, str]], HttpResponse],
    endpoint: Callable[..., Told],
) -> Endpoint:
    @functools.wraps(endpoint)
    def view(request: HttpRequest, **keys: str) -> HttpResponse:
        try:
            _check_address(request, method)
            answer = answered(request, keys)
        except Problem as problem:
            answer = problem.answer()
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return _open_to_systems(view)


def _open_to_systems(view: Endpoint) -> Endpoint:
    """Ask for no session: what opens an address of the interface is a token, or nothing."""
    view.__dict__["speaks_json"] = True
    return csrf_exempt(login_not_required(view))


def _check_address(request: HttpRequest, method: str) -> None:
    allowed = {"GET": ("GET", "HEAD")}.get(method, (method,))
    if request.method not in allowed:
        raise Problem(
            Code.METHOD,
            _("这个地址只接受%(method)s。") % {"method": method},
            headers={"Allow": ", ".join(allowed)},
        )
    asked = (text for name, texts in request.GET.lists() for text in (name, *texts))
    if any(UNFIT.search(text) for text in (request.path_info, *asked)):
        raise Problem(Code.UNREADABLE, _("地址里有控制字符。"))


def _entered(request: HttpRequest) -> Asked:
    try:
        return Asked(request, holder_of(request))
    except TooOften as refusal:
        raise Problem(Code.TOO_MANY_TRIES, refusal.message) from None


def _in_scope(asked: Asked, work: Callable[[], str]) -> HttpResponse:
    request = asked.request
    try:
        with scope.of(asked.staff, action=f"{request.method} {request.path}"):
            note_use(asked.token)
            return HttpResponse(work(), content_type=JSON_TYPE)
    except Http404:
        raise Problem(Code.ABSENT, _("没有这一件，或者不是转给您单位的。")) from None
    except PermissionDenied as refusal:
        raise Problem(Code.NOT_PERMITTED, str(refusal)) from None
    except idempotency.KeyReused as refusal:
        raise Problem(Code.KEY_REUSED, refusal.message) from None
    except MoveRefused as refusal:
        raise Problem(Code.CLOSED, refusal.message) from None
    except Refused as refusal:
        raise Problem(Code.REFUSED, refusal.message) from None


def _key_of(request: HttpRequest) -> uuid.UUID:
    told = request.headers.get(KEY_HEADER, "")
    if not _KEY.fullmatch(told):
        raise Problem(
            Code.KEY_MISSING,
            _("请求头 %(name)s 写一个UUID，每办一件换一个；重发时用原来的。")
            % {"name": KEY_HEADER},
        )
    return uuid.UUID(told)


def _body_of(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not _LENGTH.fullmatch(length) or int(length) > LARGEST_BODY:
        raise Problem(Code.TOO_LARGE, _("内容最多%(most)d个字节。") % {"most": LARGEST_BODY})
    if int(length) and request.content_type != JSON_TYPE:
        raise Problem(Code.CONTENT_TYPE, _("内容类型写 %(type)s。") % {"type": JSON_TYPE})
    return request.body


def _read(shape: type[S] | None, body: bytes) -> dict[str, S]:
    """The body as the argument of the endpoint; where it takes none, nothing may have been said."""
    if shape is None and not body:
        return {}
    try:
        told = parsed(body)
    except Unreadable:
        raise Problem(
            Code.UNREADABLE, _("内容不是JSON（UTF-8编码，同一项只写一次，没有NaN）。")
        ) from None
    if shape is not None:
        return {"sent": shape.read(told)}
    if told != {}:
        raise Problem(Code.FIELDS, _("这一步不用内容。"))
    return {}


def _mark_of(asked: Asked, body: bytes) -> str:
    """What a key stands for: this posting's request to this address with this body."""
    head = f"{asked.token.posting_id} {asked.request.path}\n"
    return hashlib.sha256(head.encode() + body).hexdigest()
