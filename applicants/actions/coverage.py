"""Whether somebody is already covered by another household's grant, wherever in the database that is."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from applicants.models.household import Household
from applicants.models.person import Person
from dibao.display import listed
from dibao.errors import Refused
from dibao.values.months import BenefitMonth


class CoveredElsewhere(Refused):
    """A person would be covered twice in a month; where the other household is, is not said."""


def refuse_doubles(*, household: Household, persons: Iterable[str], month: BenefitMonth) -> None:
    """Raise CoveredElsewhere with the names of those whom another household's grant covers in or after `month`.

    `persons` are keys. Answered by a function of the database's owner, since the asker may not see other areas'
    grants (two queries).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT covered_elsewhere(%s::uuid[], %s, %s)",
            [list(persons), household.pk, month.first_day],
        )
        covered = [row[0] for row in cursor.fetchall()]
    if covered:
        names = Person.objects.filter(pk__in=covered).order_by("pk").values_list("name", flat=True)
        raise CoveredElsewhere(
            _("%(names)s还在另一户享受低保，不能重复保障。先办理那一户的人口变更。")
            % {"names": listed(names)}
        )
