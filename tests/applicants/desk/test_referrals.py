"""Referrals at the desk: sent from the family's page and from lists, followed, taken back, sent for a whole county."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from applicants.actions import referrals
from applicants.models import Grant, Person, Referral, ReferralAct
from applicants.models.referral import CloseReason, CostBearer
from applicants.workflow import ReferralStatus as S
from dibao import jobs, scope
from dibao.models import ReadLog, Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import ASKED
from tests.referring import Aid

AtDesk = Callable[[Staff], Desk]
DAY = timedelta(days=1)
PREMIUM = "a-premium"


@pytest.fixture
def family(today: Callable[..., None], helped: Grant) -> Grant:
    """In benefit, agreed, on the day when it is helped."""
    today(ASKED)
    return helped


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


def sent(by: Staff) -> list[Referral]:
    with scope.of(by):
        return list(Referral.objects.order_by("pk"))


class TestSending:
    def send(self, desk: Desk, family: Grant, **said: object) -> str:
        typed = {"quantity": "2", "need": "", **said}
        return desk.sends("applicants:referral_new", family.household_id, PREMIUM, **typed)

    def test_the_familys_page_leads_there(self, desk: Desk, aid: Aid, family: Grant) -> None:
        page = desk.opens("applicants:household", family.household_id).text

        assert f"/households/{family.household_id}/aid/{PREMIUM}/send/" in page

    def test_not_before_the_family_agreed(
        self, desk: Desk, today: Callable[..., None], aid: Aid, grant: Grant
    ) -> None:
        today(ASKED)

        household = desk.opens("applicants:household", grant.household_id).text
        page = desk.opens("applicants:referral_new", grant.household_id, PREMIUM).text

        assert f"/aid/{PREMIUM}/send/" not in household
        assert "还没有签转介同意书" in page

    def test_both_members_are_offered_and_the_agencys_fields_named(
        self, desk: Desk, aid: Aid, family: Grant
    ) -> None:
        page = desk.opens("applicants:referral_new", family.household_id, PREMIUM).text

        assert page.count('name="people"') == 2
        assert "身份证号" in page
        assert "测试医保局" in page

    def test_one_is_sent(self, desk: Desk, aid: Aid, family: Grant, head: Person) -> None:
        answer = self.send(desk, family, people=[head.pk], need="腿脚不便")

        assert answer.status_code == 302
        (one,) = sent(desk.staff)
        assert (one.person_id, one.need, one.status) == (head.pk, "腿脚不便", S.REQUESTED)
        assert "看进度" in desk.opens("applicants:household", family.household_id).text

    def test_the_same_click_twice_is_one(
        self, desk: Desk, aid: Aid, family: Grant, head: Person
    ) -> None:
        key = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
        for _press in range(2):
            assert self.send(desk, family, people=[head.pk], key=key).status_code == 302

        assert len(sent(desk.staff)) == 1

    def test_more_than_is_usual_comes_back_with_the_sentence(
        self, desk: Desk, aid: Aid, family: Grant, head: Person
    ) -> None:
        answer = self.send(desk, family, people=[head.pk], quantity="3")

        assert "数量大于0，最多2份。" in answer.text
        assert sent(desk.staff) == []

    def test_in_english_a_unit_stands_apart_from_its_number(
        self, desk: Desk, aid: Aid, family: Grant, head: Person
    ) -> None:
        desk.client.cookies["django_language"] = "en"

        page = desk.opens("applicants:referral_new", family.household_id, PREMIUM).text
        refused = self.send(desk, family, people=[head.pk], quantity="3").text

        assert "2 portions" in page
        assert "2portions" not in page
        assert "at most 2 portions" in refused

    def test_nobody_chosen_comes_back(self, desk: Desk, aid: Aid, family: Grant) -> None:
        assert "给谁" in self.send(desk, family).text
        assert sent(desk.staff) == []

    def test_whoever_has_it_is_not_offered(
        self, desk: Desk, aid: Aid, family: Grant, head: Person, referral: Referral
    ) -> None:
        page = desk.opens("applicants:referral_new", family.household_id, PREMIUM).text

        assert page.count('name="people"') == 1
        assert str(head.pk) not in page

    def test_a_households_benefit_asks_for_nobody(
        self, desk: Desk, aid: Aid, family: Grant
    ) -> None:
        desk.sends("applicants:referral_new", family.household_id, "a-house", quantity="1", need="")

        (one,) = sent(desk.staff)
        assert one.person_id is None

    def test_another_township_finds_no_family(
        self, at_desk: AtDesk, cast: Cast, aid: Aid, family: Grant
    ) -> None:
        for stranger in (cast.neighbour, cast.foreign_caseworker):
            answer = at_desk(stranger).opens(
                "applicants:referral_new", family.household_id, PREMIUM
            )
            assert answer.status_code == 404

    def test_the_list_sends_who_is_ticked(
        self, desk: Desk, aid: Aid, family: Grant, head: Person
    ) -> None:
        with scope.of(desk.staff):
            share = family.shares.get(person=head)
        assert f'value="{share.pk}"' in desk.opens("applicants:aid_candidates", PREMIUM).text

        answer = desk.sends("applicants:referral_send_many", PREMIUM, turn=[share.pk])

        assert answer.status_code == 302
        assert [one.person_id for one in sent(desk.staff)] == [head.pk]

    def test_nobody_ticked_is_told(self, desk: Desk, aid: Aid, family: Grant) -> None:
        desk.sends("applicants:referral_send_many", PREMIUM)

        assert "没有选人" in desk.opens("applicants:aid_candidates", PREMIUM).text


class TestFollowing:
    def test_the_list_tells_how_far_each_is(
        self, desk: Desk, family: Grant, head: Person, referral: Referral
    ) -> None:
        page = desk.opens("applicants:referrals").text

        assert head.name in page
        assert "待答复" in page
        assert ReadLog.objects.filter(staff_key=desk.staff.pk, subject="转介").exists()

    def test_what_is_late_stands_first(
        self,
        desk: Desk,
        aid: Aid,
        family: Grant,
        referral: Referral,
        today: Callable[..., None],
    ) -> None:
        desk.sends("applicants:referral_new", family.household_id, "a-house", quantity="1", need="")
        today(referral.answer_due + DAY)

        page = desk.opens("applicants:referrals").text
        late = desk.opens("applicants:referrals", status="late").text

        assert "答复超期" in late
        assert page.index("测试修房") < page.index("测试参保资助") or "测试修房" in late

    @pytest.mark.parametrize(
        ("asked", "is_there"),
        [
            ({"status": "open"}, True),
            ({"status": "requested"}, True),
            ({"status": "late"}, False),
            ({"status": "delivered"}, False),
            ({"status": "came_back"}, False),
        ],
    )
    def test_the_list_is_filtered_by_state(
        self, desk: Desk, family: Grant, referral: Referral, asked: dict[str, str], is_there: bool
    ) -> None:
        page = desk.opens("applicants:referrals", **asked).text

        assert (f"/referrals/{referral.pk}/" in page) is is_there

    def test_and_by_agency_and_benefit(
        self, desk: Desk, aid: Aid, family: Grant, referral: Referral
    ) -> None:
        for asked, is_there in (
            ({"agency": aid.insurer.pk}, True),
            ({"agency": aid.builder.pk}, False),
            ({"item": aid.premium.item_id}, True),
            ({"item": aid.house.item_id}, False),
        ):
            page = desk.opens("applicants:referrals", **asked).text
            assert (f"/referrals/{referral.pk}/" in page) is is_there

    def test_a_page_tells_what_was_given(
        self, desk: Desk, aid: Aid, family: Grant, referral: Referral
    ) -> None:
        with scope.of(aid.insurers_clerk):
            referrals.accept(referral=referral, by=aid.insurers_clerk, on=ASKED)
            for is_last in (False, True):
                referrals.deliver(
                    referral=referral,
                    quantity=Decimal(1),
                    value=Decimal(10),
                    delivered_on=ASKED,
                    cost_bearer=CostBearer.COUNTY,
                    by=aid.insurers_clerk,
                    on=ASKED,
                    is_last=is_last,
                )

        page = desk.opens("applicants:referral", referral.pk).text

        assert "办完：2份，20.00元" in page
        assert page.count("县级") >= 2
        assert "撤回" not in page

    def test_a_page_leads_to_where_it_was_passed_on(
        self, desk: Desk, aid: Aid, family: Grant, referral: Referral
    ) -> None:
        with scope.of(aid.insurers_clerk):
            made = referrals.redirect(
                referral=referral,
                to=aid.house.item,
                words="不是看病的事",
                by=aid.insurers_clerk,
                on=ASKED,
            )

        first = desk.opens("applicants:referral", referral.pk).text
        second = desk.opens("applicants:referral", made.pk).text

        assert f"/referrals/{made.pk}/" in first
        assert f"/referrals/{referral.pk}/" in second
        assert "不是看病的事" in first
        assert "不是看病的事" in second
        # What was a member's is the household's now.
        assert "全家" in second
        assert "全家" not in first

    def test_a_look_leaves_a_trace(self, desk: Desk, family: Grant, referral: Referral) -> None:
        desk.opens("applicants:referral", referral.pk)

        look = ReadLog.objects.latest("pk")
        assert (look.household_key, look.staff_key) == (family.household_id, desk.staff.pk)

    def test_nobody_elses(
        self, at_desk: AtDesk, cast: Cast, family: Grant, referral: Referral
    ) -> None:
        for stranger in (cast.neighbour, cast.foreign_clerk):
            answer = at_desk(stranger).opens("applicants:referral", referral.pk)
            assert answer.status_code == 404


class TestTakingBack:
    def test_with_a_reason(self, desk: Desk, family: Grant, referral: Referral) -> None:
        desk.sends(
            "applicants:referral_withdraw", referral.pk, reason="not_wanted", words="自己买了"
        )

        (one,) = sent(desk.staff)
        assert (one.status, one.close_words) == (S.WITHDRAWN, "自己买了")
        assert "自己买了" in desk.opens("applicants:referral", referral.pk).text

    def test_another_reason_wants_words(
        self, desk: Desk, family: Grant, referral: Referral
    ) -> None:
        answer = desk.sends("applicants:referral_withdraw", referral.pk, reason="other", words="")

        assert "写明是什么原因" in answer.text
        assert sent(desk.staff)[0].is_open

    def test_once(self, desk: Desk, family: Grant, referral: Referral) -> None:
        said = {"reason": "not_wanted", "words": ""}
        desk.sends("applicants:referral_withdraw", referral.pk, **said)

        assert "已撤回" in desk.sends("applicants:referral_withdraw", referral.pk, **said).text


class TestWhatCameBack:
    @pytest.fixture
    def refused(self, aid: Aid, family: Grant, referral: Referral) -> Referral:
        with scope.of(aid.insurers_clerk):
            return referrals.refuse(
                referral=referral,
                reason=CloseReason.NO_QUOTA,
                words="",
                by=aid.insurers_clerk,
                on=ASKED,
            )

    def test_it_waits_on_the_first_page(self, desk: Desk, refused: Referral) -> None:
        assert "没有办成的转介" in desk.opens("home").text
        assert f"/referrals/{refused.pk}/" in desk.opens("home").text

    def test_until_it_is_asked_for_again(
        self, desk: Desk, family: Grant, head: Person, refused: Referral
    ) -> None:
        said = {"people": [head.pk], "quantity": "2", "need": ""}
        desk.sends("applicants:referral_new", family.household_id, PREMIUM, **said)

        assert f"/referrals/{refused.pk}/" not in desk.opens("home").text

    def test_for_a_month(self, desk: Desk, refused: Referral, today: Callable[..., None]) -> None:
        today(ASKED + 31 * DAY)

        assert f"/referrals/{refused.pk}/" not in desk.opens("home").text


class TestCampaigns:
    @pytest.fixture
    def clerk(self, at_desk: AtDesk, cast: Cast) -> Desk:
        return at_desk(cast.clerk)

    def test_the_preview_counts_by_township(self, clerk: Desk, aid: Aid, family: Grant) -> None:
        page = clerk.opens("applicants:campaign", PREMIUM).text

        assert "柳湾镇" in page
        assert "转介2件" in page
        assert "40.00" in page

    def test_whoever_did_not_consent_is_counted_apart(
        self, clerk: Desk, today: Callable[..., None], aid: Aid, grant: Grant
    ) -> None:
        today(ASKED)

        page = clerk.opens("applicants:campaign", PREMIUM).text

        assert "确认，批量转介" not in page

    def test_a_worker_sends_it(self, clerk: Desk, cast: Cast, aid: Aid, family: Grant) -> None:
        answer = clerk.sends("applicants:campaign", PREMIUM)
        assert answer.status_code == 302
        assert sent(cast.clerk) == []

        jobs.drain()

        assert len(sent(cast.clerk)) == 2
        with scope.of(cast.clerk):
            assert ReferralAct.objects.get().sent_count == 2
        assert "测试参保资助" in clerk.opens("applicants:campaigns").text

    def test_the_township_has_no_such_page(self, desk: Desk, aid: Aid, family: Grant) -> None:
        assert desk.opens("applicants:campaign", PREMIUM).status_code == 403
        assert desk.opens("applicants:campaigns").status_code == 403
