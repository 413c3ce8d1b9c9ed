"""The register of relatives: of one case, of a place, and the village committees behind it."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.relative import OfficialQuerySet, RelativeRegistration, VillageOfficial
from applicants.pages.places import place_of
from applicants.pages.tasks import url_of
from dibao.display import day_text
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of, span_of, township_of
from dibao.models.staff import Posting, PostingQuerySet, Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.roles import JOBS
from dibao.tables import Cell, Column, Row, Table

# 试行办法 (2012) Art 14: staff who handle or are in charge of dibao, at the township and the county.
_HANDLING = [role for role, job in JOBS.items() if P.CASE_VIEW in job.permissions]


def officials_near(village: Area) -> OfficialQuerySet:
    """Everybody in office in the villages of one township, the case's own village first by its code."""
    low, high = span_of(township_of(village.code), AreaLevel.TOWNSHIP)
    rows = VillageOfficial.objects.in_office().filter(area_id__gte=low, area_id__lt=high)
    return rows.select_related("area").order_by("area_id", "pk")


def colleagues_of(village: Area, *, on: date) -> PostingQuerySet:
    """Posts of the township and the county that handle dibao on a day."""
    places = (township_of(village.code), county_of(village.code))
    rows = Posting.objects.current(on=on).filter(area_id__in=places, role__in=_HANDLING)
    return rows.select_related("staff", "area").order_by("-area_id", "pk")


def case_relatives_table(registrations: Iterable[RelativeRegistration], staff: Staff) -> Table:
    may_void = allows(staff, P.CASE_ENTER)
    columns = [Column(_("家庭成员")), Column(_("是其")), Column(_("村委会成员或工作人员"))]
    columns += [Column(_("备案"), "status"), Column(_("备案日期"), "date")]
    return Table(
        caption=_("这件申请的近亲属备案"),
        columns=[*columns, *([Column(_("办理"))] if may_void else [])],
        rows=[
            Row.of(
                str(one.member),
                one.get_relation_display(),
                one.relative_of,
                _state(one),
                one.registered_on,
                *([_void_cell(one)] if may_void else []),
            )
            for one in registrations
        ],
        empty=_("没有备案。家庭成员和低保经办人员、村委会成员有近亲属关系的，登记在这里。"),
    )


def _state(one: RelativeRegistration) -> Cell:
    if one.voided_on is None:
        return Cell(_("有效"), tone="doing", note=str(one.registered_by))
    note = f"{one.voided_by} {day_text(one.voided_on)} {one.void_reason}"
    return Cell(_("已作废"), tone="stopped", note=note)


def _void_cell(one: RelativeRegistration) -> Cell:
    if one.voided_on is not None or not one.case.is_open:
        return Cell("")
    return Cell(_now("作废"), url=reverse("applicants:relative_void", args=[one.pk]))


def register_table(page: Page[RelativeRegistration], staff: Staff) -> Table:
    """The register of a place, newest first."""
    return Table(
        caption=_("近亲属备案册"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("案号")),
            Column(_("家庭成员")),
            Column(_("是其")),
            Column(_("村委会成员或工作人员")),
            Column(_("备案日期"), "date"),
            Column(_("案件状态")),
        ],
        rows=[
            Row.of(
                str(one.case.household.head),
                place_of(one.area, staff),
                one.case.number,
                str(one.member),
                one.get_relation_display(),
                one.relative_of,
                one.registered_on,
                one.case.status_label,
                url=url_of("case", one.case),
            )
            for one in page.rows
        ],
        empty=_("还没有近亲属备案。受理时在案件的“近亲属备案”里登记。"),
        pager=page.pager,
    )


def officials_table(page: Page[VillageOfficial], staff: Staff) -> Table:
    may_end = allows(staff, P.CASE_ENTER)
    columns = [Column(_("姓名")), Column(_("职务")), Column(_("村"))]
    columns += [Column(_("任职日期"), "date"), Column(_("离任日期"))]
    return Table(
        caption=_("村委会成员名单"),
        columns=[*columns, *([Column(_("办理"))] if may_end else [])],
        rows=[
            Row.of(
                one.name,
                one.post,
                place_of(one.area, staff),
                one.starts_on,
                Cell(day_text(one.ends_on) if one.ends_on else _("在任")),
                *([_end_cell(one)] if may_end else []),
            )
            for one in page.rows
        ],
        empty=_("名单还是空的。登记各村的村委会成员，受理时对照。"),
        pager=page.pager,
    )


def _end_cell(one: VillageOfficial) -> Cell:
    if one.ends_on is not None:
        return Cell("")
    return Cell(_now("登记离任"), url=reverse("applicants:official_end", args=[one.pk]))
