"""Lists of what households were paid too little or too much, a month a row."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.exports.families import FamilyList, Found
from applicants.exports.filtered import query_of
from applicants.exports.shapes import Asked, ListColumn
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from payments.corrections import corrections_within
from payments.forms.corrections import CorrectionFilter
from payments.owed import owed_within
from payments.pages.corrections import reason_of

_READS_MONEY = frozenset({Permission.BATCH_VIEW})
_MONTH = ListColumn("month", "月份", width=10)


class CorrectionList(FamilyList):
    """Signed months that differ from what they say now."""

    key: ClassVar = "corrections"
    title: ClassVar[str | Promise] = _("少发和多发名单")
    needs: ClassVar = _READS_MONEY
    told: ClassVar = (
        _MONTH,
        ListColumn("paid", "已发", Kind.MONEY, is_summed=True),
        ListColumn("missing", "少发", Kind.MONEY, is_summed=True),
        ListColumn("over", "多发", Kind.MONEY, is_summed=True),
        ListColumn("cause", "原因", width=24),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> CorrectionFilter:
        return CorrectionFilter(query)

    def found(self, asked: Asked) -> Iterator[Found]:
        chosen = CorrectionFilter(query_of(asked.filters))
        for one in chosen.applied(corrections_within(asked.area)):
            difference = one.difference or 0
            missing, over = max(difference, 0) or None, max(-difference, 0) or None
            yield one.household, (one.month, one.paid, missing, over, str(reason_of(one)))


class OwedList(FamilyList):
    """Months of households whose benefit was decided too late for a signed batch."""

    key: ClassVar = "owed"
    title: ClassVar[str | Promise] = _("应补发名单")
    needs: ClassVar = _READS_MONEY
    told: ClassVar = (
        _MONTH,
        ListColumn("amount", "应补发", Kind.MONEY, is_summed=True),
        ListColumn("decided_on", "决定日期", Kind.DAY),
    )

    def found(self, asked: Asked) -> Iterator[Found]:
        for one in owed_within(asked.area):
            yield one.household, (one.month, one.amount, one.decided_on)
