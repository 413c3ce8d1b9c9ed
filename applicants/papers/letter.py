"""A result letter as a paper."""

from applicants.letters import Letter
from dibao.papers import Heading, Items, Paper, Seal, Signatures, Text, written_day


def letter_paper(letter: Letter, *, number: str, place: str, mark: str) -> Paper:
    """What was decided, why, by which articles, and what can be done against it; with a receipt."""
    reasons = [
        f"{one.sentence}（{one.article}）" if one.article else one.sentence
        for one in letter.reasons
    ]
    return Paper(
        title=letter.title,
        number=number,
        place=place,
        mark=mark,
        blocks=[
            Text(letter.opening),
            Heading("决定"),
            Text(letter.result, is_strong=True),
            Heading("理由和依据"),
            Text(letter.stated),
            *([Text(letter.heard)] if letter.heard else []),
            *([Items(reasons)] if reasons else []),
            Text(f"依据：{letter.basis}"),
            Heading("不服怎么办"),
            Text(letter.remedies),
            Seal(letter.office, written_day(letter.dated)),
            Signatures(["申请人签收", "送达人", "日期"]),
        ],
    )
