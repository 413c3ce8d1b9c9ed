"""Sessions kept in the database, that end after thirty idle minutes, and after a working day in any case."""

import time

from django.conf import settings
from django.contrib.sessions.backends import db

_BEGAN = "_began"
_TOUCHED = "_touched"
# A page view moves the idle limit on, but writes only once in this many seconds.
_TOUCH_EVERY = 60

Contents = dict[str, object]


class SessionStore(db.SessionStore):
    """A session that remembers when it began and when it was last used (seconds since the epoch)."""

    def load(self) -> Contents:
        contents: Contents = super().load()
        now = time.time()
        if now - _seconds(contents, _BEGAN, now) > settings.SESSION_ABSOLUTE_AGE:
            self._session_key = None
            return {}
        if contents and now - _seconds(contents, _TOUCHED, now) > _TOUCH_EVERY:
            self.modified = True
        return contents

    def save(self, must_create: bool = False) -> None:
        # Django's own save asks the same way; the stubs do not know it.
        contents: Contents = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        contents.setdefault(_BEGAN, int(time.time()))
        contents[_TOUCHED] = int(time.time())
        super().save(must_create)


def _seconds(contents: Contents, name: str, default: float) -> float:
    value = contents.get(name)
    return value if isinstance(value, int) else default
