"""A referral from the township to the agency and back: sent, answered, passed on, delivered in parts, taken back."""

from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from pytest_django import Settings

from applicants.actions import referrals as actions
from applicants.eligibility.aid import MemberConditions
from applicants.models import AidDecline, Grant, Household, Person, Referral
from applicants.models.referral import CloseReason, CostBearer
from applicants.workflow import ReferralStatus as S
from dibao import scope
from dibao.errors import Refused
from dibao.models import AuditEvent, Staff
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests import changes
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_terms
from tests.referring import Aid

referrals = by_their_actors(actions)
DAY = timedelta(days=1)
LATER = ASKED + 3 * DAY


@pytest.fixture
def family(cast: Cast, helped: Grant) -> Household:
    with scope.of(cast.caseworker):
        return helped.household


@pytest.fixture
def accepted(aid: Aid, referral: Referral) -> Referral:
    return referrals.accept(referral=referral, by=aid.insurers_clerk, on=ASKED)


def events(by: Staff) -> list[str]:
    rows = AuditEvent.objects.filter(event__startswith="referral:", staff_key=by.pk)
    return list(rows.order_by("pk").values_list("event", flat=True))


def deliver(referral: Referral, by: Staff, **said: object) -> object:
    return referrals.deliver(
        **{
            "referral": referral,
            "quantity": Decimal(2),
            "value": Decimal(20),
            "delivered_on": ASKED,
            "cost_bearer": CostBearer.COUNTY,
            "by": by,
            "on": ASKED,
            **said,
        }
    )


class TestSending:
    def send(self, aid: Aid, family: Household, by: Staff, **said: object) -> Referral:
        return referrals.send(
            **{"item": aid.premium.item, "household": family, "by": by, "on": ASKED, **said}
        )

    def test_a_member_is_asked_for(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        sent = self.send(aid, family, cast.caseworker, person=head, need="冬天以前")

        assert (sent.status, sent.agency, sent.person_id) == (S.REQUESTED, aid.insurer, head.pk)
        assert (sent.quantity, sent.value_limit) == (Decimal(2), Decimal(20))
        assert sent.answer_due == ASKED + 10 * DAY
        assert events(cast.caseworker) == ["referral:sent"]

    def test_a_household_is_asked_for(self, cast: Cast, aid: Aid, family: Household) -> None:
        sent = self.send(aid, family, cast.township_head, item=aid.house.item)

        assert (sent.person_id, sent.period) == (None, date.min)

    def test_the_same_click_twice(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        self.send(aid, family, cast.caseworker, person=head)

        with pytest.raises(Refused, match="已经转介过"):
            self.send(aid, family, cast.caseworker, person=head)

    def test_not_without_consent(self, cast: Cast, aid: Aid, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            family, head = grant.household, grant.household.head

        with pytest.raises(Refused, match="同意书"):
            self.send(aid, family, cast.caseworker, person=head)

    def test_not_what_was_declined(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        with scope.of(cast.caseworker):
            AidDecline.objects.create(
                area_id=family.area_id,
                household=family,
                item=aid.premium.item,
                reason="自己买",
                recorded_by=cast.caseworker,
                recorded_on=ASKED,
            )

        with pytest.raises(Refused, match="不需要"):
            self.send(aid, family, cast.caseworker, person=head)

    def test_not_whoever_does_not_qualify(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        item = make_item(aid.insurer, "old", "高龄")
        make_terms(item, member=MemberConditions(age_from=100))

        with pytest.raises(Refused, match="年龄"):
            self.send(aid, family, cast.caseworker, person=head, item=item)

    @pytest.mark.parametrize("quantity", ["0", "-1", "2.01"])
    def test_not_more_than_is_usual(
        self, cast: Cast, aid: Aid, family: Household, head: Person, quantity: str
    ) -> None:
        with pytest.raises(Refused, match="最多2份"):
            self.send(aid, family, cast.caseworker, person=head, quantity=Decimal(quantity))

    def test_not_before_or_after_its_terms(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        item = make_item(aid.insurer, "later", "以后")
        make_terms(item, first_day=LATER)

        with pytest.raises(Refused, match="现在不办理"):
            self.send(aid, family, cast.caseworker, person=head, item=item)

    def test_not_by_an_agency_that_left(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        aid.insurer.is_active = False
        aid.insurer.save()

        with pytest.raises(Refused, match="现在不办理"):
            self.send(aid, family, cast.caseworker, person=head)

    def test_not_another_townships_family(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        for stranger in (cast.neighbour, cast.foreign_caseworker):
            with pytest.raises(ObjectDoesNotExist):
                self.send(aid, family, stranger, person=head)

    def test_not_by_whoever_may_not(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        for stranger in (cast.finance, cast.inspector, aid.insurers_clerk):
            with pytest.raises(PermissionDenied):
                self.send(aid, family, stranger, person=head)

    @pytest.mark.django_db(transaction=True)
    def test_whoever_had_it_where_they_lived_before_is_told(
        self,
        as_owner: psycopg.Connection,
        cast: Cast,
        aid: Aid,
        family: Household,
        head: Person,
        referral: Referral,
    ) -> None:
        """Whoever moves gets another row, so the first one's is made somebody else's here."""
        with scope.of(cast.caseworker):
            wife = Person.objects.exclude(pk=head.pk).get()
        as_owner.execute("ALTER TABLE applicants_referral DISABLE TRIGGER USER")
        as_owner.execute("UPDATE applicants_referral SET person_id = %s", [wife.pk])
        as_owner.execute("ALTER TABLE applicants_referral ENABLE TRIGGER USER")

        with pytest.raises(Refused, match="在别处"):
            self.send(aid, family, cast.caseworker, person=head)


class TestAnswering:
    def test_the_agency_accepts(self, aid: Aid, referral: Referral) -> None:
        one = referrals.accept(referral=referral, by=aid.insurers_clerk, on=ASKED)

        assert (one.status, one.delivery_due) == (S.ACCEPTED, ASKED + 30 * DAY)
        assert events(aid.insurers_clerk) == ["referral:accepted"]

    def test_whoever_is_covered_no_more_is_not_accepted(
        self, cast: Cast, aid: Aid, without_hearing: None, helped: Grant, referral: Referral
    ) -> None:
        september = BenefitMonth.of(changes.SETTLED)
        changes.ended(helped, cast, on=changes.SETTLED, last_month=september)

        with pytest.raises(Refused, match="不享受低保"):
            referrals.accept(
                referral=referral, by=aid.insurers_clerk, on=september.next().first_day
            )

    def test_the_agency_refuses_with_a_reason(self, aid: Aid, referral: Referral) -> None:
        one = referrals.refuse(
            referral=referral,
            reason=CloseReason.NO_QUOTA,
            words="",
            by=aid.insurers_clerk,
            on=ASKED,
        )

        assert (one.status, one.close_reason) == (S.REFUSED, CloseReason.NO_QUOTA)
        assert one.seen_until == ASKED + 30 * DAY

    @pytest.mark.parametrize(
        ("reason", "words"),
        [(CloseReason.OTHER, ""), (CloseReason.COVER_ENDED, "x"), (CloseReason.NOT_OURS, "x")],
    )
    def test_a_reason_is_one_of_an_agencys(
        self, aid: Aid, referral: Referral, reason: CloseReason, words: str
    ) -> None:
        with pytest.raises(Refused, match="原因"):
            referrals.refuse(
                referral=referral, reason=reason, words=words, by=aid.insurers_clerk, on=ASKED
            )

    def test_nobody_else_answers(self, cast: Cast, aid: Aid, referral: Referral) -> None:
        with pytest.raises(PermissionDenied):
            referrals.accept(referral=referral, by=cast.caseworker, on=ASKED)
        for stranger in (aid.builders_clerk, aid.foreign_insurer):
            with pytest.raises(ObjectDoesNotExist):
                referrals.accept(referral=referral, by=stranger, on=ASKED)
            with pytest.raises(ObjectDoesNotExist):
                deliver(referral, stranger)
            with pytest.raises(ObjectDoesNotExist):
                referrals.refuse(
                    referral=referral, reason=CloseReason.NO_QUOTA, words="", by=stranger, on=ASKED
                )

    def test_the_same_click_twice(self, aid: Aid, accepted: Referral) -> None:
        with pytest.raises(MoveRefused, match="办理中"):
            referrals.accept(referral=accepted, by=aid.insurers_clerk, on=ASKED)

    def test_a_closed_one_is_answered_no_more(self, aid: Aid, accepted: Referral) -> None:
        deliver(accepted, aid.insurers_clerk)

        for press in (
            lambda: deliver(accepted, aid.insurers_clerk),
            lambda: referrals.refuse(
                referral=accepted,
                reason=CloseReason.NO_QUOTA,
                words="",
                by=aid.insurers_clerk,
                on=ASKED,
            ),
            lambda: referrals.redirect(
                referral=accepted, to=aid.house.item, words="", by=aid.insurers_clerk, on=ASKED
            ),
        ):
            with pytest.raises(MoveRefused, match="已办结"):
                press()


class TestDelivering:
    def test_in_two_parts(self, aid: Aid, accepted: Referral) -> None:
        half = {"quantity": Decimal(1), "value": Decimal(10)}
        deliver(accepted, aid.insurers_clerk, **half, is_last=False)
        with scope.of(aid.insurers_clerk):
            assert Referral.objects.get().status == S.ACCEPTED

        deliver(accepted, aid.insurers_clerk, **half)

        with scope.of(aid.insurers_clerk):
            one = Referral.objects.get()
        assert (one.status, one.delivered_parts, one.delivered_value) == (S.DELIVERED, 2, 20)
        assert events(aid.insurers_clerk)[1:] == ["referral:delivered", "referral:delivered"]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"quantity": Decimal("2.01")}, "最多还能办2份"),
            ({"quantity": Decimal(0)}, "数量大于0"),
            ({"value": Decimal("20.01")}, "最多还能办20.00元"),
            ({"value": Decimal(-1)}, "最多还能办20.00元"),
            ({"delivered_on": ASKED - DAY}, "办理日期"),
            ({"delivered_on": ASKED + DAY}, "办理日期"),
        ],
    )
    def test_not_too_much_and_not_another_day(
        self, aid: Aid, accepted: Referral, said: dict[str, object], words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            deliver(accepted, aid.insurers_clerk, **said)
        with scope.of(aid.insurers_clerk):
            assert Referral.objects.get().delivered_parts == 0

    def test_the_rest_is_what_is_left(self, aid: Aid, accepted: Referral) -> None:
        half = {"quantity": Decimal("1.5"), "value": Decimal(15)}
        deliver(accepted, aid.insurers_clerk, **half, is_last=False)

        with pytest.raises(Refused, match=r"最多还能办0\.5份"):
            deliver(accepted, aid.insurers_clerk, quantity=Decimal(1), value=Decimal(5))
        with pytest.raises(Refused, match=r"最多还能办5\.00元"):
            deliver(accepted, aid.insurers_clerk, quantity=Decimal("0.5"), value=Decimal(6))

    def test_a_part_leaves_something_for_the_next(self, aid: Aid, accepted: Referral) -> None:
        with pytest.raises(Refused, match="本次数量少填一些"):
            deliver(accepted, aid.insurers_clerk, is_last=False)
        with scope.of(aid.insurers_clerk):
            assert Referral.objects.get().delivered_parts == 0

        deliver(accepted, aid.insurers_clerk, quantity=Decimal("0.01"), is_last=False)
        rest = {"quantity": Decimal("1.99"), "value": Decimal(0)}
        with pytest.raises(Refused, match="本次数量少填一些"):
            deliver(accepted, aid.insurers_clerk, **rest, is_last=False)

    def test_no_money_where_the_benefit_is_none(
        self, cast: Cast, aid: Aid, family: Household, head: Person
    ) -> None:
        one = referrals.send(
            item=aid.device.item, household=family, person=head, by=cast.caseworker, on=ASKED
        )
        referrals.accept(referral=one, by=aid.insurers_clerk, on=ASKED)

        with pytest.raises(Refused, match="不涉及金额"):
            deliver(one, aid.insurers_clerk, value=Decimal(1))

    def test_not_before_it_is_accepted(self, aid: Aid, referral: Referral) -> None:
        with pytest.raises(MoveRefused, match="待答复"):
            deliver(referral, aid.insurers_clerk)

    def test_what_was_given_in_part_counts_though_no_more_was(
        self, cast: Cast, aid: Aid, family: Household, head: Person, accepted: Referral
    ) -> None:
        part = {"quantity": Decimal(1), "value": Decimal(15)}
        deliver(accepted, aid.insurers_clerk, **part, is_last=False)
        referrals.refuse(
            referral=accepted,
            reason=CloseReason.NO_QUOTA,
            words="",
            by=aid.insurers_clerk,
            on=ASKED,
        )

        with pytest.raises(Refused, match="已经得到过"):
            referrals.send(
                item=aid.premium.item, household=family, person=head, by=cast.caseworker, on=ASKED
            )


class TestPassingOn:
    def redirect(self, aid: Aid, referral: Referral, by: Staff, **said: object) -> Referral:
        return referrals.redirect(
            **{
                "referral": referral,
                "to": aid.house.item,
                "words": "归住建局办",
                "by": by,
                "on": LATER,
                **said,
            }
        )

    @pytest.fixture(autouse=True)
    def later(self, referral: Referral, settings: Settings) -> None:
        settings.BUSINESS_DATE = LATER

    def test_to_the_agency_of_another_benefit(self, aid: Aid, referral: Referral) -> None:
        made = self.redirect(aid, referral, aid.insurers_clerk)

        with scope.of(aid.builders_clerk):
            one = Referral.objects.get()
        assert one == made
        assert (one.status, one.redirected_from_id) == (S.REQUESTED, referral.pk)
        assert (one.requested_on, one.value_limit) == (LATER, Decimal(5000))
        with scope.of(aid.insurers_clerk):
            assert Referral.objects.get().status == S.REDIRECTED
        assert events(aid.insurers_clerk) == ["referral:sent", "referral:redirected"]

    def test_the_other_agency_delivers(self, aid: Aid, referral: Referral) -> None:
        made = self.redirect(aid, referral, aid.insurers_clerk)
        referrals.accept(referral=made, by=aid.builders_clerk, on=LATER)

        deliver(made, aid.builders_clerk, value=Decimal(4000), delivered_on=LATER, on=LATER)

        with scope.of(aid.builders_clerk):
            assert Referral.objects.get().status == S.DELIVERED

    def test_not_to_oneself(self, aid: Aid, referral: Referral) -> None:
        with pytest.raises(Refused, match="本单位"):
            self.redirect(aid, referral, aid.insurers_clerk, to=aid.device.item)

    def test_not_for_nobody_where_the_other_benefit_is_a_members(
        self, cast: Cast, aid: Aid, family: Household
    ) -> None:
        one = referrals.send(item=aid.house.item, household=family, by=cast.caseworker, on=ASKED)

        with pytest.raises(Refused, match="没有指明是谁"):
            self.redirect(aid, one, aid.builders_clerk, to=aid.device.item)

    def test_an_agency_is_not_told_why_a_family_does_not_qualify(
        self, aid: Aid, referral: Referral
    ) -> None:
        item = make_item(aid.builder, "old", "高龄")
        make_terms(item, member=MemberConditions(age_from=100))

        with pytest.raises(Refused) as refused:
            self.redirect(aid, referral, aid.insurers_clerk, to=item)
        assert "年龄" not in refused.value.message
        with scope.of(aid.insurers_clerk):
            assert Referral.objects.get().status == S.REQUESTED

    def test_not_by_anybody_else(self, cast: Cast, aid: Aid, referral: Referral) -> None:
        for stranger in (aid.builders_clerk, aid.foreign_insurer):
            with pytest.raises(ObjectDoesNotExist):
                self.redirect(aid, referral, stranger, to=aid.premium.item)
        with pytest.raises(PermissionDenied):
            self.redirect(aid, referral, cast.caseworker)

    def test_once_it_is_accepted_it_stays(self, aid: Aid, referral: Referral) -> None:
        referrals.accept(referral=referral, by=aid.insurers_clerk, on=LATER)

        with pytest.raises(MoveRefused, match="办理中"):
            self.redirect(aid, referral, aid.insurers_clerk)

    def test_the_village_is_lent_for_that_alone(self, aid: Aid, referral: Referral) -> None:
        self.redirect(aid, referral, aid.insurers_clerk)

        with scope.of(aid.insurers_clerk):
            assert Household.objects.count() == Person.objects.count() == 0


class TestTakingBack:
    def withdraw(self, referral: Referral, by: Staff, **said: object) -> Referral:
        return referrals.withdraw(
            **{
                "referral": referral,
                "reason": CloseReason.NOT_WANTED,
                "words": "",
                "by": by,
                "on": ASKED,
                **said,
            }
        )

    def test_the_township_takes_it_back(self, cast: Cast, referral: Referral) -> None:
        one = self.withdraw(referral, cast.township_head)

        assert (one.status, one.close_reason) == (S.WITHDRAWN, CloseReason.NOT_WANTED)
        assert events(cast.township_head) == ["referral:withdrawn"]

    def test_also_what_was_accepted(self, cast: Cast, accepted: Referral) -> None:
        assert self.withdraw(accepted, cast.caseworker).status == S.WITHDRAWN

    def test_once(self, cast: Cast, referral: Referral) -> None:
        self.withdraw(referral, cast.caseworker)

        with pytest.raises(MoveRefused, match="已撤回"):
            self.withdraw(referral, cast.caseworker)

    def test_with_a_reason_of_its_own(self, cast: Cast, referral: Referral) -> None:
        for reason in (CloseReason.NO_QUOTA, CloseReason.OTHER):
            with pytest.raises(Refused, match="原因"):
                self.withdraw(referral, cast.caseworker, reason=reason)

    def test_not_another_townships(self, cast: Cast, referral: Referral) -> None:
        for stranger in (cast.neighbour, cast.foreign_clerk):
            with pytest.raises(ObjectDoesNotExist):
                self.withdraw(referral, stranger)

    def test_not_by_whoever_may_not(self, cast: Cast, aid: Aid, referral: Referral) -> None:
        for stranger in (aid.insurers_clerk, cast.finance):
            with pytest.raises(PermissionDenied):
                self.withdraw(referral, stranger)

    def test_it_may_be_asked_for_again(
        self, cast: Cast, aid: Aid, family: Household, head: Person, referral: Referral
    ) -> None:
        self.withdraw(referral, cast.caseworker)

        assert referrals.send(
            item=aid.premium.item, household=family, person=head, by=cast.caseworker, on=ASKED
        ).is_open
