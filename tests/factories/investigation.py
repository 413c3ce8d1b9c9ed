"""What a township finds out before its opinion: a visit signed by two people, a meeting where the rules ask for one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from applicants.actions import meetings, visits
from applicants.eligibility.codes import ReviewMeeting as MeetingRule
from applicants.models.case import Case
from applicants.models.meeting import ReviewMeeting
from applicants.models.visit import BLOCK_FIELDS, HomeVisit, VisitBlock, VisitPurpose
from dibao.models.staff import Staff

HELPER = "孙会计"
NONE = Decimal("0.00")


def who_goes(by: Staff, on: date, *, helpers: Sequence[str] = (HELPER,)) -> visits.Answers:
    """The caseworker and the village's accountant, on foot."""
    return {
        "visited_on": on,
        "way": "house",
        "remote_reason": "",
        "investigator": by,
        "companion": None,
        "helpers": list(helpers),
    }


def seen(**more: visits.Answer) -> dict[VisitBlock, visits.Answers]:
    """A house in which everything is as the family said, but for what is said otherwise."""
    answers: dict[str, visits.Answer] = {
        "members_agree": True,
        "members_note": "夫妻二人，长年多病。",
        "tenure": "own",
        "structure": "brick_timber",
        "floor_area": Decimal("60.0"),
        "danger_grade": "ungraded",
        "belongings": "旧电视一台，没有车辆。",
        "farmed_land": Decimal("1.20"),
        "let_land": NONE,
        "livestock": "养鸡5只。",
        "working_away": 0,
        "work_note": "",
        "monthly_spending": Decimal("180.00"),
        "medical_spending": Decimal("600.00"),
        "school_spending": NONE,
        "spending_note": "",
        "conclusion": "agrees",
        "findings": "收入以种地为主，生活困难属实。",
        **more,
    }
    return {
        block: {name: answers[name] for name in names}
        for block, names in BLOCK_FIELDS.items()
        if block is not VisitBlock.GOING
    }


def begun(
    case: Case, by: Staff, *, on: date, purpose: VisitPurpose = VisitPurpose.TOWNSHIP
) -> HomeVisit:
    return visits.begin(case=case, purpose=purpose, answers=who_goes(by, on), by=by, on=on)


def filled(visit: HomeVisit, by: Staff, *, on: date, **more: visits.Answer) -> HomeVisit:
    """Every screen saved, nothing signed."""
    for block, answers in seen(**more).items():
        visit = visits.write(
            visit=visit, block=block, answers=answers, mark=visit.mark_of(block), by=by, on=on
        )
    return visit


def visited(
    case: Case,
    by: Staff,
    *,
    on: date,
    purpose: VisitPurpose = VisitPurpose.TOWNSHIP,
    **more: visits.Answer,
) -> HomeVisit:
    """A visit from its beginning to the signatures, the head's among them."""
    visit = filled(begun(case, by, on=on, purpose=purpose), by, on=on, **more)
    return visits.sign(visit=visit, present=[case.household.head_id], by=by, on=on)


def minutes(on: date, **more: object) -> meetings.Minutes:
    """Nine people, seven of them villagers' representatives, eight in favour."""
    said: dict[str, object] = {
        "held_on": on,
        "place": "村委会",
        "chair": "周书记",
        "official": "李经办",
        "participants": 9,
        "representatives": 7,
        "agree": 8,
        "disagree": 1,
        "abstain": 0,
        "conclusion": "true",
        "was_briefed": True,
        "is_signed_by_all": True,
    }
    return meetings.Minutes(**said | more)


def reviewed(case: Case, by: Staff, *, on: date, **more: object) -> ReviewMeeting:
    return meetings.record(case=case, minutes=minutes(on, **more), by=by, on=on)


def investigated(case: Case, by: Staff, *, on: date) -> None:
    """All that the case's rules ask for before the township's opinion."""
    visited(case, by, on=on)
    if case.rules.as_terms().review_meeting is MeetingRule.ALWAYS:
        reviewed(case, by, on=on)
