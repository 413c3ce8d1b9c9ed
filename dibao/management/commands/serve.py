"""Serve the pages and carry out jobs, until told to stop."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dibao import static_files
from dibao.checks import refuse_unsafe_role

_THREADS = 4
_STATEMENT_SECONDS = 30
_START_SECONDS = 60
_STOP_SECONDS = 30

Child = subprocess.Popen[bytes]


class Command(BaseCommand):
    help = (
        "Serve the pages on --host and --port and carry out queued jobs, each in a process of its own. "
        "Ctrl-C or SIGTERM stops both cleanly; exit code 1 if one of them ends by itself."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--processes", type=int, default=2, help="of the web server, each with four threads"
        )

    def handle(self, *, host: str, port: int, processes: int, **_options: object) -> None:
        refuse_unsafe_role()
        _refuse_taken(host, port)
        for name in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _stop)
        with ExitStack() as stack, suppress(KeyboardInterrupt):
            # The children hold the embedded server too, should this process be killed.
            held = [stack.enter_context(settings.EMBEDDED.in_use())] if settings.EMBEDDED else []
            static_files.gather()
            children = [_start(_web(host, port, processes), held), _start(_worker(), held)]
            stack.callback(_end, children)
            _wait_for_door(host, port, children)
            self._greet(host, port)
            _watch(children)

    def _greet(self, host: str, port: int) -> None:
        self.stdout.write(
            self.style.SUCCESS(f"\nDibao is at http://{host}:{port}/ — Ctrl-C stops it.")
        )
        logins: Path = settings.LOCAL_DIR / "demo-logins.txt"
        if settings.DEMO and logins.exists():
            self.stdout.write(logins.read_text())


def _web(host: str, port: int, processes: int) -> list[str]:
    return [
        *("gunicorn", "dibao.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *(
            "--workers",
            str(processes),
            "--threads",
            str(_THREADS),
            "--no-control-socket",
            "--log-level",
            "warning",
        ),
    ]


def _worker() -> list[str]:
    return [sys.argv[0], "procrastinate", "worker"]


def _start(command: Sequence[str], held: Sequence[int]) -> Child:
    is_web = command[0] == "gunicorn"
    program = [sys.executable, *(["-m"] if is_web else []), *command]
    environment = {
        **os.environ,
        "DATABASE_POOL": str(_THREADS) if is_web else "0",
        # Jobs take as long as they take.
        "DATABASE_STATEMENT_SECONDS": str(_STATEMENT_SECONDS) if is_web else "0",
    }
    # A session of their own keeps the terminal's Ctrl-C from them; they are stopped in order, here.
    return subprocess.Popen(
        program, cwd=settings.BASE_DIR, env=environment, pass_fds=held, start_new_session=True
    )


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _watch(children: Sequence[Child]) -> None:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    raise CommandError("A server process ended by itself; its last words stand above.")


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host}: {error.strerror}. Choose another with PORT=."
            ) from None


def _wait_for_door(host: str, port: int, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        with socket.socket() as caller:
            if caller.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The web server did not start; its last words stand above.")
