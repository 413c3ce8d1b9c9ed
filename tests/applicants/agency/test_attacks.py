"""An agency's people who try for more than they may have: after they left, after the family left, twice, too long."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from applicants.actions import aid_consents, referral_sheets, referrals
from applicants.models.aid_consent import AidConsent
from applicants.models.grant import Grant
from applicants.models.referral import CloseReason, CostBearer, Referral, ReferralPart
from applicants.models.referral_sheet import ReferralSheet
from dibao import scope
from dibao.models.staff import Staff
from tests.acting import by_their_actors
from tests.applicants.agency.test_sheets import Book, brought, handed_out
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_referral
from tests.referring import Aid

AtWindow = Callable[[Staff], Desk]
consents = by_their_actors(aid_consents)
answers = by_their_actors(referrals)
SECRET = "怕病情传出去"


def give_one(referral: Referral, by: Staff) -> None:
    referrals.deliver(
        referral=Referral.objects.get(pk=referral.pk),
        quantity=Decimal(1),
        value=Decimal(10),
        delivered_on=ASKED,
        cost_bearer=CostBearer.COUNTY,
        is_last=False,
        by=by,
        on=ASKED,
    )


def key_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def take_back_consent(cast: Cast) -> None:
    with scope.of(cast.caseworker):
        consent = AidConsent.objects.get()
    consents.withdraw(consent=consent, reason=SECRET, by=cast.caseworker, on=ASKED)


def test_an_agency_that_left_the_platform_sees_nothing_more(
    aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    aid.insurer.is_active = False
    aid.insurer.save()

    answer = at_window(aid.insurers_clerk).opens("applicants:agency_referral", referral.pk)

    assert answer.status_code == 302
    assert "/posting" in answer["Location"]


def test_why_a_family_took_its_consent_back_is_not_told(
    cast: Cast, aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    take_back_consent(cast)

    page = at_window(aid.insurers_clerk).opens("applicants:agency_referral", referral.pk)

    assert "撤回了同意" in page.content.decode()
    assert SECRET not in page.content.decode()


def test_nor_why_it_does_not_want_the_benefit(cast: Cast, aid: Aid, referral: Referral) -> None:
    with scope.of(cast.caseworker):
        family = referral.household
    consents.decline(
        household=family, item=aid.premium.item, reason=SECRET, by=cast.caseworker, on=ASKED
    )

    with scope.of(aid.insurers_clerk):
        closed = Referral.objects.get()
    assert (closed.close_reason, closed.close_words) == (CloseReason.NOT_WANTED, "")


def test_what_a_township_wrote_of_the_need_goes_with_the_consent(
    cast: Cast, aid: Aid, helped: Grant, at_window: AtWindow
) -> None:
    with scope.of(cast.caseworker):
        head = helped.household.head
    asked = make_referral(aid.device, helped, cast.caseworker, person=head, need="左腿假肢")
    window = at_window(aid.insurers_clerk)
    assert "左腿假肢" in window.opens("applicants:agency_referral", asked.pk).content.decode()
    take_back_consent(cast)

    page = window.opens("applicants:agency_referral", asked.pk)
    inbox = window.opens("applicants:agency_inbox", **{"in": "closed"})

    assert page.status_code == inbox.status_code == 200
    assert str(asked.pk) in inbox.content.decode()
    for answer in (page, inbox):
        assert "左腿假肢" not in answer.content.decode()


class TestWorkbooks:
    def part(self, book: Book) -> Book:
        return book.writes(
            2,
            答复="办了一部分",
            本次数量="1",
            办理日期="2026-08-10",
            费用由谁承担="县级",
            **{"本次金额（元）": "10"},
        )

    def test_a_part_that_was_given_while_the_rows_were_entered_is_not_given_twice(
        self,
        aid: Aid,
        referral: Referral,
        at_window: AtWindow,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Two workbooks at once, or a workbook and a page: the other one comes in between reading and entering."""
        by = aid.insurers_clerk
        answers.accept(referral=referral, by=by, on=ASKED)
        window = at_window(by)
        key = key_of(brought(window, self.part(handed_out(window))))
        read = referral_sheets.read

        def read_too_early(*args: object, **said: object) -> referral_sheets.Reading:
            reading = read(*args, **said)
            give_one(referral, by)
            return reading

        monkeypatch.setattr(referral_sheets, "read", read_too_early)
        with scope.of(by):
            sheet = ReferralSheet.objects.get(pk=key)
            taken = referral_sheets.take(sheet=sheet, by=by, on=ASKED)

            assert ReferralPart.objects.filter(referral=referral).count() == 1
        assert taken.delivered_count == 0
        assert "第2行" in taken.left_out

    @pytest.mark.parametrize(
        ("cells", "most"),
        [
            ({"答复": "不能办理", "不能办理的原因": "联系不上本人", "补充说明": "字" * 201}, 200),
            (
                {
                    "答复": "办结",
                    "本次金额（元）": "10",
                    "办理日期": "2026-08-10",
                    "费用由谁承担": "县级",
                    "凭证号或收据号": "9" * 121,
                },
                120,
            ),
        ],
    )
    def test_a_row_that_says_too_much_is_refused_by_itself(
        self,
        aid: Aid,
        referral: Referral,
        at_window: AtWindow,
        cells: dict[str, str],
        most: int,
    ) -> None:
        window = at_window(aid.insurers_clerk)

        address = brought(window, handed_out(window).writes(2, **cells))

        page = window.opens("applicants:agency_sheet", key_of(address)).content.decode()
        assert f"最多{most}个字" in page
