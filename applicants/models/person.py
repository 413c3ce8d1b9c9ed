"""People on the register: one row for one ID number, wherever in the database."""

import uuid
from collections.abc import Iterable
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import DISABILITY_LEVELS, DISABILITY_TYPES, choices
from applicants.eligibility.codes import Health, LabourCapacity, Sex
from applicants.standards import EDUCATION, ETHNICITIES, HUKOU_KINDS, MARITAL
from dibao import history
from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted, planned_anew
from dibao.values.identity import DisabilityCard, IdNumber, PhoneNumber
from dibao.values.pinyin import all_initials

# Purposes of the blind indexes: the same digits give different values in each.
ID_FULL, ID_LAST4, ID_LAST6, PHONE_LAST4 = "id", "id4", "id6", "phone4"


class PersonQuerySet(PlacedQuerySet["Person"]):
    def of_id_number(self, number: IdNumber) -> "PersonQuerySet":
        """The row in which the person lives on; of an area that they left there is another, which stands still."""
        return self.filter(id_index=blind_index(number.number, ID_FULL), moved_on__isnull=True)

    def in_the_order_of(self, people: "Iterable[Person]") -> "PersonQuerySet":
        """These people as a field offers them, the head first where the family came so."""
        keys = [person.pk for person in people]
        if not keys:
            return self.none()
        places = models.Case(*(models.When(pk=key, then=place) for place, key in enumerate(keys)))
        return self.filter(pk__in=keys).order_by(places)


# In the place of a name that nobody has given yet.
UNNAMED = _("未具名成员")

# By the ID number, so that two rows of one person count as one; whoever has no number yet is the row itself.
PERSON_KEY = "coalesce(nullif({0}.id_index, ''), {0}.id::text)"


def keyed_by_person() -> pgtrigger.Trigger:
    """Fill `person_key` of a table that refers to persons, whatever its writer says."""
    return pgtrigger.Trigger(
        name="a_person_is_known_by_their_number",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id", "person_key"),
        func=f"""
        SELECT {PERSON_KEY.format("p")} INTO NEW.person_key FROM applicants_person p WHERE p.id = NEW.person_id;
        RETURN NEW;
        """,
    )


def _follow(table: str) -> str:
    return planned_anew(
        f"""
        UPDATE {table} t SET person_key = {PERSON_KEY.format("n")} FROM new_rows n JOIN old_rows o USING (id)
        WHERE t.person_id = n.id AND o.id_index IS DISTINCT FROM n.id_index
        """
    )


@history.kept()
class Person(PlacedModel):
    """A villager. Numbers are sealed and found by keyed index; `is_named` is false for a member only counted so far.

    Whoever moves to another area gets a row there, and the one that they leave stands still from `moved_on` on, so
    that the papers of both areas keep their names. One ID number has one row in which the person lives on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("姓名"), max_length=40, db_collation="C", blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=60, db_collation="C", blank=True)
    is_named = models.BooleanField(_("已具名"), default=True)
    sex = models.CharField(_("性别"), max_length=6, choices=choices(Sex), blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    id_number = SealedField(verbose_name=_("身份证号"), null=True, blank=True)
    id_index = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    id_last4_index = models.CharField(max_length=32, blank=True, editable=False)
    id_last6_index = models.CharField(max_length=32, blank=True, editable=False)
    id_last4 = models.CharField(_("身份证后4位"), max_length=4, blank=True)
    phone = SealedField(verbose_name=_("电话"), null=True, blank=True)
    phone_last4_index = models.CharField(max_length=32, blank=True, editable=False)
    health = models.CharField(_("健康状况"), max_length=20, choices=choices(Health), blank=True)
    labour_capacity = models.CharField(
        _("劳动能力"), max_length=10, choices=choices(LabourCapacity), blank=True
    )
    disability_type = models.PositiveSmallIntegerField(
        _("残疾类别"), choices=DISABILITY_TYPES, null=True, blank=True
    )
    disability_level = models.PositiveSmallIntegerField(
        _("残疾等级"), choices=DISABILITY_LEVELS, null=True, blank=True
    )
    is_student = models.BooleanField(_("在校生"), default=False)
    # With defaults in the database too: a whole register is loaded without naming them.
    marital_status = models.CharField(
        _("婚姻状况"), max_length=2, choices=MARITAL, blank=True, default="", db_default=""
    )
    ethnicity = models.CharField(
        _("民族"), max_length=2, choices=ETHNICITIES, blank=True, default="", db_default=""
    )
    education = models.CharField(
        _("文化程度"), max_length=2, choices=EDUCATION, blank=True, default="", db_default=""
    )
    hukou_kind = models.CharField(
        _("户口性质"), max_length=10, choices=HUKOU_KINDS, blank=True, default="", db_default=""
    )
    # Empty where it is the household's village.
    hukou_place = models.CharField(
        _("户籍地"), max_length=120, blank=True, default="", db_default=""
    )
    disability_card = SealedField(verbose_name=_("残疾证号"), null=True, blank=True)
    disability_card_last4 = models.CharField(
        _("残疾证号后4位"), max_length=4, blank=True, default="", db_default=""
    )
    diagnosis = SealedField(verbose_name=_("诊断"), null=True, blank=True)
    moved_on = models.DateField(_("迁出日期"), null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        indexes = [
            # Prefix searches are written as ranges on these: equality and ranges of "C" text pass through
            # row-level security into an index, LIKE does not.
            models.Index(fields=("name",), name="person_name"),
            models.Index(fields=("id_index",), name="person_id_number"),
            models.Index(fields=("initials",), name="person_initials"),
            models.Index(fields=("id_last4_index",), name="person_id_last4"),
            models.Index(fields=("id_last6_index",), name="person_id_last6"),
            models.Index(fields=("phone_last4_index",), name="person_phone_last4"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("id_index",),
                condition=Q(moved_on__isnull=True) & ~Q(id_index=""),
                name="an_id_number_has_one_living_row",
            ),
            models.CheckConstraint(
                condition=Q(is_named=False) | ~Q(name="") & ~Q(id_index=""),
                name="a_named_person_has_name_and_id",
            ),
            models.CheckConstraint(
                condition=Q(disability_type__isnull=True, disability_level__isnull=True)
                # Named as not null, since a comparison with null is unknown and an unknown check passes.
                | Q(
                    disability_type__isnull=False,
                    disability_level__isnull=False,
                    disability_type__range=(1, 7),
                    disability_level__range=(1, 4),
                ),
                name="disability_has_type_and_level",
            ),
            models.CheckConstraint(
                condition=Q(id_index="", id_number__isnull=True)
                | ~Q(id_index="") & Q(id_number__isnull=False),
                name="id_number_and_index_go_together",
            ),
            models.CheckConstraint(
                condition=Q(disability_card__isnull=True, disability_card_last4="")
                | Q(disability_card__isnull=False, disability_type__isnull=False)
                & ~Q(disability_card_last4=""),
                name="a_disability_card_says_type_and_level",
            ),
        ]
        triggers = [
            never_deleted("person"),
            # The functions of the owner that move people across areas are not bound by row-level security.
            after(
                "only_a_move_leaves_a_row_behind",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.moved_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)
                   OR o.moved_on IS DISTINCT FROM n.moved_on AND row_security_active('applicants_person')
                """,
            ),
            after(
                "nobody_is_entered_as_gone",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE n.moved_on IS NOT NULL AND row_security_active('applicants_person')
                """,
            ),
            pgtrigger.Trigger(
                name="keys_follow_a_persons_number",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func=f"""
                {_follow("applicants_membership")};
                {_follow("applicants_grantshare")};
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(UNNAMED)

    def take_identity(self, name: str, number: IdNumber) -> None:
        """Set name and ID number with everything that follows from them: birth, sex, search columns."""
        self.name = name
        self.initials = all_initials(name)
        self.is_named = True
        self.id_number = number.number
        self.birth_date = number.birth_date
        self.sex = number.sex
        self.id_last4 = number.last4
        self.id_index = blind_index(number.number, ID_FULL)
        self.id_last4_index = blind_index(number.last4, ID_LAST4)
        self.id_last6_index = blind_index(number.last6, ID_LAST6)

    def forget_identity(self) -> None:
        """Be a member who is only counted again: the opposite of `take_identity`."""
        self.name = self.initials = self.sex = ""
        self.is_named = False
        self.id_number = self.birth_date = None
        self.id_last4 = self.id_index = self.id_last4_index = self.id_last6_index = ""

    def take_phone(self, phone: PhoneNumber | None) -> None:
        self.phone = phone.number if phone else None
        self.phone_last4_index = blind_index(phone.last4, PHONE_LAST4) if phone else ""

    def take_disability_card(self, card: DisabilityCard | None) -> None:
        """Set the card's number with the type and level that it says; without a card those two stay as they are."""
        self.disability_card = card.number if card else None
        self.disability_card_last4 = card.last4 if card else ""
        if card:
            self.disability_type, self.disability_level = (
                card.disability_type,
                card.disability_level,
            )

    def age(self, on: date) -> int | None:
        """Full years on a day; None while the birth date is unknown."""
        if self.birth_date is None:
            return None
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)

    @property
    def disability(self) -> str:
        """Type and level in one word, as on the certificate: 肢体二级; empty without one."""
        if self.disability_type is None:
            return ""
        return f"{self.get_disability_type_display()}{self.get_disability_level_display()}"

    @property
    def masked_id(self) -> str:
        """What lists may show of the ID number: its last four."""
        return f"**************{self.id_last4}" if self.id_last4 else ""

    @property
    def masked_card(self) -> str:
        """What lists may show of the disability card's number: its last four."""
        return f"****************{self.disability_card_last4}" if self.disability_card_last4 else ""
