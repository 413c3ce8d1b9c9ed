"""Lists of deaths and cremations: of whoever is ours the township hears, and nobody's benefit ends by a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.actions import change_reports
from applicants.actions.change_reports import Report
from applicants.grace_months import going_on
from applicants.imports.layouts import Change, Checked, Layout, Place, Written
from applicants.imports.undoing import born
from applicants.models.change_report import ChangeKind, ChangeReport, ReportSource, ReportStatus
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from applicants.models.sheet_import import SheetImport
from applicants.reasons import LeaveReason
from applicants.sheets.deaths import DeathCheck, DeathRow, columns
from dibao.display import day_text
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.sheets.columns import Column, Table
from dibao.values.words import gettext_noop


@dataclass(frozen=True)
class _Heard:
    """A death of which the township is told."""

    household: Household
    person: Person
    death: DeathRow


@dataclass
class DeathsWritten(Written):
    heard: list[_Heard] = field(default_factory=list)


class DeathList(Layout):
    """Deaths by day, the cremation beside it where it is known."""

    key: ClassVar = "deaths"
    title: ClassVar = gettext_lazy("死亡人员名单")
    of_cremations: ClassVar = False

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(on=place.on, of_cremations=self.of_cremations)

    def example(self, place: Place) -> Mapping[str, str]:
        return {
            "name": "张三",
            "id_number": "990121196005010018",
            "died_on": "2008-06-03",
            "cremated_on": "2008-06-05",
        }

    def check(self, table: Table, place: Place) -> Checked:
        own = DeathCheck(table, place.on)
        read = [(row, *own.death_of(row)) for row in table]
        register = _Register(place, [death for _row, death, _errors in read if death])
        work = DeathsWritten()
        checked = Checked(labels=table.header.labels, written=work)
        checked.skipped = [*table.above, *table.skipped]
        for row, death, errors in read:
            if death is None:
                checked.wrong_rows.append((row.row, errors))
                continue
            try:
                register.place(death, checked, work)
            except Refused as refused:
                checked.wrong_rows.append((row.row, [table.error(row.row, "name", refused)]))
        checked.skipped.sort()
        return checked

    def write(
        self, checked: Checked, place: Place, *, name: str, sha256: str, by: Staff
    ) -> Mapping[str, int]:
        work = checked.written
        if not isinstance(work, DeathsWritten):
            raise TypeError(f"{self.key} was given {work!r}")
        for one in work.heard:
            change_reports.hear(
                household=one.household, report=_report(one, name), by=by, on=place.on
            )
        return {"reports": len(work.heard)}

    def take_back(self, record: SheetImport, *, by: Staff, on: date) -> Mapping[str, int]:
        reports = ChangeReport.objects.filter(pk__in=born(ChangeReport, record))
        return {"reports": change_reports.take_back(reports=reports, by=by, on=on)}


class CremationList(DeathList):
    """Cremations by day, as a funeral home has them; the death may not be on it."""

    key: ClassVar = "cremations"
    title: ClassVar = gettext_lazy("火化人员名单")
    of_cremations: ClassVar = True


def _report(one: _Heard, name: str) -> Report:
    cremated = one.death.cremated_on
    note = _("火化日期%(day)s") % {"day": day_text(cremated)} if cremated else ""
    return Report(
        kind=ChangeKind.DEATH,
        happened_on=one.death.died_on,
        source=ReportSource.AGENCY,
        person=one.person,
        reporter=name[-40:],
        note=note,
    )


class _Register:
    """Who of those on the list is a member here, and what is known of them, looked up once (three queries)."""

    def __init__(self, place: Place, deaths: Sequence[DeathRow]) -> None:
        indexes = {blind_index(one.number.number, ID_FULL) for one in deaths}
        low, high = place.area.span
        members = Membership.objects.filter(
            area_id__gte=low, area_id__lt=high, person__id_index__in=indexes
        )
        self._present: dict[str, Membership] = {}
        self._gone: set[str] = set()
        chosen = members.select_related("person", "household", "household__head")
        for one in chosen.order_by("pk"):
            if one.last_day is None:
                self._present[one.person.id_index] = one
            elif one.left_for == LeaveReason.DEATH:
                self._gone.add(one.person.id_index)
        households = {one.household_id for one in self._present.values()}
        grants = Grant.objects.filter(household__in=households)
        self._in_benefit = set(going_on(grants, on=place.on).values_list("household", flat=True))
        told = ChangeReport.objects.filter(household__in=households, kind=ChangeKind.DEATH)
        told = told.exclude(status=ReportStatus.TAKEN_BACK)
        self._told: dict[str, date] = dict(told.values_list("person__id_index", "happened_on"))

    def place(self, death: DeathRow, checked: Checked, work: DeathsWritten) -> None:
        """Put a row where it belongs. Raises Refused where name and number are not of one person here."""
        index, number = blind_index(death.number.number, ID_FULL), death.row.number
        member = self._present.get(index)
        if member is None and index in self._gone:
            checked.same_rows.append(number)
        elif member is None:
            checked.skipped.append((number, "not_ours"))
        elif member.person.name != death.name:
            raise Refused(gettext_noop("本县登记的这个身份证号不是这个姓名：核对姓名和身份证号"))
        elif index in self._told:
            self._compare(death, self._told[index], member, checked)
        elif member.household_id not in self._in_benefit:
            checked.skipped.append((number, "not_in_benefit"))
        else:
            checked.new_rows.append(number)
            work.heard.append(_Heard(member.household, member.person, death))

    def _compare(self, death: DeathRow, told: date, member: Membership, checked: Checked) -> None:
        """Of a death that was told before."""
        if told == death.died_on:
            checked.same_rows.append(death.row.number)
            return
        checked.changed_rows.append(death.row.number)
        checked.changes.append(
            Change(
                row=death.row.number,
                household=member.household.number,
                who=member.household.head.name,
                header=str(_("死亡日期")),
                before=day_text(told),
                after=day_text(death.died_on),
                is_taken=False,
                remedy=_("死亡已经报告过：乡镇办理时核对日期"),
            )
        )
