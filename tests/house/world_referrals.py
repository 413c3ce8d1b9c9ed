"""What an agency was asked for in the world of the page tests: a premium for each head, and answers by workbook."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from applicants.actions import referral_sheets, referrals
from applicants.agency_inbox import referrals_for
from applicants.models import AidTerms, Grant, Referral, ReferralAct, ReferralSheet
from applicants.models.aid import AidItem
from applicants.sheets.referrals import write_sheet
from dibao import scope
from dibao.models import Staff
from dibao.roles import Role
from tests.factories.referrals import consent_of, make_referral
from tests.house.people import Team
from tests.house.world import TODAY, Site

AGENCY, ITEM = "civil_affairs", "nrcms_premium"
REFUSED = "house_repair"


def furnish_referrals(site: Site, team: Team, grants: list[Grant], *, size: int) -> None:
    """More than a page of what waits for an answer, of families in benefit that agreed."""
    item = AidItem.objects.select_related("agency").get(code=ITEM)
    sent = [_sent(grant, item, team[Role.CASEWORKER]) for grant in grants[:size]]
    site.keys["referral"] = sent[0].pk
    site.keys["referral_sheet"] = _answered(team[Role.AGENCY], size)
    _refused(grants[:size], team)
    _sent_as_acts(team, size)


def _sent(grant: Grant, item: AidItem, by: Staff) -> Referral:
    consent_of(grant, by, on=date(2008, 5, 1))
    with scope.of(by):
        household = grant.household
        return referrals.send(
            item=item, household=household, person=household.head, by=by, on=TODAY
        )


def _refused(grants: list[Grant], team: Team) -> None:
    """What families asked for beside, and the agency had no money for."""
    terms = AidTerms.objects.in_force(on=TODAY).get(item__code=REFUSED)
    keys = [make_referral(terms, grant, team[Role.CASEWORKER], on=TODAY).pk for grant in grants]
    with scope.of(team[Role.AGENCY]):
        Referral.objects.filter(pk__in=keys).update(
            status="refused",
            closed_by=team[Role.AGENCY],
            closed_on=TODAY,
            close_reason="no_quota",
            seen_until=TODAY,
        )


def _sent_as_acts(team: Team, size: int) -> None:
    clerk = team[Role.COUNTY_CLERK]
    terms = AidTerms.objects.in_force(on=TODAY).get(item__code=ITEM)
    with scope.of(clerk):
        ReferralAct.objects.bulk_create(
            ReferralAct(
                area=clerk.posting.area, terms=terms, sent_count=1, sent_by=clerk, sent_on=TODAY
            )
            for _number in range(size)
        )


def _answered(by: Staff, size: int) -> str:
    """A workbook with one row filled in, among others that were brought before."""
    with scope.of(by):
        handed = referral_sheets.hand_out(referrals_for(by, on=TODAY), by=by)
        agency = by.posting.agency_id or 0
        content = _filled(write_sheet(handed.rows[:1], agency=agency, title="转介答复表"))
        ReferralSheet.objects.bulk_create(
            ReferralSheet(
                agency_id=agency,
                area=by.posting.area,
                name=f"答复{number}.xlsx",
                sha256=f"{number:064d}",
                loaded_by=by,
            )
            for number in range(size)
        )
        return str(referral_sheets.receive(name="答复.xlsx", content=content, by=by).pk)


def _filled(content: bytes) -> bytes:
    book, out = load_workbook(BytesIO(content)), BytesIO()
    page = book.active
    headers = [cell.value for cell in page[1]]
    page.cell(2, headers.index("答复") + 1, "受理")
    book.save(out)
    return out.getvalue()
