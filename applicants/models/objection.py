"""What people say about cases and their handling: objections, reports and complaints, each followed to an answer."""

import base64
import re
import uuid
from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.notice import PublicNotice
from applicants.models.objection_guards import OBJECTION_GUARDS
from applicants.models.objection_kinds import (
    PUBLIC_CHANNELS,
    SUPERVISION_OF,
    ObjectionChannel,
    ObjectionKind,
    ObjectionStatus,
    ObjectionTopic,
    Supervision,
    ToldWay,
)
from dibao import history
from dibao.fields import SealedField
from dibao.levels import AreaLevel
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only
from dibao.values.text import clean_code, clean_text

# Sixty bits: whoever has the number of a receipt may ask with it alone, so nobody may guess one.
_LETTERS = 12
_BYTES = 8
# Base 32 is read in eights.
_PADDED = 16
# A whole number, or as much of one as every list shows, however it was copied.
_NUMBER = re.compile(r"[A-Z2-7]{4}|[A-Z2-7]{12}")
_BETWEEN_LETTERS = {ord(mark): None for mark in "-."}


def _is_in_township(staff: Staff) -> bool:
    return staff.posting.area.level in (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)


def is_late(*, on: date) -> Q:
    """The rows that a desk is warned of on a day; reports count those alone whose answer is late."""
    unaccepted = Q(accepted_on__isnull=True, accept_due__lt=on)
    return Q(status=ObjectionStatus.OPEN) & (unaccepted | Q(answer_due__lt=on))


class ObjectionQuerySet(PlacedQuerySet["Objection"]):
    def waiting(self) -> Self:
        return self.filter(status=ObjectionStatus.OPEN)

    def visible_to(self, staff: Staff) -> Self:
        """What lies in the posting's area; of a township's what it may look into, and what it wrote down itself."""
        rows = super().visible_to(staff)
        if not _is_in_township(staff):
            return rows
        is_of_a_notice = Q(kind=ObjectionKind.OBJECTION)
        return rows.filter(is_of_a_notice | Q(asked_on__isnull=False) | Q(recorded_by=staff))

    def maybe_about(self, case: Case) -> Self:
        """Open ones that nobody tied to the case: those of its family, and those of its village that nobody tied at all
        and that name its head, who may be a namesake."""
        head = case.household.head.name
        untied = Q(case__isnull=True, household__isnull=True, area=case.area_id)
        of_family = Q(household=case.household_id)
        return self.waiting().filter(of_family | untied & Q(about__contains=head))

    def called(self, typed: str) -> Self:
        """Those about somebody so called, or with that number of a receipt.

        A number is read whole or by the first letters that every list shows: letter by letter a township would find
        out the rest, with which one appeals.
        """
        found = Q(about__contains=clean_text(typed))
        letters = clean_code(typed).translate(_BETWEEN_LETTERS)
        if _NUMBER.fullmatch(letters):
            lowest, highest = keys_of_number(letters)
            found |= Q(receipt_key__gte=lowest, receipt_key__lte=highest)
        return self.filter(found)

    def for_the_county(self) -> Self:
        """What only the county may answer."""
        is_more = ~Q(kind=ObjectionKind.OBJECTION) | Q(appeal_of__isnull=False)
        return self.filter(is_more | Q(is_named=True))

    def late(self, *, on: date) -> Self:
        """Open ones that nobody accepted in time, or nobody answered in time."""
        return self.filter(is_late(on=on))


# A receipt's key and the mark of sameness say nothing of the matter.
@history.kept(without=("receipt_key", "sameness"))
class Objection(PlacedModel):
    """One thing that somebody said; while it is open the case it is tied to is not confirmed.

    Its area is the village it is about, or the office. Who spoke stands apart (`ObjectionSpeaker`), where only the
    county reads.
    """

    # The key of the form that was sent; the receipt's number is its beginning.
    receipt_key = models.UUIDField(
        _("回执编号"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    kind = models.CharField(
        _("性质"),
        max_length=10,
        choices=ObjectionKind,
        default=ObjectionKind.OBJECTION,
        db_default=ObjectionKind.OBJECTION,
    )
    channel = models.CharField(
        _("渠道"),
        max_length=10,
        choices=ObjectionChannel,
        default=ObjectionChannel.VISIT,
        db_default=ObjectionChannel.VISIT,
    )
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objections",
    )
    household = models.ForeignKey(
        Household,
        verbose_name=_("家庭"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objections",
    )
    notice = models.ForeignKey(
        PublicNotice,
        verbose_name=_("公示"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objections",
    )
    # As whoever spoke called them, or as the notice printed them.
    about = models.CharField(_("反映对象"), max_length=60, blank=True, default="", db_default="")
    topic = models.CharField(
        _("情形"), max_length=10, choices=ObjectionTopic, blank=True, default="", db_default=""
    )
    is_named = models.BooleanField(_("实名"), default=False, db_default=False)
    text = models.TextField(_("反映内容"))
    lodged_on = models.DateField(_("提出日期"))
    received_at = models.DateTimeField(_("收到时间"), db_default=Now(), editable=False)
    # Keyed hash of who sent what about whom from where: the same within a day is one.
    sameness = models.CharField(
        _("重复校验值"), max_length=32, blank=True, default="", db_default="", editable=False
    )
    recorded_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Nothing for an objection, which nobody may decline, nor for what is older than this register.
    accept_due = models.DateField(_("受理期限"), null=True, blank=True)
    answer_due = models.DateField(_("答复期限"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Staff,
        verbose_name=_("受理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    asked_by = models.ForeignKey(
        Staff,
        verbose_name=_("交办人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_on = models.DateField(_("交办日期"), null=True, blank=True)
    findings = models.TextField(_("核查情况"), blank=True, default="", db_default="")
    found_by = models.ForeignKey(
        Staff,
        verbose_name=_("核查人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    found_on = models.DateField(_("核查日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=ObjectionStatus, default=ObjectionStatus.OPEN
    )
    redirected_to = models.CharField(
        _("转往部门"), max_length=60, blank=True, default="", db_default=""
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    told_way = models.CharField(
        _("告知方式"), max_length=10, choices=ToldWay, blank=True, default="", db_default=""
    )
    appeal_of = models.OneToOneField(
        "self",
        verbose_name=_("不服的答复"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appeal",
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("异议、举报和投诉")
        verbose_name_plural = _("异议、举报和投诉")
        indexes = [
            models.Index(
                fields=("area", "answer_due"), condition=Q(status="open"), name="objections_waiting"
            ),
            models.Index(fields=("area", "lodged_on"), name="objection_area_day"),
            models.Index(
                fields=("sameness",), condition=~Q(sameness=""), name="objection_sameness"
            ),
        ]
        triggers = OBJECTION_GUARDS
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status=ObjectionStatus.OPEN, answered_by__isnull=True, answered_on__isnull=True
                )
                | Q(
                    status__in=(
                        ObjectionStatus.UPHELD,
                        ObjectionStatus.PARTLY,
                        ObjectionStatus.DISMISSED,
                        ObjectionStatus.REDIRECTED,
                        ObjectionStatus.WITHDRAWN,
                    ),
                    answered_by__isnull=False,
                    answered_on__isnull=False,
                ),
                name="an_answered_objection_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | (Q(recorded_by__isnull=True) | ~Q(answered_by=F("recorded_by")))
                & Q(answered_on__gte=F("lodged_on")),
                name="an_objection_is_answered_later_and_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ObjectionKind.values, channel__in=ObjectionChannel.values),
                name="an_objection_says_what_it_is_and_how_it_came",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(channel__in=PUBLIC_CHANNELS),
                name="only_the_public_writes_for_itself",
            ),
            models.CheckConstraint(
                condition=Q(kind=ObjectionKind.OBJECTION, case__isnull=False, notice__isnull=False)
                | ~Q(kind=ObjectionKind.OBJECTION)
                & Q(accept_due__isnull=False, answer_due__isnull=False),
                name="an_objection_is_to_a_notice_and_the_rest_has_limits",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_on__isnull=True)
                | Q(
                    accepted_by__isnull=False,
                    accepted_on__isnull=False,
                    accepted_on__gte=F("lodged_on"),
                ),
                name="an_accepted_objection_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True, asked_on__isnull=True)
                | Q(asked_by__isnull=False, asked_on__isnull=False, asked_on__gte=F("lodged_on"))
                & (
                    Q(kind=ObjectionKind.OBJECTION)
                    | Q(accepted_on__isnull=False, asked_on__gte=F("accepted_on"))
                ),
                name="a_township_is_asked_about_what_was_accepted",
            ),
            models.CheckConstraint(
                condition=Q(found_by__isnull=True, found_on__isnull=True, findings="")
                | Q(
                    found_by__isnull=False,
                    found_on__isnull=False,
                    asked_on__isnull=False,
                    found_on__gte=F("asked_on"),
                )
                & ~Q(findings=""),
                name="findings_answer_a_question",
            ),
            models.CheckConstraint(
                condition=Q(status=ObjectionStatus.REDIRECTED) & ~Q(redirected_to="")
                | ~Q(status=ObjectionStatus.REDIRECTED) & Q(redirected_to=""),
                name="what_is_redirected_says_where_to",
            ),
            # 办法 Art 37: whoever gave their name is answered.
            models.CheckConstraint(
                condition=Q(is_named=False)
                | Q(status=ObjectionStatus.OPEN)
                | Q(told_way__in=(ToldWay.IN_PERSON, ToldWay.PHONE, ToldWay.POST)),
                name="whoever_gave_their_name_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_number} {self.get_kind_display()}"

    @property
    def number(self) -> str:
        """What the receipt says, in groups that are read out over a telephone."""
        return number_of(self.receipt_key)

    @property
    def short_number(self) -> str:
        """Its first letters: enough to find it in a list, and too few to ask or to appeal with."""
        return f"{self.number.partition('-')[0]}…"

    def number_for(self, staff: Staff) -> str:
        """The number for whoever sits above the townships, or wrote it down; its first letters for others.

        Whoever holds the whole number appeals on the web as whoever spoke, once: not the township that answered.
        """
        is_theirs = self.recorded_by_id == staff.pk
        return self.number if is_theirs or not _is_in_township(staff) else self.short_number

    @property
    def supervision(self) -> Supervision:
        return SUPERVISION_OF[self.channel]

    @property
    def is_open(self) -> bool:
        return self.status == ObjectionStatus.OPEN

    @property
    def due(self) -> date | None:
        """By which day the next thing is done: accepted, then answered."""
        return self.accept_due if self.awaits_acceptance else self.answer_due

    @property
    def awaits_acceptance(self) -> bool:
        """An objection within its notice is looked into by law; whether to take up the rest is decided first."""
        return self.accepted_on is None and self.kind != ObjectionKind.OBJECTION

    @property
    def is_beyond_the_township(self) -> bool:
        """Whether no township can look into it: it lies in none, or is about how the township itself works."""
        is_about_it = self.kind == ObjectionKind.COMPLAINT and self.area_id.endswith("000")
        return is_about_it or self.area_id.endswith("000000")

    @property
    def is_for_the_county(self) -> bool:
        """Whether only the county may answer: what the township may be part of, and what somebody put their name to."""
        is_more = self.kind != ObjectionKind.OBJECTION or self.appeal_of_id is not None
        return is_more or self.is_named


def number_of(key: uuid.UUID) -> str:
    """The first sixty bits of a key, as twelve letters of base 32."""
    letters = base64.b32encode(key.bytes[:_BYTES]).decode()[:_LETTERS]
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def keys_of_number(letters: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The first and the last key whose receipt says these letters, or begins with them."""
    padded = int.from_bytes(base64.b32decode(letters.ljust(_PADDED, "A")))
    known = padded >> (5 * (_PADDED - len(letters)))
    unknown = 128 - 5 * len(letters)
    lowest = known << unknown
    return uuid.UUID(int=lowest), uuid.UUID(int=lowest | ((1 << unknown) - 1))


class ObjectionSpeaker(PlacedModel):
    """Who spoke and how to reach them: a row of the county, so that no township reads it. Written once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.OneToOneField(
        Objection, verbose_name=_("反映"), on_delete=models.PROTECT, related_name="speaker"
    )
    name = SealedField(verbose_name=_("反映人"))
    phone = SealedField(verbose_name=_("联系电话"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("反映人")
        verbose_name_plural = _("反映人")
        triggers = [
            append_only("objection_speaker"),
            after(
                "a_speaker_is_known_to_the_county",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows s LEFT JOIN applicants_objection o ON o.id = s.objection_id AND o.is_named
                WHERE o.id IS NULL OR s.area_code <> left(o.area_code, 6) || '000000'
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(_("反映人"))


class ObjectionPhoto(PlacedModel):
    """A picture that came with it, written anew without what it said of place and telephone; its content lies sealed
    under this row's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(
        Objection, verbose_name=_("反映"), on_delete=models.PROTECT, related_name="photos"
    )
    size = models.PositiveIntegerField(_("文件大小"))
    content_hash = models.CharField(max_length=64)
    added_on = models.DateField(_("提交日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("反映的照片")
        verbose_name_plural = _("反映的照片")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_photo_is_not_empty"),
        ]
        triggers = [
            append_only("objection_photo"),
            after(
                "a_photo_is_where_what_it_shows_was_said",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p LEFT JOIN applicants_objection o ON o.id = p.objection_id
                WHERE o.id IS NULL OR o.area_code <> p.area_code
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
