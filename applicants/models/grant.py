"""Decisions and grants: the door between cases and money."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.assessment import Assessment, EndReason
from applicants.models.case import Case
from applicants.models.decision_guards import DECISION_GUARDS
from applicants.models.grace import GRANT_GUARDS, SHARE_GUARDS
from applicants.models.grant_end import END_GUARDS
from applicants.models.household import Household
from applicants.models.outcome import Outcome
from applicants.models.person import Person, keyed_by_person
from applicants.models.policy import RuleSet
from dibao import history
from dibao.fields import MoneyField, MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.ranges import MonthBefore, whole_months
from dibao.triggers import after, append_only, never_deleted, signed_by_who_acts
from dibao.values.months import BenefitMonth

__all__ = ["Decision", "Grant", "GrantQuerySet", "GrantShare", "Outcome"]


class Decision(PlacedModel):
    """What the county decided on a case, with reasons; PostgreSQL refuses it before its time or by the wrong person."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="decisions"
    )
    assessment = models.ForeignKey(
        Assessment,
        verbose_name=_("待遇计算"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    outcome = models.CharField(_("决定"), max_length=10, choices=Outcome)
    end_reason = models.CharField(
        _("停发原因"), max_length=16, choices=EndReason, blank=True, default="", db_default=""
    )
    reasons = models.TextField(_("理由"))
    decided_by = models.ForeignKey(
        Staff, verbose_name=_("决定人"), on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("决定日期"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        get_latest_by = "pk"
        constraints = [
            models.UniqueConstraint(fields=("case",), name="a_case_is_decided_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.END, end_reason__in=EndReason.values)
                | ~Q(outcome=Outcome.END) & Q(end_reason=""),
                name="a_decision_to_end_says_why",
            ),
        ]
        triggers = [
            append_only("decision"),
            *DECISION_GUARDS,
            signed_by_who_acts("decision", "decided_by_id", pgtrigger.Insert),
            # A case that the asker does not see would pass the guards below as if it were none.
            after(
                "a_decision_is_of_a_case_in_its_place",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d LEFT JOIN applicants_case c ON c.id = d.case_id
                LEFT JOIN applicants_rosterimport r ON r.id = c.roster_import_id
                WHERE c.id IS NULL OR c.area_code <> d.area_code
                   OR c.kind = 'takeover' AND d.outcome = 'grant'
                      AND (r.id IS NULL OR r.imported_at < transaction_timestamp())
                """,
            ),
            after(
                "a_decision_rests_on_an_opinion_of_its_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id
                WHERE d.outcome <> 'transfer' AND c.kind <> 'takeover'
                  AND (d.outcome NOT IN ('refuse', 'end', 'grace') AND (
                            a.id IS NULL OR a.outcome = 'not_eligible' AND NOT EXISTS (
                                SELECT FROM applicants_override o WHERE o.assessment_id = a.id AND o.is_agreed))
                       OR a.case_id <> d.case_id OR a.rule_set_id <> c.rule_set_id
                       OR NOT EXISTS (SELECT FROM applicants_townshipopinion p WHERE p.case_id = d.case_id
                                      AND p.assessment_id IS NOT DISTINCT FROM d.assessment_id))
                """,
            ),
            # The county follows the township's newest word about a benefit or sends the case back for another one.
            after(
                "a_benefit_changes_as_it_was_proposed",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                WHERE c.kind IN ('recheck', 'change') AND (d.outcome, d.end_reason, d.assessment_id)
                  IS DISTINCT FROM (SELECT (p.proposal, p.end_reason, p.assessment_id)
                                    FROM applicants_townshipopinion p
                                    WHERE p.case_id = c.id ORDER BY p.id DESC LIMIT 1)
                """,
            ),
            # 社会救助法 Art 48: where the case's rules say so, the family is heard about the cut before it is made.
            # Terms leave out what holds by default, and the hearing does.
            after(
                "a_cut_waits_for_the_familys_word",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                JOIN applicants_ruleset r ON r.id = c.rule_set_id
                WHERE d.outcome IN ('decrease', 'end', 'grace')
                  AND coalesce((r.terms ->> 'hearing_before_cut')::boolean, true)
                  AND NOT EXISTS (
                    SELECT FROM applicants_hearingrecord h
                    WHERE h.case_id = c.id AND h.held_on <= d.decided_on
                      AND h.opinion_id = (SELECT max(p.id) FROM applicants_townshipopinion p WHERE p.case_id = c.id))
                """,
            ),
            # 办法 Art 19 and 2007's three postings: every stage that the rules ask for ran its full days before.
            after(
                "a_grant_waits_for_every_notice",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                JOIN applicants_ruleset r ON r.id = c.rule_set_id,
                LATERAL jsonb_array_elements(r.terms -> 'notices') AS asked (posting)
                WHERE d.outcome = 'grant' AND c.kind <> 'takeover' AND NOT EXISTS (
                    SELECT FROM applicants_noticeentry e
                    JOIN applicants_publicnotice p ON p.id = e.notice_id
                    WHERE e.assessment_id = d.assessment_id AND p.stage = asked.posting ->> 'stage'
                      AND p.ends_on < d.decided_on
                      AND p.ends_on - p.starts_on + 1 >= (asked.posting ->> 'days')::int
                )
                """,
            ),
            after(
                "a_grant_waits_for_open_objections",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_objection o ON o.case_id = d.case_id
                WHERE d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'keep') AND (
                    o.status = 'open'
                    -- 办法 Art 19: what was rightly objected to needs a new opinion, on a new assessment. What was
                    -- said without a notice needs one that is newer than it.
                    OR o.status IN ('upheld', 'partly') AND coalesce(
                        (SELECT bool_or(e.assessment_id = d.assessment_id) FROM applicants_noticeentry e
                         WHERE e.notice_id = o.notice_id AND e.case_id = o.case_id),
                        (SELECT a.created_at <= o.received_at FROM applicants_assessment a
                         WHERE a.id = d.assessment_id)))
                """,
            ),
            after(
                "nobody_decides_a_case_they_entered_or_judged",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id
                LEFT JOIN applicants_townshipopinion p ON p.case_id = d.case_id
                      AND p.assessment_id IS NOT DISTINCT FROM d.assessment_id
                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed
                WHERE c.kind <> 'takeover'
                  AND d.decided_by_id IN (c.entered_by_id, a.assessed_by_id, p.given_by_id,
                                          o.given_by_id, o.answered_by_id)
                """,
            ),
            # 办法 Art 11: neither decided by a relative, nor on what a relative judged.
            after(
                "no_relative_decides_a_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_relativeregistration r ON r.case_id = d.case_id
                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id
                LEFT JOIN applicants_townshipopinion p ON p.assessment_id = a.id
                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed
                WHERE r.voided_on IS NULL AND r.staff_id IN (
                    d.decided_by_id, a.assessed_by_id, p.given_by_id, o.given_by_id, o.answered_by_id)
                """,
            ),
            # Whoever went to the house tells what they saw, and leaves the answer to somebody else.
            after(
                "nobody_decides_a_case_they_investigated",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                JOIN applicants_homevisit v ON v.case_id = d.case_id AND v.status = 'signed'
                WHERE (d.outcome <> 'end' OR c.kind IN ('recheck', 'change'))
                  AND d.decided_by_id IN (v.investigator_id, v.companion_id)
                """,
            ),
            # 办法 Art 20: registered relatives, and what was said against the family, are looked into at the house.
            after(
                "a_grant_waits_for_the_countys_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d
                LEFT JOIN LATERAL (
                    SELECT max(v.signed_at) AS at FROM applicants_homevisit v
                    WHERE v.case_id = d.case_id AND v.purpose = 'county' AND v.status = 'signed'
                ) AS seen ON true
                WHERE d.outcome = 'grant' AND (
                    seen.at IS NULL AND EXISTS (
                        SELECT FROM applicants_relativeregistration r
                        WHERE r.case_id = d.case_id AND r.voided_on IS NULL)
                    OR EXISTS (
                        SELECT FROM applicants_visitduty u
                        WHERE u.case_id = d.case_id AND coalesce(u.recorded_at > seen.at, TRUE)))
                """,
            ),
            # Whoever is not in benefit is granted or refused; a benefit is kept, changed, moved or ended.
            after(
                "an_outcome_fits_the_kind_of_its_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d JOIN applicants_case c ON c.id = d.case_id
                WHERE d.outcome <> ALL (CASE
                    WHEN c.kind = 'application' THEN '{grant,refuse}'::text[]
                    WHEN c.kind = 'takeover' THEN '{grant}'
                    WHEN c.kind = 'transfer' THEN '{transfer}'
                    ELSE '{keep,increase,decrease,adjust,end,grace}' END)
                """,
            ),
            after(
                "a_decision_is_not_of_tomorrow",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d
                WHERE d.decided_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.decided_on}"


class GrantQuerySet(PlacedQuerySet["Grant"]):
    def covering(self, month: BenefitMonth) -> "GrantQuerySet":
        """Grants that are due in a month."""
        ends_later = Q(last_month__isnull=True) | Q(last_month__gte=month)
        return self.filter(ends_later, first_month__lte=month)

    def in_grace(self, month: BenefitMonth) -> "GrantQuerySet":
        """Grants that a month of grace is paid by, in or after a month."""
        return self.filter(grace_by__isnull=False, last_month__gte=month).filter(
            last_month__gte=F("first_month")
        )


@history.kept()
class Grant(PlacedModel):
    """What a household is due each month from `first_month` to `last_month`; only its end is ever set, once.

    In its months of grace the end may be brought forward; a grant of one such month then ends before it begins.
    """

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="grants"
    )
    # One decision begins one grant; where a grace period falls month by month, one for each of its months.
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("决定"),
        on_delete=models.PROTECT,
        related_name="grants",
        db_index=False,
    )
    grace_month = models.PositiveSmallIntegerField(
        _("渐退期第几个月"), null=True, blank=True, editable=False
    )
    # Set with the end that it gives, and borne by whatever pays the months of that grace from then on; at a new place
    # the decision there that lets them go on.
    grace_by = models.ForeignKey(
        Decision,
        verbose_name=_("渐退决定"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="grace_grants",
    )
    rule_set = models.ForeignKey(
        RuleSet, verbose_name=_("规则"), on_delete=models.PROTECT, related_name="grants"
    )
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    covered_count = models.PositiveSmallIntegerField(_("保障人口"))
    base_amount = MoneyField(verbose_name=_("月保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))
    total_amount = MoneyField(verbose_name=_("月合计"))
    first_month = MonthField(verbose_name=_("起始月份"))
    last_month = MonthField(verbose_name=_("终止月份"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Decision,
        verbose_name=_("停发决定"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ended_grants",
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("待遇")
        verbose_name_plural = _("待遇")
        constraints = [
            ExclusionConstraint(
                name="a_household_has_one_grant_a_month",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (whole_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True, ended_by__isnull=True, grace_by__isnull=True)
                | Q(
                    last_month__isnull=False,
                    last_month__gte=F("first_month"),
                    ended_by__isnull=False,
                )
                | Q(
                    grace_month__isnull=False,
                    last_month=MonthBefore(F("first_month")),
                    ended_by__isnull=False,
                )
                # Of a list that was undone: granted and taken back by one decision, for no month at all.
                | Q(
                    last_month=MonthBefore(F("first_month")),
                    ended_by=F("decision"),
                    grace_by__isnull=True,
                ),
                name="grant_months_in_order_and_ended_by_a_decision",
            ),
            models.UniqueConstraint(
                fields=("decision", "grace_month"),
                nulls_distinct=False,
                name="a_decision_begins_one_grant_or_months_of_grace",
            ),
            models.UniqueConstraint(
                fields=("ended_by",),
                condition=Q(grace_month__isnull=True) & ~Q(ended_by=F("decision")),
                name="a_decision_ends_one_grant",
            ),
            models.CheckConstraint(
                condition=Q(
                    base_amount__gte=0,
                    supplement_amount__gte=0,
                    total_amount__gt=0,
                    covered_count__gt=0,
                    total_amount=F("base_amount") + F("supplement_amount"),
                ),
                name="grant_total_is_base_and_supplement",
            ),
            models.CheckConstraint(
                condition=Q(benefit_class__in=(1, 2, 3)), name="grant_class_is_known"
            ),
        ]
        triggers = [
            never_deleted("grant"),
            *END_GUARDS,
            after(
                "a_grant_pays_what_its_assessment_says",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows g LEFT JOIN applicants_decision d ON d.id = g.decision_id
                LEFT JOIN applicants_case c ON c.id = d.case_id
                LEFT JOIN applicants_assessment a ON a.id = d.assessment_id
                -- What two people agreed on is paid in place of what the rules say.
                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed
                WHERE c.id IS NULL OR (d.area_code, c.area_code) <> (g.area_code, g.area_code)
                   OR d.outcome NOT IN ('grant', 'increase', 'decrease', 'adjust', 'grace', 'transfer')
                   OR c.household_id <> g.household_id
                   OR g.first_month <= d.decided_on AND c.kind <> 'takeover'
                   OR c.kind NOT IN ('takeover', 'transfer') AND d.outcome <> 'grace' AND
                      (coalesce(o.base_amount, a.base_amount), coalesce(o.supplement_amount, a.supplement_amount),
                       coalesce(o.benefit_class, a.benefit_class)::int, coalesce(o.covered_count, a.covered)::int,
                       a.rule_set_id)
                      IS DISTINCT FROM
                      (g.base_amount, g.supplement_amount, g.benefit_class::int, g.covered_count::int, g.rule_set_id)
                """,
            ),
            *GRANT_GUARDS,
            # No month is lost or paid twice, and the word of the decision is the truth about the money.
            after(
                "a_changed_grant_follows_the_one_it_changes",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows g JOIN applicants_decision d ON d.id = g.decision_id
                JOIN applicants_case c ON c.id = d.case_id
                LEFT JOIN applicants_grant b ON b.id = c.grant_id
                WHERE d.outcome IN ('increase', 'decrease', 'adjust') AND (
                    b.ended_by_id IS DISTINCT FROM d.id
                    OR g.first_month IS DISTINCT FROM (b.last_month + interval '1 month')::date
                    OR sign(g.total_amount - b.total_amount) IS DISTINCT FROM
                       CASE d.outcome WHEN 'increase' THEN 1 WHEN 'decrease' THEN -1 ELSE 0 END)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.total_amount}"

    def same_grace(self) -> GrantQuerySet:
        """Every grant of the household that bears the same grace, from the one that ended with it on."""
        grants = Grant.objects.filter(household=self.household_id, grace_by__isnull=False)
        return grants.filter(grace_by=self.grace_by_id)


class GrantShare(PlacedModel):
    """One covered person's part of a grant; a person is covered by one grant a month, anywhere in the database."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("待遇"), on_delete=models.PROTECT, related_name="shares"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("保障对象"), on_delete=models.PROTECT, related_name="shares"
    )
    # Filled by the database: the blind index of the ID number, or the person's own key.
    person_key = models.CharField(_("人员标识"), max_length=36, editable=False, default=None)
    base_amount = MoneyField(verbose_name=_("月保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))
    first_month = MonthField(verbose_name=_("起始月份"))
    last_month = MonthField(verbose_name=_("终止月份"), null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人份额")
        verbose_name_plural = _("个人份额")
        constraints = [
            models.UniqueConstraint(
                fields=("grant", "person"), name="a_person_has_one_share_of_a_grant"
            ),
            ExclusionConstraint(
                name="a_person_is_covered_once_a_month",
                expressions=[
                    ("person_key", RangeOperators.EQUAL),
                    (whole_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            never_deleted("grant_share"),
            keyed_by_person(),
            after(
                "shares_add_up_to_their_grant",
                pgtrigger.Insert,
                """
                SELECT FROM (SELECT DISTINCT grant_id FROM new_rows) n
                LEFT JOIN applicants_grant g ON g.id = n.grant_id
                LEFT JOIN applicants_grantshare s ON s.grant_id = g.id
                GROUP BY n.grant_id, g.id
                HAVING g.id IS NULL OR sum(s.base_amount) <> g.base_amount
                    OR sum(s.supplement_amount) <> g.supplement_amount
                    OR count(*) <> g.covered_count
                    OR bool_or((s.first_month, s.area_code) <> (g.first_month, g.area_code))
                """,
            ),
            # The sum may be right and still the wrong person be paid.
            after(
                "a_share_pays_what_was_worked_out_for_its_person",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows s JOIN applicants_grant g ON g.id = s.grant_id
                JOIN applicants_decision d ON d.id = g.decision_id
                JOIN applicants_assessment a ON a.id = d.assessment_id
                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed
                LEFT JOIN applicants_overrideshare x ON x.override_id = o.id AND x.person_id = s.person_id
                LEFT JOIN LATERAL jsonb_array_elements(a.verdict -> 'shares') AS v (share)
                    ON o.id IS NULL AND v.share ->> 'member' = s.person_id::text
                WHERE g.grace_month IS NULL AND (s.base_amount, s.supplement_amount) IS DISTINCT FROM CASE
                    WHEN o.id IS NULL
                    THEN ((v.share ->> 'base')::numeric, coalesce((v.share ->> 'supplement')::numeric, 0))
                    ELSE (x.base_amount, x.supplement_amount) END
                """,
            ),
            *SHARE_GUARDS,
            after(
                "a_share_only_ends_with_its_grant",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                LEFT JOIN applicants_grant g ON g.id = o.grant_id
                WHERE n.id IS NULL OR n.last_month IS DISTINCT FROM g.last_month
                   OR to_jsonb(o) - 'last_month' - 'person_key' <> to_jsonb(n) - 'last_month' - 'person_key'
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.base_amount}"
