"""How large a batch somebody may sign: a posting may carry a limit in yuan, beside the four signatures."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from dibao.display import listed, yuan_text
from dibao.errors import Refused
from dibao.models.staff import Posting, Staff
from dibao.roles import JOBS
from payments.models.batch import PaymentBatch


class BeyondLimit(Refused):
    """The batch is larger than the posting's holder may review, approve or sign."""


# Drawing promises nothing; what the others sign, they answer for.
HAS_LIMIT: Final = frozenset({"review", "approve", "sign"})


def refuse_beyond(*, batch: PaymentBatch, name: str, by: Staff) -> None:
    """Raise BeyondLimit, with the posts whose holders may, for a batch larger than the posting's limit (one query
    where there is one)."""
    limit = by.posting.batch_limit
    if name not in HAS_LIMIT or limit is None or batch.total_amount <= limit:
        return
    posts = listed(f"{one.get_role_display()}{one.staff.name}" for one in _who_may(batch, name))
    said = {"total": yuan_text(batch.total_amount), "limit": yuan_text(limit), "posts": posts}
    if not posts:
        raise BeyondLimit(
            _(
                "这个批次%(total)s元，超过您的限额%(limit)s元；这个县现在没有别人能办，由系统管理员另派岗位或改限额。"
            )
            % said
        )
    raise BeyondLimit(_("这个批次%(total)s元，超过您的限额%(limit)s元，由%(posts)s办理。") % said)


def _who_may(batch: PaymentBatch, name: str) -> list[Posting]:
    """The county's postings, on the day when the money should be there, that may take the step within their limit."""
    permission = batch.workflow[name].permission
    roles = [role for role, job in JOBS.items() if permission in job.permissions]
    within = Q(batch_limit__isnull=True) | Q(batch_limit__gte=batch.total_amount)
    postings = Posting.objects.filter(within, area=batch.area_id, role__in=roles)
    return list(
        postings.current(on=batch.settlement_day).select_related("staff").order_by("role", "pk")
    )
