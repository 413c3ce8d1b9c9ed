"""Uploaded files on their way out: shown or saved, and nothing else."""

from typing import ClassVar

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from dibao.files.kinds import MediaType


class InertResponse(HttpResponse):
    """A kept file. The browser takes it for what it is, runs nothing in it and gives it no place of its own; a
    picture is shown, everything else is saved.
    """

    # Read by django-csp, which adds it to the policy of all pages.
    _csp_update: ClassVar[dict[str, list[str]]] = {"sandbox": [""]}

    def __init__(self, content: bytes, media_type: MediaType, *, name: str) -> None:
        super().__init__(content, content_type=media_type.value)
        is_saved = media_type is not MediaType.JPEG
        self["Content-Disposition"] = content_disposition_header(is_saved, name) or "attachment"
        self["X-Content-Type-Options"] = "nosniff"
        self["Cross-Origin-Resource-Policy"] = "same-origin"
