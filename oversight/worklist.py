"""This floor's part of the first page."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.pages.notices import board_bucket
from dibao import worklist
from dibao.display import month_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight import publishing


@worklist.provider
def months_to_publish(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Settled months that were not published by themselves (one query)."""
    if not allows(staff, Permission.BATCH_SETTLE):
        return
    waiting = list(publishing.waiting(staff))
    url = reverse("oversight:publications")
    yield worklist.Bucket(
        key="publish",
        label=_("待公布"),
        count=len(waiting),
        tasks=[
            worklist.Task(
                title=month_text(batch.month),
                place=batch.area.name,
                stage=_("已结清"),
                url=url,
                next_step=_("公布"),
            )
            for batch in waiting[: worklist.SHOWN]
        ],
        url=url,
        unit=_("个月"),
        about=_("月份"),
        order=90,
    )


@worklist.provider
def boards_to_see_to(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Notices that run and of which nobody has said that they were put up (one query)."""
    if allows(staff, Permission.NOTICE_POST):
        yield board_bucket(staff, on=on)
