"""Each request acts under one posting, in one transaction, in that posting's area."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import resolve, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Posting, Staff

SESSION_KEY = "posting"
# Pages that a person without an active posting may use: to choose one, to leave, to change the language.
_WITHOUT_POSTING = frozenset(
    {"posting", "logout", "login", "set_language", "password_change", "password_change_done"}
)


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


class PostingMiddleware:
    """Find the posting a person acts under; a right ends with it at the next request.

    The view then runs inside `scope.of(staff)`: one transaction whose rows are those of the posting's area. A
    refusal rolls the transaction back and is shown in its own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: list[str],
        kwargs: dict[str, str],
    ) -> HttpResponse | None:
        staff = request.user
        if not getattr(view, "login_required", True) or not staff.is_authenticated:
            return None
        posting = self._posting_of(request, staff)
        if posting is None:
            if resolve(request.path_info).url_name in _WITHOUT_POSTING:
                return None
            return HttpResponseRedirect(reverse("posting"))
        staff.acting(posting)
        try:
            with scope.of(staff, action=f"{request.method} {request.path}"):
                response = view(request, *args, **kwargs)
                # The admin answers with templates that are filled later; they too must see their rows.
                if isinstance(response, SimpleTemplateResponse):
                    response = response.render()
                # Offices share computers: what a desk page showed stays in no browser's cache.
                patch_cache_control(response, private=True, no_store=True)
                return response
        except Refused as refusal:
            return refused(request, refusal)

    def _posting_of(self, request: HttpRequest, staff: Staff) -> Posting | None:
        held = list(staff.postings.current(on=clock.today()).select_related("area"))
        chosen = request.session.get(SESSION_KEY)
        if len(held) == 1 and chosen is None:
            return held[0]
        return next((posting for posting in held if posting.pk == chosen), None)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page that says, in its own words, why a thing was not done (409)."""
    back = request.headers.get("referer", "")
    context = {"message": refusal.message, "back_url": back if _is_ours(request, back) else ""}
    return render(request, "409.html", context, status=409)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url.startswith(f"{request.scheme}://{request.get_host()}/")


def no_posting_sentence() -> str:
    """What somebody reads who can log in but holds no job today."""
    return _("您现在没有在任的岗位，找系统管理员登记岗位后再来。")
