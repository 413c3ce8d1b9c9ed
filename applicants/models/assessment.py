"""What the rules say about a case, and what the township thinks of it; both are written once."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES, choices
from applicants.eligibility import codes
from applicants.eligibility.facts import Facts
from applicants.eligibility.verdict import Verdict
from applicants.models.case import Case
from applicants.models.policy import RuleSet
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts


class Assessment(PlacedModel):
    """Facts, rules and verdict with its trace, stored and hashed together; amounts in yuan per month."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="assessments"
    )
    rule_set = models.ForeignKey(
        RuleSet, verbose_name=_("规则"), on_delete=models.PROTECT, related_name="assessments"
    )
    facts = models.JSONField(_("事实"))
    facts_hash = models.CharField(max_length=64)
    verdict = models.JSONField(_("结论"))
    verdict_hash = models.CharField(max_length=64)
    outcome = models.CharField(_("结果"), max_length=14, choices=choices(codes.Outcome))
    benefit_class = models.PositiveSmallIntegerField(
        _("类别"), choices=BENEFIT_CLASSES, null=True, blank=True
    )
    counted = models.PositiveSmallIntegerField(_("家庭人口"))
    covered = models.PositiveSmallIntegerField(_("保障人口"))
    per_capita_income = MoneyField(verbose_name=_("人均年收入"))
    base_amount = MoneyField(verbose_name=_("月保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))
    total_amount = MoneyField(verbose_name=_("月合计"))
    assessed_by = models.ForeignKey(
        Staff, verbose_name=_("计算人"), on_delete=models.PROTECT, related_name="+"
    )
    assessed_on = models.DateField(_("计算日期"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("待遇计算")
        verbose_name_plural = _("待遇计算")
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                condition=Q(total_amount=F("base_amount") + F("supplement_amount")),
                name="assessment_total_is_base_and_supplement",
            ),
            models.CheckConstraint(
                condition=Q(base_amount__gte=0, supplement_amount__gte=0),
                name="assessment_is_not_negative",
            ),
        ]
        triggers = [
            append_only("assessment"),
            signed_by_who_acts("assessment", "assessed_by_id", pgtrigger.Insert),
            # Judged under way by the case's own rules; a transfer judges nothing.
            after(
                "an_assessment_is_of_an_accepted_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_case c
                    ON c.id = n.case_id AND c.area_code = n.area_code AND c.rule_set_id = n.rule_set_id
                WHERE c.id IS NULL OR c.status <> 'accepted'
                """,
            ),
            # 办法 Art 11: whoever is registered as a relative of the family does not assess it.
            after(
                "no_relative_assesses_a_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id
                WHERE r.voided_on IS NULL AND r.staff_id = n.assessed_by_id
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.total_amount}"

    def as_facts(self) -> Facts:
        return Facts.from_json(self.facts)

    def as_verdict(self) -> Verdict:
        return Verdict.from_json(self.verdict)


class EndReason(models.TextChoices):
    """Why a benefit ends; the first two are what the rules find, the others are facts of life."""

    INCOME = "income", _("家庭人均收入高于标准")
    PROPERTY = "property", _("家庭财产超过规定")
    DEATH = "death", _("保障对象死亡")
    MOVED = "moved", _("迁出或不再居住")
    VOLUNTARY = "voluntary", _("家庭主动退出")
    NON_COOPERATION = "non_cooperation", _("拒不配合核查")
    OTHER = "other", _("其他")


# What only the rules can find, so that an assessment must say it.
FOUND_BY_RULES = (EndReason.INCOME, EndReason.PROPERTY)


class TownshipOpinion(PlacedModel):
    """The township's proposal with reasons: on an application grant or refuse, on a benefit what becomes of it."""

    class Proposal(models.TextChoices):
        GRANT = "grant", _("拟同意")
        REFUSE = "refuse", _("拟不同意")
        # 办法 Art 31, 32: for a family in benefit.
        KEEP = "keep", _("拟维持")
        INCREASE = "increase", _("拟增发")
        DECREASE = "decrease", _("拟减发")
        ADJUST = "adjust", _("拟变更（金额不变）")
        END = "end", _("拟停发")
        # 办法 Art 33: paid some months more after work has lifted the family above the line.
        GRACE = "grace", _("拟渐退")

    # The others are about a benefit.
    ON_APPLICATIONS = (Proposal.GRANT, Proposal.REFUSE)

    # 社会救助法 Art 48: what the family is heard about before it is decided.
    CUTS = (Proposal.DECREASE, Proposal.END, Proposal.GRACE)

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="opinions"
    )
    # Missing where a benefit ends for a reason that needs no reckoning, such as a death.
    assessment = models.OneToOneField(
        Assessment,
        verbose_name=_("待遇计算"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opinion",
    )
    proposal = models.CharField(_("初审意见"), max_length=10, choices=Proposal)
    end_reason = models.CharField(
        _("停发原因"), max_length=16, choices=EndReason, blank=True, default="", db_default=""
    )
    reasons = models.TextField(_("理由"))
    given_by = models.ForeignKey(
        Staff, verbose_name=_("签署人"), on_delete=models.PROTECT, related_name="+"
    )
    given_on = models.DateField(_("签署日期"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("初审意见")
        verbose_name_plural = _("初审意见")
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal="end", end_reason__in=EndReason.values)
                | ~Q(proposal="end") & Q(end_reason=""),
                name="an_opinion_to_end_says_why",
            ),
            models.CheckConstraint(
                condition=Q(assessment__isnull=False)
                | Q(proposal="end") & ~Q(end_reason__in=FOUND_BY_RULES),
                name="an_opinion_rests_on_an_assessment_unless_life_ended_the_benefit",
            ),
        ]
        triggers = [
            append_only("township_opinion"),
            after(
                "an_opinion_waits_for_an_override",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN applicants_override o ON o.assessment_id = n.assessment_id
                WHERE o.is_agreed IS NULL
                """,
            ),
            after(
                "an_opinion_is_about_its_case_and_its_numbers",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_case c ON c.id = p.case_id
                LEFT JOIN applicants_assessment a ON a.id = p.assessment_id
                WHERE a.case_id <> p.case_id
                   OR (p.proposal IN ('grant', 'refuse')) = (c.kind IN ('recheck', 'change'))
                   OR p.proposal NOT IN ('refuse', 'end', 'grace') AND a.outcome = 'not_eligible' AND NOT EXISTS (
                        SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed)
                   OR p.proposal = 'grace' AND coalesce((a.verdict ->> 'grace_months')::int, 0) = 0
                   OR p.end_reason IN ('income', 'property') AND a.outcome = 'eligible'
                """,
            ),
            signed_by_who_acts("opinion", "given_by_id", pgtrigger.Insert),
            # 办法 Art 11: whoever is registered as a relative of the family does not propose.
            after(
                "no_relative_proposes_on_a_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id
                WHERE r.voided_on IS NULL AND r.staff_id = n.given_by_id
                """,
            ),
            # 办法 Art 16, 19 and 31: an opinion is given on what was seen at the house.
            after(
                "an_opinion_follows_a_signed_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p LEFT JOIN applicants_case c ON c.id = p.case_id
                WHERE c.id IS NULL OR c.area_code <> p.area_code
                   OR c.kind IN ('application', 'recheck') AND NOT EXISTS (
                    SELECT FROM applicants_homevisit v
                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'
                      AND v.visited_on <= p.given_on
                )
                """,
            ),
            # 国发〔2007〕19号: every household is judged by the villagers first.
            after(
                "an_opinion_follows_the_review_meeting",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_case c ON c.id = p.case_id
                JOIN applicants_ruleset r ON r.id = c.rule_set_id
                WHERE c.kind = 'application' AND r.terms ->> 'review_meeting' = 'always'
                  AND NOT EXISTS (
                      SELECT FROM applicants_reviewmeeting m
                      WHERE m.case_id = p.case_id AND m.held_on <= p.given_on
                  )
                """,
            ),
            # 2012年办法 Art 24.
            after(
                "a_disputed_meeting_is_followed_by_a_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_reviewmeeting m ON m.case_id = p.case_id
                WHERE m.conclusion = 'disputed' AND NOT EXISTS (
                    SELECT FROM applicants_homevisit v
                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'
                      AND v.signed_at > m.recorded_at
                )
                """,
            ),
            # 办法 Art 19: what the village was right about is looked into again, at the house or by a meeting.
            after(
                "a_new_opinion_looks_into_upheld_objections",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p
                JOIN applicants_objection o ON o.case_id = p.case_id AND o.status IN ('upheld', 'partly')
                LEFT JOIN applicants_noticeentry e ON e.notice_id = o.notice_id AND e.case_id = o.case_id
                LEFT JOIN applicants_townshipopinion b ON b.assessment_id = e.assessment_id
                WHERE NOT EXISTS (
                    SELECT FROM applicants_homevisit v
                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'
                      AND v.signed_at > coalesce(b.created_at, o.received_at)
                ) AND NOT EXISTS (
                    SELECT FROM applicants_reviewmeeting m
                    WHERE m.case_id = p.case_id AND m.recorded_at > coalesce(b.created_at, o.received_at)
                )
                """,
            ),
            # 办法 Art 17: what was asked for is waited for.
            after(
                "an_opinion_waits_for_the_economic_check",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_economiccheck k ON k.case_id = p.case_id
                WHERE k.status <> 'closed'
                """,
            ),
            # 办法 Art 18: what a check found is told to the family before it counts against them.
            after(
                "a_refusal_follows_what_was_told",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_economiccheck k ON k.case_id = p.case_id
                WHERE p.proposal = 'refuse' AND k.has_differences AND NOT EXISTS (
                    SELECT FROM applicants_letterdelivery l WHERE l.economic_check_id = k.id
                )
                """,
            ),
            after(
                "an_opinion_waits_for_open_objections",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p JOIN applicants_objection o ON o.case_id = p.case_id
                WHERE o.status = 'open'
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_proposal_display())

    @property
    def is_cut(self) -> bool:
        """Whether the family would get less than now."""
        return self.proposal in self.CUTS
