"""Every address of the system with who may open it; an address that is missing here fails the tests."""

from collections.abc import Iterator

from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver

from dibao.permissions import Permission as P
from tests.house.addresses_agencies import AGENCIES, AID, REFERRALS, SYSTEMS
from tests.house.addresses_back_room import BACK_ROOM
from tests.house.addresses_cases import CASES
from tests.house.addresses_money import MONEY
from tests.house.addresses_oversight import AUDIT, INSPECTIONS, REPORTS
from tests.house.addressing import Kind, of

# Django's admin has names for much that is not there; which of its pages are, the rows of BACK_ROOM say.
NOT_OURS = {"admin"}


GROUND = (
    of("home", Kind.LIST, leads_on=frozenset({P.REFERRAL_ANSWER})),
    # Whoever is logged in already is led on.
    of("login", Kind.DOOR, get=302, posts=True),
    of("logout", Kind.DOOR, get=405, posts=True),
    of("password_change", Kind.DOOR, posts=True),
    of("password_change_done", Kind.DOOR),
    of("set_language", Kind.PUBLIC, get=302, posts=True),
    # None of one's postings was named.
    of("posting", Kind.DOOR, posts=True, answers=frozenset({404})),
    of("jobs", Kind.LIST, P.BATCH_VIEW, P.JOB_VIEW, P.CASE_ENTER),
    of("job", Kind.COUNTY, P.BATCH_VIEW, P.JOB_VIEW, P.CASE_ENTER, keys={"pk": "job"}),
)

PUBLIC = (
    of("oversight:notice", Kind.PUBLIC, keys={"token": "token"}),
    of("oversight:poster", Kind.PUBLIC, keys={"token": "token"}),
    of("oversight:start", Kind.PUBLIC),
    of("oversight:start", Kind.PUBLIC, query={"q": "'湾'"}),
    of("oversight:village", Kind.PUBLIC, keys={"code": "village"}),
    of("oversight:apply", Kind.PUBLIC, query={"village": "village"}, posts=True),
    of("oversight:progress", Kind.PUBLIC, posts=True),
    of("oversight:speak", Kind.PUBLIC, query={"notice": "token"}, posts=True),
    of("oversight:point_out", Kind.PUBLIC, query={"village": "village"}, posts=True),
    of("oversight:guide", Kind.PUBLIC),
    of("oversight:leaflet", Kind.PUBLIC),
    of("oversight:self_check", Kind.PUBLIC, posts=True),
    of("oversight:disclosure", Kind.PUBLIC),
    of("oversight:funds", Kind.PUBLIC),
)

ADDRESSES = (
    *GROUND,
    *CASES,
    *AGENCIES,
    *SYSTEMS,
    *REFERRALS,
    *AID,
    *MONEY,
    *PUBLIC,
    *REPORTS,
    *INSPECTIONS,
    *AUDIT,
    *BACK_ROOM,
)


def names_of_the_back_room() -> Iterator[str]:
    """The pages of every model that is registered there; nothing is deleted, so that page is no page."""
    for model, pages in site._registry.items():
        for pattern in pages.urls:
            name = pattern.name or ""
            if name.startswith(model._meta.app_label) and not name.endswith("_delete"):
                yield f"admin:{name}"


def names_of_the_resolver() -> Iterator[str]:
    """The full name of every address that is ours; an address without a name shows its pattern."""
    yield from _names(get_resolver(), "")


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"
        elif pattern.namespace not in NOT_OURS:
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, inside)
