"""The pages of funds, as county finance, its second person and the prefecture open them."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dibao import scope
from dibao.models.audit import ReadLog
from payments.models import FundEntry, FundKind
from tests.cast import Cast
from tests.payments.conftest import TODAY, Round, carry
from tests.payments.desk.conftest import AtDesk
from tests.payments.funding import as_entered, confirmed, entered, there

TYPED = {
    "level": "county",
    "year": "2008",
    "amount": "12,000元",
    "document_number": "财社〔2008〕12号",
    "day": "2008-08-01",
}


@pytest.fixture(autouse=True)
def on_the_fifth(settings: object) -> None:
    settings.BUSINESS_DATE = TODAY


def entries(cast: Cast) -> list[FundEntry]:
    with scope.of(cast.finance):
        return list(FundEntry.objects.order_by("pk"))


def test_finance_enters_and_a_second_person_confirms(at_desk: AtDesk, cast: Cast) -> None:
    answer = at_desk(cast.finance).sends("payments:fund_new", **TYPED)
    (entry,) = entries(cast)
    assert answer["Location"] == f"/funds/{entry.pk}/"
    assert (entry.amount, entry.level, entry.is_open) == (Decimal(12000), "county", True)
    assert "确认</button>" not in at_desk(cast.finance).opens("payments:fund", entry.pk).text
    assert "财社〔2008〕12号" in at_desk(cast.second_finance).opens("home").text

    at_desk(cast.second_finance).sends("payments:fund", entry.pk, step="confirm")

    assert entries(cast)[0].confirmed_by == cast.second_finance


def test_the_same_click_twice_enters_one(at_desk: AtDesk, cast: Cast) -> None:
    desk = at_desk(cast.finance)
    first = desk.sends("payments:fund_new", key="a" * 32, **TYPED)

    again = desk.sends("payments:fund_new", key="a" * 32, **TYPED)

    assert first["Location"] == again["Location"]
    assert len(entries(cast)) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"level": ""}, "选择资金来源"),
        ({"level": "municipal"}, "资金来源里没有"),
        ({"amount": "0"}, "金额要大于0"),
        ({"amount": "一万"}, "填数字"),
        ({"document_number": ""}, "填写文号"),
        ({"day": "2008-09-01"}, "还没有到"),
        ({"year": "1999"}, "年度里没有"),
    ],
    ids=str,
)
def test_what_was_typed_wrongly_is_said_and_kept(
    at_desk: AtDesk, cast: Cast, typed: dict[str, str], words: str
) -> None:
    page = at_desk(cast.finance).sends("payments:fund_new", **TYPED | typed)

    assert page.status_code == 200
    assert words in page.text
    assert (TYPED | typed)["amount"] in page.text
    assert entries(cast) == []


def test_a_document_that_is_there_already_is_said(at_desk: AtDesk, cast: Cast) -> None:
    entered(cast.finance, as_entered("county", 5, number=TYPED["document_number"]))

    page = at_desk(cast.finance).sends("payments:fund_new", **TYPED)

    assert "财社〔2008〕12号已经登记过" in page.text


def test_the_prefecture_gives_to_a_county_of_its_own(at_desk: AtDesk, cast: Cast) -> None:
    typed = {name: value for name, value in TYPED.items() if name != "level"}
    desk = at_desk(cast.officer)
    assert "选择县" in desk.sends("payments:fund_new", **typed).text

    desk.sends("payments:fund_new", area="990121000000", **typed)

    (entry,) = entries(cast)
    assert (entry.level, entry.area_id) == ("municipal", "990121000000")


def test_an_entry_is_put_aside_and_corrected_by_their_forms(at_desk: AtDesk, cast: Cast) -> None:
    wrong = entered(cast.finance, as_entered(number="1号"))
    (right,) = there(cast.finance, cast.second_finance, as_entered(number="2号"))
    second, first = at_desk(cast.second_finance), at_desk(cast.finance)
    assert "填写退回原因" in second.sends("payments:fund", wrong.pk, step="decline").text
    assert "填写更正后的金额" in first.sends("payments:fund", right.pk, step="correct").text

    second.sends("payments:fund", wrong.pk, step="decline", reason="年度写错")
    first.sends("payments:fund", right.pk, step="correct", amount="900", reason="多登")

    wrong, right, back = entries(cast)
    assert (wrong.decline_reason, back.amount, back.corrects_id) == ("年度写错", -100, right.pk)


def test_a_step_that_is_none_changes_nothing(at_desk: AtDesk, cast: Cast) -> None:
    entry = entered(cast.finance, as_entered())

    page = at_desk(cast.second_finance).sends("payments:fund", entry.pk, step="burn")

    assert (page.status_code, entries(cast)[0].is_open) == (200, True)


def test_the_statement_adds_up_to_its_batches(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    there(cast.finance, cast.second_finance, as_entered("central", 300), as_entered(amount=500))
    there(
        cast.finance,
        cast.second_finance,
        as_entered("county", 9, kind=FundKind.WORK, number="工作经费1号"),
    )
    carry(round_of_july, until="sealed")

    for by in (cast.finance, cast.officer, cast.inspector):
        page = at_desk(by).opens("payments:funds").text
        for figure in ("300.00", "317.00", "183.00", "617.00", "18.51", "-9.51"):
            assert figure in page, (by, figure)


def test_the_workbook_has_the_same_figures_and_is_logged(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    there(cast.finance, cast.second_finance, as_entered(amount=617))
    carry(round_of_july, until="sealed")

    answer = at_desk(cast.finance).opens("payments:funds", **{"as": "xlsx"})

    book = load_workbook(BytesIO(answer.content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {617, "县级", "合计"} <= cells
    assert len(book.sheetnames) == 3
    assert ReadLog.objects.filter(kind="export", subject__startswith="资金").count() == 1


def test_a_batch_page_says_what_is_short_before_anybody_tries(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    there(cast.finance, cast.second_finance, as_entered(amount=600))
    carry(round_of_july, until="reviewed")
    desk, key = at_desk(cast.approver), round_of_july.batch.pk

    page = desk.opens("payments:batch", key).text
    step = desk.opens("payments:batch_step", key, "approve").text

    assert "还差17.00元" in page
    assert f"/batches/{key}/steps/approve/" not in page
    assert "还差17.00元" in step


def test_a_batch_page_says_what_covers_it(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    key = round_of_july.batch.pk
    assert "没有登记低保资金下拨" in at_desk(cast.finance).opens("payments:batch", key).text
    there(cast.finance, cast.second_finance, as_entered("central", 300), as_entered(amount=400))
    assert "资金够发" in at_desk(cast.finance).opens("payments:batch", key).text

    carry(round_of_july, until="sealed")

    page = at_desk(cast.finance).opens("payments:batch", key).text
    assert "签发时按顺序" in page
    assert "317.00" in page


def test_another_county_and_a_clerk_are_kept_out(at_desk: AtDesk, cast: Cast) -> None:
    entry = entered(cast.finance, as_entered())

    assert at_desk(cast.foreign_clerk).opens("payments:fund", entry.pk).status_code == 404
    assert at_desk(cast.clerk).opens("payments:fund_new").status_code == 403
    assert at_desk(cast.clerk).sends("payments:fund", entry.pk, step="confirm").status_code == 403
    confirmed(entry, cast.approver)
