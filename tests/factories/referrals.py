"""Agencies with people who answer, benefits with terms in force, families that agreed, referrals as rows."""

from datetime import date, timedelta
from decimal import Decimal

from applicants.eligibility.aid import AidField, AidRule, AidValueKind
from applicants.models.aid import AidFrequency, AidItem, AidTerms, AidTermsStatus, period_of
from applicants.models.aid_consent import AidConsent
from applicants.models.consent import SigningWay
from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao import scope
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from tests.cast import DECIDED, HASHED

# The cast's family is in benefit from August 2026 on.
ASKED = date(2026, 8, 10)
FIELDS = (AidField.NAME, AidField.VILLAGE, AidField.ID_NUMBER)


def make_agency(code: str, name: str) -> Agency:
    return Agency.objects.create(code=code, name=name, name_en=code.title(), position=90)


def make_item(
    agency: Agency,
    code: str,
    name: str,
    *,
    frequency: AidFrequency = AidFrequency.YEAR,
    is_per_member: bool = True,
) -> AidItem:
    return AidItem.objects.create(
        agency=agency,
        code=code,
        name=name,
        name_en=code.title(),
        unit="份",
        unit_en="portions",
        is_per_member=is_per_member,
        frequency=frequency,
        position=1,
    )


def make_rule(**said: object) -> AidRule:
    """Two portions for whoever is covered; ten days to answer, thirty to deliver."""
    return AidRule(
        **{
            "quantity": Decimal(2),
            "value_kind": AidValueKind.ASKED if said.get("cap") else AidValueKind.NONE,
            "answer_days": 10,
            "delivery_days": 30,
            "fields": FIELDS,
            **said,
        }
    )


def make_terms(item: AidItem, *, first_day: date = date(2007, 1, 1), **said: object) -> AidTerms:
    """In force without an end, as those that ship are."""
    return AidTerms.objects.create(
        item=item,
        first_day=first_day,
        status=AidTermsStatus.ACTIVE,
        legal_basis="社会救助法",
        terms=make_rule(**said).to_json(),
    )


def post_to(agency: Agency, area: Area, username: str) -> Staff:
    """Somebody who answers an agency's referrals from an area, already acting."""
    staff = Staff.objects.create(username=username, name=f"{agency.name}的人", password=HASHED)
    posting = Posting.objects.create(
        staff=staff, area=area, role=Role.AGENCY, agency=agency, starts_on=date(2006, 1, 1)
    )
    return staff.acting(posting)


def consent_of(grant: Grant, by: Staff, *, on: date = DECIDED) -> AidConsent:
    """The head signs for the family of a grant, on paper."""
    with scope.of(by):
        return AidConsent.objects.create(
            area_id=grant.area_id,
            household=grant.household,
            person=grant.household.head,
            way=SigningWay.PAPER,
            signed_on=on,
            recorded_by=by,
            recorded_on=on,
        )


def make_referral(
    terms: AidTerms,
    grant: Grant,
    by: Staff,
    *,
    person: Person | None = None,
    on: date = ASKED,
    quantity: Decimal = Decimal(2),
    **columns: object,
) -> Referral:
    """A row as sending leaves it, without asking who qualifies."""
    item, cap = terms.item, terms.as_rule().cap
    with scope.of(by):
        return Referral.objects.create(
            **{
                "terms": terms,
                "item": item,
                "agency_id": item.agency_id,
                "area_id": grant.area_id,
                "household_id": grant.household_id,
                "person": person,
                "grant": grant,
                "benefit_class": grant.benefit_class,
                "period": period_of(item.frequency, on),
                "quantity": quantity,
                "value_limit": cap,
                "requested_by": by,
                "requested_on": on,
                "answer_due": on + timedelta(days=15),
                **columns,
            }
        )
