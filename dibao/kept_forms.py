"""What somebody typed while their log-in had run out comes back after they log in again, on the same page.

The form is bound to the person whose session it was, sealed, and kept for an hour. It is shown, never sent: whoever
typed it looks it over and sends it themselves. Files do not come back, since a browser cannot be given one.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme

from dibao.models.kept_form import KeptForm
from dibao.models.staff import Staff
from dibao.sessions import SessionStore

FIELD = "kept"
_LONGEST_PATH = 1000
# So much is typed by hand; more is a file or an attack.
MOST_CHARACTERS = 200_000

_NO_WORK = frozenset({"logout", "posting", "set_language"})


def had_session(request: HttpRequest) -> bool:
    """True where a browser still shows the ticket of a session, whether or not that lasts."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def keep(request: HttpRequest) -> str:
    """Keep a POST for its person, and return the address that shows it again; without a person only where to go on."""
    staff = _person_of(request)
    typed = request.POST.urlencode()
    if staff is None or not _is_worth_keeping(request, typed):
        return came_from(request)
    KeptForm.objects.over(at=timezone.now()).delete()
    kept = KeptForm.objects.create(
        staff=staff, path=request.path[:_LONGEST_PATH], came_from=came_from(request), typed=typed
    )
    query = request.GET.copy()
    query[FIELD] = str(kept.pk)
    return f"{request.path}?{query.urlencode()}"


def typed_before(request: HttpRequest, staff: Staff) -> KeptForm | None:
    """The form that an address promises, if it is this person's, of this page, and not an hour old."""
    if request.method != "GET" or FIELD not in request.GET:
        return None
    try:
        return (
            KeptForm.objects.lasting(at=timezone.now())
            .filter(pk=request.GET[FIELD], staff=staff, path=request.path)
            .first()
        )
    except ValidationError:
        return None


def put_back(request: HttpRequest, kept: KeptForm) -> QueryDict:
    """Let the request look as it did when it was sent, without files."""
    typed = QueryDict(kept.typed.open())
    request.method = "POST"
    request.POST = typed
    # What Django's own parser would set; a typed request says nothing of it.
    vars(request)["_files"] = MultiValueDict()
    return typed


def is_from_us(request: HttpRequest) -> bool:
    """True where a browser says that a form stood on a page of ours; a stranger's is not shown to anybody as theirs."""
    told = _told(request)
    return bool(told) and all(_is_ours(request, address) for address in told)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """True where a browser says that a form stood on somebody else's page."""
    return not all(_is_ours(request, address) for address in _told(request))


def _told(request: HttpRequest) -> list[str]:
    return [request.headers[name] for name in ("origin", "referer") if name in request.headers]


def came_from(request: HttpRequest) -> str:
    """The page that a request was made on, if it is ours; else its own address."""
    page = request.headers.get("referer", "")
    if not page or not _is_ours(request, page):
        return request.get_full_path()[:_LONGEST_PATH]
    parts = urlsplit(page)
    return (f"{parts.path}?{parts.query}" if parts.query else parts.path)[:_LONGEST_PATH]


def _is_ours(request: HttpRequest, address: str) -> bool:
    """True for a whole address of ours; "null", which a browser says in place of a page that hides, is nobody's."""
    hosts = {request.get_host()}
    is_allowed = url_has_allowed_host_and_scheme(address, hosts, request.is_secure())
    return is_allowed and bool(urlsplit(address).netloc)


def _is_worth_keeping(request: HttpRequest, typed: str) -> bool:
    """No password is kept, nor a wish to leave; and a script that asks for a piece of a page waits for nothing."""
    match = request.resolver_match
    is_work = match is not None and match.url_name not in _NO_WORK
    is_a_page = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    is_secret = any("password" in name for name in request.POST)
    return is_work and is_a_page and not is_secret and len(typed) <= MOST_CHARACTERS


def _person_of(request: HttpRequest) -> Staff | None:
    """Whose session this is or was: its row outlives it, and only its person's browser knows the key."""
    if request.user.is_authenticated:
        return request.user
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=key).first()
    held = SessionStore().decode(row.session_data) if row else {}
    known = held.get(USER_KEY)
    return Staff.objects.filter(pk=known, is_active=True).first() if known else None
