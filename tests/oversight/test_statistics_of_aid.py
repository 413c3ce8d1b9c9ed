"""What agencies gave, who got what they qualified for and how soon it was answered, beside statements of another
shape."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import Settings

from applicants import aid_candidates
from applicants.actions import referrals
from applicants.models.aid import AidItem, AidTerms
from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import CloseReason, CostBearer, Referral
from dibao import scope
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.paging import Cut
from dibao.values.months import BenefitMonth
from oversight import printed_2008
from oversight.statistics import registry
from oversight.statistics.engine import AidRow, by_aid, figure_of, rows_of, work_out
from oversight.statistics.measures import Asked, Report
from oversight.statistics.periods import Period
from oversight.statistics.seed_aid import AidCounted, aid_counted, lines_of_aid
from oversight.statistics.seed_lines import MONTH, SeedFigure
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_referral
from tests.oversight.test_statistics import by_county, by_sql, worked_out
from tests.payments.conftest import Round, end_benefit
from tests.referring import Aid

# The reports that the statements here are of.
COMPARED = {"aid-given", "aid-take-up", "aid-answers"}
DAY = timedelta(days=1)
LAST = date(2026, 12, 31)
GIVEN = """
SELECT left(r.area_code, 6), count(DISTINCT r.person_id),
       count(DISTINCT r.household_id), count(*), coalesce(sum(p.value), 0),
       coalesce(sum(CASE p.cost_bearer WHEN 'agency' THEN p.value END), 0)
FROM applicants_referral r JOIN applicants_referralpart p ON p.referral_id = r.id
WHERE date_trunc('month', p.delivered_on) BETWEEN %(first)s AND %(last)s GROUP BY 1
"""
ANSWERED = """
WITH word AS (
    SELECT left(area_code, 6) AS county, answer_due, requested_on, accepted_on, delivery_due, closed_on,
           least(accepted_on, CASE WHEN status NOT IN ('expired', 'withdrawn', 'delivered') THEN closed_on END) AS said
    FROM applicants_referral
), counted AS (
    SELECT *, date_trunc('month', said) BETWEEN %(first)s AND %(last)s AS is_now,
           daterange(requested_on, least(said, closed_on)) @> %(day)s::date AS is_waiting,
           daterange(accepted_on, closed_on) @> %(day)s::date AND accepted_on IS NOT NULL AS is_under_way
    FROM word
)
SELECT county, count(*) FILTER (WHERE is_now), count(*) FILTER (WHERE is_now AND said <= answer_due),
       count(*) FILTER (WHERE is_waiting), count(*) FILTER (WHERE is_waiting AND answer_due <= %(day)s),
       count(*) FILTER (WHERE is_under_way)
FROM counted GROUP BY 1
"""


@dataclass(frozen=True)
class Helped:
    """A family that got a premium for each of two members, one in time and one late, a house in two parts of two
    months, was refused a device, and waits for another."""

    premiums: list[Referral]
    house: Referral


@pytest.fixture
def given(aid: Aid, cast: Cast, helped: Grant, settings: Settings) -> Helped:
    with scope.of(cast.caseworker):
        head, wife = Person.objects.filter(shares__grant=helped).order_by("pk").distinct()
    early, late = (
        make_referral(aid.premium, helped, cast.caseworker, person=one) for one in (head, wife)
    )
    house = make_referral(aid.house, helped, cast.caseworker)
    refused = make_referral(aid.device, helped, cast.caseworker, person=head)
    make_referral(aid.device, helped, cast.caseworker, person=wife)
    days = _Days(settings)
    days.accepted(early, aid.insurers_clerk, ASKED + 2 * DAY)
    days.part(early, aid.insurers_clerk, ASKED + 3 * DAY, "20", CostBearer.COUNTY, quantity="2")
    days.accepted(house, aid.builders_clerk, ASKED + 5 * DAY)
    days.refused(refused, aid.insurers_clerk, ASKED + 10 * DAY)
    days.accepted(late, aid.insurers_clerk, ASKED + 20 * DAY)
    days.part(
        house, aid.builders_clerk, date(2026, 9, 1), "100.05", CostBearer.AGENCY, is_last=False
    )
    days.part(house, aid.builders_clerk, date(2026, 10, 1), "200", CostBearer.SOCIETY)
    settings.BUSINESS_DATE = LAST
    return Helped([early, late], house)


@dataclass(frozen=True)
class _Days:
    """Answers, each on its own day: what an agency may see depends on the day."""

    settings: Settings

    def accepted(self, referral: Referral, by: Staff, on: date) -> None:
        self.settings.BUSINESS_DATE = on
        with scope.of(by):
            referrals.accept(referral=referral, by=by, on=on)

    def refused(self, referral: Referral, by: Staff, on: date) -> None:
        self.settings.BUSINESS_DATE = on
        with scope.of(by):
            referrals.refuse(referral=referral, reason=CloseReason.NO_QUOTA, words="", by=by, on=on)

    def part(
        self,
        referral: Referral,
        by: Staff,
        on: date,
        value: str,
        bearer: CostBearer,
        *,
        quantity: str = "1",
        is_last: bool = True,
    ) -> None:
        self.settings.BUSINESS_DATE = on
        with scope.of(by):
            referrals.deliver(
                referral=referral,
                quantity=Decimal(quantity),
                value=Decimal(value),
                delivered_on=on,
                cost_bearer=bearer,
                by=by,
                on=on,
                is_last=is_last,
            )


def report(key: str) -> Report:
    found = registry.report_of(key)
    assert found is not None
    return found


def asked(cast: Cast, period: str = "2026", **narrowed: object) -> Asked:
    return Asked(
        cast.officer.posting.area, Period.parse(period), AreaLevel.COUNTY, LAST, **narrowed
    )


def of_aid(key: str, cast: Cast, period: str = "2026") -> dict[tuple[int, int | None], AidRow]:
    with scope.of(cast.officer):
        return {(one.agency, one.item): one for one in by_aid(report(key), asked(cast, period))}


@pytest.mark.parametrize("period", ["2026-08", "2026-09", "2026-10", "2026-Q3", "2026", "2025"])
def test_what_was_given_is_counted_when_it_was_given(
    cast: Cast, given: Helped, period: str
) -> None:
    result = worked_out("aid-given", period, cast, on=LAST)

    figures = ("persons", "households", "parts", "value", "waived")
    assert by_county(result, *figures) == by_sql(GIVEN, cast, period)


@pytest.mark.parametrize("period", ["2026-08", "2026-09", "2026-10", "2026-Q3", "2025"])
def test_answers_are_counted_when_they_come_and_whoever_waits_while_they_wait(
    cast: Cast, given: Helped, period: str
) -> None:
    result = worked_out("aid-answers", period, cast, on=LAST)

    figures = ("answered", "in_time", "waiting", "waiting_late", "under_way")
    assert by_county(result, *figures) == by_sql(ANSWERED, cast, period)


def test_a_year_in_full(cast: Cast, given: Helped) -> None:
    found = worked_out("aid-given", "2026", cast, on=LAST).total.figures

    assert found["persons"] == 1
    assert (found["value"], found["waived"], found["donated"]) == (
        Decimal("320.05"),
        Decimal("100.05"),
        200,
    )
    # Portions of premium and a house are no number together.
    assert found["quantity"] is None


def test_each_benefit_has_its_quantity_and_each_agency_its_money(
    cast: Cast, aid: Aid, given: Helped
) -> None:
    found = of_aid("aid-given", cast)

    premium = found[aid.insurer.pk, aid.premium.item_id].figures
    house = found[aid.builder.pk, aid.house.item_id].figures
    assert (premium["quantity"], premium["persons"], premium["value"]) == (2, 1, 20)
    assert (house["quantity"], house["persons"], house["households"]) == (2, 0, 1)
    assert found[aid.builder.pk, None].figures["value"] == Decimal("300.05")
    total = worked_out("aid-given", "2026", cast, on=LAST).total.figures["value"]
    assert total == sum(row.figures["value"] for (_, item), row in found.items() if item is None)


def test_answer_times_are_of_each_agency(cast: Cast, aid: Aid, given: Helped) -> None:
    """The insurer answered after 2, 10 and 20 days, the last of them late; the builder after 5."""
    found = of_aid("aid-answers", cast)

    insurer, builder = found[aid.insurer.pk, None].figures, found[aid.builder.pk, None].figures
    assert (insurer["median"], insurer["p90"], insurer["in_time"]) == (10, 20, 2)
    assert insurer["kept"] == Decimal("66.67")
    assert (builder["median"], builder["p90"], builder["kept"]) == (5, 5, 100)
    assert (insurer["waiting"], insurer["waiting_late"], insurer["under_way"]) == (1, 1, 1)


def test_what_nobody_answered_has_no_days(cast: Cast, aid: Aid, given: Helped) -> None:
    found = worked_out("aid-answers", "2026-12", cast, on=LAST).total.figures

    assert (found["answered"], found["median"], found["kept"]) == (0, None, None)


def test_take_up_is_what_was_given_of_those_who_qualified_on_the_day(
    cast: Cast, aid: Aid, given: Helped
) -> None:
    found = of_aid("aid-take-up", cast)

    premium = found[aid.insurer.pk, aid.premium.item_id].figures
    house = found[aid.builder.pk, aid.house.item_id].figures
    assert (premium["qualified"], premium["asked_for"], premium["given"]) == (2, 2, 1)
    assert (premium["take_up"], premium["missing"]) == (50, 1)
    assert (house["qualified"], house["take_up"]) == (1, 100)


def test_another_day_is_another_base(cast: Cast, aid: Aid, given: Helped) -> None:
    """Nobody was in benefit in July, so nobody qualified."""
    with scope.of(cast.officer):
        then = work_out(report("aid-take-up"), asked(cast, base=date(2026, 7, 31)))
        now = work_out(report("aid-take-up"), asked(cast))

    assert (then.total.figures["qualified"], then.total.figures["take_up"]) == (0, None)
    assert now.total.figures["qualified"] == 5


def test_who_qualified_is_who_is_found_before_anybody_was_helped(
    cast: Cast, aid: Aid, helped: Grant
) -> None:
    versions: list[AidTerms] = [aid.premium, aid.device, aid.house]
    with scope.of(cast.officer):
        area = cast.officer.posting.area
        counted = aid_candidates.counts(versions, area, on=ASKED)
        rows = by_aid(report("aid-take-up"), asked(cast, base=ASKED))

    found = {row.item: row.figures["qualified"] for row in rows if row.item}
    assert found == {one.item_id: counted[one.pk].candidates for one in versions}


def test_every_figure_is_what_its_rows_come_to(cast: Cast, aid: Aid, given: Helped) -> None:
    for key in sorted(COMPARED):
        for narrowed in ({}, {"agency": aid.insurer.pk}, {"item": aid.house.item_id}):
            of, question = report(key), asked(cast, "2026-08", **narrowed)
            with scope.of(cast.officer):
                result = work_out(of, question)
                for measure in (one for one in of.measures if one.opens):
                    for place in (*result.places, result.total):
                        rows, figure = figure_of(of, question, measure, place.area)
                        listed = rows_of(of, question, measure, place.area, Cut(limit=500))
                        assert (len(listed), figure) == (rows, place.figures[measure.key])


def test_the_rows_of_a_benefit_are_those_of_its_figure(cast: Cast, aid: Aid, given: Helped) -> None:
    for key in sorted(COMPARED):
        of = report(key)
        for (agency, item), row in of_aid(key, cast).items():
            narrowed = asked(cast, agency=agency, item=item)
            with scope.of(cast.officer):
                for measure in (one for one in of.measures if one.opens):
                    _rows, figure = figure_of(of, narrowed, measure, narrowed.area)
                    assert figure == row.figures[measure.key], (key, measure.key)


def test_the_next_county_has_none_of_it(cast: Cast, given: Helped) -> None:
    for key in sorted(COMPARED):
        found = worked_out(key, "2026", cast, by=cast.foreign_reviewer, on=LAST).total.figures
        assert not any(found.values()), key


def test_more_rows_cost_no_more_statements(cast: Cast, given: Helped) -> None:
    for key in sorted(COMPARED):
        counts = []
        for period in ("2025", "2026"):
            with scope.of(cast.officer):
                before = len(connection.queries_log)
                connection.force_debug_cursor = True
                by_aid(report(key), asked(cast, period))
                counts.append(len(connection.queries_log) - before)
                connection.force_debug_cursor = False
        assert counts[0] == counts[1], key


def seed_lines(cast: Cast) -> dict[tuple[str, str], SeedFigure]:
    printed = printed_2008.of_month(MONTH)
    assert printed is not None
    with scope.of(cast.officer):
        found = aid_counted(cast.officer.posting.area)
        return {(one.number, one.item): one for one in lines_of_aid(found, 4, printed)}


def test_the_month_is_named_whose_head_count_comes_nearest() -> None:
    counts = {BenefitMonth(2007, 12): 54_000, BenefitMonth(2008, 1): 55_000, MONTH: 60_428}

    found = AidCounted(16, None, 0, {}, {}, counts)

    assert found.nearest == BenefitMonth(2008, 1)
    assert AidCounted(16, None, 0, {}, {}, {}).nearest is None


def test_head_counts_are_those_of_the_report_of_each_month(
    cast: Cast, in_benefit: None, round_of_july: Round
) -> None:
    end_benefit(household=102, last_month=BenefitMonth(2008, 5))
    with scope.of(cast.officer):
        counts = aid_counted(cast.officer.posting.area).head_counts

    for month in (BenefitMonth(2008, 1), BenefitMonth(2008, 5), BenefitMonth(2008, 6), MONTH):
        reported = worked_out("caseload", str(month), cast).total.figures["persons"]
        assert counts[month] == reported
    assert counts[BenefitMonth(2008, 6)] == counts[BenefitMonth(2008, 5)] - 3


def test_the_printed_share_says_what_it_is_a_share_of(cast: Cast, in_benefit: None) -> None:
    share = seed_lines(cast)["23", "参合率"]

    assert (share.printed, share.ours) == ("100%", "0.00%")
    assert "55,366除以7月的60,428是91.6%，少5,062人" in share.remark
    assert "最接近55,366的是2008年7月" in share.remark


def test_the_shares_that_are_taken_off_are_those_of_the_terms(
    cast: Cast, aid_items: dict[str, AidItem]
) -> None:
    lines = seed_lines(cast)

    assert lines["24", "住院床位费、检查费减免"].ours == "20%、20%、全免"
    assert lines["23", "2008年上半年资助参加新农合（人）"].benefit == aid_items["nrcms_premium"].pk


def test_half_a_year_is_asked_for_by_its_address() -> None:
    first, second = Period.parse("2008-H1"), Period.parse("2008-h2")

    assert (str(first), first.first_day, first.last_day) == (
        "2008-H1",
        date(2008, 1, 1),
        date(2008, 6, 30),
    )
    assert (first.label, second.label) == ("2008年上半年", "2008年下半年")
