"""Which months wait for their publication, and which are published."""

from django.db.models import Exists, OuterRef, QuerySet

from dibao.models.staff import Staff
from oversight.models.month_figures import MonthFigures, MonthFiguresQuerySet
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus

_SHOWN = 24


def waiting(staff: Staff) -> QuerySet[PaymentBatch]:
    """Settled regular batches of the posting's area whose month is not published, the newest first."""
    figures = MonthFigures.objects.filter(area=OuterRef("area"), month=OuterRef("month"))
    return (
        PaymentBatch.objects.visible_to(staff)
        .filter(status=BatchStatus.SETTLED, kind=BatchKind.REGULAR)
        .exclude(Exists(figures))
        .select_related("area")
        .order_by("-month", "area")
    )


def published(staff: Staff) -> MonthFiguresQuerySet:
    """The newest published months of the posting's area."""
    return MonthFigures.objects.visible_to(staff).order_by("-month", "area")[:_SHOWN]
