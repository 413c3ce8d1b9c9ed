"""Sessions kept in the database, that end after thirty idle minutes, and after a working day in any case."""

import time

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

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

    def create_model_instance(self, data: Contents) -> AbstractBaseSession:
        """The row that a save writes: the contents with both times."""
        data.setdefault(_BEGAN, int(time.time()))
        data[_TOUCHED] = int(time.time())
        return super().create_model_instance(data)


def _seconds(contents: Contents, name: str, default: float) -> float:
    value = contents.get(name)
    return value if isinstance(value, int) else default
