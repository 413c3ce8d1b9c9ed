"""The application form with the opinions of each level (低保申请审核确认表; domain §5.1)."""

from datetime import date
from decimal import Decimal

from applicants.choices import choices
from applicants.eligibility.codes import Hardship
from applicants.models.grant import Outcome
from applicants.models.means import PropertyLine
from applicants.models.notice import NoticeStage
from applicants.models.objection_kinds import ObjectionKind
from applicants.models.override import payable_of
from applicants.pages.case_file import CaseFile
from applicants.pages.overrides import steps_of
from applicants.papers.words import (
    CLERK,
    DAY,
    HEAD,
    SUPPORTER_HEAD,
    SUPPORTER_WIDTHS,
    address_of,
    applicant_of,
    channel_of,
    counted_of,
    disability_of,
    sex_of,
    supporter_rows,
    yuan,
)
from dibao.display import day_text, listed, month_text
from dibao.papers import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Opinion,
    Paper,
    Signatures,
    Text,
    boxes,
    written_day,
)
from dibao.values.months import BenefitMonth

# 审核确认办法 put "confirmation" in the place of "approval" in July 2021.
_CONFIRMED_SINCE = date(2021, 7, 1)


def application_form(file: CaseFile, *, mark: str) -> Paper:
    """Everything that the file says, and room for what is written and signed by hand."""
    case = file.case
    is_new = (case.accepted_on or case.opened_on) >= _CONFIRMED_SINCE
    title = "农村最低生活保障申请审核确认表" if is_new else "农村居民最低生活保障申请审批表"
    return Paper(
        title=title,
        number=case.number,
        place=str(case.area),
        mark=mark,
        is_form=True,
        blocks=[
            Heading("家庭情况"),
            _household(file),
            _members(file),
            _civil_status(file),
            *_supporters(file),
            *_means(file),
            *_assessed(file),
            Heading("申请理由和承诺"),
            Text(case.statement or "　"),
            Text("以上情况属实，同意核对家庭经济状况；有变化及时报告。", is_strong=True),
            _signed(file),
            Signatures(["申请人", CLERK, DAY]),
            Heading("办理意见"),
            *_opinions(file, is_new=is_new),
        ],
    )


def _household(file: CaseFile) -> Facts:
    case, household = file.case, file.case.household
    counted, covered = len(counted_of(file)), sum(one.is_covered for one in file.members)
    words = dict(choices(Hardship))
    return Facts(
        [
            ("户主", str(household.head)),
            ("身份证号", household.head.masked_id),
            ("家庭住址", address_of(household)),
            ("联系电话", ""),
            ("申请人", applicant_of(case)),
            ("申请方式", channel_of(case)),
            ("申请日期", day_text(case.opened_on)),
            ("受理日期", day_text(case.accepted_on) if case.accepted_on else ""),
            ("家庭人口", f"{counted}人"),
            ("保障人口", f"{covered}人"),
            ("主要致贫原因", str(case.get_poverty_cause_display())),
            ("困难情形", listed(words[key] for key in case.hardships)),
            ("近亲属备案", _relatives(file)),
            ("领款人", household.payee_shown),
            ("开户银行", ""),
            ("银行账号", ""),
        ]
    )


def _relatives(file: CaseFile) -> str:
    return boxes([("无", not file.relatives), ("有", bool(file.relatives))])


def _members(file: CaseFile) -> Grid:
    head = [
        "姓名",
        "关系",
        "性别",
        "出生日期",
        "身份证号",
        "健康状况",
        "劳动能力",
        "残疾",
        "在校",
        "保障",
    ]
    return Grid(
        head,
        [
            [
                str(one.person),
                str(one.get_relation_display()),
                sex_of(one.person),
                day_text(one.person.birth_date),
                one.person.id_last4 and f"…{one.person.id_last4}",
                str(one.person.get_health_display()),
                str(one.person.get_labour_capacity_display()),
                disability_of(one.person),
                "是" if one.person.is_student else "否",
                "是" if one.is_covered else str(one.get_exclusion_display() or "否"),
            ]
            for one in file.members
        ],
        widths=[11, 9, 7, 18, 12, 10, 13, 11, 7, 10],
        caption="家庭成员",
    )


def _civil_status(file: CaseFile) -> Grid:
    rows = [
        [
            str(one.person),
            str(one.person.get_ethnicity_display()),
            str(one.person.get_marital_status_display()),
            str(one.person.get_education_display()),
            str(one.person.get_hukou_kind_display()),
            one.person.hukou_place or str(file.case.area),
        ]
        for one in file.members
    ]
    head = ["姓名", "民族", "婚姻状况", "文化程度", "户口性质", "户籍地"]
    return Grid(head, rows, widths=[11, 10, 12, 14, 12, 30])


def _supporters(file: CaseFile) -> list[Block]:
    if not file.supporters:
        return []
    caption = "共同生活的家庭成员以外的赡养、抚养、扶养义务人"
    return [Grid(SUPPORTER_HEAD, supporter_rows(file), widths=SUPPORTER_WIDTHS, caption=caption)]


def _means(file: CaseFile) -> list[Block]:
    incomes = [
        [
            str(line.get_source_display()),
            "收入",
            yuan(line.yearly_amount),
            _cost(line.necessary_cost),
        ]
        for line in file.incomes
    ]
    expenses = [
        [str(line.get_kind_display()), "刚性支出", yuan(line.yearly_amount), ""]
        for line in file.expenses
    ]
    owned = [
        [str(line.get_kind_display()), f"{line.count}", yuan(line.amount), _exemption(line)]
        for line in file.properties
    ]
    return [
        Grid(
            ["项目", "类别", "一年金额", "说明"],
            [*incomes, *expenses] or [["收入和支出", "", "0", ""]],
            widths=[3, 2, 2, 3],
            caption="收入和支出",
        ),
        Grid(
            ["财产", "数量", "价值", "豁免"],
            owned or [["财产", "0", "0", ""]],
            widths=[3, 1, 2, 3],
            caption="财产",
        ),
        Text("未列的收入、支出和财产，申请人申明为零。"),
    ]


def _cost(amount: Decimal) -> str:
    return f"其中必要成本{yuan(amount)}" if amount else ""


def _exemption(line: PropertyLine) -> str:
    return str(line.get_exemption_display())


def _assessed(file: CaseFile) -> list[Block]:
    found = file.assessment
    if found is None:
        return []
    payable = payable_of(found)
    amounts = [
        ("结果", str(found.get_outcome_display())),
        ("人均年收入", yuan(found.per_capita_income)),
        ("类别", str(payable.class_label)),
        ("户月保障金", yuan(payable.base_amount)),
        ("分类施保金", yuan(payable.supplement_amount)),
        ("月合计", yuan(payable.total_amount)),
    ]
    return [
        Heading("待遇计算"),
        Facts(amounts, in_a_row=3),
        Items([_with_article(step.sentence, step.article) for step in steps_of(found)]),
        Text(f"依据：{found.rule_set.legal_basis}"),
    ]


def _with_article(sentence: str, article: str) -> str:
    return f"{sentence}（{article}）" if article else sentence


def _signed(file: CaseFile) -> Grid:
    """Who has signed already, and empty lines for the others."""
    given = {one.person_id: one for one in file.authorisations}
    rows = []
    for one in counted_of(file):
        signed = given.get(one.person_id)
        words = f"已签，{written_day(signed.signed_on)}" if signed else ""
        rows.append([str(one.person), str(one.get_relation_display()), words])
    return Grid(
        ["家庭成员", "关系", "承诺和授权（签字、按手印）"], rows, widths=[2, 2, 5], is_tall=True
    )


def _opinions(file: CaseFile, *, is_new: bool) -> list[Block]:
    county = "县级民政部门审核确认意见" if is_new else "县级民政部门审批意见"
    return [
        Opinion(
            "村民委员会意见", [boxes([("属实", False), ("不属实", False)])], [CLERK, HEAD, DAY]
        ),
        Opinion("乡镇初审意见", _proposal(file), [CLERK, HEAD, DAY]),
        Opinion("公示结果", _postings(file), [CLERK, DAY]),
        Opinion(county, _decision(file), [CLERK, HEAD, DAY]),
    ]


def _proposal(file: CaseFile) -> list[str]:
    given = file.opinion
    proposal = given.proposal if given else ""
    chosen = boxes([("拟同意", proposal == "grant"), ("拟不同意", proposal == "refuse")])
    if given is None:
        return [chosen]
    return [chosen, given.reasons, f"{given.given_by}　{written_day(given.given_on)}"]


def _postings(file: CaseFile) -> list[str]:
    """One line a posting that the rules ask for."""
    lines = []
    for state in file.postings:
        label = NoticeStage(state.stage).label
        if state.notice is None:
            lines.append(f"{label}：{written_day(None)}至{written_day(None)}")
            continue
        # A complaint that came by the notice's address is about the office, and no objection to the family.
        against = sum(
            one.kind == ObjectionKind.OBJECTION and one.notice_id == state.notice.pk
            for one in file.objections
        )
        result = f"异议{against}件" if against else "无异议"
        start, end = written_day(state.notice.starts_on), written_day(state.notice.ends_on)
        lines.append(f"{label}：{start}至{end}，{result}")
    return lines or [f"{written_day(None)}至{written_day(None)}"]


def _decision(file: CaseFile) -> list[str]:
    made = file.decision
    outcome = made.outcome if made else ""
    chosen = boxes(
        [
            ("同意", outcome not in ("", Outcome.REFUSE)),
            ("不同意", outcome == Outcome.REFUSE),
            ("退回", False),
        ]
    )
    if made is None:
        return [chosen, "低保证号：　　　　　　　　起始月份：　　年　　月"]
    lines = [chosen, made.reasons]
    if outcome == Outcome.GRANT and file.assessment is not None:
        first = month_text(BenefitMonth.after(made.decided_on))
        amount = yuan(payable_of(file.assessment).total_amount)
        lines.append(f"月保障金{amount}，从{first}起发放。低保证号：　　　　　　")
    return [*lines, f"{made.decided_by}　{written_day(made.decided_on)}"]
