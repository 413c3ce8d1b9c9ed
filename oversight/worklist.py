"""This floor's part of the first page."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dibao import worklist
from dibao.display import month_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight import publishing
from oversight.pages import chains as chains_page


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
def broken_chains(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Chains of the posting that the last verification found broken (two queries, three where there are any)."""
    if not allows(staff, Permission.AUDIT_VIEW):
        return
    faults = chains_page.faults_for(staff)
    names = chains_page.names_of([str(fault["chain"]) for fault in faults]) if faults else {}
    url = reverse("oversight:chains")
    yield worklist.Bucket(
        key="broken_chains",
        label=_("断开的留痕链"),
        count=len(faults),
        tasks=[
            worklist.Task(
                title=names[str(fault["chain"])],
                place="",
                stage=_("核验没有通过"),
                url=url,
                next_step=_("查看"),
            )
            for fault in faults[: worklist.SHOWN]
        ],
        url=url,
        unit=_("条"),
        tone="bad",
        about=_("链"),
        order=5,
    )
