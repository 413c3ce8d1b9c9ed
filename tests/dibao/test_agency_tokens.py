"""Tokens of agencies' systems: handed out once, by another, for a year at most; only ever revoked, raw SQL included."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404

from dibao import scope
from dibao.actions import agency_tokens
from dibao.errors import Refused
from dibao.models import Agency, AgencyToken, AuditEvent, Posting, Staff
from dibao.roles import Role
from tests.cast import HASHED, Cast
from tests.factories.places import Places

TODAY = date(2008, 8, 5)
DAY = timedelta(days=1)
LAST = TODAY + 300 * DAY


@pytest.fixture
def posting(places: Places) -> Posting:
    """Somebody at an agency."""
    agency = Agency.objects.create(code="insurer", name="测试医保局", name_en="Ins", position=90)
    clerk = Staff.objects.create(username="insurer", name="医保的人", password=HASHED)
    return Posting.objects.create(
        staff=clerk,
        area=places.county,
        role=Role.AGENCY,
        agency=agency,
        starts_on=date(2006, 1, 1),
    )


def handed_out(
    posting: Posting, by: Staff, *, system: str = "医保系统", expires_on: date = LAST
) -> tuple[AgencyToken, str]:
    with scope.of(by):
        token = agency_tokens.create(
            posting=posting, system=system, expires_on=expires_on, by=by, on=TODAY
        )
    return token, token.word


@pytest.fixture
def token(cast: Cast, posting: Posting) -> AgencyToken:
    return handed_out(posting, cast.administrator)[0]


def run(by: Staff, sql: str, *values: object) -> int:
    """Raw SQL as the application role, in somebody's scope; how many rows it touched."""
    with scope.of(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


class TestHandingOut:
    def test_it_is_told_once_and_kept_as_a_hash(self, cast: Cast, posting: Posting) -> None:
        token, word = handed_out(posting, cast.administrator)

        assert word.startswith("dibao_")
        assert len(word) == len("dibao_") + 43
        assert token.sha256 == hashlib.sha256(word.encode()).hexdigest()
        kept = str(AgencyToken.objects.values()) + str(AuditEvent.objects.values())
        assert word not in kept
        assert token.sha256 not in str(AuditEvent.objects.values())

    def test_two_are_never_the_same(self, cast: Cast, posting: Posting) -> None:
        words = {handed_out(posting, cast.administrator, system=name)[1] for name in "甲乙丙"}

        assert len(words) == 3

    def test_it_leaves_its_trace(self, cast: Cast, token: AgencyToken) -> None:
        event = AuditEvent.objects.get(event="agencytoken:added")

        assert (event.object_key, event.staff_key) == (str(token.pk), cast.administrator.pk)
        assert event.after == {
            "posting": token.posting_id,
            "system": "医保系统",
            "expires_on": LAST.isoformat(),
        }

    @pytest.mark.parametrize("who", ["caseworker", "approver", "inspector"])
    def test_by_an_administrator_only(self, cast: Cast, posting: Posting, who: str) -> None:
        with pytest.raises(PermissionDenied):
            handed_out(posting, getattr(cast, who))

    def test_not_by_an_administrator_of_another_county(
        self, cast: Cast, places: Places, posting: Posting
    ) -> None:
        stranger = Staff.objects.create(username="stranger", name="外县管理", password=HASHED)
        held = Posting.objects.create(
            staff=stranger,
            area=places.other_county,
            role=Role.ADMINISTRATOR,
            starts_on=date(2006, 1, 1),
        )

        with pytest.raises(Http404):
            handed_out(posting, stranger.acting(held))

    def test_not_for_oneself(self, cast: Cast, posting: Posting) -> None:
        own = Posting.objects.create(
            staff=cast.administrator,
            area=posting.area,
            role=Role.AGENCY,
            agency=posting.agency,
            starts_on=date(2006, 1, 1),
        )

        with pytest.raises(PermissionDenied, match="不能发给自己"):
            handed_out(own, cast.administrator)

    def test_not_for_another_post(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="只发给成员单位"):
            handed_out(cast.caseworker.posting, cast.administrator)

    def test_not_for_a_posting_that_is_over(self, cast: Cast, posting: Posting) -> None:
        Posting.objects.filter(pk=posting.pk).update(ends_on=TODAY - DAY)

        with pytest.raises(Refused, match="已经结束"):
            handed_out(posting, cast.administrator)

    @pytest.mark.parametrize("days", [-1, 366])
    def test_not_for_longer_than_a_year_nor_for_a_time_that_is_over(
        self, cast: Cast, posting: Posting, days: int
    ) -> None:
        with pytest.raises(Refused, match="最长365天"):
            handed_out(posting, cast.administrator, expires_on=TODAY + days * DAY)

    @pytest.mark.parametrize("days", [0, 365])
    def test_for_a_day_or_a_year(self, cast: Cast, posting: Posting, days: int) -> None:
        token, _word = handed_out(posting, cast.administrator, expires_on=TODAY + days * DAY)

        assert token.works_on(TODAY + days * DAY)
        assert not token.works_on(TODAY + (days + 1) * DAY)


class TestRevoking:
    def test_it_opens_nothing_any_more(self, cast: Cast, token: AgencyToken) -> None:
        with scope.of(cast.administrator):
            revoked = agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

        assert not revoked.works_on(TODAY)
        assert AuditEvent.objects.filter(event="agencytoken:revoked").count() == 1

    def test_once(self, cast: Cast, token: AgencyToken) -> None:
        with scope.of(cast.administrator):
            agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

        with pytest.raises(Refused, match="已经作废"), scope.of(cast.administrator):
            agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

    def test_by_an_administrator_only(self, cast: Cast, token: AgencyToken) -> None:
        with pytest.raises(PermissionDenied), scope.of(cast.reviewer):
            agency_tokens.revoke(token=token, by=cast.reviewer, on=TODAY)

    def test_then_the_system_may_have_another(self, cast: Cast, token: AgencyToken) -> None:
        with pytest.raises(Refused, match="先作废它"):
            handed_out(token.posting, cast.administrator)

        with scope.of(cast.administrator):
            agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

        assert handed_out(token.posting, cast.administrator)[0].works_on(TODAY)


INSERT = """
    INSERT INTO dibao_agencytoken (posting_id, system, sha256, created_by_id, created_on, expires_on)
    VALUES (%s, '系统', %s, %s, %s, %s)
"""
HASH = "0" * 64


class TestGuards:
    """What PostgreSQL refuses to the application role, whatever Python thinks."""

    def test_a_good_row_goes_in(self, cast: Cast, posting: Posting) -> None:
        by = cast.administrator

        assert run(by, INSERT, posting.pk, HASH, by.pk, TODAY, LAST) == 1

    def test_a_system_has_one_at_a_time(self, cast: Cast, token: AgencyToken) -> None:
        by = cast.administrator

        with pytest.raises(DatabaseError, match="a_token_once_at_a_time"):
            run(
                by,
                INSERT.replace("'系统'", "'医保系统'"),
                token.posting_id,
                HASH,
                by.pk,
                TODAY,
                LAST,
            )

    @pytest.mark.parametrize("table", ["dibao_agencytoken", "dibao_agencytokenevent"])
    def test_none_is_deleted(self, cast: Cast, token: AgencyToken, table: str) -> None:
        with pytest.raises(DatabaseError, match=r"permission denied|never deleted"):
            run(cast.administrator, f"DELETE FROM {table}")

    @pytest.mark.parametrize(
        "change",
        [
            f"sha256 = '{'f' * 64}'",
            "expires_on = expires_on + 1",
            "posting_id = posting_id",
            "system = '别的'",
            "created_by_id = 1",
        ],
    )
    def test_what_it_is_never_changes(self, cast: Cast, token: AgencyToken, change: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            run(cast.administrator, f"UPDATE dibao_agencytoken SET {change}")

    def test_what_is_revoked_stays_revoked(self, cast: Cast, token: AgencyToken) -> None:
        with scope.of(cast.administrator):
            agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

        with pytest.raises(DatabaseError, match="only_ever_revoked"):
            run(
                cast.administrator,
                "UPDATE dibao_agencytoken SET revoked_on = NULL, revoked_by_id = NULL",
            )

    def test_nobody_revokes_in_anothers_name(self, cast: Cast, token: AgencyToken) -> None:
        with pytest.raises(DatabaseError, match="revoked_by_is_who_acts"):
            run(
                cast.administrator,
                "UPDATE dibao_agencytoken SET revoked_on = %s, revoked_by_id = %s",
                TODAY,
                cast.approver.pk,
            )

    def test_who_and_when_go_together(self, cast: Cast, token: AgencyToken) -> None:
        with pytest.raises(DatabaseError, match="says_by_whom_and_when"):
            run(cast.administrator, "UPDATE dibao_agencytoken SET revoked_on = %s", TODAY)

    def test_nobody_hands_one_out_in_anothers_name(self, cast: Cast, posting: Posting) -> None:
        with pytest.raises(DatabaseError, match="created_by_is_who_acts"):
            run(cast.administrator, INSERT, posting.pk, HASH, cast.approver.pk, TODAY, LAST)

    def test_nobody_hands_one_to_themselves(self, posting: Posting) -> None:
        holder = posting.staff.acting(posting)

        with pytest.raises(DatabaseError, match="for_another_at_an_agency"):
            run(holder, INSERT, posting.pk, HASH, holder.pk, TODAY, LAST)

    def test_none_is_for_a_caseworker(self, cast: Cast) -> None:
        by = cast.administrator

        with pytest.raises(DatabaseError, match="for_another_at_an_agency"):
            run(by, INSERT, cast.caseworker.posting.pk, HASH, by.pk, TODAY, LAST)

    @pytest.mark.parametrize("days", [-1, 366])
    def test_none_works_longer_than_a_year(self, cast: Cast, posting: Posting, days: int) -> None:
        by = cast.administrator

        with pytest.raises(DatabaseError, match="works_for_a_year_at_most"):
            run(by, INSERT, posting.pk, HASH, by.pk, TODAY, TODAY + days * DAY)

    def test_none_is_kept_in_plain(self, cast: Cast, posting: Posting) -> None:
        by = cast.administrator

        with pytest.raises(DatabaseError, match="kept_as_a_hash"):
            run(by, INSERT, posting.pk, "dibao_secret", by.pk, TODAY, LAST)

    def test_its_use_is_its_holders(self, cast: Cast, token: AgencyToken) -> None:
        used = "UPDATE dibao_agencytoken SET last_used_on = %s"
        holder = token.posting.staff.acting(token.posting)

        with pytest.raises(DatabaseError, match="used_by_its_holder"):
            run(cast.administrator, used, TODAY)

        assert run(holder, used, TODAY) == 1
        with pytest.raises(DatabaseError, match="only_ever_revoked"):
            run(holder, used, None)

    def test_its_use_ends_with_it(self, token: AgencyToken) -> None:
        holder = token.posting.staff.acting(token.posting)

        with pytest.raises(DatabaseError, match="used_while_it_works"):
            run(holder, "UPDATE dibao_agencytoken SET last_used_on = %s", LAST + DAY)

    def test_its_history_has_no_hash(self, cast: Cast, token: AgencyToken) -> None:
        with scope.of(cast.administrator):
            agency_tokens.revoke(token=token, by=cast.administrator, on=TODAY)

        [version] = token.history.values()
        assert version["pgh_label"] == "update"
        assert token.sha256 not in str(version)
