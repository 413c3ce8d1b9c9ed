"""What people say, as rows: of the register, of the figures and of the work list."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, DateField, F, Func, Value, When
from django.db.models.functions import Cast, Coalesce, Extract
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext
from django_stubs_ext import StrOrPromise

from applicants.models.objection import Objection, ObjectionQuerySet
from applicants.models.objection_kinds import ObjectionStatus
from applicants.objection_figures import Counts, Figures
from applicants.pages.objections import url_of_objection
from applicants.pages.places import place_of
from dibao.display import listed
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Bucket, Task, first_of

_DAY = 24 * 60 * 60
# Keys have fewer digits than this; days since 1970 fewer than the other.
_KEYS = 10**10
_DAYS = 10**6


def by_urgency(rows: ObjectionQuerySet) -> ObjectionQuerySet:
    """Write `turn` onto the rows: a whole number that no two share, open ones first by their day, then the newest."""
    due = Coalesce(
        Case(When(accepted_on__isnull=True, then=F("accept_due"))),
        F("answer_due"),
        F("lodged_on"),
        output_field=DateField(),
    )
    waiting = _days(due) * _KEYS + F("pk")
    done = (Value(2 * _DAYS) - _days(F("lodged_on"))) * _KEYS + F("pk")
    turn = Case(
        When(status=ObjectionStatus.OPEN, then=waiting),
        default=done,
        output_field=BigIntegerField(),
    )
    return rows.annotate(turn=turn).order_by("turn")


def _days(day: F | Func) -> Func:
    return Cast(Extract(day, "epoch") / _DAY, BigIntegerField())


def days_left(objection: Objection, on: date) -> tuple[str, bool]:
    """How many days are left for the next thing, and whether it is late."""
    due = objection.due
    if due is None or not objection.is_open:
        return "", False
    left = (due - on).days
    what = _now("受理") if objection.awaits_acceptance else _now("答复")
    named = {"what": what, "days": abs(left)}
    if left < 0:
        return _now("%(what)s超期%(days)d天") % named, True
    return _now("%(what)s剩%(days)d天") % named, False


def objections_table(page: Page[Objection], staff: Staff, *, on: date) -> Table:
    return Table(
        caption=_("异议、举报和投诉"),
        columns=[
            Column(_("回执号")),
            Column(_("性质")),
            Column(_("反映对象")),
            Column(_("地区")),
            Column(_("渠道")),
            Column(_("提出日期"), "date"),
            Column(_("时限")),
            Column(_("状态"), "status"),
        ],
        rows=[_row(one, staff, on) for one in page.rows],
        empty=_("没有这样的反映。"),
        pager=page.pager,
    )


def _row(one: Objection, staff: Staff, on: date) -> Row:
    left, is_late = days_left(one, on)
    marks = (
        pgettext("appeal", "复查") if one.appeal_of_id else "",
        _now("实名") if one.is_named else "",
    )
    return Row.of(
        one.number_for(staff),
        Cell(one.get_kind_display(), note=listed(filter(None, marks))),
        one.about,
        place_of(one.area, staff),
        one.get_channel_display(),
        one.lodged_on,
        Cell(left, tone="bad" if is_late else ""),
        Cell(stage_of(one), tone=_tone(one, is_late=is_late)),
        url=url_of_objection(one),
    )


def _tone(one: Objection, *, is_late: bool) -> str:
    """Red for what is late alone: a list of open ones is daily work."""
    if not one.is_open:
        return "done"
    return "bad" if is_late else "warn" if one.awaits_acceptance else "doing"


def stage_of(one: Objection) -> str:
    """How far it is, in a word or two."""
    if not one.is_open:
        return str(one.get_status_display())
    if one.found_on:
        return _now("核查完，待答复")
    if one.asked_on:
        return _now("乡镇核查中")
    if one.awaits_acceptance:
        return _now("待受理")
    return _now("已受理") if one.accepted_on else _now("待答复")


# Figures: what each is called, and what the list is asked for to show its rows.
_FIGURES: tuple[tuple[str, StrOrPromise, dict[str, str]], ...] = (
    ("received", _("收到"), {}),
    ("named", _("实名"), {"named": "1"}),
    ("open", _("未办结"), {"status": "open"}),
    ("late", _("超期"), {"status": "late"}),
    ("upheld", _("成立"), {"status": "upheld"}),
    ("partly", _("部分成立"), {"status": "partly"}),
    ("dismissed", _("不成立"), {"status": "dismissed"}),
    ("redirected", _("已转"), {"status": "redirected"}),
    ("withdrawn", _("撤回"), {"status": "withdrawn"}),
)


def channel_table(figures: Figures, months: dict[str, str]) -> Table:
    """One row a channel, each figure leading to its rows."""
    rows = [
        _counted(channel.label, counts, months | {"channel": channel.value})
        for channel, counts in figures.by_channel.items()
    ]
    total = _counted(_("合计"), figures.total, months)
    return Table(_("按渠道"), _columns(_("渠道")), rows, total=total)


def supervision_table(figures: Figures, months: dict[str, str]) -> Table:
    """The same by the four kinds of supervision of the report of 2008."""
    rows = [
        _counted(kind.label, counts, months | {"supervision": kind.value})
        for kind, counts in figures.by_supervision.items()
    ]
    total = _counted(_("合计"), figures.total, months)
    return Table(_("按四种监督"), _columns(_("监督")), rows, total=total)


def _columns(first: object) -> list[Column]:
    return [Column(str(first)), *(Column(label, "number") for _name, label, _asked in _FIGURES)]


def _counted(label: object, counts: Counts, asked: dict[str, str]) -> Row:
    cells = []
    for name, _label, more in _FIGURES:
        number = getattr(counts, name)
        url = f"{reverse('applicants:objections')}?{urlencode(asked | more)}" if number else ""
        cells.append(Cell(number, url=url))
    return Row.of(str(label), *cells)


def objection_bucket(staff: Staff, *, on: date) -> Bucket:
    """What the county has to accept, have looked into and answer, or the township to look into (one query)."""
    rows = Objection.objects.visible_to(staff).waiting()
    if allows(staff, P.OBJECTION_HANDLE):
        rows = rows.for_the_county().exclude(asked_on__isnull=False, found_on__isnull=True)
    else:
        rows = rows.filter(asked_on__isnull=False, found_on__isnull=True)
    shown, count = first_of(by_urgency(rows.select_related("area")))
    return Bucket(
        key="objections",
        label=_("群众反映待办"),
        count=count,
        tasks=[_task(one, staff, on) for one in shown],
        url=f"{reverse('applicants:objections')}?status=open",
        unit=ngettext_lazy("件", "件", count),
        tone="doing" if count else "",
        order=5,
        about=_("反映对象"),
    )


def _task(one: Objection, staff: Staff, on: date) -> Task:
    left, is_late = days_left(one, on)
    if one.asked_on and not one.found_on:
        step = _("核查，上报情况")
    elif one.awaits_acceptance:
        step = _("受理")
    else:
        step = _("交办或者答复")
    return Task(
        title=one.about or one.number_for(staff),
        place=place_of(one.area, staff),
        stage=one.get_kind_display(),
        remaining=left,
        is_late=is_late,
        url=url_of_objection(one),
        next_step=step,
        next_url=url_of_objection(one),
    )
