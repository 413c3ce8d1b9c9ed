"""How long the demonstration took to make, as its own command noted it."""

import json
from collections.abc import Iterator

from django.conf import settings

from tests.benchmarks.figures import Figure

_GOALS = {"demo_data_seconds": 120, "demo_loading_seconds": 60}


def figures() -> Iterator[Figure]:
    path = settings.LOCAL_DIR / "demo-times.json"
    noted = json.loads(path.read_text()) if path.exists() else {}
    for name, most in _GOALS.items():
        value = noted.get(name)
        note = "" if value is not None else "not measured here: run make demo-data first"
        yield Figure(name=name, goal=f"value <= {most}", value=value, note=note)
