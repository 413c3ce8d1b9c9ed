"""The demonstration's register of what people said: two years of reports and complaints, some late, some open, and
the appeals of those who were not content with an answer.

None is tied to a case, so none holds up the cases on the demonstration's desks.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from applicants.actions.objections import limits_from
from applicants.demo.names import given_name, surname
from applicants.models.objection import Objection, ObjectionSpeaker
from applicants.models.objection_kinds import ObjectionStatus as Status
from applicants.models.objection_kinds import ToldWay
from dibao import sealing
from dibao.demo import steps
from dibao.demo.dice import Dice
from dibao.demo.era import Era
from dibao.demo.loading import Load, Row, Value
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, township_of
from dibao.roles import Role

STEP = "what people said"
_PER_COUNTY = 40
# These came before their sixty days and are still open.
_FORGOTTEN = (8, 9)
# Said so many days ago, at most, and at least.
_OLDEST, _NEWEST = 730, 2
# By then even the late ones were answered.
_ANSWERED_BY = 110

_CHANNELS = (
    "web",
    "web",
    "notice",
    "hotline",
    "hotline",
    "letter",
    "visit",
    "visit",
    "press",
    "superior",
    "agency",
)
# Kind, topic, what was said, what was found, what came of it.
_STORIES = (
    ("report", "income", "儿子打工往家里寄钱，没有说。", "寄的钱已计入收入，仍低于标准。", "dismissed"),
    ("report", "property", "去年买了小货车，还领低保。", "车是亲戚的，借他名字上的户。", "dismissed"),
    ("report", "property", "在镇上开了个小店。", "开店属实，已按程序核查家庭收入。", "upheld"),
    ("report", "away", "老人去年冬天走了，钱还在领。", "人已去世，已停发并追回多发的钱。", "upheld"),
    ("report", "members", "女儿出嫁两年了，还算在家里。", "户口没有迁，本人已不在家住，已核减。", "partly"),
    ("report", "favour", "村干部的亲戚都吃上了低保。", "所列五户逐户核查，一户不符合，其余符合。", "partly"),
    ("complaint", "conduct", "去了三趟，材料每次都说不全。", "没有一次性告知，已当面道歉并补发告知书。", "upheld"),
    ("complaint", "conduct", "说话难听，让我自己去县里问。", "已谈话提醒，重新答复了政策。", "partly"),
    ("complaint", "money", "三个月没有收到钱。", "账号变了没有登记，已改好并补发。", "upheld"),
    ("complaint", "other", "公示贴在村委会里面，村民看不到。", "已改贴在村口公示栏。", "upheld"),
    ("report", "other", "反映土地确权的面积不对。", "不归民政部门管。", "redirected"),
)  # fmt: skip
# How an appeal came, what it says, what came of it; the last ones of a county are open, said so many days ago.
_APPEALS = (
    ("visit", "对答复不服：没有当面问过我，要求换人再查。", "复查时两次上门，原来少查一笔，已经更正。", Status.UPHELD),
    ("letter", "对答复不服：没有走访左邻右舍。", "复查走访六户邻居，与原来的核查一致，维持答复。", Status.DISMISSED),
    ("web", "对答复不服：只答了一半。", "复查补查了没有答的事，一件属实，已经处理。", Status.PARTLY),
    ("web", "对答复不服：跟村里人看到的不一样。", "", Status.OPEN),
    ("hotline", "对答复不服：答复里没有说怎么核的。", "", Status.OPEN),
)  # fmt: skip
_APPEALED_AGO = (20, 4)
# Days from an answer to the appeal, from there to the second answer, and since the last answer that is appealed.
_THOUGHT_OVER, _LOOKED_INTO, _AT_REST = 9, 24, 30
_COLUMNS = (
    "id", "receipt_key", "kind", "channel", "area_code", "about", "topic", "is_named", "text", "lodged_on",
    "recorded_by_id", "accept_due", "answer_due", "accepted_by_id", "accepted_on", "asked_by_id", "asked_on",
    "findings", "found_by_id", "found_on", "status", "redirected_to", "answer", "answered_by_id", "answered_on",
    "told_way", "appeal_of_id",
)  # fmt: skip

# One row by the names of its columns.
Said = dict[str, Value]
_EMPTY: Said = {"findings": "", "redirected_to": "", "told_way": ""}


@dataclass
class _Hands:
    """Who writes down, decides and looks into what was said in one village."""

    clerk: int
    reviewer: int
    approver: int
    caseworker: int


def load_voices(era: Era) -> int:
    """The registers of all counties; how many rows."""
    offices = Offices()
    with Load(Objection, ObjectionSpeaker) as load:
        rows: list[Row] = []
        speakers: list[Row] = []
        for county in Area.objects.of_level(AreaLevel.COUNTY).order_by("code"):
            for said, speaker in _of_county(county, offices, era, len(rows)):
                rows.append([said.get(name, _EMPTY.get(name)) for name in _COLUMNS])
                speakers += speaker
        load.put(Objection, _COLUMNS, rows)
        load.put(ObjectionSpeaker, ("id", "objection_id", "area_code", "name", "phone"), speakers)
        load.execute(steps.MARK, [STEP])
    return len(rows)


def _of_county(
    county: Area, offices: Offices, era: Era, before: int
) -> Iterator[tuple[Said, list[Row]]]:
    dice, answered = Dice(STEP, county.code), list[Said]()
    villages = list(
        Area.objects.within(county).of_level(AreaLevel.VILLAGE).values_list("code", flat=True)
    )
    if not villages:
        return
    for number in range(_PER_COUNTY):
        village = dice.choice(villages)
        hands = _Hands(
            offices.at(county.code, Role.COUNTY_CLERK).pk,
            offices.at(county.code, Role.COUNTY_REVIEWER).pk,
            offices.at(county.code, Role.COUNTY_APPROVER).pk,
            offices.at(township_of(village), Role.CASEWORKER).pk,
        )
        # The first ones are new, one of them late; the rest lies evenly over two years.
        ago = _NEWEST + number * 7 if number < 5 else dice.randint(_ANSWERED_BY, _OLDEST)
        if number in _FORGOTTEN:
            ago = 9 * number
        said = era.today - timedelta(days=ago)
        is_open = number < 5 or number in _FORGOTTEN
        key = before + number + 1
        row, speaker = _said(
            dice, key, county.code, village, hands, said, era.today, is_open=is_open
        )
        yield row, speaker
        if row["status"] in (Status.DISMISSED, Status.PARTLY):
            answered.append(row)
    before_then = era.today - timedelta(days=_AT_REST)
    answered = [row for row in answered if _day(row["answered_on"]) < before_then]
    for appeal in _appeals(dice, answered, hands, before + _PER_COUNTY, era.today):
        yield appeal, []


def _appeals(
    dice: Dice, answered: Sequence[Said], hands: _Hands, before: int, today: date
) -> Iterator[Said]:
    """Appeals against the oldest answers, decided by somebody else of the county, and open ones against the newest."""
    open_ones = len(_APPEALED_AGO)
    firsts = sorted(answered, key=lambda one: _day(one["answered_on"]))
    firsts = firsts[: len(_APPEALS) - open_ones] + firsts[-open_ones:]
    days_ago = iter(_APPEALED_AGO)
    for number, (first, (channel, text, answer, outcome)) in enumerate(
        zip(firsts, _APPEALS, strict=True), start=1
    ):
        is_open = outcome == Status.OPEN
        said = (
            today - timedelta(days=next(days_ago))
            if is_open
            else _day(first["answered_on"]) + timedelta(days=_THOUGHT_OVER)
        )
        row: Said = {name: first[name] for name in ("kind", "area_code", "about", "topic")} | {
            "id": before + number,
            "receipt_key": _uuid(dice),
            "channel": channel,
            "is_named": False,
            "text": text,
            "lodged_on": said,
            "recorded_by_id": None if channel == "web" else hands.clerk,
            **limits_from(said),
            "status": outcome,
            "answer": answer,
            "appeal_of_id": first["id"],
        }
        # The newest waits to be taken up.
        if not is_open or number < len(_APPEALS):
            row |= {"accepted_by_id": hands.approver, "accepted_on": said + timedelta(days=3)}
        if not is_open:
            row |= {
                "answered_by_id": hands.approver,
                "answered_on": said + timedelta(days=_LOOKED_INTO),
                "told_way": ToldWay.ONLINE if channel == "web" else ToldWay.NOBODY,
            }
        yield row


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _said(
    dice: Dice,
    key: int,
    county: str,
    village: str,
    hands: _Hands,
    said: date,
    today: date,
    *,
    is_open: bool,
) -> tuple[Said, list[Row]]:
    kind, topic, text, found, outcome = dice.choice(_STORIES)
    channel = dice.choice(_CHANNELS)
    is_named = channel not in ("press", "superior", "agency") and dice.random() < 0.4
    limits = limits_from(said)
    # Of the newest ones nothing is told of days to come.
    accepted = min(said + timedelta(days=dice.randint(1, 12)), today)
    asked = min(accepted + timedelta(days=dice.randint(0, 3)), today)
    looked = asked + timedelta(days=dice.randint(3, 20))
    # One in eight is answered after its day.
    answered = looked + timedelta(days=dice.randint(50, 70) if dice.random() < 0.12 else 5)
    is_taken = not is_open or key % 2 == 0
    told = (
        ToldWay.PHONE
        if is_named
        else ToldWay.ONLINE
        if channel in ("web", "notice")
        else ToldWay.NOBODY
    )
    row: Said = {
        "id": key,
        "receipt_key": _uuid(dice),
        "kind": kind,
        "channel": channel,
        "area_code": village,
        "about": _name(dice),
        "topic": topic,
        "is_named": is_named,
        "text": text,
        "lodged_on": said,
        "recorded_by_id": None if channel in ("web", "notice") else hands.clerk,
        **limits,
        "status": Status.OPEN,
        "answer": "",
    }
    if is_taken:
        row |= {"accepted_by_id": hands.reviewer, "accepted_on": accepted}
    if is_taken and (not is_open or key % 3 == 0):
        row |= {"asked_by_id": hands.reviewer, "asked_on": asked}
    if not is_open:
        row |= {"findings": found, "found_by_id": hands.caseworker, "found_on": looked}
        row |= {"status": outcome, "answer": found, "told_way": told}
        row |= {"answered_by_id": hands.reviewer, "answered_on": answered}
    if not is_open and outcome == Status.REDIRECTED:
        row["redirected_to"] = "自然资源局"
    return row, [_speaker(dice, key, county)] if is_named else []


def _uuid(dice: Dice) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)


def _name(dice: Dice) -> str:
    return surname(dice) + given_name(dice, dice.choice(("male", "female")), 1960)


def _speaker(dice: Dice, objection: int, county: str) -> Row:
    key = _uuid(dice)
    phone = f"139{dice.randint(10_000_000, 99_999_999)}"
    table = ObjectionSpeaker._meta.db_table
    return (
        key,
        objection,
        county,
        sealing.seal(table, "name", key, _name(dice)),
        sealing.seal(table, "phone", key, phone),
    )
