"""The operators' commands: what they print, their exit codes, and the line for machines."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dibao import scope
from payments.actions import bank_files
from payments.banks import postal_csv, roster_xlsx, simulated
from payments.banks.reasons import FailureReason
from payments.models import BatchStatus, PaymentBatch, ResultStatus
from tests.cast import Cast
from tests.payments.conftest import Round, carry, sent


def run(*words: object) -> dict[str, object]:
    """The command's answer for machines: its last line."""
    out = StringIO()
    call_command(*map(str, words), "--format", "json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def refused(*words: object) -> tuple[int, str, dict[str, object]]:
    """Exit code, what was said, and the answer for machines."""
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(*map(str, words), "--format", "json", stdout=out, stderr=err)
    return int(end.value.code or 0), err.getvalue(), json.loads(out.getvalue().splitlines()[-1])


def test_draw_batch_tells_what_it_drew(in_benefit: None) -> None:
    answer = run("draw_batch", "--county", "990121000000", "--month", "2008-07")

    assert answer["drawn"] is True
    assert (answer["households"], answer["persons"], answer["total_amount"]) == (7, 15, "785.00")


def test_draw_batch_answers_for_its_clerk(in_benefit: None, cast: Cast) -> None:
    run("draw_batch", "--county", "990121000000", "--month", "2008-07", "--by", "clerk")

    with scope.of(cast.clerk):
        assert PaymentBatch.objects.get().drawn_by == cast.clerk


def test_draw_batch_refuses_a_month_already_submitted(round_of_july: Round) -> None:
    carry(round_of_july, until="prepared")

    code, said, answer = refused("draw_batch", "--county", "990121000000", "--month", "2008-07")

    assert code == 1
    assert "已经编制" in said
    assert answer["drawn"] is False


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("--county", "123456789012"), "No county has the code"),
        (("--county", "990121000000", "--by", "finance"), "finance holds no post there"),
        (("--county", "990121000000", "--by", "nobody"), "nobody holds no post there"),
    ],
)
def test_draw_batch_says_what_is_not_there(
    in_benefit: None, words: tuple[str, ...], because: str
) -> None:
    with pytest.raises(CommandError, match=because) as end:
        call_command("draw_batch", *words, "--month", "2008-07")

    assert end.value.returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("draw_batch", "--county", "123456789012", "--month", "2008-07"),
        ("draw_batch", "--county", "990121000000", "--month", "2008-07", "--by", "nobody"),
        ("bank_file", "--batch", "4711", "--out", "a.csv"),
        ("bank_file", "--batch", "4711", "--out", "a.pdf"),
        ("bank_result", "--batch", "4711", "no-such-file.csv"),
        ("check_ledgers", "--county", "123456789012"),
        ("import_roster", "no-such-file.xlsx", "--county", "990121000000"),
        ("import_roster", __file__, "--county", "123456789012"),
        ("prefecture_report", "--month", "2008-07", "--area", "123"),
    ],
    ids=" ".join,
)
def test_a_command_that_ends_with_2_says_so_to_machines_too(
    in_benefit: None, words: tuple[str, ...]
) -> None:
    out = StringIO()

    with pytest.raises(CommandError) as end:
        call_command(*words, "--format", "json", stdout=out, stderr=StringIO())

    assert end.value.returncode == 2
    assert json.loads(out.getvalue().splitlines()[-1]) == {"error": str(end.value)}


@pytest.mark.parametrize("was_there", [False, True])
def test_a_bank_file_is_for_its_owner_alone(
    round_of_july: Round, tmp_path: Path, was_there: bool
) -> None:
    batch, out = carry(round_of_july, until="sealed"), tmp_path / "a.csv"
    if was_there:
        out.write_bytes(b"longer than what comes" * 100)
        out.chmod(0o644)

    run("bank_file", "--batch", batch.pk, "--out", out)

    assert out.stat().st_mode & 0o777 == 0o600
    assert b"longer" not in out.read_bytes()


def test_bank_file_writes_the_roster_twice_alike(round_of_july: Round, tmp_path: Path) -> None:
    batch = carry(round_of_july, until="sealed")

    answer = run("bank_file", "--batch", batch.pk, "--out", tmp_path / "a.xlsx")
    run("bank_file", "--batch", batch.pk, "--out", tmp_path / "b.xlsx")

    assert (answer["rows"], answer["total_amount"]) == (6, "617.00")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert len(roster_xlsx.read((tmp_path / "a.xlsx").read_bytes())) == 6


def test_bank_file_writes_any_format_by_its_name(round_of_july: Round, tmp_path: Path) -> None:
    batch = carry(round_of_july, until="sealed")
    out = tmp_path / "a.csv"

    run("bank_file", "--batch", batch.pk, "--out", out, "--kind", "postal_csv")

    assert len(postal_csv.read(out.read_bytes())) == 6


def test_bank_file_waits_for_the_seal(round_of_july: Round, tmp_path: Path) -> None:
    code, said, _answer = refused(
        "bank_file", "--batch", round_of_july.batch.pk, "--out", tmp_path / "a.csv"
    )

    assert code == 1
    assert "签发以后" in said
    assert not (tmp_path / "a.csv").exists()


def test_bank_file_knows_its_batch(tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no batch 4711"):
        call_command("bank_file", "--batch", "4711", "--out", str(tmp_path / "a.csv"))


def test_bank_result_posts_the_banks_answer(round_of_july: Round, tmp_path: Path) -> None:
    batch = sent(round_of_july)
    answer_file = _answer(round_of_july, tmp_path, {2: FailureReason.ACCOUNT_CLOSED})

    answer = run("bank_result", "--batch", batch.pk, answer_file)

    assert answer["posted"] is True
    assert (answer["paid"], answer["failed"], answer["failed_amount"]) == (5, 1, "156.00")
    assert run("check_ledgers")["agree"] is True


def test_bank_result_only_checks_where_it_is_told_to(round_of_july: Round, tmp_path: Path) -> None:
    batch = sent(round_of_july)
    answer_file = _answer(round_of_july, tmp_path, {})

    answer = run("bank_result", "--batch", batch.pk, answer_file, "--check-only")

    assert (answer["posted"], answer["paid"]) == (False, 6)
    with scope.of(round_of_july.clerk):
        assert not batch.result_files.exists()


def test_bank_result_keeps_a_refused_file_as_evidence(round_of_july: Round, tmp_path: Path) -> None:
    batch = sent(round_of_july)
    answer_file = _answer(round_of_july, tmp_path, {})
    wrong = answer_file.read_bytes().replace(b"154.00", b"154.01", 1)
    answer_file.write_bytes(wrong)

    code, said, answer = refused("bank_result", "--batch", batch.pk, answer_file)

    assert (code, answer["posted"]) == (1, False)
    assert "明细加起来是617.01元" in said
    with scope.of(round_of_july.clerk):
        file = batch.result_files.get()
        assert (file.status, file.refusal) == (ResultStatus.REFUSED, answer["refusal"])
        assert bank_files.content_of(file.content) == wrong


def test_bank_result_keeps_no_file_that_it_only_checks(
    round_of_july: Round, tmp_path: Path
) -> None:
    batch = sent(round_of_july)
    answer_file = _answer(round_of_july, tmp_path, {})
    answer_file.write_bytes(answer_file.read_bytes().replace(b"154.00", b"154.01", 1))

    code, _said, _answered = refused(
        "bank_result", "--batch", batch.pk, answer_file, "--check-only"
    )

    assert code == 1
    with scope.of(round_of_july.clerk):
        assert not batch.result_files.exists()


def test_bank_result_refuses_the_same_file_again(round_of_july: Round, tmp_path: Path) -> None:
    batch = sent(round_of_july)
    answer_file = _answer(round_of_july, tmp_path, {})
    run("bank_result", "--batch", batch.pk, answer_file)

    code, said, _again = refused("bank_result", "--batch", batch.pk, answer_file)

    assert code == 1
    assert "已经载入过" in said


def test_check_ledgers_counts_county_months(round_of_july: Round) -> None:
    answer = run("check_ledgers", "--county", "990121000000")

    assert answer == {"agree": True, "county_months": 1, "difference_count": 0, "differences": []}


def test_draw_batch_redraws_a_draft(round_of_july: Round) -> None:
    answer = run("draw_batch", "--county", "990121000000", "--month", "2008-07")

    assert answer["batch"] == round_of_july.batch.pk
    with scope.of(round_of_july.clerk):
        assert PaymentBatch.objects.get().status == BatchStatus.DRAFT


def _answer(monthly: Round, folder: Path, failures: dict[int, FailureReason]) -> Path:
    with scope.of(monthly.clerk):
        rows = list(bank_files.rows_of(monthly.batch))
    file = folder / "result.csv"
    file.write_bytes(simulated.answer(rows, monthly.batch.number, failures))
    return file
