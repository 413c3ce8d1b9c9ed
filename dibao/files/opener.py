"""The opener of uploaded files, a process of its own: `python -m dibao.files.opener`.

It reads one line of settings and then the file from its standard input, and writes one line of JSON and, for a
picture, the new file. Whatever a hostile file makes of a decoder, it has its own memory and its own seconds, and the
program that called it only sees it stop.
"""

import json
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from dibao.files.kinds import Format, MediaType
from dibao.files.limits import FileLimits
from dibao.files.pdfs import checked
from dibao.files.pictures import rewritten
from dibao.files.refusals import FileRefused


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Answer one file; a refusal is an answer too."""
    settings = json.loads(source.readline())
    limits = FileLimits(**settings["limits"])
    _confine(limits)
    try:
        out.write(_answer(Format(settings["format"]), source.read(), limits))
    except FileRefused as refused:
        out.write(_line({"refused": refused.sentence, "values": refused.values}))
    out.flush()


def _confine(limits: FileLimits) -> None:
    # Not every system knows a limit of memory; the one of time holds everywhere.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(found: Format, content: bytes, limits: FileLimits) -> bytes:
    if found is Format.PDF:
        pages = checked(content, limits)
        return _line({"media_type": MediaType.PDF, "pages": pages, "is_kept": True})
    picture = rewritten(content, found, limits)
    return _line({"media_type": MediaType.JPEG, "pages": 1, "is_kept": False}) + picture


def _line(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
