"""Who of a family has signed, as a table."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.authorisations import is_adult
from applicants.models.case import Case
from applicants.models.consent import Authorisation
from applicants.models.household import Membership
from dibao.display import day_text, with_note
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table


def consent_table(
    case: Case,
    members: Sequence[Membership],
    given: Sequence[Authorisation],
    staff: Staff,
    *,
    on: date,
) -> Table:
    """One row a member: signed, not yet, or taken back; with the paper and what may be done."""
    may_revoke = case.is_open and allows(staff, P.CASE_ENTER)
    newest = {one.person_id: one for one in given}
    columns = [Column(_("姓名")), Column(_("情况"), "status"), Column(_("签署日期"), "date")]
    columns += [Column(_("谁签的")), Column(_("近亲属")), Column(_("文件"))]
    return Table(
        caption=_("家庭成员的承诺和授权"),
        columns=[*columns, *([Column(_("办理"))] if may_revoke else [])],
        rows=[
            _row(one, newest.get(one.person_id), on=on, may_revoke=may_revoke)
            for one in members
            if one.is_counted or one.person_id in newest
        ],
    )


def _row(member: Membership, given: Authorisation | None, *, on: date, may_revoke: bool) -> Row:
    if given is None:
        adult = is_adult(member.person, on=on)
        state = Cell(_("未签") if adult else _("监护人未签"), tone="warn" if adult else "todo")
        return Row.of(str(member.person), state, None, "", "", "", *([""] if may_revoke else []))
    document = given.document
    return Row.of(
        str(member.person),
        _state(given),
        given.signed_on,
        str(given.guardian or given.person),
        _("申明有") if given.declares_relatives else _("申明没有"),
        Cell(str(document or ""), url=_file_url(given)),
        *([_action(given)] if may_revoke else []),
    )


def _state(given: Authorisation) -> Cell:
    if given.revoked_on is not None:
        note = f"{day_text(given.revoked_on)} {given.revoke_reason}"
        return Cell(_("已撤回"), tone="bad", note=note)
    return Cell(with_note(_now("已签"), given.get_way_display()), tone="done")


def _file_url(given: Authorisation) -> str:
    if given.document_id is None:
        return ""
    return reverse("applicants:document_file", args=[given.document_id])


def _action(given: Authorisation) -> Cell:
    if given.revoked_on is not None:
        return Cell("")
    return Cell(_now("撤回"), url=reverse("applicants:consent_revoke", args=[given.pk]))
