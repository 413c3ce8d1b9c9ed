"""Which events of the trail to list."""

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, TextField
from dibao import events
from dibao.demo import steps
from dibao.forms import PlainForm, field_of
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from oversight import trail
from oversight.trail import Subject


class TrailFilter(PlainForm):
    """By who did it, what, on which day and in which place; `of` names what a page's link was about."""

    of = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    who = TextField(
        label=_("人员"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    event = forms.ChoiceField(label=_("事项"), required=False)
    day = DayField(label=_("日期"), required=False)
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.staff = staff
        named = [pair for pair in events.named() if pair[0] != steps.EVENT]
        field_of(self, "event", forms.ChoiceField).choices = [("", _("全部")), *named]
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, found: QuerySet[AuditEvent], subject: Subject | None) -> QuerySet[AuditEvent]:
        """The events that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        typed = self.cleaned_data
        if subject is not None:
            found = found.filter(subject.condition)
        if who := typed.get("who"):
            people = Staff.objects.filter(Q(name=who) | Q(username=who))
            found = found.filter(staff_key__in=people.values("pk"))
        if event := typed.get("event"):
            found = found.filter(event=event)
        if area := typed.get("area"):
            low, high = area.span
            found = found.filter(area_code__gte=low, area_code__lt=high)
        day = typed.get("day")
        return found if day is None else trail.on_day(found, day)
