"""What a real installation starts with: its places, its holidays, its law, its first people."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from applicants.models.policy import RuleSet
from dibao.demo.staff import hire_everybody
from dibao.levels import AreaLevel
from dibao.management.commands.load_areas import areas_of
from dibao.models.area import Area
from dibao.models.holiday import Holiday
from dibao.models.staff import Posting, Staff
from dibao.roles import Role

pytestmark = pytest.mark.django_db

PREFECTURE, TOWNSHIP = "990100000000", "990121100000"
HEAD = "code,name,level,parent,rural_population,office_phone,office_address\n"


def load_areas() -> None:
    call_command("load_areas", stdout=StringIO())


def test_the_demonstration_prefecture_has_six_counties_with_2_19_million() -> None:
    load_areas()

    counties = Area.objects.filter(level=AreaLevel.COUNTY)
    assert counties.count() == 6
    assert counties.aggregate(n=Sum("rural_population"))["n"] == 2_190_000
    assert Area.objects.get(pk=PREFECTURE).rural_population == 2_190_000


def test_the_offices_employ_as_many_people_as_the_report_of_2008_prints() -> None:
    load_areas()
    hire_everybody()

    full_time = Posting.objects.filter(unit__isnull=False)
    sent = full_time.filter(area__level=AreaLevel.TOWNSHIP)
    of_district = {"unit": "990103000000"}
    assert full_time.values("staff").distinct().count() == 63
    assert full_time.filter(unit=PREFECTURE).count() == 10
    assert full_time.filter(**of_district).count() == 16
    assert sent.filter(**of_district).count() == 9
    # Whoever a township employs itself is no office's.
    assert Posting.objects.filter(role=Role.TOWNSHIP_HEAD, unit__isnull=False).count() == 0


def test_places_have_the_land_and_people_that_the_report_prints() -> None:
    load_areas()

    prefecture = Area.objects.get(pk=PREFECTURE)
    counties = Area.objects.filter(level=AreaLevel.COUNTY)
    sums = counties.aggregate(people=Sum("total_population"), land=Sum("land_km2"))
    assert (prefecture.total_population, prefecture.land_km2) == (3_050_000, 12_400)
    assert (sums["people"], sums["land"]) == (3_050_000, 12_400)
    for county in counties:
        townships = Area.objects.within(county).of_level(AreaLevel.TOWNSHIP)
        assert townships.aggregate(n=Sum("rural_population"))["n"] == county.rural_population


def test_a_village_is_named_from_its_county_down() -> None:
    load_areas()

    assert Area.objects.get(pk="990121100200").path == "安丰县柳湾镇小湾村"


def test_areas_loaded_again_are_brought_up_to_the_file(tmp_path: Path) -> None:
    load_areas()
    file = tmp_path / "areas.csv"
    file.write_text(
        HEAD + "990000000000,示范省,province,,,,\n990100000000,新名市,prefecture,990000000000,,,\n"
    )

    call_command("load_areas", file, stdout=StringIO())

    assert Area.objects.get(pk=PREFECTURE).name == "新名市"
    assert Area.objects.count() == 1268


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"level": "hamlet"}, "none of"),
        ({"parent": "990200000000"}, "not in the file"),
        ({"code": "99010200000"}, "12"),
        ({"code": "980102000000"}, "does not lie within"),
    ],
)
def test_a_wrong_row_of_areas_is_named(changed: dict[str, str], sentence: str) -> None:
    rows = [
        {"code": "990000000000", "name": "示范省", "level": "province"},
        {"code": PREFECTURE, "name": "示范市", "level": "prefecture", "parent": "990000000000"},
        {"code": "990102000000", "name": "东河区", "level": "county", "parent": PREFECTURE}
        | changed,
    ]

    with pytest.raises(ValueError, match=sentence):
        areas_of(rows)


def test_holidays_know_the_worked_weekends() -> None:
    call_command("load_holidays", from_year=2026, stdout=StringIO())

    calendar = Holiday.objects.calendar()
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))
    assert Holiday.objects.get(pk="2026-10-01").name == "国庆节"


def test_what_the_administrator_entered_stays() -> None:
    Holiday.objects.create(day=date(2026, 10, 1), is_working=True, name="改为上班")

    call_command("load_holidays", from_year=2026, stdout=StringIO())

    assert Holiday.objects.get(pk="2026-10-01").is_working


def test_both_rule_sets_come_into_force_once() -> None:
    load_areas()

    call_command("load_rule_sets", stdout=StringIO())
    call_command("load_rule_sets", stdout=StringIO())

    days = RuleSet.objects.order_by("first_day").values_list("first_day", "last_day", "status")
    assert list(days) == [
        (date(2007, 1, 1), date(2008, 12, 31), "active"),
        (date(2026, 7, 1), None, "active"),
    ]


def test_rule_sets_ask_for_a_place() -> None:
    with pytest.raises(CommandError, match="--area"):
        call_command("load_rule_sets")


def add_staff(**changed: str | date) -> str:
    out = StringIO()
    told = {
        "username": "wang.min",
        "name": "王敏",
        "role": Role.CASEWORKER,
        "area": TOWNSHIP,
    } | changed
    call_command("add_staff", **told, stdout=out)
    return out.getvalue()


def test_somebody_new_gets_a_post_and_a_password_printed_once() -> None:
    load_areas()

    printed = add_staff()

    password = printed.splitlines()[0].rpartition(" ")[2]
    staff = Staff.objects.get(username="wang.min")
    assert staff.check_password(password)
    assert [posting.area_id for posting in staff.postings.all()] == [TOWNSHIP]


def test_somebody_known_gets_one_more_post_and_keeps_the_password() -> None:
    load_areas()
    add_staff()
    before = Staff.objects.get().password

    add_staff(role=Role.TOWNSHIP_HEAD, starts_on=date(2009, 1, 1))

    assert Staff.objects.get().password == before
    assert Posting.objects.count() == 2


def test_a_post_is_held_where_it_belongs() -> None:
    load_areas()

    with pytest.raises(CommandError, match="works at a township"):
        add_staff(area=PREFECTURE)


def test_a_post_needs_a_place_that_is_loaded() -> None:
    with pytest.raises(CommandError, match="load_areas"):
        add_staff()
