"""Finding what a page is about within the posting's area: what lies outside is as absent as what never was (404)."""

from django.shortcuts import get_object_or_404

from applicants.models.case import Case
from applicants.models.check import CheckFile, EconomicCheck
from applicants.models.household import Household
from applicants.models.statement import OnlineStatement
from applicants.models.visit import HomeVisit
from applicants.pages.case_file import cases_of
from dibao import clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.permissions import Permission


def case_for(request: StaffRequest, pk: int, permission: Permission) -> Case:
    """The case, with its step; PermissionDenied before it is looked for."""
    require(request.user, permission)
    return get_object_or_404(cases_of(request.user, on=clock.today()), pk=pk)


def household_for(request: StaffRequest, pk: int, permission: Permission) -> Household:
    """The household with its head and place; PermissionDenied before it is looked for."""
    require(request.user, permission)
    rows = Household.objects.visible_to(request.user).select_related("head", "payee", "area")
    return get_object_or_404(rows, pk=pk)


def statement_for(request: StaffRequest, pk: object) -> OnlineStatement:
    """What somebody stated on line; PermissionDenied before it is looked for."""
    require(request.user, Permission.CASE_ENTER)
    rows = OnlineStatement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("area", "from_area", "case", "answered_by"), pk=pk)


def visit_for(request: StaffRequest, pk: int, *permissions: Permission) -> HomeVisit:
    """The visit with its case and people; PermissionDenied before it is looked for."""
    for permission in permissions:
        require(request.user, permission)
    rows = HomeVisit.objects.visible_to(request.user).select_related(
        "case__household__head", "case__area", "investigator", "companion", "signed_by"
    )
    return get_object_or_404(rows, pk=pk)


def check_for(request: StaffRequest, pk: int, permission: Permission) -> EconomicCheck:
    """The check with its case and people; PermissionDenied before it is looked for."""
    require(request.user, permission)
    rows = EconomicCheck.objects.visible_to(request.user).select_related(
        "case__household__head", "case__area", "requested_by", "started_by", "closed_by"
    )
    return get_object_or_404(rows.select_related("repeats", "repeated_by", "delivery"), pk=pk)


def check_file_for(request: StaffRequest, pk: object, permission: Permission) -> CheckFile:
    """A file of matching results; PermissionDenied before it is looked for."""
    require(request.user, permission)
    rows = CheckFile.objects.visible_to(request.user).select_related("loaded_by", "area")
    return get_object_or_404(rows, pk=pk)
