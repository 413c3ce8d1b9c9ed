"""What registers answered comes in as a list: each answer where it was asked for, and none twice."""

from collections.abc import Callable, Sequence

import pytest

from applicants.actions import checks
from applicants.models import Case, CheckAnswer, EconomicCheck
from applicants.models.sheet_import import SheetImport, SheetImportRow
from applicants.workflow import SheetImportStatus
from dibao import scope
from dibao.models.staff import Staff
from dibao.wording import in_words, refusal_of
from tests.applicants.actions.test_check_files import (
    HEAD,
    WIFE,
    Row,
    every_answer,
    line,
    workbook,
)
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.factories.checks import requested, started
from tests.payments.desk.lists import brought, confirmed

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def check(cast: Cast, accepted_case: Case) -> EconomicCheck:
    with scope.of(cast.caseworker):
        check = requested(accepted_case, cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        return EconomicCheck.objects.select_related("case").get(
            pk=started(check, cast.clerk, on=ENTERED).pk
        )


@pytest.fixture
def clerk(cast: Cast, at_desk: AtDesk) -> Desk:
    return at_desk(cast.clerk)


@pytest.fixture
def reviewer(cast: Cast, at_desk: AtDesk) -> Desk:
    return at_desk(cast.reviewer)


def brings(clerk: Desk, rows: Sequence[Row]) -> SheetImport:
    return brought(clerk, workbook(rows), name="核对结果.xlsx", layout="check_answers")


def faults(clerk: Desk, record: SheetImport) -> list[str]:
    with scope.of(clerk.staff):
        rows = SheetImportRow.objects.filter(sheet_import=record, outcome="reject")
        found = list(rows.order_by("number").values_list("faults", flat=True))
    return [f"{one['header']}：{in_words(refusal_of(one))}" for row in found for one in row]


def test_a_list_answers_what_was_asked(clerk: Desk, reviewer: Desk, check: EconomicCheck) -> None:
    record = brings(clerk, every_answer(check))
    assert (record.layout, record.new_count, record.wrong_count) == ("check_answers", 5, 0)

    taken = confirmed(reviewer, record)

    assert taken.status == SheetImportStatus.TAKEN
    with scope.of(clerk.staff):
        money = CheckAnswer.objects.get(result="found")
        assert (str(money.amount), money.finding) == ("2000.50", "活期；定期")
        assert CheckAnswer.objects.count() == 4
        assert set(CheckAnswer.objects.values_list("recorded_by", flat=True)) == {reviewer.staff.pk}


def test_the_county_ends_a_check_that_a_list_answered(
    clerk: Desk, reviewer: Desk, cast: Cast, check: EconomicCheck
) -> None:
    confirmed(reviewer, brings(clerk, every_answer(check)))

    with scope.of(cast.clerk):
        ended = checks.close(check=check, by=cast.clerk, on=ENTERED)

    assert (ended.status, ended.has_differences) == ("closed", True)


def test_nothing_is_believed_before_a_second_person_confirms(
    clerk: Desk, check: EconomicCheck
) -> None:
    brings(clerk, every_answer(check))

    with scope.of(clerk.staff):
        assert not CheckAnswer.objects.exists()


def test_wrong_rows_say_what_to_do(clerk: Desk, check: EconomicCheck) -> None:
    record = brings(
        clerk,
        [
            ("2026-9999999", *HEAD, "银行存款", "没有查到", "", "", ""),
            line(check, ("张三", "990121195001010017"), "银行存款", "没有查到"),
            line(check, ("李三", HEAD[1]), "银行存款", "没有查到"),
            line(check, HEAD, "税务", "没有查到"),
            line(check, HEAD, "银行存款", "查到", "活期"),
            line(check, WIFE, "银行存款", "也许"),
            line(check, WIFE, "车船登记", "没有查到"),
            line(check, WIFE, "车船登记", "没有回复"),
        ],
    )

    told = "\n".join(faults(clerk, record))

    for words in (
        "案号：本县没有这个案号的核对",
        "姓名：姓名与登记的不同",
        "这次核对没有提请“税务”",
        "“银行存款”查到了，填写金额",
        "说的是同一项，结果不同：留下一行",
    ):
        assert words in told
    assert (record.new_count, record.wrong_count) == (1, 7)


def test_a_check_that_has_not_begun_takes_no_answer(
    clerk: Desk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        waiting = requested(accepted_case, cast.caseworker, on=ENTERED)

    record = brings(clerk, [line(waiting, HEAD, "银行存款", "没有查到")])

    assert faults(clerk, record) == ["案号：这个案号的核对还没有启动：启动后再导"]


def test_an_answer_that_is_there_is_compared_and_never_changed(
    clerk: Desk, reviewer: Desk, check: EconomicCheck
) -> None:
    confirmed(reviewer, brings(clerk, [line(check, WIFE, "银行存款", "没有查到")]))

    record = brings(
        clerk,
        [
            line(check, WIFE, "银行存款", "查到", "定期", "500"),
            line(check, WIFE, "车船登记", "没有查到"),
        ],
    )

    assert (record.new_count, record.changed_count) == (1, 1)
    page = clerk.opens("applicants:sheet_import", record.pk, show="changes").text
    assert "已有结果不改" in page
    confirmed(reviewer, record)
    with scope.of(clerk.staff):
        assert set(CheckAnswer.objects.values_list("result", flat=True)) == {"nothing"}


def test_what_was_answered_alike_is_the_same(
    clerk: Desk, reviewer: Desk, check: EconomicCheck
) -> None:
    first = line(check, WIFE, "银行存款", "没有查到")
    confirmed(reviewer, brings(clerk, [first]))

    record = brings(clerk, [first, line(check, WIFE, "车船登记", "没有查到")])

    assert (record.new_count, record.same_count) == (1, 1)


def test_answers_do_not_go_back(clerk: Desk, reviewer: Desk, check: EconomicCheck) -> None:
    record = confirmed(reviewer, brings(clerk, [line(check, WIFE, "银行存款", "没有查到")]))

    answer = clerk.sends("applicants:sheet_import_ask_back", record.pk, reason="错了")

    assert "这种名单写入后不能撤回" in answer.text


def test_an_answer_that_came_meanwhile_has_the_differences_shown_anew(
    clerk: Desk, reviewer: Desk, cast: Cast, check: EconomicCheck
) -> None:
    record = brings(clerk, [line(check, WIFE, "银行存款", "没有查到")])
    with scope.of(cast.clerk):
        person = check.subjects.get(person__name=WIFE[0]).person
        said = checks.Answer(person=person, source="banks", result="no_answer")
        checks.answer(check=check, answers=[said], by=cast.clerk, on=ENTERED)

    again = confirmed(reviewer, record)

    assert (again.status, again.changed_count) == (SheetImportStatus.CHECKED, 1)


def test_another_countys_case_is_unknown(cast: Cast, at_desk: AtDesk, check: EconomicCheck) -> None:
    foreign = at_desk(cast.foreign_clerk)

    record = brings(foreign, [line(check, WIFE, "银行存款", "没有查到")])

    assert "本县没有这个案号的核对" in "".join(faults(foreign, record))
