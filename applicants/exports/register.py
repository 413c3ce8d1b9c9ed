"""Makes this floor's lists known to whoever exports."""

from applicants.exports import pages, shapes
from applicants.exports.families import RecheckList
from applicants.exports.lists import MemberList, NoticeList, ReferralList

for shape in (
    MemberList(),
    NoticeList(),
    ReferralList(),
    pages.CaseList(),
    RecheckList(),
    pages.VisitList(),
    pages.ObjectionList(),
    pages.ReportList(),
    pages.LeadList(),
    pages.StatementList(),
    pages.CampaignList(),
    pages.UnnamedList(),
    pages.TransferList(),
    pages.RelativeList(),
):
    shapes.add(shape)
