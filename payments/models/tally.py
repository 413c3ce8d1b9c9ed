"""What a signed batch comes to by township and class, and who came and went: written once, with the seal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.triggers import append_only
from payments.models.batch import PaymentBatch


class TallyKind(models.TextChoices):
    """Which households a row counts."""

    ALL = "all", _("全部")
    # Against the month before, as the batch's exceptions name them; those that ended count with what they had then.
    NEW = "new", _("新增")
    ENDED = "ended", _("停发")


class BatchTally(PlacedModel):
    """Households, persons and yuan of one batch in one township and class; its area is the township.

    PostgreSQL alone writes these (`tally_batch`), so that a chart over years adds up some thousand rows rather than
    every line of every month. `given_amount` is what households are given, `offset_amount` what is kept back of it.
    """

    # The unique key below begins with the batch.
    batch = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("批次"),
        on_delete=models.PROTECT,
        related_name="tallies",
        db_index=False,
    )
    kind = models.CharField(_("种类"), max_length=5, choices=TallyKind)
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    household_count = models.PositiveIntegerField(_("户数"))
    person_count = models.PositiveIntegerField(_("人数"))
    given_amount = models.DecimalField(_("应发（元）"), max_digits=14, decimal_places=2)
    offset_amount = models.DecimalField(_("抵扣（元）"), max_digits=14, decimal_places=2)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次统计")
        verbose_name_plural = _("批次统计")
        constraints = [
            models.UniqueConstraint(
                fields=("batch", "area", "kind", "benefit_class"),
                name="a_township_and_class_is_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TallyKind.values), name="tally_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(household_count__gt=0, person_count__gt=0, offset_amount__gte=0),
                name="a_tally_counts_somebody",
            ),
        ]
        triggers = [append_only("batch_tally")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.area_id} {self.get_kind_display()} {self.benefit_class}"
