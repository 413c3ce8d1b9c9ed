"""What an agency gives and passes on, tried with raw SQL as the application role."""

from datetime import date
from decimal import Decimal

import pytest

from applicants.models import Grant, Person, Referral
from dibao import scope
from dibao.models import Staff
from tests.applicants.answering_by_sql import DAY, PART, SET, accept, close, deliver, refused
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_referral
from tests.referring import Aid


class TestWhatIsGiven:
    @pytest.fixture
    def accepted(self, aid: Aid, referral: Referral) -> Referral:
        """Two portions, 20 yuan at most."""
        accept(referral, aid.insurers_clerk)
        return referral

    def test_parts_add_up_in_the_referral(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk, quantity="0.5", value="5")
        deliver(accepted, aid.insurers_clerk, quantity="1.5", value="15")

        with scope.of(aid.insurers_clerk):
            assert run(
                "SELECT delivered_parts, delivered_quantity, delivered_value FROM applicants_referral"
            ) == [(2, Decimal(2), Decimal(20))]

    @pytest.mark.parametrize(
        ("quantity", "value", "words"),
        [
            ("2.01", "10", "no_more_is_delivered_than_was_asked_for"),
            ("1", "20.01", "no_more_money_is_given_than_the_rule_allows"),
            ("0", "10", "a_part_delivers_something"),
            ("-1", "10", "a_part_delivers_something"),
            ("1", "-1", "a_part_delivers_something"),
        ],
    )
    def test_a_part_is_something_and_not_too_much(
        self, aid: Aid, accepted: Referral, quantity: str, value: str, words: str
    ) -> None:
        with refused(aid.insurers_clerk, words):
            deliver(accepted, aid.insurers_clerk, quantity=quantity, value=value)

    def test_two_parts_together_are_not_too_much(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk, value="15")

        with refused(aid.insurers_clerk, "no_more_money"):
            deliver(accepted, aid.insurers_clerk, value="5.01")

    def test_no_money_where_the_benefit_is_none(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        device = make_referral(aid.device, helped, cast.caseworker, person=head)
        accept(device, aid.insurers_clerk)

        with refused(aid.insurers_clerk, "no_more_money"):
            deliver(device, aid.insurers_clerk, value="0.01")

    @pytest.mark.parametrize("on", [ASKED - DAY, ASKED + DAY])
    def test_between_the_request_and_today(self, aid: Aid, accepted: Referral, on: date) -> None:
        with refused(aid.insurers_clerk, "a_part_is_of_a_referral_under_way"):
            deliver(accepted, aid.insurers_clerk, on=on)

    def test_by_a_bearer_that_is_known(self, aid: Aid, accepted: Referral) -> None:
        with refused(aid.insurers_clerk, "cost_bearer_is_known"):
            run(
                PART.replace("'county'", "'me'"),
                accepted.area_id, accepted.pk, 1, 1, ASKED, aid.insurers_clerk.pk,
            )  # fmt: skip

    def test_in_ones_own_name(self, aid: Aid, accepted: Referral) -> None:
        with refused(aid.insurers_clerk, "recorded_by_is_who_acts"):
            run(PART, accepted.area_id, accepted.pk, 1, 1, ASKED, aid.whole_insurer.pk)

    def test_not_by_the_township(self, cast: Cast, aid: Aid, accepted: Referral) -> None:
        with refused(cast.caseworker, "a_part_is_of_a_referral_under_way"):
            deliver(accepted, cast.caseworker)

    def test_not_by_another_agency(self, aid: Aid, accepted: Referral) -> None:
        with refused(aid.builders_clerk, "row-level security"):
            deliver(accepted, aid.builders_clerk)
        with (
            refused(aid.builders_clerk, "a_part_is_of_a_referral_under_way"),
            scope.lent(accepted.area),
        ):
            run(PART, accepted.area_id, accepted.pk, 1, 1, ASKED, aid.builders_clerk.pk)

    def test_not_in_another_place(self, aid: Aid, accepted: Referral) -> None:
        with refused(aid.insurers_clerk, "a_part_is_of_a_referral_under_way"):
            run(PART, "990121100201", accepted.pk, 1, 1, ASKED, aid.insurers_clerk.pk)

    def test_not_once_it_is_closed(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk)
        close(accepted, "delivered", aid.insurers_clerk, reason="")

        with refused(aid.insurers_clerk, r"under_way|stays_what_was_asked_for"):
            deliver(accepted, aid.insurers_clerk)

    def test_sums_are_not_written_by_hand(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk)

        for column in ("delivered_parts", "delivered_quantity", "delivered_value"):
            with refused(aid.insurers_clerk, "adds_up_to_its_parts"):
                run(f"{SET} {column} = 0")

    def test_a_delivery_without_parts_is_none(self, aid: Aid, accepted: Referral) -> None:
        with refused(aid.insurers_clerk, "says_by_whom_when_and_why"):
            close(accepted, "delivered", aid.insurers_clerk, reason="")

    def test_a_part_is_written_once(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk)

        for sql in (
            "UPDATE applicants_referralpart SET value = 1",
            "DELETE FROM applicants_referralpart",
        ):
            with refused(aid.insurers_clerk, "permission denied"):
                run(sql)


class TestPassingOn:
    """The builder's benefit is the household's, the insurer's a member's."""

    PASSED = {"need": "屋顶漏水"}

    @pytest.fixture
    def passed_on(self, aid: Aid, referral: Referral) -> Referral:
        close(referral, "redirected", aid.insurers_clerk, reason="not_ours")
        return referral

    def make(self, aid: Aid, referral: Referral, by: Staff, **columns: object) -> Referral:
        """As the action does: in the village that the first one came from."""
        with scope.of(by), scope.lent(referral.area):
            grant = Grant.objects.get()
            row = {
                "area_code": referral.area_id,
                "terms_id": aid.house.pk,
                "item_id": aid.house.item_id,
                "agency_id": aid.builder.pk,
                "household_id": referral.household_id,
                "grant_id": grant.pk,
                "benefit_class": grant.benefit_class,
                "period": date.min,
                "quantity": 1,
                "value_limit": 5000,
                "requested_by_id": by.pk,
                "requested_on": ASKED,
                "answer_due": ASKED,
                "redirected_from_id": referral.pk,
                "status": "requested",
                "version": 0,
                **columns,
            }
            names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
            run(f"INSERT INTO applicants_referral ({names}) VALUES ({marks})", *row.values())

    def test_to_another_agency(self, aid: Aid, passed_on: Referral) -> None:
        self.make(aid, passed_on, aid.insurers_clerk)

        with scope.of(aid.builders_clerk):
            assert run("SELECT redirected_from_id FROM applicants_referral") == [(passed_on.pk,)]

    def test_once(self, aid: Aid, passed_on: Referral) -> None:
        self.make(aid, passed_on, aid.insurers_clerk)

        with refused(aid.insurers_clerk, "unique constraint"):
            self.make(aid, passed_on, aid.insurers_clerk, period=None)

    def test_not_while_it_is_open(self, aid: Aid, referral: Referral) -> None:
        with refused(aid.insurers_clerk, "passed_on_to_another_agency"):
            self.make(aid, referral, aid.insurers_clerk)

    def test_not_to_oneself(self, aid: Aid, passed_on: Referral, head: Person) -> None:
        with refused(aid.insurers_clerk, "passed_on_to_another_agency"):
            self.make(
                aid,
                passed_on,
                aid.insurers_clerk,
                terms_id=aid.device.pk,
                item_id=aid.device.item_id,
                agency_id=aid.insurer.pk,
                person_id=head.pk,
                period=None,
                value_limit=None,
            )

    def test_an_agency_asks_for_nothing_of_its_own(self, aid: Aid, passed_on: Referral) -> None:
        with refused(aid.insurers_clerk, "only_passes_on_what_it_was_sent"):
            self.make(aid, passed_on, aid.insurers_clerk, redirected_from_id=None)

    def test_an_agency_passes_on_nothing_of_anothers(self, aid: Aid, passed_on: Referral) -> None:
        with refused(aid.builders_clerk, "only_passes_on_what_it_was_sent"):
            self.make(aid, passed_on, aid.builders_clerk)

    def test_a_township_passes_nothing_on(self, cast: Cast, aid: Aid, passed_on: Referral) -> None:
        with refused(cast.caseworker, "only_passes_on_what_it_was_sent"):
            self.make(aid, passed_on, cast.caseworker)

    def test_nothing_is_written_where_no_village_is_lent(
        self, aid: Aid, passed_on: Referral
    ) -> None:
        with refused(aid.insurers_clerk, "row-level security"):
            run(
                "INSERT INTO applicants_referral SELECT (r).* FROM (SELECT r FROM applicants_referral r) x"
            )
