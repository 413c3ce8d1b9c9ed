"""What does not go together is pointed at where it was typed: refused, or asked about until somebody looked again."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse

from applicants.models.case import Case
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import application, couple, grid, member
from tests.cast import Cast
from tests.factories.people import id_number
from tests.factories.places import Places

At = Callable[[Staff], Desk]
BOX = "application-looked_again"


@pytest.fixture
def desk(cast: Cast, rules_of_2026: RuleSet, at_desk: At) -> Desk:
    return at_desk(cast.caseworker)


def born(serial: int, day: date) -> str:
    return id_number(serial, born=day).number


def child(serial: int, day: date, relation: str = "30", **more: object) -> dict[str, object]:
    return {**member("张小", serial, relation, **more), "id_number": born(serial, day)}


def errors_beside(page: HttpResponse, field: str) -> str:
    """What the page says beside a field."""
    found = re.search(
        rf'<ul[^>]*id="id_{field}_error">(.*?)</ul>', page.content.decode(), re.DOTALL
    )
    return found[1] if found else ""


def key_of(page: HttpResponse) -> str:
    """The key of the box that says that all was looked at again."""
    found = re.search(rf'<input[^>]*name="{BOX}"[^>]*>', page.content.decode())
    assert found, "no box"
    value = re.search(r'value="(\w*)"', found[0])
    assert value
    return value[1]


CASES = [
    (
        {"members": [{**member("张三", 11, "02"), "id_number": born(11, date(2012, 5, 1))}]},
        "members-0-relation",
        "户主张三只有 14 岁",
    ),
    (
        {"members": [member("张三", 11, "02"), member("刘四", 13, "10")]},
        "members-1-relation",
        "和户主性别相同",
    ),
    ({"members": [*couple(), child(22, date(1970, 5, 1))]}, "members-2-relation", "比户主小 10 岁"),
    ({"members": [*couple(), child(21, date(2000, 5, 1))]}, "members-2-relation", "性别不符"),
    (
        {"members": [*couple(), child(22, date(1981, 5, 1), is_student="on")]},
        "members-2-is_student",
        "45 岁，还在校",
    ),
    (
        {
            "members": [
                member("张三", 11, "02"),
                member("刘四", 12, "10", standing="not_counted:lives_apart"),
            ]
        },
        "members-1-standing",
        "配偶不住在一起也计入",
    ),
    (
        {"incomes": [{"source": "farming", "yearly_amount": "900", "necessary_cost": "1000"}]},
        "incomes-0-necessary_cost",
        "必要成本 1000.00 元高于收入 900.00 元",
    ),
    (
        {
            "members": [*couple(), child(22, date(2014, 5, 1))],
            "incomes": [
                {"source": "farming", "yearly_amount": "900"},
                {"source": "local_work", "yearly_amount": "500", "owner": "张小"},
            ],
        },
        "incomes-1-owner",
        "未满 16 周岁不能务工",
    ),
    (
        {"expenses": [{"kind": "support_paid", "yearly_amount": "901"}]},
        "expenses-0-yearly_amount",
        "高于家庭全部收入",
    ),
    ({"application-hardships": ["orphan"]}, "application-hardships", "没有未成年人"),
]


@pytest.mark.parametrize(("more", "field", "words"), CASES, ids=[case[1] for case in CASES])
def test_what_is_doubted_is_asked_beside_its_field_and_kept(
    desk: Desk, places: Places, more: dict[str, object], field: str, words: str
) -> None:
    page = desk.sends("applicants:case_entry", **application(places.village.pk, **more))

    assert page.status_code == 200
    assert words in errors_beside(page, field)
    assert "勾选这一项再保存" in errors_beside(page, "application-looked_again")
    with scope.of(desk.staff):
        assert not Case.objects.exists()


@pytest.mark.parametrize(("more", "field", "words"), CASES, ids=[case[1] for case in CASES])
def test_what_was_looked_at_again_is_taken_up_and_remembered(
    desk: Desk, places: Places, more: dict[str, object], field: str, words: str
) -> None:
    typed = application(places.village.pk, **more)
    key = key_of(desk.sends("applicants:case_entry", **typed))

    answer = desk.sends("applicants:case_entry", **typed, **{BOX: key})

    assert answer.status_code == 302
    with scope.of(desk.staff):
        assert Case.objects.get().status == "accepted"
        assert words in AuditEvent.objects.get(event="case:looked_again").reason
        pk = Case.objects.get().pk
    assert "核对提示" in desk.opens("applicants:case", pk).content.decode()


def test_a_box_ticked_for_other_doubts_counts_for_nothing(desk: Desk, places: Places) -> None:
    losing = [{"source": "farming", "yearly_amount": "900", "necessary_cost": "1000"}]
    key = key_of(
        desk.sends("applicants:case_entry", **application(places.village.pk, incomes=losing))
    )
    worse = [{"source": "farming", "yearly_amount": "900", "necessary_cost": "2000"}]

    page = desk.sends(
        "applicants:case_entry", **application(places.village.pk, incomes=worse), **{BOX: key}
    )

    assert page.status_code == 200
    assert "2000.00" in errors_beside(page, "incomes-0-necessary_cost")
    assert key_of(page) != key


def test_a_draft_may_hold_what_is_doubted(desk: Desk, places: Places) -> None:
    losing = [{"source": "farming", "yearly_amount": "900", "necessary_cost": "1000"}]

    answer = desk.sends(
        "applicants:case_entry", **application(places.village.pk, incomes=losing), draft="1"
    )

    assert answer.status_code == 302


def test_whoever_signs_sees_what_is_doubted(desk: Desk, places: Places) -> None:
    losing = [{"source": "farming", "yearly_amount": "900", "necessary_cost": "1000"}]
    desk.sends("applicants:case_entry", **application(places.village.pk, incomes=losing), draft="1")
    with scope.of(desk.staff):
        pk = Case.objects.get().pk

    text = desk.opens("applicants:case_check", pk).content.decode()

    assert "资料里有不合常理的地方" in text
    assert "必要成本 1000.00 元高于收入 900.00 元" in text


def test_a_usual_family_is_asked_nothing(desk: Desk, places: Places) -> None:
    page = desk.opens("applicants:case_entry")
    assert BOX not in page.content.decode()

    answer = desk.sends("applicants:case_entry", **application(places.village.pk))

    assert answer.status_code == 302


def test_money_without_an_amount_is_asked_for_where_it_stands(desk: Desk, places: Places) -> None:
    typed = application(
        places.village.pk, properties=[{"kind": "deposit", "count": "1"}, {"kind": "house"}]
    )

    page = desk.sends("applicants:case_entry", **typed)

    assert "填写价值（元）：有多少钱写多少" in errors_beside(page, "properties-0-amount")
    assert errors_beside(page, "properties-1-amount") == ""


@pytest.mark.parametrize("lines", ["incomes", "expenses", "properties"])
def test_a_line_of_somebody_who_is_no_member_is_refused_where_it_stands(
    desk: Desk, places: Places, lines: str
) -> None:
    rows = {
        "incomes": {"source": "farming", "yearly_amount": "900"},
        "expenses": {"kind": "medical", "yearly_amount": "900"},
        "properties": {"kind": "house"},
    }
    typed = application(places.village.pk, **{lines: [{**rows[lines], "owner": "王外人"}]})

    page = desk.sends("applicants:case_entry", **typed)

    assert "成员表里没有“王外人”：写现在成员的姓名" in errors_beside(page, f"{lines}-0-owner")
    assert "王外人" in page.content.decode()


def test_lines_are_kept_with_their_owners_and_come_back_with_them(
    desk: Desk, places: Places
) -> None:
    typed = application(
        places.village.pk,
        incomes=[{"source": "farming", "yearly_amount": "900", "owner": "刘四"}],
        expenses=[{"kind": "medical", "yearly_amount": "300", "owner": "张三"}],
        properties=[{"kind": "deposit", "amount": "500", "owner": "刘四"}],
    )
    desk.sends("applicants:case_entry", **typed)

    with scope.of(desk.staff):
        case = Case.objects.get()
        owners = [
            str(line.person)
            for lines in (case.incomes, case.expenses, case.properties)
            for line in lines.all()
        ]
    page = desk.opens("applicants:case_edit", case.pk).content.decode()

    assert owners == ["刘四", "张三", "刘四"]
    for field, name in (("incomes", "刘四"), ("expenses", "张三"), ("properties", "刘四")):
        assert re.search(rf'name="{field}-0-owner" value="{name}"', page), field


def alone(places: Places, **more: object) -> dict[str, object]:
    ill = {**couple()[1], "health": "serious_illness"}
    rich = [{"source": "migrant_work", "yearly_amount": "18000", "owner": "张三"}]
    return application(
        places.village.pk,
        members=[couple()[0], ill],
        incomes=rich,
        **{"alone-person": "刘四", "alone-ground": "borderline", **more},
    )


def test_one_member_who_applies_alone_is_kept_and_judged(desk: Desk, places: Places) -> None:
    desk.sends("applicants:case_entry", **alone(places))
    with scope.of(desk.staff):
        case = Case.objects.select_related("applies_alone").get()

    desk.sends("applicants:case_assess", case.pk)

    assert (str(case.applies_alone), case.alone_ground) == ("刘四", "borderline")
    text = desk.opens("applicants:case", case.pk).content.decode()
    # 18000 / 2 = 9000 is below 10690.50: the whole line, 594, and 104 for the illness.
    assert "刘四为重病患者，家庭人均年收入低于年保障标准的 1.5 倍" in text
    assert "698.00" in text


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"alone-ground": ""}, "alone-ground", "选择单独申请的情形"),
        ({"alone-person": ""}, "alone-person", "还要写单独申请的人"),
        ({"alone-person": "王外人"}, "alone-person", "写现在成员的姓名"),
        ({"alone-ground": "clergy"}, "alone-since", "填写开始在宗教场所居住的日期"),
        ({"alone-ground": "clergy", "alone-since": "2099-1-1"}, "alone-since", "晚于今天"),
    ],
)
def test_half_of_applying_alone_is_told_where_it_is_missing(
    desk: Desk, places: Places, more: dict[str, object], field: str, words: str
) -> None:
    page = desk.sends("applicants:case_entry", **alone(places, **more))

    assert words in errors_beside(page, field)
    # The folded part is open where something is wrong in it.
    assert re.search(r"<details[^>]*open[^>]*><summary>家里只有一人单独申请", page.content.decode())


def test_who_is_not_covered_cannot_apply_alone(desk: Desk, places: Places) -> None:
    typed = alone(places)
    left_out = {**couple()[1], "standing": "not_covered:declined"}
    typed |= grid("members", [couple()[0], left_out])

    page = desk.sends("applicants:case_entry", **typed)

    assert "计入并保障的家庭成员" in errors_beside(page, "alone-person")


def test_a_monk_says_since_when(desk: Desk, places: Places) -> None:
    more = {"alone-ground": "clergy", "alone-since": "2020年1月1日"}

    desk.sends("applicants:case_entry", **alone(places, **more))

    with scope.of(desk.staff):
        assert Case.objects.get().alone_since == date(2020, 1, 1)


def test_applying_alone_is_taken_back_by_emptying_it(desk: Desk, places: Places) -> None:
    desk.sends("applicants:case_entry", **alone(places))
    with scope.of(desk.staff):
        case = Case.objects.get()
    rows = [
        {**row, "person": str(m.person_id)}
        for row, m in zip([couple()[0], couple()[1]], _members(desk, case), strict=True)
    ]
    typed = application(places.village.pk, members=rows)

    desk.sends(
        "applicants:case_edit",
        case.pk,
        **typed,
        **{"application-version": case.version, "alone-person": "", "alone-ground": ""},
    )

    with scope.of(desk.staff):
        assert Case.objects.get().applies_alone is None


def _members(desk: Desk, case: Case) -> list[object]:
    with scope.of(desk.staff):
        return list(case.household.members())
