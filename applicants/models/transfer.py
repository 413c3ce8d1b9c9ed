"""Transfers: a benefit that goes on elsewhere, because its family moves, splits or merges."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from applicants.workflow import TRANSFER_WORKFLOW, TransferStatus
from dibao import history
from dibao.fields import MoneyField, MonthField, SealedField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel

OPEN = (TransferStatus.OFFERED, TransferStatus.RECEIVED)


class TransferKind(models.TextChoices):
    MOVE = "move", _("迁移")
    SPLIT = "split", _("分户")
    MERGE = "merge", _("并户")


class TransferQuerySet(PlacedQuerySet["Transfer"]):
    def open(self) -> "TransferQuerySet":
        return self.filter(status__in=OPEN)

    def coming_to(self, staff: Staff) -> "TransferQuerySet":
        """Those whose receiving side is the posting's."""
        return self.visible_to(staff)

    def leaving(self, staff: Staff) -> "TransferQuerySet":
        """Those whose giving side is the posting's."""
        low, high = staff.posting.area.span
        return self.filter(from_area_id__gte=low, from_area_id__lt=high)

    def of_either_side(self, staff: Staff) -> "TransferQuerySet":
        low, high = staff.posting.area.span
        return self.filter(
            Q(area_id__gte=low, area_id__lt=high) | Q(from_area_id__gte=low, from_area_id__lt=high)
        )


def _changed(*columns: str) -> str:
    return " OR ".join(f"o.{column} IS DISTINCT FROM n.{column}" for column in columns)


@history.kept()
class Transfer(PlacedModel, MovingModel):
    """What one household gives and another takes, with the file that goes along; its area is the receiving side.

    The benefit ends and begins by decisions on cases of the kind `transfer`, month after month, for the same persons
    and amounts. A row belongs to both places; each side takes its own steps, and nobody takes two of them.
    """

    workflow = TRANSFER_WORKFLOW

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("种类"), max_length=10, choices=TransferKind)
    status = models.CharField(
        _("状态"), max_length=12, choices=TransferStatus, default=TransferStatus.OFFERED
    )
    from_area = models.ForeignKey(
        Area,
        verbose_name=_("迁出地"),
        on_delete=models.PROTECT,
        db_column="from_area_code",
        related_name="+",
    )
    # The household that gives: of another area its row is not there for the side that receives.
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="departures"
    )
    grant = models.ForeignKey(
        "applicants.Grant",
        verbose_name=_("现有待遇"),
        on_delete=models.PROTECT,
        related_name="departures",
    )
    # The household that takes: for a merger it is there already, otherwise it is made when the county confirms.
    into = models.ForeignKey(
        Household,
        verbose_name=_("接收的家庭"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="arrivals",
    )
    head_name = models.CharField(_("户主"), max_length=40)
    person_count = models.PositiveSmallIntegerField(_("人数"))
    covered_count = models.PositiveSmallIntegerField(_("保障人数"))
    monthly_amount = MoneyField(verbose_name=_("月保障金（元）"))
    # Of a benefit in its months of grace (渐退期): the last of them, which is the last one at the new place too.
    grace_until = MonthField(_("渐退期最后月份"), null=True, blank=True, editable=False)
    reason = models.TextField(_("理由"))
    happened_on = models.DateField(_("发生日期"))
    # Who goes, by keys, and what they will be to the new head; names and numbers are in the sealed file.
    plan = models.JSONField(_("人员安排"), default=dict)
    dossier = SealedField(verbose_name=_("移交的档案"))
    village = models.ForeignKey(
        Area,
        verbose_name=_("接收的村"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    group_name = models.CharField(_("村民小组"), max_length=20, blank=True)
    address = models.CharField(_("详细住址"), max_length=120, blank=True)
    answer = models.TextField(_("退回的原因"), blank=True)
    handed_by = models.ForeignKey(
        Staff, verbose_name=_("移交人"), on_delete=models.PROTECT, related_name="+"
    )
    handed_on = models.DateField(_("移交日期"))
    received_by = models.ForeignKey(
        Staff,
        verbose_name=_("接收人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    received_on = models.DateField(_("接收日期"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Staff,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("迁移和分并户")
        verbose_name_plural = _("迁移和分并户")
        indexes = [models.Index(fields=("from_area", "status"), name="transfer_from_status")]
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(status__in=OPEN),
                name="a_household_is_on_one_way_at_a_time",
            ),
            models.UniqueConstraint(
                fields=("into",),
                condition=Q(status__in=OPEN),
                name="a_household_takes_one_other_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TransferStatus.values, kind__in=TransferKind.values),
                name="transfer_kind_and_status_are_known",
            ),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True, received_on__isnull=True)
                | Q(received_by__isnull=False, received_on__isnull=False),
                name="a_received_transfer_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="a_confirmed_transfer_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=TransferStatus.DONE)
                | Q(confirmed_by__isnull=False, into__isnull=False),
                name="a_transfer_is_done_by_a_confirmation",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TransferKind.MOVE)
                | ~Q(status__in=(TransferStatus.RECEIVED, TransferStatus.DONE))
                | Q(received_by__isnull=False, village__isnull=False),
                name="a_move_is_received_into_a_village",
            ),
            # Each condition is false, not unknown, where somebody is missing: only named people can be the same.
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | ~Q(received_by=F("handed_by")),
                name="nobody_receives_what_they_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("handed_by"))
                & (Q(received_by__isnull=True) | ~Q(confirmed_by=F("received_by"))),
                name="nobody_confirms_what_they_handed_over_or_received",
            ),
            models.CheckConstraint(
                condition=~Q(status=TransferStatus.DECLINED) | ~Q(answer=""),
                name="a_declined_transfer_says_why",
            ),
        ]
        triggers = [
            never_deleted("transfer"),
            # Nobody takes two of the steps, so each is taken in one's own name.
            signed_by_who_acts("transfer", "handed_by_id", pgtrigger.Insert),
            signed_by_who_acts("transfer", "received_by_id", pgtrigger.Update),
            signed_by_who_acts("transfer", "confirmed_by_id", pgtrigger.Update),
            *TRANSFER_WORKFLOW.guards(
                "transfer", born_elsewhere="n.kind <> 'move' AND n.status = 'received'"
            ),
            after(
                "a_transfer_is_of_a_household_of_its_giver",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN applicants_household h ON h.id = n.household_id AND h.area_code = n.from_area_code
                LEFT JOIN applicants_grant g ON g.id = n.grant_id AND g.household_id = h.id
                    AND CASE WHEN n.grace_until IS NULL THEN g.last_month IS NULL
                        ELSE n.kind = 'move' AND n.grace_until >= date_trunc('month', n.handed_on)::date
                             AND n.grace_until = (
                                SELECT max(k.last_month) FROM applicants_grant k
                                WHERE k.household_id = g.household_id AND k.grace_by_id = g.grace_by_id
                                  AND k.last_month >= k.first_month) END
                WHERE g.id IS NULL OR n.kind <> 'move' AND n.area_code <> n.from_area_code
                """,
            ),
            after(
                "a_transfer_stays_what_was_handed_over",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE {
                    _changed(
                        "kind",
                        "area_code",
                        "from_area_code",
                        "household_id",
                        "grant_id",
                        "plan",
                        "dossier",
                        "reason",
                        "happened_on",
                        "handed_by_id",
                        "handed_on",
                        "monthly_amount",
                        "grace_until",
                    )
                }
                """,
            ),
            # Row-level security shows a row to both sides; who may take a step is the side whose step it is.
            after(
                "each_side_takes_its_own_steps",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                CROSS JOIN LATERAL (SELECT CASE n.status WHEN 'withdrawn' THEN n.from_area_code
                                                         ELSE n.area_code END AS code) side
                WHERE o.status <> n.status AND row_security_active('applicants_transfer') AND NOT coalesce(
                    side.code >= NULLIF(current_setting('app.area_from', true), '')
                    AND side.code < NULLIF(current_setting('app.area_to', true), ''), false)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.head_name}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
