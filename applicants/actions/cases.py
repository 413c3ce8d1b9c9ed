"""The way of a case from draft to decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import households, supporters
from applicants.eligibility.codes import AloneGround
from applicants.eligibility.contradictions import STRANGERS_LINE
from applicants.fact_finding import facts_of
from applicants.investigation import missing_for_opinion
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseStatus, Channel
from applicants.models.household import Household
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.override import is_payable, payable_of
from applicants.models.person import ID_FULL, Person
from applicants.models.policy import RuleSet
from applicants.models.proxy import ProxyTelephone
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import IdNumber, PhoneNumber
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused


class StaleCase(MoveRefused):
    """Somebody else changed the case since the form was opened; what was typed is not lost, only not written."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Whose a typed line is: a member known as a person or by an ID number, or the whole household."""

    person: Person | None = None
    owner: IdNumber | None = None


@dataclass(frozen=True, kw_only=True)
class IncomeEntry(Line):
    """One typed income: yearly yuan."""

    source: str
    yearly_amount: Decimal
    necessary_cost: Decimal = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class ExpenseEntry(Line):
    kind: str
    yearly_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PropertyEntry(Line):
    kind: str
    amount: Decimal
    count: int = 1
    exemption: str = ""


@dataclass(frozen=True, kw_only=True)
class Alone(Line):
    """Who applies without the family (办法 Art 8), on which ground, and for the clergy since when."""

    ground: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Means:
    """What the application says of a family's income, expenses, property and hardship."""

    incomes: Sequence[IncomeEntry] = ()
    expenses: Sequence[ExpenseEntry] = ()
    properties: Sequence[PropertyEntry] = ()
    hardships: Sequence[str] = field(default=())
    poverty_cause: str = ""
    statement: str = ""
    alone: Alone | None = None
    took_up_work: bool = False


@dataclass(frozen=True, kw_only=True)
class Way:
    """Who applies and how (办法 Art 4 and 6): the head on paper unless something else is said."""

    channel: str = Channel.PAPER
    applicant: IdNumber | None = None
    proxy_name: str = ""
    proxy_relation: str = ""
    proxy_phone: PhoneNumber | None = None
    mandate_on: date | None = None


@transaction.atomic
def open_draft(
    *, household: Household, means: Means, by: Staff, on: date, way: Way | None = None
) -> Case:
    """Begin an application; Refused while the household has one open or is in benefit."""
    require(by, Permission.CASE_ENTER)
    household = Household.objects.lock(household)
    households.refuse_on_its_way(household)
    refuse_second(household, on=on)
    case = Case.objects.create(
        household=household,
        area_id=household.area_id,
        entered_by=by,
        opened_on=on,
        hardships=sorted(means.hardships),
        poverty_cause=means.poverty_cause,
        statement=means.statement,
        **_way(household, way or Way()),
        **alone_columns(household, means.alone),
    )
    write_means(case, means)
    _write_proxys_telephone(case, way or Way())
    audit.record("case:opened", of=case, by=by)
    return case


def refuse_second(household: Household, *, on: date) -> None:
    """Raise Refused where the household has a case open or is in benefit; pages ask before anybody types.

    In its months of grace it may be in need again, and asks before they are over.
    """
    if household.cases.open().exists():
        raise Refused(_("这户已有一件没办完的申请，打开那一件接着办。"))
    if household.grants.covering(BenefitMonth.of(on)).filter(grace_by__isnull=True).exists():
        raise Refused(_("这户正在享受低保，不能再提申请。"))


@transaction.atomic
def revise(*, case: Case, means: Means, version: int, by: Staff) -> Case:
    """Write the means anew while the township still works on the case; Refused where somebody changed it meanwhile."""
    case = lock_fresh(case=case, version=version, by=by)
    Case.objects.filter(pk=case.pk).update(
        hardships=sorted(means.hardships),
        poverty_cause=means.poverty_cause,
        statement=means.statement,
        took_up_work=means.took_up_work and case.grant_id is not None,
        version=version + 1,
        **alone_columns(case.household, means.alone),
    )
    for lines in (case.incomes, case.expenses, case.properties):
        lines.all().delete()
    write_means(case, means)
    audit.record("case:revised", of=case, by=by)
    case.refresh_from_db()
    return case


def lock_fresh(*, case: Case, version: int, by: Staff) -> Case:
    """The case, locked, as it was seen; StaleCase where somebody changed it since, MoveRefused where it stands."""
    require(by, Permission.CASE_ENTER)
    case = _lock_editable(case)
    if case.version != version:
        raise StaleCase(_("这户资料刚被别人改过。打开最新的页面核对后再改。"))
    return case


@transaction.atomic
def choose_way(*, case: Case, way: Way, by: Staff) -> Case:
    """Say who applies and how, while the township still works on the case."""
    require(by, Permission.CASE_ENTER)
    case = _lock_editable(case)
    Case.objects.filter(pk=case.pk).update(**_way(case.household, way))
    case.refresh_from_db()
    _write_proxys_telephone(case, way)
    return case


@transaction.atomic
def accept(*, case: Case, by: Staff, on: date, reason: str = "") -> Case:
    """Take the application up (受理): the rules in force on the day apply, and the clock of the procedure starts.

    `reason` is what the caseworker declares with it, such as that unlisted income and property are none.
    """
    if case.channel == Channel.PROXY and case.mandate_on is None:
        raise Refused(_("委托他人申请的，先登记委托书日期再受理。"))
    rule_set = RuleSet.objects.in_force(case.area, on=on)
    case.move("accept", by=by, accepted_on=on, rule_set=rule_set)
    audit.record("case:accepted", of=case, by=by, after={"rule_set": rule_set.name}, reason=reason)
    return case


@transaction.atomic
def withdraw(*, case: Case, reason: str, by: Staff, on: date) -> Case:
    """End the application at the family's wish; its limits stop with the day."""
    case.move("withdraw", by=by, withdrawn_on=on)
    audit.record("case:withdrawn", of=case, by=by, reason=reason)
    return case


@transaction.atomic
def propose(
    *, case: Case, assessment: Assessment, proposal: str, reasons: str, by: Staff, on: date
) -> TownshipOpinion:
    """Give the township's opinion on the latest assessment, once the family was visited (办法 Art 16, 19).

    Refused while the rules of the case ask for something first (see `applicants.investigation`).
    """
    case = Case.objects.lock(case)
    case.require_open("propose", by=by)
    if case.is_about_a_benefit:
        raise MoveRefused(_("这件是对在享待遇的核查，意见分维持、增发、减发、变更和停发。"))
    if proposal not in TownshipOpinion.ON_APPLICATIONS:
        raise Refused(_("这件是申请，初审意见只有拟同意和拟不同意。"))
    case.refuse_relative(by)
    for sentence in missing_for_opinion(case):
        raise Refused(str(sentence))
    untold = case.checks.filter(has_differences=True, delivery__isnull=True)
    if proposal == TownshipOpinion.Proposal.REFUSE and untold.exists():
        # 办法 Art 18.
        raise Refused(_("核对与申报有出入，先把结果告知申请人，再提“拟不同意”。"))
    latest = case.assessments.order_by("-pk").first()
    if latest is None or latest.pk != assessment.pk:
        raise Refused(_("待遇已重新计算，按最新的结果提意见。"))
    if latest.facts_hash != facts_of(case, on=latest.assessed_on).hash:
        raise Refused(_("计算以后资料改过，重新计算待遇再提意见。"))
    if proposal == TownshipOpinion.Proposal.GRANT:
        _require_payable(latest)
    opinion = TownshipOpinion.objects.create(
        case=case,
        area_id=case.area_id,
        assessment=latest,
        proposal=proposal,
        reasons=reasons,
        given_by=by,
        given_on=on,
    )
    case.move("propose", by=by)
    audit.record("case:proposed", of=case, by=by, after={"proposal": proposal}, reason=reasons)
    return opinion


def _require_payable(assessment: Assessment) -> None:
    """Raise Refused where nothing can be granted on it, so that nobody finds out at the notice."""
    if not is_payable(assessment):
        raise Refused(_("按规则不符合条件，不能提“拟同意”。"))
    payable_of(assessment).require_class()


@transaction.atomic
def send_back(*, case: Case, reasons: str, by: Staff) -> Case:
    """Return the case to the township; what was assessed and posted stays on record, and is done anew."""
    case.move("send_back", by=by)
    audit.record("case:sent_back", of=case, by=by, reason=reasons)
    return case


def _lock_editable(case: Case) -> Case:
    case = Case.objects.lock(case)
    if case.status not in (CaseStatus.DRAFT, CaseStatus.ACCEPTED):
        raise MoveRefused(_("资料已经定下，不能再改。县里退回后可以修改。"))
    return case


def _way(household: Household, way: Way) -> dict[str, object]:
    """The columns that say who applies and how; the head needs no saying."""
    applicant = _member(household, way.applicant) if way.applicant else None
    is_proxy = way.channel == Channel.PROXY
    if is_proxy and not (way.proxy_name and way.proxy_relation):
        raise Refused(_("填写代理申请人的姓名和与申请人的关系。"))
    return {
        "channel": way.channel,
        "applicant": None if applicant == household.head else applicant,
        "proxy_name": way.proxy_name if is_proxy else "",
        "proxy_relation": way.proxy_relation if is_proxy else "",
        "mandate_on": way.mandate_on if is_proxy else None,
    }


def _write_proxys_telephone(case: Case, way: Way) -> None:
    """Nothing is written where nothing changed: its history tells of changes."""
    phone = way.proxy_phone if way.channel == Channel.PROXY else None
    kept = ProxyTelephone.objects.filter(case=case).first()
    if (kept.number if kept else None) == phone:
        return
    if kept is not None:
        kept.delete()
    if phone is not None:
        ProxyTelephone.objects.create(case=case, area_id=case.area_id, phone=phone.number)


def alone_columns(household: Household, alone: Alone | None) -> dict[str, object]:
    """The columns of a case that say who applies without the family; Refused for somebody who is no member."""
    if alone is None:
        return {"applies_alone": None, "alone_ground": "", "alone_since": None}
    is_clergy = alone.ground == AloneGround.CLERGY
    if is_clergy and alone.since is None:
        raise Refused(_("填写开始在宗教场所居住的日期。"))
    return {
        "applies_alone": _owner(alone, _people_of(household) if alone.owner else {}),
        "alone_ground": alone.ground,
        "alone_since": alone.since if is_clergy else None,
    }


def _people_of(household: Household) -> dict[str, Person]:
    """The members by the blind index of their numbers (one query)."""
    return {member.person.id_index or "": member.person for member in household.members()}


def _owner(line: Line, people: Mapping[str, Person]) -> Person | None:
    """Whose a line is; None for what is the household's."""
    if line.owner is None:
        return line.person
    person = people.get(blind_index(line.owner.number, ID_FULL))
    if person is None:
        raise Refused(_(STRANGERS_LINE))
    return person


def _member(household: Household, number: IdNumber) -> Person:
    index = blind_index(number.number, ID_FULL)
    found = household.members().filter(person__id_index=index).first()
    if found is None:
        raise Refused(_("申请人要是共同生活的家庭成员。"))
    return found.person


def write_means(case: Case, means: Means) -> None:
    """Write what was answered as the lines of a case, with what its supporters pay."""
    typed = (*means.incomes, *means.expenses, *means.properties)
    people = _people_of(case.household) if any(entry.owner for entry in typed) else {}
    place = {"case": case, "area_id": case.area_id}
    IncomeLine.objects.bulk_create(
        IncomeLine(**place, **_columns(entry, people)) for entry in means.incomes
    )
    ExpenseLine.objects.bulk_create(
        ExpenseLine(**place, **_columns(entry, people)) for entry in means.expenses
    )
    PropertyLine.objects.bulk_create(
        PropertyLine(**place, **_columns(entry, people)) for entry in means.properties
    )
    supporters.count_support(case)


def _columns(entry: Line, people: Mapping[str, Person]) -> dict[str, object]:
    """A typed line's columns, its owner as the member that the number belongs to."""
    columns: dict[str, object] = dict(vars(entry))
    del columns["owner"]
    return columns | {"person": _owner(entry, people)}
