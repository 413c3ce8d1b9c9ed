"""Every address of the system with who may open it; an address that is missing here fails the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dibao.back_room import ENTERED_BY
from dibao.permissions import Permission as P
from tests.house.addresses_everything import EVERYTHING, HELP_REPORTS
from tests.house.world import Site

# Django's admin has names for much that is not there; which of its pages are, the rows of BACK_ROOM say.
NOT_OURS = {"admin"}

Arguments = dict[str, str]


class Kind(Enum):
    """What stands behind an address."""

    PUBLIC = "anybody reads it, logged in or not"
    TOKEN = "an agency's system, which shows its token; nobody's browser"
    DOOR = "whoever has an account, with a posting or without"
    LIST = "the posting's own rows, or a form for a new one"
    VILLAGE = "one object of a village"
    COUNTY = "one object of a county"


@dataclass(frozen=True)
class Address:
    """One row of the matrix.

    `keys` says which thing of a county stands for each argument; a word in quotes stands for itself. `opens` is what
    a posting needs one of, nothing where any posting will do, and `also` what it needs all of; `sends` what its form
    needs beside. Postings with `knocks` may open the same address for other things of the kind. `answers` are those to
    an empty form, `shut` is the one where no form is taken, `read` is the trace that a look leaves in the log of reads.
    Postings with `leads_on` are led on to a page of their own.
    """

    name: str
    kind: Kind
    opens: frozenset[P] = frozenset()
    also: frozenset[P] = frozenset()
    keys: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    get: int = 200
    posts: bool = False
    sends: frozenset[P] = frozenset()
    knocks: frozenset[P] = frozenset()
    answers: frozenset[int] = frozenset({200, 302, 409})
    shut: int = 405
    read: str = ""
    leads_on: frozenset[P] = frozenset()

    def __str__(self) -> str:
        told = "&".join(f"{name}={value}" for name, value in self.query)
        fixed = "".join(f" {word}" for _name, word in self.keys if _is_fixed(word))
        return f"{self.name}{fixed}?{told}" if told else f"{self.name}{fixed}"

    def url(self, site: Site, *, missing: bool = False) -> str:
        """The address of the thing in a county, or of one of the same shape that does not exist."""
        path = reverse(self.name, kwargs=self._values(self.keys, site, missing))
        query = urlencode(self._values(self.query, site, missing))
        return f"{path}?{query}" if query else path

    @property
    def is_object(self) -> bool:
        return self.kind in (Kind.VILLAGE, Kind.COUNTY)

    @staticmethod
    def _values(pairs: tuple[tuple[str, str], ...], site: Site, missing: bool) -> Arguments:
        found = {name: _value(word, site) for name, word in pairs}
        if missing:
            found = {
                name: value if _is_fixed(word) else _unlike(value)
                for (name, word), value in zip(pairs, found.values(), strict=True)
            }
        return found


def _is_fixed(word: str) -> bool:
    return word.startswith("'")


def _value(word: str, site: Site) -> str:
    if _is_fixed(word):
        return word.strip("'")
    return str(getattr(site, word, None) or site[word])


def _unlike(value: str) -> str:
    """A key of the same length that nothing has."""
    return "".join("9" if letter.isalnum() else letter for letter in value)


def _of(name: str, kind: Kind, *opens: P, **more: object) -> Address:
    pairs = {part: tuple(more.pop(part, {}).items()) for part in ("keys", "query")}
    return Address(name, kind, frozenset(opens), **pairs, **more)


def _case(step: str, which: str, *opens: P, **more: object) -> Address:
    return _of(f"applicants:{step}", Kind.VILLAGE, *opens, keys={"pk": which}, **more)


def _batch(step: str, which: str, *opens: P, **more: object) -> Address:
    keys = {"pk": which} | more.pop("keys", {})
    return _of(f"payments:{step}", Kind.COUNTY, *opens, keys=keys, **more)


_RULE_READERS = (P.RULE_SET_EDIT, P.RULE_SET_ACTIVATE, P.WHAT_IF_RUN)


def _rules(step: str, *opens: P, **more: object) -> Address:
    return _of(f"applicants:{step}", Kind.COUNTY, *opens, keys={"pk": "rule_set"}, **more)


def _trial(step: str, *opens: P, **more: object) -> Address:
    keys = {"pk": "what_if"} | more.pop("keys", {})
    return _of(f"applicants:{step}", Kind.COUNTY, *opens, keys=keys, **more)


_LISTS = (P.ROSTER_IMPORT, P.ROSTER_CONFIRM)


def _list(step: str, *opens: P, **more: object) -> Address:
    return _of(f"applicants:{step}", Kind.COUNTY, *opens, keys={"pk": "sheet_import"}, **more)


# Who writes in the county's visits knocks at the township's in vain.
_OF_COUNTY = frozenset({P.DUTY_VISIT_RECORD})


def _screen(block: str) -> Address:
    keys = {"pk": "visit", "block": f"'{block}'"}
    return _of(
        "applicants:visit_block",
        Kind.VILLAGE,
        P.VISIT_RECORD,
        knocks=_OF_COUNTY,
        keys=keys,
        posts=True,
        read="view",
    )


GROUND = (
    _of("home", Kind.LIST, leads_on=frozenset({P.REFERRAL_ANSWER})),
    # Whoever is logged in already is led on.
    _of("login", Kind.DOOR, get=302, posts=True),
    _of("logout", Kind.DOOR, get=405, posts=True),
    _of("password_change", Kind.DOOR, posts=True),
    _of("password_change_done", Kind.DOOR),
    _of("set_language", Kind.PUBLIC, get=302, posts=True),
    # None of one's postings was named.
    _of("posting", Kind.DOOR, posts=True, answers=frozenset({404})),
    _of("jobs", Kind.LIST, P.BATCH_VIEW, P.JOB_VIEW, P.CASE_ENTER),
    _of("job", Kind.COUNTY, P.BATCH_VIEW, P.JOB_VIEW, P.CASE_ENTER, keys={"pk": "job"}),
)
CASES = (
    _of("applicants:search", Kind.LIST, P.CASE_VIEW, query={"q": "'白'"}, read="search"),
    _of("applicants:search", Kind.LIST, P.CASE_VIEW),
    _of("applicants:cases", Kind.LIST, P.CASE_VIEW),
    _of("applicants:case_new", Kind.LIST, P.CASE_ENTER, posts=True),
    _of("applicants:case_entry", Kind.LIST, P.CASE_ENTER, posts=True),
    _of("applicants:estimate", Kind.LIST, P.CASE_ENTER, get=405, posts=True),
    _case("case", "ready", P.CASE_VIEW, read="view"),
    _case("case_edit", "draft", P.CASE_ENTER, posts=True, read="view"),
    _case("case_check", "assessed", P.CASE_VIEW, read="view"),
    _case("case_assess", "accepted", P.CASE_ASSESS, get=405, posts=True),
    _case("override_give", "assessed", P.OVERRIDE_GIVE, posts=True, read="view"),
    _case(
        "override_answer",
        "override",
        P.OVERRIDE_AGREE,
        P.OVERRIDE_GIVE,
        posts=True,
        read="view",
    ),
    _case("case_propose", "assessed", P.CASE_PROPOSE, get=405, posts=True),
    _case("case_withdraw", "draft", P.CASE_ENTER, posts=True, read="view"),
    _case(
        "case_consents",
        "draft",
        P.CASE_VIEW,
        sends=frozenset({P.CASE_ENTER}),
        posts=True,
        read="view",
    ),
    _case("visit_form", "ready", P.CASE_VIEW, read="print"),
    _case("visit_paper", "signed_visit", P.CASE_VIEW, read="print"),
    _case("meeting_paper", "meeting", P.CASE_VIEW, read="print"),
    _case("meeting_form", "ready", P.CASE_VIEW, read="print"),
    _case("household_cover", "household", P.CASE_VIEW, read="print"),
    _case("missing_items", "draft", P.CASE_ENTER, posts=True, read="view"),
    _case("missing_supplied", "missing", P.CASE_ENTER, get=405, posts=True),
    _case("missing_paper", "missing", P.CASE_VIEW, read="print"),
    _case("consent_paper", "draft", P.CASE_VIEW, read="print"),
    _case("consent_revoke", "consent", P.CASE_ENTER, posts=True),
    _case(
        "case_relatives",
        "draft",
        P.CASE_VIEW,
        sends=frozenset({P.CASE_ENTER}),
        posts=True,
        read="view",
    ),
    _case("relative_void", "relative", P.CASE_ENTER, posts=True),
    _of("applicants:relatives", Kind.LIST, P.CASE_VIEW, read="view"),
    _of(
        "applicants:officials",
        Kind.LIST,
        P.CASE_VIEW,
        sends=frozenset({P.CASE_ENTER}),
        posts=True,
    ),
    _case("official_end", "official", P.CASE_ENTER, posts=True),
    _case(
        "case_documents",
        "draft",
        P.CASE_VIEW,
        sends=frozenset({P.DOCUMENT_ADD}),
        posts=True,
        read="view",
    ),
    _of(
        "applicants:material_answer",
        Kind.VILLAGE,
        P.DOCUMENT_ADD,
        keys={"pk": "draft", "kind": "'diagnosis'"},
        posts=True,
        read="view",
    ),
    _case("document_file", "document", P.CASE_VIEW, read="view"),
    _case("document_thumbnail", "document", P.CASE_VIEW),
    _case("document_void", "document", P.DOCUMENT_ADD, posts=True, read="view"),
    _case(
        "household_documents",
        "household",
        P.CASE_VIEW,
        sends=frozenset({P.DOCUMENT_ADD}),
        posts=True,
        read="view",
    ),
    _case("check_new", "accepted", P.CHECK_REQUEST, posts=True),
    _of("applicants:checks", Kind.LIST, P.CHECK_ANSWER),
    _of("applicants:check_list", Kind.LIST, P.CHECK_ANSWER, read="export"),
    _case("check", "check", P.CASE_VIEW, read="view"),
    _case("check_start", "check_requested", P.CHECK_ANSWER, get=405, posts=True),
    _case("check_answers", "check", P.CHECK_ANSWER, posts=True, read="view"),
    _case("check_close", "check", P.CHECK_ANSWER, posts=True),
    _case("check_contest", "check", P.CHECK_REQUEST, posts=True),
    _of(
        "applicants:sheet_imports",
        Kind.LIST,
        *_LISTS,
        posts=True,
        sends=frozenset({P.ROSTER_IMPORT}),
    ),
    _of(
        "applicants:sheet_template",
        Kind.LIST,
        P.ROSTER_IMPORT,
        keys={"key": "'roster'"},
    ),
    _list("sheet_import", *_LISTS, read="view"),
    _list("sheet_import_choose", P.ROSTER_IMPORT, get=405, posts=True),
    _list("sheet_import_confirm", P.ROSTER_CONFIRM, get=405, posts=True),
    _list("sheet_import_cancel", P.ROSTER_IMPORT, get=405, posts=True),
    _list("sheet_import_mark", *_LISTS, get=405, posts=True),
    _list("sheet_import_resume", *_LISTS, get=405, posts=True),
    _list("sheet_import_ask_back", P.ROSTER_IMPORT, get=405, posts=True),
    _list("sheet_import_let_back", P.ROSTER_CONFIRM, get=405, posts=True),
    _list("sheet_import_keep", P.ROSTER_CONFIRM, get=405, posts=True),
    _of("applicants:check_file_new", Kind.LIST, P.CHECK_ANSWER, posts=True),
    _of("applicants:check_file", Kind.COUNTY, P.CHECK_ANSWER, keys={"pk": "check_file"}),
    _case(
        "visit_new",
        "on_notice",
        P.VISIT_RECORD,
        P.DUTY_VISIT_RECORD,
        posts=True,
        read="view",
    ),
    _case("visit", "visit", P.CASE_VIEW, read="view"),
    *(_screen(block) for block in ("going", "members", "housing", "conclusion")),
    _case("visit_sign", "visit", P.VISIT_RECORD, knocks=_OF_COUNTY, posts=True, read="view"),
    _case("duty_new", "accepted", P.OBJECTION_RECORD, P.CASE_CONFIRM, posts=True, read="view"),
    _case("case_extend", "accepted", P.CASE_EXTEND, posts=True, read="view"),
    _case("case_end", "accepted", P.CASE_END, posts=True, read="view"),
    _case("case", "ended", P.CASE_VIEW, read="view"),
    _case("ending_letter", "ended", P.CASE_VIEW, read="print"),
    _of("applicants:leads", Kind.LIST, P.LEAD_RECORD, P.LEAD_FOLLOW),
    _of("applicants:leads", Kind.LIST, P.LEAD_RECORD, P.LEAD_FOLLOW, query={"waiting": "'1'"}),
    _of("applicants:lead_new", Kind.LIST, P.LEAD_RECORD, posts=True),
    _case(
        "lead",
        "lead",
        P.LEAD_RECORD,
        P.LEAD_FOLLOW,
        sends=frozenset({P.LEAD_FOLLOW}),
        posts=True,
        read="view",
    ),
    _of("applicants:statements", Kind.LIST, P.CASE_ENTER),
    _case("statement", "statement", P.CASE_ENTER, posts=True, read="reveal"),
    _of(
        "applicants:statement_photo",
        Kind.VILLAGE,
        P.CASE_ENTER,
        keys={"pk": "statement", "photo": "statement_photo"},
        read="view",
    ),
    _of("applicants:letters", Kind.LIST, P.LETTER_DELIVER),
    _of(
        "applicants:letter_deliver",
        Kind.VILLAGE,
        P.LETTER_DELIVER,
        keys={"kind": "'ending'", "pk": "ending"},
        posts=True,
        read="view",
    ),
    _case("meeting_new", "assessed", P.MEETING_RECORD, posts=True),
    _case("objection_new", "on_notice", P.OBJECTION_RECORD, posts=True, read="view"),
    _case("case_application", "ready", P.CASE_VIEW, read="print"),
    _case("case_letter", "confirmed", P.CASE_VIEW, read="print"),
    _case("case_confirm", "ready", P.CASE_CONFIRM, posts=True, read="view"),
    _case("case_refuse", "ready", P.CASE_CONFIRM, posts=True, read="view"),
    _case("case_send_back", "ready", P.CASE_CONFIRM, posts=True, read="view"),
    _of("applicants:objections", Kind.LIST, P.OBJECTION_VIEW),
    _of("applicants:objection_figures", Kind.LIST, P.OBJECTION_VIEW),
    _of("applicants:objection_register", Kind.LIST, P.OBJECTION_RECORD, posts=True),
    _case("objection", "objection", P.OBJECTION_VIEW, posts=True, read="view"),
    _of(
        "applicants:objection_photo",
        Kind.VILLAGE,
        P.OBJECTION_VIEW,
        keys={"pk": "objection", "photo": "objection_photo"},
        read="view",
    ),
    _case("objection_answer", "objection", P.OBJECTION_RESOLVE, posts=True, read="view"),
    _of("applicants:review", Kind.LIST, P.CASE_CONFIRM),
    _case("review_case", "ready", P.CASE_CONFIRM, read="view"),
    _of("applicants:unnamed", Kind.LIST, P.CASE_ENTER),
    _case("household", "household", P.CASE_VIEW, read="view"),
    _case("case_again", "free_household", P.CASE_ENTER, posts=True, read="view"),
    _case("member_reveal", "household", P.PERSON_REVEAL, get=405, posts=True),
    _of(
        "applicants:member_name",
        Kind.VILLAGE,
        P.CASE_ENTER,
        keys={"pk": "unnamed_household", "person": "unnamed_person"},
        posts=True,
        read="view",
    ),
    _case("member_join", "household", P.CASE_ENTER, posts=True, read="view"),
    _of(
        "applicants:member_leave",
        Kind.VILLAGE,
        P.CASE_ENTER,
        keys={"pk": "unnamed_household", "person": "unnamed_person"},
        posts=True,
        read="view",
    ),
    _case("head_change", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("people", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("payee", "household", P.CASE_ENTER, posts=True, read="view"),
    _of("applicants:change_reports", Kind.LIST, P.CASE_VIEW),
    _of("applicants:change_reports", Kind.LIST, P.CASE_VIEW, query={"status": "'all'"}),
    _case("change_report", "report", P.CASE_VIEW, read="view"),
    _case("change_report_follow", "report", P.CASE_ENTER, get=405, posts=True),
    _case("change_report_close", "report", P.CASE_ENTER, get=405, posts=True),
    _case("change_report_new", "household", P.CASE_ENTER, posts=True, read="view"),
    _of("applicants:rechecks", Kind.LIST, P.CASE_VIEW),
    _of("applicants:rechecks", Kind.LIST, P.CASE_VIEW, query={"due": "'all'"}),
    _case("recheck_new", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("change_new", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("change_propose", "changing", P.CASE_PROPOSE, get=405, posts=True),
    _case("case_check", "changing", P.CASE_VIEW, read="view"),
    _case("case", "cut", P.CASE_VIEW, read="view"),
    _case("review_case", "cut", P.CASE_CONFIRM, read="view"),
    _case("hearing_new", "cut", P.HEARING_RECORD, posts=True, read="view"),
    _case("hearing_paper", "cut", P.CASE_VIEW, read="print"),
    _case("change_decide", "cut", P.CASE_CONFIRM, posts=True, read="view"),
    _case("move", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("split", "household", P.CASE_ENTER, posts=True, read="view"),
    _case("merge", "household", P.CASE_ENTER, posts=True, read="view"),
    _of("applicants:duplicates", Kind.LIST, P.CASE_VIEW),
    _of("applicants:duplicates", Kind.LIST, P.CASE_VIEW, query={"waiting": "'1'"}),
    _case(
        "duplicate",
        "duplicate",
        P.CASE_VIEW,
        sends=frozenset({P.DUPLICATE_JUDGE}),
        posts=True,
        read="view",
    ),
    _of("applicants:transfers", Kind.LIST, P.CASE_VIEW),
    _case("transfer", "move", P.CASE_VIEW, read="view"),
    _case("transfer_receive", "move", P.CASE_ENTER, posts=True),
    _case("transfer_decline", "move", P.CASE_ENTER, posts=True),
    _case("transfer_withdraw", "move", P.CASE_ENTER, posts=True),
    _case("transfer_confirm", "split", P.CASE_CONFIRM, posts=True),
    _case("transfer_refuse", "split", P.CASE_CONFIRM, posts=True),
    _of(
        "applicants:transfer_file",
        Kind.VILLAGE,
        P.CASE_VIEW,
        keys={"pk": "move", "document": "transfer_document"},
        read="view",
    ),
    _of("applicants:notices", Kind.LIST, P.CASE_VIEW),
    _of("applicants:notice_new", Kind.LIST, P.NOTICE_POST, posts=True),
    _of(
        "applicants:notice_new",
        Kind.VILLAGE,
        P.NOTICE_POST,
        query={"village": "village", "stage": "'village'"},
        posts=True,
    ),
    _case(
        "notice",
        "notice",
        P.CASE_VIEW,
        posts=True,
        sends=frozenset({P.NOTICE_POST}),
        read="view",
    ),
    _of(
        "applicants:notice_photo",
        Kind.VILLAGE,
        P.CASE_VIEW,
        keys={"pk": "notice", "posting": "notice_photo"},
        read="view",
    ),
    _of("applicants:rule_sets", Kind.LIST, *_RULE_READERS),
    _of("applicants:rule_set_new", Kind.LIST, P.RULE_SET_EDIT, posts=True),
    _rules("rule_set", *_RULE_READERS),
    _rules("rule_set_edit", P.RULE_SET_EDIT, posts=True),
    _rules("rule_set_activate", P.RULE_SET_ACTIVATE, posts=True),
    _of("applicants:exports", Kind.LIST, P.REGISTER_EXPORT),
    _of("applicants:export_new", Kind.LIST, P.REGISTER_EXPORT),
    _of(
        "applicants:export_ask",
        Kind.LIST,
        P.CASE_VIEW,
        also=frozenset({P.REGISTER_EXPORT}),
        keys={"shape": "'roster'"},
        posts=True,
    ),
    _of(
        "applicants:export_file",
        Kind.COUNTY,
        P.CASE_VIEW,
        also=frozenset({P.REGISTER_EXPORT}),
        keys={"pk": "export"},
        read="export",
    ),
    _of("applicants:what_ifs", Kind.LIST, P.WHAT_IF_RUN),
    _of("applicants:what_if_new", Kind.LIST, P.WHAT_IF_RUN, posts=True),
    _trial("what_if", P.WHAT_IF_RUN),
    _trial("what_if_rows", P.WHAT_IF_RUN, read="view"),
    _trial("what_if_household", P.WHAT_IF_RUN, keys={"row": "what_if_row"}, read="view"),
)
PUBLIC = (
    _of("oversight:notice", Kind.PUBLIC, keys={"token": "token"}),
    _of("oversight:poster", Kind.PUBLIC, keys={"token": "token"}),
    _of("oversight:start", Kind.PUBLIC),
    _of("oversight:start", Kind.PUBLIC, query={"q": "'湾'"}),
    _of("oversight:village", Kind.PUBLIC, keys={"code": "village"}),
    _of("oversight:apply", Kind.PUBLIC, query={"village": "village"}, posts=True),
    _of("oversight:progress", Kind.PUBLIC, posts=True),
    _of("oversight:speak", Kind.PUBLIC, query={"notice": "token"}, posts=True),
    _of("oversight:point_out", Kind.PUBLIC, query={"village": "village"}, posts=True),
    _of("oversight:guide", Kind.PUBLIC),
    _of("oversight:leaflet", Kind.PUBLIC),
    _of("oversight:self_check", Kind.PUBLIC, posts=True),
    _of("oversight:disclosure", Kind.PUBLIC),
    _of("oversight:funds", Kind.PUBLIC),
)
_SENDERS_BACK = frozenset({P.BATCH_REVIEW, P.BATCH_APPROVE, P.BATCH_SIGN})
_VOIDERS = frozenset({P.BATCH_PREPARE, P.BATCH_APPROVE})


def _step(step: str, which: str, *opens: P, **more: object) -> Address:
    return _batch("batch_step", which, *opens, keys={"step": f"'{step}'"}, posts=True, **more)


def _hold(step: str, *opens: P, **more: object) -> Address:
    return _of(f"payments:{step}", Kind.VILLAGE, *opens, keys={"pk": "hold"}, **more)


def _recovery(
    name: str, which: str, *opens: P, steps: dict[str, str] | None = None, **more: object
) -> Address:
    keys = {"pk": which} | (steps or {})
    return _of(f"payments:{name}", Kind.VILLAGE, *opens, keys=keys, **more)


MONEY = (
    *(
        _of(f"payments:{name}", Kind.VILLAGE, P.CASE_VIEW, keys={"pk": "household"}, read=read)
        for name, read in EVERYTHING
    ),
    _of("payments:batches", Kind.LIST, P.BATCH_VIEW),
    _of("payments:draw", Kind.LIST, P.BATCH_PREPARE, posts=True),
    _of("payments:charts", Kind.LIST, P.BATCH_VIEW, query={"by": "'class'"}),
    _of("payments:owed", Kind.LIST, P.BATCH_VIEW, read="view"),
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
    _of("payments:corrections", Kind.LIST, P.BATCH_VIEW, read="view"),
    _of(
        "payments:household_months",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "household"},
        read="view",
    ),
    _of(
        "payments:household_card",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "household", "year": "'2008'"},
        read="print",
    ),
    _of("payments:holds", Kind.LIST, P.BATCH_VIEW, read="view"),
    _of("payments:holds", Kind.LIST, P.BATCH_VIEW, query={"status": "'all'"}, read="view"),
    _hold("hold", P.BATCH_VIEW, read="view"),
    _hold("hold_lift", P.HOLD_LIFT, get=405, posts=True),
    _of(
        "payments:hold_new",
        Kind.VILLAGE,
        P.HOLD_PLACE,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
    _of("payments:disputes", Kind.LIST, P.BATCH_VIEW, read="view"),
    _of(
        "payments:dispute",
        Kind.VILLAGE,
        P.BATCH_VIEW,
        keys={"pk": "dispute"},
        posts=True,
        sends=frozenset({P.DISPUTE_RESOLVE}),
        read="view",
    ),
    _of("payments:ledgers", Kind.LIST, P.BATCH_VIEW),
    _of("payments:recoveries", Kind.LIST, P.BATCH_VIEW, read="view"),
    _of("payments:recoveries", Kind.LIST, P.BATCH_VIEW, query={"status": "'all'"}, read="view"),
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
    _of(
        "payments:recovery_new",
        Kind.VILLAGE,
        P.RECOVERY_PROPOSE,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
    _of("payments:funds", Kind.LIST, P.BATCH_VIEW),
    _of("payments:fund_new", Kind.LIST, P.FUND_ENTER, posts=True),
    _of(
        "payments:fund",
        Kind.COUNTY,
        P.BATCH_VIEW,
        keys={"pk": "fund"},
        posts=True,
        sends=frozenset({P.FUND_CONFIRM, P.FUND_ENTER}),
    ),
    _of(
        "payments:paying_account",
        Kind.LIST,
        P.BATCH_VIEW,
        posts=True,
        sends=frozenset({P.FUND_CONFIRM, P.FUND_ENTER}),
    ),
    _of("payments:failed", Kind.LIST, P.ACCOUNT_EDIT, read="view"),
    _of(
        "payments:account_changes",
        Kind.LIST,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        P.BATCH_VIEW,
        sends=frozenset({P.ACCOUNT_CONFIRM}),
        posts=True,
        read="view",
    ),
    _of("payments:account_sheets", Kind.LIST, P.ACCOUNT_EDIT, posts=True),
    _of("payments:account_sheet_blank", Kind.LIST, P.ACCOUNT_EDIT, read="export"),
    _of(
        "payments:account_sheet",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        keys={"pk": "account_sheet"},
        posts=True,
        read="view",
    ),
    _of(
        "payments:account_change",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        P.BATCH_VIEW,
        keys={"pk": "account_change"},
        read="view",
    ),
    _of(
        "payments:account_letter",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        P.ACCOUNT_CONFIRM,
        keys={"pk": "account_change"},
        read="print",
    ),
    _of(
        "payments:account_change_step",
        Kind.VILLAGE,
        P.ACCOUNT_CONFIRM,
        keys={"pk": "account_change", "step": "'confirm'"},
        get=405,
        posts=True,
    ),
    _of(
        "payments:account",
        Kind.VILLAGE,
        P.ACCOUNT_EDIT,
        keys={"pk": "household"},
        posts=True,
        read="view",
    ),
)
REPORTS = (
    *(
        _of(
            f"oversight:statistics_{page}",
            Kind.LIST,
            P.REPORT_VIEW,
            keys={"key": f"'{key}'"},
            **more,
        )
        for key in HELP_REPORTS
        for page, more in (
            ("report", {"posts": True}),
            ("rows", {"read": "view", "also": frozenset({P.CASE_VIEW})}),
        )
    ),
    _of("oversight:report", Kind.LIST, P.REPORT_VIEW),
    _of(
        "oversight:report",
        Kind.VILLAGE,
        P.REPORT_VIEW,
        query={"area": "village", "month": "'2008-05'"},
        read="view",
    ),
    _of("oversight:report_export", Kind.LIST, P.REPORT_VIEW, read="export"),
    _of("oversight:dashboard", Kind.LIST, P.REPORT_VIEW),
    _of("oversight:statistics", Kind.LIST, P.REPORT_VIEW),
    _of("oversight:seed_figures", Kind.LIST, P.REPORT_VIEW),
    _of(
        "oversight:statistics_report",
        Kind.LIST,
        P.REPORT_VIEW,
        keys={"key": "'caseload'"},
        posts=True,
    ),
    _of(
        "oversight:statistics_rows",
        Kind.LIST,
        P.REPORT_VIEW,
        keys={"key": "'caseload'"},
        read="view",
    ),
    _of(
        "oversight:report_run",
        Kind.COUNTY,
        P.REPORT_VIEW,
        keys={"pk": "report_run"},
        posts=True,
    ),
    # No batch was named.
    _of(
        "oversight:publications",
        Kind.LIST,
        P.BATCH_SETTLE,
        posts=True,
        answers=frozenset({404}),
    ),
)
INSPECTIONS = (
    _of("oversight:inspections", Kind.LIST, P.INSPECTION_PREPARE, P.INSPECTION_VISIT),
    _of("oversight:inspection_new", Kind.LIST, P.INSPECTION_PREPARE, posts=True),
    _of(
        "oversight:inspection",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        P.INSPECTION_VISIT,
        keys={"pk": "inspection"},
        read="view",
    ),
    _of(
        "oversight:inspection_step",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        keys={"pk": "planned_inspection", "step": "'freeze'"},
        posts=True,
        read="view",
    ),
    _of(
        "oversight:inspection_paper",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        P.INSPECTION_VISIT,
        keys={"pk": "inspection", "paper": "'routes'"},
        read="print",
    ),
    # An inspector whom nobody drew for this family knocks in vain.
    _of(
        "oversight:inspection_visit",
        Kind.VILLAGE,
        P.INSPECTION_PREPARE,
        knocks=frozenset({P.INSPECTION_VISIT}),
        keys={"pk": "inspection_visit"},
        posts=True,
        read="view",
    ),
    _of(
        "oversight:rectification_new",
        Kind.VILLAGE,
        P.INSPECTION_PREPARE,
        keys={"pk": "inspection_visit"},
        posts=True,
        read="view",
    ),
    _of(
        "oversight:rectifications",
        Kind.LIST,
        P.INSPECTION_ANSWER,
        P.INSPECTION_PREPARE,
        read="view",
    ),
    _of(
        "oversight:rectification",
        Kind.VILLAGE,
        P.INSPECTION_ANSWER,
        P.INSPECTION_PREPARE,
        keys={"pk": "rectification"},
        posts=True,
        read="view",
    ),
    _of("oversight:public_inspections", Kind.PUBLIC),
    _of("oversight:public_inspection", Kind.PUBLIC, keys={"pk": "inspection"}),
)


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
        _of(f"{name}_changelist", Kind.LIST, view, posts=True, answers=frozenset({200}), read=read),
        _of(f"{name}_add", Kind.LIST, view, get=403, shut=403),
        _of(f"{name}_change", kind, view, shut=403, **one),
        _of(f"{name}_history", kind, view, posts=True, answers=frozenset({200}), **one),
    ]
    if exports:
        both = {"also": frozenset({P.REGISTER_EXPORT}), "posts": True, "answers": frozenset({200})}
        rows.append(_of(f"{name}_export", Kind.LIST, view, **both))
    return (*rows, _table_export(name, view)) if is_table else tuple(rows)


def _table_export(name: str, view: P) -> Address:
    return _of(f"{name}_export", Kind.LIST, view, posts=True, answers=frozenset({200}))


def _kept(
    model: str, kind: Kind, which: str, view: P, *, adds: bool = True, exports: bool = True
) -> tuple[Address, ...]:
    """The pages of a model that administrators keep."""
    name, one = f"admin:{model}", {"keys": {"object_id": which}}
    answers = frozenset({200, 302})
    add = {"posts": True, "answers": answers} if adds else {"get": 403, "shut": 403}
    return (
        _of(f"{name}_changelist", Kind.LIST, view, posts=True, answers=frozenset({200})),
        _of(f"{name}_add", Kind.LIST, view, **add),
        _of(f"{name}_change", kind, view, posts=True, answers=answers, **one),
        _of(f"{name}_history", kind, view, posts=True, answers=frozenset({200}), **one),
        *([_table_export(name, view)] if exports else []),
    )


BACK_ROOM = (
    _of("admin:index", Kind.LIST, *ENTERED_BY, posts=True, answers=frozenset({200})),
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

AUDIT = (
    _of("oversight:trail", Kind.LIST, P.AUDIT_VIEW, read="view"),
    # Administrators read the trail and nobody's file.
    _of(
        "oversight:changes",
        Kind.VILLAGE,
        P.AUDIT_VIEW,
        also=frozenset({P.CASE_VIEW}),
        keys={"kind": "'applicants-case'", "key": "ready"},
        read="view",
    ),
    _of("oversight:readers", Kind.VILLAGE, P.READ_LOG_VIEW, keys={"pk": "household"}, read="view"),
    _of("oversight:chains", Kind.LIST, P.AUDIT_VIEW),
)


def _window(step: str, *, read: str = "view", **more: object) -> Address:
    keys = {"pk": "referral"}
    return _of(f"applicants:{step}", Kind.VILLAGE, P.REFERRAL_ANSWER, keys=keys, read=read, **more)


_ANSWER = {"get": 405, "posts": True, "read": ""}
AGENCIES = (
    _of("applicants:agency_inbox", Kind.LIST, P.REFERRAL_ANSWER, read="view"),
    _of(
        "applicants:agency_inbox",
        Kind.LIST,
        P.REFERRAL_ANSWER,
        query={"in": "'closed'"},
        read="view",
    ),
    _window("agency_referral"),
    _window("agency_reveal", **_ANSWER),
    _window("agency_accept", **_ANSWER),
    _window("agency_deliver", **_ANSWER),
    _window("agency_refuse", **_ANSWER),
    _window("agency_pass_on", **_ANSWER),
    _window("agency_slip", read="print"),
    _of("applicants:agency_sheets", Kind.LIST, P.REFERRAL_ANSWER, posts=True),
    _of("applicants:agency_sheet_blank", Kind.LIST, P.REFERRAL_ANSWER, read="export"),
    _of(
        "applicants:agency_sheet",
        Kind.COUNTY,
        P.REFERRAL_ANSWER,
        keys={"pk": "referral_sheet"},
        posts=True,
        read="view",
    ),
    _of(
        "applicants:referral_slip",
        Kind.VILLAGE,
        P.CASE_VIEW,
        keys={"pk": "referral"},
        read="print",
    ),
)


def _served(step: str, *, key: bool = True, **more: object) -> Address:
    keys = {"key": "referral"} if key else {}
    return _of(f"api:{step}", Kind.TOKEN, keys=keys, **more)


_STEP = {"get": 405, "shut": 401}
SYSTEMS = (
    _of("api:openapi", Kind.PUBLIC),
    _of("api:absent", Kind.TOKEN, keys={"rest": "'persons'"}, get=404, shut=404),
    _served("referrals", key=False, get=401),
    _served("referral", get=401),
    *(_served(step, **_STEP) for step in ("accept", "deliver", "refuse", "redirect")),
    _of("applicants:api_guide", Kind.LIST, P.REFERRAL_ANSWER),
)

_BENEFIT = {"code": "'nrcms_premium'"}
REFERRALS = (
    _of("applicants:referrals", Kind.LIST, P.REFERRAL_SEND, read="view"),
    _of(
        "applicants:referrals",
        Kind.LIST,
        P.REFERRAL_SEND,
        query={"status": "'came_back'"},
        read="view",
    ),
    _case("referral", "referral", P.REFERRAL_SEND, read="view"),
    _case("referral_withdraw", "referral", P.REFERRAL_SEND, posts=True, read="view"),
    _of(
        "applicants:referral_new",
        Kind.VILLAGE,
        P.REFERRAL_SEND,
        keys={"pk": "household", **_BENEFIT},
        posts=True,
        read="view",
    ),
    _of(
        "applicants:referral_send_many",
        Kind.LIST,
        P.REFERRAL_SEND,
        keys=_BENEFIT,
        get=405,
        posts=True,
    ),
    _of("applicants:campaigns", Kind.LIST, P.REFERRAL_CAMPAIGN),
    _of("applicants:campaign", Kind.LIST, P.REFERRAL_CAMPAIGN, keys=_BENEFIT, posts=True),
)

_TERMS_READERS = (P.AID_EDIT, P.AID_ACTIVATE)
# Terms hold in all counties, so that whoever may read them may read all.
_TERMS = {"keys": {"pk": "aid_terms"}}
AID = (
    _of("applicants:aid", Kind.LIST, P.CASE_VIEW),
    _of(
        "applicants:aid_candidates",
        Kind.LIST,
        P.CASE_VIEW,
        keys={"code": "'temporary_aid'"},
        read="view",
    ),
    _case("aid_consent", "household", P.AID_CONSENT, posts=True, read="view"),
    _case("aid_consent_withdraw", "aid_consent", P.AID_CONSENT, posts=True, read="view"),
    _of(
        "applicants:aid_decline",
        Kind.VILLAGE,
        P.AID_CONSENT,
        keys={"pk": "household", "code": "'legal_aid'"},
        posts=True,
        read="view",
    ),
    _case("aid_lift", "aid_decline", P.AID_CONSENT, posts=True, read="view"),
    _of("applicants:aid_terms", Kind.LIST, *_TERMS_READERS),
    _of("applicants:aid_terms_new", Kind.LIST, P.AID_EDIT, posts=True),
    _of("applicants:aid_terms_one", Kind.LIST, *_TERMS_READERS, **_TERMS),
    _of("applicants:aid_terms_edit", Kind.LIST, P.AID_EDIT, posts=True, **_TERMS),
    _of("applicants:aid_terms_activate", Kind.LIST, P.AID_ACTIVATE, posts=True, **_TERMS),
)

ADDRESSES = (
    *GROUND,
    *CASES,
    *AGENCIES,
    *SYSTEMS,
    *REFERRALS,
    *AID,
    *MONEY,
    *PUBLIC,
    *REPORTS,
    *INSPECTIONS,
    *AUDIT,
    *BACK_ROOM,
)


def names_of_the_back_room() -> Iterator[str]:
    """The pages of every model that is registered there; nothing is deleted, so that page is no page."""
    for model, pages in site._registry.items():
        for pattern in pages.urls:
            name = pattern.name or ""
            if name.startswith(model._meta.app_label) and not name.endswith("_delete"):
                yield f"admin:{name}"


def names_of_the_resolver() -> Iterator[str]:
    """The full name of every address that is ours; an address without a name shows its pattern."""
    yield from _names(get_resolver(), "")


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"
        elif pattern.namespace not in NOT_OURS:
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, inside)
