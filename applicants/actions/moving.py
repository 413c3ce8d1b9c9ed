"""A family that moves: its people, file and account come to be at the new place, the old file is closed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from applicants import dossiers
from applicants.actions import carrying
from applicants.actions.carrying import Part, Stretch, Terms
from applicants.actions.cases import Alone, ExpenseEntry, IncomeEntry, Means, PropertyEntry
from applicants.choices import HEAD
from applicants.continuity import Json, enclosures
from applicants.dossiers import Dossier
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.supporter import Supporter
from applicants.models.transfer import Transfer
from applicants.reasons import JoinReason
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth


def carry_out(transfer: Transfer, *, reasons: str, by: Staff, on: date) -> Household:
    """Let the family live on in the receiving village, with the same shares from the month after; its new household."""
    dossier = Dossier.opened(transfer.dossier)
    people = {
        str(row["key"]): dossiers.person_from(row, _village(transfer))
        for row in dossier.rows("members")
    }
    _leave(transfer, people, on)
    household = _settle(transfer, dossier, people, on)
    means = _last_answers(dossier, people)
    decision = carrying.decide(
        transfer, household, transfer.grant_id, means=means, reasons=reasons, by=by, on=on
    )
    grant = dossier.part("grant")
    terms = Terms(int(str(grant["benefit_class"])), int(str(grant["rule_set"])))
    last = carrying.end(decision)
    if transfer.grace_until is None:
        carrying.begin(decision, _parts(grant, people), terms, first=last.next())
    else:
        carrying.begin_grace(decision, _stretches(dossier, people), terms, after=last)
    for one in enclosures():
        told = dossier.enclosed(one.name)
        if told is not None:
            one.unpack(told, household, by, on)
    return household


def _village(transfer: Transfer) -> Area:
    """Where the family lives from now on; the database lets no move be received into no village."""
    if transfer.village is None:
        raise LookupError(f"{transfer} has no village yet")
    return transfer.village


def _leave(transfer: Transfer, people: Mapping[str, Person], on: date) -> None:
    """Close the file at the old place, which the receiver does not see; Refused where its people are others by now."""
    keys = sorted(person.id_index for person in people.values())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT release_moved_household(%s, %s, %s)", [transfer.pk, keys, on])
    except IntegrityError as error:
        if "the_family_is_the_one_handed_over" not in str(error):
            raise
        raise Refused(_("移交以后这户的成员变了。退回迁出地，收回后重新移交。")) from None


def _settle(
    transfer: Transfer, dossier: Dossier, people: Mapping[str, Person], on: date
) -> Household:
    """Enter the family at the new place as the file says it was."""
    Person.objects.bulk_create(people.values())
    rows = dossier.rows("members")
    head = next(people[str(row["key"])] for row in rows if row["relation"] == HEAD)
    told = dossier.part("household")
    household = Household.objects.create(
        area=_village(transfer),
        head=head,
        group_name=transfer.group_name,
        address=transfer.address,
        registered_on=on,
    )
    Membership.objects.bulk_create(
        Membership(
            household=household,
            area_id=household.area_id,
            person=people[str(row["key"])],
            first_day=on,
            joined_for=JoinReason.TRANSFER,
            **dossiers.membership_columns(row),
        )
        for row in rows
    )
    Household.objects.filter(pk=household.pk).update(**_payee(told, people))
    Supporter.objects.bulk_create(
        dossiers.supporter_from(row, household, people) for row in dossier.rows("supporters")
    )
    return household


def _payee(told: Json, people: Mapping[str, Person]) -> dict[str, object]:
    return {
        "payee": people[str(told["payee"])] if told["payee"] else None,
        **{name: told[name] for name in ("payee_name", "payee_relation", "payee_reason")},
    }


def _last_answers(dossier: Dossier, people: Mapping[str, Person]) -> Means:
    """What the file says that the family last answered; of supporters its own part of the file says what they pay."""
    said = dossier.last_answers
    if said is None:
        return Means()
    told = cast("Mapping[str, list[Json]]", said)
    return Means(
        incomes=[
            IncomeEntry(
                person=_owner(line, people),
                source=str(line["source"]),
                yearly_amount=Decimal(str(line["yearly_amount"])),
                necessary_cost=Decimal(str(line["necessary_cost"])),
            )
            for line in told["incomes"]
            if not line["is_of_supporter"] and _still_here(line, people)
        ],
        expenses=[
            ExpenseEntry(
                person=_owner(line, people),
                kind=str(line["kind"]),
                yearly_amount=Decimal(str(line["yearly_amount"])),
            )
            for line in told["expenses"]
            if _still_here(line, people)
        ],
        properties=[
            PropertyEntry(
                person=_owner(line, people),
                kind=str(line["kind"]),
                amount=Decimal(str(line["amount"])),
                count=int(str(line["count"])),
                exemption=str(line["exemption"]),
            )
            for line in told["properties"]
            if _still_here(line, people)
        ],
        hardships=cast("list[str]", said["hardships"]),
        poverty_cause=str(said["poverty_cause"]),
        alone=_alone(said, people),
    )


def _still_here(line: Json, people: Mapping[str, Person]) -> bool:
    """Whether a line is the household's, or somebody's who came along."""
    return not line["person"] or line["person"] in people


def _owner(line: Json, people: Mapping[str, Person]) -> Person | None:
    return people[str(line["person"])] if line["person"] else None


def _alone(said: Json, people: Mapping[str, Person]) -> Alone | None:
    person = people.get(str(said["applies_alone"]))
    if person is None:
        return None
    since = date.fromisoformat(str(said["alone_since"])) if said["alone_since"] else None
    return Alone(person=person, ground=str(said["alone_ground"]), since=since)


def _stretches(dossier: Dossier, people: Mapping[str, Person]) -> list[Stretch]:
    return [
        Stretch(
            grace_month=cast("int | None", row["grace_month"]),
            first=BenefitMonth.parse(str(row["first_month"])),
            last=BenefitMonth.parse(str(row["last_month"])),
            parts=_parts(row, people),
        )
        for row in dossier.rows("grace")
    ]


def _parts(grant: Json, people: Mapping[str, Person]) -> list[Part]:
    shares = cast("list[Json]", grant["shares"])
    return [
        Part(
            person=people[str(share["person"])],
            base=Decimal(str(share["base_amount"])),
            supplement=Decimal(str(share["supplement_amount"])),
        )
        for share in shares
    ]
