"""What people decide where the rules alone cannot: class and amounts for one assessment, by two of them.

Whatever prints or pays what an assessment comes to asks `payable_of`, which knows of both.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.codes import Outcome
from applicants.eligibility.verdict import Share
from applicants.models.assessment import Assessment
from applicants.models.person import Person
from dibao import history
from dibao.errors import Refused
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted, signed_by_who_acts


class OverrideQuerySet(PlacedQuerySet["Override"]):
    def agreed(self) -> Self:
        return self.filter(is_agreed=True)

    def waiting(self) -> Self:
        return self.filter(is_agreed__isnull=True)


@history.kept()
class Override(PlacedModel):
    """Class and amounts in yuan a month beside an assessment's own; they count once a second person has agreed.

    `is_agreed` is None until then, and False where it was declined or taken back.
    """

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("待遇计算"), on_delete=models.PROTECT, related_name="overrides"
    )
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    covered_count = models.PositiveSmallIntegerField(_("保障人口"))
    base_amount = MoneyField(verbose_name=_("月保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))
    total_amount = MoneyField(verbose_name=_("月合计"))
    reason = models.TextField(_("理由"))
    given_by = models.ForeignKey(
        Staff, verbose_name=_("核定人"), on_delete=models.PROTECT, related_name="+"
    )
    given_on = models.DateField(_("核定日期"))
    is_agreed = models.BooleanField(_("第二人同意"), null=True, blank=True)
    answer = models.TextField(_("第二人意见"), blank=True)
    answered_by = models.ForeignKey(
        Staff,
        verbose_name=_("第二人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_on = models.DateField(_("第二人日期"), null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("人工核定")
        verbose_name_plural = _("人工核定")
        get_latest_by = "pk"
        constraints = [
            models.UniqueConstraint(
                fields=("assessment",),
                condition=Q(is_agreed=True),
                name="an_assessment_has_one_agreed_override",
            ),
            models.UniqueConstraint(
                fields=("assessment",),
                condition=Q(is_agreed__isnull=True),
                name="an_assessment_has_one_override_waiting",
            ),
            models.CheckConstraint(
                condition=Q(
                    base_amount__gte=0,
                    supplement_amount__gte=0,
                    total_amount__gt=0,
                    covered_count__gt=0,
                    total_amount=F("base_amount") + F("supplement_amount"),
                ),
                name="override_total_is_base_and_supplement",
            ),
            models.CheckConstraint(
                condition=Q(benefit_class__in=(1, 2, 3)), name="override_class_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(
                    is_agreed__isnull=True, answered_by__isnull=True, answered_on__isnull=True
                )
                | Q(is_agreed__isnull=False, answered_by__isnull=False, answered_on__isnull=False),
                name="an_answered_override_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(is_agreed=True) | ~Q(answered_by=F("given_by")),
                name="two_people_agree_on_an_override",
            ),
        ]
        triggers = [
            never_deleted("override"),
            after(
                "an_override_is_given_on_the_newest_assessment",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows o
                LEFT JOIN applicants_assessment a ON a.id = o.assessment_id
                LEFT JOIN applicants_case c ON c.id = a.case_id
                WHERE c.id IS NULL OR c.area_code <> o.area_code OR c.status <> 'accepted'
                   OR o.is_agreed IS NOT NULL
                   OR EXISTS (SELECT FROM applicants_assessment n WHERE n.case_id = c.id AND n.id > a.id)
                   OR EXISTS (SELECT FROM applicants_townshipopinion p WHERE p.assessment_id = a.id)
                """,
            ),
            signed_by_who_acts("override", "given_by_id", pgtrigger.Insert),
            signed_by_who_acts("override", "answered_by_id", pgtrigger.Update),
            # 办法 Art 11: whoever is registered as a relative of the family has no hand in what it is paid.
            after(
                "no_relative_gives_an_override",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows o JOIN applicants_assessment a ON a.id = o.assessment_id
                JOIN applicants_relativeregistration r ON r.case_id = a.case_id
                WHERE r.staff_id = o.given_by_id AND r.voided_on IS NULL
                """,
            ),
            after(
                "no_relative_agrees_to_an_override",
                pgtrigger.Update,
                """
                SELECT FROM new_rows o JOIN applicants_assessment a ON a.id = o.assessment_id
                JOIN applicants_relativeregistration r ON r.case_id = a.case_id
                WHERE o.is_agreed AND r.staff_id IN (o.given_by_id, o.answered_by_id) AND r.voided_on IS NULL
                """,
            ),
            after(
                "an_override_is_answered_once",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.is_agreed IS NOT NULL OR n.is_agreed IS NULL
                   OR to_jsonb(o) - 'is_agreed' - 'answer' - 'answered_by_id' - 'answered_on'
                      <> to_jsonb(n) - 'is_agreed' - 'answer' - 'answered_by_id' - 'answered_on'
                """,
            ),
            # What is posted and decided afterwards rests on it, so it is agreed before the opinion, and by somebody
            # who had no hand in it: neither gave it nor entered the case.
            after(
                "an_override_is_agreed_in_time_by_another",
                pgtrigger.Update,
                """
                SELECT FROM new_rows o
                LEFT JOIN applicants_assessment a ON a.id = o.assessment_id
                LEFT JOIN applicants_case c ON c.id = a.case_id
                WHERE o.is_agreed AND (c.id IS NULL OR c.status <> 'accepted'
                   OR o.answered_by_id IN (o.given_by_id, c.entered_by_id)
                   OR o.answered_on < o.given_on
                   OR EXISTS (SELECT FROM applicants_assessment n WHERE n.case_id = c.id AND n.id > a.id)
                   OR EXISTS (SELECT FROM applicants_townshipopinion p WHERE p.assessment_id = a.id))
                """,
            ),
            after(
                "an_agreed_override_has_every_share",
                pgtrigger.Update,
                """
                SELECT FROM new_rows o
                LEFT JOIN applicants_overrideshare s ON s.override_id = o.id
                WHERE o.is_agreed
                GROUP BY o.id, o.covered_count, o.base_amount, o.supplement_amount
                HAVING count(s.id) <> o.covered_count OR sum(s.base_amount) IS DISTINCT FROM o.base_amount
                    OR sum(s.supplement_amount) IS DISTINCT FROM o.supplement_amount
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_benefit_class_display()} {self.total_amount}"

    @property
    def is_waiting(self) -> bool:
        return self.is_agreed is None

    def as_shares(self) -> tuple[Share, ...]:
        """The shares as a verdict has them, by person."""
        return tuple(
            Share(
                member=str(share.person_id),
                base=share.base_amount,
                supplement=share.supplement_amount,
            )
            for share in sorted(self.shares.all(), key=lambda one: str(one.person_id))
        )


class OverrideShare(PlacedModel):
    """One person's part of it, a member who is counted in the facts of the assessment."""

    override = models.ForeignKey(
        Override, verbose_name=_("人工核定"), on_delete=models.PROTECT, related_name="shares"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("保障对象"), on_delete=models.PROTECT, related_name="+"
    )
    base_amount = MoneyField(verbose_name=_("月保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("人工核定的个人份额")
        verbose_name_plural = _("人工核定的个人份额")
        constraints = [
            models.UniqueConstraint(
                fields=("override", "person"), name="a_person_has_one_share_of_an_override"
            ),
            models.CheckConstraint(
                condition=Q(base_amount__gte=0, supplement_amount__gte=0),
                name="override_share_is_not_negative",
            ),
        ]
        triggers = [
            append_only("override_share"),
            after(
                "override_shares_add_up",
                pgtrigger.Insert,
                """
                SELECT FROM (SELECT DISTINCT override_id FROM new_rows) n
                LEFT JOIN applicants_override o ON o.id = n.override_id
                LEFT JOIN applicants_overrideshare s ON s.override_id = o.id
                GROUP BY n.override_id, o.id
                HAVING o.id IS NULL OR sum(s.base_amount) <> o.base_amount
                    OR sum(s.supplement_amount) <> o.supplement_amount
                    OR count(*) <> o.covered_count
                    OR bool_or(s.area_code <> o.area_code)
                """,
            ),
            after(
                "an_override_is_for_members",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows s LEFT JOIN applicants_override o ON o.id = s.override_id
                LEFT JOIN applicants_assessment a ON a.id = o.assessment_id
                WHERE a.id IS NULL OR NOT EXISTS (
                    SELECT FROM jsonb_array_elements(a.facts -> 'members') AS m (member)
                    WHERE m.member ->> 'key' = s.person_id::text
                      AND coalesce((m.member ->> 'is_counted')::boolean, TRUE))
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.base_amount}"


@dataclass(frozen=True)
class Payable:
    """What a grant on an assessment comes to, in yuan a month."""

    benefit_class: int | None
    covered: int
    base_amount: Decimal
    supplement_amount: Decimal
    total_amount: Decimal
    shares: tuple[Share, ...]

    def require_class(self) -> int:
        """The class; Refused where the numbers of an assessment give none and nobody has decided on one."""
        if self.benefit_class is None:
            raise Refused(_now("这次计算没有得出类别，不能同意。由两人核定类别和金额后再提意见。"))
        return self.benefit_class

    @property
    def class_label(self) -> str | Promise:
        return dict(BENEFIT_CLASSES).get(self.benefit_class or 0, "")

    @property
    def persons(self) -> tuple[str, ...]:
        """The keys of the named persons who are covered."""
        return tuple(share.member for share in self.shares if share.is_named)


def with_overrides(assessments: "models.QuerySet[Assessment]") -> "models.QuerySet[Assessment]":
    """The rows with all overrides given on them, so that `payable_of` asks no more (two queries for any number)."""
    given = Override.objects.order_by("pk").select_related("given_by", "answered_by")
    return assessments.prefetch_related(
        Prefetch("overrides", queryset=given.prefetch_related("shares__person"))
    )


def agreed_on(assessment: Assessment) -> Override | None:
    """What two people agreed on beside the rules; a row from `with_overrides` asks no query."""
    return next((one for one in assessment.overrides.all() if one.is_agreed), None)


def is_payable(assessment: Assessment) -> bool:
    """Whether a grant may rest on it: the rules let the family in or leave it to people, or two people let it in."""
    return assessment.outcome != Outcome.NOT_ELIGIBLE or agreed_on(assessment) is not None


def payable_of(assessment: Assessment) -> Payable:
    """What a notice prints and a grant pays: what was agreed on, else what the rules say."""
    override = agreed_on(assessment)
    source = override or assessment
    shares = override.as_shares() if override else assessment.as_verdict().shares
    return Payable(
        benefit_class=source.benefit_class,
        covered=len(shares),
        base_amount=source.base_amount,
        supplement_amount=source.supplement_amount,
        total_amount=source.total_amount,
        shares=shares,
    )
