"""What every page knows: whether this is the demo, what day the law thinks it is, and where one may go."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dibao import clock
from dibao.permissions import Permission as P


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: shown to postings with any of the permissions, and with none of `not_with`."""

    label: str | Promise
    url_name: str
    any_of: frozenset[P]
    not_with: frozenset[P] = frozenset()

    def is_for(self, permissions: frozenset[P]) -> bool:
        return bool(not self.any_of or self.any_of & permissions) and not (
            self.not_with & permissions
        )


PLACES = (
    # Whoever answers for an agency has one list, and that is where they begin.
    Place(_("我的待办"), "home", frozenset(), frozenset({P.REFERRAL_ANSWER})),
    Place(_("转介办理"), "applicants:agency_inbox", frozenset({P.REFERRAL_ANSWER})),
    Place(_("案件"), "applicants:cases", frozenset({P.CASE_VIEW})),
    Place(_("县级审核"), "applicants:review", frozenset({P.CASE_CONFIRM})),
    Place(_("核对"), "applicants:checks", frozenset({P.CHECK_ANSWER})),
    Place(
        _("名单导入"),
        "applicants:sheet_imports",
        frozenset({P.ROSTER_IMPORT, P.ROSTER_CONFIRM}),
    ),
    Place(_("公示"), "applicants:notices", frozenset({P.CASE_VIEW})),
    Place(_("反映"), "applicants:objections", frozenset({P.OBJECTION_VIEW})),
    Place(_("其他帮扶"), "applicants:aid", frozenset({P.CASE_VIEW})),
    Place(pgettext_lazy("menu", "转介"), "applicants:referrals", frozenset({P.REFERRAL_SEND})),
    Place(_("发放批次"), "payments:batches", frozenset({P.BATCH_VIEW})),
    Place(
        _("规则"),
        "applicants:rule_sets",
        frozenset({P.RULE_SET_EDIT, P.RULE_SET_ACTIVATE, P.WHAT_IF_RUN}),
    ),
    Place(_("帮扶条款"), "applicants:aid_terms", frozenset({P.AID_EDIT, P.AID_ACTIVATE})),
    Place(_("政策测算"), "applicants:what_ifs", frozenset({P.WHAT_IF_RUN})),
    Place(
        _("抽查"),
        "oversight:inspections",
        frozenset({P.INSPECTION_PREPARE, P.INSPECTION_VISIT}),
    ),
    Place(_("总览"), "oversight:dashboard", frozenset({P.REPORT_VIEW})),
    Place(_("统计报表"), "oversight:statistics", frozenset({P.REPORT_VIEW})),
    Place(_("留痕"), "oversight:trail", frozenset({P.AUDIT_VIEW})),
    Place(_("名单导出"), "applicants:exports", frozenset({P.REGISTER_EXPORT})),
    Place(_("任务"), "jobs", frozenset({P.BATCH_VIEW, P.JOB_VIEW})),
    # The same room: for some it holds nothing but the registers that they may export.
    Place(_("登记册"), "admin:index", frozenset({P.REGISTER_EXPORT})),
    Place(_("后台"), "admin:index", frozenset({P.AREA_MANAGE, P.AUDIT_VIEW})),
)


def site(request: HttpRequest) -> Mapping[str, object]:
    """`demo` and `navigation` for the base templates."""
    return {
        "demo": {"is_demo": settings.DEMO, "business_date": clock.today()},
        "navigation": navigation(request),
    }


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The places open to the person who asks, the current one marked."""
    staff = getattr(request, "user", None)
    if staff is None or not staff.is_authenticated or not staff.permissions:
        return []
    return [
        {
            "label": place.label,
            "url": reverse(place.url_name),
            "is_current": request.path == reverse(place.url_name),
        }
        for place in PLACES
        if place.is_for(staff.permissions)
    ]
