"""Who asks: the token of a request, and the posting that its system acts under."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dibao import clock, rate_limit
from dibao.actions.agency_tokens import hash_of
from dibao.api.problems import Code, Problem
from dibao.models.agency_token import AgencyToken
from dibao.models.staff import Posting
from dibao.roles import Role

_SCHEME = "bearer"
_KIND = "token"


def holder_of(request: HttpRequest) -> AgencyToken:
    """The token that a request shows, its holder acting under its posting (two queries).

    Raises a Problem (401) where there is none, where it has ended, or where the posting has; 429 for who guesses.
    """
    word = _shown(request)
    rate_limit.check_tries(request, _KIND, at=timezone.now())
    token = _found(word)
    if token is None:
        rate_limit.count_try(request, _KIND, at=timezone.now())
        raise _nobody(Code.TOKEN_UNKNOWN, _("没有这个令牌。核对一下，或者找县民政局要新的。"))
    day = clock.today()
    if not token.works_on(day):
        raise _nobody(Code.TOKEN_ENDED, _("这个令牌已经到期或作废。找县民政局要新的。"))
    held = Posting.objects.current(on=day).filter(role=Role.AGENCY)
    posting = held.select_related("staff", "area", "agency").filter(pk=token.posting_id).first()
    if posting is None:
        raise _nobody(Code.POSTING_ENDED, _("发这个令牌时的任职已经结束。找县民政局要新的。"))
    posting.staff.acting(posting)
    token.posting = posting
    return token


def note_use(token: AgencyToken) -> None:
    """Remember the day, once a day, in the scope of the holder."""
    day = clock.today()
    if token.last_used_on is None or token.last_used_on < day:
        AgencyToken.objects.filter(pk=token.pk).exclude(last_used_on__gte=day).update(
            last_used_on=day
        )


def _shown(request: HttpRequest) -> str:
    scheme, _blank, word = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not word.strip():
        raise _nobody(
            Code.TOKEN_MISSING, _("请求要带令牌：Authorization: Bearer 令牌。"), is_shown=False
        )
    return word.strip()


def _found(word: str) -> AgencyToken | None:
    try:
        kept = hash_of(word)
    except UnicodeEncodeError:
        return None
    return AgencyToken.objects.filter(sha256=kept).first()


def _nobody(code: Code, sentence: str, *, is_shown: bool = True) -> Problem:
    told = ', error="invalid_token"' if is_shown else ""
    return Problem(code, sentence, headers={"WWW-Authenticate": f'Bearer realm="dibao"{told}'})
