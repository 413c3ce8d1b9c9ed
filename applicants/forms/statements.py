"""What somebody states on line, and what the township answers."""

from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.statements import Said
from applicants.forms.fields import IdNumberField, LongTextField, NameField, PhoneField, TextField
from applicants.forms.voices import PhotosField
from applicants.models.statement import StatedBy, StatementAnswer
from dibao.display import with_label
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.identity import IdNumber, PhoneNumber


class StatementForm(PlainForm):
    """Asked of a villager, on a telephone: a question a page; whole, with their consent, when it is sent."""

    PAGES = (("stated_by", "speaker_name"), ("name", "id_number"), ("phone",), ("about",))

    stated_by = forms.ChoiceField(
        label=_("谁在填"), choices=StatedBy.choices, widget=forms.RadioSelect
    )
    speaker_name = NameField(
        label=_("填写人姓名"),
        max_length=40,
        required=False,
        help_text=_("本人填的不用写；替别人填的写自己的姓名，村委会写村名和姓名。"),
    )
    name = NameField(label=_("申请人姓名"), max_length=40)
    id_number = IdNumberField(label=_("申请人身份证号"))
    phone = PhoneField(label=_("联系电话"), help_text=_("乡镇会打这个电话。"))
    about = LongTextField(
        label=_("家里有什么困难"),
        max_length=500,
        rows=4,
        help_text=_("几句话就行：几口人，靠什么生活，谁有病有残疾。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        on: date,
        page: int | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.on = on
        if page is not None:
            self.fields = {name: self.fields[name] for name in self.PAGES[page]}

    @property
    def typed(self) -> dict[str, str]:
        """The page's answers as they were typed, of at most a box's length."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def clean_id_number(self) -> IdNumber:
        number: IdNumber = self.cleaned_data["id_number"]
        if number.birth_date > self.on:
            raise ValidationError(_now("出生日期晚于今天：核对身份证第7至14位"))
        return number

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        is_for_another = said.get("stated_by") not in (None, StatedBy.SELF)
        if is_for_another and not said.get("speaker_name") and "speaker_name" not in self.errors:
            self.add_error("speaker_name", _now("替别人填的，写上您的姓名"))
        return said

    def said(self, village: Area) -> Said:
        typed = self.cleaned_data
        phone: PhoneNumber = typed["phone"]
        return Said(
            village=village,
            name=typed["name"],
            id_number=typed["id_number"],
            phone=phone,
            stated_by=typed["stated_by"],
            about=typed["about"],
            speaker_name=typed["speaker_name"],
        )


class SendForm(PlainForm):
    """The last page: the family's pictures, since a browser does not carry them along, and the consent."""

    photos = PhotosField(
        label=_("照片（可以不附）"),
        help_text=_(
            "最多3张，每张不超过10 MB：户口本、残疾证、住院单都行。照片里的拍摄地点和手机信息不保存。"
        ),
    )
    is_consented = forms.BooleanField(
        label=_("以上都是实话。同意乡镇和县民政部门为办理低保核对家庭经济状况。")
    )


class ResumeForm(PlainForm):
    """The code of what was not finished."""

    resume = TextField(label=_("续填码"), max_length=20)


class TownshipField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Area) -> str:
        return obj.path


class StatementAnswerForm(PlainForm):
    """Why no application comes of it here."""

    HAND_ON = "hand_on"

    answer = forms.ChoiceField(
        label=_("办理结果"),
        choices=[
            (one.value, one.label) for one in StatementAnswer if one is not StatementAnswer.TAKEN_UP
        ]
        + [(HAND_ON, _("不是本乡镇的，转给那个乡镇"))],
        widget=forms.RadioSelect,
    )
    to = TownshipField(
        label=_("转给哪个乡镇"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("不转"),
    )
    text = LongTextField(label=_("联系的情况"), max_length=500, rows=2)

    def __init__(self, data: QueryDict | None = None, *, own: str) -> None:
        super().__init__(data)
        others = Area.objects.of_level(AreaLevel.TOWNSHIP).exclude(pk=own).order_by("code")
        field_of(self, "to", TownshipField).queryset = others

    @property
    def is_handed_on(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.HAND_ON)

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if said.get("answer") == self.HAND_ON and not said.get("to") and "to" not in self.errors:
            self.add_error("to", _now("选转给哪个乡镇"))
        if said.get("to") and said.get("answer") not in (None, self.HAND_ON):
            label = str(self.fields["to"].label)
            self.add_error("to", with_label(label, _now("没有转的，选“不转”")))
        return said
