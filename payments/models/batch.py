"""Payment batches: one release of money for one county and month, with the people who answer for it."""

from decimal import Decimal
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.models.grant import Grant
from dibao import history
from dibao.fields import MoneyField, MonthField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.values.months import BenefitMonth
from dibao.workflow import MovingModel
from payments.workflow import BATCH_WORKFLOW, BatchStatus

_BEFORE_REVIEW = (BatchStatus.DRAFT, BatchStatus.PREPARED)
_BEFORE_APPROVAL = (*_BEFORE_REVIEW, BatchStatus.REVIEWED)
_BEFORE_SIGNING = (*_BEFORE_APPROVAL, BatchStatus.APPROVED)


class BatchKind(models.TextChoices):
    """What a release of money is for; each line has the kind of its batch."""

    REGULAR = "regular", _("按月发放")
    # Of months that a regular batch has answered for: what failed or was held, what was decided too late for it, and
    # what it paid too little.
    FOLLOW_UP = "follow_up", _("重新发放")
    BACK_PAY = "back_pay", _("补发")
    TOP_UP = "top_up", _("补差")
    # 办法 (2012) Art 32: so much a person, beside the benefit; and those lines of it that failed or were held.
    SUBSIDY = "subsidy", _("价格临时补贴")
    SUBSIDY_FOLLOW_UP = "subsidy_follow_up", _("价格临时补贴重新发放")


# Everybody who is due in the month, once.
MONTHLY = (BatchKind.REGULAR, BatchKind.SUBSIDY)
# Together these pay what a month says, never more.
OF_THE_BENEFIT = (BatchKind.REGULAR, BatchKind.BACK_PAY, BatchKind.FOLLOW_UP, BatchKind.TOP_UP)
# What is missing of months before, whichever they are.
MISSING = (BatchKind.FOLLOW_UP, BatchKind.BACK_PAY, BatchKind.TOP_UP, BatchKind.SUBSIDY_FOLLOW_UP)


class BatchQuerySet(PlacedQuerySet["PaymentBatch"]):
    def standing(self) -> Self:
        """Batches that are not void."""
        return self.exclude(status=BatchStatus.VOID)

    def regular_of(self, area_code: str, month: BenefitMonth) -> "PaymentBatch | None":
        """The county's standing regular batch of a month."""
        return self.of_month(area_code, month, BatchKind.REGULAR)

    def of_month(self, area_code: str, month: BenefitMonth, kind: str) -> "PaymentBatch | None":
        """The county's standing batch of a month, of a kind that a month has once."""
        return self.standing().filter(area_id=area_code, month=month, kind=kind).first()

    def unsigned_of(self, area_code: str, kind: str) -> "PaymentBatch | None":
        """The county's batch of a kind that finance has not signed yet."""
        return self.filter(area_id=area_code, kind=kind, status__in=_BEFORE_SIGNING).first()

    def earliest_open(self, county: Area, *, before: BenefitMonth) -> BenefitMonth | None:
        """The earliest month before `before` in which somebody is due and no batch stands (two queries).

        Counted from the county's first batch, void or not; a county that begins, from the month just before.
        """
        found = self.filter(area=county, kind=BatchKind.REGULAR).values_list("month", "status")
        statuses = list(found)
        standing = {month for month, status in statuses if status != BatchStatus.VOID}
        last = before.previous()
        ever_due = Grant.objects.within(county).exclude(last_month__lt=F("first_month"))
        first_due = ever_due.aggregate(month=Min("first_month"))["month"]
        if first_due is None:
            return None
        first = max(first_due, min([last, *(month for month, _ in statuses)]))
        return next((m for m in BenefitMonth.range(first, last) if m not in standing), None)


def _signer(label: StrOrPromise) -> models.ForeignKey:
    return models.ForeignKey(
        Staff, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _signed_at() -> models.DateTimeField:
    return models.DateTimeField(_("签字时间"), null=True)


def _signed_from(part: str, before: tuple[BatchStatus, ...], name: str) -> models.CheckConstraint:
    """The signature stands, with its time, exactly once the batch has come past its step; a void one may lack it."""
    blank = Q(**{f"{part}_by__isnull": True, f"{part}_at__isnull": True})
    given = Q(**{f"{part}_by__isnull": False, f"{part}_at__isnull": False})
    passed = ~Q(status__in=(*before, BatchStatus.VOID))
    return models.CheckConstraint(
        condition=Q(status__in=before) & blank
        | Q(status=BatchStatus.VOID) & (blank | given)
        | passed & given,
        name=name,
    )


@history.kept()
class PaymentBatch(PlacedModel, MovingModel):
    """What one county pays in one month; its area is the county. Once out of draft its figures never change."""

    workflow = BATCH_WORKFLOW

    month = MonthField(verbose_name=_("月份"))
    kind = models.CharField(_("种类"), max_length=20, choices=BatchKind, default=BatchKind.REGULAR)
    # Of a subsidy: yuan a person for the month, and the document that grants it.
    per_person_amount = MoneyField(verbose_name=_("每人金额（元）"), null=True, default=None)
    basis = models.CharField(_("文号"), max_length=80, blank=True, default="", db_default="")
    status = models.CharField(
        _("状态"), max_length=12, choices=BatchStatus, default=BatchStatus.DRAFT
    )
    # Paid by other means before this system, and only looked up in it: without bank files and results of its own.
    is_historical = models.BooleanField(_("以前的批次"), default=False, db_default=False)
    settlement_day = models.DateField(_("结算日"))
    line_count = models.PositiveIntegerField(_("户数"), default=0)
    person_count = models.PositiveIntegerField(_("人数"), default=0)
    total_amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, default=0)
    held_count = models.PositiveIntegerField(_("暂缓户数"), default=0)
    held_amount = models.DecimalField(_("暂缓金额"), max_digits=14, decimal_places=2, default=0)
    lines_hash = models.CharField(_("名册校验值"), max_length=64, blank=True)
    drawn_by = models.ForeignKey(
        Staff, verbose_name=_("编制人"), on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField(_("编制时间"))
    prepared_by = _signer(_("提交人"))
    prepared_at = _signed_at()
    reviewed_by = _signer(_("复核人"))
    reviewed_at = _signed_at()
    approved_by = _signer(_("批准人"))
    approved_at = _signed_at()
    signed_by = _signer(_("签发人"))
    signed_at = _signed_at()

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("发放批次")
        verbose_name_plural = _("发放批次")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "month", "kind"),
                condition=Q(kind__in=MONTHLY) & ~Q(status=BatchStatus.VOID),
                name="a_month_is_drawn_once_per_county_and_kind",
            ),
            # Two of them would ask for the same money.
            models.UniqueConstraint(
                fields=("area", "kind"),
                condition=Q(kind__in=MISSING, status__in=_BEFORE_SIGNING),
                name="one_batch_of_what_is_missing_is_open_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=BatchKind.SUBSIDY, per_person_amount__gt=0) & ~Q(basis="")
                | ~Q(kind=BatchKind.SUBSIDY) & Q(per_person_amount__isnull=True, basis=""),
                name="a_subsidy_says_how_much_and_by_what",
            ),
            models.CheckConstraint(
                condition=Q(status__in=BatchStatus.values), name="batch_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BatchKind.values), name="batch_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_historical=False) | Q(status=BatchStatus.SETTLED),
                name="a_historical_batch_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_amount__gte=F("held_amount"),
                    held_amount__gte=0,
                    line_count__gte=F("held_count"),
                    person_count__gte=F("line_count"),
                ),
                name="held_lines_are_part_of_their_batch",
            ),
            _signed_from("prepared", (BatchStatus.DRAFT,), "a_batch_past_draft_has_a_preparer"),
            _signed_from("reviewed", _BEFORE_REVIEW, "a_batch_past_review_has_a_reviewer"),
            _signed_from("approved", _BEFORE_APPROVAL, "a_batch_past_approval_has_an_approver"),
            _signed_from("signed", _BEFORE_SIGNING, "a_sealed_batch_has_a_signer"),
            # A comparison with a signature not yet given is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("drawn_by")) & ~Q(reviewed_by=F("prepared_by")),
                name="the_reviewer_did_not_prepare",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("drawn_by"))
                & ~Q(approved_by=F("prepared_by"))
                & ~Q(approved_by=F("reviewed_by")),
                name="the_approver_did_not_prepare_or_review",
            ),
            models.CheckConstraint(
                condition=~Q(signed_by=F("drawn_by"))
                & ~Q(signed_by=F("prepared_by"))
                & ~Q(signed_by=F("reviewed_by"))
                & ~Q(signed_by=F("approved_by")),
                name="the_signer_did_not_prepare_review_or_approve",
            ),
        ]
        indexes = [models.Index(fields=("-month", "area"), name="batch_month_area")]
        triggers = [
            never_deleted("payment_batch"),
            *BATCH_WORKFLOW.guards("payment_batch"),
            # Design 4.9: four people, each of them here in person.
            *(
                signed_by_who_acts("batch", column, pgtrigger.Update)
                for column in (
                    "drawn_by_id",
                    "prepared_by_id",
                    "reviewed_by_id",
                    "approved_by_id",
                    "signed_by_id",
                )
            ),
            # A posting may carry a limit; whoever acts under it leaves larger batches to others.
            after(
                "a_batch_is_signed_within_the_signers_limit",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN dibao_posting p ON p.id = (SELECT (scope_story() ->> 'posting')::bigint)
                WHERE p.batch_limit < n.total_amount AND (
                    n.reviewed_by_id IS NOT NULL AND n.reviewed_by_id IS DISTINCT FROM o.reviewed_by_id
                 OR n.approved_by_id IS NOT NULL AND n.approved_by_id IS DISTINCT FROM o.approved_by_id
                 OR n.signed_by_id IS NOT NULL AND n.signed_by_id IS DISTINCT FROM o.signed_by_id)
                """,
            ),
            # Six digits, before the zeros that stand for all its townships and villages.
            after(
                "a_batch_is_a_countys",
                pgtrigger.Insert,
                r"SELECT FROM new_rows n WHERE n.area_code !~ '^\d{4}(?!00)\d\d0{6}$'",
            ),
            after(
                "a_batch_keeps_its_place_and_month",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (o.area_code, o.month, o.kind, o.is_historical)
                      <> (n.area_code, n.month, n.kind, n.is_historical)
                """,
            ),
            after(
                "a_batch_out_of_draft_keeps_its_figures",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> 'draft' AND
                      (o.per_person_amount, o.basis, o.line_count, o.person_count, o.total_amount,
                       o.held_count, o.held_amount, o.lines_hash, o.drawn_by_id, o.drawn_at)
                      IS DISTINCT FROM
                      (n.per_person_amount, n.basis, n.line_count, n.person_count, n.total_amount,
                       n.held_count, n.held_amount, n.lines_hash, n.drawn_by_id, n.drawn_at)
                """,
            ),
            # Whoever hands the batch over may put the day off, and nobody else after the draft.
            after(
                "a_settlement_day_is_put_off_at_hand_over",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> 'draft' AND o.settlement_day <> n.settlement_day
                  AND NOT (o.status = 'filed' AND n.status = 'sent' AND n.settlement_day > o.settlement_day)
                """,
            ),
            after(
                "a_signature_stays_until_the_batch_is_sent_back",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status <> 'draft' AND (
                    o.prepared_by_id IS NOT NULL AND (o.prepared_by_id, o.prepared_at)
                        IS DISTINCT FROM (n.prepared_by_id, n.prepared_at)
                 OR o.reviewed_by_id IS NOT NULL AND (o.reviewed_by_id, o.reviewed_at)
                        IS DISTINCT FROM (n.reviewed_by_id, n.reviewed_at)
                 OR o.approved_by_id IS NOT NULL AND (o.approved_by_id, o.approved_at)
                        IS DISTINCT FROM (n.approved_by_id, n.approved_at)
                 OR o.signed_by_id IS NOT NULL AND (o.signed_by_id, o.signed_at)
                        IS DISTINCT FROM (n.signed_by_id, n.signed_at))
                """,
            ),
            # Design 4.8: once per sealing, whatever the number of lines.
            after(
                "a_sealed_batch_adds_up",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id), payment_lines_digest(n.id) d
                WHERE n.status = 'sealed' AND o.status <> 'sealed' AND
                      (n.line_count, n.person_count, n.total_amount, n.held_count, n.held_amount, n.lines_hash)
                      IS DISTINCT FROM
                      (d.line_count::int, d.person_count::int, d.total_amount, d.held_count::int,
                       d.held_amount, d.lines_hash)
                """,
            ),
            # Design 4.7 and 4.8: every grant of the month once, and what it says, under a hold where one stands; each
            # into its household's account, or held back for a reason.
            after(
                "a_sealed_batch_pays_what_is_due",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id), lines_unlike_what_is_due(n.id)
                WHERE n.status = 'sealed' AND o.status <> 'sealed'
                """,
            ),
            after(
                "a_sealed_line_pays_into_its_households_account",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN payments_paymentline l ON l.batch_id = n.id
                JOIN payments_account a ON a.id = l.account_id
                WHERE n.status = 'sealed' AND o.status <> 'sealed' AND (
                    a.household_id <> l.household_id OR a.status NOT IN ('usable', 'needs_correction')
                    OR a.starts_on > (n.drawn_at AT TIME ZONE 'Asia/Shanghai')::date)
                """,
            ),
            after(
                "a_sealed_line_is_held_for_a_reason",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN payments_paymentline l ON l.batch_id = n.id
                JOIN payments_account a ON a.id = l.account_id
                WHERE n.status = 'sealed' AND o.status <> 'sealed'
                  AND l.status = 'held' AND l.hold_id IS NULL AND a.status = 'usable'
                """,
            ),
            after(
                "a_filed_batch_has_a_bank_file",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status = 'filed' AND o.status <> 'filed'
                  AND NOT EXISTS (SELECT FROM payments_bankfile f WHERE f.batch_id = n.id)
                """,
            ),
            after(
                "a_sent_batch_was_handed_over",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status = 'sent' AND o.status <> 'sent'
                  AND NOT EXISTS (SELECT FROM payments_handover h WHERE h.batch_id = n.id)
                """,
            ),
            # Before the bank has it, a batch can still be void; afterwards it is paid.
            after(
                "a_sent_batch_pays_nothing_twice",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id), lines_that_may_pay_twice(n.id)
                WHERE n.status = 'sent' AND o.status <> 'sent'
                """,
            ),
            after(
                "a_settled_batch_awaits_no_answer",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN payments_paymentline l ON l.batch_id = n.id
                WHERE n.status = 'settled' AND o.status <> 'settled'
                  AND l.status IN ('due', 'sent', 'unknown')
                """,
            ),
            # Handing over sends every line that was due, voiding voids them all: never one without the other.
            pgtrigger.Trigger(
                name="lines_go_with_their_batch",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func="""
                UPDATE payments_paymentline l SET status = 'sent'
                FROM old_rows o JOIN new_rows n USING (id)
                WHERE l.batch_id = n.id AND n.status = 'sent' AND o.status <> 'sent' AND l.status = 'due';
                UPDATE payments_paymentline l SET status = 'void'
                FROM old_rows o JOIN new_rows n USING (id)
                WHERE l.batch_id = n.id AND n.status = 'void' AND o.status <> 'void';
                RETURN NULL;
                """,
            ),
            # Refused before anybody relies on it; the seal takes the money.
            after(
                "an_approved_batch_is_covered_by_funds",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status = 'approved' AND o.status <> 'approved'
                  AND funds_short_of(n.area_code, extract(year FROM n.month)::int, n.total_amount - n.held_amount) > 0
                """,
            ),
            # What the charts add up, counted once.
            pgtrigger.Trigger(
                name="a_sealed_batch_is_counted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func="""
                PERFORM tally_batch(n.id) FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status = 'sealed' AND o.status <> 'sealed';
                RETURN NULL;
                """,
            ),
            # Sealing takes money from the sources; settling and voiding give back what nobody received.
            pgtrigger.Trigger(
                name="funds_go_with_their_batch",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func="""
                PERFORM attribute_funds(n.id) FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status IN ('sealed', 'settled', 'void') AND o.status <> n.status;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.month.label} {self.get_kind_display()}"

    @property
    def number(self) -> str:
        """The number that papers and bank files carry: county, month, running number."""
        return f"{self.area_id[:6]}-{self.month.year}{self.month.month:02d}-{self.pk:05d}"

    @property
    def payable_count(self) -> int:
        return self.line_count - self.held_count

    @property
    def payable_amount(self) -> Decimal:
        """What leaves the treasury when the bank pays every line that is not held."""
        return self.total_amount - self.held_amount
