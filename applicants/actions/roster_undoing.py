"""Taking back what a county's list brought: its households were never here, what it corrected is as before."""

from datetime import date

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from applicants.imports.undoing import rewritten
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.sheet_import import SheetImport
from applicants.reasons import ClosedReason, LeaveReason
from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.ranges import MonthBefore


def bar_to(record: SheetImport) -> str:
    """What somebody did since with the families that a list brought, in words; blank where nobody did (one query)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT done_since_list(%s)", [record.pk])
        done = str(cursor.fetchone()[0])
    if not done:
        return ""
    return _("名单带进来的家庭后来办过别的事（%(what)s），不能撤回。逐户办理。") % {
        "what": _called(done)
    }


def _called(table: str) -> str:
    """What pages call the rows of a table."""
    names = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return str(names.get(table, table))


@transaction.atomic
def take_back(*, record: SheetImport, by: Staff, on: date) -> list[int]:
    """Close the households that a list brought, with grants and memberships that begin and end at once.

    Nothing is deleted: whoever looks for them finds them closed, and why. Returns the households' keys. Whoever calls
    holds the record, which is on its way back; PostgreSQL refuses anything else. Raises Refused where somebody worked
    on one of them since. Seven statements, whatever the size.
    """
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, record.area_id)
    brought = Household.objects.filter(cases__roster_import__sheet_import=record)
    keys = list(brought.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    # Asked again now that nobody can begin anything with them.
    if bar := bar_to(record):
        raise Refused(bar)
    _release_pairs(record, by, on)
    Grant.objects.filter(household__in=keys).update(
        last_month=MonthBefore(F("first_month")), ended_by=F("decision")
    )
    Membership.objects.filter(household__in=keys).update(
        last_day=F("first_day"), left_for=LeaveReason.TAKEN_BACK
    )
    Household.objects.filter(pk__in=keys).update(closed_on=on, closed_for=ClosedReason.TAKEN_BACK)
    return keys


def _release_pairs(record: SheetImport, by: Staff, on: date) -> None:
    """Duplicates that the list brought and nobody has judged: an entry was wrong and is gone (one statement).

    Carried out by a function of the database's owner, since the other side may lie in another area.
    """
    why = str(LeaveReason.TAKEN_BACK.label)
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_pairs_of_list(%s, %s, %s, %s)", [record.pk, by.pk, why, on])


@transaction.atomic
def correct_back(*, record: SheetImport, by: Staff) -> int:
    """Put groups and telephones that a list brought up to date back to what they were. Returns how many rows.

    Raises Refused where one of them was changed again since.
    """
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, record.area_id)
    households = rewritten(Household, record)
    # Whoever the list released from former times was changed too, and stays released.
    heads = {
        key: one
        for key, one in rewritten(Person, record).items()
        if one.after.serializable_value("moved_on") is None
    }
    for key, one in households.items():
        Household.objects.filter(pk=key).update(
            group_name=one.before.serializable_value("group_name")
        )
    for key, one in heads.items():
        Person.objects.filter(pk=key).update(
            phone=one.before.serializable_value("phone"),
            phone_last4_index=one.before.serializable_value("phone_last4_index"),
        )
    if households or heads:
        told: dict[str, Fact] = {"groups": len(households), "phones": len(heads)}
        audit.record("sheet_import:corrected_back", of=record, by=by, after=told)
    return len(households) + len(heads)
