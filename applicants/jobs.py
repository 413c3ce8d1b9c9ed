"""What workers do by the clock for families' files."""

import logging

from procrastinate.contrib.django import app

from applicants import document_store

log = logging.getLogger(__name__)


@app.periodic(cron="40 3 * * *")
@app.task(name="applicants.sweep_files", queue="default", pass_context=False)
def sweep_files(timestamp: int) -> None:
    """Once a night; a file that is younger than a day is left alone, since its form may still be under way."""
    log.info("swept %s files that no document names", document_store.sweep())
