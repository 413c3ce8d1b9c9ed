"""The list of members: whom it names is found among those whom a list of heads only counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.actions import counted_members, rosters
from applicants.actions.counted_members import Naming
from applicants.choices import HEAD
from applicants.imports.layouts import Change, Checked, Layout, Place, Written
from applicants.imports.undoing import rewritten
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from applicants.models.sheet_import import SheetImport
from applicants.sheets.members import MemberCheck, MemberRow, columns
from applicants.sheets.places import Places
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.sheets.columns import Column, Table
from dibao.values.words import gettext_noop


@dataclass
class MembersWritten(Written):
    namings: list[Naming] = field(default_factory=list)


class Fault(Refused):
    """What is wrong with a row, and the column that it is told under."""

    def __init__(self, column: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.column = column


class MemberList(Layout):
    """One row is one person, by the household's head; who is known already is compared."""

    key: ClassVar = "members"
    title: ClassVar = gettext_lazy("成员名单（一人一行）")

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(on=place.on)

    def choices(self, place: Place) -> Mapping[str, Sequence[str]]:
        return {"sex": ["男", "女"], "covered": ["是", "否"]}

    def example(self, place: Place) -> Mapping[str, str]:
        return {
            "area": "柳湾镇小湾村",
            "name": "李四",
            "id_number": "99012119630302002X",
            "sex": "女",
            "head_name": "张三",
            "head_number": "990121196005010018",
            "covered": "是",
            "relation": "配偶",
        }

    def check(self, table: Table, place: Place) -> Checked:
        rows = list(table)
        own = MemberCheck(
            table, Places(rosters.villages_of(place.area)), rosters.names_above(place.area)
        )
        read = [(row, *own.member_of(row)) for row in rows]
        register = _Register(place.area, [member for _row, member, _errors in read if member])
        work = MembersWritten()
        checked = Checked(labels=table.header.labels, written=work)
        for row, member, errors in read:
            if member is None:
                checked.wrong_rows.append((row.row, errors))
                continue
            try:
                register.place(member, checked, work)
            except Fault as fault:
                told = table.error(row.row, fault.column, fault)
                checked.wrong_rows.append((row.row, [told]))
        checked.skipped = [*table.above, *table.skipped]
        return checked

    def write(
        self, checked: Checked, place: Place, *, name: str, sha256: str, by: Staff
    ) -> Mapping[str, int]:
        work = checked.written
        if not isinstance(work, MembersWritten):
            raise TypeError(f"{self.key} was given {work!r}")
        named = counted_members.name_all(
            county=place.area, namings=work.namings, by=by, on=place.on
        )
        return {"members": named}

    def take_back(self, record: SheetImport, *, by: Staff, on: date) -> Mapping[str, int]:
        # Whoever the naming released from former times was changed too, and stays released.
        named = [
            key
            for key, one in rewritten(Person, record).items()
            if not one.before.serializable_value("is_named")
        ]
        relations = {
            str(one.before.serializable_value("person_id")): str(
                one.before.serializable_value("relation")
            )
            for one in rewritten(Membership, record).values()
        }
        return {"members": counted_members.forget_all(people=named, relations=relations, by=by)}


class _Register:
    """The households that the rows may mean, and their members, looked up once for all rows (six queries)."""

    def __init__(self, county: Area, members: Sequence[MemberRow]) -> None:
        numbers = [one.head_number for one in members if one.head_number]
        by_number = {blind_index(one.number, ID_FULL): one.number for one in numbers}
        open_ones = Household.objects.within(county).filter(closed_on__isnull=True)
        self._by_head = {
            by_number[one.head.id_index]: one
            for one in open_ones.filter(head__id_index__in=by_number).select_related("head", "area")
        }
        self._by_name: dict[tuple[str, str], list[Household]] = defaultdict(list)
        names = {one.head_name for one in members}
        for one in open_ones.filter(head__name__in=names).select_related("head", "area"):
            self._by_name[one.area_id, one.head.name].append(one)
        found = [*self._by_head.values(), *(o for many in self._by_name.values() for o in many)]
        keys = {one.pk for one in found}
        self._members: dict[int, dict[str, Membership]] = defaultdict(dict)
        self._slots: dict[int, list[Membership]] = defaultdict(list)
        present = Membership.objects.filter(household__in=keys, last_day__isnull=True)
        for membership in present.select_related("person").order_by("pk"):
            if membership.person.is_named:
                self._members[membership.household_id][membership.person.id_index] = membership
            else:
                self._slots[membership.household_id].append(membership)
        decided = (CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)
        cases = Case.objects.filter(household__in=keys, status__in=decided)
        self._busy = set(cases.values_list("household", flat=True))
        self._taken = rosters.taken_anywhere([one.number for one in members])

    def place(self, member: MemberRow, checked: Checked, work: MembersWritten) -> None:
        """Put a row where it belongs. Raises Fault, with what to do, where that is not plain."""
        household = self._household(member)
        known = self._members[household.pk].get(blind_index(member.number.number, ID_FULL))
        if known is not None:
            _compare(member, household, known, checked)
            return
        if member.number.number in self._taken:
            # Where is not said: another area's register is not this county's to see.
            raise Fault(
                "id_number",
                gettext_noop("这个身份证号已登记在另一户，不能重复登记：报市民政局核对"),
            )
        if member.relation == HEAD:
            raise Fault(
                "id_number", gettext_noop("与登记的户主不是同一个身份证号：核对户主的身份证号")
            )
        if household.pk in self._busy:
            raise Fault(
                "head_name",
                gettext_noop("这户的案件已提出初审意见，成员不能再改：县里退回或办结以后再导"),
            )
        slot = self._slot(member, household)
        self._slots[household.pk].remove(slot)
        checked.new_rows.append(member.row.number)
        work.namings.append(Naming(slot.pk, member.name, member.number, member.relation))

    def _household(self, member: MemberRow) -> Household:
        if member.head_number is not None:
            found = self._by_head.get(member.head_number.number)
            if found is None:
                raise Fault(
                    "head_number",
                    gettext_noop("本县没有户主是这个身份证号的家庭：核对号码，或先导入花名册"),
                )
            return found
        many = self._by_name.get((member.village, member.head_name), [])
        if not many:
            raise Fault(
                "head_name",
                gettext_noop("这个村没有户主叫“%(head)s”的家庭：核对姓名和村，或先导入花名册"),
                head=member.head_name,
            )
        if len(many) > 1:
            raise Fault(
                "head_name",
                gettext_noop(
                    "这个村有%(count)s户的户主叫“%(head)s”：加一列“户主身份证号”，填上再导"
                ),
                count=len(many),
                head=member.head_name,
            )
        return many[0]

    def _slot(self, member: MemberRow, household: Household) -> Membership:
        """A member without a name whose cover is what the row says."""
        waiting = self._slots[household.pk]
        if member.is_covered is None and len({one.is_covered for one in waiting}) > 1:
            raise Fault(
                "name",
                gettext_noop("这户有人享受、有人不享受：加一列“是否保障对象”，填是或否再导"),
            )
        fit = [one for one in waiting if member.is_covered in (None, one.is_covered)]
        if fit:
            return fit[0]
        if waiting:
            raise Fault(
                "covered",
                gettext_noop("这户没有这样的成员等着具名：核对是否保障对象，变化在这一户里办理"),
            )
        raise Fault("name", gettext_noop("这户的成员都已具名：增加成员在这一户里办理"))


def _compare(member: MemberRow, household: Household, known: Membership, checked: Checked) -> None:
    number = member.row.number
    if known.person.name == member.name:
        checked.same_rows.append(number)
        return
    checked.changed_rows.append(number)
    checked.changes.append(
        Change(
            row=number,
            household=household.number,
            who=household.head.name,
            header=str(_("姓名")),
            before=known.person.name,
            after=member.name,
            is_taken=False,
            remedy=_("在这一户里更正姓名"),
        )
    )
