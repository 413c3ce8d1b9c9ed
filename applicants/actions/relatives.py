"""The register of relatives: who sits on a village committee, and whose relative applies."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case
from applicants.models.person import Person
from applicants.models.relative import CloseRelation, RelativeRegistration, VillageOfficial
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def add_official(
    *, village: Area, name: str, post: str, starts_on: date, by: Staff
) -> VillageOfficial:
    """Put somebody on the list of a village's committee; the same person in office is there already."""
    require(by, Permission.CASE_ENTER)
    known = VillageOfficial.objects.in_office().filter(area=village, name=name, post=post)
    if known.exists():
        raise Refused(_("%(name)s已经在这个村的名单上。") % {"name": name})
    official = VillageOfficial.objects.create(
        area=village, name=name, post=post, starts_on=starts_on
    )
    audit.record("official:added", of=official, by=by)
    return official


@transaction.atomic
def end_official(*, official: VillageOfficial, ends_on: date, by: Staff) -> VillageOfficial:
    """Note the last day in office; kinships registered before stay as they are."""
    require(by, Permission.CASE_ENTER)
    official = VillageOfficial.objects.lock(official)
    if official.ends_on is not None:
        raise Refused(_("这个人已经离任。"))
    if ends_on < official.starts_on:
        raise Refused(_("离任日期早于任职日期。"))
    VillageOfficial.objects.filter(pk=official.pk).update(ends_on=ends_on)
    official.refresh_from_db()
    audit.record("official:ended", of=official, by=by)
    return official


@transaction.atomic
def register(
    *,
    case: Case,
    member: Person,
    relation: CloseRelation,
    by: Staff,
    on: date,
    official: VillageOfficial | None = None,
    staff: Staff | None = None,
) -> RelativeRegistration:
    """Enter that a member is a close relative of an official or of a colleague (办法 Art 11).

    From then on the county must visit the family (Art 20), and that colleague does not handle the case.
    """
    require(by, Permission.CASE_ENTER)
    case = Case.objects.lock(case)
    if not case.is_open:
        raise Refused(_("案件已经办结，不能再备案。"))
    if (official is None) == (staff is None):
        raise Refused(_("选择一名村委会成员，或者一名工作人员。"))
    if not case.household.members().filter(person=member).exists():
        raise Refused(_("这个人不是这户的成员，刷新后再登记。"))
    known = case.relatives.valid().filter(member=member, official=official, staff=staff)
    if known.exists():
        raise Refused(_("这层关系已经备案。"))
    registration = RelativeRegistration.objects.create(
        case=case,
        area_id=case.area_id,
        member=member,
        official=official,
        staff=staff,
        relation=relation,
        registered_by=by,
        registered_on=on,
    )
    audit.record("relative:registered", of=case, by=by, after={"relation": relation})
    return registration


@transaction.atomic
def void(
    *, registration: RelativeRegistration, reason: str, by: Staff, on: date
) -> RelativeRegistration:
    """Strike out what was registered by mistake; never by the relative."""
    require(by, Permission.CASE_ENTER)
    registration = RelativeRegistration.objects.lock(registration)
    if registration.voided_on is not None:
        raise Refused(_("这条备案已经作废。"))
    if registration.staff_id == by.pk:
        raise Refused(_("不能作废自己的近亲属备案，由另一人办理。"))
    if not registration.case.is_open:
        raise Refused(_("案件已经办结，备案随案归档，不能作废。"))
    RelativeRegistration.objects.filter(pk=registration.pk).update(
        voided_by=by, voided_on=on, void_reason=reason
    )
    registration.refresh_from_db()
    audit.record("relative:voided", of=registration.case, by=by, reason=reason)
    return registration
