"""Addresses of batches, accounts, funds and all else that is paid."""

from dibao.permissions import Permission as P
from tests.house.addresses_everything import EVERYTHING
from tests.house.addressing import Address, Kind, of


def _batch(step: str, which: str, *opens: P, **more: object) -> Address:
    keys = {"pk": which} | more.pop("keys", {})
    return of(f"payments:{step}", Kind.COUNTY, *opens, keys=keys, **more)


_SENDERS_BACK = frozenset({P.BATCH_REVIEW, P.BATCH_APPROVE, P.BATCH_SIGN})
_VOIDERS = frozenset({P.BATCH_PREPARE, P.BATCH_APPROVE})


def _step(step: str, which: str, *opens: P, **more: object) -> Address:
    return _batch("batch_step", which, *opens, keys={"step": f"'{step}'"}, posts=True, **more)


def _hold(step: str, *opens: P, **more: object) -> Address:
    return of(f"payments:{step}", Kind.VILLAGE, *opens, keys={"pk": "hold"}, **more)


def _recovery(
    name: str, which: str, *opens: P, steps: dict[str, str] | None = None, **more: object
) -> Address:
    keys = {"pk": which} | (steps or {})
    return of(f"payments:{name}", Kind.VILLAGE, *opens, keys=keys, **more)


MONEY = (
    *(
        of(f"payments:{name}", Kind.VILLAGE, P.CASE_VIEW, keys={"pk": "household"}, read=read)
        for name, read in EVERYTHING
    ),
    of("payments:batches", Kind.LIST, P.BATCH_VIEW),
    of("payments:draw", Kind.LIST, P.BATCH_PREPARE, posts=True),
    of("payments:charts", Kind.LIST, P.BATCH_VIEW, query={"by": "'class'"}),
    of("payments:owed", Kind.LIST, P.BATCH_VIEW, read="view"),
    _batch("batch", "settled", P.BATCH_VIEW),
    _batch("batch", "draft_batch", P.BATCH_VIEW),
    _batch("batch_lines", "settled", P.BATCH_VIEW, read="view"),
    _batch(
        "batch_exceptions",
        "draft_batch",
        P.BATCH_VIEW,
        keys={"kind": "'account'"},
        read="view",
    ),
    _batch(
        "batch_exceptions",
        "draft_batch",
        P.BATCH_VIEW,
        keys={"kind": "'replaced'"},
        read="view",
    ),
    _batch("batch_exceptions", "prepared", P.BATCH_VIEW, keys={"kind": "'hold'"}, read="view"),
    _batch("batch_changes", "draft_batch", P.BATCH_VIEW, read="view"),
    _batch(
        "batch_take_out",
        "draft_batch",
        P.BATCH_PREPARE,
        knocks=_SENDERS_BACK,
        posts=True,
        read="view",
    ),
    _batch("roster", "settled", P.BATCH_VIEW, read="print"),
    _step("submit", "draft_batch", P.BATCH_PREPARE),
    _step("review", "prepared", P.BATCH_REVIEW),
    # Nobody has reviewed it yet, and the page says so.
    _step("approve", "prepared", P.BATCH_APPROVE, get=409),
    _step("sign", "prepared", P.BATCH_SIGN, get=409),
    _step("settle", "sent", P.BATCH_SETTLE),
    _step("send_back", "prepared", P.BATCH_REVIEW, knocks=_SENDERS_BACK),
    _step("void", "draft_batch", P.BATCH_PREPARE, knocks=_VOIDERS),
    _batch("bank_file_new", "filed", P.BANK_FILE_WRITE, posts=True),
    _batch("bank_file", "unsent_file", P.BANK_FILE_WRITE, P.BANK_FILE_HAND_OVER, read="export"),
    _batch("bank_file_packed", "unsent_file", P.BANK_FILE_WRITE, P.BANK_FILE_HAND_OVER, posts=True),
    _batch("hand_over", "unsent_file", P.BANK_FILE_HAND_OVER, posts=True),
    _batch("result_new", "sent", P.BANK_RESULT_LOAD, posts=True),
    _batch(
        "result",
        "result",
        P.BATCH_VIEW,
        sends=frozenset({P.BANK_RESULT_LOAD}),
        posts=True,
        read="view",
    ),
    _batch("result_withdraw", "result", P.BANK_RESULT_LOAD, posts=True),
    of("payments:corrections", Kind.LIST, P.BATCH_VIEW, read="view"),
    of(
        "payments:household_months",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "household"},
        read="view",
    ),
    of(
        "payments:household_card",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "household", "year": "'2008'"},
        read="print",
    ),
    of("payments:holds", Kind.LIST, P.BATCH_VIEW, read="view"),
    of("payments:holds", Kind.LIST, P.BATCH_VIEW, query={"status": "'all'"}, read="view"),
    _hold("hold", P.BATCH_VIEW, read="view"),
    _hold("hold_lift", P.HOLD_LIFT, get=405, posts=True),
    of(
        "payments:hold_new",
        Kind.VILLAGE,
        P.HOLD_PLACE,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
    of("payments:disputes", Kind.LIST, P.BATCH_VIEW, read="view"),
    of(
        "payments:dispute",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "dispute"},
        posts=True,
        sends=frozenset({P.DISPUTE_RESOLVE}),
        read="view",
    ),
    of("payments:ledgers", Kind.LIST, P.BATCH_VIEW),
    of("payments:recoveries", Kind.LIST, P.BATCH_VIEW, read="view"),
    of("payments:recoveries", Kind.LIST, P.BATCH_VIEW, query={"status": "'all'"}, read="view"),
    _recovery("recovery", "recovery", P.BATCH_VIEW, read="view"),
    _recovery("recovery_letter", "owing", P.BATCH_VIEW, read="print"),
    _recovery(
        "recovery_step",
        "recovery",
        P.RECOVERY_DECIDE,
        steps={"step": "'decide'"},
        posts=True,
        read="view",
    ),
    _recovery(
        "recovery_step",
        "owing",
        P.RECOVERY_ENTER,
        steps={"step": "'enter'"},
        posts=True,
        read="view",
    ),
    _recovery("recovery_answer", "recovery_entry", P.RECOVERY_DECIDE, get=405, posts=True),
    of(
        "payments:recovery_new",
        Kind.VILLAGE,
        P.RECOVERY_PROPOSE,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
    of("payments:funds", Kind.LIST, P.BATCH_VIEW),
    of("payments:fund_new", Kind.LIST, P.FUND_ENTER, posts=True),
    of(
        "payments:fund",
        Kind.COUNTY,
        P.BATCH_VIEW,
        keys={"pk": "fund"},
        posts=True,
        sends=frozenset({P.FUND_CONFIRM, P.FUND_ENTER}),
    ),
    of(
        "payments:paying_account",
        Kind.LIST,
        P.BATCH_VIEW,
        posts=True,
        sends=frozenset({P.FUND_CONFIRM, P.FUND_ENTER}),
    ),
    of("payments:failed", Kind.LIST, P.ACCOUNT_EDIT, read="view"),
    of(
        "payments:account_changes",
        Kind.LIST,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        P.BATCH_VIEW,
        sends=frozenset({P.ACCOUNT_CONFIRM}),
        posts=True,
        read="view",
    ),
    of("payments:account_sheets", Kind.LIST, P.ACCOUNT_EDIT, posts=True),
    of("payments:account_sheet_blank", Kind.LIST, P.ACCOUNT_EDIT, read="export"),
    of(
        "payments:account_sheet",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        keys={"pk": "account_sheet"},
        posts=True,
        read="view",
    ),
    of(
        "payments:account_change",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        P.BATCH_VIEW,
        keys={"pk": "account_change"},
        read="view",
    ),
    of(
        "payments:account_letter",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        keys={"pk": "account_change"},
        read="print",
    ),
    of(
        "payments:account_change_step",
        Kind.VILLAGE,
        P.ACCOUNT_CONFIRM,
        keys={"pk": "account_change", "step": "'confirm'"},
        get=405,
        posts=True,
    ),
    of(
        "payments:account",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
)
