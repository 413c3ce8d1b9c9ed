"""Referrals tried with raw SQL as the application role: whom they are for, who answers, what stays."""

from datetime import date
from decimal import Decimal

import pytest

from applicants.models import Grant, Person, Referral
from dibao import scope
from tests.applicants.answering_by_sql import (
    ACCEPT,
    CLOSE,
    DAY,
    SET,
    accept,
    close,
    deliver,
    refused,
)
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

# The same row once more for somebody else of the family.
COPY = (
    "INSERT INTO applicants_referral (area_code, status, version, terms_id, item_id, agency_id, household_id,"
    " person_id, grant_id, benefit_class, period, quantity, value_limit, requested_by_id, requested_on, answer_due)"
    " SELECT r.area_code, 'requested', 0, terms_id, item_id, agency_id, r.household_id, {1}, r.grant_id,"
    " benefit_class, period, quantity, value_limit, {0}, requested_on, answer_due FROM applicants_referral r"
    " JOIN applicants_grantshare p ON p.grant_id = r.grant_id AND p.person_id <> r.person_id WHERE r.id = %s"
)


class TestWhomItIsFor:
    def test_not_under_terms_that_are_a_draft(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        item = make_item(aid.insurer, "a-draft", "草稿")
        terms = make_terms(item)
        draft = type(terms).objects.create(
            item=item, first_day=date(2005, 1, 1), last_day=date(2006, 1, 1), terms=terms.terms
        )

        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(draft, helped, cast.caseworker, person=head)

    def test_not_before_its_terms_begin(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        later = make_terms(make_item(aid.insurer, "later", "以后"), first_day=ASKED + DAY)

        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(later, helped, cast.caseworker, person=head)

    def test_not_of_an_agency_that_left(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        aid.insurer.is_active = False
        aid.insurer.save()

        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(aid.premium, helped, cast.caseworker, person=head)

    @pytest.mark.parametrize(
        "wrong",
        ["agency", "item", "period", "nobody", "value"],
    )
    def test_not_with_what_its_terms_do_not_say(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, wrong: str
    ) -> None:
        columns: dict[str, object] = {
            "agency": {"agency_id": aid.builder.pk},
            "item": {"item": aid.device.item},
            "period": {"period": date(2025, 1, 1)},
            "nobody": {"person": None},
            "value": {"value_limit": Decimal("20.01")},
        }[wrong]

        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(aid.premium, helped, cast.caseworker, **{"person": head, **columns})

    def test_no_money_where_the_terms_know_none(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(
                aid.device, helped, cast.caseworker, person=head, value_limit=Decimal("0.01")
            )

    def test_nobody_in_particular_where_the_benefit_is_the_households(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with refused(cast.caseworker, "a_referral_fits_its_terms"):
            make_referral(aid.house, helped, cast.caseworker, person=head)

    def test_not_before_the_benefit_begins(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with refused(cast.caseworker, "a_referral_is_for_who_is_covered"):
            make_referral(aid.premium, helped, cast.caseworker, person=head, on=date(2026, 7, 31))

    def test_not_of_another_class(self, cast: Cast, aid: Aid, helped: Grant, head: Person) -> None:
        with refused(cast.caseworker, "a_referral_is_for_who_is_covered"):
            make_referral(
                aid.premium,
                helped,
                cast.caseworker,
                person=head,
                benefit_class=helped.benefit_class % 3 + 1,
            )

    def test_not_for_a_person_whom_the_grant_does_not_cover(
        self, cast: Cast, aid: Aid, helped: Grant
    ) -> None:
        with scope.of(cast.caseworker):
            stranger = Person.objects.create(area_id=helped.area_id, is_named=False)

        with refused(cast.caseworker, "a_referral_is_for_who_is_covered"):
            make_referral(aid.premium, helped, cast.caseworker, person=stranger)

    def test_not_in_another_village(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with refused(cast.clerk, "a_referral_is_for_who_is_covered"):
            make_referral(aid.premium, helped, cast.clerk, person=head, area_id="990121100201")

    def test_not_without_consent(self, cast: Cast, aid: Aid, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            head = grant.household.head

        with refused(cast.caseworker, "a_referral_waits_for_consent"):
            make_referral(aid.premium, grant, cast.caseworker, person=head)

    def test_not_after_consent_was_taken_back(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with scope.of(cast.caseworker):
            run(
                "UPDATE applicants_aidconsent SET revoked_on = %s, revoked_by_id = %s,"
                " revoke_reason = 'x'",
                ASKED,
                cast.caseworker.pk,
            )

        with refused(cast.caseworker, "a_referral_waits_for_consent"):
            make_referral(aid.premium, helped, cast.caseworker, person=head)

    @pytest.mark.parametrize("whose", ["family", "member"])
    def test_not_what_was_declined(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, whose: str
    ) -> None:
        with scope.of(cast.caseworker):
            run(
                "INSERT INTO applicants_aiddecline (area_code, household_id, person_id, item_id,"
                " reason, recorded_by_id, recorded_on) VALUES (%s, %s, %s, %s, '自己买', %s, %s)",
                helped.area_id,
                helped.household_id,
                head.pk if whose == "member" else None,
                aid.premium.item_id,
                cast.caseworker.pk,
                ASKED,
            )

        with refused(cast.caseworker, "a_declined_benefit_is_not_asked_for"):
            make_referral(aid.premium, helped, cast.caseworker, person=head)
        assert make_referral(aid.device, helped, cast.caseworker, person=head).pk


class TestHowItBegins:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("delivered_quantity", Decimal(1)),
            ("delivered_parts", 1),
            ("delivered_value", Decimal(1)),
        ],
    )
    def test_with_nothing_delivered(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, column: str, value: object
    ) -> None:
        with refused(cast.caseworker, "begins_with_nothing_delivered"):
            make_referral(aid.premium, helped, cast.caseworker, person=head, **{column: value})

    def test_unanswered(self, cast: Cast, aid: Aid, helped: Grant, head: Person) -> None:
        with refused(cast.caseworker, r"starts_at_the_start|begins_with_nothing_delivered"):
            make_referral(
                aid.premium,
                helped,
                cast.caseworker,
                person=head,
                status="accepted",
                accepted_by=cast.caseworker,
                accepted_on=ASKED,
                delivery_due=ASKED,
            )

    @pytest.mark.parametrize(
        "columns",
        [{"quantity": Decimal(0)}, {"quantity": Decimal(-1)}, {"answer_due": ASKED - DAY}],
    )
    def test_for_something_by_a_day(
        self,
        cast: Cast,
        aid: Aid,
        helped: Grant,
        head: Person,
        columns: dict[str, object],
    ) -> None:
        with refused(cast.caseworker, "asks_for_something_by_a_day"):
            make_referral(aid.premium, helped, cast.caseworker, **{"person": head, **columns})

    def test_with_an_answer_within_a_year(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        with refused(cast.caseworker, "seen_for_a_set_time"):
            make_referral(
                aid.premium,
                helped,
                cast.caseworker,
                person=head,
                answer_due=ASKED + 367 * DAY,
            )

    def test_in_ones_own_name(self, cast: Cast, aid: Aid, helped: Grant, head: Person) -> None:
        with refused(cast.clerk, "requested_by_is_who_acts"):
            run(
                COPY.format("%s", "p.person_id"),
                cast.caseworker.pk,
                make_referral(aid.premium, helped, cast.clerk, person=head).pk,
            )


class TestWhoAnswers:
    def test_its_agency_accepts_and_delivers(self, aid: Aid, referral: Referral) -> None:
        accept(referral, aid.insurers_clerk)
        deliver(referral, aid.insurers_clerk)
        close(referral, "delivered", aid.insurers_clerk, reason="")

        with scope.of(aid.insurers_clerk):
            assert run("SELECT status, delivered_parts FROM applicants_referral") == [
                ("delivered", 1)
            ]

    def test_its_own_people_in_the_prefecture_do_too(self, aid: Aid, referral: Referral) -> None:
        accept(referral, aid.whole_insurer)

        with scope.of(aid.whole_insurer):
            assert run("SELECT status FROM applicants_referral") == [("accepted",)]

    def test_a_township_does_not(self, cast: Cast, aid: Aid, referral: Referral) -> None:
        with refused(cast.caseworker, "answered_by_its_agency"):
            accept(referral, cast.caseworker)
        with refused(cast.caseworker, "answered_by_its_agency"):
            close(referral, "refused", cast.caseworker)

    def test_another_agency_finds_nothing_to_answer(self, aid: Aid, referral: Referral) -> None:
        for stranger in (aid.builders_clerk, aid.foreign_insurer):
            accept(referral, stranger)
        with scope.of(aid.insurers_clerk):
            assert run("SELECT status FROM applicants_referral") == [("requested",)]

    def test_another_agency_does_not_where_a_village_is_lent_to_it(
        self, aid: Aid, referral: Referral
    ) -> None:
        with (
            refused(aid.builders_clerk, "answered_by_its_agency"),
            scope.lent(referral.area),
        ):
            run(
                ACCEPT,
                aid.builders_clerk.pk,
                ASKED,
                ASKED + DAY,
                referral.pk,
            )

    def test_an_agency_neither_takes_back_nor_lets_expire(
        self, aid: Aid, referral: Referral
    ) -> None:
        for status in ("withdrawn", "expired"):
            with refused(aid.insurers_clerk, "answered_by_its_agency"):
                close(referral, status, aid.insurers_clerk)

    def test_in_ones_own_name(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "accepted_by_is_who_acts"):
            run(ACCEPT, aid.whole_insurer.pk, ASKED, ASKED, referral.pk)
        with refused(aid.insurers_clerk, "closed_by_is_who_acts"):
            run(CLOSE, "refused", aid.whole_insurer.pk, ASKED, "no_quota", ASKED, referral.pk)

    def test_on_no_day_to_come(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "answered_by_its_agency"):
            accept(referral, aid.insurers_clerk, on=ASKED + DAY)
        with refused(aid.insurers_clerk, "answered_by_its_agency"):
            close(referral, "refused", aid.insurers_clerk, on=ASKED + DAY)

    def test_the_time_to_look_it_up_is_not_stretched(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "seen_for_a_set_time"):
            run(
                CLOSE,
                "refused",
                aid.insurers_clerk.pk,
                ASKED,
                "no_quota",
                ASKED + 31 * DAY,
                referral.pk,
            )
        with refused(aid.insurers_clerk, "seen_for_a_set_time"):
            accept(referral, aid.insurers_clerk, due=ASKED + 367 * DAY)

    def test_nothing_is_delivered_before_it_is_accepted(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "a_part_is_of_a_referral_under_way"):
            deliver(referral, aid.insurers_clerk)
        with refused(aid.insurers_clerk, r"says_by_whom_when_and_why|moves_along_its_table"):
            close(referral, "delivered", aid.insurers_clerk, reason="")

    def test_nobody_invents_a_status(self, aid: Aid, referral: Referral) -> None:
        with refused(
            aid.insurers_clerk, r"status_is_known|moves_along_its_table|says_by_whom_when"
        ):
            close(referral, "lost", aid.insurers_clerk)


class TestWhatIsWritten:
    @pytest.mark.parametrize(
        "column",
        ["quantity = 3", "value_limit = 21", "need = 'x'", "answer_due = '2026-12-01'",
         "person_id = NULL", "agency_id = 1", "requested_on = '2026-08-11'"],
    )  # fmt: skip
    def test_what_was_asked_for_stays(self, cast: Cast, referral: Referral, column: str) -> None:
        with refused(cast.caseworker, "permission denied"):
            run(f"{SET} {column}")

    def test_it_is_never_deleted(self, cast: Cast, referral: Referral) -> None:
        with refused(cast.caseworker, "permission denied"):
            run("DELETE FROM applicants_referral")

    def test_an_acceptance_stays_as_it_was(self, aid: Aid, referral: Referral) -> None:
        accept(referral, aid.insurers_clerk)

        with refused(aid.insurers_clerk, "stays_what_was_asked_for"):
            run(SET + "delivery_due = delivery_due + 1")

    def test_what_is_closed_stays_closed(self, cast: Cast, aid: Aid, referral: Referral) -> None:
        close(referral, "refused", aid.insurers_clerk)

        with refused(aid.insurers_clerk, "stays_what_was_asked_for"):
            run(SET + "close_words = 'x'")
        with refused(cast.caseworker, r"moves_along_its_table|stays_what_was"):
            run(SET + "status = 'requested', closed_by_id = NULL, closed_on = NULL,"
                " close_reason = '', seen_until = NULL")  # fmt: skip

    @pytest.mark.parametrize(
        "columns",
        ["closed_by_id = %s, closed_on = '2026-08-10', close_reason = 'other'",
         "closed_by_id = %s, closed_on = '2026-08-10', seen_until = '2026-08-10'",
         "closed_by_id = %s, close_reason = 'no_quota', seen_until = '2026-08-10'",
         "closed_by_id = %s, closed_on = '2026-08-10', close_reason = 'x', seen_until = '2026-08-10'",
         "closed_by_id = %s, closed_on = '2026-08-09', close_reason = 'no_quota', seen_until = '2026-08-10'",
         "closed_by_id = %s, closed_on = '2026-08-10', close_reason = 'no_quota', seen_until = '2026-08-09'"],
    )  # fmt: skip
    def test_a_close_says_by_whom_when_and_why(
        self, cast: Cast, referral: Referral, columns: str
    ) -> None:
        with refused(cast.caseworker, "says_by_whom_when_and_why"):
            run(f"{SET} status = 'withdrawn', {columns}", cast.caseworker.pk)

    def test_nobody_refuses_without_a_name(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "says_by_whom_when_and_why"):
            run(CLOSE, "refused", None, ASKED, "no_quota", ASKED, referral.pk)

    def test_another_reason_is_given_in_words(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "given_in_words"):
            close(referral, "refused", aid.insurers_clerk, reason="other")

    def test_an_open_one_is_not_half_closed(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "says_by_whom_when_and_why"):
            run(SET + "closed_on = %s", ASKED)
        for column in ("accepted_on = '2026-08-10'", "delivery_due = '2026-08-10'"):
            with refused(
                aid.insurers_clerk, "accepted_(referral_says|before)|says_by_whom_and_when"
            ):
                run(SET + column)
        with refused(aid.insurers_clerk, "says_by_whom_and_when"):
            run(SET + "accepted_by_id = %s", aid.insurers_clerk.pk)
        with refused(aid.insurers_clerk, "accepted_before_it_is_delivered"):
            run(
                SET + "accepted_by_id = %s, accepted_on = %s, delivery_due = %s",
                aid.insurers_clerk.pk, ASKED, ASKED,
            )  # fmt: skip


class TestWhoEndsIt:
    """What a township closes is signed, and on no day to come; the clock's own work is nobody's."""

    def test_a_township_takes_nothing_back_in_nobodys_name(
        self, cast: Cast, referral: Referral
    ) -> None:
        with refused(cast.caseworker, "answered_by_its_agency"):
            run(CLOSE, "withdrawn", None, ASKED, "not_wanted", ASKED, referral.pk)

    def test_nor_on_a_day_to_come(self, cast: Cast, referral: Referral) -> None:
        with refused(cast.caseworker, "answered_by_its_agency"):
            close(referral, "withdrawn", cast.caseworker, on=ASKED + DAY)

    def test_on_its_day_it_does(self, cast: Cast, referral: Referral) -> None:
        close(referral, "withdrawn", cast.caseworker)

        with scope.of(cast.caseworker):
            assert run("SELECT status FROM applicants_referral") == [("withdrawn",)]
