"""The base of everything the program refuses with a sentence."""


class Refused(Exception):
    """A refusal in words that the person at the desk can act on.

    `sentence` is the Chinese source string; `values` fill its %(name)s places, so that the
    sentence can still be translated after the values are known (see `dibao.wording`).
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence, values)

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The sentence with its values, in the language it was written in."""
        return self.sentence % self.values if self.values else str(self.sentence)
