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
from dibao.triggers import after, append_only


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


class TownshipOpinion(PlacedModel):
    """The township's proposal on one assessment: grant or refuse, with reasons."""

    class Proposal(models.TextChoices):
        GRANT = "grant", _("拟同意")
        REFUSE = "refuse", _("拟不同意")

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="opinions"
    )
    assessment = models.OneToOneField(
        Assessment, verbose_name=_("待遇计算"), on_delete=models.PROTECT, related_name="opinion"
    )
    proposal = models.CharField(_("初审意见"), max_length=10, choices=Proposal)
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
            # 办法 Art 11: whoever is registered as a relative of the family does not propose.
            after(
                "no_relative_proposes_on_a_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN applicants_relativeregistration r ON r.case_id = n.case_id
                WHERE r.voided_on IS NULL AND r.staff_id = n.given_by_id
                """,
            ),
            # 办法 Art 16 and 19: an opinion is given on what was seen at the house.
            after(
                "an_opinion_follows_a_signed_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p LEFT JOIN applicants_case c ON c.id = p.case_id
                WHERE c.id IS NULL OR c.area_code <> p.area_code
                   OR c.kind = 'application' AND NOT EXISTS (
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
                JOIN applicants_objection o ON o.case_id = p.case_id AND o.status = 'upheld'
                JOIN applicants_noticeentry e ON e.notice_id = o.notice_id AND e.case_id = o.case_id
                JOIN applicants_townshipopinion b ON b.assessment_id = e.assessment_id
                WHERE NOT EXISTS (
                    SELECT FROM applicants_homevisit v
                    WHERE v.case_id = p.case_id AND v.purpose = 'township' AND v.status = 'signed'
                      AND v.signed_at > b.created_at
                ) AND NOT EXISTS (
                    SELECT FROM applicants_reviewmeeting m
                    WHERE m.case_id = p.case_id AND m.recorded_at > b.created_at
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
