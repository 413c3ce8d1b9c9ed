"""Keeping the store of files and the rows that name them together."""

import uuid

from django.db import connection

from dibao.files import storage


def sweep() -> int:
    """Delete stored files that no row names, left by forms that were rolled back; how many there were."""
    return storage.sweep(_is_kept)


def _is_kept(key: uuid.UUID) -> bool:
    """Whether a document of any area has this key; the database's own function answers, since a sweep has no area."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_is_kept(%s)", [key])
        row = cursor.fetchone()
    return bool(row and row[0])
