"""How far a referral is, in one sentence that agency, township and family read, in both languages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from applicants.models import Referral
from applicants.models.aid import AidItem
from applicants.models.referral import CloseReason, ReferralPart
from applicants.referral_words import (
    due_words,
    is_overdue,
    parts_in_words,
    sentence_of,
    standing_of,
)
from applicants.workflow import ReferralStatus as S
from dibao.models.agency import Agency

ON = date(2026, 7, 10)


def referral(status: S = S.REQUESTED, **more: object) -> Referral:
    """One that is stored nowhere: words need no database."""
    agency = Agency(name="教育局", name_en="Education Bureau")
    item = AidItem(agency=agency, name="寄宿生补助", unit="学期", unit_en="term")
    return Referral(
        **{
            "agency": agency,
            "item": item,
            "status": status,
            "quantity": Decimal(2),
            "requested_on": date(2026, 7, 1),
            "answer_due": date(2026, 7, 20),
            **more,
        }
    )


ACCEPTED = {"accepted_on": date(2026, 7, 3), "delivery_due": date(2026, 8, 2)}
GIVEN = {"delivered_parts": 1, "delivered_quantity": Decimal(1), "delivered_value": Decimal(200)}
CLOSED = {"closed_on": date(2026, 7, 9)}

SENTENCES = [
    (S.REQUESTED, {}, "已转给教育局，7月20日前答复。"),
    (S.REQUESTED, {"answer_due": date(2026, 7, 7)}, "教育局还没有答复，已超期3天。"),
    (S.ACCEPTED, ACCEPTED, "教育局正在办理，8月2日前办完。"),
    (S.ACCEPTED, ACCEPTED | GIVEN, "教育局正在办理，已办1学期，200.00元，其余8月2日前办完。"),
    (
        S.ACCEPTED,
        ACCEPTED | {"delivery_due": date(2026, 7, 9)},
        "教育局正在办理，已超期1天。",
    ),
    (S.DELIVERED, ACCEPTED | GIVEN | CLOSED, "教育局7月9日办完：1学期，200.00元。"),
    (S.REDIRECTED, CLOSED, "教育局7月9日转给了别的单位办理。"),
    (
        S.REFUSED,
        CLOSED | {"close_reason": CloseReason.NO_QUOTA},
        "教育局7月9日答复不能办理：名额或资金已用完。",
    ),
    (
        S.REFUSED,
        CLOSED | {"close_reason": CloseReason.OTHER, "close_words": "学校已停办"},
        "教育局7月9日答复不能办理：学校已停办。",
    ),
    (
        S.REFUSED,
        CLOSED | {"close_reason": CloseReason.NOT_REACHED, "close_words": "电话停机"},
        "教育局7月9日答复不能办理：联系不上本人（电话停机）。",
    ),
    (S.WITHDRAWN, CLOSED | {"close_reason": CloseReason.NOT_WANTED}, "7月9日撤回：本人不需要。"),
    (S.EXPIRED, CLOSED, "教育局到期没有答复，7月9日作废。"),
    (S.EXPIRED, CLOSED | ACCEPTED, "教育局到期没有办完，7月9日作废。"),
    (
        S.EXPIRED,
        CLOSED | ACCEPTED | GIVEN,
        "教育局办了1学期，200.00元，其余到期没有办完，7月9日作废。",
    ),
]


@pytest.mark.parametrize(("status", "more", "sentence"), SENTENCES)
def test_what_is_said_of_each_state(status: S, more: dict[str, object], sentence: str) -> None:
    assert sentence_of(referral(status, **more), on=ON) == sentence


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    """A house may take a year: without it the last day would look like tomorrow."""
    going = referral(S.ACCEPTED, **ACCEPTED | {"delivery_due": date(2027, 7, 11)})
    given = referral(S.DELIVERED, **ACCEPTED, **GIVEN, **CLOSED)

    assert sentence_of(going, on=ON) == "教育局正在办理，2027年7月11日前办完。"
    assert due_words(going, on=ON) == "2027年7月11日前办完"
    assert sentence_of(given, on=date(2027, 1, 1)).startswith("教育局2026年7月9日办完")
    with override("en"):
        assert "July 11, 2027" in due_words(going, on=ON)


def test_parts_are_told_one_by_one_and_what_was_given_at_once_is_not() -> None:
    one = referral(S.DELIVERED, **ACCEPTED, **GIVEN, **CLOSED)
    days = (date(2026, 7, 9), date(2025, 12, 3))
    parts = [
        ReferralPart(pk=key, quantity=Decimal("0.50"), value=Decimal(100 * key), delivered_on=day)
        for key, day in enumerate(days)
    ]

    told = parts_in_words(one, parts, on=ON)

    assert told == "分次办理：2025年12月3日办0.5学期，100.00元；7月9日办0.5学期。"
    assert parts_in_words(one, parts[:1], on=ON) == ""


@pytest.mark.parametrize("status", list(S))
def test_there_are_words_and_a_look_for_every_state(status: S) -> None:
    more = ACCEPTED | CLOSED | GIVEN | {"close_reason": CloseReason.OTHER, "close_words": "别的"}
    standing = standing_of(referral(status, **more), on=ON)

    assert standing.word
    assert standing.sentence.endswith("。")
    assert standing.tone in {"todo", "doing", "good", "stopped", "bad"}


def test_the_agency_is_called_what_it_is_called_today() -> None:
    one = referral()
    one.agency.name_today = "教育体育局"

    assert sentence_of(one, on=ON).startswith("已转给教育体育局")


def test_names_and_units_are_the_readers() -> None:
    one = referral(S.DELIVERED, **ACCEPTED, **GIVEN, **CLOSED)

    with override("en"):
        said = sentence_of(one, on=ON)

    assert "Education Bureau" in said
    assert "term" in said


@pytest.mark.parametrize(
    ("days", "words"), [(0, "7月20日前答复"), (1, "答复超期1天"), (12, "答复超期12天")]
)
def test_the_day_itself_is_not_late(days: int, words: str) -> None:
    one = referral()
    on = one.answer_due + timedelta(days=days)

    assert due_words(one, on=on) == words
    assert is_overdue(one, on=on) is bool(days)


def test_nothing_is_due_of_what_is_closed() -> None:
    one = referral(S.REFUSED, **CLOSED)

    assert due_words(one, on=date(2030, 1, 1)) == ""
    assert not is_overdue(one, on=date(2030, 1, 1))


def test_no_zeros_stand_behind_a_whole_quantity() -> None:
    one = referral(S.DELIVERED, **ACCEPTED, **CLOSED, delivered_quantity=Decimal("1.50"))

    assert "1.5学期" in sentence_of(one, on=ON)
