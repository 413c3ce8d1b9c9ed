"""Tokens for agencies' systems: handed out once, revoked for good."""

import hashlib
import secrets
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.agency_token import LONGEST, AgencyToken
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import Role

# So that whoever finds one in a file knows what it is, programs that look for such things among them.
PREFIX = "dibao_"
_BYTES = 32


@transaction.atomic
def create(*, posting: Posting, system: str, expires_on: date, by: Staff, on: date) -> AgencyToken:
    """Hand out a token under another's posting to an agency; its `word` is told this once, only a hash is kept.

    Refused for a posting of another kind or that is over, for a last day that is over or more than a year away, and
    for a system that has one.
    """
    require(by, Permission.STAFF_MANAGE)
    require_area(by, posting.area_id)
    if posting.staff_id == by.pk:
        raise PermissionDenied(_("令牌不能发给自己。"))
    if posting.role != Role.AGENCY:
        raise Refused(_("令牌只发给成员单位的任职。"))
    if not Posting.objects.lasting(on=on).filter(pk=posting.pk).exists():
        raise Refused(_("这个任职已经结束。"))
    if not on <= expires_on <= on + LONGEST:
        raise Refused(_("有效期从今天起，最长365天。"))
    if posting.tokens.filter(system=system, revoked_on__isnull=True).exists():
        raise Refused(_("这个系统已经有一个令牌。先作废它，再发新的。"))
    word = PREFIX + secrets.token_urlsafe(_BYTES)
    made = AgencyToken.objects.create(
        posting=posting,
        system=system,
        sha256=hash_of(word),
        created_by=by,
        created_on=on,
        expires_on=expires_on,
    )
    audit.record(
        "agencytoken:added",
        of=made,
        by=by,
        after={"posting": posting.pk, "system": system, "expires_on": expires_on.isoformat()},
    )
    made.word = word
    return made


@transaction.atomic
def revoke(*, token: AgencyToken, by: Staff, on: date) -> AgencyToken:
    """From now on it opens nothing; what was done with it stays done."""
    require(by, Permission.STAFF_MANAGE)
    require_area(by, token.posting.area_id)
    token = AgencyToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_on:
        raise Refused(_("这个令牌已经作废。"))
    token.revoked_by, token.revoked_on = by, on
    token.save(update_fields=["revoked_by", "revoked_on"])
    audit.record("agencytoken:revoked", of=token, by=by, after={"system": token.system})
    return token


def hash_of(word: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(word.encode()).hexdigest()
