"""Which materials an application needs, by rule from what it says of the family, and where each stands."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import ExpenseKind, Hardship, Health, IncomeSource
from applicants.models.case import Case, Channel
from applicants.models.document import Document, DocumentKind
from applicants.models.household import Membership
from applicants.models.material import MaterialAnswer, MaterialAnswerKind
from applicants.models.means import ExpenseLine, IncomeLine
from applicants.models.person import Person

Words = str | Promise

# 居民身份证法 Art 2: from sixteen on everybody holds a card.
CARD_AGE = 16
# GB/T 2261.2.
DIVORCED = "40"
# 办法 Art 10 (since July 2021): what a platform of the government can tell is not asked for again;
# 社会救助法 Art 62 (since July 2026): nor what the check of the economic situation can verify.
PLATFORM_SINCE, LAW_SINCE = date(2021, 7, 1), date(2026, 7, 1)
FROM_PLATFORM = frozenset(
    {
        DocumentKind.HOUSEHOLD_REGISTER,
        DocumentKind.IDENTITY_CARD,
        DocumentKind.DISABILITY_CARD,
        DocumentKind.DIVORCE_PROOF,
        DocumentKind.UNEMPLOYMENT_PROOF,
    }
)
_WAGES = (IncomeSource.LOCAL_WORK, IncomeSource.MIGRANT_WORK, IncomeSource.RETIREMENT_PENSION)


class MaterialState(models.TextChoices):
    HAVE = "have", _("已有")
    MISSING = "missing", _("缺")
    BY_CHECK = "by_check", _("核对取得")
    PROMISED = "promised", _("告知承诺")
    WAIVED = "waived", _("不需要")


_ANSWERED = {
    MaterialAnswerKind.PROMISED: MaterialState.PROMISED,
    MaterialAnswerKind.BY_CHECK: MaterialState.BY_CHECK,
    MaterialAnswerKind.WAIVED: MaterialState.WAIVED,
}


@dataclass(frozen=True)
class Need:
    """One material that this application needs, of one member or of the family, and why."""

    kind: DocumentKind
    person: Person | None
    why: Words

    def __str__(self) -> str:
        """户口本, 残疾人证 张三: how a notice names it."""
        return " ".join(str(word) for word in (self.kind.label, self.person) if word)


@dataclass(frozen=True)
class Material:
    """A need and where it stands: its documents, or the office's word on it."""

    need: Need
    state: MaterialState
    documents: Sequence[Document]
    answer: MaterialAnswer | None

    @property
    def is_settled(self) -> bool:
        return self.state is not MaterialState.MISSING


def needs_of(
    case: Case,
    members: Iterable[Membership],
    incomes: Iterable[IncomeLine],
    expenses: Iterable[ExpenseLine],
    *,
    on: date,
) -> list[Need]:
    """What this application needs, in the order in which a clerk lays it out (no query of its own)."""
    people = [one.person for one in members if one.is_counted]
    return [
        *_of_the_application(case),
        *(need for person in people for need in _of_a_person(person, on)),
        *_of_hardships(case, people),
        *_of_means(incomes, expenses),
        Need(DocumentKind.PASSBOOK, None, _("发放低保金的账户")),
    ]


def _of_the_application(case: Case) -> Iterator[Need]:
    if case.channel != Channel.ONLINE:
        yield Need(DocumentKind.APPLICATION, None, _("申请人签字的书面申请"))
    if case.channel == Channel.PROXY:
        yield Need(DocumentKind.PROXY_MANDATE, None, _("委托他人申请"))
    yield Need(DocumentKind.HOUSEHOLD_REGISTER, None, _("证明户籍和家庭成员"))


def _of_a_person(person: Person, on: date) -> Iterator[Need]:
    age = person.age(on)
    if age is None or age >= CARD_AGE:
        yield Need(DocumentKind.IDENTITY_CARD, person, _("证明身份"))
    if person.disability_type is not None:
        yield Need(DocumentKind.DISABILITY_CARD, person, _("资料里填了残疾"))
    if person.health == Health.SERIOUS_ILLNESS:
        yield Need(DocumentKind.DIAGNOSIS, person, _("资料里填了重病"))
    if person.marital_status == DIVORCED:
        yield Need(DocumentKind.DIVORCE_PROOF, person, _("资料里填了离婚"))
    if person.is_student and (age is None or age >= CARD_AGE):
        yield Need(DocumentKind.SCHOOL_PROOF, person, _("资料里填了在校"))


def _of_hardships(case: Case, people: Sequence[Person]) -> Iterator[Need]:
    ill = {Hardship.CHRONIC_ILLNESS, Hardship.SERIOUS_ILLNESS} & set(case.hardships)
    if ill and not any(person.health == Health.SERIOUS_ILLNESS for person in people):
        yield Need(DocumentKind.DIAGNOSIS, None, _("困难情形里填了疾病"))
    is_told = any(person.marital_status == DIVORCED for person in people)
    if Hardship.SINGLE_PARENT_WITH_STUDENTS in case.hardships and not is_told:
        yield Need(DocumentKind.DIVORCE_PROOF, None, _("困难情形里填了单亲"))
    if Hardship.UNEMPLOYMENT in case.hardships:
        yield Need(DocumentKind.UNEMPLOYMENT_PROOF, None, _("困难情形里填了失业"))


def _of_means(incomes: Iterable[IncomeLine], expenses: Iterable[ExpenseLine]) -> Iterator[Need]:
    sources = {line.source for line in incomes if line.yearly_amount}
    if sources & set(_WAGES):
        yield Need(DocumentKind.INCOME_PROOF, None, _("资料里填了工资或退休金"))
    if IncomeSource.SUPPORT_PAYMENT in sources:
        yield Need(DocumentKind.SUPPORT_PROOF, None, _("资料里填了赡养、抚养费"))
    if any(line.kind == ExpenseKind.MEDICAL and line.yearly_amount for line in expenses):
        yield Need(DocumentKind.HOSPITAL_BILL, None, _("资料里填了医疗支出"))


def materials_of(
    case: Case, needs: Sequence[Need], documents: Iterable[Document], *, on: date
) -> list[Material]:
    """Each need of a case with where it stands (one query); voided documents do not count."""
    answers = case.material_answers.select_related("answered_by").order_by("pk")
    newest = {(answer.kind, answer.person_id): answer for answer in answers}
    valid = [one for one in documents if one.voided_on is None]
    return [_material(need, needs, valid, newest, on) for need in needs]


def _material(
    need: Need,
    needs: Sequence[Need],
    documents: Sequence[Document],
    newest: dict[tuple[str, uuid.UUID | None], MaterialAnswer],
    on: date,
) -> Material:
    found = [one for one in documents if _answers(one, need, needs)]
    answer = newest.get((need.kind.value, need.person.pk if need.person else None))
    if found:
        return Material(need, MaterialState.HAVE, found, None)
    if answer is not None and answer.answer != MaterialAnswerKind.NEEDED:
        state = _ANSWERED[MaterialAnswerKind(answer.answer)]
        return Material(need, state, [], answer)
    if answer is None and need.kind in FROM_PLATFORM and on >= PLATFORM_SINCE:
        return Material(need, MaterialState.BY_CHECK, [], None)
    return Material(need, MaterialState.MISSING, [], None)


def _answers(document: Document, need: Need, needs: Sequence[Need]) -> bool:
    """A file without a person stands for the only one of its kind that is needed."""
    if document.kind != need.kind:
        return False
    if need.person is None or document.person_id == need.person.pk:
        return True
    return document.person_id is None and sum(one.kind == need.kind for one in needs) == 1


def missing_of(materials: Iterable[Material]) -> list[Material]:
    return [one for one in materials if not one.is_settled]
