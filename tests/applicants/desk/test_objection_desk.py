"""The desk of what people say: who reads what, what is done in which order, and that no township learns who spoke."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pytest_django import Settings

from applicants.actions import objections, voices
from applicants.actions.objections import Closing, Heard, Speaker
from applicants.actions.voices import Said
from applicants.admin import ObjectionResource
from applicants.forms.objection_desk import within_months
from applicants.models import Case, Household, Objection, ObjectionPhoto, PublicNotice
from applicants.objection_figures import figures_of
from dibao import scope, worklist
from dibao.errors import Refused
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.identity import PhoneNumber
from dibao.values.months import BenefitMonth
from tests.applicants.desk.conftest import Desk
from tests.cast import POSTED, Cast
from tests.dibao.files import samples
from tests.factories.places import Places

LIST = "/objections/"
AtDesk = Callable[[Staff], Desk]
SPEAKER = Speaker("李四光", PhoneNumber("13812345678"))


@pytest.fixture(autouse=True)
def on_a_day(settings: Settings) -> None:
    settings.BUSINESS_DATE = POSTED


def heard(
    cast: Cast, places: Places, *, kind: str = "report", on: date = POSTED, **more: object
) -> Objection:
    said = {
        "area": places.village,
        "kind": kind,
        "channel": "hotline",
        "about": "张三",
        "topic": "property",
        "text": "他家有车",
        "speaker": SPEAKER,
    } | more
    with scope.of(cast.clerk):
        return objections.register(heard=Heard(**said), by=cast.clerk, on=on)


def step(at_desk: AtDesk, staff: Staff, objection: Objection, name: str, **typed: str):
    form = {"idempotency_key": str(uuid.uuid4()), "step": name} | typed
    return at_desk(staff).client.post(f"{LIST}{objection.pk}/", form)


def page(at_desk: AtDesk, staff: Staff, objection: Objection) -> str:
    return at_desk(staff).client.get(f"{LIST}{objection.pk}/").content.decode()


def accepted_and_asked(objection: Objection, cast: Cast) -> None:
    with scope.of(cast.reviewer):
        objections.accept(objection=objection, by=cast.reviewer, on=POSTED)
        objections.ask_township(objection=objection, by=cast.reviewer, on=POSTED)


class TestWhoReads:
    def test_the_county_sees_who_spoke_and_that_is_logged(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places)

        assert "李四光" in page(at_desk, cast.reviewer, objection)
        assert ReadLog.objects.filter(kind="reveal", staff_key=cast.reviewer.pk).exists()

    def test_a_township_that_is_asked_reads_what_and_not_who(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places)
        assert at_desk(cast.caseworker).client.get(f"{LIST}{objection.pk}/").status_code == 404
        accepted_and_asked(objection, cast)

        told = page(at_desk, cast.caseworker, objection)

        assert "他家有车" in told
        assert "实名（姓名只有县里看得到）" in told
        assert "李四光" not in told
        assert "5678" not in told

    def test_a_case_tells_its_township_of_a_report_and_not_what_it_says(
        self, at_desk: AtDesk, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        """It may be about the township itself; once the county asks it to look into it, it has to know."""
        objection = heard(cast, places, case=case_on_notice, text="镇里照顾亲戚")

        def told(staff: Staff) -> str:
            return at_desk(staff).client.get(f"/cases/{case_on_notice.pk}/").content.decode()

        assert "镇里照顾亲戚" in told(cast.reviewer)
        for staff in (cast.caseworker, cast.township_head):
            assert "镇里照顾亲戚" not in told(staff)
            assert "举报" in told(staff)
        answer = at_desk(cast.township_head).client.get(f"{LIST}{objection.pk}/answer/")
        assert answer.status_code == 404
        accepted_and_asked(objection, cast)
        assert "镇里照顾亲戚" in told(cast.caseworker)

    def test_a_report_from_a_notice_about_nobody_on_it_leaves_the_notice_readable(
        self, at_desk: AtDesk, cast: Cast, notice: PublicNotice
    ) -> None:
        said = Said(topic="other", text="村里有人没上名单", token=notice.token)
        with scope.public(on=POSTED):
            voices.speak(said=said, photos=[], key=uuid.uuid4(), address="10.0.0.1", on=POSTED)
        with scope.of(cast.clerk):
            assert Objection.objects.get().notice == notice

        answer = at_desk(cast.caseworker).client.get(f"/notices/{notice.pk}/")

        assert answer.status_code == 200
        assert "没上名单" not in answer.content.decode()

    def test_a_township_that_is_not_asked_reads_it_on_no_page_of_the_case(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, places: Places
    ) -> None:
        report = heard(cast, places, case=case_on_notice, speaker=None)
        desk = at_desk(cast.township_head)

        case = desk.opens("applicants:case", case_on_notice.pk).content.decode()
        answer = desk.opens("applicants:objection_answer", report.pk)

        assert "由县里核查答复" in case
        assert "他家有车" not in case
        assert answer.status_code == 404

    def test_a_township_does_not_deliver_what_it_may_not_read(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, places: Places
    ) -> None:
        report = heard(cast, places, case=case_on_notice, speaker=None)
        closing = Closing(outcome="dismissed", text="查过，没有车")
        with scope.of(cast.reviewer):
            objections.close(objection=report, closing=closing, by=cast.reviewer, on=POSTED)
        desk = at_desk(cast.township_head)

        letter = desk.opens("applicants:letter_deliver", "objection", report.pk)

        assert letter.status_code == 404
        assert (
            "查过，没有车" not in desk.opens("applicants:case", case_on_notice.pk).content.decode()
        )

    def test_a_township_gets_no_number_to_appeal_with(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, places: Places
    ) -> None:
        objection = heard(cast, places, case=case_on_notice)
        accepted_and_asked(objection, cast)

        desk = at_desk(cast.township_head)
        pages = [
            page(at_desk, cast.township_head, objection),
            desk.client.get(LIST).content.decode(),
            desk.client.get("/admin/applicants/objection/").content.decode(),
            desk.client.get(f"/admin/applicants/objection/{objection.pk}/change/").content.decode(),
            desk.opens("applicants:case", case_on_notice.pk).content.decode(),
        ]

        for told in pages:
            assert objection.short_number in told
            assert objection.number not in told
        assert objection.number in page(at_desk, cast.reviewer, objection)

    def test_no_export_says_who_spoke(self, at_desk: AtDesk, cast: Cast, places: Places) -> None:
        accepted_and_asked(heard(cast, places), cast)

        for staff in (cast.caseworker, cast.clerk):
            columns = ObjectionResource.Meta.fields
            form = {"format": "0"} | {f"objectionresource_{name}": "on" for name in columns}
            answer = at_desk(staff).client.post("/admin/applicants/objection/export/", form)
            sheet = load_workbook(BytesIO(answer.content)).active
            written = str([[cell.value for cell in row] for row in sheet.rows])
            assert "张三" in written
            assert "李四光" not in written
            assert "1381234" not in written

    def test_an_inspector_reads_it_without_the_name(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places)

        told = page(at_desk, cast.inspector, objection)

        assert "他家有车" in told
        assert "李四光" not in told


class TestTheWay:
    def test_accepted_asked_looked_into_and_answered(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places)

        step(at_desk, cast.reviewer, objection, "accept")
        step(at_desk, cast.reviewer, objection, "ask")
        step(at_desk, cast.caseworker, objection, "examine", text="车是借的")
        closing = {"outcome": "dismissed", "text": "车是借的", "told_way": "phone"}
        answer = step(at_desk, cast.reviewer, objection, "close", **closing)

        assert answer.status_code == 302
        with scope.of(cast.reviewer):
            objection.refresh_from_db()
        assert (objection.status, objection.found_by, objection.told_way) == (
            "dismissed",
            cast.caseworker,
            "phone",
        )

    def test_whoever_gave_a_name_is_told_first(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places)

        answer = step(at_desk, cast.reviewer, objection, "close", outcome="upheld", text="属实")

        assert "实名反映要答复本人" in answer.content.decode()

    def test_whoever_wrote_it_down_does_not_answer(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places, speaker=None)

        answer = step(at_desk, cast.clerk, objection, "close", outcome="upheld", text="属实")

        assert answer.status_code == 403

    def test_a_township_head_answers_no_report(self, cast: Cast, places: Places) -> None:
        objection = heard(cast, places, speaker=None)
        closing = Closing(outcome="dismissed", text="没有的事")

        with pytest.raises(Refused, match="由县里答复"), scope.of(cast.township_head):
            objections.close(objection=objection, closing=closing, by=cast.township_head, on=POSTED)

    def test_an_appeal_goes_to_another_person_and_only_once(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        first = heard(cast, places, speaker=None)
        closing = Closing(outcome="dismissed", text="没有的事")
        with scope.of(cast.reviewer):
            objections.close(objection=first, closing=closing, by=cast.reviewer, on=POSTED)
        second = heard(cast, places, speaker=None, appeal_of=first)

        assert at_desk(cast.reviewer).client.get(LIST).content.decode().count("复查") == 1
        with pytest.raises(Refused, match="由另一人办理"), scope.of(cast.reviewer):
            objections.close(objection=second, closing=closing, by=cast.reviewer, on=POSTED)
        with scope.of(cast.approver):
            objections.close(objection=second, closing=closing, by=cast.approver, on=POSTED)
        with pytest.raises(Refused, match="已经复查过一次"):
            heard(cast, places, speaker=None, appeal_of=second)

    def test_an_appeal_is_written_down_where_the_first_was(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        first = heard(cast, places, area=places.township, speaker=None)
        with scope.of(cast.reviewer):
            closing = Closing(outcome="dismissed", text="没有的事")
            objections.close(objection=first, closing=closing, by=cast.reviewer, on=POSTED)
        form = f"{LIST}new/?appeal_of={first.pk}"
        typed = {"channel": "visit", "kind": "report", "about": "张三", "topic": "other"}

        asked = at_desk(cast.clerk).client.get(form).content.decode()
        more = {"text": "不服", "idempotency_key": str(uuid.uuid4())}
        answer = at_desk(cast.clerk).client.post(form, typed | more)

        assert 'name="place"' not in asked
        assert (
            first.short_number
            in at_desk(cast.reviewer).client.get(answer["Location"]).content.decode()
        )
        with scope.of(cast.reviewer):
            assert Objection.objects.get(appeal_of=first).area == places.township

    def test_what_is_tied_to_a_case_stops_it(
        self, at_desk: AtDesk, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        objection = heard(cast, places)

        step(at_desk, cast.reviewer, objection, "tie", case=str(case_on_notice.pk))

        told = at_desk(cast.reviewer).client.get(f"/cases/{case_on_notice.pk}/").content.decode()
        assert objection.number in told
        with scope.of(cast.reviewer):
            assert Case.objects.select_related("standing").get().standing.has_objection

    def test_the_county_goes_to_see_whom_an_accepted_report_is_about(
        self, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        objection = heard(cast, places, case=case_on_notice)

        with scope.of(cast.reviewer):
            objections.accept(objection=objection, by=cast.reviewer, on=POSTED)

            assert Case.objects.select_related("standing").get().standing.lacks_county_visit

    def test_what_is_redirected_says_where_to(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        objection = heard(cast, places, speaker=None)

        answer = step(at_desk, cast.reviewer, objection, "close", outcome="redirected", text="转")

        assert "填写转往哪个部门" in answer.content.decode()


def test_a_clipping_comes_along(at_desk: AtDesk, cast: Cast, places: Places) -> None:
    typed = {
        "idempotency_key": str(uuid.uuid4()),
        "channel": "press",
        "kind": "report",
        "about": "小湾村",
        "topic": "favour",
        "text": "报纸说村干部的亲戚都吃低保",
        "photos": SimpleUploadedFile("剪报.jpg", samples.picture(), "image/jpeg"),
    }

    answer = at_desk(cast.clerk).client.post(f"{LIST}new/", typed)

    told = at_desk(cast.reviewer).client.get(answer["Location"]).content.decode()
    assert "舆论监督" in told
    with scope.of(cast.reviewer):
        photo = ObjectionPhoto.objects.get()
    sent = at_desk(cast.reviewer).client.get(f"{answer['Location']}photos/{photo.pk}/")
    assert (sent.status_code, sent.headers["Content-Type"]) == (200, "image/jpeg")
    assert at_desk(cast.caseworker).client.get(answer["Location"]).status_code == 404


def test_it_is_written_down_with_a_name_that_only_the_county_sees(
    at_desk: AtDesk, cast: Cast, places: Places
) -> None:
    typed = {
        "idempotency_key": str(uuid.uuid4()),
        "channel": "visit",
        "kind": "complaint",
        "place": places.village.pk,
        "about": "王会计",
        "topic": "conduct",
        "text": "态度不好",
        "name": "李四光",
        "phone": "13812345678",
    }

    answer = at_desk(cast.caseworker).client.post(f"{LIST}new/", typed)

    assert "李四光" not in at_desk(cast.caseworker).client.get(answer["Location"]).content.decode()
    assert "李四光" in at_desk(cast.reviewer).client.get(answer["Location"]).content.decode()


class TestWhatIsOfNoCase:
    """Said of somebody at an office, or of a family on the standing list: as easily kept, found and answered."""

    def test_the_county_writes_down_where_in_words_that_tell_places_apart(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        form = at_desk(cast.clerk).client.get(f"{LIST}new/").content.decode()

        assert "错误" not in form
        for place in (places.township, places.village):
            name = str(place).removeprefix(str(places.county))
            assert f'<option value="{place.pk}">{name}</option>' in form

    def test_what_is_said_of_a_township_is_of_its_place_and_answered_by_the_county(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        typed = {
            "idempotency_key": str(uuid.uuid4()),
            "channel": "hotline",
            "kind": "complaint",
            "place": places.township.pk,
            "about": "柳湾镇民政办",
            "topic": "conduct",
            "text": "去了三趟没有人",
        }
        page_of_it = at_desk(cast.clerk).client.post(f"{LIST}new/", typed)["Location"]
        with scope.of(cast.reviewer):
            said = Objection.objects.get()
            objections.accept(objection=said, by=cast.reviewer, on=POSTED)

        told = at_desk(cast.reviewer).client.get(page_of_it).content.decode()

        assert said.area == places.township
        assert "交乡镇核查" not in told
        assert "答复，办结" in told
        with pytest.raises(Refused, match="由县里核查"), scope.of(cast.reviewer):
            objections.ask_township(objection=said, by=cast.reviewer, on=POSTED)
        step(at_desk, cast.reviewer, said, "close", outcome="upheld", text="已谈话提醒")
        assert "已谈话提醒" in at_desk(cast.reviewer).client.get(page_of_it).content.decode()

    def test_a_place_of_another_county_is_not_offered(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        typed = {"channel": "hotline", "kind": "report", "place": places.other_county.pk}

        answer = at_desk(cast.clerk).client.post(
            f"{LIST}new/",
            typed
            | {"about": "某人", "topic": "other", "text": "某事", "idempotency_key": uuid.uuid4()},
        )

        assert answer.status_code == 200
        assert 'href="#id_place"' in answer.content.decode()

    def test_it_is_tied_to_a_family_that_has_no_case(
        self, at_desk: AtDesk, cast: Cast, places: Places, household: Household
    ) -> None:
        said = heard(cast, places)

        step(at_desk, cast.reviewer, said, "tie", household=str(household.pk))

        assert household.number in page(at_desk, cast.reviewer, said)
        family = f"/households/{household.pk}/"
        assert said.number in at_desk(cast.reviewer).client.get(family).content.decode()
        assert said.short_number not in at_desk(cast.caseworker).client.get(family).content.decode()

    def test_a_family_with_an_open_case_is_tied_by_its_case(
        self, at_desk: AtDesk, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        said = heard(cast, places)

        answer = step(
            at_desk, cast.reviewer, said, "tie", household=str(case_on_notice.household_id)
        )

        assert "关联那件案件" in answer.content.decode()
        with scope.of(cast.reviewer):
            assert Objection.objects.get().household is None

    def test_a_case_and_a_family_are_not_both_it(
        self, at_desk: AtDesk, cast: Cast, places: Places, case_on_notice: Case
    ) -> None:
        said = heard(cast, places)
        both = {"case": str(case_on_notice.pk), "household": str(case_on_notice.household_id)}

        for typed in ({}, both):
            answer = step(at_desk, cast.reviewer, said, "tie", **typed)
            assert "只选一样" in answer.content.decode()

    def test_it_is_found_by_whom_it_is_about_and_by_its_receipt(
        self, at_desk: AtDesk, cast: Cast, places: Places
    ) -> None:
        this, other = heard(cast, places, about="柳湾镇王会计"), heard(cast, places)

        def found(typed: str) -> list[bool]:
            told = at_desk(cast.reviewer).client.get(LIST, {"q": typed}).content.decode()
            return [one.number in told for one in (this, other)]

        for typed in ("王会计", this.number, this.number.lower(), this.short_number):
            assert found(typed) == [True, False], typed
        for typed in (this.number[:6], "%", "没有的人"):
            assert found(typed) == [False, False], typed


def test_the_most_urgent_stands_first_and_says_how_late(
    at_desk: AtDesk, cast: Cast, places: Places
) -> None:
    new = heard(cast, places)
    old = heard(cast, places, on=POSTED - timedelta(days=20))

    told = at_desk(cast.reviewer).client.get(LIST).content.decode()

    assert told.index(old.number) < told.index(new.number)
    assert "受理超期5天" in told
    assert "受理剩15天" in told
    late = at_desk(cast.reviewer).client.get(f"{LIST}?status=late").content.decode()
    assert old.number in late
    assert new.number not in late


def test_the_work_list_has_the_countys_and_then_the_townships(cast: Cast, places: Places) -> None:
    objection = heard(cast, places)

    def waiting(staff: Staff) -> int:
        with scope.of(staff):
            buckets = worklist.buckets_of(staff, on=POSTED)
        return next(one.count for one in buckets if one.key == "objections")

    assert (waiting(cast.reviewer), waiting(cast.caseworker)) == (1, 0)
    accepted_and_asked(objection, cast)
    assert (waiting(cast.reviewer), waiting(cast.caseworker)) == (0, 1)


class TestFigures:
    def test_by_channel_and_by_the_four_kinds(self, cast: Cast, places: Places) -> None:
        for channel in ("hotline", "letter", "press", "superior", "agency", "press"):
            heard(cast, places, channel=channel, speaker=None)
        heard(cast, places, on=POSTED - timedelta(days=70))

        with scope.of(cast.reviewer):
            month = BenefitMonth.of(POSTED)
            told = figures_of(within_months(Objection.objects.all(), month, month), on=POSTED)

        by_kind = {kind.value: counts.received for kind, counts in told.by_supervision.items()}
        assert by_kind == {"government": 1, "department": 1, "press": 2, "public": 2}
        assert (told.total.received, told.total.open, told.total.late) == (6, 6, 0)

    def test_each_figure_opens_its_rows(self, at_desk: AtDesk, cast: Cast, places: Places) -> None:
        press = heard(cast, places, channel="press", speaker=None)
        other = heard(cast, places)
        months = "first=2026-07&last=2026-07"

        told = at_desk(cast.reviewer).client.get(f"{LIST}figures/?{months}").content.decode()
        rows = (
            at_desk(cast.reviewer).client.get(f"{LIST}?{months}&supervision=press").content.decode()
        )

        assert "supervision=press" in told
        assert press.number in rows
        assert other.number not in rows
