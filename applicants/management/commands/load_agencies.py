"""Put the member agencies that ship, and their benefits, into an installation."""

from django.core.management.base import BaseCommand
from django.db import transaction

from applicants import aid_catalogue
from applicants.models.aid import AidItem, AidTerms, AidTermsStatus
from dibao.models.agency import Agency


class Command(BaseCommand):
    help = (
        "Load the sixteen member agencies of the 1+X platform with their benefits and the terms of each, active; a "
        "place's own numbers are then entered as later versions. What is there already stays as it is."
    )

    def handle(self, **_options: object) -> None:
        made = load()
        self.stdout.write(f"{made} benefits." if made else "Nothing new.")


@transaction.atomic
def load() -> int:
    """Make agencies, benefits and versions whose codes are not there yet; how many benefits were (six statements).

    To be run before anybody works here, outside of anybody's scope: nobody's signature is on what ships.
    """
    agencies = _agencies()
    known = set(AidItem.objects.values_list("code", flat=True))
    shipped = [
        (agency.code, position, item)
        for agency in aid_catalogue.load()
        for position, item in enumerate(agency.items, start=1)
        if item.code not in known
    ]
    items = AidItem.objects.bulk_create(
        AidItem(
            agency=agencies[agency],
            code=item.code,
            name=item.name,
            name_en=item.name_en,
            unit=item.unit,
            unit_en=item.unit_en,
            is_per_member=item.is_per_member,
            frequency=item.frequency,
            position=position,
        )
        for agency, position, item in shipped
    )
    AidTerms.objects.bulk_create(
        AidTerms(
            item=item,
            first_day=version.first_day,
            last_day=version.last_day,
            status=AidTermsStatus.ACTIVE,
            legal_basis=version.legal_basis,
            terms=version.terms.to_json(),
        )
        for item, (_agency, _position, one) in zip(items, shipped, strict=True)
        for version in one.versions
    )
    return len(items)


def _agencies() -> dict[str, Agency]:
    known = set(Agency.objects.values_list("code", flat=True))
    Agency.objects.bulk_create(
        Agency(
            code=agency.code,
            name=agency.name,
            name_today=agency.name_today,
            name_en=agency.name_en,
            position=position,
        )
        for position, agency in enumerate(aid_catalogue.load(), start=1)
        if agency.code not in known
    )
    return {agency.code: agency for agency in Agency.objects.all()}
