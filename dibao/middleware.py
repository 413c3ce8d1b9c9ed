"""Each request acts under one posting, in one transaction, in that posting's area."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import resolve, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from dibao import clock, kept_forms, scope
from dibao.errors import Refused
from dibao.forms import Held, held_back
from dibao.http import staff_of
from dibao.models.kept_form import KeptForm
from dibao.models.staff import Posting, Staff

SESSION_KEY = "posting"
# Pages about oneself, that a person without an active posting may use too.
_ABOUT_ONESELF = frozenset(
    {"posting", "logout", "login", "set_language", "password_change", "password_change_done"}
)
# Whoever was given a password may leave, read the page in their language, or choose their own; nothing else yet.
_BEFORE_A_PASSWORD = frozenset({"logout", "login", "set_language", "password_change"})

View = Callable[..., HttpResponse]


class PlainTextMiddleware:
    """No address of ours has a NUL in it, and PostgreSQL takes none: such a request is refused at the door (400).

    The interface for systems says so in its own way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[str], kwargs: dict[str, str]
    ) -> None:
        if getattr(view, "speaks_json", False):
            return
        if "\0" in request.path_info or any(
            "\0" in text for name, texts in request.GET.lists() for text in (name, *texts)
        ):
            raise BadRequest("NUL")


class LoginMiddleware(LoginRequiredMiddleware):
    """Django's own, which asks who somebody is even where nobody needs to be anybody: a villager's page then
    touches no session, sets no cookie and may be kept by any cache.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To the log-in page, which says so where a session ran out, and leads back to what was typed."""
        path = request.get_full_path()
        if request.method == "POST":
            path = kept_forms.keep(request)
        timed_out = {"timed_out": "1"} if kept_forms.had_session(request) else {}
        return HttpResponseRedirect(_leading_on("login", path, **timed_out))


class _NotShown(Exception):
    """A form that was to be shown again did something instead; all of it is taken back."""


class PostingMiddleware:
    """Find the posting a person acts under; a right ends with it at the next request.

    The view then runs inside `scope.of(staff)`: one transaction whose rows are those of the posting's area. A
    refusal rolls the transaction back and is shown in its own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Offices share computers: what somebody saw stays in no browser's cache, refusals included. A villager's page
        # asks for no session, and may be kept.
        if request.session.accessed and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[str], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        staff = request.user
        if not getattr(view, "login_required", True) or not staff.is_authenticated:
            return None
        page = resolve(request.path_info).url_name
        if staff.must_change_password and page not in _BEFORE_A_PASSWORD:
            return HttpResponseRedirect(reverse("password_change"))
        posting = self._posting_of(request, staff)
        if posting is not None:
            staff.acting(posting)
        elif page not in _ABOUT_ONESELF:
            return HttpResponseRedirect(_choice_before(request))
        kept = kept_forms.typed_before(request, staff)
        try:
            if kept is not None:
                return _shown_again(request, kept, lambda: view(request, *args, **kwargs))
            return _within_scope(request, lambda: view(request, *args, **kwargs))
        except Refused as refusal:
            return refused(request, refusal)

    def _posting_of(self, request: HttpRequest, staff: Staff) -> Posting | None:
        held = list(staff.postings.current(on=clock.today()).select_related("area", "agency"))
        chosen = request.session.get(SESSION_KEY)
        if len(held) == 1 and chosen is None:
            return held[0]
        return next((posting for posting in held if posting.pk == chosen), None)


def _within_scope(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with scope.of(staff_of(request), action=f"{request.method} {request.path}"):
        response = answer()
        # The admin answers with templates that are filled later; they too must see their rows.
        if isinstance(response, SimpleTemplateResponse):
            response = response.render()
        return response


def _shown_again(
    request: HttpRequest, kept: KeptForm, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page with the form as it was typed; where no page would come of it, the one that it was sent from."""
    sentence = _("登录超时，这张表还没有交。填的都在，看一遍再交；文件要重新选。")
    held = Held(kept_forms.put_back(request, kept), sentence)

    def shown() -> HttpResponse:
        with held_back(held):
            response = answer()
        if response.status_code != 200 or not held.is_said:
            raise _NotShown
        return response

    try:
        return _within_scope(request, shown)
    except (Refused, _NotShown):
        # What the view wanted to say was of something that did not happen.
        list(messages.get_messages(request))
        messages.warning(request, _("登录超时，刚才那一步没有办。看一遍，再办一次。"))
        return HttpResponseRedirect(kept.came_from)


def _choice_before(request: HttpRequest) -> str:
    """The choice of a posting, which leads on to the page that was asked for."""
    if request.method != "GET" or request.path == reverse("home"):
        return reverse("posting")
    return _leading_on("posting", request.get_full_path())


def _leading_on(name: str, path: str, **more: str) -> str:
    """The address of a page that leads on to `path` when it is done with."""
    query = urlencode({"next": path, **more}, safe="/")
    return f"{reverse(name)}?{query}"


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page that says, in its own words, why a thing was not done (409)."""
    back = request.headers.get("referer", "")
    context = {"message": refusal.message, "back_url": back if _is_ours(request, back) else ""}
    return render(request, "409.html", context, status=409)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url.startswith(f"{request.scheme}://{request.get_host()}/")
