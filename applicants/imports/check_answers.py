"""What registers answered about families, from a list: each answer where it was asked for, and none twice."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.actions import checks
from applicants.actions.check_files import together
from applicants.actions.checks import Answer
from applicants.imports.layouts import Change, Checked, Layout, Place, Written
from applicants.models.check import CheckAnswer, CheckResult, CheckSource, EconomicCheck
from applicants.models.person import ID_FULL, Person
from applicants.sheets.check_results import (
    CASE,
    ID,
    NAME,
    RESULT,
    RESULTS,
    SOURCE,
    SOURCES,
    ResultRow,
    columns,
    result_of,
)
from applicants.workflow import CheckStatus
from dibao.display import listed, yuan_text
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.sheets.columns import Column, Table
from dibao.values.words import gettext_noop


@dataclass
class AnswersWritten(Written):
    """Answers by check, each with the row that said it first."""

    answers: dict[int, dict[tuple[uuid.UUID, str], tuple[Answer, int]]] = field(
        default_factory=dict
    )


class Fault(Refused):
    """What is wrong with a row, and the column that it is told under."""

    def __init__(self, column: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.column = column


class CheckAnswerList(Layout):
    """One row is what one source answered about one person, by the number of the case that asked."""

    key: ClassVar = "check_answers"
    title: ClassVar = gettext_lazy("信息核对结果")
    # An answer is evidence that a case may rest on the next minute: whoever contests it has it checked again.
    goes_back: ClassVar = False

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(on=place.on)

    def choices(self, place: Place) -> Mapping[str, Sequence[str]]:
        return {SOURCE: list(SOURCES), RESULT: list(RESULTS)}

    def example(self, place: Place) -> Mapping[str, str]:
        return {
            CASE: "2008-0000017",
            NAME: "张三",
            ID: "990121196005010018",
            SOURCE: "银行存款",
            RESULT: "查到",
            "finding": "农信社活期",
            "amount": "1200",
        }

    def check(self, table: Table, place: Place) -> Checked:
        register = _Register(place)
        work = AnswersWritten()
        checked = Checked(labels=table.header.labels, written=work)
        for row in table:
            if row.errors:
                checked.wrong_rows.append((row.row, row.errors))
                continue
            try:
                register.place(result_of(row), row.number, checked, work)
            except Fault as fault:
                checked.wrong_rows.append((row.row, [table.error(row.row, fault.column, fault)]))
            except Refused as refused:
                told = table.error(row.row, RESULT, refused)
                checked.wrong_rows.append((row.row, [told]))
        checked.skipped = sorted([*table.above, *table.skipped])
        return checked

    def write(
        self, checked: Checked, place: Place, *, name: str, sha256: str, by: Staff
    ) -> Mapping[str, int]:
        work = checked.written
        if not isinstance(work, AnswersWritten):
            raise TypeError(f"{self.key} was given {work!r}")
        given = {
            key: [answer for answer, _row in found.values()] for key, found in work.answers.items()
        }
        return {"answers": checks.hear_all(county=place.area, answers=given, by=by, on=place.on)}


@dataclass(frozen=True)
class _Asked:
    """A check with those it is about, by the index of their ID numbers, and what is answered already."""

    check: EconomicCheck
    people: Mapping[str, Person]
    answered: Mapping[tuple[uuid.UUID, str], CheckAnswer]

    @classmethod
    def of(cls, check: EconomicCheck) -> "_Asked":
        people = [subject.person for subject in check.subjects.all()]
        return cls(
            check,
            {person.id_index: person for person in people if person.id_index},
            {(answer.person_id, answer.source): answer for answer in check.answers.all()},
        )


class _Register:
    """The county's checks under way, by the number of their case (four queries)."""

    def __init__(self, place: Place) -> None:
        rows = EconomicCheck.objects.within(place.area).open()
        whole = rows.select_related("case__household__head").prefetch_related(
            "subjects__person", "answers"
        )
        self._asked = {check.case.number: _Asked.of(check) for check in whole}

    def place(self, row: ResultRow, number: int, checked: Checked, work: AnswersWritten) -> None:
        """Put a row where it belongs. Raises Refused, with what to do, for what was not asked or is no answer."""
        asked = self._of(row)
        person = asked.people.get(blind_index(row.id_number.number, ID_FULL))
        if person is None:
            raise Fault(ID, gettext_noop("这个身份证号不在这个案号的核对人员里：核对号码和案号"))
        if person.name != row.name:
            raise Fault(NAME, gettext_noop("姓名与登记的不同：核对是不是同一个人"))
        answer = Answer(
            person=person,
            source=row.source.value,
            result=row.result.value,
            finding=row.finding,
            amount=row.amount,
            count=row.count,
        )
        people = {one.pk for one in asked.people.values()}
        checks.require_answerable(answer, asked.check.sources, people)
        before = asked.answered.get((person.pk, answer.source))
        if before is not None:
            _compare(answer, before, asked.check, number, checked)
        else:
            _keep(answer, asked.check, number, work)
            checked.new_rows.append(number)

    def _of(self, row: ResultRow) -> _Asked:
        asked = self._asked.get(row.case_number)
        if asked is None:
            raise Fault(CASE, gettext_noop("本县没有这个案号的核对，或者已经结束：核对案号"))
        if asked.check.status == CheckStatus.REQUESTED:
            raise Fault(CASE, gettext_noop("这个案号的核对还没有启动：启动后再导"))
        return asked


def _keep(answer: Answer, check: EconomicCheck, number: int, work: AnswersWritten) -> None:
    """Several rows of one source, such as one for each account, are one answer."""
    said = work.answers.setdefault(check.pk, {})
    key = (answer.person.pk, answer.source)
    before, first = said.get(key, (None, number))
    if before is None:
        said[key] = (answer, number)
    elif CheckResult.FOUND == before.result == answer.result:
        said[key] = (together(before, answer), first)
    else:
        raise Fault(
            RESULT, gettext_noop("与第%(row)s行说的是同一项，结果不同：留下一行"), row=first
        )


def _compare(
    answer: Answer, before: CheckAnswer, check: EconomicCheck, number: int, checked: Checked
) -> None:
    """Of what is answered already; an answer is never changed."""
    was, now = _facts(before), _facts(answer)
    if was == now:
        checked.same_rows.append(number)
        return
    head = check.case.household
    checked.changed_rows.append(number)
    checked.changes.append(
        Change(
            row=number,
            household=head.number,
            who=answer.person.name,
            header=str(CheckSource(answer.source).label),
            before=_in_words(before),
            after=_in_words(answer),
            is_taken=False,
            remedy=_("已有结果不改：当事人有异议的，申请复查"),
        )
    )


def _facts(answer: Answer | CheckAnswer) -> tuple[object, ...]:
    return answer.result, answer.finding, answer.amount, answer.count


def _in_words(answer: Answer | CheckAnswer) -> str:
    amount = "" if answer.amount is None else yuan_text(answer.amount)
    count = "" if answer.count is None else str(answer.count)
    parts = (CheckResult(answer.result).label, answer.finding, amount, count)
    return listed(part for part in parts if part)[:200]
