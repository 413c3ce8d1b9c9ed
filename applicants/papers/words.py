"""How papers write what a case holds."""

from decimal import Decimal

from django.utils.translation import gettext as _

from applicants.models.case import Case
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.pages.case_file import CaseFile
from dibao.display import yuan_text

SUPPORTER_HEAD = ["姓名", "被赡养人", "关系", "赡养能力", "每年给付"]
SUPPORTER_WIDTHS = [3, 3, 2, 3, 3]
CLERK, HEAD, DAY = "经办人", "负责人", "日期"


def yuan(amount: Decimal | None) -> str:
    """1,234.00元; empty where nothing is known yet."""
    return "" if amount is None else _("%(amount)s元") % {"amount": yuan_text(amount)}


def address_of(household: Household) -> str:
    """Village, group and house; the group once, where the address says it too."""
    group, house = household.group_name, household.address
    parts = (household.area, "" if group in house else group, house)
    return " ".join(str(part) for part in parts if str(part))


def disability_of(person: Person) -> str:
    if person.disability_type is None:
        return "无"
    return f"{person.get_disability_type_display()}{person.get_disability_level_display()}"


def sex_of(person: Person) -> str:
    return str(person.get_sex_display())


def channel_of(case: Case) -> str:
    """书面, or 委托他人（李四，邻居）."""
    words = str(case.get_channel_display())
    if not case.proxy_name:
        return words
    return f"{words}（{'，'.join(filter(None, (case.proxy_name, case.proxy_relation)))}）"


def supporter_rows(file: CaseFile) -> list[list[str]]:
    """Who owes support from outside, whom, and what they pay a year."""
    return [
        [
            one.name,
            str(one.supported),
            str(one.get_relation_display()),
            str(one.get_ability_display()),
            yuan(one.yearly_amount),
        ]
        for one in file.supporters
    ]


def counted_of(file: CaseFile) -> list[Membership]:
    return [one for one in file.members if one.is_counted]


def applicant_of(case: Case) -> str:
    return str(case.applicant or case.household.head)
