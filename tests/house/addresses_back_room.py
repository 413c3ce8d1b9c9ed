"""Addresses of the back room."""

from dibao.back_room import ENTERED_BY
from dibao.permissions import Permission as P
from tests.house.addressing import Address, Kind, of


def _register(
    model: str,
    kind: Kind,
    which: str,
    view: P,
    *,
    reads: bool = True,
    exports: bool = False,
    is_table: bool = False,
) -> tuple[Address, ...]:
    """The pages of a model that is only looked at in the back room; a table, unlike a register, tells of nobody."""
    name, read = f"admin:{model}", "view" if reads else ""
    one = {"keys": {"object_id": which}, "read": read}
    rows = [
        of(f"{name}_changelist", Kind.LIST, view, posts=True, answers=frozenset({200}), read=read),
        of(f"{name}_add", Kind.LIST, view, get=403, shut=403),
        of(f"{name}_change", kind, view, shut=403, **one),
        of(f"{name}_history", kind, view, posts=True, answers=frozenset({200}), **one),
    ]
    if exports:
        both = {"also": frozenset({P.REGISTER_EXPORT}), "posts": True, "answers": frozenset({200})}
        rows.append(of(f"{name}_export", Kind.LIST, view, **both))
    return (*rows, _table_export(name, view)) if is_table else tuple(rows)


def _table_export(name: str, view: P) -> Address:
    return of(f"{name}_export", Kind.LIST, view, posts=True, answers=frozenset({200}))


def _kept(
    model: str, kind: Kind, which: str, view: P, *, adds: bool = True, exports: bool = True
) -> tuple[Address, ...]:
    """The pages of a model that administrators keep."""
    name, one = f"admin:{model}", {"keys": {"object_id": which}}
    answers = frozenset({200, 302})
    add = {"posts": True, "answers": answers} if adds else {"get": 403, "shut": 403}
    return (
        of(f"{name}_changelist", Kind.LIST, view, posts=True, answers=frozenset({200})),
        of(f"{name}_add", Kind.LIST, view, **add),
        of(f"{name}_change", kind, view, posts=True, answers=answers, **one),
        of(f"{name}_history", kind, view, posts=True, answers=frozenset({200}), **one),
        *([_table_export(name, view)] if exports else []),
    )


BACK_ROOM = (
    of("admin:index", Kind.LIST, *ENTERED_BY, posts=True, answers=frozenset({200})),
    *_register("applicants_household", Kind.VILLAGE, "household", P.CASE_VIEW, exports=True),
    *_register("applicants_case", Kind.VILLAGE, "ready", P.CASE_VIEW, exports=True),
    *_register("applicants_grant", Kind.VILLAGE, "grant", P.CASE_VIEW, exports=True),
    *_register("applicants_objection", Kind.VILLAGE, "objection", P.OBJECTION_VIEW, exports=True),
    *_register("payments_paymentbatch", Kind.COUNTY, "settled", P.BATCH_VIEW, exports=True),
    *_register("dibao_auditevent", Kind.VILLAGE, "event", P.AUDIT_VIEW),
    *_register("dibao_readlog", Kind.VILLAGE, "read", P.READ_LOG_VIEW),
    *_register("dibao_jobrun", Kind.COUNTY, "job", P.JOB_VIEW, reads=False),
    *_register(
        "applicants_ruleset", Kind.LIST, "shared_rules", P.RULE_SET_EDIT, reads=False, is_table=True
    ),
    *_kept("dibao_area", Kind.VILLAGE, "village", P.AREA_MANAGE, adds=False),
    *_kept("dibao_staff", Kind.VILLAGE, "staff", P.STAFF_MANAGE),
    *_kept("dibao_agencytoken", Kind.COUNTY, "agency_token", P.STAFF_MANAGE, exports=False),
    *_kept("dibao_posting", Kind.VILLAGE, "posting", P.STAFF_MANAGE),
    # One calendar for a prefecture: the administrators of the matrix are a county's, and read it.
    *_register("dibao_holiday", Kind.LIST, "holiday", P.AREA_MANAGE, reads=False, is_table=True),
    *_register("dibao_agency", Kind.LIST, "agency", P.AID_EDIT, reads=False, is_table=True),
    *_register("applicants_aiditem", Kind.LIST, "aid_item", P.AID_EDIT, reads=False, is_table=True),
    *_register(
        "applicants_aidterms", Kind.LIST, "aid_terms", P.AID_EDIT, reads=False, is_table=True
    ),
)
