"""Files of a family: taken in, named in the log where they are not, voided, never deleted."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case
from applicants.models.document import Document, DocumentKind
from applicants.models.household import Household
from applicants.models.material import MaterialAnswer, MaterialAnswerKind
from applicants.models.person import Person
from dibao import audit
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.intake import Intake, check_size, take_in
from dibao.files.limits import MEBIBYTE
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission

# What the files of one case may weigh together, voided ones included.
MOST_PER_CASE = 200 * MEBIBYTE
_NAME_LENGTH = 200
# A number in a file's name is not kept in full.
_LONG_NUMBER = re.compile(r"\d{7,}(?=[\dXx]{4})")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: what its sender called it, how large it is, and its bytes as far as they were read."""

    name: str
    size: int
    content: bytes


@dataclass(frozen=True)
class Turned:
    """A file that was turned away, and why."""

    name: str
    refusal: Refused


@dataclass
class Added:
    """What became of several files at once: the good ones are kept, whatever the others are."""

    kept: list[Document] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)


@transaction.atomic
def add(
    *,
    household: Household,
    kind: DocumentKind,
    upload: Upload,
    by: Staff,
    on: date,
    case: Case | None = None,
    person: Person | None = None,
) -> Document:
    """Keep one file; the same file again is the one that is there.

    Raises FileRefused for a file that is not taken in, Refused where the case has too many.
    """
    require(by, Permission.DOCUMENT_ADD)
    return put(
        household=household, case=case, person=person, kind=kind, upload=upload, by=by, on=on
    )


def put(
    *,
    household: Household,
    kind: DocumentKind,
    upload: Upload,
    by: Staff,
    on: date,
    case: Case | None = None,
    person: Person | None = None,
) -> Document:
    """The same for whoever may for another reason, such as inspecting the family; ask for that before."""
    check_size(upload.size)
    intake = take_in(upload.content, upload.name)
    household = Household.objects.lock(household)
    document = Document(
        household=household,
        area_id=household.area_id,
        case=case,
        person=person,
        kind=kind,
        name=_masked(upload.name),
        media_type=intake.media_type,
        size=len(intake.content),
        content_hash=hashlib.sha256(intake.content).hexdigest(),
        page_count=intake.page_count,
        added_by=by,
        added_on=on,
    )
    known = _twin_of(document)
    return known or _kept(document, intake, by)


def add_all(
    *,
    household: Household,
    kind: DocumentKind,
    uploads: Sequence[Upload],
    by: Staff,
    on: date,
    case: Case | None = None,
    person: Person | None = None,
) -> Added:
    """Keep the good ones of several files; each of the others is named in the log and in the answer."""
    added = Added()
    for upload in uploads:
        try:
            document = add(
                household=household,
                case=case,
                person=person,
                kind=kind,
                upload=upload,
                by=by,
                on=on,
            )
        except Refused as refusal:
            turn_away(household=household, upload=upload, refusal=refusal, by=by)
            added.turned.append(Turned(upload.name, refusal))
        else:
            added.kept.append(document)
    return added


def turn_away(*, household: Household, upload: Upload, refusal: Refused, by: Staff) -> None:
    """Name a refused file in the log: what it was called, how large it was, its hash, and why."""
    audit.record(
        "document:refused",
        of=household,
        by=by,
        after={
            "name": _masked(upload.name),
            "size": upload.size,
            "sha256": hashlib.sha256(upload.content).hexdigest(),
        },
        reason=refusal.message,
    )


@transaction.atomic
def void(*, document: Document, reason: str, by: Staff, on: date) -> Document:
    """Put a file aside with a reason; it stays and can still be looked at."""
    require(by, Permission.DOCUMENT_ADD)
    document = Document.objects.lock(document)
    if document.voided_on is not None:
        raise Refused(_("这份材料已经作废。"))
    if document.case is not None and not document.case.is_open:
        raise Refused(_("案件已经办结，材料随案归档，不能作废。"))
    Document.objects.filter(pk=document.pk).update(voided_by=by, voided_on=on, void_reason=reason)
    document.refresh_from_db()
    about = document.case or document.household
    audit.record(
        "document:voided", of=about, by=by, after={"document": str(document.pk)}, reason=reason
    )
    return document


@transaction.atomic
def answer(
    *,
    case: Case,
    kind: DocumentKind,
    person: Person | None,
    word: MaterialAnswerKind,
    note: str,
    by: Staff,
    on: date,
) -> MaterialAnswer:
    """Say of a material that it is promised in writing, found out by check, not needed, or needed after all."""
    require(by, Permission.DOCUMENT_ADD)
    case = Case.objects.lock(case)
    if not case.is_open:
        raise Refused(_("案件已经办结，材料情况不能再改。"))
    said = MaterialAnswer.objects.create(
        case=case,
        area_id=case.area_id,
        kind=kind,
        person=person,
        answer=word,
        note=note,
        answered_by=by,
        answered_on=on,
    )
    audit.record(
        "material:answered", of=case, by=by, after={"kind": kind, "answer": word}, reason=note
    )
    return said


def _twin_of(document: Document) -> Document | None:
    """The same content of the same kind and person, which somebody sent before."""
    return (
        Document.objects.valid()
        .filter(
            household=document.household,
            case=document.case,
            person=document.person,
            kind=document.kind,
            content_hash=document.content_hash,
        )
        .first()
    )


def _kept(document: Document, intake: Intake, by: Staff) -> Document:
    used = Document.objects.filter(household=document.household, case=document.case).bytes_used()
    if used + document.size > MOST_PER_CASE:
        raise Refused(
            _("这件申请的材料合计最多%(most)d MB，放不下了：只传看得清的，或合并成 PDF 再传。")
            % {"most": MOST_PER_CASE // MEBIBYTE}
        )
    # The file comes first, so that no row is without its file; see `dibao.files.storage`.
    storage.keep(document.pk, intake.content)
    document.save(force_insert=True)
    about = document.case or document.household
    audit.record(
        "document:added",
        of=about,
        by=by,
        after={"document": str(document.pk), "kind": document.kind},
    )
    return document


def _masked(name: str) -> str:
    return _LONG_NUMBER.sub("…", name)[:_NAME_LENGTH]
