"""A case's answers as summary cards, each with the link that changes it, for reading and checking."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.choices import choices
from applicants.eligibility.codes import Hardship
from applicants.models.assessment import Assessment
from applicants.models.case import Case, Channel
from applicants.models.household import Household, Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.override import agreed_on, payable_of
from applicants.models.person import Person
from applicants.models.supporter import Supporter
from applicants.pages.case_file import CaseFile
from applicants.pages.tasks import url_of
from dibao.display import listed, month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.identity import PhoneNumber
from dibao.values.months import BenefitMonth

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a card."""

    label: Words
    value: Words | None
    note: Words = ""
    change_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One summary card."""

    title: Words
    rows: list[Fact]
    change_url: str = ""


def cards_of(file: CaseFile, staff: Staff) -> list[Card]:
    """The family's place, its means and the application, as entered."""
    edit = _edit_url(file, staff)
    return [
        _household_card(file, _to(edit, "id_home-address")),
        *_supporter_cards(file, _to(edit, "supporters-grid")),
        _means_card(file, _to(edit, "incomes-grid")),
        _application_card(file, _to(edit, "id_application-statement")),
    ]


def cards_to_check(file: CaseFile, staff: Staff) -> list[Card]:
    """The same with a card for each member, so that each has its own link to change it."""
    edit = _edit_url(file, staff)
    home, *rest = cards_of(file, staff)
    members = [
        _member_card(file, member, _to(edit, f"id_members-{number}-name"))
        for number, member in enumerate(file.members)
    ]
    return [home, *members, *rest]


def _edit_url(file: CaseFile, staff: Staff) -> str:
    may_edit = file.is_editable and allows(staff, P.CASE_ENTER)
    return url_of("case_edit", file.case) if may_edit else ""


@dataclass(frozen=True)
class Resident:
    """One member as a row of the member table."""

    membership: Membership
    person: Person
    born: str
    disability: str
    standing: str


def people_of(file: CaseFile) -> list[Resident]:
    return [
        Resident(
            member, member.person, _born(file, member), _disability(member), standing_of(member)
        )
        for member in file.members
    ]


def _to(page: str, place: str) -> str:
    return f"{page}#{place}" if page else ""


def _household_card(file: CaseFile, change_url: str) -> Card:
    household = file.case.household
    return Card(
        title=_("家庭"),
        change_url=change_url,
        rows=[
            Fact(label=_("村"), value=str(file.case.area)),
            Fact(label=_("村民小组"), value=household.group_name),
            Fact(label=_("详细住址"), value=household.address),
            *residence_facts(household),
            Fact(label=_("联系电话"), value=masked_phone(household.head)),
            Fact(label=_("家庭人口"), value=_people(file)),
            Fact(label=_("领款人"), value=payee_of(household)),
        ],
    )


def residence_facts(household: Household) -> list[Fact]:
    """Where the family lives, if not where its hukou is."""
    if not household.residence_place:
        return []
    return [Fact(label=_("经常居住地"), value=household.residence_place, note=_("人户分离"))]


def _supporter_cards(file: CaseFile, change_url: str) -> list[Card]:
    if not file.supporters:
        return []
    rows = [supporter_fact(one) for one in file.supporters]
    return [Card(title=_("赡养、抚养、扶养义务人"), change_url=change_url, rows=rows)]


def supporter_fact(supporter: Supporter) -> Fact:
    """One line about a supporter: who, what they can and do pay, whether they may be checked."""
    said = [
        supporter.get_ability_display(),
        _a_year(supporter.yearly_amount),
        supporter.masked_id,
        supporter.place,
        _now("%(day)s同意核对") % {"day": supporter.consent_on}
        if supporter.consent_on
        else _now("没有同意核对"),
    ]
    relation = _now("%(supported)s的%(relation)s") % {
        "supported": supporter.supported,
        "relation": supporter.get_relation_display(),
    }
    return Fact(
        label=with_note(supporter.name, relation), value=listed(word for word in said if word)
    )


def payee_of(household: Household) -> str:
    """Who receives the money; with the reason where that is not the head."""
    if not household.is_paid_to_another:
        return str(household.head)
    note = listed(filter(None, [household.payee_relation, household.get_payee_reason_display()]))
    return with_note(household.payee_shown, note)


def masked_phone(person: Person) -> str:
    """A person's telephone by its last four; empty where there is none."""
    sealed = person.phone
    return PhoneNumber.parse(sealed.open()).masked if sealed else ""


def _people(file: CaseFile) -> str:
    counted = sum(member.is_counted for member in file.members)
    covered = sum(member.is_covered for member in file.members)
    return _now("%(counted)d人，保障%(covered)d人") % {"counted": counted, "covered": covered}


def _born(file: CaseFile, member: Membership) -> str:
    person = member.person
    age = person.age(file.on)
    born = person.birth_date.isoformat() if person.birth_date else ""
    years = _now("%(age)d岁") % {"age": age} if age is not None else ""
    return f"{person.get_sex_display()} {born} {years}".strip()


def _member_card(file: CaseFile, member: Membership, change_url: str) -> Card:
    person = member.person
    return Card(
        title=f"{member.get_relation_display()} {person}",
        change_url=change_url,
        rows=[
            Fact(label=_("身份证号"), value=person.masked_id),
            Fact(label=_("性别和出生"), value=_born(file, member)),
            Fact(label=_("健康状况"), value=person.get_health_display()),
            Fact(label=_("劳动能力"), value=person.get_labour_capacity_display()),
            Fact(label=_("残疾"), value=_disability(member)),
            Fact(label=_("在校"), value=_("是") if person.is_student else _("否")),
            Fact(label=_("计入和保障"), value=standing_of(member)),
            *_known_of(person),
        ],
    )


def _known_of(person: Person) -> list[Fact]:
    """What the second page says of a person, where it says anything; a diagnosis only that there is one."""
    said = [
        (_("婚姻状况"), person.get_marital_status_display()),
        (_("民族"), person.get_ethnicity_display()),
        (_("文化程度"), person.get_education_display()),
        (_("户口性质"), person.get_hukou_kind_display()),
        (_("户籍地"), person.hukou_place),
        (_("残疾证号"), person.masked_card),
        (_("诊断"), str(person.diagnosis or "")),
    ]
    return [Fact(label=label, value=value) for label, value in said if value]


def _disability(member: Membership) -> str:
    return member.person.disability or _now("无")


def standing_of(member: Membership) -> str:
    """Counted and covered, or why not."""
    if member.is_covered:
        return _now("计入并保障")
    words = _now("计入，不保障") if member.is_counted else _now("不计入")
    return with_note(words, member.get_exclusion_display())


def income_fact(line: IncomeLine) -> Fact:
    """One source of income, with who pays or what it costs."""
    return Fact(
        label=line.get_source_display(),
        value=_a_year(line.yearly_amount),
        note=_noted(
            line.person,
            _now("来自%(name)s") % {"name": line.supporter.name} if line.supporter else "",
            _cost(line.necessary_cost),
        ),
    )


def expense_fact(line: ExpenseLine) -> Fact:
    """One rigid expense."""
    return Fact(
        label=line.get_kind_display(),
        value=_a_year(line.yearly_amount),
        note=_noted(line.person, _("刚性支出")),
    )


def property_fact(line: PropertyLine) -> Fact:
    """One kind of property, with why it is not counted."""
    said = {"amount": yuan_text(line.amount), "count": line.count}
    return Fact(
        label=line.get_kind_display(),
        value=_now("%(amount)s元，数量%(count)d") % said,
        note=_noted(line.person, line.get_exemption_display()),
    )


def _means_card(file: CaseFile, change_url: str) -> Card:
    incomes = [income_fact(line) for line in file.incomes]
    expenses = [expense_fact(line) for line in file.expenses]
    properties = [property_fact(line) for line in file.properties]
    rows = [*incomes, *expenses, *properties]
    rest = _("其他来源和财产") if rows else _("收入、支出和财产")
    return Card(
        title=_("收入、支出和财产"),
        change_url=change_url,
        rows=[*rows, Fact(label=rest, value=_("全部为0"))],
    )


def _noted(owner: Person | None, *notes: Words) -> str:
    """Whose a line is, and what else there is to say of it."""
    return listed(str(note) for note in (owner or "", *notes) if note)


def _in_yuan(amount: Decimal) -> str:
    return _now("%(amount)s元") % {"amount": yuan_text(amount)}


def _a_year(amount: Decimal) -> str:
    return _now("一年%(amount)s元") % {"amount": yuan_text(amount)}


def _cost(amount: Decimal) -> str:
    return _now("其中必要成本%(amount)s元") % {"amount": yuan_text(amount)} if amount else ""


def _application_card(file: CaseFile, change_url: str) -> Card:
    case = file.case
    words = dict(choices(Hardship))
    is_again = case.is_about_a_benefit
    return Card(
        title=_("困难和变化") if is_again else _("困难和申请"),
        change_url=change_url,
        rows=[
            *_way_facts(case),
            Fact(label=_("困难情形"), value=listed(words[key] for key in case.hardships)),
            Fact(label=_("主要致贫原因"), value=case.get_poverty_cause_display()),
            Fact(
                label=_("变化情况") if is_again else _("申请理由"),
                value=case.statement,
            ),
        ],
    )


def _way_facts(case: Case) -> list[Fact]:
    """Who applies and how (办法 Art 4 and 6)."""
    facts = [
        Fact(label=_("申请人"), value=str(case.applies_for_it)),
        Fact(label=_("申请方式"), value=case.get_channel_display()),
    ]
    if case.applies_alone_id:
        ground = str(case.get_alone_ground_display())
        since = case.alone_since
        words = with_note(ground, since.isoformat()) if since else ground
        facts.append(Fact(label=_("单独申请"), value=words))
    if case.took_up_work:
        facts.append(Fact(label=_("有成员就业"), value=_("是")))
    stated = case.statements.first() if case.channel != Channel.PAPER else None
    if stated is not None:
        facts.append(Fact(label=_("网上申请"), value=stated.number, note=stated.about.open()))
    if case.channel != Channel.PROXY:
        return facts
    day = _now("%(day)s的委托书") % {"day": case.mandate_on} if case.mandate_on else ""
    proxy = with_note(case.proxy_name, case.proxy_relation)
    phone = getattr(case, "proxy_telephone", None)
    return [
        *facts,
        Fact(label=_("代理申请人"), value=proxy, note=day or _("委托书未登记")),
        Fact(label=_("代理人电话"), value=phone.masked if phone else ""),
    ]


def assessment_facts(file: CaseFile) -> list[Fact]:
    """What the newest assessment comes to, and what would follow from it."""
    return facts_of(file.assessment) if file.assessment else []


def facts_of(found: Assessment) -> list[Fact]:
    """The same of one assessment, from `with_overrides` so that nothing is asked."""
    shown = [
        Fact(label=_("结果"), value=found.get_outcome_display()),
        Fact(label=_("人均年收入"), value=_in_yuan(found.per_capita_income)),
    ]
    payable = payable_of(found)
    if payable.benefit_class is None:
        return [*shown, *_grace_facts(found)]
    if agreed_on(found):
        shown.append(Fact(label=_("金额依据"), value=_("两人核定")))
    return [
        *shown,
        Fact(label=_("类别"), value=payable.class_label),
        Fact(label=_("保障人数"), value=str(payable.covered)),
        Fact(label=_("月保障金合计"), value=_in_yuan(payable.total_amount)),
    ]


def _grace_facts(found: Assessment) -> list[Fact]:
    """办法 Art 33: for how many months more the family may be paid."""
    months = found.as_verdict().grace_months
    words = ngettext("%(count)d个月", "%(count)d个月", months) % {"count": months}
    return [Fact(label=_("渐退期"), value=words)] if months else []


def first_month_fact(file: CaseFile) -> Fact:
    """办法 Art 21: payment starts with the month after the decision."""
    return Fact(label=_("从哪个月发"), value=month_text(BenefitMonth.after(file.on)))
