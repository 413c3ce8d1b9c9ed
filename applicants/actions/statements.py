"""What families state on line: received from anybody, followed by the township to an application or an answer."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from applicants.actions.documents import Upload
from applicants.actions.objection_photos import picture_of
from applicants.models.case import Case
from applicants.models.statement import OnlineStatement, StatedBy, StatementAnswer
from dibao import audit
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.intake import Intake
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area, township_of
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import IdNumber, PhoneNumber


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody without an account says; its consent is part of it."""

    village: Area
    name: str
    id_number: IdNumber
    phone: PhoneNumber
    stated_by: str
    about: str
    speaker_name: str = ""


@transaction.atomic
def receive(
    *, said: Said, key: uuid.UUID, on: date, photos: Sequence[Upload] = ()
) -> OnlineStatement:
    """Keep a statement for its township, with its pictures; sent again with the same key it is the one that was kept.

    Raises FileRefused, and Refused for what is no picture, before anything is kept. Nothing is looked up: whoever
    states something learns of nobody whether they are known. Call it in the public scope.
    """
    pictures = [picture_of(photo) for photo in photos]
    statement = OnlineStatement(
        id=key,
        area=said.village,
        name=said.name,
        about=said.about,
        stated_by=said.stated_by,
        speaker_name="" if said.stated_by == StatedBy.SELF else said.speaker_name,
        is_consented=True,
        received_on=on,
    )
    statement.take_number(said.id_number)
    statement.take_phone(said.phone)
    try:
        with transaction.atomic():
            statement.save(force_insert=True)
    except IntegrityError as error:
        # Anything else is not the same sending: it must not look as if it had been kept.
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        return statement
    for picture in pictures:
        _keep_picture(statement, picture)
    audit.record("statement:received", of=statement, by=None)
    return statement


def _keep_picture(statement: OnlineStatement, picture: Intake) -> None:
    """The file comes first, so that no row is without its file; see `dibao.files.storage`."""
    key = uuid.uuid4()
    storage.keep(key, picture.content)
    digest = hashlib.sha256(picture.content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT add_statement_photo(%s, %s, %s, %s)",
            [statement.pk, key, len(picture.content), digest],
        )


@transaction.atomic
def take_up(*, statement: OnlineStatement, case: Case, by: Staff, on: date) -> OnlineStatement:
    """Name the application that was entered with the family."""
    require(by, Permission.CASE_ENTER)
    text = _("已和家庭核对，录入申请")
    return _answered(statement, StatementAnswer.TAKEN_UP, text, by, on, case)


@transaction.atomic
def answer(
    *, statement: OnlineStatement, answer: str, text: str, by: Staff, on: date
) -> OnlineStatement:
    """Say why nothing came of it, once."""
    require(by, Permission.CASE_ENTER)
    if answer == StatementAnswer.TAKEN_UP:
        raise Refused(_("和家庭一起录入申请，保存后自动登记结果。"))
    return _answered(statement, answer, text, by, on)


@transaction.atomic
def hand_on(*, statement: OnlineStatement, to: Area, text: str, by: Staff) -> OnlineStatement:
    """Hand a family of another township of the prefecture to that township, which follows it from there."""
    require(by, Permission.CASE_ENTER)
    require_area(by, statement.area_id)
    own = township_of(statement.area_id)
    if to.level != AreaLevel.TOWNSHIP or to.pk == own:
        raise Refused(_("选另一个乡镇；本乡镇的由本乡镇办理。"))
    moved = (
        OnlineStatement.objects.filter(pk=statement.pk)
        .waiting()
        .update(area=to, from_area=Area.objects.get(pk=own))
    )
    if not moved:
        raise _answered_already()
    audit.record("statement:handed_on", of=statement, by=by, after={"to": to.path}, reason=text)
    return statement


def _answered(
    statement: OnlineStatement,
    answer: str,
    text: str,
    by: Staff,
    on: date,
    case: Case | None = None,
) -> OnlineStatement:
    require_area(by, statement.area_id)
    answered = (
        OnlineStatement.objects.filter(pk=statement.pk)
        .waiting()
        .update(answer=answer, answer_text=text, case=case, answered_by=by, answered_on=on)
    )
    if not answered:
        raise _answered_already()
    statement.refresh_from_db()
    audit.record("statement:answered", of=statement, by=by, after={"answer": answer}, reason=text)
    return statement


def _answered_already() -> Refused:
    return Refused(_("这份网上申请已有人办理，刷新后再看。"))
