"""The list of batches, drawing a month, and the page of one."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dibao import scope
from dibao.models.job import JobRun, JobStatus
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.models import BatchStatus, PaymentBatch
from tests.cast import Cast
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, answered, carry, sent
from tests.payments.desk.conftest import AtDesk, done, now


def test_the_list_shows_the_countys_batches(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.clerk).opens("payments:batches")

    assert f'href="/batches/{round_of_july.batch.pk}/"' in page.text
    assert "785.00" in page.text


def test_another_county_sees_neither_list_nor_page(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, batch = at_desk(cast.foreign_clerk), round_of_july.batch

    assert f"/batches/{batch.pk}/" not in desk.opens("payments:batches").text
    assert desk.opens("payments:batch", batch.pk).status_code == 404


@pytest.mark.parametrize("who", ["caseworker", "township_head", "administrator"])
def test_a_township_and_the_administrator_see_no_batch(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, who: str
) -> None:
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:batches").status_code == 403
    assert desk.opens("payments:batch", round_of_july.batch.pk).status_code == 403


def test_an_empty_list_says_what_to_do(at_desk: AtDesk, cast: Cast) -> None:
    assert "先编制这个月的批次" in at_desk(cast.clerk).opens("payments:batches").text
    assert "县级经办编制以后" in at_desk(cast.reviewer).opens("payments:batches").text


def test_the_list_is_filtered_by_month_and_status(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, row = at_desk(cast.clerk), f'href="/batches/{round_of_july.batch.pk}/"'

    assert row in desk.opens("payments:batches", month="2008-07").text
    assert row not in desk.opens("payments:batches", month="2008-06").text
    assert row not in desk.opens("payments:batches", status="settled").text


def test_a_month_that_is_none_is_named_and_kept(at_desk: AtDesk, cast: Cast) -> None:
    page = at_desk(cast.clerk).opens("payments:batches", month="七月")

    assert "月份写成 2008-07" in page.text
    assert 'value="七月"' in page.text


def test_the_prefecture_sees_all_counties_and_picks_one(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    with scope.of(cast.foreign_clerk):
        county = cast.foreign_clerk.posting.area
        other = batches.draw(county=county, month=JULY, by=cast.foreign_clerk, on=TODAY)
    desk, row = at_desk(cast.officer), f'href="/batches/{other.pk}/"'

    assert row in desk.opens("payments:batches").text
    assert row not in desk.opens("payments:batches", area="990121000000").text


def history(cast: Cast, months: int) -> None:
    """Void batches of many months, which any county may have."""
    with scope.of(cast.clerk):
        for number in range(months):
            batch = PaymentBatch.objects.create(
                area=cast.clerk.posting.area,
                month=BenefitMonth(2008, 6).plus(-number),
                settlement_day=date(2008, 1, 10),
                drawn_by=cast.clerk,
                drawn_at="2008-01-01T00:00:00Z",
            )
            batches.void(batch=batch, reason="试", by=cast.clerk)


def test_a_long_list_is_paged_without_loss(at_desk: AtDesk, cast: Cast) -> None:
    history(cast, 70)
    desk, seen, url = at_desk(cast.clerk), [], reverse("payments:batches")

    for _page in range(3):
        page = desk.client.get(url)
        rows = page.context["table"].rows
        seen += [row.url for row in rows]
        cursor = page.context["table"].pager.next
        url = f"{reverse('payments:batches')}?after={cursor}"
    back = desk.client.get(
        f"{reverse('payments:batches')}?before={page.context['table'].pager.previous}"
    )

    assert len(seen) == len(set(seen)) == 70
    assert [row.url for row in back.context["table"].rows] == seen[30:60]


def test_a_cursor_that_is_none_begins_at_the_front(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    for cursor in ("x", "2008-13_990121000000_1", "2008-07_990121000000_x"):
        page = at_desk(cast.clerk).opens("payments:batches", after=cursor)
        assert f"/batches/{round_of_july.batch.pk}/" in page.text


def test_a_list_of_sixty_takes_as_many_queries_as_one_of_one(at_desk: AtDesk, cast: Cast) -> None:
    counts, desk = [], at_desk(cast.clerk)
    desk.opens("payments:batches")

    for more in (1, 60):
        history(cast, more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.opens("payments:batches")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


def test_the_clerk_draws_a_month_by_a_job(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    desk = at_desk(cast.clerk)

    answer = desk.sends("payments:draw", month="2008年7月")
    job = JobRun.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    job = done()

    assert job.status == JobStatus.DONE
    page = desk.client.get(job.link)
    assert page.status_code == 200
    assert "785.00" in page.text


def test_the_draw_page_suggests_the_month_at_hand(at_desk: AtDesk, cast: Cast) -> None:
    page = at_desk(cast.clerk).opens("payments:draw")

    assert 'value="2008-08"' in page.text
    assert "安丰县" in page.text


@pytest.mark.parametrize("who", ["reviewer", "finance", "caseworker", "officer"])
def test_only_the_clerk_draws(at_desk: AtDesk, cast: Cast, who: str) -> None:
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:draw").status_code == 403
    assert desk.sends("payments:draw", month="2008-07").status_code == 403
    assert not JobRun.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "填写月份"),
        ("八月", "月份写成 2008-07；现在是“八月”"),
        ("2008-12", "2008年12月还太早，现在最多编制到2008年9月"),
    ],
)
def test_a_wrong_month_stays_in_its_box(
    at_desk: AtDesk, cast: Cast, typed: str, words: str
) -> None:
    page = at_desk(cast.clerk).sends("payments:draw", month=typed)

    assert page.text.count(words) == 2
    assert "<title>错误：" in page.text
    assert typed == "" or f'value="{typed}"' in page.text
    assert not JobRun.objects.exists()


def test_a_month_submitted_already_is_refused_at_once(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="prepared")

    page = at_desk(cast.clerk).sends("payments:draw", month="2008-07")

    assert "2008年7月的批次（按月发放）已经编制，状态是“待复核”" in page.text
    assert not JobRun.objects.exists()


def test_the_same_click_draws_once(at_desk: AtDesk, cast: Cast, in_benefit: None) -> None:
    desk, key = at_desk(cast.clerk), str(uuid.uuid4())

    first = desk.sends("payments:draw", key=key, month="2008-07")
    again = desk.sends("payments:draw", key=key, month="2008-07")
    other_window = desk.sends("payments:draw", month="2008-07")

    assert first.url == again.url == other_window.url
    assert JobRun.objects.count() == 1


def test_the_page_compares_with_the_month_before(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)

    page = at_desk(cast.reviewer).opens("payments:batch", august.pk)

    rows = {row.cells[0].value: row.cells for row in page.context["totals"].rows}
    assert [cell.value for cell in rows["人数"][1:]] == ["15", "15", "0"]
    assert "没有上月的批次" not in page.text
    assert (
        "没有上月的批次"
        in at_desk(cast.reviewer).opens("payments:batch", round_of_july.batch.pk).text
    )


def test_exception_figures_open_their_rows(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, batch = at_desk(cast.reviewer), round_of_july.batch

    assert f"/batches/{batch.pk}/exceptions/account/" in desk.opens("payments:batch", batch.pk).text
    rows = desk.opens("payments:batch_exceptions", batch.pk, "account").text
    assert "户主105" in rows
    assert "没有登记账户" in rows


def test_stages_name_who_signed(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    carry(round_of_july, until="approved")

    stages = at_desk(cast.officer).opens("payments:batch", round_of_july.batch.pk).context["stages"]

    assert [(stage.state, stage.by) for stage in stages[:4]] == [
        ("done", "王编制"),
        ("done", "赵审核"),
        ("done", "孙批准"),
        ("current", ""),
    ]


def test_stages_reach_from_drawing_to_settled(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    with scope.of(cast.finance):
        batches.settle(batch=now(round_of_july), by=cast.finance)

    stages = at_desk(cast.officer).opens("payments:batch", round_of_july.batch.pk).context["stages"]

    assert [stage.state for stage in stages] == ["done"] * 8
    assert [stage.by for stage in stages[3:]] == ["吴财务", "吴财务", "郑财务", "王编制", "吴财务"]


@pytest.mark.parametrize(
    ("until", "who", "labels"),
    [
        ("draft", "clerk", ["提交复核", "作废", "重新编制", "改结算日"]),
        ("draft", "reviewer", []),
        ("prepared", "clerk", ["作废"]),
        ("prepared", "reviewer", ["复核通过", "退回编制"]),
        ("reviewed", "approver", ["批准", "退回编制"]),
        ("approved", "finance", ["签发", "退回编制"]),
        ("sealed", "finance", ["生成银行文件"]),
        ("sealed", "approver", ["作废"]),
        ("sealed", "officer", []),
    ],
)
def test_buttons_are_the_moves_open_to_the_reader(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, until: str, who: str, labels: list[str]
) -> None:
    if until != "draft":
        carry(round_of_july, until=until)

    page = at_desk(getattr(cast, who)).opens("payments:batch", round_of_july.batch.pk)

    assert [str(button.label) for button in page.context["buttons"]] == labels


def test_a_void_batch_stands_still(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    with scope.of(cast.clerk):
        batches.void(batch=round_of_july.batch, reason="名单不对", by=cast.clerk)

    page = at_desk(cast.clerk).opens("payments:batch", round_of_july.batch.pk)

    assert page.context["buttons"] == []
    assert "stopped" in {stage.state for stage in page.context["stages"]}
    assert "名单不对" in page.text
    assert now(round_of_july).status == BatchStatus.VOID


def test_a_job_under_way_is_shown_on_its_batch(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk = at_desk(cast.clerk)
    desk.sends("payments:draw", month="2008-07")

    page = desk.opens("payments:batch", round_of_july.batch.pk)

    assert f"/jobs/{JobRun.objects.get().pk}/" in page.text
