"""The files that pages link to, gathered under names that change with what is in them."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather() -> None:
    """Gather and hash the static files where one of them is newer than the last gathering."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    gathered = manifest.stat().st_mtime if manifest.exists() else 0.0
    sources = (
        Path(store.path(path)) for finder in get_finders() for path, store in finder.list([])
    )
    if any(source.stat().st_mtime > gathered for source in sources):
        call_command("collectstatic", interactive=False, verbosity=0)
