"""How long an agency waits for its inbox with a whole prefecture's premium in it, and for its workbooks."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from statistics import quantiles

import psycopg
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from applicants.actions import referral_sheets
from applicants.agency_inbox import referrals_for
from applicants.models.aid import AidTerms
from applicants.models.referral_sheet import ReferralSheet
from applicants.sheets.referrals import read_sheet, write_sheet
from dibao import clock, scope
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from tests.benchmarks.figures import Control, Figure, Spent, timed
from tests.benchmarks.prefecture import FIRST_MONTH, County, as_owner, loading, tidy

TIMES = 30
PREMIUM = "nrcms_premium"
_GOAL_MS = 300
# Rows of the workbook that is entered too: each is taken on, given and closed as by hand.
_TAKEN = 500

_CONSENTS = """
INSERT INTO applicants_aidconsent (area_code, household_id, person_id, way, signed_on, recorded_by_id, recorded_on,
    revoke_reason)
SELECT area_code, id, head_id, 'paper', %(on)s, %(by)s, %(on)s, '' FROM applicants_household
"""
# Of ten one is under way and one was given; the others wait, all until the same day, as after a campaign.
_REFERRALS = """
INSERT INTO applicants_referral (terms_id, item_id, agency_id, area_code, household_id, person_id, person_key,
    grant_id, benefit_class, period, need, quantity, value_limit, requested_by_id, requested_on, answer_due, version,
    status, accepted_by_id, accepted_on, delivery_due, closed_by_id, closed_on, close_reason, close_words, seen_until,
    delivered_parts, delivered_quantity, delivered_value)
SELECT t.id, t.item_id, i.agency_id, s.area_code, g.household_id, s.person_id, s.person_key,
    g.id, g.benefit_class, %(period)s, '', 1, 20, %(by)s, %(on)s, %(on)s::date + 10, 0,
    CASE s.id %% 10 WHEN 0 THEN 'accepted' WHEN 1 THEN 'delivered' ELSE 'requested' END,
    CASE WHEN s.id %% 10 < 2 THEN %(by)s END, CASE WHEN s.id %% 10 < 2 THEN %(on)s::date END,
    CASE WHEN s.id %% 10 < 2 THEN %(on)s::date + 30 END,
    CASE WHEN s.id %% 10 = 1 THEN %(by)s END, CASE WHEN s.id %% 10 = 1 THEN %(on)s::date END, '', '',
    CASE WHEN s.id %% 10 = 1 THEN %(on)s::date + 30 END, (s.id %% 10 = 1)::int, (s.id %% 10 = 1)::int,
    20 * (s.id %% 10 = 1)::int
FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id, applicants_aidterms t
JOIN applicants_aiditem i ON i.id = t.item_id
WHERE t.id = %(terms)s
"""


def figures(county: County) -> Iterator[Figure]:
    """With the agencies that ship and everybody's premium asked for; what was loaded is taken away again."""
    on = clock.today()
    terms = AidTerms.objects.in_force(on=on).select_related("item__agency").get(item__code=PREMIUM)
    values = {"by": county.clerk.pk, "on": on, "period": on.replace(month=1, day=1)}
    with loading() as cursor:
        # What the benchmark before left.
        _clear(cursor)
        cursor.execute(_CONSENTS, values)
        cursor.execute(_REFERRALS, {**values, "terms": terms.pk})
    tidy("applicants_referral", "applicants_aidconsent")
    officer = _officer(terms.item.agency, county.area.parent or county.area)
    yield _inbox(officer)
    yield from _workbook(officer)
    with loading() as cursor:
        _clear(cursor)
    tidy("applicants_referral", "applicants_aidconsent", "applicants_referralpart")


def _clear(cursor: psycopg.Cursor) -> None:
    for table in ("referralpart", "referral", "aidconsent"):
        cursor.execute(f"DELETE FROM applicants_{table}")


def _officer(agency: Agency, area: Area) -> Staff:
    staff = Staff.objects.create(username="agency.officer", name="成员单位")
    posting = Posting.objects.create(
        staff=staff, area=area, role=Role.AGENCY, agency=agency, starts_on=FIRST_MONTH
    )
    return staff.acting(posting)


def _inbox(officer: Staff) -> Figure:
    """Each tray, a page in the middle of all that are due the same day, a search and one referral, so many times."""
    browser, pages = _logged_in(officer), _pages(officer)
    took: dict[str, list[Spent]] = {name: [] for name in pages}
    statuses: list[int] = []
    # Once to warm up what a worker warms up once.
    for address in pages.values():
        browser.get(address)
    for _ in range(TIMES):
        for name, address in pages.items():
            took[name].append(
                timed(lambda at=address: statuses.append(browser.get(at).status_code))
            )
    slowest = {name: _p95(spent.seconds for spent in each) for name, each in took.items()}
    by_cpu = [_p95(spent.cpu or 0 for spent in each) for each in took.values()]
    told = ", ".join(f"{name} {value:.0f}" for name, value in slowest.items())
    return Figure(
        name="agency_inbox_60k_p95_ms",
        goal=f"value <= {_GOAL_MS}",
        value=max(slowest.values()),
        cpu_value=max(by_cpu) or None,
        control=Control(len(statuses), sum(status != 200 for status in statuses)),
        floor_control=Control(TIMES * len(pages), 0),
        note=f"{_count()} referrals of one agency; the slowest of p95 by page: {told}",
    )


def _pages(officer: Staff) -> dict[str, str]:
    inbox = reverse("applicants:agency_inbox")
    with scope.of(officer):
        rows = referrals_for(officer, on=clock.today()).filter(status="requested").order_by("pk")
        middle = rows[rows.count() // 2]
    place = f"{middle.answer_due.isoformat()}.{middle.pk}"
    return {
        "requested": inbox,
        "deep": f"{inbox}?after={place}",
        "accepted": f"{inbox}?in=accepted",
        "closed": f"{inbox}?in=closed",
        "named": f"{inbox}?q=王",
        "one": reverse("applicants:agency_referral", args=[middle.pk]),
    }


def _workbook(officer: Staff) -> Iterator[Figure]:
    """Ten thousand rows handed out and read back; some of them entered."""
    on = clock.today()
    with scope.of(officer):
        books: list[bytes] = []

        def hand_out() -> None:
            handed = referral_sheets.hand_out(referrals_for(officer, on=on), by=officer)
            agency = officer.posting.agency_id or 0
            books.append(write_sheet(handed.rows, agency=agency, title="转介答复表"))

        written = timed(hand_out)
        filled = _filled(books[0], referral_sheets.MOST)
        read = timed(lambda: read_sheet(filled, "答复.xlsx"))
        rows = len(read_sheet(filled, "答复.xlsx").rows)
        some = referral_sheets.receive(
            name="答复.xlsx", content=_filled(books[0], _TAKEN), by=officer
        )
        looked = timed(lambda: referral_sheets.read(_sheet(some.pk), by=officer, on=on))
        taken = timed(lambda: referral_sheets.take(sheet=_sheet(some.pk), by=officer, on=on))
    yield Figure(
        name="agency_workbook_10k_handed_out_s",
        goal="value <= 10",
        value=written.seconds,
        cpu_value=written.cpu,
        note="ten thousand referrals with their agreed fields, as a locked workbook",
    )
    yield Figure(
        name="agency_workbook_10k_read_s",
        goal="value <= 10",
        value=read.seconds,
        cpu_value=read.cpu,
        control=Control(rows, 0),
        floor_control=Control(min(referral_sheets.MOST, _open_count(officer) + _TAKEN), 0),
        note=f"every row filled in; a look at one with {_TAKEN} against the register took {looked.seconds:.1f} s",
    )
    yield Figure(
        name="agency_workbook_row_entered_ms",
        goal="value <= 50",
        value=taken.seconds * 1000 / _TAKEN,
        cpu_value=(taken.cpu or 0) * 1000 / _TAKEN or None,
        control=Control(_sheet_count(some.pk, officer), 0),
        floor_control=Control(_TAKEN, 0),
        note="taken on, given and closed by the actions, by a worker, in one transaction",
    )


def _sheet(key: object) -> ReferralSheet:
    return ReferralSheet.objects.select_related("area", "loaded_by").get(pk=key)


def _sheet_count(key: object, officer: Staff) -> int:
    with scope.of(officer):
        return _sheet(key).delivered_count


def _open_count(officer: Staff) -> int:
    with scope.of(officer):
        rows = referrals_for(officer, on=clock.today())
        return rows.filter(status__in=("requested", "accepted")).count()


def _filled(content: bytes, most: int) -> bytes:
    book, out = load_workbook(BytesIO(content)), BytesIO()
    page = book.active
    headers = [cell.value for cell in page[1]]
    typed = {"答复": "办结", "办理日期": clock.today().isoformat(), "费用由谁承担": "市级"}
    for row in range(2, min(page.max_row, most + 1) + 1):
        for header, value in typed.items():
            page.cell(row, headers.index(header) + 1, value)
    book.save(out)
    return out.getvalue()


def _count() -> int:
    with as_owner() as owner:
        row = owner.execute("SELECT count(*) FROM applicants_referral").fetchone()
    return int(row[0]) if row else 0


def _p95(seconds: Iterable[float]) -> float:
    return quantiles([one * 1000 for one in seconds], n=20)[-1]


def _logged_in(staff: Staff) -> Client:
    host = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    browser = Client(headers={"host": host.lstrip(".")})
    browser.force_login(staff)
    return browser
