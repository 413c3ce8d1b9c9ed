"""Load and post what the bank answered."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.wording import in_words
from payments import operators
from payments.actions import bank_results
from payments.models.bank_result import ResultFile
from payments.models.batch import PaymentBatch


class Command(operators.OperatorCommand):
    help = (
        "Check a bank's result file (.csv or .xlsx) against its batch and post it: the whole file or nothing. Exit "
        "code 1 where it is refused, with every fault named, and the file kept; 2 for what is not there."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", required=True, type=int, help="number of the batch")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check-only", action="store_true", help="say what the file comes to, and keep nothing"
        )
        operators.add_common_arguments(parser, post="clerk")

    def handle(
        self,
        *,
        batch: int,
        file: Path,
        check_only: bool,
        by: str | None,
        shape: str,
        **_options: object,
    ) -> None:
        content = operators.content_of(file)
        clerk = operators.acting(operators.county_of_batch(batch), Permission.BANK_RESULT_LOAD, by)
        try:
            result = _take(batch, file.name, content, clerk, check_only=check_only)
        except Refused as refused:
            self._refuse(in_words(refused), shape)
        if result.refusal:
            self._refuse(result.refusal, shape)
        self.stdout.write(
            f"{result.row_count} payments, {result.total_amount} yuan: paid {result.paid_count} "
            f"({result.paid_amount}), failed {result.failed_count} ({result.failed_amount}), "
            f"unknown {result.unknown_count} ({result.unknown_amount})."
        )
        operators.end(self.stdout, shape, {"posted": not check_only, **_figures(result)})

    def _refuse(self, sentences: str, shape: str) -> NoReturn:
        self.stderr.write(sentences)
        operators.end(self.stdout, shape, {"posted": False, "refusal": sentences})
        sys.exit(operators.REFUSED)


class _OnlyChecked(Exception):
    """Takes back what a check wrote, and carries what it found."""

    def __init__(self, result: ResultFile) -> None:
        self.result = result


def _take(key: int, name: str, content: bytes, clerk: Staff, *, check_only: bool) -> ResultFile:
    try:
        with scope.of(clerk, action="bank_result"):
            batch = PaymentBatch.objects.visible_to(clerk).get(pk=key)
            result = bank_results.load(batch=batch, name=name, content=content, by=clerk)
            if check_only:
                raise _OnlyChecked(result)
            return (
                result
                if result.refusal
                else bank_results.post(file=result, by=clerk, on=clock.today())
            )
    except _OnlyChecked as checked:
        return checked.result


def _figures(result: ResultFile) -> dict[str, str | int]:
    return {
        "rows": result.row_count,
        "total_amount": str(result.total_amount),
        "paid": result.paid_count,
        "paid_amount": str(result.paid_amount),
        "failed": result.failed_count,
        "failed_amount": str(result.failed_amount),
        "unknown": result.unknown_count,
        "unknown_amount": str(result.unknown_amount),
    }
