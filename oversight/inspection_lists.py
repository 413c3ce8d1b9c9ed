"""The frozen list as it is published, made again from its rows, and whether both still say the same."""

from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _

from dibao.errors import Refused
from oversight.inspection_sentences import rule_of
from oversight.models.inspection import Inspection
from oversight.sampling import ListChanged, Listing, Unit, size_for


def listing_of(inspection: Inspection) -> Listing:
    """The list as its rows say it (five queries)."""
    barred: dict[int, list[int]] = defaultdict(list)
    for subject, number in inspection.bars.order_by("inspector__number").values_list(
        "subject_id", "inspector__number"
    ):
        barred[subject].append(number)
    rows = inspection.subjects.order_by("stratum", "number")
    units = tuple(
        Unit(stratum, number, key, route, tuple(barred[pk]))
        for pk, stratum, number, key, route in rows.values_list(
            "pk", "stratum", "number", "key", "route"
        )
    )
    return Listing(
        name=inspection.number,
        rule=rule_of(inspection),
        size=asked_size(inspection, len(units)),
        inspectors=inspection.inspectors.count(),
        units=units,
    )


def asked_size(inspection: Inspection, population: int) -> int:
    """How many the plan asks for of so many families, before every stratum gets its one."""
    if inspection.confidence is not None and inspection.margin is not None and population:
        return size_for(population, confidence=inspection.confidence, margin=inspection.margin)
    return min(inspection.given_size or 0, population)


def checked(inspection: Inspection) -> Listing:
    """The frozen list, once its rows, the published file and the published hash say the same.

    Raises ListChanged where they do not: nothing is drawn from a list that somebody has touched.
    """
    published = Listing.parse(inspection.list.text)
    if not published.units or not inspection.list_hash == published.sha256 == _hash_of_rows(
        inspection, published.rule
    ):
        raise ListChanged(
            _("名单和公布的校验值对不上，有人动过，不能抽取。保留现场，报告上级，另拟一次抽查。")
        )
    return published


def _hash_of_rows(inspection: Inspection, rule: str) -> str:
    """Of the rows of today under the sentence as it was published: a township may be renamed meanwhile."""
    return replace(listing_of(inspection), rule=rule).sha256


def refuse_lonely(listing: Listing) -> None:
    """Raise Refused where a family has fewer than two inspectors who may go there, before the list is published."""
    lonely = sum(listing.inspectors - len(unit.barred) < 2 for unit in listing.units)
    if lonely:
        raise Refused(
            _(
                "有%(count)s户能去检查的人不到两个（办过这户或者是近亲属的要回避）。增加检查人员再定名单。"
            )
            % {"count": lonely}
        )
