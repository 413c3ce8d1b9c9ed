"""Families in trouble: who lives together, in what health, and how much they may earn to fall into a class.

A situation is a way of being poor. It draws the members around the person in trouble and says which incomes, as a share
of the line, leave the family in the class that was planned; the real rules then judge what came out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from applicants.eligibility.codes import (
    ExclusionReason,
    Hardship,
    Health,
    LabourCapacity,
    PovertyCause,
    Sex,
)
from dibao.demo.dice import Dice

# GB/T 4761, as in applicants.choices.
HEAD, SPOUSE, SON, DAUGHTER, GRANDSON, GRANDDAUGHTER = "02", "10", "20", "30", "41", "42"
FATHER, MOTHER, BROTHER, SISTER = "51", "52", "73", "77"

WORKING_AGE, ADULT, OLD, VERY_OLD = 16, 18, 60, 70


@dataclass(slots=True)
class Draft:
    """A member before name and number."""

    relation: str
    sex: Sex
    age: int
    health: Health = Health.HEALTHY
    labour: LabourCapacity = LabourCapacity.FULL
    disability: tuple[int, int] | None = None
    is_student: bool = False
    is_counted: bool = True
    is_covered: bool = True
    exclusion: ExclusionReason | None = None

    @property
    def works(self) -> bool:
        return self.age >= WORKING_AGE and self.labour in (
            LabourCapacity.FULL,
            LabourCapacity.PARTIAL,
        )

    @property
    def is_without_labour(self) -> bool:
        return not self.works


@dataclass(slots=True)
class Family:
    """Members, the head first, and what the investigator writes of them."""

    members: list[Draft]
    hardships: tuple[Hardship, ...] = ()
    cause: PovertyCause = PovertyCause.OTHER
    # The share of the income line that the income per head must lie between.
    income: tuple[float, float] = (0.35, 0.9)

    @property
    def share_without_labour(self) -> float:
        counted = [member for member in self.members if member.is_counted]
        return sum(member.is_without_labour for member in counted) / len(counted)


Situation = Callable[[Dice, int], Family]


def draw_family(chance: Dice, benefit_class: int, covered: int, *, alone: bool) -> Family:
    """A family of a class with so many covered persons; `alone` forbids members beside them."""
    ways = [way for way in _WAYS[benefit_class] if way.least <= covered <= way.most]
    way = chance.choices(ways, weights=[way.weight for way in ways])[0]
    family = way.situation(chance, covered)
    if not alone and way.takes_others:
        _add_uncovered(chance, family)
    if benefit_class == 3:
        family.income = (0.63, 0.94) if family.share_without_labour >= 0.5 else (0.36, 0.94)
    return family


# Who lives in it


def _age_as_parent(chance: Dice, age: int) -> int:
    return min(age + chance.randint(21, 32), 91)


def _person(chance: Dice, relation: str, sex: Sex, age: int) -> Draft:
    """A member in the health of their age."""
    draft = Draft(relation, sex, age)
    if age < WORKING_AGE:
        draft.labour = LabourCapacity.NONE
    elif age >= VERY_OLD:
        draft.labour = LabourCapacity.NONE
        draft.health = chance.choice((Health.HEALTHY, Health.WEAK, Health.WEAK))
    elif age >= OLD:
        draft.labour = chance.choice((LabourCapacity.PARTIAL, LabourCapacity.NONE))
        draft.health = chance.choice((Health.HEALTHY, Health.WEAK))
    draft.is_student = 6 <= age <= WORKING_AGE + 2 and chance.random() < 0.95
    if draft.is_student and age >= WORKING_AGE:
        draft.labour = LabourCapacity.NONE
    return draft


def _sex(chance: Dice) -> Sex:
    return Sex.MALE if chance.random() < 0.5 else Sex.FEMALE


def _other(sex: Sex) -> Sex:
    return Sex.FEMALE if sex == Sex.MALE else Sex.MALE


def _head(chance: Dice, low: int, high: int, *, men: float = 0.72) -> Draft:
    sex = Sex.MALE if chance.random() < men else Sex.FEMALE
    return _person(chance, HEAD, sex, chance.randint(low, high))


def _child(chance: Dice, head: Draft, oldest: int = 24) -> Draft:
    sex = _sex(chance)
    age = min(max(head.age - chance.randint(22, 36), 0), oldest)
    return _person(chance, SON if sex == Sex.MALE else DAUGHTER, sex, age)


def _grandchild(chance: Dice) -> Draft:
    sex = _sex(chance)
    return _person(
        chance, GRANDSON if sex == Sex.MALE else GRANDDAUGHTER, sex, chance.randint(3, 15)
    )


def _parent(chance: Dice, head: Draft, relation: str) -> Draft:
    sex = Sex.MALE if relation == FATHER else Sex.FEMALE
    return _person(chance, relation, sex, _age_as_parent(chance, head.age))


def _spouse(chance: Dice, head: Draft) -> Draft:
    age = max(head.age + chance.randint(-4, 4), 21)
    return _person(chance, SPOUSE, _other(head.sex), age)


def _fill(chance: Dice, members: list[Draft], size: int, *, married: float = 0.85) -> list[Draft]:
    """Bring a household to its size around its head: a spouse, children or grandchildren, parents."""
    head = members[0]
    if len(members) < size and head.age >= 23 and chance.random() < married:
        members.append(_spouse(chance, head))
    parents = [FATHER, MOTHER] if head.age < 62 else []
    while len(members) < size:
        if parents and chance.random() < 0.25:
            members.append(_parent(chance, head, parents.pop(chance.randrange(len(parents)))))
        elif head.age >= OLD and chance.random() < 0.6:
            members.append(_grandchild(chance))
        elif head.age >= ADULT + 4:
            members.append(_child(chance, head))
        else:
            sex = _sex(chance)
            relation = BROTHER if sex == Sex.MALE else SISTER
            members.append(_person(chance, relation, sex, max(head.age - chance.randint(1, 5), 2)))
    return members


def _add_uncovered(chance: Dice, family: Family) -> None:
    """Now and then somebody counts without being covered, or does not count at all, each for a reason of the law."""
    head = family.members[0]
    lot = chance.random()
    if (
        lot < 0.03
        and 25 <= head.age <= 60
        and not any(m.relation == MOTHER for m in family.members)
    ):
        mother = _parent(chance, head, MOTHER)
        mother.is_covered = False
        mother.exclusion = chance.choice(
            (ExclusionReason.DESTITUTE_SUPPORT, ExclusionReason.OTHER_SCHEME)
        )
        family.members.append(mother)
    elif lot < 0.05 and head.age >= 45:
        son = _person(chance, SON, Sex.MALE, head.age - chance.randint(22, 26))
        son.is_counted = son.is_covered = False
        son.exclusion = chance.choice(
            (
                ExclusionReason.LIVES_APART,
                ExclusionReason.LIVES_APART,
                ExclusionReason.PRISON,
                ExclusionReason.MISSING,
            )
        )
        family.members.append(son)


def _disable(chance: Dice, draft: Draft, *, severe: bool) -> None:
    kind = chance.choice((1, 2, 4, 4, 4, 5, 6))
    draft.disability = (kind, chance.randint(1, 2) if severe else 4)
    draft.labour = LabourCapacity.LOST if severe else LabourCapacity.PARTIAL
    draft.health = Health.WEAK if chance.random() < 0.5 else Health.HEALTHY


def _fall_ill(draft: Draft) -> None:
    draft.health = Health.SERIOUS_ILLNESS
    draft.labour = LabourCapacity.LOST


# Ways of being poor: class one


def _old_and_alone(chance: Dice, size: int) -> Family:
    head = _head(chance, 68, 89, men=0.55)
    members = [head, _spouse(chance, head)][:size]
    for member in members:
        member.labour = LabourCapacity.NONE
    return Family(
        members, (Hardship.ELDERLY_WITHOUT_SUPPORT,), PovertyCause.LABOUR_LACK, (0.04, 0.46)
    )


def _severely_disabled_and_destitute(chance: Dice, size: int) -> Family:
    head = _head(chance, 24, 58)
    _disable(chance, head, severe=True)
    members = _fill(chance, [head], size, married=0.4)
    return Family(members, (), PovertyCause.DISABILITY, (0.04, 0.28))


def _seriously_ill_and_destitute(chance: Dice, size: int) -> Family:
    head = _head(chance, 32, 66)
    _fall_ill(head)
    return Family(_fill(chance, [head], size), (), PovertyCause.ILLNESS, (0.04, 0.28))


def _orphans(chance: Dice, size: int) -> Family:
    head = _person(chance, HEAD, _sex(chance), chance.randint(9, 15))
    members = _fill(chance, [head], size)
    return Family(members, (Hardship.ORPHAN,), PovertyCause.LABOUR_LACK, (0.04, 0.46))


def _nobody_who_works(chance: Dice, size: int) -> Family:
    head = _person(chance, HEAD, _sex(chance), chance.randint(VERY_OLD, 84))
    members = [head]
    if size > 1 and chance.random() < 0.5:
        members.append(_person(chance, SPOUSE, _other(head.sex), max(VERY_OLD, head.age - 2)))
    while len(members) < size:
        members.append(_grandchild(chance))
    return Family(members, (), PovertyCause.LABOUR_LACK, (0.04, 0.28))


# Class two


def _main_worker_down(chance: Dice, size: int) -> Family:
    head = _head(chance, 34, 58, men=0.85)
    head.labour = chance.choice((LabourCapacity.PARTIAL, LabourCapacity.LOST))
    head.health = Health.WEAK
    cause = chance.choice((PovertyCause.ILLNESS, PovertyCause.LABOUR_LACK))
    return Family(
        _fill(chance, [head], size), (Hardship.MAIN_WORKER_INCAPACITATED,), cause, (0.33, 0.77)
    )


def _chronically_ill(chance: Dice, size: int) -> Family:
    members = _fill(chance, [_head(chance, 38, 72)], size)
    ill = chance.choice([member for member in members if member.age >= ADULT])
    ill.health = Health.WEAK
    if ill.labour == LabourCapacity.FULL:
        ill.labour = LabourCapacity.PARTIAL
    return Family(members, (Hardship.CHRONIC_ILLNESS,), PovertyCause.ILLNESS, (0.33, 0.77))


def _single_parent(chance: Dice, size: int) -> Family:
    head = _head(chance, 32, 46, men=0.3)
    members = [head]
    for number in range(size - 1):
        sex = _sex(chance)
        age = chance.randint(7, 15) if number == 0 else chance.randint(2, 15)
        members.append(_person(chance, SON if sex == Sex.MALE else DAUGHTER, sex, age))
    members[1].is_student = True
    return Family(
        members, (Hardship.SINGLE_PARENT_WITH_STUDENTS,), PovertyCause.LABOUR_LACK, (0.33, 0.77)
    )


def _several_disabled(chance: Dice, size: int) -> Family:
    members = _fill(chance, [_head(chance, 36, 66)], size)
    for member in members[:2]:
        if member.age >= WORKING_AGE:
            _disable(chance, member, severe=False)
        else:
            member.disability = (5, 4)
    return Family(members, (), PovertyCause.DISABILITY, (0.33, 0.77))


def _severely_disabled(chance: Dice, size: int) -> Family:
    members = _fill(chance, [_head(chance, 30, 62)], size)
    _disable(chance, chance.choice([m for m in members if m.age >= ADULT]), severe=True)
    return Family(members, (), PovertyCause.DISABILITY, (0.33, 0.77))


def _seriously_ill(chance: Dice, size: int) -> Family:
    members = _fill(chance, [_head(chance, 34, 66)], size)
    _fall_ill(chance.choice([m for m in members if m.age >= ADULT]))
    return Family(members, (), PovertyCause.ILLNESS, (0.33, 0.77))


def _old_with_little_support(chance: Dice, size: int) -> Family:
    family = _nobody_who_works(chance, size)
    family.income = (0.33, 0.58)
    return family


# Class three


def _struck(hardship: Hardship, cause: PovertyCause) -> Situation:
    """A family that works, and was set back: by a flood, a school bill, a lost job, lost land."""

    def situation(chance: Dice, size: int) -> Family:
        head = _head(chance, 30, 57)
        members = _fill(chance, [head], size)
        if hardship == Hardship.EDUCATION_COSTS and size > 1:
            sex = _sex(chance)
            members[-1] = _person(
                chance, SON if sex == Sex.MALE else DAUGHTER, sex, chance.randint(16, 18)
            )
            members[-1].is_student = True
            members[-1].labour = LabourCapacity.NONE
        return Family(members, (hardship,), cause)

    return situation


def _weak(chance: Dice, size: int) -> Family:
    members = _fill(chance, [_head(chance, 44, 68)], size)
    members[0].health = Health.WEAK
    return Family(members, (), PovertyCause.ILLNESS)


def _short_of_hands(chance: Dice, size: int) -> Family:
    return Family(_fill(chance, [_head(chance, 50, 74)], size), (), PovertyCause.LABOUR_LACK)


@dataclass(frozen=True)
class Way:
    """A situation with how often it occurs and the sizes that it fits."""

    situation: Situation
    weight: int
    least: int = 1
    most: int = 9
    takes_others: bool = True


_WAYS: Mapping[int, Sequence[Way]] = {
    1: (
        Way(_old_and_alone, 40, most=2, takes_others=False),
        Way(_severely_disabled_and_destitute, 28),
        Way(_seriously_ill_and_destitute, 18),
        Way(_orphans, 4, most=3, takes_others=False),
        Way(_nobody_who_works, 10, takes_others=False),
    ),
    2: (
        Way(_main_worker_down, 26),
        Way(_chronically_ill, 24),
        Way(_single_parent, 10, least=2, most=4),
        Way(_several_disabled, 6, least=2),
        Way(_severely_disabled, 12),
        Way(_seriously_ill, 10),
        Way(_old_with_little_support, 12, most=3, takes_others=False),
    ),
    3: (
        Way(_struck(Hardship.DISASTER, PovertyCause.DISASTER), 22),
        Way(_struck(Hardship.EDUCATION_COSTS, PovertyCause.OTHER), 14, least=2),
        Way(_struck(Hardship.UNEMPLOYMENT, PovertyCause.UNEMPLOYMENT), 8),
        Way(_struck(Hardship.LAND_LOST, PovertyCause.LAND_LOST), 6),
        Way(_weak, 26),
        Way(_short_of_hands, 24),
    ),
}
