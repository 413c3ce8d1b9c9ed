"""Benefits looked at again in a county of the world: one begun, one whose end is proposed; and what is told of all."""

from applicants.actions import change_reports, changes
from applicants.actions.change_reports import Report
from applicants.models import Case, CaseKind, ChangeKind, ChangeReport, Grant, ReportSource
from dibao import scope
from dibao.roles import Role
from tests.house.people import Team
from tests.house.world import TODAY, Site


def furnish_changes(site: Site, team: Team, grants: list[Grant]) -> None:
    """Two changes of grants that no list counts on."""
    with scope.of(team[Role.CASEWORKER]):
        site.keys["changing"] = _opened(grants[-2], team).pk
        cut = _opened(grants[-1], team)
    with scope.of(team[Role.TOWNSHIP_HEAD]):
        changes.propose(
            case=cut,
            proposal="end",
            end_reason="voluntary",
            reasons="本人书面退出",
            by=team[Role.TOWNSHIP_HEAD],
            on=TODAY,
        )
    site.keys["cut"] = cut.pk
    with scope.of(team[Role.CASEWORKER]):
        told = [_told(grant, team) for grant in grants]
    site.keys["report"] = told[0].pk


def _told(grant: Grant, team: Team) -> ChangeReport:
    return change_reports.record(
        household=grant.household,
        report=Report(
            kind=ChangeKind.INCOME, happened_on=TODAY, source=ReportSource.VILLAGE, note="开了小店"
        ),
        by=team[Role.CASEWORKER],
        on=TODAY,
    )


def _opened(grant: Grant, team: Team) -> Case:
    return changes.open_case(
        household=grant.household,
        kind=CaseKind.CHANGE,
        statement="孩子找到工作",
        by=team[Role.CASEWORKER],
        on=TODAY,
    )
