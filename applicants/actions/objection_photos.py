"""Pictures that come with what somebody says: looked through, written anew, kept in the same transaction."""

import hashlib
import uuid

from django.db import connection
from django.utils.translation import gettext as _

from applicants.actions.documents import Upload
from applicants.models.objection import Objection
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.intake import Intake, check_size, take_in
from dibao.files.kinds import MediaType

# As many as one telephone sends in one go.
MOST_PHOTOS = 3


def picture_of(photo: Upload) -> Intake:
    """The picture written anew. Raises FileRefused, and Refused for what is no picture."""
    check_size(photo.size)
    intake = take_in(photo.content, photo.name)
    if intake.media_type != MediaType.JPEG:
        raise Refused(_("只收照片；别的文件交到乡镇或者寄来。"))
    return intake


def keep_picture(objection: Objection, picture: Intake) -> None:
    """The file comes first, so that no row is without its file; see `dibao.files.storage`."""
    key = uuid.uuid4()
    storage.keep(key, picture.content)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT add_objection_photo(%s, %s, %s, %s)",
            [
                objection.pk,
                key,
                len(picture.content),
                hashlib.sha256(picture.content).hexdigest(),
            ],
        )
