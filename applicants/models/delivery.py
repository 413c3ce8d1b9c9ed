"""What was told or handed to whom: letters, results of checks, answers to objections; written once."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.check import EconomicCheck
from applicants.models.ending import CaseEnding
from applicants.models.grant import Decision
from applicants.models.objection import Objection
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class DeliveryWay(models.TextChoices):
    """How a paper reaches somebody; the last one is for objections whose author nobody knows."""

    IN_PERSON = "in_person", _("本人签收")
    FAMILY = "family", _("同住成年家属签收")
    LEFT = "left", _("留置送达")
    POST = "post", _("邮寄送达")
    VILLAGE = "village", _("委托村委会转交")
    SPOKEN = "spoken", _("当面或电话告知")
    PUBLIC = "public", _("公告送达")
    ANONYMOUS = "anonymous", _("匿名反映，无法告知")


# Nobody took these with their own hands.
WITHOUT_RECEIVER = (DeliveryWay.PUBLIC, DeliveryWay.ANONYMOUS)


class LetterDelivery(PlacedModel):
    """One paper of a case and how it arrived: about a decision, an ending, a check's result or an objection's answer.

    办法 Art 21: a refusal reaches the family through the township within the days that the rules give.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="deliveries"
    )
    decision = models.OneToOneField(
        Decision,
        verbose_name=_("决定"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delivery",
    )
    ending = models.OneToOneField(
        CaseEnding,
        verbose_name=_("终止办理"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delivery",
    )
    economic_check = models.OneToOneField(
        EconomicCheck,
        verbose_name=_("核对"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delivery",
    )
    objection = models.OneToOneField(
        Objection,
        verbose_name=_("异议"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delivery",
    )
    delivered_on = models.DateField(_("送达日期"))
    way = models.CharField(_("送达方式"), max_length=12, choices=DeliveryWay)
    receiver = models.CharField(_("收件人"), max_length=40, blank=True)
    carrier = models.CharField(_("送达人"), max_length=40)
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("送达")
        verbose_name_plural = _("送达")
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=DeliveryWay.values) & ~Q(carrier=""),
                name="a_delivery_says_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(way__in=WITHOUT_RECEIVER) | ~Q(receiver=""),
                name="a_delivery_says_who_received_it",
            ),
            models.CheckConstraint(
                condition=~Q(way=DeliveryWay.ANONYMOUS) | Q(objection__isnull=False),
                name="only_an_objection_is_anonymous",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision__isnull=False,
                    ending__isnull=True,
                    economic_check__isnull=True,
                    objection__isnull=True,
                )
                | Q(
                    decision__isnull=True,
                    ending__isnull=False,
                    economic_check__isnull=True,
                    objection__isnull=True,
                )
                | Q(
                    decision__isnull=True,
                    ending__isnull=True,
                    economic_check__isnull=False,
                    objection__isnull=True,
                )
                | Q(
                    decision__isnull=True,
                    ending__isnull=True,
                    economic_check__isnull=True,
                    objection__isnull=False,
                ),
                name="a_delivery_is_of_one_thing",
            ),
        ]
        triggers = [
            append_only("letter_delivery"),
            after(
                "a_delivery_follows_what_it_tells",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows l LEFT JOIN applicants_case c ON c.id = l.case_id
                LEFT JOIN applicants_decision d ON d.id = l.decision_id
                LEFT JOIN applicants_caseending e ON e.id = l.ending_id
                LEFT JOIN applicants_economiccheck k ON k.id = l.economic_check_id
                LEFT JOIN applicants_objection o ON o.id = l.objection_id
                WHERE c.id IS NULL OR c.area_code <> l.area_code
                   OR coalesce(d.case_id, e.case_id, k.case_id, o.case_id) IS DISTINCT FROM l.case_id
                   OR l.delivered_on < coalesce(d.decided_on, e.ended_on, k.closed_on, o.answered_on, 'infinity')
                   OR l.delivered_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.delivered_on}"
