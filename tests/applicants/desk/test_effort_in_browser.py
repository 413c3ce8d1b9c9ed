"""How many keys, clicks and pages the daily jobs take; a number that grows is a change somebody should notice."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from applicants.models.case import Case
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from dibao import scope
from tests.applicants.desk.pages import BORN
from tests.applicants.desk.test_desk_in_browser import sign_in
from tests.applicants.desk.world import proposed
from tests.axe import press
from tests.cast import Cast, register
from tests.factories.people import id_number
from tests.factories.places import Places

pytestmark = pytest.mark.browser


# Every key that goes down counts, and every character that an input method writes without one.
COUNTING = """
(() => {
  const more = (number) => sessionStorage.setItem("keys", Number(sessionStorage.getItem("keys")) + number);
  addEventListener("keydown", () => more(1), true);
  addEventListener("beforeinput", ({ data }) => { if (/[^ -~]/.test(data ?? "")) more(data.length); }, true);
})();
"""
FOCUSED = "[document.activeElement.id, document.activeElement.textContent.trim()]"
# More fields than stand between any two on a page.
FAR = 60


class Hands:
    """Somebody at a keyboard, whose presses the browser counts, and the page loads."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.loads = 0
        page.add_init_script(COUNTING)
        page.on("load", self._count_load)

    @property
    def keys(self) -> int:
        return int(self.page.evaluate("Number(sessionStorage.getItem('keys'))"))

    def _count_load(self, _page: Page) -> None:
        self.loads += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type a text, then Enter: the next field."""
        self.page.keyboard.type(text)
        self.press("Enter")

    def goes_to(self, target: str, key: str = "Enter") -> None:
        """Go on until the field with that id, or the link with that text, has the focus."""
        for _step in range(FAR):
            if target in self.page.evaluate(FOCUSED):
                return
            self.press(key)
        raise AssertionError(f"{target} is not reached by {key}")

    def skips_to(self, target: str) -> None:
        """On a new page: past its head by the first link, then on."""
        self.press("Tab", "Enter")
        self.goes_to(target, "Tab")

    def picks(self, times: int) -> None:
        """Go down a list, then Enter."""
        self.press(*["ArrowDown"] * times, "Enter")

    def tells(self, what: str) -> None:
        """Print the counts, for whoever compares them (pytest -rP)."""
        print(f"{what}: {self.keys} keys, {self.loads} page loads")

    def click(self, name: str, role: str = "link") -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.clicks += 1


@pytest.fixture
def hands(
    context: BrowserContext,
    live_server: LiveServer,
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
) -> Hands:
    sign_in(context, cast.caseworker)
    return Hands(context.new_page())


# Relation, health and labour capacity by how far down their lists they stand: head, wife, son, daughter.
FAMILY = [
    ("王五", 401, 0, 1, 1),
    ("李六", 402, 2, 1, 1),
    ("王七", 403, 3, 1, 1),
    ("王八", 404, 6, 1, 1),
]

# How far down their lists these stand.
FARMING, MIGRANT_WORK, MEDICAL, HOUSE = 3, 2, 1, 7


def number_of(serial: int) -> str:
    """Head and wife are of one age, the children thirty years younger."""
    return id_number(serial, born=BORN if serial < 403 else BORN.replace(year=1990)).number


def enter_family(hands: Hands) -> None:
    """From the question before to the check page, by keyboard alone."""
    page = hands.page
    page.goto("/cases/new/")
    hands.goes_to("id_name", "Tab")
    hands.types("王五")
    hands.types(number_of(401))
    page.wait_for_selector("#id_home-village")
    hands.goes_to("id_home-village", "Tab")
    hands.picks(1)
    hands.types("3组")
    hands.types("12号")
    hands.types("13912345678")
    for name, serial, relation, health, labour in FAMILY:
        if serial == 401:
            hands.press("Enter", "Enter", "Enter")
        else:
            hands.types(name)
            hands.types(number_of(serial))
            hands.picks(relation)
        hands.picks(health)
        hands.picks(labour)
        # Disability, student, counted and covered: as they stand.
        hands.press("Enter", "Enter", "Enter")


def enter_means(hands: Hands) -> None:
    """The land's income with its cost and the son's own, the wife's expense, a house, and the hardship behind them."""
    hands.goes_to("id_incomes-0-source")
    hands.picks(FARMING)
    hands.types("2400")
    hands.types("600")
    hands.press("Enter")
    hands.picks(MIGRANT_WORK)
    hands.types("5000")
    hands.press("Enter")
    hands.types("王七")
    hands.goes_to("id_expenses-0-kind")
    hands.picks(MEDICAL)
    hands.types("3000")
    hands.types("李六")
    hands.goes_to("id_properties-0-kind")
    hands.picks(HOUSE)
    hands.types("20000")
    hands.types("1")
    hands.goes_to("id_application-hardships_3")
    hands.press("Space")


def apply(hands: Hands) -> None:
    """Why, and that there is nothing else; then it is sent."""
    page = hands.page
    hands.goes_to("id_application-poverty_cause")
    hands.picks(1)
    hands.goes_to("id_application-nothing_else", "Tab")
    hands.press("Space")
    with page.expect_navigation():
        hands.press("Control+Enter")

    assert page.url.endswith("/check/"), page.inner_text(".error-summary")


def test_a_family_of_four_is_entered_by_keyboard_alone(hands: Hands) -> None:
    enter_family(hands)
    apply(hands)

    hands.tells("four people to the check page")
    assert hands.page.get_by_text("4人，保障4人").count() == 1
    assert hands.loads == 3
    assert hands.keys <= 235


def test_all_that_the_law_needs_of_four_people_stays_within_its_keys(
    hands: Hands, cast: Cast
) -> None:
    enter_family(hands)
    enter_means(hands)
    apply(hands)
    page = hands.page
    with scope.of(cast.caseworker):
        household = Case.objects.get().household_id
    hands.skips_to("成员补充资料")
    hands.press("Enter")
    page.wait_for_url("**/people/")
    hands.skips_to("id_people-0-marital_status")

    for _name, serial, *_lists in FAMILY:
        # Married, Han, primary school, rural hukou in this village.
        for down in (2, 1, 7, 1):
            hands.picks(down)
        hands.press("Enter")
        card = f"{number_of(serial)}42" if serial == 402 else ""
        hands.types(card)
        hands.press("Enter")
    with page.expect_navigation():
        hands.press("Control+Enter")

    assert urlsplit(page.url).path == f"/households/{household}/", page.inner_text("main")
    with scope.of(cast.caseworker):
        people = Person.objects.filter(memberships__household=household)
        assert set(people.values_list("ethnicity", "education")) == {("01", "80")}
        assert people.get(name="李六").disability == "肢体二级"
        case = Case.objects.get()
        incomes = case.incomes.values_list(
            "source", "yearly_amount", "necessary_cost", "person__name"
        )
        assert set(incomes) == {("farming", 2400, 600, None), ("migrant_work", 5000, 0, "王七")}
        assert case.expenses.get().kind == "medical"
        assert case.expenses.get().person.name == "李六"
        assert case.properties.get().amount == 20000
        assert case.hardships == ["chronic_illness"]
    hands.tells("all that the law needs of four people")
    assert hands.loads <= 6
    assert hands.keys <= 420


def test_who_is_named_in_the_member_table_is_offered_to_the_fields_that_name_one(
    hands: Hands,
) -> None:
    page = hands.page
    page.goto("/cases/entry/")

    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-1-name", "李六")
    page.press("#id_members-1-name", "Tab")

    offered = page.eval_on_selector_all("#member-names option", "all => all.map(one => one.value)")
    assert offered == ["王五", "李六"]
    assert page.get_attribute("#id_incomes-0-owner", "list") == "member-names"


def test_what_is_doubted_is_looked_at_again_by_keyboard(hands: Hands, cast: Cast) -> None:
    page = hands.page
    page.goto("/cases/entry/")
    page.select_option("#id_home-village", index=1)
    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-0-id_number", number_of(401))
    page.select_option("#id_members-0-health", "weak")
    page.select_option("#id_members-0-labour_capacity", "none")
    page.select_option("#id_incomes-0-source", "farming")
    page.fill("#id_incomes-0-yearly_amount", "900")
    page.fill("#id_incomes-0-necessary_cost", "1000")
    page.select_option("#id_application-poverty_cause", "illness")
    page.check("#id_application-nothing_else")

    page.get_by_role("button", name="保存并受理").click()
    page.get_by_role("link", name="必要成本 1000.00 元高于收入 900.00 元").click()
    assert page.evaluate("document.activeElement.id") == "id_incomes-0-necessary_cost"
    page.focus("#id_application-looked_again")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    assert page.url.endswith("/check/"), page.inner_text(".error-summary")
    assert page.get_by_text("资料里有不合常理的地方").is_visible()


def test_the_id_number_says_sex_and_birth_while_it_is_typed(hands: Hands) -> None:
    hands.page.goto("/cases/entry/")
    hands.page.focus("#id_members-1-id_number")

    hands.types(id_number(402, born=BORN).number)

    says = hands.page.locator("output[for=id_members-1-id_number]")
    assert says.inner_text() == "女 1960-05-01"


def test_a_wrong_last_place_is_said_while_it_is_typed(hands: Hands) -> None:
    hands.page.goto("/cases/entry/")
    hands.page.focus("#id_members-1-id_number")
    right = id_number(402, born=BORN).number

    hands.types(right[:-1] + ("1" if right[-1] != "1" else "2"))

    says = hands.page.locator("output[for=id_members-1-id_number]")
    assert says.inner_text() == "校验不对，对照证件核对"


def test_the_estimate_follows_the_typing(hands: Hands) -> None:
    page = hands.page
    page.goto("/cases/entry/")

    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-0-id_number", id_number(401, born=BORN).number)
    page.select_option("#id_incomes-0-source", "farming")
    page.fill("#id_incomes-0-yearly_amount", "900")

    page.get_by_text("家庭年收入 900.00 元").wait_for()


def test_four_members_are_pasted_from_a_spreadsheet(hands: Hands) -> None:
    page = hands.page
    page.goto("/cases/entry/")
    rows = [
        f"{name}\t{id_number(serial, born=BORN).number}\t{relation}\t健康\t有劳动能力"
        for (name, serial, *_rest), relation in zip(
            FAMILY, ["户主", "配偶", "子", "女"], strict=True
        )
    ]

    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.querySelector("#id_members-0-name").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        "\n".join(rows),
    )

    assert page.input_value("#id_members-3-name") == "王八"
    assert page.input_value("#id_members-3-relation") == "30"
    assert page.input_value("#id_members-3-labour_capacity") == "full"


def test_a_household_is_found_from_any_page(hands: Hands, cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker):
        register(places.village, cast.caseworker, name="郑三", serial=501)
    hands.page.goto("/notices/")
    hands.loads = 0

    hands.press("/")
    with hands.page.expect_navigation():
        hands.types(id_number(501).last4)

    assert "/households/" in hands.page.url
    assert (hands.keys <= 8, hands.loads) == (True, 1)


def test_a_notice_is_issued_in_five_clicks(
    hands: Hands, cast: Cast, places: Places, today: Callable[[date], None]
) -> None:
    proposed(places.village, cast, "孙一", 601)
    page = hands.page
    page.goto("/notices/")
    hands.loads = 0

    hands.click("：安丰县柳湾镇小湾村 乡镇公示")
    hands.click("预览", "button")
    hands.click("定稿并公示（1户）", "button")
    page.get_by_role("link", name="打印海报").wait_for()

    assert "/poster/" in page.get_by_role("link", name="打印海报").get_attribute("href")
    assert (hands.clicks, hands.loads) == (3, 3)


def test_an_application_is_entered_without_script(
    context: BrowserContext, live_server: LiveServer, hands: Hands, cast: Cast
) -> None:
    with context.browser.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=False
    ) as plain:
        sign_in(plain, cast.caseworker)
        page = plain.new_page()
        page.goto("/cases/entry/")
        page.select_option("#id_home-village", index=1)
        page.fill("#id_members-0-name", "王五")
        page.fill("#id_members-0-id_number", id_number(401, born=BORN).number)
        page.select_option("#id_members-0-health", "weak")
        page.select_option("#id_members-0-labour_capacity", "none")
        page.select_option("#id_application-poverty_cause", "illness")
        press(page, "试算")
        assert page.get_by_text("预估").is_visible()
        page.check("#id_application-nothing_else")
        press(page, "保存并受理")

    with scope.of(cast.caseworker):
        assert Case.objects.get().status == "accepted"


def test_two_presses_enter_one_family(hands: Hands, cast: Cast) -> None:
    page = hands.page
    page.goto("/cases/entry/")
    page.select_option("#id_home-village", index=1)
    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-0-id_number", id_number(401, born=BORN).number)

    page.get_by_role("button", name="存草稿").dblclick()
    page.wait_for_url("**/check/")

    with scope.of(cast.caseworker):
        assert Case.objects.count() == 1


def test_errors_take_the_focus_and_lead_to_their_fields(hands: Hands) -> None:
    page = hands.page
    page.goto("/cases/entry/")
    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-0-id_number", "990121")

    page.get_by_role("button", name="保存并受理").click()

    page.wait_for_function("document.activeElement.classList.contains('error-summary')")
    assert page.title().startswith("错误：")
    page.get_by_role("link", name="第1行：身份证号只有6位").click()
    assert page.evaluate("document.activeElement.id") == "id_members-0-id_number"
    assert page.input_value("#id_members-0-name") == "王五"


def test_enter_passes_what_is_folded_away(hands: Hands) -> None:
    hands.page.goto("/cases/entry/")
    hands.page.focus("#id_properties-1-owner")

    hands.press("Enter")

    assert hands.page.evaluate("document.activeElement.name") == "application-hardships"


@pytest.mark.parametrize(
    ("address", "field"), [("/cases/new/", "id_name"), ("/cases/entry/", "id_home-village")]
)
def test_typing_may_begin_at_once(hands: Hands, address: str, field: str) -> None:
    hands.page.goto(address)

    assert hands.page.evaluate("document.activeElement.id") == field
