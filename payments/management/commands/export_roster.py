"""Write a list of a place's households, members or money into a file."""

import argparse
import sys
from pathlib import Path

from applicants.actions import exports
from applicants.exports.shapes import keys
from applicants.models.export import Export, ExportFormat
from applicants.operators import place_of
from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments import operators


class Command(operators.OperatorCommand):
    help = (
        "Export a list of an area: .xlsx or .csv by the file's name. Numbers of people and accounts are masked but "
        "for --reason, which is logged. The file is readable by its owner alone."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="code of the area, 6 or 12 digits")
        parser.add_argument("--shape", dest="list_shape", required=True, choices=keys())
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--month", type=operators.month, help="YYYY-MM; without it this month")
        parser.add_argument("--reason", default="", help="why numbers go out whole")
        operators.add_common_arguments(parser, post="clerk")

    def handle(
        self,
        *,
        area: str,
        list_shape: str,
        out: Path,
        month: BenefitMonth | None,
        reason: str,
        by: str | None,
        shape: str,
        **_options: object,
    ) -> None:
        staff = operators.acting(place_of(area), Permission.REGISTER_EXPORT, by)
        asked = month or BenefitMonth.of(clock.today())
        try:
            export, content = _exported(staff, list_shape, asked, out.suffix, reason)
        except Refused as refused:
            self.stderr.write(in_words(refused))
            operators.end(self.stdout, shape, {"exported": False, "refusal": in_words(refused)})
            sys.exit(operators.REFUSED)
        operators.put(out, content)
        self.stdout.write(f"{export.area}: {export.row_count} rows, {out}, {export.number}.")
        operators.end(
            self.stdout,
            shape,
            {"exported": True, "rows": export.row_count or 0, "number": export.number},
        )


def _exported(
    staff: Staff, list_shape: str, month: BenefitMonth, suffix: str, reason: str
) -> tuple[Export, bytes]:
    on = clock.today()
    kind = ExportFormat.CSV if suffix.lower() == ".csv" else ExportFormat.XLSX
    with scope.of(staff, action="export_roster"):
        export = exports.ask(
            shape=list_shape,
            area=staff.posting.area,
            month=month,
            file_format=kind,
            reason=reason,
            by=staff,
        )
        export = exports.write(export=export, by=staff, on=on)
        return export, exports.fetch(export=export, by=staff, on=on)
