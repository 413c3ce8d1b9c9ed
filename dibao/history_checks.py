"""Whether rows are what their histories last said of them.

Chains seal histories, and triggers write them; whoever owns the database can turn triggers off and change the row
itself. Then the history still tells what stood there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from psycopg import sql

from dibao import history
from dibao.models.audit_chain import NO_PLACE

_STRAYED = """
SELECT {chain} AS chain, count(*)
FROM (SELECT DISTINCT ON (pgh_obj_id) * FROM {versions} ORDER BY pgh_obj_id, pgh_id DESC) AS said
LEFT JOIN {rows} AS stands ON stands.{key} = said.pgh_obj_id
WHERE CASE WHEN said.pgh_label = 'delete' OR stands.{key} IS NULL
           THEN (said.pgh_label = 'delete') = (stands.{key} IS NOT NULL)
           ELSE ROW({said}) IS DISTINCT FROM ROW({stands}) END
GROUP BY 1
"""


@dataclass(frozen=True)
class Strayed:
    """Rows of a table, of one chain, that are not what their newest versions say."""

    chain: str
    table: str
    count: int


def strayed() -> Iterator[Strayed]:
    """Compare every row that has a version with its newest one, in a scope that sees all areas (a query a table)."""
    with connection.cursor() as cursor:
        for model, versions in history.tracked().items():
            cursor.execute(_statement(model, versions).as_string(cursor.connection))
            for chain, count in cursor.fetchall():
                yield Strayed(chain, model._meta.db_table, count)


def _statement(model: type[models.Model], versions: type[models.Model]) -> sql.Composed:
    own = _columns(model)
    columns = [column for column in _columns(versions) if column in own]
    place = sql.SQL("rpad(left(said.area_code, 6), 12, '0')")
    return sql.SQL(_STRAYED).format(
        chain=place if "area_code" in columns else sql.Literal(NO_PLACE),
        versions=sql.Identifier(versions._meta.db_table),
        rows=sql.Identifier(model._meta.db_table),
        key=sql.Identifier(str(model._meta.pk.column)),
        said=_of("said", columns),
        stands=_of("stands", columns),
    )


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _of(name: str, columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name, column) for column in columns)
