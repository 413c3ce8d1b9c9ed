"""The embedded PostgreSQL: started once however many ask, stopped by the last, and back after a kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dibao.postgres import Cluster, _is_memory_shared

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="DATABASE_URL names a server")

USE = """
import sys
from pathlib import Path
from dibao.postgres import Cluster, _is_memory_shared
with Cluster.of(Path(sys.argv[1])).in_use():
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    # Longer than a socket's path may be.
    checkout = tmp_path_factory.mktemp("checkout") / ("long" * 25)
    checkout.mkdir()
    cluster = Cluster.of(checkout)
    yield cluster
    cluster.destroy()


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(
        host=str(cluster.socket), user="postgres", dbname="postgres", autocommit=True
    )


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_the_last_user_stops_the_server(cluster):
    with cluster.in_use():
        with cluster.in_use():
            pass
        still_up = cluster.is_running()

    assert still_up
    assert not cluster.is_running()


def test_a_server_started_to_stay_stays_until_stopped(cluster):
    cluster.start()
    up = cluster.is_running()
    cluster.stop()

    assert up
    assert not cluster.is_running()


def test_three_processes_that_start_at_once_share_one_server(cluster):
    command = [sys.executable, "-c", USE, str(cluster.locks.parent)]
    users = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(3)]
    with cluster.in_use():
        for user in users:
            user.communicate()

        assert [user.returncode for user in users] == [0, 0, 0]
        assert cluster.is_running()


def test_a_killed_server_starts_again_with_what_was_committed(cluster):
    with cluster.in_use(), connect(cluster) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(postmaster(cluster), signal.SIGKILL)

    with cluster.in_use(), connect(cluster) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_the_shared_memory_that_a_server_names_is_held_while_its_sessions_live(cluster):
    with cluster.in_use(), connect(cluster):
        held = _is_memory_shared(cluster.data / "postmaster.pid")
        note = (cluster.data / "postmaster.pid").read_text()
    left = cluster.files / "left.pid"
    left.write_text(note)

    assert held == Path("/proc/sysvipc/shm").exists()
    assert not _is_memory_shared(left)


def test_a_reused_process_number_is_not_taken_for_the_server(cluster):
    with cluster.in_use():
        pass
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")

    with cluster.in_use():
        assert cluster.is_running()


def test_only_who_may_enter_the_directory_may_connect(cluster):
    with cluster.in_use():
        assert cluster.socket.stat().st_mode & 0o077 == 0
        assert cluster.files.stat().st_mode & 0o077 == 0


def test_two_checkouts_have_two_servers(tmp_path: Path):
    one, other = Cluster.of(tmp_path / "one"), Cluster.of(tmp_path / "other")

    assert {one.files, one.socket, one.locks}.isdisjoint({other.files, other.socket, other.locks})


def test_tests_never_touch_the_cluster_of_the_demo(tmp_path: Path):
    assert Cluster.of(tmp_path, fast=True).files != Cluster.of(tmp_path).files
