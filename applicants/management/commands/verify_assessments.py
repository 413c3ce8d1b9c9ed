"""Recompute stored verdicts from their stored facts and rules."""

import argparse
import json
import sys

from django.core.management.base import BaseCommand

from applicants import replay


class Command(BaseCommand):
    help = (
        "Judge every stored assessment's facts again by its rule set and compare the verdict, byte by byte in its one "
        "spelling, and both hashes. Exit code 1 and the numbers where anything differs."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

    def handle(self, *, shape: str, **_options: object) -> None:
        checked, differing = replay.everything()
        self.stdout.write(f"{checked} assessments recomputed, {len(differing)} differ.")
        for key in differing[:100]:
            self.stdout.write(f"  assessment {key}")
        if shape == "json":
            self.stdout.write(json.dumps({"checked": checked, "differing": differing}))
        if differing:
            sys.exit(1)
