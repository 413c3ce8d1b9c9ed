"""A campaign's preview on a phone: all of its columns are there to be read before anybody presses."""

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from applicants.models.grant import Grant
from tests.applicants.desk.test_desk_in_browser import faults, sign_in
from tests.axe import cut_off
from tests.cast import Cast
from tests.referring import Aid

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("lenient_policy")
def test_a_preview_is_read_without_moving_it_sideways(
    live_server: LiveServer, context: BrowserContext, cast: Cast, aid: Aid, helped: Grant
) -> None:
    sign_in(context, cast.clerk)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 2600})

    page.goto("/aid/a-premium/campaign/")

    assert page.locator(".table-box").count() == 1
    assert cut_off(page) == []
    assert faults(page, "campaign") == []
    assert "将转介2件。金额上限40.00元。" in page.inner_text("main")
