"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from applicants.exports.lists import MemberList, NoticeList, ReferralList

for shape in (MemberList(), NoticeList(), ReferralList()):
    shapes.add(shape)
