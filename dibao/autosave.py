"""What is being typed on a long page is kept as it stands, so that a browser or a log-in that dies loses none of it.

One copy a person and page: sealed, overwritten with each writing, never shown unasked, and gone when the page is
saved. (What was sent while a log-in had run out is the business of `dibao.kept_forms`.)
"""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from dibao.display import day_text
from dibao.errors import Refused
from dibao.idempotency import FIELD as KEY
from dibao.kept_forms import MOST_CHARACTERS
from dibao.models.autosaved_form import AutosavedForm
from dibao.models.staff import Staff

# The button that keeps a page, the one that drops its copy, and what names the copy that the page goes on with.
KEEP, DROP, MARK = "keep", "drop", "kept_mark"
_NOT_TYPED = frozenset({KEEP, DROP, MARK, KEY, "csrfmiddlewaretoken"})


class TooLong(Refused):
    """More than anybody types by hand."""


class KeptElsewhere(Refused):
    """There is another copy, which this page knows nothing of."""


def left_by(staff: Staff, path: str) -> AutosavedForm | None:
    """What a person typed on a page and never saved (one query)."""
    return AutosavedForm.objects.of(staff, path).first()


def typed_in(copy: AutosavedForm) -> QueryDict:
    """The form as it was typed."""
    return QueryDict(copy.typed.open())


def is_shown(copy: AutosavedForm, sent: QueryDict) -> bool:
    """True where a form that was sent wrote the copy itself, or goes on with it."""
    return str(copy.mark) in (sent.get(KEY), sent.get(MARK))


@transaction.atomic
def keep(*, by: Staff, path: str, sent: QueryDict, at: datetime) -> AutosavedForm:
    """Keep a page as typed, in place of what the same form wrote before or what it goes on with.

    Raises TooLong, and KeptElsewhere where the copy is another: of a window beside this one, or from before and not
    yet gone on with. Neither is written over by a page that does not show it.
    """
    text = _text_of(sent)
    if len(text) > MOST_CHARACTERS:
        raise TooLong(_("这一页内容太多，没有自动保存。"))
    copy = AutosavedForm.objects.of(by, path).select_for_update().first()
    if copy is None:
        return _first_copy(by, path, sent, at)
    if not is_shown(copy, sent):
        raise _kept_elsewhere(copy.kept_at)
    copy.typed, copy.mark, copy.kept_at = text, _mark_of(sent), at
    copy.save(update_fields=["typed", "mark", "kept_at"])
    return copy


def drop(*, by: Staff, path: str) -> None:
    """Forget what was typed on a page."""
    AutosavedForm.objects.of(by, path).delete()


def drop_shown(*, by: Staff, path: str, sent: QueryDict) -> None:
    """Forget the copy of the form that was sent, and no other of the same page."""
    for copy in AutosavedForm.objects.of(by, path):
        if is_shown(copy, sent):
            copy.delete()


def forget_old() -> int:
    """Delete what nobody came back for; for a context without a person in it."""
    return AutosavedForm.objects.over(at=timezone.now()).delete()[0]


def _first_copy(by: Staff, path: str, sent: QueryDict, at: datetime) -> AutosavedForm:
    copy = AutosavedForm(
        staff=by,
        area=by.posting.area,
        path=path,
        typed=_text_of(sent),
        mark=_mark_of(sent),
        kept_at=at,
    )
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
    except IntegrityError:
        # Two windows began at the same moment.
        raise _kept_elsewhere(at) from None
    return copy


def _mark_of(sent: QueryDict) -> uuid.UUID:
    """The form's own key (`dibao.idempotency` has looked at it): an answer that is lost loses no mark."""
    return uuid.UUID(sent.get(KEY, ""))


def _kept_elsewhere(at: datetime) -> KeptElsewhere:
    return KeptElsewhere(
        _("这一页另有%(time)s自动保存的内容，这里填的没有自动保存。") % {"time": day_text(at)}
    )


def _text_of(sent: QueryDict) -> str:
    """All that a person typed, without what only this sending needs."""
    kept = sent.copy()
    for name in _NOT_TYPED & kept.keys():
        del kept[name]
    return kept.urlencode()
