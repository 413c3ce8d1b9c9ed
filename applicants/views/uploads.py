"""Files of a form on their way to an action."""

from django.core.files.uploadedfile import UploadedFile

from applicants.actions.documents import Upload
from dibao.files.limits import LIMITS


def upload_of(sent: UploadedFile) -> Upload:
    """What was sent; no more of it is read than may be kept."""
    return Upload(str(sent.name), sent.size or 0, sent.read(LIMITS.size))
