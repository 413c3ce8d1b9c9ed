"""Files that want to do harm, sent in as a county's list: the web process keeps them and looks into none of them."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.workflow import SheetImportStatus
from dibao import jobs
from dibao.models.staff import Staff
from dibao.sheets.limits import IMPORT_LIMITS
from tests.applicants.desk.conftest import Desk
from tests.dibao.sheets.test_hostile import BOMBS, OLD_BOMBS, OLE
from tests.payments.desk.lists import MONTH, Bureau, latest, make_bureau

AtDesk = Callable[[Staff], Desk]
CORPUS = {**BOMBS, **{f"old {name}": make for name, make in OLD_BOMBS.items()}}
# Reliability I1, kilobytes.
GROWTH = 50 * 1024


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def clerk(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.clerk)


def peak() -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


def forget_peak() -> None:
    """Let the peak begin anew from what the process holds now."""
    Path("/proc/self/clear_refs").write_text("5")


def sent(clerk: Desk, content: bytes) -> int:
    """Send a file in; the status of the answer."""
    name = "花名册.xls" if content.startswith(OLE) else "花名册.xlsx"
    file = SimpleUploadedFile(name, content)
    return int(clerk.sends("applicants:sheet_imports", file=file, month=MONTH).status_code)


def test_every_bomb_is_kept_unread_and_refused_by_the_worker_in_flat_memory(
    clerk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(clerk, b"PK\x03\x04 what the first request loads is no growth")
    jobs.drain()
    clerk.sends("applicants:sheet_import_cancel", latest(clerk).pk)
    fat, taken = {}, {}
    for name, make in CORPUS.items():
        content = make()
        forget_peak()
        before, started = peak(), perf_counter()

        assert sent(clerk, content) == 302, name
        asked = perf_counter() - started
        jobs.drain()

        taken[name] = asked, perf_counter() - started
        fat[name] = peak() - before
        record = latest(clerk)
        assert (record.status, bool(record.refusal)) == (SheetImportStatus.RECEIVED, True), name
        clerk.sends("applicants:sheet_import_cancel", record.pk)
    with capsys.disabled():
        for name, (asked, whole) in taken.items():
            print(f"{name}: request {asked:.2f} s, refused {whole:.2f} s, {fat[name]} kB")
    assert {name: growth for name, growth in fat.items() if growth > GROWTH} == {}


def test_a_request_starts_no_parser(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> NoReturn:
        raise AssertionError("parsed in the request")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr("dibao.sheets.reading._csv_rows", refuse)

    assert sent(clerk, BOMBS["ratio"]()) == 302
    page = clerk.opens("applicants:sheet_import", latest(clerk).pk)
    assert page.status_code == 200


def test_what_is_larger_than_any_list_is_refused_before_it_is_kept(clerk: Desk) -> None:
    content = b"PK\x03\x04" + bytes(IMPORT_LIMITS.packed)
    forget_peak()
    before = peak()

    answer = clerk.sends(
        "applicants:sheet_imports", file=SimpleUploadedFile("花名册.xlsx", content), month=MONTH
    )

    assert "最多20 MB：分成几个文件再导" in answer.text
    # The client of the test holds the file twice more, as what it sends and as what it was given.
    assert peak() - before < GROWTH + 2 * len(content) // 1024
