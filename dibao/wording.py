"""Refusals in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext

from dibao.errors import Refused


def in_words(refused: Refused) -> str:
    """The refusal's sentence, translated before its values are put in.

    A value called `name` is a word of ours (身份证号) and is translated too; all others are what
    somebody typed or counted.
    """
    values = refused.values
    if isinstance(name := values.get("name"), str):
        values = {**values, "name": gettext(name)}
    return _filled(refused, values)


def in_general(refused: Refused) -> str:
    """The sentence with dots for its values: the same for every refusal of that sort."""
    return _filled(refused, dict.fromkeys(refused.values, "…"))


def kept_words(refused: Refused) -> dict[str, object]:
    """A refusal as JSON, for readers of later: its sentence as we wrote it, and what fills its places."""
    return {
        "source": refused.sentence,
        "values": {
            name: value if isinstance(value, int | float) else str(value)
            for name, value in refused.values.items()
        },
    }


def refusal_of(kept: Mapping[str, object]) -> Refused:
    """The refusal that was kept as JSON, to be said in the reader's language."""
    values = kept.get("values")
    return Refused(str(kept.get("source", "")), **(values if isinstance(values, dict) else {}))


def _filled(refused: Refused, values: dict[str, object]) -> str:
    sentence = gettext(refused.sentence)
    return sentence % values if values else sentence
