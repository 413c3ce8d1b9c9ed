"""What families of the world said of being helped by others, and a draft of a benefit's terms."""

from datetime import date

from applicants.actions import aid_consents
from applicants.models import AidConsent, AidItem, AidTerms, Grant
from dibao import scope
from dibao.roles import Role
from tests.house.people import Team
from tests.house.world import TODAY, Site

DECLINED, DRAFTED = "registration_fee", "legal_aid"


def furnish_aid(site: Site, team: Team, grants: list[Grant]) -> None:
    """A consent and something that the same family does not want; to be called once the families have consented."""
    by, item = team[Role.CASEWORKER], AidItem.objects.get(code=DECLINED)
    with scope.of(by):
        household = grants[0].household
        declined = aid_consents.decline(
            household=household, item=item, reason="自己能办", by=by, on=TODAY
        )
        site.keys["aid_consent"] = AidConsent.objects.get(household=household).pk
        site.keys["aid_decline"] = declined.pk
    site.keys |= {"agency": item.agency_id, "aid_item": item.pk, "aid_terms": _draft(team)}


def _draft(team: Team) -> int:
    """The prefecture's administrators write terms; a county's, of whom the world has some, read them."""
    administrator = team[Role.ADMINISTRATOR]
    before = AidTerms.objects.in_force(on=TODAY).get(item__code=DRAFTED)
    with scope.of(administrator):
        draft = AidTerms.objects.create(
            item=before.item,
            first_day=date(2009, 1, 1),
            legal_basis=before.legal_basis,
            terms=before.terms,
            drafted_by=administrator,
        )
    return draft.pk
