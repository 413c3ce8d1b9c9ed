"""Marks sentences for the translators without importing Django.

Values stay plain Python, so that the rules of eligibility can use them; `makemessages` finds the
marker by its name, and `dibao.wording` translates when the sentence is shown.
"""


def gettext_noop(sentence: str) -> str:
    """Return the sentence unchanged."""
    return sentence
