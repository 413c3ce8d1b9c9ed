"""A real LibreOffice for the tests of workbooks: found on this machine, required in CI, missed out loud elsewhere."""

import os
import shutil

import pytest

MISSING = "no LibreOffice found: install libreoffice-calc, or say where it is by SOFFICE=/path"


def office() -> str | None:
    """Where the program is; SOFFICE in the environment decides where it is set."""
    return os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")


def pytest_report_header() -> str:
    return f"libreoffice: {office() or MISSING}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("LIBREOFFICE TESTS SKIPPED", yellow=True)
        terminalreporter.line(f"{len(skipped)} tests did not run: {MISSING}", yellow=True)


@pytest.fixture(scope="session")
def soffice() -> str:
    path = office()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"{MISSING} (required here)")
    if path is None:
        pytest.skip(MISSING)
    return path
