"""Handing papers over: once each, not before they exist, by the township that carries them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import cases, decisions, deliveries, endings, objections
from applicants.actions.deliveries import Handing
from applicants.deliverables import Deliverable, DeliverableKind, Subject, since_of, waiting
from applicants.models import (
    Assessment,
    Case,
    Decision,
    EconomicCheck,
    LetterDelivery,
    Objection,
    PublicNotice,
)
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.cast import DECIDED, ENTERED, LAST_NOTICE_DAY, POSTED, Cast
from tests.changes import decided, heard, opened, proposed
from tests.factories.checks import closed, deposit, requested

NEXT_DAY = date(2026, 7, 16)


def handing(**more: object) -> Handing:
    said: dict[str, object] = {
        "delivered_on": NEXT_DAY,
        "way": "in_person",
        "receiver": "张三",
        "carrier": "李经办",
    }
    return Handing(**said | more)


def deliver(
    kind: DeliverableKind, subject: Subject, by: Staff, *, on: date = NEXT_DAY, **more: object
) -> LetterDelivery:
    with scope.of(by):
        one = Deliverable(kind, subject, since_of(kind, subject))
        return deliveries.record(of=one, handing=handing(**more), by=by, on=on)


def kinds_waiting(by: Staff) -> list[str]:
    with scope.of(by):
        return [row[0] for row in waiting(by)]


@pytest.fixture
def refusal(cast: Cast, case_on_notice: Case) -> Decision:
    with scope.of(cast.reviewer):
        return decisions.refuse(
            case=case_on_notice, reasons="收入超过标准", by=cast.reviewer, on=DECIDED
        )


@pytest.fixture
def dismissed(cast: Cast, case_on_notice: Case, notice: PublicNotice) -> Objection:
    with scope.of(cast.caseworker):
        objection = objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.township_head):
        return objections.answer(
            objection=objection,
            is_upheld=False,
            text="车是邻居的",
            by=cast.township_head,
            on=LAST_NOTICE_DAY,
        )


@pytest.fixture
def finding(cast: Cast, accepted_case: Case, assessment: Assessment) -> EconomicCheck:
    """A deposit that nobody declared."""
    with scope.of(cast.caseworker):
        check = requested(accepted_case, cast.caseworker, on=ENTERED)
        head = accepted_case.household.head
    with scope.of(cast.clerk):
        return closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])


def test_a_refusal_waits_until_it_is_delivered(cast: Cast, refusal: Decision) -> None:
    assert kinds_waiting(cast.caseworker) == ["decision"]

    delivery = deliver(DeliverableKind.DECISION, refusal, cast.caseworker)

    assert (delivery.receiver, delivery.delivered_on) == ("张三", NEXT_DAY)
    assert kinds_waiting(cast.caseworker) == []


def test_the_next_township_waits_for_nothing(cast: Cast, refusal: Decision) -> None:
    assert kinds_waiting(cast.neighbour) == []


def test_a_grant_is_told_by_its_publication(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

    assert kinds_waiting(cast.caseworker) == []


def test_a_cut_is_handed_over(cast: Cast, grant: object) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    heard(case, cast)
    decided(case, cast)

    assert kinds_waiting(cast.caseworker) == ["decision"]


def test_an_ending_is_handed_over(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.township_head):
        ending = endings.end(
            case=accepted_case,
            reason="no_visit",
            text="三次上门不让进",
            by=cast.township_head,
            on=POSTED,
        )
    assert kinds_waiting(cast.caseworker) == ["ending"]

    deliver(DeliverableKind.ENDING, ending, cast.caseworker)

    assert kinds_waiting(cast.caseworker) == []


def test_an_answer_is_told_to_whoever_objected(cast: Cast, dismissed: Objection) -> None:
    assert kinds_waiting(cast.caseworker) == ["objection"]

    deliver(DeliverableKind.OBJECTION, dismissed, cast.caseworker, way="spoken", receiver="王五")

    assert kinds_waiting(cast.caseworker) == []


def test_whom_nobody_knows_nobody_can_tell(cast: Cast, dismissed: Objection) -> None:
    delivery = deliver(
        DeliverableKind.OBJECTION, dismissed, cast.caseworker, way="anonymous", receiver=""
    )

    assert delivery.receiver == ""


def test_a_family_is_never_unknown(cast: Cast, refusal: Decision) -> None:
    with pytest.raises(Refused, match="只用于异议的答复"):
        deliver(DeliverableKind.DECISION, refusal, cast.caseworker, way="anonymous")


def test_what_a_check_found_is_told_before_it_counts_against_the_family(
    cast: Cast, finding: EconomicCheck, assessment: Assessment
) -> None:
    opinion = {"assessment": assessment, "proposal": "refuse", "reasons": "有存款"}
    opinion |= {"by": cast.township_head, "on": NEXT_DAY}
    with scope.of(cast.township_head), pytest.raises(Refused, match="先把结果告知申请人"):
        cases.propose(case=finding.case, **opinion)

    deliver(DeliverableKind.CHECK, finding, cast.caseworker)

    with scope.of(cast.township_head):
        assert cases.propose(case=finding.case, **opinion).proposal == "refuse"


def test_a_letter_arrives_once(cast: Cast, refusal: Decision) -> None:
    deliver(DeliverableKind.DECISION, refusal, cast.caseworker)

    with pytest.raises(Refused, match="已经登记过送达"):
        deliver(DeliverableKind.DECISION, refusal, cast.caseworker)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"delivered_on": LAST_NOTICE_DAY}, "早于2026-07-15"),
        ({"delivered_on": date(2026, 7, 17)}, "晚于今天"),
        ({"receiver": ""}, "填写收件人"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(
    cast: Cast, refusal: Decision, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        deliver(DeliverableKind.DECISION, refusal, cast.caseworker, **more)


def test_a_public_delivery_has_no_receiver(cast: Cast, refusal: Decision) -> None:
    delivery = deliver(
        DeliverableKind.DECISION, refusal, cast.caseworker, way="public", receiver=""
    )

    assert delivery.way == "public"


def test_another_countys_letters_are_not_there(cast: Cast, refusal: Decision) -> None:
    with pytest.raises(Http404):
        deliver(DeliverableKind.DECISION, refusal, cast.foreign_caseworker)


def test_who_only_decides_does_not_carry(cast: Cast, refusal: Decision) -> None:
    with pytest.raises(PermissionDenied):
        deliver(DeliverableKind.DECISION, refusal, cast.reviewer)
