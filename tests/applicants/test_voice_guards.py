"""Notice, objection, report and decision in every order: what the law does not allow PostgreSQL takes from nobody."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from applicants.actions import decisions, objections
from applicants.actions.objections import Closing, Heard, Speaker
from applicants.models import Case, Decision, Grant, Objection, ObjectionSpeaker, PublicNotice
from dibao import scope
from dibao.models.staff import Staff
from dibao.values.identity import PhoneNumber
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places

SPEAKER = Speaker("李四", PhoneNumber("13812345678"))
OPINION = "FROM applicants_townshipopinion o JOIN applicants_case c ON c.id = o.case_id"
DECIDE = (
    "INSERT INTO applicants_decision (area_code, case_id, assessment_id, outcome, end_reason, reasons, decided_by_id,"
    " decided_on, created_at) SELECT c.area_code, c.id, o.assessment_id, 'grant', '', 'x', %s, %s, now() "
    + OPINION
)
SAY = (
    "INSERT INTO applicants_objection (area_code, kind, channel, case_id, notice_id, text, lodged_on, recorded_by_id,"
    " status, answer, accept_due, answer_due, is_named)"
    " SELECT c.area_code, %s, 'visit', c.id, %s, 'x', %s, %s, 'open', '', %s, %s, false FROM applicants_case c"
)


def say(
    by: Staff, *, kind: str = "report", notice: PublicNotice | None = None, on: date = POSTED
) -> None:
    with scope.of(by):
        run(SAY, kind, notice.pk if notice else None, on, by.pk, on, on)


def decide(by: Staff, on: date = DECIDED) -> None:
    with scope.of(by):
        run(DECIDE, by.pk, on)


def reported(cast: Cast, places: Places, case: Case | None, *, named: bool = False) -> Objection:
    with scope.of(cast.clerk):
        return objections.register(
            heard=Heard(
                area=places.village,
                kind="report",
                channel="hotline",
                about="张三",
                topic="property",
                text="他家有车",
                speaker=SPEAKER if named else None,
                case=case,
            ),
            by=cast.clerk,
            on=POSTED,
        )


def closed(objection: Objection, by: Staff, outcome: str = "dismissed", **more: str) -> Objection:
    with scope.of(by):
        closing = Closing(outcome=outcome, text="已核查", **more)
        return objections.close(objection=objection, closing=closing, by=by, on=LAST_NOTICE_DAY)


class TestEveryOrder:
    def test_no_decision_before_the_notice_is_over(self, cast: Cast, case_on_notice: Case) -> None:
        with pytest.raises(DatabaseError, match="notice"):
            decide(cast.reviewer, on=LAST_NOTICE_DAY)

    def test_a_decision_after_the_notice_and_no_word(
        self, cast: Cast, case_on_notice: Case
    ) -> None:
        decide(cast.reviewer)

        with scope.of(cast.reviewer):
            assert Decision.objects.count() == 1

    @pytest.mark.parametrize("kind", ["objection", "report", "complaint"])
    def test_no_decision_while_one_is_open(
        self, cast: Cast, case_on_notice: Case, notice: PublicNotice, kind: str
    ) -> None:
        say(cast.caseworker, kind=kind, notice=notice)

        with pytest.raises(DatabaseError, match="a_grant_waits_for_open_objections"):
            decide(cast.reviewer)

    def test_no_decision_while_a_report_without_a_notice_is_open(
        self, cast: Cast, case_on_notice: Case
    ) -> None:
        say(cast.caseworker)

        with pytest.raises(DatabaseError, match="a_grant_waits_for_open_objections"):
            decide(cast.reviewer)

    def test_no_decision_while_one_about_the_family_is_open(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        said = reported(cast, places, None)
        with scope.of(cast.clerk):
            run(
                "UPDATE applicants_objection SET household_id = %s WHERE id = %s",
                case_on_notice.household_id,
                said.pk,
            )

        with pytest.raises(DatabaseError, match="a_grant_waits_for_what_is_said_of_its_family"):
            decide(cast.reviewer)

        closed(said, cast.reviewer)
        decide(cast.reviewer)

    def test_no_decision_on_what_a_report_was_right_about(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        closed(reported(cast, places, case_on_notice), cast.reviewer, "partly")
        with scope.of(cast.reviewer):
            assert Case.objects.get().status == "accepted"

        with pytest.raises(DatabaseError, match="follows_the_opinion"):
            decide(cast.reviewer)

    def test_what_was_tied_to_a_case_meanwhile_sends_it_back_all_the_same(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        """The page on which it was answered did not know of the case yet."""
        shown = reported(cast, places, None)
        with scope.of(cast.second_reviewer):
            objections.tie(
                objection=Objection.objects.get(pk=shown.pk),
                case=case_on_notice,
                household=None,
                by=cast.second_reviewer,
                on=POSTED,
            )

        closed(shown, cast.reviewer, "upheld")

        with scope.of(cast.reviewer):
            assert Case.objects.get().status == "accepted"

    def test_a_report_after_the_notice_is_taken_and_stops_the_decision(
        self, cast: Cast, case_on_notice: Case
    ) -> None:
        say(cast.caseworker, on=DECIDED)

        with pytest.raises(DatabaseError, match="a_grant_waits_for_open_objections"):
            decide(cast.reviewer)

    def test_an_objection_after_the_notice_is_none(
        self, cast: Cast, case_on_notice: Case, notice: PublicNotice
    ) -> None:
        with pytest.raises(DatabaseError, match="within_its_notice"):
            say(cast.caseworker, kind="objection", notice=notice, on=DECIDED)

    def test_an_objection_before_the_notice_is_none(
        self, cast: Cast, case_on_notice: Case, notice: PublicNotice
    ) -> None:
        with pytest.raises(DatabaseError, match="within_its_notice"):
            say(cast.caseworker, kind="objection", notice=notice, on=ENTERED)

    def test_an_objection_to_another_notice_is_none(
        self, cast: Cast, case_on_notice: Case, notice: PublicNotice
    ) -> None:
        with scope.of(cast.caseworker):
            other = PublicNotice.objects.create(
                area=notice.area,
                stage="village",
                starts_on=POSTED,
                ends_on=LAST_NOTICE_DAY,
                office="x",
                phone="1",
                entry_count=0,
                entries_hash="x",
                frozen_by=cast.caseworker,
            )

        with pytest.raises(DatabaseError, match="within_its_notice"):
            say(cast.caseworker, kind="objection", notice=other)

    def test_after_the_decision_there_are_reports_and_no_objections(
        self, cast: Cast, grant: Grant, notice: PublicNotice
    ) -> None:
        with pytest.raises(DatabaseError, match="within_its_notice"):
            say(cast.caseworker, kind="objection", notice=notice, on=LAST_NOTICE_DAY)

        say(cast.caseworker, on=DECIDED)

    def test_an_answered_one_lets_the_decision_pass(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        closed(reported(cast, places, case_on_notice), cast.second_reviewer)

        with scope.of(cast.reviewer):
            decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


class TestWhoAnswers:
    ANSWER = (
        "UPDATE applicants_objection SET status = 'dismissed', answer = 'x', answered_by_id = %s, answered_on = %s,"
        " told_way = %s"
    )

    def test_a_township_answers_no_report(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        reported(cast, places, case_on_notice)

        with (
            pytest.raises(DatabaseError, match="the_county_answers"),
            scope.of(cast.township_head),
        ):
            run(self.ANSWER, cast.township_head.pk, POSTED, "nobody")

    def test_whoever_gave_their_name_is_told(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        reported(cast, places, case_on_notice, named=True)

        with pytest.raises(DatabaseError, match="is_told"), scope.of(cast.reviewer):
            run(self.ANSWER, cast.reviewer.pk, POSTED, "online")

    def test_an_appeal_is_decided_by_another(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        first = closed(reported(cast, places, None), cast.reviewer)
        with scope.of(cast.clerk):
            objections.register(
                heard=Heard(
                    area=places.village,
                    kind="report",
                    channel="visit",
                    about="张三",
                    topic="property",
                    text="没有查清",
                    appeal_of=first,
                ),
                by=cast.clerk,
                on=LAST_NOTICE_DAY,
            )

        with pytest.raises(DatabaseError, match="by_another"), scope.of(cast.reviewer):
            run(
                self.ANSWER + " WHERE appeal_of_id IS NOT NULL",
                cast.reviewer.pk,
                DECIDED,
                "nobody",
            )
        with scope.of(cast.second_reviewer):
            run(
                self.ANSWER + " WHERE appeal_of_id IS NOT NULL",
                cast.second_reviewer.pk,
                DECIDED,
                "nobody",
            )

    def test_what_was_said_stays(self, cast: Cast, places: Places, case_on_notice: Case) -> None:
        objection = reported(cast, places, None, named=True)

        for change in ("text = 'y'", "is_named = false", "kind = 'complaint'", "answer_due = NULL"):
            with pytest.raises(DatabaseError), scope.of(cast.clerk):
                run(f"UPDATE applicants_objection SET {change} WHERE id = %s", objection.pk)
        with pytest.raises(DatabaseError, match=r"append-only|denied"), scope.of(cast.clerk):
            run("UPDATE applicants_objectionspeaker SET name = 'x'")
        with pytest.raises(DatabaseError, match=r"never deleted|denied"), scope.of(cast.clerk):
            run("DELETE FROM applicants_objection")

    def test_no_step_is_left_out(self, cast: Cast, places: Places, case_on_notice: Case) -> None:
        objection = reported(cast, places, None)

        for change, fact in (
            (f"asked_by_id = {cast.reviewer.pk}, asked_on = '{POSTED}'", "was_accepted"),
            (f"accepted_by_id = {cast.reviewer.pk}", "accepted_objection"),
            (
                f"accepted_by_id = {cast.reviewer.pk}, accepted_on = '{ENTERED}'",
                "accepted_objection",
            ),
            (
                f"found_by_id = {cast.reviewer.pk}, found_on = '{POSTED}', findings = 'x'",
                "findings_answer",
            ),
        ):
            with pytest.raises(DatabaseError, match=fact), scope.of(cast.reviewer):
                run(f"UPDATE applicants_objection SET {change} WHERE id = %s", objection.pk)

    def test_no_township_writes_a_speaker_or_reads_one(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        objection = reported(cast, places, None, named=True)
        county = places.county.pk

        with scope.of(cast.township_head), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM applicants_objectionspeaker")
            assert cursor.fetchall() == []
        with pytest.raises(DatabaseError, match="row-level"), scope.of(cast.township_head):
            run(
                "INSERT INTO applicants_objectionspeaker (id, objection_id, area_code, name, phone)"
                " VALUES (gen_random_uuid(), %s, %s, 'x', 'x')",
                objection.pk,
                county,
            )
        with scope.of(cast.clerk):
            assert ObjectionSpeaker.objects.get().name.open() == "李四"
        with scope.of(cast.foreign_clerk):
            assert not ObjectionSpeaker.objects.exists()


def test_nothing_is_tied_to_a_case_of_another_place(cast: Cast, case_on_notice: Case) -> None:
    with pytest.raises(DatabaseError, match="of_its_place"), scope.of(cast.foreign_clerk):
        run(
            "INSERT INTO applicants_objection (area_code, kind, channel, case_id, text, lodged_on, recorded_by_id,"
            " status, answer, accept_due, answer_due)"
            " VALUES (%s, 'report', 'visit', %s, 'x', %s, %s, 'open', '', %s, %s)",
            cast.foreign_clerk.posting.area_id,
            case_on_notice.pk,
            POSTED,
            cast.foreign_clerk.pk,
            POSTED + timedelta(days=15),
            POSTED + timedelta(days=60),
        )
