"""How long the desk's two daily pages take while twenty people use them, on the demonstration's prefecture."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from itertools import cycle, islice
from statistics import quantiles

from django.conf import settings
from django.db import connection, connections
from django.test import Client

from applicants.models.case import Case
from dibao import clock, database, scope
from dibao.demo.dice import Dice
from dibao.levels import AreaLevel
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from tests.benchmarks.figures import Control, Figure, say

USERS, TURNS = 20, 12
# What somebody looks at a page before the next: between so many seconds.
_LOOKING = (1.0, 5.0)
_GOAL_MS = 300
_NAMES = {"work_list": "the first page with all that waits", "case_page": "a case that is open"}


@dataclass
class User:
    """Somebody logged in, with the pages that they turn over."""

    cookie: str
    case: str
    took: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0

    def work(self, port: int, seed: int, turns: int) -> None:
        self.took = {name: [] for name in _NAMES}
        chance = Dice("desk", seed)
        pages = cycle([("work_list", "/"), ("case_page", self.case)])
        for name, path in islice(pages, turns * 2):
            time.sleep(chance.uniform(*_LOOKING))
            start = time.perf_counter()
            if self._status(port, path) != 200:
                self.failed += 1
            self.took[name].append((time.perf_counter() - start) * 1000)

    def _status(self, port: int, path: str) -> int:
        door = HTTPConnection("127.0.0.1", port, timeout=60)
        door.request("GET", path, headers={"Cookie": self.cookie})
        answer = door.getresponse()
        answer.read()
        door.close()
        return answer.status


def figures() -> Iterator[Figure]:
    users = _users() if _is_loaded() else []
    if users:
        with _served() as port:
            _turn_over(users, port, turns=1)
            _turn_over(users, port, turns=TURNS)
    for name, words in _NAMES.items():
        took = [one for user in users for one in user.took[name]]
        yield Figure(
            name=f"{name}_p95_ms_of_{USERS}",
            goal=f"value <= {_GOAL_MS}",
            value=quantiles(took, n=20)[-1] if took else None,
            control=Control(len(took), sum(user.failed for user in users)) if took else None,
            floor_control=Control(len(users) * TURNS, 0) if took else None,
            note=f"{words}; {USERS} people, one to five seconds on each page"
            if took
            else "not measured here: run make demo-data first",
        )


def _is_loaded() -> bool:
    owner = connections["owner"].settings_dict
    with database.maintenance(owner) as server:
        is_there = database.exists(server, str(owner["NAME"]))
    return is_there and "applicants_case" in connection.introspection.table_names()


def _users() -> list[User]:
    """Caseworkers and county reviewers, by turns, each with a case of theirs that is open."""
    found = []
    for staff in (
        _staff(Role.CASEWORKER, AreaLevel.TOWNSHIP),
        _staff(Role.COUNTY_REVIEWER, AreaLevel.COUNTY),
    ):
        found += [user for one in staff if (user := _user(one))][: USERS // 2]
    return [replace(one) for one in islice(cycle(found), USERS)] if found else []


def _staff(role: Role, level: AreaLevel) -> list[Staff]:
    held = Posting.objects.current(on=clock.today()).filter(role=role, area__level=level)
    postings = held.select_related("staff", "area").order_by("pk")
    for one in postings:
        one.staff.acting(one)
    return [one.staff for one in postings]


def _user(staff: Staff) -> User | None:
    with scope.of(staff):
        case = Case.objects.visible_to(staff).open().order_by("-pk").first()
    if case is None:
        return None
    browser = Client()
    browser.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    return User(f"{name}={browser.cookies[name].value}", f"/cases/{case.pk}/")


def _turn_over(users: list[User], port: int, *, turns: int) -> None:
    at_work = [
        threading.Thread(target=user.work, args=(port, seed, turns))
        for seed, user in enumerate(users)
    ]
    for one in at_work:
        one.start()
    for one in at_work:
        one.join()


@contextmanager
def _served() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in server.stdout or ():
            if "is at http" in line:
                break
        else:
            raise RuntimeError("the server did not start")
        say(f"    served on {port}")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
