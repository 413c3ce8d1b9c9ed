"""Files as a browser sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.actions.documents import Upload


def upload_of(content: bytes, name: str = "照片.jpg") -> Upload:
    """What the action takes."""
    return Upload(name, len(content), content)


def sent(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    """What a form takes."""
    return SimpleUploadedFile(name, content)
