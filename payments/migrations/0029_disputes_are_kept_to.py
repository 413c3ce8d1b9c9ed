"""Disputes are seen by area and answered once; what they find counts in what a month was paid, and in its funds."""

import importlib

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_missing = importlib.import_module("payments.migrations.0016_what_is_missing_is_compared")
_recoveries = importlib.import_module("payments.migrations.0019_recoveries_are_kept_to")
_funds = importlib.import_module("payments.migrations.0023_funds_are_kept_to")

_ANSWER = "resolution, letter_number, findings, resolved_by_id, resolved_on"

# How much of a line's two parts its family has had: all of it; of what came back only what was kept back of a debt;
# of what had arrived after all only what was sent, since a failure lets go of the debt's part.
_KEPT_OF_BASE = "greatest(0, least(l.offset_amount, l.base_amount))"
_KEPT_OF_SUPPLEMENT = f"(l.offset_amount - {_KEPT_OF_BASE})"
_BASE = f"""CASE l.booking WHEN 'returned' THEN {_KEPT_OF_BASE}
                    WHEN 'arrived' THEN l.base_amount - {_KEPT_OF_BASE} ELSE l.base_amount END"""
_SUPPLEMENT = f"""CASE l.booking WHEN 'returned' THEN {_KEPT_OF_SUPPLEMENT}
                    WHEN 'arrived' THEN l.supplement_amount - {_KEPT_OF_SUPPLEMENT} ELSE l.supplement_amount END"""


def replaced(statement: str, *pairs: tuple[str, str]) -> str:
    """The statement with each of the texts put in another's place; a text that is not there is a slip of the pen."""
    statement = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for old, new in pairs:
        if old not in statement:
            raise LookupError(old)
        statement = statement.replace(old, new)
    return statement


PAID_OF_MONTH = replaced(
    _missing.PAID_OF_MONTH,
    ("coalesce(sum(l.base_amount), 0)", f"coalesce(sum({_BASE}), 0)"),
    ("coalesce(sum(l.supplement_amount), 0)", f"coalesce(sum({_SUPPLEMENT}), 0)"),
    (
        "AND status IN ('due', 'sent', 'unknown', 'paid')",
        "AND (status IN ('due', 'sent', 'unknown', 'paid') OR booking = 'arrived')",
    ),
)
# A line whose outcome is disputed is followed by none until the bank's letter is here.
MISSING = replaced(
    _missing.MISSING,
    (
        (
            "OR CASE b.kind WHEN 'top_up' THEN s.status <> 'paid'\n"
            "                                  ELSE s.status NOT IN ('failed', 'held') END)"
        ),
        (
            "OR CASE b.kind WHEN 'top_up' THEN s.status <> 'paid' OR s.booking <> ''\n"
            "                                  ELSE s.status NOT IN ('failed', 'held') AND s.booking <> 'returned' END\n"
            "                   OR EXISTS (SELECT FROM payments_dispute x WHERE x.line_id = s.id AND x.resolution = ''))"
        ),
    ),
)
# The second statement of three.
_TOO_MUCH = _recoveries.LEFT[
    _recoveries.LEFT.index("CREATE FUNCTION paid_too_much") : _recoveries.LEFT.index(
        "CREATE FUNCTION instalments_of"
    )
]
PAID_TOO_MUCH = replaced(
    _TOO_MUCH,
    ("sum(l.base_amount + l.supplement_amount)", f"sum({_BASE} + {_SUPPLEMENT})"),
    ("AND l.status = 'paid'", "AND (l.status = 'paid' OR l.booking = 'arrived')"),
)
ATTRIBUTION = replaced(
    _funds.ATTRIBUTION,
    (
        "attribute_funds(wanted bigint)",
        "attribute_funds(wanted bigint, is_of_dispute boolean DEFAULT false)",
    ),
    (
        "WHERE batch_id = b.id AND status = 'paid')",
        (
            "WHERE batch_id = b.id\n"
            "                               AND (status = 'paid' AND booking = '' OR booking = 'arrived'))"
        ),
    ),
    (
        "-least(r.amount, borne - due - r.later), b.status, now()",
        (
            "-least(r.amount, borne - due - r.later),\n"
            "               CASE WHEN is_of_dispute THEN 'dispute' ELSE b.status END, now()"
        ),
    ),
    (
        "ELSIF due > borne AND b.status IN ('sealed', 'filed', 'sent') AND funds_are_kept(b.area_code, of_year) THEN",
        (
            "ELSIF due > borne AND funds_are_kept(b.area_code, of_year) AND (b.status IN ('sealed', 'filed', 'sent')\n"
            "        OR is_of_dispute AND EXISTS (SELECT FROM payments_batchfunding WHERE batch_id = b.id)) THEN"
        ),
    ),
    (
        "least(r.amount, due - borne - r.earlier), 'sealed', now()",
        (
            "least(r.amount, due - borne - r.earlier),\n"
            "               CASE WHEN is_of_dispute THEN 'dispute' ELSE 'sealed' END, now()"
        ),
    ),
)
DROP_ATTRIBUTION = "DROP FUNCTION attribute_funds(bigint);"
DROP_NEW_ATTRIBUTION = "DROP FUNCTION attribute_funds(bigint, boolean);"

# The only way to a booking. It runs as the owner, since nobody else may write the column, and for disputes of the
# caller's area alone; asked twice it does nothing the second time.
BOOK = """
CREATE FUNCTION book_dispute(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    d payments_dispute;
    batch bigint;
BEGIN
    SELECT * INTO d FROM payments_dispute
    WHERE id = wanted AND area_code >= NULLIF(current_setting('app.area_from', true), '')
      AND area_code < NULLIF(current_setting('app.area_to', true), '');
    IF d.id IS NULL OR d.resolution NOT IN ('returned', 'arrived') THEN
        RETURN;
    END IF;
    UPDATE payments_paymentline SET booking = d.resolution WHERE id = d.line_id AND booking = ''
    RETURNING batch_id INTO batch;
    IF batch IS NOT NULL THEN
        PERFORM attribute_funds(batch, true);
    END IF;
END $$;
"""
NO_BOOK = "DROP FUNCTION book_dispute(bigint);"


class Migration(migrations.Migration):
    dependencies = [("payments", "0028_disputes_with_the_bank")]

    operations = [
        protect_by_area("payments_dispute"),
        protect_by_area("payments_disputeevent"),
        withhold("payments_dispute", "UPDATE", "DELETE"),
        withhold("payments_disputeevent", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({_ANSWER}) ON payments_dispute TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_ANSWER}) ON payments_dispute FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(PAID_OF_MONTH, replaced(_missing.PAID_OF_MONTH)),
        migrations.RunSQL(MISSING, replaced(_missing.MISSING)),
        migrations.RunSQL(PAID_TOO_MUCH, replaced(_TOO_MUCH)),
        migrations.RunSQL(DROP_ATTRIBUTION, _funds.ATTRIBUTION),
        migrations.RunSQL(ATTRIBUTION, DROP_NEW_ATTRIBUTION),
        migrations.RunSQL(BOOK, NO_BOOK),
    ]
