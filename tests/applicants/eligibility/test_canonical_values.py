"""Values travel through JSON unchanged, with one spelling, and refuse what is not theirs."""

from datetime import date
from decimal import Decimal

import pytest

from applicants import rule_sets
from applicants.eligibility.assess import assess
from applicants.eligibility.canonical import ContentError, canonical_text
from applicants.eligibility.codes import (
    AloneGround,
    Hardship,
    IncomeSource,
    PropertyKind,
    SupporterRelation,
)
from applicants.eligibility.contradictions import contradictions
from applicants.eligibility.facts import Facts, FactsError, Income, Supporter
from applicants.eligibility.terms import Terms
from tests.factories.facts import household, income, member, owned, people


def test_facts_are_written_without_what_is_left_at_its_default() -> None:
    facts = household(member(born=date(1980, 3, 1)), earns="1200.50", hardships=[Hardship.ORPHAN])

    assert canonical_text(facts.to_json()) == (
        '{"hardships":["orphan"],"incomes":[{"source":"farming","yearly_amount":"1200.5"}],'
        '"members":[{"birth_date":"1980-03-01","health":"healthy","key":"1",'
        '"labour_capacity":"full","name":"张1"}],"on":"2026-08-05"}'
    )


def test_hash_of_known_facts_never_changes() -> None:
    facts = household(member(born=date(1980, 3, 1)), earns="1200.50", hardships=[Hardship.ORPHAN])

    assert facts.hash == "60ab4405aa6c09e7ac09f1399cddc7b0402e5d7adb60f53881ac07fa036c4e35"


def test_two_spellings_of_an_amount_have_one_hash() -> None:
    assert household(earns="100").hash == household(earns="100.00").hash


def test_another_amount_has_another_hash() -> None:
    assert household(earns="100").hash != household(earns="100.01").hash


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "全部"),
        ({"members": []}, "on"),
        ({"on": "5.8.2008", "members": []}, "on"),
        ({"on": "2008-08-05", "members": {}}, "members"),
        ({"on": "2008-08-05", "members": [{"key": "1"}]}, "members[0].name"),
        ({"on": "2008-08-05", "members": [], "pets": 1}, "pets"),
        ({"on": "2008-08-05", "members": [], "unnamed_count": "many"}, "unnamed_count"),
        ({"on": "2008-08-05", "members": [], "hardships": ["bad_luck"]}, "hardships[0]"),
        (
            {
                "on": "2008-08-05",
                "members": [],
                "incomes": [{"source": "farming", "yearly_amount": 0.1}],
            },
            "incomes[0].yearly_amount",
        ),
        (
            {
                "on": "2008-08-05",
                "members": [],
                "incomes": [{"source": "farming", "yearly_amount": "NaN"}],
            },
            "incomes[0].yearly_amount",
        ),
    ],
)
def test_content_of_another_shape_is_refused_where_it_stands(content: object, field: str) -> None:
    with pytest.raises(ContentError) as refused:
        Facts.from_json(content)

    assert [problem.field for problem in refused.value.problems] == [field]


def _paid_by_a_brother(
    source: IncomeSource = IncomeSource.SUPPORT_PAYMENT, born: date | None = None
) -> Income:
    brother = Supporter(relation=SupporterRelation.SIBLING, name="李四", birth_date=born)
    return Income(source=source, yearly_amount=Decimal(1), member="1", supporter=brother)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (household(member("1"), member("1")), "members"),
        (household(member(is_counted=False)), "members"),
        (household(*people(2), unnamed=-1), "unnamed_count"),
        (household(member(born=date(2026, 8, 6))), "members[0].birth_date"),
        (household(member(disability=(8, 1))), "members[0].disability_level"),
        (household(earns=[income(1, of="9")]), "incomes[0].member"),
        (household(earns=-1), "incomes[0]"),
        (household(owns=[owned(PropertyKind.HOUSE, count=-1)]), "properties[0]"),
        (household(alone="9"), "applies_alone"),
        (household(member(is_covered=False), alone="1"), "applies_alone"),
        (household(ground=AloneGround.CLERGY), "applies_alone"),
        (household(alone="1", ground=AloneGround.CLERGY), "alone_since"),
        (
            household(alone="1", ground=AloneGround.CLERGY, since=date(2026, 8, 6)),
            "alone_since",
        ),
        (household(earns=[_paid_by_a_brother(IncomeSource.GIFT)]), "incomes[0].supporter"),
        (
            household(earns=[_paid_by_a_brother(born=date(2026, 8, 6))]),
            "incomes[0].supporter.birth_date",
        ),
    ],
)
def test_facts_that_contradict_each_other_are_not_assessed(facts: Facts, field: str) -> None:
    assert [problem.field for problem in contradictions(facts)] == [field]
    with pytest.raises(FactsError):
        assess(facts, rule_sets.load("2026").terms)


def test_source_names_its_kind_and_a_line_may_say_otherwise() -> None:
    assert (
        Income(source=IncomeSource.LAND_RENT, yearly_amount=Decimal(1)).counted_kind == "property"
    )
    assert (
        Facts.from_json(
            {
                "on": "2008-08-05",
                "members": [],
                "incomes": [{"source": "other", "yearly_amount": "1", "kind": "wage"}],
            }
        )
        .incomes[0]
        .counted_kind
        == "wage"
    )


def test_odd_fen_goes_to_the_first_keys_whatever_the_order_of_entry() -> None:
    terms = Terms.from_json(
        {**rule_sets.load("2026").terms.to_json(), "payment_unit": "0.01", "supplements": []}
    )

    # (7127.00 - 4000.20) x 3 / 12 = 781.70: 260.57 + 260.57 + 260.56.
    verdict = assess(household(*reversed(people(3)), earns="12000.60"), terms)

    assert [(share.member, str(share.base)) for share in verdict.shares] == [
        ("1", "260.57"),
        ("2", "260.57"),
        ("3", "260.56"),
    ]


def test_supporter_travels_with_the_line() -> None:
    facts = household(earns=[_paid_by_a_brother(born=date(1980, 1, 1))])

    assert facts.to_json()["incomes"] == [
        {
            "member": "1",
            "source": "support_payment",
            "supporter": {"birth_date": "1980-01-01", "name": "李四", "relation": "sibling"},
            "yearly_amount": "1",
        }
    ]
    assert Facts.from_json(facts.to_json()) == facts
