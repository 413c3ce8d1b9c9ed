"""Forms in plain words: a standard error names its field and says what to do.

Django's own sentences ("this field is required") do not say which field, so the list of
errors on top of a page could not be read alone. Only those are replaced: whatever a form,
a field or a validator says in words of its own stays.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

F = TypeVar("F", bound=forms.Field)

_CLASSES_THAT_SPEAK = (
    forms.Field,
    forms.IntegerField,
    forms.FloatField,
    forms.DecimalField,
    forms.DateField,
    forms.FileField,
    forms.ChoiceField,
    forms.MultipleChoiceField,
    forms.TypedChoiceField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
)
_VALIDATORS_THAT_SPEAK = (
    validators.MaxLengthValidator,
    validators.MinLengthValidator,
    validators.MaxValueValidator,
    validators.MinValueValidator,
)


def _djangos_sentences() -> frozenset[int]:
    """Identify Django's own messages by object, which tells them from equal words of ours."""
    sentences: list[object] = [speaker.message for speaker in _VALIDATORS_THAT_SPEAK]
    sentences.extend(validators.DecimalValidator.messages.values())
    for speaker in _CLASSES_THAT_SPEAK:
        sentences.extend(vars(speaker).get("default_error_messages", {}).values())
    return frozenset(map(id, sentences))


_DJANGOS = _djangos_sentences()


@dataclass
class Held:
    """A form that is shown again and not sent: the first one made from `typed` says `sentence` and is not valid."""

    typed: QueryDict
    sentence: str
    is_said: bool = False


_now = threading.local()


@contextmanager
def held_back(held: Held) -> Iterator[None]:
    """Hold a form back in this thread; `held.is_said` tells afterwards whether any form was made from it."""
    _now.held = held
    try:
        yield
    finally:
        _now.held = None


class PlainWords(forms.BaseForm):
    """Mix into a form class; reads `label` of each field."""

    def full_clean(self) -> None:
        """Check the form as ever, then say Django's own sentences in our words."""
        super().full_clean()
        held: Held | None = getattr(_now, "held", None)
        if held and self.is_bound and self.data is held.typed and not held.is_said:
            held.is_said = True
            self.add_error(None, held.sentence)
        for name, found in self.errors.items():
            if name in self.fields:
                found.data = [self._in_plain_words(name, error) for error in found.as_data()]

    def _in_plain_words(self, name: str, error: ValidationError) -> ValidationError:
        if id(getattr(error, "message", None)) not in _DJANGOS:
            return error
        field = self.fields[name]
        label = str(field.label or self[name].label)
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        params = dict(getattr(error, "params", None) or {})
        sentence = _sentence(field, str(error.code), label, typed, params)
        return ValidationError(sentence, code=error.code) if sentence else error


class FormOptions(TypedDict, total=False):
    """What Django's forms take besides the data, for forms that hand it on."""

    files: MultiValueDict[str, UploadedFile] | None
    auto_id: bool | str
    prefix: str | None
    initial: dict[str, object] | None
    error_class: type[ErrorList]
    empty_permitted: bool
    use_required_attribute: bool | None
    renderer: BaseRenderer


class FieldOptions(TypedDict, total=False):
    """What every form field takes, for fields that hand it on."""

    required: bool
    widget: forms.Widget | type[forms.Widget] | None
    label: StrOrPromise | None
    initial: object
    help_text: StrOrPromise
    error_messages: Mapping[str, StrOrPromise] | None
    disabled: bool


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A field of a form as the class it was declared with."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return field


class PlainForm(PlainWords, forms.Form):
    """A form whose standard errors name their field."""


class PlainModelForm(PlainWords, forms.ModelForm):
    """A model form whose standard errors name their field."""


def _sentence(
    field: forms.Field, code: str, label: str, typed: object, params: dict[str, object]
) -> str:
    """Say what is wrong and what to do; empty where we have no better words than Django."""
    if code == "required":
        return _missing(field, label)
    if code == "invalid":
        return _misshapen(field, label, typed)
    limit = params.get("limit_value", params.get("max"))
    known = {"label": label, "typed": typed, "limit": limit, "length": params.get("show_value")}
    sentences = {
        "invalid_choice": _("%(label)s里没有“%(typed)s”，从列表选择"),
        "max_length": _("%(label)s最多%(limit)s个字，现在%(length)s个字"),
        "min_length": _("%(label)s至少%(limit)s个字，现在%(length)s个字"),
        "max_value": _("%(label)s不能大于%(limit)s"),
        "min_value": _("%(label)s不能小于%(limit)s"),
        "max_digits": _("%(label)s最多%(limit)s位数字"),
        "max_decimal_places": _("%(label)s最多%(limit)s位小数"),
        "max_whole_digits": _("%(label)s整数部分最多%(limit)s位"),
        "empty": _("%(label)s的文件是空的，换一个文件"),
    }
    return sentences[code] % known if code in sentences else ""


def _missing(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("勾选“%(label)s”") % {"label": label}
    if isinstance(field, forms.ChoiceField | forms.FileField):
        return _("选择%(label)s") % {"label": label}
    return _("填写%(label)s") % {"label": label}


def _misshapen(field: forms.Field, label: str, typed: object) -> str:
    known = {"label": label, "typed": typed}
    if isinstance(field, forms.DateField):
        return _("%(label)s写成年月日，如 2008-08-05；现在是“%(typed)s”") % known
    if isinstance(field, forms.IntegerField):
        return _("%(label)s填数字，如 12000；现在是“%(typed)s”") % known
    return ""
