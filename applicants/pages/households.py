"""Households as rows, and one household with its people, cases and money."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.grace_months import grace_in_words, months_paid_by
from applicants.models.case import Case, CaseStatus
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership, members_found_by
from applicants.models.objection import Objection
from applicants.models.person import Person
from applicants.models.proxy import ProxyTelephone
from applicants.models.suspicion import Suspicion
from applicants.models.transfer import Transfer, TransferKind
from applicants.pages.cards import Fact, payee_of, residence_facts, standing_of, supporter_fact
from applicants.pages.lists import STATUS_TONES
from applicants.pages.objections import url_of_objection
from applicants.pages.places import place_of
from applicants.pages.tasks import url_of
from applicants.workflow import TransferStatus
from dibao.display import listed, month_text, with_note
from dibao.fields import Sealed
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.values.months import BenefitMonth

Words = str | Promise

_NOTHING_CAME_OF_IT = (TransferStatus.DECLINED, TransferStatus.WITHDRAWN)


def _url(household: Household) -> str:
    return reverse("applicants:household", args=[household.pk])


def found_table(page: Page[Household], staff: Staff, typed: str) -> Table:
    """Households that a search found, with the member who was meant where it is not the head; the ID number by its
    last four (one query)."""
    meant = _members_meant(page.rows, typed)
    return Table(
        caption=_("找到的家庭"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("村民小组")),
            Column(_("身份证号")),
            Column(_("档案号")),
        ],
        rows=[
            Row.of(
                Cell(str(household.head), note=meant.get(household.pk, "")),
                place_of(household.area, staff),
                household.group_name,
                household.head.masked_id,
                household.number,
                url=_url(household),
            )
            for household in page.rows
        ],
        pager=page.pager,
    )


def _members_meant(households: Sequence[Household], typed: str) -> dict[int, str]:
    """Who was found in each household, unless its head was."""
    found = members_found_by(typed).filter(household__in=[one.pk for one in households])
    members: dict[int, list[Membership]] = {}
    for member in found.select_related("person").order_by("pk"):
        members.setdefault(member.household_id, []).append(member)
    return {
        household.pk: _now("找到的是：%(names)s") % {"names": listed(m.person for m in these)}
        for household in households
        if (these := members.get(household.pk))
        and household.head_id not in {member.person_id for member in these}
    }


def unnamed_table(page: Page[Household], staff: Staff, counts: dict[int, int]) -> Table:
    """Households with members still to be named, with how many."""
    return Table(
        caption=_("成员待具名的家庭"),
        columns=[Column(_("户主")), Column(_("村")), Column(_("待具名"), "number")],
        rows=[
            Row.of(
                str(household.head),
                place_of(household.area, staff),
                counts.get(household.pk, 0),
                url=f"{_url(household)}#members",
            )
            for household in page.rows
        ],
        empty=_("成员都已具名。接收新的花名册以后，还没有姓名的成员会列在这里。"),
        pager=page.pager,
    )


def facts_of(household: Household) -> list[Fact]:
    """Who is paid, where they live, who else owes them support (one query)."""
    supporters = household.supporters.current().select_related("supported")
    return [
        Fact(label=_("领款人"), value=payee_of(household)),
        *residence_facts(household),
        *[supporter_fact(one) for one in supporters],
    ]


@dataclass(frozen=True)
class Resident:
    """One member as the household's page shows them; `opened` is what was asked for with a reason."""

    membership: Membership
    person: Person
    number: str
    age: int | None
    standing: str
    opened: list[Fact]


@dataclass(frozen=True)
class Note:
    """Something about the household that its reader must know first."""

    title: Words
    text: Words = ""
    url: str = ""
    link: Words = ""
    tone: str = "info"


def is_settled(household: Household) -> bool:
    """Whether anything may be begun about it: it is not closed, and not on its way (one query)."""
    of_it = Q(household=household) | Q(into=household)
    return household.closed_on is None and not Transfer.objects.open().filter(of_it).exists()


def notes_of(
    household: Household,
    people: Iterable[Resident],
    shares: Iterable[GrantShare],
    paying: Sequence[Grant],
    *,
    on: date,
) -> list[Note]:
    """Where it is on its way to, where it came from, and what is paid on: for how long in grace, and whether for those
    who live in it (three queries). `paying` are its grants that go on."""
    notes = _grace_notes(paying, on=on)
    for transfer in household.departures.exclude(status__in=_NOTHING_CAME_OF_IT).select_related(
        "area"
    ):
        title = with_note(transfer.get_kind_display(), transfer.status_label)
        words = transfer.area if transfer.kind == TransferKind.MOVE else ""
        url = reverse("applicants:transfer", args=[transfer.pk])
        notes.append(Note(title, str(words), url, _("查看办理情况")))
    for transfer in household.arrivals.exclude(status__in=_NOTHING_CAME_OF_IT):
        title = with_note(transfer.get_kind_display(), transfer.head_name)
        url = reverse("applicants:transfer", args=[transfer.pk])
        notes.append(Note(title, transfer.status_label, url, _("查看移交的档案")))
    return [*notes, *_doubles(household), *_difference(people, shares, paying)]


def said_of(household: Household, staff: Staff) -> list[Note]:
    """What somebody said of the family and nobody has answered yet, for whoever may read it (one query at most)."""
    if not allows(staff, P.OBJECTION_VIEW):
        return []
    return [
        Note(
            _("有反映没有办结"),
            f"{one.get_kind_display()} {one.number_for(staff)}",
            url_of_objection(one),
            _("查看反映"),
            tone="warn",
        )
        for one in Objection.objects.visible_to(staff).waiting().filter(household=household)
    ]


def _doubles(household: Household) -> list[Note]:
    """What may be twice on the register and nobody has judged yet, and what is and nobody has put right."""
    return [
        Note(
            _("重复登记，待更正") if one.verdict else _("疑似重复，待核对"),
            one.get_kind_display(),
            reverse("applicants:duplicate", args=[one.pk]),
            _("看双方登记"),
            tone="warn",
        )
        for one in Suspicion.objects.troubling(household).order_by("pk")
    ]


def _grace_notes(paying: Sequence[Grant], *, on: date) -> list[Note]:
    """办法 Art 33: what is still paid of a grace, and that it is the last of it."""
    left = months_paid_by(
        [grant for grant in paying if grant.grace_by_id], since=BenefitMonth.of(on)
    )
    if not left:
        return []
    values = {"months": grace_in_words(left), "end": month_text(left[-1].month.next())}
    return [Note(_("渐退期"), _now("还要发放：%(months)s。从%(end)s起停发。") % values)]


def _difference(
    people: Iterable[Resident], shares: Iterable[GrantShare], paying: Iterable[Grant]
) -> list[Note]:
    """Who is paid for and has left: that takes a change of the benefit."""
    present, grants = {one.person.pk for one in people}, {grant.pk for grant in paying}
    paid = [share for share in shares if share.grant_id in grants]
    gone = {share.person_id: share.person for share in paid if share.person_id not in present}
    if not gone:
        return []
    text = _now("%(names)s已不是成员，还在待遇里：办理变更。") % {"names": listed(gone.values())}
    return [Note(_("待遇和现在的成员不同"), text, tone="warn")]


def comings_table(household: Household) -> Table:
    """Everybody who ever was of the household: since when and why, until when and why (one query)."""
    rows = household.memberships.select_related("person").order_by("first_day", "pk")
    return Table(
        caption=_("成员变动"),
        columns=[
            Column(_("姓名")),
            Column(_("与户主关系")),
            Column(_("加入日期"), "date"),
            Column(_("加入原因")),
            Column(_("离开日期"), "date"),
            Column(_("离开原因")),
        ],
        rows=[
            Row.of(
                str(row.person),
                row.get_relation_display(),
                row.first_day,
                row.get_joined_for_display(),
                row.last_day,
                Cell(row.get_left_for_display(), note=row.left_note),
            )
            for row in rows
        ],
    )


def cases_table(cases: Sequence[Case]) -> Table:
    return Table(
        caption=_("申请"),
        columns=[
            Column(_("案号")),
            Column(_("种类")),
            Column(_("录入日期"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                case.number,
                case.get_kind_display(),
                case.opened_on,
                Cell(case.status_label, tone=STATUS_TONES[CaseStatus(case.status)]),
                url=url_of("case", case),
            )
            for case in cases
        ],
        empty=_("这户还没有申请。"),
    )


def _last(row: Grant | GrantShare) -> Words | BenefitMonth:
    if row.last_month is None:
        return _("在享")
    return row.last_month if row.last_month >= row.first_month else _("不再发放")


def grants_table(grants: Sequence[Grant]) -> Table:
    return Table(
        caption=_("低保待遇"),
        columns=[
            Column(_("起始月份"), "month"),
            Column(_("终止月份"), "month"),
            Column(_("类别")),
            Column(_("保障人数"), "number"),
            Column(_("月保障金（元）"), "money"),
        ],
        rows=[
            Row.of(
                grant.first_month,
                Cell(_last(grant)),
                grant.get_benefit_class_display(),
                grant.covered_count,
                grant.total_amount,
            )
            for grant in grants
        ],
        empty=_("这户没有享受过低保。"),
    )


def shares_table(shares: Iterable[GrantShare]) -> Table:
    """Who was, is and will be paid what; months of grace that fell away are told with the grants alone."""
    return Table(
        caption=_("个人份额"),
        columns=[
            Column(_("保障对象")),
            Column(_("月保障金（元）"), "money"),
            Column(_("分类施保金（元）"), "money"),
            Column(_("起始月份"), "month"),
            Column(_("终止月份"), "month"),
        ],
        rows=[
            Row.of(
                str(share.person),
                share.base_amount,
                share.supplement_amount,
                share.first_month,
                Cell(_last(share)),
            )
            for share in shares
            if share.last_month is None or share.last_month >= share.first_month
        ],
        empty=_("没有个人份额。"),
    )


def people_of(household: Household, revealed: uuid.UUID | None, *, on: date) -> list[Resident]:
    """Present members, their numbers by the last four but for the one that was asked for (one query, three where one
    was)."""
    people = [_resident(member, member.person_id == revealed, on) for member in household.members()]
    for resident in people:
        if resident.person.pk == revealed:
            resident.opened.extend(_proxys_telephone(household, resident.person))
    return people


def _proxys_telephone(household: Household, person: Person) -> list[Fact]:
    """How to reach whoever applies in a person's place, while that application is open."""
    rows = ProxyTelephone.objects.filter(case__in=household.cases.open())
    kept = rows.select_related("case__applicant", "case__applies_alone").first()
    if kept is None or (kept.case.applies_alone or kept.case.applicant or household.head) != person:
        return []
    label = with_note(_now("代理人电话"), kept.case.proxy_name)
    return [Fact(label=label, value=kept.phone.open())]


def _resident(member: Membership, is_open: bool, on: date) -> Resident:
    person = member.person
    return Resident(
        membership=member,
        person=person,
        number=_open(person.id_number) if is_open else person.masked_id,
        age=person.age(on),
        standing=standing_of(member),
        opened=_opened(person) if is_open else [],
    )


def _opened(person: Person) -> list[Fact]:
    said = [
        (_("身份证号"), person.id_number),
        (_("残疾证号"), person.disability_card),
        (_("诊断"), person.diagnosis),
        (_("电话"), person.phone),
    ]
    return [Fact(label=label, value=_open(sealed)) for label, sealed in said if sealed]


def _open(sealed: Sealed | None) -> str:
    return sealed.open() if sealed else ""
