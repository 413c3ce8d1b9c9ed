"""What a villager says on the web: asked one question a page, kept once, answered with a number that names nobody."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings

from applicants.actions import objections
from applicants.models import (
    Case,
    DiscoveryLead,
    Grant,
    Objection,
    ObjectionPhoto,
    ObjectionSpeaker,
    PublicNotice,
)
from dibao import rate_limit, scope
from dibao.files import storage
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from oversight import slips
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.dibao.files import samples
from tests.factories.places import Places

PAGE = "/public/objection/"
LEAD = "/public/lead/"
TEXT = "他家儿子开货车跑运输。"
NUMBER = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")

pytestmark = pytest.mark.usefixtures("on_notice_day")


def typed(**more: object) -> dict[str, object]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "topic": "property",
        "text": TEXT,
        "named": "no",
        "send": "1",
    } | more


NAMED = {"named": "yes", "name": "李四", "phone": "138 1234 5678"}


@pytest.fixture
def address(case_on_notice: Case, notice: PublicNotice) -> str:
    return f"{PAGE}?notice={notice.token}&entry=1"


def kept(staff: Staff) -> list[Objection]:
    with scope.of(staff):
        return list(Objection.objects.select_related("case", "notice"))


def receipt_of(villager: Client, address: str, **more: object) -> str:
    answer = villager.post(address, typed(**more))
    assert answer.status_code == 302, answer.content.decode()
    return villager.get(answer["Location"]).content.decode()


def number_on(page: str) -> str:
    return NUMBER.findall(page)[0]


def way_to_appeal(page: str) -> str:
    """Where the answer to a question after a matter leads whoever does not accept it."""
    return re.findall(rf'href="({PAGE}\?appeal=[^"]+)"', page)[0]


def without_address(page: str) -> str:
    """A page without the links that keep what was asked for in their address."""
    return re.sub(r'href="\?[^"]*"', "", page)


def asked(villager: Client, number: str) -> str:
    sent = {"number": number, "idempotency_key": str(uuid.uuid4())}
    return villager.post("/public/progress/", sent).content.decode()


def test_the_notice_leads_there_one_question_a_page(
    villager: Client, case_on_notice: Case, notice: PublicNotice
) -> None:
    page = villager.get(f"/n/{notice.token}/").content.decode()
    assert f"{PAGE}?notice={notice.token}" in page

    whom = villager.get(f"{PAGE}?notice={notice.token}").content.decode()
    assert "entry=1" in whom
    what = villager.get(f"{PAGE}?notice={notice.token}&entry=1").content.decode()
    assert "张三：什么情况" in what


def test_what_is_said_of_the_standing_list_is_promised_no_objection(
    villager: Client, standing_list: PublicNotice, cast: Cast
) -> None:
    notice = villager.get(f"/n/{standing_list.token}/").content.decode()
    whom = villager.get(f"{PAGE}?notice={standing_list.token}").content.decode()
    receipt = receipt_of(villager, f"{PAGE}?notice={standing_list.token}&entry=1")

    assert "我有异议" not in notice + whom
    assert "按异议办理" not in whom
    assert "由县民政局核查" in whom
    assert "县民政局决定是否受理" in receipt
    assert [one.kind for one in kept(cast.reviewer)] == ["report"]


def test_each_answer_brings_the_next_question(villager: Client, address: str, cast: Cast) -> None:
    said = {"topic": "property", "text": TEXT}

    named = villager.post(address, said).content.decode()
    back = villager.post(address, said | {"change": "what"}).content.decode()
    check = villager.post(address, said | NAMED).content.decode()
    again = villager.post(address, said | NAMED | {"change": "what"}).content.decode()

    assert "留不留姓名？" in named
    assert 'name="change" value="what"' in named
    assert TEXT in back
    assert "核对，提交" in check
    assert "13812345678" in check
    assert TEXT in again
    assert 'name="phone" value="138 1234 5678"' in again
    assert kept(cast.caseworker) == []


def test_within_the_days_it_is_an_objection_that_stops_the_case(
    villager: Client, address: str, cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    page = receipt_of(villager, address)

    [objection] = kept(cast.caseworker)
    assert (objection.kind, objection.channel, objection.about) == ("objection", "notice", "张三")
    assert (objection.case, objection.notice, objection.recorded_by) == (
        case_on_notice,
        notice,
        None,
    )
    assert objection.number == number_on(page)
    assert "2026年9月6日前答复" in page
    assert AuditEvent.objects.get(event="objection:received").staff_key is None


def test_after_the_days_it_is_taken_as_a_report(
    villager: Client, address: str, cast: Cast, case_on_notice: Case, settings: Settings
) -> None:
    settings.BUSINESS_DATE = LAST_NOTICE_DAY + timedelta(days=1)

    assert "公示名单第1号" in villager.get(address).content.decode()
    receipt_of(villager, address)

    [objection] = kept(cast.reviewer)
    assert (objection.kind, objection.case) == ("report", case_on_notice)


def test_what_is_said_of_no_line_leaves_the_page_of_the_notice_whole(
    villager: Client, notice: PublicNotice, cast: Cast, case_on_notice: Case
) -> None:
    receipt_of(villager, f"{PAGE}?notice={notice.token}&entry=0", about="王五")
    desk = Client()
    desk.force_login(cast.caseworker)

    page = desk.get(f"/notices/{notice.pk}/")

    assert page.status_code == 200
    assert "王五" not in page.content.decode()


def test_of_a_decided_case_it_is_a_report(
    villager: Client, notice: PublicNotice, grant: Grant, cast: Cast, on_notice_day: date
) -> None:
    receipt_of(villager, f"{PAGE}?notice={notice.token}&entry=1")

    [objection] = kept(cast.reviewer)
    assert (objection.kind, objection.case_id) == ("report", grant.decision.case_id)


def test_an_unknown_notice_leads_to_the_choice_of_a_village(villager: Client) -> None:
    page = villager.get(f"{PAGE}?notice=AAAAAAAAAAAAAAAA&entry=1")

    assert page.status_code == 200
    assert "先找到出事的村" in page.content.decode()


@pytest.mark.parametrize("asked", ["notice=x'--", "entry=999999999999999999"])
def test_an_address_may_hold_anything(villager: Client, asked: str) -> None:
    assert villager.get(f"{PAGE}?{asked}").status_code == 200
    assert villager.post(f"{PAGE}?{asked}", typed()).status_code == 200


def test_no_line_that_the_notice_does_not_have(
    villager: Client, case_on_notice: Case, notice: PublicNotice
) -> None:
    assert villager.get(f"{PAGE}?notice={notice.token}&entry=99").status_code == 404


def test_without_a_notice_somebody_is_named_and_handling_is_a_complaint(
    villager: Client, places: Places, cast: Cast
) -> None:
    where = f"{PAGE}?village={places.village.pk}"

    receipt_of(villager, where, about="王会计", topic="conduct")

    [objection] = kept(cast.reviewer)
    assert (objection.kind, objection.channel, objection.about) == ("complaint", "web", "王会计")
    assert objection.case is None


def test_who_spoke_is_read_by_the_county_alone(villager: Client, address: str, cast: Cast) -> None:
    receipt_of(villager, address, **NAMED)

    with scope.of(cast.reviewer):
        speaker = ObjectionSpeaker.objects.get()
        assert (speaker.name.open(), speaker.phone.open()) == ("李四", "13812345678")
    for staff in (cast.caseworker, cast.township_head):
        with scope.of(staff), connection.cursor() as cursor:
            assert Objection.objects.get().is_named
            cursor.execute("SELECT count(*) FROM applicants_objectionspeaker")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_nobody_puts_a_name_to_it_or_shows_a_picture_afterwards(
    villager: Client, address: str, cast: Cast
) -> None:
    receipt_of(villager, address, **NAMED)

    with scope.of(cast.reviewer), connection.cursor() as cursor:
        objection = Objection.objects.get()
        cursor.execute("SELECT name_speaker(%s, %s, 'x', 'x')", [objection.pk, uuid.uuid4()])
        cursor.execute("SELECT add_objection_photo(%s, %s, 1, 'x')", [objection.pk, uuid.uuid4()])
        assert ObjectionSpeaker.objects.get().name.open() == "李四"
        assert not ObjectionPhoto.objects.exists()


def test_the_public_reads_nothing_of_what_was_said(villager: Client, address: str) -> None:
    receipt_of(villager, address, **NAMED)

    with scope.public(on=POSTED):
        assert not Objection.objects.exists()
        assert not ObjectionSpeaker.objects.exists()


def test_only_the_public_context_speaks_for_the_public(
    villager: Client, address: str, cast: Cast, notice: PublicNotice
) -> None:
    call = "SELECT * FROM receive_objection(%s, 'x', %s, 1, NULL, '', 'other', 'x', false, false, %s, %s, NULL, NULL)"

    with (
        pytest.raises(DatabaseError, match="only the public"),
        scope.of(cast.caseworker),
        connection.cursor() as cursor,
    ):
        cursor.execute(call, [uuid.uuid4(), notice.token, POSTED, POSTED])


def test_the_same_form_twice_is_one(villager: Client, address: str, cast: Cast) -> None:
    form = typed()

    numbers = {
        number_on(villager.get(villager.post(address, form)["Location"]).content.decode())
        for _time in range(2)
    }

    assert len(numbers) == 1
    assert len(kept(cast.caseworker)) == 1


def test_the_same_words_from_the_same_address_within_a_day_are_one(
    villager: Client, address: str, cast: Cast
) -> None:
    first = number_on(receipt_of(villager, address))
    second = number_on(receipt_of(villager, address))
    other = number_on(receipt_of(villager, address, text="他家人口也不对。"))
    elsewhere = villager.post(address, typed(), REMOTE_ADDR="203.0.113.9")

    assert first == second
    assert first != other
    assert elsewhere.status_code == 302
    assert len(kept(cast.caseworker)) == 3


def test_whoever_gives_a_name_is_heard_beside_the_same_words_of_nobody(
    villager: Client, address: str, cast: Cast
) -> None:
    anonymous = number_on(receipt_of(villager, address))
    named = number_on(receipt_of(villager, address, **NAMED))
    again = number_on(receipt_of(villager, address, **NAMED))

    assert anonymous != named
    assert named == again
    assert [one.is_named for one in kept(cast.reviewer)] == [False, True]


def test_a_photo_is_kept_without_its_place(villager: Client, address: str, cast: Cast) -> None:
    photo = SimpleUploadedFile("IMG.jpg", samples.photo_with_place(), "image/jpeg")

    receipt_of(villager, address, photos=photo)

    with scope.of(cast.caseworker):
        [kept_photo] = ObjectionPhoto.objects.all()
    content = storage.fetch(kept_photo.pk)
    assert b"taken at home" not in content
    assert b"Exif" not in content


def test_a_poisoned_photo_is_refused_and_what_was_typed_stays(
    villager: Client, address: str, cast: Cast
) -> None:
    poison = SimpleUploadedFile("IMG.jpg", b"\xff\xd8\xff<script>" + b"x" * 500, "image/jpeg")

    answer = villager.post(address, typed(photos=poison))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "需要修改" in page
    assert TEXT in page
    assert kept(cast.caseworker) == []


def test_a_hundred_thousand_letters_are_too_many(
    villager: Client, address: str, cast: Cast
) -> None:
    answer = villager.post(address, typed(text="长" * 100_000))

    assert "最多2000个字，现在100000个字" in answer.content.decode()
    assert kept(cast.caseworker) == []


def test_markup_is_shown_as_it_was_typed(villager: Client, address: str, cast: Cast) -> None:
    form = typed(text="<script>alert(1)</script>")
    del form["send"]

    page = villager.post(address, form).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_whoever_gives_a_name_gives_a_telephone(villager: Client, address: str, cast: Cast) -> None:
    page = villager.post(address, typed(named="yes", name="李四")).content.decode()

    assert "填写您的电话" in page
    assert kept(cast.caseworker) == []


def test_one_address_says_so_many_an_hour(villager: Client, address: str, cast: Cast) -> None:
    for number in range(rate_limit.MOST):
        villager.post(address, typed(text=f"第{number}件"))

    answer = villager.post(address, typed(text="还有一件"))

    assert answer.status_code == 429
    assert "还有一件" in answer.content.decode()
    assert len(kept(cast.caseworker)) == rate_limit.MOST


class TestAnAppeal:
    @pytest.fixture
    def number(self, villager: Client, address: str, cast: Cast) -> str:
        number = number_on(receipt_of(villager, address))
        with scope.of(cast.township_head):
            objections.close(
                objection=Objection.objects.get(),
                closing=objections.Closing(outcome="dismissed", text="没有的事"),
                by=cast.township_head,
                on=POSTED,
            )
        return number

    def test_whoever_does_not_accept_an_answer_has_it_reviewed_once(
        self, villager: Client, number: str, cast: Cast
    ) -> None:
        appeal = way_to_appeal(asked(villager, number))

        receipt_of(villager, appeal, text="没有查清")
        again = villager.post(appeal, typed(text="还是不服"))

        assert "不能再提复查" in again.content.decode()
        with scope.of(cast.reviewer):
            second = Objection.objects.get(appeal_of__isnull=False)
        assert (second.kind, second.about, second.is_for_the_county) == ("report", "张三", True)

    def test_nothing_that_is_open_is_reviewed(self, villager: Client, address: str) -> None:
        number = number_on(receipt_of(villager, address))

        assert "?appeal=" not in asked(villager, number)
        by_slip = villager.get(PAGE, {"appeal": slips.slip(number, to="appeal")})
        assert by_slip.status_code == 404

    def test_trying_numbers_there_tells_nothing(self, villager: Client, number: str) -> None:
        others = (slips.slip(number, to="receipt"), signing.dumps(number, salt="appeal"))
        tried = (number, "AAAA-BBBB-CCCC", "x", *others)

        answers = [villager.get(PAGE, {"appeal": one}) for one in tried]

        assert {answer.status_code for answer in answers} == {404}
        assert len({without_address(answer.content.decode()) for answer in answers}) == 1


class TestHowItStands:
    def test_by_the_number_alone(self, villager: Client, address: str) -> None:
        page = asked(villager, number_on(receipt_of(villager, address, **NAMED)).lower())

        assert "已收到，正在核查" in page
        assert "2026年9月6日前答复" in page
        told = ("张三", "李四", "13812345678", TEXT, "小湾村")
        assert [one for one in told if one in page] == []

    def test_a_report_says_by_when_it_is_accepted(self, villager: Client, places: Places) -> None:
        where = f"{PAGE}?village={places.village.pk}"

        page = asked(villager, number_on(receipt_of(villager, where, about="王会计")))

        assert "已收到，还没有受理" in page
        assert "2026年7月23日前决定是否受理" in page

    def test_found_and_not_found_look_alike(self, villager: Client, address: str) -> None:
        number = number_on(receipt_of(villager, address))
        unknown = "AAAA-BBBB-CCCC"

        found = villager.post("/public/progress/", {"number": number, "digits": ""})
        missing = villager.post("/public/progress/", {"number": unknown, "digits": ""})

        assert found.status_code == missing.status_code == 200
        assert "没有这个编号" in missing.content.decode()

    def test_a_case_number_still_needs_its_digits(
        self, villager: Client, case_on_notice: Case
    ) -> None:
        page = asked(villager, case_on_notice.number)

        assert "填写申请人身份证后4位" in page

    def test_a_receipt_that_nobody_signed_is_none(self, villager: Client) -> None:
        assert villager.get(f"{PAGE}?receipt=abc").status_code == 404


class TestANeighbourInNeed:
    def test_it_lands_on_the_townships_list_once(
        self, villager: Client, places: Places, cast: Cast
    ) -> None:
        form = {"idempotency_key": str(uuid.uuid4()), "name": "孙大娘", "about": "独居，卧床"}
        where = f"{LEAD}?village={places.village.pk}"

        answers = [villager.post(where, form) for _time in range(2)]

        assert "乡镇已收到" in villager.get(answers[0]["Location"]).content.decode()
        with scope.of(cast.caseworker):
            [lead] = DiscoveryLead.objects.all()
        assert (lead.name, lead.source, lead.recorded_by) == ("孙大娘", "public", None)
        assert lead.reported_on == POSTED

    def test_nothing_is_said_of_whether_they_are_known(
        self, villager: Client, places: Places, case_on_notice: Case
    ) -> None:
        where = f"{LEAD}?village={places.village.pk}"
        pages = [
            villager.get(villager.post(where, {"name": name, "about": "有病"})["Location"]).content
            for name in ("张三", "孙大娘")
        ]

        assert pages[0] == pages[1]
