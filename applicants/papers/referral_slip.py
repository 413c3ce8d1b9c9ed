"""The slip that a villager takes along to an agency: what was asked for, the agreed fields, what to bring."""

from datetime import date
from typing import Final

from applicants.agency_view import Shared, agreed
from applicants.models.referral import Referral
from applicants.referral_words import agency_name, quantity_text
from dibao.display import yuan_text
from dibao.papers import Code, Facts, Heading, Items, Paper, Seal, Signatures, Text, written_day
from dibao.printing import qr_svg

_RECOGNISED: Final = (
    "上面这户已由民政部门认定为低保家庭。按《社会救助法》第四十二条，办理单位不再审查家庭经济状况。"
)
# What an office asks for by the benefit's fields, besides the card that everybody brings.
_BROUGHT: Final = {
    "disability": "残疾人证",
    "disability_card": "残疾人证",
    "is_student": "在校证明或录取通知书",
    "diagnosis": "诊断证明、病历和费用票据",
    "health": "诊断证明、病历和费用票据",
}


def referral_slip(
    referral: Referral, shared: Shared, *, address: str, on: date, mark: str
) -> Paper:
    """One page; `address` is the referral's page, which the agency opens from the code after logging in."""
    agency = referral.agency
    sender = str(referral.area.parent or "")
    return Paper(
        title="转介单",
        number=f"转介{referral.pk}",
        place=sender,
        mark=mark,
        blocks=[
            Text(
                f"{agency_name(agency)}：下面这户转到你单位，办理“{referral.item.name}”。",
                is_strong=True,
            ),
            Facts(_asked(referral)),
            Heading("为谁办"),
            Facts(
                [
                    *((str(field.label), field.write(shared)) for field in agreed(shared)),
                    ("低保类别", str(referral.get_benefit_class_display())),
                ],
            ),
            Text(_RECOGNISED),
            Heading("到哪里办，带什么"),
            Facts([("办理单位", agency_name(agency)), ("电话", agency.phone), ("地址", "")]),
            Items(_to_bring(shared)),
            Code(
                qr_svg(address, label="转介单的网页"),
                "办理单位扫码，登录后登记办理结果",
            ),
            Seal(sender, written_day(on)),
            Signatures(["本人签收", "办理单位经办人", "日期"]),
        ],
    )


def _asked(referral: Referral) -> list[tuple[str, str]]:
    asked = [
        ("项目", referral.item.name),
        ("数量", quantity_text(referral.quantity, referral.item)),
        ("转介日期", written_day(referral.requested_on)),
        ("答复期限", written_day(referral.answer_due)),
    ]
    township = referral.area.parent
    if township is not None and township.office_phone:
        asked.append(("转介单位电话", township.office_phone))
    if referral.value_limit is not None:
        asked.append(("金额上限", f"{yuan_text(referral.value_limit)}元"))
    if referral.need:
        asked.append(("需要什么", referral.need))
    return asked


def _to_bring(shared: Shared) -> list[str]:
    """Each paper once, in the order of the fields."""
    asked = [_BROUGHT[one.code] for one in agreed(shared) if one.code in _BROUGHT]
    return list(dict.fromkeys(["本人身份证、户口簿和这张转介单", *asked]))
