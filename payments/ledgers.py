"""Do the books agree? Every sum that is kept in two places, compared; each difference with the rows behind it.

Nothing here writes. The statements answer for the rows that the scope shows, county by county; an empty answer to
all of them is what design §4 points 7 to 13 promise. Where OFFSET 0 stands, one side's rows are looked up by their key:
the planner expects next to no difference, and would compare all with all.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.sealing import SealBroken, blind_index
from dibao.values.months import BenefitMonth
from payments.actions.bank_files import content_of
from payments.bookings import credited, failed, returned
from payments.fund_checks import FUND_CHECKS
from payments.models.account import ACCOUNT_NUMBER, Account
from payments.models.bank_file import BankFile, FileContent
from payments.models.bank_result import ResultFile
from payments.models.batch import PaymentBatch
from payments.models.paying_account import PAYING_NUMBER, PayingAccount
from payments.record_checks import RECORD_CHECKS


@dataclass(frozen=True)
class Identity:
    """Design 4.10 for one county and month, in yuan: what was due, and where each fen of it is now.

    What waits has not been handed to the bank yet; what is in flight has.
    """

    due: Decimal
    paid: Decimal
    waiting: Decimal
    in_flight: Decimal
    failed: Decimal
    held: Decimal
    void: Decimal
    # Paid, and given back by the bank afterwards: it is owed again.
    returned: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        under_way = self.waiting + self.in_flight
        not_credited = self.failed + self.held + self.void + self.returned
        return self.due - self.paid - under_way - not_credited


@dataclass(frozen=True)
class Difference:
    """One thing that does not agree: which check, where, and what stands on its two sides."""

    check: str
    words: str | Promise
    month: str
    subject: str
    left: str
    right: str


@dataclass(frozen=True)
class Check:
    """One comparison; its statement gives month, subject, left and right for every row that differs."""

    name: str
    words: str | Promise
    statement: str


IDENTITIES: Final = f"""
SELECT b.month, sum(b.total_amount), sum(l.paid), sum(l.due), sum(l.in_flight), sum(l.failed), sum(l.held), sum(l.void),
       sum(l.returned)
FROM payments_paymentbatch b, LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE {credited()}), 0) AS paid,
           coalesce(sum(amount) FILTER (WHERE status = 'due'), 0) AS due,
           coalesce(sum(amount) FILTER (WHERE status IN ('sent', 'unknown')), 0) AS in_flight,
           coalesce(sum(amount) FILTER (WHERE {failed()}), 0) AS failed,
           coalesce(sum(amount) FILTER (WHERE status = 'held'), 0) AS held,
           coalesce(sum(amount) FILTER (WHERE status = 'void'), 0) AS void,
           coalesce(sum(amount) FILTER (WHERE {returned()}), 0) AS returned
    FROM payments_paymentline WHERE batch_id = b.id) l
WHERE b.area_code = %(county)s AND (%(month)s::date IS NULL OR b.month = %(month)s)
GROUP BY b.month ORDER BY b.month
"""

_BATCHES: Final = "(%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s"
# A batch answers for what was decided before it was signed, or drawn where it is not signed yet; an hour is left for
# decisions under way at that moment.
_ANSWERED_FOR: Final = "coalesce(b.signed_at, b.drawn_at) - interval '1 hour'"

# Of lines, since a household or person paid twice may be so by two batches.
_HOUSEHOLDS: Final = """
SELECT l.month, 'household ' || l.household_id, '1', count(*)::text
FROM payments_paymentline l
WHERE l.area_code >= %(low)s AND l.area_code < %(high)s AND (%(month)s::date IS NULL OR l.month = %(month)s)
  AND l.kind = 'regular' AND l.status <> 'void'
GROUP BY l.month, l.household_id HAVING count(*) > 1
"""
_PERSONS: Final = """
SELECT l.month, 'person ' || s.person_id, '1', count(*)::text
FROM payments_paymentline l JOIN applicants_grantshare s ON s.grant_id = l.grant_id
WHERE l.area_code >= %(low)s AND l.area_code < %(high)s AND (%(month)s::date IS NULL OR l.month = %(month)s)
  AND l.kind = 'regular' AND l.status <> 'void'
GROUP BY l.month, s.person_id HAVING count(*) > 1
"""
_IN_TWO_COUNTIES: Final = " AND left(min(l.area_code), 6) <> left(max(l.area_code), 6)"

CHECKS: Final = (
    Check(
        "batch_header",
        _("批次的户数、人数、金额、校验值与明细不符"),
        f"""
        SELECT b.month, b.id::text,
               concat_ws(' ', b.line_count, b.person_count, b.total_amount, b.held_count, b.held_amount, b.lines_hash),
               concat_ws(' ', d.line_count, d.person_count, d.total_amount, d.held_count, d.held_amount, d.lines_hash)
        FROM payments_paymentbatch b, payment_lines_digest(b.id) d
        WHERE {_BATCHES} AND (
            (b.line_count, b.person_count, b.total_amount, b.lines_hash)
                IS DISTINCT FROM (d.line_count::int, d.person_count::int, d.total_amount, d.lines_hash)
            OR b.status <> 'void' AND (b.held_count, b.held_amount)
                IS DISTINCT FROM (d.held_count::int, d.held_amount))
        """,
    ),
    Check(
        "line_status",
        _("明细的状态与批次的状态不合"),
        f"""
        SELECT b.month, 'line ' || l.id, b.status, l.status
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        WHERE {_BATCHES} AND l.status <> ALL (CASE
            WHEN b.status = 'void' THEN ARRAY['void']
            WHEN b.status = 'sent' THEN ARRAY['sent', 'unknown', 'paid', 'failed', 'held']
            WHEN b.status = 'settled' THEN ARRAY['paid', 'failed', 'held']
            ELSE ARRAY['due', 'held'] END)
        """,
    ),
    Check(
        "paid_twice",
        _("一户在一个月里有两笔按月发放"),
        _HOUSEHOLDS,
    ),
    Check(
        "person_paid_twice",
        _("一人在一个月里由两笔发放保障"),
        _PERSONS,
    ),
    Check(
        "line_and_grant",
        _("明细与它的待遇不符"),
        f"""
        SELECT b.month, 'line ' || l.id,
               concat_ws(' ', l.household_id, l.benefit_class, l.covered_count, l.base_amount, l.supplement_amount),
               concat_ws(' ', g.household_id, g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount,
                         g.first_month, g.last_month)
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        JOIN applicants_grant g ON g.id = l.grant_id
        LEFT JOIN applicants_decision e ON e.id = g.ended_by_id
        LEFT JOIN payments_account a ON a.id = l.account_id
        WHERE {_BATCHES} AND l.status <> 'void' AND (
            (l.household_id, l.benefit_class, l.covered_count, l.area_code)
                <> (g.household_id, g.benefit_class, g.covered_count, g.area_code)
            OR CASE l.kind
               WHEN 'regular' THEN (l.base_amount, l.supplement_amount) <> (g.base_amount, g.supplement_amount)
               WHEN 'subsidy' THEN (l.base_amount, l.supplement_amount) <> (g.covered_count * b.per_person_amount, 0)
               ELSE false END
            OR l.month <> b.month AND l.kind IN ('regular', 'subsidy')
            OR l.month > b.month OR l.month < g.first_month OR a.household_id <> l.household_id
            -- A benefit stopped after its month was signed is an over-payment to recover, not a wrong line.
            OR l.month > g.last_month AND e.created_at < {_ANSWERED_FOR})
        """,
    ),
    Check(
        "paid_beyond_the_month",
        _("一户一个月各批次发的加起来，多于这个月应发的"),
        """
        SELECT l.month, 'household ' || l.household_id, max(g.total_amount)::text,
               sum(l.base_amount + l.supplement_amount)::text
        FROM payments_paymentline l JOIN applicants_grant g ON g.id = l.grant_id
        WHERE l.area_code >= %(low)s AND l.area_code < %(high)s AND (%(month)s::date IS NULL OR l.month = %(month)s)
          AND l.kind IN ('regular', 'back_pay', 'follow_up', 'top_up')
          -- What the bank paid and called failed is its own doing: too much, and to recover.
          AND l.status IN ('due', 'sent', 'unknown', 'paid') AND l.booking = ''
        GROUP BY l.month, l.household_id HAVING sum(l.base_amount + l.supplement_amount) > max(g.total_amount)
        """,
    ),
    Check(
        "line_and_source",
        _("重新发放或补差的一笔与原来的一笔不合"),
        f"""
        SELECT b.month, 'line ' || l.id, concat_ws(' ', l.household_id, l.month, l.kind),
               concat_ws(' ', s.household_id, s.month, s.kind, s.status, nullif(s.booking, ''))
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        LEFT JOIN payments_paymentline s ON s.id = l.source_id
        WHERE {_BATCHES} AND b.kind IN ('follow_up', 'top_up', 'subsidy_follow_up') AND l.status <> 'void' AND (
            s.id IS NULL OR (s.household_id, s.month) <> (l.household_id, l.month)
            OR (s.kind IN ('subsidy', 'subsidy_follow_up')) <> (l.kind = 'subsidy_follow_up')
            OR CASE l.kind WHEN 'top_up' THEN s.status <> 'paid'
               ELSE s.status NOT IN ('failed', 'held') AND s.booking <> 'returned' END)
        """,
    ),
    # What was paid twice of a benefit its month shows, and a recovery gets back; no month says what a subsidy is.
    Check(
        "subsidy_paid_twice",
        _(
            "价格临时补贴发了两次（银行报失败的一笔查明已到账，又重发了）：由县里向这户收回，缴回财政"
        ),
        f"""
        SELECT l.month, 'household ' || l.household_id, max(l.amount)::text, sum(l.amount)::text
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        WHERE b.area_code = %(county)s AND b.kind IN ('subsidy', 'subsidy_follow_up')
          AND (%(month)s::date IS NULL OR l.month = %(month)s) AND {credited("l.")}
        GROUP BY l.month, l.household_id HAVING count(*) > 1
        """,
    ),
    Check(
        "line_and_hold",
        _("明细的缓发不是这户这个月的，或者没有原因就暂缓"),
        f"""
        SELECT b.month, 'line ' || l.id, concat_ws(' ', l.status, l.household_id, l.area_code, l.hold_id),
               concat_ws(' ', a.status, h.household_id, h.area_code, h.first_month, h.last_month)
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        LEFT JOIN payments_paymenthold h ON h.id = l.hold_id
        LEFT JOIN payments_account a ON a.id = l.account_id
        WHERE {_BATCHES} AND l.status <> 'void' AND (
            l.hold_id IS NOT NULL AND (
                h.id IS NULL OR h.household_id <> l.household_id OR l.month < h.first_month OR l.month > h.last_month)
            OR l.hold_id IS NULL AND l.status = 'held' AND a.status = 'usable')
        """,
    ),
    Check(
        "shares_and_grant",
        _("个人份额加起来与待遇不符"),
        """
        SELECT g.first_month, 'grant ' || g.id, concat_ws(' ', g.covered_count, g.base_amount, g.supplement_amount),
               concat_ws(' ', count(s.id), sum(s.base_amount), sum(s.supplement_amount))
        FROM applicants_grant g LEFT JOIN applicants_grantshare s ON s.grant_id = g.id
        WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
          AND (%(month)s::date IS NULL
               OR g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s))
        GROUP BY g.id
        HAVING (count(s.id), sum(s.base_amount), sum(s.supplement_amount))
            IS DISTINCT FROM (g.covered_count::bigint, g.base_amount, g.supplement_amount)
        """,
    ),
    Check(
        "household_without_line",
        _("这个月应发的家庭没有编进批次"),
        f"""
        SELECT b.month, 'household ' || g.household_id, g.total_amount::text, '0.00'
        FROM payments_paymentbatch b
        JOIN applicants_grant g ON g.area_code >= %(low)s AND g.area_code < %(high)s
            AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
        -- A benefit confirmed later is drawn before the signature, and owed after it.
        JOIN applicants_decision d ON d.id = g.decision_id AND d.created_at < {_ANSWERED_FOR}
        WHERE {_BATCHES} AND b.kind = 'regular' AND b.status <> 'void' AND NOT EXISTS (
            SELECT FROM payments_paymentline l
            WHERE l.household_id = g.household_id AND l.month = b.month AND l.kind = 'regular'
              AND l.status <> 'void' AND l.batch_id = b.id
            OFFSET 0)
        """,
    ),
    Check(
        "batch_papers",
        _("批次的状态与它的银行文件、移交、回盘不合"),
        f"""
        SELECT b.month, b.id::text, concat_ws(' ', b.status, CASE WHEN b.is_historical THEN 'historical' END),
               concat_ws(' ', p.files, p.hand_overs, p.results)
        FROM payments_paymentbatch b, LATERAL (
            SELECT (SELECT count(*) FROM payments_bankfile f WHERE f.batch_id = b.id) AS files,
                   (SELECT count(*) FROM payments_handover h WHERE h.batch_id = b.id) AS hand_overs,
                   (SELECT count(*) FROM payments_resultfile r WHERE r.batch_id = b.id AND r.status = 'posted')
                       AS results) p
        WHERE {_BATCHES} AND CASE
            WHEN b.is_historical THEN p.files + p.hand_overs + p.results > 0
            WHEN b.status = 'void' THEN p.hand_overs + p.results > 0
            ELSE (p.files > 0) <> (b.status IN ('filed', 'sent', 'settled'))
              OR (p.hand_overs > 0) <> (b.status IN ('sent', 'settled'))
              OR p.results > 0 AND b.status NOT IN ('sent', 'settled')
              OR p.results = 0 AND b.status = 'settled' AND b.line_count > b.held_count END
        """,
    ),
    Check(
        "bank_file",
        _("银行文件的笔数、金额与批次或明细应付的不符"),
        f"""
        SELECT b.month, f.name, concat_ws(' ', f.row_count, f.total_amount),
               concat_ws(' ', b.line_count - b.held_count, b.total_amount - b.held_amount, d.count, d.total)
        FROM payments_paymentbatch b JOIN payments_bankfile f ON f.batch_id = b.id, LATERAL (
            SELECT count(*) AS count, coalesce(sum(l.amount), 0) AS total
            FROM payments_paymentline l WHERE l.batch_id = b.id AND l.status <> 'held') d
        WHERE {_BATCHES} AND (
            (f.row_count, f.total_amount) <> (b.line_count - b.held_count, b.total_amount - b.held_amount)
            -- Once all are void, nothing tells which of them were held.
            OR b.status <> 'void' AND (f.row_count, f.total_amount) <> (d.count, d.total))
        """,
    ),
    Check(
        "result_rows",
        _("回盘的合计与它的明细不符"),
        f"""
        SELECT b.month, f.name, concat_ws(' ', f.paid_amount, f.failed_amount, f.unknown_amount, f.row_count),
               concat_ws(' ', r.paid, r.failed, r.unknown, r.rows)
        FROM payments_paymentbatch b JOIN payments_resultfile f ON f.batch_id = b.id,
        LATERAL (SELECT count(*) AS rows,
                        coalesce(sum(amount) FILTER (WHERE outcome = 'paid'), 0) AS paid,
                        coalesce(sum(amount) FILTER (WHERE outcome = 'failed'), 0) AS failed,
                        coalesce(sum(amount) FILTER (WHERE outcome = 'unknown'), 0) AS unknown
                 FROM payments_resultrow WHERE file_id = f.id) r
        WHERE {_BATCHES} AND f.status = 'posted' AND (f.paid_amount, f.failed_amount, f.unknown_amount, f.row_count)
            <> (r.paid, r.failed, r.unknown, r.rows)
        """,
    ),
    Check(
        "line_and_result",
        _("明细的结果与银行的回盘不符"),
        f"""
        SELECT b.month, 'line ' || l.id, concat_ws(' ', l.status, l.failure_reason, l.amount),
               concat_ws(' ', r.outcome, r.reason, r.amount)
        FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
        LEFT JOIN LATERAL (
            SELECT r.outcome, r.reason, r.amount FROM payments_resultrow r
            JOIN payments_resultfile f ON f.id = r.file_id AND f.status = 'posted'
            WHERE r.line_id = l.id AND r.effect = 'outcome' ORDER BY f.posted_at DESC LIMIT 1) r ON true
        WHERE {_BATCHES} AND NOT b.is_historical AND CASE WHEN l.status IN ('paid', 'failed', 'unknown')
            THEN (l.status, l.failure_reason, l.amount) IS DISTINCT FROM (r.outcome, r.reason, r.amount)
            ELSE r.outcome IS NOT NULL END
        """,
    ),
    Check(
        "line_and_dispute",
        _("明细的争议后入账与争议的处理结果不符"),
        """
        SELECT l.month, 'line ' || l.id, l.booking, d.resolution
        FROM payments_paymentline l
        LEFT JOIN payments_dispute d ON d.line_id = l.id AND d.resolution = l.booking
        WHERE l.area_code >= %(low)s AND l.area_code < %(high)s AND l.booking <> '' AND d.id IS NULL
          AND (%(month)s::date IS NULL OR l.month = %(month)s)
        UNION ALL
        SELECT l.month, 'line ' || l.id, l.booking, d.resolution
        FROM payments_dispute d JOIN payments_paymentline l ON l.id = d.line_id
        WHERE d.area_code >= %(low)s AND d.area_code < %(high)s AND d.resolution IN ('returned', 'arrived')
          AND l.booking <> d.resolution AND (%(month)s::date IS NULL OR l.month = %(month)s)
        """,
    ),
    *(Check(*one) for one in (*FUND_CHECKS, *RECORD_CHECKS)),
)
_NAMED: Final = """
SELECT '{name}', c.* FROM ({statement}
) c (month, subject, one_side, other_side)
"""
_UNBALANCED: Final = _("应发不等于已发、未交银行、在途、失败、银行退回、暂缓、作废之和")
_OTHER_BYTES: Final = _("银行文件、回盘文件的内容与生成或收到时不同")
_OTHER_NUMBER: Final = _("封存的账号与查找、显示用的不符")
# Every comparison that `check` makes, by its name; three of them are more than a statement.
WORDS: Final[dict[str, str | Promise]] = {
    "identity": _UNBALANCED,
    **{one.name: one.words for one in CHECKS},
    "file_content": _OTHER_BYTES,
    "account_number": _OTHER_NUMBER,
}
# What shows only where several counties are seen together.
CHECKS_ACROSS: Final = (
    Check("paid_twice", _("一户在一个月里由两个县发放"), _HOUSEHOLDS + _IN_TWO_COUNTIES),
    Check("person_paid_twice", _("一人在一个月里由两个县发放保障"), _PERSONS + _IN_TWO_COUNTIES),
)


def identities(county: Area, month: BenefitMonth | None = None) -> dict[BenefitMonth, Identity]:
    """Headers of each of the county's months, or of one, on one side, its lines by status on the other (one query)."""
    values = {"county": county.code, "month": month.first_day if month else None}
    with connection.cursor() as cursor:
        cursor.execute(IDENTITIES, values)
        return {BenefitMonth.of(day): Identity(*sums) for day, *sums in cursor.fetchall()}


def identity(county: Area, month: BenefitMonth) -> Identity:
    """The same of one month; nothing of one without batches."""
    return identities(county, month).get(month, Identity(*[Decimal(0)] * 7))


def months_of(county: Area) -> list[BenefitMonth]:
    """The months that the county has batches of, void ones included."""
    found = PaymentBatch.objects.filter(area=county).order_by("month").distinct()
    return list(found.values_list("month", flat=True))


def check(county: Area, month: BenefitMonth | None = None) -> list[Difference]:
    """Every difference in a county's books, of one month or of all; run it in a scope that sees the county."""
    return [
        *_identities(county, month),
        *_rows(CHECKS, county, month),
        *_changed_files(county, month),
        *_changed_numbers(county, month),
    ]


def check_across(area: Area, month: BenefitMonth | None = None) -> list[Difference]:
    """Every difference between the books of an area's counties; run it in a scope that sees the area."""
    return list(_rows(CHECKS_ACROSS, area, month))


def _identities(county: Area, month: BenefitMonth | None) -> Iterator[Difference]:
    for each, sides in identities(county, month).items():
        if sides.difference:
            yield Difference(
                "identity",
                _UNBALANCED,
                str(each),
                county.code,
                str(sides.due),
                str(sides.due - sides.difference),
            )


def _rows(checks: Sequence[Check], area: Area, month: BenefitMonth | None) -> Iterator[Difference]:
    """What differs by any of the checks (one query): a page asks for all of them at once."""
    low, high = area.span
    values = {
        "county": area.code,
        "low": low,
        "high": high,
        "month": month.first_day if month else None,
    }
    words = {one.name: one.words for one in checks}
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join(map(_NAMED.format_map, map(vars, checks))), values)
        for name, day, subject, left, right in cursor.fetchall():
            yield Difference(
                name, words[name], str(BenefitMonth.of(day)), subject, left or "", right or ""
            )


def _changed_files(county: Area, month: BenefitMonth | None) -> Iterator[Difference]:
    """Files to the bank and from it whose kept bytes are not those that were written or came."""
    for model in (BankFile, ResultFile):
        files = model.objects.filter(area=county).select_related("content", "batch").order_by("pk")
        asked = files.filter(batch__month=month) if month else files
        # A year of a county's files would not fit in memory together.
        for file in asked.iterator(chunk_size=1):
            found = _hash_of(file.content)
            if found != file.sha256:
                yield Difference(
                    "file_content",
                    _OTHER_BYTES,
                    str(file.batch.month),
                    file.name,
                    file.sha256,
                    found,
                )


def _hash_of(content: FileContent) -> str:
    try:
        return hashlib.sha256(content_of(content)).hexdigest()
    except SealBroken:
        return ""


def _changed_numbers(county: Area, month: BenefitMonth | None) -> Iterator[Difference]:
    """Accounts whose sealed number is not the one that they are found and shown by: those of families, and those that
    the county pays from."""
    accounts = Account.objects.within(county).order_by("pk")
    for account in accounts.only(
        "household_id", "number", "number_index", "number_last4", "starts_on", "opened_at"
    ):
        began = account.starts_on or account.opened_at.date()
        about = f"household {account.household_id}"
        yield from _changed_number(account, ACCOUNT_NUMBER, about, month or BenefitMonth.of(began))
    for paying in PayingAccount.objects.within(county).order_by("pk"):
        about, began = f"paying account {paying.pk}", paying.starts_on
        yield from _changed_number(paying, PAYING_NUMBER, about, month or BenefitMonth.of(began))


def _changed_number(
    account: Account | PayingAccount, purpose: str, about: str, month: BenefitMonth
) -> Iterator[Difference]:
    try:
        number = account.number.open()
    except SealBroken:
        number = ""
    known_by = (account.number_index, account.number_last4)
    if (blind_index(number, purpose), number[-4:]) != known_by:
        yield Difference(
            "account_number", _OTHER_NUMBER, str(month), about, account.number_last4, number[-4:]
        )
