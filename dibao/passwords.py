"""What a password may not be made of, in our words: short ones, common ones, and the words of an office like ours."""

import re

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff

# Words of the trade, in characters and in the letters that people type for them.
_WORDS = (
    "低保", "民政", "救助", "农村", "保障", "乡镇", "密码",
    "dibao", "minzheng", "jiuzhu", "nongcun", "baozhang", "xiangzhen", "mima", "admin", "password", "passw0rd",
)  # fmt: skip
_LEVEL_ENDINGS = re.compile("(省|市|地区|县|区|乡|镇|街道)$")
_SHORTEST_NAME = 2  # Characters, without the ending: one alone would forbid half of all phrases.


class LengthValidator(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短，至少%(length)s位。例如连写四个互不相关的词。") % {
            "length": self.min_length
        }


class CommonValidator(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("这个密码太常见，别人一试就中。换一个。")


class DigitsValidator(NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("密码全是数字，加几个字母或词。")


class LikenessValidator(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("密码和%(verbose_name)s太像，换一个。")


class ContextWordValidator:
    """Refuses passwords that hold a word of the trade or the name of a county or township, in characters or pinyin."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        lowered = password.lower()
        found = next((word for word in (*_WORDS, *_area_words()) if word in lowered), None)
        if found is not None:
            raise ValidationError(
                _(
                    "密码里有“%(word)s”，这是别人最先会试的词。换成几个互不相关的词，例如连写四个常用词。"
                ),
                code="password_context_word",
                params={"word": found},
            )

    def get_help_text(self) -> str:
        return _("密码里不能有“低保”“民政”一类的词，也不能有县、乡镇的名字或它们的拼音。")


def _area_words() -> list[str]:
    """Names above the village, as few hundred as a prefecture has; compared here so that no password reaches SQL."""
    names = Area.objects.exclude(level=AreaLevel.VILLAGE).values_list("name", flat=True)
    short = {_LEVEL_ENDINGS.sub("", name) for name in names}
    kept = [name for name in short if len(name) >= _SHORTEST_NAME]
    return kept + ["".join(lazy_pinyin(name)) for name in kept]
