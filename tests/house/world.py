"""A world for the tests of all pages: two counties with work at every stage, built by the real actions and committed.

The home county has more than a page of everything, the one next door one of each; what belongs to the latter carries
names that no page of the former may show. The day is the demonstration's, 5 August 2008, under the rules of 2007.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, product
from uuid import UUID, uuid4

from applicants.actions import (
    assessments,
    cases,
    consents,
    decisions,
    documents,
    endings,
    households,
    leads,
    missing_items,
    notice_postings,
    notices,
    objections,
    overrides,
    policies,
    relatives,
    statements,
    what_ifs,
)
from applicants.actions.overrides import ShareEntry
from applicants.models import (
    BoardAct,
    Case,
    CheckFile,
    CloseRelation,
    Document,
    DocumentKind,
    Grant,
    Household,
    Membership,
    NoticeEntry,
    Objection,
    ObjectionPhoto,
    Override,
    Person,
    PublicNotice,
    RuleSet,
    SigningWay,
    StatementPhoto,
)
from dibao import audit, scope
from dibao.actions import agency_tokens
from dibao.files import storage
from dibao.models import AuditEvent, JobRun, JobStatus, ReadLog
from dibao.roles import Role
from dibao.values.identity import PhoneNumber
from dibao.values.months import BenefitMonth
from tests.cast import small_means
from tests.dibao.files import samples
from tests.factories.checks import requested, started
from tests.factories.files import upload_of
from tests.factories.investigation import begun, investigated
from tests.factories.people import entry, id_number
from tests.house import world_lists
from tests.house.people import Team

TODAY = date(2008, 8, 5)
HOLIDAY = date(2009, 5, 1)
STAGES = ("village", "township", "county")
NOTICE_DAYS = timedelta(days=7)

# Families in benefit beside those of the lists, whose benefit is looked at again.
CHANGES = 2
# Families next door: every one of these is a canary on the pages of the home county.
CANARIES = (
    "闻人雀",
    "闻人鸽",
    "闻人燕",
    "闻人莺",
    "闻人鹭",
    "闻人鹤",
    "闻人鹊",
    "闻人雁",
    "闻人鸥",
    "闻人鸾",
    "闻人鹂",
    "闻人鸿",
    "闻人鹃",
    "闻人鹏",
    "闻人鸳",
    "闻人鸢",
    "闻人鹰",
    "闻人隼",
    "闻人鹦",
    "闻人鹬",
    "闻人鸠",
    "闻人鹅",
    "闻人鹜",
    "闻人鹄",
    "闻人鹣",
    "闻人鹇",
    "闻人鹑",
    "闻人鹌",
    "闻人鹗",
    "闻人鹞",
    "闻人鹧",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "春夏秋冬梅兰竹菊松柏桃杏山河江海"


@dataclass
class Site:
    """What there is to see in one county: keys and tokens, by what they stand for."""

    area: str
    township: str
    village: str
    keys: dict[str, int | str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int | str:
        return self.keys[name]


class Families:
    """Households of one village, each with a name and numbers of its own."""

    def __init__(self, team: Team, prefix: str, names: Iterator[str]) -> None:
        self.team = team
        self.prefix = prefix
        self.names = names
        self.serials = count(1)

    def register(self, *, on: date) -> Household:
        name, serial = next(self.names), next(self.serials)
        head = entry(name, serial * 2 % 1000, born=self._born(serial))
        wife = entry(f"白{name[-1]}", serial * 2 % 1000 + 1, born=self._born(serial), relation="10")
        members = [self._numbered(head), self._numbered(wife)]
        return households.register(
            village=self.team.village, members=members, by=self.team[Role.CASEWORKER], on=on
        )

    def draft(self, *, on: date) -> Case:
        return cases.open_draft(
            household=self.register(on=on),
            means=small_means(),
            by=self.team[Role.CASEWORKER],
            on=on,
        )

    def accepted(self, *, on: date) -> Case:
        return cases.accept(case=self.draft(on=on), by=self.team[Role.CASEWORKER], on=on)

    def assessed(self, *, on: date) -> Case:
        case = self.accepted(on=on)
        investigated(case, self.team[Role.CASEWORKER], on=on)
        assessments.assess(case=case, by=self.team[Role.CASEWORKER], on=on)
        return case

    def proposed(self, *, on: date) -> Case:
        case, head = self.assessed(on=on), self.team[Role.TOWNSHIP_HEAD]
        with scope.of(head):
            cases.propose(
                case=case,
                assessment=case.assessments.get(),
                proposal="grant",
                reasons="入户调查属实",
                by=head,
                on=on,
            )
        case.refresh_from_db()
        return case

    def posted(self, number: int, *, from_day: date, stages: int = 3) -> list[Case]:
        """Cases whose first notices began on a day, one stage after the other, seven days each."""
        found = [self.proposed(on=from_day - timedelta(days=1)) for _ in range(number)]
        for index, stage in enumerate(STAGES[:stages]):
            notices.freeze(
                village=self.team.village,
                stage=stage,
                cases=found,
                by=self.team[Role.CASEWORKER],
                on=from_day + index * NOTICE_DAYS,
            )
            for case in found:
                case.refresh_from_db()
        return found

    def _born(self, serial: int) -> date:
        return date(1950, 1, 1) + timedelta(days=serial)

    def _numbered(self, member: households.MemberEntry) -> households.MemberEntry:
        """The same member with a number of this county, so that no two people of the world share one."""
        old = member.id_number
        number = id_number(int(old.number[14:17]), born=old.birth_date, area=self.prefix)
        return households.MemberEntry(**{**vars(member), "id_number": number})


def plain_names() -> Iterator[str]:
    return ("".join(parts) for parts in product(SURNAMES, GIVEN, GIVEN[:4]))


def furnish_files(site: Site, families: Families, *, size: int) -> list[Grant]:
    """Cases at every stage, their notices and grants; more than `size` rows in every list."""
    team = families.team
    with scope.of(team[Role.CASEWORKER]):
        site.keys["free_household"] = families.register(on=TODAY).pk
        drafts = [families.draft(on=TODAY) for _ in range(size)]
        site.keys["draft"] = drafts[0].pk
        accepted = families.accepted(on=TODAY)
        site.keys["accepted"] = accepted.pk
        site.keys["visit"] = begun(accepted, team[Role.CASEWORKER], on=TODAY).pk
        site.keys["assessed"] = families.assessed(on=TODAY).pk
        site.keys["proposed"] = families.proposed(on=TODAY).pk
        _furnish_register(site, team, drafts, size)
        site.keys["lead"] = _heard_of(families, size)
        overridden = [_overridden(families) for _ in range(min(size, 8))]
        site.keys["override"] = overridden[0].pk
        site.keys["document"] = str(_scanned(team, drafts[0], size)[0].pk)
        site.keys["unnamed_household"], site.keys["unnamed_person"] = _count_members(drafts, size)
    with scope.public(on=TODAY):
        site.keys["statement"] = _stated(families, size)
    with scope.of(team[Role.CASEWORKER]):
        [photo] = StatementPhoto.objects.filter(statement=site.keys["statement"])
        site.keys["statement_photo"] = str(photo.pk)
    _furnish_checks(site, families, size)
    site.keys["sheet_import"] = world_lists.furnish(families.team, size)
    _furnish_endings(site, families, size)
    with scope.of(team[Role.CASEWORKER]):
        granted = families.posted(size + CHANGES, from_day=date(2008, 4, 2))
        ready = families.posted(size, from_day=date(2008, 7, 11))
        running = families.posted(1, from_day=date(2008, 7, 25), stages=2)
    site.keys["ready"], site.keys["on_notice"] = ready[0].pk, running[0].pk
    with scope.of(team[Role.CASEWORKER]):
        site.keys["signed_visit"] = ready[0].visits.latest("pk").pk
        site.keys["meeting"] = ready[0].meetings.latest("pk").pk
    with scope.of(team.recorder):
        _furnish_notices(site, team, running[0], size)
    with scope.of(team[Role.COUNTY_REVIEWER]):
        grants = [confirmed(case, team) for case in granted]
    site.keys |= {
        "confirmed": granted[0].pk,
        "household": grants[0].household_id,
        "grant": grants[0].pk,
    }
    return grants


def _furnish_register(site: Site, team: Team, drafts: list[Case], size: int) -> None:
    """Village officials and their relatives, and a family that has signed."""
    by = team[Role.CASEWORKER]
    for case, number in zip(drafts, range(size), strict=True):
        official = relatives.add_official(
            village=team.village, name=f"村干{number}", post="会计", starts_on=TODAY, by=by
        )
        kinship = relatives.register(
            case=case,
            member=case.household.head,
            relation=CloseRelation.SIBLING,
            official=official,
            by=by,
            on=TODAY,
        )
    head = drafts[0].household.head
    (given,) = consents.record(
        case=drafts[0], people=[head], way=SigningWay.PAPER, signed_on=TODAY, by=by, on=TODAY
    )
    told = missing_items.give(
        case=drafts[0], needs=[], others=["低保申请书"], due_on=TODAY, by=by, on=TODAY
    )
    site.keys["missing"] = told.pk
    site.keys |= {"official": official.pk, "relative": kinship.pk, "consent": given.pk}


def _heard_of(families: Families, size: int) -> int:
    """Leads that nobody followed yet, named like a family of the same village; the first of them."""
    by, name = families.team[Role.CASEWORKER], next(families.names)
    report = leads.Report(
        village=families.team.village,
        source="village",
        reported_by="村委会",
        reported_on=TODAY,
        name=name,
        about="独居，长年卧床",
    )
    heard = [leads.record(report=report, by=by, on=TODAY) for _number in range(size)]
    return heard[0].pk


def _stated(families: Families, size: int) -> str:
    """What was stated on line by people of the village, named like its families; the key of the first."""
    name = next(families.names)
    said = [
        statements.Said(
            village=families.team.village,
            name=name,
            id_number=id_number(number, born=date(1950, 1, 1)),
            phone=PhoneNumber.parse("13912345678"),
            stated_by="relative",
            about="独居，长年卧床",
            speaker_name=f"白{name[-1]}",
        )
        for number in range(size)
    ]
    photo = upload_of(samples.picture(), "house.jpg")
    kept = [
        statements.receive(said=one, key=uuid4(), photos=photos, on=TODAY)
        for one, photos in zip(said, [[photo], *[[]] * (size - 1)], strict=True)
    ]
    return str(kept[0].pk)


def _overridden(families: Families) -> Override:
    """A case of which somebody says that the rules see it wrongly, waiting for a second person."""
    case = families.assessed(on=TODAY)
    judged = case.assessments.get()
    head = judged.as_verdict().shares[0].member
    return overrides.give(
        case=case,
        assessment=judged,
        benefit_class=1,
        shares=[ShareEntry(person=head, base=Decimal(77))],
        reason="实际困难重于测算",
        by=families.team[Role.CASEWORKER],
        on=TODAY,
    )


def _scanned(team: Team, case: Case, size: int) -> list[Document]:
    """Files of one case, as many as the county is large; one photo is enough of each kind."""
    return [
        documents.add(
            household=case.household,
            case=case,
            kind=kind,
            upload=upload_of(samples.picture()),
            by=team[Role.CASEWORKER],
            on=TODAY,
        )
        for kind in list(DocumentKind)[:size]
    ]


def _furnish_checks(site: Site, families: Families, size: int) -> None:
    """Checks that a township asked for, one of them started, and a file of answers that was none."""
    worker, clerk = families.team[Role.CASEWORKER], families.team[Role.COUNTY_CLERK]
    with scope.of(worker):
        asked = [
            requested(families.accepted(on=TODAY), worker, on=TODAY) for _number in range(size + 1)
        ]
    with scope.of(clerk):
        started(asked[1], clerk, on=TODAY)
        files = CheckFile.objects.bulk_create(
            CheckFile(
                area=families.team.county,
                name=f"结果{number}.xlsx",
                sha256=f"{number:064d}",
                status="received",
                loaded_by=clerk,
            )
            for number in range(size)
        )
    site.keys |= {
        "check_requested": asked[0].pk,
        "check": asked[1].pk,
        "check_file": str(files[0].pk),
    }


def _furnish_endings(site: Site, families: Families, size: int) -> None:
    """Families that did not cooperate, each with a letter that has not reached them."""
    worker, head = families.team[Role.CASEWORKER], families.team[Role.TOWNSHIP_HEAD]
    with scope.of(worker):
        uncooperative = [families.accepted(on=TODAY) for _number in range(size)]
    with scope.of(head):
        ended = [
            endings.end(case=case, reason="no_visit", text="三次上门不让进", by=head, on=TODAY)
            for case in uncooperative
        ]
    site.keys |= {"ended": uncooperative[0].pk, "ending": ended[0].pk}


def confirmed(case: Case, team: Team, *, on: date = date(2008, 4, 23)) -> Grant:
    return decisions.confirm(
        case=case, reasons="材料齐全，情况属实", by=team[Role.COUNTY_REVIEWER], on=on
    )


def _furnish_notices(site: Site, team: Team, case: Case, size: int) -> None:
    running = PublicNotice.objects.running(on=TODAY).get(entries__case=case)
    objection = objections.lodge(
        case=case, notice=running, text="他家有车", by=team.recorder, on=TODAY
    )
    site.keys |= {"notice": running.pk, "token": running.token, "objection": objection.pk}
    site.keys["objection_photo"] = str(_photographed(objection))
    site.keys["notice_photo"] = str(_hung(running, team))
    for _ in range(size):
        _standing_list(team)
        _reported(team)


def _standing_list(team: Team) -> PublicNotice:
    """One more notice for the list of notices, of two months, with a line of nobody in particular."""
    notice = PublicNotice.objects.create(
        area=team.village,
        stage="standing",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=61),
        office=f"{team.township.path}人民政府",
        phone="0990-5550100",
        entry_count=1,
        entries_hash="0" * 64,
        frozen_by=team[Role.CASEWORKER],
    )
    NoticeEntry.objects.create(
        notice=notice,
        area=team.village,
        position=1,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        printed_name="某某",
        household_size=2,
        covered_count=2,
        benefit_class=1,
        monthly_amount="154.00",
    )
    return notice


def _hung(notice: PublicNotice, team: Team) -> UUID:
    """A picture of the board."""
    posting = notice_postings.record(
        notice=notice,
        act=BoardAct.PUT_UP,
        done_on=notice.starts_on,
        place="村公示栏",
        photo=upload_of(samples.picture(), "board.jpg"),
        why_no_photo="",
        by=team.recorder,
        on=TODAY,
    )
    return posting.pk


def _photographed(objection: Objection) -> UUID:
    """A picture that somebody sent along."""
    content = samples.picture(kind="JPEG")
    photo = ObjectionPhoto.objects.create(
        objection=objection,
        area_id=objection.area_id,
        size=len(content),
        content_hash="0" * 64,
        added_on=TODAY,
    )
    storage.keep(photo.pk, content)
    return photo.pk


def _reported(team: Team) -> None:
    """What came by telephone, about somebody of the village."""
    heard = objections.Heard(
        area=team.village,
        kind="report",
        channel="hotline",
        about="某某",
        topic="other",
        text="有人反映",
    )
    objections.register(heard=heard, by=team.recorder, on=TODAY)


def _count_members(drafts: list[Case], size: int) -> tuple[int, str]:
    """Give families a member who was only counted, as a county's own list does."""
    people = [Person(area_id=case.area_id, is_named=False) for case in drafts[:size]]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(
            household=case.household,
            area_id=case.area_id,
            person=person,
            relation="20",
            first_day=TODAY,
        )
        for case, person in zip(drafts, people, strict=True)
    )
    return drafts[0].household_id, str(people[0].pk)


def furnish_rules(site: Site, team: Team) -> None:
    """A county's own draft of rules."""
    administrator = team[Role.ADMINISTRATOR]
    source = RuleSet.objects.in_force(team.county, on=TODAY)
    with scope.of(administrator):
        draft = policies.draft(
            area=team.county,
            source=source,
            name=f"{team.county.name}规则草案",
            first_day=date(2009, 1, 1),
            by=administrator,
        )
    site.keys["rule_set"] = draft.pk


def furnish_trials(site: Site, team: Team, *, size: int) -> None:
    """Trials of other class amounts, the first of them reckoned."""
    reviewer = team[Role.COUNTY_REVIEWER]
    month = BenefitMonth.of(TODAY)
    base = RuleSet.objects.in_force(team.county, on=TODAY).as_terms()
    amounts = (Decimal(85), Decimal(58), Decimal(46))
    terms = what_ifs.with_numbers(base, class_amounts=amounts)
    with scope.of(reviewer):
        trials = [
            what_ifs.ask(
                name=f"{team.county.name}提标",
                area=team.county,
                month=month,
                terms=terms,
                by=reviewer,
            )
            for _ in range(size)
        ]
        reckoned = what_ifs.run(what_if=trials[0], by=reviewer)
        site.keys |= {"what_if": reckoned.pk, "what_if_row": reckoned.rows.latest("pk").pk}


def furnish_jobs(site: Site, team: Team, *, size: int) -> None:
    clerk = team[Role.COUNTY_CLERK]
    JobRun.objects.bulk_create(
        JobRun(
            kind="batch:draw",
            title=f"{team.county.name}编制批次",
            area=team.county,
            asked_by=clerk,
            posting=clerk.posting,
            status=JobStatus.DONE,
            sentence="已编制",
        )
        for _ in range(size)
    )
    site.keys["job"] = JobRun.objects.filter(area=team.county).latest("pk").pk


def furnish_back_room(site: Site, team: Team, *, size: int) -> None:
    """A trace of each kind, in the village; and what all counties share."""
    caseworker = team[Role.CASEWORKER]
    with scope.of(caseworker):
        household = Household.objects.get(pk=site["household"])
        for _ in range(size):
            audit.log_read("view", by=caseworker, household=household)
    _furnish_tokens(site, team, size)
    here = {"area_code": team.village.pk}
    site.keys |= {
        "event": AuditEvent.objects.filter(**here).latest("pk").pk,
        "read": ReadLog.objects.filter(**here).latest("pk").pk,
        "shared_rules": RuleSet.objects.in_force(team.county, on=TODAY).pk,
        "holiday": HOLIDAY.isoformat(),
        "staff": caseworker.pk,
        "posting": caseworker.posting.pk,
    }


def _furnish_tokens(site: Site, team: Team, size: int) -> None:
    """Systems of the county's agency, each with a token."""
    by = team[Role.ADMINISTRATOR]
    with scope.of(by):
        tokens = [
            agency_tokens.create(
                posting=team[Role.AGENCY].posting,
                system=f"系统{number}",
                expires_on=TODAY + timedelta(days=300),
                by=by,
                on=TODAY,
            )
            for number in range(size)
        ]
    site.keys["agency_token"] = tokens[0].pk
