"""Chance that can be had again: the same words throw the same way on every machine."""

import random


class Dice(random.Random):
    """Dice named by a text, such as the seed and a household's number; never for secrets."""

    def __init__(self, *words: object) -> None:
        super().__init__(":".join(map(str, words)))
