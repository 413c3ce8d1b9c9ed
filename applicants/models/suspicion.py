"""Suspicions that two entries of the register are about one person, or one account pays two families."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao import history
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts


class SuspicionKind(models.TextChoices):
    """What two entries have in common; which searches there are, `applicants.actions.duplicates` knows."""

    SAME_NUMBER = "same_number", _("身份证号相同，姓名不同")
    SAME_NAME = "same_name", _("姓名、出生日期相同")
    SAME_ACCOUNT = "same_account", _("银行账号相同")
    SUPPORTER = "supporter", _("赡养人本人在享低保")
    TWO_TOWNSHIPS = "two_townships", _("一人在两个乡镇")


class FoundHow(models.TextChoices):
    ENTRY = "entry", _("录入时")
    IMPORT = "import", _("导入花名册时")
    NIGHT = "night", _("夜间核对")


class DuplicateVerdict(models.TextChoices):
    """What it is; nothing while nobody has looked."""

    SAME = "same", _("确属重复")
    DIFFERENT = "different", _("不是重复")
    ERROR = "error", _("登记有误")


# After these an entry has to be put right.
WRONG = (DuplicateVerdict.SAME, DuplicateVerdict.ERROR)


class MendingSide(models.TextChoices):
    """Whose entry is the wrong one, as the judge says it."""

    ONE = "one", _("一方")
    OTHER = "other", _("另一方")


class SuspicionQuerySet(PlacedQuerySet["Suspicion"]):
    def of_either_side(self, staff: Staff) -> Self:
        """Those that touch the posting's area, from whichever side."""
        low, high = staff.posting.area.span
        return self.filter(
            Q(area_id__gte=low, area_id__lt=high)
            | Q(other_area_id__gte=low, other_area_id__lt=high)
        )

    def about(self, household: Household) -> Self:
        return self.filter(Q(household=household) | Q(other_household=household))

    def waiting(self) -> Self:
        return self.filter(verdict="")

    def to_mend(self) -> Self:
        """Judged to be wrong, and nobody has put the entry right yet."""
        return self.exclude(mends="").filter(mended_by__isnull=True)

    def to_mend_by(self, staff: Staff) -> Self:
        """Those whose wrong entry lies in the posting's area."""
        low, high = staff.posting.area.span
        return self.to_mend().filter(
            Q(mends=MendingSide.ONE, area_id__gte=low, area_id__lt=high)
            | Q(mends=MendingSide.OTHER, other_area_id__gte=low, other_area_id__lt=high)
        )

    def troubling(self, household: Household) -> Self:
        """What its people have to know: pairs that nobody has judged, and its own entries that are wrong."""
        wrong = Q(mends=MendingSide.ONE, household=household) | Q(
            mends=MendingSide.OTHER, other_household=household
        )
        return self.about(household).filter(Q(verdict="") | wrong & Q(mended_by__isnull=True))


@history.kept()
class Suspicion(PlacedModel):
    """Two sides as they stood when they were found, and one verdict; its area is the first side's village.

    Written by the searches alone, which run as the database's owner and see both areas. Either side reads of the other
    what is kept here: names, dates, the last four of numbers. `pair` is what the two have in common and who they are,
    so that the same two are never asked about again.
    """

    kind = models.CharField(_("线索种类"), max_length=14, choices=SuspicionKind)
    pair = models.CharField(_("对照标识"), max_length=160, editable=False)
    other_area = models.ForeignKey(
        Area,
        verbose_name=_("另一方所在地"),
        on_delete=models.PROTECT,
        db_column="other_area_code",
        related_name="+",
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="+"
    )
    other_household = models.ForeignKey(
        Household, verbose_name=_("另一户"), on_delete=models.PROTECT, related_name="+"
    )
    side = models.JSONField(_("一方的登记"))
    other_side = models.JSONField(_("另一方的登记"))
    found_how = models.CharField(_("发现途径"), max_length=6, choices=FoundHow)
    found_on = models.DateField(_("发现日期"))
    verdict = models.CharField(
        _("核对结论"), max_length=9, choices=DuplicateVerdict, blank=True, default="", db_default=""
    )
    reason = models.TextField(_("核对情况"), blank=True, default="", db_default="")
    judged_by = models.ForeignKey(
        Staff,
        verbose_name=_("核对人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    judged_on = models.DateField(_("核对日期"), null=True, blank=True)
    mends = models.CharField(
        _("由哪一方更正"),
        max_length=5,
        choices=MendingSide,
        blank=True,
        default="",
        db_default="",
    )
    mended_how = models.TextField(_("更正情况"), blank=True, default="", db_default="")
    mended_by = models.ForeignKey(
        Staff,
        verbose_name=_("更正人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    mended_on = models.DateField(_("更正日期"), null=True, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = _("疑似重复")
        verbose_name_plural = _("疑似重复")
        indexes = [
            models.Index(fields=("area",), condition=Q(verdict=""), name="suspicions_waiting"),
            models.Index(
                fields=("other_area",), condition=Q(verdict=""), name="suspicions_waiting_there"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("kind", "pair"), name="a_pair_is_asked_about_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SuspicionKind.values, found_how__in=FoundHow.values)
                & ~Q(pair=""),
                name="suspicion_kind_and_way_are_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", reason="", judged_by__isnull=True, judged_on__isnull=True)
                | Q(
                    verdict__in=DuplicateVerdict.values,
                    judged_by__isnull=False,
                    judged_on__isnull=False,
                    judged_on__gte=F("found_on"),
                )
                & ~Q(reason=""),
                name="a_verdict_says_what_why_by_whom_and_when",
            ),
            # What was judged before sides were named has none.
            models.CheckConstraint(
                condition=Q(mends="") | Q(mends__in=MendingSide.values, verdict__in=WRONG),
                name="a_wrong_entry_is_of_one_side",
            ),
            models.CheckConstraint(
                condition=Q(mended_how="", mended_by__isnull=True, mended_on__isnull=True)
                | Q(mended_by__isnull=False, mended_on__gte=F("judged_on"))
                & Q(mended_on__isnull=False)
                & ~Q(mended_how="")
                & ~Q(mends=""),
                name="a_mended_entry_says_how_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("suspicion"),
            signed_by_who_acts("suspicion", "judged_by_id", pgtrigger.Update),
            signed_by_who_acts("suspicion", "mended_by_id", pgtrigger.Update),
            after(
                "a_suspicion_is_of_two_households_where_they_are",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN applicants_household a ON a.id = n.household_id AND a.area_code = n.area_code
                LEFT JOIN applicants_household b
                    ON b.id = n.other_household_id AND b.area_code = n.other_area_code
                WHERE a.id IS NULL OR b.id IS NULL OR n.verdict <> ''
                """,
            ),
            after(
                "a_suspicion_is_judged_once",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR (o.verdict = '') = (n.mended_by_id IS NOT NULL)
                   OR o.verdict <> '' AND (o.mends = '' OR o.mended_by_id IS NOT NULL
                      OR to_jsonb(o) - '{mended_how,mended_by_id,mended_on}'::text[]
                         <> to_jsonb(n) - '{mended_how,mended_by_id,mended_on}'::text[])
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def mending_area(self) -> str:
        """The village of the entry that is wrong; of neither side it is none."""
        areas = {MendingSide.ONE.value: self.area_id, MendingSide.OTHER.value: self.other_area_id}
        return areas.get(self.mends, "")
