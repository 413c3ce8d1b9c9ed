"""The same form twice has one effect: key and effect share one transaction, the second answer repeats the first."""

import functools
import hashlib
import uuid
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from dibao.errors import Refused
from dibao.http import staff_of
from dibao.models.idempotency import IdempotencyKey
from dibao.models.staff import Staff

FIELD = "idempotency_key"
View = Callable[..., HttpResponse]


class KeyReused(Refused):
    """The key was used before, with another body."""


def once(view: View) -> View:
    """Let a POST with a key already done answer with its first redirect instead of working again.

    A second press waits for the first one's transaction on the unique key. A form answered with its errors gives
    the key back, so that the mended form may use it. Raises Refused for a missing key, and where the same key comes
    with another body.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key_of(request)
        staff_key = staff_of(request).pk
        body = _hash_of(request)
        if not _claim(staff_key, key, body):
            return _answer_again(staff_key, key, body)
        response = view(request, *args, **kwargs)
        mine = IdempotencyKey.objects.filter(staff_id=staff_key, key=key)
        if isinstance(response, HttpResponseRedirect):
            mine.update(location=response.url)
        else:
            mine.delete()
        return response

    return wrapper


def _key_of(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        raise Refused(_("这张表缺少防重复编号，打开原来的页面再交一次。")) from None


def _hash_of(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.POST):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(repr((name, file.name, _content_hash_of(file))).encode())
    return digest.hexdigest()


def _content_hash_of(file: UploadedFile) -> str:
    """Of what is in the file, which the view then reads from its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _claim(staff_key: int, key: uuid.UUID, body: str) -> bool:
    # ON CONFLICT waits for a simultaneous twin to commit or roll back, so exactly one of them gets the row.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dibao_idempotencykey (staff_id, key, body_hash, location, created_at) "
            "VALUES (%s, %s, %s, '', now()) ON CONFLICT DO NOTHING",
            [staff_key, key, body],
        )
        return cursor.rowcount == 1


def _answer_again(staff_key: int, key: uuid.UUID, body: str) -> HttpResponse:
    done = IdempotencyKey.objects.get(staff_id=staff_key, key=key)
    if done.body_hash != body:
        raise Refused(_("这张表已经用别的内容交过一次。打开原来的页面重新填。"))
    return HttpResponseRedirect(done.location)


def answered(staff: Staff, key: uuid.UUID, body: str) -> str | None:
    """What a system's request with this key was answered; None where it is new, and is claimed now.

    `body` is a hash of what was sent and where to. Raises KeyReused where the key came with another one.
    """
    if _claim(staff.pk, key, body):
        return None
    done = IdempotencyKey.objects.get(staff=staff, key=key)
    if done.body_hash != body:
        raise KeyReused(_("这个防重复编号已经用在别的内容上。换一个编号。"))
    return done.answer


def keep_answer(staff: Staff, key: uuid.UUID, answer: str) -> None:
    """Keep it beside the key; it names nobody, since it stays longer than what an agency may see."""
    IdempotencyKey.objects.filter(staff=staff, key=key).update(answer=answer)
