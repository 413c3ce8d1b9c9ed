"""The trail on the screen: who did what, how a row changed, and who looked at a family's file."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.actions import decisions, objections
from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import audit, scope
from dibao.models.audit import ReadKind, ReadLog
from dibao.models.staff import Staff
from dibao.roles import Role
from oversight import row_changes, trail
from tests.cast import DECIDED, Cast, hire
from tests.factories.places import Places
from tests.payments.conftest import Round

TRAIL = "/trail/"


def desk_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(staff: Staff, **asked: str) -> str:
    return desk_of(staff).get(TRAIL, asked).content.decode()


@pytest.fixture
def confirmed(case_on_notice: Case, cast: Cast) -> Case:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="户主患尿毒症", by=cast.reviewer, on=DECIDED)
        return Case.objects.select_related("household__head").get(pk=case_on_notice.pk)


# Who did what


def test_a_deed_is_a_sentence_with_unit_post_and_name(confirmed: Case, cast: Cast) -> None:
    page = page_of(cast.inspector)

    assert "安丰县县级审核赵审核：确认低保" in page
    assert str(confirmed) in page


def test_the_trail_of_a_case_tells_of_no_other(confirmed: Case, cast: Cast) -> None:
    with scope.of(cast.clerk):
        audit.record("staff:changed", of=cast.clerk, by=cast.clerk)

    page = page_of(cast.inspector, of=f"applicants.case:{confirmed.pk}")

    assert "确认低保" in page
    assert "王编制" not in page


def test_a_persons_trail_tells_of_their_families(confirmed: Case, cast: Cast) -> None:
    head = confirmed.household.head_id

    assert "确认低保" in page_of(cast.inspector, of=f"applicants.person:{head}")
    assert "确认低保" in page_of(
        cast.inspector, of=f"applicants.household:{confirmed.household_id}"
    )


def test_a_familys_trail_leads_to_each_of_its_people(confirmed: Case, cast: Cast) -> None:
    page = page_of(cast.inspector, of=f"applicants.household:{confirmed.household_id}")

    assert f"of=applicants.person%3A{confirmed.household.head_id}" in page


def test_a_batchs_trail(round_of_july: Round, cast: Cast) -> None:
    page = page_of(cast.inspector, of=f"payments.paymentbatch:{round_of_july.batch.pk}")

    assert round_of_july.clerk.name in page


def test_a_checksum_is_short_among_others_and_whole_on_its_own_trail(
    round_of_july: Round, cast: Cast
) -> None:
    with scope.of(cast.inspector):
        digest = round_of_july.batch.lines_hash

    among_others = page_of(cast.inspector)
    alone = page_of(cast.inspector, of=f"payments.paymentbatch:{round_of_july.batch.pk}")

    assert f"{digest[:8]}…" in among_others
    assert among_others.count(digest) == 1, "the whole is shown to whoever points at it"
    assert f"{digest[:16]} {digest[16:32]}" in alone


def test_what_somebody_said_is_called_by_its_receipt(cast: Cast, places: Places) -> None:
    heard = objections.Heard(
        area=places.village,
        kind="report",
        channel="letter",
        about="张三",
        topic="other",
        text="有车",
    )
    with scope.of(cast.clerk):
        said = objections.register(heard=heard, by=cast.clerk, on=DECIDED)

    assert str(said) in page_of(cast.inspector)


def test_the_trail_is_filtered_by_person_event_and_day(confirmed: Case, cast: Cast) -> None:
    today = timezone.localdate()

    assert "确认低保" in page_of(cast.inspector, who="赵审核", day=today.isoformat())
    assert "确认低保" not in rows_of(page_of(cast.inspector, who="王编制"))
    assert "确认低保" not in rows_of(page_of(cast.inspector, event="staff:changed"))
    yesterday = (today - timedelta(days=1)).isoformat()
    assert "没有这样的记录" in page_of(cast.inspector, day=yesterday)


def rows_of(page: str) -> str:
    """The page without the choices of its filter."""
    return page.partition('class="filter-bar"')[2].partition("</form>")[2]


def test_words_of_a_file_are_for_those_who_read_files(confirmed: Case, cast: Cast) -> None:
    assert "尿毒症" in page_of(cast.inspector)
    assert "尿毒症" not in page_of(cast.administrator)
    assert "确认低保" in page_of(cast.administrator)


def test_next_doors_inspector_sees_nothing_of_here(
    confirmed: Case, cast: Cast, places: Places
) -> None:
    stranger = hire("away.inspector", "外检查", Role.INSPECTOR, places.other_county)

    assert "赵审核" not in page_of(stranger)
    for named in (
        f"applicants.case:{confirmed.pk}",
        f"applicants.person:{confirmed.household.head_id}",
        "applicants.case:x",
        "applicants.nothing:1",
        f"dibao.area:{places.county.pk}",
    ):
        assert desk_of(stranger).get(TRAIL, {"of": named}).status_code == 404


def test_whoever_opens_a_trail_is_written_down(confirmed: Case, cast: Cast) -> None:
    page_of(cast.inspector, of=f"applicants.case:{confirmed.pk}")

    look = ReadLog.objects.get(staff_key=cast.inspector.pk)
    assert (look.kind, look.household_key) == (ReadKind.VIEW, confirmed.household_id)


def test_whoever_looks_at_a_person_is_read_of_by_the_family(confirmed: Case, cast: Cast) -> None:
    head = confirmed.household.head

    page_of(cast.inspector, of=f"applicants.person:{head.pk}")
    desk_of(cast.inspector).get(reverse_of(head))

    looks = ReadLog.objects.filter(staff_key=cast.inspector.pk)
    assert set(looks.values_list("household_key", flat=True)) == {confirmed.household_id}
    assert looks.count() == 2


def test_a_long_trail_is_read_page_by_page(confirmed: Case, cast: Cast) -> None:
    with scope.of(cast.reviewer):
        for number in range(40):
            audit.record(
                "staff:changed", of=cast.reviewer, by=cast.reviewer, reason=f"其{number}。"
            )

    first = page_of(cast.inspector, event="staff:changed")

    assert ("其39。" in first, "其10。" in first, "其9。" in first) == (True, True, False)
    assert 'rel="next"' in first


# How a row changed


def test_a_change_says_what_stood_there_before_in_words(confirmed: Case, cast: Cast) -> None:
    page = desk_of(cast.inspector).get(reverse_of(confirmed)).content.decode()

    assert "状态" in page
    assert "公示中" in page
    assert "on_notice" not in page


def reverse_of(row: Case | Person | Household) -> str:
    return reverse("oversight:changes", args=[row_changes.address_of(type(row)), row.pk])


def test_sealed_columns_stay_closed(confirmed: Case, cast: Cast) -> None:
    head = confirmed.household.head
    with scope.of(cast.caseworker):
        number = head.id_number.open()
        head.phone = "13800001234"
        head.save()

    page = desk_of(cast.inspector).get(reverse_of(head)).content.decode()

    assert "••••" in page
    assert number not in page
    assert "13800001234" not in page
    assert "id_index" not in page


def test_a_row_of_another_county_has_no_history_here(
    confirmed: Case, cast: Cast, places: Places
) -> None:
    stranger = hire("away.inspector", "外检查", Role.INSPECTOR, places.other_county)

    assert desk_of(stranger).get(reverse_of(confirmed)).status_code == 404
    for address in ("applicants-case/x", "dibao-staff/1", "applicants-assessment/1", "a-b/1"):
        assert desk_of(cast.inspector).get(f"/trail/{address}/").status_code == 404


def test_histories_are_for_those_who_read_files(confirmed: Case, cast: Cast) -> None:
    assert desk_of(cast.administrator).get(reverse_of(confirmed)).status_code == 403
    assert desk_of(cast.reviewer).get(reverse_of(confirmed)).status_code == 403


# Who read the file


@pytest.fixture
def read_by_the_caseworker(confirmed: Case, cast: Cast) -> Household:
    desk_of(cast.caseworker).get(f"/households/{confirmed.household_id}/")
    return confirmed.household


def test_an_inspector_sees_who_read_a_file(read_by_the_caseworker: Household, cast: Cast) -> None:
    page = desk_of(cast.inspector).get(f"/readers/{read_by_the_caseworker.pk}/").content.decode()

    assert "柳湾镇乡镇经办李经办" in page


def test_the_family_reads_units_and_posts_and_no_names(
    read_by_the_caseworker: Household, cast: Cast
) -> None:
    answer = desk_of(cast.inspector).get(f"/readers/{read_by_the_caseworker.pk}/", {"paper": "1"})
    page = answer.content.decode()

    assert "柳湾镇乡镇经办" in page
    assert "李经办" not in page
    assert ReadLog.objects.filter(kind=ReadKind.PRINT).count() == 1


def test_who_read_a_file_is_for_inspectors(read_by_the_caseworker: Household, cast: Cast) -> None:
    for staff in (cast.caseworker, cast.administrator, cast.reviewer):
        assert desk_of(staff).get(f"/readers/{read_by_the_caseworker.pk}/").status_code == 403


# Links


def test_pages_lead_inspectors_to_the_trail(confirmed: Case, cast: Cast) -> None:
    link = f"of={trail.name_of(confirmed).replace(':', '%3A')}"

    assert link in desk_of(cast.inspector).get(f"/cases/{confirmed.pk}/").content.decode()
    assert link not in desk_of(cast.reviewer).get(f"/cases/{confirmed.pk}/").content.decode()
