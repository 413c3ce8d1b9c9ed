"""What somebody saw when they opened a form, told by a mark: whoever was slower is told, sees both versions, and loses
nothing. One mark a kind of form, so that nobody is stopped by a change that their form does not show.
"""

import hashlib
from collections.abc import Iterable

from django.db.models import Model, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applicants.models.case import Case
from applicants.models.household import Household
from dibao.errors import Refused
from dibao.fields import Sealed
from dibao.models.audit import AuditEvent

_PLACE = ("group_name", "address", "residence_place", "head_id")
_PAYEE = ("payee_id", "payee_name", "payee_relation", "payee_reason")
_STANDING = ("person_id", "relation", "is_counted", "is_covered", "exclusion")
_FACTS = ("name", "id_index", "health", "labour_capacity")
_MORE_FACTS = ("disability_type", "disability_level", "is_student", "phone_last4_index")
_PAPERS = ("marital_status", "ethnicity", "education", "hukou_kind", "hukou_place")
_SEALED = ("disability_card", "diagnosis")
_SUPPORT = ("id", "supported_id", "name", "id_index", "relation", "ability", "yearly_amount")
_MORE_SUPPORT = ("place", "consent_on")


class Outdated(Refused):
    """Somebody else changed what the form shows; what was typed is not lost, only not written."""


def require_same(seen: str, now: str, *changed: Model) -> None:
    """Raise Outdated where the mark that came with a form is no longer that of what is stored; without a mark (an
    import, an operator) nobody saw anything. Ask it with the rows locked.
    """
    if seen and seen != now:
        raise Outdated(last_change(*changed))


def last_change(*changed: Model) -> str:
    """Who changed one of these rows last and when, and that nothing typed is lost."""
    about = Q()
    for row in changed:
        about |= Q(object_kind=row._meta.label_lower, object_key=str(row.pk))
    event = AuditEvent.objects.filter(about).order_by("-pk").first() if changed else None
    who, at = (event.staff_name, f"{localtime(event.at):%H:%M}") if event else (_("别人"), "")
    return _(
        "这户资料 %(at)s 被%(who)s改过，您填的还没有存。不同之处列在下面，改成要的样子后再保存一次。"
    ) % {"at": at, "who": who}


def family(household: Household) -> str:
    """Where a family lives, who belongs to it as what, and who owes it support (two queries)."""
    people = [f"person__{name}" for name in (*_FACTS, *_MORE_FACTS)]
    members = household.members().values_list(*_STANDING, *people)
    supporters = household.supporters.current().order_by("pk")
    return mark_of(
        [getattr(household, name) for name in _PLACE],
        *members,
        *supporters.values_list(*_SUPPORT, *_MORE_SUPPORT),
    )


def papers(household: Household) -> str:
    """What the papers say of the members (one query)."""
    columns = [f"person__{name}" for name in (*_PAPERS, *_SEALED)]
    return mark_of(*household.members().values_list("person_id", *columns))


def relations(household: Household) -> str:
    """Who heads the household, and what each member is to them (one query)."""
    return mark_of([household.head_id], *household.members().values_list("person_id", "relation"))


def payee(household: Household) -> str:
    """Who receives the household's money."""
    return mark_of([getattr(household, name) for name in _PAYEE])


def meetings(case: Case) -> str:
    """The reviews that were written down of a case (one query)."""
    return mark_of(case.meetings.order_by("pk").values_list("pk", flat=True))


def mark_of(*rows: Iterable[object]) -> str:
    """A mark of what these rows say; none of it can be read out of the mark."""
    told = "\n".join("|".join(map(_told, row)) for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _told(value: object) -> str:
    """A sealed value by its sealed form, which is another whenever it is written."""
    return value.stored if isinstance(value, Sealed) else str(value)
