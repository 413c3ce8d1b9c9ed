"""Handing a grant on: one decision ends it with a month, one begins the next with the same shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from applicants.actions import cases
from applicants.actions.cases import Means
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.grant import Decision, Grant, GrantShare, Outcome
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.models.transfer import Transfer
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth


@dataclass(frozen=True)
class Part:
    """One person's part of a grant, as it goes on."""

    person: Person
    base: Decimal
    supplement: Decimal


@dataclass(frozen=True)
class Stretch:
    """Months of grace that pay the same; `grace_month` counts them where each month pays less."""

    grace_month: int | None
    first: BenefitMonth
    last: BenefitMonth
    parts: Sequence[Part]


@dataclass(frozen=True)
class Terms:
    """What a grant is given by: its class and the rules that reckoned it."""

    benefit_class: int
    rule_set: int


def decide(
    transfer: Transfer,
    household: Household,
    grant: int,
    *,
    means: Means,
    reasons: str,
    by: Staff,
    on: date,
) -> Decision:
    """Open and decide, in one, the case by which a household gives up or takes over a grant.

    `means` is what the family last answered: nothing is judged by it here, but the next look begins with it.
    """
    case = Case.objects.create(
        household=household,
        area_id=household.area_id,
        kind=CaseKind.TRANSFER,
        status=CaseStatus.CONFIRMED,
        transfer=transfer,
        grant_id=grant,
        rule_set=RuleSet.objects.in_force(household.area, on=on),
        entered_by_id=transfer.received_by_id or transfer.handed_by_id,
        opened_on=on,
        accepted_on=on,
        hardships=means.hardships,
        poverty_cause=means.poverty_cause,
        **cases.alone_columns(household, means.alone),
    )
    cases.write_means(case, means)
    return Decision.objects.create(
        case=case,
        area_id=case.area_id,
        outcome=Outcome.TRANSFER,
        reasons=reasons,
        decided_by=by,
        decided_on=on,
    )


def end(decision: Decision) -> BenefitMonth:
    """End the grant that a decision is about, wherever it lies, after the last month that is due or drawn there.

    Done by a function of the database's owner, which looks at the transfer and at the context before it does; of a
    benefit in grace it ends every month that is left. Refused where the grant has ended or changed since.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT end_transferred_grant(%s)", [decision.pk])
            return BenefitMonth.of(cursor.fetchone()[0])
    except IntegrityError as error:
        if "a_month_of_grace_is_left_to_go_along" in str(error):
            raise Refused(
                _("这户的渐退期已经发放到最后一个月，没有待遇可以迁移，退回迁出地。")
            ) from None
        if "the_grant_is_the_one_handed_over" not in str(error):
            raise
        raise Refused(_("移交以后这户的待遇变了。退回迁出地，收回后重新移交。")) from None


def begin(
    decision: Decision, parts: Sequence[Part], terms: Terms, *, first: BenefitMonth
) -> Grant | None:
    """Let shares go on from a month as the decision's grant; None where nobody of the household is covered."""
    return _begun(decision, parts, terms, first_month=first) if parts else None


def begin_grace(
    decision: Decision, stretches: Iterable[Stretch], terms: Terms, *, after: BenefitMonth
) -> None:
    """Let what is left of a grace after a month go on to its own end as the decision's grants."""
    for stretch in stretches:
        if stretch.last > after:
            _begun(
                decision,
                stretch.parts,
                terms,
                grace_month=stretch.grace_month,
                first_month=max(stretch.first, after.next()),
                last_month=stretch.last,
                ended_by=decision,
                grace_by=decision,
            )


def _begun(decision: Decision, parts: Sequence[Part], terms: Terms, **months: object) -> Grant:
    base = sum((part.base for part in parts), Decimal(0))
    supplement = sum((part.supplement for part in parts), Decimal(0))
    grant = Grant.objects.create(
        household=decision.case.household,
        area_id=decision.area_id,
        decision=decision,
        rule_set_id=terms.rule_set,
        benefit_class=terms.benefit_class,
        covered_count=len(parts),
        base_amount=base,
        supplement_amount=supplement,
        total_amount=base + supplement,
        **months,
    )
    GrantShare.objects.bulk_create(
        GrantShare(
            grant=grant,
            area_id=grant.area_id,
            person=part.person,
            base_amount=part.base,
            supplement_amount=part.supplement,
            first_month=grant.first_month,
            last_month=grant.last_month,
        )
        for part in parts
    )
    return grant


def parts_of(grant: Grant) -> list[Part]:
    """The shares of a grant, as they go on (one query)."""
    shares = grant.shares.select_related("person").order_by("pk")
    return [Part(share.person, share.base_amount, share.supplement_amount) for share in shares]


def terms_of(grant: Grant) -> Terms:
    """What a grant was given by, for the one that goes on from it."""
    return Terms(grant.benefit_class, grant.rule_set_id)


def check_now() -> None:
    """Let the guards that wait for the end of the transaction speak, while a refusal can still be told."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
