"""The ways of an inspection, of a visit of it, and of what is put right afterwards, as tables of moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from dibao.workflow import Move, Workflow


class InspectionStatus(models.TextChoices):
    PLANNED = "planned", _("拟定")
    FROZEN = "frozen", _("名单已定")
    DRAWN = "drawn", _("检查中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class VisitStatus(models.TextChoices):
    OPEN = "open", _("待查")
    SUBMITTED = "submitted", _("待另一人确认")
    SIGNED = "signed", _("已查")


class RectificationStatus(models.TextChoices):
    OPEN = "open", _("待整改")
    ANSWERED = "answered", _("待复核")
    ACCEPTED = "accepted", _("已整改")


_I, _V, _R = InspectionStatus, VisitStatus, RectificationStatus

INSPECTION_WORKFLOW = Workflow(
    initial=_I.PLANNED,
    moves=(
        Move("freeze", (_I.PLANNED,), _I.FROZEN, P.INSPECTION_PREPARE, _("定名单")),
        # Whoever reads the seed a second time draws: that need not be who leads the inspection.
        Move("draw", (_I.FROZEN,), _I.DRAWN, P.INSPECTION_VISIT, _("抽取")),
        Move("close", (_I.DRAWN,), _I.CLOSED, P.INSPECTION_PREPARE, _("结束检查")),
        Move("cancel", (_I.PLANNED, _I.FROZEN), _I.CANCELLED, P.INSPECTION_PREPARE, _("取消检查")),
    ),
)

VISIT_WORKFLOW = Workflow(
    initial=_V.OPEN,
    moves=(
        Move("submit", (_V.OPEN,), _V.SUBMITTED, P.INSPECTION_VISIT, _("交另一人确认")),
        Move("send_back", (_V.SUBMITTED,), _V.OPEN, P.INSPECTION_VISIT, _("退回修改")),
        Move("sign", (_V.SUBMITTED,), _V.SIGNED, P.INSPECTION_VISIT, _("确认属实")),
    ),
)

RECTIFICATION_WORKFLOW = Workflow(
    initial=_R.OPEN,
    moves=(
        Move("answer", (_R.OPEN,), _R.ANSWERED, P.INSPECTION_ANSWER, _("报整改结果")),
        Move("send_back", (_R.ANSWERED,), _R.OPEN, P.INSPECTION_PREPARE, _("退回再改")),
        Move("accept", (_R.ANSWERED,), _R.ACCEPTED, P.INSPECTION_PREPARE, _("同意销号")),
    ),
)
