"""From a plan to a closed report: what each step does, and whom and what it refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from applicants.actions.documents import Upload
from applicants.models.person import Person
from dibao import scope
from dibao.errors import Refused
from dibao.workflow import MoveRefused
from oversight import sampling
from oversight.actions import inspection_visits, inspections, rectifications
from oversight.inspection_reports import report_of
from oversight.models import Inspection, InspectionVisit, SeedSource
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.dibao.files import samples
from tests.oversight.inspecting import (
    DRAWN,
    FROZEN,
    SEED,
    drawn,
    frozen,
    given,
    looked_at,
    looked_through,
    pair_of,
    planned,
    seed_of,
    seeded,
)
from tests.payments.conftest import grant_late

pytestmark = pytest.mark.usefixtures("in_benefit")

acting = by_their_actors(inspections)
visiting = by_their_actors(inspection_visits)
righting = by_their_actors(rectifications)


def test_a_list_holds_every_family_in_benefit_once_and_nobody_by_name(cast: Cast) -> None:
    inspection = frozen(cast.approver)

    with scope.of(cast.approver):
        text = inspection.list.text
        listing = sampling.Listing.parse(text)
        assert len(listing.units) == inspection.household_count == 7
        assert listing.strata == {1: 1, 2: 2, 3: 2, 4: 1, 5: 1}
        assert listing.sha256 == inspection.list_hash
        assert "990121-" not in "".join(map(str, listing.units))


def test_a_villages_families_stand_in_the_order_of_keys_that_say_nothing(cast: Cast) -> None:
    """In the order of file numbers whoever reads the village's own list could tell who was drawn."""
    for household in range(301, 309):
        grant_late(cast.clerk, household=household)

    inspection = frozen(cast.approver)

    with scope.of(cast.approver):
        rows = inspection.subjects.order_by("stratum", "number")
        listed = list(rows.values_list("stratum", "area_id", "key", "household_id"))
    assert listed == sorted(listed)
    assert [household for *_place, household in listed if household > 300] != [*range(301, 309)]


@pytest.mark.parametrize(
    ("filters", "households"),
    [
        ({"townships": ("990121101000",)}, 2),
        ({"classes": (1,)}, 2),
        ({"townships": ("990121100000",), "classes": (2, 3)}, 4),
    ],
)
def test_a_list_is_narrowed_by_its_filters(
    cast: Cast, filters: dict[str, object], households: int
) -> None:
    assert frozen(cast.approver, **filters).household_count == households


def test_the_size_comes_from_confidence_and_margin(cast: Cast) -> None:
    inspection = frozen(cast.approver, given_size=None, confidence=90, margin=20)

    # 16.9 of endlessly many, 5.2 of seven.
    assert inspection.sample_size == 6


def test_an_empty_population_is_not_drawn_from(cast: Cast) -> None:
    inspection = planned(cast.approver, kinds=("relative",))

    with pytest.raises(Refused, match="一户也没有"):
        acting.freeze(inspection=inspection, by=cast.approver, on=FROZEN)


def test_a_list_is_frozen_once(cast: Cast) -> None:
    inspection = frozen(cast.approver)

    with pytest.raises(MoveRefused):
        acting.freeze(inspection=inspection, by=cast.approver, on=FROZEN)


def test_who_does_not_prepare_inspections_plans_none(cast: Cast) -> None:
    for somebody in (cast.clerk, cast.caseworker, cast.finance):
        with pytest.raises(PermissionDenied):
            planned(somebody)


def test_another_county_finds_no_inspection(cast: Cast) -> None:
    inspection = frozen(cast.approver)

    with pytest.raises(Http404), scope.of(cast.foreign_reviewer):
        inspections.draw(inspection=inspection, digits=SEED, by=cast.foreign_reviewer, on=DRAWN)


@pytest.mark.parametrize(
    ("source", "told_on", "is_taken"),
    [
        (SeedSource.PUBLISHED, FROZEN - timedelta(days=1), False),
        # Published on the very day: it may have been known before the list was.
        (SeedSource.PUBLISHED, FROZEN, False),
        (SeedSource.PUBLISHED, DRAWN, True),
        (SeedSource.DICE, FROZEN - timedelta(days=1), False),
        (SeedSource.DICE, FROZEN, True),
    ],
)
def test_a_seed_comes_after_its_list(
    cast: Cast, source: SeedSource, told_on: date, is_taken: bool
) -> None:
    inspection, entry = frozen(cast.approver, seed_source=source), seed_of(told_on=told_on)

    if is_taken:
        acting.enter_seed(inspection=inspection, entry=entry, by=cast.approver, on=DRAWN)
        return
    with pytest.raises(Refused):
        acting.enter_seed(inspection=inspection, entry=entry, by=cast.approver, on=DRAWN)


def test_who_typed_a_seed_does_not_read_it_again(cast: Cast) -> None:
    inspection = seeded(cast.approver)

    with pytest.raises(inspections.OwnSeed):
        acting.draw(inspection=inspection, digits=SEED, by=cast.approver, on=DRAWN)


def test_two_readings_that_differ_draw_nothing_and_stay_on_record(cast: Cast) -> None:
    inspection = seeded(cast.approver)

    acting.draw(inspection=inspection, digits="20080860", by=cast.reviewer, on=DRAWN)

    with scope.of(cast.approver):
        inspection.refresh_from_db()
        assert inspection.status == "frozen"
        assert [seed.is_agreed for seed in inspection.seeds.all()] == [False]
    acting.enter_seed(inspection=inspection, entry=seed_of(), by=cast.approver, on=DRAWN)
    acting.draw(inspection=inspection, digits=SEED, by=cast.reviewer, on=DRAWN)


def test_a_draw_is_what_the_published_file_gives_by_itself(cast: Cast) -> None:
    inspection = drawn(cast)

    with scope.of(cast.approver):
        again = sampling.draw(sampling.Listing.parse(inspection.list.text), int(SEED))
        staff = dict(inspection.inspectors.values_list("number", "staff_id"))
        kept = {
            (visit.subject.key, visit.first_id, visit.second_id)
            for visit in inspection.visits.select_related("subject")
        }
        assert kept == {(v.unit.key, staff[v.pair[0]], staff[v.pair[1]]) for v in again.visits}


def test_an_inspection_is_drawn_once(cast: Cast) -> None:
    inspection = drawn(cast)

    with pytest.raises(MoveRefused):
        acting.draw(inspection=inspection, digits=SEED, by=cast.second_reviewer, on=DRAWN)


def test_whoever_knows_the_seed_does_not_cancel(cast: Cast) -> None:
    inspection = seeded(cast.approver)

    with pytest.raises(Refused, match="种子已经录了"):
        acting.cancel(inspection=inspection, reason="重来", by=cast.approver, on=DRAWN)


def test_a_list_that_was_given_up_stays_in_public_beside_the_next(cast: Cast) -> None:
    given_up = frozen(cast.approver, title="春季抽查", townships=("990121100000",))
    acting.cancel(inspection=given_up, reason="号码停开", by=cast.approver, on=DRAWN)
    waiting = frozen(cast.approver, title="夏季抽查")
    elsewhere = frozen(cast.approver, title="别处抽查", townships=("990121101000",))

    again = frozen(cast.approver, title="秋季抽查", townships=("990121100000",))

    told = Client().get(f"/public/inspections/{again.pk}/").content.decode()
    assert "2008年8月6日取消：号码停开" in told
    assert f"/public/inspections/{waiting.pk}/" in told
    assert f"/public/inspections/{elsewhere.pk}/" not in told
    assert "2008年8月6日取消：号码停开" in Client().get("/public/inspections/").content.decode()
    first = Client().get(f"/public/inspections/{given_up.pk}/").content.decode()
    assert "2008年8月6日取消，没有抽取：号码停开" in first
    assert given_up.list_hash in first
    file = Client().get(f"/public/inspections/{given_up.pk}/?as=file").content.decode()
    assert sampling.Listing.parse(file).sha256 == given_up.list_hash


def test_a_list_that_was_planned_later_and_given_up_before_is_seen_too(cast: Cast) -> None:
    """Two plans, and the second is published first: the number that comes out does not please."""
    again, given_up = planned(cast.approver, title="一号"), frozen(cast.approver, title="二号")
    acting.cancel(inspection=given_up, reason="号码停开", by=cast.approver, on=DRAWN)

    acting.freeze(inspection=again, by=cast.approver, on=DRAWN)

    told = Client().get(f"/public/inspections/{again.pk}/").content.decode()
    assert "二号</a>：2008年8月5日定名单，2008年8月6日取消：号码停开" in told


def test_a_list_of_after_the_draw_does_not_stand_beside_it(cast: Cast) -> None:
    waiting, done = frozen(cast.approver, title="还在等"), drawn(cast)
    later = planned(cast.approver, title="下一次")

    acting.freeze(inspection=later, by=cast.approver, on=DRAWN + timedelta(days=1))

    with scope.of(cast.approver):
        done.refresh_from_db()
        for one in (done, later):
            assert list(Inspection.objects.not_drawn_beside(one)) == [waiting]


def test_records_stay_as_on_the_day_of_the_draw(cast: Cast) -> None:
    inspection = drawn(cast)

    with scope.of(cast.approver):
        visit = inspection.visits.select_related("household")[0]
        Person.objects.filter(pk=visit.household.head_id).update(name="改过名")
        visit.refresh_from_db()
        assert visit.record["head"] not in ("", "改过名")
        assert visit.record["total"]


def test_nobody_else_writes_down_what_a_pair_finds(cast: Cast) -> None:
    inspection = drawn(cast)
    with scope.of(cast.approver):
        visit = inspection.visits.select_related("first", "second")[0]
        pair = pair_of(visit)
    stranger = next(
        one
        for one in (cast.clerk, cast.reviewer, cast.second_reviewer, cast.approver)
        if one not in pair
    )

    with pytest.raises(inspection_visits.NotDrawn):
        visiting.submit(visit=visit, by=stranger)


def test_a_photo_of_an_earlier_inspection_is_none_of_this_one(cast: Cast) -> None:
    earlier, now = (
        _visit_of(drawn(cast, given_size=7, title=title), cast) for title in ("春季", "秋季")
    )
    picture = samples.picture()
    photo = Upload("门口.jpg", len(picture), picture)
    visiting.add_photo(visit=earlier, upload=photo, by=pair_of(earlier)[0], on=DRAWN)

    with pytest.raises(Refused, match="以前一次"):
        visiting.add_photo(visit=now, upload=photo, by=pair_of(now)[0], on=DRAWN)


def _visit_of(inspection: Inspection, cast: Cast) -> InspectionVisit:
    """The visit to family 101."""
    with scope.of(cast.approver):
        return inspection.visits.select_related("first", "second").get(household=101)


def test_one_of_the_pair_does_not_sign_alone(cast: Cast) -> None:
    inspection = drawn(cast)
    with scope.of(cast.approver):
        visit = inspection.visits.select_related("first", "second")[0]
        first, second = pair_of(visit)

    with pytest.raises(Refused, match="还没有填"):
        visiting.submit(visit=visit, by=first)
    looked_at(visit)
    with pytest.raises(Refused):
        visiting.sign(visit=visit, by=second)


def test_an_inspection_with_families_left_is_not_closed(cast: Cast) -> None:
    inspection = drawn(cast)

    with pytest.raises(Refused, match="没有查完"):
        acting.close(inspection=inspection, by=cast.approver, on=DRAWN)


def test_a_closed_report_stays_as_it_was_closed(cast: Cast) -> None:
    inspection = looked_through(cast)

    with scope.of(cast.approver):
        before = report_of(inspection)
        inspections.close(inspection=inspection, by=cast.approver, on=DRAWN)
        inspection.refresh_from_db()
        assert report_of(inspection) == before
        assert (before.whole.drawn, before.whole.differ) == (5, 1)
        assert [finding.item for finding in before.findings] == ["income"]


def test_a_finding_is_put_right_and_accepted_by_the_county(cast: Cast) -> None:
    rectification = given(cast)

    righting.answer(rectification=rectification, words="已复核", by=cast.caseworker, on=DRAWN)
    righting.judge(
        rectification=rectification,
        is_accepted=False,
        judgement="没有收入证明",
        by=cast.approver,
        on=DRAWN,
    )
    righting.answer(rectification=rectification, words="已补证明", by=cast.caseworker, on=DRAWN)
    righting.judge(
        rectification=rectification, is_accepted=True, judgement="", by=cast.approver, on=DRAWN
    )

    with scope.of(cast.approver):
        rectification.refresh_from_db()
        assert rectification.status == "accepted"
        assert rectification.answers.count() == 2


def test_another_township_does_not_answer_for_this_one(cast: Cast) -> None:
    rectification = given(cast)

    with pytest.raises(Http404):
        righting.answer(rectification=rectification, words="已改", by=cast.neighbour, on=DRAWN)


def test_findings_are_given_once(cast: Cast) -> None:
    rectification = given(cast)

    with scope.of(cast.approver):
        visit = InspectionVisit.objects.get(pk=rectification.visit_id)
    with pytest.raises(Refused, match="已经交办"):
        righting.give(visit=visit, demand="再改", due_on=DRAWN, by=cast.approver, on=DRAWN)


def test_a_file_from_paper_was_judged_by_nobody_here(cast: Cast) -> None:
    inspection = frozen(cast.approver)

    with scope.of(cast.approver):
        assert not inspection.bars.exists()
