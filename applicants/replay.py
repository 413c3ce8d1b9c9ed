"""Stored verdicts judged again from the facts and the rules that were stored with them."""

import json
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.db import connection

from applicants.eligibility.assess import assess
from applicants.eligibility.canonical import canonical_text
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.area import Area

_STORED = """
SELECT id, rule_set_id, facts::text, facts_hash, verdict::text, verdict_hash FROM applicants_assessment ORDER BY id
"""
_AT_ONCE = 2000


@cache
def terms_of(key: int) -> Terms:
    return RuleSet.objects.get(pk=key).as_terms()


class Replay(NamedTuple):
    """How many assessments were judged again, and the numbers of those that came out otherwise."""

    checked: int
    differing: list[int]


def everything() -> Replay:
    """Judge every stored assessment's facts by its rule set and compare the verdict, byte by byte in its one spelling,
    and both hashes; root by root, in a scope of its own."""
    terms_of.cache_clear()
    checked, differing = 0, list[int]()
    for root in Area.objects.filter(parent=None):
        with scope.of_area(root, action="replay"):
            for stored in _stored():
                checked += 1
                if not _is_reproduced(stored):
                    differing.append(stored.key)
    return Replay(checked, differing)


class Stored(NamedTuple):
    """An assessment's row as text."""

    key: int
    rule_set: int
    facts: str
    facts_hash: str
    verdict: str
    verdict_hash: str


def _stored() -> Iterator[Stored]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_STORED)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (Stored(*row) for row in rows)


def _is_reproduced(stored: Stored) -> bool:
    facts = Facts.from_json(json.loads(stored.facts))
    verdict = assess(facts, terms_of(stored.rule_set))
    return (
        facts.hash == stored.facts_hash
        and verdict.hash == stored.verdict_hash
        and canonical_text(verdict.to_json()) == canonical_text(json.loads(stored.verdict))
    )
