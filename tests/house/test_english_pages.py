"""Who chose English reads English: no page leaves a word of ours in Chinese; names and papers stay as they are."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from applicants import aid_catalogue
from payments.banks.reasons import FailureReason
from tests.house import visits
from tests.house.addresses import ADDRESSES
from tests.house.addressing import Address, Kind
from tests.house.building import World
from tests.house.people import Person
from tests.house.test_translations import CHINESE, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]

# What is signed, filed or put up on a wall is Chinese whoever prints it; so are files for other offices. What a
# family brought speaks its own language.
PAPERS = {
    "applicants:agency_sheet_blank",
    "applicants:agency_slip",
    "applicants:referral_slip",
    # No page; its words are asked for by the header, and its page says the same.
    "api:openapi",
    "applicants:case_application",
    "applicants:case_letter",
    "applicants:check_list",
    "applicants:consent_paper",
    "applicants:document_file",
    "applicants:notice_photo",
    "applicants:objection_photo",
    "applicants:statement_photo",
    "applicants:document_thumbnail",
    "applicants:ending_letter",
    # Headers stand on the form as they are printed.
    "applicants:export_ask",
    "applicants:export_file",
    "applicants:hearing_paper",
    "applicants:household_cover",
    "applicants:meeting_form",
    "applicants:meeting_paper",
    "applicants:missing_paper",
    "applicants:transfer_file",
    "applicants:visit_form",
    "applicants:visit_paper",
    "oversight:inspection_paper",
    "oversight:poster",
    "oversight:report_export",
    "payments:account_letter",
    "applicants:sheet_template",
    "payments:account_sheet_blank",
    "payments:bank_file",
    "payments:household_card",
    "payments:recovery_letter",
    "payments:roster",
}
# The bank answers in its own words, which stand beside ours; and the other language goes by its own name.
ALLOWED = {"中文", *(reason.label for reason in FailureReason)}
# The back room edits an agency's names and a benefit's units in both languages, one beside the other.
EDITED_IN_BOTH = {
    word
    for agency in aid_catalogue.load()
    for word in (agency.name, agency.name_today, *(item.unit for item in agency.items))
}
SPOKEN = {"alt", "aria-label", "data-label", "data-unit", "placeholder", "title"}
PAGES = [address for address in ADDRESSES if address.get == 200 and address.name not in PAPERS]


class _Reader(HTMLParser):
    """The pieces of text of a page, those that are only spoken too."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.pieces.append(data.strip())


def _reader_of(address: Address, world: World) -> Person | None:
    """Somebody of the home county who may open the address."""
    if address.kind is Kind.PUBLIC:
        return None
    place = world.home.area if address.kind is Kind.COUNTY else world.home.village
    needed = address.opens | address.knocks
    may = [one for one in world.people if not needed or address.opens & one.permissions]
    return next(one for one in may if not one.has_left and one.reaches(place))


def _in_english(address: Address, world: World) -> tuple[Client, str]:
    """A browser that asks for English: the desk by its cookie, a villager's page in the address itself."""
    client = visits.client_of(_reader_of(address, world))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    url = address.url(world.home)
    if address.kind is Kind.PUBLIC:
        url += ("&" if "?" in url else "?") + "lang=en"
    return client, url


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_no_word_of_ours_is_left_in_chinese(address: Address, world: World) -> None:
    client, url = _in_english(address, world)
    reader = _Reader()

    with visits.undone():
        response = client.get(url)
    reader.feed(response.content.decode())

    assert response.status_code == 200, url
    assert '<html lang="en"' in response.content.decode()
    ours = {text for text in texts() if CHINESE.search(text)} - ALLOWED
    if address.name.startswith("admin:"):
        ours -= EDITED_IN_BOTH
    assert [piece for piece in reader.pieces if piece in ours] == []
