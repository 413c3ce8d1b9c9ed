"""Referrals: one agency is asked to give one benefit to one household or member, answers, and gives it in parts."""

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.aid import AidItem, AidTerms
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral_guards import PART_GUARDS, REFERRAL_GUARDS
from applicants.workflow import (
    LIVE_REFERRALS,
    OPEN_REFERRALS,
    REFERRAL_WORKFLOW,
    ReferralStatus,
)
from dibao import history
from dibao.fields import MoneyField
from dibao.models.agency import Agency
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import append_only, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel

S = ReferralStatus

# An agency looks up what it answered for so long; then its own papers have to do.
SEEN_AFTER = timedelta(days=30)
# Nothing is waited for any longer.
A_YEAR = timedelta(days=366)


class CloseReason(models.TextChoices):
    """Why nothing, or nothing more, is given."""

    NOT_ELIGIBLE = "not_eligible", _("不符合本项目的条件")
    NO_QUOTA = "no_quota", _("名额或资金已用完")
    GIVEN_ALREADY = "given_already", _("已经从别处得到")
    NOT_REACHED = "not_reached", _("联系不上本人")
    NOT_WANTED = "not_wanted", _("本人不需要")
    NOT_OURS = "not_ours", _("不归本单位办")
    COVER_ENDED = "cover_ended", _("不再享受低保")
    CONSENT_REVOKED = "consent_revoked", _("撤回了同意")
    NOT_ANSWERED = "not_answered", _("到期没有答复")
    NOT_DELIVERED = "not_delivered", _("到期没有办结")
    OTHER = "other", _("其他原因")


# What keeps another one of the period away: one that is open, and one of which something was given.
COUNTS = Q(status__in=LIVE_REFERRALS) | Q(delivered_parts__gt=0)


class ReferralAct(PlacedModel):
    """Many referrals of one benefit sent as one act, such as the year's premium for all covered persons of a county."""

    terms = models.ForeignKey(
        AidTerms, verbose_name=_("帮扶条款"), on_delete=models.PROTECT, related_name="acts"
    )
    sent_count = models.PositiveIntegerField(_("转介件数"))
    value_limit = models.DecimalField(
        _("金额上限合计"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    sent_by = models.ForeignKey(
        Staff, verbose_name=_("转介人"), on_delete=models.PROTECT, related_name="+"
    )
    sent_on = models.DateField(_("转介日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量转介")
        verbose_name_plural = _("批量转介")
        constraints = [
            models.CheckConstraint(condition=Q(sent_count__gt=0), name="an_act_sends_something")
        ]
        triggers = [
            append_only("referral_act"),
            signed_by_who_acts("referral_act", "sent_by_id", pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self.terms} {self.sent_on}"


class ReferralQuerySet(PlacedQuerySet["Referral"]):
    def open(self) -> "ReferralQuerySet":
        """Those that an agency still has to answer or deliver."""
        return self.filter(status__in=OPEN_REFERRALS)

    def late(self, *, on: date) -> "ReferralQuerySet":
        """Open ones whose next day has passed."""
        return self.filter(
            Q(status=S.REQUESTED, answer_due__lt=on) | Q(status=S.ACCEPTED, delivery_due__lt=on)
        )

    def came_back(self, *, on: date) -> "ReferralQuerySet":
        """What was refused or ran out within a month, and was not asked for anew since."""
        again = Referral.objects.filter(
            Q(person=models.OuterRef("person"))
            | Q(person__isnull=True, household=models.OuterRef("household")),
            item=models.OuterRef("item"),
            pk__gt=models.OuterRef("pk"),
        )
        lately = self.filter(
            status__in=(S.REFUSED, S.EXPIRED), closed_on__gte=on - SEEN_AFTER, closed_on__lte=on
        )
        return lately.filter(~models.Exists(again))

    def live(self) -> "ReferralQuerySet":
        """Those that count within their period: open, or given, be it in part."""
        return self.filter(COUNTS)

    def answered_by(self, staff: Staff) -> "ReferralQuerySet":
        """What the agency that `staff` is posted to may see: sent to it, from the posting's area."""
        low, high = staff.posting.area.span
        return self.filter(agency=staff.posting.agency_id, area_id__gte=low, area_id__lt=high)


@history.kept(inserts=False)
class Referral(MovingModel, PlacedModel):
    """A request to an agency; its area is the household's village. It names people and holds nothing about them.

    What the agency may know is read while it may know it (`referral_shared`), by the fields of its terms: the
    recognised class and those agreed on, never an income. The database adds up what its parts delivered.
    """

    workflow = REFERRAL_WORKFLOW

    terms = models.ForeignKey(
        AidTerms,
        verbose_name=_("帮扶条款"),
        on_delete=models.PROTECT,
        related_name="referrals",
        db_index=False,
    )
    # The next two follow from the terms; they stand here for what is asked of every row.
    item = models.ForeignKey(
        AidItem,
        verbose_name=_("帮扶项目"),
        on_delete=models.PROTECT,
        related_name="referrals",
        db_index=False,
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("成员单位"),
        on_delete=models.PROTECT,
        related_name="referrals",
        db_index=False,
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="referrals"
    )
    # Null where the benefit is the household's.
    person = models.ForeignKey(
        Person,
        verbose_name=_("人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="referrals",
        db_index=False,
    )
    # The database's own, by the ID number: whoever moved has another row in the new place and is the same person.
    person_key = models.CharField(
        _("人员标识"), max_length=36, editable=False, default="", db_default=""
    )
    # What recognised the household when it was referred, with its class then.
    grant = models.ForeignKey(
        Grant,
        verbose_name=_("待遇"),
        on_delete=models.PROTECT,
        related_name="referrals",
        db_index=False,
    )
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    # `applicants.models.aid.period_of` the day of the request.
    period = models.DateField(_("期间"), null=True, blank=True)
    need = models.CharField(_("需要什么"), max_length=200, blank=True, default="", db_default="")
    quantity = models.DecimalField(_("数量"), max_digits=9, decimal_places=2)
    # Yuan, the most that may be given in all; null where the benefit is no money.
    value_limit = MoneyField(verbose_name=_("金额上限"), null=True, blank=True, default=None)
    act = models.ForeignKey(
        ReferralAct,
        verbose_name=_("批量转介"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="referrals",
    )
    redirected_from = models.OneToOneField(
        "self",
        verbose_name=_("转自"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirected_to",
    )
    requested_by = models.ForeignKey(
        Staff,
        verbose_name=_("转介人"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    requested_on = models.DateField(_("转介日期"))
    answer_due = models.DateField(_("答复期限"))
    status = models.CharField(
        _("状态"), max_length=10, choices=ReferralStatus, default=ReferralStatus.REQUESTED
    )
    accepted_by = models.ForeignKey(
        Staff,
        verbose_name=_("受理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    delivery_due = models.DateField(_("办结期限"), null=True, blank=True)
    # Null where nobody did it: a deadline passed, or its ground fell away.
    closed_by = models.ForeignKey(
        Staff,
        verbose_name=_("办结人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    close_reason = models.CharField(
        _("原因"), max_length=16, choices=CloseReason, blank=True, default="", db_default=""
    )
    close_words = models.CharField(
        _("原因说明"), max_length=200, blank=True, default="", db_default=""
    )
    # The agency sees it to the end of this day.
    seen_until = models.DateField(_("单位可看到"), null=True, blank=True)
    # The next three are the database's own sums over the parts.
    delivered_parts = models.PositiveSmallIntegerField(_("已办次数"), default=0, db_default=0)
    delivered_quantity = models.DecimalField(
        _("已办数量"), max_digits=9, decimal_places=2, default=0, db_default=0
    )
    delivered_value = MoneyField(verbose_name=_("已办金额"), db_default=0)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("转介")
        verbose_name_plural = _("转介")
        get_latest_by = "pk"
        indexes = [
            models.Index(fields=("agency", "status", "answer_due", "id"), name="referral_inbox"),
            models.Index(fields=("area", "status"), name="referral_place"),
            # An agency's other two lists; what is only asked for stands in neither, so that sending many costs no more.
            models.Index(
                fields=("agency", "delivery_due", "id"),
                condition=Q(status=S.ACCEPTED),
                name="referral_at_work",
            ),
            models.Index(
                fields=("agency", "closed_on", "id"),
                condition=Q(closed_on__isnull=False),
                name="referral_closed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("item", "person", "period"),
                condition=Q(person__isnull=False, period__isnull=False) & COUNTS,
                name="a_person_gets_a_benefit_once_a_period",
            ),
            models.UniqueConstraint(
                fields=("item", "person_key", "period"),
                condition=Q(person__isnull=False, period__isnull=False) & COUNTS,
                name="whoever_moves_gets_a_benefit_once_a_period",
            ),
            models.UniqueConstraint(
                fields=("item", "household", "period"),
                condition=Q(person__isnull=True, period__isnull=False) & COUNTS,
                name="a_household_gets_a_benefit_once_a_period",
            ),
            # What comes as it is needed is still asked for one at a time.
            models.UniqueConstraint(
                fields=("item", "household", "person"),
                condition=Q(period__isnull=True, status__in=OPEN_REFERRALS),
                nulls_distinct=False,
                name="a_benefit_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ReferralStatus.values), name="referral_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, answer_due__gte=F("requested_on")),
                name="a_referral_asks_for_something_by_a_day",
            ),
            # An agency's view of it ends some day, whatever days are written into it.
            models.CheckConstraint(
                condition=Q(answer_due__lte=F("requested_on") + A_YEAR)
                & (Q(delivery_due__isnull=True) | Q(delivery_due__lte=F("accepted_on") + A_YEAR))
                & (Q(seen_until__isnull=True) | Q(seen_until__lte=F("closed_on") + SEEN_AFTER)),
                name="a_referral_is_seen_for_a_set_time",
            ),
            models.CheckConstraint(
                condition=Q(delivered_quantity__lte=F("quantity")),
                name="no_more_is_delivered_than_was_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(value_limit__isnull=True, delivered_value=0)
                | Q(value_limit__isnull=False, value_limit__gte=F("delivered_value")),
                name="no_more_money_is_given_than_the_rule_allows",
            ),
            models.CheckConstraint(
                condition=Q(
                    accepted_by__isnull=True, accepted_on__isnull=True, delivery_due__isnull=True
                )
                | Q(
                    # A comparison with nothing is no refusal: each day is asked for by itself.
                    accepted_by__isnull=False,
                    accepted_on__isnull=False,
                    delivery_due__isnull=False,
                    accepted_on__gte=F("requested_on"),
                    delivery_due__gte=F("accepted_on"),
                ),
                name="an_accepted_referral_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status=S.REQUESTED, accepted_on__isnull=True)
                | Q(status__in=(S.ACCEPTED, S.DELIVERED), accepted_on__isnull=False)
                | Q(status__in=(S.REDIRECTED, S.REFUSED, S.EXPIRED, S.WITHDRAWN)),
                name="a_referral_is_accepted_before_it_is_delivered",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=OPEN_REFERRALS,
                    closed_by__isnull=True,
                    closed_on__isnull=True,
                    close_reason="",
                    seen_until__isnull=True,
                )
                | Q(
                    status=S.DELIVERED,
                    closed_by__isnull=False,
                    closed_on__isnull=False,
                    seen_until__isnull=False,
                    closed_on__gte=F("accepted_on"),
                    close_reason="",
                    seen_until__gte=F("closed_on"),
                    delivered_parts__gt=0,
                )
                | Q(
                    status__in=(S.REDIRECTED, S.REFUSED, S.EXPIRED, S.WITHDRAWN),
                    closed_on__isnull=False,
                    seen_until__isnull=False,
                    closed_on__gte=F("requested_on"),
                    close_reason__in=CloseReason.values,
                    seen_until__gte=F("closed_on"),
                )
                & (Q(closed_by__isnull=False) | Q(status__in=(S.EXPIRED, S.WITHDRAWN))),
                name="a_closed_referral_says_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(close_reason=CloseReason.OTHER) | ~Q(close_words=""),
                name="another_reason_is_given_in_words",
            ),
        ]
        triggers = [
            never_deleted("referral"),
            *REFERRAL_WORKFLOW.guards("referral"),
            signed_by_who_acts("referral", "requested_by_id", pgtrigger.Insert),
            signed_by_who_acts("referral", "accepted_by_id", pgtrigger.Update),
            signed_by_who_acts("referral", "closed_by_id", pgtrigger.Update),
            *REFERRAL_GUARDS,
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_REFERRALS

    def due_on(self) -> date | None:
        """The next day by which the agency has something to do; None once it has nothing to do."""
        if not self.is_open:
            return None
        return self.answer_due if self.status == S.REQUESTED else self.delivery_due


class CostBearer(models.TextChoices):
    """Whose money a part was."""

    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("市级")
    COUNTY = "county", _("县级")
    AGENCY = "agency", _("本单位减免")
    SOCIETY = "society", _("社会捐助")


class ReferralPart(PlacedModel):
    """One delivery: how much, worth how much, on which day, by what paper; written once."""

    referral = models.ForeignKey(
        Referral, verbose_name=_("转介"), on_delete=models.PROTECT, related_name="parts"
    )
    quantity = models.DecimalField(_("数量"), max_digits=9, decimal_places=2)
    value = MoneyField(verbose_name=_("金额"))
    delivered_on = models.DateField(_("办理日期"))
    cost_bearer = models.CharField(_("费用由谁承担"), max_length=10, choices=CostBearer)
    evidence = models.CharField(_("凭证"), max_length=120, blank=True, default="")
    recorded_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记人"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, value__gte=0), name="a_part_delivers_something"
            ),
            models.CheckConstraint(
                condition=Q(cost_bearer__in=CostBearer.values), name="cost_bearer_is_known"
            ),
        ]
        triggers = [
            append_only("referral_part"),
            signed_by_who_acts("referral_part", "recorded_by_id", pgtrigger.Insert),
            *PART_GUARDS,
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.delivered_on}"
