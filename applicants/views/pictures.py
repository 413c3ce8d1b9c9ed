"""Kept pictures on their way out."""

import logging
import uuid

from django.utils.translation import gettext as _

from dibao.errors import Refused
from dibao.files import storage
from dibao.files.kinds import MediaType
from dibao.files.serving import InertResponse
from dibao.files.storage import FileMissing
from dibao.sealing import SealBroken

log = logging.getLogger(__name__)


def picture_response(key: uuid.UUID, *, name: str) -> InertResponse:
    """The picture kept under a key. Raises Refused, with what to do, where the store does not have it whole."""
    try:
        content = storage.fetch(key)
    except (FileMissing, SealBroken):
        log.exception("photo %s cannot be read", key)
        raise Refused(_("这张照片打不开：记下时间，告诉系统管理员。")) from None
    return InertResponse(content, MediaType.JPEG, name=name)
