"""The two questions before any change: may this person do it, and is it theirs to do it to."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from dibao.models.staff import Staff
from dibao.permissions import Permission


def allows(by: Staff, permission: Permission) -> bool:
    """True where the posting that `by` acts under gives `permission`."""
    return permission in by.permissions


def require(by: Staff, permission: Permission) -> None:
    """Raise PermissionDenied (403) unless the posting that `by` acts under gives `permission`."""
    if not allows(by, permission):
        raise PermissionDenied(_("您的岗位不能办理这一步。"))


def require_area(by: Staff, area_code: str) -> None:
    """Raise Http404 where `area_code` lies outside the posting: a foreign row is as absent as a missing one."""
    low, high = by.posting.area.span
    if not low <= area_code < high:
        raise Http404


def require_any(by: Staff, permissions: frozenset[Permission]) -> None:
    """Raise PermissionDenied (403) unless the posting gives at least one of `permissions`."""
    if not by.permissions & permissions:
        raise PermissionDenied(_("您的岗位不能看这一页。"))
