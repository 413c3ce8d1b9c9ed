"""Numbers for paper that lead to one row and to no other: eight digits to type, without a sequence to try out.

A row's key is turned into its number and back by a keyed permutation of all numbers of eight digits (a Feistel
network of HMACs over two halves), so no column has to be filled and no two rows share a number. Not a secret: whoever
has the paper has the number.
"""

from typing import Final

from dibao.sealing import blind_index

DIGITS: Final = 8
_HALF: Final = 10 ** (DIGITS // 2)
_ROUNDS: Final = range(6)


def number_of(key: int, purpose: str) -> str:
    """The number of a row; OverflowError where its key has more digits than a number."""
    if not 0 <= key < _HALF * _HALF:
        raise OverflowError(f"no short number for key {key}")
    left, right = divmod(key, _HALF)
    for turn in _ROUNDS:
        left, right = right, (left + _mixed(right, turn, purpose)) % _HALF
    return f"{left * _HALF + right:0{DIGITS}d}"


def key_of(number: str, purpose: str) -> int | None:
    """The key that the number stands for; None for what is no such number."""
    if not (len(number) == DIGITS and number.isascii() and number.isdigit()):
        return None
    left, right = divmod(int(number), _HALF)
    for turn in reversed(_ROUNDS):
        left, right = (right - _mixed(left, turn, purpose)) % _HALF, left
    return left * _HALF + right


def _mixed(half: int, turn: int, purpose: str) -> int:
    return int(blind_index(f"{turn}:{half}", purpose), 16) % _HALF
