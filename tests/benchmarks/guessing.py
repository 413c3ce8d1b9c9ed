"""Ten thousand guesses at how matters stand: whether any of them tells one that is there from one that never was.

Whole requests through all middleware, each from an address of its own, the two kinds in turns. Beside a matter that is
there the right digits are never guessed; of what somebody said, which is asked after by its number alone, one letter
of the number is wrong.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from time import perf_counter

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from applicants.actions import statements, voices
from applicants.models.case import case_number
from applicants.models.objection import number_of
from dibao import clock, rate_limit, scope
from dibao.demo.dice import Dice
from dibao.models.area import Area
from dibao.values.identity import IdNumber, PhoneNumber, check_digit
from tests.benchmarks.figures import Control, Figure
from tests.benchmarks.prefecture import FIRST_MONTH, County, loading

GUESSES = 10_000
# Each number is asked after so often, which is below the limit; some of them then run into it.
_TIMES = 8
_SHARES = {"application": 2_000, "statement": 2_000, "voice": 1_000}
_BITTEN = 5
_ADDRESS = "/public/progress/"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TYPED = re.compile(r'<input[^>]*name="(?:number|digits|idempotency_key)"[^>]*>')


@dataclass(frozen=True)
class Matter:
    """A number with the digits that go with it; none where the number is enough, or where there is no such matter."""

    number: str
    digits: str = ""


@dataclass(frozen=True)
class Answer:
    """What a guess got, without what was typed."""

    status: int
    size: int
    words: str


@dataclass
class Heard:
    """All answers to guesses of one kind."""

    answers: set[Answer] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)


@dataclass
class Stranger:
    """Somebody with as many addresses as they like."""

    chance: Dice
    site: WSGIHandler = field(default_factory=WSGIHandler)
    times: Counter[str] = field(default_factory=Counter)

    def ask(self, heard: Heard, matter: Matter) -> None:
        self.times[matter.number] += 1
        asked = self.times.total()
        typed = {
            "number": matter.number,
            "digits": self._wrong(matter),
            "idempotency_key": str(uuid.UUID(int=asked)),
        }
        request = RequestFactory(headers={"host": "localhost"}).post(_ADDRESS, typed)
        high, low = divmod(asked, 250)
        environ = request.environ | {"REMOTE_ADDR": f"10.0.{high}.{low}"}
        start = perf_counter()
        response = self.site(environ, lambda _status, _headers: None)
        heard.seconds.append(perf_counter() - start)
        words = _TYPED.sub("", response.content.decode())
        heard.answers.add(Answer(response.status_code, len(response.content), words))

    def _wrong(self, matter: Matter) -> str:
        guess = f"{self.chance.randrange(10_000):04d}"
        return guess if guess != matter.digits else self._wrong(matter)


def figures(counties: Sequence[County]) -> Iterator[Figure]:
    """What a guess tells by its answer, and by the time that it takes; and what it tells beyond the limit."""
    with connection.cursor() as cursor:
        # Every guess is counted, and a disk that keeps the count tells one kind from the other no better.
        cursor.execute("SET synchronous_commit = off")
    stranger = Stranger(Dice("guesses"))
    county, on = counties[0], clock.today()
    there = {
        "application": _applications(county),
        "statement": _statements(county, on),
        "voice": _voices(county, on),
    }
    told, bitten = 0, 0
    for kind, known in there.items():
        pairs = [(matter, Matter(_never(kind, matter.number, n))) for n, matter in enumerate(known)]
        is_there, never = Heard(), Heard()
        for time in range(_TIMES):
            for one, other in pairs:
                guess = _near(one, time) if kind == "voice" else one
                # Whichever comes second finds the tables warm, so they take turns at it.
                turns = [(is_there, guess), (never, other)]
                for heard, matter in turns if time % 2 else reversed(turns):
                    stranger.ask(heard, matter)
        told += len(is_there.answers | never.answers) - 1
        bitten += _beyond(stranger, pairs[:_BITTEN])
        yield _time(kind, is_there, never)
    yield Figure(
        name="guesses_answered_unlike",
        goal="value <= 0",
        value=told,
        control=Control(sum(_SHARES.values()) * 2, 0),
        floor_control=Control(GUESSES, 0),
        note="answers of a kind beyond the one: words without what was typed, size, status",
    )
    yield Figure(name="guesses_beyond_the_limit_unlike", goal="value <= 0", value=bitten)


def _time(kind: str, is_there: Heard, never: Heard) -> Figure:
    one, other = median(is_there.seconds), median(never.seconds)
    return Figure(
        name=f"guess_at_{kind}_time_there_of_never",
        goal="0.9 <= value <= 1.1",
        value=one / other,
        control=Control(len(is_there.seconds), 0),
        floor_control=Control(len(never.seconds), 0),
        note=f"medians {one * 1000:.2f} and {other * 1000:.2f} ms",
    )


def _beyond(stranger: Stranger, pairs: Sequence[tuple[Matter, Matter]]) -> int:
    """How many kinds of answers there are beyond one to whoever goes on asking after the same number."""
    refused = Heard()
    for pair in pairs:
        for matter in pair:
            while stranger.times[matter.number] < rate_limit.MOST:
                stranger.ask(Heard(), matter)
            stranger.ask(refused, matter)
    limited = {answer for answer in refused.answers if answer.status == 429}
    return len(refused.answers) - 1 if limited else len(refused.answers)


def _near(matter: Matter, time: int) -> Matter:
    """A number of which the last letter is wrong, another one each time."""
    last = _LETTERS.index(matter.number[-1])
    return Matter(matter.number[:-1] + _LETTERS[(last + 1 + time) % len(_LETTERS)])


def _never(kind: str, number: str, n: int) -> str:
    """A number of the same shape that nobody was given."""
    if kind == "application":
        return f"{number[:5]}{9_000_000 + n}"
    chance = Dice("never", kind, n)
    return "".join(one if one == "-" else chance.choice(_LETTERS) for one in number)


def _applications(county: County) -> list[Matter]:
    """Families whose applications are looked into, beside the whole register."""
    village = _village(county)
    count = _SHARES["application"] // _TIMES
    with loading() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM applicants_case")
        ((last,),) = cursor.fetchall()
        values = {"last": last, "count": count, "area": village.pk, "by": county.clerk.pk}
        for statement in _APPLICATIONS:
            cursor.execute(statement, values | {"on": FIRST_MONTH})
        cursor.execute(
            "SELECT c.id, p.id_last4 FROM applicants_case c"
            " JOIN applicants_household h ON h.id = c.household_id"
            " JOIN applicants_person p ON p.id = h.head_id WHERE c.kind = 'application'"
        )
        rows = cursor.fetchall()
    return [Matter(case_number(key, FIRST_MONTH), digits) for key, digits in rows]


_APPLICATIONS = (
    """
    INSERT INTO applicants_person (id, name, initials, is_named, sex, id_last4_index, id_last6_index, id_last4,
        phone_last4_index, health, labour_capacity, is_student, area_code)
    SELECT md5('applicant' || n)::uuid, '', '', false, '', '', '', lpad((n * 7919 %% 10000)::text, 4, '0'), '',
        '', '', false, %(area)s FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO applicants_household (id, group_name, address, registered_on, area_code, head_id)
    OVERRIDING SYSTEM VALUE
    SELECT %(last)s + n, '', '', %(on)s, %(area)s, md5('applicant' || n)::uuid FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO applicants_case (id, version, kind, status, poverty_cause, hardships, statement, opened_on,
        accepted_on, area_code, entered_by_id, household_id, rule_set_id)
    OVERRIDING SYSTEM VALUE
    SELECT %(last)s + n, 0, 'application', 'accepted', '', '{}', '', %(on)s, %(on)s, %(area)s, %(by)s, %(last)s + n,
        (SELECT id FROM applicants_ruleset) FROM generate_series(1, %(count)s) n
    """,
)


def _statements(county: County, on: date) -> list[Matter]:
    """What families stated on line."""
    village, phone, kept = _village(county), PhoneNumber.parse("13900000000"), []
    with scope.public(on=on):
        for n in range(_SHARES["statement"] // _TIMES):
            body = f"99012119500101{n:03d}"
            said = statements.Said(
                village=village,
                name="欧阳长河",
                id_number=IdNumber.parse(body + check_digit(body)),
                phone=phone,
                stated_by="self",
                about="独居，摔断腿",
            )
            statement = statements.receive(said=said, key=_key("statement", n), on=on)
            kept.append(Matter(statement.number, statement.id_last4))
    return kept


def _voices(county: County, on: date) -> list[Matter]:
    """What people said about somebody of a village."""
    village, kept = _village(county), []
    with scope.public(on=on):
        for n in range(_SHARES["voice"] // _TIMES):
            said = voices.Said(
                topic="property", text=f"他家儿子开货车，第{n}次说", village=village, about="欧阳"
            )
            key = voices.speak(said=said, photos=[], key=_key("voice", n), address="", on=on)
            kept.append(Matter(number_of(key)))
    return kept


def _key(noun: str, n: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{noun} {n}")


def _village(county: County) -> Area:
    return Area.objects.within(county.area).of_level("village")[0]
