#!/usr/bin/env python
"""Run a management command, with the embedded PostgreSQL up for as long as it takes."""

import contextlib
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# They need no database, or manage the server themselves.
WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "help",
    "makemessages",
    "postgres",
    "version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dibao.settings")
    with database():
        execute_from_command_line(sys.argv)


def database() -> contextlib.AbstractContextManager[object]:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in WITHOUT_DATABASE or {"--help", "--version", "-h"} & set(sys.argv):
        return contextlib.nullcontext()
    try:
        embedded = settings.EMBEDDED
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    return embedded.in_use() if embedded else contextlib.nullcontext()


if __name__ == "__main__":
    main()
