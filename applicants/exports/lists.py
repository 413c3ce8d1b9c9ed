"""Lists of cases' floor: members, notices, referrals."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.filtered import Filtered, query_of
from applicants.exports.shapes import AT_ONCE, PLACE, Asked, ListColumn, Row, Shape
from applicants.exports.values import (
    file_number,
    id_text,
    names_of_places,
    phone_text,
    sealed_id,
    words_of,
)
from applicants.forms.referrals import ReferralFilter
from applicants.models.grant import Grant
from applicants.models.household import Membership
from applicants.models.notice import NoticeEntry, PublicNotice
from applicants.models.person import UNNAMED, Person
from applicants.models.referral import Referral
from dibao.fields import Sealed
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind


class MemberList(Shape):
    """Everybody of the households in benefit in a month, one person a row."""

    key: ClassVar = "members"
    title: ClassVar[str | Promise] = _("家庭成员名单")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("household", "家庭编号", width=18),
        ListColumn("head", "户主姓名"),
        ListColumn("head_id", "户主身份证号", width=22, is_number=True),
        ListColumn("class", "低保类别", width=10),
        ListColumn("name", "姓名"),
        ListColumn("id_number", "身份证号", width=22, is_number=True),
        ListColumn("sex", "性别", width=8),
        ListColumn("birth_date", "出生日期", Kind.DAY),
        ListColumn("relation", "与户主关系", width=12),
        ListColumn("covered", "是否保障对象", width=14),
        ListColumn("health", "健康状况"),
        ListColumn("disability", "残疾类别和等级", width=16),
        ListColumn("labour", "劳动能力"),
        ListColumn("marital", "婚姻状况", width=10),
        ListColumn("education", "教育状况", width=12),
        ListColumn("phone", "联系电话", width=16, is_number=True),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        grants = Grant.objects.within(asked.area).covering(asked.month)
        if asked.benefit_class:
            grants = grants.filter(benefit_class=asked.benefit_class)
        low, high = asked.area.span
        found = Membership.objects.filter(
            last_day__isnull=True,
            area_id__gte=low,
            area_id__lt=high,
            household__in=grants.values("household"),
        ).order_by("area_id", "household_id", "pk")
        mine = grants.filter(household=OuterRef("household")).values("benefit_class")[:1]
        rows = found.annotate(benefit_class=Subquery(mine)).values_list(*_member_lookups(asked))
        words = _MemberWords(asked)
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield words.cells(MemberRow._make(row))


class MemberRow(NamedTuple):
    """What is looked up of somebody who belongs to a household in benefit."""

    village: str
    household: int
    head: str
    head_key: object
    head_number: Sealed | None
    head_last4: str
    benefit_class: int
    name: str
    key: object
    number: Sealed | None
    last4: str
    sex: str
    birth_date: date | None
    relation: str
    is_covered: bool
    health: str
    disability_type: int | None
    disability_level: int | None
    labour: str
    marital: str
    education: str
    phone: Sealed | None


def _member_lookups(asked: Asked) -> Iterator[str | Combinable]:
    yield from ("area_id", "household_id", "household__head__name", "household__head_id")
    yield sealed_id("household__head__id_number", asked)
    yield from ("household__head__id_last4", "benefit_class", "person__name", "person_id")
    yield sealed_id("person__id_number", asked)
    yield from ("person__id_last4", "person__sex", "person__birth_date", "relation", "is_covered")
    yield from ("person__health", "person__disability_type", "person__disability_level")
    yield from ("person__labour_capacity", "person__marital_status", "person__education")
    yield "person__phone"


class _MemberWords:
    """The words of codes and the names of places, each looked up once for the list."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._places = names_of_places(asked)
        self._relation = words_of(Membership, "relation")
        self._sex, self._health, self._labour, self._marital, self._education = (
            words_of(Person, name)
            for name in ("sex", "health", "labour_capacity", "marital_status", "education")
        )
        self._type, self._level = (
            words_of(Person, name) for name in ("disability_type", "disability_level")
        )
        self._unnamed = str(UNNAMED)

    def cells(self, one: MemberRow) -> Row:
        asked = self._asked
        return (
            *self._places[one.village],
            file_number(one.village, one.household),
            one.head,
            id_text(one.head_key, one.head_number, one.head_last4, asked),
            class_name(one.benefit_class),
            one.name or self._unnamed,
            id_text(one.key, one.number, one.last4, asked),
            self._sex(one.sex),
            one.birth_date,
            self._relation(one.relation),
            "是" if one.is_covered else "否",
            self._health(one.health),
            self._type(one.disability_type) + self._level(one.disability_level),
            self._labour(one.labour),
            self._marital(one.marital),
            self._education(one.education),
            phone_text(one.key, one.phone, asked),
        )


class NoticeList(Shape):
    """What the notices that began in a month say, as the villages read it."""

    key: ClassVar = "notices"
    title: ClassVar[str | Promise] = _("公示名单")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("stage", "公示阶段"),
        ListColumn("starts_on", "公示起", Kind.DAY),
        ListColumn("ends_on", "公示止", Kind.DAY),
        ListColumn("position", "序号", Kind.COUNT, width=8),
        ListColumn("name", "申请人"),
        ListColumn("size", "家庭人口", Kind.COUNT, width=10),
        ListColumn("covered", "保障人口", Kind.COUNT, width=10, is_summed=True),
        ListColumn("class", "低保类别", width=10),
        ListColumn("amount", "月保障金额", Kind.MONEY, is_summed=True),
    )

    def rows(self, asked: Asked) -> Iterator[Row]:
        month = asked.month
        found = NoticeEntry.objects.within(asked.area).filter(
            starts_on__gte=month.first_day, starts_on__lte=month.last_day
        )
        if asked.benefit_class:
            found = found.filter(benefit_class=asked.benefit_class)
        rows = found.order_by("area_id", "notice_id", "position").values_list(
            "area_id",
            "notice__stage",
            "starts_on",
            "ends_on",
            "position",
            "printed_name",
            "household_size",
            "covered_count",
            "benefit_class",
            "monthly_amount",
        )
        places, stage = names_of_places(asked), words_of(PublicNotice, "stage")
        for row in rows.iterator(chunk_size=AT_ONCE):
            village, key, *rest, benefit_class, amount = row
            yield (*places[village], stage(key), *rest, class_name(benefit_class), amount)


class ReferralList(Filtered):
    """The referrals of a month with what came of them; no ID number, as agencies are told none."""

    key: ClassVar = "referrals"
    title: ClassVar[str | Promise] = _("转介名单")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("number", "转介编号"),
        ListColumn("head", "户主姓名"),
        ListColumn("person", "受助人"),
        ListColumn("class", "低保类别", width=10),
        ListColumn("item", "项目", width=24),
        ListColumn("agency", "成员单位", width=20),
        ListColumn("requested_on", "转介日期", Kind.DAY),
        ListColumn("status", "状态", width=12),
        ListColumn("closed_on", "办结日期", Kind.DAY),
        ListColumn("quantity", "已办数量", Kind.MONEY, width=12),
        ListColumn("unit", "计量单位", width=10),
        ListColumn("value", "已办金额", Kind.MONEY, is_summed=True),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> ReferralFilter:
        return ReferralFilter(query)

    def rows(self, asked: Asked) -> Iterator[Row]:
        month = asked.month
        chosen = ReferralFilter(query_of(asked.filters))
        found = chosen.applied(Referral.objects.within(asked.area), on=asked.on).filter(
            requested_on__gte=month.first_day, requested_on__lte=month.last_day
        )
        if asked.benefit_class:
            found = found.filter(benefit_class=asked.benefit_class)
        rows = found.order_by("area_id", "pk").values_list(
            "area_id",
            "pk",
            "household__head__name",
            "person__name",
            "person_id",
            "benefit_class",
            "item__name",
            "agency__name",
            "requested_on",
            "status",
            "closed_on",
            "delivered_quantity",
            "item__unit",
            "delivered_value",
        )
        places, status = names_of_places(asked), words_of(Referral, "status")
        unnamed = str(UNNAMED)
        for row in rows.iterator(chunk_size=AT_ONCE):
            village, key, head, name, person, benefit_class, item, agency, day, state, *rest = row
            whom = (name or unnamed) if person else "全家"
            about = (str(key), head, whom, class_name(benefit_class), item, agency, day)
            yield (*places[village], *about, status(state), *rest)
