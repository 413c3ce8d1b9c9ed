"""Public pages kept in this process for a minute, so that a village reading its notice costs the database nothing.

Only what anybody may read is kept, under everything that makes one page differ from another: its path, how it is
shown, the host, and the business day. So a notice that ends at midnight is gone at midnight, whatever was kept. What
changes within the day (a line taken back, a newer list) shows after a minute at most; browsers and caches on the way
are told five.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from dibao import clock
from oversight.views.public import CHOICES, tell_caches

# As long as somebody may wait for a change to be seen, and as many pages as a process holds (some 30 KB each).
SECONDS, MOST = 60, 400
# What a browser says when it has a page already.
_QUESTIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH")


@dataclass(frozen=True)
class _Kept:
    content: bytes
    headers: dict[str, str]
    until: float


_pages: OrderedDict[Hashable, _Kept] = OrderedDict()
_lock = threading.Lock()


def clear() -> None:
    """Forget all pages."""
    with _lock:
        _pages.clear()


def kept_for_a_minute(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a public view from memory where it was answered in full within the minute."""

    @wraps(view)
    def shown(request: HttpRequest, **named: str) -> HttpResponse:
        key = _key_of(request)
        if key is None:
            return view(request, **named)
        kept = _held(key)
        if kept is not None:
            return _again(request, kept)
        response = view(request, **named)
        if response.status_code == 200:
            _hold(key, response)
        return response

    return shown


def _key_of(request: HttpRequest) -> Hashable | None:
    """None for what is not kept: anything but a plain look, and addresses with words that no page of ours asks for."""
    asked = request.GET
    if request.method != "GET" or any(asked.get(n) not in CHOICES.get(n, ()) for n in asked):
        return None
    shown = tuple(asked.get(name, "") for name in CHOICES)
    return (request.get_host(), request.path, shown, clock.today())


def _held(key: Hashable) -> _Kept | None:
    with _lock:
        kept = _pages.get(key)
        if kept is None or kept.until < time.monotonic():
            return None
        _pages.move_to_end(key)
        return kept


def _hold(key: Hashable, response: HttpResponse) -> None:
    headers = {name: value for name, value in response.items() if name != "Cache-Control"}
    with _lock:
        _pages[key] = _Kept(response.content, headers, time.monotonic() + SECONDS)
        _pages.move_to_end(key)
        while len(_pages) > MOST:
            _pages.popitem(last=False)


def _again(request: HttpRequest, kept: _Kept) -> HttpResponse:
    response = HttpResponse(kept.content, headers=kept.headers)
    tell_caches(response)
    if not any(question in request.META for question in _QUESTIONS):
        return response
    answer = get_conditional_response(request, etag=kept.headers["ETag"], response=response)
    return answer or response
