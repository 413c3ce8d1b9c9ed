"""The rules' code lists as choices of model and form fields, translated when shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.eligibility.codes import Code


def choices(codes: type[Code]) -> list[tuple[str, str | Promise]]:
    return [(code.value, _(code.label)) for code in codes]


# GB/T 4761-2008, the relations that rural households use; the code is stored, the word is shown.
RELATIONS: list[tuple[str, str | Promise]] = [
    ("02", _("户主")),
    ("10", _("配偶")),
    ("20", _("子")),
    ("27", _("养子或继子")),
    ("28", _("女婿")),
    ("30", pgettext_lazy("relation", "女")),
    ("37", _("养女或继女")),
    ("38", _("儿媳")),
    ("41", _("孙子")),
    ("42", _("孙女")),
    ("43", _("外孙子")),
    ("44", _("外孙女")),
    ("51", _("父亲")),
    ("52", _("母亲")),
    ("53", _("公公")),
    ("54", _("婆婆")),
    ("55", _("岳父")),
    ("56", _("岳母")),
    ("61", _("祖父")),
    ("62", _("祖母")),
    ("71", _("兄")),
    ("73", _("弟")),
    ("75", _("姐")),
    ("77", _("妹")),
    ("97", _("其他亲属")),
    ("99", _("其他")),
]
HEAD = "02"

BENEFIT_CLASSES: list[tuple[int, str | Promise]] = [(1, _("一类")), (2, _("二类")), (3, _("三类"))]

DISABILITY_TYPES: list[tuple[int, str | Promise]] = [
    (1, _("视力")),
    (2, _("听力")),
    (3, _("言语")),
    (4, _("肢体")),
    (5, _("智力")),
    (6, _("精神")),
    (7, _("多重")),
]
DISABILITY_LEVELS: list[tuple[int, str | Promise]] = [
    (1, _("一级")),
    (2, _("二级")),
    (3, _("三级")),
    (4, _("四级")),
]
