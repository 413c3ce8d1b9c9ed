"""Benefits, their terms, consent and what is declined, tried with raw SQL as the application role."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, transaction

from applicants.models import AidTerms, Grant, Person
from dibao import scope
from dibao.models import Staff
from tests.applicants.answering_by_sql import DAY, refused
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

CONSENT = (
    "INSERT INTO applicants_aidconsent (area_code, household_id, person_id, way, signed_on, recorded_by_id,"
    " recorded_on, revoke_reason) VALUES (%s, %s, %s, %s, %s, %s, %s, '')"
)
REVOKE = "UPDATE applicants_aidconsent SET revoked_on = %s, revoked_by_id = %s, revoke_reason = %s"
DECLINE = (
    "INSERT INTO applicants_aiddecline (area_code, household_id, person_id, item_id, reason, recorded_by_id,"
    " recorded_on) VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
LIFT = "UPDATE applicants_aiddecline SET lifted_on = %s, lifted_by_id = %s"
TERMS = (
    "INSERT INTO applicants_aidterms (item_id, first_day, last_day, status, legal_basis, terms, drafted_by_id,"
    " activated_by_id, activated_at) VALUES (%s, %s, %s, %s, '', '{}', %s, %s, %s)"
)


class TestAgencies:
    def test_none_disappears(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, r"permission denied|never deleted"):
            run("DELETE FROM dibao_agency")

    def test_two_have_no_name_in_common(self, aid: Aid) -> None:
        with pytest.raises(IntegrityError, match="a_name_of_its_own"):
            run("UPDATE dibao_agency SET name = 'x'")

    @pytest.mark.parametrize("column", ["name", "name_en"])
    def test_each_has_both_names(self, aid: Aid, column: str) -> None:
        with pytest.raises(IntegrityError, match="named_in_both_languages"):
            run(f"UPDATE dibao_agency SET {column} = '' WHERE id = %s", aid.insurer.pk)

    def test_only_its_people_are_posted_to_it(self, cast: Cast, aid: Aid) -> None:
        for change in (
            "agency_id = %s WHERE role = 'caseworker'",
            "role = 'inspector' WHERE agency_id = %s",
        ):
            with (
                pytest.raises(IntegrityError, match="people_are_posted_to_it"),
                transaction.atomic(),
            ):
                run(f"UPDATE dibao_posting SET {change}", aid.insurer.pk)


class TestBenefits:
    @pytest.mark.parametrize(
        "column", ["agency_id = 1", "code = 'x'", "unit = 'x'", "is_per_member = false", "frequency = 'once'"]
    )  # fmt: skip
    def test_what_it_is_stays(self, cast: Cast, aid: Aid, column: str) -> None:
        with refused(cast.administrator, "permission denied"):
            run(f"UPDATE applicants_aiditem SET {column}")

    def test_what_it_is_stays_for_the_owner_too(
        self, aid: Aid, as_owner: psycopg.Connection
    ) -> None:
        with pytest.raises(psycopg.errors.CheckViolation, match="stays_what_it_is"):
            as_owner.execute("UPDATE applicants_aiditem SET frequency = 'once'")

    def test_it_is_never_deleted(self, cast: Cast, aid: Aid) -> None:
        for table in ("aiditem", "aidterms"):
            with refused(cast.administrator, "permission denied"):
                run(f"DELETE FROM applicants_{table}")

    @pytest.mark.parametrize("column", ["name", "name_en", "unit_en"])
    def test_it_has_its_words(self, cast: Cast, aid: Aid, column: str) -> None:
        with refused(cast.administrator, "an_aid_item_has_its_words"):
            run(f"UPDATE applicants_aiditem SET {column} = '' WHERE code = 'a-premium'")

    def test_its_frequency_is_known(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, "aid_frequency_is_known"):
            make_item(aid.insurer, "x", "天天", frequency="day")

    def test_an_agency_has_a_name_once(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, "a_benefit_of_a_name_once"):
            make_item(aid.insurer, "x", aid.premium.item.name)


class TestTerms:
    @pytest.fixture
    def draft(self, cast: Cast, aid: Aid) -> AidTerms:
        """The administrator's, for a benefit that has none in force."""
        item = make_item(aid.insurer, "drafted", "草拟的")
        with scope.of(cast.administrator):
            return AidTerms.objects.create(
                item=item, first_day=ASKED, legal_basis="x", terms={}, drafted_by=cast.administrator
            )

    def activate(self, draft: AidTerms, by: Staff, *, signed: Staff | None = None) -> None:
        run(
            "UPDATE applicants_aidterms SET status = 'active', activated_by_id = %s, activated_at = now()"
            " WHERE id = %s",
            (signed or by).pk,
            draft.pk,
        )

    def test_a_second_person_activates(self, cast: Cast, draft: AidTerms) -> None:
        with refused(cast.administrator, "activates_aid_terms_of_their_own"):
            self.activate(draft, cast.administrator)
        with refused(cast.administrator, "activated_by_is_who_acts"):
            self.activate(draft, cast.administrator, signed=cast.officer)
        with scope.of(cast.officer):
            self.activate(draft, cast.officer)

    def test_nobody_is_left_out(self, cast: Cast, draft: AidTerms) -> None:
        with refused(cast.officer, r"activated_by_a_second_person|say_by_whom_and_when"):
            run("UPDATE applicants_aidterms SET status = 'active' WHERE id = %s", draft.pk)

    def test_one_without_a_drafter_is_not_activated(self, cast: Cast, aid: Aid) -> None:
        draft = AidTerms.objects.create(
            item=make_item(aid.insurer, "x", "x"), first_day=ASKED, legal_basis="x", terms={}
        )

        with refused(cast.officer, "activated_by_a_second_person"):
            self.activate(draft, cast.officer)

    def test_none_is_born_active_where_somebody_acts(self, cast: Cast, aid: Aid) -> None:
        item = make_item(aid.insurer, "x", "x")

        with refused(cast.administrator, "begin_as_a_draft"):
            run(TERMS, item.pk, ASKED, None, "active", None, None, None)
        with refused(cast.administrator, "begin_as_a_draft"):
            run(TERMS, item.pk, ASKED, None, "active", None, cast.administrator.pk, ASKED)

    def test_nobody_drafts_in_anothers_name(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, "drafted_by_is_who_acts"):
            run(TERMS, aid.premium.item_id, ASKED, None, "draft", cast.officer.pk, None, None)

    @pytest.mark.parametrize(
        "change",
        ["terms = '{\"cap\": 9999}'", "first_day = '2001-01-01'", "legal_basis = 'x'", "status = 'draft'"],
    )  # fmt: skip
    def test_active_ones_stay_as_they_are(self, cast: Cast, aid: Aid, change: str) -> None:
        with refused(cast.administrator, "only_ever_end"):
            run(f"UPDATE applicants_aidterms SET {change} WHERE id = %s", aid.premium.pk)

    def test_none_changes_its_benefit(self, cast: Cast, aid: Aid, draft: AidTerms) -> None:
        with refused(cast.administrator, "only_ever_end"):
            run(
                "UPDATE applicants_aidterms SET item_id = %s WHERE id = %s",
                aid.house.item_id,
                draft.pk,
            )

    def test_active_ones_never_overlap(self, aid: Aid) -> None:
        with pytest.raises(IntegrityError, match="never_overlap"):
            make_terms(aid.premium.item, first_day=ASKED)

    def test_days_are_in_order(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, "aid_terms_days_in_order"):
            run(
                TERMS,
                aid.premium.item_id,
                ASKED,
                ASKED - DAY,
                "draft",
                cast.administrator.pk,
                None,
                None,
            )

    def test_the_status_is_known(self, cast: Cast, aid: Aid) -> None:
        with refused(cast.administrator, "aid_terms_status_is_known"):
            run(TERMS, aid.premium.item_id, ASKED, None, "old", cast.administrator.pk, None, None)

    def test_they_last_as_long_as_they_were_used(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        make_referral(aid.premium, helped, cast.caseworker, person=head)
        end = "UPDATE applicants_aidterms SET last_day = %s WHERE id = %s"

        with refused(cast.administrator, "last_as_long_as_they_were_used"):
            run(end, ASKED - DAY, aid.premium.pk)
        with scope.of(cast.administrator):
            run(end, ASKED, aid.premium.pk)


class TestConsent:
    def sign(
        self, grant: Grant, person: Person, by: Staff, *, on: date = ASKED, **other: object
    ) -> None:
        said = {
            "area": grant.area_id,
            "household": grant.household_id,
            "person": person.pk,
            "way": "paper",
            "signed": on,
            "recorded_by": by.pk,
            "recorded": ASKED,
            **other,
        }
        run(CONSENT, *said.values())

    def test_once_at_a_time(self, cast: Cast, helped: Grant, head: Person) -> None:
        with refused(cast.caseworker, "consents_once_at_a_time"):
            self.sign(helped, head, cast.caseworker)
        with scope.of(cast.caseworker):
            run(REVOKE, ASKED, cast.caseworker.pk, "不愿意")
            self.sign(helped, head, cast.caseworker)

    @pytest.mark.parametrize(
        ("other", "words"),
        [
            ({"way": "spoken"}, "way_is_known"),
            ({"signed": ASKED + DAY}, "signed_before_it_is_recorded"),
            ({"area": "990121100201"}, "an_aid_consent_is_of_a_member"),
        ],
    )
    def test_as_it_was_signed(
        self, cast: Cast, grant: Grant, other: dict[str, object], words: str
    ) -> None:
        with refused(cast.caseworker, words):
            self.sign(grant, grant.household.head, cast.caseworker, **other)

    def test_by_a_member(self, cast: Cast, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            stranger = Person.objects.create(area_id=grant.area_id, is_named=False)

        with refused(cast.caseworker, "an_aid_consent_is_of_a_member"):
            self.sign(grant, stranger, cast.caseworker)

    def test_by_an_adult(self, cast: Cast, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            head = grant.household.head
            eighteen = head.birth_date.replace(year=head.birth_date.year + 18)

        with refused(cast.caseworker, "an_aid_consent_is_of_a_member"):
            self.sign(grant, head, cast.caseworker, on=eighteen - DAY)
        with scope.of(cast.caseworker):
            self.sign(grant, head, cast.caseworker, on=eighteen)

    def test_in_ones_own_name(self, cast: Cast, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            head = grant.household.head

        with refused(cast.caseworker, "recorded_by_is_who_acts"):
            self.sign(grant, head, cast.caseworker, recorded_by=cast.clerk.pk)

    def test_it_is_only_ever_revoked(self, cast: Cast, helped: Grant) -> None:
        with refused(cast.caseworker, "permission denied"):
            run("UPDATE applicants_aidconsent SET signed_on = signed_on - 1")
        with refused(cast.caseworker, "permission denied"):
            run("DELETE FROM applicants_aidconsent")
        with scope.of(cast.caseworker):
            run(REVOKE, ASKED, cast.caseworker.pk, "不愿意")
        with refused(cast.caseworker, "only_ever_revoked"):
            run(REVOKE, None, None, "")
        with refused(cast.caseworker, "only_ever_revoked"):
            run(REVOKE, ASKED, cast.caseworker.pk, "别的原因")

    @pytest.mark.parametrize("missing", range(3))
    def test_a_revocation_says_by_whom_when_and_why(
        self, cast: Cast, helped: Grant, missing: int
    ) -> None:
        said: list[object] = [ASKED, cast.caseworker.pk, "不愿意"]
        said[missing] = "" if missing == 2 else None

        with refused(cast.caseworker, r"says_by_whom_when_and_why|only_ever_revoked"):
            run(REVOKE, *said)

    def test_a_revocation_is_in_ones_own_name(self, cast: Cast, helped: Grant) -> None:
        with refused(cast.caseworker, "revoked_by_is_who_acts"):
            run(REVOKE, ASKED, cast.clerk.pk, "不愿意")

    def test_a_revocation_comes_after_the_consent(self, cast: Cast, helped: Grant) -> None:
        with refused(cast.caseworker, "says_by_whom_when_and_why"):
            run(REVOKE, DECIDED - DAY, cast.caseworker.pk, "不愿意")

    def test_another_township_finds_none(self, cast: Cast, helped: Grant) -> None:
        for stranger in (cast.neighbour, cast.foreign_clerk):
            with scope.of(stranger):
                assert run("SELECT count(*) FROM applicants_aidconsent") == [(0,)]
            with refused(stranger, "row-level security"):
                run(
                    CONSENT,
                    helped.area_id,
                    helped.household_id,
                    None,
                    "paper",
                    ASKED,
                    stranger.pk,
                    ASKED,
                )


class TestDeclined:
    def decline(
        self, aid: Aid, grant: Grant, by: Staff, *, person: Person | None = None, **other: object
    ) -> None:
        said = {
            "area": grant.area_id,
            "household": grant.household_id,
            "person": person.pk if person else None,
            "item": aid.premium.item_id,
            "reason": "自己买",
            "recorded_by": by.pk,
            "on": ASKED,
            **other,
        }
        run(DECLINE, *said.values())

    @pytest.mark.parametrize("whose", ["family", "member"])
    def test_once_at_a_time(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, whose: str
    ) -> None:
        person = head if whose == "member" else None
        with scope.of(cast.caseworker):
            self.decline(aid, helped, cast.caseworker, person=person)

        with refused(cast.caseworker, "declined_once_at_a_time"):
            self.decline(aid, helped, cast.caseworker, person=person)
        with scope.of(cast.caseworker):
            run(LIFT, ASKED, cast.caseworker.pk)
            self.decline(aid, helped, cast.caseworker, person=person)

    def test_with_a_reason_by_a_member_in_ones_own_name(
        self, cast: Cast, aid: Aid, helped: Grant
    ) -> None:
        with scope.of(cast.caseworker):
            stranger = Person.objects.create(area_id=helped.area_id, is_named=False)

        with refused(cast.caseworker, "says_why"):
            self.decline(aid, helped, cast.caseworker, reason="")
        with refused(cast.caseworker, "an_aid_decline_is_of_a_member"):
            self.decline(aid, helped, cast.caseworker, person=stranger)
        with refused(cast.caseworker, "an_aid_decline_is_of_a_member"):
            self.decline(aid, helped, cast.caseworker, area="990121100201")
        with refused(cast.caseworker, "recorded_by_is_who_acts"):
            self.decline(aid, helped, cast.caseworker, recorded_by=cast.clerk.pk)

    def test_it_is_only_ever_lifted(self, cast: Cast, aid: Aid, helped: Grant) -> None:
        with scope.of(cast.caseworker):
            self.decline(aid, helped, cast.caseworker)

        with refused(cast.caseworker, "permission denied"):
            run("UPDATE applicants_aiddecline SET reason = 'x'")
        with refused(cast.caseworker, "permission denied"):
            run("DELETE FROM applicants_aiddecline")
        with refused(cast.caseworker, "lifted_by_is_who_acts"):
            run(LIFT, ASKED, cast.clerk.pk)
        for said in ((ASKED, None), (None, cast.caseworker.pk), (ASKED - DAY, cast.caseworker.pk)):
            with refused(cast.caseworker, r"says_by_whom_and_when|only_ever_lifted"):
                run(LIFT, *said)
        with scope.of(cast.caseworker):
            run(LIFT, ASKED, cast.caseworker.pk)
        with refused(cast.caseworker, "only_ever_lifted"):
            run(LIFT, None, None)


class TestActs:
    ACT = (
        "INSERT INTO applicants_referralact (area_code, terms_id, sent_count, sent_by_id, sent_on)"
        " VALUES (%s, %s, %s, %s, %s)"
    )

    def test_an_act_sends_something_in_ones_own_name(self, cast: Cast, aid: Aid) -> None:
        here = cast.clerk.posting.area_id

        with refused(cast.clerk, "an_act_sends_something"):
            run(self.ACT, here, aid.premium.pk, 0, cast.clerk.pk, ASKED)
        with refused(cast.clerk, "sent_by_is_who_acts"):
            run(self.ACT, here, aid.premium.pk, 1, cast.reviewer.pk, ASKED)
        with refused(cast.foreign_clerk, "row-level security"):
            run(self.ACT, here, aid.premium.pk, 1, cast.foreign_clerk.pk, ASKED)

    def test_an_act_is_written_once(self, cast: Cast, aid: Aid) -> None:
        with scope.of(cast.clerk):
            run(self.ACT, cast.clerk.posting.area_id, aid.premium.pk, 1, cast.clerk.pk, ASKED)

        for sql in (
            "UPDATE applicants_referralact SET sent_count = 2",
            "DELETE FROM applicants_referralact",
        ):
            with refused(cast.clerk, "permission denied"):
                run(sql)
