"""What all villagers' pages have in common: no login, no cookie, no script; only rows that are public today."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dibao import clock, kept_forms, scope, spoken_templates

LANGUAGES = ("zh-hans", "en")
# How a page may be shown, as its address says it.
CHOICES = {"text": ("large",), "contrast": ("high",), "lang": LANGUAGES}
_FRESH = 300

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let anybody read a page: inside the public context, so that PostgreSQL too shows nothing that is not public.

    The view gets `on=`, the business date. The language is what the address says and Chinese otherwise, never a
    cookie. The answer may be kept by anybody for a few minutes, never past midnight, when a notice may end.
    """

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, **named: str) -> HttpResponse:
        return _sealed(request, _in_public(view, request, named))

    return login_not_required(shown)


def public_form(view: View) -> View:
    """Let anybody send a form, likewise: each page is made for one reader, and no cache keeps it.

    There is no cookie to ride on, so no mark against forgery either; a form that stood on another site is refused
    where the browser says so, which every browser of the last ten years does.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method == "POST" and kept_forms.is_from_elsewhere(request):
            response = _in_public(_absent, request, named)
            response.status_code = 403
        else:
            response = _in_public(view, request, named)
        response.headers["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, no_store=True)
        return response

    return csrf_exempt(login_not_required(shown))


def _in_public(view: View, request: HttpRequest, named: Mapping[str, str]) -> HttpResponse:
    on = clock.today()
    with translation.override(language_of(request)), scope.public(on=on):
        try:
            return view(request, on=on, **named)
        except Http404:
            return _absent(request, on=on)


def _absent(request: HttpRequest, *, on: date, **named: str) -> HttpResponse:
    return page(request, "oversight/public/absent.html", {}, status=404)


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Fill a template for nobody in particular."""
    spoken = translation.get_language() or settings.LANGUAGE_CODE
    found = spoken_templates.found(template, spoken)
    filled = found.render(_Anonymous(request, context))
    return HttpResponse(filled, status=status, headers={"Content-Language": spoken})


class _Anonymous(Context):
    """A context without the processors, which would ask who is logged in; tags still find the request."""

    def __init__(self, request: HttpRequest, known: Mapping[str, object]) -> None:
        demo = {"is_demo": settings.DEMO, "business_date": clock.today()}
        super().__init__({"request": request, "demo": demo, **known})
        self.request = request


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else settings.LANGUAGE_CODE


def _sealed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code >= 300:
        patch_cache_control(response, no_store=True)
        return response
    tell_caches(response)
    # Django's own is MD5, which takes processors more than twice as long.
    etag = response.headers["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest())
    return get_conditional_response(request, etag=etag, response=response) or response


def tell_caches(response: HttpResponse) -> None:
    """Let anybody keep it for a few minutes, and never past midnight."""
    seconds = min(_FRESH, _seconds_of_today_left())
    response.headers["Cache-Control"] = f"public, max-age={seconds}"


def _seconds_of_today_left() -> int:
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)
    return int((midnight - now).total_seconds())
