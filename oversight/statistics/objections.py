"""What people said of cases and their handling, by which way it came, and what became of it.

The four kinds of supervision are those of the report of 2008: government, departments, press, public.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.models.objection_kinds import (
    HOLDS,
    SUPERVISION_OF,
    ObjectionKind,
    ObjectionStatus,
    Supervision,
)
from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import VOICES
from oversight.statistics.measures import Measure, Quotient, Report, Unit

_SUPERVISION: Final = " ".join(
    f"WHEN '{channel}' THEN '{kind.value}'" for channel, kind in SUPERVISION_OF.items()
)
_UPHELD: Final = ", ".join(f"'{status.value}'" for status in HOLDS)


def said_and_answered() -> str:
    """SQL of everything said, with who supervises by the way it came."""
    return f"""
    SELECT o.id, o.area_code, o.kind, o.channel, o.topic, o.lodged_on, o.answer_due, o.answered_on, o.status,
           CASE o.channel {_SUPERVISION} END AS supervision
    FROM applicants_objection o
    """


_ROWS: Final = f"""
SELECT o.id AS row_key, o.*, o.lodged_on >= %(first_day)s AS is_lodged,
       coalesce(o.answered_on BETWEEN %(first_day)s AND %(last_day)s, false) AS is_answered,
       o.answered_on IS NULL OR o.answered_on > %(last_day)s AS is_open,
       coalesce(o.answer_due < least(o.answered_on, %(reckoned_on)s::date), false) AS is_late
FROM ({said_and_answered()}) o
WHERE o.area_code >= %(low)s AND o.area_code < %(high)s AND o.lodged_on <= %(last_day)s
  AND (o.answered_on IS NULL OR o.answered_on >= %(first_day)s)
"""


def _cases(key: str, label: Promise, meaning: Promise, where: str) -> Measure:
    return Measure(key, label, Unit.CASES, meaning, where=where)


def _by(kind: Supervision, label: Promise, meaning: Promise) -> Measure:
    return _cases(kind.value, label, meaning, f"is_lodged AND supervision = '{kind.value}'")


def _of(kind: ObjectionKind, label: Promise, meaning: Promise) -> Measure:
    return _cases(kind.value, label, meaning, f"is_lodged AND kind = '{kind.value}'")


REPORT: Final = Report(
    key="objections",
    title=_("异议、举报和投诉情况表"),
    about=_("收到多少、从哪一路来，成立的和不成立的，期末还有多少没有答复"),
    rows=_ROWS,
    measures=(
        _cases("lodged", _("收到"), _("本期提出的异议、举报和投诉。"), "is_lodged"),
        _of(ObjectionKind.OBJECTION, _("异议"), _("收到的里面，公示期内对公示的家庭提出的。")),
        _of(ObjectionKind.REPORT, _("举报"), _("收到的里面，公示期外反映骗保、照顾亲友的。")),
        _of(ObjectionKind.COMPLAINT, _("投诉"), _("收到的里面，反映办理态度或者钱没有到手的。")),
        _by(Supervision.GOVERNMENT, _("政府督查"), _("收到的里面，上级交办的。")),
        _by(Supervision.DEPARTMENT, _("部门检查"), _("收到的里面，部门移送的。")),
        _by(Supervision.PRESS, _("舆论监督"), _("收到的里面，媒体报道的。")),
        _by(
            Supervision.PUBLIC,
            _("群众监督"),
            _("收到的里面，群众从公示页、网上、电话、来信、来访反映的。"),
        ),
        _cases("answered", _("答复"), _("本期答复的，包括转走的和撤回的。"), "is_answered"),
        _cases(
            "upheld",
            _("成立"),
            _("本期答复为成立或者部分成立的。"),
            f"is_answered AND status IN ({_UPHELD})",
        ),
        _cases(
            "dismissed",
            _("不成立"),
            _("本期答复为不成立的。"),
            f"is_answered AND status = '{ObjectionStatus.DISMISSED.value}'",
        ),
        _cases(
            "late", _("超期答复"), _("本期答复的里面，超过答复期限的。"), "is_answered AND is_late"
        ),
        _cases("open", _("期末未答复"), _("期末最后一天还没有答复的。"), "is_open"),
        _cases(
            "open_late",
            _("其中超期"),
            _("期末未答复的里面，超过答复期限的。"),
            "is_open AND is_late",
        ),
        Quotient(
            "upheld_share",
            _("成立比例"),
            Unit.SHARE,
            _("成立的除以答复的。"),
            part="upheld",
            whole="answered",
            factor=100,
        ),
    ),
    listing=VOICES,
    reads=P.OBJECTION_VIEW,
    pictures=(("government", "department", "press", "public"), ("upheld", "dismissed")),
    # A desk is warned of what nobody took up in time; a report counts whose answer is late.
    notes=(
        _(
            "超期只看答复期限。登记列表里的“超期”还包括过了受理期限没有受理、答复期限没到的，所以那里的数只会比“其中超期”多。"
        ),
    ),
    # A township reads of them only what it is asked to look into.
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.TOWNSHIP,
)
