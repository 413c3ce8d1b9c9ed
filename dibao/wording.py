"""Refusals in the reader's language."""

from django.utils.translation import gettext

from dibao.errors import Refused


def in_words(refused: Refused) -> str:
    """The refusal's sentence, translated before its values are put in."""
    sentence = gettext(refused.sentence)
    return sentence % refused.values if refused.values else sentence
