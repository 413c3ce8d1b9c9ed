"""Rule sets: the two that ship, and what is said of one that cannot be used."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from applicants import rule_sets
from applicants.eligibility.assess import assess
from applicants.eligibility.checks import problems
from applicants.eligibility.codes import (
    AloneGround,
    BenefitMethod,
    Hardship,
    Health,
    LimitOutcome,
    LimitUnit,
    NoticeStage,
    Outcome,
    ProcedureStep,
    PropertyKind,
    RecheckCategory,
    ReviewMeeting,
    Rule,
    SupplementGroup,
    SupporterRelation,
    TimeUnit,
)
from applicants.eligibility.terms import (
    Criterion,
    Deduction,
    GracePeriod,
    Notice,
    OtherGround,
    PropertyLimit,
    RefusedJobs,
    SinglePerson,
    Supplement,
    SupportExemption,
    Terms,
)
from tests.factories.facts import SUMMER_2008, SUMMER_2026, household, household_of_class, member

OLD = rule_sets.load("2007")
NEW = rule_sets.load("2026")

LAST = Criterion(benefit_class=3, name="其余")


@pytest.mark.parametrize("code", rule_sets.CODES)
def test_shipped_rule_set_is_usable_and_survives_the_round_trip(code: str) -> None:
    terms = rule_sets.load(code).terms

    assert problems(terms) == ()
    assert Terms.from_json(terms.to_json()) == terms


@pytest.mark.parametrize("code", rule_sets.CODES)
def test_shipped_rule_set_cites_an_article_for_every_step(code: str) -> None:
    terms = rule_sets.load(code).terms

    for benefit_class in (1, 2, 3):
        trace = assess(household_of_class(benefit_class, terms), terms).trace
        assert all(step.article for step in trace if step.rule is not Rule.OUTCOME)


@pytest.mark.parametrize(("benefit_class", "amount"), [(1, "77"), (2, "52"), (3, "42")])
def test_rule_set_of_2007_pays_its_three_class_amounts(benefit_class: int, amount: str) -> None:
    verdict = assess(household_of_class(benefit_class, OLD.terms, on=SUMMER_2008), OLD.terms)

    assert verdict.benefit_class == benefit_class
    assert [share.total for share in verdict.shares] == [Decimal(amount)] * 2


@pytest.mark.parametrize("benefit_class", [1, 2, 3])
def test_same_prefecture_falls_into_the_same_classes_today(benefit_class: int) -> None:
    facts = household_of_class(benefit_class, NEW.terms, on=SUMMER_2026)

    verdict = assess(facts, NEW.terms)

    assert verdict.is_eligible
    assert verdict.benefit_class == benefit_class


def test_rule_set_of_2007_posts_three_times_and_always_meets() -> None:
    assert (OLD.valid_from, OLD.valid_to) == (date(2007, 1, 1), date(2008, 12, 31))
    assert [notice.stage for notice in OLD.terms.notices] == list(NoticeStage)
    assert OLD.terms.review_meeting is ReviewMeeting.ALWAYS
    assert not OLD.terms.hearing_before_cut
    assert {one.category: one.months for one in OLD.terms.rechecks}[RecheckCategory.UNSTABLE] == 3


def test_rule_set_of_2026_posts_once_and_hears_before_a_cut() -> None:
    assert (NEW.valid_from, NEW.valid_to) == (date(2026, 7, 1), None)
    assert NEW.terms.notices == (NEW.terms.notice(NoticeStage.TOWNSHIP),)
    assert NEW.terms.notices[0].days == 7
    assert NEW.terms.notice(NoticeStage.VILLAGE) is None
    assert NEW.terms.review_meeting is ReviewMeeting.DISPUTED
    assert NEW.terms.hearing_before_cut


@pytest.mark.parametrize(
    ("step", "number"),
    [
        (ProcedureStep.DECISION, 30),
        (ProcedureStep.DECISION_BY_TOWNSHIP, 20),
        (ProcedureStep.DECISION_EXTENDED, 45),
    ],
)
def test_rule_set_of_2026_decides_within_working_days(step: ProcedureStep, number: int) -> None:
    limit = NEW.terms.limit(step)

    assert limit is not None
    assert (limit.number, limit.unit) == (number, TimeUnit.WORKING_DAYS)


@pytest.mark.parametrize("code", rule_sets.CODES)
def test_every_local_number_says_where_it_comes_from(code: str) -> None:
    terms = rule_sets.load(code).terms

    assert all(note.source and hasattr(terms, note.term) for note in terms.notes)
    local = {note.term for note in terms.notes if note.is_local}
    assert {"income_line", "criteria", "property_limits"} <= local


def test_unknown_rule_set_does_not_ship() -> None:
    with pytest.raises(KeyError):
        rule_sets.load("../settings")


def _criteria(*criteria: Criterion) -> Terms:
    return replace(OLD.terms, criteria=criteria)


def _grounds(*grounds: OtherGround) -> Terms:
    return replace(NEW.terms, single_person=SinglePerson(groups=(), other_grounds=grounds))


ILL = Criterion(benefit_class=1, name="重病", hardships=(Hardship.SERIOUS_ILLNESS,))


@pytest.mark.parametrize(
    ("terms", "field", "words"),
    [
        (replace(OLD.terms, name=" "), "name", "名称"),
        (replace(OLD.terms, income_line=Decimal(0)), "income_line", "大于 0"),
        (
            replace(OLD.terms, class_amounts={1: Decimal(50), 2: Decimal(52), 3: Decimal(42)}),
            "class_amounts[2]",
            "2类的金额 52.00 元高于1类的 50.00 元",
        ),
        (
            replace(
                OLD.terms, class_amounts={1: Decimal("77.005"), 2: Decimal(52), 3: Decimal(42)}
            ),
            "class_amounts[1]",
            "最多到分",
        ),
        (_criteria(), "criteria", "至少填写一条"),
        (_criteria(ILL), "criteria[0]", "最后一条不应设条件"),
        (_criteria(LAST, replace(LAST, name="又一条")), "criteria[1]", "第 1 条已经包括了它"),
        (
            _criteria(ILL, replace(ILL, maximum_income_ratio=Decimal("0.5")), LAST),
            "criteria[1]",
            "永远用不上",
        ),
        (
            _criteria(
                replace(ILL, benefit_class=2), replace(ILL, hardships=(Hardship.ORPHAN,)), LAST
            ),
            "criteria[1].benefit_class",
            "困难重的类别排在前面",
        ),
        (_criteria(replace(LAST, benefit_class=4)), "criteria[0].benefit_class", "4类没有金额"),
        (
            _criteria(replace(ILL, minimum_share_without_labour=Decimal(2)), LAST),
            "criteria[0].minimum_share_without_labour",
            "0 到 1",
        ),
        (replace(NEW.terms, borderline_ratio=Decimal(1)), "borderline_ratio", "大于 1"),
        (replace(NEW.terms, borderline_ratio=None), "single_person", "边缘家庭的倍数"),
        (
            replace(NEW.terms, single_person=SinglePerson(groups=(), line_share=Decimal(2))),
            "single_person.line_share",
            "不超过 1",
        ),
        (
            _grounds(OtherGround(ground=AloneGround.BORDERLINE)),
            "single_person.other_grounds[0].ground",
            "人员类别",
        ),
        (
            _grounds(OtherGround(ground=AloneGround.CLERGY)),
            "single_person.other_grounds[0].years",
            "最少年数",
        ),
        (
            _grounds(OtherGround(ground=AloneGround.LOCAL, note=" ")),
            "single_person.other_grounds[0].note",
            "哪些人员",
        ),
        (
            _grounds(*[OtherGround(ground=AloneGround.JOBLESS_DISABLED)] * 2),
            "single_person.other_grounds[1]",
            "填了两次",
        ),
        (
            replace(NEW.terms, support_exemption=SupportExemption(age=60, share=Decimal(0))),
            "support_exemption.share",
            "大于 0",
        ),
        (
            replace(NEW.terms, support_exemption=SupportExemption()),
            "support_exemption",
            "关系或年龄",
        ),
        (
            replace(NEW.terms, refused_jobs=RefusedJobs(remaining_share=Decimal(1))),
            "refused_jobs.remaining_share",
            "小于 1",
        ),
        (
            replace(NEW.terms, refused_jobs=RefusedJobs(remaining_share=Decimal(0), times=0)),
            "refused_jobs.times",
            "至少为 1",
        ),
        (replace(NEW.terms, grace=GracePeriod(months=0)), "grace.months", "至少 1 个月"),
        (
            replace(NEW.terms, grace=GracePeriod(months=6, maximum_income_ratio=Decimal(1))),
            "grace.maximum_income_ratio",
            "大于 1",
        ),
        (
            replace(
                NEW.terms,
                deductions=(
                    replace(
                        NEW.terms.deductions[0],
                        starts_on=date(2026, 1, 2),
                        ends_on=date(2026, 1, 1),
                    ),
                ),
            ),
            "deductions[0].ends_on",
            "早于开始日期",
        ),
        (replace(NEW.terms, payment_unit=Decimal("0.015")), "payment_unit", "整数倍"),
        (
            replace(
                NEW.terms,
                supplements=(Supplement(group=SupplementGroup.ELDERLY, amount=Decimal(104)),),
            ),
            "supplements[0].age",
            "老年人的年龄",
        ),
        (
            replace(NEW.terms, deductions=(NEW.terms.deductions[0],) * 2),
            "deductions[1]",
            "填了两次",
        ),
        (
            replace(
                NEW.terms,
                deductions=(
                    Deduction(kind=NEW.terms.deductions[0].kind, yearly_limit=Decimal(-1)),
                ),
            ),
            "deductions[0].yearly_limit",
            "不能小于 0",
        ),
        (
            replace(
                NEW.terms,
                exemptions=(
                    replace(
                        NEW.terms.exemptions[0],
                        starts_on=date(2026, 1, 1),
                        ends_on=date(2025, 12, 31),
                    ),
                ),
            ),
            "exemptions[0].ends_on",
            "早于开始日期",
        ),
        (
            replace(
                NEW.terms,
                property_limits=(
                    PropertyLimit(
                        name="车辆",
                        kinds=(PropertyKind.VEHICLE,),
                        unit=LimitUnit.COUNT,
                        threshold=Decimal("0.5"),
                        outcome=LimitOutcome.FAIL,
                    ),
                ),
            ),
            "property_limits[0].threshold",
            "应为整数",
        ),
        (
            replace(NEW.terms, notices=(Notice(stage=NoticeStage.TOWNSHIP, days=0),)),
            "notices[0].days",
            "至少 1 天",
        ),
        (replace(NEW.terms, notices=()), "notices", "至少设一次公示"),
        (replace(NEW.terms, articles={"weather": "第一条"}), "articles[weather]", "weather"),
    ],
)
def test_unusable_rule_set_is_told_what_is_wrong_and_where(
    terms: Terms, field: str, words: str
) -> None:
    found = problems(terms)

    assert [problem.field for problem in found] == [field]
    assert words in found[0].sentence


def test_gap_method_needs_no_class_amounts() -> None:
    terms = replace(OLD.terms, benefit_method=BenefitMethod.GAP, class_amounts={})

    assert problems(terms) == ()


def test_what_if_of_higher_amounts_raises_every_share_by_its_class() -> None:
    draft = replace(OLD.terms, class_amounts={1: Decimal(85), 2: Decimal(58), 3: Decimal(46)})

    gains = [
        assess(facts, draft).total_amount - assess(facts, OLD.terms).total_amount
        for facts in (household_of_class(number, OLD.terms, persons=3) for number in (1, 2, 3))
    ]

    assert gains == [8 * 3, 6 * 3, 4 * 3]


def test_minimum_payment_lifts_a_small_gap() -> None:
    terms = replace(NEW.terms, minimum_payment=Decimal(50))

    # (7127.00 - 6995.00) / 12 = 11.00 a month.
    assert assess(household(member(), earns=6995), terms).total_amount == 50


def test_local_rule_may_let_only_the_disabled_apply_alone() -> None:
    groups = (SupplementGroup.SEVERE_DISABILITY,)
    terms = replace(NEW.terms, single_person=SinglePerson(groups=groups))
    ill = household(member(health=Health.SERIOUS_ILLNESS), earns=9000, alone="1")

    assert assess(ill, terms).outcome is Outcome.NOT_ELIGIBLE


def test_single_person_may_be_due_a_share_of_the_line() -> None:
    groups = (SupplementGroup.SEVERE_DISABILITY,)
    half = SinglePerson(groups=groups, line_share=Decimal("0.5"))
    disabled = household(member(disability=(1, 1)), earns=9000, alone="1")

    # 3563.50 / 12 = 296.96, up to 297.
    verdict = assess(disabled, replace(NEW.terms, single_person=half))

    assert verdict.base_amount == 297


def test_rule_set_of_2026_knows_the_2022_notice_on_single_persons() -> None:
    single, support, grace = NEW.terms.single_person, NEW.terms.support_exemption, NEW.terms.grace

    assert [one.ground for one in single.other_grounds] == [
        AloneGround.CLERGY,
        AloneGround.JOBLESS_DISABLED,
    ]
    assert (support.relations, support.age) == ((SupporterRelation.SIBLING,), 60)
    assert grace.months == 6


def test_rule_set_of_2007_knows_none_of_it() -> None:
    terms = OLD.terms

    assert (terms.single_person, terms.support_exemption, terms.refused_jobs, terms.grace) == (
        None,
        None,
        None,
        None,
    )
