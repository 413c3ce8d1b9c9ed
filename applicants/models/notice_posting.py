"""What hung on the village board: when a notice was put up and taken down, with the picture that shows it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.notice import PublicNotice
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts


class BoardAct(models.TextChoices):
    PUT_UP = "put_up", _("已张贴")
    TAKEN_DOWN = "taken_down", _("已取下")


class NoticePosting(PlacedModel):
    """That a notice was put up, or taken down, on a day; its area is the notice's village. Written once.

    A mistaken entry is followed by a right one: of each kind the newest counts. The picture lies sealed under this
    row's key; where there is none the row says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(
        PublicNotice, verbose_name=_("公示"), on_delete=models.PROTECT, related_name="postings"
    )
    act = models.CharField(_("办了什么"), max_length=10, choices=BoardAct)
    done_on = models.DateField(_("日期"))
    place = models.CharField(_("张贴地点"), max_length=60, blank=True)
    size = models.PositiveIntegerField(_("文件大小"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    why_no_photo = models.CharField(_("没有照片的原因"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("张贴记录")
        verbose_name_plural = _("张贴记录")
        ordering = ("recorded_at", "pk")
        indexes = [models.Index(fields=("notice",), name="posting_of_notice")]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=BoardAct.values), name="a_posting_was_put_up_or_taken_down"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, why_no_photo="") & ~Q(content_hash="")
                | Q(size__isnull=True, content_hash="") & ~Q(why_no_photo=""),
                name="a_posting_is_photographed_or_says_why_not",
            ),
        ]
        triggers = [
            append_only("notice_posting"),
            signed_by_who_acts("notice_posting", "recorded_by_id", pgtrigger.Insert),
            after(
                "a_posting_is_of_a_notice_in_its_place",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p
                LEFT JOIN applicants_publicnotice n ON n.id = p.notice_id AND n.area_code = p.area_code
                WHERE n.id IS NULL OR p.done_on < n.starts_on
                """,
            ),
            after(
                "a_posting_is_not_of_tomorrow",
                pgtrigger.Insert,
                "SELECT FROM new_rows p WHERE p.done_on > (now() AT TIME ZONE 'Asia/Shanghai')::date",
            ),
            after(
                "what_is_taken_down_was_put_up_before",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows p
                WHERE p.act = 'taken_down' AND NOT EXISTS (
                    SELECT FROM applicants_noticeposting u
                    WHERE u.notice_id = p.notice_id AND u.act = 'put_up' AND u.done_on <= p.done_on)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.done_on} {self.get_act_display()}"

    @property
    def has_photo(self) -> bool:
        return self.size is not None
