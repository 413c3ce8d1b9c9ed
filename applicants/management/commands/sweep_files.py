"""Delete stored files that no document names."""

import argparse
import json

from django.core.management.base import BaseCommand

from applicants import document_store


class Command(BaseCommand):
    help = "Delete files, older than a day, that no document names. A worker does the same every night."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

    def handle(self, *, shape: str, **_options: object) -> None:
        deleted = document_store.sweep()
        text = json.dumps({"deleted": deleted}) if shape == "json" else f"{deleted} files deleted."
        self.stdout.write(text)
