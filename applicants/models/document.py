"""Documents: what a family brings as paper and the office as photo, kept as files that nobody deletes."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import history
from dibao.files.kinds import MediaType
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted


class DocumentKind(models.TextChoices):
    """Kinds of material; the numbers are those of the civil-affairs systems of the 2010s (domain §1.6)."""

    HOUSEHOLD_REGISTER = "household_register", _("户口本")  # 101
    IDENTITY_CARD = "identity_card", _("身份证")  # 102
    APPLICATION = "application", _("申请书")  # 201
    INCOME_PROOF = "income_proof", _("收入证明")  # 202
    DISABILITY_CARD = "disability_card", _("残疾人证")  # 203
    DIVORCE_PROOF = "divorce_proof", _("离婚证明")  # 204
    SCHOOL_PROOF = "school_proof", _("在读证明")  # 205
    DIAGNOSIS = "diagnosis", _("诊断书")  # 207
    SUPPORT_PROOF = "support_proof", _("赡养、抚养义务证明")  # 208
    UNEMPLOYMENT_PROOF = "unemployment_proof", _("失业证明")  # 209
    RELEASE_PROOF = "release_proof", _("释放证明")  # 210
    HOSPITAL_BILL = "hospital_bill", _("医院结算单")  # 301
    PASSBOOK = "passbook", _("存折或银行卡复印件")  # 001
    DECLARATION = "declaration", _("承诺和授权书")
    PROXY_MANDATE = "proxy_mandate", _("委托书")
    VISIT_PHOTO = "visit_photo", _("入户照片")
    MEETING_RECORD = "meeting_record", _("民主评议记录")
    NOTICE_PHOTO = "notice_photo", _("公示照片")
    DELIVERY_RECEIPT = "delivery_receipt", _("送达回证")
    OTHER = "other", _("其他材料")  # 000


MEDIA_TYPES: list[tuple[str, str | Promise]] = [
    (MediaType.JPEG.value, _("照片")),
    (MediaType.PDF.value, _("PDF 文件")),
]


class DocumentQuerySet(PlacedQuerySet["Document"]):
    def valid(self) -> "DocumentQuerySet":
        """Documents that were not voided."""
        return self.filter(voided_on__isnull=True)

    def with_people(self) -> "DocumentQuerySet":
        """With everybody that a page names beside a file, in the same query."""
        return self.select_related("person", "added_by", "voided_by", "case")

    def bytes_used(self) -> int:
        """What these files weigh together; voided ones lie on the disk as well."""
        return int(self.aggregate(total=Sum("size"))["total"] or 0)


@history.kept(inserts=False)
class Document(PlacedModel):
    """One file of a household, maybe of one case and one member. Its content lies sealed under this row's key
    (`dibao.files.storage`); the name is what its sender called it, shown and never used. Voided, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="documents"
    )
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    kind = models.CharField(_("材料种类"), max_length=20, choices=DocumentKind)
    name = models.CharField(_("原文件名"), max_length=200, blank=True)
    media_type = models.CharField(_("文件格式"), max_length=20, choices=MEDIA_TYPES)
    size = models.PositiveIntegerField(_("文件大小"))
    content_hash = models.CharField(max_length=64)
    page_count = models.PositiveSmallIntegerField(_("页数"))
    added_by = models.ForeignKey(
        Staff, verbose_name=_("录入人"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    # The business date, which the demonstration and a family's papers count by.
    added_on = models.DateField(_("录入日期"))
    voided_by = models.ForeignKey(
        Staff,
        verbose_name=_("作废人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    voided_on = models.DateField(_("作废日期"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料")
        verbose_name_plural = _("材料")
        indexes = [
            models.Index(fields=("household", "case"), name="document_household_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(media_type__in=[value for value, _label in MEDIA_TYPES]),
                name="document_media_type_is_known",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, page_count__gt=0), name="a_document_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_on__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="a_voided_document_says_by_whom_when_and_why",
            ),
        ]
        triggers = [
            never_deleted("document"),
            after(
                "a_document_belongs_to_one_family",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows d
                LEFT JOIN applicants_household h ON h.id = d.household_id AND h.area_code = d.area_code
                LEFT JOIN applicants_case c ON c.id = d.case_id AND c.household_id = h.id
                WHERE h.id IS NULL OR d.case_id IS NOT NULL AND c.id IS NULL
                   OR d.person_id IS NOT NULL AND NOT EXISTS (
                       SELECT FROM applicants_membership m
                       WHERE m.household_id = d.household_id AND m.person_id = d.person_id)
                """,
            ),
            after(
                "a_document_is_only_ever_voided",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.voided_on IS NOT NULL OR n.voided_on IS NULL
                   OR to_jsonb(o) - '{voided_on,voided_by_id,void_reason}'::text[]
                      <> to_jsonb(n) - '{voided_on,voided_by_id,void_reason}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_picture(self) -> bool:
        return self.media_type == MediaType.JPEG

    @property
    def file_name(self) -> str:
        """What the file is called when it is saved: by what it is, not by what somebody called it."""
        return f"{self.get_kind_display()}-{str(self.pk)[:8]}{MediaType(self.media_type).suffix}"
