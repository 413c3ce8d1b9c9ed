"""A benefit for everybody of a county as tables: what would be sent where, and what was sent before."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.campaigns import Preview, Sending
from applicants.models.referral import ReferralAct
from applicants.referral_words import item_name
from dibao.display import count_text, yuan_text
from dibao.paging import Page
from dibao.tables import Column, Row, Table


def preview_table(preview: Preview) -> Table:
    """One row a township; a row of totals would keep it a wide table on a phone, so a sentence says them."""
    return Table(
        caption=_("按乡镇"),
        columns=[
            Column(_("乡镇")),
            Column(_("可以得到"), "number"),
            Column(_("没签同意书，不转介"), "number"),
            Column(_("将转介"), "number"),
            Column(_("金额上限（元）"), "money"),
        ],
        rows=[_row(township.name, sending) for township, sending in preview.townships],
        empty=_("现在没有人可以得到这个项目：不符合条件，或者都已经转介。"),
    )


def total_in_words(total: Sending) -> str:
    """What all townships together come to, with the money where it is money."""
    counted = _now(
        "合计：可以得到%(all)s件，没签同意书、不转介%(without)s件，将转介%(sent)s件。"
    ) % {
        "all": count_text(total.candidates),
        "without": count_text(total.without_consent),
        "sent": count_text(total.consenting),
    }
    if total.money is None:
        return counted
    return counted + _now("金额上限%(money)s元。") % {"money": yuan_text(total.money)}


def _row(label: object, sending: Sending) -> Row:
    return Row.of(
        str(label),
        sending.candidates,
        sending.without_consent,
        sending.consenting,
        sending.money,
    )


def acts_table(page: Page[ReferralAct]) -> Table:
    """What was sent as one act before, the last one first."""
    listed = reverse("applicants:referrals")
    return Table(
        caption=_("以前的批量转介"),
        columns=[
            Column(_("项目")),
            Column(_("日期"), "date"),
            Column(_("件数"), "number"),
            Column(_("金额上限（元）"), "money"),
            Column(_("转介人")),
        ],
        rows=[
            Row.of(
                item_name(act.terms.item),
                act.sent_on,
                act.sent_count,
                act.value_limit,
                act.sent_by.name,
                url=f"{listed}?item={act.terms.item_id}",
            )
            for act in page.rows
        ],
        empty=_("还没有批量转介过。"),
        pager=page.pager,
    )
