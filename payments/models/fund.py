"""Funds: what money each level of government assigned, what was spent of the work fund, and which batch drew on which
source."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted, planned_anew, signed_by_who_acts
from payments.models.batch import PaymentBatch

FIRST_YEAR = 2006


class FundLevel(models.TextChoices):
    """The level of government whose budget the money comes from."""

    CENTRAL = "central", _("中央")
    PROVINCIAL = "provincial", _("省级")
    MUNICIPAL = "municipal", _("市级")
    COUNTY = "county", _("县级")


class FundKind(models.TextChoices):
    """What an entry is about. 办法 (2012) Art 5: separate accounts, each only for its purpose."""

    BENEFIT = "benefit", _("低保资金下拨")
    WORK = "work", _("工作经费下拨")
    WORK_SPENDING = "work_spending", _("工作经费支出")


class FundSource(models.Model):
    """The order in which sources are drawn on, from a year on; the newest `from_year` up to a year holds for it.

    The county stands last: 县市区财政全额兜底. Only the owner of the database adds an order.
    """

    from_year = models.PositiveSmallIntegerField(_("从哪年起"))
    level = models.CharField(_("资金来源"), max_length=12, choices=FundLevel)
    place = models.PositiveSmallIntegerField(_("顺序"))
    # 市级财政按每人每年20元落实定补; none where the level has no such rule.
    yuan_per_person = MoneyField(verbose_name=_("每人每年（元）"), null=True, default=None)

    class Meta:
        verbose_name = _("资金来源")
        verbose_name_plural = _("资金来源")
        ordering = ("from_year", "place")
        constraints = [
            models.UniqueConstraint(
                fields=("from_year", "level"), name="a_source_has_one_place_in_the_order"
            ),
            models.UniqueConstraint(
                fields=("from_year", "place"), name="a_place_in_the_order_has_one_source"
            ),
            models.CheckConstraint(
                condition=Q(level__in=FundLevel.values), name="fund_source_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level=FundLevel.COUNTY, place=len(FundLevel))
                | ~Q(level=FundLevel.COUNTY) & Q(place__gte=1, place__lt=len(FundLevel)),
                name="the_county_is_the_last_source",
            ),
        ]
        triggers = [append_only("fund_source")]

    def __str__(self) -> str:
        return f"{self.from_year} {self.place} {self.get_level_display()}"


class FundEntryQuerySet(PlacedQuerySet["FundEntry"]):
    def confirmed(self) -> Self:
        """Entries that count: a second person stands for them."""
        return self.filter(confirmed_at__isnull=False)

    def open(self) -> Self:
        """Entries that nobody has confirmed or declined yet."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)


@history.kept()
class FundEntry(PlacedModel):
    """Money assigned to one county for a year, or spent of its work fund; it counts once a second person confirmed it.

    A wrong one is mended by another entry that `corrects` it, with the difference, up or down. Its area is the county.
    """

    kind = models.CharField(_("种类"), max_length=16, choices=FundKind)
    year = models.PositiveSmallIntegerField(_("年度"))
    # Of what is spent none: the work fund is one.
    level = models.CharField(
        _("资金来源"), max_length=12, choices=FundLevel, blank=True, default="", db_default=""
    )
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)
    document_number = models.CharField(_("文号"), max_length=80)
    # Received where it was assigned, paid where it was spent.
    day = models.DateField(_("日期"))
    # What it was spent for, or why it is corrected.
    purpose = models.CharField(_("用途"), max_length=300, blank=True, default="", db_default="")
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("更正哪一笔"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    entered_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Staff,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    declined_by = models.ForeignKey(
        Staff,
        verbose_name=_("退回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    declined_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    decline_reason = models.CharField(
        _("退回原因"), max_length=300, blank=True, default="", db_default=""
    )

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金登记")
        verbose_name_plural = _("资金登记")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "year", "kind", "level", "document_number"),
                condition=Q(corrects__isnull=True, declined_at__isnull=True),
                name="a_document_assigns_money_once",
            ),
            models.UniqueConstraint(
                fields=("corrects",),
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="an_entry_has_one_open_correction",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FundKind.values), name="fund_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=FundKind.WORK_SPENDING, level="")
                | ~Q(kind=FundKind.WORK_SPENDING) & Q(level__in=FundLevel.values),
                name="assigned_money_has_a_source",
            ),
            # National money is for the benefit itself.
            models.CheckConstraint(
                condition=~Q(kind=FundKind.WORK, level=FundLevel.CENTRAL),
                name="the_work_fund_is_not_national_money",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, amount__gt=0)
                | Q(corrects__isnull=False) & ~Q(amount=0),
                name="only_a_correction_takes_money_back",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) & ~Q(kind=FundKind.WORK_SPENDING)
                | ~Q(purpose=""),
                name="a_spending_or_correction_says_for_what",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=2100) & ~Q(document_number=""),
                name="a_fund_entry_has_a_year_and_a_document",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    declined_at__isnull=True,
                ),
                name="a_confirmed_entry_says_by_whom_and_is_not_declined",
            ),
            models.CheckConstraint(
                condition=Q(declined_by__isnull=True, declined_at__isnull=True, decline_reason="")
                | Q(declined_by__isnull=False, declined_at__isnull=False) & ~Q(decline_reason=""),
                name="a_declined_entry_says_by_whom_and_why",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("entered_by")),
                name="a_second_person_confirms_a_fund_entry",
            ),
        ]
        indexes = [models.Index(fields=("area", "year"), name="fund_entry_area_year")]
        triggers = [
            never_deleted("fund_entry"),
            signed_by_who_acts("fund_entry", "entered_by_id", pgtrigger.Insert),
            signed_by_who_acts("fund_entry", "confirmed_by_id", pgtrigger.Update),
            signed_by_who_acts("fund_entry", "declined_by_id", pgtrigger.Update),
            after(
                "a_fund_entry_is_a_countys_and_begins_open",
                pgtrigger.Insert,
                r"""
                SELECT FROM new_rows n
                WHERE n.area_code !~ '^\d{4}(?!00)\d\d0{6}$' OR n.confirmed_at IS NOT NULL OR n.declined_at IS NOT NULL
                """,
            ),
            after(
                "a_correction_is_of_its_first_entry",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN payments_fundentry f ON f.id = n.corrects_id
                WHERE n.corrects_id IS NOT NULL AND (
                    f.id IS NULL OR f.corrects_id IS NOT NULL OR f.confirmed_at IS NULL
                    OR (f.area_code, f.kind, f.year, f.level, f.document_number)
                       <> (n.area_code, n.kind, n.year, n.level, n.document_number))
                """,
            ),
            after(
                "a_fund_entry_is_answered_once_and_stays",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.confirmed_at IS NOT NULL OR o.declined_at IS NOT NULL
                   OR (o.area_code, o.kind, o.year, o.level, o.amount, o.document_number, o.day, o.purpose,
                       o.corrects_id, o.entered_by_id, o.entered_at)
                      IS DISTINCT FROM
                      (n.area_code, n.kind, n.year, n.level, n.amount, n.document_number, n.day, n.purpose,
                       n.corrects_id, n.entered_by_id, n.entered_at)
                """,
            ),
            # Seen only once nobody else draws on the same county and year.
            pgtrigger.Trigger(
                name="funds_are_never_overdrawn",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                declare=[("is_broken", "boolean")],
                func=f"""
                PERFORM lock_funds(n.area_code, n.year::int)
                FROM (SELECT DISTINCT area_code, year FROM new_rows ORDER BY 1, 2) n;
                {
                    planned_anew('''
                SELECT count(*) > 0 FROM (SELECT DISTINCT area_code, year FROM new_rows) n
                WHERE funds_are_overdrawn(n.area_code, n.year::int)
                ''')
                } INTO is_broken;
                IF is_broken THEN
                    RAISE EXCEPTION 'funds_are_never_overdrawn' USING ERRCODE = '23514';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_number}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None


class FundingReason(models.TextChoices):
    """At which step of its batch money was taken from a source, or went back to it."""

    SEALED = "sealed", _("签发时归集")
    SETTLED = "settled", _("结清时退回")
    VOID = "void", _("作废时退回")
    DISPUTE = "dispute", _("银行争议处理")


class BatchFunding(PlacedModel):
    """How much of a batch one source bears; what did not reach anybody goes back as a negative row.

    PostgreSQL alone writes these (`attribute_funds`), with the step of the batch that they belong to.
    """

    batch = models.ForeignKey(
        PaymentBatch, verbose_name=_("批次"), on_delete=models.PROTECT, related_name="funding"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    level = models.CharField(_("资金来源"), max_length=12, choices=FundLevel)
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("原因"), max_length=8, choices=FundingReason)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次资金来源")
        verbose_name_plural = _("批次资金来源")
        constraints = [
            models.UniqueConstraint(
                fields=("batch", "level", "reason"),
                condition=~Q(reason=FundingReason.DISPUTE),
                name="a_source_bears_a_batch_once",
            ),
            models.CheckConstraint(
                condition=Q(reason=FundingReason.SEALED, amount__gt=0)
                | Q(reason__in=(FundingReason.SETTLED, FundingReason.VOID), amount__lt=0)
                # What came back, or what had arrived after all.
                | Q(reason=FundingReason.DISPUTE) & ~Q(amount=0),
                name="money_is_taken_by_a_seal_and_goes_back_after_it",
            ),
            models.CheckConstraint(
                condition=Q(level__in=FundLevel.values), name="batch_funding_level_is_known"
            ),
        ]
        indexes = [models.Index(fields=("area", "year"), name="batch_funding_area_year")]
        triggers = [append_only("batch_funding")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.get_level_display()} {self.amount}"
