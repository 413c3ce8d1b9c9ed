"""The people of our tests, and a case at each of its stages. Everybody acts under one posting.

Stories about today's law happen in July 2026: entered on the 6th, on notice from the 8th to the 14th.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.contrib.auth.hashers import make_password

from applicants import rule_sets
from applicants.actions import assessments, cases, decisions, households, notices
from applicants.management.commands import load_agencies
from applicants.models.aid import AidItem
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.notice import PublicNotice
from applicants.models.policy import RuleSet, RuleSetStatus
from applicants.models.visit import HomeVisit
from dibao import scope
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from tests.factories.investigation import visited
from tests.factories.people import entry
from tests.factories.places import Places, make_places

PASSWORD = "a long word for tests only"
HASHED = make_password(PASSWORD)
ENTERED = date(2026, 7, 6)
POSTED = date(2026, 7, 8)
LAST_NOTICE_DAY = date(2026, 7, 14)
DECIDED = date(2026, 7, 15)


@dataclass(frozen=True)
class Cast:
    """Who works where. `neighbour` sits in the next township, `foreign_*` in the next county; `agency_officer` answers
    for an agency that gives nothing."""

    caseworker: Staff
    township_head: Staff
    neighbour: Staff
    clerk: Staff
    reviewer: Staff
    second_reviewer: Staff
    approver: Staff
    finance: Staff
    second_finance: Staff
    officer: Staff
    inspector: Staff
    administrator: Staff
    foreign_caseworker: Staff
    foreign_clerk: Staff
    foreign_reviewer: Staff
    agency_officer: Staff


class Post(NamedTuple):
    username: str
    name: str
    role: Role
    area: Area
    agency: Agency | None = None


def hire(username: str, name: str, role: Role, area: Area) -> Staff:
    """A person with one posting, already acting under it."""
    (hired,) = hire_all([Post(username, name, role, area)])
    return hired


def hire_all(posts: Sequence[Post]) -> list[Staff]:
    """People with one posting each, already acting under it (two statements)."""
    people = Staff.objects.bulk_create(
        Staff(username=post.username, name=post.name, password=HASHED) for post in posts
    )
    postings = Posting.objects.bulk_create(
        Posting(
            staff=one,
            area=post.area,
            role=post.role,
            agency=post.agency,
            starts_on=date(2006, 1, 1),
        )
        for one, post in zip(people, posts, strict=True)
    )
    return [one.acting(posting) for one, posting in zip(people, postings, strict=True)]


@pytest.fixture
def places(db: None) -> Places:
    return make_places()


@pytest.fixture
def cast(places: Places) -> Cast:
    return make_cast(places)


def make_cast(places: Places) -> Cast:
    """Everybody, hired."""
    township, county, prefecture = places.township, places.county, places.prefecture
    abroad = places.other_county
    agency = Agency.objects.create(
        code="cast", name="某成员单位", name_en="A member agency", position=99
    )
    posts = {
        "caseworker": Post("caseworker", "李经办", Role.CASEWORKER, township),
        "township_head": Post("head", "陈镇长", Role.TOWNSHIP_HEAD, township),
        "neighbour": Post("neighbour", "周邻镇", Role.CASEWORKER, places.other_township),
        "clerk": Post("clerk", "王编制", Role.COUNTY_CLERK, county),
        "reviewer": Post("reviewer", "赵审核", Role.COUNTY_REVIEWER, county),
        "second_reviewer": Post("reviewer2", "钱审核", Role.COUNTY_REVIEWER, county),
        "approver": Post("approver", "孙批准", Role.COUNTY_APPROVER, county),
        "finance": Post("finance", "吴财务", Role.COUNTY_FINANCE, county),
        "second_finance": Post("finance2", "郑财务", Role.COUNTY_FINANCE, county),
        "officer": Post("officer", "冯市局", Role.PREFECTURE_OFFICER, prefecture),
        "inspector": Post("inspector", "褚检查", Role.INSPECTOR, prefecture),
        "administrator": Post("admin", "卫管理", Role.ADMINISTRATOR, prefecture),
        "foreign_caseworker": Post(
            "foreign.caseworker", "蒋外县", Role.CASEWORKER, places.foreign_township
        ),
        "foreign_clerk": Post("foreign.clerk", "沈外县", Role.COUNTY_CLERK, abroad),
        "foreign_reviewer": Post("foreign.reviewer", "韩外县", Role.COUNTY_REVIEWER, abroad),
        "agency_officer": Post("agency", "杨单位", Role.AGENCY, county, agency),
    }
    return Cast(**dict(zip(posts, hire_all(list(posts.values())), strict=True)))


def make_rule_set(code: str, area: Area) -> RuleSet:
    """One of the shipped rule sets, active in an area."""
    shipped = rule_sets.load(code)
    return RuleSet.objects.create(
        area=area,
        name=shipped.terms.name,
        first_day=shipped.valid_from,
        last_day=shipped.valid_to,
        status=RuleSetStatus.ACTIVE,
        legal_basis=shipped.terms.legal_basis,
        terms=shipped.terms.to_json(),
    )


@pytest.fixture
def rules_of_2007(places: Places) -> RuleSet:
    return make_rule_set("2007", places.prefecture)


@pytest.fixture
def rules_of_2026(places: Places) -> RuleSet:
    return make_rule_set("2026", places.prefecture)


@pytest.fixture
def aid_items(places: Places) -> dict[str, AidItem]:
    """What the member agencies that ship do for poor households, by code."""
    load_agencies.load()
    return {item.code: item for item in AidItem.objects.select_related("agency")}


def small_means() -> cases.Means:
    """A little farming, nothing owned, a chronic illness: a household well below the line."""
    farming = cases.IncomeEntry(source="farming", yearly_amount=Decimal("900.00"))
    return cases.Means(incomes=[farming], hardships=["chronic_illness"], poverty_cause="illness")


def register(village: Area, by: Staff, *, name: str = "张三", serial: int = 1) -> Household:
    """A head without labour capacity and a wife."""
    wife = entry("刘" + name[1:], serial + 1, relation="10")
    return households.register(
        village=village, members=[entry(name, serial), wife], by=by, on=ENTERED
    )


@pytest.fixture
def household(cast: Cast, places: Places) -> Household:
    with scope.of(cast.caseworker):
        return register(places.village, cast.caseworker)


@pytest.fixture
def draft_case(cast: Cast, household: Household, rules_of_2026: RuleSet) -> Case:
    with scope.of(cast.caseworker):
        return cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=ENTERED
        )


@pytest.fixture
def accepted_case(cast: Cast, draft_case: Case) -> Case:
    with scope.of(cast.caseworker):
        return cases.accept(case=draft_case, by=cast.caseworker, on=ENTERED)


@pytest.fixture
def visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    """The township's visit, signed."""
    with scope.of(cast.caseworker):
        return visited(accepted_case, cast.caseworker, on=ENTERED)


@pytest.fixture
def assessment(cast: Cast, accepted_case: Case, visit: HomeVisit) -> Assessment:
    with scope.of(cast.caseworker):
        return assessments.assess(case=accepted_case, by=cast.caseworker, on=ENTERED)


@pytest.fixture
def proposed_case(cast: Cast, accepted_case: Case, assessment: Assessment) -> Case:
    with scope.of(cast.township_head):
        cases.propose(
            case=accepted_case,
            assessment=assessment,
            proposal="grant",
            reasons="入户调查属实",
            by=cast.township_head,
            on=ENTERED,
        )
        accepted_case.refresh_from_db()
    return accepted_case


@pytest.fixture
def notice(cast: Cast, proposed_case: Case) -> PublicNotice:
    """Seven days from POSTED; after LAST_NOTICE_DAY the county may decide."""
    with scope.of(cast.caseworker):
        return notices.freeze(
            village=proposed_case.area,
            stage="township",
            cases=[proposed_case],
            by=cast.caseworker,
            on=POSTED,
        )


@pytest.fixture
def case_on_notice(proposed_case: Case, notice: PublicNotice, cast: Cast) -> Case:
    with scope.of(cast.caseworker):
        proposed_case.refresh_from_db()
    return proposed_case


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    """The household in benefit from August 2026 on."""
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


@pytest.fixture
def without_hearing(rules_of_2026: RuleSet) -> None:
    """A local rule set that asks for no hearing before a benefit falls or ends."""
    rules_of_2026.terms["hearing_before_cut"] = False
    rules_of_2026.save()


@pytest.fixture(params=["full", "falling"])
def shape(request: pytest.FixtureRequest, rules_of_2026: RuleSet) -> str:
    """Local rule sets of both shapes of grace: paid whole, and less and less. To be asked for before a case is."""
    rules_of_2026.terms["grace"]["shape"] = request.param
    rules_of_2026.save()
    return str(request.param)


@pytest.fixture
def falling(rules_of_2026: RuleSet) -> None:
    """A local rule set whose months of grace pay less and less."""
    rules_of_2026.terms["grace"]["shape"] = "falling"
    rules_of_2026.save()
