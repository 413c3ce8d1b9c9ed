"""Write a sealed batch's file for the bank."""

import argparse
import sys
from pathlib import Path

from django.core.management.base import CommandError

from dibao import audit, clock, scope
from dibao.errors import Refused
from dibao.models.audit import ReadKind
from dibao.permissions import Permission
from dibao.wording import in_words
from payments import operators
from payments.actions import bank_files
from payments.banks.formats import FORMATS
from payments.models.bank_file import BankFile
from payments.models.batch import PaymentBatch


class Command(operators.OperatorCommand):
    help = (
        "Write the payable lines of a sealed batch, readable for its owner alone: .xlsx gives the payment roster, "
        ".csv the plain file, .txt the cooperatives' text, .xml a pain.001, --kind any of the formats. Written once "
        "already, the same bytes come out again. Exit code 1 where the batch is not sealed, 2 for what is not there."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", required=True, type=int, help="number of the batch")
        parser.add_argument("--out", required=True, type=Path, help="file to write")
        parser.add_argument(
            "--kind",
            choices=sorted(FORMATS),
            help="which format, where the suffix alone does not say it",
        )
        operators.add_common_arguments(parser, post="finance officer")

    def handle(
        self, *, batch: int, out: Path, by: str | None, shape: str, **options: object
    ) -> None:
        fitting = [f.code for f in FORMATS.values() if f.suffix == out.suffix]
        file_format = options["kind"] or next(iter(fitting), None)
        if file_format is None:
            known = ", ".join(sorted({f.suffix for f in FORMATS.values()}))
            raise CommandError(f"--out ends in one of {known}.", returncode=operators.MISUSED)
        place = operators.county_of_batch(batch)
        officer = operators.acting(place, Permission.BANK_FILE_WRITE, by)
        try:
            with scope.of(officer, action="bank_file"):
                file = bank_files.write(
                    batch=PaymentBatch.objects.visible_to(officer).get(pk=batch),
                    file_format=str(file_format),
                    by=officer,
                    on=clock.today(),
                )
                content = bank_files.content_of(file.content)
                audit.log_read(ReadKind.EXPORT, by=officer, subject=file.name)
        except Refused as refused:
            self.stderr.write(in_words(refused))
            operators.end(self.stdout, shape, {"written": False, "refusal": in_words(refused)})
            sys.exit(operators.REFUSED)
        operators.put(out, content)
        self._tell(file, out, shape)

    def _tell(self, file: BankFile, out: Path, shape: str) -> None:
        self.stdout.write(
            f"{out}: {file.row_count} payments, {file.total_amount} yuan, sha256 {file.sha256}. "
            "Somebody else confirms the hand-over."
        )
        operators.end(
            self.stdout,
            shape,
            {
                "written": True,
                "file": str(out),
                "rows": file.row_count,
                "total_amount": str(file.total_amount),
                "sha256": file.sha256,
            },
        )
