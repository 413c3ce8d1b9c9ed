"""The slip to take along: by the township for its own family, by the agency while it may, each print in the log."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from applicants.actions import aid_consents
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import ASKED
from tests.referring import Aid

AtWindow = Callable[[Staff], Desk]


def test_it_says_what_whom_where_and_what_to_bring(
    cast: Cast, aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    slip = at_window(cast.caseworker).opens("applicants:referral_slip", referral.pk)

    said = slip.content.decode()
    for words in (head.name, "测试参保资助", "测试医保局", "第四十二条", "本人身份证、户口簿"):
        assert words in said


def test_its_code_leads_to_the_referral(
    cast: Cast,
    referral: Referral,
    settings: Settings,
    at_window: AtWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PUBLIC_URL = "https://dibao.example"
    drawn: list[str] = []

    def draw(text: str, *, label: str = "") -> str:
        drawn.append(text)
        return f"<svg><title>{label}</title></svg>"

    monkeypatch.setattr("applicants.papers.referral_slip.qr_svg", draw)

    at_window(cast.caseworker).opens("applicants:referral_slip", referral.pk)

    assert drawn == [f"https://dibao.example/agency/referrals/{referral.pk}/"]


def test_it_is_a_pdf_too(aid: Aid, referral: Referral, at_window: AtWindow) -> None:
    window = at_window(aid.insurers_clerk)

    paper = window.client.get(f"/agency/referrals/{referral.pk}/slip/?as=pdf")

    assert paper.content.startswith(b"%PDF-")


def test_it_is_chinese_whatever_its_printer_reads(
    cast: Cast, referral: Referral, at_window: AtWindow
) -> None:
    desk = at_window(cast.caseworker)
    desk.client.cookies["django_language"] = "en"

    said = desk.opens("applicants:referral_slip", referral.pk).content.decode()

    assert "身份证号" in said
    assert "ID number" not in said


@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker"])
def test_another_township_prints_none(
    cast: Cast, referral: Referral, who: str, at_window: AtWindow
) -> None:
    desk = at_window(getattr(cast, who))

    assert desk.opens("applicants:referral_slip", referral.pk).status_code == 404


def test_neither_prints_at_the_others_address(
    cast: Cast, aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    agency, township = at_window(aid.insurers_clerk), at_window(cast.caseworker)

    assert agency.opens("applicants:referral_slip", referral.pk).status_code == 403
    assert township.opens("applicants:agency_slip", referral.pk).status_code == 403


def test_the_log_says_who_printed(
    cast: Cast, aid: Aid, referral: Referral, at_window: AtWindow
) -> None:
    at_window(cast.caseworker).opens("applicants:referral_slip", referral.pk)
    at_window(aid.insurers_clerk).opens("applicants:agency_slip", referral.pk)

    prints = ReadLog.objects.filter(kind="print", household_key=referral.household_id)
    assert list(prints.order_by("pk").values_list("staff_key", flat=True)) == [
        cast.caseworker.pk,
        aid.insurers_clerk.pk,
    ]


def test_nothing_is_printed_or_shown_of_a_family_that_took_its_word_back(
    cast: Cast, aid: Aid, referral: Referral, head: Person, at_window: AtWindow
) -> None:
    with scope.of(cast.caseworker):
        consent = referral.household.aid_consents.valid().get()
        aid_consents.withdraw(consent=consent, reason="不愿意", by=cast.caseworker, on=ASKED)
    window = at_window(aid.insurers_clerk)

    page = window.opens("applicants:agency_referral", referral.pk)

    assert window.opens("applicants:agency_slip", referral.pk).status_code == 404
    assert page.status_code in {200, 404}
    assert head.name not in page.content.decode()
    inbox = window.opens("applicants:agency_inbox", **{"in": "closed"})
    assert head.name not in inbox.content.decode()
