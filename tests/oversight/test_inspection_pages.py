"""The pages of inspections: who reads a drawn family and for how long, the same click twice, photos, papers."""

import re
import uuid

import pytest
from django.test import Client
from pytest_django import Settings

from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from oversight.actions import inspections
from oversight.models import Inspection, InspectionVisit, Rectification
from tests.cast import Cast
from tests.dibao.files import samples
from tests.factories.files import sent
from tests.oversight.inspecting import (
    DRAWN,
    SEED,
    drawn,
    given,
    looked_through,
    pair_of,
    planned,
    seeded,
)

pytestmark = pytest.mark.usefixtures("in_benefit")


@pytest.fixture(autouse=True)
def on_the_day_of_the_draw(settings: Settings) -> None:
    settings.BUSINESS_DATE = DRAWN


def desk_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def first_visit(cast: Cast, inspection: Inspection) -> InspectionVisit:
    with scope.of(cast.approver):
        return inspection.visits.select_related("first", "second").order_by("pk")[0]


def page_of(visit: InspectionVisit) -> str:
    return f"/inspection-visits/{visit.pk}/"


def test_a_family_is_read_by_its_pair_and_the_log_knows(cast: Cast) -> None:
    visit = first_visit(cast, drawn(cast))
    reader, _other = pair_of(visit)

    page = desk_of(reader).get(page_of(visit))

    assert visit.record["head"] in page.content.decode()
    read = ReadLog.objects.get(staff_key=reader.pk, household_key=visit.household_id)
    assert read.subject == "2008年秋季抽查"


def test_an_inspector_who_was_not_drawn_reads_nothing(cast: Cast) -> None:
    visit = first_visit(cast, drawn(cast))
    stranger = next(
        one for one in (cast.clerk, cast.reviewer, cast.second_reviewer) if not visit.is_of(one)
    )

    page = desk_of(stranger).get(page_of(visit))

    assert page.status_code == 409
    assert visit.record["head"] not in page.content.decode()
    assert not ReadLog.objects.filter(household_key=visit.household_id).exists()


def test_a_pair_reads_nothing_once_the_inspection_is_closed(cast: Cast) -> None:
    inspection = looked_through(cast)
    visits = inspection.visits.select_related("first", "second").order_by("pk")
    with scope.of(cast.approver):
        inspections.close(inspection=inspection, by=cast.approver, on=DRAWN)
        visit = next(one for one in visits if {*one.pair} - {cast.approver})
    reader = next(one for one in pair_of(visit) if one != cast.approver)

    assert desk_of(reader).get(page_of(visit)).status_code == 409


def test_another_county_and_another_post_find_nothing(cast: Cast) -> None:
    visit = first_visit(cast, drawn(cast))

    assert desk_of(cast.foreign_reviewer).get(page_of(visit)).status_code == 404
    assert desk_of(cast.finance).get(page_of(visit)).status_code == 403


def test_the_same_click_twice_freezes_and_draws_once(cast: Cast) -> None:
    inspection, twice = planned(cast.approver), key()
    desk, address = desk_of(cast.approver), f"/inspections/{inspection.pk}/freeze/"

    answers = [desk.post(address, twice) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert desk.post(address, key()).status_code == 200
    with scope.of(cast.approver):
        assert inspection.subjects.count() == 7


def test_two_readings_draw_and_the_page_hides_the_first_one_until_then(cast: Cast) -> None:
    inspection = seeded(cast.approver)
    reader = desk_of(cast.reviewer)
    address = f"/inspections/{inspection.pk}/"

    before = reader.get(f"{address}draw/").content.decode()
    public = Client().get(f"/public/inspections/{inspection.pk}/").content.decode()
    trail = desk_of(cast.inspector).get("/trail/").content.decode()
    assert "录抽查种子" in trail
    assert SEED not in before + public + trail
    reader.post(f"{address}draw/", {"digits": SEED, **key()})

    assert SEED in Client().get(f"/public/inspections/{inspection.pk}/").content.decode()


def test_an_item_without_words_keeps_the_others(cast: Cast) -> None:
    visit = first_visit(cast, drawn(cast))
    first, _second = pair_of(visit)
    typed = {"members_verdict": "agrees", "income_verdict": "differs", "remarks": "门牌不清"}

    page = desk_of(first).post(page_of(visit), typed | key())

    told = page.content.decode()
    assert "写明收入的实际情况" in told
    assert "门牌不清" in told
    with scope.of(first):
        assert list(visit.answers.values_list("item", flat=True)) == ["members"]


def test_a_photo_is_cleaned_and_kept_and_another_file_is_named(cast: Cast) -> None:
    visit = first_visit(cast, drawn(cast))
    first, _second = pair_of(visit)
    desk = desk_of(first)

    good = desk.post(page_of(visit), {"photo": "1", "taken": sent(samples.picture()), **key()})
    bad = desk.post(
        page_of(visit), {"photo": "1", "taken": sent(b"MZ\x90\x00", "照片.jpg"), **key()}
    )

    assert good.status_code == 302
    assert "照片.jpg" in bad.content.decode()
    with scope.of(first):
        assert visit.photos.count() == 1


def test_route_sheets_hold_a_code_for_each_family_of_ones_own(cast: Cast) -> None:
    inspection = drawn(cast)
    with scope.of(cast.approver):
        own = InspectionVisit.objects.of(cast.clerk).count()

    whole = desk_of(cast.approver).get(f"/inspections/{inspection.pk}/papers/routes/")
    part = desk_of(cast.clerk).get(f"/inspections/{inspection.pk}/papers/routes/")

    assert [
        len(re.findall(r'<svg[^>]*class="qr"', page.content.decode())) for page in (whole, part)
    ] == [5, own]


@pytest.mark.parametrize("paper", ["routes", "sheets"])
def test_whoever_prints_families_is_in_the_log_of_each(cast: Cast, paper: str) -> None:
    inspection = drawn(cast)

    desk_of(cast.approver).get(f"/inspections/{inspection.pk}/papers/{paper}/")

    with scope.of(cast.approver):
        families = set(inspection.visits.values_list("household_id", flat=True))
    looks = ReadLog.objects.filter(kind="print", staff_key=cast.approver.pk)
    assert (
        set(looks.exclude(household_key=None).values_list("household_key", flat=True)) == families
    )


def test_a_report_prints_how_many_it_rests_on(cast: Cast) -> None:
    inspection = looked_through(cast)

    page = desk_of(cast.approver).get(f"/inspections/{inspection.pk}/papers/report/")

    told = page.content.decode()
    assert "检查还没有结束：抽查 5 户，已查 5 户" in told
    assert "儿子外出务工" in told
    assert desk_of(cast.clerk).get(page.request["PATH_INFO"]).status_code == 403


def test_a_township_begins_a_recheck_from_what_was_found(cast: Cast) -> None:
    task = given(cast)

    page = desk_of(cast.caseworker).get(f"/rectifications/{task.pk}/").content.decode()

    assert f"/households/{task.household_id}/recheck/" in page
    assert "/recoveries/new/" not in page


def test_the_same_answer_twice_is_one(cast: Cast) -> None:
    task, twice = given(cast), {"words": "已复核", **key()}
    desk = desk_of(cast.caseworker)

    for _ in range(2):
        assert desk.post(f"/rectifications/{task.pk}/", twice).status_code == 302

    with scope.of(cast.caseworker):
        assert Rectification.objects.get(pk=task.pk).answers.count() == 1


def test_what_somebody_has_to_do_is_on_their_first_page(cast: Cast) -> None:
    inspection = seeded(cast.approver)
    assert "抽查种子待核对" in desk_of(cast.reviewer).get("/").content.decode()
    assert "抽查种子待核对" not in desk_of(cast.approver).get("/").content.decode()

    with scope.of(cast.reviewer):
        inspections.draw(inspection=inspection, digits=SEED, by=cast.reviewer, on=DRAWN)
    visit = first_visit(cast, inspection)

    for one in pair_of(visit):
        assert str(visit.record["head"]) in desk_of(one).get("/").content.decode()
