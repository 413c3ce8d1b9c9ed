"""Files to be taken in, why one is put aside, and what is said of a material that is not there."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import TextField
from applicants.models.document import DocumentKind
from applicants.models.material import MaterialAnswerKind
from applicants.models.person import Person
from dibao.files.limits import FILES_AT_ONCE
from dibao.forms import FieldOptions, FormOptions, PlainForm, field_of

ACCEPTED = "image/*,application/pdf"


class SeveralFiles(forms.ClearableFileInput):
    """One input for several files, as browsers have it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list, empty where none was chosen."""

    def __init__(self, *, capture: str = "", **options: Unpack[FieldOptions]) -> None:
        attrs = {"accept": "image/*", "capture": capture} if capture else {"accept": ACCEPTED}
        options["widget"] = SeveralFiles(attrs={**attrs, "multiple": True})
        options["required"] = False
        super().__init__(**options)

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data]
        return [file for file in sent if isinstance(file, UploadedFile)]


class PersonField(forms.ModelChoiceField):
    """A member of the family, or the family as a whole."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        options["required"] = False
        super().__init__(queryset=Person.objects.none(), empty_label=_("全家"), **options)

    def offer(self, people: Iterable[Person]) -> None:
        self.queryset = Person.objects.in_the_order_of(people)


class DocumentsForm(PlainForm):
    """What the files are, whose, and the files: chosen, or taken at once with a phone."""

    kind = forms.ChoiceField(
        label=_("材料种类"), choices=[("", _("选择种类")), *DocumentKind.choices]
    )
    person = PersonField(label=_("是谁的"))
    chosen = FilesField(label=_("文件"), help_text=_("可以一次选几个。"))
    taken = FilesField(label=_("拍照"), capture="environment")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        people: Iterable[Person],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "person", PersonField).offer(people)

    def clean_kind(self) -> DocumentKind:
        return DocumentKind(self.cleaned_data["kind"])

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        sent = [*cleaned.get("chosen", []), *cleaned.get("taken", [])]
        if not sent:
            self.add_error("chosen", ValidationError(_now("选择文件，或者拍照")))
        if len(sent) > FILES_AT_ONCE:
            most = {"most": FILES_AT_ONCE, "count": len(sent)}
            self.add_error(
                "chosen", ValidationError(_now("一次最多%(most)d个文件，现在%(count)d个") % most)
            )
        return {**cleaned, "sent": sent}


class VoidForm(PlainForm):
    """Why a file is put aside."""

    reason = TextField(label=_("作废原因"), max_length=200, min_length=2)


class MaterialForm(PlainForm):
    """What is said of a material, and why."""

    word = forms.ChoiceField(
        label=_("处理"), choices=MaterialAnswerKind.choices, widget=forms.RadioSelect
    )
    note = TextField(
        label=_("说明"),
        max_length=200,
        min_length=2,
        help_text=_("写承诺的内容、核对的来源，或者为什么不需要。"),
    )

    def clean_word(self) -> MaterialAnswerKind:
        return MaterialAnswerKind(self.cleaned_data["word"])
