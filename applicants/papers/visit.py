"""The form of a home visit (入户调查表; domain §5.2): what the family said beside what was seen."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from applicants.eligibility.codes import ExpenseKind, IncomeKind, IncomeSource, PropertyKind
from applicants.models.visit import HomeVisit, VisitConclusion, VisitWay
from applicants.pages.case_file import CaseFile
from applicants.papers.words import (
    SUPPORTER_HEAD,
    SUPPORTER_WIDTHS,
    address_of,
    counted_of,
    sex_of,
    supporter_rows,
    yuan,
)
from dibao.display import day_text, listed
from dibao.papers import Facts, Grid, Heading, Paper, Signatures, Text, boxes, written_day
from dibao.values.money import ZERO

_LAND = (PropertyKind.ARABLE_LAND, PropertyKind.WOODLAND, PropertyKind.FISH_POND)
_MONEY = (
    PropertyKind.DEPOSIT,
    PropertyKind.GOVERNMENT_BOND,
    PropertyKind.STOCK,
    PropertyKind.SECURITY,
    PropertyKind.SAVINGS_INSURANCE,
    PropertyKind.OTHER_FINANCIAL,
)
_VEHICLES = (PropertyKind.VEHICLE, PropertyKind.BOAT, PropertyKind.CONSTRUCTION_MACHINE)


def visit_form(file: CaseFile, seen: Mapping[str, str], *, mark: str) -> Paper:
    """Blank where `seen` is empty; else it says, under the labels of this form, what the investigators found."""
    case = file.case
    return Paper(
        title="农村最低生活保障入户调查表",
        number=case.number,
        place=str(case.area),
        mark=mark,
        is_form=True,
        blocks=[
            Facts(
                [
                    ("户主", str(case.household.head)),
                    ("家庭住址", address_of(case.household)),
                    ("调查日期", seen.get("调查日期", written_day(None))),
                    ("调查方式", seen.get("调查方式", _ways())),
                ]
            ),
            _members(file, seen),
            Grid(
                SUPPORTER_HEAD,
                supporter_rows(file) or [[""] * len(SUPPORTER_HEAD)] * 2,
                widths=SUPPORTER_WIDTHS,
                is_tall=not seen,
                caption="共同生活的家庭成员以外的赡养、抚养、扶养义务人",
            ),
            Heading("申报和调查"),
            Grid(
                ["项目", "家庭申报", "调查核实"],
                [[label, said, seen.get(label, "")] for label, said in _declared(file)],
                widths=[3, 4, 6],
                is_tall=not seen,
            ),
            Heading("调查结论"),
            Text(seen.get("调查结论", _conclusions())),
            Text(seen.get("调查情况", "调查情况：")),
            *([] if seen else [Text("　"), Text("　")]),
            Signatures(["调查人", "调查人", "协助调查人", "在场家庭成员", "在场家庭成员", "日期"]),
            Text(seen.get("签字的人", "调查人至少两人；调查人和在场的家庭成员都要签字。")),
        ],
    )


def seen_at(visit: HomeVisit, present: Sequence[str]) -> dict[str, str]:
    """What a visit found, under the labels of the form; `present` are the members who signed."""
    house = [
        f"{visit.floor_area}平方米" if visit.floor_area is not None else "",
        visit.get_structure_display(),
        visit.get_tenure_display(),
        visit.get_danger_grade_display(),
    ]
    working = "" if visit.working_away is None else f"外出务工{visit.working_away}人"
    same = "与申报相符" if visit.members_agree else "与申报不符"
    return {
        "调查日期": written_day(visit.visited_on),
        "调查方式": _spoken(visit.get_way_display(), visit.get_remote_reason_display()),
        "家庭成员": f"共同生活的家庭成员：{_spoken(same, visit.members_note)}",
        "住房（面积、结构、产权）": _spoken(*house),
        "土地（自种、转包）": _spoken(_mu("自种", visit.farmed_land), _mu("转包", visit.let_land)),
        "养殖": visit.livestock,
        IncomeKind.WAGE.label: _spoken(working, visit.work_note),
        "每月生活支出": yuan(visit.monthly_spending),
        ExpenseKind.MEDICAL.label: yuan(visit.medical_spending),
        ExpenseKind.EDUCATION.label: _spoken(yuan(visit.school_spending), visit.spending_note),
        "车辆、船舶、机械": visit.belongings,
        "调查结论": boxes([(one.label, one == visit.conclusion) for one in VisitConclusion]),
        "调查情况": f"调查情况：{visit.findings}",
        "签字的人": f"调查人：{listed(visit.investigators)}。在场签字的家庭成员：{listed(present)}。"
        f"{day_text(visit.signed_at)}由{visit.signed_by}定稿。",
    }


def _spoken(*parts: object) -> str:
    return "，".join(str(part) for part in parts if part)


def _mu(word: str, area: Decimal | None) -> str:
    return "" if area is None else f"{word}{area}亩"


def _ways() -> str:
    return boxes([(one.label, False) for one in VisitWay])


def _conclusions() -> str:
    return boxes([(one.label, False) for one in VisitConclusion])


def _members(file: CaseFile, seen: Mapping[str, str]) -> Grid:
    return Grid(
        ["姓名", "性别", "年龄", "关系", "健康状况", "劳动能力", "就业或在校（调查）"],
        [
            [
                str(one.person),
                sex_of(one.person),
                str(one.person.age(file.on) or ""),
                str(one.get_relation_display()),
                str(one.person.get_health_display()),
                str(one.person.get_labour_capacity_display()),
                "",
            ]
            for one in counted_of(file)
        ],
        widths=[3, 2, 2, 2, 3, 4, 5],
        is_tall=not seen,
        caption=seen.get("家庭成员", "共同生活的家庭成员"),
    )


def _declared(file: CaseFile) -> list[tuple[str, str]]:
    """The rows of the form with what the family said of each."""
    incomes = [(kind.label, _income(file, kind)) for kind in IncomeKind]
    spending = [
        (kind.label, _expense(file, kind))
        for kind in (ExpenseKind.MEDICAL, ExpenseKind.EDUCATION, ExpenseKind.DISABILITY)
    ]
    return [
        ("住房（面积、结构、产权）", _owned(file, (PropertyKind.HOUSE,))),
        ("土地（自种、转包）", _owned(file, _LAND)),
        ("养殖", _owned(file, (PropertyKind.LIVESTOCK,))),
        *incomes,
        ("每月生活支出", ""),
        *spending,
        ("车辆、船舶、机械", _owned(file, _VEHICLES)),
        ("存款、证券、保险", _owned(file, _MONEY)),
        ("工商登记", _owned(file, (PropertyKind.COMPANY,))),
        ("近亲属备案", "有" if file.relatives else "无"),
    ]


def _income(file: CaseFile, kind: IncomeKind) -> str:
    lines = [line for line in file.incomes if IncomeSource.of(line.source).kind is kind]
    total = sum((line.yearly_amount for line in lines), ZERO)
    return yuan(total) if lines else "0"


def _expense(file: CaseFile, kind: ExpenseKind) -> str:
    lines = [line for line in file.expenses if line.kind == kind]
    return yuan(sum((line.yearly_amount for line in lines), ZERO)) if lines else "0"


def _owned(file: CaseFile, kinds: tuple[PropertyKind, ...]) -> str:
    """耕地 3、鱼塘 1；nothing is 无."""
    found = [
        f"{line.get_kind_display()} {yuan(line.amount) if line.amount else line.count}"
        for line in file.properties
        if line.kind in kinds
    ]
    return listed(found) or "无"
