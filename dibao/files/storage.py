"""Where files lie: outside the web, sealed, under a random key, never under a name that somebody typed.

A file is written before the row that names it, so that no row is ever without its file. What a rolled-back
transaction left behind has no row, and `sweep` takes it away.
"""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from dibao.sealing import open_sealed_bytes, seal_bytes

# A form is done in minutes; a file that is older and has no row will never get one.
ORPHANED_AFTER_SECONDS: Final = 24 * 60 * 60


class FileMissing(Exception):
    """The store does not have the file: restored without its files, or kept elsewhere."""


def keep(key: uuid.UUID, content: bytes) -> None:
    """Seal and store; on the disk when this returns, or not at all."""
    path = _path(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal_bytes("file", "content", key, content))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


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
