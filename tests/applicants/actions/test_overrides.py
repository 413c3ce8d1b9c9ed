"""Class and amounts beside the rules: by two people, before the opinion, and then to the notice and the grant."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import assessments, cases, decisions, notices, overrides, relatives
from applicants.actions.overrides import ShareEntry
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.override import Override, agreed_on, is_payable, payable_of
from applicants.models.policy import RuleSet
from applicants.models.relative import CloseRelation
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.investigation import visited
from tests.factories.places import Places

WORDS = "家里另有重病老人由其照料，实际困难重于测算"


def persons(assessment: Assessment) -> list[str]:
    return [member.key for member in assessment.as_facts().members]


def given(
    cast: Cast, case: Case, assessment: Assessment, *bases: str, by: Staff | None = None
) -> Override:
    """An override of class one with these bases for the members in order; 300 and 200 unless told."""
    giver = by or cast.caseworker
    pairs = zip(persons(assessment), bases or ("300", "200"), strict=False)
    with scope.of(giver):
        return overrides.give(
            case=case,
            assessment=assessment,
            benefit_class=1,
            shares=[ShareEntry(person=key, base=Decimal(base)) for key, base in pairs],
            reason=WORDS,
            by=giver,
            on=ENTERED,
        )


@pytest.fixture
def waiting(cast: Cast, accepted_case: Case, assessment: Assessment) -> Override:
    return given(cast, accepted_case, assessment)


@pytest.fixture
def agreed(cast: Cast, waiting: Override) -> Override:
    with scope.of(cast.township_head):
        return overrides.agree(override=waiting, words="属实", by=cast.township_head, on=ENTERED)


def proposed(cast: Cast, case: Case, assessment: Assessment) -> Case:
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=assessment,
            proposal="grant",
            reasons="入户调查属实",
            by=cast.township_head,
            on=ENTERED,
        )
        case.refresh_from_db()
    return case


def granted(cast: Cast, case: Case, assessment: Assessment) -> Grant:
    case = proposed(cast, case, assessment)
    with scope.of(cast.caseworker):
        notices.freeze(
            village=case.area, stage="township", cases=[case], by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_before_the_second_person_nothing_changes(
    cast: Cast, assessment: Assessment, waiting: Override
) -> None:
    with scope.of(cast.caseworker):
        assert agreed_on(assessment) is None
        assert payable_of(assessment).total_amount == assessment.total_amount


def test_once_agreed_it_is_what_is_payable(
    cast: Cast, assessment: Assessment, agreed: Override
) -> None:
    with scope.of(cast.caseworker):
        payable = payable_of(assessment)

    assert (payable.benefit_class, payable.covered, payable.total_amount) == (1, 2, 500)
    assert {share.member: share.base for share in payable.shares} == dict(
        zip(persons(assessment), (Decimal(300), Decimal(200)), strict=True)
    )


def test_the_notice_prints_it_and_the_grant_pays_it(
    cast: Cast, accepted_case: Case, assessment: Assessment, agreed: Override
) -> None:
    grant = granted(cast, accepted_case, assessment)

    with scope.of(cast.reviewer):
        entry = accepted_case.notice_entries.get()
        shares = dict(grant.shares.values_list("person_id", "base_amount"))
    assert (entry.benefit_class, entry.covered_count, entry.monthly_amount) == (1, 2, 500)
    assert (grant.benefit_class, grant.total_amount, grant.covered_count) == (1, 500, 2)
    assert sorted(shares.values()) == [200, 300]


def test_an_only_person_may_be_covered(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    override = given(cast, accepted_case, assessment, "400")
    with scope.of(cast.township_head):
        overrides.agree(override=override, words="属实", by=cast.township_head, on=ENTERED)

    grant = granted(cast, accepted_case, assessment)

    with scope.of(cast.reviewer):
        assert [grant.covered_count, grant.shares.count()] == [1, 1]


def test_a_declined_one_leaves_the_verdict(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with scope.of(cast.township_head):
        overrides.decline(override=waiting, words="材料不足", by=cast.township_head, on=ENTERED)

    grant = granted(cast, accepted_case, assessment)

    assert grant.total_amount == assessment.total_amount


def test_who_gave_it_may_take_it_back_and_give_another(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with scope.of(cast.caseworker):
        overrides.decline(override=waiting, words="金额填错", by=cast.caseworker, on=ENTERED)

    again = given(cast, accepted_case, assessment, "350", "250")

    assert again.total_amount == 600


def test_who_gave_it_does_not_agree_to_it(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    override = given(cast, accepted_case, assessment, by=cast.township_head)

    with scope.of(cast.township_head), pytest.raises(Refused, match="不能自己同意"):
        overrides.agree(override=override, words="属实", by=cast.township_head, on=ENTERED)


def test_who_entered_the_case_does_not_agree_to_it(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    override = given(cast, accepted_case, assessment, by=cast.township_head)
    promoted = cast.caseworker.postings.create(
        area=cast.township_head.posting.area,
        role=cast.township_head.posting.role,
        starts_on=ENTERED,
    )
    turned = cast.caseworker.acting(promoted)

    with scope.of(turned), pytest.raises(Refused, match="录入这户的人不能同意"):
        overrides.agree(override=override, words="属实", by=turned, on=ENTERED)


def test_the_county_may_be_the_second_person_but_does_not_decide_then(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    override = given(cast, accepted_case, assessment, by=cast.township_head)
    with scope.of(cast.reviewer):
        overrides.agree(override=override, words="属实", by=cast.reviewer, on=ENTERED)
    case = proposed(cast, accepted_case, assessment)
    with scope.of(cast.caseworker):
        notices.freeze(
            village=case.area, stage="township", cases=[case], by=cast.caseworker, on=POSTED
        )

    with scope.of(cast.reviewer), pytest.raises(Refused, match="核定这户金额的人"):
        decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=DECIDED)
    with scope.of(cast.second_reviewer):
        assert decisions.confirm(case=case, reasons="属实", by=cast.second_reviewer, on=DECIDED)


@pytest.mark.parametrize("who", ["reviewer", "approver", "clerk", "inspector"])
def test_only_the_township_gives_one(
    cast: Cast, accepted_case: Case, assessment: Assessment, who: str
) -> None:
    with pytest.raises(PermissionDenied):
        given(cast, accepted_case, assessment, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["caseworker", "approver", "clerk"])
def test_only_some_agree_to_one(cast: Cast, waiting: Override, who: str) -> None:
    other = getattr(cast, who)

    with scope.of(other), pytest.raises(PermissionDenied):
        overrides.agree(override=waiting, words="属实", by=other, on=ENTERED)


def related(cast: Cast, case: Case, staff: Staff) -> None:
    """Enter that the head of the family is a sibling of a member of staff."""
    with scope.of(cast.caseworker):
        relatives.register(
            case=case,
            member=case.household.head,
            relation=CloseRelation.SIBLING,
            staff=staff,
            by=cast.caseworker,
            on=ENTERED,
        )


def test_a_relative_neither_gives_nor_agrees(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    related(cast, accepted_case, cast.township_head)

    with pytest.raises(Refused, match="近亲属"):
        given(cast, accepted_case, assessment, by=cast.township_head)
    override = given(cast, accepted_case, assessment)
    with scope.of(cast.township_head), pytest.raises(Refused, match="近亲属"):
        overrides.agree(override=override, words="属实", by=cast.township_head, on=ENTERED)


def test_another_caseworker_does_not_decline_it(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with scope.of(cast.clerk), pytest.raises(PermissionDenied):
        overrides.decline(override=waiting, words="不同意", by=cast.clerk, on=ENTERED)


def test_the_next_township_does_not_find_it(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with pytest.raises(Case.DoesNotExist):
        given(cast, accepted_case, assessment, by=cast.neighbour)
    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        overrides.agree(override=waiting, words="属实", by=cast.foreign_reviewer, on=ENTERED)


def test_a_second_one_waits_for_the_first(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with pytest.raises(Refused, match="在等第二人答复"):
        given(cast, accepted_case, assessment)


def test_what_is_agreed_is_not_given_again(
    cast: Cast, accepted_case: Case, assessment: Assessment, agreed: Override
) -> None:
    with pytest.raises(Refused, match="重新计算"):
        given(cast, accepted_case, assessment)


def test_two_answers_are_one_too_many(cast: Cast, waiting: Override, agreed: Override) -> None:
    with scope.of(cast.reviewer), pytest.raises(Refused, match="已有人答复"):
        overrides.decline(override=waiting, words="不同意", by=cast.reviewer, on=ENTERED)


def test_the_opinion_waits_for_the_answer(
    cast: Cast, accepted_case: Case, assessment: Assessment, waiting: Override
) -> None:
    with pytest.raises(Refused, match="还没有第二人答复"):
        proposed(cast, accepted_case, assessment)


def test_after_the_opinion_it_is_too_late(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    proposed(cast, accepted_case, assessment)

    with pytest.raises(Refused, match="提出初审意见以前"):
        given(cast, accepted_case, assessment)


def test_a_new_assessment_begins_without_one(
    cast: Cast, accepted_case: Case, assessment: Assessment, agreed: Override
) -> None:
    with scope.of(cast.caseworker):
        anew = assessments.assess(case=accepted_case, by=cast.caseworker, on=ENTERED)

        assert payable_of(anew).total_amount == anew.total_amount
    with pytest.raises(Refused, match="按最新的结果核定"):
        given(cast, accepted_case, assessment)


def test_an_agreement_comes_too_late_once_the_case_is_judged_anew(
    cast: Cast, accepted_case: Case, waiting: Override
) -> None:
    with scope.of(cast.caseworker):
        assessments.assess(case=accepted_case, by=cast.caseworker, on=ENTERED)

    with scope.of(cast.township_head), pytest.raises(Refused, match="按最新的结果核定"):
        overrides.agree(override=waiting, words="属实", by=cast.township_head, on=ENTERED)


def test_a_changed_file_is_judged_first(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        cases.revise(
            case=accepted_case,
            means=cases.Means(hardships=["disaster"], poverty_cause="disaster"),
            version=accepted_case.version,
            by=cast.caseworker,
        )

    with pytest.raises(Refused, match="资料改过"):
        given(cast, accepted_case, assessment)


@pytest.mark.parametrize(
    ("bases", "words"),
    [
        (("0", "0"), "至少给一人填金额"),
        # The whole line: 7127.00 / 12 = 593.92, up to 594.
        (("594.01", "0"), "不能高于594.00元"),
    ],
)
def test_amounts_stay_within_what_the_rules_give_anybody(
    cast: Cast, accepted_case: Case, assessment: Assessment, bases: tuple[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        given(cast, accepted_case, assessment, *bases)


def test_a_supplement_is_no_higher_than_the_highest(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    entry = ShareEntry(person=persons(assessment)[0], base=Decimal(1), supplement=Decimal(105))

    with scope.of(cast.caseworker), pytest.raises(Refused, match=r"不能高于104\.00元"):
        overrides.give(
            case=accepted_case,
            assessment=assessment,
            benefit_class=1,
            shares=[entry],
            reason=WORDS,
            by=cast.caseworker,
            on=ENTERED,
        )


def test_only_members_are_given_anything(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    stranger = ShareEntry(person="00000000-0000-4000-8000-000000000000", base=Decimal(1))

    with scope.of(cast.caseworker), pytest.raises(Refused, match="计入家庭人口的成员"):
        overrides.give(
            case=accepted_case,
            assessment=assessment,
            benefit_class=1,
            shares=[stranger],
            reason=WORDS,
            by=cast.caseworker,
            on=ENTERED,
        )


def test_what_the_rules_give_anyway_is_no_override(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    verdict = assessment.as_verdict()
    shares = [
        ShareEntry(person=s.member, base=s.base, supplement=s.supplement) for s in verdict.shares
    ]

    with scope.of(cast.caseworker), pytest.raises(Refused, match="和计算的结果一样"):
        overrides.give(
            case=accepted_case,
            assessment=assessment,
            benefit_class=assessment.benefit_class,
            shares=shares,
            reason=WORDS,
            by=cast.caseworker,
            on=ENTERED,
        )


@pytest.fixture
def refused_case(cast: Cast, places: Places, rules_of_2026: RuleSet) -> Case:
    """A family whose car stands against it."""
    car = cases.PropertyEntry(kind="vehicle", amount=Decimal(8000))
    means = small_means()
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker)
        case = cases.open_draft(
            household=household,
            means=cases.Means(**{**vars(means), "properties": [car]}),
            by=cast.caseworker,
            on=ENTERED,
        )
        case = cases.accept(case=case, by=cast.caseworker, on=ENTERED)
        visited(case, cast.caseworker, on=ENTERED)
        return case


def test_two_people_may_let_in_whom_the_rules_refuse(cast: Cast, refused_case: Case) -> None:
    with scope.of(cast.caseworker):
        judged = assessments.assess(case=refused_case, by=cast.caseworker, on=ENTERED)
        assert not is_payable(judged)
    with pytest.raises(Refused, match="不能提“拟同意”"):
        proposed(cast, refused_case, judged)
    override = given(cast, refused_case, judged)
    with scope.of(cast.township_head):
        overrides.agree(override=override, words="车已报废", by=cast.township_head, on=ENTERED)

    grant = granted(cast, refused_case, judged)

    assert grant.total_amount == 500


def test_a_waiting_one_lets_nobody_in(cast: Cast, refused_case: Case) -> None:
    with scope.of(cast.caseworker):
        judged = assessments.assess(case=refused_case, by=cast.caseworker, on=ENTERED)
    given(cast, refused_case, judged)

    with pytest.raises(Refused):
        proposed(cast, refused_case, judged)


def test_a_draft_has_nothing_to_override(cast: Cast, draft_case: Case) -> None:
    nothing = Assessment(case=draft_case)

    with scope.of(cast.caseworker), pytest.raises(Refused, match="受理以后"):
        overrides.give(
            case=draft_case,
            assessment=nothing,
            benefit_class=1,
            shares=[],
            reason=WORDS,
            by=cast.caseworker,
            on=date(2026, 7, 7),
        )
