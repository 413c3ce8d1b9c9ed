"""Cases: what a family asks, and how far the answer is."""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import AloneGround, Hardship, PovertyCause
from applicants.models.case_kind import AFTER_THE_GRANT, LOOKING_AGAIN, CaseKind, Channel
from applicants.models.grace import CASE_GUARDS
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.models.roster import RosterImport
from applicants.models.transfer import Transfer
from applicants.workflow import CASE_WORKFLOW, CaseStatus
from dibao import history
from dibao.errors import Refused
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted
from dibao.values.words import gettext_noop
from dibao.workflow import MovingModel

__all__ = [
    "AFTER_THE_GRANT",
    "LOOKING_AGAIN",
    "Case",
    "CaseKind",
    "CaseQuerySet",
    "CaseStatus",
    "Channel",
    "last_answers",
]

# What the statuses are called where nobody applies.
_AGAIN: dict[str, str] = {
    CaseStatus.ACCEPTED: gettext_noop("核查中"),
    CaseStatus.CONFIRMED: gettext_noop("已决定"),
    CaseStatus.WITHDRAWN: gettext_noop("已撤销"),
}
CLOSED = (CaseStatus.CONFIRMED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN, CaseStatus.ENDED)


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
    # The grant that a re-check, a change or a transfer is about.
    grant = models.ForeignKey(
        "applicants.Grant",
        verbose_name=_("现有待遇"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="change_cases",
    )
    applicant = models.ForeignKey(
        Person,
        verbose_name=_("申请人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # 办法 Art 8: one member of a borderline household who applies alone.
    applies_alone = models.ForeignKey(
        Person,
        verbose_name=_("单独申请人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # On which clause, and for a member of the clergy since when; empty where a family applies as one.
    alone_ground = models.CharField(
        _("单独申请的情形"),
        max_length=20,
        choices=choices(AloneGround),
        blank=True,
        default="",
        db_default="",
    )
    alone_since = models.DateField(_("在宗教场所居住起始日期"), null=True, blank=True)
    # 办法 Art 33: of a family in benefit, which may then be paid through its grace period.
    took_up_work = models.BooleanField(_("有成员就业"), default=False, db_default=False)
    # With defaults in the database too: a whole register is loaded without naming them.
    channel = models.CharField(
        _("申请方式"),
        max_length=10,
        choices=Channel,
        default=Channel.PAPER,
        db_default=Channel.PAPER,
    )
    proxy_name = models.CharField(_("委托人"), max_length=40, blank=True, default="", db_default="")
    proxy_relation = models.CharField(
        _("与申请人关系"), max_length=40, blank=True, default="", db_default=""
    )
    # 办法 Art 6: the paper by which the family gave the mandate.
    mandate_on = models.DateField(_("委托书日期"), null=True, blank=True)
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
    # The move, split or merger that a case of the kind `transfer` carries out.
    transfer = models.ForeignKey(
        Transfer,
        verbose_name=_("迁移和分并户"),
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
    # Its limits run no further than this day.
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    # What `applicants.steps.with_steps` writes onto the rows that pages show; other rows have none of it.
    step: str
    latest_assessment: int | None
    latest_opinion: int | None
    proposal: str | None
    is_heard: bool
    posted: int | None
    asked: int
    notices_until: date | None
    has_objection: bool
    draft_visit: int | None
    opinion_on: date | None
    visited_on: date | None
    is_extended: bool
    has_check: bool
    lacks_county_visit: bool

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
            # Two cases about one grant would each change what the other one looked at.
            models.UniqueConstraint(
                fields=("grant",),
                condition=~Q(status__in=CLOSED),
                name="a_grant_is_looked_at_by_one_case_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CaseStatus.values), name="case_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=CaseKind.TAKEOVER, roster_import__isnull=False)
                | (~Q(kind=CaseKind.TAKEOVER) & Q(roster_import__isnull=True)),
                name="a_takeover_names_its_roster",
            ),
            models.CheckConstraint(
                condition=Q(kind=CaseKind.TRANSFER, transfer__isnull=False)
                | (~Q(kind=CaseKind.TRANSFER) & Q(transfer__isnull=True)),
                name="a_transfer_case_names_its_transfer",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(CaseKind.APPLICATION, CaseKind.TAKEOVER), grant__isnull=True)
                | Q(
                    kind__in=(CaseKind.RECHECK, CaseKind.CHANGE, CaseKind.TRANSFER),
                    grant__isnull=False,
                ),
                name="a_case_after_the_grant_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.PROXY) | ~Q(proxy_name=""),
                name="a_proxy_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.PROXY)
                | Q(status__in=(CaseStatus.DRAFT, CaseStatus.WITHDRAWN))
                | Q(mandate_on__isnull=False),
                name="a_proxy_has_a_mandate_when_the_case_is_accepted",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.PROXY)
                | Q(proxy_name="", proxy_relation="", mandate_on__isnull=True),
                name="a_proxy_comes_by_the_channel_of_proxies",
            ),
            models.CheckConstraint(
                condition=Q(applies_alone__isnull=True, alone_ground="", alone_since__isnull=True)
                | Q(applies_alone__isnull=False) & ~Q(alone_ground=""),
                name="whoever_applies_alone_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(alone_ground=AloneGround.CLERGY.value) | Q(alone_since__isnull=False),
                name="clergy_say_since_when",
            ),
            models.CheckConstraint(
                condition=Q(took_up_work=False) | Q(grant__isnull=False),
                name="work_lifts_a_family_in_benefit",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=(CaseStatus.DRAFT, CaseStatus.WITHDRAWN))
                | Q(accepted_on__isnull=False, rule_set__isnull=False),
                name="an_accepted_case_has_its_day_and_rules",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.WITHDRAWN, withdrawn_on__gte=F("opened_on"))
                & Q(withdrawn_on__isnull=False)
                | ~Q(status=CaseStatus.WITHDRAWN) & Q(withdrawn_on__isnull=True),
                name="a_withdrawn_case_has_its_day",
            ),
        ]
        triggers = [
            never_deleted("case"),
            # Whoever enters a case does not decide it, so nobody enters one in another's name. A transfer is carried
            # out by the county for the township that took it up.
            after(
                "a_case_is_entered_by_who_acts",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_transfer t ON t.id = n.transfer_id
                WHERE n.entered_by_id IS DISTINCT FROM CASE n.kind
                      WHEN 'transfer' THEN coalesce(t.received_by_id, t.handed_by_id)
                      ELSE (SELECT (scope_story() ->> 'staff')::bigint) END
                """,
            ),
            # A transfer is carried out in one go, after its own steps; a deferred guard looks at the whole of it.
            *CASE_WORKFLOW.guards(
                "case",
                born_elsewhere="n.kind = 'takeover' OR n.kind = 'transfer' AND n.status = 'confirmed'",
            ),
            pgtrigger.Trigger(
                name="a_transfer_keeps_every_month_and_every_share",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__kind="transfer"),
                func="""
                IF NOT transfer_is_whole(NEW.transfer_id) THEN
                    RAISE EXCEPTION 'a_transfer_keeps_every_month_and_every_share' USING ERRCODE = '23514';
                END IF;
                RETURN NULL;
                """,
            ),
            after(
                "a_household_on_its_way_opens_no_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id
                WHERE n.kind <> 'transfer' AND (h.closed_on IS NOT NULL OR EXISTS (
                    SELECT FROM applicants_transfer t WHERE t.status IN ('offered', 'received')
                      AND n.household_id IN (t.household_id, t.into_id)))
                """,
            ),
            # What the other guards ask of a case, above all its kind, is said once, when it is opened.
            after(
                "a_case_stays_what_it_was_opened_as",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (o.kind, o.household_id, o.roster_import_id, o.transfer_id, o.grant_id, o.entered_by_id,
                       o.opened_on, o.area_code)
                      IS DISTINCT FROM
                      (n.kind, n.household_id, n.roster_import_id, n.transfer_id, n.grant_id, n.entered_by_id,
                       n.opened_on, n.area_code)
                   OR o.rule_set_id IS NOT NULL AND (o.rule_set_id, o.accepted_on)
                      IS DISTINCT FROM (n.rule_set_id, n.accepted_on)
                """,
            ),
            after(
                "a_case_is_accepted_under_the_rules_of_its_day",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN applicants_ruleset r ON r.id = n.rule_set_id AND r.status = 'active'
                    AND r.area_code IN (left(n.area_code, 6) || '000000', left(n.area_code, 4) || '00000000')
                    AND n.accepted_on BETWEEN r.first_day AND coalesce(r.last_day, 'infinity')
                WHERE o.rule_set_id IS NULL AND n.rule_set_id IS NOT NULL AND r.id IS NULL
                """,
            ),
            # A county is taken over once, in one go: its roster opens no door afterwards.
            after(
                "a_takeover_is_born_with_its_roster",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_rosterimport r ON r.id = n.roster_import_id
                WHERE n.kind = 'takeover' AND (r.id IS NULL OR r.imported_at < transaction_timestamp()
                    OR left(r.area_code, 6) <> left(n.area_code, 6))
                """,
            ),
            # 办法 Art 4: one of those who live together applies.
            after(
                "an_applicant_is_of_the_household",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n WHERE n.applicant_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM applicants_membership m
                    WHERE m.household_id = n.household_id AND m.person_id = n.applicant_id)
                """,
            ),
            after(
                "an_applicant_stays_of_the_household",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.applicant_id IS DISTINCT FROM o.applicant_id AND n.applicant_id IS NOT NULL
                  AND NOT EXISTS (
                    SELECT FROM applicants_membership m
                    WHERE m.household_id = n.household_id AND m.person_id = n.applicant_id)
                """,
            ),
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
                "a_case_is_ended_with_its_reason",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.status = 'ended' AND o.status <> 'ended' AND NOT EXISTS (
                    SELECT FROM applicants_caseending e WHERE e.case_id = n.id
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
                    AND (d.outcome = 'refuse') = (n.status = 'refused')
                )
                """,
            ),
            after(
                "a_confirmed_case_has_its_grant_with_every_share",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                JOIN applicants_decision d ON d.case_id = n.id
                    AND d.outcome IN ('grant', 'increase', 'decrease', 'adjust', 'transfer')
                LEFT JOIN applicants_grant g ON g.decision_id = d.id
                WHERE n.status = 'confirmed' AND o.status <> n.status AND g.covered_count IS DISTINCT FROM
                    (SELECT count(*) FROM applicants_grantshare s WHERE s.grant_id = g.id)
                """,
            ),
            *CASE_GUARDS,
            # A decision about a benefit is carried out before its case is closed: the old grant ended, the new begun.
            after(
                "a_closed_case_has_changed_its_grant",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN old_rows o USING (id)
                JOIN applicants_decision d ON d.case_id = n.id
                WHERE n.status = 'confirmed' AND o.status <> n.status AND n.kind IN ('recheck', 'change')
                  AND EXISTS (SELECT FROM applicants_grant b WHERE b.ended_by_id = d.id) = (d.outcome = 'keep')
                """,
            ),
            # A transfer is about what its giver handed over, which the side that receives may not see.
            after(
                "a_case_is_about_a_grant_of_its_household",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_grant g ON g.id = n.grant_id
                LEFT JOIN applicants_transfer t ON t.id = n.transfer_id AND t.status = 'received'
                WHERE CASE WHEN n.kind = 'transfer' THEN NOT coalesce(
                               n.grant_id = t.grant_id OR t.kind = 'merge' AND g.household_id = t.into_id, false)
                           ELSE g.household_id <> n.household_id OR g.last_month IS NOT NULL AND NOT EXISTS (
                               SELECT FROM applicants_grant k
                               WHERE k.household_id = g.household_id AND k.grace_by_id = g.grace_by_id
                                 AND k.last_month >= date_trunc('month', n.opened_on)::date
                                 AND k.last_month >= k.first_month) END
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.household.head}"

    @property
    def number(self) -> str:
        """The number on receipts and letters: year and running number."""
        return case_number(self.pk, self.opened_on)

    @property
    def applies_for_it(self) -> Person:
        """Who applies: the one who applies alone, the member chosen by the family, or its head."""
        return self.applies_alone or self.applicant or self.household.head

    @property
    def rules(self) -> RuleSet:
        """The rule set that the case was accepted under; a draft has none yet."""
        if self.rule_set is None:
            raise LookupError(f"{self} is not accepted yet")
        return self.rule_set

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED

    def require_open(self, name: str, *, by: Staff) -> None:
        """As for every move; and whoever is registered as a relative takes none."""
        super().require_open(name, by=by)
        self.refuse_relative(by)

    def refuse_relative(self, by: Staff) -> None:
        """Raise Refused where `by` is registered as the relative of somebody in this family (办法 Art 11)."""
        if self.relatives.filter(staff=by, voided_on__isnull=True).exists():
            raise Refused(_now("您已备案为这户的近亲属，应当回避，由另一人办理。"))

    @property
    def is_about_a_benefit(self) -> bool:
        """Whether the case looks again at what a family gets, and asks for no public notice."""
        return self.kind in LOOKING_AGAIN

    @property
    def status_label(self) -> str:
        words = _AGAIN.get(self.status) if self.is_about_a_benefit else None
        return _now(words) if words else super().status_label


def case_number(key: int, opened_on: date) -> str:
    """How receipts, letters and pages write the number of a case."""
    return f"{opened_on:%Y}-{key:07d}"


def last_answers(household: Household) -> Case | None:
    """The case that a household's last decision was made on: what it had and spent then (one query)."""
    return household.cases.filter(status=CaseStatus.CONFIRMED).order_by("-pk").first()
