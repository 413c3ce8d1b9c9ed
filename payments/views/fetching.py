"""Finding what a page is about within the posting's area: what lies outside is as absent as what never was (404)."""

from django.shortcuts import get_object_or_404

from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.models.staff import Staff
from dibao.permissions import Permission
from payments.models.bank_file import BankFile
from payments.models.bank_result import ResultFile
from payments.models.batch import BatchQuerySet, PaymentBatch

# Whoever writes the bank's files or brings them to the bank holds them in hand.
HOLDS_FILES = frozenset({Permission.BANK_FILE_WRITE, Permission.BANK_FILE_HAND_OVER})

_SIGNERS = ("drawn_by", "prepared_by", "reviewed_by", "approved_by", "signed_by")


def batches_of(staff: Staff) -> BatchQuerySet:
    """The batches of the posting's area with their county and everybody who signed."""
    return PaymentBatch.objects.visible_to(staff).select_related("area", *_SIGNERS)


def batch_for(request: StaffRequest, pk: int, permission: Permission) -> PaymentBatch:
    """The batch; PermissionDenied before it is looked for."""
    require(request.user, permission)
    return get_object_or_404(batches_of(request.user), pk=pk)


def bank_file_for(request: StaffRequest, pk: int) -> BankFile:
    """A file written for the bank, with its batch and content; PermissionDenied before it is looked for."""
    require_any(request.user, HOLDS_FILES)
    rows = BankFile.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("batch__area", "content", "written_by"), pk=pk)


def result_for(request: StaffRequest, pk: int, permission: Permission) -> ResultFile:
    """A file that came from the bank, with its batch; PermissionDenied before it is looked for."""
    require(request.user, permission)
    rows = ResultFile.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("batch__area", "loaded_by", "posted_by"), pk=pk)
