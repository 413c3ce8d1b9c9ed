"""Refusals are translated before their values are put in."""

import pytest

from dibao.errors import Refused
from dibao.values.identity import IdentityError, IdNumber
from dibao.wording import in_general, in_words


def test_a_refusal_says_its_sentence_with_its_values():
    refused = Refused("最多%(most)s行；现在是“%(text)s”", most=5, text="100%")

    assert refused.message == str(refused) == in_words(refused) == "最多5行；现在是“100%”"
    assert in_general(refused) == "最多…行；现在是“…”"


def test_a_sentence_without_values_may_hold_a_percent_sign():
    assert (
        Refused("超过50%").message
        == in_words(Refused("超过50%"))
        == in_general(Refused("超过50%"))
        == "超过50%"
    )


def test_a_refusal_is_translated_when_it_is_shown(monkeypatch):
    english = {
        "身份证号只有%(count)s位，应为18位": "The ID number has %(count)s places, it needs 18",
        "填写%(name)s": "Enter the %(name)s",
        "身份证号": "ID number",
    }
    monkeypatch.setattr("dibao.wording.gettext", lambda sentence: english.get(sentence, sentence))

    with pytest.raises(IdentityError) as short:
        IdNumber.parse("1101051949123100")
    with pytest.raises(IdentityError) as missing:
        IdNumber.parse("")

    assert in_words(short.value) == "The ID number has 16 places, it needs 18"
    assert in_words(missing.value) == "Enter the ID number"
