"""Taking an uploaded file in: looked at from outside here, opened in a process that may break without harm."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from dibao.files.kinds import Format, MediaType, check_name, format_of
from dibao.files.limits import LIMITS, MEBIBYTE, FileLimits
from dibao.files.refusals import DAMAGED, EMPTY, GAVE_UP, TOO_LARGE, FileRefused

ROOT: Final = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Intake:
    """What may be kept of a file: a picture written anew, a PDF as it came."""

    content: bytes
    media_type: MediaType
    page_count: int


def take_in(content: bytes, name: str, limits: FileLimits = LIMITS) -> Intake:
    """Look the file through; `name` is what its sender called it. Raises FileRefused with a sentence."""
    if not content:
        raise FileRefused(EMPTY)
    check_size(len(content), limits)
    found = format_of(content)
    check_name(name, found)
    head, _, rest = _opened(content, found, limits).partition(b"\n")
    if not head:
        raise FileRefused(GAVE_UP)
    answer = json.loads(head)
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["values"])
    kept = content if answer["is_kept"] else rest
    if not kept:
        raise FileRefused(DAMAGED)
    return Intake(kept, MediaType(answer["media_type"]), int(answer["pages"]))


def check_size(size: int, limits: FileLimits = LIMITS) -> None:
    """Raise FileRefused for what is too large, before anybody reads it."""
    if size > limits.size:
        said = f"{size / MEBIBYTE:.1f}"
        raise FileRefused(TOO_LARGE, size=said, most=limits.size // MEBIBYTE)


def _opened(content: bytes, found: Format, limits: FileLimits) -> bytes:
    """What the opening process answers; nothing where it broke or was stopped."""
    settings = {"limits": asdict(limits), "format": found.value}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dibao.files.opener"],
            cwd=ROOT,
            env={},
            input=json.dumps(settings).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
