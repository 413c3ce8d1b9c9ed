"""Refusals in the reader's language."""

from django.utils.translation import gettext

from dibao.errors import Refused


def in_words(refused: Refused) -> str:
    """The refusal's sentence, translated before its values are put in."""
    sentence = gettext(refused.sentence)
    return sentence % refused.values if refused.values else sentence


def in_general(refused: Refused) -> str:
    """The sentence with dots for its values: the same for every refusal of that sort."""
    sentence = gettext(refused.sentence)
    return sentence % dict.fromkeys(refused.values, "…") if refused.values else sentence
