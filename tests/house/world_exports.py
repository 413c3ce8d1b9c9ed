"""Lists of the world that went out."""

from applicants.actions import exports
from dibao import scope
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from tests.house.people import Team
from tests.house.world import TODAY, Site


def furnish_exports(site: Site, team: Team, *, size: int) -> None:
    """Rosters of the county, written and still lying there, and a set of columns."""
    by = team[Role.COUNTY_CLERK]
    with scope.of(by):
        asked = [
            exports.ask(shape="roster", area=team.county, month=BenefitMonth.of(TODAY), by=by)
            for _ in range(size)
        ]
        for export in asked:
            exports.write(export=export, by=by, on=TODAY)
        exports.keep_columns(shape="roster", name="甲乙", columns=["name"], is_shared=True, by=by)
    site.keys["export"] = asked[0].pk
