"""What a family, or somebody for it, states on line: no application yet, but one that waits (社会救助法 Art 63)."""

import base64
import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Extract
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.person import ID_FULL
from dibao import history
from dibao.fields import SealedField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.triggers import after, append_only, never_deleted, signed_by_who_acts
from dibao.values.identity import IdNumber, PhoneNumber

_DIGITS_OF_NUMBER = 5
_MICROSECONDS = 1_000_000


def keys_of(letters: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The first and the last key whose receipt says these eight letters of base 32."""
    known = base64.b32decode(letters)
    unknown = 16 - len(known)
    return uuid.UUID(bytes=known + b"\0" * unknown), uuid.UUID(bytes=known + b"\xff" * unknown)


class StatedBy(models.TextChoices):
    """Who a person is to whom they state something about."""

    SELF = "self", _("本人")
    RELATIVE = "relative", _("亲属")
    VILLAGE = "village", _("村民委员会")
    OTHER = "other", _("其他人")


class StatementAnswer(models.TextChoices):
    """What came of it; nothing while somebody still has to get in touch."""

    TAKEN_UP = "taken_up", _("已录入申请")
    NOT_REACHED = "not_reached", _("多次联系不上")
    DUPLICATE = "duplicate", _("重复提交")
    WITHDRAWN = "withdrawn", _("本人不申请")


class OnlineStatementQuerySet(PlacedQuerySet["OnlineStatement"]):
    def waiting(self) -> Self:
        return self.filter(answer="")

    def with_moment(self) -> Self:
        """Write `moment` onto the rows: when each was received, as microseconds, since their keys are in no order."""
        seconds = Extract("received_at", "epoch")
        return self.annotate(moment=Cast(seconds * _MICROSECONDS, models.BigIntegerField()))

    def handed_on_by(self, staff: Staff) -> Self:
        """What the posting's township handed to another one, with what it may still know: whose it was, where it is and
        what became of it, no word of what was said since."""
        low, high = staff.posting.area.span
        gone = self.filter(from_area_id__gte=low, from_area_id__lt=high)
        rows = gone.exclude(area_id__gte=low, area_id__lt=high).select_related("area")
        return rows.only("name", "id_last4", "received_on", "answer", "area")


@history.kept()
class OnlineStatement(PlacedModel):
    """Who needs help, who says so and how to reach them; its area is the village, or the township it was handed to.

    It is written by somebody without an account. Nothing of it is on the register until the township has spoken with
    the family and entered its application.
    """

    # The key of the form that was sent: sent twice it is one statement.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("申请人"), max_length=40)
    id_number = SealedField(verbose_name=_("身份证号"))
    id_index = models.CharField(max_length=32, editable=False)
    id_last4 = models.CharField(_("身份证后4位"), max_length=4)
    phone = SealedField(verbose_name=_("联系电话"))
    stated_by = models.CharField(_("填写人"), max_length=10, choices=StatedBy)
    # Of whoever states it for somebody else.
    speaker_name = models.CharField(_("填写人姓名"), max_length=40, blank=True)
    about = SealedField(verbose_name=_("困难情况"))
    is_consented = models.BooleanField(_("同意核对"))
    received_on = models.DateField(_("提交日期"))
    received_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    # The township that found that the family is not of its area, where one did.
    from_area = models.ForeignKey(
        Area,
        verbose_name=_("转来的乡镇"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_column="from_area_code",
        related_name="+",
    )
    answer = models.CharField(_("办理结果"), max_length=12, choices=StatementAnswer, blank=True)
    answer_text = models.TextField(_("联系的情况"), blank=True)
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
    )
    answered_by = models.ForeignKey(
        Staff,
        verbose_name=_("办理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_on = models.DateField(_("办理日期"), null=True, blank=True)

    objects = OnlineStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("网上申请")
        verbose_name_plural = _("网上申请")
        indexes = [
            models.Index(fields=("area",), condition=Q(answer=""), name="statements_waiting"),
            models.Index(fields=("id_index",), name="statement_id_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(id_index="") & Q(stated_by__in=StatedBy.values),
                name="a_statement_says_of_whom_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(is_consented=True), name="nobody_is_looked_into_without_consent"
            ),
            models.CheckConstraint(
                condition=Q(stated_by=StatedBy.SELF, speaker_name="")
                | ~Q(stated_by=StatedBy.SELF) & ~Q(speaker_name=""),
                name="whoever_states_it_for_another_is_named",
            ),
            models.CheckConstraint(
                condition=Q(from_area__isnull=True) | ~Q(from_area=F("area")),
                name="a_statement_is_handed_to_another_township",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_on__isnull=True)
                | Q(
                    answer__in=StatementAnswer.values,
                    answered_by__isnull=False,
                    answered_on__gte=F("received_on"),
                )
                & ~Q(answer_text=""),
                name="an_answered_statement_says_what_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answer=StatementAnswer.TAKEN_UP, case__isnull=False)
                | ~Q(answer=StatementAnswer.TAKEN_UP) & Q(case__isnull=True),
                name="a_statement_that_was_taken_up_names_its_case",
            ),
        ]
        triggers = [
            never_deleted("online_statement"),
            signed_by_who_acts("statement", "answered_by_id", pgtrigger.Update),
            after(
                "a_statement_begins_without_an_answer",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE n.answer <> '' OR n.from_area_code IS NOT NULL
                   OR n.received_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                """,
            ),
            after(
                "a_statement_is_answered_once",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n LEFT JOIN old_rows o USING (id)
                LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE o.id IS NULL OR o.answer <> ''
                   OR n.area_code <> o.area_code
                      AND (n.answer <> '' OR left(n.from_area_code, 9) IS DISTINCT FROM left(o.area_code, 9))
                   -- Whoever it came from sees it too; only handing it on says so.
                   OR n.area_code = o.area_code AND n.from_area_code IS DISTINCT FROM o.from_area_code
                   OR n.case_id IS NOT NULL AND (
                       c.id IS NULL OR left(c.area_code, 9) <> left(n.area_code, 9) OR c.kind <> 'application')
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """What the receipt says, in groups that are read out over a telephone."""
        letters = base64.b32encode(self.id.bytes[:_DIGITS_OF_NUMBER]).decode()
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def is_for_another(self) -> bool:
        return self.stated_by != StatedBy.SELF

    @property
    def masked_id(self) -> str:
        return "*" * 14 + self.id_last4

    def take_number(self, number: IdNumber) -> None:
        self.id_number = number.number
        self.id_index = blind_index(number.number, ID_FULL)
        self.id_last4 = number.last4

    def take_phone(self, phone: PhoneNumber) -> None:
        self.phone = phone.number


class StatementPhoto(PlacedModel):
    """A picture that the family sent along, written anew without what it said of place and telephone.

    Its content lies sealed under this row's key. Its area is the village it was stated for, and stays so when the
    statement is handed on: whoever sees the statement sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(
        OnlineStatement,
        verbose_name=_("网上申请"),
        on_delete=models.PROTECT,
        related_name="photos",
    )
    size = models.PositiveIntegerField(_("文件大小"))
    content_hash = models.CharField(max_length=64)
    added_on = models.DateField(_("提交日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("网上申请的照片")
        verbose_name_plural = _("网上申请的照片")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stated_photo_is_not_empty"),
        ]
        triggers = [append_only("statement_photo")]

    def __str__(self) -> str:
        return str(self.pk)
