"""A list goes out from its page, with the page's filter, by somebody whose browser runs no script."""

from io import BytesIO

import openpyxl
import pytest

from dibao import jobs
from tests.journeys.conftest import Sit, Turn
from tests.payments.conftest import TODAY, Round

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_the_held_lines_of_a_batch_go_out_as_the_page_shows_them(
    round_of_july: Round, sit: Sit, turn_to: Turn, *, script: bool
) -> None:
    turn_to(TODAY)
    clerk = sit(round_of_july.clerk, script=script)
    clerk.open(f"/batches/{round_of_july.batch.pk}/lines/?status=held")

    clerk.follow("导出名单")
    clerk.sees("按来时页面的条件：暂缓")
    clerk.press("导出")
    jobs.drain()
    clerk.open("/exports/")
    name, content = clerk.download("发放名册")

    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    headers = [cell.value for cell in page[5]]
    told = {page.cell(row, headers.index("状态") + 1).value for row in range(6, page.max_row - 2)}
    assert name.endswith(".xlsx")
    assert told == {"暂缓"}
    assert "暂缓" in str(page["A3"].value)
