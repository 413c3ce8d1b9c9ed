"""The record of a village review meeting (民主评议记录表; domain §5.3)."""

from collections.abc import Mapping

from applicants.models.meeting import MeetingConclusion, ReviewMeeting
from applicants.pages.case_file import CaseFile
from applicants.papers.words import address_of, counted_of, yuan
from dibao.display import listed
from dibao.papers import Facts, Grid, Heading, Paper, Signatures, Text, boxes, written_day
from dibao.values.money import ZERO

_STEPS = ("宣讲政策", "介绍情况", "现场评议", "形成结论", "签字确认")
_LINES_TO_SIGN = 12


def meeting_record(file: CaseFile, held: Mapping[str, str], *, mark: str) -> Paper:
    """Blank where `held` is empty; else it says, under the labels of this form, how the meeting went."""
    case = file.case
    income = sum((line.yearly_amount for line in file.incomes), ZERO)
    return Paper(
        title="农村最低生活保障民主评议记录表",
        number=case.number,
        place=str(case.area),
        mark=mark,
        is_form=True,
        blocks=[
            Facts(
                [
                    ("评议日期", held.get("评议日期", written_day(None))),
                    ("评议地点", held.get("评议地点", "")),
                    ("主持人", held.get("主持人", "")),
                    ("到场的乡镇工作人员", held.get("到场的乡镇工作人员", "")),
                ]
            ),
            Heading("被评议家庭"),
            Facts(
                [
                    ("户主", str(case.household.head)),
                    ("家庭住址", address_of(case.household)),
                    ("家庭成员", listed(one.person for one in counted_of(file))),
                    ("申报年收入", yuan(income)),
                ]
            ),
            Heading("评议"),
            Text(f"程序：{held.get('程序', boxes([(step, False) for step in _STEPS]))}"),
            Facts(
                [
                    (label, held.get(label, ""))
                    for label in ("参加评议人数", "其中村民代表人数", "同意", "不同意", "弃权")
                ],
                in_a_row=3,
            ),
            Text("村民代表人数不得少于参加评议总人数的三分之二。"),
            Text(f"评议记录：{held.get('评议记录', '')}"),
            *([] if held else [Text("　"), Text("　")]),
            Text(f"评议结论：{held.get('评议结论', _conclusions())}", is_strong=True),
            Grid(
                ["姓名", "身份", "意见", "签字", "姓名", "身份", "意见", "签字"],
                [[""] * 8] * (_LINES_TO_SIGN // 2),
                widths=[3, 2, 2, 3, 3, 2, 2, 3],
                is_tall=True,
                caption="参加评议的人签字",
            ),
            Signatures(["主持人", "乡镇工作人员", "记录人"]),
        ],
    )


def held_as(meeting: ReviewMeeting) -> dict[str, str]:
    """How a meeting went, under the labels of the record."""
    done = dict.fromkeys(_STEPS, meeting.was_briefed) | {
        "形成结论": True,
        "签字确认": meeting.is_signed_by_all,
    }
    return {
        "评议日期": written_day(meeting.held_on),
        "评议地点": meeting.place,
        "主持人": meeting.chair,
        "到场的乡镇工作人员": meeting.official,
        "程序": boxes(list(done.items())),
        "参加评议人数": str(meeting.participants),
        "其中村民代表人数": str(meeting.representatives),
        "同意": str(meeting.agree),
        "不同意": str(meeting.disagree),
        "弃权": str(meeting.abstain),
        "评议记录": meeting.discussion,
        "评议结论": boxes([(one.label, one == meeting.conclusion) for one in MeetingConclusion]),
    }


def _conclusions() -> str:
    return boxes([(one.label, False) for one in MeetingConclusion])
