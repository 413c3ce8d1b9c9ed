"""Many referrals as one act: to whom it goes, once, and by whom."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants import aid_candidates
from applicants.actions import referral_acts as actions
from applicants.actions import referrals
from applicants.models import Grant, Person, Referral, ReferralAct
from applicants.models.referral import CloseReason
from dibao import jobs, scope
from dibao.errors import Refused
from dibao.models import AuditEvent, JobRun, Staff
from dibao.models.job import JobStatus
from dibao.paging import Cut
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import ASKED
from tests.referring import Aid
from tests.simultaneous import at_once

acts = by_their_actors(actions)


@pytest.fixture
def candidates(cast: Cast, aid: Aid, helped: Grant) -> list[aid_candidates.Candidate]:
    with scope.of(cast.clerk):
        area = cast.clerk.posting.area
        return list(aid_candidates.candidates(aid.premium, area, on=ASKED, cut=Cut(limit=100)))


def campaign(aid: Aid, by: Staff, places: Places, **said: object) -> ReferralAct:
    return acts.campaign(
        **{"item": aid.premium.item, "area": places.county, "by": by, "on": ASKED, **said}
    )


def sent(by: Staff) -> list[Referral]:
    with scope.of(by):
        return list(Referral.objects.order_by("pk"))


class TestCampaigns:
    def test_everybody_who_is_covered_is_asked_for(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        act = campaign(aid, cast.clerk, places)

        rows = sent(cast.clerk)
        with scope.of(cast.clerk):
            covered = set(helped.shares.values_list("person", flat=True))
        assert {row.person_id for row in rows} == covered
        assert (act.sent_count, act.value_limit) == (2, Decimal(40))
        assert {row.act_id for row in rows} == {act.pk}
        (event,) = AuditEvent.objects.filter(event__startswith="referral:")
        assert (event.event, event.after["referrals"]) == ("referral:sent_many", 2)

    def test_each_is_as_if_sent_alone(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, places: Places
    ) -> None:
        with scope.of(cast.caseworker):
            alone = referrals.send(
                item=aid.premium.item,
                household=helped.household,
                person=head,
                by=cast.caseworker,
                on=ASKED,
            )
        campaign(aid, cast.clerk, places)

        first, second = sent(cast.clerk)
        assert first == alone
        for column in ("terms_id", "item_id", "agency_id", "area_id", "household_id", "grant_id",
                       "benefit_class", "period", "quantity", "value_limit", "requested_on",
                       "answer_due", "status", "need"):  # fmt: skip
            assert getattr(first, column) == getattr(second, column), column

    def test_a_second_one_goes_to_who_is_new(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        campaign(aid, cast.clerk, places)

        with pytest.raises(Refused, match="没有可以转介的人"):
            campaign(aid, cast.clerk, places)

        first = sent(cast.clerk)[0]
        with scope.of(cast.caseworker):
            referrals.withdraw(
                referral=first,
                reason=CloseReason.NOT_WANTED,
                words="",
                by=cast.caseworker,
                on=ASKED,
            )
        assert campaign(aid, cast.clerk, places).sent_count == 1

    def test_nobody_without_consent(
        self, cast: Cast, aid: Aid, grant: Grant, places: Places
    ) -> None:
        with pytest.raises(Refused, match="同意书"):
            campaign(aid, cast.clerk, places)

        assert sent(cast.clerk) == []

    def test_a_households_benefit_goes_once_to_each(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        act = campaign(aid, cast.clerk, places, item=aid.house.item)

        assert act.sent_count == 1
        assert [row.person_id for row in sent(cast.clerk)] == [None]

    def test_not_in_another_county(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        with pytest.raises(Http404):
            campaign(aid, cast.foreign_clerk, places)
        with pytest.raises(Refused, match="没有可以转介的人"):
            campaign(aid, cast.foreign_clerk, places, area=places.other_county)

    def test_not_by_whoever_may_not(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        for stranger in (cast.reviewer, cast.caseworker, aid.insurers_clerk):
            with pytest.raises(PermissionDenied):
                campaign(aid, stranger, places)

    def test_a_worker_carries_it_out(
        self, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        job = acts.campaign_as_job(item=aid.premium.item, area=places.county, by=cast.clerk)
        jobs.drain()

        done = JobRun.objects.get(pk=job.pk)
        assert done.status == JobStatus.DONE
        assert "2件" in done.sentence

    def test_a_worker_tells_where_there_is_nobody(
        self, cast: Cast, aid: Aid, grant: Grant, places: Places
    ) -> None:
        job = acts.campaign_as_job(item=aid.premium.item, area=places.county, by=cast.clerk)
        jobs.drain()

        assert JobRun.objects.get(pk=job.pk).status == JobStatus.REFUSED

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_send_each_once(
        self, transactional_db: None, cast: Cast, aid: Aid, helped: Grant, places: Places
    ) -> None:
        answers = at_once(
            *[lambda by=by: campaign(aid, by, places) for by in (cast.clerk, cast.clerk)]
        )

        assert sorted(type(one).__name__ for one in answers) == ["ReferralAct", "Refused"]
        assert len(sent(cast.clerk)) == 2


class TestChosenOnes:
    def test_those_and_no_others(
        self, cast: Cast, aid: Aid, candidates: list[aid_candidates.Candidate]
    ) -> None:
        chosen = candidates[1]

        act = acts.send_many(
            item=aid.premium.item, turns=[chosen.turn], by=cast.caseworker, on=ASKED
        )

        assert act.sent_count == 1
        assert [row.person_id for row in sent(cast.caseworker)] == [chosen.person]

    def test_the_same_click_twice(
        self, cast: Cast, aid: Aid, candidates: list[aid_candidates.Candidate]
    ) -> None:
        turns = [one.turn for one in candidates]
        acts.send_many(item=aid.premium.item, turns=turns[:1], by=cast.caseworker, on=ASKED)

        with pytest.raises(Refused, match="1人已经转介过"):
            acts.send_many(item=aid.premium.item, turns=turns, by=cast.caseworker, on=ASKED)
        assert len(sent(cast.caseworker)) == 1

    def test_not_nobody(self, cast: Cast, aid: Aid, helped: Grant) -> None:
        with pytest.raises(Refused, match="没有选人"):
            acts.send_many(item=aid.premium.item, turns=[], by=cast.caseworker, on=ASKED)

    def test_not_another_townships(
        self, cast: Cast, aid: Aid, candidates: list[aid_candidates.Candidate]
    ) -> None:
        turns = [one.turn for one in candidates]

        for stranger in (cast.neighbour, cast.foreign_clerk):
            with pytest.raises(Refused, match="2人"):
                acts.send_many(item=aid.premium.item, turns=turns, by=stranger, on=ASKED)

    def test_not_without_consent(self, cast: Cast, aid: Aid, grant: Grant) -> None:
        with scope.of(cast.caseworker):
            shares = list(grant.shares.values_list("pk", flat=True))

        with pytest.raises(Refused, match="没有签同意书"):
            acts.send_many(item=aid.premium.item, turns=shares, by=cast.caseworker, on=ASKED)

    def test_not_by_whoever_may_not(
        self, cast: Cast, aid: Aid, candidates: list[aid_candidates.Candidate]
    ) -> None:
        for stranger in (cast.finance, aid.insurers_clerk):
            with pytest.raises(PermissionDenied):
                acts.send_many(
                    item=aid.premium.item, turns=[candidates[0].turn], by=stranger, on=ASKED
                )
