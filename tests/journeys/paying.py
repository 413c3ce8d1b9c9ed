"""A batch of one household on its way between desks, from the draft to the bank's answer."""

import re

from dibao import jobs
from payments.banks import roster_xlsx, simulated
from tests.cast import PASSWORD
from tests.journeys.people import Desk


def draw_and_submit(clerk: Desk, sums: str, *, kind: str = "regular") -> str:
    """A batch with one household in it; its address."""
    clerk.open(f"/batches/draw/?kind={kind}")
    clerk.press("开始编制")
    drained(clerk)
    clerk.picture("job")
    page = clerk.open(f"/batches/?kind={kind}")
    page.locator("main table").get_by_role("link").first.click()
    clerk.sees(sums)
    clerk.picture("batch")
    batch = page.url
    clerk.follow("提交复核")
    clerk.press("提交复核（1户）")
    clerk.sees("已提交复核")
    return batch


def drained(desk: Desk) -> None:
    """A worker does what was asked for, and the page says so."""
    jobs.drain()
    desk.page.reload()


def review(reviewer: Desk, batch: str) -> None:
    reviewer.open(f"{batch}steps/review/")
    reviewer.press("复核通过（1户）")
    reviewer.sees("复核通过。下一步：县级批准。")


def approve(approver: Desk, batch: str) -> None:
    page = approver.open(f"{batch}steps/approve/")
    page.get_by_label("密码").fill(PASSWORD)
    approver.press("批准（1户）")
    approver.sees("已批准")


def sign_and_write(finance: Desk, batch: str) -> tuple[str, bytes]:
    """Seal the batch, have its file written, fetch it."""
    page = finance.open(f"{batch}steps/sign/")
    page.get_by_label("密码").fill(PASSWORD)
    finance.press("签发（1户）")
    finance.sees("名单锁定")
    finance.follow("生成银行文件")
    page.get_by_label("发放名册（.xlsx）").check()
    finance.press("生成银行文件")
    drained(finance)
    finance.open(batch)
    return finance.download(page.locator("main a[href*='/bank-files/']").first.inner_text())


def hand_over(second: Desk, batch: str) -> None:
    second.open(batch)
    second.page.get_by_role("link", name=re.compile("^移交银行：")).click()
    second.press("已移交银行")
    second.sees("已移交银行，每一户都在途")


def load_answer(
    clerk: Desk, batch: str, roster: tuple[str, bytes], expected: tuple[str, str]
) -> None:
    """The bank reads our file and answers; the answer is looked at before it is posted."""
    _name, content = roster
    rows = roster_xlsx.read(content)
    assert [(row.name, str(row.amount)) for row in rows] == [expected]
    page = clerk.open(batch)
    number = page.locator("h1 .muted").inner_text()
    clerk.follow("载入回盘")
    page.get_by_label("回盘文件").set_input_files(
        {"name": "answer.csv", "mimeType": "text/csv", "buffer": simulated.answer(rows, number)}
    )
    clerk.press("上传并核对")
    drained(clerk)
    clerk.picture("bank-answer")
    clerk.press("入账（1户）")
    drained(clerk)
