"""Files of matching results, dropped by the county: kept, then read by a job, whole or not at all."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.actions import checks
from applicants.actions.checks import Answer
from applicants.models.check import CheckAnswer, CheckFile, CheckResult, CheckSource, EconomicCheck
from applicants.models.person import ID_FULL, Person
from applicants.sheets.check_results import AskedRow, ResultRow, ResultTable, read_results
from applicants.workflow import CheckFileStatus, CheckStatus
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.files import storage
from dibao.guards import require
from dibao.levels import AreaLevel
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.wording import in_words

Figure = TypeVar("Figure", int, Decimal)

TAKE = "check_file:take"
# So many wrong rows are named; whoever mends these will find the others by themselves.
_NAMED = 200
_AT_ONCE = 2000


@transaction.atomic
def receive(*, name: str, content: bytes, by: Staff) -> CheckFile:
    """Keep a file and ask a worker to read it; the same content is taken once. Nothing is believed yet."""
    require(by, Permission.CHECK_ANSWER)
    county = by.posting.area
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("核对结果由县里导入。"))
    sha256 = hashlib.sha256(content).hexdigest()
    taken = CheckFile.objects.filter(area=county, sha256=sha256)
    before = taken.exclude(status=CheckFileStatus.REFUSED).first()
    if before is not None:
        raise Refused(
            _("这个文件已经导入过（%(name)s，%(day)s），不能再导一次。")
            % {"name": before.name, "day": timezone.localdate(before.loaded_at)}
        )
    file = CheckFile(area=county, name=name[-200:], sha256=sha256, loaded_by=by)
    storage.keep(file.pk, content)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("这个文件刚由别人导入，刷新后再看。")) from None
    audit.record("check_file:received", of=file, by=by, after={"sha256": sha256})
    ask_to_take(file=file, by=by)
    return file


def ask_to_take(*, file: CheckFile, by: Staff) -> JobRun:
    """Have a worker read a file."""
    return jobs.enqueue(
        TAKE,
        title=_("导入核对结果 %(name)s") % {"name": file.name},
        by=by,
        area=file.area,
        link=reverse("applicants:check_file", args=[file.pk]),
        file=str(file.pk),
    )


@transaction.atomic
def take(*, file: CheckFile, by: Staff, on: date) -> CheckFile:
    """Read a file: every answer of it, or none with each wrong row named; checks that are complete then are closed."""
    file.require_open("take", by=by)
    try:
        with transaction.atomic():
            return _take(file, by, on)
    except Refused as refusal:
        sentences = _sentences(refusal)
    file.move("refuse", by=by, refusal="\n".join(sentences))
    audit.record("check_file:refused", of=file, by=by, reason=sentences[0])
    return file


class RowsRefused(Refused):
    """Rows of a file are wrong, so nothing of it was taken."""

    def __init__(self, faults: Sequence[str]) -> None:
        sentence = _("文件有%(count)s处不对，全部没有导入。改好以后整份再导。")
        super().__init__(sentence, count=len(faults))
        self.faults = faults


def _take(file: CheckFile, by: Staff, on: date) -> CheckFile:
    table = read_results(storage.fetch(file.pk), file.name, on=on)
    reading = _Reading(_open_checks(by))
    answers = reading.answers_of(table)
    if reading.faults:
        raise RowsRefused(reading.faults)
    if not answers:
        raise Refused(_("文件里没有一项结果，没有导入。"))
    rows = [_row(pair.check, pair.answer, by, on, file) for pair in answers]
    CheckAnswer.objects.bulk_create(rows, batch_size=_AT_ONCE)
    found = sum(row.result == CheckResult.FOUND for row in rows)
    file.move("take", by=by, answer_count=len(rows), found_count=found)
    audit.record("check_file:taken", of=file, by=by, after={"answers": len(rows), "found": found})
    for check in _complete({pair.check.pk for pair in answers}):
        checks.close(check=check, by=by, on=on)
    return file


def _row(check: EconomicCheck, one: Answer, by: Staff, on: date, file: CheckFile) -> CheckAnswer:
    row = checks.row_of(check, one, by, on)
    row.file = file
    return row


def _open_checks(by: Staff) -> dict[str, "_Asked"]:
    """Every check of the county that is under way, by the number of its case (three queries)."""
    rows = (
        EconomicCheck.objects.visible_to(by)
        .open()
        .select_related("case")
        .prefetch_related("subjects__person", "answers")
    )
    return {check.case.number: _Asked.of(check) for check in rows}


@dataclass(frozen=True)
class _Asked:
    """A check with those it is about, by the index of their ID numbers, and what is answered already."""

    check: EconomicCheck
    people: dict[str, Person]
    answered: set[tuple[uuid.UUID, str]]

    @classmethod
    def of(cls, check: EconomicCheck) -> "_Asked":
        people = [subject.person for subject in check.subjects.all()]
        return cls(
            check,
            {person.id_index: person for person in people if person.id_index},
            {(answer.person_id, answer.source) for answer in check.answers.all()},
        )


@dataclass
class _Pair:
    check: EconomicCheck
    answer: Answer
    row: int


class _Reading:
    """Holds each row against what was asked, and gathers what is wrong with it."""

    def __init__(self, asked: dict[str, _Asked]) -> None:
        self._asked = asked
        self._said: dict[tuple[int, uuid.UUID, str], _Pair] = {}
        self.faults: list[str] = []

    def answers_of(self, table: ResultTable) -> list[_Pair]:
        for error in table.errors:
            self._blame(error.row, f"{error.header}：{error.sentence}")
        for row in table.rows:
            try:
                self._take(row)
            except Refused as refusal:
                self._blame(row.number, in_words(refusal))
        return list(self._said.values())

    def _blame(self, row: int, sentence: str) -> None:
        self.faults.append(_("第%(row)d行：%(sentence)s") % {"row": row, "sentence": sentence})

    def _take(self, row: ResultRow) -> None:
        asked = self._asked_by(row)
        person = asked.people.get(blind_index(row.id_number.number, ID_FULL))
        if person is None:
            raise Refused(
                _("这个身份证号不在案号%(number)s的核对人员里") % {"number": row.case_number}
            )
        if person.name != row.name:
            raise Refused(_("姓名与登记的不同，核对是不是同一个人"))
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
        if (person.pk, answer.source) in asked.answered:
            label = CheckSource(answer.source).label
            raise Refused(_("“%(source)s”已有结果，不能再导一次") % {"source": label})
        self._keep(asked.check, answer, row.number)

    def _asked_by(self, row: ResultRow) -> _Asked:
        asked = self._asked.get(row.case_number)
        if asked is None:
            raise Refused(_("本县没有案号%(number)s的核对") % {"number": row.case_number})
        if asked.check.status == CheckStatus.REQUESTED:
            raise Refused(
                _("案号%(number)s的核对还没有启动，启动后再导") % {"number": row.case_number}
            )
        return asked

    def _keep(self, check: EconomicCheck, answer: Answer, row: int) -> None:
        """Several rows of one source, such as one for each account, are one answer."""
        key = (check.pk, answer.person.pk, answer.source)
        before = self._said.get(key)
        if before is None:
            self._said[key] = _Pair(check, answer, row)
        elif CheckResult.FOUND == before.answer.result == answer.result:
            before.answer = together(before.answer, answer)
        else:
            raise Refused(_("与第%(row)d行说的是同一项，留下一行") % {"row": before.row})


def together(one: Answer, other: Answer) -> Answer:
    """What two rows found at one source, such as two accounts, as one answer."""
    texts = [text for text in (one.finding, other.finding) if text]
    return Answer(
        person=one.person,
        source=one.source,
        result=one.result,
        finding="；".join(texts)[:300],
        amount=_sum(one.amount, other.amount),
        count=_sum(one.count, other.count),
    )


def _sum(one: Figure | None, other: Figure | None) -> Figure | None:
    return other if one is None else one if other is None else one + other


def _complete(keys: Iterable[int]) -> list[EconomicCheck]:
    """The checks among these in which everybody's every source has answered."""
    rows = EconomicCheck.objects.filter(pk__in=list(keys)).prefetch_related("subjects", "answers")
    return [
        check
        for check in rows
        if len(check.answers.all()) == len(check.subjects.all()) * len(check.sources)
    ]


def _sentences(refusal: Refused) -> list[str]:
    first = in_words(refusal)
    if not isinstance(refusal, RowsRefused):
        return [first]
    more = len(refusal.faults) - _NAMED
    rest = [_("还有%(count)d处。") % {"count": more}] if more > 0 else []
    return [first, *refusal.faults[:_NAMED], *rest]


def list_to_ask(by: Staff) -> list[AskedRow]:
    """Who is to be asked about where: everything of the county's started checks that is not answered (three queries).

    It holds whole ID numbers, which registers search by; whoever fetches it is written down.
    """
    require(by, Permission.CHECK_ANSWER)
    rows = (
        EconomicCheck.objects.visible_to(by)
        .filter(status=CheckStatus.STARTED)
        .select_related("case")
        .prefetch_related("subjects__person", "answers")
        .order_by("pk")
    )
    return [
        AskedRow(
            check.case.number,
            subject.person.name,
            subject.person.id_number.open() if subject.person.id_number else "",
            CheckSource(source),
        )
        for check in rows
        for answered in [{(answer.person_id, answer.source) for answer in check.answers.all()}]
        for subject in check.subjects.all()
        for source in check.sources
        if (subject.person_id, source) not in answered
    ]
