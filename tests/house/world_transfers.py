"""Families of the world that are on their way: handed over within their county, and about to be two."""

from datetime import date

from applicants.actions import documents, transfers
from applicants.models import DocumentKind, Household, Transfer
from dibao import scope
from dibao.roles import Role
from tests.dibao.files import samples
from tests.factories.files import upload_of
from tests.house.people import Team
from tests.house.world import TODAY, Families, Site, confirmed

POSTED, GRANTED = date(2008, 6, 1), date(2008, 6, 22)
# As many as are needed to see whether each of them costs queries.
MOST = 4


def furnish_transfers(site: Site, families: Families, *, size: int) -> None:
    """Families handed over to their own township with a paper, and one that would be two."""
    team = families.team
    with scope.of(team[Role.CASEWORKER]):
        cases = families.posted(min(size, MOST) + 1, from_day=POSTED)
    with scope.of(team[Role.COUNTY_REVIEWER]):
        found = [confirmed(case, team, on=GRANTED).household for case in cases]
    with scope.of(team.recorder):
        paper = documents.add(
            household=found[0],
            kind=DocumentKind.OTHER,
            upload=upload_of(samples.picture()),
            by=team.recorder,
            on=TODAY,
        )
        moves = [_moved(household, team) for household in found[:-1]]
        split = _divided(found[-1], team)
    site.keys |= {
        "move": str(moves[0].pk),
        "split": str(split.pk),
        "transfer_document": str(paper.pk),
    }


def _moved(household: Household, team: Team) -> Transfer:
    return transfers.offer_move(
        household=household,
        township=team.township,
        reason="搬到邻村",
        moved_on=TODAY,
        by=team.recorder,
        on=TODAY,
    )


def _divided(household: Household, team: Team) -> Transfer:
    wife = household.members().get(relation="10")
    return transfers.propose_split(
        household=household,
        plan={wife.person_id: "02"},
        group_name="",
        address="",
        reason="分家单过",
        happened_on=TODAY,
        by=team.recorder,
        on=TODAY,
    )
