"""How a villager finds the village: by name, place by place, or by the number on the poster."""

from django.test import Client

from applicants.models.notice import PublicNotice
from tests.factories.places import Places


def test_a_village_is_found_by_part_of_its_full_name(villager: Client, places: Places) -> None:
    for typed in ("小湾", "柳湾镇小湾村", "　小湾村 "):
        page = villager.get("/public/", {"q": typed}).content.decode()
        assert f"/public/villages/{places.village.code}/" in page


def test_whoever_lands_at_the_staff_log_in_finds_the_public_pages(villager: Client) -> None:
    page = villager.get("/login/").content.decode()

    assert 'href="/public/"' in page


def test_applying_on_line_is_one_link_from_the_start(villager: Client, places: Places) -> None:
    page = villager.get("/public/", {"text": "large"}).content.decode()

    assert 'href="/public/apply/?text=large"' in page


def test_what_is_not_found_is_repeated_and_harmless(villager: Client, places: Places) -> None:
    page = villager.get("/public/", {"q": "<b>没有村"}).content.decode()

    assert "没有找到" in page
    assert "<b>没有村" not in page


def test_one_goes_from_county_to_village_by_links(villager: Client, places: Places) -> None:
    top = villager.get("/public/").content.decode()
    county = villager.get("/public/", {"in": places.county.code}).content.decode()
    township = villager.get("/public/", {"in": places.township.code}).content.decode()

    assert f"in={places.county.code}" in top
    assert f"in={places.township.code}" in county
    assert f"/public/villages/{places.village.code}/" in township


def test_the_posters_number_leads_to_the_notice(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    response = villager.get("/public/", {"q": f" {notice.number} ", "lang": "en"})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/n/{notice.token}/?lang=en"


def test_the_posters_number_says_nothing_of_the_next_one(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    near = [f"{int(notice.number) + step:08d}" for step in range(-5, 6) if step]

    for typed in (str(notice.pk), f"{notice.pk:06d}", f"{notice.pk:08d}", *near):
        assert villager.get("/public/", {"q": typed}).status_code == 200, typed


def test_nonsense_in_an_address_is_no_error(villager: Client, places: Places) -> None:
    for url in (
        "/public/?q=99999999999999999999",
        "/public/?in=xx&lang=xx",
        "/public/how-to-apply/?county=%27",
        "/public/funds/?county=990121100200",
    ):
        assert villager.get(url).status_code == 200, url
    assert villager.get("/public/?q=%00").status_code == 400
    for url in ("/public/villages/990121000000/", "/public/villages/abc/"):
        assert villager.get(url).status_code == 404, url
