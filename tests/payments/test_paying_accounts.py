"""The account that a county pays from: two people, a number typed twice, one in force, and files that name it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django import Settings

from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.values.identity import BankNumber
from payments.actions import bank_files, paying_accounts
from payments.actions.bank_files import NewDay, content_of
from payments.actions.paying_accounts import OwnEntry
from payments.models import BankFile, PayingAccount
from tests.cast import Cast
from tests.payments.conftest import TODAY, Round, carry, write_file
from tests.payments.paying import NUMBER, confirmed, entered, pays
from tests.payments.test_database_guards import refused, run

TOMORROW = TODAY + timedelta(days=1)
OTHER = "6210990100000000026"


def in_force(cast: Cast, day: object = TODAY) -> PayingAccount | None:
    with scope.of(cast.finance):
        return paying_accounts.in_force(cast.finance.posting.area, on=day)


def test_an_account_is_in_force_once_a_second_person_confirmed_it(cast: Cast) -> None:
    account = entered(cast.finance)
    assert in_force(cast) is None

    confirmed(account, cast.approver)

    assert in_force(cast) == account


def test_whoever_entered_it_does_not_confirm_it(cast: Cast) -> None:
    account = entered(cast.finance)

    with pytest.raises(OwnEntry, match="另一人确认"):
        confirmed(account, cast.finance)


def test_another_number_confirms_nothing(cast: Cast) -> None:
    account = entered(cast.finance)

    with pytest.raises(Refused, match="和登记的账号不一样"):
        confirmed(account, cast.approver, number=OTHER)
    assert in_force(cast) is None


def test_a_later_version_takes_its_place_on_its_day(cast: Cast) -> None:
    first = pays(cast.finance, cast.approver)
    second = confirmed(entered(cast.finance, starts_on=TOMORROW), cast.approver)

    assert in_force(cast) == first
    assert in_force(cast, TOMORROW) == second


def test_one_waits_at_a_time_and_a_declined_one_may_be_entered_again(cast: Cast) -> None:
    account = entered(cast.finance)
    with pytest.raises(Refused, match="在等确认"):
        entered(cast.second_finance, starts_on=TOMORROW)

    with scope.of(cast.second_finance):
        paying_accounts.decline(account=account, by=cast.second_finance)

    assert entered(cast.finance).is_open
    with pytest.raises(Refused, match="已经确认或退回"):
        confirmed(account, cast.approver)


def test_a_day_past_and_a_day_taken_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="已经过去"):
        entered(cast.finance, starts_on=TODAY - timedelta(days=1))
    pays(cast.finance, cast.approver)
    with pytest.raises(Refused, match="换一个启用日期"):
        entered(cast.finance)


def test_the_wrong_post_the_wrong_county_and_the_prefecture_enter_none(cast: Cast) -> None:
    account = entered(cast.finance)

    with pytest.raises(PermissionDenied):
        entered(cast.clerk)
    with pytest.raises(Refused, match="县级财务"):
        entered(cast.officer)
    with scope.of(cast.foreign_clerk):
        assert not PayingAccount.objects.exists()
        assert paying_accounts.in_force(account.area, on=TODAY) is None


def test_the_trail_tells_the_last_four_only(cast: Cast) -> None:
    pays(cast.finance, cast.approver)

    with scope.of(cast.finance):
        told = [row.after for row in AuditEvent.objects.filter(event__startswith="paying_account")]
    assert [row["last4"] for row in told] == [NUMBER[-4:]] * 2
    assert NUMBER not in str(told)


def test_the_message_names_the_account_that_it_is_paid_from(round_of_july: Round) -> None:
    pays(round_of_july.finance, round_of_july.approver)

    file = write_file(round_of_july, "pain001_xml")

    with scope.of(round_of_july.finance):
        content = content_of(file.content).decode()
    assert f"<DbtrAcct><Id><Othr><Id>{NUMBER}</Id></Othr></Id></DbtrAcct>" in content
    assert "<FinInstnId><Nm>安丰县农村信用合作联社营业部</Nm></FinInstnId>" in content
    assert "NOTPROVIDED" not in content


def test_a_county_without_one_is_told_the_way_on_and_stays_sealed(round_of_july: Round) -> None:
    entered(round_of_july.finance)
    carry(round_of_july, until="sealed")

    with scope.of(round_of_july.finance):
        with pytest.raises(Refused, match="登记、另一人确认以后再生成，或者选别的格式"):
            bank_files.write(
                batch=round_of_july.batch,
                file_format="pain001_xml",
                by=round_of_july.finance,
                on=TODAY,
            )
        round_of_july.batch.refresh_from_db()
        assert round_of_july.batch.status == "sealed"
        file = bank_files.write(
            batch=round_of_july.batch, file_format="plain_csv", by=round_of_july.finance, on=TODAY
        )
    assert file.row_count == 6


def replaced_tomorrow(monthly: Round) -> PayingAccount:
    account = entered(monthly.finance, number=BankNumber.parse(OTHER), starts_on=TOMORROW)
    return confirmed(account, monthly.approver, OTHER)


def handed(monthly: Round, file: BankFile, on: date, new_day: NewDay | None = None) -> None:
    with scope.of(monthly.second_finance):
        bank_files.hand_over(file=file, by=monthly.second_finance, on=on, new_day=new_day)


def written(monthly: Round, on: date, file_format: str = "pain001_xml") -> BankFile:
    with scope.of(monthly.finance):
        monthly.batch.refresh_from_db()
        return bank_files.write(
            batch=monthly.batch, file_format=file_format, by=monthly.finance, on=on
        )


def test_a_file_that_names_the_account_before_is_not_handed_over_but_written_anew(
    round_of_july: Round, settings: Settings
) -> None:
    before = pays(round_of_july.finance, round_of_july.approver)
    old = write_file(round_of_july, "pain001_xml")
    now = replaced_tomorrow(round_of_july)
    settings.BUSINESS_DATE = TOMORROW
    assert written(round_of_july, TODAY) == old

    with pytest.raises(Refused, match=r"付款账户换过了.*重新生成"):
        handed(round_of_july, old, TOMORROW)
    new = written(round_of_july, TOMORROW)

    assert (old.payer, new.payer, new.version) == (before, now, 2)
    assert new.name == old.name.replace(".xml", "-2.xml")
    with scope.of(round_of_july.finance):
        assert OTHER in content_of(new.content).decode()
        assert NUMBER in content_of(old.content).decode()
    with pytest.raises(Refused, match="已经重新生成过"):
        handed(round_of_july, old, TOMORROW)
    assert written(round_of_july, TOMORROW) == new
    handed(round_of_july, new, TOMORROW)
    assert written(round_of_july, TOMORROW + timedelta(days=9)) == new


def test_a_file_without_a_payer_is_handed_over_whoever_pays(round_of_july: Round) -> None:
    pays(round_of_july.finance, round_of_july.approver)
    file = write_file(round_of_july, "plain_csv")
    replaced_tomorrow(round_of_july)

    handed(round_of_july, file, TOMORROW)

    assert file.payer is None


def test_a_message_names_no_day_that_was_put_off(round_of_july: Round) -> None:
    pays(round_of_july.finance, round_of_july.approver)
    old = write_file(round_of_july, "pain001_xml")
    late = round_of_july.batch.settlement_day + timedelta(days=1)
    put_off = NewDay(day=late + timedelta(days=3), reason="银行系统升级")

    with pytest.raises(Refused, match=r"结算日已经过了.*重新生成"):
        handed(round_of_july, old, late, put_off)
    new = written(round_of_july, late)
    handed(round_of_july, new, late, put_off)

    with scope.of(round_of_july.finance):
        assert f"<ReqdExctnDt><Dt>{late}</Dt>" in content_of(new.content).decode()


@pytest.mark.parametrize("newer", [False, True])
def test_no_statement_hands_over_what_is_over(
    round_of_july: Round, settings: Settings, newer: bool
) -> None:
    pays(round_of_july.finance, round_of_july.approver)
    write_file(round_of_july, "pain001_xml")
    if newer:
        written(round_of_july, round_of_july.batch.settlement_day + timedelta(days=1))
    else:
        replaced_tomorrow(round_of_july)
        settings.BUSINESS_DATE = TOMORROW

    because = "the_newest_file_is_handed_over" if newer else "a_file_names_the_account"
    with refused(round_of_july.second_finance, because):
        run(
            "INSERT INTO payments_handover (batch_id, file_id, handed_by_id, handed_at, area_code)"
            " SELECT batch_id, id, %s, now(), area_code FROM payments_bankfile WHERE version = 1",
            round_of_july.second_finance.pk,
        )


def test_the_number_is_sealed_in_the_database(cast: Cast) -> None:
    pays(cast.finance, cast.approver)

    with scope.of(cast.finance), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(p)::text FROM payments_payingaccount p")
        assert NUMBER not in cursor.fetchone()[0]


ANSWER = "UPDATE payments_payingaccount SET confirmed_by_id = %s, confirmed_at = now()"
COPY = (
    "INSERT INTO payments_payingaccount (id, area_code, holder, bank_name, number, number_index, number_last4,"
    " starts_on, entered_by_id, entered_at, confirmed_by_id, confirmed_at)"
    " SELECT gen_random_uuid(), {area}, holder, bank_name, number, number_index, number_last4, {day}, {by}, now(),"
    " {confirmed} FROM payments_payingaccount"
)


def test_nobody_enters_or_answers_in_anothers_name(cast: Cast) -> None:
    entered(cast.finance)

    with refused(cast.finance, "a_second_person_confirms_a_paying_account"):
        run(ANSWER, cast.finance.pk)
    with refused(cast.finance, "paying_account_confirmed_by_is_who_acts"):
        run(ANSWER, cast.approver.pk)
    with refused(cast.approver, "paying_account_entered_by_is_who_acts"):
        day, by = "starts_on + 1", str(cast.finance.pk)
        run(ANSWER, cast.approver.pk)
        run(COPY.format(area="area_code", day=day, by=by, confirmed="NULL, NULL"))


@pytest.mark.parametrize(
    ("area", "day", "confirmed", "because"),
    [
        ("'990122000000'", "starts_on", "NULL, NULL", "row-level security"),
        ("'990121100000'", "starts_on + 1", "NULL, NULL", "a_paying_account_is_a_countys"),
        ("area_code", "starts_on + 1", "entered_by_id + 1, now()", "begins_open"),
        ("area_code", "starts_on + 1", "NULL, NULL", "one_paying_account_awaits_its_answer"),
    ],
)
def test_an_account_begins_open_and_is_a_countys(
    cast: Cast, area: str, day: str, confirmed: str, because: str
) -> None:
    entered(cast.finance)

    with refused(cast.finance, because):
        run(COPY.format(area=area, day=day, by=str(cast.finance.pk), confirmed=confirmed))


def test_a_version_is_never_mended_or_taken_away(cast: Cast) -> None:
    pays(cast.finance, cast.approver)

    with refused(cast.finance, "permission denied"):
        run("UPDATE payments_payingaccount SET number_last4 = '9999'")
    with refused(cast.finance, "permission denied"):
        run("DELETE FROM payments_payingaccount")
    with refused(cast.second_finance, "answered_once_and_stays"):
        run(ANSWER, cast.second_finance.pk)
