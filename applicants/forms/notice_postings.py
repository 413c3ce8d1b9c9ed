"""What is said of the board: put up or taken down, when, where, and the picture."""

from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.documents import FilesField
from applicants.forms.fields import DayField, TextField
from applicants.models.notice_posting import BoardAct
from dibao.forms import FormOptions, PlainForm


class NoticePostingForm(PlainForm):
    act = forms.ChoiceField(label=_("办了什么"), choices=BoardAct.choices, widget=forms.RadioSelect)
    done_on = DayField(label=_("日期"))
    place = TextField(
        label=_("张贴地点"), max_length=60, required=False, help_text=_("比如：村公示栏。")
    )
    photos = FilesField(
        label=_("照片"),
        capture="environment",
        help_text=_("一张，看得清公示和公示栏。照片里的拍摄地点和手机信息不保存。"),
    )
    why_no_photo = TextField(label=_("没有照片的原因"), max_length=100, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("done_on", on)

    def clean_act(self) -> BoardAct:
        return BoardAct(self.cleaned_data["act"])

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        sent = said.get("photos", [])
        if len(sent) > 1:
            self.add_error("photos", _now("最多1张，现在%(count)d张") % {"count": len(sent)})
        if not sent and not said.get("why_no_photo") and "photos" not in self.errors:
            self.add_error("photos", _now("附一张照片；没有照片的，写明原因"))
        return said
