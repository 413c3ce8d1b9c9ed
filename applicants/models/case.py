"""Cases: what a family asks, and how far the answer is."""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import Hardship, PovertyCause
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from applicants.models.roster import RosterImport
from applicants.workflow import CASE_WORKFLOW, CaseStatus
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted
from dibao.workflow import MovingModel

__all__ = ["Case", "CaseKind", "CaseQuerySet", "CaseStatus"]

CLOSED = (CaseStatus.CONFIRMED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN)


class CaseKind(models.TextChoices):
    APPLICATION = "application", _("申请")
    # A family already in benefit when its county came to this system; its papers lie with the county's roster.
    TAKEOVER = "takeover", _("接收")


class CaseQuerySet(PlacedQuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.exclude(status__in=CLOSED)


@history.kept()
class Case(PlacedModel, MovingModel):
    """One application of one household, from draft to decision; its area is the village."""

    workflow = CASE_WORKFLOW

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="cases"
    )
    kind = models.CharField(
        _("种类"), max_length=12, choices=CaseKind, default=CaseKind.APPLICATION
    )
    status = models.CharField(
        _("状态"), max_length=12, choices=CaseStatus, default=CaseStatus.DRAFT
    )
    poverty_cause = models.CharField(
        _("致贫原因"), max_length=20, choices=choices(PovertyCause), blank=True
    )
    hardships = ArrayField(
        models.CharField(max_length=40, choices=choices(Hardship)),
        verbose_name=_("困难情形"),
        default=list,
        blank=True,
    )
    statement = models.TextField(_("申请理由"), blank=True)
    rule_set = models.ForeignKey(
        RuleSet, verbose_name=_("规则"), null=True, on_delete=models.PROTECT, related_name="cases"
    )
    roster_import = models.ForeignKey(
        RosterImport,
        verbose_name=_("花名册"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    entered_by = models.ForeignKey(
        Staff, verbose_name=_("录入人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(_("录入日期"))
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    # What `applicants.steps.with_steps` writes onto the rows that pages show; other rows have none of it.
    step: str
    latest_assessment: int | None
    proposal: str | None
    posted: int | None
    asked: int
    notices_until: date | None
    has_objection: bool

    class Meta:
        verbose_name = _("案件")
        verbose_name_plural = _("案件")
        indexes = [models.Index(fields=("status", "area"), name="case_status_area")]
        constraints = [
            models.UniqueConstraint(
                fields=("household", "kind"),
                condition=~Q(status__in=CLOSED),
                name="one_open_case_of_a_kind_per_household",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CaseStatus.values), name="case_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=CaseKind.TAKEOVER, roster_import__isnull=False)
                | Q(kind=CaseKind.APPLICATION, roster_import__isnull=True),
                name="a_takeover_names_its_roster",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(CaseStatus.DRAFT, CaseStatus.WITHDRAWN))
                | Q(accepted_on__isnull=False, rule_set__isnull=False),
                name="an_accepted_case_has_its_day_and_rules",
            ),
        ]
        triggers = [
            never_deleted("case"),
            *CASE_WORKFLOW.guards("case", born_elsewhere="n.kind = 'takeover'"),
            after(
                "a_case_is_proposed_by_an_opinion",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.status = 'proposed' AND o.status <> 'proposed' AND NOT EXISTS (
                    SELECT FROM applicants_townshipopinion p WHERE p.case_id = n.id
                )
                """,
            ),
            after(
                "a_case_is_on_notice_by_an_entry",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.status = 'on_notice' AND o.status <> 'on_notice' AND NOT EXISTS (
                    SELECT FROM applicants_noticeentry e WHERE e.case_id = n.id
                )
                """,
            ),
            after(
                "a_case_is_closed_by_a_decision",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.status IN ('confirmed', 'refused') AND o.status <> n.status AND NOT EXISTS (
                    SELECT FROM applicants_decision d WHERE d.case_id = n.id
                    AND d.outcome = CASE n.status WHEN 'confirmed' THEN 'grant' ELSE 'refuse' END
                )
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.household.head}"

    @property
    def number(self) -> str:
        """The number on receipts and letters: year and running number."""
        return f"{self.opened_on:%Y}-{self.pk:07d}"

    @property
    def rules(self) -> RuleSet:
        """The rule set that the case was accepted under; a draft has none yet."""
        if self.rule_set is None:
            raise LookupError(f"{self} is not accepted yet")
        return self.rule_set

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED
