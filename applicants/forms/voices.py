"""What is asked of somebody who has something to say, one question a page."""

from typing import Unpack

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.objection_photos import MOST_PHOTOS
from applicants.actions.objections import Speaker
from applicants.forms.documents import FilesField
from applicants.forms.fields import LongTextField, NameField, PhoneField, TextField
from applicants.models.objection_kinds import ObjectionTopic
from dibao.forms import FormOptions, PlainForm


class WhatForm(PlainForm):
    """What it is about, and in a few sentences what is known; about whom, where no line of a notice says it."""

    about = TextField(
        label=_("反映谁"),
        max_length=60,
        help_text=_("写姓名；反映办事的人，写单位和姓名。"),
    )
    topic = forms.ChoiceField(
        label=_("什么情况"),
        choices=ObjectionTopic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一种情况")},
    )
    text = LongTextField(
        label=_("说说您知道的"),
        max_length=2000,
        rows=5,
        help_text=_("什么时候、什么事、怎么知道的。不写您自己的姓名和电话，下一步再问。"),
        error_messages={"required": _("写上您知道的情况")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, is_of_a_line: bool, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        if is_of_a_line:
            del self.fields["about"]


class NamedForm(PlainForm):
    """Whether one gives one's name: two buttons answer it."""

    ANONYMOUS, NAMED = "no", "yes"

    named = forms.ChoiceField(
        choices=[(ANONYMOUS, ""), (NAMED, "")], widget=forms.HiddenInput, label=_("留不留姓名")
    )
    name = NameField(label=_("您的姓名"), max_length=40, required=False)
    phone = PhoneField(label=_("您的电话"), required=False)

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if said.get("named") == self.NAMED:
            for field, words in (("name", _now("填写您的姓名")), ("phone", _now("填写您的电话"))):
                if not said.get(field) and field not in self.errors:
                    self.add_error(field, words)
        return said

    def speaker(self) -> Speaker | None:
        said = self.cleaned_data
        return Speaker(said["name"], said["phone"]) if said["named"] == self.NAMED else None


class PhotosField(FilesField):
    """A few pictures."""

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        sent = super().clean(data, initial)
        if len(sent) > MOST_PHOTOS:
            raise forms.ValidationError(
                _now("最多%(most)d张，现在%(count)d张") % {"most": MOST_PHOTOS, "count": len(sent)}
            )
        return sent


class PhotosForm(PlainForm):
    """Pictures that go with it, on the last page, since a browser does not carry them from one to the next."""

    photos = PhotosField(
        label=_("照片（可以不附）"),
        help_text=_("最多3张。照片里的拍摄地点和手机信息不保存。"),
    )


class PointOutForm(PlainForm):
    """A neighbour in need: who, and what their trouble is."""

    name = NameField(label=_("谁家有困难"), max_length=40)
    about = LongTextField(
        label=_("有什么困难"), max_length=1000, rows=4, help_text=_("知道多少写多少。")
    )
