"""Publishing a month: what became of its money, and who stands on the village lists."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import standing_lists
from dibao import audit
from dibao.display import month_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from oversight.models.month_figures import MonthFigures
from oversight.statistics import month as statistics
from oversight.statistics.figures import PlaceFigures
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus


@transaction.atomic
def publish_month(*, county: Area, month: BenefitMonth, by: Staff, on: date) -> MonthFigures:
    """Publish a county's settled month: its figures for everybody, its households as the villages' standing lists.

    Done once; Refused before the batch is settled and afterwards. The lists of a month that was settled late never
    take the place of a newer month's. A dozen statements, whatever the number of villages.
    """
    require(by, Permission.BATCH_SETTLE)
    require_area(by, county.code)
    batches = PaymentBatch.objects.standing().filter(
        area=county, month=month, kind=BatchKind.REGULAR
    )
    # The batch's row is what two people who publish at the same time wait for.
    batch = batches.select_for_update().first()
    if batch is None or batch.status != BatchStatus.SETTLED:
        raise Refused(
            _("%(month)s的批次还没有结清，结清后才能公布。") % {"month": month_text(month)}
        )
    published = MonthFigures.objects.filter(area=county)
    if published.filter(month=month).exists():
        raise Refused(_("%(month)s已经公布过。") % {"month": month_text(month)})
    is_newest = not published.filter(month__gt=month).exists()
    figures = _record(county, month, by, on)
    if is_newest:
        standing_lists.publish(area=county, month=month, by=by, on=on)
    audit.record(
        "month:published",
        of=figures,
        by=by,
        after={"month": str(month), "persons": figures.persons, "due": str(figures.due_amount)},
    )
    return figures


def _record(county: Area, month: BenefitMonth, by: Staff, on: date) -> MonthFigures:
    figures = figures_of(county, month, statistics.report(county, month).total, on)
    figures.published_by = by
    figures.save(force_insert=True)
    return figures


def figures_of(county: Area, month: BenefitMonth, total: PlaceFigures, on: date) -> MonthFigures:
    """The row that publishes a total, unsaved."""
    first, second, third = total.each_class
    return MonthFigures(
        area=county,
        month=month,
        households=total.households,
        persons=total.persons,
        class_1_persons=first.persons,
        class_2_persons=second.persons,
        class_3_persons=third.persons,
        class_1_amount=first.due,
        class_2_amount=second.due,
        class_3_amount=third.due,
        due_amount=total.due,
        paid_amount=total.money.paid,
        in_flight_amount=total.money.in_flight,
        failed_amount=total.money.failed,
        held_amount=total.money.held,
        published_on=on,
    )
