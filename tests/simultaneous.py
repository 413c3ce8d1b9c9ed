"""Two people at once: each call in its own thread and connection, released together."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(*calls: Callable[[], object]) -> Sequence[object]:
    """Run the calls at the same moment; answers, or the exceptions raised, in the order of the calls."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=20)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as threads:
        futures = [threads.submit(run, call) for call in calls]
    return [future.exception() or future.result() for future in futures]
