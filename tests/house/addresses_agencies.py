"""Addresses of help by member agencies: their own window and interface, and the townships' pages."""

from dibao.permissions import Permission as P
from tests.house.addressing import Address, Kind, of, of_case


def _window(step: str, *, read: str = "view", **more: object) -> Address:
    keys = {"pk": "referral"}
    return of(f"applicants:{step}", Kind.VILLAGE, P.REFERRAL_ANSWER, keys=keys, read=read, **more)


_ANSWER = {"get": 405, "posts": True, "read": ""}
AGENCIES = (
    of("applicants:agency_inbox", Kind.LIST, P.REFERRAL_ANSWER, read="view"),
    of(
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
    of("applicants:agency_sheets", Kind.LIST, P.REFERRAL_ANSWER, posts=True),
    of("applicants:agency_sheet_blank", Kind.LIST, P.REFERRAL_ANSWER, read="export"),
    of(
        "applicants:agency_sheet",
        Kind.COUNTY,
        P.REFERRAL_ANSWER,
        keys={"pk": "referral_sheet"},
        posts=True,
        read="view",
    ),
    of(
        "applicants:referral_slip",
        Kind.VILLAGE,
        P.CASE_VIEW,
        keys={"pk": "referral"},
        read="print",
    ),
)


def _served(step: str, *, key: bool = True, **more: object) -> Address:
    keys = {"key": "referral"} if key else {}
    return of(f"api:{step}", Kind.TOKEN, keys=keys, **more)


_STEP = {"get": 405, "shut": 401}
SYSTEMS = (
    of("api:openapi", Kind.PUBLIC),
    of("api:absent", Kind.TOKEN, keys={"rest": "'persons'"}, get=404, shut=404),
    _served("referrals", key=False, get=401),
    _served("referral", get=401),
    *(_served(step, **_STEP) for step in ("accept", "deliver", "refuse", "redirect")),
    of("applicants:api_guide", Kind.LIST, P.REFERRAL_ANSWER),
)

_BENEFIT = {"code": "'nrcms_premium'"}
REFERRALS = (
    of("applicants:referrals", Kind.LIST, P.REFERRAL_SEND, read="view"),
    of(
        "applicants:referrals",
        Kind.LIST,
        P.REFERRAL_SEND,
        query={"status": "'came_back'"},
        read="view",
    ),
    of_case("referral", "referral", P.REFERRAL_SEND, read="view"),
    of_case("referral_withdraw", "referral", P.REFERRAL_SEND, posts=True, read="view"),
    of(
        "applicants:referral_new",
        Kind.VILLAGE,
        P.REFERRAL_SEND,
        keys={"pk": "household", **_BENEFIT},
        posts=True,
        read="view",
    ),
    of(
        "applicants:referral_send_many",
        Kind.LIST,
        P.REFERRAL_SEND,
        keys=_BENEFIT,
        get=405,
        posts=True,
    ),
    of("applicants:campaigns", Kind.LIST, P.REFERRAL_CAMPAIGN),
    of("applicants:campaign", Kind.LIST, P.REFERRAL_CAMPAIGN, keys=_BENEFIT, posts=True),
)

_TERMS_READERS = (P.AID_EDIT, P.AID_ACTIVATE)
# Terms hold in all counties, so that whoever may read them may read all.
_TERMS = {"keys": {"pk": "aid_terms"}}
AID = (
    of("applicants:aid", Kind.LIST, P.CASE_VIEW),
    of(
        "applicants:aid_candidates",
        Kind.LIST,
        P.CASE_VIEW,
        keys={"code": "'temporary_aid'"},
        read="view",
    ),
    of_case("aid_consent", "household", P.AID_CONSENT, posts=True, read="view"),
    of_case("aid_consent_withdraw", "aid_consent", P.AID_CONSENT, posts=True, read="view"),
    of(
        "applicants:aid_decline",
        Kind.VILLAGE,
        P.AID_CONSENT,
        keys={"pk": "household", "code": "'legal_aid'"},
        posts=True,
        read="view",
    ),
    of_case("aid_lift", "aid_decline", P.AID_CONSENT, posts=True, read="view"),
    of("applicants:aid_terms", Kind.LIST, *_TERMS_READERS),
    of("applicants:aid_terms_new", Kind.LIST, P.AID_EDIT, posts=True),
    of("applicants:aid_terms_one", Kind.LIST, *_TERMS_READERS, **_TERMS),
    of("applicants:aid_terms_edit", Kind.LIST, P.AID_EDIT, posts=True, **_TERMS),
    of("applicants:aid_terms_activate", Kind.LIST, P.AID_ACTIVATE, posts=True, **_TERMS),
)
