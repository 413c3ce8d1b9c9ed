"""Row-level security on every table of this floor, withheld rights, and the digest that seals a batch."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

WRITTEN_ONCE = (
    "payments_bankfile",
    "payments_filecontent",
    "payments_handover",
    "payments_resultrow",
)
NEVER_DELETED = ("payments_paymentbatch", "payments_resultfile")
HISTORIES = tuple(
    f"payments_{noun}event" for noun in ("account", "paymentbatch", "paymentline", "resultfile")
)
# The only columns of these rows that the application role may write after their birth.
CHANGES_ONLY = {
    "payments_account": "ends_on, status",
    "payments_paymentline": "status, failure_reason",
}

# Count, sums and hash of a batch's lines in one pass; what moves later (status, reason) is left out of the hash.
DIGEST = """
CREATE FUNCTION payment_lines_digest(wanted bigint, OUT line_count bigint, OUT person_count bigint,
    OUT total_amount numeric, OUT held_count bigint, OUT held_amount numeric, OUT lines_hash text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT count(*), coalesce(sum(covered_count), 0), coalesce(sum(amount), 0),
           count(*) FILTER (WHERE status = 'held'), coalesce(sum(amount) FILTER (WHERE status = 'held'), 0),
           encode(sha256(convert_to(coalesce(string_agg(
               concat_ws('|', serial, household_id, grant_id, coalesce(account_id::text, '-'), benefit_class,
                         covered_count, base_amount, supplement_amount, amount),
               E'\\n' ORDER BY serial), ''), 'UTF8')), 'hex')
    FROM payments_paymentline WHERE batch_id = wanted
$$;
"""
NO_DIGEST = "DROP FUNCTION payment_lines_digest(bigint);"


def change_only(table: str, columns: str) -> list[migrations.RunSQL]:
    """Take UPDATE away but for some columns: cheaper than comparing rows, and as strong."""
    return [
        withhold(table, "UPDATE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({columns}) ON {table} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {settings.APP_ROLE};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_accounts_batches_and_bank_files")]

    operations = [
        *(
            protect_by_area(table)
            for table in (
                *WRITTEN_ONCE,
                *NEVER_DELETED,
                *HISTORIES,
                *CHANGES_ONLY,
                "payments_batchexception",
            )
        ),
        *(withhold(table, "UPDATE", "DELETE") for table in (*WRITTEN_ONCE, *HISTORIES)),
        *(withhold(table, "DELETE") for table in (*NEVER_DELETED, "payments_account")),
        withhold("payments_batchexception", "UPDATE"),
        *(step for table, columns in CHANGES_ONLY.items() for step in change_only(table, columns)),
        migrations.RunSQL(DIGEST, NO_DIGEST),
    ]
