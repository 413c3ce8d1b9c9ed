"""The people who work in the demonstration prefecture: one of each post in each place, under readable usernames."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from pypinyin import lazy_pinyin

from dibao.levels import AreaLevel
from dibao.models.agency import Agency
from dibao.models.area import Area, county_of, township_of
from dibao.models.staff import Posting, Staff
from dibao.roles import Role

# One for everybody, in the demonstration only; it passes the same checks as any other.
SHARED_WORDS = "maple kettle sunrise 08"
# Where the caseworker sits whose login is printed at the end; the first tasks are put there.
SHOWN_TOWNSHIP = "990121100000"
STARTED = date(2006, 8, 1)

_OF_PREFECTURE = (
    ("officer", Role.PREFECTURE_OFFICER, 1),
    ("inspector", Role.INSPECTOR, 1),
    ("administrator", Role.ADMINISTRATOR, 1),
    ("staff", Role.PREFECTURE_OFFICER, 7),
)
_OF_COUNTY = (
    ("clerk", Role.COUNTY_CLERK, 1),
    ("reviewer", Role.COUNTY_REVIEWER, 2),
    ("approver", Role.COUNTY_APPROVER, 1),
    ("finance", Role.COUNTY_FINANCE, 2),
)
# One county has a deputy, who approves small batches and leaves a month's to the approver.
_DEPUTY_OF = "990103000000"
_DEPUTY = ("deputy", Role.COUNTY_APPROVER, 1)
DEPUTY_LIMIT = Decimal(2_000)
_OF_TOWNSHIP = (("caseworker", Role.CASEWORKER, 1), ("head", Role.TOWNSHIP_HEAD, 1))
# Every member agency has an officer for the whole prefecture; these two have one in each county besides.
_ALSO_IN_COUNTIES = ("health", "education")
# 2008年总结: ten people in the city's office, sixteen in one district, nine of them posted to townships, sixty-three in
# all. So many townships of each county have a caseworker whom its office sends.
_SENT_OUT = {
    "990102000000": 1,
    "990103000000": 9,
    "990121000000": 2,
    "990122000000": 2,
    "990181000000": 1,
    "990182000000": 1,
}

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_GIVEN = tuple(
    f"{first}{second}"
    for first, second in zip(
        "建国秀志爱丽文春海明桂学玉晓立金永慧卫红家淑光",
        "华平云强民娟斌兰波远芳军珍东新凤康敏民梅林芬明",
        strict=True,
    )
)


@dataclass(frozen=True)
class Place:
    """Where somebody works, with the word that stands for it in usernames."""

    area: Area
    word: str


def hire_everybody() -> int:
    """Make staff and postings of all areas; those already there stay. Returns how many were made."""
    validate_password(SHARED_WORDS)
    known = set(Staff.objects.values_list("username", flat=True))
    # Argon2 takes its time on purpose; one hash serves all, since the words are no secret here.
    password = make_password(SHARED_WORDS)
    posts = [post for post in _posts() if post[0].username not in known]
    # In the order of their codes, as `_places` gives them.
    units = _units(dict.fromkeys(area for _, _, area in posts))
    with transaction.atomic():
        for staff, _, area in posts:
            staff.password, staff.made_in = password, area
        Staff.objects.bulk_create(staff for staff, _, _ in posts)
        Posting.objects.bulk_create(
            Posting(
                staff=staff,
                area=area,
                role=role,
                starts_on=STARTED,
                batch_limit=DEPUTY_LIMIT if staff.username.startswith(_DEPUTY[0]) else None,
                unit_id=units.get((area.code, role)),
            )
            for staff, role, area in posts
        )
    return len(posts)


def hire_agencies() -> int:
    """Post an officer to every member agency; those already there stay. Returns how many were made."""
    known = set(Staff.objects.values_list("username", flat=True))
    password = make_password(SHARED_WORDS)
    posts = [post for post in _agency_posts(len(known)) if post[0].username not in known]
    with transaction.atomic():
        for staff, _, area in posts:
            staff.password, staff.made_in = password, area
        Staff.objects.bulk_create(staff for staff, _, _ in posts)
        Posting.objects.bulk_create(
            Posting(staff=staff, area=area, role=Role.AGENCY, agency=agency, starts_on=STARTED)
            for staff, agency, area in posts
        )
    return len(posts)


def _agency_posts(number: int) -> Iterator[tuple[Staff, Agency, Area]]:
    """Officers named after their agency, those of a county after the county too; `number` goes on with the names."""
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    counties = list(Area.objects.filter(level=AreaLevel.COUNTY).order_by("code"))
    for agency in Agency.objects.taking_part():
        for area in (prefecture, *(counties if agency.code in _ALSO_IN_COUNTIES else ())):
            place = "" if area == prefecture else _word(area.name)
            username = ".".join(filter(None, (agency.code, place)))
            yield Staff(username=username, name=_name(number)), agency, area
            number += 1


def _units(areas: Iterable[Area]) -> dict[tuple[str, Role], str]:
    """Which office employs whoever holds a post in a place; townships employ their other people themselves."""
    units: dict[tuple[str, Role], str] = {}
    sent: Counter[str] = Counter()
    for area in areas:
        if area.level != AreaLevel.TOWNSHIP:
            units |= {(area.code, role): area.code for role in Role}
        elif sent[area.county_code] < _SENT_OUT.get(area.county_code, 0):
            sent[area.county_code] += 1
            units[area.code, Role.CASEWORKER] = area.county_code
    return units


def _posts() -> Iterator[tuple[Staff, Role, Area]]:
    number = 0
    for place, jobs in _places():
        for title, role, count in jobs:
            for one in range(1, count + 1):
                word = f"{title}{one if count > 1 else ''}"
                username = ".".join(filter(None, (word, place.word)))
                yield Staff(username=username, name=_name(number)), role, place.area
                number += 1


def _places() -> Iterator[tuple[Place, tuple[tuple[str, Role, int], ...]]]:
    areas = Area.objects.exclude(level__in=(AreaLevel.PROVINCE, AreaLevel.VILLAGE)).order_by("code")
    words = {area.code: _word(area.name) for area in areas}
    for area in areas:
        if area.level == AreaLevel.PREFECTURE:
            yield Place(area, ""), _OF_PREFECTURE
        elif area.level == AreaLevel.COUNTY:
            deputy = (_DEPUTY,) if area.code == _DEPUTY_OF else ()
            yield Place(area, words[area.code]), (*_OF_COUNTY, *deputy)
        else:
            yield Place(area, _township_word(area, words)), _OF_TOWNSHIP


def _township_word(area: Area, words: dict[str, str]) -> str:
    """The township's name alone in the county where most newcomers look first, with its county's elsewhere."""
    word = words[area.code]
    if area.county_code == county_of(SHOWN_TOWNSHIP) or Counter(words.values())[word] == 1:
        return word
    return f"{word}.{words[area.county_code]}"


def _word(name: str) -> str:
    return "".join(lazy_pinyin(name[:-1]))


def _name(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[(number * 7 + number // 50) % len(_GIVEN)]


class Offices:
    """Everybody by place and post, each acting under their posting."""

    def __init__(self) -> None:
        self._by_post: dict[tuple[str, str], list[Staff]] = {}
        self._by_agency: dict[str, Staff] = {}
        postings = Posting.objects.select_related("staff", "area", "agency").order_by("pk")
        for posting in postings:
            staff = posting.staff.acting(posting)
            if posting.agency and posting.area.level == AreaLevel.PREFECTURE:
                self._by_agency[posting.agency.code] = staff
            self._by_post.setdefault((posting.area_id, posting.role), []).append(staff)

    def at(self, area_code: str, role: Role, number: int = 0) -> Staff:
        """The holder of a post in exactly that place."""
        return self._by_post[area_code, role][number]

    def all_at(self, area_code: str, roles: Iterable[str]) -> list[Staff]:
        """Everybody who holds one of these posts in exactly that place."""
        return [one for role in roles for one in self._by_post.get((area_code, role), ())]

    def agency(self, code: str) -> Staff:
        """A member agency's officer for the whole prefecture."""
        return self._by_agency[code]

    def agencies(self) -> list[Staff]:
        """The officers of all of them."""
        return list(self._by_agency.values())

    def caseworker(self, code: str) -> Staff:
        return self.at(township_of(code), Role.CASEWORKER)

    def head(self, code: str) -> Staff:
        return self.at(township_of(code), Role.TOWNSHIP_HEAD)

    def reviewer(self, code: str, number: int = 0) -> Staff:
        return self.at(county_of(code), Role.COUNTY_REVIEWER, number)
