"""Where files lie: outside the web, sealed, under a random key, never under a name that somebody typed.

A file is written before the row that names it, so that no row is ever without its file. What a rolled-back
transaction left behind has no row, and `sweep` takes it away.
"""

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from django.conf import settings

from dibao.sealing import Sealer, open_sealed_bytes

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# A form is done in minutes; a file that is older and has no row will never get one.
ORPHANED_AFTER_SECONDS: Final = 24 * 60 * 60


class FileMissing(Exception):
    """The store does not have the file: restored without its files, or kept elsewhere."""


class SealedFile(BufferedIOBase):
    """A file that is sealed as it is written, so that nothing of it lies readable anywhere, nor whole in memory."""

    def __init__(self, file: BinaryIO, key: uuid.UUID) -> None:
        super().__init__()
        self._file = file
        self._digest = hashlib.sha256()
        self._sealer = Sealer("file", "content", key)
        file.write(self._sealer.head)

    def writable(self) -> bool:
        return True

    def write(self, content: "ReadableBuffer") -> int:
        plain = bytes(content)
        self._digest.update(plain)
        self._file.write(self._sealer.update(plain))
        return len(plain)

    def end(self) -> None:
        """Nothing is written behind this."""
        self._file.write(self._sealer.end())

    @property
    def sha256(self) -> str:
        """Of what was written so far, before it was sealed."""
        return self._digest.hexdigest()


def keep(key: uuid.UUID, content: bytes) -> None:
    """Seal and store; on the disk when this returns, or not at all."""
    with keeping(key) as file:
        file.write(content)


@contextmanager
def keeping(key: uuid.UUID) -> Iterator[SealedFile]:
    """A file to be written piece by piece; on the disk when the block ends, or not at all where it ends in a fault."""
    path = _path(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sealed = SealedFile(file, key)
            yield sealed
            sealed.end()
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def fetch(key: uuid.UUID) -> bytes:
    """The content as it was kept. Raises FileMissing, and SealBroken for a file that was changed or exchanged."""
    try:
        return open_sealed_bytes("file", "content", key, _path(key).read_bytes())
    except FileNotFoundError as fault:
        raise FileMissing(str(key)) from fault


def sweep(is_kept: Callable[[uuid.UUID], bool], *, now: float | None = None) -> int:
    """Delete files that are a day old and that no row names; the number of them."""
    before = (time.time() if now is None else now) - ORPHANED_AFTER_SECONDS
    orphans = [
        path
        for path in _files()
        if path.stat().st_mtime < before and not (_is_whole(path) and is_kept(uuid.UUID(path.name)))
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _files() -> Iterator[Path]:
    return (path for path in Path(settings.FILES_DIR).glob("??/*") if path.is_file())


def _is_whole(path: Path) -> bool:
    """Whether its writing came to an end: a draft has a suffix."""
    return not path.suffix


def _path(key: uuid.UUID) -> Path:
    name = str(key)
    return Path(settings.FILES_DIR) / name[:2] / name
