"""Lists of cases' floor: members, notices, referrals."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.tiers import class_name
from applicants.exports.shapes import AT_ONCE, Asked, ListColumn, Row, Shape
from applicants.models.grant import Grant
from applicants.models.household import Membership
from applicants.models.notice import NoticeEntry
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao.models.area import Area
from dibao.permissions import Permission
from dibao.sheets.writing import Kind

PLACE = (ListColumn("township", "乡镇", width=12), ListColumn("village", "村", width=14))


def place_of(village: Area) -> tuple[str, str]:
    """Township and village, by their names."""
    return village.parent.name if village.parent else "", village.name


def id_number_of(person: Person, asked: Asked) -> str:
    """A person's ID number as the list may show it; a masked one is not opened for it."""
    if asked.is_whole:
        return person.id_number.open() if person.id_number else ""
    return person.masked_id


def phone_of(person: Person, asked: Asked) -> str:
    return asked.number(person.phone.open()) if person.phone else ""


class MemberList(Shape):
    """Everybody of the households in benefit in a month, one person a row."""

    key: ClassVar = "members"
    title: ClassVar[str | Promise] = _("家庭成员名单")
    needs: ClassVar = Permission.CASE_VIEW
    columns: ClassVar[Sequence[ListColumn]] = (
        *PLACE,
        ListColumn("household", "家庭编号", width=18),
        ListColumn("head", "户主姓名"),
        ListColumn("head_id", "户主身份证号", width=22, is_number=True),
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
        found = (
            Membership.objects.filter(
                last_day__isnull=True,
                area_id__gte=low,
                area_id__lt=high,
                household__in=grants.values("household"),
            )
            .select_related("person", "household__head", "area__parent")
            .order_by("area_id", "household_id", "pk")
        )
        return (self._row(one, asked) for one in found.iterator(chunk_size=AT_ONCE))

    @staticmethod
    def _row(one: Membership, asked: Asked) -> Row:
        person, household = one.person, one.household
        return (
            *place_of(one.area),
            household.number,
            household.head.name,
            id_number_of(household.head, asked),
            str(person),
            id_number_of(person, asked),
            person.get_sex_display(),
            person.birth_date,
            one.get_relation_display(),
            "是" if one.is_covered else "否",
            person.get_health_display(),
            person.disability,
            person.get_labour_capacity_display(),
            person.get_marital_status_display(),
            person.get_education_display(),
            phone_of(person, asked),
        )


class NoticeList(Shape):
    """What the notices that began in a month say, as the villages read it."""

    key: ClassVar = "notices"
    title: ClassVar[str | Promise] = _("公示名单")
    needs: ClassVar = Permission.CASE_VIEW
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
        found = found.select_related("notice", "area__parent").order_by(
            "area_id", "notice_id", "position"
        )
        return (self._row(one) for one in found.iterator(chunk_size=AT_ONCE))

    @staticmethod
    def _row(one: NoticeEntry) -> Row:
        return (
            *place_of(one.area),
            one.notice.get_stage_display(),
            one.starts_on,
            one.ends_on,
            one.position,
            one.printed_name,
            one.household_size,
            one.covered_count,
            class_name(one.benefit_class),
            one.monthly_amount,
        )


class ReferralList(Shape):
    """The referrals of a month with what came of them; no ID number, as agencies are told none."""

    key: ClassVar = "referrals"
    title: ClassVar[str | Promise] = _("转介名单")
    needs: ClassVar = Permission.CASE_VIEW
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

    def rows(self, asked: Asked) -> Iterator[Row]:
        month = asked.month
        found = Referral.objects.within(asked.area).filter(
            requested_on__gte=month.first_day, requested_on__lte=month.last_day
        )
        if asked.benefit_class:
            found = found.filter(benefit_class=asked.benefit_class)
        found = found.select_related(
            "household__head", "person", "item", "agency", "area__parent"
        ).order_by("area_id", "pk")
        return (self._row(one) for one in found.iterator(chunk_size=AT_ONCE))

    @staticmethod
    def _row(one: Referral) -> Row:
        return (
            *place_of(one.area),
            str(one.pk),
            one.household.head.name,
            str(one.person) if one.person else "全家",
            class_name(one.benefit_class),
            one.item.name,
            one.agency.name,
            one.requested_on,
            one.get_status_display(),
            one.closed_on,
            one.delivered_quantity,
            one.item.unit,
            one.delivered_value,
        )
