"""A family that applies on line, from the villager's telephone to the case, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from applicants.models.policy import RuleSet
from tests.applicants.desk.pages import BORN
from tests.applicants.desk.test_desk_in_browser import faults, picture, sign_in
from tests.cast import Cast
from tests.dibao.files import samples
from tests.factories.people import id_number
from tests.factories.places import Places

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("lenient_policy")]
NUMBER = id_number(61, born=BORN).number


def test_from_a_villagers_telephone_to_the_case(
    context: BrowserContext,
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
    today: Callable[[object], None],
) -> None:
    page, wrong = context.new_page(), []

    def look(name: str) -> None:
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 2000})
            picture(page, name, width)
            wrong.extend(faults(page, f"{name} {width}"))

    page.goto(f"/public/villages/{places.village.pk}/")
    page.click("text=网上申请")
    page.click("button:has-text('下一步')")
    look("apply-errors")
    page.check("text=亲属")
    page.fill("#id_speaker_name", "赵建国")
    page.click("button:has-text('下一步')")
    page.fill("#id_name", "赵老五")
    page.fill("#id_id_number", NUMBER)
    look("apply")
    page.click("button:has-text('下一步')")
    page.fill("#id_phone", "13912345678")
    page.click("button:has-text('下一步')")
    page.fill("#id_about", "独居，摔断腿，家里两亩地没人种。")
    page.click("button:has-text('下一步')")
    page.set_input_files(
        "#id_photos", {"name": "家.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    )
    page.check("#id_is_consented")
    look("apply-check")
    page.click("button:has-text('提交')")
    expect(page.locator("h1")).to_have_text("已提交")
    look("applied")

    sign_in(context, cast.caseworker)
    page.goto("/")
    look("statements-home")
    page.goto("/statements/")
    look("statements")
    page.click("text=赵老五")
    look("statement")
    page.click("text=和家庭一起填申请")
    look("statement-entry")
    page.set_viewport_size({"width": 1366, "height": 2000})
    page.press("button[name=draft]", "Enter")
    expect(page).to_have_url(re.compile("/check/"))
    page.goto(page.url.replace("check/", ""))
    expect(page.locator("body")).to_contain_text("摔断腿")
    look("statement-case")

    assert "\n".join(wrong) == ""
