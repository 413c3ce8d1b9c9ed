"""What a notice says beside its list: to the village that reads it, and to the desk that looks at it first."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models.notice import NoticeStage, PublicNotice

_TITLES: dict[str, str | Promise] = {
    NoticeStage.VILLAGE: gettext_lazy("农村低保村级公示"),
    NoticeStage.TOWNSHIP: gettext_lazy("农村低保乡镇公示"),
    NoticeStage.COUNTY: gettext_lazy("农村低保县级公示"),
    NoticeStage.STANDING: gettext_lazy("农村低保长期公示"),
}
_PROPOSED = gettext_lazy(
    "经本人申请、家庭经济状况调查，拟给予下列家庭农村最低生活保障，现予公示，听取大家意见。"
)
_GRANTED = gettext_lazy("下列家庭正在享受农村最低生活保障，现予长期公示，接受大家监督。")


def title(notice: PublicNotice) -> str:
    return str(_TITLES[notice.stage])


def opening(notice: PublicNotice) -> str:
    """What the list is, in one sentence for the village."""
    return str(_GRANTED if notice.stage == NoticeStage.STANDING else _PROPOSED)


def how_to_object(notice: PublicNotice) -> str:
    """Who may say what to whom, and what follows (审核确认办法 Art 19)."""
    if notice.stage == NoticeStage.STANDING:
        return _(
            "认为名单上的家庭不符合条件，或者有家庭该保没保，随时可以向%(office)s反映，打电话、写信、当面说都行。"
            "乡镇要调查核实，为反映人保密。"
        ) % {"office": notice.office}
    return _(
        "对名单有不同意见，公示期内向%(office)s提出，打电话、写信、当面说都行，可以不公开姓名。"
        "乡镇要重新调查核实；有异议没有办结，不予确认。"
    ) % {"office": notice.office}


def time_left(notice: PublicNotice, *, on: date) -> str:
    """The last day counts whole, so on it one day is left."""
    days = (notice.ends_on - on).days + 1
    return _("还剩1天，今天24时截止") if days == 1 else _("还剩%(days)s天") % {"days": days}
