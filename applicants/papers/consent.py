"""The declaration and authorisation that a family signs, as a paper."""

from collections.abc import Sequence
from datetime import date

from applicants.authorisations import is_adult
from applicants.models.case import Case
from applicants.models.household import Membership
from dibao.papers import Block, Grid, Items, Paper, Signatures, Text, boxes

_PROMISES = (
    "所填家庭成员、收入、财产、支出等情况和所交材料真实、完整，没有隐瞒；有变化及时告诉乡镇人民政府。",
    (
        "同意并授权县级民政部门和乡镇人民政府依法核对我们的户籍、收入、财产等状况，包括向税务、社会保险、不动产登记、市场监督管理、"
        "住房公积金、车船管理等单位和银行、保险、证券等机构查询。"
    ),
    "积极配合入户调查和核对。虚报、隐瞒骗取低保的，依法退回并承担责任。",
)


def consent_paper(case: Case, members: Sequence[Membership], *, on: date, mark: str) -> Paper:
    """Every counted member with a line to sign on; for minors their guardian."""
    adults = [one for one in members if is_adult(one.person, on=on)]
    minors = [one for one in members if not is_adult(one.person, on=on)]
    kin = boxes([("没有近亲属关系", False), ("有近亲属关系，是：", False)])
    return Paper(
        title="申请最低生活保障承诺授权书",
        number=case.number,
        place=str(case.area),
        mark=mark,
        is_form=True,
        blocks=[
            Text("我们申请农村最低生活保障，郑重承诺："),
            Items([*_PROMISES, f"我们与低保经办人员、村民委员会成员：{kin}"]),
            _signers("成年家庭成员", "签字、按手印", adults),
            *_guarded(minors),
            Text("经办人已说明授权的内容和用途。"),
            Signatures(["申请人", "经办人", "日期"]),
        ],
    )


def _signers(who: str, how: str, members: Sequence[Membership]) -> Grid:
    rows = [[str(one.person), one.person.masked_id, "", ""] for one in members]
    return Grid([who, "身份证号", how, "日期"], rows, widths=[3, 4, 5, 3], is_tall=True)


def _guarded(minors: Sequence[Membership]) -> list[Block]:
    return [_signers("未成年家庭成员", "监护人签字", minors)] if minors else []
