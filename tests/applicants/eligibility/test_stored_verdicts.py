"""What was judged once is judged the same for ever: facts, terms and verdicts as engine 1 first wrote them.

A new field of facts or terms has a default that leaves all of these alone; a new rule asks for a new field. Whoever
must change an old answer raises `verdict.ENGINE`, keeps this file, and says what becomes of the stored ones.
"""

import json
from pathlib import Path

import pytest

from applicants.eligibility.assess import assess
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import ENGINE

STORED = json.loads((Path(__file__).parent / "golden/engine_1.json").read_text(encoding="utf-8"))
TERMS = {code: Terms.from_json(content) for code, content in STORED["terms"].items()}


def test_the_engine_is_the_one_that_wrote_them() -> None:
    assert STORED["engine"] == ENGINE


@pytest.mark.parametrize("code", TERMS)
def test_stored_terms_are_read_and_written_as_they_were(code: str) -> None:
    assert TERMS[code].to_json() == STORED["terms"][code]
    assert TERMS[code].hash == STORED["terms_hash"][code]


def test_stored_facts_keep_their_hashes() -> None:
    changed = [
        number
        for number, case in enumerate(STORED["cases"])
        if Facts.from_json(case["facts"]).hash != case["facts_hash"]
    ]

    assert changed == []


def test_stored_facts_are_judged_to_the_same_byte() -> None:
    changed = [
        number
        for number, case in enumerate(STORED["cases"])
        if assess(Facts.from_json(case["facts"]), TERMS[case["terms"]]).hash != case["verdict_hash"]
    ]

    assert changed == []


def test_they_cover_every_outcome_under_both_methods() -> None:
    seen = {(case["terms"], case["outcome"]) for case in STORED["cases"]}

    outcomes = ("eligible", "not_eligible", "needs_review")
    assert seen >= {(code, outcome) for code in TERMS for outcome in outcomes}
