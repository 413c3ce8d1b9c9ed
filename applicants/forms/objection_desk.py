"""The county's and the township's forms about what people say: registering, finding, looking into, answering."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.documents import Upload
from applicants.actions.objections import OFFICE_CHANNELS, Heard, Speaker
from applicants.forms.fields import LongTextField, NameField, PhoneField, TextField, VillageField
from applicants.forms.voices import PhotosField
from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.objection import Objection, ObjectionQuerySet
from applicants.models.objection_kinds import (
    SUPERVISION_OF,
    ObjectionChannel,
    ObjectionKind,
    ObjectionStatus,
    ObjectionTopic,
    Supervision,
    ToldWay,
)
from dibao.fields import MonthFormField
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth

_ALL = ("", _("全部"))
LATE = "late"


class ObjectionFilter(PlainForm):
    """Which ones: by what their receipt says or whom they are about, of a kind, of a channel or of one of the four
    kinds of supervision, that came in some months."""

    q = TextField(label=_("回执号或者反映对象"), max_length=60, required=False)
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[_ALL, (LATE, _("超期")), *ObjectionStatus.choices]
    )
    kind = forms.ChoiceField(
        label=_("性质"), required=False, choices=[_ALL, *ObjectionKind.choices]
    )
    channel = forms.ChoiceField(
        label=_("渠道"), required=False, choices=[_ALL, *ObjectionChannel.choices]
    )
    supervision = forms.ChoiceField(
        label=_("监督"), required=False, choices=[_ALL, *Supervision.choices]
    )
    named = forms.ChoiceField(
        label=_("实名"), required=False, choices=[_ALL, ("1", _("实名")), ("0", _("匿名"))]
    )
    first = MonthFormField(label=_("从哪个月"), required=False)
    last = MonthFormField(label=_("到哪个月"), required=False)

    def applied(self, rows: ObjectionQuerySet, *, on: date) -> ObjectionQuerySet:
        """The rows that were asked for; what cannot be read asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("q"):
            rows = rows.called(asked["q"])
        if asked.get("status") == LATE:
            rows = rows.late(on=on)
        elif asked.get("status"):
            rows = rows.filter(status=asked["status"])
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("channel"):
            rows = rows.filter(channel=asked["channel"])
        if asked.get("supervision"):
            came = [one for one, kind in SUPERVISION_OF.items() if kind == asked["supervision"]]
            rows = rows.filter(channel__in=came)
        if asked.get("named"):
            rows = rows.filter(is_named=asked["named"] == "1")
        return within_months(rows, asked.get("first"), asked.get("last"))


def within_months(
    rows: ObjectionQuerySet, first: BenefitMonth | None, last: BenefitMonth | None
) -> ObjectionQuerySet:
    came = Q()
    if first:
        came &= Q(lodged_on__gte=first.first_day)
    if last:
        came &= Q(lodged_on__lt=last.next().first_day)
    return rows.filter(came)


class MonthsForm(PlainForm):
    """The months whose figures are shown."""

    first = MonthFormField(label=_("从哪个月"))
    last = MonthFormField(label=_("到哪个月"))

    def clean(self) -> dict[str, object]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _now("“到哪个月”早于“从哪个月”，对调过来"))
        return self.cleaned_data


class RegisterForm(PlainForm):
    """What came by telephone, letter, visit, press or from above; whoever gives their name is named."""

    channel = forms.ChoiceField(
        label=_("渠道"),
        choices=[(one.value, one.label) for one in OFFICE_CHANNELS],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("性质"),
        choices=[(one.value, one.label) for one in (ObjectionKind.REPORT, ObjectionKind.COMPLAINT)],
        widget=forms.RadioSelect(attrs={"class": "inline"}),
        help_text=_("反映哪家不该享受是举报；反映办事的人是投诉。公示期内的异议从案件页面登记。"),
    )
    place = VillageField(
        label=_("哪里的事"),
        required=False,
        help_text=_("村里的事选村，乡镇办事的选乡镇；说不清是哪里的空着。"),
    )
    about = TextField(
        label=_("反映对象"), max_length=60, help_text=_("写姓名；反映办事的人，写单位和姓名。")
    )
    topic = forms.ChoiceField(label=_("情形"), choices=ObjectionTopic.choices)
    text = LongTextField(
        label=_("反映内容"),
        max_length=2000,
        rows=5,
        help_text=_("写反映的事，不写反映人的姓名和电话：乡镇看得到这一栏。"),
    )
    name = NameField(
        label=_("反映人姓名"),
        max_length=40,
        required=False,
        help_text=_("匿名的空着。填了就是实名，只有县里看得到。"),
    )
    phone = PhoneField(label=_("反映人电话"), required=False)
    photos = PhotosField(label=_("照片或者剪报（可以不附）"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        staff: Staff,
        appeal_of: Objection | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.staff, self.appeal_of = staff, appeal_of
        if appeal_of is not None:
            # It is where the first one was.
            del self.fields["place"]
            return
        places = field_of(self, "place", VillageField)
        places.empty_label = _("说不清")
        places.offer(_places_of(staff), staff)

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        for here, there, words in (
            ("name", "phone", _now("实名的填写电话，答复时要用")),
            ("phone", "name", _now("填了电话的填写姓名；匿名的都空着")),
        ):
            if said.get(here) and not said.get(there) and there not in self.errors:
                self.add_error(there, words)
        return said

    def heard(self, photos: Sequence[Upload]) -> Heard:
        said, first = self.cleaned_data, self.appeal_of
        speaker = Speaker(said["name"], said["phone"]) if said["name"] else None
        return Heard(
            area=first.area if first else said["place"] or self.staff.posting.area,
            kind=said["kind"],
            channel=said["channel"],
            about=said["about"],
            topic=said["topic"],
            text=said["text"],
            speaker=speaker,
            case=first.case if first else None,
            appeal_of=first,
            photos=photos,
        )


def _places_of(staff: Staff) -> QuerySet[Area]:
    """The townships and villages of the posting's area, each township before its villages."""
    levels = (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
    return Area.objects.within(staff.posting.area).filter(level__in=levels).order_by("code")


class NoQuestion(PlainForm):
    """A step that is a button alone."""


class NearCaseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Case) -> str:
        return f"{obj.household.head} {obj.number} {obj.get_status_display()}"


class NearHouseholdField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Household) -> str:
        return f"{obj.head} {obj.number}"


class TieForm(PlainForm):
    """Which case or family it is about; those of the same village are offered, by the head's name.

    A family may stand on the list without a case here: it was granted before this register began.
    """

    case = NearCaseField(
        label=_("案件"), queryset=Case.objects.none(), empty_label=_("选择案件"), required=False
    )
    household = NearHouseholdField(
        label=_("家庭"),
        queryset=Household.objects.none(),
        empty_label=_("选择家庭"),
        required=False,
        help_text=_("已经在享受、没有在办案件的，选家庭。"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, objection: Objection, staff: Staff
    ) -> None:
        super().__init__(data)
        cases = Case.objects.visible_to(staff).filter(area=objection.area_id)
        field_of(self, "case", NearCaseField).queryset = cases.select_related(
            "household__head"
        ).order_by("household__head__name", "-pk")
        families = Household.objects.visible_to(staff).filter(area=objection.area_id)
        field_of(self, "household", NearHouseholdField).queryset = families.select_related(
            "head"
        ).order_by("head__name", "pk")

    def clean(self) -> dict[str, object]:
        chosen = [name for name in ("case", "household") if self.cleaned_data.get(name)]
        if len(chosen) != 1 and not self.errors:
            self.add_error("case", _now("案件和家庭选一样，只选一样"))
        return self.cleaned_data


class FindingsForm(PlainForm):
    text = LongTextField(label=_("核查情况"), max_length=2000, rows=5)


class CloseForm(PlainForm):
    """What came of it, the answer in words, and how whoever spoke was told."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[choice for choice in ObjectionStatus.choices if choice[0] != ObjectionStatus.OPEN],
        widget=forms.RadioSelect,
    )
    redirected_to = TextField(label=_("转往部门"), max_length=60, required=False)
    text = LongTextField(label=_("答复"), max_length=2000, rows=5)
    told_way = forms.ChoiceField(
        label=_("告知方式"),
        required=False,
        choices=[("", _("没有告知")), *ToldWay.choices],
        help_text=_("实名反映要先答复本人，再办结。"),
    )
