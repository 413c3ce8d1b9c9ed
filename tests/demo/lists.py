"""What stands on somebody's work list in the demonstration."""

from dibao import clock, scope
from dibao.models.staff import Staff
from dibao.worklist import buckets_of


def on_the_list_of(staff: Staff) -> set[str]:
    """The keys of the buckets that are not empty."""
    with scope.of(staff):
        return {bucket.key for bucket in buckets_of(staff, on=clock.today()) if bucket.count}
