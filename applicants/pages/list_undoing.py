"""What a list's page says of undoing it: who may, what is in the way, how far it is."""

from applicants.actions.list_undoing import bar_to
from applicants.actions.sheet_imports import next_job
from applicants.forms.sheet_imports import UndoForm
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao.models.staff import Staff
from dibao.permissions import Permission as P


def ways_of(record: SheetImport, staff: Staff, typed: UndoForm | None) -> dict[str, object]:
    """What the page shows of it, for its template; asks what is in the way only of a list that stands."""
    is_asked = record.status == SheetImportStatus.ASKED_BACK
    may_ask = record.status == SheetImportStatus.TAKEN and P.ROSTER_IMPORT in staff.permissions
    bar = bar_to(record) if is_asked or may_ask else ""
    agrees = P.ROSTER_CONFIRM in staff.permissions and record.asked_back_by_id != staff.pk
    return {
        "undo": typed or (UndoForm() if may_ask and not bar else None),
        "undo_bar": bar,
        "is_asked_back": is_asked,
        "may_let_back": is_asked and agrees and not bar,
        "may_keep": is_asked and P.ROSTER_CONFIRM in staff.permissions,
        "is_undone": record.status == SheetImportStatus.UNDONE,
        "may_resume": next_job(record) is not None and _may_resume(record, staff),
    }


def _may_resume(record: SheetImport, staff: Staff) -> bool:
    """Whoever had it begun begins it anew; a check anybody who may import."""
    if record.status == SheetImportStatus.RECEIVED:
        return P.ROSTER_IMPORT in staff.permissions
    began = {
        SheetImportStatus.CONFIRMED: record.confirmed_by_id,
        SheetImportStatus.GOING_BACK: record.let_back_by_id,
    }
    return began.get(SheetImportStatus(record.status)) == staff.pk
