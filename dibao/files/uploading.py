"""Bodies of forms, turned away by their length before they are read."""

from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from dibao.files.limits import FILES_AT_ONCE, LIMITS, MEBIBYTE

# As many files as one form takes, each as large as may be, and the typed fields beside them.
MOST_IN_ONE_FORM = FILES_AT_ONCE * LIMITS.size + MEBIBYTE


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own handlers and passes everything on to them."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        meta: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]] | None:
        """Raise RequestDataTooBig (400) for more than any form of ours sends."""
        if content_length > MOST_IN_ONE_FORM:
            raise RequestDataTooBig(f"a form of {content_length} bytes")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
