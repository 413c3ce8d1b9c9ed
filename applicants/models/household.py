"""Households and who belongs to them from when to when."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import HEAD, RELATIONS, choices
from applicants.eligibility.codes import ExclusionReason
from applicants.models.person import (
    ID_FULL,
    ID_LAST4,
    ID_LAST6,
    PHONE_LAST4,
    Person,
    keyed_by_person,
)
from applicants.reasons import ClosedReason, JoinReason, LeaveReason, PayeeReason
from dibao import history
from dibao.display import with_note
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.ranges import end_excluded
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted
from dibao.values.identity import IdentityError, IdNumber, clean_code, clean_name
from dibao.values.text import key_in

# Sorts after every character that a name may hold, so that [text, text + LAST) are the names that begin with text.
LAST = "\U0010ffff"


class HouseholdQuerySet(PlacedQuerySet["Household"]):
    def found_by(self, typed: str) -> Self:
        """Households by a member's name or its beginning, pinyin initials, ID number or its last 6 or 4, a phone or
        its last 4, or file number: each an equality or range that an index answers beneath row-level security."""
        code = clean_code(typed)
        if len(code) == 14 and code[6] == "-":
            return self.of_number(code)
        return self.filter(pk__in=members_found_by(typed).values("household"))

    def of_number(self, typed: str) -> Self:
        """The household of a file number as it is printed: 990121-0000017."""
        return self.filter(pk=key_in(clean_code(typed).partition("-")[2]))

    def in_benefit(self, month_first_day: date) -> Self:
        """Households with a grant that covers the month beginning on a day."""
        ends_later = Q(grants__last_month__isnull=True) | Q(grants__last_month__gte=month_first_day)
        return self.filter(ends_later, grants__first_month__lte=month_first_day)


def members_found_by(typed: str) -> models.QuerySet["Membership"]:
    """The present members for whom a household is found by what was typed, but for its file number."""
    persons = Person.objects.filter(_condition(clean_code(typed), typed))
    return Membership.objects.filter(last_day__isnull=True, person__in=persons)


def _condition(code: str, typed: str) -> Q:
    if (code.isdigit() and len(code) in (4, 6)) or (code[:-1].isdigit() and code[-1:] == "X"):
        return _by_digits(code)
    if code.isascii() and code.isdigit() and len(code) in _LENGTHS_OF_PHONES:
        return _by_phone(code)
    if code.isascii():
        return _by_id_number(code) | _begins("initials", code.lower())
    return _begins("name", clean_name(typed))


# Landlines without an area code to those with one.
_LENGTHS_OF_PHONES = range(7, 13)


def _by_phone(code: str) -> Q:
    """Only a number's last four have an index; the few that share them are opened and compared."""
    sharing = Person.objects.filter(phone_last4_index=blind_index(code[-4:], PHONE_LAST4))
    return Q(
        pk__in=[person.pk for person in sharing if person.phone and person.phone.open() == code]
    )


def _begins(field: str, text: str) -> Q:
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST})


def _by_digits(code: str) -> Q:
    if len(code) == 4:
        return Q(id_last4_index=blind_index(code, ID_LAST4)) | Q(
            phone_last4_index=blind_index(code, PHONE_LAST4)
        )
    if len(code) == 6:
        return Q(id_last6_index=blind_index(code, ID_LAST6))
    return _by_id_number(code)


def _by_id_number(code: str) -> Q:
    try:
        return Q(id_index=blind_index(IdNumber.parse(code).number, ID_FULL))
    except IdentityError:
        return Q(pk__in=[])


@history.kept()
class Household(PlacedModel):
    """The unit of application and payment; its area is the village."""

    head = models.ForeignKey(
        Person, verbose_name=_("户主"), on_delete=models.PROTECT, related_name="headed"
    )
    group_name = models.CharField(_("村民小组"), max_length=20, blank=True)
    address = models.CharField(_("详细住址"), max_length=120, blank=True)
    registered_on = models.DateField(_("登记日期"))
    # Empty where the family lives where its hukou is (办法 Art 15).
    residence_place = models.CharField(
        _("经常居住地"), max_length=120, blank=True, default="", db_default=""
    )
    # Who receives the money where that is not the head: another member, or somebody outside by name.
    payee = models.ForeignKey(
        Person,
        verbose_name=_("领款人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    payee_name = models.CharField(
        _("户外领款人"), max_length=40, blank=True, default="", db_default=""
    )
    payee_relation = models.CharField(
        _("户外领款人与户主关系"), max_length=40, blank=True, default="", db_default=""
    )
    payee_reason = models.CharField(
        _("不由户主领款的原因"),
        max_length=20,
        choices=PayeeReason,
        blank=True,
        default="",
        db_default="",
    )

    closed_on = models.DateField(_("销户日期"), null=True, blank=True)
    closed_for = models.CharField(
        _("销户原因"), max_length=10, choices=ClosedReason, blank=True, default="", db_default=""
    )

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("家庭")
        verbose_name_plural = _("家庭")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_for="")
                | Q(closed_on__isnull=False, closed_for__in=ClosedReason.values),
                name="a_closed_household_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(payee__isnull=True, payee_name="", payee_relation="", payee_reason="")
                | Q(
                    payee__isnull=False,
                    payee_name="",
                    payee_relation="",
                    payee_reason__in=PayeeReason.values,
                )
                | ~Q(payee_name="")
                & ~Q(payee_relation="")
                & Q(payee__isnull=True, payee_reason__in=PayeeReason.values),
                name="a_payee_beside_the_head_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(payee__isnull=True) | ~Q(payee=F("head")),
                name="the_head_is_payee_without_saying",
            ),
        ]
        triggers = [
            never_deleted("household"),
            # Its file is seen where it lives. Whoever moves to another village is a household there, by a transfer.
            after(
                "a_household_stays_in_its_village",
                pgtrigger.Update,
                "SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE n.area_code <> o.area_code",
            ),
            after(
                "a_household_is_closed_when_everybody_has_left",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.closed_on IS NOT NULL
                      AND (o.closed_on, o.closed_for) IS DISTINCT FROM (n.closed_on, n.closed_for)
                   OR o.closed_on IS NULL AND n.closed_on IS NOT NULL AND EXISTS (
                        SELECT FROM applicants_membership m WHERE m.household_id = n.id AND m.last_day IS NULL)
                """,
            ),
            after(
                "a_payee_of_the_household_lives_in_it",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n WHERE n.payee_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM applicants_membership m
                    WHERE m.household_id = n.id AND m.person_id = n.payee_id AND m.last_day IS NULL)
                """,
            ),
        ]

    def __str__(self) -> str:
        return with_note(self.head, self.number)

    @property
    def payee_shown(self) -> str:
        """The name in which the money is received."""
        return self.payee_name or str(self.payee or self.head)

    @property
    def number(self) -> str:
        """The file number printed on papers: county code and running number."""
        return f"{self.area_id[:6]}-{self.pk:07d}"

    @property
    def is_paid_to_another(self) -> bool:
        return self.payee_reason != ""

    @property
    def has_split_residence(self) -> bool:
        """Whether the family lives away from its hukou, or a member's is elsewhere (one query, or none).

        It allows the longer limit of 办法 Art 22 and asks the place of residence for help (Art 15).
        """
        return bool(self.residence_place) or self.members().exclude(person__hukou_place="").exists()

    def members(self) -> models.QuerySet["Membership"]:
        """Memberships that last, with their persons, the head first."""
        return (
            self.memberships.filter(last_day__isnull=True)
            .select_related("person")
            .order_by(models.Case(models.When(relation=HEAD, then=0), default=1), "pk")
        )


@history.kept()
class Membership(PlacedModel):
    """One person's time in one household; a person is in one household at a time, anywhere in the database."""

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="memberships"
    )
    # Filled by the database: the blind index of the ID number, or the person's own key.
    person_key = models.CharField(_("人员标识"), max_length=36, editable=False, default=None)
    relation = models.CharField(_("与户主关系"), max_length=2, choices=RELATIONS)
    first_day = models.DateField(_("起始日期"))
    last_day = models.DateField(_("终止日期"), null=True, blank=True)
    # With defaults in the database too: a whole register is loaded without naming them.
    joined_for = models.CharField(
        _("加入原因"),
        max_length=12,
        choices=JoinReason,
        default=JoinReason.REGISTERED,
        db_default=JoinReason.REGISTERED,
    )
    left_for = models.CharField(
        _("离开原因"), max_length=12, choices=LeaveReason, blank=True, default="", db_default=""
    )
    left_note = models.CharField(
        _("离开的说明"), max_length=200, blank=True, default="", db_default=""
    )
    is_counted = models.BooleanField(_("计入家庭人口"), default=True)
    is_covered = models.BooleanField(_("保障对象"), default=True)
    exclusion = models.CharField(
        _("不计入或不保障的原因"), max_length=20, choices=choices(ExclusionReason), blank=True
    )

    class Meta:
        verbose_name = _("家庭成员")
        verbose_name_plural = _("家庭成员")
        constraints = [
            ExclusionConstraint(
                name="a_person_is_in_one_household_at_a_time",
                expressions=[
                    ("person_key", RangeOperators.EQUAL),
                    (end_excluded("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="membership_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True, left_for="", left_note="")
                | Q(last_day__isnull=False, left_for__in=LeaveReason.values),
                name="whoever_left_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(joined_for__in=JoinReason.values), name="whoever_joined_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_counted=True, is_covered=True) | ~Q(exclusion=""),
                name="whoever_is_left_out_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_counted=True) | Q(is_covered=False),
                name="only_counted_members_are_covered",
            ),
        ]
        triggers = [
            never_deleted("membership"),
            keyed_by_person(),
            after(
                "nobody_joins_a_closed_household",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN applicants_household h ON h.id = n.household_id
                WHERE h.closed_on IS NOT NULL
                """,
            ),
            after(
                "a_payee_who_leaves_is_replaced_first",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n JOIN applicants_household h ON h.id = n.household_id
                WHERE n.last_day IS NOT NULL AND h.payee_id = n.person_id
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_relation_display()}"
