"""Who looks at the pages: each role in the home county, the same roles next door, and somebody whose posting ended."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from dibao.levels import AreaLevel
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import Role
from tests.cast import PASSWORD
from tests.factories.places import Places, make_places

HIRED = date(2006, 1, 1)
LEFT = date(2008, 8, 4)

_LEVELS = {
    Role.CASEWORKER: AreaLevel.TOWNSHIP,
    Role.TOWNSHIP_HEAD: AreaLevel.TOWNSHIP,
    Role.PREFECTURE_OFFICER: AreaLevel.PREFECTURE,
}


@dataclass(frozen=True)
class Team:
    """One person for each role, under one county; `second_finance` hands over what `finance` wrote."""

    county: Area
    township: Area
    village: Area
    by_role: dict[Role, Staff]
    second_finance: Staff
    recorder: Staff

    def __getitem__(self, role: Role) -> Staff:
        return self.by_role[role]


@dataclass(frozen=True)
class Person:
    """A person of the matrix as plain values: the cookie of their session, what they may do, and where."""

    name: str
    role: str
    cookie: str
    permissions: frozenset[Permission]
    span: tuple[str, str]
    has_left: bool

    def __str__(self) -> str:
        return self.name

    @property
    def has_twin_at_home(self) -> bool:
        """Whether somebody in the home county holds the same post: "auditor elsewhere" is the auditor's twin."""
        return self.name.endswith((" elsewhere", " next township"))

    @classmethod
    def told(cls, values: dict[str, object]) -> Self:
        """The person again, from JSON."""
        permissions = frozenset(map(Permission, values["permissions"]))
        return cls(**values | {"permissions": permissions, "span": tuple(values["span"])})

    def reaches(self, area_code: str) -> bool:
        """True where a row of that area is theirs to see."""
        low, high = self.span
        return low <= area_code < high


def make_towns() -> tuple[Places, Area]:
    """The prefecture of all tests, and a second one next to it."""
    places = make_places()
    next_door = Area.objects.create(
        code="990200000000",
        name="邻市",
        level=AreaLevel.PREFECTURE,
        parent_id="990000000000",
        path="邻市",
    )
    return places, next_door


def hire(
    username: str,
    name: str,
    role: Role,
    area: Area,
    *,
    agency: Agency | None = None,
    last_day: date | None = None,
) -> Staff:
    staff = Staff.objects.create_user(username, name, PASSWORD)
    posting = Posting.objects.create(
        staff=staff, area=area, role=role, agency=agency, starts_on=HIRED, ends_on=last_day
    )
    return staff.acting(posting)


def make_team(
    prefix: str,
    word: str,
    *,
    prefecture: Area,
    county: Area,
    township: Area,
    village: Area,
    agency: Agency,
) -> Team:
    """Every role once, with a second finance officer and a second caseworker; both counties have the same agency."""
    place = {
        AreaLevel.TOWNSHIP: township,
        AreaLevel.COUNTY: county,
        AreaLevel.PREFECTURE: prefecture,
    }
    by_role = {
        role: hire(
            f"{prefix}.{role.value}",
            f"{word}{role.label}",
            role,
            place[_LEVELS.get(role, AreaLevel.COUNTY)],
            agency=agency if role == Role.AGENCY else None,
        )
        for role in Role
    }
    return Team(
        county,
        township,
        village,
        by_role,
        hire(f"{prefix}.finance.two", f"{word}财务二", Role.COUNTY_FINANCE, county),
        hire(f"{prefix}.caseworker.two", f"{word}经办二", Role.CASEWORKER, township),
    )
