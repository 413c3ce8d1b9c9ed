"""Declarations and authorisations of a family's members: recorded as signed, taken back when somebody wishes."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.authorisations import is_adult
from applicants.models.case import Case
from applicants.models.consent import Authorisation, SigningWay
from applicants.models.document import Document
from applicants.models.person import Person
from dibao import audit
from dibao.display import listed
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def record(
    *,
    case: Case,
    people: Sequence[Person],
    way: SigningWay,
    signed_on: date,
    by: Staff,
    on: date,
    guardian: Person | None = None,
    declares_relatives: bool = False,
    document: Document | None = None,
) -> list[Authorisation]:
    """Record what members signed, one row each; `guardian` is who signed for the minors among them.

    Refused for a day to come, for minors without a guardian, for somebody outside the family, and for who has signed.
    """
    require(by, Permission.CASE_ENTER)
    case = Case.objects.lock(case)
    if not case.is_open:
        raise Refused(_("案件已经办结，不能再登记授权。"))
    if signed_on > on:
        raise Refused(_("签署日期晚于今天，核对纸面上的日期。"))
    _check_people(case, people, guardian, signed_on)
    given = Authorisation.objects.bulk_create(
        Authorisation(
            case=case,
            area_id=case.area_id,
            person=person,
            guardian=None if is_adult(person, on=signed_on) else guardian,
            way=way,
            signed_on=signed_on,
            declares_relatives=declares_relatives,
            document=document,
            recorded_by=by,
            recorded_on=on,
        )
        for person in people
    )
    audit.record("consent:recorded", of=case, by=by, after={"people": len(given), "way": way})
    return given


@transaction.atomic
def revoke(*, authorisation: Authorisation, reason: str, by: Staff, on: date) -> Authorisation:
    """Write down that somebody takes the consent back; nothing about them is checked from then on."""
    require(by, Permission.CASE_ENTER)
    authorisation = Authorisation.objects.lock(authorisation)
    if authorisation.revoked_on is not None:
        raise Refused(_("这份授权已经撤回。"))
    Authorisation.objects.filter(pk=authorisation.pk).update(
        revoked_by=by, revoked_on=on, revoke_reason=reason
    )
    authorisation.refresh_from_db()
    audit.record("consent:revoked", of=authorisation.case, by=by, reason=reason)
    return authorisation


def _check_people(
    case: Case, people: Sequence[Person], guardian: Person | None, signed_on: date
) -> None:
    if not people:
        raise Refused(_("选择在承诺授权书上签字的人。"))
    family = {member.person_id for member in case.household.members()}
    named = [*people, *([guardian] if guardian else [])]
    if any(person.pk not in family for person in named):
        raise Refused(_("有人不是这户的成员，刷新后再登记。"))
    signed = case.authorisations.valid().filter(person__in=people).select_related("person")
    if names := listed(one.person for one in signed):
        raise Refused(_("%(names)s已经登记过。") % {"names": names})
    _check_minors(people, guardian, signed_on)


def _check_minors(people: Sequence[Person], guardian: Person | None, signed_on: date) -> None:
    minors = [person for person in people if not is_adult(person, on=signed_on)]
    if minors and guardian is None:
        words = {"names": listed(minors)}
        raise Refused(_("%(names)s未满18岁，由监护人代签：选择监护人。") % words)
    if guardian is not None and not is_adult(guardian, on=signed_on):
        raise Refused(_("监护人未满18岁，选择成年的家庭成员。"))
