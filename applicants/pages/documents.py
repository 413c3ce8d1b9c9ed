"""The files of a family and the list of materials, as their pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.materials import Material, MaterialState
from applicants.models.case import Case
from applicants.models.document import Document
from applicants.models.person import Person
from applicants.pages.tasks import url_of
from dibao.display import day_text
from dibao.files.limits import LIMITS, MEBIBYTE
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

Words = str | Promise

STATE_TONES = {
    MaterialState.HAVE: "done",
    MaterialState.MISSING: "warn",
    MaterialState.BY_CHECK: "done",
    MaterialState.PROMISED: "done",
    MaterialState.WAIVED: "done",
}


@dataclass(frozen=True)
class Shown:
    """One file with what may be done about it."""

    document: Document
    url: str
    picture_url: str
    facts: str
    void_url: str


def _url(name: str, document: Document) -> str:
    return reverse(f"applicants:{name}", args=[document.pk])


def shown(documents: Iterable[Document], staff: Staff) -> list[Shown]:
    return [_shown(document, staff) for document in documents]


def _shown(document: Document, staff: Staff) -> Shown:
    is_open = document.case is None or document.case.is_open
    may_void = is_open and document.voided_on is None and allows(staff, P.DOCUMENT_ADD)
    return Shown(
        document=document,
        url=_url("document_file", document),
        picture_url=_url("document_thumbnail", document) if document.is_picture else "",
        facts=_facts(document),
        void_url=_url("document_void", document) if may_void else "",
    )


def _facts(document: Document) -> str:
    """2页 · 1.3 MB · 李经办 2026-07-06."""
    parts = [
        "" if document.is_picture else _pages(document.page_count),
        _weight(document.size),
        f"{document.added_by} {day_text(document.added_on)}",
    ]
    return " · ".join(part for part in parts if part)


def _weight(size: int) -> str:
    return f"{size / MEBIBYTE:.1f} MB" if size >= MEBIBYTE else f"{max(1, size // 1024)} KB"


def _pages(count: int) -> str:
    return ngettext("%(count)d页", "%(count)d页", count) % {"count": count}


def limits_sentence() -> str:
    """What is taken in, said where files are chosen."""
    return _now(
        "照片（JPG、PNG、HEIC）或 PDF，每个最大%(size)d MB，PDF 最多%(pages)d页。照片里的拍摄地点会删去。"
    ) % {"size": LIMITS.size // MEBIBYTE, "pages": LIMITS.pages}


def checklist_table(case: Case, materials: Sequence[Material], staff: Staff) -> Table:
    may_add = case.is_open and allows(staff, P.DOCUMENT_ADD)
    columns = [
        Column(_("材料")),
        Column(_("为什么要")),
        Column(_("情况"), "status"),
    ]
    return Table(
        caption=_("材料清单"),
        columns=[*columns, *([Column(_("办理"))] if may_add else [])],
        rows=[_material_row(case, one, may_add=may_add) for one in materials],
        empty=_("这类案件没有必须提交的材料。"),
    )


def _material_row(case: Case, material: Material, *, may_add: bool) -> Row:
    need = material.need
    note = (
        "" if material.answer is None else f"{material.answer.note} {material.answer.answered_by}"
    )
    return Row.of(
        Cell(
            need.kind.label,
            url=_add_url(case, need.kind, need.person) if may_add else "",
            note=str(need.person or ""),
        ),
        need.why,
        Cell(material.state.label, tone=STATE_TONES[material.state], note=note),
        *([_answer_cell(case, material)] if may_add else []),
    )


def _answer_cell(case: Case, material: Material) -> Cell:
    if material.state is MaterialState.HAVE:
        return Cell("")
    url = reverse("applicants:material_answer", args=[case.pk, material.need.kind])
    return Cell(_now("承诺或说明"), url=f"{url}{_of(material.need.person)}")


def _add_url(case: Case, kind: str, person: Person | None) -> str:
    asked = {"kind": kind, **({"person": str(person.pk)} if person else {})}
    return f"{url_of('case_documents', case)}?{urlencode(asked)}#upload"


def _of(person: Person | None) -> str:
    return f"?{urlencode({'person': str(person.pk)})}" if person else ""
