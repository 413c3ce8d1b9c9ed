"""An inspector who cannot go: the seed says who comes, everybody can reckon it again, and PostgreSQL lets no other."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import Client
from pytest_django import Settings

from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from oversight import sampling
from oversight.actions import inspection_visits, stand_ins
from oversight.actions.inspection_visits import ItemEntry
from oversight.actions.stand_ins import Absence, Reach
from oversight.models import (
    AwayFor,
    InspectedItem,
    Inspection,
    InspectionVisit,
    StandIn,
    Verdict,
)
from oversight.told_stand_ins import told_of
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.oversight.inspecting import (
    DRAWN,
    SEED,
    drawn,
    handed_in,
    looked_at,
    looked_through,
    pair_of,
)
from tests.oversight.test_inspection_pages import desk_of, key, page_of
from tests.payments.test_database_guards import refused, run

pytestmark = pytest.mark.usefixtures("in_benefit")

acting = by_their_actors(stand_ins)
visiting = by_their_actors(inspection_visits)
ILL = Absence(reason=AwayFor.ILL)
ROW = (
    "INSERT INTO oversight_standin (inspection_id, area_code, visit_id, key, away, comes, reason, words, decided_by_id,"
    " decided_on) SELECT v.inspection_id, v.area_code, v.id, s.key, a.number, c.number, %s, %s, %s, %s"
    " FROM oversight_inspectionvisit v JOIN oversight_inspectionsubject s ON s.id = v.subject_id"
    " JOIN oversight_inspectioninspector a ON a.inspection_id = v.inspection_id AND a.staff_id = v.first_id"
    " JOIN oversight_inspectioninspector c ON c.inspection_id = v.inspection_id AND c.number = %s"
    " WHERE v.id = %s"
)


@pytest.fixture(autouse=True)
def on_the_day_of_the_draw(settings: Settings) -> None:
    settings.BUSINESS_DATE = DRAWN


def visits_of(cast: Cast, inspection: Inspection) -> list[InspectionVisit]:
    with scope.of(cast.approver):
        rows = inspection.visits.select_related("first", "second", "subject", "inspection")
        return list(rows.order_by("pk"))


def away(cast: Cast, visit: InspectionVisit, who: Staff, absence: Absence = ILL) -> list[StandIn]:
    return acting.replace(visit=visit, away=who, absence=absence, by=cast.approver, on=DRAWN)


def test_the_worked_example_says_who_stands_in() -> None:
    told = StringIO()

    call_command(
        "repeat_draw",
        "docs/inspection-example.txt",
        seed="04715926",
        away=["df5dedd7e069:4", "df5dedd7e069:2", "71611f41d486:1"],
        stdout=told,
    )

    assert told.getvalue().splitlines()[-3:] == [
        "stand-in,df5dedd7e069,4,2",
        "stand-in,df5dedd7e069,2,1",
        "stand-in,71611f41d486,1,3",
    ]


def test_whoever_cannot_go_is_replaced_until_nobody_is_left(cast: Cast) -> None:
    """Each row passes the database's own arithmetic; at the end the command finds all of them again."""
    inspection = drawn(cast)
    listing = _listing(cast, inspection)
    for visit in visits_of(cast, inspection):
        for _turn in range(listing.inspectors - len(_unit(listing, visit).barred) - 2):
            away(cast, visit, _again(cast, visit).first)
        with pytest.raises(sampling.NobodyLeft):
            away(cast, visit, _again(cast, visit).first)

    told = StringIO()
    call_command("repeat_draw", str(inspection.pk), stdout=told)

    with scope.of(cast.approver):
        rows = StandIn.objects.count()
    assert rows >= len(visits_of(cast, inspection))
    assert told.getvalue().count("stand-in,") == rows
    assert "What was drawn is what the seed draws." in told.getvalue()


def test_an_absence_reaches_as_far_as_it_is_said_to(cast: Cast) -> None:
    inspection = drawn(cast, given_size=7)
    visits = visits_of(cast, inspection)
    who = visits[0].first
    theirs = {visit.pk for visit in visits if visit.is_of(who)}

    rows = away(cast, visits[0], who, Absence(reason=AwayFor.POSTED, reach=Reach.ALL))

    assert {row.visit_id for row in rows} == theirs
    assert len(theirs) > 1
    assert not any(visit.is_of(who) for visit in visits_of(cast, inspection))


def test_a_visit_that_was_made_keeps_its_pair(cast: Cast) -> None:
    inspection = drawn(cast)
    signed, noted, *_others = visits_of(cast, inspection)
    looked_at(signed)
    first, _second = pair_of(noted)
    visiting.note(visit=noted, visited_on=DRAWN, remarks="", by=first, on=DRAWN)

    for visit in (signed, noted):
        with pytest.raises(Refused, match="已经去查过"):
            away(cast, visit, visit.first)


def test_whoever_cannot_confirm_any_more_is_replaced_and_what_was_handed_in_stays(
    cast: Cast,
) -> None:
    visit = visits_of(cast, drawn(cast))[0]
    handed_in(visit, income="儿子外出务工，每月寄回500元")
    first, second = pair_of(visit)

    with pytest.raises(Refused, match="已经去查过"):
        away(cast, _again(cast, visit), first)
    page = desk_of(cast.approver).get(page_of(visit)).content.decode()
    asked = page[page.index('id="stand-in"') :]
    away(cast, _again(cast, visit), second)

    assert second.name in asked
    assert first.name not in asked
    now = _again(cast, visit)
    assert (now.first, now.submitted_by_id) == (first, first.pk)
    comes = pair_of(now)[1]
    assert comes != second
    with pytest.raises(Refused):
        visiting.sign(visit=now, by=second)
    visiting.sign(visit=now, by=comes)
    with scope.of(cast.approver):
        signed = InspectionVisit.objects.get(pk=visit.pk)
        assert signed.status == "signed"
        assert signed.answers.get(item="income").answered_by_id == first.pk


def test_nobody_but_who_has_to_confirm_is_replaced_in_what_was_handed_in(cast: Cast) -> None:
    visit = visits_of(cast, drawn(cast))[0]
    handed_in(visit)
    comes = _next(_listing(cast, visit.inspection), visit)

    with refused(cast.approver, "a_stand_in_is_for_who_is_still_needed"):
        run(ROW, "ill", "", cast.approver.pk, DRAWN, comes, visit.pk)


def test_only_who_leads_inspections_there_replaces_anybody(cast: Cast) -> None:
    visit = visits_of(cast, drawn(cast))[0]

    with pytest.raises(PermissionDenied):
        acting.replace(visit=visit, away=visit.first, absence=ILL, by=cast.clerk, on=DRAWN)
    with pytest.raises((Http404, PermissionDenied)):
        acting.replace(
            visit=visit, away=visit.first, absence=ILL, by=cast.foreign_reviewer, on=DRAWN
        )
    stranger = next(
        one for one in (cast.clerk, cast.reviewer, cast.second_reviewer) if not visit.is_of(one)
    )
    with pytest.raises(Refused, match="不是由这名"):
        away(cast, visit, stranger)


@pytest.mark.parametrize(
    ("reason", "words", "said"), [(AwayFor.OTHER, "", "写明"), (AwayFor.ILL, "胃病", "不写说明")]
)
def test_other_reasons_have_words_and_an_illness_has_none(
    cast: Cast, reason: AwayFor, words: str, said: str
) -> None:
    visit = visits_of(cast, drawn(cast))[0]

    with pytest.raises(Refused, match=said):
        away(cast, visit, visit.first, Absence(reason=reason, words=words))


def test_what_somebody_wrote_who_was_replaced_is_looked_at_anew(cast: Cast) -> None:
    visit = visits_of(cast, drawn(cast))[0]
    first, second = pair_of(visit)
    for item in InspectedItem:
        entry = ItemEntry(item=item, verdict=Verdict.AGREES)
        visiting.answer(visit=visit, entry=entry, by=first)
    away(cast, visit, first)
    visiting.note(visit=visit, visited_on=DRAWN, remarks="", by=second, on=DRAWN)

    with pytest.raises(Refused, match="还没有填"):
        visiting.submit(visit=visit, by=second)
    with refused(second, "a_visit_is_submitted_with_every_item"):
        run(
            "UPDATE oversight_inspectionvisit SET status = 'submitted', version = version + 1, submitted_by_id = %s,"
            " submitted_at = now() WHERE id = %s",
            second.pk,
            visit.pk,
        )


def test_nobody_but_the_next_stands_in(cast: Cast) -> None:
    inspection = drawn(cast)
    visit = visits_of(cast, inspection)[0]
    listing = _listing(cast, inspection)
    comes = _next(listing, visit)

    for number in {*range(1, listing.inspectors + 1)} - {comes}:
        with refused(cast.approver, "next_whom_the_seed_names|somebody_else_stands_in"):
            run(ROW, "ill", "", cast.approver.pk, DRAWN, number, visit.pk)
    with refused(cast.approver, "a_stand_in_says_why_and_no_illness"):
        run(ROW, "ill", "胃病", cast.approver.pk, DRAWN, comes, visit.pk)
    with refused(cast.approver, "_is_who_acts"):
        run(ROW, "ill", "", cast.reviewer.pk, DRAWN, comes, visit.pk)
    with scope.of(cast.approver):
        assert run(ROW, "ill", "", cast.approver.pk, DRAWN, comes, visit.pk) == 1


def test_a_pair_is_not_changed_by_a_stroke_of_the_pen(cast: Cast) -> None:
    visit, other, *_rest = visits_of(cast, drawn(cast))
    stranger = next(
        one for one in (cast.clerk, cast.reviewer, cast.second_reviewer) if not visit.is_of(one)
    )
    away(cast, other, other.first)

    with refused(cast.approver, "a_visit_is_made_by_who_was_drawn_or_stands_in"):
        run(
            "UPDATE oversight_inspectionvisit SET first_id = %s WHERE id = %s",
            stranger.pk,
            visit.pk,
        )
    with refused(cast.approver, "a_visit_is_made_by_who_was_drawn_or_stands_in"):
        run(
            "UPDATE oversight_inspectionvisit SET first_id = %s WHERE id = %s",
            other.first_id,
            other.pk,
        )
    for statement in ("UPDATE oversight_standin SET comes = 1", "DELETE FROM oversight_standin"):
        with refused(cast.approver, "permission denied"):
            run(statement)


def test_nobody_stands_in_at_a_visit_that_was_made(cast: Cast) -> None:
    inspection = looked_through(cast)
    visit = visits_of(cast, inspection)[0]
    comes = _next(_listing(cast, inspection), visit)

    with refused(cast.approver, "a_stand_in_is_for_who_is_still_needed"):
        run(ROW, "ill", "", cast.approver.pk, DRAWN, comes, visit.pk)


@pytest.mark.django_db(transaction=True)
def test_the_command_finds_a_pair_that_the_owner_changed(cast: Cast, as_owner: object) -> None:
    inspection = drawn(cast)
    visit = visits_of(cast, inspection)[0]
    away(cast, visit, visit.first)
    for table in ("inspectionvisit", "standin"):
        as_owner.execute(f"ALTER TABLE oversight_{table} DISABLE TRIGGER USER")
    as_owner.execute("DELETE FROM oversight_standin")

    with pytest.raises(CommandError, match="NOT what the seed draws"):
        call_command("repeat_draw", str(inspection.pk), stdout=StringIO())


def test_who_leads_replaces_on_the_familys_page_once(cast: Cast) -> None:
    visit = visits_of(cast, drawn(cast))[0]
    old, _second = pair_of(visit)
    desk = desk_of(cast.approver)
    typed = {"stand_in": "1", "away": old.pk, "reach": "visit", "reason": "ill", **key()}

    wrong = desk.post(page_of(visit), typed | {"words": "胃病"} | key())
    answers = [desk.post(page_of(visit), typed) for _ in range(2)]

    assert "生病的不写说明" in wrong.content.decode()
    assert [answer.status_code for answer in answers] == [302, 302]
    with scope.of(cast.approver):
        assert StandIn.objects.count() == 1
    told = desk.get(page_of(visit)).content.decode()
    assert f"原抽中{old.name}，因故由" in told
    if old != cast.approver:
        assert desk_of(old).get(page_of(visit)).status_code == 409


def test_an_inspector_replaces_nobody_on_the_page(cast: Cast) -> None:
    visit = next(v for v in visits_of(cast, drawn(cast)) if {*v.pair} - {cast.approver})
    one = next(one for one in pair_of(visit) if one != cast.approver)
    typed = {"stand_in": "1", "away": one.pk, "reach": "visit", "reason": "ill", **key()}

    assert desk_of(one).post(page_of(visit), typed).status_code == 403


def test_everybody_reads_who_stood_in_and_nobody_reads_of_an_illness(cast: Cast) -> None:
    inspection = drawn(cast)
    visit = visits_of(cast, inspection)[0]
    away(cast, visit, visit.first)
    with scope.of(cast.approver):
        row = StandIn.objects.get()

    address = f"/public/inspections/{inspection.pk}/"
    public = Client().get(address).content.decode()
    file = Client().get(f"{address}?as=draw").content.decode()
    desk, papers = desk_of(cast.approver), f"/inspections/{inspection.pk}/papers/"
    inside = "".join(
        desk.get(page).content.decode()
        for page in (f"{papers}routes/", f"{papers}sheets/", f"{papers}report/")
    )

    assert f"stand-in,{row.key},{row.away},{row.comes}" in file
    assert "因故" in public
    assert visit.first.name not in public
    assert inside.count(f"原抽中{visit.first.name}，因故") == 2
    with scope.of(cast.approver):
        trail = str(list(AuditEvent.objects.values_list("after", "reason")))
    assert "生病" not in public + file + inside + trail


def test_the_public_context_reads_no_row_that_says_why(cast: Cast) -> None:
    inspection = drawn(cast)
    visit, other, *_rest = visits_of(cast, inspection)
    away(cast, visit, visit.first)
    away(cast, other, other.first, Absence(reason=AwayFor.POSTED))

    with scope.public(on=DRAWN):
        assert not StandIn.objects.exists()
        assert [one.reason for one in told_of(inspection)] == ["other", "posted"]
    with scope.of(cast.approver):
        assert told_of(inspection) == []


def test_a_row_beside_another_reckons_with_who_came_for_that(cast: Cast) -> None:
    """In raw SQL the pair may still be the one that was drawn; whoever comes for the first does not come again."""
    inspection = drawn(cast, given_size=7)
    listing = _listing(cast, inspection)
    second_row, allowed = ROW.replace("v.first_id", "v.second_id"), 0
    for visit in visits_of(cast, inspection):
        came = _next(listing, visit)
        with scope.of(cast.approver):
            run(ROW, "ill", "", cast.approver.pk, DRAWN, came, visit.pk)
        named = _next_but_one(cast, listing, visit)
        for number in {*range(1, listing.inspectors + 1)} - {named}:
            with refused(cast.approver, "next_whom_the_seed_names|somebody_else_stands_in"):
                run(second_row, "ill", "", cast.approver.pk, DRAWN, number, visit.pk)
        if named is not None:
            with scope.of(cast.approver):
                allowed += run(second_row, "ill", "", cast.approver.pk, DRAWN, named, visit.pk)

    assert allowed > 0


def _next_but_one(cast: Cast, listing: sampling.Listing, visit: InspectionVisit) -> int | None:
    """Whom the seed names for the second of the pair once the first was replaced; None where nobody is left."""
    with scope.of(cast.approver):
        numbers = dict(visit.inspection.inspectors.values_list("staff_id", "number"))
    absences = [numbers[visit.first_id], numbers[visit.second_id]]
    drawn_as = sampling.Visit(_unit(listing, visit), (absences[0], absences[1]))
    try:
        _visit, came = sampling.with_stand_ins(
            drawn_as,
            absences,
            seed=int(SEED),
            sha256=listing.sha256,
            inspectors=listing.inspectors,
        )
    except sampling.NobodyLeft:
        return None
    return came[-1]


def _listing(cast: Cast, inspection: Inspection) -> sampling.Listing:
    with scope.of(cast.approver):
        return sampling.Listing.parse(inspection.list.text)


def _unit(listing: sampling.Listing, visit: InspectionVisit) -> sampling.Unit:
    return next(unit for unit in listing.units if unit.key == visit.subject.key)


def _next(listing: sampling.Listing, visit: InspectionVisit) -> int:
    found = sampling.draw(listing, int(SEED)).visits
    drawn_as = next(one for one in found if one.unit.key == visit.subject.key)
    return sampling.stand_in(
        drawn_as,
        gone=(),
        seed=int(SEED),
        sha256=listing.sha256,
        inspectors=listing.inspectors,
    )


def _again(cast: Cast, visit: InspectionVisit) -> InspectionVisit:
    with scope.of(cast.approver):
        rows = InspectionVisit.objects.select_related("first", "second", "subject", "inspection")
        return rows.get(pk=visit.pk)
