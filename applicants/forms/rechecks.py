"""Re-checks: which of them to list, and what a family says has changed."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import RecheckCategory
from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import TextField
from applicants.models.recheck import RecheckTopic
from applicants.rechecks import Wanted
from dibao.forms import PlainForm, field_of
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth

OVERDUE, NEXT, ALL = "overdue", "next", "all"
_SAME, _CHANGED = "same", "changed"


class RecheckFilter(PlainForm):
    """Which families: due by the end of the month unless asked otherwise, of one place below."""

    due = forms.ChoiceField(
        label=_("到期"),
        required=False,
        choices=[
            ("", _("本月到期和超期")),
            (OVERDUE, _("已超期")),
            (NEXT, _("下月到期")),
            (ALL, _("全部")),
        ],
    )
    category = forms.ChoiceField(
        label=_("核查类别"), required=False, choices=[("", _("全部")), *choices(RecheckCategory)]
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def wanted(self, *, on: date) -> Wanted:
        """What the filter names; what it cannot read it leaves out. Whoever is looked at is overdue no more."""
        self.is_valid()
        this_month, due = BenefitMonth.of(on), self.cleaned_data.get("due", "")
        since, until = {
            OVERDUE: (None, on - timedelta(days=1)),
            NEXT: (this_month.next().first_day, this_month.next().last_day),
            ALL: (None, None),
        }.get(due, (None, this_month.last_day))
        category = self.cleaned_data.get("category") or ""
        return Wanted(since=since, until=until, category=category, is_free=due == OVERDUE)

    def area_chosen(self, staff: Staff) -> Area:
        """The place that was chosen, else the whole of the posting's."""
        self.is_valid()
        return self.cleaned_data.get("area") or staff.posting.area


class RecheckForm(PlainForm):
    """For each topic: as before, or what is different now."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for topic in RecheckTopic:
            # Neither is chosen beforehand: nobody signs "no change" by leaving the page as it opened.
            self.fields[topic] = forms.ChoiceField(
                label=_("有变化吗"),
                choices=[(_SAME, _("没有变化")), (_CHANGED, _("有变化"))],
                widget=forms.RadioSelect(attrs={"class": "inline"}),
                error_messages={
                    "required": _now("%(topic)s：选择有没有变化") % {"topic": topic.label}
                },
            )
            self.fields[_note_of(topic)] = TextField(
                label=_("变成什么样"), max_length=300, required=False
            )

    def clean(self) -> dict[str, object]:
        for topic in RecheckTopic:
            self._check(topic)
        return self.cleaned_data

    def _check(self, topic: RecheckTopic) -> None:
        note = self.cleaned_data.get(_note_of(topic), "")
        answer = self.cleaned_data.get(topic)
        if answer == _CHANGED and not note and _note_of(topic) not in self.errors:
            words = _now("%(topic)s有变化的，写明变成什么样")
            self.add_error(_note_of(topic), words % {"topic": topic.label})
        if answer == _SAME and note:
            words = _now("%(topic)s选了没有变化，却写了变化：改选有变化，或者删去")
            self.add_error(topic, words % {"topic": topic.label})

    def changed(self) -> dict[str, str]:
        """What has changed, by topic; ask only once the form is valid."""
        return {
            topic: self.cleaned_data[_note_of(topic)]
            for topic in RecheckTopic
            if self.cleaned_data[topic] == _CHANGED
        }


def _note_of(topic: RecheckTopic) -> str:
    return f"{topic}_note"
